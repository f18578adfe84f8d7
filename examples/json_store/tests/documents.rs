//! Documents of all kinds, read and written and wrong.

use json_store::corpora;
use json_store::dump::{Sorted, dump};
use json_store::key::Keys;
use json_store::load::{DEEPEST, load, load_lines};
use json_store::value::{Number, Value};

fn read(text: &str) -> Value {
    load(text.as_bytes(), &mut Keys::default()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn wrong(text: impl AsRef<[u8]>) -> String {
    load(text.as_ref(), &mut Keys::default()).expect_err("a document that is wrong").to_string()
}

#[test]
fn what_is_read_is_what_serde_json_reads() {
    for corpus in corpora::all(1 << 14, 500) {
        let mut deserializer = serde_json::Deserializer::from_str(&corpus.text);
        deserializer.disable_recursion_limit();
        let theirs: serde_json::Value = serde::Deserialize::deserialize(&mut deserializer).unwrap();
        let ours = read(&corpus.text);
        // Keys in order, as they have them.
        assert_eq!(serde_json::to_string(&Sorted(&ours)).unwrap(), theirs.to_string(), "{}", corpus.name);
        assert_eq!(read(&dump(&ours)), ours, "{}", corpus.name);
    }
}

#[test]
fn numbers_stay_as_they_are() {
    for text in
        ["0", "-1", "9223372036854775807", "-9223372036854775808", "18446744073709551615", "1.5", "-0.0", "1e300"]
    {
        let Value::Number(number) = read(text) else { panic!("{text} is a number") };
        let (same, written) = match number {
            Number::Int(value) => (text.parse() == Ok(value), value.to_string()),
            Number::UInt(value) => (text.parse() == Ok(value), value.to_string()),
            Number::Float(value) => (text.parse() == Ok(value), text.to_owned()),
        };
        assert!(same && written == text, "{text}: {number:?}");
        assert_eq!(read(&dump(&read(text))), read(text));
    }
    // The shortest text of the double that is nearest, and not one unit away from it.
    for text in ["0.30000000000000004", "2.2250738585072014e-308", "123456789.12345679", "5e-324"] {
        assert_eq!(read(text), Value::Number(Number::Float(text.parse().unwrap())));
        let deep = read(&format!("{}{text}{}", "[".repeat(300), "]".repeat(300)));
        assert_eq!(dump(&deep), format!("{}{}{}", "[".repeat(300), dump(&read(text)), "]".repeat(300)));
    }
}

#[test]
fn an_integer_that_does_not_fit_is_an_error_and_a_double_is_none() {
    assert_eq!(wrong("[1,\n 18446744073709551616]"), "line 2, column 2: an integer of more than 64 bits");
    assert_eq!(wrong("{\"1e99\\\"\": -9223372036854775809}"), "line 1, column 12: an integer of more than 64 bits");
    for text in ["1e19", "18446744073709551616.0", "\"18446744073709551616\"", "[1e20,18446744073709551615]"] {
        read(text);
    }
    assert!(wrong("[1, 1e400]").starts_with("line 1, column "), "{}", wrong("[1, 1e400]"));
}

#[test]
fn errors_say_where() {
    let deep = |depth: u32| format!("{}{}", "[".repeat(depth as usize), "]".repeat(depth as usize));
    read(&deep(DEEPEST));
    assert!(wrong(deep(DEEPEST + 1)).contains("more than 1000 arrays and objects in each other"));
    assert!(wrong("[".repeat(10_000_000)).contains("more than 1000"));
    assert!(wrong("{\"a\":".repeat(10_000_000)).contains("more than 1000"));
    assert_eq!(wrong("{\"a\": 1,\n\"b\": 2, \"a\": 3}"), "line 2, column 15: the key \"a\" is there twice");
    assert_eq!(wrong(b"[\"\n\xFF\"]"), "line 2, column 1: this is no UTF-8");
    for text in
        ["", "[", "[1,]", "{\"a\"}", "nul", "[1] 2", "01", "1.", "\"\\x\"", "\"\\ud800\"", "\u{1}", "\"\u{1}\"", "'a'"]
    {
        let error = wrong(text);
        assert!(error.starts_with("line 1, column "), "{text:?}: {error}");
    }
    let lines = load_lines(b"1\n\n[2]\n{\"a\"}\n", &mut Keys::default()).expect_err("a line that is wrong");
    assert_eq!(lines.line, 4);
    assert_eq!(load_lines(b"1\n\n[2]\r\n", &mut Keys::default()).unwrap(), [read("1"), read("[2]")]);
}

#[test]
fn whatever_the_bytes_are_nothing_crashes() {
    let mut rng = fastrand::Rng::with_seed(3);
    let corpora = corpora::all(1 << 10, 20);
    for round in 0..20_000 {
        let mut text = corpora[round % corpora.len()].text.clone().into_bytes();
        for _ in 0..rng.usize(1..4) {
            let at = rng.usize(..text.len().max(1));
            if at == text.len() {
                break;
            }
            match rng.u8(..3) {
                0 => text[at] = rng.u8(..),
                1 => drop(text.remove(at)),
                _ => text.truncate(at.max(1)),
            }
        }
        let value = load(&text, &mut Keys::default());
        let theirs = serde_json::from_slice::<serde_json::Value>(&text);
        // They take the last of two equal keys, a large integer for a double, and no more than 128 levels.
        match (value, theirs) {
            (Ok(value), Ok(theirs)) => assert_eq!(serde_json::to_value(Sorted(&value)).unwrap(), theirs),
            (Err(error), Ok(_)) => assert!(error.what.contains("twice") || error.what.contains("64 bits"), "{error}"),
            (Ok(_), Err(error)) => assert!(error.to_string().contains("recursion"), "{error}"),
            (Err(_), Err(_)) => {}
        }
    }
}

#[test]
fn keys_are_there_once() {
    let mut keys = Keys::default();
    let text = "[{\"name\":1,\"other\":2},{\"name\":3},{\"name\":{\"name\":4}}]";
    let value = load(text.as_bytes(), &mut keys).unwrap();
    assert_eq!((keys.len(), keys.bytes(), keys.saved()), (2, 9, 12));
    drop(value);
    keys.shrink();
    assert!(keys.is_empty());
}
