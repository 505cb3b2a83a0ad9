//! *What happened when?*
//!
//! Dates and times that narration places on the calendar, each with the sentence or clause that tells it. Entries
//! of one day whose sentences are alike become one, with the evidence of all reports that date it. What is quoted,
//! when it was published, and what is counted from an unplaced event stay out.

use std::collections::BTreeMap;

use copydesk_model::{Anchor, Granularity, Interval, TimeExpression, TimelineEntry, TimexType};

use crate::align::{Alignment, average_link, likeness};
use crate::brief::promotes;
use crate::clause;
use crate::desk::{Desk, Place};

/// Sentences of one day at least so alike tell the same event.
const SAME: f32 = 0.25;
/// How many entries a story's timeline has at most.
const MOST: usize = 40;

struct Dated {
    line: usize,
    place: Place,
    value: String,
    interval: Interval,
    granularity: Granularity,
}

/// The timeline of a story, in order of time.
pub(crate) fn timeline(desk: &Desk<'_>, alignment: &Alignment) -> Vec<TimelineEntry> {
    let dated = dated(desk);
    // Coarser and finer words for one day belong together: the day decides.
    let mut by_day: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, d) in dated.iter().enumerate() {
        by_day.entry(day(&d.value)).or_default().push(i);
    }
    let mut entries: Vec<(usize, TimelineEntry)> = Vec::new();
    for group in by_day.into_values() {
        for family in families(desk, alignment, &dated, &group) {
            entries.extend(entry(desk, &dated, &family));
        }
    }
    if entries.len() > MOST {
        entries.sort_by(|a, b| b.1.origins.cmp(&a.1.origins).then(a.0.cmp(&b.0)));
        entries.truncate(MOST);
    }
    entries.sort_by(|(la, a), (lb, b)| (a.from, a.to, la).cmp(&(b.from, b.to, lb)));
    entries.into_iter().map(|(_, e)| e).collect()
}

/// The day of a value, or the value of anything coarser.
fn day(value: &str) -> String {
    value.split('T').next().unwrap_or(value).to_owned()
}

fn dated(desk: &Desk<'_>) -> Vec<Dated> {
    let mut out: Vec<Dated> = Vec::new();
    for (member, m) in desk.members.iter().enumerate() {
        for time in &m.reading.times {
            let Some(interval) = placed(desk, member, time) else { continue };
            let Some(line) = desk.line_at(member, time.span.start()) else { continue };
            let l = &desk.lines[line];
            if !l.span.contains(time.span)
                || desk.is_quoted(member, time.span.start())
                || promotes(desk, line)
            {
                continue;
            }
            // Of several times in one sentence the finest say when; "last month" beside a day is an aside.
            let finer = m.reading.times.iter().any(|t| {
                time.granularity >= Granularity::Week
                    && t.granularity <= Granularity::Day
                    && l.span.contains(t.span)
                    && placed(desk, member, t).is_some()
            });
            if finer {
                continue;
            }
            let span = clause::around(desk, member, l.span, time.span);
            out.push(Dated {
                line,
                place: Place { member, span },
                value: time.value.clone(),
                interval,
                granularity: time.granularity,
            });
        }
    }
    out
}

/// The interval of a time that tells when something happened.
fn placed(desk: &Desk<'_>, member: usize, time: &TimeExpression) -> Option<Interval> {
    if !matches!(time.kind, TimexType::Date | TimexType::Time)
        || matches!(time.anchor, Anchor::Event(_) | Anchor::Unresolved)
        || time.value.contains("REF")
        || time.value.contains('X')
    {
        return None;
    }
    let interval = time.interval.filter(|i| i.from.is_some())?;
    let text = desk.text(member);
    let before = text[..time.span.start()].trim_end();
    let after = text[time.span.end()..].trim_start();
    let word = before.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default().to_lowercase();
    match time.granularity {
        Granularity::Decade
        | Granularity::Century
        | Granularity::Vague
        | Granularity::Season
        | Granularity::Quarter
        | Granularity::HalfYear => None,
        // A year is a time only when words say so; else it is part of a name ("the 2020 awards").
        Granularity::Year => matches!(word.as_str(), "in" | "since" | "during" | "by" | "until" | "from")
            .then_some(interval)
            .filter(|_| !after.starts_with(|c: char| c.is_uppercase())),
        _ => Some(interval),
    }
}

/// Which of the dated sentences of one day tell the same event.
fn families(desk: &Desk<'_>, alignment: &Alignment, dated: &[Dated], group: &[usize]) -> Vec<Vec<usize>> {
    let mut links: Vec<(usize, usize, f32)> = Vec::new();
    for (n, i) in group.iter().enumerate() {
        for j in group[n + 1..].iter().take(200) {
            let (a, b) = (dated[*i].line, dated[*j].line);
            let score = if a == b {
                1.0
            } else if desk.lines[a].member == desk.lines[b].member {
                continue;
            } else if let Some((_, l)) = alignment.of[a].iter().find(|(l, _)| *l == b) {
                l.dice.max(l.containment * 0.7)
            } else {
                let l = likeness(desk, a, b);
                if l.shared < 2 { 0.0 } else { l.dice.max(l.containment * 0.7) }
            };
            if score > 0.0 {
                links.push((*i, *j, score));
            }
        }
    }
    let mut out = average_link(&links, SAME);
    let mut alone: Vec<Vec<usize>> =
        group.iter().filter(|i| !out.iter().any(|f| f.contains(i))).map(|i| vec![*i]).collect();
    out.append(&mut alone);
    out.sort();
    out
}

fn entry(desk: &Desk<'_>, dated: &[Dated], family: &[usize]) -> Option<(usize, TimelineEntry)> {
    // The finest time speaks, in the plainest words.
    let best = family.iter().copied().min_by_key(|i| {
        let d = &dated[*i];
        let words = desk.words(d.place).split_whitespace().count();
        let aside = d.place.span != desk.lines[d.line].span;
        (clause::dangling(desk.words(d.place)), aside, words.abs_diff(18) / 6, d.place)
    })?;
    // The value that most origins give; the finer one where they are even.
    let mut values: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for i in family {
        values.entry(&dated[*i].value).or_default().push(dated[*i].place.member);
    }
    let most = values.values().map(|m| desk.origins(m.iter().copied())).max().unwrap_or(0);
    let finest = family
        .iter()
        .map(|i| &dated[*i])
        .filter(|d| values.get(d.value.as_str()).is_some_and(|m| desk.origins(m.iter().copied()) == most))
        .min_by_key(|d| (d.granularity, d.place))?;
    let mut places = vec![dated[best].place];
    places.extend(family.iter().filter(|i| **i != best).map(|i| dated[*i].place));
    let members: Vec<usize> = places.iter().map(|p| p.member).collect();
    let evidence = desk.support(places)?;
    let text = evidence.first().text().to_owned();
    Some((
        dated[best].line,
        TimelineEntry {
            value: finest.value.clone(),
            from: finest.interval.from,
            to: finest.interval.to,
            text,
            evidence,
            origins: desk.origins(members),
        },
    ))
}
