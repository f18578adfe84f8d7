//! The map of ratios: a row per operation, a column per size, each cell as blue as hamtrie is ahead, or as orange as it is
//! behind. Numbers say the same, for paper and for whoever does not see colours.

use maud::{Markup, html};

use super::boxed;
use super::ratio::{figure, show, title, versus};
use crate::libs::Role;
use crate::results::{Measured, Operation, Results, Rivals};

/// A colour, for ratios up to a limit: its class, and what the legend says.
const STEPS: [(f64, &str, &str); 9] = [
    (0.25, "a4", "up to 0.25"),
    (0.5, "a3", "0.5"),
    (0.75, "a2", "0.75"),
    (0.95, "a1", "0.95"),
    (1.05, "even", "1.05"),
    (1.33, "b1", "1.33"),
    (2.0, "b2", "2"),
    (4.0, "b3", "4"),
    (f64::INFINITY, "b4", "more"),
];

/// For each kind of entries a map against all rivals, and one against those that threads can share, where that differs.
pub(super) fn section(tables: &[&Results<'_>], kind: fn(&Results<'_>) -> String) -> Markup {
    let compared = tables.iter().filter(|results| results.ours().is_some());
    html! {
        p {
            "hamtrie's figure as a part of the best rival's: below 1 hamtrie is ahead. Point at a cell for both figures."
        }
        (legend())
        @for results in compared {
            h3 { (kind(results)) }
            div.pair {
                @for (words, rivals) in contests(results) {
                    div {
                        p.caption { "Against the best " (words) }
                        (boxed(&format!("Ratios to the best {words}, {}", kind(results)), map(results, rivals)))
                    }
                }
            }
        }
    }
}

fn contests(results: &Results<'_>) -> Vec<(&'static str, Rivals)> {
    let labels = results.labels();
    let some = |role| labels.iter().any(|label| label.role == role);
    let all = ("rival", Rivals::All);
    match (some(Role::ThreadSafe), some(Role::SingleThreaded)) {
        (true, true) => vec![all, ("rival that threads can share (Arc)", Rivals::ThreadSafe)],
        (false, false) => Vec::new(),
        _ => vec![all],
    }
}

fn legend() -> Markup {
    html! {
        ul.scale aria-label="Colours of the ratios" {
            li.words { "ahead" }
            @for (_, class, words) in STEPS { li class=(class) { (words) } }
            li.words { "behind" }
        }
    }
}

fn map(results: &Results<'_>, rivals: Rivals) -> Markup {
    let mut sizes: Vec<(usize, String)> = Vec::new();
    for case in results.cases() {
        let size = results.operations().iter().find_map(|one| results.of(&case, one.id).next().map(|one| one.size));
        sizes.push((size.unwrap_or(0), case));
    }
    sizes.sort();
    html! {
        table.heat {
            thead {
                tr {
                    th scope="col" { "entries" }
                    @for (_, case) in &sizes { th scope="col" { (case) } }
                }
            }
            tbody {
                @for operation in results.operations() {
                    tr {
                        th scope="row" { (title(operation)) }
                        @for (_, case) in &sizes { (cell(results, case, operation, rivals)) }
                    }
                }
            }
        }
    }
}

fn cell(results: &Results<'_>, case: &str, operation: Operation, rivals: Rivals) -> Markup {
    let ours = results.ours().and_then(|ours| results.median(case, operation.id, ours));
    let Some((ours, (label, best))) = ours.zip(results.best(case, operation.id, rivals)) else {
        return html! { td { "-" } };
    };
    let ratio = versus(ours, best);
    let class = STEPS.iter().find(|step| ratio <= step.0).map_or("", |step| step.1);
    let part = results.of(case, operation.id).next().map(|one: &Measured| one.part);
    let shown = |value| part.map_or_else(String::new, |part| figure(value, part, operation.unit));
    html! {
        td class=(class) title={ (title(operation)) ", " (case) " entries\nhamtrie: " (shown(ours)) "\n" (label.title) ": " (shown(best)) } {
            (show(ratio))
        }
    }
}
