//! The libraries under test behind one pair of traits, one adapter file each.
//!
//! [`Map`] is what any hash map can do, [`Persistent`] what only a map with cheap versions can. An adapter calls the
//! fastest public way of its library and does nothing else: no capacity hints, no shortcuts. Adding a library is an
//! adapter file and a line in [`roster`].

mod hamtrie;
mod hashbrown;
mod im;
mod imbl;
mod rpds;

use ::hamtrie::layout::{Auto, Inline, Layout, Shared};
use ::hamtrie::pool::ChildrenPool;
use archery::{ArcK, ArcTK, RcK};

use crate::alloc;
use crate::keys::{Hasher, Key, Value, Workload};
use crate::subject::Contestant;

/// What every map can do.
pub trait Map<K: Key, V: Value>: Sized + 'static {
    /// An empty map with [`crate::keys::hasher`].
    fn new() -> Self;
    /// The number of entries.
    fn len(&self) -> usize;
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Looks up a key.
    fn get(&self, key: &K) -> Option<&V>;
    /// Inserts or replaces in place.
    fn put(&mut self, key: K, value: V);
    /// Removes in place; whether the key was there.
    fn take(&mut self, key: &K) -> bool;
    /// All entries, in any order.
    fn entries<'a>(&'a self) -> impl Iterator<Item = (&'a K, &'a V)>
    where
        K: 'a,
        V: 'a;
    /// Heap bytes that maps of this kind hold. Only differences mean anything. A library that gets its nodes from a
    /// pool of its own says here what the nodes take, instead of what the pool took from the system.
    fn live_bytes() -> i64 {
        alloc::live()
    }
    /// Gives memory that the library keeps in reserve back to the system; called between comparisons.
    fn settle() {}
}

/// What a map with cheap versions can do besides.
pub trait Persistent<K: Key, V: Value>: Map<K, V> + Clone {
    /// A new version with one entry inserted or replaced.
    fn with(&self, key: K, value: V) -> Self;
    /// A new version without a key.
    fn without(&self, key: &K) -> Self;
}

/// What a library is in the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The library that the others are rivals of.
    Ours,
    /// A persistent map that threads can share.
    ThreadSafe,
    /// A persistent map for one thread.
    SingleThreaded,
    /// Our own with its layout said instead of chosen: shown on request, never a rival.
    Layout,
    /// Not persistent: a yardstick, left out of ratios.
    Baseline,
}

impl Role {
    /// Whether ratios are taken against it.
    pub fn is_rival(self) -> bool {
        matches!(self, Self::ThreadSafe | Self::SingleThreaded)
    }
}

/// A library's word for `--libs` and what a table calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// The word for `--libs`.
    pub id: &'static str,
    /// The column title.
    pub title: &'static str,
    /// Its part.
    pub role: Role,
}

const fn label(id: &'static str, title: &'static str, role: Role) -> Label {
    Label { id, title, role }
}

type Hamtrie<W, L = Auto> = ::hamtrie::HashMap<<W as Workload>::Key, <W as Workload>::Value, Hasher, ChildrenPool, L>;

const INLINE: Label = label("hamtrie-inline", "hamtrie (inline)", Role::Layout);
const SHARED: Label = label("hamtrie-shared", "hamtrie (shared)", Role::Layout);

/// hamtrie in both layouts. One of them it chooses anyway for these entries; that one is not compiled twice.
fn layouts<W: Workload>() -> [Contestant<W>; 2] {
    if <Auto as Layout<(W::Key, W::Value)>>::SHARED {
        [Contestant::persistent::<Hamtrie<W, Inline>>(INLINE), Contestant::persistent::<Hamtrie<W>>(SHARED)]
    } else {
        [Contestant::persistent::<Hamtrie<W>>(INLINE), Contestant::persistent::<Hamtrie<W, Shared>>(SHARED)]
    }
}

/// The layout that hamtrie does not choose for these entries.
pub fn other_layout<W: Workload>() -> Label {
    if <Auto as Layout<(W::Key, W::Value)>>::SHARED { INLINE } else { SHARED }
}

/// Everybody, in the order of the columns.
pub fn roster<W: Workload>() -> Vec<Contestant<W>> {
    use Role::{Baseline, Ours, SingleThreaded, ThreadSafe};
    type Imbl<W, P> = ::imbl::GenericHashMap<<W as Workload>::Key, <W as Workload>::Value, Hasher, P>;
    type Rpds<W, P> = ::rpds::HashTrieMap<<W as Workload>::Key, <W as Workload>::Value, P, Hasher>;
    type Im<W> = ::im::HashMap<<W as Workload>::Key, <W as Workload>::Value, Hasher>;
    type Hashbrown<W> = ::hashbrown::HashMap<<W as Workload>::Key, <W as Workload>::Value, Hasher>;
    let [inline, shared] = layouts();
    vec![
        Contestant::persistent::<Hamtrie<W>>(label("hamtrie", "hamtrie", Ours)),
        inline,
        shared,
        Contestant::persistent::<Imbl<W, ArcK>>(label("imbl", "imbl (Arc)", ThreadSafe)),
        Contestant::persistent::<Rpds<W, ArcTK>>(label("rpds", "rpds (Arc)", ThreadSafe)),
        Contestant::persistent::<Im<W>>(label("im", "im (Arc)", ThreadSafe)),
        Contestant::persistent::<Imbl<W, RcK>>(label("imbl-rc", "imbl (Rc)", SingleThreaded)),
        Contestant::persistent::<Rpds<W, RcK>>(label("rpds-rc", "rpds (Rc)", SingleThreaded)),
        Contestant::plain::<Hashbrown<W>>(label("hashbrown", "hashbrown", Baseline)),
    ]
}
