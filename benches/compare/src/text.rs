//! Figures as they are shown.

use std::time::Duration;

/// Three significant digits or all of the integer part, with commas: `0.62`, `4.1`, `37`, `3,056`.
pub fn number(value: f64) -> String {
    match value {
        0.0 => "0".to_owned(),
        ..0.995 => format!("{value:.2}"),
        ..19.95 => format!("{value:.1}"),
        _ => grouped(value.round() as u64),
    }
}

/// A number of nanoseconds with the unit that fits: `3.6 us`.
pub fn time(nanoseconds: f64) -> String {
    let (amount, unit) = match nanoseconds {
        ..1e3 => (nanoseconds, "ns"),
        ..1e6 => (nanoseconds / 1e3, "us"),
        ..1e9 => (nanoseconds / 1e6, "ms"),
        _ => (nanoseconds / 1e9, "s"),
    };
    format!("{} {unit}", number(amount))
}

/// How long one has to wait: `less than a second`, `about 12 s`, `about 3 min`.
pub fn wait(time: Duration) -> String {
    match time.as_secs_f64() {
        ..1.0 => "less than a second".to_owned(),
        seconds @ ..100.0 => format!("about {seconds:.0} s"),
        seconds => format!("about {:.0} min", seconds / 60.0),
    }
}

/// All digits, with commas.
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1K`, `10K`, `1M`, or all digits where that would not be exact.
pub fn size_name(size: usize) -> String {
    match size {
        1_000_000.. if size.is_multiple_of(1_000_000) => format!("{}M", size / 1_000_000),
        1_000.. if size.is_multiple_of(1_000) => format!("{}K", size / 1_000),
        _ => size.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{number, size_name, time, wait};
    use std::time::Duration;

    #[test]
    fn numbers_are_short_and_lose_nothing_that_matters() {
        let shown = [0.0, 0.0512, 0.997, 4.125, 19.94, 19.96, 3056.4, 1_234_567.0].map(number);
        assert_eq!(shown, ["0", "0.05", "1.0", "4.1", "19.9", "20", "3,056", "1,234,567"]);
    }

    #[test]
    fn times_have_the_unit_that_fits() {
        assert_eq!([204.0, 3_600.0, 569e6, 1.5e9].map(time), ["204 ns", "3.6 us", "569 ms", "1.5 s"]);
        let waits = [300, 12_400, 150_000].map(|ms| wait(Duration::from_millis(ms)));
        assert_eq!(waits, ["less than a second", "about 12 s", "about 2 min"]);
    }

    #[test]
    fn sizes_are_named_as_they_are_typed() {
        assert_eq!([50, 1_000, 1_500, 10_000, 1_000_000].map(size_name), ["50", "1K", "1500", "10K", "1M"]);
    }
}
