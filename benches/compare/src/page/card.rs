//! The figures of one operation: a drawing over the sizes, and the same in numbers below it. Where there is one size, or all
//! sizes have the same figures, there are bars instead.

use std::error::Error;

use maud::{Markup, html};

use super::boxed;
use super::palette::Palette;
use super::plot::{Line, Plot, Point};
use super::ratio::{figure, short_title, show};
use crate::libs::{Label, Role};
use crate::results::{Measured, Operation, Part, Results, Unit};
use crate::text::{grouped, number, size_name, time};

/// Cards for all operations of a table, below the words for their kind.
pub(super) fn groups(results: &Results<'_>, palette: &Palette) -> Result<Markup, Box<dyn Error>> {
    let mut markup = html! {};
    let operations = results.operations();
    for group in operations.chunk_by(|one, next| one.section == next.section) {
        let cards = group.iter().map(|&operation| Card::new(results, operation).show(palette));
        let cards = cards.collect::<Result<Vec<_>, _>>()?;
        let section = group[0].section;
        markup = html! {
            (markup)
            @if !section.is_empty() { h4 { (section) } }
            div.cards { @for card in &cards { (card) } }
        };
    }
    Ok(markup)
}

/// Where a figure lies on the axis to the right.
fn place(one: &Measured) -> usize {
    match (one.part, one.apart) {
        (Part::Apart, Some(apart)) => apart,
        _ => one.size,
    }
}

/// The figures of an operation.
struct Card<'a> {
    part: Part,
    operation: Operation,
    labels: Vec<Label>,
    /// Sizes, in order, with all that was measured there.
    places: Vec<(usize, Vec<&'a Measured>)>,
}

impl<'a> Card<'a> {
    fn new(results: &'a Results<'_>, operation: Operation) -> Self {
        let mut all: Vec<&Measured> = results.rows(operation).collect();
        all.sort_by_key(|one| place(one));
        let places = all.chunk_by(|one, next| place(one) == place(next)).map(|same| (place(same[0]), same.to_vec()));
        let mut labels = results.labels();
        labels.retain(|label| all.iter().any(|one| one.label == *label));
        Self { part: results.first().part, operation, labels, places: places.collect() }
    }

    fn show(&self, palette: &Palette) -> Result<Markup, Box<dyn Error>> {
        let name = short_title(self.operation);
        let picture = if self.level() { self.bars(palette) } else { self.plot(&name, palette).draw()? };
        Ok(html! {
            figure.card {
                figcaption { strong { (name) } " " span.unit { (self.unit()) } }
                (picture)
                @if self.level() && self.places.len() > 1 { p.caption { "The same at every size." } }
                @if !self.level() {
                    details { summary { "In numbers" } (boxed(&format!("{name} in numbers"), self.numbers())) }
                }
            }
        })
    }

