//! `hamtrie_config`: a map's callbacks. One copy serves all versions, which count it.

#![allow(unsafe_code, reason = "calls a caller's functions, and is an allocator")]

use super::status::HamtrieStatus;
use crate::block::{self, Block};
use crate::spread::spread;
use crate::unload;
use allocator_api2::alloc::{AllocError, Allocator, Layout};
use core::ffi::c_void;
use core::mem::{offset_of, size_of};
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicUsize, Ordering};
use hamtrie::pool::ChildrenPool;

/// `hamtrie_config`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct HamtrieConfig {
    size: usize,
    ctx: *mut c_void,
    hash: Option<unsafe extern "C" fn(ctx: *mut c_void, key: *const c_void) -> u64>,
    eq: Option<unsafe extern "C" fn(ctx: *mut c_void, a: *const c_void, b: *const c_void) -> bool>,
    key_free: Option<unsafe extern "C" fn(ctx: *mut c_void, key: *mut c_void)>,
    value_free: Option<unsafe extern "C" fn(ctx: *mut c_void, value: *mut c_void)>,
    alloc: Option<unsafe extern "C" fn(ctx: *mut c_void, size: usize, alignment: usize) -> *mut c_void>,
    dealloc: Option<unsafe extern "C" fn(ctx: *mut c_void, block: *mut c_void, size: usize, alignment: usize)>,
}

type Hash = unsafe extern "C" fn(ctx: *mut c_void, key: *const c_void) -> u64;
type Eq = unsafe extern "C" fn(ctx: *mut c_void, a: *const c_void, b: *const c_void) -> bool;

impl HamtrieConfig {
    /// Reads what a caller compiled against this header, or an older one, has in its structure.
    ///
    /// # Safety
    /// `config` is null, or has as many bytes as its first field says.
    unsafe fn read(config: *const HamtrieConfig) -> Result<HamtrieConfig, HamtrieStatus> {
        let config = NonNull::new(config.cast_mut()).ok_or(HamtrieStatus::ErrorArgument)?;
        // SAFETY: the field is there in all versions.
        let size = unsafe { config.cast::<usize>().read() };
        if !(offset_of!(HamtrieConfig, key_free)..=size_of::<HamtrieConfig>()).contains(&size) {
            return Err(HamtrieStatus::ErrorArgument);
        }
        let mut read = HamtrieConfig {
            size,
            ctx: ptr::null_mut(),
            hash: None,
            eq: None,
            key_free: None,
            value_free: None,
            alloc: None,
            dealloc: None,
        };
        // SAFETY: no more than both have; what an older header does not know stays null.
        unsafe { ptr::copy_nonoverlapping(config.cast::<u8>().as_ptr(), (&raw mut read).cast(), size) };
        Ok(read)
    }

    fn allocate(&self, layout: Layout) -> Result<NonNull<[u8]>, AllocError> {
        let Some(alloc) = self.alloc else { return ChildrenPool.allocate(layout) };
        // SAFETY: the caller's function.
        let block = unsafe { alloc(self.ctx, layout.size(), layout.align()) };
        NonNull::new(block.cast())
            .filter(|block| block.addr().get() % layout.align() == 0)
            .map(|block| NonNull::slice_from_raw_parts(block, layout.size()))
            .ok_or(AllocError)
    }

    unsafe fn deallocate(&self, block: NonNull<u8>, layout: Layout) {
        match self.dealloc {
            // SAFETY: the block came from the same caller's `alloc`.
            Some(dealloc) => unsafe { dealloc(self.ctx, block.as_ptr().cast(), layout.size(), layout.align()) },
            // SAFETY: the block came from the pool.
            None => unsafe { ChildrenPool.deallocate(block, layout) },
        }
    }
}

/// The memory of the shared configuration itself comes from its own functions.
struct Unshared(HamtrieConfig);

// SAFETY: forwards to the caller's functions, or to the pool.
unsafe impl Allocator for Unshared {
    fn allocate(&self, layout: Layout) -> Result<NonNull<[u8]>, AllocError> {
        self.0.allocate(layout)
    }

