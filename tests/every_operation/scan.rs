//! Finds what is public in a source file: methods, and traits that types implement.
//!
//! It reads lines and knows no more of the language than it meets: headers of `impl`, functions in them, and macros that
//! make implementations for the first word of each line that they are given.

use std::collections::BTreeSet;

/// Types that have one name in all of the library. Others are named with their module.
const PLAIN: [&str; 3] = ["HashMap", "HashSet", "HashTable"];

/// The public operations in a source file of a module: `HashMap::insert`, `map::Entry::key`, `Clone for HashMap`.
pub(crate) fn scan(module: &str, source: &str) -> BTreeSet<String> {
    let lines: Vec<&str> = source.lines().take_while(|line| !line.contains("cfg(test)")).collect();
    let (mut found, mut templates) = (BTreeSet::new(), Vec::new());
    let (mut owner, mut in_macro, mut called) = (String::from(module), "", "");
    for (at, &line) in lines.iter().enumerate() {
        let word = line.trim_start();
        if line == "}" {
            (owner, in_macro, called) = (String::from(module), "", "");
        } else if let Some(name) = line.strip_prefix("macro_rules! ") {
            in_macro = name.trim_end_matches(" {");
        } else if let Some((name, words)) = line.split_once('!').filter(|_| line.starts_with(char::is_alphabetic)) {
            found.extend(made_by(name, words, &templates));
            called = name;
        } else if !called.is_empty() {
            found.extend(made_by(called, word, &templates));
        }
        let operation = if word.starts_with("impl<") || word.starts_with("impl ") {
            owner = header(module, &lines[at..lines.len().min(at + 12)].join(" "));
            Some(owner.clone()).filter(|name| name.contains(" for ") && !is_private(name, &lines))
        } else {
            public_function(word).map(|method| format!("{owner}::{method}"))
        };
        match operation {
            Some(template) if template.contains('$') => templates.push((in_macro, template)),
            operation => found.extend(operation),
        }
    }
    found
}

/// `Trait for Type`, or the type if there is no trait, of text that begins with the header of an `impl`.
fn header(module: &str, text: &str) -> String {
    let text = text.replace("->", "").split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.split('{').next().and_then(|text| text.split(" where ").next()).unwrap_or_default();
    let text = without_lifetimes(behind_generics(text["impl".len()..].trim()));
    let (of, name) = text.split_once(" for ").unwrap_or(("", &text));
    let name = name.split('<').next().unwrap_or_default().trim();
    let (reference, name) = name.split_at(name.rfind(['&', ' ']).map_or(0, |at| at + 1));
    let module = if PLAIN.contains(&name) { String::new() } else { format!("{module}::") };
    let path_end = of.split('<').next().and_then(|path| path.rfind(':')).map_or(0, |at| at + 1);
    let of = if of.is_empty() { String::new() } else { format!("{} for ", &of[path_end..]) };
    format!("{of}{reference}{module}{name}")
}

/// What comes after `<..>`.
fn behind_generics(text: &str) -> &str {
    let mut depth = 0;
    let end = text.find(|letter| {
        depth += i32::from(letter == '<') - i32::from(letter == '>');
        depth == 0
    });
    text[end.map_or(0, |at| at + usize::from(text.starts_with('<')))..].trim()
}

fn without_lifetimes(text: &str) -> String {
    let mut parts = text.split('\'');
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |text, part| {
        text + part.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').trim_start()
    })
}

fn public_function(line: &str) -> Option<&str> {
    let mut words = line.strip_prefix("pub ")?.split_whitespace();
    words.find(|word| !["const", "unsafe", "async"].contains(word)).filter(|&word| word == "fn")?;
    words.next()?.split(['(', '<']).next()
}

/// Whether a trait is for a type of this file that is not public.
fn is_private(operation: &str, lines: &[&str]) -> bool {
    let name = operation.rsplit(':').next().unwrap_or_default();
    let declares = |line: &str, start: &str| {
        line.strip_prefix(start).is_some_and(|rest| rest.split(['<', '(', ' ', ';']).next() == Some(name))
    };
    lines.iter().any(|line| declares(line, "struct ") || declares(line, "pub(crate) struct "))
}

/// What a macro makes of a line of its input.
fn made_by(called: &str, line: &str, templates: &[(&str, String)]) -> Vec<String> {
    let line = line.trim_start_matches([' ', '(', '{']);
    let line = line.strip_prefix('[').and_then(|rest| rest.split_once("] ")).map_or(line, |(_, rest)| rest);
    let Some(word) = line.split(|c: char| !c.is_alphanumeric()).next().filter(|word| !word.is_empty()) else {
        return Vec::new();
    };
    let of_macro = templates.iter().filter(|(name, _)| *name == called);
    of_macro.map(|(_, template)| fill_in(template, word)).collect()
}

/// A template with a word in the place of its variable.
fn fill_in(template: &str, word: &str) -> String {
    let (before, after) = template.split_once('$').unwrap_or((template, ""));
    format!("{before}{word}{}", after.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_'))
}

#[test]
fn a_new_operation_is_seen() {
    let source = "
impl<K, V, F: Fn(&K) -> bool, L: Layout<(K, V)>> HashMap<K, V, F, L>
where
    K: Hash,
{
    /// pub fn in_a_comment()
    pub const fn new_method<Q>(&self, key: &Q) -> bool {
    pub(crate) fn private(&self) {
}

pub fn free() {}

impl<'m, K, V> Extend<(&'m K, &'m V)> for &'m mut View<'m, K, V> {
    fn extend() {}
}

macro_rules! iterators {
    ($($name:ident)*) => {$(
        impl<K> fmt::Debug for $name<K> {
    )*};
}

iterators! {
    /// A comment.
    Iter;
    Keys [K];
}

struct Hidden<K>(K);

impl<K> Clone for Hidden<K> {}
";
    let found = ["Debug for map::Iter", "Debug for map::Keys", "Extend<(&K, &V)> for &mut map::View"];
    let methods = ["HashMap::new_method", "map::free"];
    assert_eq!(scan("map", source), found.into_iter().chain(methods).map(String::from).collect());
}
