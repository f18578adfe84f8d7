//! What the cluster agrees on.

use kv_service::store::{Condition, Conflict, persistent};
use openraft::BasicNode;
use serde::{Deserialize, Serialize};

/// All keys.
pub type Map = persistent::Map;
/// All keys after a write. A clone is O(1).
pub type Version = persistent::Version<Map>;

/// A write, as it stands in the log.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    /// The key.
    pub key: String,
    /// The value that it gets; none takes the key out.
    pub value: Option<String>,
    /// When that is to happen.
    pub condition: Condition,
}

/// What came of an entry of the log. All nodes come to the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// The write has this number.
    Written {
        /// Its number.
        version: u64,
        /// Whether the key is new.
        new: bool,
    },
    /// There was no such key to take out.
    Absent,
    /// The condition did not hold.
    Conflict(Conflict),
    /// The entry was no write.
    Nothing,
}

openraft::declare_raft_types!(
    /// The types that openraft works with.
    pub Types:
        D = Request,
        R = Response,
        NodeId = u64,
        Node = BasicNode,
        Entry = openraft::Entry<Types>,
        SnapshotData = Version,
);

/// A node of the cluster.
pub type Raft = openraft::Raft<Types>;
/// A place in the log.
pub type LogId = openraft::LogId<u64>;
/// The members, and since when.
pub type Membership = openraft::StoredMembership<u64, BasicNode>;
/// What is said of a snapshot.
pub type Meta = openraft::SnapshotMeta<u64, BasicNode>;
/// A state of the map with what is said of it.
pub type Snapshot = openraft::Snapshot<Types>;
/// Why a store fails.
pub type StorageError = openraft::StorageError<u64>;
