//! Figures with three digits and a unit.

use std::time::Duration;

/// A time: `"831 ns"`, `"4.20 ms"`, `"12.0 s"`.
pub fn time(time: Duration) -> String {
    scaled(time.as_secs_f64() * 1e9, 1000.0, &["ns", "us", "ms", "s"])
}

/// How often per second: `"1.24 M/s"`; `"-"` if no time passed.
pub fn rate(count: u64, time: Duration) -> String {
    if time.is_zero() {
        return "-".into();
    }
    scaled(count as f64 / time.as_secs_f64(), 1000.0, &["/s", "K/s", "M/s", "G/s"])
}

/// A number of bytes: `"22.0 KiB"`.
pub fn bytes(bytes: u64) -> String {
    scaled(bytes as f64, 1024.0, &["B", "KiB", "MiB", "GiB"])
}

/// How many times as large: `"36.2 x"`.
pub fn ratio(ratio: f64) -> String {
    format!("{} x", three_digits(ratio))
}

fn scaled(mut value: f64, step: f64, units: &[&str]) -> String {
    let mut unit = 0;
    while value >= 0.9995 * step && unit + 1 < units.len() {
        value /= step;
        unit += 1;
    }
    format!("{} {}", three_digits(value), units[unit])
}

fn three_digits(value: f64) -> String {
    let digits = if value < 9.995 { 2 } else { usize::from(value < 99.95) };
    format!("{value:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::{bytes, rate, ratio, time};
    use std::time::Duration;

    #[test]
    fn three_digits_and_a_unit() {
        assert_eq!(time(Duration::from_nanos(831)), "831 ns");
        assert_eq!(time(Duration::from_nanos(999_999)), "1.00 ms");
        assert_eq!(time(Duration::from_millis(4_200)), "4.20 s");
        assert_eq!(time(Duration::from_secs(3_600)), "3600 s");
        assert_eq!(rate(1_240, Duration::from_secs(1)), "1.24 K/s");
        assert_eq!(rate(1, Duration::ZERO), "-");
        assert_eq!(bytes(22 * 1024), "22.0 KiB");
        assert_eq!(ratio(36.24), "36.2 x");
    }
}
