//! What a program is made of.

use crate::bytes::Bytes;
use crate::counted::Event;
use crate::model::KEYS;

/// An operation on one version, in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "named after the functions that they call")]
pub(crate) enum Change {
    Insert,
    Set,
    GetMut,
    Remove,
    RemoveEntry,
    Discard,
    OrInsert,
    AndModify,
    OccupiedInsert,
    OccupiedRemove,
    InsertEntry,
    InsertEntryAndRemove,
    Retain,
    ExtractIf,
    Clear,
    IterMut,
    ValuesMut,
    Extend,
    RemoveMany,
    /// `retain` with values that it changes.
    RetainMut,
    /// `extract_if`, given up half way.
    ExtractSome,
    /// `drain`, given up half way.
    DrainSome,
    /// Three values at once.
    Disjoint,
}

/// An operation that makes a new version of up to three, which stay as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "named after the functions that they call")]
pub(crate) enum Derive {
    Update,
    Without,
    Clone,
    /// A version that has nothing in common with the others, and other hashes if it can.
    Stranger,
    FromIter,
    RoundTrip,
    Union,
    UnionWith,
    Intersection,
    IntersectionWith,
    Difference,
    SymmetricDifference,
    Combine,
    Merge,
    Merge3,
    Patch,
    Filter,
    Partition,
    FilterMapValues,
    MapValues,
}

/// An operation that ends a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "named after the functions that they call")]
pub(crate) enum Consume {
    IntoIter,
    IntoUnique,
    IntoKeys,
    IntoValues,
    Drop,
}

/// An operation that only looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "named after the functions that they call")]
pub(crate) enum Look {
    Compare,
    Diff,
    Iterate,
}

/// Any of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    /// Changes the first version.
    Change(Change),
    /// Puts a new version in the place of the fourth.
    Derive(Derive),
    /// Ends the first version; an empty one takes its place.
    Consume(Consume),
    /// Looks at the first two versions.
    Look(Look),
    /// Lets two versions change places.
    Swap,
    /// Lets user code panic in the next operation.
    Crash,
    /// Checks everything.
    Check,
}

/// What a byte means. Inputs that were found once should go on meaning the same: a new operation takes the place of one
/// that is here twice.
const OPS: [Op; 64] = {
    use Change as C;
    use Consume as E;
    use Derive as D;
    use Look as L;
    use Op as O;
    [
        O::Change(C::Insert),
        O::Change(C::Insert),
        O::Change(C::Disjoint),
        O::Change(C::Set),
        O::Change(C::GetMut),
        O::Change(C::Remove),
        O::Change(C::Remove),
        O::Change(C::RemoveEntry),
        O::Change(C::Discard),
        O::Change(C::OrInsert),
        O::Change(C::AndModify),
        O::Change(C::OccupiedInsert),
        O::Change(C::OccupiedRemove),
        O::Change(C::InsertEntry),
        O::Change(C::InsertEntryAndRemove),
        O::Change(C::Retain),
        O::Change(C::Clear),
        O::Change(C::IterMut),
        O::Change(C::ValuesMut),
        O::Change(C::Extend),
        O::Change(C::Extend),
        O::Change(C::ExtractIf),
        O::Change(C::RetainMut),
        O::Change(C::DrainSome),
        O::Change(C::RemoveMany),
        O::Change(C::ExtractSome),
        O::Derive(D::Update),
        O::Derive(D::Update),
        O::Derive(D::Without),
        O::Derive(D::Without),
        O::Derive(D::Clone),
        O::Derive(D::Clone),
        O::Derive(D::Stranger),
        O::Derive(D::FromIter),
        O::Derive(D::RoundTrip),
        O::Derive(D::Union),
        O::Derive(D::Union),
        O::Derive(D::UnionWith),
        O::Derive(D::Intersection),
        O::Derive(D::IntersectionWith),
        O::Derive(D::Difference),
        O::Derive(D::SymmetricDifference),
        O::Derive(D::Combine),
        O::Derive(D::Merge),
        O::Derive(D::Merge3),
        O::Derive(D::Merge3),
        O::Derive(D::Patch),
        O::Derive(D::Filter),
        O::Derive(D::Partition),
        O::Derive(D::FilterMapValues),
        O::Derive(D::MapValues),
        O::Consume(E::IntoIter),
        O::Consume(E::IntoUnique),
        O::Consume(E::IntoKeys),
        O::Consume(E::IntoValues),
        O::Consume(E::Drop),
        O::Look(L::Compare),
        O::Look(L::Diff),
        O::Look(L::Iterate),
        O::Swap,
        O::Crash,
        O::Crash,
        O::Crash,
        O::Check,
    ]
};

/// How many versions are alive, all the time.
pub(crate) const VERSIONS: usize = 4;

/// What an operation does it with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edit {
    /// A key.
    pub(crate) key: u8,
    /// A value, which also stands for whatever else is to be chosen.
    pub(crate) value: u8,
    /// Looked at by functions that stop half way, or take many entries.
    pub(crate) many: usize,
}

impl Edit {
    /// The keys that an operation on many is about.
    pub(crate) fn keys(self) -> impl Iterator<Item = u8> + Clone {
        (0..self.many as u8).map(move |more| self.key.wrapping_add(more.wrapping_mul(self.value | 1)) % KEYS as u8)
    }

    /// Three different keys.
    pub(crate) fn three(self) -> [u8; 3] {
        [0, 1, 2].map(|more| (self.key + more) % KEYS as u8)
    }

    /// What a filter says of a key: it keeps some, most, or few.
    pub(crate) fn keeps(self, key: u8) -> bool {
        let mixed = key.wrapping_mul(0x9D) ^ self.key.wrapping_mul(0x35);
        match self.value % 4 {
            0 => mixed & 1 == 0,
            1 => mixed % 7 != 0,
            2 => mixed % 9 == 0,
            _ => key != self.key,
        }
    }
}

/// One step of a program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// What is done.
    pub(crate) op: Op,
    /// With which versions.
    pub(crate) versions: [usize; VERSIONS],
    /// With which entries.
    pub(crate) edit: Edit,
}

impl Step {
    /// Three bytes.
    pub(crate) fn read(bytes: &mut Bytes<'_>) -> Step {
        let op = bytes.choice(&OPS);
        let versions = bytes.byte();
        let entry = bytes.byte();
        let value = 1 + (entry >> 6) + 4 * (versions & 15);
        Step {
            op,
            versions: [0, 2, 4, 6].map(|shift| usize::from(versions >> shift) % VERSIONS),
            edit: Edit { key: entry % KEYS as u8, value, many: usize::from(value) % 48 },
        }
    }

    /// Which event an [`Op::Crash`] means, and how many of them are let through before.
    pub(crate) fn fuse(&self) -> (Event, u8) {
        (Event::ALL[usize::from(self.edit.key) % Event::ALL.len()], self.edit.value % 32)
    }
}
