//! What is said when there is no memory for a node, or could not be.

use core::alloc::Layout;
use core::fmt;

/// The allocator had no memory for a node. Nothing was changed.
///
/// It has no fields, so that results of pointers stay as small as pointers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutOfMemory;

impl fmt::Display for OutOfMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no memory for a node")
    }
}

impl core::error::Error for OutOfMemory {}

/// The allocator had no memory for a node, so an entry was not added. Nothing was changed, and the entry comes back.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TryInsertError<T> {
    /// The entry that was not added.
    pub value: T,
}

impl<T> fmt::Debug for TryInsertError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TryInsertError").finish_non_exhaustive()
    }
}

impl<T> fmt::Display for TryInsertError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        OutOfMemory.fmt(f)
    }
}

impl<T> core::error::Error for TryInsertError<T> {}

impl<T> From<TryInsertError<T>> for OutOfMemory {
    /// Drops the entry.
    #[inline]
    fn from(_: TryInsertError<T>) -> Self {
        OutOfMemory
    }
}

/// More entries were asked for than fit in any memory. Nothing was changed.
///
/// # Examples
/// ```
/// let error = hamtrie::HashMap::<u64, u64>::new().try_reserve(usize::MAX).unwrap_err();
/// assert_eq!(error.to_string(), "capacity overflow");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TryReserveError;

impl fmt::Display for TryReserveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("capacity overflow")
    }
}

impl core::error::Error for TryReserveError {}

/// Whether so many entries could be in memory, as far as their size tells.
pub(crate) fn check_capacity<T>(len: usize, additional: usize) -> Result<(), TryReserveError> {
    let bytes = len.checked_add(additional).and_then(|all| all.checked_mul(size_of::<T>().max(1)));
    if bytes.is_some_and(|bytes| bytes <= isize::MAX as usize) { Ok(()) } else { Err(TryReserveError) }
}

impl OutOfMemory {
    /// Ends the program, or panics, as the standard collections do when they get no memory.
    #[cold]
    #[inline(never)]
    pub(crate) fn handle(self) -> ! {
        // The message names a size: that of the largest branch stands for all nodes.
        alloc::alloc::handle_alloc_error(Layout::new::<[u64; 72]>())
    }
}

/// The value, or the end of the program.
#[inline(always)]
pub(crate) fn or_abort<R, E: Into<OutOfMemory>>(result: Result<R, E>) -> R {
    match result {
        Ok(value) => value,
        Err(error) => error.into().handle(),
    }
}
