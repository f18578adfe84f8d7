//! Choosing one of two pointers without a conditional jump.
//!
//! A jump that depends on the hash is mispredicted as often as not, and costs more than a lookup in a small map does
//! besides. Compilers turn a choice between two addresses that are loaded from into a jump all the same, so
//! on x86-64 the instruction is written out.

/// `yes` if `condition`, else `no`.
#[cfg(all(target_arch = "x86_64", not(miri)))]
#[allow(unsafe_code, reason = "a conditional move")]
#[inline(always)]
pub(crate) fn select<T>(condition: bool, yes: *const T, no: *const T) -> *const T {
    let mut chosen = no;
    // SAFETY: reads and writes registers and flags only.
    unsafe {
        core::arch::asm!(
            "test {condition:l}, {condition:l}",
            "cmovne {chosen}, {yes}",
            condition = in(reg) u64::from(condition),
            chosen = inout(reg) chosen,
            yes = in(reg) yes,
            options(pure, readonly, nostack),
        );
    }
    chosen
}

/// `yes` if `condition`, else `no`.
#[cfg(not(all(target_arch = "x86_64", not(miri))))]
#[inline(always)]
pub(crate) fn select<T>(condition: bool, yes: *const T, no: *const T) -> *const T {
    if condition { yes } else { no }
}

#[cfg(test)]
mod tests {
    use super::select;

    #[test]
    fn the_condition_decides() {
        let (a, b) = (1, 2);
        assert_eq!(select(true, &raw const a, &raw const b), &raw const a);
        assert_eq!(select(false, &raw const a, &raw const b), &raw const b);
    }
}
