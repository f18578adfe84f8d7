//! An index of every word of some text files that can be asked how it looked at any earlier moment.
//!
//! The lesson: **keeping every version costs little.** The index is one persistent map from a word to its
//! [`Postings`]. After each chapter (a file without chapters counts as one) the program keeps `index.clone()`,
//! which copies no entry, and goes on changing the map. A query runs on any of these versions as fast as on the
//! newest one. At the end the program shows what the old versions cost by letting go of them.
//!
//! ```text
//! cargo run --release --example word_index
//! cargo run --release --example word_index -- --query darcy --chapter 12
//! cargo run --release --example word_index -- --interactive moby-dick.txt bleak-house.txt
//! ```
//!
//! It is no search engine: a word is a run of letters, digits and inner apostrophes in lower case, without
//! stemming, and only the first and the last place of a word are kept.

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hamtrie::HashMap;
use hamtrie::pool::{self, Stats};

const USAGE: &str = "\
usage: word_index [options] [file...]

Indexes the words of text files (\"Pride and Prejudice\", if none is named and the
repository is here) and keeps the index as it was after each chapter. A file without
chapters counts as one.

  --query WORD    look a word up (can be repeated)
  --chapter N     ... as of the end of chapter N, not of the last one; 0 is before the first
  --top N         how many of the most frequent words to show (10)
  --chapters      list all chapters, numbered through all files
  --interactive   then read queries from standard input: `word [chapter]`, `chapters`, `quit`
  --help          this text
";

/// In the repository, but not in the published package.
const NOVEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/data/pride-and-prejudice.txt");

fn main() -> ExitCode {
    let options = Options::parse(std::env::args_os().skip(1));
    match options.and_then(|options| run(&options, &mut io::stdout().lock())) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads our output has seen enough: `word_index --chapters | head`.
        Err(Failure::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Io(error)) => complain(&error.to_string()),
        Err(Failure::Mistake(message)) => complain(&message),
    }
}

fn complain(message: &str) -> ExitCode {
    eprintln!("word_index: {message}");
    ExitCode::FAILURE
}

fn run(options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    if options.help {
        write!(out, "{USAGE}")?;
        return Ok(());
    }
    let mut book = Book::new();
    for path in &options.files {
        book.add_file(path)?;
    }

    book.write_summary(out)?;
    book.write_top(options.top, out)?;
    if options.list_chapters {
        book.write_chapters(out)?;
    }
    for query in &options.queries {
        book.answer(query, options.chapter, out)?;
    }
    if options.interactive {
        converse(&book, out)?;
    }
    book.write_cost(out)
}

// ---- the index ---------------------------------------------------------------------------------

/// A word is an `Arc<str>`: changing what an older version also holds copies the entry, key included, and this way all
/// versions have the letters in common.
type Index = HashMap<Arc<str>, Postings>;

/// All that is known about a word. Small and without pointers, so that a copy is cheap.
#[derive(Clone, Copy)]
struct Postings {
    count: u32,
    first: Place,
    last: Place,
}

/// A line of a file, and the number of the chapter that it is in.
#[derive(Clone, Copy)]
struct Place {
    chapter: u32,
    line: u32,
}

/// The index as it was at the end of a chapter: a version of its own.
#[derive(Default)]
struct Chapter {
    label: String,
    index: Index,
    words_read: u64,
    took: Duration,
}

/// All chapters so far; number 0 is the empty index.
struct Book {
    chapters: Vec<Chapter>,
}

impl Book {
    fn new() -> Self {
        let nothing = Chapter { label: "nothing read".to_owned(), ..Chapter::default() };
        Book { chapters: vec![nothing] }
    }

    fn last(&self) -> &Chapter {
        self.chapters.last().expect("chapter 0 is always there")
    }

    fn add_file(&mut self, path: &Path) -> Result<(), Failure> {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let name = name.to_string_lossy();
        let text = read_text(path)?;
        for part in parts(&text) {
            let label = match part.heading {
                Some(heading) => format!("{name}, {heading}"),
                None => name.to_string(),
            };
            self.add_chapter(label, &part);
        }
        Ok(())
    }

    /// The whole of version control: share the last version, change what differs, keep the result.
    fn add_chapter(&mut self, label: String, part: &Part<'_>) {
        let start = Instant::now();
        let chapter = self.chapters.len() as u32;
        let mut index = self.last().index.clone();
        let mut words_read = self.last().words_read;
        for &(line, text) in &part.lines {
            for_each_word(text, |word| {
                words_read += 1;
                record(&mut index, word, Place { chapter, line });
            });
        }
        let took = start.elapsed();
        self.chapters.push(Chapter { label, index, words_read, took });
    }
}

