//! The table has every public operation.

use crate::exempt::EXEMPT;
use crate::operation::{Act, Operation};
use crate::scan::scan;
use crate::{between_maps, entries, maps, owned_maps, patches, sets, tables};
use hamtrie::layout::Shared;
use hamtrie::pool::ChildrenPool;
use hamtrie::testing::shape::Known;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What the table calls dropping a map.
const DROP: &str = "drop";

/// Files that are no part of the library if their features are off, or if the table is without them then.
const OFF: [(bool, &str); 7] = [
    (!cfg!(feature = "rayon"), "par.rs"),
    (!cfg!(feature = "serde"), "serde.rs"),
    (!FORMATS, "borsh.rs"),
    (!FORMATS, "rkyv.rs"),
    (!RANDOM, "arbitrary.rs"),
    (!RANDOM, "proptest.rs"),
    (!RANDOM, "quickcheck.rs"),
];

/// Whether `formats` is in the table.
const FORMATS: bool = cfg!(all(feature = "serde", feature = "borsh", feature = "rkyv"));

/// Whether all that makes random maps and sets is there.
const RANDOM: bool = cfg!(all(feature = "arbitrary", feature = "proptest", feature = "quickcheck"));

/// All public operations of the library's maps, sets and tables, in the features that the tests are compiled with.
fn public() -> BTreeSet<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = scan("hamtrie", &fs::read_to_string(source.join("lib.rs")).unwrap());
    for (directory, module) in [("map", "map"), ("set", "set"), ("table", "table"), ("common", "table")] {
        let files = fs::read_dir(source.join(directory)).unwrap().map(|file| file.unwrap().path());
        for file in files.filter(|file| !OFF.iter().any(|(off, name)| *off && file.ends_with(name))) {
            let module = if file.ends_with("par.rs") { "par" } else { module };
            found.extend(scan(module, &fs::read_to_string(file).unwrap()));
        }
    }
    found.extend(scan("map", &fs::read_to_string(source.join("trie/versions/diff.rs")).unwrap()));
    found
}

/// The names in the table, each with whether it is of an operation that tells when there is no memory.
fn table() -> BTreeSet<(&'static str, bool)> {
    fn names<C>(operations: &[Operation<C>]) -> Vec<(&'static str, bool)> {
        let named = |operation: &Operation<C>| {
            let tells = matches!(operation.act, Act::Fallible(_));
            operation.names().map(move |name| (name, tells)).collect::<Vec<_>>()
        };
        operations.iter().flat_map(named).collect()
    }
    let all = [
        names(&maps::operations::<Known, Shared>()),
        names(&owned_maps::operations::<Known, Shared>()),
        names(&between_maps::operations::<Known, Shared>()),
        names(&entries::operations::<Known, Shared>()),
        names(&patches::operations::<Known, Shared>()),
        names(&sets::operations::<Known, Shared>()),
        names(&tables::operations::<ChildrenPool, Shared>()),
        #[cfg(feature = "rayon")]
        names(&crate::parallel::of_maps::<Known, Shared>()),
        #[cfg(feature = "rayon")]
        names(&crate::parallel::of_sets::<Known, Shared>()),
        #[cfg(feature = "serde")]
        names(&crate::data::operations::<Shared>()),
        #[cfg(all(feature = "serde", feature = "borsh", feature = "rkyv"))]
        names(&crate::formats::operations::<Shared>()),
    ];
    all.into_iter().flatten().collect()
}

#[test]
fn each_public_operation_is_in_the_table() {
    let (public, table) = (public(), table());
    assert!(public.len() > 250, "the library has more than {}", public.len());
    let exempt = || EXEMPT.iter().flat_map(|(_, names)| names.iter().copied());
    let known: BTreeSet<&str> = table.iter().map(|&(name, _)| name).chain(exempt()).collect();
    let missing: Vec<&String> = public.iter().filter(|name| !known.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "neither in the table of operations nor exempt: {missing:#?}");
    let both: Vec<&str> = exempt().filter(|name| table.iter().any(|(other, _)| other == name)).collect();
    assert!(both.is_empty(), "in the table, and exempt: {both:#?}");
    let is_random =
        |name: &str| name.starts_with("Arbitrary") || name.ends_with("::hash_map") || name.ends_with("::hash_set");
    let of_features = |name: &str| {
        (!cfg!(feature = "rayon") && name.contains("par::")) || (!RANDOM && is_random(name)) || name == DROP
    };
    let gone: Vec<&str> = known.into_iter().filter(|&name| !public.contains(name) && !of_features(name)).collect();
    assert!(gone.is_empty(), "in the table, but not public: {gone:#?}");
}

#[test]
fn what_tells_when_there_is_no_memory_is_in_the_table_as_such() {
    // `HashMap::try_insert` is a name of `std`, and tells something else.
    let says_so = |name: &str| name.contains("::try_") && name != "HashMap::try_insert";
    let wrong: Vec<_> = table().into_iter().filter(|(name, tells)| says_so(name) != *tells).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
