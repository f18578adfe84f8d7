//! JSON made of words, so that more of it is nearly right than if it were made of bytes.

const WORDS: [&str; 32] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ",",
    ":",
    ":",
    "\"1\"",
    "\"2\"",
    "\"255\"",
    "\"256\"",
    "\"a\"",
    "\"-1\"",
    "1",
    "2",
    "255",
    "256",
    "-1",
    "1e9",
    "null",
    "true",
    "{\"1\":",
    "[[1,",
    "{\"added\":",
    "{\"removed\":",
    "{\"changed\":{\"old\":",
    ",\"new\":",
    "}}],",
    "\"\\ud800\"",
    " ",
    "[1,2,",
];

/// The text that some bytes mean. Brackets that are open at the end are closed, unless the last byte is odd.
pub(super) fn text(bytes: &[u8]) -> String {
    let mut text: String = bytes.iter().map(|&byte| WORDS[usize::from(byte) % WORDS.len()]).collect();
    if bytes.last().is_some_and(|byte| byte % 2 == 0) {
        let mut open = Vec::new();
        for letter in text.chars() {
            match letter {
                '{' => open.push('}'),
                '[' => open.push(']'),
                '}' | ']' => _ = open.pop(),
                _ => {}
            }
        }
        text.extend(open.iter().rev());
    }
    text
}
