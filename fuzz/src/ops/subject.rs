//! What the programs run on.

use super::step::{Change, Consume, Derive, Edit, Look};
use crate::counted::{Event, happens};
use crate::model::Model;
use hamtrie::Equivalent;
use hamtrie::testing::Shape;
use std::hash::{Hash, Hasher};

/// A version of a collection. Operations compare each result with the model at once; the content is compared at the end.
///
/// User code may panic in any of them. So a model is changed before the version is, in order that "after" is known.
pub(super) trait Subject: Clone {
    /// The first version of a program.
    fn first(shape: Shape) -> Self;

    /// An empty version without a relative.
    fn stranger(&self, shape: Shape) -> Self;

    /// How many entries it has.
    fn len(&self) -> usize;

    /// The value of a key; in sets, 1.
    fn get(&self, key: u8) -> Option<u8>;

    /// What is in it.
    fn content(&self) -> Model;

    /// Verifies the nodes.
    fn check(&self);

    /// Verifies the counters, given all versions.
    fn check_counts(all: &[Self]);

    /// Runs an operation in place.
    fn change(&mut self, op: Change, edit: Edit, model: &mut Model);

    /// Makes a new version and its model. The first versions may be the same one.
    fn derive(of: [&Self; 3], models: [&Model; 3], op: Derive, edit: Edit, model: &mut Model) -> Self;

    /// Uses a version up.
    fn consume(self, op: Consume, edit: Edit, model: &Model);

    /// Looks at two versions.
    fn look(of: [&Self; 2], models: [&Model; 2], op: Look, edit: Edit);
}

/// What stands for a key in lookups.
#[derive(Clone, Copy, Debug)]
pub(super) struct Id(pub(super) u8);

impl Hash for Id {
    fn hash<H: Hasher>(&self, state: &mut H) {
        happens(Event::Hash);
        state.write_u8(self.0);
    }
}

impl Equivalent<crate::counted::Counted> for Id {
    fn equivalent(&self, key: &crate::counted::Counted) -> bool {
        happens(Event::Eq);
        self.0 == key.id()
    }
}
