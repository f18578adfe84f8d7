//! A cluster of processes on this machine, and clients of it.

use crate::check::{Action, Event, Outcome};
use crate::http::Http;
use crate::node::Status;
use crate::types::Map;
use hyper::header::{HeaderMap, HeaderValue, IF_MATCH};
use hyper::{Method, StatusCode};
use kv_service::compare::server::Server;
use std::net::TcpListener;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::process::Command;

/// The processes.
#[derive(Debug)]
pub struct Cluster {
    program: PathBuf,
    folder: tempfile::TempDir,
    addresses: Vec<String>,
    arguments: Vec<String>,
    running: Vec<Option<Server>>,
    http: Http,
}

const TIME: Duration = Duration::from_secs(2);

impl Cluster {
    /// Starts so many nodes of `program` with these options, and waits for a leader.
    ///
    /// # Errors
    /// If they do not start.
    pub async fn start(program: PathBuf, nodes: usize, arguments: &[&str]) -> Result<Cluster, String> {
        let text = |error: &dyn ToString| error.to_string();
        // All at once, so that they are different ones.
        let listeners = (0..nodes).map(|_| TcpListener::bind("127.0.0.1:0")).collect::<Result<Vec<_>, _>>();
        let addresses =
            listeners.map_err(|error| text(&error))?.iter().map(TcpListener::local_addr).collect::<Result<Vec<_>, _>>();
        let addresses: Vec<_> = addresses.map_err(|error| text(&error))?.iter().map(ToString::to_string).collect();
        let folder = tempfile::tempdir().map_err(|error| text(&error))?;
        let arguments = arguments.iter().map(ToString::to_string).collect();
        let running = (0..nodes).map(|_| None).collect();
        let mut cluster = Cluster { program, folder, addresses, arguments, running, http: Http::default() };
        for node in 0..nodes {
            cluster.revive(node).await?;
        }
        let first = cluster.addresses[0].clone();
        let answer = cluster.http.plain(Method::POST, &first, "/init", "", TIME).await.map_err(|error| text(&error))?;
        if !answer.status.is_success() {
            return Err(String::from_utf8_lossy(&answer.body).into_owned());
        }
        cluster.leader().await?;
        Ok(cluster)
    }

    /// How many nodes there are, dead ones too.
    pub fn nodes(&self) -> usize {
        self.addresses.len()
    }

    /// Where they listen.
    pub fn addresses(&self) -> &[String] {
        &self.addresses
    }

    /// Starts a node that does not run, with the files that it left.
    ///
    /// # Errors
    /// If it does not start.
    pub async fn revive(&mut self, node: usize) -> Result<(), String> {
        let mut command = Command::new(&self.program);
        command.args(["serve", "--id", &node.to_string(), "--faults"]).args(&self.arguments);
        command.arg("--folder").arg(self.folder.path().join(node.to_string()));
        for (id, address) in self.addresses.iter().enumerate() {
            command.args(["--member", &format!("{id}={address}")]);
        }
        self.running[node] = Some(Server::of(command).await?);
        Ok(())
    }

    /// Kills a node, which has no time for anything.
    ///
    /// # Errors
    /// If it cannot be killed.
    pub async fn kill(&mut self, node: usize) -> Result<(), String> {
        match self.running[node].take() {
            Some(server) => server.kill().await,
            None => Ok(()),
        }
    }