fn record(index: &mut Index, word: &str, place: Place) {
    if let Some(postings) = index.get_mut(word) {
        postings.count = postings.count.saturating_add(1);
        postings.last = place;
    } else {
        // Only a new word needs letters of its own.
        let (first, last) = (place, place);
        index.insert(word.into(), Postings { count: 1, first, last });
    }
}

/// Calls `found` with every run of letters, digits and inner apostrophes, in lower case.
fn for_each_word(text: &str, mut found: impl FnMut(&str)) {
    let mut word = String::new();
    for run in text.split(|c: char| !c.is_alphanumeric() && c != '\'') {
        word.clear();
        word.extend(run.trim_matches('\'').chars().flat_map(char::to_lowercase));
        if !word.is_empty() {
            found(&word);
        }
    }
}

// ---- the input ---------------------------------------------------------------------------------

/// Bytes that are not UTF-8 become U+FFFD, which is no letter, and a note says so.
fn read_text(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let bytes = std::fs::read(path).or_else(|error| mistake(format!("cannot read {shown}: {error}")))?;
    let text = String::from_utf8_lossy(&bytes);
    if matches!(text, Cow::Owned(_)) {
        eprintln!("word_index: note: {shown} is not UTF-8; its invalid bytes count as spaces");
    }
    Ok(text.into_owned())
}

/// The text of a chapter: numbered lines.
#[derive(Default)]
struct Part<'t> {
    heading: Option<&'t str>,
    lines: Vec<(u32, &'t str)>,
}

/// Cuts a text before each chapter heading but the first: a title page goes with the first chapter.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = vec![Part::default()];
    for (number, line) in (1..).zip(text.lines()) {
        let mut part = parts.pop().unwrap_or_default();
        if is_chapter_heading(line) {
            if part.heading.is_some() {
                parts.push(std::mem::take(&mut part));
            }
            part.heading = Some(line.trim());
        }
        part.lines.push((number, line));
        parts.push(part);
    }
    parts
}

/// "Chapter 12", "CHAPTER XII." and the like, alone on their line.
fn is_chapter_heading(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let ["Chapter" | "CHAPTER", number] = words[..] else {
        return false;
    };
    let number = number.trim_end_matches(['.', ':']);
    let arabic = number.chars().all(|c| c.is_ascii_digit());
    let roman = number.chars().all(|c| "IVXLC".contains(c));
    !number.is_empty() && (arabic || roman)
}

// ---- questions and answers ---------------------------------------------------------------------

impl Book {
    /// Looks a word up as of the end of one chapter, or of the last.
    fn answer(&self, query: &str, number: Option<usize>, out: &mut dyn Write) -> Result<(), Failure> {
        let last = self.chapters.len() - 1;
        let number = number.unwrap_or(last);
        let Some(chapter) = self.chapters.get(number) else {
            return mistake(format!("there is no chapter {number}, only 0 to {last}"));
        };
        let mut words = Vec::new();
        for_each_word(query, |word| words.push(word.to_owned()));
        let [word] = &words[..] else {
            return mistake(format!("`{query}` is not one word"));
        };

        let by = format!("by the end of chapter {number} ({})", chapter.label);
        match chapter.index.get(word.as_str()) {
            None => writeln!(out, "{word}: not there {by}")?,
            Some(Postings { count, first, last }) => {
                writeln!(out, "{word}: count {count} {by}")?;
                writeln!(out, "  first: {}", self.describe(*first))?;
                writeln!(out, "  last:  {}", self.describe(*last))?;
            }
        }
        if number != last {
            let now = self.last().index.get(word.as_str());
            let count = now.map_or(0, |postings| postings.count);
            writeln!(out, "  by the end of chapter {last}, the last: count {count}")?;
        }
        Ok(())
    }

    fn describe(&self, Place { chapter, line }: Place) -> String {
        let label = &self.chapters[chapter as usize].label;
        format!("{label}, line {line} (chapter {chapter})")
    }

    fn write_summary(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let Chapter { index, words_read, .. } = self.last();
        writeln!(out, "{words_read} words read, {} of them distinct", index.len())?;
        writeln!(out, "(a word is a run of letters, digits and inner apostrophes, in lower case)")?;

        let made = &self.chapters[1..];
        let total: Duration = made.iter().map(|chapter| chapter.took).sum();
        writeln!(out, "{} versions made in {total:.1?}", made.len())?;
        if let Some(Chapter { label, took, .. }) = made.iter().max_by_key(|chapter| chapter.took) {
            let mean = total / made.len() as u32;
            writeln!(out, "{mean:.1?} per version on average, at most {took:.1?} ({label})")?;
        }
        Ok(())
    }

