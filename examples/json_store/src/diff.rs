//! What is different between two documents, as a JSON Patch.

use crate::array::Array;
use crate::patch::Operation;
use crate::pointer::Pointer;
use crate::value::Value;
use hamtrie::map::DiffItem;

/// Operations that make `new` of `old`.
///
/// O(difference) for objects of versions of one document: what they share is not looked at. Of arrays the beginning and the end
/// that are alike are left alone, and what is between is compared index by index.
pub fn diff(old: &Value, new: &Value) -> Vec<Operation> {
    let mut operations = Vec::new();
    values(old, new, &Pointer::default(), &mut operations);
    operations
}

fn values(old: &Value, new: &Value, at: &Pointer, operations: &mut Vec<Operation>) {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            for item in old.diff(new) {
                let at = at.with(&**item.key());
                match item {
                    DiffItem::Added(_, value) => operations.push(Operation::Add(at, value.clone())),
                    DiffItem::Removed(..) => operations.push(Operation::Remove(at)),
                    DiffItem::Changed { old, new, .. } => values(old, new, &at, operations),
                }
            }
        }
        (Value::Array(old), Value::Array(new)) => arrays(old, new, at, operations),
        (old, new) if old == new => {}
        (_, new) => operations.push(Operation::Replace(at.clone(), new.clone())),
    }
}

fn arrays(old: &Array, new: &Array, at: &Pointer, operations: &mut Vec<Operation>) {
    if old.ptr_eq(new) {
        return;
    }
    let shorter = old.len().min(new.len());
    let alike = |(old, new): &(&Value, &Value)| old == new;
    let before = old.iter().zip(new.iter()).take_while(alike).count();
    let from_end = |array: &'_ Array, back: usize| array.len() - 1 - back;
    let after =
        (0..shorter - before).take_while(|back| old.get(from_end(old, *back)) == new.get(from_end(new, *back))).count();
    let (old_end, new_end) = (old.len() - after, new.len() - after);
    let both = old_end.min(new_end);
    for index in before..both {
        if let (Some(old), Some(new)) = (old.get(index), new.get(index)) {
            values(old, new, &at.with(index), operations);
        }
    }
    // From the last one, so that the others keep their indices.
    operations.extend((both..old_end).rev().map(|index| Operation::Remove(at.with(index))));
    let added = (both..new_end).filter_map(|index| Some(Operation::Add(at.with(index), new.get(index)?.clone())));
    operations.extend(added);
}
