//! The medians, in Markdown.

use std::fmt::Write as _;

use super::rounds::{Row, Samples};

/// One table for each kind of keys and size: nanoseconds or bytes, ours as a part of the best other one's, and what it
/// should be.
pub fn markdown(names: &[&str], measured: &[(&str, usize, Vec<Samples>)]) -> String {
    let mut text = String::new();
    for (keys, size, samples) in measured {
        let _ = writeln!(text, "\n**C interface, {keys}, {size} entries** (nanoseconds or bytes, medians)\n");
        let _ = writeln!(text, "| | {} | ratio | goal |", names.join(" | "));
        let _ = writeln!(text, "|---|{}--:|--:|", "--:|".repeat(names.len()));
        for (row, title, goal) in Row::ALL {
            let medians: Vec<Option<f64>> = samples.iter().map(|one| one.median(row)).collect();
            let cells: Vec<_> = medians.iter().map(|median| number(*median, 1)).collect();
            let best = medians[1..].iter().flatten().copied().reduce(f64::min);
            let ratio = medians[0].zip(best).map(|(ours, best)| ours / best);
            let _ = writeln!(text, "| {title} | {} | {} | {} |", cells.join(" | "), number(ratio, 2), number(goal, 1));
        }
    }
    text
}

fn number(number: Option<f64>, digits: usize) -> String {
    number.map_or_else(|| "-".to_owned(), |number| format!("{number:.digits$}"))
}
