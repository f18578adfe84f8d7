//! What two threads gain over one.

use maud::{Markup, html};

use super::boxed;
use super::ratio::{figure, show, title};
use crate::libs::Label;
use crate::results::{Part, Results};
use crate::text::grouped;

/// A row per operation: both times, and how many times as fast two threads are.
pub(super) fn table(results: &Results<'_>) -> Markup {
    let times = |operation: &str, label: Label| results.median("", operation, label);
    let ours = results.ours();
    let other = results.labels().into_iter().find(|label| Some(*label) != ours);
    let Some((two, one)) = ours.zip(other) else { return html! {} };
    html! {
        p { "hamtrie alone, with " (grouped(results.first().size as u64)) " entries, by the clock on the wall." }
        (boxed("One thread and two", html! {
            table {
                thead {
                    tr {
                        th.left scope="col" { "operation" }
                        th scope="col" { (one.title) }
                        th scope="col" { (two.title) }
                        th scope="col" { "times as fast" }
                    }
                }
                tbody {
                    @for operation in results.operations() {
                        @if let Some((slow, fast)) = times(operation.id, one).zip(times(operation.id, two)) {
                            tr {
                                th scope="row" { (title(operation)) }
                                td { (figure(slow, Part::Threads, operation.unit)) }
                                td { (figure(fast, Part::Threads, operation.unit)) }
                                td { (show(slow / fast)) }
                            }
                        }
                    }
                }
            }
        }))
    }
}