    fn unit(&self) -> &'static str {
        match (self.part, self.operation.unit) {
            (Part::Between | Part::Apart, Unit::Nanoseconds) => "time",
            (_, unit) => unit.id(),
        }
    }

    /// Whether there is nothing to draw over the sizes.
    fn level(&self) -> bool {
        let figures = |place: &(usize, Vec<&Measured>)| -> Vec<(&str, f64)> {
            place.1.iter().map(|one| (one.label.id, one.median())).collect()
        };
        self.places.windows(2).all(|pair| figures(&pair[0]) == figures(&pair[1]))
    }

    fn shown(&self, value: f64) -> String {
        figure(value, self.part, self.operation.unit)
    }

    /// `10K entries`, `10 keys apart`.
    fn place_name(&self, place: usize) -> String {
        match self.part {
            Part::Apart => format!("{} keys apart", grouped(place as u64)),
            _ => format!("{} entries", size_name(place)),
        }
    }

    fn plot<'b>(&self, name: &str, palette: &'b Palette) -> Plot<'b> {
        let line = |label: &Label| {
            let own = |(x, all): &(usize, Vec<&Measured>)| {
                let one = all.iter().find(|one| one.label == *label).filter(|one| one.median() > 0.0)?;
                Some(Point { x: *x, y: one.median(), words: self.point(*x, one) })
            };
            Line { look: palette.look(*label), points: self.places.iter().filter_map(own).collect() }
        };
        // Ours comes first, and is drawn last, over the others.
        let lines = self.labels.iter().rev().map(line).collect();
        let up: fn(f64) -> String = match self.part {
            Part::Apart => |value| time(value).replace(".0 ", " "),
            _ => tick,
        };
        let across = if self.part == Part::Apart { "keys in which they differ" } else { "entries" };
        let count = self.labels.len();
        let libraries = if count == 1 { self.labels[0].title.to_owned() } else { format!("{count} libraries") };
        Plot {
            describe: format!("{name}, {}, by {across}: {libraries}", self.unit()),
            across,
            figure: up,
            place: size_name,
            lines,
            places: self.places.iter().map(|(x, all)| (*x, self.everybody(*x, all))).collect(),
        }
    }

    /// What is told of one figure: the middle, and how far the middle half of the samples reaches.
    fn point(&self, place: usize, one: &Measured) -> String {
        let mut samples = one.samples.clone();
        samples.sort_by(f64::total_cmp);
        let quarter = |part: usize| self.shown(samples[(samples.len() - 1) * part / 4]);
        let words = format!("{}, {}: {}", one.label.title, self.place_name(place), self.shown(one.median()));
        match samples.len() {
            ..4 => words,
            count => format!("{words}\nhalf of {count} samples: {} to {}", quarter(1), quarter(3)),
        }
    }

    /// What is told of a size: everybody's figures, the best first.
    fn everybody(&self, place: usize, all: &[&Measured]) -> String {
        let mut all = all.to_vec();
        all.sort_by(|a, b| a.median().total_cmp(&b.median()));
        let lines = all.iter().map(|one| format!("\n{}  {}", self.shown(one.median()), one.label.title));
        self.place_name(place) + &lines.collect::<String>()
    }

    /// A bar for each library, and how many times ours it is.
    fn bars(&self, palette: &Palette) -> Markup {
        let all = self.places.first().map_or(&[][..], |place| &place.1);
        let ours = all.iter().find(|one| one.label.role == Role::Ours).map(|one| one.median());
        let times = |one: &Measured| match ours {
            Some(ours) if ours > 0.0 => format!("{}\u{d7}", show(one.median() / ours)),
            _ => String::new(),
        };
        let most = all.iter().map(|one| one.median()).fold(f64::MIN_POSITIVE, f64::max);
        html! {
            table.bars {
                tbody {
                    @for one in all {
                        tr class=(palette.look(one.label).class) title=(self.point(one.size, one)) {
                            th scope="row" { @if one.label.role == Role::Ours { strong { (one.label.title) } } @else { (one.label.title) } }
                            td.track { span.bar style={ "width:" (format!("{:.1}%", 100.0 * one.median() / most)) } {} }
                            td { (self.shown(one.median())) }
                            td.unit { (times(one)) }
                        }
                    }
                }
            }
        }
    }

    fn numbers(&self) -> Markup {
        let cell = |all: &[&Measured], label: Label| match all.iter().find(|one| one.label == label) {
            Some(one) if self.part == Part::Apart => self.shown(one.median()),
            Some(one) => number(one.median()),
            None => "-".to_owned(),
        };
        html! {
            table {
                thead {
                    tr {
                        th scope="col" { (if self.part == Part::Apart { "keys apart" } else { "entries" }) }
                        @for label in &self.labels { th scope="col" { (label.title) } }
                    }
                }
                tbody {
                    @for (place, all) in &self.places {
                        tr {
                            th scope="row" { (size_name(*place)) }
                            @for label in &self.labels { td { (cell(all, *label)) } }
                        }
                    }
                }
            }
        }
    }
}

/// A round number without what it does not need.
fn tick(value: f64) -> String {
    if value >= 9.5 {
        return grouped(value.round() as u64);
    }
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
