//! The medians, in Markdown.

use std::fmt::Write as _;

use super::{Measured, Parallel, Row};

/// A row's title, and what hamtrie's figure should be at most: seconds, and a part of another library's.
fn about(row: Row, size: usize) -> (String, Option<f64>, Option<(f64, &'static str)>) {
    let title = |title: &str| title.to_owned();
    match row {
        Row::Equal => (title("`==`"), Some(40e-6), None),
        Row::Diff => (title("diff"), Some(40e-6), None),
        Row::Union => (title("union"), Some(40e-6), None),
        Row::Merge3 => (title("merge3"), Some(40e-6), None),
        Row::UnionUnrelated => (title("union, no common key"), None, Some((0.3, "imbl"))),
        Row::Collect if size > 100_000 => (format!("collect {size}"), None, Some((1.1, "std"))),
        Row::Collect => (format!("collect {size}"), None, Some((0.6, ""))),
    }
}

/// Tables of all that was measured.
pub fn markdown(
    versions: &[Measured],
    small: &[Measured],
    curve: &[Measured],
    [iteration, union]: &[Parallel; 2],
) -> String {
    let mut text = String::new();
    let Some(first) = versions.first() else { return text };
    let mut libraries: Vec<&str> = Vec::new();
    for one in versions {
        if !libraries.contains(&one.library) {
            libraries.push(one.library);
        }
    }
    let _ = writeln!(text, "\n**Between versions, two maps of {} entries, {} keys apart**\n", first.size, first.apart);
    let _ = writeln!(text, "| | {} | goal | in this run |", libraries.join(" | "));
    let _ = writeln!(text, "|---|{}---|---|", "---|".repeat(libraries.len()));
    let rows = Row::ALL.map(|row| (row, versions)).into_iter().chain([(Row::Collect, small)]);
    for (row, measured) in rows {
        let of = |library: &str| {
            let found = measured.iter().find(|one| one.row == row && one.library == library);
            found.map_or(f64::NAN, Measured::median)
        };
        let size = measured.first().map_or(0, |one| one.size);
        let (title, limit, part) = about(row, size);
        let cells: Vec<_> = libraries.iter().map(|library| duration(of(library))).collect();
        let ours = of(libraries[0]);
        let (goal, verdict) = match (limit, part) {
            (Some(limit), _) => (format!("<= {}", duration(limit)), ours <= limit),
            (None, Some((part, rival))) => {
                let persistent = libraries[1..].iter().filter(|library| **library != "std");
                let best = match rival {
                    "" => persistent.map(|library| of(library)).fold(f64::INFINITY, f64::min),
                    rival => of(rival),
                };
                let whom = if rival.is_empty() { "the best persistent" } else { rival };
                (format!("<= {part} of {whom}: {:.2}", ours / best), ours <= part * best)
            }
            (None, None) => (String::new(), true),
        };
        let verdict = if verdict { "met" } else { "MISSED" };
        let _ = writeln!(text, "| {title} | {} | {goal} | {verdict} |", cells.join(" | "));
    }
    let _ = writeln!(
        text,
        "\n**hamtrie, two maps of {} entries, by the number of keys in which they differ**\n",
        first.size
    );
    let _ = writeln!(text, "| keys | `==` | diff | union | merge3 |\n|---|---|---|---|---|");
    for of in curve.chunk_by(|a, b| a.apart == b.apart) {
        let cells: Vec<_> = of.iter().map(|one| duration(one.median())).collect();
        let _ = writeln!(text, "| {} | {} |", of[0].apart, cells.join(" | "));
    }
    let speedup = |parallel: &Parallel| parallel.one / parallel.two;
    let verdict = if speedup(iteration) >= 1.8 { "met" } else { "MISSED" };
    let _ = writeln!(
        text,
        "\nParallel iteration over {} entries: {} with one thread, {} with two; {:.2} times as fast (goal: 1.8, {verdict}).",
        first.size,
        duration(iteration.one),
        duration(iteration.two),
        speedup(iteration),
    );
    let _ = writeln!(
        text,
        "\nUnion of two maps of {} entries without a common key: {} with one thread, {} with two; {:.2} times as fast.",
        first.size,
        duration(union.one),
        duration(union.two),
        speedup(union),
    );
    text
}

/// With the unit that fits.
fn duration(seconds: f64) -> String {
    let (amount, unit) = match seconds {
        s if s < 1e-6 => (s * 1e9, "ns"),
        s if s < 1e-3 => (s * 1e6, "us"),
        s => (s * 1e3, "ms"),
    };
    if amount < 20.0 { format!("{amount:.1} {unit}") } else { format!("{amount:.0} {unit}") }
}
