//! A run as one HTML page: no script, and nothing from elsewhere. Whoever has the file has all of it.
//!
//! [`head`] says what was measured and how, [`standing`] who is ahead where, [`heat`] shows ratios, [`card`] the figures of
//! an operation, [`plot`] draws them by size, [`threads`] compares one thread and two. [`palette`] gives every library its
//! look, [`ratio`] says what being ahead is, and `style.css` has everything that is not a figure.

mod card;
mod head;
mod heat;
mod palette;
mod plot;
mod ratio;
mod standing;
mod threads;

#[cfg(test)]
mod browser;
#[cfg(test)]
mod tests;

use std::error::Error;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::origin::Machine;
use crate::plan::KINDS;
use crate::results::{Measured, Part, Results, tables};
use crate::text::{grouped, size_name};
use palette::Palette;

/// What is not a figure.
const STYLE: &str = include_str!("style.css");

/// Nothing may be loaded, whatever a browser thinks of the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// A part of the page, with what is below it in the table of contents.
struct Section {
    id: String,
    title: String,
    below: Vec<(String, String)>,
    body: Markup,
}

impl Section {
    fn new(id: &str, title: &str, body: Markup) -> Self {
        Self { id: id.to_owned(), title: title.to_owned(), below: Vec::new(), body }
    }
}

/// The page of a run.
///
/// # Errors
///
/// If a chart cannot be drawn.
pub fn html(measured: &[Measured], machine: &Machine) -> Result<String, Box<dyn Error>> {
    let palette = Palette::of(measured);
    let tables = tables(measured);
    let of = |part| tables.iter().filter(|table| table.first().part == part).collect::<Vec<_>>();
    let mut sections = race("", "", &of(Part::Maps), &palette)?;
    for results in of(Part::Between) {
        sections.push(between(results, &palette)?);
    }
    for results in of(Part::Apart) {
        sections.push(apart(results, &palette)?);
    }
    for results in of(Part::Threads) {
        let body = threads::table(results);
        sections.push(Section::new("threads", "One thread and two", body));
    }
    sections.extend(race("c-", "C interface: ", &of(Part::C), &palette)?);
    Ok(page(measured, machine, &sections, &palette).into_string())
}

/// Standing, ratios and figures of maps that are changed and asked one by one.
fn race(id: &str, title: &str, tables: &[&Results<'_>], palette: &Palette) -> Result<Vec<Section>, Box<dyn Error>> {
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
        sections.push(section("standing", "Wins and losses", standing::section(tables)));
        sections.push(section("ratios", "Ratios", heat::section(tables, kind)));
    }
    let mut cards = html! { (palette.legend(tables)) };
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

/// What the maps of a table hold.
fn kind(results: &Results<'_>) -> String {
    let keys = results.first().keys;
    match results.first().part {
        Part::C => format!("{keys} as keys"),
        _ => KINDS.iter().find(|kind| kind.name == keys).map_or(keys, |kind| kind.title).to_owned(),
    }
}

fn between(results: &Results<'_>, palette: &Palette) -> Result<Section, Box<dyn Error>> {
    let first = results.first();
    let size = grouped(first.size as u64);
    let body = html! {
        p {
            "Two maps of " (size) " entries that differ in " (first.apart.unwrap_or(0)) " keys, two without a common key, "
            "and many entries at once. Where a library has no such operation, a loop with lookups stands in for it, as its "
            "users would write it. " code { "std" } " keeps no versions: it copies the whole map, and is left out of ratios."
        }
        @if results.ours().is_some() { (standing::section(&[results])) }
        div.libraries { (palette.legend(&[results])) (card::groups(results, palette)?) }
    };
    Ok(Section::new("between", "Between versions", body))
}

fn apart(results: &Results<'_>, palette: &Palette) -> Result<Section, Box<dyn Error>> {
    let body = html! {
        p { "Two maps of " (size_name(results.first().size)) " entries: the more keys they differ in, the longer it takes." }
        (card::groups(results, palette)?)
    };
    Ok(Section::new("apart", "Versions further and further apart", body))
}

fn page(measured: &[Measured], machine: &Machine, sections: &[Section], palette: &Palette) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                link rel="icon" href="data:,";
                title { (head::TITLE) }
                style { (PreEscaped(STYLE)) (PreEscaped(palette.css())) }
            }
            body {
                a.skip href="#main" { "To the figures" }
                header { (head::header(measured, machine)) }
                (contents(sections))
                main id="main" {
                    @for section in sections {
                        section aria-labelledby=(section.id) {
                            h2 id=(section.id) { (section.title) }
                            (section.body)
                        }
                    }
                }
                footer { p { "Made by " code { "hamtrie-compare --report" } ", from one run." } }
            }
        }
    }
}

fn contents(sections: &[Section]) -> Markup {
    html! {
        nav aria-label="Contents" {
            ul {
                @for section in sections {
                    li {
                        a href={ "#" (section.id) } { (section.title) }
                        @if section.below.len() > 1 {
                            ul { @for (id, title) in &section.below { li { a href={ "#" (id) } { (title) } } } }
                        }
                    }
                }
            }
        }
    }
}

/// A table in a box of its own: what is too wide for the page scrolls there, also by keyboard.
fn boxed(name: &str, table: Markup) -> Markup {
    html! { div.scroll tabindex="0" role="region" aria-label=(name) { (table) } }
}
