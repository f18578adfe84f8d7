//! The file.
//!
//! SQLite with a write-ahead log and `synchronous = FULL`: a commit that was acknowledged is on the disk, whatever ends then,
//! the program or the power. The file is locked while a ledger has it open: two that write would each miss what the
//! other one does.

use crate::state::{Change, Key, State};
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, params};
use std::fmt;
use std::path::Path;

/// How much of a commit is on the disk when it returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Safety {
    /// All of it: it survives the loss of power.
    #[default]
    Power,
    /// All of it as far as programs see: it survives the end of the program, however that comes.
    Program,
}

/// What can be wrong with a file.
#[derive(Debug)]
pub enum Trouble {
    /// Another process has it open.
    InUse,
    /// It cannot be written to.
    ReadOnly,
    /// No room on the disk, or not as many pages as were wanted.
    Full,
    /// It is no database, or was damaged.
    Corrupt(String),
    /// It is a database, but not of a ledger.
    Foreign,
    /// Something else.
    Other(rusqlite::Error),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::InUse => f.write_str("another process has the ledger open; stop it first"),
            Trouble::ReadOnly => f.write_str("the file or its folder cannot be written to; nothing was committed"),
            Trouble::Full => {
                f.write_str("there is no room left; nothing of this commit was written, it can be tried again")
            }
            Trouble::Corrupt(what) => write!(f, "the file is damaged or no database ({what}); restore it from a copy"),
            Trouble::Foreign => f.write_str("the file is a database, but not one of a ledger; name another one"),
            Trouble::Other(error) => write!(f, "SQLite: {error}"),
        }
    }
}

impl std::error::Error for Trouble {}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Trouble {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Trouble::InUse,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Trouble::ReadOnly,
            Some(ErrorCode::DiskFull) => Trouble::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Trouble::Corrupt(error.to_string()),
            _ => Trouble::Other(error),
        }
    }
}

/// `LEDG`.
const APPLICATION: i32 = 0x4C45_4447;

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS balance (
        token INTEGER NOT NULL, account INTEGER NOT NULL, amount INTEGER NOT NULL,
        PRIMARY KEY (token, account)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS progress (only INTEGER PRIMARY KEY CHECK (only = 0), commits INTEGER NOT NULL);
    INSERT OR IGNORE INTO progress VALUES (0, 0);
";

/// An open file.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    commits: u64,
    /// The last key that was read in order; `None` when all were.
    read_to: Option<Option<Key>>,
}

