//! Operations on documents, checked by the crate json-patch and by what the standards say.

use json_store::diff::diff;
use json_store::dump::{Sorted, dump};
use json_store::edit::EditError;
use json_store::history::History;
use json_store::key::Keys;
use json_store::load::{DEEPEST, load};
use json_store::merge::merge;
use json_store::patch::{document, operations};
use json_store::pointer::{NoPointer, Pointer};
use json_store::value::{Number, Value};
use std::collections::BTreeMap;

fn read(text: &str) -> Value {
    load(text.as_bytes(), &mut Keys::default()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn at(pointer: &str) -> Pointer {
    pointer.parse().unwrap()
}

fn theirs(value: &Value) -> serde_json::Value {
    serde_json::to_value(Sorted(value)).unwrap()
}

fn number(value: i64) -> Value {
    Value::Number(Number::Int(value))
}

fn check(value: &Value) {
    match value {
        Value::Object(object) => {
            object.check();
            object.values().for_each(check);
        }
        Value::Array(items) => items.iter().for_each(check),
        _ => {}
    }
}

/// A small document of few keys, so that two of them have much in common.
fn random(rng: &mut fastrand::Rng, depth: u32) -> Value {
    let kind = rng.u8(..if depth == 0 { 4 } else { 7 });
    match kind {
        0 => Value::Null,
        1 => Value::Bool(rng.bool()),
        2 => number(rng.i64(..3)),
        3 => Value::Text(["", "a", "b~/c"][rng.usize(..3)].into()),
        4 => Value::Array((0..rng.usize(..5)).map(|_| random(rng, depth - 1)).collect()),
        _ => {
            let keys = ["a", "b", "c", "~", "/", ""];
            let mut members = BTreeMap::new();
            for _ in 0..rng.usize(..5) {
                members.insert(keys[rng.usize(..keys.len())], random(rng, depth - 1));
            }
            Value::Object(members.into_iter().map(|(key, value)| (key.into(), value)).collect())
        }
    }
}

/// The document with some changes.
fn changed(rng: &mut fastrand::Rng, value: &Value) -> Value {
    match value {
        Value::Object(object) if rng.u8(..4) > 0 => {
            let mut object = object.clone();
            let keys: Vec<_> = object.keys().cloned().collect();
            for key in keys {
                match rng.u8(..4) {
                    0 => drop(object.remove(&key)),
                    1 => {
                        let new = changed(rng, &object[&key]);
                        object.insert(key, new);
                    }
                    _ => {}
                }
            }
            Value::Object(object)
        }
        Value::Array(items) if rng.u8(..4) > 0 => {
            let mut items = items.clone();
            for _ in 0..rng.usize(..3) {
                let index = rng.usize(..=items.len());
                match rng.u8(..3) {
                    0 => items.insert(index, random(rng, 1)),
                    1 if index < items.len() => drop(items.remove(index)),
                    _ => {
                        if let Some(item) = items.get_mut(index) {
                            *item = changed(rng, &item.clone());
                        }
                    }
                }
            }
            Value::Array(items)
        }
        _ => random(rng, 2),
    }
}

#[test]
fn differences_and_patches_are_those_of_another_library() {
    let mut rng = fastrand::Rng::with_seed(5);
    let mut keys = Keys::default();
    for round in 0..3_000 {
        let old = random(&mut rng, 4);
        let new = if round % 4 == 0 { random(&mut rng, 4) } else { changed(&mut rng, &old) };
        let patch = diff(&old, &new);
        // Ours, done by both.
        assert_eq!(old.patched(&patch, &mut keys).unwrap(), new);
        let mut target = theirs(&old);
        let their_patch: json_patch::Patch = serde_json::from_value(theirs(&document(&patch))).unwrap();
        json_patch::patch(&mut target, &their_patch).unwrap();
        assert_eq!(target, theirs(&new));
        // Theirs, done by us.
        let text = serde_json::to_string(&json_patch::diff(&theirs(&old), &theirs(&new))).unwrap();
        let result = old.patched(&operations(&read(&text)).unwrap(), &mut keys).unwrap();
        assert_eq!(result, new);
        check(&result);
        // Ours, through a document and back.
        assert_eq!(operations(&document(&patch)).unwrap(), patch);
        let mut merged = theirs(&old);
        json_patch::merge(&mut merged, &theirs(&new));
        assert_eq!(theirs(&old.merge_patched(&new)), merged);
    }
    assert_eq!(diff(&read("{\"a\":[1,2]}"), &read("{\"a\":[1,2]}")), []);
}

#[test]
fn a_failed_patch_changes_nothing() {
    let old = read("{\"a\":{\"b\":1},\"c\":[1,2]}");
    let mut keys = Keys::default();
    let mut patch = |text: &str| old.patched(&operations(&read(text)).unwrap(), &mut keys);
    let copied = patch(
        "[{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/c/-\"},{\"op\":\"test\",\"path\":\"/c/2/b\",\"value\":1}]",
    );
    assert_eq!(copied.unwrap(), read("{\"a\":{\"b\":1},\"c\":[1,2,{\"b\":1}]}"));
    let moved = patch("[{\"op\":\"move\",\"from\":\"/c/0\",\"path\":\"/a/b\"}]");
    assert_eq!(moved.unwrap(), read("{\"a\":{\"b\":1},\"c\":[2]}"));
    let add = "{\"op\":\"add\",\"path\":\"/new\",\"value\":1}";
    for (last, error) in [
        ("{\"op\":\"test\",\"path\":\"/a/b\",\"value\":2}", EditError::Other(at("/a/b"))),
        ("{\"op\":\"remove\",\"path\":\"/c/2\"}", EditError::Missing(at("/c/2"))),
        ("{\"op\":\"replace\",\"path\":\"/x\",\"value\":2}", EditError::Missing(at("/x"))),
        ("{\"op\":\"add\",\"path\":\"/c/01\",\"value\":2}", EditError::Missing(at("/c/01"))),
        ("{\"op\":\"add\",\"path\":\"/a/b/c\",\"value\":2}", EditError::NoContainer(at("/a/b"), "a number")),
        ("{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/a/b\"}", EditError::Whole),
        ("{\"op\":\"remove\",\"path\":\"\"}", EditError::Whole),
    ] {
        assert_eq!(patch(&format!("[{add},{last}]")), Err(error));
    }
    assert_eq!(old, read("{\"a\":{\"b\":1},\"c\":[1,2]}"));
}

#[test]
fn what_is_no_patch_is_an_error() {
    for (text, error) in [
        ("{}", "a patch is an array, and this is an object"),
        ("[1]", "operation 0 of the patch: it is a number and no object"),
        ("[{\"op\":\"test\",\"path\":\"\",\"value\":1},{}]", "operation 1 of the patch: it needs a text \"op\""),
        ("[{\"op\":\"grow\",\"path\":\"\"}]", "operation 0 of the patch: nobody knows how to \"grow\""),
        (
            "[{\"op\":\"add\",\"path\":\"a\"}]",
            "operation 0 of the patch: \"path\": a pointer is empty or begins with a slash",
        ),
        ("[{\"op\":\"add\",\"path\":\"/a\"}]", "operation 0 of the patch: it needs a \"value\""),
    ] {
        assert_eq!(operations(&read(text)).expect_err(text).to_string(), error);
    }
}

#[test]
fn pointers() {
    let document = read("{\"a/b\":[{\"m~n\":1}],\"\":2}");
    assert_eq!(document.get(&at("")), Some(&document));
    assert_eq!(document.get(&at("/a~1b/0/m~0n")), Some(&number(1)));
    assert_eq!(document.get(&at("/")), Some(&number(2)));
    for missing in ["/a", "/a~1b/1", "/a~1b/-", "/a~1b/00", "/a~1b/0/m~0n/x"] {
        assert_eq!(document.get(&at(missing)), None, "{missing}");
    }
    for pointer in ["", "/", "/a~1b/0/m~0n", "//~01"] {
        assert_eq!(at(pointer).to_string(), pointer);
    }
    assert_eq!("a".parse::<Pointer>(), Err(NoPointer::Slash));
    assert_eq!("/~2".parse::<Pointer>(), Err(NoPointer::Tilde));
    assert_eq!("/~".parse::<Pointer>(), Err(NoPointer::Tilde));
}

#[test]
fn no_edit_makes_a_document_too_deep() {
    let mut keys = Keys::default();
    let mut document = read("{\"a\":[]}");
    let half = read(&format!("{}{}", "[".repeat(600), "]".repeat(600)));
    document.set(&at("/a/-"), half.clone(), &mut keys).unwrap();
    let deep = at(&format!("/a/0{}", "/0".repeat(599)));
    assert_eq!(document.get(&deep), Some(&read("[]")));
    let end = at(&format!("/a/0{}/-", "/0".repeat(599)));
    assert_eq!(document.add(&end, half.clone(), &mut keys), Err(EditError::TooDeep(end.clone())));
    assert_eq!(
        document.replace(&at(&format!("/a/0{}", "/0".repeat(598))), half.clone()),
        Err(EditError::TooDeep(at(&format!("/a/0{}", "/0".repeat(598)))))
    );
    document.add(&end, number(1), &mut keys).unwrap();
    assert!(document.is_within(DEEPEST));
}

#[test]
fn both_sides_are_merged() {
    let base = read(
        "{\"same\":1,\"left\":1,\"right\":1,\"both\":1,\"deep\":{\"a\":1,\"b\":1},\"gone\":1,\"fight\":1,\"list\":[1]}",
    );
    let left = read(
        "{\"same\":1,\"left\":2,\"right\":1,\"both\":3,\"deep\":{\"a\":2,\"b\":1},\"fight\":2,\"list\":[1,2],\"new\":{\"l\":1}}",
    );
    let right = read(
        "{\"same\":1,\"left\":1,\"right\":2,\"both\":3,\"deep\":{\"a\":1,\"c\":2},\"gone\":1,\"list\":[2],\"new\":{\"r\":1}}",
    );
    let (merged, mut conflicts) = merge(&base, &left, &right);
    conflicts.sort_by_key(|conflict| conflict.at.to_string());
    let expected = "{\"same\":1,\"left\":2,\"right\":2,\"both\":3,\"deep\":{\"a\":2,\"c\":2},\"fight\":2,\"list\":[1,2],\"new\":{\"l\":1,\"r\":1}}";
    assert_eq!(merged, read(expected));
    let places: Vec<_> = conflicts.iter().map(|conflict| conflict.at.to_string()).collect();
    assert_eq!(places, ["/fight", "/list"]);
    assert_eq!(
        (&conflicts[0].base, &conflicts[0].left, &conflicts[0].right),
        (&Some(number(1)), &Some(number(2)), &None)
    );
    check(&merged);
}

#[test]
fn merges_of_random_documents_obey_the_rules() {
    let mut rng = fastrand::Rng::with_seed(9);
    for _ in 0..2_000 {
        let base = random(&mut rng, 4);
        let (left, right) = (changed(&mut rng, &base), changed(&mut rng, &base));
        let (merged, conflicts) = merge(&base, &left, &right);
        check(&merged);
        assert_eq!(merge(&base, &left, &base), (left.clone(), vec![]));
        assert_eq!(merge(&base, &base, &right), (right.clone(), vec![]));
        assert_eq!(merge(&base, &left, &left), (left.clone(), vec![]));
        let (mirrored, others) = merge(&base, &right, &left);
        assert_eq!(conflicts.len(), others.len());
        if conflicts.is_empty() {
            assert_eq!(merged, mirrored);
        }
        for conflict in conflicts {
            assert_eq!(merged.get(&conflict.at), conflict.left.as_ref());
        }
    }
}

#[test]
fn versions_stay_as_they_were() {
    let mut keys = Keys::default();
    let mut rng = fastrand::Rng::with_seed(1);
    let items: Vec<_> = (0..1_000).map(|number| number.to_string()).collect();
    let text = format!("{{\"list\":[{}],\"map\":{{}}}}", items.join(","));
    let mut history = History::new(load(text.as_bytes(), &mut keys).unwrap(), 100);
    let mut expected = vec![dump(history.present())];
    for round in 0..100 {
        let place = match round % 3 {
            0 => at(&format!("/list/{}", rng.usize(..1_000))),
            1 => at("/list/-"),
            _ => at(&format!("/map/{}", rng.u8(..30))),
        };
        history.change(|document| document.set(&place, number(round), &mut keys)).unwrap();
        check(history.present());
        expected.push(dump(history.present()));
    }
    let read_back = |text: &String| read(text);
    assert!(history.past().zip(&expected).all(|(version, text)| *version == read_back(text)));
    while history.undo() {
        expected.pop();
        assert_eq!(*history.present(), read(expected.last().unwrap()));
    }
    assert!(history.redo() && history.redo());
    assert!(history.change(|document| document.remove(&at("/nothing"))).is_err());
    assert!(history.redo(), "a change that failed undid nothing");
    history.change(|document| document.remove(&at("/map"))).unwrap();
    assert!(!history.redo());
}

#[test]
fn a_history_forgets_the_oldest() {
    let mut history = History::new(number(0), 2);
    for value in 1..=4 {
        history.change(|document| document.replace(&Pointer::default(), number(value))).unwrap();
    }
    assert_eq!(history.past().cloned().collect::<Vec<_>>(), [number(2), number(3)]);
}
