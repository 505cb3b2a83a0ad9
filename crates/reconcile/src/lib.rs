//! *What do the reports of one story say together?*
//!
//! [`reconcile`] takes what each report says and makes a [`Story`] of it: who is who across the reports, which
//! quotations are the same words and how the wordings differ, which sentences say the same, and from that the ledger
//! (corroborated, conflicting, superseded, said by one alone), the timeline and the brief.
//!
//! Precision comes first, since a desk that hears two false alarms stops listening: things are compared only when
//! they are known to fill one slot, and what can be explained (a cut, a birthday, rounding, "at least") is no conflict.
//! Support is counted in independent origins, never in reports. Nothing here rules on who is right.
//!
//! Left out on purpose: files, screens, and any words that no report wrote, but for the fixed templates of explanations.

mod acts;
mod align;
mod brief;
mod cast;
mod clause;
mod desk;
mod ledger;
mod quotes;
mod statement;
mod timeline;
mod words;

use copydesk_lineage::Lineage;
use copydesk_model::{Assignment, Member, Reason, ReportId, Story, StoryEntity, StoryId};
use jiff::ToSpan;

pub use brief::{FEATURES as SALIENCE, Weights as SalienceWeights, supported};
use desk::{Desk, Place};
pub use quotes::{Spoken, SpokenForm, SpokenQuery, spoken};
pub use statement::{Statements, Unit};
pub use timeline::{DaySentence, DaySettings, TimelineDay, days};

/// How much to say.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Length of the brief, in words.
    pub brief_words: usize,
    /// Other weights of a sentence's salience than the ones fitted before, for fitting them.
    pub salience: Option<SalienceWeights>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { brief_words: 120, salience: None }
    }
}

/// How many entities of a story are listed.
const ENTITIES: usize = 40;

/// Reconciles the members of one story (one or more, by publication date and id). `assignments` are theirs, in the same order.
pub fn reconcile(
    id: StoryId,
    members: &[Member<'_>],
    assignments: &[&Assignment],
    lineage: &Lineage,
    settings: &Settings,
) -> Story {
    let mut desk = Desk::new(members, lineage);
    let families = quotes::families(&mut desk);
    let alignment = align::align(&desk);
    let mut drafts = ledger::ages(&desk);
    drafts.extend(ledger::relations(&desk));
    drafts.extend(ledger::figures(&desk, &alignment));
    drafts.extend(ledger::dates(&desk, &alignment));
    drafts.extend(ledger::names(&desk, &alignment));
    drafts.extend(ledger::order(&desk, &families, &alignment));
    drafts.extend(ledger::silence(&desk, &families));
    drafts.extend(quotes::wording(&desk, &families));
    drafts.extend(quotes::attribution(&desk, &families));
    drafts.extend(quotes::splices(&desk, &families));
    let disputed = ledger::contested(&drafts);
    drafts.extend(ledger::statements(&desk, &alignment, &disputed));
    drafts.extend(ledger::denials(&desk, &alignment));
    drafts.extend(ledger::alone(&desk, &alignment, &disputed));
    let findings = ledger::print(&desk, &id, drafts);
    let timeline = timeline::timeline(&desk, &id, &alignment);
    let quotations = quotes::print(&mut desk, &id, &families);
    let ids = |group: &Vec<usize>| -> Vec<ReportId> {
        group.iter().map(|m| members[*m].report.id.clone()).collect()
    };
    let days: Vec<jiff::civil::Date> = (0..members.len()).filter_map(|m| desk.day(m)).collect();
    let midnight = |day: &jiff::civil::Date| day.to_datetime(jiff::civil::Time::midnight());
    let headline = brief::headline(&desk);
    let brief = brief::brief(&desk, &alignment, &findings, &headline.text, settings);
    Story {
        saga: assignments.first().and_then(|a| a.saga.clone()),
        headline,
        reports: members.iter().map(|m| m.report.id.clone()).collect(),
        texts: lineage.texts.iter().map(ids).collect(),
        origins: lineage.origins.iter().map(ids).collect(),
        from: days.iter().min().map(midnight),
        to: days.iter().max().map(|d| midnight(&d.saturating_add(1.day()))),
        entities: entities(&desk, &id),
        why: why(assignments),
        brief,
        timeline: timeline.entries,
        publications: timeline.publications,
        placed: timeline.placed,
        quotations,
        findings,
        copies: lineage.copies.clone(),
        id,
    }
}

/// A sentence of a story with the numbers that its salience is made of.
#[derive(Clone, Debug)]
pub struct Salient {
    /// Its words.
    pub text: String,
    /// The numbers.
    pub numbers: [f32; SALIENCE],
    /// Whether the brief may open with it.
    pub leads: bool,
}

/// Every sentence of a story in numbers, for fitting.
pub fn salience(members: &[Member<'_>], lineage: &Lineage) -> Vec<Salient> {
    let desk = Desk::new(members, lineage);
    let alignment = align::align(&desk);
    let numbers = brief::features(&desk, &alignment).into_iter().enumerate();
    let salient = numbers.map(|(n, numbers)| {
        let line = &desk.lines[n];
        let text = line.span.of(desk.text(line.member)).to_owned();
        Salient { text, numbers, leads: brief::leads(&desk, n) }
    });
    salient.collect()
}

/// The people and things of a story, most prominent first.
fn entities(desk: &Desk<'_>, story: &StoryId) -> Vec<StoryEntity> {
    desk.cast
        .identities
        .iter()
        .filter_map(|identity| {
            let places =
                identity.mentions.iter().map(|(member, span)| Place { member: *member, span: *span });
            Some((identity, desk.support(places)?))
        })
        .take(ENTITIES)
        .enumerate()
        .map(|(i, (identity, evidence))| StoryEntity {
            id: format!("{story}/e{i}"),
            kind: identity.kind,
            name: identity.name.clone(),
            names: identity.names.clone(),
            within: identity.within.iter().map(|(m, e)| e.within(&desk.members[*m].report.id)).collect(),
            evidence,
        })
        .collect()
}

/// What joined the reports: each kind of signal once, with its terms in order of how many reports it joined.
fn why(assignments: &[&Assignment]) -> Vec<Reason> {
    let mut out: Vec<Reason> = Vec::new();
    for reason in assignments.iter().flat_map(|a| &a.why) {
        match out.iter_mut().find(|r| r.signal == reason.signal) {
            Some(known) => {
                known.weight += reason.weight;
                for term in &reason.terms {
                    if !known.terms.contains(term) && known.terms.len() < 12 {
                        known.terms.push(term.clone());
                    }
                }
            }
            None => out.push(reason.clone()),
        }
    }
    let joined = assignments.iter().filter(|a| !a.why.is_empty()).count().max(1) as f32;
    for reason in &mut out {
        reason.weight /= joined;
    }
    out
}
