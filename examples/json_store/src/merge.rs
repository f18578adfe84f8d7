//! Two versions that come of one, made one again.

use crate::pointer::Pointer;
use crate::value::{Object, Value};
use hamtrie::map::Resolution;

/// A place that both sides changed, and not alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// Where.
    pub at: Pointer,
    /// What was there; nothing if it was not there, and so on.
    pub base: Option<Value>,
    /// What the left side has there. The merged document has the same.
    pub left: Option<Value>,
    /// What the right side has there.
    pub right: Option<Value>,
}

/// The document with the changes of both sides, and where they do not go together. There it is as on the left.
///
/// Objects are merged member by member, O(difference) if all three are versions of one document; any other value is one thing.
pub fn merge(base: &Value, left: &Value, right: &Value) -> (Value, Vec<Conflict>) {
    let mut conflicts = Vec::new();
    let sides = Sides { base: Some(base), left: Some(left), right: Some(right) };
    let merged = sides.merged(&Pointer::default(), &mut conflicts).unwrap_or_default();
    (merged, conflicts)
}

/// A value of all three, where it is there.
#[derive(Clone, Copy)]
struct Sides<'v> {
    base: Option<&'v Value>,
    left: Option<&'v Value>,
    right: Option<&'v Value>,
}

impl Sides<'_> {
    fn merged(self, at: &Pointer, conflicts: &mut Vec<Conflict>) -> Option<Value> {
        let Sides { base, left, right } = self;
        if let (Some(Value::Object(left)), Some(Value::Object(right))) = (left, right) {
            let empty = Object::default();
            let base = match base {
                Some(Value::Object(base)) => base,
                _ => &empty,
            };
            return Some(Value::Object(objects(base, left, right, at, conflicts)));
        }
        if left == right || base == right {
            return left.cloned();
        }
        if base == left {
            return right.cloned();
        }
        conflicts.push(Conflict { at: at.clone(), base: base.cloned(), left: left.cloned(), right: right.cloned() });
        left.cloned()
    }
}

fn objects(base: &Object, left: &Object, right: &Object, at: &Pointer, conflicts: &mut Vec<Conflict>) -> Object {
    Object::merge3(base, left, right, |conflict| {
        let sides = Sides { base: conflict.base(), left: conflict.left(), right: conflict.right() };
        sides.merged(&at.with(&**conflict.key()), conflicts).map_or(Resolution::Remove, Resolution::Value)
    })
}
