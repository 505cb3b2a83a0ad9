//! The statements that read.

use copydesk_model::{ReportId, Standing, StoryId};
use rustc_hash::FxHashMap;

use super::{Connection, Dialect, NOW, Row, Session, Value, list, padded, values};
use crate::error::{Error, Result};
use crate::moment::Moment;
use crate::records::{Event, EventKind, Facets, Seq, Sort, StoryCard, StoryFilter};
use crate::store::{After, AsOf, CommitRow, EditRow, Found, MoveRow, ReportRow, Snapshot, StoryRow};
use crate::words::{self, Wanted};

/// Values that go into one list of a statement.
const LIST: usize = 256;

/// Labels shown of each kind of facet.
const SHOWN: usize = 20;

/// The commit that a row is valid up to; none when it still is.
fn until(seq: i64) -> Option<Seq> {
    (seq != NOW).then_some(Seq(seq))
}

/// What a valid row looks like: still, or at a commit. The commit is value `$n`.
fn valid(table: &str, as_of: AsOf, n: usize) -> (String, i64) {
    match as_of {
        // The value is used either way, so that the number of values does not depend on it.
        None => (format!("{table}.to_seq = ${n}"), NOW),
        Some(Seq(seq)) => (format!("{table}.from_seq <= ${n} AND {table}.to_seq > ${n}"), seq),
    }
}

/// The same, of a row that is found by something else: the plus keeps SQLite, which thinks all columns alike, from reading through
/// everything that is valid.
fn found(table: &str, as_of: AsOf, n: usize) -> (String, i64) {
    let (when, seq) = valid(table, as_of, n);
    (if as_of.is_none() { format!("+{when}") } else { when }, seq)
}

pub(crate) fn printed<T: serde::de::DeserializeOwned>(json: &str) -> Result<T> {
    serde_json::from_str(json).map_err(|e| Error::damaged(format!("a stored record cannot be read: {e}")))
}

/// `rid, id, from_seq, to_seq, kind, removed, report, reading, place, revision`
fn report_row(row: &mut Row) -> Result<ReportRow> {
    Ok(ReportRow {
        rid: row.int(0)?,
        from: Seq(row.int(2)?),
        to: until(row.int(3)?),
        kind: row.text(4)?,
        removed: row.opt_int(5)?,
        report: row.blob(6)?,
        reading: row.blob(7)?,
        place: row.opt_text(8)?,
        revision: row.count(9)?,
    })
}

fn story_row(row: &mut Row) -> Result<StoryRow> {
    Ok(StoryRow {
        from: Seq(row.int(0)?),
        to: until(row.int(1)?),
        card: row.text(2)?,
        document: row.blob(3)?,
    })
}

fn move_row(row: &mut Row) -> Result<MoveRow> {
    Ok(MoveRow {
        seq: Seq(row.int(0)?),
        story: StoryId::new(row.text(1)?),
        into: row.opt_text(2)?.map(StoryId::new),
        reason: row.text(3)?,
    })
}

fn event_row(row: &mut Row) -> Result<Event> {
    let kind = row.text(2)?;
    Ok(Event {
        seq: Seq(row.int(0)?),
        number: row.int(1)?,
        kind: EventKind::parse(&kind)
            .ok_or_else(|| Error::damaged(format!("no event is called {kind:?}")))?,
        story: row.opt_text(3)?.map(StoryId::new),
        detail: printed(&row.text(4)?)?,
        at: Moment::from_millis(row.int(5)?),
    })
}

const EVENTS: &str =
    "SELECT e.seq, e.number, e.kind, e.story, e.body, c.at FROM events e JOIN commits c ON c.seq = e.seq";

/// The terms that a filter asks for: kind and key.
fn wanted_terms(filter: &StoryFilter) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    let mut want = |kind: &'static str, name: &Option<String>| {
        if let Some(name) = name {
            out.push((kind, words::key(name)));
        }
    };
    want("person", &filter.person);
    want("place", &filter.place);
    want("organisation", &filter.organisation);
    want("saga", &filter.saga);
    want("outlet", &filter.outlet);
    if let Some(standing) = filter.standing {
        out.push(("standing", standing_name(standing).to_owned()));
    }
    out
}

