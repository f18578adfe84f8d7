//! What the C interface calls: hashes, comparisons, an allocator, and functions that free.
//!
//! Keys and values are numbers in the place of pointers, which nobody follows: `handover * 256 + payload`. In maps that own
//! their entries each pair that is handed over has a number of its own, so that it shows if it is freed twice, or never.
//!
//! A panic in these functions would end the process. So they note what is wrong, and [`World::check`] tells.

#![allow(unsafe_code, reason = "is an allocator for C")]

use hamtrie::testing::Shape;
use std::alloc::Layout;
use std::cell::{Cell, RefCell};
use std::ffi::{c_int, c_void};
use std::hash::BuildHasher;
use std::ptr;

/// State of the callbacks of this thread.
#[derive(Debug, Default)]
pub(super) struct World {
    shape: Cell<Shape>,
    /// Which of key (1) and value (2) of a handover are not freed yet.
    owned: RefCell<Vec<u8>>,
    /// What of these is handed over.
    owns: Cell<u8>,
    blocks: Cell<usize>,
    /// How many allocations are let through before one fails.
    fails_in: Cell<Option<u8>>,
    failed: Cell<bool>,
    /// How many calls are let through before one of them uses the library itself.
    enters_in: Cell<Option<u8>>,
    enter: Cell<Option<fn()>>,
    fault: Cell<Option<&'static str>>,
}

thread_local! {
    static WORLD: World = World::default();
}

/// What key or value a pointer stands for.
pub(super) fn payload(pointer: *const c_void) -> u8 {
    (pointer.addr() % 256) as u8
}

/// A pointer for a key or value that nobody owns.
pub(super) fn pointer(payload: u8) -> *mut c_void {
    ptr::without_provenance_mut(usize::from(payload))
}

/// A key's payload is never 0, as its pointer would be null.
pub(super) fn key_pointer(key: u8) -> *mut c_void {
    pointer(key + 1)
}

/// Which handover a pointer is from.
fn number(pointer: *const c_void) -> usize {
    (pointer.addr() / 256).wrapping_sub(1)
}

/// The key that a pointer stands for.
pub(super) fn key_of(pointer: *const c_void) -> u8 {
    payload(pointer).wrapping_sub(1)
}

impl World {
    /// Runs with this thread's world.
    pub(super) fn with<R>(run: impl FnOnce(&World) -> R) -> R {
        WORLD.with(run)
    }

    /// Starts a program.
    pub(super) fn start(&self, shape: Shape) {
        self.shape.set(shape);
        self.owned.borrow_mut().clear();
        self.blocks.set(0);
        self.disarm();
        self.enter.set(None);
        self.fault.set(None);
    }

    /// Says what of a key and a value maps own, of those that are handed over.
    pub(super) fn owns(&self, keys: bool, values: bool) {
        self.owns.set(u8::from(keys) + 2 * u8::from(values));
    }

    /// Sees that all is well.
    ///
    /// # Panics
    /// If it is not.
    pub(super) fn check(&self) {
        if let Some(fault) = self.fault.take() {
            panic!("{fault}");
        }
    }

    /// Sees that all is given back at the end of a program.
    ///
    /// # Panics
    /// If it is not.
    pub(super) fn finish(&self) {
        self.check();
        assert_eq!(self.blocks.get(), 0, "blocks were lost");
        assert!(self.owned.borrow().iter().all(|&owned| owned == 0), "keys or values were lost");
    }

    /// Lets an allocation fail.
    pub(super) fn fail_in(&self, calls: u8) {
        self.fails_in.set(Some(calls));
    }

    /// Lets a callback use the library.
    pub(super) fn enter_in(&self, calls: u8, enter: fn()) {
        self.enter.set(Some(enter));
        self.enters_in.set(Some(calls));
    }

    /// From now on nothing fails. Whether an allocation did since the last time.
    pub(super) fn disarm(&self) -> bool {
        self.fails_in.set(None);
        self.enters_in.set(None);
        self.failed.take()
    }

    /// A key and a value to be handed over.
    pub(super) fn hand_over(&self, key: u8, value: u8) -> (*mut c_void, *mut c_void) {
        let mut owned = self.owned.borrow_mut();
        owned.push(self.owns.get());
        let number = owned.len() * 256;
        let [key, value] =
            [key_pointer(key), pointer(value)].map(|low| ptr::without_provenance_mut(number + low.addr()));
        (key, value)
    }

    /// A key that was to be handed over was refused, with its value.
    pub(super) fn take_back(&self, key: *const c_void) {
        if let Some(owned) = self.owned.borrow_mut().get_mut(number(key)) {
            if *owned != self.owns.get() {
                self.fault.set(Some("what was not taken was freed"));
            }
            *owned = 0;
        }
    }

    /// Notes what is wrong.
    pub(super) fn wrong(&self, fault: &'static str) {
        self.fault.set(Some(fault));
    }

    fn freed(&self, pointer: *mut c_void, bit: u8) {
        match self.owned.borrow_mut().get_mut(number(pointer)) {
            Some(owned) if *owned & bit != 0 => *owned &= !bit,
            _ => self.wrong("a key or value was freed that is not owned"),
        }
    }

