//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

/// A key-value service over one persistent map. Without a command it compares stores: each as a server of its own on a free
/// loopback port, with a client process that checks every answer.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
pub struct Options {
    /// What to do instead
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to compare
    #[command(flatten)]
    pub compare: Compare,
}

/// What the program does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve until a signal comes (Ctrl-C, SIGTERM); requests under way are answered first
    Serve(Serve),
    /// Load a server that runs, check its answers, and print figures as JSON
    Load(Load),
}

/// How stores are compared.
#[derive(Args, Debug)]
pub struct Compare {
    /// Small and short: seconds instead of two minutes
    #[arg(long)]
    pub quick: bool,
    /// Entries that scans go over
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1000..=20_000_000))]
    pub entries: Option<u32>,
    /// Only these stores
    #[arg(long, value_delimiter = ',')]
    pub stores: Vec<Kind>,
    /// Write the table and a chart to this folder
    #[arg(long, value_name = "DIR")]
    pub report: Option<PathBuf>,
    /// An interpreter; if it has fastapi and uvicorn, a server of theirs is compared as well
    #[arg(long, value_name = "PATH", default_value = "python3")]
    pub python: PathBuf,
}

/// How to serve.
#[derive(Args, Clone, Debug)]
pub struct Serve {
    /// Where to listen; port 0 takes a free one and prints it
    #[arg(long, default_value = "127.0.0.1:7878")]
    pub address: SocketAddr,
    /// What keeps the entries
    #[arg(long, value_enum, default_value_t = Kind::Hamtrie)]
    pub store: Kind,
    /// Versions kept beside the current one, for `?version=`
    #[arg(long, default_value_t = 100)]
    pub versions: usize,
    /// Keys `filler-0`, `filler-1` and so on that are there from the start
    #[arg(long, default_value_t = 0, value_name = "COUNT")]
    pub preload: u32,
    /// The longest body, in bytes
    #[arg(long, default_value_t = 64 * 1024)]
    pub most_body: usize,
    /// The longest key, in bytes
    #[arg(long, default_value_t = 256)]
    pub most_key: usize,
    /// The most connections at a time; others wait to be accepted
    #[arg(long, default_value_t = 1024)]
    pub most_connections: usize,
    /// How long an answer may take to begin, in seconds
    #[arg(long, default_value_t = 30)]
    pub timeout: u64,
}

/// How to load a server.
#[derive(Args, Clone, Debug)]
pub struct Load {
    /// The server
    pub address: SocketAddr,
    /// Connections that read and write
    #[arg(long, default_value_t = 20)]
    pub connections: usize,
    /// For how long, in milliseconds
    #[arg(long, default_value_t = 2000)]
    pub milliseconds: u64,
    /// Begin so many operations per second, whether the ones before are answered or not, and count from when each was due;
    /// 0 begins each when the one before is answered
    #[arg(long, default_value_t = 0, value_name = "COUNT")]
    pub rate: u32,
    /// Scan everything again and again meanwhile, over one more connection
    #[arg(long)]
    pub scan: bool,
}

/// What keeps the entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Versions of a `hamtrie::HashMap`
    Hamtrie,
    /// Versions of an `imbl::HashMap`
    Imbl,
    /// A `std::collections::HashMap` behind an `RwLock`
    Rwlock,
    /// A `dashmap::DashMap`
    Dashmap,
    /// A dict in Python, behind FastAPI; only to be compared with
    Fastapi,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 5] = [Kind::Hamtrie, Kind::Imbl, Kind::Rwlock, Kind::Dashmap, Kind::Fastapi];

    /// Its word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Hamtrie => "hamtrie",
            Kind::Imbl => "imbl",
            Kind::Rwlock => "rwlock",
            Kind::Dashmap => "dashmap",
            Kind::Fastapi => "fastapi",
        }
    }

    /// Whether a scan is of one version, by construction.
    pub fn has_consistent_scans(self) -> bool {
        self != Kind::Dashmap
    }
}
