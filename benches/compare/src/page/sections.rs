//! What is shown of each part of the comparison.

use std::error::Error;

use maud::{Markup, html};

use super::palette::Palette;
use super::{Section, card, heat, standing, threads};
use crate::libs::Role;
use crate::plan::KINDS;
use crate::results::{Part, Results};
use crate::text::{grouped, size_name};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The sections of all tables of a run.
pub(super) fn all(tables: &[Results<'_>], palette: &Palette) -> Outcome<Vec<Section>> {
    let of = |part| tables.iter().filter(|table| table.first().part == part).collect::<Vec<_>>();
    let mut sections = race("", "", &of(Part::Maps), palette)?;
    for results in of(Part::Between) {
        sections.push(between(results, palette)?);
    }
    for results in of(Part::Apart) {
        sections.push(apart(results, palette)?);
    }
    for results in of(Part::Threads) {
        sections.push(Section::new("threads", "One thread and two", threads::table(results)));
    }
    sections.extend(race("c-", "C interface: ", &of(Part::C), palette)?);
    Ok(sections)
}

/// Standing, ratios and figures of maps that are changed and asked one by one.
fn race(id: &str, title: &str, tables: &[&Results<'_>], palette: &Palette) -> Outcome<Vec<Section>> {
    if tables.is_empty() {
        return Ok(Vec::new());
    }
    let section = |word: &str, words: &str, body| {
        let title = if title.is_empty() { words.to_owned() } else { format!("{title}{}", words.to_lowercase()) };
        Section::new(&format!("{id}{word}"), &title, body)
    };
    let mut sections = Vec::new();
    let ours = tables.iter().any(|results| results.ours().is_some());
    if ours && tables.iter().any(|results| results.labels().iter().any(|label| label.role.is_rival())) {
        let standing = html! { (rules(tables)) (standing::tables(tables)) };
        sections.push(section("standing", "Wins and losses", standing));
        sections.push(section("ratios", "Ratios", heat::section(tables, kind)));
    }
    let mut cards = html! { (guide(tables)) (palette.legend(tables)) };
    let mut below = Vec::new();
    for results in tables {
        let (id, title) = (format!("{id}figures-{}", results.first().keys), kind(results));
        let part = html! {
            details open="open" {
                summary { h3 id=(id) { (title) } }
                (card::groups(results, palette)?)
            }
        };
        cards = html! { (cards) (part) };
        below.push((id, title));
    }
    sections.push(Section { below, ..section("figures", "Figures", html! { div.libraries { (cards) } }) });
    Ok(sections)
}

/// Whether a library of this kind is there.
fn any(tables: &[&Results<'_>], role: Role) -> bool {
    tables.iter().any(|results| results.labels().iter().any(|label| label.role == role))
}

/// How to read wins and losses.
fn rules(tables: &[&Results<'_>]) -> Markup {
    html! {
        p {
            "A row is an operation at one size, for one kind of entries. Ahead and behind mean by more than 5\u{a0}%, even what is "
            "between. The mean is the geometric one, of hamtrie's figures as parts of the rival's."
            @if any(tables, Role::Baseline) { " hashbrown keeps no versions, and is no rival." }
        }
    }
}

/// How to read the charts.
fn guide(tables: &[&Results<'_>]) -> Markup {
    let part = tables[0].first().part;
    html! {
        p {
            "Both axes are logarithmic. Point at a line for its figure, and beside it for all figures at that size."
            @if part == Part::Maps && any(tables, Role::SingleThreaded) { " Dashed lines are for one thread only (Rc)." }
            @if any(tables, Role::Baseline) { " hashbrown keeps no versions, and is there as a yardstick." }
            @if any(tables, Role::Layout) {
                " hamtrie (inline) and hamtrie (shared) are hamtrie told to store these entries the other way."
            }
            @if part == Part::C {
                " libhamt cannot free the versions of a chain. Where the system first has to fetch their memory, its "
                "persistent operations take several times as long."
            }
        }
    }
}

/// What the maps of a table hold.
fn kind(results: &Results<'_>) -> String {
    let keys = results.first().keys;
    match results.first().part {
        Part::C => format!("{keys} as keys"),
        _ => KINDS.iter().find(|kind| kind.name == keys).map_or(keys, |kind| kind.title).to_owned(),
    }
}

fn between(results: &Results<'_>, palette: &Palette) -> Outcome<Section> {
    let first = results.first();
    let size = grouped(first.size as u64);
    let body = html! {
        p {
            "Two maps of " (size) " entries that differ in " (first.apart.unwrap_or(0)) " keys, two without a common key, "
            "and many entries at once. Where a library has no such operation, a loop with lookups stands in for it, as its "
            "users would write it. " code { "std" } " keeps no versions: it copies the whole map, and is no rival. Ahead and "
            "behind mean by more than 5\u{a0}%."
        }
        @if results.ours().is_some() { (standing::tables(&[results])) }
        div.libraries { (palette.legend(&[results])) (card::groups(results, palette)?) }
    };
    Ok(Section::new("between", "Between versions", body))
}

fn apart(results: &Results<'_>, palette: &Palette) -> Outcome<Section> {
    let body = html! {
        p { "Two maps of " (size_name(results.first().size)) " entries of hamtrie: the fewer keys they differ in, the less there is to do." }
        (card::groups(results, palette)?)
    };
    Ok(Section::new("apart", "Versions further and further apart", body))
}
