//! Loading memory before it is needed.

/// Bytes of a cache line.
pub(crate) const LINE: usize = 64;

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
