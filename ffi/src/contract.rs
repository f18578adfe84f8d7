//! What a C program promises, and the types of arguments that stand for it.
//!
//! C cannot check these conditions: the headers state them, for readers. Here they have numbers, which proofs cite.
//!
//! C1. A pointer to an object of this library (a map, an iterator, a cache and its tables) is NULL, or a function of this
//!     library returned it and it was not given back since.
//! C2. A call that changes an object or takes it back has it for itself: nobody else uses the object meanwhile.
//! C3. An object that a call reads is neither changed nor given back meanwhile; one that an iterator goes over, as long as
//!     the iterator is used.
//! C4. An out-parameter is NULL, or points to room for a value of its type, or for as many as the call names. Nobody else
//!     uses the room while it is written to. What is in it before means nothing.
//! C5. A pointer to a configuration or an allocator is NULL, or points to one that stays as it is during the call; an
//!     allocator does so until the last object with memory from it is given back. A `hamtrie_config` has as many bytes as
//!     its first field says, and that field is there in all versions of the header.
//! C6. A callback is NULL, or a function of the type that the header declares. It may be called with its own `ctx` or
//!     `arg`, on each thread that uses the maps, with any size, and with what C7 and C8 speak of. It returns.
//! C7. A key or a value can be given to the callbacks of the maps of the call that names it, or whose callback made it, and
//!     of each map that holds it. What an owning map takes over is handed over once.
//! C8. A block from an allocating callback is as large as asked, and nobody else uses it until it goes back.
//! C9. A `hamtrie_iter` is all zero, or initialised by `hamtrie_iter_init`, or a copy of such a one.
//!
//! Each type below is one pointer, passed as C passes it. Only C makes values of them, by calling a function, so a value
//! comes with the promise. All of what is done with such a pointer is done here.
//!
//! This file does not know which objects there are.

#![allow(unsafe_code, reason = "follows pointers from C")]

use crate::block::{self, Object};
use core::marker::PhantomData;
use core::ptr::NonNull;

/// `const T *`: an object that is read, or a caller's structure.
///
/// 1. It is NULL, or valid and not changed for `'c`, the time of the call or of an iterator: by C1 and C3, or by C5.
#[repr(transparent)]
#[derive(Debug)]
pub struct Ref<'c, T>(*const T, PhantomData<&'c T>);

impl<'c, T> Ref<'c, T> {
    /// Of what C declares without `const`.
    ///
    /// # Safety
    /// 1. As for the type.
    pub(crate) unsafe fn new(object: *mut T) -> Self {
        Ref(object, PhantomData)
    }

    /// None for NULL.
    #[inline(always)]
    pub(crate) fn get(&self) -> Option<&'c T> {
        // SAFETY: by 1 of the type.
        unsafe { self.0.as_ref() }
    }
}

/// `T *`: an object that is changed.
///
/// 1. It is NULL, or valid and not used by anybody else during the call: by C1 and C2.
#[repr(transparent)]
#[derive(Debug)]
pub struct Mut<T>(*mut T);

impl<T> Mut<T> {
    /// None for NULL.
    #[inline(always)]
    pub(crate) fn get(&mut self) -> Option<&mut T> {
        // SAFETY: by 1 of the type.
        unsafe { self.0.as_mut() }
    }

    /// The pointer, for a function that returns what it got.
    #[inline(always)]
    pub(crate) fn as_ptr(&self) -> *mut T {
        self.0
    }
}

/// `T *`: an object that is given back.
///
/// 1. It is NULL, or as a `Mut`, and not used after the call: by C1 and C2.
#[repr(transparent)]
#[derive(Debug)]
pub struct Owned<T>(Mut<T>);

impl<T: Object> Owned<T> {
    /// The object where it is. None for NULL.
    #[inline(always)]
    pub(crate) fn get(&mut self) -> Option<&mut T> {
        self.0.get()
    }

    /// The object, out of its memory, which is freed. None for NULL.
    #[inline(always)]
    pub(crate) fn take(self) -> Option<T> {
        let object = NonNull::new(self.0.0)?;
        // SAFETY: by C1 it came from `Block::hand_out`, which checks what `alloc` says; by 1 it is not used any more.
        Some(unsafe { block::take(object, T::alloc) })
    }
}

/// `T *`: room for a result.
///
/// 1. It is NULL, or may be written to: by C4.
#[repr(transparent)]
#[derive(Debug)]
pub struct Out<T>(*mut T);

impl<T> Out<T> {
    /// Whether nobody wants the result.
    #[inline(always)]
    pub(crate) fn is_null(&self) -> bool {
        self.0.is_null()
    }

    /// Writes a result, if somebody wants it.
    #[inline(always)]
    pub(crate) fn put(&self, value: T) {
        if !self.is_null() {
            // SAFETY: by 1 of the type.
            unsafe { self.0.write(value) }
        }
    }

    /// Writes a result, if there is one and somebody wants it.
    #[inline(always)]
    pub(crate) fn put_if(&self, value: Option<T>) {
        if let Some(value) = value {
            self.put(value);
        }
    }

    /// Writes the result at an index.
    ///
    /// # Safety
    /// 1. It is not NULL, and the call names more than `index` results.
    #[inline(always)]
    pub(crate) unsafe fn put_at(&self, index: usize, value: T) {
        // SAFETY: by 1 and C4 there is room for it.
        unsafe { self.0.wrapping_add(index).write(value) }
    }

    /// The same room, for something that is not larger.
    #[inline(always)]
    pub(crate) fn cast<U>(self) -> Out<U> {
        const { assert!(size_of::<U>() <= size_of::<T>() && align_of::<U>() <= align_of::<T>()) }
        Out(self.0.cast())
    }
}
