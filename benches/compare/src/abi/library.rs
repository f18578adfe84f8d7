#![allow(unsafe_code, reason = "loads shared objects and calls what is in them")]
//! A shared object with libhamt's interface.

use std::ffi::{CStr, CString, c_int, c_void};
use std::path::Path;
use std::ptr;

use super::keys::Keys;

/// 0 if two keys are equal.
pub type Compare = unsafe extern "C" fn(*const c_void, *const c_void) -> c_int;
/// The hash of a key, of a generation.
pub type Hash = unsafe extern "C" fn(*const c_void, usize) -> u32;

/// `struct hamt_config` of the build with a table cache; the other one does not look at the last field.
#[repr(C)]
struct Config {
    allocator: *mut c_void,
    compare: Compare,
    hash: Hash,
    cache: *mut c_void,
}

#[repr(C)]
struct CacheConfig {
    bucket_count: isize,
    bucket_sizes: *mut isize,
    allocator: *mut c_void,
}

#[repr(C)]
#[derive(Default)]
struct PoolStats {
    slabs: usize,
    slab_bytes: usize,
    live_blocks: usize,
    live_bytes: usize,
    free_bytes: usize,
}

type Map = *mut c_void;
type Key = *mut c_void;

/// The functions, by their names without `hamt_`.
#[allow(missing_docs, reason = "libhamt's manual")]
#[derive(Debug)]
pub struct Library {
    pub name: String,
    create: unsafe extern "C" fn(*const Config) -> Map,
    pub delete: unsafe extern "C" fn(Map),
    pub get: unsafe extern "C" fn(Map, Key) -> *const u64,
    pub set: unsafe extern "C" fn(Map, Key, *mut c_void) -> *const u64,
    pub remove: unsafe extern "C" fn(Map, Key) -> *const u64,
    pub pset: unsafe extern "C" fn(Map, Key, *mut c_void) -> Map,
    pub premove: unsafe extern "C" fn(Map, Key) -> Map,
    pub size: unsafe extern "C" fn(Map) -> usize,
    pub it_create: unsafe extern "C" fn(Map) -> *mut c_void,
    pub it_delete: unsafe extern "C" fn(*mut c_void),
    pub it_valid: unsafe extern "C" fn(*mut c_void) -> bool,
    pub it_next: unsafe extern "C" fn(*mut c_void) -> *mut c_void,
    pub it_get_value: unsafe extern "C" fn(*mut c_void) -> *const u64,
    allocator: *mut c_void,
    cache: *mut c_void,
    hides_bytes: bool,
    /// Ours alone: the pool's numbers, and its spare memory.
    pool: Option<(unsafe extern "C" fn(*mut PoolStats), unsafe extern "C" fn() -> usize)>,
}

/// An open shared object.
struct Symbols<'n> {
    handle: *mut c_void,
    name: &'n str,
}

impl Symbols<'_> {
    /// A function, or the address of a variable.
    ///
    /// # Safety
    /// `F` is a pointer to what has this name.
    unsafe fn get<F: Copy>(&self, symbol: &CStr) -> Result<F, String> {
        const { assert!(size_of::<F>() == size_of::<*mut c_void>()) };
        // SAFETY: an open library.
        let address = unsafe { libc::dlsym(self.handle, symbol.as_ptr()) };
        if address.is_null() {
            return Err(format!("{} has no {}", self.name, symbol.to_string_lossy()));
        }
        // SAFETY: as the caller promises.
        Ok(unsafe { std::mem::transmute_copy(&address) })
    }
}

impl Library {
    /// Loads a library. It stays loaded.
    pub fn open(name: &str, path: &Path) -> Result<Library, String> {
        let file = CString::new(path.as_os_str().as_encoded_bytes()).map_err(|error| error.to_string())?;
        // Local: the libraries have functions of the same names, and each is to see its own.
        // SAFETY: what initialises the library is trusted as the library is.
        let handle = unsafe { libc::dlopen(file.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL) };
        if handle.is_null() {
            // SAFETY: an error has just happened, and is described by a string.
            let error = unsafe { CStr::from_ptr(libc::dlerror()) };
            return Err(error.to_string_lossy().into_owned());
        }
        let library = Symbols { handle, name };
        // SAFETY: by their names, libhamt's header and ours have these types.
        unsafe { Self::bind(&library) }
    }

