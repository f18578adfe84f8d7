//! An allocator that knows its blocks, and refuses when told to.

#![allow(unsafe_code, reason = "implements the unsafe trait `Allocator` to count and to refuse")]

use allocator_api2::alloc::{AllocError, Allocator, Global, Layout};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ptr::NonNull;
use std::rc::Rc;

/// Clones are one allocator, which frees what any of them allocated.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watchful(Rc<Watched>);

#[derive(Debug, Default)]
struct Watched {
    live: RefCell<BTreeMap<usize, Layout>>,
    calls: Cell<usize>,
    /// How many more calls are granted, and how many are refused then. None if all are granted.
    plan: Cell<Option<(usize, usize)>>,
    refused: Cell<usize>,
}

impl Watchful {
    /// Blocks that were allocated and not freed.
    pub(crate) fn live(&self) -> usize {
        self.0.live.borrow().len()
    }

    /// How often it was asked for a block.
    pub(crate) fn calls(&self) -> usize {
        self.0.calls.get()
    }

    /// How often it said no.
    pub(crate) fn refused(&self) -> usize {
        self.0.refused.get()
    }

    /// Grants so many calls from now on, refuses as many after that, and then grants all.
    pub(crate) fn refuse_after(&self, granted: usize, refused: usize) {
        self.0.plan.set(Some((granted, refused)));
    }

    /// From now on an allocation ends what cannot go on without.
    pub(crate) fn refuse_all(&self) {
        self.refuse_after(0, usize::MAX);
    }

    pub(crate) fn grant_all(&self) {
        self.0.plan.set(None);
    }

    /// Whether a call is granted.
    fn grants(&self) -> bool {
        let (grants, plan) = match self.0.plan.get() {
            None | Some((0, 0)) => (true, None),
            Some((0, refused)) => (false, Some((0, refused - 1))),
            Some((granted, refused)) => (true, Some((granted - 1, refused))),
        };
        self.0.plan.set(plan);
        grants
    }
}

// SAFETY: blocks are those of the global allocator, and stay where they are until they are freed.
unsafe impl Allocator for Watchful {
    fn allocate(&self, layout: Layout) -> Result<NonNull<[u8]>, AllocError> {
        self.0.calls.set(self.0.calls.get() + 1);
        if !self.grants() {
            self.0.refused.set(self.0.refused.get() + 1);
            return Err(AllocError);
        }
        let block = Global.allocate(layout)?;
        self.0.live.borrow_mut().insert(block.cast::<u8>().addr().get(), layout);
        Ok(block)
    }

    unsafe fn deallocate(&self, block: NonNull<u8>, layout: Layout) {
        let known = self.0.live.borrow_mut().remove(&block.addr().get());
        assert_eq!(
            known,
            Some(layout),
            "freed by the allocator, and with the layout, that it was allocated with, once"
        );
        // SAFETY: allocated by `Global` with this layout, as was just seen.
        unsafe { Global.deallocate(block, layout) }
    }
}
