//! The fuzz targets, by name.

use clap::ValueEnum;
use std::fmt;

/// A fuzz target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Target {
    /// Operations on live versions of maps, sets and tables, beside a model.
    Ops,
    /// The C interface, with callbacks that fail and that use it themselves.
    C,
    /// The pool alone, on several threads.
    Pool,
    /// Malformed data for deserialisation.
    Serde,
}

impl Target {
    /// All of them.
    pub const ALL: [Target; 4] = [Target::Ops, Target::C, Target::Pool, Target::Serde];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Target::Ops => "ops",
            Target::C => "c",
            Target::Pool => "pool",
            Target::Serde => "serde",
        }
    }

    /// Runs it on an input.
    ///
    /// # Panics
    /// If it finds a fault.
    pub fn run(self, bytes: &[u8]) {
        match self {
            Target::Ops => crate::ops::run(bytes),
            Target::C => crate::c::run(bytes),
            Target::Pool => crate::pool::run(bytes),
            Target::Serde => crate::data::run(bytes),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
