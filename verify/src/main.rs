//! Explores models of everything that threads share in hamtrie: all orders of their steps, and all values that the memory
//! model lets each load see, with [loom](https://docs.rs/loom).
//!
//! ```text
//! RUSTFLAGS="--cfg loom" cargo run --release -p hamtrie-verify --target-dir target/loom            what the gate runs
//! RUSTFLAGS="--cfg loom" cargo run --release -p hamtrie-verify --target-dir target/loom -- --full  all models
//! ```
//!
//! | file | what it has |
//! |---|---|
//! | `explore` | runs a model in its bounds, and counts the executions |
//! | `quarantine` | an allocator that sees lost nodes, and the use of freed ones |
//! | `entry` | entries that see who reads them while they are dropped |
//! | `tables` | threads that work on versions of one table: the sibling chains, their locks and counters |
//! | `spin` | threads that take a lock of the sibling chains |
//! | `pool` | threads that allocate, free, end and trim: the depot and the magazines |
//! | `forks` | a thread that forks while others work: all locks at once |
//! | `bin/soak` | no model, but a service that runs for minutes or hours |
//!
//! `verify/prove` plants one bug after the other, from `verify/seeded`, and sees that a model finds it.

#[cfg(loom)]
mod entry;
#[cfg(loom)]
mod explore;
#[cfg(loom)]
mod forks;
#[cfg(loom)]
mod pool;
#[cfg(loom)]
mod quarantine;
#[cfg(loom)]
mod run;
#[cfg(loom)]
mod spin;
#[cfg(loom)]
mod tables;

#[cfg(loom)]
fn main() -> std::process::ExitCode {
    run::main()
}

#[cfg(not(loom))]
fn main() -> std::process::ExitCode {
    eprintln!("the models are in builds with RUSTFLAGS=\"--cfg loom\" only");
    std::process::ExitCode::from(2)
}
