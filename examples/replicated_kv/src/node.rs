//! A node: its Raft, its routes for the others and for clients.
//!
//! | route | for |
//! |---|---|
//! | `PUT`, `DELETE /kv/KEY` | writes, with `If-Match` and `If-None-Match` as in `kv_service`; 421 with `x-leader` if another node leads |
//! | `GET /kv/KEY` | the node's own version, with `x-staleness-ms`; `?linear` asks the leader to make sure that it still is one |
//! | `GET /dump`, `GET /status` | all entries, numbers |
//! | `POST /init` | once, on one node: the members are those that it was started with |
//! | `POST /cut?on=` | cuts the node off from the others, with `--faults` |
//! | `POST /raft/...` | the other nodes |

use crate::http::Http;
use crate::log::Log;
use crate::machine::{Machine, Shared};
use crate::network::{Line, Network};
use crate::snapshot::{Kept, Parcel};
use crate::types::{Raft, Request, Response, Types};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Json, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response as HttpResponse};
use axum::routing::{get, post};
use kv_service::service::condition;
use kv_service::store::Store;
use kv_service::store::persistent::Versions;
use openraft::error::{CheckIsLeaderError, ClientWriteError, RaftError};
use openraft::raft::{AppendEntriesRequest, VoteRequest};
use openraft::{BasicNode, Config, SnapshotPolicy};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

/// How a node is started.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Its number.
    pub id: u64,
    /// Where its log and its last snapshot are.
    pub folder: PathBuf,
    /// All nodes.
    pub members: BTreeMap<u64, String>,
    /// Entries of the log between two snapshots.
    pub snapshot_after: u64,
    /// Entries of the log that are kept when a snapshot has them.
    pub log_kept: u64,
    /// Versions of the map that are kept.
    pub versions: usize,
    /// Whether tests may cut it off.
    pub faults: bool,
}

struct Node {
    raft: Raft,
    versions: Shared,
    line: Arc<Line>,
    members: BTreeMap<u64, String>,
    fresh: Mutex<Freshness>,
    faults: bool,
}

/// How old this node's version may be: everything that was committed at `since` is in it.
struct Freshness {
    since: Instant,
    /// A message of the leader: when it came, and how much was committed then.
    heard: Option<(Instant, u64)>,
}

impl Freshness {
    /// Looks at a message when the node has applied so much.
    fn update(&mut self, applied: u64) {
        if let Some((came, committed)) = self.heard
            && committed <= applied
        {
            self.since = came;
            self.heard = None;
        }
    }
}

type App = State<Arc<Node>>;
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Numbers of a node.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Status {
    /// Its number.
    pub id: u64,
    /// Who leads, as far as it knows.
    pub leader: Option<u64>,
    /// The last entry of the log that it applied.
    pub applied: u64,
    /// The last write.
    pub version: u64,
    /// Keys.
    pub entries: usize,
    /// Index of the last snapshot.
    pub snapshot: u64,
    /// Snapshots sent as a whole.
    pub wholes: u64,
    /// Snapshots sent as a patch.
    pub patches: u64,
    /// Bytes of both.
    pub bytes: u64,
}

