//! *How does one set of statements run on two databases?*
//!
//! Everything the desk asks for is plain SQL that SQLite and PostgreSQL both understand; what differs (how words are
//! searched, how one writer is kept alone, what an error means) is a [`Connection`]'s own. So the two stores cannot
//! drift apart, and one conformance suite holds both.

mod postgres;
mod read;
mod schema;
mod search;
mod sqlite;
mod write;

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::{Error, Result};
use crate::store::{Snapshot, Store, Transaction};

pub(crate) use postgres::Postgres;
pub(crate) use read::{day, printed, standing_name};
#[cfg(test)]
pub(crate) use schema::VERSION;
pub(crate) use sqlite::Sqlite;

/// The version of a row that is still valid.
pub(crate) const NOW: i64 = i64::MAX;

/// What goes into a statement and comes out of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Int(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Self::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}
impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}
impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Blob(value.to_vec())
    }
}
impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Blob(value)
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// `values![a, b]`: what goes into a statement, in the order of `$1`, `$2`, …
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::sql::Value::from($value)),*][..] };
}
pub(crate) use values;

/// One row of an answer.
#[derive(Debug)]
pub(crate) struct Row(pub(crate) Vec<Value>);

impl Row {
    fn take(&mut self, column: usize) -> Value {
        self.0.get_mut(column).map_or(Value::Null, |v| std::mem::replace(v, Value::Null))
    }

    /// An integer that is there.
    pub(crate) fn int(&mut self, column: usize) -> Result<i64> {
        match self.take(column) {
            Value::Int(value) => Ok(value),
            other => Err(wrong(column, &other)),
        }
    }

    /// A count.
    pub(crate) fn count(&mut self, column: usize) -> Result<usize> {
        Ok(usize::try_from(self.int(column)?).unwrap_or(0))
    }

    /// An integer that may be missing.
    pub(crate) fn opt_int(&mut self, column: usize) -> Result<Option<i64>> {
        match self.take(column) {
            Value::Null => Ok(None),
            Value::Int(value) => Ok(Some(value)),
            other => Err(wrong(column, &other)),
        }
    }

    /// A text that is there.
    pub(crate) fn text(&mut self, column: usize) -> Result<String> {
        match self.take(column) {
            Value::Text(value) => Ok(value),
            other => Err(wrong(column, &other)),
        }
    }

    /// A text that may be missing.
    pub(crate) fn opt_text(&mut self, column: usize) -> Result<Option<String>> {
        match self.take(column) {
            Value::Null => Ok(None),
            Value::Text(value) => Ok(Some(value)),
            other => Err(wrong(column, &other)),
        }
    }

    /// Bytes; none where they were not asked for.
    pub(crate) fn blob(&mut self, column: usize) -> Result<Vec<u8>> {
        match self.take(column) {
            Value::Null => Ok(Vec::new()),
            Value::Blob(value) => Ok(value),
            other => Err(wrong(column, &other)),
        }
    }
}

fn wrong(column: usize, value: &Value) -> Error {
    Error::damaged(format!("column {column} of an answer holds {value:?}"))
}

