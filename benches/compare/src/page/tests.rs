//! The page of made-up runs.

use super::html;
use crate::libs::{Label, Role};
use crate::ops::FIGURES;
use crate::origin::Machine;
use crate::plan::{KINDS, labels};
use crate::report::tests::everything;
use crate::results::{Measured, Operation, Part, Unit, tests::hits};

pub(super) fn machine() -> Machine {
    Machine {
        cpu: "A <fast> & \"quiet\" one".to_owned(),
        processors: 2,
        memory: 8 << 30,
        os: "an os".to_owned(),
        arch: "x86_64",
        rustc: "rustc",
        optimised: true,
    }
}

fn one(part: Part, id: &'static str, size: usize, apart: Option<usize>, label: Label, value: f64) -> Measured {
    let operation = Operation { id, title: id, section: "", unit: Unit::Nanoseconds };
    Measured { part, keys: "u64", size, apart, operation, label, samples: vec![value] }
}

fn label(id: &'static str, role: Role) -> Label {
    Label { id, title: id, role }
}

/// A run with every part of the comparison.
pub(super) fn all_parts() -> Vec<Measured> {
    let mut all = everything();
    // Larger maps are slower; only what is about tiny maps is the same for all.
    let grows = |one: &&mut Measured| !matches!(one.operation.id, "bytes-one" | "bytes-empty");
    all.iter_mut().filter(grows).for_each(|one| one.samples[0] *= (one.size as f64).sqrt());
    let (ours, imbl) = (label("hamtrie", Role::Ours), label("imbl", Role::ThreadSafe));
    all.extend([ours, imbl].map(|who| one(Part::Between, "diff", 1_000_000, Some(20), who, 35e3)));
    all.extend(
        [1, 10, 100].map(|apart| one(Part::Apart, "merge3", 1_000_000, Some(apart), ours, apart as f64 * 700.0)),
    );
    let (two, slow) = (label("hamtrie-two-threads", Role::Ours), label("hamtrie-one-thread", Role::Layout));
    all.extend(
        [(two, 5e6), (slow, 10e6)].map(|(who, time)| one(Part::Threads, "par-iterate", 1_000_000, None, who, time)),
    );
    // The name of a file is whatever its owner likes.
    let other = label("lib<hamt>&co", Role::SingleThreaded);
    for size in [1_000, 10_000] {
        all.extend(
            [(ours, 9.0), (other, 7.0 + size as f64)].map(|(who, time)| one(Part::C, "get", size, None, who, time)),
        );
    }
    all
}

fn page(measured: &[Measured]) -> String {
    html(measured, &machine()).unwrap()
}

/// What a reader of XML needs, which is stricter than one of HTML: every element closed, every attribute quoted.
fn parsed(page: &str) -> roxmltree::Document<'_> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    roxmltree::Document::parse_with_options(page, options).unwrap_or_else(|error| panic!("{error}"))
}

/// `<meta …>` and its like, which HTML never closes, closed.
fn closed(page: &str) -> String {
    let mut text = page.to_owned();
    for name in ["<meta", "<link", "<input"] {
        let parts: Vec<_> = text.split(name).map(str::to_owned).collect();
        let close = |part: &String| part.replacen('>', "/>", 1);
        let rest: Vec<_> = parts[1..].iter().map(close).collect();
        text = [&parts[..1], &rest].concat().join(name);
    }
    text
}

#[test]
fn every_library_operation_and_kind_of_entries_is_there() {
    let page = page(&all_parts());
    for label in labels() {
        assert!(page.contains(label.title), "{}", label.title);
    }
    for info in FIGURES {
        assert!(page.contains(&super::ratio::title(info.operation)), "{}", info.operation.id);
    }
    for kind in KINDS {
        assert!(page.contains(&format!("figures-{}", kind.name)), "{}", kind.name);
    }
}

#[test]
fn it_is_well_formed_and_names_are_words_whatever_is_in_them() {
    let text = closed(&page(&all_parts()));
    let document = parsed(&text);
    let words: String = document.descendants().filter(|node| node.is_text()).filter_map(|node| node.text()).collect();
    assert!(words.contains("A <fast> & \"quiet\" one") && words.contains("lib<hamt>&co"));
}

#[test]
fn every_place_in_the_contents_is_there_once() {
    let text = closed(&page(&all_parts()));
    let document = parsed(&text);
    let ids: Vec<_> = document.descendants().filter_map(|node| node.attribute("id")).collect();
    let links: Vec<_> = document.descendants().filter_map(|node| node.attribute("href")?.strip_prefix('#')).collect();
    assert!(links.len() > 10, "{links:?}");
    for link in links {
        assert_eq!(ids.iter().filter(|id| **id == link).count(), 1, "{link}");
    }
}

#[test]
fn it_loads_nothing_and_runs_nothing() {
    let page = page(&all_parts());
    for word in ["http:", "https:", "url(", "@import", "<script", "src=", "javascript:"] {
        assert!(!page.contains(word), "{word}");
    }
}

#[test]
fn parts_that_were_not_measured_have_no_section() {
    let page = page(&hits(&[("hamtrie", Role::Ours, 2.0), ("imbl", Role::ThreadSafe, 4.0)]));
    assert!(page.contains("id=\"figures\"") && page.contains("id=\"ratios\""));
    for absent in ["between", "apart", "threads", "c-figures"] {
        assert!(!page.contains(&format!("id=\"{absent}\"")), "{absent}");
    }
}

#[test]
fn without_hamtrie_there_are_figures_and_no_ratios() {
    let page = page(&hits(&[("imbl", Role::ThreadSafe, 4.0)]));
    assert!(page.contains("id=\"figures\"") && !page.contains("id=\"ratios\""));
}

#[test]
fn one_size_has_bars_and_sixty_have_a_line() {
    let sizes = |count: usize| -> Vec<Measured> {
        let time = |size| (size as f64).sqrt();
        (0..count).map(|at| one(Part::Maps, "hit", 1_000 + 700 * at, None, labels()[0], time(at + 1))).collect()
    };
    let drawn = |count| page(&sizes(count)).matches("<svg class=\"plot\"").count();
    assert_eq!([1, 2, 60].map(drawn), [0, 1, 1]);
    // A value to point at for every figure, however close they are.
    assert_eq!(page(&sizes(60)).matches("<circle class=\"point").count(), 60);
}

#[test]
fn a_rival_that_is_ahead_is_said_to_be() {
    let page = page(&hits(&[("hamtrie", Role::Ours, 3.0), ("imbl", Role::ThreadSafe, 2.0)]));
    assert!(page.contains("A rival is ahead in 1 of 1 rows") && page.contains("1.50"), "{page}");
    let page = super::tests::page(&hits(&[("hamtrie", Role::Ours, 3.0), ("imbl", Role::ThreadSafe, 6.0)]));
    assert!(page.contains("No rival is ahead by more than 5\u{a0}%"), "{page}");
}
