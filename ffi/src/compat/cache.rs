//! `struct hamt_table_cache`: accepted and not needed, since the pool does what it is for.
//!
//! Maps ignore it. Its own functions work: each table is a block from the backing allocator, all of which are in one list
//! so that deleting the cache gives back those that are left. Nothing is allocated in advance.

#![allow(unsafe_code, reason = "takes pointers from C")]

use super::hooks::HamtAllocator;
use core::ffi::c_void;
use core::ptr::{self, NonNull};

/// `struct hamt_table_cache_config`.
#[repr(C)]
#[derive(Debug)]
pub struct HamtTableCacheConfig {
    bucket_count: isize,
    initial_bucket_sizes: *mut isize,
    backing_allocator: *mut HamtAllocator,
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
    backing_allocator: &raw mut super::hooks::hamt_allocator_default,
};

/// `struct hamt_table_cache`.
#[allow(missing_debug_implementations, reason = "known to C by its address only")]
pub struct HamtTableCache {
    backing: *const HamtAllocator,
    tables: *mut Table,
}

/// `struct hamt_node`: what a row of a table is.
#[allow(missing_debug_implementations, reason = "known to C by its address only")]
pub struct HamtNode(());

/// What is in front of the rows of a table.
struct Table {
    prev: *mut Table,
    next: *mut Table,
    size: usize,
    _unused: usize,
}

impl HamtTableCache {
    /// # Safety
    /// The cache is alive, and so are its hooks.
    unsafe fn backing(&self) -> &HamtAllocator {
        // SAFETY: as the caller promises.
        unsafe { &*self.backing }
    }

    /// # Safety
    /// `table` is one of this cache's, and is not used again.
    unsafe fn free(&mut self, table: NonNull<Table>) {
        // SAFETY: the tables of the list are alive.
        unsafe {
            let &Table { prev, next, size, .. } = table.as_ref();
            match prev.as_mut() {
                Some(prev) => prev.next = next,
                None => self.tables = next,
            }
            if let Some(next) = next.as_mut() {
                next.prev = prev;
            }
            self.backing().free_plain(table.cast(), size);
        }
    }
}

/// A cache, or null if there is no memory, or no allocator.
///
/// # Safety
/// As in `hamt.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_table_cache_create(cfg: *mut HamtTableCacheConfig) -> *mut HamtTableCache {
    // SAFETY: a valid configuration with a valid allocator, or null.
    let Some((backing, hooks)) = (unsafe {
        cfg.as_ref().and_then(|cfg| Some((cfg.backing_allocator.cast_const(), cfg.backing_allocator.as_ref()?)))
    }) else {
        return ptr::null_mut();
    };
    let Some(cache) = hooks.allocate_plain(size_of::<HamtTableCache>()) else { return ptr::null_mut() };
    let cache = cache.cast::<HamtTableCache>().as_ptr();
    // SAFETY: new memory of that size.
    unsafe { cache.write(HamtTableCache { backing, tables: ptr::null_mut() }) };
    cache
}

/// Frees a cache and the tables that came from it.
///
/// # Safety
/// As in `hamt.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_table_cache_delete(cache: *mut HamtTableCache) {
    let Some(mut cache) = NonNull::new(cache) else { return };
    // SAFETY: made by `hamt_table_cache_create`, and not used again.
    unsafe {
        while let Some(table) = NonNull::new(cache.as_ref().tables) {
            cache.as_mut().free(table);
        }
        let backing = cache.as_ref().backing;
        (*backing).free_plain(cache.cast(), size_of::<HamtTableCache>());
    }
}

/// A table of `n` rows, from 1 to 32, or null.
///
/// # Safety
/// As in `hamt.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_table_cache_alloc(cache: *mut HamtTableCache, n: usize) -> *mut HamtNode {
    // SAFETY: a live cache, or null.
    let Some(cache) = (unsafe { cache.as_mut() }).filter(|_| (1..=BUCKETS).contains(&n)) else {
        return ptr::null_mut();
    };
    let size = size_of::<Table>() + n * ROW;
    // SAFETY: a live cache.
    let Some(table) = (unsafe { cache.backing() }).allocate_plain(size) else { return ptr::null_mut() };
    let table = table.cast::<Table>().as_ptr();
    // SAFETY: new memory of that size; the first table of the list is alive.
    unsafe {
        table.write(Table { prev: ptr::null_mut(), next: cache.tables, size, _unused: 0 });
        if let Some(first) = cache.tables.as_mut() {
            first.prev = table;
        }
        cache.tables = table;
        table.add(1).cast()
    }
}

/// Gives a table back.
///
/// # Safety
/// As in `hamt.h`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hamt_table_cache_free(cache: *mut HamtTableCache, n: usize, p: *mut c_void) {
    let _rows = n; // the table knows
    // SAFETY: a live cache and a table of it, or null.
    if let (Some(cache), Some(rows)) = unsafe { (cache.as_mut(), NonNull::new(p)) } {
        // SAFETY: what is in front of the rows.
        unsafe { cache.free(rows.cast::<Table>().sub(1)) };
    }
}
