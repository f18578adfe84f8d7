//! What the page is: where its figures come from, how they were taken, and what they are good for.

use maud::{Markup, html};

use crate::origin::{Machine, version};
use crate::results::{Measured, Part, Unit, distinct};
use crate::text::grouped;

pub(super) const TITLE: &str = "hamtrie compared";

pub(super) fn header(measured: &[Measured], machine: &Machine) -> Markup {
    let any = |part| measured.iter().any(|one| one.part == part);
    html! {
        h1 { (TITLE) }
        p.lead {
            "How fast hamtrie and other hash maps are that keep versions, and how much memory they take, measured side by side: "
            (grouped(measured.len() as u64)) " figures."
        }
        p.warning {
            strong { "Trust the ratios. " }
            "The times are those of one machine in one hour: another machine, or a busier hour, changes them all. How libraries "
            "compare changes far less."
        }
        @if !machine.optimised {
            p.warning { strong { "Not an optimised build: the times mean nothing." } }
        }
        details open="open" {
            summary { h2 { "How it was measured" } }
            p {
                "All libraries run in one process, in turn: in each round every library takes one sample of the same work, and "
                "another one begins. All have the same keys, the same hasher with the same seed and the same allocator. A "
                "figure is the median of its rounds" (rounds(measured)) ". Results are checked against each other. Times are "
                "processor time" @if any(Part::Threads) { ", but for those of two threads" } ". Lower is better everywhere."
            }
            @if any(Part::C) {
                p { "The C interface and libhamt are shared objects, called in the same way, with the same callbacks and keys." }
            }
            (facts(measured, machine))
        }
    }
}

/// ` (5 to 31)`.
fn rounds(measured: &[Measured]) -> String {
    let rounds = || measured.iter().filter(|one| one.operation.unit == Unit::Nanoseconds).map(|one| one.samples.len());
    match rounds().min().zip(rounds().max()) {
        Some((least, most)) if least < most => format!(" ({least} to {most} rounds)"),
        Some((_, 1)) => " (one round)".to_owned(),
        Some((_, most)) => format!(" ({most} rounds)"),
        None => String::new(),
    }
}

fn facts(measured: &[Measured], machine: &Machine) -> Markup {
    let gib = machine.memory as f64 / f64::from(1 << 30);
    let processors = match machine.processors {
        1 => "one processor".to_owned(),
        count => format!("{count} processors"),
    };
    html! {
        dl {
            dt { "Machine" } dd { (machine.cpu) ", " (processors) ", " (format!("{gib:.0}")) " GiB" }
            dt { "System" } dd { (machine.os) ", " (machine.arch) }
            dt { "Compiler" } dd { (machine.rustc) }
            dt { "Libraries" } dd { (versions(measured)) }
        }
    }
}

/// Each library once: `imbl (Rc)` is imbl.
fn versions(measured: &[Measured]) -> String {
    let labels = measured.iter().filter(|one| one.part != Part::Threads).map(|one| one.label);
    let names = distinct(labels.map(|label| {
        let name = label.id.strip_suffix("-rc").unwrap_or(label.id);
        let name = if name.starts_with("hamtrie-") { "hamtrie" } else { name };
        // What comes with the compiler has none of its own.
        match version(name).filter(|_| name != "std") {
            Some(version) => format!("{name} {version}"),
            None => name.to_owned(),
        }
    }));
    names.join(", ")
}