    /// Cuts a node off from the others, or connects it again. Clients still reach it.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn cut(&self, node: usize, on: bool) -> Result<(), String> {
        let answer = self.http.plain(Method::POST, &self.addresses[node], &format!("/cut?on={on}"), "", TIME).await;
        let status = answer.map_err(|error| error.to_string())?.status;
        if status.is_success() { Ok(()) } else { Err(format!("the node is not to be cut off: {status}")) }
    }

    /// What a node says of itself.
    ///
    /// # Errors
    /// If it says nothing.
    pub async fn status(&self, node: usize) -> Result<Status, String> {
        let answer = self.http.plain(Method::GET, &self.addresses[node], "/status", "", TIME).await;
        let answer = answer.map_err(|error| error.to_string())?;
        serde_json::from_slice(&answer.body).map_err(|error| error.to_string())
    }

    /// Waits for a node that leads, and that a majority agrees about.
    ///
    /// # Errors
    /// If there is none for 20 seconds.
    pub async fn leader(&self) -> Result<usize, String> {
        let until = Instant::now() + Duration::from_secs(20);
        while Instant::now() < until {
            for node in 0..self.nodes() {
                let read = self.http.plain(Method::GET, &self.addresses[node], "/kv/-?linear", "", TIME).await;
                if read.is_ok_and(|answer| matches!(answer.status, StatusCode::OK | StatusCode::NOT_FOUND)) {
                    return Ok(node);
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err("nobody leads".into())
    }

    /// The maps of all nodes, when nobody writes: the leader's first, which it has made sure of, and each other one when it is
    /// equal to that, or after 30 seconds.
    ///
    /// # Errors
    /// If nobody leads, or a node is not there.
    pub async fn maps(&self) -> Result<Vec<Map>, String> {
        let leader = self.leader().await?;
        let mut maps = vec![self.map(leader).await?];
        let until = Instant::now() + Duration::from_secs(30);
        for node in (0..self.nodes()).filter(|node| *node != leader) {
            let mut map = self.map(node).await?;
            while map != maps[0] && Instant::now() < until {
                tokio::time::sleep(Duration::from_millis(50)).await;
                map = self.map(node).await?;
            }
            maps.push(map);
        }
        Ok(maps)
    }

    async fn map(&self, node: usize) -> Result<Map, String> {
        let address = &self.addresses[node];
        let answer = self.http.plain(Method::GET, address, "/dump", "", Duration::from_secs(30)).await;
        let body = answer.map_err(|error| error.to_string())?.body;
        postcard::from_bytes(&body).map_err(|error| format!("{address}: {error}"))
    }
}

/// A client that goes to whoever leads.
#[derive(Debug)]
pub struct Client {
    http: Http,
    addresses: Vec<String>,
    leader: usize,
}

impl Client {
    /// A client of these nodes.
    pub fn new(addresses: &[String]) -> Self {
        Client { http: Http::default(), addresses: addresses.to_vec(), leader: 0 }
    }

    /// Does something once. If a node says that another one leads, it was not done, and is sent to that one.
    pub async fn act(&mut self, key: &str, action: Action) -> Event {
        let start = Instant::now();
        let outcome = self.outcome(key, &action).await;
        Event { key: key.to_owned(), action, outcome, start, end: Instant::now() }
    }

    async fn outcome(&mut self, key: &str, action: &Action) -> Outcome {
        let mut headers = HeaderMap::new();
        let (method, path, body) = match action {
            Action::Put(value) => (Method::PUT, format!("/kv/{key}"), value.clone()),
            Action::Swap(expected, value) => {
                let tag = HeaderValue::from_str(&format!("\"{expected}\"")).expect("digits in quotes");
                headers.insert(IF_MATCH, tag);
                (Method::PUT, format!("/kv/{key}"), value.clone())
            }
            Action::Read => (Method::GET, format!("/kv/{key}?linear"), String::new()),
        };
        let until = Instant::now() + TIME;
        while Instant::now() < until {
            let address = &self.addresses[self.leader];
            let sent = self.http.send(method.clone(), address, &path, headers.clone(), body.clone().into(), TIME).await;
            match sent {
                Ok(answer) => match answer.status {
                    StatusCode::MISDIRECTED_REQUEST => {
                        let leader = answer.header::<String>("x-leader");
                        let leader = leader.and_then(|leader| self.addresses.iter().position(|one| *one == leader));
                        self.leader = leader.unwrap_or_else(|| self.next());
                        continue;
                    }
                    StatusCode::SERVICE_UNAVAILABLE => {}
                    status => return understood(status, &answer),
                },
                Err(error) if !error.unheard => {
                    self.leader = self.next();
                    return Outcome::Unknown;
                }
                Err(_) => {}
            }
            self.leader = self.next();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Outcome::Unknown
    }

    fn next(&self) -> usize {
        (self.leader + 1) % self.addresses.len()
    }
}

fn understood(status: StatusCode, answer: &crate::http::Answer) -> Outcome {
    let version = answer.header::<String>("etag").and_then(|tag| tag.trim_matches('"').parse().ok());
    match (status, version) {
        (StatusCode::CREATED | StatusCode::NO_CONTENT, Some(version)) => Outcome::Written(version),
        (StatusCode::OK, Some(version)) => {
            Outcome::Found(Some((version, String::from_utf8_lossy(&answer.body).into_owned())))
        }
        (StatusCode::NOT_FOUND, _) => Outcome::Found(None),
        (StatusCode::PRECONDITION_FAILED, _) => Outcome::Conflict(answer.header("x-there")),
        _ => Outcome::Unknown,
    }
}
