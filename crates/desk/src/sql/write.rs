//! The statements that write: one commit, all of it or nothing.
//!
//! `+to_seq` stands where a row is found by something else: without the plus SQLite, to which all columns are alike, may choose the
//! index of everything that is valid, and reads through all of it.

use copydesk_model::{Assignment, ReportId};

use super::search::tsvector;
use super::{Connection, Dialect, NOW, Session, values};
use crate::codec;
use crate::error::{Error, Result};
use crate::records::Seq;
use crate::store::{Batch, NewReport, NewStory, Snapshot, Transaction};

impl<C: Connection> Session<'_, C> {
    fn write_words(&mut self, slot: i64, words: &str) -> Result<()> {
        match self.link()?.dialect() {
            Dialect::Sqlite => {
                self.run("INSERT INTO words (rowid, body) VALUES ($1, $2)", values![slot, words])?;
            }
            Dialect::Postgres => {
                let sql = "INSERT INTO words (slot, body) VALUES ($1, CAST(CAST($2 AS TEXT) AS TSVECTOR))";
                self.run(sql, values![slot, tsvector(words)])?;
            }
        }
        Ok(())
    }

    fn drop_words(&mut self, slot: i64) -> Result<()> {
        let sql = match self.link()?.dialect() {
            Dialect::Sqlite => "DELETE FROM words WHERE rowid = $1",
            Dialect::Postgres => "DELETE FROM words WHERE slot = $1",
        };
        self.run(sql, values![slot])?;
        Ok(())
    }

    /// Closes the revision of a report that holds now, and what it is found by.
    fn close_revision(&mut self, seq: i64, rid: i64) -> Result<()> {
        let sql = "SELECT slot FROM revisions WHERE rid = $1 AND +to_seq = $2";
        if let Some(slot) = self.first(sql, values![rid, NOW], |r| r.int(0))? {
            self.drop_words(slot)?;
            let sql = "UPDATE revisions SET to_seq = $1 WHERE rid = $2 AND +to_seq = $3";
            self.run(sql, values![seq, rid, NOW])?;
        }
        Ok(())
    }

    fn rid(&mut self, id: &ReportId) -> Result<Option<i64>> {
        self.first("SELECT rid FROM reports WHERE id = $1", values![id.as_str()], |r| r.int(0))
    }

    fn write_report(&mut self, seq: i64, next: &mut i64, report: &NewReport) -> Result<()> {
        let rid = if let Some(rid) = self.rid(&report.id)? {
            self.close_revision(seq, rid)?;
            let sql = "UPDATE reports SET page = $1, removed = NULL WHERE rid = $2";
            self.run(sql, values![report.page.as_deref(), rid])?;
            rid
        } else {
            *next += 1;
            let sql = "INSERT INTO reports (rid, id, page) VALUES ($1, $2, $3)";
            self.run(sql, values![*next, report.id.as_str(), report.page.as_deref()])?;
            *next
        };
        let slot = codec::slot(report.minutes, rid);
        let sql = "INSERT INTO revisions (rid, from_seq, to_seq, kind, slot, day, outlet, report, reading)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        self.run(
            sql,
            values![
                rid,
                seq,
                NOW,
                report.kind,
                slot,
                report.day,
                report.outlet.as_deref(),
                report.report.as_slice(),
                report.reading.as_slice(),
            ],
        )?;
        self.write_words(slot, &report.words)
    }

    fn write_place(&mut self, seq: i64, place: &Assignment) -> Result<()> {
        let rid = self
            .rid(&place.report)?
            .ok_or_else(|| Error::invalid(format!("report {} has a place and is not there", place.report)))?;
        self.run("UPDATE places SET to_seq = $1 WHERE rid = $2 AND to_seq = $3", values![seq, rid, NOW])?;
        let sql = "INSERT INTO places (rid, from_seq, to_seq, story, place) VALUES ($1, $2, $3, $4, $5)";
        self.run(sql, values![rid, seq, NOW, place.story.as_str(), codec::json(place)?])?;
        Ok(())
    }

    fn close_story(&mut self, seq: i64, id: &str) -> Result<()> {
        self.run("UPDATE versions SET to_seq = $1 WHERE story = $2 AND +to_seq = $3", values![seq, id, NOW])?;
        self.run("DELETE FROM terms WHERE story = $1", values![id])?;
        self.run("DELETE FROM speakers WHERE story = $1", values![id])?;
        Ok(())
    }

    fn write_story(&mut self, seq: i64, story: &NewStory) -> Result<()> {
        let id = story.id.as_str();
        self.close_story(seq, id)?;
        let sql = "INSERT INTO versions (story, from_seq, to_seq, rank, latest, first_day, last_day, reports, card, document)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        self.run(
            sql,
            values![
                id,
                seq,
                NOW,
                story.rank,
                story.latest,
                story.first_day,
                story.last_day,
                story.reports,
                story.card.as_str(),
                story.document.as_slice(),
            ],
        )?;
        for (kind, key, label) in &story.terms {
            let sql =
                "INSERT INTO terms (kind, key, rank, latest, story, label) VALUES ($1, $2, $3, $4, $5, $6)
                       ON CONFLICT (kind, key, rank, story) DO NOTHING";
            self.run(sql, values![*kind, key.as_str(), story.rank, story.latest, id, label.as_str()])?;
        }
        for (key, family, name) in &story.speakers {
            let sql = "INSERT INTO speakers (key, latest, story, family, name) VALUES ($1, $2, $3, $4, $5)
                       ON CONFLICT (key, latest, story, family) DO NOTHING";
            self.run(sql, values![key.as_str(), story.latest, id, *family, name.as_str()])?;
        }
        Ok(())
    }

    fn write_batch(&mut self, batch: &Batch) -> Result<Seq> {
        let seq = self.seq()?.0 + 1;
        let sql = "INSERT INTO commits (seq, at, kind, who, note) VALUES ($1, $2, $3, $4, $5)";
        let who = batch.who.as_str();
        self.run(sql, values![seq, batch.at.millis(), batch.kind, who, batch.note.as_str()])?;
        for id in &batch.removed {
            let Some(rid) = self.rid(id)? else { continue };
            self.close_revision(seq, rid)?;
            self.run("UPDATE reports SET removed = $1 WHERE rid = $2", values![seq, rid])?;
            self.run("UPDATE places SET to_seq = $1 WHERE rid = $2 AND to_seq = $3", values![seq, rid, NOW])?;
        }
        let mut next =
            self.first("SELECT max(rid) FROM reports", &[], |r| r.opt_int(0))?.flatten().unwrap_or(0);
        for report in &batch.reports {
            self.write_report(seq, &mut next, report)?;
        }
        for place in &batch.places {
            self.write_place(seq, place)?;
        }
        for gone in &batch.gone {
            self.close_story(seq, gone.id.as_str())?;
            let sql = "INSERT INTO moves (seq, story, into_story, reason) VALUES ($1, $2, $3, $4)";
            let into = gone.into.as_ref().map(copydesk_model::StoryId::as_str);
            self.run(sql, values![seq, gone.id.as_str(), into, gone.reason.as_str()])?;
        }
        for story in &batch.stories {
            self.write_story(seq, story)?;
        }
        for (event, number) in batch.events.iter().zip(0_i64..) {
            let sql = "INSERT INTO events (seq, number, kind, story, body) VALUES ($1, $2, $3, $4, $5)";
            let story = event.story.as_ref().map(copydesk_model::StoryId::as_str);
            self.run(sql, values![seq, number, event.kind, story, event.body.as_str()])?;
        }
        if let Some((kind, body)) = &batch.edit {
            let sql = "INSERT INTO edits (edit, seq, kind, body) VALUES ($1, $2, $3, $4)";
            self.run(sql, values![seq, seq, *kind, body.as_str()])?;
        }
        if let Some(edit) = batch.undo {
            self.run("UPDATE edits SET undone = $1 WHERE edit = $2", values![seq, edit])?;
        }
        Ok(Seq(seq))
    }
}

impl<C: Connection> Transaction for Session<'_, C> {
    fn commit(mut self: Box<Self>, batch: &Batch) -> Result<Seq> {
        let seq = self.write_batch(batch)?;
        self.link()?.commit()?;
        Ok(seq)
    }

    fn clear_words(&mut self) -> Result<()> {
        match self.link()?.dialect() {
            Dialect::Sqlite => self.run("INSERT INTO words (words) VALUES ('delete-all')", &[])?,
            Dialect::Postgres => self.run("DELETE FROM words", &[])?,
        };
        Ok(())
    }

    fn index(&mut self, rid: i64, words: &str) -> Result<()> {
        let sql = "SELECT slot FROM revisions WHERE rid = $1 AND +to_seq = $2";
        match self.first(sql, values![rid, NOW], |r| r.int(0))? {
            Some(slot) => self.write_words(slot, words),
            None => Ok(()),
        }
    }
}
