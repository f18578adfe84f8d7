//! `struct hamt_table_cache`: accepted and not needed, since the pool does what it is for.
//!
//! Maps ignore it. Its own functions work: each table is a block from the backing allocator, all of which are in one list
//! so that deleting the cache gives back those that are left. Nothing is allocated in advance.

#![allow(unsafe_code, reason = "keeps a list by pointers")]

use super::hooks::Hooks;
use super::memory::Memory;
use crate::block::{Block, Object};
use crate::contract::{Mut, Owned, Ref};
use allocator_api2::alloc::{Allocator, Layout};
use core::cell::Cell;
use core::ffi::c_void;
use core::ptr::{self, NonNull};

/// `struct hamt_table_cache_config`.
#[repr(C)]
#[derive(Debug)]
pub struct HamtTableCacheConfig {
    bucket_count: isize,
    initial_bucket_sizes: *mut isize,
    backing_allocator: Hooks,
}

/// As many buckets as there are sizes of tables.
const BUCKETS: usize = 32;
/// The size of a row of a table.
const ROW: usize = 2 * size_of::<*mut c_void>();

/// Number of buckets of a cache.
#[unsafe(no_mangle)]
#[allow(non_upper_case_globals, reason = "the name is libhamt's")]
pub static mut hamt_table_cache_config_default_bucket_count: isize = BUCKETS as isize;

/// How many tables to allocate in advance: none.
#[unsafe(no_mangle)]
#[allow(non_upper_case_globals, reason = "the name is libhamt's")]
pub static mut hamt_table_cache_default_bucket_sizes: [isize; BUCKETS] = [0; BUCKETS];

/// A configuration to copy.
#[unsafe(no_mangle)]
#[allow(non_upper_case_globals, reason = "the name is libhamt's")]
pub static mut hamt_table_cache_config_default: HamtTableCacheConfig = HamtTableCacheConfig {
    bucket_count: BUCKETS as isize,
    initial_bucket_sizes: (&raw mut hamt_table_cache_default_bucket_sizes).cast(),
    backing_allocator: Hooks::of_libc(),
};

/// `struct hamt_table_cache`, with the tables that came from it, the newest first.
///
/// 1. The list has the tables that came from `memory` and did not go back, linked both ways.
#[allow(missing_debug_implementations, reason = "known to C by its address only")]
pub struct HamtTableCache {
    memory: Memory,
    first: Option<Link>,
}

/// `struct hamt_node`: what a row of a table is.
#[allow(missing_debug_implementations, reason = "known to C by its address only")]
pub struct HamtNode(());

/// What is in front of the rows of a table.
struct Table {
    prev: Cell<Option<Link>>,
    next: Cell<Option<Link>>,
    layout: Layout,
}

// As two rows, so that rows are aligned as the block is.
const _: () = assert!(size_of::<Table>() == 2 * ROW);

/// A table of a list: new, or by C1.
///
/// 1. It is used only while the table is in the list.
#[derive(Clone, Copy)]
struct Link(NonNull<Table>);

impl Link {
    fn table(&self) -> &Table {
        // SAFETY: by 1 of the type.
        unsafe { self.0.as_ref() }
    }

    /// What is behind the table, for C.
    fn rows(self) -> *mut HamtNode {
        self.0.as_ptr().wrapping_add(1).cast()
    }

    /// The way back. None for NULL.
    fn of_rows(rows: *mut c_void) -> Option<Self> {
        if rows.is_null() { None } else { NonNull::new(rows.cast::<Table>().wrapping_sub(1)).map(Link) }
    }
}

impl Object for HamtTableCache {
    type Alloc = Memory;

    fn alloc(&self) -> Memory {
        self.memory
    }
}

impl HamtTableCache {
    /// A new table, in front of the others. None if there is no memory.
    fn add(&mut self, rows: usize) -> Option<Link> {
        let size = size_of::<Table>() + rows * ROW;
        let layout = Layout::from_size_align(size, align_of::<Table>()).ok()?;
        let place = self.memory.allocate(layout).ok()?.cast::<Table>();
        // SAFETY: new memory, which is large enough.
        unsafe { place.write(Table { prev: Cell::new(None), next: Cell::new(self.first), layout }) };
        let added = Link(place);
        if let Some(second) = self.first {
            second.table().prev.set(Some(added));
        }
        self.first = Some(added);
        Some(added)
    }

    /// # Safety
    /// 1. `link` is in this list, and the rows of the table are not used any more.
    unsafe fn free(&mut self, link: Link) {
        let &Table { ref prev, ref next, layout } = link.table();
        let (prev, next) = (prev.get(), next.get());
        match prev {
            None => self.first = next,
            Some(prev) => prev.table().next.set(next),
        }
        if let Some(next) = next {
            next.table().prev.set(prev);
        }
        // SAFETY: by 1, and 1 of the cache, it came from there with this layout.
        unsafe { self.memory.deallocate(link.0.cast(), layout) };
    }
}

/// A cache, or null if there is no memory, or no allocator.
///
/// # Safety
/// C5, C6.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_table_cache_create(cfg: *mut HamtTableCacheConfig) -> *mut HamtTableCache {
    // SAFETY: by C5.
    let Some(cfg) = (unsafe { Ref::new(cfg) }).get() else { return ptr::null_mut() };
    let Some(memory) = Memory::of(cfg.backing_allocator) else { return ptr::null_mut() };
    let Some(block) = Block::new(memory) else { return ptr::null_mut() };
    block.hand_out(HamtTableCache { memory, first: None })
}

/// Frees a cache and the tables that came from it.
///
/// # Safety
/// C1, C2.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_table_cache_delete(mut cache: Owned<HamtTableCache>) {
    let Some(tables) = cache.get() else { return };
    while let Some(table) = tables.first {
        // SAFETY: 1 of `free`: it is the first of the list; by C1 and C2 nobody uses its rows.
        unsafe { tables.free(table) };
    }
    let _cache = cache.take();
}

/// A table of `n` rows, from 1 to 32, or null.
///
/// # Safety
/// C1, C2.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_table_cache_alloc(mut cache: Mut<HamtTableCache>, n: usize) -> *mut HamtNode {
    let Some(cache) = cache.get().filter(|_| (1..=BUCKETS).contains(&n)) else { return ptr::null_mut() };
    cache.add(n).map_or(ptr::null_mut(), Link::rows)
}

/// Gives a table back.
///
/// # Safety
/// C1, C2.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_table_cache_free(mut cache: Mut<HamtTableCache>, n: usize, p: *mut c_void) {
    let _rows = n; // the table knows
    if let (Some(cache), Some(link)) = (cache.get(), Link::of_rows(p)) {
        // SAFETY: 1 of `free`: by C1 and C2.
        unsafe { cache.free(link) };
    }
}
