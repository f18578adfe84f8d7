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
use core::mem::ManuallyDrop;
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
    fn allocate(self, size: usize) -> Option<HookBlock> {
        let malloc = self.malloc?;
        // SAFETY: by C6.
        let block = unsafe { malloc(size as isize, self.ctx) };
        Some(HookBlock { block: NonNull::new(block.cast())?, size, hooks: self })
    }

    fn is_default(&self) -> bool {
        let (Some(malloc), Some(free)) = (self.malloc, self.free) else { return false };
        ptr::fn_addr_eq(malloc, default_malloc as unsafe extern "C" fn(_, _) -> _)
            && ptr::fn_addr_eq(free, default_free as unsafe extern "C" fn(_, _, _))
    }
}

/// A block that hooks gave, and that goes back to them.
///
/// 1. `hooks` gave it, for this `size`, and nobody else uses it.
struct HookBlock {
    block: NonNull<u8>,
    size: usize,
    hooks: HamtAllocator,
}

impl HookBlock {
    /// Leaves it to the caller.
    fn keep(self) -> NonNull<u8> {
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
    pub(super) const fn of_the_c_library() -> Self {
        Hooks(&raw mut hamt_allocator_default)
    }

    /// None for NULL.
    fn get(self) -> Option<HamtAllocator> {
        // SAFETY: by C5.
        unsafe { self.0.as_ref() }.copied()
    }
}

/// Where the memory of an object comes from: hooks, or the pool if they are NULL.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Memory {
    hooks: Hooks,
}

/// An alignment that is taken for granted.
const GRANTED: usize = align_of::<*mut c_void>();

/// Bytes in front of a node.
fn prefix(layout: Layout) -> usize {
    if layout.align() > GRANTED { layout.align() } else { 0 }
}

/// Where the address of a node's block is.
fn word_before(node: NonNull<u8>) -> *mut NonNull<u8> {
    node.as_ptr().cast::<NonNull<u8>>().wrapping_sub(1)
}

impl Memory {
    /// For maps: from the pool if the hooks are those of the C library. None if some are missing.
    pub(super) fn of_maps(hooks: Hooks) -> Option<Memory> {
        let given = hooks.get()?;
        let (_, _) = (given.malloc?, given.free?);
        Some(Memory { hooks: if given.is_default() { Hooks(ptr::null_mut()) } else { hooks } })
    }

    /// From the hooks, whichever they are. None for NULL.
    pub(super) fn of(hooks: Hooks) -> Option<Memory> {
        hooks.get().map(|_| Memory { hooks })
    }

    #[inline(never)]
    fn call_malloc(self, layout: Layout) -> Result<NonNull<[u8]>, AllocError> {
        let prefix = prefix(layout);
        let given = self.hooks.get().and_then(|hooks| hooks.allocate(layout.size() + prefix)).ok_or(AllocError)?;
        if given.block.addr().get() % GRANTED != 0 {
            return Err(AllocError);
        }
        let block = given.keep();
        if prefix == 0 {
            return Ok(NonNull::slice_from_raw_parts(block, layout.size()));
        }
        let offset = prefix - block.addr().get() % prefix;
        let node = block.map_addr(|start| start.saturating_add(offset));
        // SAFETY: by C8 the block is ours; the offset is from 8 to `prefix`, so the word is in it, and the node is too.
        unsafe { word_before(node).write(block) };
        Ok(NonNull::slice_from_raw_parts(node, layout.size()))
    }

    /// # Safety
    /// 1. `node` came from `call_malloc` of these hooks with this layout, and is not used any more.
    #[inline(never)]
    unsafe fn call_free(self, node: NonNull<u8>, layout: Layout) {
        let prefix = prefix(layout);
        // SAFETY: by 1 `call_malloc` wrote the address there.
        let block = if prefix == 0 { node } else { unsafe { word_before(node).read() } };
        if let Some(hooks) = self.hooks.get() {
            // By 1 that is what the hooks gave.
            drop(HookBlock { block, size: layout.size() + prefix, hooks });
        }
    }
}

// SAFETY: blocks are as large and as aligned as asked, of their own (by C8), and live until they are given back; all copies
// have the same hooks.
unsafe impl Allocator for Memory {
    #[inline]
    fn allocate(&self, layout: Layout) -> Result<NonNull<[u8]>, AllocError> {
        if self.hooks.0.is_null() { ChildrenPool.allocate(layout) } else { self.call_malloc(layout) }
    }

    #[inline]
    unsafe fn deallocate(&self, node: NonNull<u8>, layout: Layout) {
        if self.hooks.0.is_null() {
            // SAFETY: by the contract of `Allocator`; without hooks it came from the pool.
            unsafe { ChildrenPool.deallocate(node, layout) }
        } else {
            // SAFETY: by the contract of `Allocator`; with hooks it came from them.
            unsafe { self.call_free(node, layout) }
        }
    }
}
