//! `hamtrie.h` in Rust's terms: a handle that is released when it is dropped, and results.

#![allow(unsafe_code, reason = "calls C functions")]

use crate::c::sys::{self, Algebra, Config, Entry, Hamtrie, Iter, OK, Resolve};
use crate::c::world::{self, key_of, key_pointer, payload};
use crate::model::Model;
use std::ffi::{c_int, c_void};
use std::mem::MaybeUninit;
use std::ptr;

/// A handle on one version, or null.
#[derive(Debug)]
pub(super) struct Map(*mut Hamtrie);

/// Whether values are compared by a function; else by their pointers.
pub(super) type ByFunction = bool;

fn value_eq(by: ByFunction) -> Option<sys::ValueEq> {
    by.then_some(world::value_eq as sys::ValueEq)
}

impl Drop for Map {
    fn drop(&mut self) {
        // SAFETY: it is released once; null may be.
        unsafe { sys::hamtrie_release(self.0) };
    }
}

/// The handle that a call wrote, if it succeeded. If not it has to have written nothing.
fn made(call: impl FnOnce(*mut *mut Hamtrie) -> c_int) -> Result<Map, c_int> {
    let mut made = ptr::null_mut();
    let status = call(&raw mut made);
    assert_eq!(made.is_null(), status != OK, "out-parameters are written on success only");
    if status == OK { Ok(Map(made)) } else { Err(status) }
}

/// The answer that a call wrote, if it succeeded.
fn answer(call: impl FnOnce(*mut bool) -> c_int) -> Result<bool, c_int> {
    let mut answer = false;
    let status = call(&raw mut answer);
    if status == OK { Ok(answer) } else { Err(status) }
}

impl Map {
    /// No handle.
    pub(super) fn null() -> Map {
        Map(ptr::null_mut())
    }

    /// An empty map.
    pub(super) fn new(config: &Config) -> Result<Map, c_int> {
        // SAFETY: the configuration is valid; its functions need no context.
        made(|map| unsafe { sys::hamtrie_new(config, map) })
    }

    /// An empty map of the same configuration.
    pub(super) fn new_like(&self) -> Result<Map, c_int> {
        // SAFETY: a live handle.
        made(|map| unsafe { sys::hamtrie_new_like(self.0, map) })
    }

    /// Another handle.
    pub(super) fn retain(&self) -> Result<Map, c_int> {
        // SAFETY: a live handle.
        made(|map| unsafe { sys::hamtrie_retain(self.0, map) })
    }

    /// Number of entries.
    pub(super) fn len(&self) -> usize {
        // SAFETY: a live handle.
        unsafe { sys::hamtrie_size(self.0) }
    }

    /// The value of a key, found in two ways.
    pub(super) fn get(&self, key: u8) -> Option<u8> {
        let mut value = ptr::null_mut();
        let mut entry = Entry { key: ptr::null(), value: ptr::null_mut() };
        // SAFETY: a live handle, and places of our own.
        let found = unsafe {
            let found = sys::hamtrie_get(self.0, key_pointer(key), &raw mut value);
            (found, sys::hamtrie_get_entry(self.0, key_pointer(key), &raw mut entry))
        };
        assert_eq!(found.0, found.1, "both find it");
        assert!(!found.0 || (key_of(entry.key), entry.value) == (key, value), "both find the same");
        found.0.then(|| payload(value))
    }

    /// Sets a value: whether it was replaced, and the old one if it is asked for.
    pub(super) fn set(
        &mut self,
        (key, value): (*mut c_void, *mut c_void),
        old: Option<&mut Entry>,
    ) -> Result<bool, c_int> {
        let old = old.map_or(ptr::null_mut(), ptr::from_mut);
        // SAFETY: a live handle, which nobody else uses.
        answer(|replaced| unsafe { sys::hamtrie_set(self.0, key, value, replaced, old) })
    }

    /// Takes a key out: whether it was there, and the old entry if it is asked for.
    pub(super) fn remove(&mut self, key: u8, old: Option<&mut Entry>) -> Result<bool, c_int> {
        let old = old.map_or(ptr::null_mut(), ptr::from_mut);
        // SAFETY: a live handle, which nobody else uses.
        answer(|removed| unsafe { sys::hamtrie_remove(self.0, key_pointer(key), removed, old) })
    }