    /// # Safety
    /// What has the names of libhamt's functions has their types.
    unsafe fn bind(symbols: &Symbols<'_>) -> Result<Library, String> {
        macro_rules! get {
            ($symbol:literal) => {
                // SAFETY: as the caller promises.
                unsafe { symbols.get($symbol) }
            };
        }
        let pool = get!(c"hamtrie_pool_count").ok().zip(get!(c"hamtrie_pool_trim").ok());
        let allocator: *mut c_void = get!(c"hamt_allocator_default")?;
        let mut library = Library {
            name: symbols.name.to_owned(),
            create: get!(c"hamt_create")?,
            delete: get!(c"hamt_delete")?,
            get: get!(c"hamt_get")?,
            set: get!(c"hamt_set")?,
            remove: get!(c"hamt_remove")?,
            pset: get!(c"hamt_pset")?,
            premove: get!(c"hamt_premove")?,
            size: get!(c"hamt_size")?,
            it_create: get!(c"hamt_it_create")?,
            it_delete: get!(c"hamt_it_delete")?,
            it_valid: get!(c"hamt_it_valid")?,
            it_next: get!(c"hamt_it_next")?,
            it_get_value: get!(c"hamt_it_get_value")?,
            allocator,
            cache: ptr::null_mut(),
            hides_bytes: false,
            pool,
        };
        if library.pool.is_none() {
            // The build without a table cache does not look at it.
            let config = CacheConfig {
                bucket_count: 32,
                bucket_sizes: get!(c"hamt_table_cache_default_bucket_sizes")?,
                allocator,
            };
            let create: unsafe extern "C" fn(*const CacheConfig) -> *mut c_void = get!(c"hamt_table_cache_create")?;
            // SAFETY: as libhamt's tests do it.
            library.cache = unsafe { create(&config) };
        }
        library.hides_bytes = library.hides_tables(&Keys::integers(100));
        Ok(library)
    }

    /// An empty map.
    pub fn map(&self, compare: Compare, hash: Hash) -> Map {
        let config = Config { allocator: self.allocator, compare, hash, cache: self.cache };
        // SAFETY: a complete configuration.
        unsafe { (self.create)(&config) }
    }

    /// Whether versions can be freed: not in libhamt.
    pub fn frees_versions(&self) -> bool {
        self.pool.is_some()
    }

    /// Bytes of all maps and versions, and of other things that do not change meanwhile. Tables from a cache do not show.
    pub fn live_bytes(&self) -> f64 {
        if let Some((count, _)) = self.pool {
            let mut stats = PoolStats::default();
            // SAFETY: has room for the numbers.
            unsafe { count(&mut stats) };
            return stats.live_bytes as f64;
        }
        #[cfg(all(target_os = "linux", target_env = "gnu"))]
        {
            // SAFETY: reads counters of the C library.
            let info = unsafe { libc::mallinfo2() };
            (info.uordblks + info.hblkhd) as f64
        }
        #[cfg(not(all(target_os = "linux", target_env = "gnu")))]
        0.0
    }

    /// Bytes more than before. None if not all of them can be seen.
    pub fn bytes_since(&self, before: f64) -> Option<f64> {
        (!self.hides_bytes).then(|| self.live_bytes() - before)
    }

    /// Whether a few maps take less memory than their handles and two pointers an entry: then tables come from a cache.
    fn hides_tables(&self, keys: &Keys) -> bool {
        const MAPS: usize = 100;
        let before = self.live_bytes();
        let maps: Vec<_> = (0..MAPS).map(|_| self.map(keys.compare, keys.hash)).collect();
        // SAFETY: live maps and keys.
        unsafe {
            for (map, key) in maps.iter().flat_map(|map| keys.stored.iter().map(move |key| (*map, *key))) {
                (self.set)(map, key, key);
            }
            let bytes = self.live_bytes() - before;
            maps.into_iter().for_each(|map| (self.delete)(map));
            bytes < (MAPS * keys.stored.len() * 2 * size_of::<Key>()) as f64
        }
    }

    /// Gives spare memory back, so that the next one starts with the same heap.
    pub fn settle(&self) {
        if let Some((_, trim)) = self.pool {
            // SAFETY: may be called at any time.
            unsafe { trim() };
        }
        crate::alloc::settle();
    }
}
