//! The log of a node, in a file of redb.
//!
//! | table | key | value |
//! |---|---|---|
//! | `log` | index | the entry, as JSON |
//! | `state` | `vote`, `committed`, `purged` | JSON |
//!
//! What was acknowledged is on the disk: each change is a transaction that is flushed. So is what was committed, before it is
//! applied: a leader that was killed may come back as the leader that it was, and nothing else tells it what it had
//! acknowledged, which a read has to see.

use crate::types::{LogId, StorageError, Types};
use openraft::storage::{LogFlushed, RaftLogStorage};
use openraft::{ErrorSubject, ErrorVerb, LogState, OptionalSend, RaftLogReader, Vote};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::error::Error;
use std::fmt::Debug;
use std::io;
use std::ops::RangeBounds;
use std::path::Path;
use std::sync::Arc;

const LOG: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("log");
const STATE: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("state");

/// The log. Clones are the same one.
#[derive(Clone, Debug)]
pub struct Log(Arc<Database>);

type Failure = Box<dyn Error + Send + Sync>;
type Entry = openraft::Entry<Types>;

impl Log {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    /// If it is no log, another process has it, or it cannot be written.
    pub fn open(file: &Path) -> Result<Log, Failure> {
        let database = Database::create(file)?;
        let change = database.begin_write()?;
        change.open_table(LOG)?;
        change.open_table(STATE)?;
        change.commit()?;
        Ok(Log(Arc::new(database)))
    }

    /// Makes a change, on a thread that may wait for the disk.
    async fn change(
        &self,
        change: impl FnOnce(&WriteTransaction) -> Result<(), Failure> + Send + 'static,
    ) -> Result<(), StorageError> {
        let database = self.0.clone();
        let work = move || {
            let transaction = database.begin_write()?;
            change(&transaction)?;
            Ok(transaction.commit()?)
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(Failure::from)
            .flatten()
            .map_err(|error| storage(ErrorVerb::Write, error))
    }

    fn read<T>(&self, read: impl FnOnce(&redb::ReadTransaction) -> Result<T, Failure>) -> Result<T, StorageError> {
        let transaction = self.0.begin_read().map_err(Failure::from);
        transaction.and_then(|transaction| read(&transaction)).map_err(|error| storage(ErrorVerb::Read, error))
    }

    async fn put<T: Serialize>(&self, name: &'static str, value: &T) -> Result<(), StorageError> {
        let value = serde_json::to_vec(value).map_err(|error| storage(ErrorVerb::Write, error.into()))?;
        self.change(move |transaction| {
            transaction.open_table(STATE)?.insert(name, value.as_slice())?;
            Ok(())
        })
        .await
    }

    fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, StorageError> {
        self.read(|transaction| {
            let table = transaction.open_table(STATE)?;
            let value = table.get(name)?;
            Ok(value.map(|value| serde_json::from_slice(value.value())).transpose()?)
        })
    }
}

fn storage(verb: ErrorVerb, error: Failure) -> StorageError {
    StorageError::from_io_error(ErrorSubject::Logs, verb, io::Error::other(error))
}

impl RaftLogReader<Types> for Log {
    async fn try_get_log_entries<R: RangeBounds<u64> + Clone + Debug + OptionalSend>(
        &mut self,
        range: R,
    ) -> Result<Vec<Entry>, StorageError> {
        self.read(|transaction| {
            let table = transaction.open_table(LOG)?;
            let entries = table.range::<u64>(range)?;
            entries.map(|entry| Ok(serde_json::from_slice(entry?.1.value())?)).collect()
        })
    }
}

impl RaftLogStorage<Types> for Log {
    type LogReader = Log;

    async fn get_log_state(&mut self) -> Result<LogState<Types>, StorageError> {
        let last_purged_log_id: Option<LogId> = self.get("purged")?;
        let last: Option<Entry> = self.read(|transaction| {
            let table = transaction.open_table(LOG)?;
            let last = table.last()?;
            Ok(last.map(|(_, entry)| serde_json::from_slice(entry.value())).transpose()?)
        })?;
        Ok(LogState { last_log_id: last.map(|entry| entry.log_id).or(last_purged_log_id), last_purged_log_id })
    }

    async fn get_log_reader(&mut self) -> Log {
        self.clone()
    }

    async fn save_vote(&mut self, vote: &Vote<u64>) -> Result<(), StorageError> {
        self.put("vote", vote).await
    }

    async fn read_vote(&mut self) -> Result<Option<Vote<u64>>, StorageError> {
        self.get("vote")
    }

    async fn save_committed(&mut self, committed: Option<LogId>) -> Result<(), StorageError> {
        self.put("committed", &committed).await
    }

    async fn read_committed(&mut self) -> Result<Option<LogId>, StorageError> {
        Ok(self.get("committed")?.flatten())
    }

    async fn append<I>(&mut self, entries: I, callback: LogFlushed<Types>) -> Result<(), StorageError>
    where
        I: IntoIterator<Item = Entry> + OptionalSend,
        I::IntoIter: OptionalSend,
    {
        let entries = entries.into_iter().map(|entry| Ok((entry.log_id.index, serde_json::to_vec(&entry)?)));
        let entries = entries.collect::<Result<Vec<_>, serde_json::Error>>();
        let entries = entries.map_err(|error| storage(ErrorVerb::Write, error.into()))?;
        let insert = move |transaction: &WriteTransaction| {
            let mut table = transaction.open_table(LOG)?;
            for (index, entry) in &entries {
                table.insert(index, entry.as_slice())?;
            }
            Ok(())
        };
        self.change(insert).await?;
        callback.log_io_completed(Ok(()));
        Ok(())
    }

    async fn truncate(&mut self, from: LogId) -> Result<(), StorageError> {
        self.change(move |transaction| Ok(transaction.open_table(LOG)?.retain_in(from.index.., |_, _| false)?)).await
    }

    async fn purge(&mut self, to: LogId) -> Result<(), StorageError> {
        let purged = serde_json::to_vec(&to).map_err(|error| storage(ErrorVerb::Write, error.into()))?;
        self.change(move |transaction| {
            transaction.open_table(STATE)?.insert("purged", purged.as_slice())?;
            Ok(transaction.open_table(LOG)?.retain_in(..=to.index, |_, _| false)?)
        })
        .await
    }
}
