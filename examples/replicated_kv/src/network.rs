//! What a node says to the others.

use crate::http::{Http, NoAnswer};
use crate::machine::Shared;
use crate::snapshot::Parcel;
use crate::types::{Snapshot, Types};
use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::{Method, StatusCode};
use openraft::error::{
    Fatal, NetworkError, RPCError, RaftError, RemoteError, ReplicationClosed, StreamingError, Unreachable,
};
use openraft::network::{RPCOption, RaftNetwork, RaftNetworkFactory};
use openraft::raft::{AppendEntriesRequest, AppendEntriesResponse, SnapshotResponse, VoteRequest, VoteResponse};
use openraft::{BasicNode, OptionalSend, Vote};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// What went out, and whether anything may.
#[derive(Debug, Default)]
pub struct Line {
    /// Whether the node is cut off from the others, for tests.
    pub cut: AtomicBool,
    /// Snapshots sent as a whole.
    pub wholes: AtomicU64,
    /// Snapshots sent as what is different from what the follower had.
    pub patches: AtomicU64,
    /// Bytes of both.
    pub bytes: AtomicU64,
}

/// Makes lines to other nodes.
#[derive(Clone, Debug)]
pub struct Network {
    /// Connections.
    pub http: Http,
    /// See [`Line`].
    pub line: Arc<Line>,
    /// Old versions, of which a follower may have one.
    pub versions: Shared,
}

/// A line to one node.
#[derive(Debug)]
pub struct Peer {
    network: Network,
    id: u64,
    address: String,
}

impl RaftNetworkFactory<Types> for Network {
    type Network = Peer;

    async fn new_client(&mut self, id: u64, node: &BasicNode) -> Peer {
        Peer { network: self.clone(), id, address: node.addr.clone() }
    }
}

const JSON: &str = "application/json";
const BYTES: &str = "application/octet-stream";

type RemoteResult<T> = Result<T, RPCError<u64, BasicNode, RaftError<u64>>>;

impl Peer {
    async fn post(
        &self,
        path: &str,
        content: &'static str,
        body: Vec<u8>,
        time: Duration,
    ) -> Result<(StatusCode, Bytes), NoAnswer> {
        if self.network.line.cut.load(Relaxed) {
            return Err(NoAnswer { unheard: true, what: "cut off".into() });
        }
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(content))]);
        let answer = self.network.http.send(Method::POST, &self.address, path, headers, body.into(), time).await?;
        match answer.status {
            StatusCode::SERVICE_UNAVAILABLE => Err(NoAnswer { unheard: true, what: "the other one is cut off".into() }),
            status => Ok((status, answer.body)),
        }
    }

    /// Asks for something that is answered with a result, as JSON.
    async fn ask<T: Serialize, R: DeserializeOwned>(
        &self,
        path: &str,
        what: &T,
        option: &RPCOption,
    ) -> RemoteResult<R> {
        let network = |error: &dyn ToString| RPCError::Network(NetworkError::new(&io::Error::other(error.to_string())));
        let body = serde_json::to_vec(what).map_err(|error| network(&error))?;
        let sent = self.post(path, JSON, body, option.hard_ttl()).await;
        let (_, body) = sent.map_err(|error| RPCError::Unreachable(Unreachable::new(&error)))?;
        let result: Result<R, RaftError<u64>> = serde_json::from_slice(&body).map_err(|error| network(&error))?;
        result.map_err(|error| RPCError::RemoteError(RemoteError::new(self.id, error)))
    }

    /// Sends a snapshot: what is different from the follower's state, if that is one of our old versions, else everything.
    async fn send(
        &self,
        vote: Vote<u64>,
        snapshot: Snapshot,
    ) -> Result<SnapshotResponse<u64>, Box<dyn std::error::Error + Send + Sync>> {
        const LONG: Duration = Duration::from_secs(60);
        let line = &self.network.line;
        let (_, base) = self.post("/raft/base", BYTES, Vec::new(), LONG).await?;
        let base = std::str::from_utf8(&base)?.parse().ok();
        let base = base.and_then(|number| self.network.versions.at(Some(number)).ok());
        for base in [base, None] {
            let made = {
                let (meta, version, base) = (snapshot.meta.clone(), snapshot.snapshot.clone(), base.clone());
                tokio::task::spawn_blocking(move || {
                    let parcel = Parcel::new(&vote, &meta, &version, base.as_deref())?;
                    Ok::<_, io::Error>((parcel.is_patch(), parcel.to_bytes()?))
                })
            };
            let (is_patch, bytes) = made.await??;
            let length = bytes.len() as u64;
            let (status, body) = self.post("/raft/snapshot", BYTES, bytes, LONG).await?;
            // It has another state by now.
            if status == StatusCode::CONFLICT {
                continue;
            }
            let result: Result<SnapshotResponse<u64>, Fatal<u64>> = serde_json::from_slice(&body)?;
            if is_patch { &line.patches } else { &line.wholes }.fetch_add(1, Relaxed);
            line.bytes.fetch_add(length, Relaxed);
            return Ok(result?);
        }
        Err("the follower takes neither a patch nor everything".into())
    }
}

impl RaftNetwork<Types> for Peer {
    async fn append_entries(
        &mut self,
        request: AppendEntriesRequest<Types>,
        option: RPCOption,
    ) -> RemoteResult<AppendEntriesResponse<u64>> {
        self.ask("/raft/append", &request, &option).await
    }

    async fn vote(&mut self, request: VoteRequest<u64>, option: RPCOption) -> RemoteResult<VoteResponse<u64>> {
        self.ask("/raft/vote", &request, &option).await
    }

    async fn full_snapshot(
        &mut self,
        vote: Vote<u64>,
        snapshot: Snapshot,
        cancel: impl Future<Output = ReplicationClosed> + OptionalSend + 'static,
        _option: RPCOption,
    ) -> Result<SnapshotResponse<u64>, StreamingError<Types, Fatal<u64>>> {
        tokio::select! {
            closed = cancel => Err(StreamingError::Closed(closed)),
            sent = self.send(vote, snapshot) => sent.map_err(|error| {
                StreamingError::Unreachable(Unreachable::new(&io::Error::other(error)))
            }),
        }
    }
}
