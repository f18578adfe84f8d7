//! What programs for `hamtrie.h` are made of.

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Set,
    SetMany,
    Remove,
    RemoveMany,
    Clear,
    Update,
    Without,
    Retain,
    NewLike,
    Union,
    Intersection,
    Difference,
    SymmetricDifference,
    Merge,
    Merge3,
    Compare,
    Diff,
    ForEach,
    /// Maps that do not go back to one `hamtrie_new`, and no map at all.
    Foreign,
    /// The version that callbacks use.
    Spare,
    /// Lets an allocation of the next step fail.
    Fail,
    /// Lets a callback of the next step use the library.
    Enter,
}

/// What a byte means.
pub(super) const OPS: [Op; 32] = [
    Op::Set,
    Op::Set,
    Op::Set,
    Op::SetMany,
    Op::SetMany,
    Op::SetMany,
    Op::Remove,
    Op::Remove,
    Op::RemoveMany,
    Op::Clear,
    Op::Update,
    Op::Update,
    Op::Without,
    Op::Without,
    Op::Retain,
    Op::Retain,
    Op::NewLike,
    Op::Union,
    Op::Intersection,
    Op::Difference,
    Op::SymmetricDifference,
    Op::Merge,
    Op::Merge3,
    Op::Merge3,
    Op::Compare,
    Op::Diff,
    Op::ForEach,
    Op::Foreign,
    Op::Spare,
    Op::Fail,
    Op::Fail,
    Op::Enter,
];
