//! *Which tables are there, and how did they come to be?*
//!
//! [`STEPS`] is the history of the schema: each step brings a desk from the version before to its own, in one
//! transaction. A step that was released is never changed; a change is a new step.

use super::{Connection, Dialect, values};
use crate::error::{Error, ErrorKind, Result};

/// One step, in the words of both databases; `{int}`, `{real}` and `{bytes}` stand for types.
struct Step {
    both: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

/// All steps, in order: the first makes version 1.
const STEPS: &[Step] = &[
    Step {
        both: include_str!("../../schema/1.sql"),
        sqlite: include_str!("../../schema/1.sqlite.sql"),
        postgres: include_str!("../../schema/1.postgres.sql"),
    },
    Step {
        both: "",
        sqlite: include_str!("../../schema/2.sqlite.sql"),
        postgres: include_str!("../../schema/2.postgres.sql"),
    },
];

/// The version that this program writes.
#[expect(clippy::cast_possible_wrap, reason = "there are few steps")]
pub(crate) const VERSION: i64 = STEPS.len() as i64;

impl Step {
    fn sql(&self, dialect: Dialect) -> String {
        let (int, real, bytes, own) = match dialect {
            Dialect::Sqlite => ("INTEGER", "REAL", "BLOB", self.sqlite),
            Dialect::Postgres => ("BIGINT", "DOUBLE PRECISION", "BYTEA", self.postgres),
        };
        let both = self.both.replace("{int}", int).replace("{real}", real).replace("{bytes}", bytes);
        format!("{both}\n{own}")
    }
}

/// The version of the schema that is there; 0 for none.
fn version(link: &mut impl Connection) -> Result<i64> {
    let there = match link.dialect() {
        Dialect::Sqlite => "SELECT count(*) FROM sqlite_master WHERE name = 'meta'",
        Dialect::Postgres => {
            "SELECT count(*) FROM pg_tables WHERE tablename = 'meta' AND schemaname = current_schema()"
        }
    };
    let mut count = 0;
    link.query(there, &[], &mut |mut row| {
        count = row.int(0)?;
        Ok(())
    })?;
    if count == 0 {
        return Ok(0);
    }
    let mut version = None;
    link.query("SELECT value FROM meta WHERE key = 'schema'", &[], &mut |mut row| {
        version = row.text(0)?.parse().ok();
        Ok(())
    })?;
    version.ok_or_else(|| Error::new(ErrorKind::NotADesk, "the database holds tables of something else"))
}

/// Brings the tables to the version of this program.
pub(crate) fn migrate(link: &mut impl Connection) -> Result<()> {
    let found = version(link)?;
    if found == VERSION {
        return Ok(());
    }
    newer(found)?;
    link.begin_write()?;
    let done = steps(link);
    match done {
        Ok(()) => link.commit(),
        Err(error) => {
            link.rollback();
            Err(error)
        }
    }
}

fn newer(found: i64) -> Result<()> {
    if found > VERSION {
        let reason =
            format!("the desk has tables of version {found}, and this program knows those up to {VERSION}");
        return Err(Error::new(ErrorKind::Newer, reason));
    }
    Ok(())
}

fn steps(link: &mut impl Connection) -> Result<()> {
    // Another process may have been faster.
    let found = version(link)?;
    newer(found)?;
    for (step, number) in STEPS.iter().zip(1_i64..) {
        if number > found {
            link.batch(&step.sql(link.dialect()))?;
        }
    }
    link.execute("DELETE FROM meta WHERE key = 'schema'", &[])?;
    link.execute("INSERT INTO meta (key, value) VALUES ('schema', $1)", values![VERSION.to_string()])?;
    Ok(())
}
