//! Words to use as keys: the repository's word list, stretched with suffixes when more are asked for.
//!
//! Where the list is missing (an unpacked source archive leaves the data out), pronounceable words of similar lengths
//! are made up instead; [`source`] says which it was, and a report names it.

use std::path::PathBuf;

fn path() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/words.txt"))
}

/// Where the words come from, for a report.
pub fn source() -> &'static str {
    if path().is_file() { "words.txt" } else { "made-up words (words.txt is missing)" }
}

/// `count` different words: those of the list first, then each again as `word-2`, `word-3` and so on.
pub fn list(count: usize) -> Vec<String> {
    let mut stems = match std::fs::read_to_string(path()) {
        Ok(text) => text.lines().map(str::trim).filter(|word| !word.is_empty()).map(String::from).collect(),
        Err(_) => (0..100_000).map(made_up).collect::<Vec<_>>(),
    };
    stems.sort_unstable();
    stems.dedup();
    let again = (2..).flat_map(|time| stems.iter().map(move |stem| format!("{stem}-{time}")));
    stems.iter().cloned().chain(again).take(count).collect()
}

/// The `i`-th made-up word: one syllable per base-75 digit, so different numbers make different words.
fn made_up(i: u64) -> String {
    const CONSONANTS: [char; 15] = ['b', 'd', 'f', 'g', 'h', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'z'];
    const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];
    let mut rest = i;
    let mut word = String::new();
    loop {
        word.push(CONSONANTS[(rest % 15) as usize]);
        word.push(VOWELS[(rest / 15 % 5) as usize]);
        rest /= 75;
        if rest == 0 {
            return word;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{list, made_up};
    use std::collections::HashSet;

    #[test]
    fn more_words_than_the_list_has_are_still_different() {
        let words = list(250_000);
        assert_eq!(words.iter().collect::<HashSet<_>>().len(), 250_000);
    }

    #[test]
    fn made_up_words_are_different() {
        assert_eq!((0..100_000).map(made_up).collect::<HashSet<_>>().len(), 100_000);
    }
}