    /// Takes all out.
    pub(super) fn clear(&mut self) -> c_int {
        // SAFETY: a live handle, which nobody else uses.
        unsafe { sys::hamtrie_clear(self.0) }
    }

    /// A version with another value.
    pub(super) fn update(&self, (key, value): (*mut c_void, *mut c_void)) -> Result<Map, c_int> {
        // SAFETY: a live handle.
        made(|map| unsafe { sys::hamtrie_update(self.0, key, value, map) })
    }

    /// A version without a key.
    pub(super) fn without(&self, key: u8) -> Result<Map, c_int> {
        // SAFETY: a live handle.
        made(|map| unsafe { sys::hamtrie_without(self.0, key_pointer(key), map) })
    }

    /// Whether both have the very same nodes.
    pub(super) fn is_same(&self, other: &Map) -> bool {
        // SAFETY: live handles.
        unsafe { sys::hamtrie_is_same(self.0, other.0) }
    }

    /// All entries, some at a time.
    pub(super) fn content(&self, at_once: usize) -> Model {
        let mut place = MaybeUninit::<Iter>::uninit();
        let mut chunk = [Entry { key: ptr::null(), value: ptr::null_mut() }; 8];
        let mut all = Vec::with_capacity(crate::model::KEYS);
        let at_once = at_once.clamp(1, chunk.len());
        // SAFETY: a live handle, which stays as it is; `init` writes all that `next` reads.
        unsafe { sys::hamtrie_iter_init(self.0, place.as_mut_ptr()) };
        loop {
            // SAFETY: as above, and there is room for so many.
            let count = unsafe { sys::hamtrie_iter_next_n(place.as_mut_ptr(), chunk.as_mut_ptr(), at_once) };
            all.extend(chunk[..count].iter().map(|entry| (key_of(entry.key), payload(entry.value))));
            if count < at_once {
                return Model::collect(all);
            }
        }
    }

    /// Calls a function for all entries, until it has seen enough.
    pub(super) fn for_each(&self, visit: &mut Visit) -> bool {
        unsafe extern "C" fn see(arg: *mut c_void, _: *const c_void, _: *mut c_void) -> bool {
            // SAFETY: it is given to this function alone.
            unsafe { &mut *arg.cast::<Visit>() }.goes_on()
        }
        // SAFETY: a live handle.
        unsafe { sys::hamtrie_for_each(self.0, Some(see), ptr::from_mut(visit).cast()) }
    }

    /// Whether both have the same content.
    pub(super) fn equal(&self, other: &Map, by: ByFunction) -> Result<bool, c_int> {
        // SAFETY: live handles.
        answer(|yes| unsafe { sys::hamtrie_equal(self.0, other.0, value_eq(by), ptr::null_mut(), yes) })
    }

    /// Whether the other one has all entries.
    pub(super) fn is_submap(&self, other: &Map, by: ByFunction) -> Result<bool, c_int> {
        // SAFETY: live handles.
        answer(|yes| unsafe { sys::hamtrie_is_submap(self.0, other.0, value_eq(by), ptr::null_mut(), yes) })
    }

    /// Whether no key is in both.
    pub(super) fn is_disjoint(&self, other: &Map) -> Result<bool, c_int> {
        // SAFETY: live handles.
        answer(|yes| unsafe { sys::hamtrie_is_disjoint(self.0, other.0, yes) })
    }

    /// Calls a function for all differences, until it has seen enough. Whether it saw all.
    pub(super) fn diff(&self, after: &Map, by: ByFunction, visit: &mut Visit) -> Result<bool, c_int> {
        unsafe extern "C" fn see(arg: *mut c_void, before: *const Entry, after: *const Entry) -> bool {
            // SAFETY: it is given to this function alone, and entries are there or null.
            let (visit, entries) = unsafe { (&mut *arg.cast::<Visit>(), [before.as_ref(), after.as_ref()]) };
            visit.differs(entries);
            visit.goes_on()
        }
        let arg = ptr::from_mut(visit).cast();
        // SAFETY: live handles.
        answer(|finished| unsafe { sys::hamtrie_diff(self.0, after.0, value_eq(by), Some(see), arg, finished) })
    }

