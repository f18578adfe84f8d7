//! What happens when the library is unloaded (`dlclose`) or the program ends: the pool goes, if no map is left.
//!
//! A library is not unloaded while a thread that used it runs: the pool has a thread-local destructor, and the C library
//! counts those of each library. So when this runs on unloading, all threads' pools are in the depot. When a program
//! ends, other threads may be in the middle of things; [`pool::shutdown`] sees that, waits for nothing and leaves all
//! as it is. It looks at no free block, so ending takes no longer than the system would need to take the slabs back.
//!
//! Systems without `.fini_array` do not unload libraries with thread-local variables (macOS), or have nothing here (Windows).

#![allow(unsafe_code, reason = "a finaliser is a pointer in a section with a certain name")]

#[cfg(all(unix, not(target_vendor = "apple")))]
#[used]
#[unsafe(link_section = ".fini_array")]
static AT_UNLOAD: extern "C" fn() = {
    extern "C" fn unload() {
        hamtrie::pool::shutdown();
    }
    unload
};

/// To be called where a map begins: a linker takes the finaliser out of a static library only if something refers to it.
pub(crate) fn arm() {
    #[cfg(all(unix, not(target_vendor = "apple")))]
    core::hint::black_box(&AT_UNLOAD);
}
