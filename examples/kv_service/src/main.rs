//! The command line.

#![forbid(unsafe_code)]

use clap::Parser;
use kv_service::options::{Command, Options};
use kv_service::{compare, load, service};
use std::error::Error;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run(Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kv_service: {error}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(options: Options) -> Result<(), Box<dyn Error>> {
    match options.command {
        Some(Command::Serve(options)) => Ok(service::serve(options).await?),
        Some(Command::Load(options)) => {
            println!("{}", serde_json::to_string(&load::run(options).await?)?);
            Ok(())
        }
        None => compare::run(options.compare).await,
    }
}
