//! The clock: processor time of this thread, not time on the wall.
//!
//! On a machine that does other things besides, a long sample is interrupted more often than a short one, so the wall
//! clock favours whoever is fast already. Reading this clock is a system call (some hundred nanoseconds): a timed part
//! has to be long, and what the reading itself costs is taken off.

use std::hint::black_box;
use std::sync::OnceLock;
use std::time::Duration;

use cpu_time::ThreadTime;

/// Times `work`; nothing before or after may move into it or out of it.
pub fn timed<R>(work: impl FnOnce() -> R) -> (R, Duration) {
    static OWN_COST: OnceLock<Duration> = OnceLock::new();
    let own_cost = *OWN_COST.get_or_init(|| (0..1000).map(|_| read(|| ()).1).min().unwrap_or_default());
    let (result, time) = read(work);
    (result, time.saturating_sub(own_cost))
}

fn read<R>(work: impl FnOnce() -> R) -> (R, Duration) {
    let start = ThreadTime::now();
    let result = black_box(work());
    (result, start.elapsed())
}

#[cfg(test)]
mod tests {
    use super::timed;
    use std::time::Duration;

    #[test]
    fn a_sleeping_thread_takes_no_time() {
        let ((), time) = timed(|| std::thread::sleep(Duration::from_millis(50)));
        assert!(time < Duration::from_millis(25), "{time:?}");
    }
}
