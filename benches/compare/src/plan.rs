//! What a run measures: which keys, which sizes, which rows, which libraries, and how thoroughly.

use std::time::Duration;

use indicatif::ProgressBar;

use crate::estimate::pace;
use crate::keys::{Blocks, Integers, Pointers, Texts, Words, Workload};
use crate::libs::{Label, Role, other_layout, roster};
use crate::measure::{Disagreement, Effort, More, compare};
use crate::ops::{FIGURES, Figure, TASKS, Task};
use crate::results::Measured;

/// Runs the comparison for one kind of keys and one size.
type Runner = fn(&Plan, usize, &ProgressBar) -> Result<Vec<Measured>, Disagreement>;

/// A kind of keys and values.
#[derive(Debug)]
pub struct Kind {
    /// The word for `--keys`.
    pub name: &'static str,
    /// What a table calls it.
    pub title: &'static str,
    run: Runner,
    /// [`estimate::pace`].
    pace: fn(usize) -> Duration,
}

/// All kinds of keys and values.
pub const KINDS: &[Kind] =
    &[kind::<Integers>(), kind::<Words>(), kind::<Texts>(), kind::<Blocks>(), kind::<Pointers>()];

const fn kind<W: Workload>() -> Kind {
    Kind { name: W::NAME, title: W::TITLE, run: run_one::<W>, pace: pace::<W> }
}

/// The sizes of the published figures.
pub const SIZES: &[usize] = &[1_000, 10_000, 100_000, 1_000_000];

/// The sizes of a sweep: in steps of 1.3 from 1 to `most`.
///
/// A trie is best where its leaves are full, and what a full leaf is differs by library; steps much smaller than a fan-out see
/// the good and the bad sizes of all of them.
pub fn sweep(most: usize) -> Vec<usize> {
    const STEP: f64 = 1.3;
    let mut sizes: Vec<usize> = std::iter::successors(Some(1.0), |size| Some(size * STEP))
        .map(|size: f64| size.round() as usize)
        .take_while(|&size| size < most)
        .chain([most])
        .collect();
    sizes.dedup();
    sizes
}

/// How certain the medians of a sweep are, and how long one task may take for it.
pub const CERTAIN: More = More { spread: 0.03, time: Duration::from_secs(2) };

/// How long most libraries are busy with what the fastest should do in one unit of time.
const SLOWER: f64 = 3.3;

/// The same for what is done with each entry, as a multiple of [`pace`].
const PACE: f64 = 2.5;

/// What a run measures.
#[derive(Debug)]
pub struct Plan {
    /// Kinds of keys and sizes of maps, in order.
    pub maps: Vec<(&'static Kind, usize)>,
    /// The rows.
    pub figures: Vec<Figure>,
    /// The columns' words, or nothing for all.
    pub libs: Option<Vec<String>>,
    /// Whether hamtrie takes part a second time, in the layout that it does not choose.
    pub layouts: bool,
    /// Samples per row, or nothing for as many as the size allows.
    pub rounds: Option<usize>,
    /// Whether time does not matter.
    pub full: bool,
    /// Whether there are more rounds where medians are not certain.
    pub certain: bool,
}

impl Plan {
    /// About a minute: the integer keys at all sizes, the words at one.
    pub fn brief() -> Self {
        let mut maps: Vec<_> = SIZES.iter().map(|&size| (&KINDS[0], size)).collect();
        maps.push((&KINDS[1], 10_000));
        let figures = FIGURES.iter().map(|info| info.figure).collect();
        Self { maps, figures, libs: None, layouts: false, rounds: None, full: false, certain: false }
    }

    /// The tasks that yield the wanted figures.
    fn tasks(&self) -> Vec<Task> {
        let wanted = |task: &&Task| self.figures.iter().any(|figure| figure.info().task == **task);
        TASKS.iter().filter(wanted).copied().collect()
    }

    fn effort(&self, size: usize) -> Effort {
        let (brief, full) = match size {
            ..5_000 => (11, 31),
            5_000..50_000 => (9, 21),
            50_000..500_000 => (5, 11),
            500_000.. => (2, 7),
        };
        Effort {
            rounds: self.rounds.unwrap_or(if self.full { full } else { brief }),
            sample: Duration::from_millis(if self.full { 5 } else { 2 }),
            more: self.certain.then_some(CERTAIN),
        }
    }

    /// Whether a library takes part: because it is named, or because nobody is and it is not there on request only.
    fn wants(&self, label: Label, other_layout: Label) -> bool {
        let named = self.libs.as_ref().map(|ids| ids.iter().any(|id| id == label.id));
        match label.role {
            Role::Layout => named == Some(true) || (self.layouts && label == other_layout),
            _ => named != Some(false),
        }
    }

    /// How long it is going to take.
    pub fn estimate(&self) -> Duration {
        self.maps.iter().map(|(kind, size)| self.estimate_of(kind, *size)).sum()
    }

    fn estimate_of(&self, kind: &Kind, size: usize) -> Duration {
        let (tasks, effort) = (self.tasks(), self.effort(size));
        let libraries =
            labels().into_iter().filter(|&label| self.wants(label, other_layout::<Integers>())).count() as f64;
        // Where medians are to be certain, about as many rounds more.
        let rounds = effort.rounds as f64 * if self.certain { 2.0 } else { 1.0 };
        let timed = tasks.iter().filter(|task| !task.is_exact()).count() as f64;
        // What a sample takes: as long as it should, most libraries being slower than the fastest, or once through the map.
        let samples = effort.sample.mul_f64(SLOWER * timed * rounds * libraries);
        let once: f64 =
            tasks.iter().map(|task| if task.is_exact() { task.entries() } else { task.entries() * rounds }).sum();
        let entries = size as f64 * libraries * (once + 1.0);
        samples + (kind.pace)(size).mul_f64(PACE * entries)
    }

    /// How often the bar goes up.
    pub fn steps(&self) -> usize {
        self.maps.len() * self.tasks().len()
    }

    /// Runs everything. `bar` goes up by one per map and task.
    pub fn run(&self, bar: &ProgressBar) -> Result<Vec<Measured>, Disagreement> {
        let mut all = Vec::new();
        for (kind, size) in &self.maps {
            let mut measured = (kind.run)(self, *size, bar)?;
            let place =
                |one: &Measured| self.figures.iter().position(|figure| figure.info().operation == one.operation);
            measured.retain(|one| place(one).is_some());
            measured.sort_by_key(place);
            all.extend(measured);
        }
        Ok(all)
    }
}

fn run_one<W: Workload>(plan: &Plan, size: usize, bar: &ProgressBar) -> Result<Vec<Measured>, Disagreement> {
    let mut contestants = roster::<W>();
    contestants.retain(|one| plan.wants(one.label, other_layout::<W>()));
    compare(&contestants, size, &plan.tasks(), plan.effort(size), bar)
}

/// Everybody's labels, in the order of the columns.
pub fn labels() -> Vec<Label> {
    roster::<Integers>().iter().map(|one| one.label).collect()
}
