//! The state machine: writes of the log, done one after the other on the map of `kv_service`.
//!
//! A snapshot is a version of the map, which is a clone in O(1). It is written to the disk beside further writes.

use crate::snapshot::Kept;
use crate::types::{LogId, Map, Membership, Meta, Request, Response, Snapshot, StorageError, Types, Version};
use kv_service::store::Store;
use kv_service::store::persistent::Versions;
use openraft::storage::RaftStateMachine;
use openraft::{EntryPayload, ErrorSubject, ErrorVerb, OptionalSend, RaftSnapshotBuilder};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The map of a node, for readers: they may look at it at any time.
pub type Shared = Arc<Versions<Map>>;

/// The state machine of a node.
#[derive(Debug)]
pub struct Machine {
    versions: Shared,
    applied: Option<LogId>,
    membership: Membership,
    last: SharedLast,
}

impl Machine {
    /// The state of the last snapshot, or nothing; the log says what came after it.
    ///
    /// # Errors
    /// If the snapshot cannot be read.
    pub fn open(kept: Kept, versions: Shared) -> io::Result<Machine> {
        let snapshot = kept.load()?;
        let (applied, membership) = match &snapshot {
            Some((meta, version)) => {
                versions.install(version.clone());
                (meta.last_log_id, meta.last_membership.clone())
            }
            None => Default::default(),
        };
        Ok(Machine { versions, applied, membership, last: Arc::new(Mutex::new(Last { kept, snapshot })) })
    }

    fn write(&self, request: Request) -> Response {
        let Request { key, value, condition } = request;
        let written = match value {
            Some(value) => self.versions.put(key.into(), value.into(), condition),
            None => self.versions.delete(&key, condition).map(|version| (version.unwrap_or(0), false)),
        };
        match written {
            Ok((0, _)) => Response::Absent,
            Ok((version, new)) => Response::Written { version, new },
            Err(conflict) => Response::Conflict(conflict),
        }
    }
}

fn failed(verb: ErrorVerb, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StorageError {
    StorageError::from_io_error(ErrorSubject::StateMachine, verb, io::Error::other(error))
}

/// The last snapshot, in memory and on the disk.
#[derive(Debug)]
struct Last {
    kept: Kept,
    snapshot: Option<(Meta, Version)>,
}

impl Last {
    /// Puts another one in its place, on the disk first. One that is older than what is there came too late: the log may
    /// have nothing of what is between the two.
    fn replace(&mut self, meta: Meta, version: Version) -> io::Result<()> {
        if self.snapshot.as_ref().is_some_and(|(last, _)| last.last_log_id > meta.last_log_id) {
            return Ok(());
        }
        self.kept.save(&meta, &version)?;
        self.snapshot = Some((meta, version));
        Ok(())
    }
}

type SharedLast = Arc<Mutex<Last>>;

fn lock(last: &Mutex<Last>) -> MutexGuard<'_, Last> {
    last.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps a snapshot, on a thread that may wait for the disk.
async fn save(last: &SharedLast, meta: &Meta, version: &Version) -> Result<(), StorageError> {
    let (last, meta, version) = (last.clone(), meta.clone(), version.clone());
    let saved = tokio::task::spawn_blocking(move || lock(&last).replace(meta, version)).await;
    saved.map_err(io::Error::from).flatten().map_err(|error| failed(ErrorVerb::Write, error))
}

impl RaftStateMachine<Types> for Machine {
    type SnapshotBuilder = Builder;

    async fn applied_state(&mut self) -> Result<(Option<LogId>, Membership), StorageError> {
        Ok((self.applied, self.membership.clone()))
    }

    async fn apply<I>(&mut self, entries: I) -> Result<Vec<Response>, StorageError>
    where
        I: IntoIterator<Item = openraft::Entry<Types>> + OptionalSend,
        I::IntoIter: OptionalSend,
    {
        let mut responses = Vec::new();
        for entry in entries {
            self.applied = Some(entry.log_id);
            responses.push(match entry.payload {
                EntryPayload::Blank => Response::Nothing,
                EntryPayload::Normal(request) => self.write(request),
                EntryPayload::Membership(members) => {
                    self.membership = Membership::new(self.applied, members);
                    Response::Nothing
                }
            });
        }
        Ok(responses)
    }

    async fn get_snapshot_builder(&mut self) -> Builder {
        let version = Version::clone(&self.versions.current());
        let id = self.applied.map_or_else(|| "empty".to_owned(), |id| format!("{}-{}", id.leader_id, id.index));
        let meta = Meta { last_log_id: self.applied, last_membership: self.membership.clone(), snapshot_id: id };
        Builder { meta, version, last: self.last.clone() }
    }

    async fn begin_receiving_snapshot(&mut self) -> Result<Box<Version>, StorageError> {
        Ok(Box::default())
    }

    async fn install_snapshot(&mut self, meta: &Meta, version: Box<Version>) -> Result<(), StorageError> {
        save(&self.last, meta, &version).await?;
        self.versions.install(*version);
        self.applied = meta.last_log_id;
        self.membership = meta.last_membership.clone();
        Ok(())
    }

    async fn get_current_snapshot(&mut self) -> Result<Option<Snapshot>, StorageError> {
        let last = lock(&self.last).snapshot.clone();
        Ok(last.map(|(meta, version)| Snapshot { meta, snapshot: Box::new(version) }))
    }
}

/// Makes a snapshot of the version that there was when it was asked for.
#[derive(Debug)]
pub struct Builder {
    meta: Meta,
    version: Version,
    last: SharedLast,
}

impl RaftSnapshotBuilder<Types> for Builder {
    async fn build_snapshot(&mut self) -> Result<Snapshot, StorageError> {
        save(&self.last, &self.meta, &self.version).await?;
        Ok(Snapshot { meta: self.meta.clone(), snapshot: Box::new(self.version.clone()) })
    }
}
