//! Contenders measured in turn.
//!
//! A machine that does other things besides is slower at some times than at others. Whoever is measured a, b, a, b has
//! the same share of the slow ones, and the median leaves out the worst; a ratio of two medians of one run is what can
//! be quoted.

use indicatif::ProgressBar;
use std::time::Duration;

/// One of those that are compared.
pub struct Contender<'a> {
    /// As it stands in the table.
    pub name: &'a str,
    /// One round; it times what counts itself and leaves preparation out.
    pub round: Box<dyn FnMut() -> Duration + 'a>,
}

impl<'a> Contender<'a> {
    /// A contender whose rounds are calls of `round`, which returns the time that counts.
    pub fn new(name: &'a str, round: impl FnMut() -> Duration + 'a) -> Self {
        Contender { name, round: Box::new(round) }
    }
}

impl std::fmt::Debug for Contender<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contender").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The median time of each contender over `rounds` rounds, in the order of `contenders`. The order of the rounds is
/// turned by one each time, so that nobody always follows the same neighbour. `bar` goes up by one per round of one.
///
/// # Panics
///
/// If `rounds` is 0.
pub fn interleaved(rounds: usize, contenders: &mut [Contender<'_>], bar: &ProgressBar) -> Vec<Duration> {
    assert!(rounds > 0, "a median of no rounds");
    let count = contenders.len();
    let mut times = vec![Vec::with_capacity(rounds); count];
    for round in 0..rounds {
        for turn in 0..count {
            let who = (round + turn) % count;
            bar.set_message(contenders[who].name.to_owned());
            times[who].push((contenders[who].round)());
            bar.inc(1);
        }
    }
    times.into_iter().map(median).collect()
}

/// The middle one of `times`; of an even number the lower of the two in the middle.
///
/// # Panics
///
/// If there are none.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[(times.len() - 1) / 2]
}

/// The value below which the share `share` (0.0 to 1.0) of the sorted `values` lies: the nearest rank.
///
/// # Panics
///
/// If there are none.
pub fn percentile(sorted: &[Duration], share: f64) -> Duration {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}

#[cfg(test)]
mod tests {
    use super::{Contender, interleaved, median, percentile};
    use indicatif::ProgressBar;
    use std::cell::RefCell;
    use std::time::Duration;

    #[test]
    fn contenders_take_turns_and_each_gets_its_own_median() {
        let order = RefCell::new(String::new());
        let mut contenders = [
            Contender::new("a", || {
                order.borrow_mut().push('a');
                Duration::from_secs(1)
            }),
            Contender::new("b", || {
                order.borrow_mut().push('b');
                Duration::from_secs(2)
            }),
        ];
        let medians = interleaved(3, &mut contenders, &ProgressBar::hidden());
        drop(contenders);
        assert_eq!(order.into_inner(), "abbaab");
        assert_eq!(medians, [Duration::from_secs(1), Duration::from_secs(2)]);
    }

    #[test]
    fn ranks() {
        let times: Vec<_> = (1..=100).map(Duration::from_secs).collect();
        assert_eq!(median(times.clone()), Duration::from_secs(50));
        assert_eq!(percentile(&times, 0.99), Duration::from_secs(99));
        assert_eq!(percentile(&times, 1.0), Duration::from_secs(100));
        assert_eq!(percentile(&times[..1], 0.5), Duration::from_secs(1));
    }
}
