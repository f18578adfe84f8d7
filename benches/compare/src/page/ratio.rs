//! What being ahead is: hamtrie's figure as a part of a rival's, and how much of a difference counts.

use crate::results::{Operation, Part, Unit};
use crate::text::{number, time};

/// A difference that a second run may turn around is none.
const MARGIN: f64 = 1.05;

/// Ours as a part of theirs. Two zeros are the same, and any figure is infinitely many times nothing.
pub(super) fn versus(ours: f64, theirs: f64) -> f64 {
    if ours == theirs { 1.0 } else { ours / theirs }
}

/// Who is ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Ahead,
    Even,
    Behind,
}

pub(super) fn verdict(ratio: f64) -> Verdict {
    match ratio {
        ratio if ratio > MARGIN => Verdict::Behind,
        ratio if ratio < 1.0 / MARGIN => Verdict::Ahead,
        _ => Verdict::Even,
    }
}

pub(super) fn show(ratio: f64) -> String {
    match ratio {
        f64::INFINITY => "\u{221e}".to_owned(),
        0.0 => "0".to_owned(),
        ..0.00995 => format!("{ratio:.4}"),
        ..0.0995 => format!("{ratio:.3}"),
        ..9.995 => format!("{ratio:.2}"),
        ..99.5 => format!("{ratio:.1}"),
        _ => number(ratio),
    }
}

/// A figure with its unit.
pub(super) fn figure(value: f64, part: Part, unit: Unit) -> String {
    match (part, unit) {
        // From nanoseconds to seconds, one beside the other.
        (Part::Between | Part::Apart | Part::Threads, Unit::Nanoseconds) => time(value),
        (_, unit) => format!("{} {}", number(value), unit.id()),
    }
}

/// A row's title below the words for its section.
pub(super) fn short_title(operation: Operation) -> String {
    operation.title.replace("likewise", "drop the new one").replace('`', "")
}

/// A row's title where nothing is above it.
pub(super) fn title(operation: Operation) -> String {
    let title = short_title(operation);
    match operation.unit {
        Unit::Bytes if operation.section.is_empty() => title,
        Unit::Bytes => format!("bytes: {title}"),
        Unit::Nanoseconds => title,
    }
}

#[cfg(test)]
mod tests {
    use super::{Verdict, show, verdict, versus};

    #[test]
    fn nothing_against_nothing_is_even_and_something_against_nothing_is_a_loss() {
        assert_eq!(verdict(versus(0.0, 0.0)), Verdict::Even);
        assert_eq!(verdict(versus(1.0, 0.0)), Verdict::Behind);
        assert_eq!(verdict(versus(0.0, 1.0)), Verdict::Ahead);
        assert_eq!(
            [0.0, 0.00123, 0.04, 1.0, 12.34, 1234.0, f64::INFINITY].map(show),
            ["0", "0.0012", "0.040", "1.00", "12.3", "1,234", "\u{221e}"]
        );
    }
}
