//! Who is ahead: for each rival in how many rows and by how much, and every row in which one is ahead of hamtrie.

use maud::{Markup, html};

use super::boxed;
use super::ratio::{Verdict, figure, show, title, verdict, versus};
use crate::libs::Label;
use crate::results::{Measured, Operation, Part, Results, distinct};
use crate::stats::geometric_mean;
use crate::text::{grouped, size_name};

/// Ours and a rival's figure for the same work.
struct Pair<'a> {
    rival: &'a Measured,
    ours: f64,
    theirs: f64,
    ratio: f64,
}

impl Pair<'_> {
    fn place(&self) -> String {
        format!("{} ({}, {})", title(self.rival.operation), self.rival.keys, size_name(self.rival.size))
    }

    fn figure(&self, value: f64) -> String {
        figure(value, self.rival.part, self.rival.operation.unit)
    }

    fn row(&self) -> (Part, &'static str, usize, Operation) {
        (self.rival.part, self.rival.keys, self.rival.size, self.rival.operation)
    }
}

/// The pairs of all rows and rivals, row by row.
fn pairs<'a>(tables: &[&'a Results<'_>]) -> Vec<Pair<'a>> {
    let mut pairs = Vec::new();
    for results in tables {
        let Some(label) = results.ours() else { continue };
        for (case, operation) in
            results.cases().iter().flat_map(|case| results.operations().into_iter().map(move |it| (case, it)))
        {
            let Some(ours) = results.median(case, operation.id, label) else { continue };
            let rivals = results.of(case, operation.id).filter(|one| one.label.role.is_rival());
            pairs.extend(rivals.map(|rival| {
                let theirs = rival.median();
                Pair { rival, ours, theirs, ratio: versus(ours, theirs) }
            }));
        }
    }
    pairs
}

pub(super) fn tables(tables: &[&Results<'_>]) -> Markup {
    let pairs = pairs(tables);
    let rivals = distinct(pairs.iter().map(|pair| pair.rival.label));
    html! {
        (boxed("Wins and losses against each rival", html! {
            table {
                thead {
                    tr {
                        th scope="col" { "rival" }
                        th scope="col" { "ahead" }
                        th scope="col" { "even" }
                        th scope="col" { "behind" }
                        th.share aria-hidden="true" {}
                        th scope="col" { "mean ratio" }
                        th scope="col" { "worst" }
                        th.left scope="col" { "where" }
                    }
                }
                tbody { @for rival in &rivals { (standing(*rival, &pairs)) } }
            }
        }))
        (losses(&pairs))
    }
}

fn standing(rival: Label, pairs: &[Pair<'_>]) -> Markup {
    let own = || pairs.iter().filter(|pair| pair.rival.label == rival);
    let count = |wanted| own().filter(|pair| verdict(pair.ratio) == wanted).count();
    let [ahead, even, behind] = [Verdict::Ahead, Verdict::Even, Verdict::Behind].map(count);
    let width = |part: usize| format!("width:{:.2}%", 100.0 * part as f64 / (ahead + even + behind).max(1) as f64);
    let mean = geometric_mean(own().map(|pair| pair.ratio)).map_or_else(|| "-".to_owned(), show);
    html! {
        tr {
            th scope="row" { (rival.title) }
            @for count in [ahead, even, behind] { td { (grouped(count as u64)) } }
            td.share aria-hidden="true" {
                span.part.a3 style=(width(ahead)) {}
                span.part.level style=(width(even)) {}
                span.part.b3 style=(width(behind)) {}
            }
            td { (mean) }
            @if let Some(worst) = own().max_by(|a, b| a.ratio.total_cmp(&b.ratio)) {
                td { (show(worst.ratio)) }
                td.left { (worst.place()) }
            }
        }
    }
}

/// Rows are shown at once up to so many.
const FEW: usize = 40;

/// The rows in which the best rival is ahead, the worst first.
fn losses(pairs: &[Pair<'_>]) -> Markup {
    let rows = pairs.chunk_by(|one, next| one.row() == next.row());
    let (mut count, mut lost) = (0, Vec::new());
    for row in rows {
        count += 1;
        if let Some(worst) = row.iter().max_by(|a, b| a.ratio.total_cmp(&b.ratio)) {
            let ahead = row.iter().filter(|pair| verdict(pair.ratio) == Verdict::Behind).count();
            if ahead > 0 {
                lost.push((worst, ahead, row.len()));
            }
        }
    }
    lost.sort_by(|a, b| b.0.ratio.total_cmp(&a.0.ratio));
    if lost.is_empty() {
        return html! { p { "No rival is ahead by more than 5\u{a0}% in any of the " (grouped(count)) " rows." } };
    }
    html! {
        details.losses open=[(lost.len() <= FEW).then_some("open")] {
            summary { "A rival is ahead in " (grouped(lost.len() as u64)) " of " (grouped(count)) " rows" }
            (boxed("Rows in which a rival is ahead", html! {
                table {
                    thead {
                        tr {
                            th.left scope="col" { "row" }
                            th scope="col" { "ratio" }
                            th scope="col" { "hamtrie" }
                            th scope="col" { "best rival" }
                            th.left scope="col" { "who" }
                            th scope="col" { "ahead" }
                        }
                    }
                    tbody {
                        @for (pair, ahead, rivals) in &lost {
                            tr {
                                th scope="row" { (pair.place()) }
                                td { (show(pair.ratio)) }
                                td { (pair.figure(pair.ours)) }
                                td { (pair.figure(pair.theirs)) }
                                td.left { (pair.rival.label.title) }
                                td { (ahead) " of " (rivals) }
                            }
                        }
                    }
                }
            }))
        }
    }
}
