//! A bar with a total, on the standard error; nothing where that is not a terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar of `total` steps. It shows `what` and its message, how far it is and how long it will take.
pub fn bar(total: u64, what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix:12} [{bar:30}] {pos}/{len} {eta:>4} left {msg}")
        .expect("a template without mistakes")
        .progress_chars("=> ");
    ProgressBar::new(total).with_style(style).with_prefix(what)
}