    /// One of the four operations of sets.
    pub(super) fn algebra(&self, other: &Map, operation: Algebra) -> Result<Map, c_int> {
        // SAFETY: live handles.
        made(|map| unsafe { operation(self.0, other.0, map) })
    }

    /// The entries of both.
    pub(super) fn merge(&self, other: &Map, by: ByFunction, answers: &mut Answers) -> Result<Map, c_int> {
        let arg = ptr::from_mut(answers).cast();
        // SAFETY: live handles.
        made(|map| unsafe { sys::hamtrie_merge(self.0, other.0, value_eq(by), Some(RESOLVE), arg, map) })
    }

    /// The changes of both.
    pub(super) fn merge3(of: [&Map; 3], by: ByFunction, answers: &mut Answers) -> Result<Map, c_int> {
        let [base, left, right] = of.map(|map| map.0.cast_const());
        let arg = ptr::from_mut(answers).cast();
        // SAFETY: live handles.
        made(|map| unsafe { sys::hamtrie_merge3(base, left, right, value_eq(by), Some(RESOLVE), arg, map) })
    }
}

/// What a visitor has seen.
#[derive(Debug)]
pub(super) struct Visit {
    /// How many calls it goes on for.
    pub(super) left: usize,
    /// Keys with what was shown of them: 1 added, 2 removed, 3 changed.
    pub(super) seen: Vec<(u8, u8)>,
    /// How often it was called.
    pub(super) calls: usize,
}

impl Visit {
    /// One that stops after so many.
    pub(super) fn new(left: usize) -> Visit {
        Visit { left, seen: Vec::new(), calls: 0 }
    }

    fn goes_on(&mut self) -> bool {
        world::World::with(world::World::called);
        self.calls += 1;
        if self.left == 0 {
            world::World::with(|world| world.wrong("a visitor that had enough was called again"));
            return false;
        }
        self.left -= 1;
        self.left != 0
    }

    fn differs(&mut self, [before, after]: [Option<&Entry>; 2]) {
        let how = u8::from(after.is_some()) + 2 * u8::from(before.is_some());
        self.seen.extend(before.or(after).map(|entry| (key_of(entry.key), how)));
    }
}

/// How conflicts are resolved.
#[derive(Debug)]
pub(super) struct Answers {
    /// What `hamtrie_resolve` returns.
    pub(super) answer: i32,
    /// How many conflicts are resolved before one makes it give up.
    pub(super) left: Option<usize>,
    /// A new value.
    pub(super) value: u8,
    /// Whether new entries are handed over.
    pub(super) owned: bool,
    /// What it gives up with.
    pub(super) last: i32,
    /// Whether it has.
    pub(super) gave_up: bool,
}

const RESOLVE: Resolve = {
    unsafe extern "C" fn resolve(
        arg: *mut c_void,
        base: *const Entry,
        left: *const Entry,
        right: *const Entry,
        made: *mut Entry,
    ) -> i32 {
        world::World::with(|world| {
            world.called();
            // SAFETY: it is given to this function alone, and entries are there or null.
            let (answers, entries) =
                unsafe { (&mut *arg.cast::<Answers>(), [base.as_ref(), left.as_ref(), right.as_ref()]) };
            if answers.gave_up {
                world.wrong("asked again after giving up");
            }
            answers.left = match answers.left {
                Some(0) => {
                    answers.gave_up = true;
                    return answers.last;
                }
                left => left.map(|left| left - 1),
            };
            if answers.answer == 4 {
                let Some(entry) = entries.into_iter().flatten().next() else {
                    world.wrong("a conflict of nothing");
                    return -1;
                };
                let (key, value) = (key_of(entry.key), answers.value);
                let (key, value) =
                    if answers.owned { world.hand_over(key, value) } else { (key_pointer(key), world::pointer(value)) };
                // SAFETY: the library's place for it.
                unsafe { made.write(Entry { key, value }) };
            }
            answers.answer
        })
    }
    resolve
};