/// As it is printed.
pub(crate) fn standing_name(standing: Standing) -> &'static str {
    match standing {
        Standing::Conflicting => "conflicting",
        Standing::Superseded => "superseded",
        Standing::Corroborated => "corroborated",
        Standing::SingleSource => "single source",
    }
}

/// Whether a card has what a filter asks for; only needed for the past, whose terms are not kept.
fn has_terms(card: &StoryCard, filter: &StoryFilter) -> bool {
    let named = |names: &[String], wanted: &Option<String>| {
        wanted.as_ref().is_none_or(|wanted| {
            let wanted = words::key(wanted);
            names.iter().any(|name| words::key(name) == wanted)
        })
    };
    let standing = filter.standing.is_none_or(|standing| {
        let counts = &card.standings;
        0 < match standing {
            Standing::Conflicting => counts.conflicting,
            Standing::Superseded => counts.superseded,
            Standing::Corroborated => counts.corroborated,
            Standing::SingleSource => counts.single_source,
        }
    });
    standing
        && named(&card.people, &filter.person)
        && named(&card.places, &filter.place)
        && named(&card.organisations, &filter.organisation)
        && named(&card.outlets, &filter.outlet)
        && named(card.saga.as_slice(), &filter.saga)
}

/// In how many stories a name stands.
struct Counted {
    kind: String,
    key: String,
    label: String,
    count: usize,
}

/// What a name is taken for where as many stories have it for one thing as for another.
fn rank(kind: &str) -> u8 {
    match kind {
        "place" => 2,
        "organisation" => 1,
        _ => 0,
    }
}

/// Whether a kind is that of names.
fn names(kind: &str) -> bool {
    matches!(kind, "person" | "organisation" | "place")
}

/// Names that some stories have for one thing and some for another: the count and rank of what most have them for.
fn likeliest(counts: &[Counted]) -> FxHashMap<String, (usize, u8)> {
    let mut out: FxHashMap<String, (usize, u8)> = FxHashMap::default();
    for counted in counts.iter().filter(|c| names(&c.kind)) {
        let most = out.entry(counted.key.clone()).or_default();
        *most = (*most).max((counted.count, rank(&counted.kind)));
    }
    // Outlets are counted apart: one that some stories have for a person is none.
    for counted in counts.iter().filter(|c| c.kind == "outlet") {
        out.insert(counted.key.clone(), (usize::MAX, 0));
    }
    out
}

/// A day as a filter gives it.
pub(crate) fn day(text: &str) -> Result<i64> {
    text.trim()
        .parse::<jiff::civil::Date>()
        .map(crate::codec::days)
        .map_err(|_| Error::invalid(format!("{text:?} is no day; give it as 2024-06-04")))
}

impl<C: Connection> Session<'_, C> {
    fn reports(
        &mut self,
        place: &str,
        from: &str,
        values: &[Value],
        readings: bool,
    ) -> Result<Vec<ReportRow>> {
        let reading = if readings { "v.reading" } else { "NULL" };
        let sql = format!(
            "SELECT r.rid, r.id, v.from_seq, v.to_seq, v.kind, r.removed, v.report, {reading}, {place},
             (SELECT count(*) FROM revisions o WHERE o.rid = r.rid AND o.from_seq <= v.from_seq) {from}"
        );
        self.all(&sql, values, report_row)
    }
}

