//! Memory from a caller's `struct hamt_allocator`, or from the pool.
//!
//! The hooks are not told an alignment. Nodes want 16 or 64 bytes, and get them by asking for as many bytes more:
//!
//! ```text
//!   what the hooks gave       the node, aligned
//!   v                         v
//!   | unused | address of it  | ...                       the address is in the eight bytes before the node
//! ```
//!
//! Both the node and that word are inside of the block, and tags change an address by less than a node's size, so that a
//! collector that knows interior pointers sees what is in use.

#![allow(unsafe_code, reason = "calls a caller's allocator, and is one")]

use allocator_api2::alloc::{AllocError, Allocator, Layout};
use core::ffi::c_void;
use core::ptr::{self, NonNull};
use hamtrie::pool::ChildrenPool;

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
        pub(super) fn malloc(size: usize) -> *mut c_void;
        pub(super) fn realloc(block: *mut c_void, size: usize) -> *mut c_void;
        pub(super) fn free(block: *mut c_void);
    }
}

unsafe extern "C" fn default_malloc(size: isize, _: *mut c_void) -> *mut c_void {
    // SAFETY: any size may be asked for.
    unsafe { libc::malloc(size as usize) }
}

unsafe extern "C" fn default_realloc(block: *mut c_void, _: isize, size: isize, _: *mut c_void) -> *mut c_void {
    // SAFETY: the caller's block came from the same place.
    unsafe { libc::realloc(block, size as usize) }
}

unsafe extern "C" fn default_free(block: *mut c_void, _: isize, _: *mut c_void) {
    // SAFETY: the caller's block came from the same place.
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

/// An alignment that is taken for granted.
const GRANTED: usize = align_of::<*mut c_void>();

/// Where the nodes of a map come from: the pool, if there are no hooks.
#[derive(Clone, Copy)]
pub(super) struct Nodes {
    hooks: *const HamtAllocator,
}

impl Nodes {
    /// The hooks, or the pool if they are those of the C library. None if some are missing.
    ///
    /// # Safety
    /// `hooks` is null, or valid while a map uses the result.
    pub(super) unsafe fn new(hooks: *const HamtAllocator) -> Option<Nodes> {
        // SAFETY: as the caller promises.
        let given = unsafe { hooks.as_ref() }?;
        let (malloc, free) = (given.malloc?, given.free?);
        let is_default = ptr::fn_addr_eq(malloc, default_malloc as unsafe extern "C" fn(_, _) -> _)
            && ptr::fn_addr_eq(free, default_free as unsafe extern "C" fn(_, _, _));
        Some(Nodes { hooks: if is_default { ptr::null() } else { hooks } })
    }

    /// Bytes in front of a node.
    fn prefix(layout: Layout) -> usize {
        if layout.align() > GRANTED { layout.align() } else { 0 }
    }

    #[inline(never)]
    fn call_malloc(self, layout: Layout) -> Result<NonNull<[u8]>, AllocError> {
        // SAFETY: valid, as promised to `new`.
        let HamtAllocator { malloc, ctx, .. } = unsafe { *self.hooks };
        let prefix = Self::prefix(layout);
        let size = layout.size() + prefix;
        // SAFETY: hooks may be called with any size and their own context.
        let block = malloc.map_or(ptr::null_mut(), |malloc| unsafe { malloc(size as isize, ctx) }).cast::<u8>();
        let Some(block) = NonNull::new(block) else { return Err(AllocError) };
        let misaligned = block.addr().get() % GRANTED != 0;
        if misaligned {
            self.call_free(block, size);
            return Err(AllocError);
        }
        if prefix == 0 {
            return Ok(NonNull::slice_from_raw_parts(block, layout.size()));
        }
        let offset = prefix - block.addr().get() % prefix;
        // SAFETY: from 8 to `prefix`, so that the word before it and the node behind it are inside of the block.
        unsafe {
            let node = block.add(offset);
            node.cast::<NonNull<u8>>().sub(1).write(block);
            Ok(NonNull::slice_from_raw_parts(node, layout.size()))
        }
    }

    fn call_free(self, block: NonNull<u8>, size: usize) {
        // SAFETY: valid, as promised to `new`.
        let HamtAllocator { free, ctx, .. } = unsafe { *self.hooks };
        if let Some(free) = free {
            // SAFETY: the block came from the same hooks, with this size.
            unsafe { free(block.as_ptr().cast(), size as isize, ctx) }
        }
    }

    #[inline(never)]
    unsafe fn give_back(self, node: NonNull<u8>, layout: Layout) {
        let prefix = Self::prefix(layout);
        // SAFETY: `call_malloc` wrote the block's address there.
        let block = if prefix == 0 { node } else { unsafe { node.cast::<NonNull<u8>>().sub(1).read() } };
        self.call_free(block, layout.size() + prefix);
    }
}

// SAFETY: blocks are as large and as aligned as asked, of their own, and live until they are given back; all copies have the
// same hooks.
unsafe impl Allocator for Nodes {
    #[inline]
    fn allocate(&self, layout: Layout) -> Result<NonNull<[u8]>, AllocError> {
        if self.hooks.is_null() { ChildrenPool.allocate(layout) } else { self.call_malloc(layout) }
    }

    #[inline]
    unsafe fn deallocate(&self, node: NonNull<u8>, layout: Layout) {
        // SAFETY: as the caller promises; the hooks of a map do not change.
        unsafe {
            if self.hooks.is_null() { ChildrenPool.deallocate(node, layout) } else { self.give_back(node, layout) }
        }
    }
}

/// For `super::cache`: blocks of any size, aligned as a pointer.
impl HamtAllocator {
    pub(super) fn allocate_plain(&self, size: usize) -> Option<NonNull<u8>> {
        let malloc = self.malloc?;
        // SAFETY: hooks may be called with any size and their own context.
        NonNull::new(unsafe { malloc(size as isize, self.ctx) }.cast())
    }

    /// # Safety
    /// `block` came from `allocate_plain` of the same hooks and size, and is not used any more.
    pub(super) unsafe fn free_plain(&self, block: NonNull<u8>, size: usize) {
        if let Some(free) = self.free {
            // SAFETY: as the caller promises.
            unsafe { free(block.as_ptr().cast(), size as isize, self.ctx) }
        }
    }
}
