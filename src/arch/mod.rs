//! What depends on the processor: loading ahead, choosing without a jump, comparing sixteen bytes at once.
//!
//! Each has a portable form too, which does the same.

pub(crate) mod fingerprint;
pub(crate) mod prefetch;
pub(crate) mod select;