/// Runs a node until the process is told to end. Prints `listening on ADDRESS`.
///
/// # Errors
/// If it cannot listen, its files cannot be used, or Raft fails.
pub async fn serve(setup: Setup) -> Result<(), Failure> {
    let address = setup.members.get(&setup.id).ok_or("the node is none of the members")?;
    let listener = TcpListener::bind(address).await.map_err(|error| format!("{address}: {error}"))?;
    let listening: SocketAddr = listener.local_addr()?;
    std::fs::create_dir_all(&setup.folder)?;
    let log_file = setup.folder.join("log.redb");
    let log = Log::open(&log_file).map_err(|error| format!("{}: {error}", log_file.display()))?;
    let versions: Shared = Arc::new(Versions::new(setup.versions));
    let machine = Machine::open(Kept::new(&setup.folder), versions.clone())?;
    let line = Arc::new(Line::default());
    let network = Network { http: Http::default(), line: line.clone(), versions: versions.clone() };
    let config = Config {
        heartbeat_interval: 100,
        election_timeout_min: 400,
        election_timeout_max: 800,
        snapshot_policy: SnapshotPolicy::LogsSinceLast(setup.snapshot_after),
        max_in_snapshot_log_to_keep: setup.log_kept,
        replication_lag_threshold: setup.log_kept.max(1),
        ..Config::default()
    };
    let raft = Raft::new(setup.id, Arc::new(config.validate()?), network, log, machine).await?;
    let fresh = Mutex::new(Freshness { since: Instant::now(), heard: None });
    let node = Node { raft, versions, line, members: setup.members, fresh, faults: setup.faults };
    let router = Router::new()
        .route("/kv/{key}", get(read).put(write).delete(remove))
        .route("/dump", get(dump))
        .route("/status", get(status))
        .route("/init", post(init))
        .route("/cut", post(cut))
        .route("/raft/append", post(append))
        .route("/raft/vote", post(vote))
        .route("/raft/base", post(base))
        .route("/raft/snapshot", post(install))
        // Snapshots are as large as the map.
        .layer(DefaultBodyLimit::disable())
        .with_state(Arc::new(node));
    println!("listening on {listening}");
    let end = async { drop(tokio::signal::ctrl_c().await) };
    Ok(axum::serve(listener, router).with_graceful_shutdown(end).await?)
}

impl Node {
    fn is_cut(&self) -> bool {
        self.line.cut.load(Relaxed)
    }

    fn applied(&self) -> u64 {
        self.raft.metrics().borrow().last_applied.map_or(0, |id| id.index)
    }

    /// Everything that was committed so long ago is in this node's version.
    fn staleness(&self) -> Duration {
        let metrics = self.raft.metrics();
        let quorum = {
            let metrics = metrics.borrow();
            metrics.millis_since_quorum_ack.filter(|_| metrics.current_leader == Some(metrics.id))
        };
        if let Some(ago) = quorum {
            return Duration::from_millis(ago);
        }
        let applied = self.applied();
        let mut fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        fresh.update(applied);
        fresh.since.elapsed()
    }
}

fn elsewhere(leader: Option<&BasicNode>) -> HttpResponse {
    match leader {
        Some(leader) => {
            let headers = [("x-leader", leader.addr.clone())];
            (StatusCode::MISDIRECTED_REQUEST, headers, "another node leads: x-leader\n").into_response()
        }
        None => (StatusCode::SERVICE_UNAVAILABLE, "nobody leads at the moment; try again\n").into_response(),
    }
}

async fn write(state: App, Path(key): Path<String>, headers: HeaderMap, value: String) -> HttpResponse {
    propose(state, key, Some(value), headers).await
}

async fn remove(state: App, Path(key): Path<String>, headers: HeaderMap) -> HttpResponse {
    propose(state, key, None, headers).await
}

async fn propose(State(node): App, key: String, value: Option<String>, headers: HeaderMap) -> HttpResponse {
    let condition = match condition(&headers) {
        Ok(condition) => condition,
        Err(what) => return (StatusCode::BAD_REQUEST, what).into_response(),
    };
    let etag = |version: u64| [("etag", format!("\"{version}\""))];
    match node.raft.client_write(Request { key, value, condition }).await {
        Ok(done) => match done.data {
            Response::Written { version, new: true } => (StatusCode::CREATED, etag(version)).into_response(),
            Response::Written { version, new: false } => (StatusCode::NO_CONTENT, etag(version)).into_response(),
            Response::Absent | Response::Nothing => (StatusCode::NOT_FOUND, "there is no such key\n").into_response(),
            Response::Conflict(conflict) => {
                let there = conflict.there.map_or(String::new(), |version| version.to_string());
                (StatusCode::PRECONDITION_FAILED, [("x-there", there)], "the key has another version\n").into_response()
            }
        },
        Err(RaftError::APIError(ClientWriteError::ForwardToLeader(to))) => elsewhere(to.leader_node.as_ref()),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
    }
}

