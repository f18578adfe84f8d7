//! openraft's own tests of a log and a state machine.

use kv_service::store::persistent::Versions;
use openraft::testing::{StoreBuilder, Suite};
use replicated_kv::log::Log;
use replicated_kv::machine::Machine;
use replicated_kv::snapshot::Kept;
use replicated_kv::types::{StorageError, Types};
use std::sync::Arc;

struct Stores;

impl StoreBuilder<Types, Log, Machine, tempfile::TempDir> for Stores {
    async fn build(&self) -> Result<(tempfile::TempDir, Log, Machine), StorageError> {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::open(&folder.path().join("log.redb")).unwrap();
        let machine = Machine::open(Kept::new(folder.path()), Arc::new(Versions::new(10))).unwrap();
        Ok((folder, log, machine))
    }
}

#[test]
#[allow(clippy::result_large_err, reason = "the errors of openraft are large")]
fn the_suite() {
    Suite::test_all(Stores).unwrap();
}