    unsafe fn deallocate(&self, block: NonNull<u8>, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { self.0.deallocate(block, layout) }
    }
}

/// What all versions of a map have in common.
struct Inner {
    /// Number of handles.
    refs: AtomicUsize,
    config: HamtrieConfig,
    hash: Hash,
    eq: Eq,
}

/// A map's callbacks, as its versions and entries refer to them: they live as long as a handle counts them.
///
/// It is the allocator of the nodes too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Shared(NonNull<Inner>);

impl Shared {
    /// Copies a caller's configuration, for the first handle.
    ///
    /// # Safety
    /// `config` is null, or as the header says.
    pub(super) unsafe fn new(config: *const HamtrieConfig) -> Result<Shared, HamtrieStatus> {
        // SAFETY: as the caller promises.
        let config = unsafe { HamtrieConfig::read(config) }?;
        let (Some(hash), Some(eq)) = (config.hash, config.eq) else { return Err(HamtrieStatus::ErrorArgument) };
        if config.alloc.is_some() != config.dealloc.is_some() {
            return Err(HamtrieStatus::ErrorArgument);
        }
        unload::arm();
        let block = Block::new(Unshared(config)).ok_or(HamtrieStatus::ErrorMemory)?;
        let inner = block.fill(Inner { refs: AtomicUsize::new(1), config, hash, eq });
        NonNull::new(inner).map(Shared).ok_or(HamtrieStatus::ErrorMemory)
    }

    #[inline(always)]
    fn inner(&self) -> &Inner {
        // SAFETY: whoever has a `Shared` is a handle, or is reached through one.
        unsafe { self.0.as_ref() }
    }

    /// Counts one more handle.
    pub(super) fn retain(self) {
        self.inner().refs.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts one handle less; with the last one the configuration goes.
    ///
    /// # Safety
    /// The caller's handle was counted, and is gone with all its entries.
    pub(super) unsafe fn release(self) {
        if self.inner().refs.fetch_sub(1, Ordering::AcqRel) == 1 {
            let config = self.inner().config;
            // SAFETY: that was the last one.
            let _inner = unsafe { block::take(self.0, Unshared(config)) };
        }
    }

    /// Whether entries have something to free.
    #[inline]
    pub(super) fn frees(self) -> bool {
        let config = &self.inner().config;
        config.key_free.is_some() || config.value_free.is_some()
    }

    #[inline(always)]
    pub(super) fn hash(self, key: *const c_void) -> u64 {
        let inner = self.inner();
        // SAFETY: the caller's function, for a key of theirs.
        spread(unsafe { (inner.hash)(inner.config.ctx, key) })
    }

    #[inline(always)]
    pub(super) fn eq(self, key: *const c_void, stored: *const c_void) -> bool {
        let inner = self.inner();
        // SAFETY: the caller's function, for keys of theirs.
        unsafe { (inner.eq)(inner.config.ctx, key, stored) }
    }

    /// Frees what the last version let go of.
    ///
    /// # Safety
    /// Once for each key and value.
    pub(super) unsafe fn free(self, key: *mut c_void, value: *mut c_void) {
        let HamtrieConfig { ctx, key_free, value_free, .. } = self.inner().config;
        if let Some(key_free) = key_free {
            // SAFETY: the caller's function, for a key of theirs.
            unsafe { key_free(ctx, key) }
        }
        if let Some(value_free) = value_free {
            // SAFETY: the caller's function, for a value of theirs.
            unsafe { value_free(ctx, value) }
        }
    }
}

// SAFETY: forwards to the caller's functions, or to the pool; all copies have the same ones.
unsafe impl Allocator for Shared {
    #[inline]
    fn allocate(&self, layout: Layout) -> Result<NonNull<[u8]>, AllocError> {
        self.inner().config.allocate(layout)
    }

    #[inline]
    unsafe fn deallocate(&self, block: NonNull<u8>, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { self.inner().config.deallocate(block, layout) }
    }
}