    /// To be called by all callbacks.
    pub(super) fn called(&self) {
        match self.enters_in.get() {
            Some(0) => {
                self.enters_in.set(None);
                // Its own allocations do not fail.
                let fails_in = self.fails_in.take();
                self.enter.get().into_iter().for_each(|enter| enter());
                self.fails_in.set(fails_in);
            }
            Some(left) => self.enters_in.set(Some(left - 1)),
            None => {}
        }
    }

    fn allocate(&self, size: usize, alignment: usize) -> *mut c_void {
        match self.fails_in.get() {
            Some(0) => {
                self.failed.set(true);
                return ptr::null_mut();
            }
            Some(left) => self.fails_in.set(Some(left - 1)),
            None => {}
        }
        let Ok(layout) = Layout::from_size_align(size, alignment) else {
            self.wrong("no layout");
            return ptr::null_mut();
        };
        if size == 0 || alignment > 64 {
            self.wrong("a block without bytes, or aligned to more than 64");
            return ptr::null_mut();
        }
        self.blocks.set(self.blocks.get() + 1);
        // SAFETY: it has bytes.
        unsafe { std::alloc::alloc(layout).cast() }
    }

    fn free(&self, block: *mut c_void, size: usize, alignment: usize) {
        self.blocks.set(self.blocks.get().wrapping_sub(1));
        if let Ok(layout) = Layout::from_size_align(size, alignment) {
            // SAFETY: it came from `allocate`, with this layout: else AddressSanitizer tells.
            unsafe { std::alloc::dealloc(block.cast(), layout) };
        }
    }
}

/// `hamtrie_config.hash`
pub(super) unsafe extern "C" fn hash(_: *mut c_void, key: *const c_void) -> u64 {
    WORLD.with(|world| {
        world.called();
        world.shape.get().hash_one(key_of(key))
    })
}

/// `hamtrie_config.eq`
pub(super) unsafe extern "C" fn eq(_: *mut c_void, one: *const c_void, other: *const c_void) -> bool {
    WORLD.with(World::called);
    payload(one) == payload(other)
}

/// `hamtrie_value_eq`
pub(super) unsafe extern "C" fn value_eq(_: *mut c_void, one: *const c_void, other: *const c_void) -> bool {
    WORLD.with(World::called);
    payload(one) == payload(other)
}

/// `hamtrie_config.key_free`
pub(super) unsafe extern "C" fn key_free(_: *mut c_void, key: *mut c_void) {
    WORLD.with(|world| {
        world.called();
        world.freed(key, 1);
    });
}

/// `hamtrie_config.value_free`
pub(super) unsafe extern "C" fn value_free(_: *mut c_void, value: *mut c_void) {
    WORLD.with(|world| {
        world.called();
        world.freed(value, 2);
    });
}

/// `hamtrie_config.alloc`
pub(super) unsafe extern "C" fn alloc(_: *mut c_void, size: usize, alignment: usize) -> *mut c_void {
    WORLD.with(|world| world.allocate(size, alignment))
}

/// `hamtrie_config.dealloc`
pub(super) unsafe extern "C" fn dealloc(_: *mut c_void, block: *mut c_void, size: usize, alignment: usize) {
    WORLD.with(|world| world.free(block, size, alignment));
}

/// `hamt_config.key_hash_fn`
pub(super) unsafe extern "C" fn hash_32(key: *const c_void, generation: usize) -> u32 {
    WORLD.with(|world| {
        world.called();
        if generation != 0 {
            world.wrong("only generation 0 is asked for");
        }
        let hash = world.shape.get().hash_one(key_of(key));
        (hash ^ hash >> 32) as u32
    })
}

/// `hamt_config.key_cmp_fn`
pub(super) unsafe extern "C" fn compare(one: *const c_void, other: *const c_void) -> c_int {
    WORLD.with(World::called);
    c_int::from(payload(one)) - c_int::from(payload(other))
}

/// `hamt_allocator.malloc`
pub(super) unsafe extern "C" fn malloc(size: isize, _: *mut c_void) -> *mut c_void {
    WORLD.with(|world| world.allocate(size as usize, 8))
}

/// `hamt_allocator.free`
pub(super) unsafe extern "C" fn free(block: *mut c_void, size: isize, _: *mut c_void) {
    WORLD.with(|world| world.free(block, size as usize, 8));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "not owned")]
    fn a_key_that_is_freed_twice_is_seen() {
        World::with(|world| {
            world.start(Shape::Mixed);
            world.owns(true, true);
            let (key, _) = world.hand_over(1, 1);
            world.freed(key, 1);
            world.freed(key, 1);
            world.check();
        });
    }

    #[test]
    #[should_panic(expected = "were lost")]
    fn a_value_that_is_not_freed_is_seen() {
        World::with(|world| {
            world.start(Shape::Mixed);
            world.owns(true, true);
            let (key, _) = world.hand_over(1, 1);
            world.freed(key, 1);
            world.finish();
        });
    }
}
