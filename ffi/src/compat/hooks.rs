//! `struct hamt_allocator`: a caller's functions for memory, and those of the C library.
//!
//! The functions are not told an alignment: see `memory`.

#![allow(unsafe_code, reason = "calls a caller's functions")]

use core::ffi::c_void;
use core::mem::ManuallyDrop;
use core::ptr::{self, NonNull};

/// `struct hamt_allocator`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct HamtAllocator {
    malloc: Option<unsafe extern "C" fn(size: isize, ctx: *mut c_void) -> *mut c_void>,
    realloc: Option<
        unsafe extern "C" fn(ptr: *mut c_void, old_size: isize, new_size: isize, ctx: *mut c_void) -> *mut c_void,
    >,
    free: Option<unsafe extern "C" fn(ptr: *mut c_void, size: isize, ctx: *mut c_void)>,
    ctx: *mut c_void,
}

mod libc {
    use core::ffi::c_void;

    // SAFETY: as the C standard has them.
    unsafe extern "C" {
        pub(super) safe fn malloc(size: usize) -> *mut c_void;
        pub(super) fn realloc(block: *mut c_void, size: usize) -> *mut c_void;
        pub(super) fn free(block: *mut c_void);
    }
}

unsafe extern "C" fn default_malloc(size: isize, _: *mut c_void) -> *mut c_void {
    libc::malloc(size as usize)
}

/// # Safety
/// 1. `block` is null, or came from `default_malloc` or from here, and is not used any more.
unsafe extern "C" fn default_realloc(block: *mut c_void, _: isize, size: isize, _: *mut c_void) -> *mut c_void {
    // SAFETY: by 1.
    unsafe { libc::realloc(block, size as usize) }
}

/// # Safety
/// 1. As for `default_realloc`.
unsafe extern "C" fn default_free(block: *mut c_void, _: isize, _: *mut c_void) {
    // SAFETY: by 1.
    unsafe { libc::free(block) }
}

const DEFAULT: HamtAllocator = HamtAllocator {
    malloc: Some(default_malloc),
    realloc: Some(default_realloc),
    free: Some(default_free),
    ctx: ptr::null_mut(),
};

/// The hooks of the C library. A program may change them, before it makes maps with them.
#[unsafe(no_mangle)]
#[allow(non_upper_case_globals, reason = "the name is libhamt's")]
pub static mut hamt_allocator_default: HamtAllocator = DEFAULT;

impl HamtAllocator {
    pub(super) fn allocate(self, size: usize) -> Option<HookBlock> {
        let malloc = self.malloc?;
        // SAFETY: by C6.
        let block = unsafe { malloc(size as isize, self.ctx) };
        Some(HookBlock { block: NonNull::new(block.cast())?, size, hooks: self })
    }

    /// Whether nothing is missing.
    pub(super) fn is_complete(&self) -> bool {
        self.malloc.is_some() && self.free.is_some()
    }

    /// Whether memory comes from the C library.
    pub(super) fn is_default(&self) -> bool {
        let (Some(malloc), Some(free)) = (self.malloc, self.free) else { return false };
        ptr::fn_addr_eq(malloc, default_malloc as unsafe extern "C" fn(_, _) -> _)
            && ptr::fn_addr_eq(free, default_free as unsafe extern "C" fn(_, _, _))
    }
}

/// A block that hooks gave, and that goes back to them.
///
/// 1. `hooks` gave it, for this `size`, and nobody else uses it.
pub(super) struct HookBlock {
    block: NonNull<u8>,
    size: usize,
    hooks: HamtAllocator,
}

impl HookBlock {
    /// # Safety
    /// 1. As for the type.
    pub(super) unsafe fn again(block: NonNull<u8>, size: usize, hooks: HamtAllocator) -> Self {
        HookBlock { block, size, hooks }
    }

    pub(super) fn start(&self) -> NonNull<u8> {
        self.block
    }

    /// Leaves it to the caller.
    pub(super) fn keep(self) -> NonNull<u8> {
        ManuallyDrop::new(self).block
    }
}

impl Drop for HookBlock {
    fn drop(&mut self) {
        if let Some(free) = self.hooks.free {
            // SAFETY: by C6 and 1 of the type.
            unsafe { free(self.block.as_ptr().cast(), self.size as isize, self.hooks.ctx) }
        }
    }
}

/// `struct hamt_allocator *`, as C5 says.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hooks(*mut HamtAllocator);

impl Hooks {
    pub(super) const NULL: Self = Hooks(ptr::null_mut());

    /// Those of the C library.
    pub(super) const fn of_libc() -> Self {
        Hooks(&raw mut hamt_allocator_default)
    }

    #[inline(always)]
    pub(super) fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// None for NULL.
    pub(super) fn get(self) -> Option<HamtAllocator> {
        // SAFETY: by C5.
        unsafe { self.0.as_ref() }.copied()
    }
}
