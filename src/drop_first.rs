//! What a result was made of is dropped before the result is returned.
//!
//! A function that has its result already drops its arguments and locals. If one of these drops panics, the compiler forgets
//! the result (rust-lang/rust#47949): a map would leak with all its entries. So what may be dropped by user code goes through
//! here.

/// Drops `spent` and returns `result`, which is dropped too if that panics.
#[inline(always)]
pub(crate) fn drop_first<S, T>(spent: S, result: T) -> T {
    drop(spent);
    result
}
