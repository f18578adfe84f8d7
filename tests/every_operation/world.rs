//! What an operation runs on: three versions of a map, a set or a table, which share nodes or do not.

use allocator_api2::alloc::Allocator;
use hamtrie::layout::{Adopts, Copies};
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::Shape;
use hamtrie::testing::crash::Dummy;
use hamtrie::testing::shape::Known;
use hamtrie::{HashMap, HashSet, HashTable};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::hash::BuildHasher;

pub(crate) type Pair = (Dummy, Dummy);
pub(crate) type Map<S, L> = HashMap<Dummy, Dummy, S, ChildrenPool, L>;
pub(crate) type Set<S, L> = HashSet<Dummy, S, ChildrenPool, L>;
pub(crate) type Table<A, L> = HashTable<Pair, A, L>;
/// Keys and their values, as numbers.
pub(crate) type Content = BTreeMap<u64, u64>;

/// A key that no version has, and a value that none has.
pub(crate) const NEW: u64 = 1_000_000;

/// A key or value.
pub(crate) fn new(id: u64) -> Dummy {
    Dummy::new(id)
}

/// A layout of all that is stored here.
pub(crate) trait Lays<A: Allocator = ChildrenPool>:
    Copies<Pair> + Adopts<Pair, A> + Copies<Dummy> + Adopts<Dummy, A>
{
}

impl<A: Allocator, L: Copies<Pair> + Adopts<Pair, A> + Copies<Dummy> + Adopts<Dummy, A>> Lays<A> for L {}

/// A hash builder that hashes as a test says.
pub(crate) trait Chosen: BuildHasher + Clone + Default {
    fn of(shape: Shape) -> Self;
}

/// The library has to find out whether two maps hash alike.
impl Chosen for Shape {
    fn of(shape: Shape) -> Self {
        shape
    }
}

/// The library knows that all maps hash alike.
impl Chosen for Known {
    fn of(_: Shape) -> Self {
        Known
    }
}

/// An allocator that can be had from nowhere.
pub(crate) trait Given: Allocator + Clone {
    fn given() -> Self;
}

impl Given for ChildrenPool {
    fn given() -> Self {
        ChildrenPool
    }
}

/// A map, a set or a table.
pub(crate) trait Collection: Clone + Debug {
    fn empty(shape: Shape) -> Self;
    fn put(&mut self, key: u64, value: u64);
    fn cut(&mut self, key: u64);
    fn content(&self) -> Content;
    fn check(&self);
    fn check_counts<'c>(all: impl Iterator<Item = &'c Self>)
    where
        Self: 'c;
}

fn content_of(len: usize, entries: impl Iterator<Item = (u64, u64)>) -> Content {
    let content: Content = entries.collect();
    assert_eq!(content.len(), len, "no key twice, and len is right");
    content
}

impl<S: Chosen, L: Lays> Collection for Map<S, L> {
    fn empty(shape: Shape) -> Self {
        HashMap::with_layout_in(S::of(shape), ChildrenPool)
    }

    fn put(&mut self, key: u64, value: u64) {
        self.insert(Dummy::new(key), Dummy::new(value));
    }

    fn cut(&mut self, key: u64) {
        self.remove(&Dummy::new(key));
    }

    fn content(&self) -> Content {
        content_of(self.len(), self.iter().map(|(key, value)| (key.id(), value.id())))
    }

    fn check(&self) {
        HashMap::check(self);
    }

    fn check_counts<'c>(all: impl Iterator<Item = &'c Self>)
    where
        Self: 'c,
    {
        HashMap::check_counts(all);
    }
}

impl<S: Chosen, L: Lays> Collection for Set<S, L> {
    fn empty(shape: Shape) -> Self {
        HashSet::with_layout_in(S::of(shape), ChildrenPool)
    }

    fn put(&mut self, key: u64, _: u64) {
        self.replace(Dummy::new(key));
    }

    fn cut(&mut self, key: u64) {
        self.remove(&Dummy::new(key));
    }

    fn content(&self) -> Content {
        content_of(self.len(), self.iter().map(|element| (element.id(), 0)))
    }

    fn check(&self) {
        HashSet::check(self);
    }

    fn check_counts<'c>(all: impl Iterator<Item = &'c Self>)
    where
        Self: 'c,
    {
        HashSet::check_counts(all);
    }
}

/// The hash of an entry of a table.
pub(crate) fn hash((key, _): &Pair) -> u64 {
    Known.hash_one(key)
}

