//! The programs for imbl and im in `docs/guides` that run with this crate as they are: here they do, and there they are the same.

use hamtrie_imbl as im;
use hamtrie_imbl as imbl;
use std::fs;

#[test]
fn the_program_for_imbl() {
    is_in("from-imbl.md", "the_program_for_imbl");
    // begin the_program_for_imbl
    use imbl::{HashMap, HashSet, hashmap};

    let opened: HashMap<String, u32> = hashmap! { "tea".into() => 4, "rice".into() => 9 };
    let mut ada = opened.update("tea".into(), 3);
    ada.insert("salt".into(), 1);
    let bob = opened.update_with("rice".into(), 6, |old, more| old + more).without("tea");
    let all = ada.clone().union_with(bob.clone(), |one, other| one.max(other));
    assert_eq!((all.len(), all["rice"]), (3, 15));
    let gone: HashSet<String> = opened.relative_complement(bob).into_iter().map(|(name, _)| name).collect();

    let mut sold = HashSet::new();
    assert_eq!(sold.insert("tea".to_string()), None);
    assert_eq!(gone.union(sold).len(), 1);
    // end the_program_for_imbl
    assert!(is_ours(&all));
}

#[test]
fn the_program_for_im() {
    is_in("from-im.md", "the_program_for_im");
    // begin the_program_for_im
    use im::{HashMap, HashSet, hashmap};

    type Scope = HashMap<String, &'static str>;

    let globals: Scope = hashmap! { "print".to_string() => "fn", "x".to_string() => "int" };
    let inner = globals.update("x".into(), "float").update("y".into(), "int");
    let merged = inner.clone().union(globals.clone());
    assert_eq!((globals["x"], inner["x"], merged["x"]), ("int", "float", "float"));

    let (kind, without) = inner.extract("y").unwrap();
    assert_eq!((kind, without.len()), ("int", 2));
    // end the_program_for_im
    assert!(is_ours(&merged));
    let _: HashSet<u32> = HashSet::new();
}

/// An alias with a hasher, for programs that have named one.
#[test]
fn the_alias_for_im() {
    is_in("from-im.md", "the_alias_for_im");
    // begin the_alias_for_im
    use im::shared_ptr::DefaultSharedPtr;
    use std::hash::RandomState;

    type HashMap<K, V, S = RandomState> = im::GenericHashMap<K, V, S, DefaultSharedPtr>;
    // end the_alias_for_im
    let ports: HashMap<&str, u16, RandomState> = HashMap::unit("http", 80);
    assert_eq!(ports["http"], 80);
}

/// Whether the type is of this crate, and not of the imbl that it depends on.
fn is_ours<T>(_: &T) -> bool {
    std::any::type_name::<T>().starts_with("hamtrie_imbl::")
}

/// That the lines of this file between the marks are in the guide, whatever their spaces.
fn is_in(guide: &str, name: &str) {
    let path = format!("{}/../docs/guides/{guide}", env!("CARGO_MANIFEST_DIR"));
    let Ok(guide) = fs::read_to_string(path) else { return }; // a package has it not
    let compact = |text: &str| text.split_whitespace().collect::<String>();
    let here = include_str!("guides.rs");
    let program = here.split(&format!("// begin {name}\n")).nth(1).unwrap().split("// end").next().unwrap();
    assert!(compact(&guide).contains(&compact(program)), "the guide has another program: {program}");
}
