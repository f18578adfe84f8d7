//! Documents of many kinds, the same ones each time.

use fastrand::Rng;
use std::fmt::Write;

/// A document with a name.
#[derive(Clone, Debug)]
pub struct Corpus {
    /// What is in it.
    pub name: String,
    /// The document.
    pub text: String,
}

/// All kinds, each of about `bytes`. The one with many keys has `keys` of them.
pub fn all(bytes: usize, keys: usize) -> Vec<Corpus> {
    let mut rng = Rng::with_seed(0x15_0C);
    let mut corpora = Vec::new();
    let mut corpus = |name: &str, text: String| corpora.push(Corpus { name: name.to_owned(), text });
    corpus("integers", array(bytes, |text| append(text, rng.i64(..) >> rng.u32(..63))));
    corpus("floats", array(bytes, |text| append(text, (rng.f64() - 0.5) * 10_f64.powi(rng.i32(-8..9)))));
    corpus("short texts", array(bytes, |text| string(text, &mut rng, 1..16)));
    corpus("long texts", array(bytes, |text| string(text, &mut rng, 200..2_000)));
    corpus("small objects", array(bytes, |text| small(text, &mut rng)));
    corpus("depth 10", array(bytes, |text| nested(text, &mut rng, 10)));
    corpus("depth 1,000", array(bytes, |text| nested(text, &mut rng, 999)));
    corpus("many keys", wide(keys, &mut rng));
    corpus("API responses", array(bytes, |text| response(text, &mut rng)));
    corpora
}

/// An object with many keys.
pub fn wide(keys: usize, rng: &mut Rng) -> String {
    let mut text = String::from("{");
    for key in 0..keys {
        let comma = if key == 0 { "" } else { "," };
        append(
            &mut text,
            format_args!("{comma}\"user:{:08x}\":{}", (key as u32).wrapping_mul(0x9E37_79B1), rng.u32(..)),
        );
    }
    text + "}"
}

fn append(text: &mut String, what: impl std::fmt::Display) {
    write!(text, "{what}").expect("a String takes everything");
}

/// As many items as give that many bytes.
fn array(bytes: usize, mut item: impl FnMut(&mut String)) -> String {
    let mut text = String::from("[");
    while text.len() < bytes {
        if text.len() > 1 {
            text.push(',');
        }
        item(&mut text);
    }
    text + "]"
}

fn string(text: &mut String, rng: &mut Rng, length: std::ops::Range<usize>) {
    text.push('"');
    for _ in 0..rng.usize(length) {
        match rng.u8(..100) {
            0 => text.push_str("\\n"),
            1 => text.push_str("\\\""),
            2 => text.push('ä'),
            3 => text.push('語'),
            4..15 => text.push(' '),
            _ => text.push(rng.lowercase()),
        }
    }
    text.push('"');
}

fn small(text: &mut String, rng: &mut Rng) {
    append(text, format_args!("{{\"id\":{},\"name\":", rng.u32(..)));
    string(text, rng, 4..20);
    append(text, format_args!(",\"active\":{},\"score\":{:.3},\"tag\":null}}", rng.bool(), rng.f64() * 100.0));
}

/// Objects and arrays in turn.
fn nested(text: &mut String, rng: &mut Rng, depth: u32) {
    for level in 0..depth {
        text.push_str(if level % 2 == 0 { "{\"next\":" } else { "[" });
    }
    append(text, rng.u8(..));
    for level in (0..depth).rev() {
        text.push_str(if level % 2 == 0 { "}" } else { "]" });
    }
}

fn response(text: &mut String, rng: &mut Rng) {
    append(text, format_args!("{{\"id\":\"{:016x}\",\"type\":\"PushEvent\",\"actor\":", rng.u64(..)));
    append(text, format_args!("{{\"id\":{},\"login\":", rng.u32(..)));
    string(text, rng, 4..12);
    append(
        text,
        format_args!(",\"url\":\"https://api.example.com/users/{}\"}},\"public\":true,\"payload\":", rng.u16(..)),
    );
    append(text, format_args!("{{\"size\":{},\"ref\":\"refs/heads/main\",\"commits\":[", rng.u8(1..4)));
    for commit in 0..rng.u8(1..4) {
        let comma = if commit == 0 { "" } else { "," };
        append(text, format_args!("{comma}{{\"sha\":\"{:032x}\",\"distinct\":true,\"message\":", rng.u128(..)));
        string(text, rng, 20..120);
        text.push('}');
    }
    append(text, format_args!("]}},\"created_at\":\"2026-{:02}-{:02}T12:00:00Z\"}}", rng.u8(1..13), rng.u8(1..29)));
}
