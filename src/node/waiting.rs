//! Maps that die within maps: released one after the other instead of one within the other.
//!
//! ```text
//!   dropping m0                 the list of this thread, linked through the leaves
//!     entry of m0: drops m1     leaf of m1
//!     m0 is gone
//!     leaf of m1                -
//!       entry: drops m2         leaf of m2
//!     leaf of m2                -
//!       entry: drops m3         leaf of m3
//!       ...
//! ```
//!
//! The map that is dropped first releases its nodes as all maps do. One that is dropped meanwhile by the same thread gives up
//! its branches, and its leaves wait in a list until the first one has done its own. So the stack does not grow with the
//! depth, whatever lies between the maps, and nothing is allocated.
//!
//! A waiting leaf outlives the call that dropped its map. Entries must not borrow from what is gone by then, which is for the
//! layout to see to: only those of [`Nested`](crate::layout::Nested) let their leaves wait, and these have entries that
//! borrow nothing.
//!
//! # Invariants
//!
//! * **N1** A leaf in the list has no holder, and is freed once, by the thread that put it there.
//! * **N2** The list is empty, or a [`Release`] of this thread is going to free what is in it before it is gone.
//! * **N3** Entries of leaves in the list live for `'static`, and so does the allocator, which has no state.

#![allow(unsafe_code, reason = "frees nodes")]

use super::branch::Branch;
use super::collision::Collision;
use super::header::Header;
use super::leaf::{Leaf, Waiting};
use super::ptr::{Kind, NodePtr};
use super::release::{end_branch, release};
use crate::layout::Layout;
use crate::pool::ChildrenPool;
use crate::sync::bare_thread_local;
use allocator_api2::alloc::Allocator;
use core::any::TypeId;
use core::cell::Cell;
use core::marker::PhantomData;
use core::mem::needs_drop;
use core::ptr::NonNull;

bare_thread_local! {
    /// The leaves that wait: none without a release that is under way, else at least the end of the list.
    static LIST: Cell<Option<NonNull<Waiting>>> = Cell::new(None);
}

/// What the last leaf of the list points to.
const END: NonNull<Waiting> = NonNull::dangling();

/// The outermost release of a thread.
struct Release(());

impl Release {
    /// None if there is one already.
    fn begin() -> Option<Release> {
        LIST.with(|list| {
            if list.get().is_some() {
                return None;
            }
            list.set(Some(END));
            Some(Release(()))
        })
    }

    /// Frees the leaves that wait, and those that come meanwhile.
    fn run(&mut self) {
        while let Some(place) = pop() {
            // SAFETY: once, as it is out of the list (N1).
            unsafe { (place.as_ref().free)(place) }
        }
    }
}

impl Drop for Release {
    fn drop(&mut self) {
        self.run(); // what a panic left
        LIST.with(|list| list.set(None));
    }
}

fn pop() -> Option<NonNull<Waiting>> {
    LIST.with(|list| {
        let first = list.get().filter(|first| *first != END)?;
        // SAFETY: a leaf in the list lives (N1).
        list.set(Some(unsafe { first.as_ref() }.next));
        Some(first)
    })
}

/// Counts down a handle's hold on its root, as [`release`] does. If the layout and the allocator allow it, and the thread is
/// releasing another map, the leaves that die wait for that.
///
/// # Safety
/// 1. As for [`release`].
#[inline]
pub(crate) unsafe fn release_root<T, L: Layout<T>, A: Allocator>(root: NodePtr, alloc: &A) {
    if !(L::NESTED && needs_drop::<T>() && is_the_pool::<A>()) {
        // SAFETY: by 1.
        let run = || unsafe { release::<T, L, A>(root, alloc) };
        #[cfg(feature = "stacker")]
        if needs_drop::<T>() {
            return with_room(run);
        }
        return run();
    }
    // SAFETY: by 1. Entries live for `'static`, as the layout says, and the pool does (N3).
    unsafe {
        match Release::begin() {
            Some(mut outermost) => {
                release::<T, L, ChildrenPool>(root, &ChildrenPool);
                outermost.run();
            }
            None => let_wait::<T, L>(root),
        }
    }
}

/// Calls `run`, which drops entries, on a new piece of stack when there is little left of this one.
#[cfg(feature = "stacker")]
fn with_room(run: impl FnOnce()) {
    /// What the drop of an entry may need between two maps.
    const LEFT: usize = 64 << 10;
    const PIECE: usize = 1 << 20;
    stacker::maybe_grow(LEFT, PIECE, run);
}

/// Counts one holder of a node down. When it was the last, branches are freed, and leaves put in the list. Runs no user code.
///
/// # Safety
/// 1. As for [`release`], with the pool as the allocator, while there is a [`Release`] (N2) and entries live for `'static` (N3).
unsafe fn let_wait<T, L: Layout<T>>(node: NodePtr) {
    if node.is_empty() {
        return;
    }
    // SAFETY: alive, as the caller still counts.
    let header: &Header = unsafe { &*node.address() };
    if !header.refs.lower() {
        return;
    }
    // SAFETY, for all arms: the node is alive and ours alone. The recursion is as deep as the trie.
    match node.kind() {
        Kind::Empty => {}
        // SAFETY: see above.
        Kind::Leaf => LIST.with(|list| unsafe {
            let next = list.get().unwrap_or(END);
            list.set(Some(Leaf::<T, L>::from_ptr(node).wait(Waiting { next, free: free_waiting::<T, L> })));
        }),
        // SAFETY: see above.
        Kind::Branch => unsafe {
            let branch = Branch::from_ptr(node);
            end_branch(branch).for_each(|child| let_wait::<T, L>(child));
            branch.free_memory(&ChildrenPool);
        },
        // SAFETY: see above.
        Kind::Collision => unsafe {
            let node = Collision::from_ptr(node);
            (0..node.len()).for_each(|index| let_wait::<T, L>(node.page(index)));
            node.free_memory(&ChildrenPool);
        },
    }
}

/// # Safety
/// 1. The leaf is one of these entries and this layout that waited, and is out of the list.
unsafe fn free_waiting<T, L: Layout<T>>(place: NonNull<Waiting>) {
    // SAFETY: nobody holds it (N1).
    unsafe { Leaf::<T, L>::of_waiting(place).free(&ChildrenPool) }
}

/// Whether a type of allocators is the pool. Others may borrow what is gone when a leaf has waited, or have a state.
#[inline]
fn is_the_pool<A>() -> bool {
    /// Tells the type, lifetimes aside: a type that is not `'static` is not the pool, whatever they are.
    trait Named {
        fn type_id(&self) -> TypeId
        where
            Self: 'static;
    }
    impl<A> Named for PhantomData<A> {
        fn type_id(&self) -> TypeId
        where
            Self: 'static,
        {
            TypeId::of::<A>()
        }
    }
    let named = PhantomData::<A>;
    let named: &dyn Named = &named;
    // SAFETY: a `PhantomData` is nothing, and the function that is called, which reads nothing of it, is the same for
    // all lifetimes. Whether they live long enough makes no difference to it.
    let named: &(dyn Named + 'static) = unsafe { core::mem::transmute::<&dyn Named, &(dyn Named + 'static)>(named) };
    named.type_id() == TypeId::of::<ChildrenPool>()
}
