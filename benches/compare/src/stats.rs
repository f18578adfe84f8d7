//! Medians, how certain they are, and means of ratios.

/// The middle one (the mean of two where there is no middle).
///
/// # Panics
///
/// If there is none.
pub fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[middle] } else { (sorted[middle - 1] + sorted[middle]) / 2.0 }
}

/// The standard error of the median as a part of it: what it would vary by if all were measured again.
///
/// From the median absolute deviation, which a few outliers do not change; both factors are those of a normal distribution.
/// 0 for less than two samples, and for a median of 0.
pub fn spread(samples: &[f64]) -> f64 {
    const DEVIATION: f64 = 1.4826;
    const OF_MEDIAN: f64 = 1.2533;
    if samples.len() < 2 {
        return 0.0;
    }
    let middle = median(samples);
    let deviations: Vec<f64> = samples.iter().map(|sample| (sample - middle).abs()).collect();
    if middle == 0.0 {
        0.0
    } else {
        DEVIATION * OF_MEDIAN * median(&deviations) / (samples.len() as f64).sqrt() / middle
    }
}

/// The geometric mean of those that are neither 0 nor infinite; nothing if there are none.
pub fn geometric_mean(ratios: impl IntoIterator<Item = f64>) -> Option<f64> {
    let usable = ratios.into_iter().filter(|ratio| *ratio > 0.0 && ratio.is_finite());
    let (count, sum) = usable.fold((0_u32, 0.0), |(count, sum), ratio| (count + 1, sum + ratio.ln()));
    (count > 0).then(|| (sum / f64::from(count)).exp())
}

#[cfg(test)]
mod tests {
    use super::{geometric_mean, median, spread};

    #[test]
    fn medians_are_in_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
    }

    #[test]
    fn the_spread_shrinks_with_the_root_of_the_number_of_samples() {
        let few: Vec<f64> = (0..10).map(|i| 100.0 + f64::from(i)).collect();
        let many: Vec<f64> = (0..40).map(|i| 100.0 + f64::from(i % 10)).collect();
        assert!((spread(&few) / spread(&many) - 2.0).abs() < 0.1, "{} {}", spread(&few), spread(&many));
        assert_eq!((spread(&[5.0]), spread(&[5.0, 5.0, 5.0]), spread(&[0.0, 0.0])), (0.0, 0.0, 0.0));
    }

    #[test]
    fn ratios_of_two_and_a_half_cancel() {
        for ratios in [&[2.0, 0.5][..], &[2.0, 0.5, 0.0, f64::INFINITY]] {
            let mean = geometric_mean(ratios.iter().copied()).unwrap();
            assert!((mean - 1.0).abs() < 1e-12);
        }
        assert_eq!(geometric_mean([]), None);
    }
}