impl<C: Connection> Snapshot for Session<'_, C> {
    fn seq(&mut self) -> Result<Seq> {
        let seq = self.first("SELECT max(seq) FROM commits", &[], |r| r.opt_int(0))?;
        Ok(Seq(seq.flatten().unwrap_or(0)))
    }

    fn seq_at(&mut self, at: Moment) -> Result<Seq> {
        let seq = self
            .first("SELECT max(seq) FROM commits WHERE at <= $1", values![at.millis()], |r| r.opt_int(0))?;
        Ok(Seq(seq.flatten().unwrap_or(0)))
    }

    fn commits(&mut self, since: Seq, limit: usize) -> Result<Vec<CommitRow>> {
        let sql = "SELECT seq, at, kind, who, note FROM commits WHERE seq > $1 ORDER BY seq LIMIT $2";
        self.all(sql, values![since.0, limit], |r| {
            Ok(CommitRow {
                seq: Seq(r.int(0)?),
                at: Moment::from_millis(r.int(1)?),
                kind: r.text(2)?,
                who: r.text(3)?,
                note: r.text(4)?,
            })
        })
    }

    fn counts(&mut self) -> Result<(usize, usize)> {
        let sql = "SELECT (SELECT count(*) FROM revisions WHERE to_seq = $1), (SELECT count(*) FROM versions WHERE to_seq = $1)";
        let counts = self.first(sql, values![NOW], |r| Ok((r.count(0)?, r.count(1)?)))?;
        Ok(counts.unwrap_or_default())
    }

    fn newest_day(&mut self) -> Result<Option<i64>> {
        let sql = "SELECT max(last_day) FROM versions WHERE to_seq = $1";
        Ok(self.first(sql, values![NOW], |r| r.opt_int(0))?.flatten())
    }

    fn report(&mut self, id: &ReportId, as_of: AsOf) -> Result<Option<ReportRow>> {
        let Some(seq) = as_of else {
            let place = "(SELECT p.place FROM places p WHERE p.rid = r.rid AND p.to_seq = $2)";
            let from = "FROM reports r JOIN revisions v ON v.rid = r.rid WHERE r.id = $1 ORDER BY v.from_seq DESC LIMIT 1";
            return Ok(self.reports(place, from, values![id.as_str(), NOW], true)?.into_iter().next());
        };
        let place =
            "(SELECT p.place FROM places p WHERE p.rid = r.rid AND p.from_seq <= $2 AND p.to_seq > $2)";
        let from = "FROM reports r JOIN revisions v ON v.rid = r.rid WHERE r.id = $1 AND v.from_seq <= $2 AND v.to_seq > $2";
        Ok(self.reports(place, from, values![id.as_str(), seq.0], true)?.into_iter().next())
    }

    fn revisions(&mut self, id: &ReportId) -> Result<Vec<ReportRow>> {
        let from = "FROM reports r JOIN revisions v ON v.rid = r.rid WHERE r.id = $1 ORDER BY v.from_seq";
        self.reports("CAST(NULL AS TEXT)", from, values![id.as_str()], false)
    }

    fn at_page(&mut self, page: &str) -> Result<Vec<ReportId>> {
        self.all("SELECT id FROM reports WHERE page = $1 ORDER BY rid", values![page], |r| {
            Ok(ReportId::new(r.text(0)?))
        })
    }

    fn members(&mut self, stories: &[StoryId], as_of: AsOf, readings: bool) -> Result<Vec<ReportRow>> {
        let mut out = Vec::new();
        for part in stories.chunks(LIST) {
            let (place, seq) = valid("p", as_of, 1);
            let (revision, _) = found("v", as_of, 1);
            let from = format!(
                "FROM places p JOIN reports r ON r.rid = p.rid JOIN revisions v ON v.rid = p.rid
                 WHERE {place} AND {revision} AND p.story IN {}",
                list(2, part.len())
            );
            let mut values = vec![Value::Int(seq)];
            values.extend(padded(part.iter().map(StoryId::as_str)));
            out.extend(self.reports("p.place", &from, &values, readings)?);
        }
        out.sort_by_key(|row| row.rid);
        Ok(out)
    }

    fn scan(&mut self, after: i64, limit: usize) -> Result<Vec<ReportRow>> {
        let place = "(SELECT p.place FROM places p WHERE p.rid = r.rid AND p.to_seq = $1)";
        let from = "FROM reports r JOIN revisions v ON v.rid = r.rid
             WHERE +v.to_seq = $1 AND r.rid > $2 ORDER BY r.rid LIMIT $3";
        self.reports(place, from, values![NOW, after, limit], true)
    }

    fn stories_between(&mut self, from: i64, to: i64, undated: bool) -> Result<Vec<StoryId>> {
        let sql = "SELECT story FROM versions WHERE to_seq = $1 AND last_day >= $2 AND first_day <= $3 ORDER BY story";
        let mut out = self.all(sql, values![NOW, from, to], |r| Ok(StoryId::new(r.text(0)?)))?;
        if undated {
            let sql = "SELECT story FROM versions WHERE to_seq = $1 AND last_day IS NULL ORDER BY story";
            out.extend(self.all(sql, values![NOW], |r| Ok(StoryId::new(r.text(0)?)))?);
        }
        Ok(out)
    }

    fn story_ids(&mut self, after: &str, limit: usize) -> Result<Vec<StoryId>> {
        let sql = "SELECT story FROM versions WHERE +to_seq = $1 AND story > $2 ORDER BY story LIMIT $3";
        self.all(sql, values![NOW, after, limit], |r| Ok(StoryId::new(r.text(0)?)))
    }

    fn story(&mut self, id: &StoryId, as_of: AsOf) -> Result<Option<StoryRow>> {
        let (when, seq) = found("v", as_of, 2);
        let sql = format!(
            "SELECT v.from_seq, v.to_seq, v.card, v.document FROM versions v WHERE v.story = $1 AND {when}"
        );
        self.first(&sql, values![id.as_str(), seq], story_row)
    }

    fn card(&mut self, id: &StoryId) -> Result<Option<StoryCard>> {
        let sql = "SELECT card FROM versions WHERE story = $1 AND +to_seq = $2";
        self.first(sql, values![id.as_str(), NOW], |r| printed(&r.text(0)?))
    }

    fn versions(&mut self, id: &StoryId) -> Result<Vec<StoryRow>> {
        let sql = "SELECT from_seq, to_seq, card, NULL FROM versions WHERE story = $1 ORDER BY from_seq";
        self.all(sql, values![id.as_str()], story_row)
    }

    fn cards(
        &mut self,
        filter: &StoryFilter,
        sort: Sort,
        after: Option<&After>,
        limit: usize,
        as_of: AsOf,
    ) -> Result<Vec<(StoryCard, After)>> {
        let order = match sort {
            Sort::Top => "rank",
            Sort::Newest => "latest",
        };
        let mut values: Vec<Value> = Vec::new();
        let terms = if as_of.is_none() { wanted_terms(filter) } else { Vec::new() };
        let (when, seq) = if terms.is_empty() { valid("v", as_of, 1) } else { found("v", as_of, 1) };
        values.push(seq.into());
        let mut conditions = vec![when];
        let mut and = |condition: &dyn Fn(usize) -> String, value: Value| {
            values.push(value);
            conditions.push(condition(values.len()));
        };
        if let Some(from) = &filter.from {
            and(&|n| format!("v.last_day >= ${n}"), day(from)?.into());
        }
        if let Some(to) = &filter.to {
            and(&|n| format!("v.first_day <= ${n}"), day(to)?.into());
        }
        if let Some(after) = after {
            and(
                &|n| format!("(v.{order} < ${n} OR (v.{order} = ${n} AND v.story > ${}))", n + 1),
                after.order.into(),
            );
            values.push(after.id.as_str().into());
        }
        let mut from = "versions v JOIN commits c ON c.seq = v.from_seq".to_owned();
        let mut sorted = format!("v.{order}");
        for (number, (kind, key)) in terms.into_iter().enumerate() {
            values.push(kind.into());
            values.push(key.into());
            let (k, n) = (values.len() - 1, values.len());
            if number == 0 {
                "terms t JOIN versions v ON v.story = t.story JOIN commits c ON c.seq = v.from_seq"
                    .clone_into(&mut from);
                conditions.push(format!("t.kind = ${k} AND t.key = ${n}"));
                if sort == Sort::Top {
                    "t.rank".clone_into(&mut sorted);
                }
            } else {
                conditions.push(format!(
                    "EXISTS (SELECT 1 FROM terms o WHERE o.kind = ${k} AND o.key = ${n} AND o.story = v.story)"
                ));
            }
        }
        // What only the card tells is looked up there, further rows being read as they are needed.
        let exact = as_of.is_none() && filter.origins.is_none();
        let n = values.len() + 1;
        let sql = format!(
            "SELECT v.card, v.{order}, v.story, v.from_seq, c.at FROM {from} WHERE {} ORDER BY {sorted} DESC, v.story{}",
            conditions.join(" AND "),
            if exact { format!(" LIMIT ${n}") } else { String::new() }
        );
        if exact {
            values.push(limit.into());
        }
        let mut out = Vec::new();
        self.link()?.query(&sql, &values, &mut |mut row| {
            if out.len() >= limit {
                return Ok(());
            }
            let mut card: StoryCard = printed(&row.text(0)?)?;
            card.seq = Seq(row.int(3)?);
            card.at = Moment::from_millis(row.int(4)?);
            if as_of.is_some() && !has_terms(&card, filter) {
                return Ok(());
            }
            if filter.origins.is_some_and(|least| card.origins < least) {
                return Ok(());
            }
            let after = After { order: row.int(1)?, id: row.text(2)? };
            out.push((card, after));
            Ok(())
        })?;
        Ok(out)
    }

    fn facets(&mut self, stories: &[StoryId]) -> Result<Facets> {
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        let mut counts: Vec<Counted> = Vec::new();
        for part in stories.chunks(LIST) {
            let sql = format!("SELECT kind, key, label FROM terms WHERE story IN {}", list(1, part.len()));
            self.link()?.query(&sql, &padded(part.iter().map(StoryId::as_str)), &mut |mut row| {
                let (kind, key, label) = (row.text(0)?, row.text(1)?, row.text(2)?);
                let place = *places.entry(format!("{kind}\0{key}")).or_insert_with(|| {
                    counts.push(Counted { kind, key, label: label.clone(), count: 0 });
                    counts.len() - 1
                });
                if let Some(Counted { label: known, count, .. }) = counts.get_mut(place) {
                    *count += 1;
                    // Of several spellings the first in order, whatever comes first; capitals alone only where there is no other.
                    let shouted = |label: &str| !label.contains(char::is_lowercase);
                    if (shouted(&label), &label) < (shouted(known), &*known) {
                        *known = label;
                    }
                }
                Ok(())
            })?;
        }
        let mut facets = Facets { counted: stories.len(), ..Facets::default() };
        let likeliest = likeliest(&counts);
        for Counted { kind, key, label, count } in counts {
            let less = || likeliest.get(&key).is_some_and(|likeliest| (count, rank(&kind)) < *likeliest);
            if names(&kind) && less() {
                continue;
            }
            let labels = match kind.as_str() {
                "outlet" => &mut facets.outlets,
                "person" => &mut facets.people,
                "organisation" => &mut facets.organisations,
                "place" => &mut facets.places,
                "standing" => &mut facets.standings,
                _ => continue,
            };
            labels.push((label, count));
        }
        let lists = [
            &mut facets.outlets,
            &mut facets.people,
            &mut facets.organisations,
            &mut facets.places,
            &mut facets.standings,
        ];
        for labels in lists {
            labels.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            labels.truncate(SHOWN);
        }
        Ok(facets)
    }

    fn moved(&mut self, id: &StoryId) -> Result<Option<MoveRow>> {
        let sql =
            "SELECT seq, story, into_story, reason FROM moves WHERE story = $1 ORDER BY seq DESC LIMIT 1";
        self.first(sql, values![id.as_str()], move_row)
    }

    fn came(&mut self, into: &StoryId) -> Result<Vec<MoveRow>> {
        let sql =
            "SELECT seq, story, into_story, reason FROM moves WHERE into_story = $1 ORDER BY seq, story";
        self.all(sql, values![into.as_str()], move_row)
    }

    fn speakers(&mut self, prefix: &str, limit: usize) -> Result<Vec<(String, String, usize)>> {
        // The key after all those that begin so.
        let end = format!("{prefix}\u{10ffff}");
        let sql = "SELECT key, max(name), count(*) AS families FROM speakers WHERE key >= $1 AND key < $2
                   GROUP BY key ORDER BY families DESC, key LIMIT $3";
        self.all(sql, values![prefix, end, limit], |r| Ok((r.text(0)?, r.text(1)?, r.count(2)?)))
    }

    fn families(
        &mut self,
        key: &str,
        after: Option<&After>,
        limit: usize,
    ) -> Result<Vec<(StoryId, usize, After)>> {
        let (order, id) = after.map_or((i64::MAX, ""), |a| (a.order, a.id.as_str()));
        let (story, family) = id.split_once('/').unwrap_or((id, "-1"));
        let family: i64 = family.parse().map_err(|_| Error::invalid("the cursor is none of this list"))?;
        let sql = "SELECT story, family, latest FROM speakers WHERE key = $1
                   AND (latest < $2 OR (latest = $2 AND (story > $3 OR (story = $3 AND family > $4))))
                   ORDER BY latest DESC, story, family LIMIT $5";
        self.all(sql, values![key, order, story, family, limit], |r| {
            let (story, family) = (r.text(0)?, r.count(1)?);
            let after = After { order: r.int(2)?, id: format!("{story}/{family}") };
            Ok((StoryId::new(story), family, after))
        })
    }

    fn family_count(&mut self, key: &str) -> Result<usize> {
        Ok(self
            .first("SELECT count(*) FROM speakers WHERE key = $1", values![key], |r| r.count(0))?
            .unwrap_or(0))
    }

    fn search(
        &mut self,
        wanted: &[Wanted],
        between: (Option<i64>, Option<i64>),
        outlet: Option<&str>,
        below: Option<i64>,
        limit: usize,
    ) -> Result<Vec<Found>> {
        self.find(wanted, between, outlet, below, limit)
    }

    fn at_slots(&mut self, slots: &[i64]) -> Result<Vec<(i64, ReportRow)>> {
        let mut out = Vec::new();
        for slot in slots {
            let from = "FROM revisions v JOIN reports r ON r.rid = v.rid
                 JOIN places p ON p.rid = v.rid AND p.to_seq = $1 WHERE v.to_seq = $1 AND v.slot = $2";
            let found = self.reports("p.place", from, values![NOW, *slot], false)?;
            out.extend(found.into_iter().map(|row| (*slot, row)));
        }
        Ok(out)
    }

    fn edits(&mut self, also_undone: bool) -> Result<Vec<EditRow>> {
        let which = if also_undone { "" } else { "WHERE undone IS NULL" };
        let sql = format!("SELECT edit, seq, body, undone FROM edits {which} ORDER BY edit");
        self.all(&sql, &[], |r| {
            Ok(EditRow {
                edit: r.int(0)?,
                seq: Seq(r.int(1)?),
                body: r.text(2)?,
                undone: r.opt_int(3)?.map(Seq),
            })
        })
    }

    fn events(&mut self, since: (Seq, i64), limit: usize) -> Result<Vec<Event>> {
        let sql = format!(
            "{EVENTS} WHERE e.seq > $1 OR (e.seq = $1 AND e.number > $2) ORDER BY e.seq, e.number LIMIT $3"
        );
        self.all(&sql, values![since.0.0, since.1, limit], event_row)
    }

    fn story_events(&mut self, id: &StoryId, limit: usize) -> Result<Vec<Event>> {
        let sql = format!("{EVENTS} WHERE e.story = $1 ORDER BY e.seq DESC, e.number DESC LIMIT $2");
        self.all(&sql, values![id.as_str(), limit], event_row)
    }

    fn indexed(&mut self) -> Result<usize> {
        // SQLite keeps a row for every text that is indexed, though not the text.
        let sql = match self.link()?.dialect() {
            Dialect::Sqlite => "SELECT count(*) FROM words_docsize",
            Dialect::Postgres => "SELECT count(*) FROM words",
        };
        Ok(self.first(sql, &[], |r| r.count(0))?.unwrap_or(0))
    }

    fn check(&mut self) -> Result<Vec<String>> {
        if self.link()?.dialect() == Dialect::Postgres {
            return Ok(Vec::new());
        }
        let mut out = self.all("PRAGMA integrity_check(20)", &[], |r| r.text(0))?;
        out.retain(|line| line != "ok");
        Ok(out)
    }
}
