//! Nothing is lost. A program of its own: what a pool has in use counts for all tests of one.

use hamtrie::pool;
use json_store::corpora;
use json_store::diff::diff;
use json_store::history::History;
use json_store::key::Keys;
use json_store::load::load;
use json_store::merge::merge;
use json_store::pointer::Pointer;
use json_store::value::{Number, Value};

#[test]
fn all_documents_and_versions_are_given_back() {
    let mut keys = Keys::default();
    for corpus in corpora::all(1 << 14, 1_000) {
        let document = load(corpus.text.as_bytes(), &mut keys).unwrap();
        let broken = &corpus.text.as_bytes()[..corpus.text.len() / 2];
        load(broken, &mut keys).expect_err("half a document");
        let mut history = History::new(document.clone(), 10);
        let place = match &document {
            Value::Object(object) => object.keys().next().unwrap().to_string(),
            _ => "0".to_owned(),
        };
        for number in 0..20 {
            let at = Pointer(vec![place.clone()]);
            history.change(|document| document.replace(&at, Value::Number(Number::Int(number)))).unwrap();
        }
        let patch = diff(&document, history.present());
        assert_eq!(document.patched(&patch, &mut keys).as_ref(), Ok(history.present()));
        assert_eq!(merge(&document, history.present(), &document).0, *history.present());
    }
    assert_eq!(pool::stats().live_bytes, 0);
}
