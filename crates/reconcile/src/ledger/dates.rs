//! *Do the reports put the same event on other days?*
//!
//! Sentences that are much alike, each with one date of a day and no other, whose words around the date agree.
//! Days that a report only says words on ("said on Monday") are the day of saying, and are left out.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_model::{Anchor, ConflictKind, Granularity, Nature, Standing, TimexType};
use jiff::civil::Date;

use super::{Draft, DraftValue, Rank, count};
use crate::align::Alignment;
use crate::desk::{Desk, Place};
use crate::words::{self, is_stop, tokens};

/// What happens on many days of one story, and times of the day.
const REPEATED: &[&str] = &[
    "tweeted",
    "tweet",
    "posted",
    "wrote",
    "said",
    "told",
    "spoke",
    "asked",
    "morning",
    "evening",
    "night",
    "afternoon",
    "late",
    "early",
    "interview",
    "statement",
    "protests",
    "protesters",
    "vote",
    "meeting",
    "week",
    "hearing",
];

struct Dated {
    place: Place,
    day: Date,
    near: BTreeSet<String>,
    /// Stems of what is said to happen then: the content words right beside the date, no names.
    act: BTreeSet<String>,
    /// The words of the date, folded.
    words: String,
    /// Whether they name a weekday or a calendar date.
    named: bool,
}

/// Days that differ.
pub(crate) fn dates(desk: &Desk<'_>, alignment: &Alignment) -> Vec<Draft> {
    let dated: Vec<Option<Dated>> = (0..desk.lines.len()).map(|l| dated(desk, l)).collect();
    let mut out: Vec<Draft> = Vec::new();
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for link in &alignment.links {
        let (Some(a), Some(b)) = (&dated[link.a], &dated[link.b]) else { continue };
        // One weekday in two weeks is a week wrongly read, and a relative word ("earlier that day") shows nothing.
        if a.day.weekday() == b.day.weekday() || !(a.named && b.named) || a.words == b.words {
            continue;
        }
        let common = a.near.intersection(&b.near).count();
        let alike = link.likeness.dice >= 0.5
            || (link.likeness.dice >= 0.35 && link.likeness.same >= 0.6 && common >= 3)
            || (link.likeness.dice >= 0.3
                && link.likeness.shared >= 5
                && a.act.intersection(&b.act).count() >= 2);
        if a.day == b.day || !alike || common < 2 {
            continue;
        }
        if used.contains(&link.a) || used.contains(&link.b) {
            continue;
        }
        // All sentences aligned with either, with the day that each gives.
        let mut family: BTreeSet<usize> = BTreeSet::from([link.a, link.b]);
        // One sentence a report, the most alike.
        let mut told: BTreeSet<usize> = family.iter().map(|l| desk.lines[*l].member).collect();
        for l in [link.a, link.b] {
            for (other, k) in &alignment.of[l] {
                if k.dice >= 0.5 && dated[*other].is_some() && told.insert(desk.lines[*other].member) {
                    family.insert(*other);
                }
            }
        }
        let mut values: BTreeMap<Date, Vec<Place>> = BTreeMap::new();
        for l in &family {
            if let Some(d) = &dated[*l] {
                values.entry(d.day).or_default().push(d.place);
            }
        }
        used.extend(&family);
        let reports: Vec<usize> = values.values().flatten().map(|p| p.member).collect();
        if reports.iter().collect::<BTreeSet<_>>().len() != reports.len() {
            continue;
        }
        let values: Vec<DraftValue> =
            values.into_iter().map(|(day, places)| DraftValue::new(day.to_string(), places)).collect();
        let listed = values.iter().map(|v| format!("{} in {}", v.value, count(v.members().len(), "report")));
        out.push(Draft {
            slot: "day of one event".to_owned(),
            standing: Standing::Conflicting,
            kind: Some(ConflictKind::Date),
            nature: Some(Nature::Disagreement),
            explanation: format!(
                "The reports put the same event on other days: {}.",
                listed.collect::<Vec<_>>().join(", ")
            ),
            because: vec![
                "The sentences are aligned, and each has one date.".to_owned(),
                "The words around the dates agree.".to_owned(),
            ],
            weight: desk.origins(reports) as f64,
            values,
            rank: Rank::Date,
        });
    }
    out
}

fn dated(desk: &Desk<'_>, number: usize) -> Option<Dated> {
    let line = &desk.lines[number];
    let times = &desk.members[line.member].reading.times;
    // One day and no other; years and seasons beside it do not matter.
    let mut inside = times.iter().filter(|t| {
        line.span.contains(t.span)
            && matches!(t.kind, TimexType::Date | TimexType::Time)
            && t.granularity <= Granularity::Day
            && t.interval.is_some()
    });
    let (time, None) = (inside.next()?, inside.next()) else { return None };
    if matches!(time.anchor, Anchor::Event(_) | Anchor::Unresolved)
        || desk.is_quoted(line.member, time.span.start())
    {
        return None;
    }
    let day = time.interval?.from?.date();
    let text = desk.text(line.member);
    let words = tokens(text, line.span);
    let at = words.iter().position(|t| t.span.end() > time.span.start())?;
    let said = words[at.saturating_sub(3)..at].iter().any(|t| {
        matches!(
            t.key.as_str(),
            "said"
                | "told"
                | "says"
                | "announced"
                | "reported"
                | "according"
                | "statement"
                | "tweeted"
                | "wrote"
        )
    });
    if said {
        return None;
    }
    let near = words[at.saturating_sub(7)..(at + 9).min(words.len())]
        .iter()
        .filter(|t| !is_stop(&t.key) && !time.span.overlaps(t.span))
        .map(|t| copydesk_language::stem(&t.key).into_owned())
        .collect();
    let plain = |t: &&words::Token| {
        !is_stop(&t.key)
            && !time.span.overlaps(t.span)
            && t.key.len() > 3
            && t.span.of(text).starts_with(char::is_lowercase)
            && !REPEATED.contains(&t.key.as_str())
    };
    let act = words[at.saturating_sub(4)..(at + 6).min(words.len())]
        .iter()
        .filter(plain)
        .map(|t| copydesk_language::stem(&t.key).into_owned())
        .collect();
    let written = words::fold(time.span.of(text));
    let named = written.contains("day")
        && written != "day"
        && !written.contains("today")
        && !written.contains("yesterday")
        || written.bytes().any(|b| b.is_ascii_digit());
    Some(Dated {
        act,
        words: written,
        named,
        place: Place { member: line.member, span: time.span },
        day,
        near,
    })
}
