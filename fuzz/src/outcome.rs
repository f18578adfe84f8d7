//! Runs a target and sees whether it fails.

use crate::corpus::Input;
use crate::target::Target;
use std::panic::catch_unwind;

/// Whether the target finds no fault with this input.
pub fn passes(target: Target, input: &[u8]) -> bool {
    catch_unwind(|| target.run(input)).is_ok()
}

/// A shorter input with which the target still fails: bytes are left out as long as that is so, and then made zeros.
pub fn shrink(target: Target, mut input: Input) -> Input {
    let mut len = input.len().next_power_of_two();
    while len > 0 {
        let mut at = 0;
        while at < input.len() {
            let mut shorter = input.clone();
            shorter.drain(at..input.len().min(at + len));
            if passes(target, &shorter) { at += len } else { input = shorter }
        }
        len /= 2;
    }
    for at in 0..input.len() {
        let byte = std::mem::replace(&mut input[at], 0);
        if passes(target, &input) {
            input[at] = byte;
        }
    }
    input
}
