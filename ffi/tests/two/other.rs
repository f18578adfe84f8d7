//! Another static library made with Rust, with a standard library of its own that is used: memory and a caught panic.

/// `n`, found out in a roundabout way.
#[unsafe(no_mangle)]
pub extern "C" fn other_number(n: u32) -> u32 {
    let numbers: Vec<u32> = (0..n).collect();
    let past_the_end = std::panic::catch_unwind(|| numbers[n as usize]);
    if past_the_end.is_err() { numbers.len() as u32 } else { 0 }
}