    fn write_top(&self, wanted: usize, out: &mut dyn Write) -> Result<(), Failure> {
        let index = &self.last().index;
        let mut words: Vec<(&Arc<str>, &Postings)> = index.iter().collect();
        words.sort_unstable_by_key(|&(word, postings)| (u32::MAX - postings.count, word));
        for (word, postings) in words.into_iter().take(wanted) {
            writeln!(out, "{:>8} {word}", postings.count)?;
        }
        Ok(())
    }

    fn write_chapters(&self, out: &mut dyn Write) -> Result<(), Failure> {
        writeln!(out, "chapter    words  distinct        time  name")?;
        for (number, chapter) in self.chapters.iter().enumerate() {
            let Chapter { label, index, words_read, took } = chapter;
            let distinct = index.len();
            let took = format!("{took:.1?}");
            writeln!(out, "{number:>7} {words_read:>8} {distinct:>9} {took:>11}  {label}")?;
        }
        Ok(())
    }

    /// Lets go of all versions but the last, and shows what they held on to.
    fn write_cost(mut self, out: &mut dyn Write) -> Result<(), Failure> {
        let count = self.chapters.len();
        let all = pool::stats().live_bytes;
        self.chapters.drain(..count - 1);
        let Stats { live_bytes: one, slabs, slab_bytes, .. } = pool::stats();

        writeln!(out, "pool, {count} versions: {all} bytes in use")?;
        writeln!(out, "pool, last one only: {one} bytes in use, {slabs} slabs of {slab_bytes} bytes")?;
        writeln!(out, "(the letters of the words are not in the pool and not counted)")?;
        Ok(())
    }
}

/// Reads queries until `quit` or the end of the input. A mistake is answered, not fatal.
fn converse(book: &Book, out: &mut dyn Write) -> Result<(), Failure> {
    let prompt = if io::stdin().is_terminal() { "word [chapter] | chapters | quit > " } else { "" };
    let mut line = Vec::new();
    loop {
        write!(out, "{prompt}")?;
        out.flush()?;
        line.clear();
        if io::stdin().lock().read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let line = String::from_utf8_lossy(&line);
        let words: Vec<&str> = line.split_whitespace().collect();
        let answered = match words[..] {
            [] => Ok(()),
            ["quit"] => return Ok(()),
            ["chapters"] => book.write_chapters(out),
            [word] => book.answer(word, None, out),
            [word, number] => parse_number(number).and_then(|n| book.answer(word, Some(n), out)),
            _ => mistake("a query is `word [chapter]`, `chapters` or `quit`"),
        };
        match answered {
            Ok(()) => {}
            Err(Failure::Mistake(message)) => writeln!(out, "{message}")?,
            Err(error) => return Err(error),
        }
    }
}

// ---- the command line --------------------------------------------------------------------------

#[derive(Default)]
struct Options {
    files: Vec<PathBuf>,
    queries: Vec<String>,
    chapter: Option<usize>,
    top: usize,
    list_chapters: bool,
    interactive: bool,
    help: bool,
}

impl Options {
    fn parse(mut args: impl Iterator<Item = OsString>) -> Result<Options, Failure> {
        let mut options = Options { top: 10, ..Options::default() };
        while let Some(arg) = args.next() {
            let shown = arg.to_string_lossy();
            let mut value = || match args.next() {
                Some(value) => Ok(value.to_string_lossy().into_owned()),
                None => mistake(format!("{shown} needs a value")),
            };
            match &*shown {
                "--query" => options.queries.push(value()?),
                "--chapter" => options.chapter = Some(parse_number(&value()?)?),
                "--top" => options.top = parse_number(&value()?)?,
                "--chapters" => options.list_chapters = true,
                "--interactive" => options.interactive = true,
                "--help" => options.help = true,
                other if other.starts_with("--") => {
                    return mistake(format!("no such option: {other}\n\n{USAGE}"));
                }
                _ => options.files.push(PathBuf::from(&arg)),
            }
        }
        if options.chapter.is_some() && options.queries.is_empty() {
            return mistake("--chapter needs a --query");
        }
        if options.files.is_empty() && !options.help {
            if !Path::new(NOVEL).exists() {
                return mistake(format!("name a text file: the novel of the repository is not here\n\n{USAGE}"));
            }
            options.files.push(PathBuf::from(NOVEL));
        }
        Ok(options)
    }
}

fn parse_number(text: &str) -> Result<usize, Failure> {
    text.parse().or_else(|_| mistake(format!("`{text}` is not a number")))
}

/// Why the program, or an answer, ends early.
enum Failure {
    /// What the user should know to do it right.
    Mistake(String),
    Io(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Io(error)
    }
}

fn mistake<T>(message: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Mistake(message.into()))
}