/// `?linear`.
#[derive(Deserialize)]
struct How {
    linear: Option<String>,
}

async fn read(State(node): App, Path(key): Path<String>, Query(how): Query<How>) -> HttpResponse {
    let staleness = if how.linear.is_some() {
        match node.raft.ensure_linearizable().await {
            Ok(_) => Duration::ZERO,
            Err(RaftError::APIError(CheckIsLeaderError::ForwardToLeader(to))) => {
                return elsewhere(to.leader_node.as_ref());
            }
            Err(error) => return (StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")).into_response(),
        }
    } else {
        // Before the version is looked at, which may then be newer, and not older.
        node.staleness()
    };
    let stale = ("x-staleness-ms", staleness.as_millis().to_string());
    let Ok(found) = node.versions.get(&key, None) else { unreachable!("the current version is kept") };
    match found {
        Some(entry) => ([stale, ("etag", format!("\"{}\"", entry.version))], entry.value).into_response(),
        None => (StatusCode::NOT_FOUND, [stale], "there is no such key\n").into_response(),
    }
}

async fn dump(State(node): App) -> HttpResponse {
    match postcard::to_stdvec(&node.versions.current().map) {
        Ok(bytes) => bytes.into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

async fn status(State(node): App) -> Json<Status> {
    let metrics = node.raft.metrics().borrow().clone();
    let version = node.versions.current();
    Json(Status {
        id: metrics.id,
        leader: metrics.current_leader,
        applied: metrics.last_applied.map_or(0, |id| id.index),
        version: version.number,
        entries: version.map.len(),
        snapshot: metrics.snapshot.map_or(0, |id| id.index),
        wholes: node.line.wholes.load(Relaxed),
        patches: node.line.patches.load(Relaxed),
        bytes: node.line.bytes.load(Relaxed),
    })
}

async fn init(State(node): App) -> HttpResponse {
    let members: BTreeMap<_, _> = node.members.iter().map(|(id, address)| (*id, BasicNode::new(address))).collect();
    match node.raft.initialize(members).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => (StatusCode::CONFLICT, format!("{error}\n")).into_response(),
    }
}

/// `?on=true`.
#[derive(Deserialize)]
struct On {
    on: bool,
}

async fn cut(State(node): App, Query(On { on }): Query<On>) -> HttpResponse {
    if !node.faults {
        return (StatusCode::FORBIDDEN, "start the node with --faults\n").into_response();
    }
    node.line.cut.store(on, Relaxed);
    StatusCode::NO_CONTENT.into_response()
}

async fn append(State(node): App, Json(request): Json<AppendEntriesRequest<Types>>) -> HttpResponse {
    if node.is_cut() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let came = Instant::now();
    let committed = request.leader_commit.map_or(0, |id| id.index);
    let result = node.raft.append_entries(request).await;
    if matches!(result, Ok(openraft::raft::AppendEntriesResponse::Success)) {
        let applied = node.applied();
        let mut fresh = node.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        fresh.update(applied);
        // One that waits is not put off by the ones after it.
        fresh.heard.get_or_insert((came, committed));
    }
    Json(result).into_response()
}

async fn vote(State(node): App, Json(request): Json<VoteRequest<u64>>) -> HttpResponse {
    if node.is_cut() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    Json(node.raft.vote(request).await).into_response()
}

async fn base(State(node): App) -> HttpResponse {
    if node.is_cut() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    node.versions.current().number.to_string().into_response()
}

async fn install(State(node): App, body: Bytes) -> HttpResponse {
    if node.is_cut() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let current = node.versions.current();
    let unpacked = tokio::task::spawn_blocking(move || Parcel::from_bytes(&body)?.unpack(&current)).await;
    match unpacked {
        Ok(Ok(Some((vote, meta, version)))) => {
            let snapshot = openraft::Snapshot { meta, snapshot: Box::new(version) };
            Json(node.raft.install_full_snapshot(vote, snapshot).await).into_response()
        }
        Ok(Ok(None)) => StatusCode::CONFLICT.into_response(),
        Ok(Err(error)) => (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
