//! A server as a child process on a free port.

use crate::options::Kind;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Whether this interpreter has what the server in Python needs.
pub async fn has_fastapi(python: &Path) -> bool {
    let mut command = Command::new(python);
    command.args(["-c", "import fastapi, uvicorn"]).stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let ended = tokio::time::timeout(Duration::from_secs(30), command.status()).await;
    ended.is_ok_and(|status| status.is_ok_and(|status| status.success()))
}

/// A running server; killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Starts one with so many entries, and waits until it listens.
    ///
    /// # Errors
    /// If it does not.
    pub async fn start(kind: Kind, entries: u32, python: &Path) -> Result<Server, String> {
        if kind == Kind::Fastapi {
            let mut command = Command::new(python);
            command.args(["-c", include_str!("fastapi_server.py"), &entries.to_string()]);
            return Self::of(command).await;
        }
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut command = Command::new(program);
        command.args(["serve", "--address", "127.0.0.1:0", "--store", kind.name()]);
        command.args(["--preload", &entries.to_string()]);
        Self::of(command).await
    }

    /// Runs a command that prints `listening on ADDRESS`.
    ///
    /// # Errors
    /// If it does not.
    pub async fn of(mut command: Command) -> Result<Server, String> {
        let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true).spawn();
        let mut child = spawned.map_err(|error| format!("the server does not start: {error}"))?;
        let output = child.stdout.take().ok_or("the server has no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).await.map_err(|error| error.to_string())?;
        let address = line.trim().strip_prefix("listening on ").and_then(|address| address.parse().ok());
        Ok(Server { child, address: address.ok_or_else(|| format!("the server said: {line:?}"))? })
    }

    /// Asks it to end, and waits until it has, with success.
    ///
    /// # Errors
    /// If it does not within ten seconds.
    pub async fn stop(mut self) -> Result<(), String> {
        self.ask();
        let ended = tokio::time::timeout(Duration::from_secs(10), self.child.wait()).await;
        let status = ended.map_err(|_| "the server does not end")?.map_err(|error| error.to_string())?;
        if status.success() || cfg!(not(unix)) { Ok(()) } else { Err(format!("the server ended with {status}")) }
    }

    /// Ends it at once; it has no time for anything.
    ///
    /// # Errors
    /// If it cannot be ended.
    pub async fn kill(mut self) -> Result<(), String> {
        self.child.kill().await.map_err(|error| format!("the server cannot be killed: {error}"))
    }

    #[cfg(unix)]
    fn ask(&mut self) {
        use rustix::process::{Pid, Signal, kill_process};
        let pid = self.child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
        // One that has ended already needs no signal.
        pid.map(|pid| kill_process(pid, Signal::TERM));
    }

    #[cfg(not(unix))]
    fn ask(&mut self) {
        let _ = self.child.start_kill();
    }
}
