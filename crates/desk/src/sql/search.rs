//! Searching by words: FTS5 in SQLite, text search vectors in PostgreSQL. Both hold the same plain words.

use copydesk_model::StoryId;

use super::{Connection, Dialect, NOW, Session, Value};
use crate::codec;
use crate::error::Result;
use crate::store::Found;
use crate::words::Wanted;

/// The question in FTS5's words. There is at least one thing that must be there.
fn fts5(wanted: &[Wanted]) -> String {
    let one = |w: &Wanted| {
        let row = format!("\"{}\"", w.words.join(" "));
        if w.prefix { format!("{row} *") } else { row }
    };
    let must: Vec<String> = wanted.iter().filter(|w| !w.not).map(one).collect();
    let mut out = format!("({})", must.join(" AND "));
    for unwanted in wanted.iter().filter(|w| w.not) {
        out = format!("{out} NOT {}", one(unwanted));
    }
    out
}

/// The question in the words of a `tsquery`.
fn tsquery(wanted: &[Wanted]) -> String {
    let one = |w: &Wanted| {
        let last = w.words.len().saturating_sub(1);
        let row: Vec<String> = w
            .words
            .iter()
            .enumerate()
            .map(|(i, word)| if w.prefix && i == last { format!("'{word}':*") } else { format!("'{word}'") })
            .collect();
        format!("{}({})", if w.not { "!" } else { "" }, row.join(" <-> "))
    };
    wanted.iter().map(one).collect::<Vec<_>>().join(" & ")
}

/// Plain words as a `tsvector` prints: `'fire':1,7 'quay':2`.
pub(super) fn tsvector(words: &str) -> String {
    /// A vector has to be smaller than a mebibyte.
    const BYTES: usize = 400_000;
    /// PostgreSQL knows no later place.
    const PLACES: usize = 16_383;
    let mut places: std::collections::BTreeMap<&str, Vec<usize>> = std::collections::BTreeMap::new();
    let mut bytes = 0;
    for (number, word) in words.split(' ').enumerate() {
        bytes += word.len() + 4;
        if bytes > BYTES {
            break;
        }
        if !word.is_empty() {
            places.entry(word).or_default().push((number + 1).min(PLACES));
        }
    }
    let words: Vec<String> = places
        .into_iter()
        .map(|(word, places)| {
            let places: Vec<String> = places.iter().take(255).map(usize::to_string).collect();
            format!("'{word}':{}", places.join(","))
        })
        .collect();
    words.join(" ")
}

impl<C: Connection> Session<'_, C> {
    pub(super) fn find(
        &mut self,
        wanted: &[Wanted],
        between: (Option<i64>, Option<i64>),
        outlet: Option<&str>,
        below: Option<i64>,
        limit: usize,
    ) -> Result<Vec<Found>> {
        let dialect = self.link()?.dialect();
        let must = wanted.iter().any(|w| !w.not);
        if !wanted.is_empty() && !must {
            // "Everything without" is no question that an index can answer.
            return Ok(Vec::new());
        }
        let mut values: Vec<Value> = vec![NOW.into()];
        let mut conditions: Vec<String> = Vec::new();
        let column = match (must, dialect) {
            (false, _) => "v.slot",
            (true, Dialect::Sqlite) => "w.rowid",
            (true, Dialect::Postgres) => "w.slot",
        };
        if must {
            values.push(match dialect {
                Dialect::Sqlite => fts5(wanted).into(),
                Dialect::Postgres => tsquery(wanted).into(),
            });
            conditions.push(match dialect {
                Dialect::Sqlite => "words MATCH $2".to_owned(),
                Dialect::Postgres => "w.body @@ CAST($2 AS TEXT)::tsquery".to_owned(),
            });
        }
        let mut and = |condition: &dyn Fn(usize) -> String, value: Value| {
            values.push(value);
            conditions.push(condition(values.len()));
        };
        if let Some(from) = between.0 {
            and(&|n| format!("{column} >= ${n}"), codec::slot(Some(from), 0).into());
        }
        if let Some(to) = between.1 {
            and(&|n| format!("{column} < ${n}"), codec::slot(Some(to), 0).into());
        }
        if let Some(below) = below {
            and(&|n| format!("{column} < ${n}"), below.into());
        }
        if let Some(outlet) = outlet {
            and(&|n| format!("v.outlet = ${n}"), outlet.into());
        }
        values.push(limit.into());
        let from = if must {
            format!("words w JOIN revisions v ON v.slot = {column} AND v.to_seq = $1")
        } else {
            conditions.push("v.to_seq = $1".to_owned());
            "revisions v".to_owned()
        };
        let sql = format!(
            "SELECT v.slot, v.outlet, p.story FROM {from} JOIN places p ON p.rid = v.rid AND p.to_seq = $1
             WHERE {} ORDER BY {column} DESC LIMIT ${}",
            conditions.join(" AND "),
            values.len()
        );
        self.all(&sql, &values, |r| {
            Ok(Found { slot: r.int(0)?, outlet: r.opt_text(1)?, story: StoryId::new(r.text(2)?) })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::question;

    #[test]
    fn a_question_reads_alike_in_both_databases() {
        let wanted = question("fire \"quay seven\" evac* -flood");
        assert_eq!(fts5(&wanted), "(\"fire\" AND \"quay seven\" AND \"evac\" *) NOT \"flood\"");
        assert_eq!(tsquery(&wanted), "('fire') & ('quay' <-> 'seven') & ('evac':*) & !('flood')");
        assert_eq!(tsvector("quay fire quay"), "'fire':2 'quay':1,3");
    }
}
