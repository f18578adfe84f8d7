//! Inputs that come from nowhere, or from others.

use crate::corpus::Input;
use fastrand::Rng;

/// Lengths of inputs.
const LENGTHS: std::ops::RangeInclusive<usize> = 16..=64;

/// Makes inputs: half of them at random, the others from those of a corpus. The same ones for a seed.
#[derive(Debug)]
pub struct Random {
    rng: Rng,
    corpus: Vec<Input>,
}

impl Random {
    /// Starts with a seed.
    pub fn new(seed: u64, corpus: Vec<Input>) -> Random {
        Random { rng: Rng::with_seed(seed), corpus }
    }

    /// Puts the next input in the place of the last one.
    pub fn next(&mut self, input: &mut Input) {
        input.clear();
        match self.rng.choice(&self.corpus) {
            Some(parent) if self.rng.bool() => {
                input.extend(parent);
                let other = self.rng.choice(&self.corpus).map_or(&[][..], Vec::as_slice);
                mutate(&mut self.rng, input, other);
            }
            _ => {
                let len = self.rng.usize(LENGTHS);
                input.resize(len, 0);
                self.rng.fill(input);
            }
        }
        input.truncate(*LENGTHS.end());
    }
}

/// A few small changes.
fn mutate(rng: &mut Rng, input: &mut Input, other: &[u8]) {
    for _ in 0..rng.usize(1..=4) {
        let at = rng.usize(..=input.len());
        match rng.u8(..6) {
            0 => input.insert(at, rng.u8(..)),
            1 if at < input.len() => _ = input.remove(at),
            2 if at < input.len() => input[at] ^= 1 << rng.u8(..8),
            3 if at < input.len() => input[at] = rng.u8(..),
            4 => {
                // The beginning of this one and the end of the other.
                input.truncate(at);
                input.extend(&other[other.len().min(at)..]);
            }
            _ => {
                let again = input[at..].iter().take(12).copied().collect::<Vec<_>>();
                input.splice(at..at, again);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_makes_the_same_inputs_and_none_is_too_long() {
        let inputs = |seed| {
            let mut random = Random::new(seed, vec![vec![], vec![7; 300], vec![1, 2, 3]]);
            let next = |_| {
                let mut input = Input::new();
                random.next(&mut input);
                input
            };
            (0..500).map(next).collect::<Vec<_>>()
        };
        assert_eq!(inputs(1), inputs(1));
        assert_ne!(inputs(1), inputs(2));
        assert!(inputs(1).iter().all(|input| input.len() <= *LENGTHS.end()));
    }
}
