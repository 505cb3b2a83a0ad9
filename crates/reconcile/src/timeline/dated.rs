//! *Which sentences of narration say when something happened?*
//!
//! One [`Dated`] for each time that narration places on the calendar, with the clause that tells it. Left out are words that
//! are quoted, furniture of the page (stamps of posts, captions, "updated at"), names that only look like a time, and what is
//! coarser than the finest time of its sentence.

use copydesk_model::{Anchor, Granularity, Interval, Span, TimeExpression, TimexType};

use super::length;
use super::placing::Placing;
use crate::acts::acts;
use crate::brief::promotes;
use crate::clause;
use crate::desk::{Desk, Place};
use crate::words::tokens;

/// A time that narration places, and the words that tell what happened then.
#[derive(Clone, Debug)]
pub(super) struct Dated {
    pub(super) line: usize,
    pub(super) place: Place,
    /// The words of the time.
    pub(super) time: Span,
    pub(super) value: String,
    pub(super) interval: Interval,
    pub(super) granularity: Granularity,
    /// The time goes with a verb of saying: what happened is that somebody spoke.
    pub(super) speech: bool,
    /// It is the only day that its clause names.
    pub(super) alone: bool,
    /// Something happens in the words.
    pub(super) happens: bool,
    /// Which placing it came by.
    pub(super) placing: Option<usize>,
}

/// All dated sentences, by report and place.
pub(super) fn dated(desk: &Desk<'_>) -> Vec<Dated> {
    let mut out: Vec<Dated> = Vec::new();
    for (member, m) in desk.members.iter().enumerate() {
        for time in &m.reading.times {
            let Some(interval) = placed(desk, member, time) else { continue };
            out.extend(told(desk, member, time, time.value.clone(), interval));
        }
    }
    out
}

/// The sentences whose time hangs on an event, once that is placed in a stretch that has a name.
pub(super) fn hung(desk: &Desk<'_>, placings: &[Placing]) -> Vec<Dated> {
    let one = |(number, p): (usize, &Placing)| {
        let time = desk.members[p.time.member].reading.times.get(p.index)?;
        let value = length::value(p.interval)?;
        let found = told(desk, p.time.member, time, value, p.interval)?;
        // Another time of the sentence says when already.
        let others = desk.members[p.time.member].reading.times.iter().any(|t| {
            t.span != time.span
                && t.granularity <= Granularity::Day
                && desk.lines[found.line].span.contains(t.span)
                && !p.event.span.contains(t.span)
                && placed(desk, p.time.member, t).is_some()
        });
        (!others).then_some(Dated { placing: Some(number), ..found })
    };
    placings.iter().enumerate().filter_map(one).collect()
}

fn told(
    desk: &Desk<'_>,
    member: usize,
    time: &TimeExpression,
    value: String,
    interval: Interval,
) -> Option<Dated> {
    let line = desk.line_at(member, time.span.start())?;
    let l = &desk.lines[line];
    if !l.span.contains(time.span)
        || desk.is_quoted(member, time.span.start())
        || promotes(desk, line)
        || furniture(l.span.of(desk.text(member)))
    {
        return None;
    }
    // Of several times in one sentence the finest say when; "last month" beside a day is an aside.
    let times = &desk.members[member].reading.times;
    let finer = times.iter().any(|t| {
        time.granularity >= Granularity::Week
            && t.granularity <= Granularity::Day
            && l.span.contains(t.span)
            && placed(desk, member, t).is_some()
    });
    if finer {
        return None;
    }
    let span = clause::around(desk, member, l.span, time.span);
    let text = desk.text(member);
    let words = tokens(text, span);
    let at = words.iter().position(|t| t.span.end() > time.span.start())?;
    let (acts, _) = acts(text, span);
    let nearest = |hit: &dyn Fn(usize) -> bool| {
        (0..words.len()).filter(|i| hit(*i)).map(|i| i.abs_diff(at)).min().unwrap_or(usize::MAX)
    };
    let says = nearest(&|i| SAYS.contains(&words[i].key.as_str()));
    let act = acts.iter().map(|a| a.at.abs_diff(at)).min().unwrap_or(usize::MAX);
    Some(Dated {
        line,
        place: Place { member, span },
        time: time.span,
        value,
        interval,
        granularity: time.granularity,
        speech: says < act && says <= 6,
        alone: !times.iter().any(|t| {
            t.span != time.span
                && t.granularity <= Granularity::Day
                && span.contains(t.span)
                && placed(desk, member, t).is_some_and(|i| {
                    i.from.map(jiff::civil::DateTime::date) != interval.from.map(jiff::civil::DateTime::date)
                })
        }),
        happens: !acts.is_empty(),
        placing: None,
    })
}

/// Verbs and nouns of saying: the day beside them is that of the words.
const SAYS: &[&str] = &[
    "said",
    "says",
    "told",
    "tells",
    "saying",
    "telling",
    "added",
    "according",
    "interview",
    "statement",
    "tweeted",
    "wrote",
    "asked",
    "reported",
    "reports",
    "estimated",
    "predicted",
    "warned",
    "argued",
    "noted",
    "explained",
    "insisted",
    "suggested",
    "cited",
    "urged",
    "called",
    "tweet",
    "op-ed",
    "comments",
    "remarks",
    "spokesman",
    "spokeswoman",
    "believes",
    "hinted",
    "demurred",
    "declined",
];

/// Whether a line is no sentence of the report: the stamp of a post, a caption, a note of the desk.
pub(crate) fn furniture(words: &str) -> bool {
    let lower = words.to_lowercase();
    const SIGNS: &[&str] = &[
        "pic.twitter.com",
        "(@",
        "file photo",
        "getty images",
        "/ap)",
        "reuters/",
        "/pool",
        "/handout",
        "via reuters",
        "via ap",
        "play video",
        "updated at",
        "updated:",
        "last updated",
        "posted:",
        "posted :",
        "published:",
        "published :",
        "listen·",
        "photo:",
        "read more",
        "related:",
        "photograph:",
        "pictured:",
        "http://",
        "https://",
        "copyright",
        "all rights reserved",
        "| getty",
        "photos:",
        "correction:",
        "this story has been",
        "this article",
        "contributed to this",
        "editor's note",
        "subscribe",
    ];
    SIGNS.iter().any(|s| lower.contains(s))
        || words.trim_end().chars().filter(|c| c.is_lowercase()).count() * 2
            < words.chars().filter(|c| c.is_alphabetic()).count()
}

/// The interval of a time that tells when something happened.
pub(super) fn placed(desk: &Desk<'_>, member: usize, time: &TimeExpression) -> Option<Interval> {
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
    // "Thursday's vote" is told elsewhere; "Monday’s" beside a thing names it.
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
