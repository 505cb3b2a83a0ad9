//! PostgreSQL, for a desk that several people share.

use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::{ToSql, Type};
use postgres::{Client, NoTls, Statement};
use rustc_hash::FxHashMap;

use super::{Connection, Dialect, Engine, Row, Value};
use crate::error::{Error, ErrorKind, Result};

/// The advisory lock of whoever writes ("Cpyd").
const WRITER: i64 = 0x4370_7964;

/// How long to wait for another process that writes.
const PATIENCE: &str = "120s";

/// Where the server is.
#[derive(Clone, Debug)]
pub(crate) struct Postgres {
    config: postgres::Config,
}

impl Postgres {
    /// `postgres://…` as `libpq` reads it.
    pub(crate) fn new(address: &str) -> Result<Self> {
        let config = address.parse().map_err(|e: postgres::Error| {
            Error::new(
                ErrorKind::Unreachable,
                format!("the address of the desk cannot be read: {}", words(&e)),
            )
        })?;
        Ok(Self { config })
    }
}

impl Engine for Postgres {
    type Link = PostgresLink;

    fn connect(&self) -> Result<PostgresLink> {
        let mut client = self.config.connect(NoTls).map_err(|e| failed(&e))?;
        client
            .batch_execute(&format!(
                "SET lock_timeout = '{PATIENCE}'; SET client_min_messages = warning; SET synchronous_commit = on;
                 SET idle_in_transaction_session_timeout = 0; SET bytea_output = hex;"
            ))
            .map_err(|e| failed(&e))?;
        Ok(PostgresLink { client, statements: FxHashMap::default(), open: false })
    }
}

/// A connection.
pub(crate) struct PostgresLink {
    client: Client,
    statements: FxHashMap<String, Statement>,
    /// Whether a transaction is open.
    open: bool,
}

/// The server's own words, not only "db error".
fn words(error: &postgres::Error) -> String {
    error.as_db_error().map_or_else(
        || {
            let mut text = error.to_string();
            let mut cause = std::error::Error::source(error);
            while let Some(next) = cause {
                text = format!("{text}: {next}");
                cause = next.source();
            }
            text
        },
        |db| db.message().to_owned(),
    )
}

fn failed(error: &postgres::Error) -> Error {
    let code = error.code();
    let is = |codes: &[&SqlState]| code.is_some_and(|c| codes.contains(&c));
    let (kind, reason) = if is(&[&SqlState::DISK_FULL]) {
        (ErrorKind::Full, "there is no room left where the desk lies")
    } else if is(&[&SqlState::READ_ONLY_SQL_TRANSACTION, &SqlState::INSUFFICIENT_PRIVILEGE]) {
        (ErrorKind::ReadOnly, "the desk may be read but not written")
    } else if is(&[&SqlState::LOCK_NOT_AVAILABLE, &SqlState::T_R_DEADLOCK_DETECTED]) {
        (ErrorKind::Busy, "another process is writing to the desk")
    } else if is(&[&SqlState::DATA_CORRUPTED, &SqlState::INDEX_CORRUPTED]) {
        (ErrorKind::Damaged, "the desk's database is damaged")
    } else if code.is_none()
        || is(&[
            &SqlState::INVALID_PASSWORD,
            &SqlState::INVALID_CATALOG_NAME,
            &SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
            &SqlState::CANNOT_CONNECT_NOW,
            &SqlState::TOO_MANY_CONNECTIONS,
        ])
    {
        (ErrorKind::Unreachable, "the desk's server cannot be reached")
    } else {
        (ErrorKind::Database, "the desk's database refused")
    };
    Error::new(kind, format!("{reason} ({})", words(error)))
}

impl PostgresLink {
    fn statement(&mut self, sql: &str) -> Result<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).map_err(|e| failed(&e))?;
        if self.statements.len() > 256 {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

/// A missing value has a type, too.
fn null(kind: &Type) -> &'static (dyn ToSql + Sync) {
    match *kind {
        Type::INT8 => &None::<i64>,
        Type::FLOAT8 => &None::<f64>,
        Type::BYTEA => &None::<Vec<u8>>,
        _ => &None::<String>,
    }
}

fn bound<'a>(statement: &Statement, values: &'a [Value]) -> Vec<&'a (dyn ToSql + Sync)> {
    values
        .iter()
        .zip(statement.params())
        .map(|(value, kind)| match value {
            Value::Null => null(kind),
            Value::Int(value) => value as &(dyn ToSql + Sync),
            Value::Real(value) => value,
            Value::Text(value) => value,
            Value::Blob(value) => value,
        })
        .collect()
}

fn value(row: &postgres::Row, column: usize) -> Result<Value> {
    let kind = row.columns().get(column).map(|c| c.type_().clone());
    let got = match kind {
        Some(Type::INT8) => row.try_get::<_, Option<i64>>(column).map(Value::from),
        Some(Type::INT4) => row.try_get::<_, Option<i32>>(column).map(|v| v.map(i64::from).into()),
        Some(Type::FLOAT8) => row.try_get::<_, Option<f64>>(column).map(Value::from),
        Some(Type::BYTEA) => row.try_get::<_, Option<Vec<u8>>>(column).map(Value::from),
        _ => row.try_get::<_, Option<String>>(column).map(Value::from),
    };
    got.map_err(|e| failed(&e))
}

impl Connection for PostgresLink {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64> {
        let statement = self.statement(sql)?;
        self.client.execute(&statement, &bound(&statement, values)).map_err(|e| failed(&e))
    }

    fn query(&mut self, sql: &str, values: &[Value], each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        let statement = self.statement(sql)?;
        let mut rows =
            self.client.query_raw(&statement, bound(&statement, values)).map_err(|e| failed(&e))?;
        while let Some(row) = rows.next().map_err(|e| failed(&e))? {
            each(Row((0..row.len()).map(|column| value(&row, column)).collect::<Result<_>>()?))?;
        }
        Ok(())
    }

    fn batch(&mut self, sql: &str) -> Result<()> {
        self.client.batch_execute(sql).map_err(|e| failed(&e))
    }

    fn begin_read(&mut self) -> Result<()> {
        self.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        self.open = true;
        Ok(())
    }

    fn begin_write(&mut self) -> Result<()> {
        // Not repeatable read: what is seen must be what holds once the lock is there.
        self.batch("BEGIN ISOLATION LEVEL READ COMMITTED")?;
        self.open = true;
        self.batch(&format!("SELECT pg_advisory_xact_lock({WRITER})"))
    }

    fn commit(&mut self) -> Result<()> {
        self.open = false;
        self.batch("COMMIT")
    }

    fn rollback(&mut self) {
        if std::mem::take(&mut self.open) {
            // When even that fails, closing the connection does it.
            let _ = self.client.batch_execute("ROLLBACK");
        }
    }

    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }
}