/// Whether an entry of a table is that of a key.
pub(crate) fn of(key: u64) -> impl Fn(&Pair) -> bool {
    let key = Dummy::new(key);
    move |(other, _)| *other == key
}

/// An entry of a table, and its hash.
pub(crate) fn entry(key: u64, value: u64) -> (u64, Pair) {
    let entry = (Dummy::new(key), Dummy::new(value));
    (hash(&entry), entry)
}

impl<A: Given, L: Lays<A>> Collection for Table<A, L> {
    fn empty(_: Shape) -> Self {
        HashTable::new_in(A::given())
    }

    fn put(&mut self, key: u64, value: u64) {
        let (digits, entry) = entry(key, value);
        self.put(digits, of(key), entry, hash);
    }

    fn cut(&mut self, key: u64) {
        self.remove(entry(key, 0).0, of(key));
    }

    fn content(&self) -> Content {
        content_of(self.len(), self.iter().map(|(key, value)| (key.id(), value.id())))
    }

    fn check(&self) {
        HashTable::check(self, hash);
    }

    fn check_counts<'c>(all: impl Iterator<Item = &'c Self>)
    where
        Self: 'c,
    {
        HashTable::check_counts(all);
    }
}

/// What the versions have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// Nothing: each has nodes of its own, and most of the keys.
    Strangers,
    /// Most: two are edits of the third.
    Versions,
    /// The receiver is a clone, and all that it has is another version's too.
    Clone,
}

impl Relation {
    pub(crate) const ALL: [Relation; 3] = [Relation::Strangers, Relation::Versions, Relation::Clone];
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene {
    pub(crate) shape: Shape,
    /// Entries of a version before its edits. At least six.
    pub(crate) len: u64,
    pub(crate) relation: Relation,
}

/// Each shape of a trie, few entries each. The last one has full leaves below branches, so that one more entry splits one.
/// In builds that look for misuse of memory, and are slow, the two that use all kinds of nodes.
pub(crate) const SHAPES: &[(Shape, u64)] = if cfg!(any(pool_off, pool_asan)) {
    &[(Shape::Mixed, 6), (Shape::Equal, 20)]
} else {
    &[(Shape::Mixed, 6), (Shape::Mixed, 50), (Shape::Equal, 20), (Shape::High(5), 24), (Shape::Last, 32)]
};

/// What an operation runs on. All versions have the keys 2 and 3, with these numbers as values in the receiver.
#[derive(Debug)]
pub(crate) struct World<C> {
    pub(crate) scene: Scene,
    /// The receiver.
    pub(crate) it: C,
    /// What the others are edits of.
    pub(crate) base: C,
    /// The second argument.
    pub(crate) other: C,
    /// What the operation makes.
    pub(crate) made: Vec<C>,
}

impl<C: Collection> World<C> {
    pub(crate) fn new(scene: Scene) -> Self {
        Known::set(scene.shape);
        let fill = || {
            let mut all = C::empty(scene.shape);
            (0..scene.len).for_each(|key| all.put(key, key));
            all
        };
        let base = fill();
        let [mut it, mut other] = match scene.relation {
            Relation::Strangers => [fill(), fill()],
            Relation::Versions | Relation::Clone => [base.clone(), base.clone()],
        };
        let edit = |all: &mut C, first: u64| {
            all.put(first, NEW + first);
            all.cut(first + 1);
            all.put(scene.len + first, 1);
            all.put(2 * scene.len, first);
        };
        if scene.relation != Relation::Clone {
            edit(&mut it, 0);
        }
        edit(&mut other, 0);
        edit(&mut other, 3);
        World { scene, it, base, other, made: Vec::new() }
    }

    /// The receiver, and an empty one in its place.
    pub(crate) fn take(&mut self) -> C {
        std::mem::replace(&mut self.it, C::empty(self.scene.shape))
    }

    /// All versions that there are.
    pub(crate) fn all(&self) -> impl Iterator<Item = &C> {
        [&self.it, &self.base, &self.other].into_iter().chain(&self.made)
    }

    /// Sees that all versions are sound.
    pub(crate) fn check(&self) {
        self.all().for_each(C::check);
        C::check_counts(self.all());
    }

    /// What the three versions have.
    pub(crate) fn contents(&self) -> [Content; 3] {
        [&self.it, &self.base, &self.other].map(C::content)
    }
}
