//! One file: SQLite, with a write-ahead log, so that readers and the writer do not wait for each other.

use std::path::PathBuf;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{OpenFlags, ToSql, params_from_iter};

use super::{Connection, Dialect, Engine, Row, Value};
use crate::error::{Error, ErrorKind, Result};

/// How long to wait for another process that writes.
const PATIENCE: Duration = Duration::from_mins(2);

/// Bytes of a page of a new file: most rows are packed texts of some kilobytes, which fewer pages hold.
const PAGE: u32 = 8192;

/// Kibibytes of pages that a connection keeps: a reader few, since what all of them read is mapped once; the writer enough for most of
/// what one commit touches, so that a page is written out once.
const READ_CACHE: u32 = 8 << 10;
const WRITE_CACHE: u32 = 64 << 10;

/// Marks the file as a desk ("Cpyd").
const APPLICATION: i32 = 0x4370_7964;

/// Where the file is.
#[derive(Clone, Debug)]
pub(crate) struct Sqlite {
    path: PathBuf,
    /// Pages that the file may grow to, for tests of a full disk.
    pages: Option<u32>,
    patience: Duration,
    read_only: bool,
}

impl Sqlite {
    pub(crate) fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), pages: None, patience: PATIENCE, read_only: false }
    }

    #[cfg(test)]
    pub(crate) fn pages(mut self, pages: u32) -> Self {
        self.pages = Some(pages);
        self
    }

    #[cfg(test)]
    pub(crate) fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    #[cfg(test)]
    pub(crate) fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    fn failed(&self, error: &rusqlite::Error) -> Error {
        let error = failed(error);
        Error::new(error.kind(), format!("{}: {error}", self.path.display()))
    }
}

impl Engine for Sqlite {
    type Link = SqliteLink;

    fn connect(&self) -> Result<SqliteLink> {
        let access = if self.read_only {
            OpenFlags::SQLITE_OPEN_READ_ONLY
        } else {
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
        };
        let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let link = rusqlite::Connection::open_with_flags(&self.path, flags).map_err(|e| self.failed(&e))?;
        let look = || -> rusqlite::Result<(i32, i64)> {
            link.busy_timeout(self.patience)?;
            let application = link.query_row("PRAGMA application_id", [], |r| r.get(0))?;
            let tables = link.query_row("SELECT count(*) FROM sqlite_master", [], |r| r.get(0))?;
            Ok((application, tables))
        };
        let (application, tables) = look().map_err(|e| self.failed(&e))?;
        if application != APPLICATION && (application != 0 || tables > 0) {
            let reason = format!("{} is a database of something else", self.path.display());
            return Err(Error::new(ErrorKind::NotADesk, reason));
        }
        let set_up = || -> rusqlite::Result<()> {
            link.set_prepared_statement_cache_capacity(128);
            // A statement is planned once, whatever values it is given; else some are planned again for every value.
            link.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            // A read-only desk is read in whatever mode it was left.
            if !link.is_readonly("main")? {
                // Heard while the file is empty, and not again.
                link.execute_batch(&format!("PRAGMA page_size = {PAGE}"))?;
                link.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")?;
                if application != APPLICATION {
                    link.execute_batch(&format!("PRAGMA application_id = {APPLICATION}"))?;
                }
            }
            link.execute_batch(&format!(
                "PRAGMA cache_size = -{READ_CACHE}; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 268435456;
                 PRAGMA trusted_schema = OFF; PRAGMA journal_size_limit = 67108864;"
            ))?;
            if let Some(pages) = self.pages {
                link.execute_batch(&format!("PRAGMA max_page_count = {pages}"))?;
            }
            Ok(())
        };
        set_up().map_err(|e| self.failed(&e))?;
        Ok(SqliteLink(link))
    }
}

/// A connection.
pub(crate) struct SqliteLink(rusqlite::Connection);

fn failed(error: &rusqlite::Error) -> Error {
    use rusqlite::ErrorCode::{
        CannotOpen, DatabaseBusy, DatabaseCorrupt, DatabaseLocked, DiskFull, NotADatabase, PermissionDenied,
        ReadOnly,
    };
    let (kind, reason) = match error.sqlite_error_code() {
        Some(DatabaseBusy | DatabaseLocked) => (ErrorKind::Busy, "another process is writing to the desk"),
        Some(DiskFull) => (ErrorKind::Full, "there is no room left where the desk lies"),
        Some(ReadOnly) => (ErrorKind::ReadOnly, "the desk may be read but not written"),
        Some(CannotOpen | PermissionDenied) => (ErrorKind::Unreachable, "the desk cannot be opened"),
        Some(NotADatabase) => (ErrorKind::NotADesk, "the file is no desk"),
        Some(DatabaseCorrupt) => (ErrorKind::Damaged, "the desk's file is damaged"),
        _ => (ErrorKind::Database, "the desk's database refused"),
    };
    Error::new(kind, format!("{reason} ({error})"))
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Real(value) => ValueRef::Real(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Blob(value) => ValueRef::Blob(value),
        }))
    }
}

impl Connection for SqliteLink {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64> {
        // `?1` is SQLite's way to write `$1`.
        let run = || self.0.prepare_cached(&sql.replace('$', "?"))?.execute(params_from_iter(values));
        run().map(|n| n as u64).map_err(|e| failed(&e))
    }

    fn query(&mut self, sql: &str, values: &[Value], each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        let mut statement = self.0.prepare_cached(&sql.replace('$', "?")).map_err(|e| failed(&e))?;
        let columns = statement.column_count();
        let mut rows = statement.query(params_from_iter(values)).map_err(|e| failed(&e))?;
        while let Some(row) = rows.next().map_err(|e| failed(&e))? {
            let values = (0..columns)
                .map(|column| {
                    Ok(match row.get_ref(column)? {
                        ValueRef::Null => Value::Null,
                        ValueRef::Integer(value) => Value::Int(value),
                        ValueRef::Real(value) => Value::Real(value),
                        ValueRef::Text(value) => Value::Text(String::from_utf8_lossy(value).into_owned()),
                        ValueRef::Blob(value) => Value::Blob(value.to_vec()),
                    })
                })
                .collect::<rusqlite::Result<Vec<Value>>>()
                .map_err(|e| failed(&e))?;
            each(Row(values))?;
        }
        Ok(())
    }

    fn batch(&mut self, sql: &str) -> Result<()> {
        self.0.execute_batch(sql).map_err(|e| failed(&e))
    }

    fn begin_read(&mut self) -> Result<()> {
        self.batch("BEGIN DEFERRED")
    }

    fn begin_write(&mut self) -> Result<()> {
        self.batch(&format!("PRAGMA cache_size = -{WRITE_CACHE}"))?;
        self.batch("BEGIN IMMEDIATE")
    }

    fn commit(&mut self) -> Result<()> {
        self.batch("COMMIT")?;
        self.batch(&format!("PRAGMA cache_size = -{READ_CACHE}"))
    }

    fn rollback(&mut self) {
        if !self.0.is_autocommit() {
            // When even that fails, closing the connection does it.
            let _ = self.0.execute_batch(&format!("ROLLBACK; PRAGMA cache_size = -{READ_CACHE}"));
        }
    }

    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }
}
