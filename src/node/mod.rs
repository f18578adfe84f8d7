//! Nodes: slots, entries and runs. This layer never hashes and never compares keys.
//!
//! From the bottom up: [`ptr`] (a tagged pointer), [`header`] (counters), [`lock`] and [`siblings`]
//! (shared runs), [`leaf`] with [`layout`], [`adopt`] and [`fingerprint`], [`branch`], [`collision`], and
//! [`release`], which frees them. ARCHITECTURE.md draws them side by side.

pub(crate) mod adopt;
pub(crate) mod branch;
pub(crate) mod collision;
pub(crate) mod fingerprint;
pub(crate) mod header;
pub mod layout;
pub(crate) mod leaf;
pub(crate) mod lock;
pub(crate) mod memory;
pub(crate) mod ptr;
pub(crate) mod release;
pub(crate) mod select;
pub(crate) mod siblings;

/// Asks the processor to load the line at an address, which may be any at all.
#[inline(always)]
pub(crate) fn prefetch(address: *const u8) {
    #[cfg(all(target_arch = "x86_64", target_feature = "sse", not(miri)))]
    #[allow(unsafe_code, reason = "processor intrinsic")]
    // SAFETY: a prefetch has no effect but on the cache, and never faults.
    unsafe {
        core::arch::x86_64::_mm_prefetch::<{ core::arch::x86_64::_MM_HINT_T0 }>(address.cast());
    }
    #[cfg(not(all(target_arch = "x86_64", target_feature = "sse", not(miri))))]
    let _ = address;
}
