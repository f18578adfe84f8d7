//! The kept inputs and some random ones pass, and the targets see faults.

use hamtrie::testing::exclusive;
use hamtrie_fuzz::corpus::{packed, read_packed, write_packed};
use hamtrie_fuzz::counted::Counted;
use hamtrie_fuzz::model::Model;
use hamtrie_fuzz::no_leaks::no_leaks;
use hamtrie_fuzz::outcome::{passes, shrink};
use hamtrie_fuzz::random::Random;
use hamtrie_fuzz::{Target, c, ops};
use std::panic::catch_unwind;

/// How many random inputs each target gets.
const RUNS: usize = 3000;

fn replay(target: Target) {
    exclusive(|| {
        let kept = read_packed(&packed(target)).expect("there are kept inputs");
        assert!(kept.len() > 100, "only {} inputs are kept", kept.len());
        kept.iter().for_each(|input| target.run(input));
        let mut random = Random::new(2, kept);
        let mut input = Vec::new();
        for _ in 0..RUNS {
            random.next(&mut input);
            assert!(passes(target, &input), "{target} fails with {input:02x?}");
        }
    });
}

#[test]
fn operations_pass() {
    replay(Target::Ops);
}

#[test]
fn the_c_interface_passes() {
    replay(Target::C);
}

#[test]
fn the_pool_passes() {
    replay(Target::Pool);
}

#[test]
fn malformed_data_passes() {
    replay(Target::Serde);
}

/// Puts another value in the place of one that is expected.
fn spoil(models: &mut [Model]) {
    let value = models[0].get(3).map_or(7, |value| value ^ 1);
    models[0].set(3, Some(value));
}

/// Programs on all kinds of collections, with all kinds of hashes, and what a target says to each.
fn programs(mut runs: impl FnMut(&[u8]) -> bool) -> usize {
    let kinds = (0..12).flat_map(|kind| (0..12).map(move |shape| [kind, shape, 19, 200, 1, 3, 0, 130]));
    kinds.filter(|program| runs(program)).count()
}

#[test]
fn a_wrong_value_is_seen_in_every_collection() {
    exclusive(|| {
        assert_eq!(programs(|program| catch_unwind(|| ops::run(program)).is_ok()), 144);
        assert_eq!(programs(|program| catch_unwind(|| ops::run_with(program, spoil)).is_ok()), 0);
        assert_eq!(programs(|program| catch_unwind(|| c::run(program)).is_ok()), 144);
        assert_eq!(programs(|program| catch_unwind(|| c::run_with(program, spoil)).is_ok()), 0);
    });
}

#[test]
fn a_lost_key_is_seen() {
    let lose = |_: &mut [Model]| std::mem::forget(Counted::new(1));
    exclusive(|| assert_eq!(programs(|program| catch_unwind(|| ops::run_with(program, lose)).is_ok()), 0));
}

#[test]
fn a_lost_node_is_seen() {
    exclusive(|| {
        let mut lost = None;
        let passed = catch_unwind(std::panic::AssertUnwindSafe(|| {
            no_leaks(|| lost = Some(hamtrie::HashMap::from([(1, 2)])));
        }));
        assert!(passed.is_err() && lost.is_some());
    });
}

#[test]
fn an_input_that_passes_is_not_shrunk_and_inputs_survive_packing() {
    exclusive(|| {
        let directory = std::env::temp_dir().join(format!("hamtrie-fuzz-{}", std::process::id()));
        std::fs::create_dir_all(&directory).expect("a directory for the test");
        let path = directory.join("inputs.bin");
        let inputs = vec![vec![3; 300], vec![], vec![1, 2], vec![1, 2]];
        write_packed(&path, inputs).expect("inputs can be packed");
        assert_eq!(read_packed(&path).expect("and unpacked"), [vec![], vec![1, 2], vec![3; 300]]);
        std::fs::remove_dir_all(&directory).expect("the directory can go");
        assert_eq!(shrink(Target::Serde, vec![1, 2, 3]), [1, 2, 3]);
    });
}