impl Store {
    /// Opens a file, or makes one.
    ///
    /// # Errors
    /// If it cannot be used.
    pub fn open(path: &Path, safety: Safety) -> Result<Store, Trouble> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        // Whoever has the file keeps it: there is nothing to wait for.
        connection.busy_timeout(std::time::Duration::ZERO)?;
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0))?;
        connection.pragma_update(None, "synchronous", if safety == Safety::Power { "FULL" } else { "NORMAL" })?;
        connection.pragma_update(None, "cache_size", -64 * 1024)?;
        let (application, tables): (i32, u32) = (
            connection.pragma_query_value(None, "application_id", |row| row.get(0))?,
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?,
        );
        if application != APPLICATION {
            if tables > 0 {
                return Err(Trouble::Foreign);
            }
            connection.pragma_update(None, "application_id", APPLICATION)?;
        }
        connection.execute_batch(SCHEMA)?;
        let commits = connection.query_row("SELECT commits FROM progress", [], |row| row.get(0))?;
        Ok(Store { connection, commits, read_to: Some(None) })
    }

    /// How many commits the file has.
    pub fn commits(&self) -> u64 {
        self.commits
    }

    /// What the file has of a key. One lookup.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn get(&self, (token, account): Key) -> Result<Option<i64>, Trouble> {
        let mut statement =
            self.connection.prepare_cached("SELECT amount FROM balance WHERE token = ?1 AND account = ?2")?;
        Ok(statement.query_row([token, account], |row| row.get(0)).optional()?)
    }

    /// Whether [`Store::read_some`] has read everything.
    pub fn all_read(&self) -> bool {
        self.read_to.is_none()
    }

    /// The next keys in order, at most `count`; fewer when these are the last.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn read_some(&mut self, count: usize) -> Result<Vec<(Key, i64)>, Trouble> {
        let Some(after) = self.read_to else { return Ok(Vec::new()) };
        let (token, account) = after.map_or((-1, -1), |(token, account)| (i64::from(token), i64::from(account)));
        let mut statement = self.connection.prepare_cached(
            "SELECT token, account, amount FROM balance WHERE (token, account) > (?1, ?2) ORDER BY token, account LIMIT ?3",
        )?;
        let row = |row: &rusqlite::Row<'_>| Ok(((row.get(0)?, row.get(1)?), row.get(2)?));
        let rows: Vec<(Key, i64)> =
            statement.query_map(params![token, account, count], row)?.collect::<Result<_, _>>()?;
        self.read_to = if rows.len() < count { None } else { Some(rows.last().map(|row| row.0)) };
        Ok(rows)
    }

    /// One transaction with all these changes. Returns its number. All or nothing.
    ///
    /// # Errors
    /// If it is not written; then it can be tried again.
    pub fn commit(&mut self, mut changes: Vec<Change>) -> Result<u64, Trouble> {
        // In the order of the table, page by page.
        changes.sort_unstable_by_key(|change| match change {
            Change::Set(key, _) | Change::Gone(key) => *key,
        });
        let transaction = self.connection.transaction()?;
        {
            let mut set = transaction.prepare_cached(
                "INSERT INTO balance VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET amount = excluded.amount",
            )?;
            let mut remove = transaction.prepare_cached("DELETE FROM balance WHERE token = ?1 AND account = ?2")?;
            for change in changes {
                match change {
                    Change::Set((token, account), amount) => set.execute(params![token, account, amount])?,
                    Change::Gone((token, account)) => remove.execute([token, account])?,
                };
            }
            transaction.prepare_cached("UPDATE progress SET commits = commits + 1")?.execute([])?;
        }
        transaction.commit()?;
        self.commits += 1;
        Ok(self.commits)
    }

    /// Throws everything away and writes all of a state: what a rival does.
    ///
    /// # Errors
    /// If it is not written.
    pub fn rewrite(&mut self, all: impl Iterator<Item = (Key, i64)>) -> Result<u64, Trouble> {
        let transaction = self.connection.transaction()?;
        transaction.execute("DELETE FROM balance", [])?;
        {
            let mut set = transaction.prepare_cached("INSERT INTO balance VALUES (?1, ?2, ?3)")?;
            for ((token, account), amount) in all {
                set.execute(params![token, account, amount])?;
            }
            transaction.prepare_cached("UPDATE progress SET commits = commits + 1")?.execute([])?;
        }
        transaction.commit()?;
        self.commits += 1;
        Ok(self.commits)
    }

    /// All of the file as a state.
    ///
    /// # Errors
    /// If it cannot be read, or its pages do not fit together.
    pub fn whole(&mut self) -> Result<State, Trouble> {
        let found: String = self.connection.pragma_query_value(None, "integrity_check", |row| row.get(0))?;
        if found != "ok" {
            return Err(Trouble::Corrupt(found));
        }
        let mut state = State::default();
        while !self.all_read() {
            self.read_some(100_000)?.into_iter().for_each(|(key, amount)| state.set(key, amount));
        }
        Ok(state)
    }

    /// Lets the file have at most so many pages: for tests of a full disk.
    ///
    /// # Errors
    /// If SQLite refuses.
    pub fn limit_pages(&self, pages: u32) -> Result<(), Trouble> {
        self.connection.pragma_update_and_check(None, "max_page_count", pages, |row| row.get::<_, i64>(0))?;
        Ok(())
    }

    /// How many pages the file has.
    ///
    /// # Errors
    /// If SQLite refuses.
    pub fn pages(&self) -> Result<u32, Trouble> {
        Ok(self.connection.pragma_query_value(None, "page_count", |row| row.get(0))?)
    }
}
