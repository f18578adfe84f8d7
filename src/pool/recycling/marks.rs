//! What a memory checker is told about free blocks and uncarved memory.
//!
//! A pool hides errors: to AddressSanitizer and to valgrind a slab is one large live allocation, so a node
//! that is read after it was freed looks like any other read. Two build configurations tell the checkers which bytes are
//! free; without them every function here is empty.
//!
//! | build with | free and uncarved memory is | how |
//! |---|---|---|
//! | `--cfg pool_asan` and `-Zsanitizer=address` | poisoned | `__asan_poison_memory_region` |
//! | `--cfg pool_vg`, run under valgrind (x86-64) | no access; undefined when handed out | memcheck's client requests |
//!
//! With `pool_vg` on other architectures, or outside of valgrind, the marks do nothing. The third way to check
//! memory is `--cfg pool_off` (see `crate::pool::off`).
//!
//! All addresses and lengths given to this file are multiples of 8 (most of them of 16), the granule of
//! AddressSanitizer.

#![cfg_attr(any(pool_asan, pool_vg), allow(unsafe_code, reason = "calls the sanitizer's run time, or valgrind"))]

/// From now on nobody may read or write these bytes. What they hold is kept.
#[inline(always)]
pub(super) fn no_access(start: *const u8, len: usize) {
    checker::no_access(start, len);
}

/// From now on the bytes may be written, and read once they have been.
#[inline(always)]
pub(super) fn undefined(start: *const u8, len: usize) {
    checker::undefined(start, len);
}

/// From now on the bytes may be read and written.
#[inline(always)]
pub(super) fn defined(start: *const u8, len: usize) {
    checker::defined(start, len);
}

#[cfg(not(any(pool_asan, all(pool_vg, target_arch = "x86_64"))))]
mod checker {
    #[inline(always)]
    pub(super) fn no_access(_: *const u8, _: usize) {}
    #[inline(always)]
    pub(super) fn undefined(_: *const u8, _: usize) {}
    #[inline(always)]
    pub(super) fn defined(_: *const u8, _: usize) {}
}

#[cfg(pool_asan)]
mod checker {
    use core::ffi::c_void;

    unsafe extern "C" {
        fn __asan_poison_memory_region(start: *const c_void, len: usize);
        fn __asan_unpoison_memory_region(start: *const c_void, len: usize);
    }

    pub(super) fn no_access(start: *const u8, len: usize) {
        // SAFETY: changes only the sanitizer's shadow of memory that the pool owns.
        unsafe { __asan_poison_memory_region(start.cast(), len) }
    }

    pub(super) fn undefined(start: *const u8, len: usize) {
        // SAFETY: changes only the sanitizer's shadow of memory that the pool owns.
        unsafe { __asan_unpoison_memory_region(start.cast(), len) }
    }

    pub(super) fn defined(start: *const u8, len: usize) {
        undefined(start, len);
    }
}

#[cfg(all(pool_vg, not(pool_asan), target_arch = "x86_64"))]
mod checker {
    use core::arch::asm;

    /// The first request of memcheck: its tool's letters, `M` and `C`, in the two high bytes (`valgrind/memcheck.h`).
    const MEMCHECK: usize = (b'M' as usize) << 24 | (b'C' as usize) << 16;

    pub(super) fn no_access(start: *const u8, len: usize) {
        request(MEMCHECK, start, len);
    }

    pub(super) fn undefined(start: *const u8, len: usize) {
        request(MEMCHECK + 1, start, len);
    }

    pub(super) fn defined(start: *const u8, len: usize) {
        request(MEMCHECK + 2, start, len);
    }

    /// Sends a client request the way that `valgrind/valgrind.h` does for amd64: four rotations of RDI that
    /// together turn it by 128 bits, so that nothing changes, then an exchange of RBX with itself. Valgrind
    /// knows the sequence and looks at RAX (the arguments) and RDX (its answer).
    fn request(code: usize, start: *const u8, len: usize) {
        let arguments: [usize; 6] = [code, start.addr(), len, 0, 0, 0];
        // SAFETY: on a real processor no register and no memory changes but the flags, and valgrind writes RDX
        // alone, which is declared. Memory is not said to be untouched, so the compiler does not move the
        // accesses of a block across its marks.
        unsafe {
            asm!(
                "rol rdi, 3",
                "rol rdi, 13",
                "rol rdi, 61",
                "rol rdi, 51",
                "xchg rbx, rbx",
                in("rax") arguments.as_ptr(),
                inout("rdx") 0_usize => _,
                options(nostack),
            );
        }
    }
}