/// A connection to one of the databases.
pub(crate) trait Connection: Send {
    /// Runs one statement; the number of rows it touched.
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64>;
    /// Runs one statement and hands over each row of its answer.
    fn query(&mut self, sql: &str, values: &[Value], each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()>;
    /// Runs several statements without values.
    fn batch(&mut self, sql: &str) -> Result<()>;
    /// Begins a transaction that sees one state of the desk.
    fn begin_read(&mut self) -> Result<()>;
    /// Begins a transaction that no other process's can overlap.
    fn begin_write(&mut self) -> Result<()>;
    /// Ends a transaction: everything of it is there, also after a power cut, or nothing.
    fn commit(&mut self) -> Result<()>;
    /// Ends a transaction without a trace.
    fn rollback(&mut self);
    /// The kind of database.
    fn dialect(&self) -> Dialect;
}

/// What differs between the databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// Where connections come from.
pub(crate) trait Engine: Send + Sync {
    /// Its connections.
    type Link: Connection;
    /// Opens another one.
    fn connect(&self) -> Result<Self::Link>;
}

/// Connections at rest that are kept.
const IDLE: usize = 16;

/// A store in a database.
pub(crate) struct SqlStore<E: Engine> {
    engine: E,
    idle: Mutex<Vec<E::Link>>,
    writer: Mutex<()>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What a panicking thread left behind is rolled back when its connection is dropped.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<E: Engine> SqlStore<E> {
    /// Opens the store and brings its tables up to date.
    pub(crate) fn open(engine: E) -> Result<Self> {
        let mut link = engine.connect()?;
        schema::migrate(&mut link)?;
        Ok(Self { engine, idle: Mutex::new(vec![link]), writer: Mutex::new(()) })
    }

    fn link(&self) -> Result<E::Link> {
        let idle = lock(&self.idle).pop();
        idle.map_or_else(|| self.engine.connect(), Ok)
    }
}

impl<E: Engine> Store for SqlStore<E> {
    fn read(&self) -> Result<Box<dyn Snapshot + '_>> {
        let mut link = self.link()?;
        link.begin_read()?;
        Ok(Box::new(Session { link: Some(link), idle: &self.idle, alone: None }))
    }

    fn write(&self) -> Result<Box<dyn Transaction + '_>> {
        let alone = lock(&self.writer);
        let mut link = self.link()?;
        link.begin_write()?;
        Ok(Box::new(Session { link: Some(link), idle: &self.idle, alone: Some(alone) }))
    }
}

/// A transaction; rolled back when it is dropped.
pub(crate) struct Session<'a, C: Connection> {
    link: Option<C>,
    idle: &'a Mutex<Vec<C>>,
    alone: Option<MutexGuard<'a, ()>>,
}

impl<C: Connection> Session<'_, C> {
    pub(crate) fn link(&mut self) -> Result<&mut C> {
        self.link.as_mut().ok_or_else(|| Error::invalid("the transaction is over"))
    }

    /// Everything that a statement answers, each row turned into something.
    pub(crate) fn all<T>(
        &mut self,
        sql: &str,
        values: &[Value],
        mut row: impl FnMut(&mut Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut out = Vec::new();
        self.link()?.query(sql, values, &mut |mut r| {
            out.push(row(&mut r)?);
            Ok(())
        })?;
        Ok(out)
    }

    /// The first row that a statement answers.
    pub(crate) fn first<T>(
        &mut self,
        sql: &str,
        values: &[Value],
        row: impl FnMut(&mut Row) -> Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.all(sql, values, row)?.into_iter().next())
    }

    pub(crate) fn run(&mut self, sql: &str, values: &[Value]) -> Result<u64> {
        self.link()?.execute(sql, values)
    }
}

impl<C: Connection> Drop for Session<'_, C> {
    fn drop(&mut self) {
        if let Some(mut link) = self.link.take() {
            link.rollback();
            let mut idle = lock(self.idle);
            if idle.len() < IDLE {
                idle.push(link);
            }
        }
        self.alone = None;
    }
}

/// `($1, $2, …)` for so many values, the first of them `$first`. The number is rounded up to a power of two, so that few
/// statements need preparing; [`padded`] fills the rest.
pub(crate) fn list(first: usize, count: usize) -> String {
    let marks: Vec<String> = (first..first + count.next_power_of_two()).map(|n| format!("${n}")).collect();
    format!("({})", marks.join(", "))
}

/// The values of a [`list`].
pub(crate) fn padded<'a>(values: impl IntoIterator<Item = &'a str>) -> Vec<Value> {
    let mut out: Vec<Value> = values.into_iter().map(Value::from).collect();
    if let Some(last) = out.last().cloned() {
        out.resize(out.len().next_power_of_two(), last);
    }
    out
}
