//! The comparison: each store as a server process, loaded by a client process, in turn.
//!
//! | file | what it has |
//! |---|---|
//! | [`server`] | a server as a child, from its start to its end |
//! | [`report`] | medians, goals, the chart |

pub mod report;
pub mod server;

use crate::load::Figures;
use crate::options::{Compare, Kind};
use report::Report;
use server::{Server, has_fastapi};
use std::error::Error;
use std::net::SocketAddr;
use std::process::Stdio;
use tokio::process::Command;

/// What is done with each server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phase {
    /// What the table calls it.
    pub name: &'static str,
    /// Connections that read and write.
    pub connections: usize,
    /// Operations that are begun per second; 0 for as many as are answered.
    pub rate: u32,
    /// Whether one more scans everything meanwhile.
    pub scan: bool,
}

/// All phases.
pub const PHASES: [Phase; 3] = [
    Phase { name: "20 connections", connections: 20, rate: 0, scan: false },
    Phase { name: "200 connections", connections: 200, rate: 0, scan: false },
    Phase { name: "20, 2,000 per second, while scans run", connections: 20, rate: 2_000, scan: true },
];

/// Runs it and prints the tables.
///
/// # Errors
/// If a server does not start, or an answer is wrong that a store does not get wrong by construction.
pub async fn run(options: Compare) -> Result<(), Box<dyn Error>> {
    let mut kinds = if options.stores.is_empty() { Kind::ALL.to_vec() } else { options.stores.clone() };
    if kinds.contains(&Kind::Fastapi) && !has_fastapi(&options.python).await {
        if !options.stores.is_empty() {
            return Err(format!("{}: there is no fastapi, or no uvicorn", options.python.display()).into());
        }
        kinds.retain(|kind| *kind != Kind::Fastapi);
    }
    let (rounds, milliseconds) = if options.quick { (1, 400) } else { (3, 1600) };
    let entries = options.entries.unwrap_or(if options.quick { 20_000 } else { 1_000_000 });
    let bar = kit::progress::bar((rounds * kinds.len() * PHASES.len()) as u64, "kv_service");
    let mut report = Report::new(&kinds, entries);
    for round in 0..rounds {
        for turn in 0..kinds.len() {
            let kind = kinds[(round + turn) % kinds.len()];
            bar.set_message(format!("{}: {entries} entries", kind.name()));
            let server = Server::start(kind, entries, &options.python).await?;
            for phase in PHASES {
                bar.set_message(format!("{}: {}", kind.name(), phase.name));
                let figures = load(server.address, phase, milliseconds).await?;
                if let Some(wrong) = figures.wrong.first() {
                    return Err(format!("{} gave a wrong answer: {wrong}", kind.name()).into());
                }
                report.add(kind, phase, figures);
                bar.inc(1);
            }
            match kind {
                // uvicorn ends with the signal that it is told to end by.
                Kind::Fastapi => server.kill().await?,
                _ => server.stop().await?,
            }
        }
    }
    bar.finish_and_clear();
    println!("{}", report.text(kit::table::terminal));
    if let Some(folder) = &options.report {
        report.write(folder)?;
    }
    Ok(())
}

async fn load(address: SocketAddr, phase: Phase, milliseconds: u64) -> Result<Figures, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command.args(["load", &address.to_string()]);
    command.args(["--connections", &phase.connections.to_string(), "--milliseconds", &milliseconds.to_string()]);
    command.args(["--rate", &phase.rate.to_string()]);
    if phase.scan {
        command.arg("--scan");
    }
    let output = command.stderr(Stdio::inherit()).kill_on_drop(true).output().await;
    let output = output.map_err(|error| format!("the client does not start: {error}"))?;
    if !output.status.success() {
        return Err(format!("the client failed ({}, {})", phase.name, output.status));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("the client printed no figures: {error}"))
}
