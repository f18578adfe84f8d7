//! `hamtrie_config`: a map's callbacks. One copy serves all versions, which count it.

#![allow(unsafe_code, reason = "calls a caller's functions, and is an allocator")]

use super::entry::{HamtrieEntry, HamtrieKey};
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

/// `hamtrie_config`, with the caller's functions. Of those for memory there are both or none: [`GivenConfig::read`] checks it.
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

/// `const hamtrie_config *`, as C5 says.
#[repr(transparent)]
#[derive(Debug)]
pub struct GivenConfig(*const HamtrieConfig);

/// What callers of an older header do not know of.
const NOTHING: HamtrieConfig = HamtrieConfig {
    size: 0,
    ctx: ptr::null_mut(),
    hash: None,
    eq: None,
    key_free: None,
    value_free: None,
    alloc: None,
    dealloc: None,
};

impl GivenConfig {
    /// Reads what a caller compiled against this header, or an older one, has in its structure.
    fn read(self) -> Result<HamtrieConfig, HamtrieStatus> {
        let config = NonNull::new(self.0.cast_mut()).ok_or(HamtrieStatus::ErrorArgument)?;
        // SAFETY: by C5 the first field is there.
        let size = unsafe { config.cast::<usize>().read() };
        if !(offset_of!(HamtrieConfig, key_free)..=size_of::<HamtrieConfig>()).contains(&size) {
            return Err(HamtrieStatus::ErrorArgument);
        }
        let mut read = NOTHING;
        // SAFETY: by C5 there are as many bytes; there is room for them.
        unsafe { ptr::copy_nonoverlapping(config.cast::<u8>().as_ptr(), (&raw mut read).cast(), size) };
        if read.alloc.is_some() == read.dealloc.is_some() { Ok(read) } else { Err(HamtrieStatus::ErrorArgument) }
    }
}

// SAFETY: blocks are as large as asked, of their own (by C8) and aligned, and live until they are given back; copies have
// the same functions.
unsafe impl Allocator for HamtrieConfig {
    fn allocate(&self, layout: Layout) -> Result<NonNull<[u8]>, AllocError> {
        let Some(alloc) = self.alloc else { return ChildrenPool.allocate(layout) };
        // SAFETY: by C6.
        let block = unsafe { alloc(self.ctx, layout.size(), layout.align()) };
        NonNull::new(block.cast())
            .filter(|block| block.addr().get() % layout.align() == 0)
            .map(|block| NonNull::slice_from_raw_parts(block, layout.size()))
            .ok_or(AllocError)
    }

    unsafe fn deallocate(&self, block: NonNull<u8>, layout: Layout) {
        match self.dealloc {
            // SAFETY: by C6; by the contract of `Allocator` it came from `alloc`, which is there if `dealloc` is.
            Some(dealloc) => unsafe { dealloc(self.ctx, block.as_ptr().cast(), layout.size(), layout.align()) },
            // SAFETY: by the contract of `Allocator`; without `dealloc` there is no `alloc`, so it came from the pool.
            None => unsafe { ChildrenPool.deallocate(block, layout) },
        }
    }
}

/// What all versions of a map have in common. Its own memory comes from its own functions.
struct Inner {
    /// Number of handles.
    refs: AtomicUsize,
    config: HamtrieConfig,
    hash: Hash,
    eq: Eq,
}

/// A map's callbacks, as its versions and entries refer to them. It is the allocator of the nodes too.
///
/// 1. It is used only while a handle counts it: by a handle, or by what is reached through one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Shared(NonNull<Inner>);

impl Shared {
    /// Copies a caller's configuration, for the first handle.
    pub(super) fn new(config: GivenConfig) -> Result<Shared, HamtrieStatus> {
        let config = config.read()?;
        let (Some(hash), Some(eq)) = (config.hash, config.eq) else { return Err(HamtrieStatus::ErrorArgument) };
        unload::arm();
        let block = Block::new(config).ok_or(HamtrieStatus::ErrorMemory)?;
        Ok(Shared(block.fill(Inner { refs: AtomicUsize::new(1), config, hash, eq })))
    }

    #[inline(always)]
    fn inner(&self) -> &Inner {
        // SAFETY: by 1 of the type.
        unsafe { self.0.as_ref() }
    }

    /// Counts one more handle.
    pub(super) fn retain(self) {
        self.inner().refs.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts one handle less; with the last one the configuration goes.
    ///
    /// # Safety
    /// 1. The caller counted it, for a handle that is gone with all its entries.
    pub(super) unsafe fn release(self) {
        if self.inner().refs.fetch_sub(1, Ordering::AcqRel) == 1 {
            // SAFETY: `new` filled it; by 1 and 1 of the type nobody uses it any more.
            let _inner = unsafe { block::take(self.0, |inner| inner.config) };
        }
    }

    /// Whether entries have something to free.
    #[inline]
    pub(super) fn frees(self) -> bool {
        let config = &self.inner().config;
        config.key_free.is_some() || config.value_free.is_some()
    }

    #[inline(always)]
    pub(super) fn hash(self, key: HamtrieKey) -> u64 {
        let inner = self.inner();
        // SAFETY: by C6 and C7.
        spread(unsafe { (inner.hash)(inner.config.ctx, key.as_ptr()) })
    }

    #[inline(always)]
    pub(super) fn eq(self, key: HamtrieKey, stored: HamtrieKey) -> bool {
        let inner = self.inner();
        // SAFETY: by C6 and C7.
        unsafe { (inner.eq)(inner.config.ctx, key.as_ptr(), stored.as_ptr()) }
    }

    /// Frees what the last version let go of.
    ///
    /// # Safety
    /// 1. Key and value were taken over, and nobody has freed them or will.
    pub(super) unsafe fn free(self, entry: HamtrieEntry) {
        let HamtrieConfig { ctx, key_free, value_free, .. } = self.inner().config;
        let both = [(key_free, entry.key.as_ptr().cast_mut()), (value_free, entry.value.as_ptr())];
        for (free, pointer) in both {
            if let Some(free) = free {
                // SAFETY: by C6 and 1.
                unsafe { free(ctx, pointer) }
            }
        }
    }
}

// SAFETY: forwards to the allocator that the configuration is; all copies have the same one.
unsafe impl Allocator for Shared {
    #[inline]
    fn allocate(&self, layout: Layout) -> Result<NonNull<[u8]>, AllocError> {
        self.inner().config.allocate(layout)
    }

    #[inline]
    unsafe fn deallocate(&self, block: NonNull<u8>, layout: Layout) {
        // SAFETY: by the contract of `Allocator`.
        unsafe { self.inner().config.deallocate(block, layout) }
    }
}
