//! A run as one HTML page: no script, and nothing from elsewhere. Whoever has the file has all of it.
//!
//! `head` says what was measured and how, `sections` which parts there are, `standing` who is ahead where, `heat` shows
//! ratios, `card` the figures of an operation, `plot` draws them by size, `threads` compares one thread and two. `palette`
//! gives every library its look, `ratio` says what being ahead is, and `style.css` has everything that is not a figure.

mod card;
mod head;
mod heat;
mod palette;
mod plot;
mod ratio;
mod sections;
mod standing;
mod threads;

#[cfg(test)]
mod browser;
#[cfg(test)]
mod tests;

use std::error::Error;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::origin::Machine;
use crate::results::{Measured, tables};
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
    let sections = sections::all(&tables(measured), &palette)?;
    Ok(page(measured, machine, &sections, &palette).into_string())
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
