//! *Do the reports put the same event on other days?*
//!
//! Sentences that are much alike, each with one date of a day and no other, whose words around the date agree; or
//! sentences in the same words with another day in the same place.
//! Days that a report only says words on ("said on Monday") are the day of saying, and are left out.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_language::{Upos, lemma};
use copydesk_model::{
    Anchor, ConflictKind, EntityKind, Granularity, Nature, Span, Standing, TimeExpression, TimexType,
};
use jiff::civil::Date;

use super::figures::told_alike;
use super::twins::slots;
use super::{Draft, DraftValue, Rank, count};
use crate::acts::acts;
use crate::align::{Alignment, Likeness};
use crate::desk::{Desk, Place};
use crate::timeline::furniture;
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

/// What is made again and again, each on its day.
const SERIES: &[&str] = &["poll", "survey"];

struct Dated {
    place: Place,
    day: Day,
    near: BTreeSet<String>,
    /// Stems of what is said to happen then: the content words right beside the date, no names.
    beside: BTreeSet<String>,
    /// The acts of the clause, where the one nearest to the date happens once.
    acts: BTreeSet<String>,
    /// Whom the sentence names or means.
    people: BTreeSet<usize>,
    /// The words of the date, folded.
    words: String,
    /// Whether they name a weekday or a calendar date.
    named: bool,
    /// Whether the sentence gives no other day.
    lone: bool,
    /// What it may be the day of: the verbs and nouns of happening right beside it.
    of: BTreeSet<String>,
    /// "Friday's flood": the day of that, whatever the clause tells.
    owns: bool,
}

/// Days further apart than this are those of two events, unless it is one that happens once.
const APART: i32 = 31;

/// A day as a report gives it: on the calendar, or no more than a day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Day {
    date: Option<Date>,
    /// From Monday, 1.
    weekday: i8,
}

impl Day {
    fn of(time: &TimeExpression) -> Option<Self> {
        if let Some(interval) = time.interval {
            let date = interval.from?.date();
            return Some(Self { date: Some(date), weekday: date.weekday().to_monday_one_offset() });
        }
        let weekday = time.value.strip_prefix("XXXX-WXX-")?.get(..1)?.parse().ok()?;
        Some(Self { date: None, weekday })
    }

    fn print(self) -> String {
        const NAMES: [&str; 7] =
            ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
        match (self.date, usize::try_from(self.weekday - 1).ok().and_then(|n| NAMES.get(n))) {
            (Some(date), _) => date.to_string(),
            (None, Some(name)) => (*name).to_owned(),
            (None, None) => String::new(),
        }
    }
}

impl Dated {
    /// Whether the two name two days. One weekday in two weeks, or one day in two years, is a
    /// time wrongly read, and a relative word
    /// ("earlier that day") shows nothing.
    fn differs(&self, other: &Self) -> bool {
        let same_day = |a: Date, b: Date| (a.month(), a.day()) == (b.month(), b.day());
        let year_apart = self.day.date.zip(other.day.date).is_some_and(|(a, b)| same_day(a, b));
        !year_apart
            && self.day.weekday != other.day.weekday
            && self.named
            && other.named
            && self.words != other.words
    }

    /// Whether what happens then is the same, in sentences as alike as this.
    fn same_event(&self, other: &Self, likeness: Likeness) -> bool {
        let common = self.near.intersection(&other.near).count();
        let whom = self.people.intersection(&other.people).next().is_some();
        let alike = likeness.dice >= 0.5
            || (likeness.dice >= 0.35 && likeness.same >= 0.6 && common >= 3)
            || (likeness.dice >= 0.3
                && likeness.shared >= 5
                && self.beside.intersection(&other.beside).count() >= 2);
        // What happens but once to somebody, told of the same person; an arrest is no charge.
        let (own, theirs) = (&self.acts, &other.acts);
        if !own.is_empty() && !theirs.is_empty() && own.is_disjoint(theirs) {
            return false;
        }
        let once = !own.is_empty() && own == theirs && likeness.shared >= 3 && whom;
        once || alike && common >= 2 && self.of_one(other, likeness)
    }

    /// Whether they can be two days of what is called alike.
    fn of_one(&self, other: &Self, likeness: Likeness) -> bool {
        let named_alike = if self.of.is_empty() || other.of.is_empty() {
            likeness.dice >= 0.5
        } else {
            !self.of.is_disjoint(&other.of)
        };
        !self.far(other) && self.owns == other.owns && named_alike
    }

    /// Whether the days are too far apart for one event.
    fn far(&self, other: &Self) -> bool {
        let days = self.day.date.zip(other.day.date).and_then(|(a, b)| a.until(b).ok());
        days.is_some_and(|span| span.get_days().abs() > APART)
    }
}

/// Whether the next words are the credit of a picture ("Ana Ruiz/The Courier/Pool"), so that these are its caption.
fn captions(desk: &Desk<'_>, number: usize) -> bool {
    let (line, next) = (&desk.lines[number], desk.lines.get(number + 1));
    next.is_some_and(|n| n.member == line.member && n.words <= 8 && furniture(n.span.of(desk.text(n.member))))
}

/// What happens many times in one story, or takes many days.
const MANY: &[&str] = &[
    "tell", "speak", "meet", "visit", "vote", "perform", "attack", "hearing", "trial", "test", "find",
    "storm", "flood", "begin", "end", "leave", "return", "arrive", "win", "defeat", "publish", "close",
    "ruling", "agree", "launch",
];

/// What the list knows of a clause's acts, if the one nearest to a time in it happens once: "found dead" is not "died".
fn once(text: &str, clause: Span, time: Span) -> Option<BTreeSet<String>> {
    let words = tokens(text, clause);
    let at = words.iter().position(|t| t.span.end() > time.start())?;
    let (acts, _) = acts(text, clause);
    let nearest = acts.iter().min_by_key(|a| (a.at.abs_diff(at), a.at > at))?;
    if !nearest.known || MANY.contains(&nearest.name.as_str()) {
        return None;
    }
    Some(acts.into_iter().filter(|a| a.known).map(|a| a.name).collect())
}

/// How many words before a day, and behind it, what it is the day of may stand.
const HANGS: (usize, usize) = (5, 3);

/// What a day may be the day of: the words of happening beside it, no mark between.
fn hangs_on(text: &str, clause: Span, time: Span) -> BTreeSet<String> {
    let words = tokens(text, clause);
    let Some(at) = words.iter().position(|t| t.span.end() > time.start()) else { return BTreeSet::new() };
    let end = words.iter().position(|t| t.span.start() >= time.end()).unwrap_or(words.len());
    let (acts, _) = acts(text, clause);
    let parts = |word: &words::Token| word.marks.contains([',', ';', ':', '-']);
    let before = (at.saturating_sub(HANGS.0)..at).rev().take_while(|w| !parts(&words[*w]));
    let last = end.saturating_sub(1);
    let behind = (end..(end + HANGS.1).min(words.len())).take_while(|w| !words[last..*w].iter().any(parts));
    let named = |word: usize| {
        let act = acts.iter().find(|a| a.at == word).map(|a| a.name.clone());
        // "planning a march": of no list, but surely no thing.
        let doing = || words.get(word).filter(|t| t.key.len() > 5 && t.key.ends_with("ing"));
        act.or_else(|| doing().map(|t| lemma(&t.key, Upos::Verb).into_owned()))
    };
    before.chain(behind).filter_map(named).collect()
}

/// Identities of people that a stretch names or means.
fn people(desk: &Desk<'_>, member: usize, span: Span) -> BTreeSet<usize> {
    let people = desk.mentioned(member, span).filter(|(e, _)| e.kind == EntityKind::Person && !e.plural);
    people.map(|(_, identity)| identity).collect()
}

/// Years that differ between the same words: "voters in 2010 approved a bond".
fn years(desk: &Desk<'_>, alignment: &Alignment) -> Vec<Draft> {
    let of = |line: usize| -> Option<(Place, &str)> {
        let l = &desk.lines[line];
        let mut all = desk.members[l.member].reading.times.iter().filter(|t| l.span.contains(t.span));
        let year = |t: &&TimeExpression| {
            t.kind == TimexType::Date && t.value.len() == 4 && t.value.bytes().all(|b| b.is_ascii_digit())
        };
        let time = all.by_ref().find(year)?;
        let lone = !all.any(|t| year(&t)) && !desk.is_quoted(l.member, time.span.start());
        let written = time.span.of(desk.text(l.member)) == time.value;
        (lone && written).then_some((Place { member: l.member, span: time.span }, time.value.as_str()))
    };
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut out = Vec::new();
    for link in &alignment.links {
        let (Some((a, x)), Some((b, y))) = (of(link.a), of(link.b)) else { continue };
        let again = used.contains(&link.a) || used.contains(&link.b);
        if x == y || again || !told_alike(desk, (link.a, a.span), (link.b, b.span)) {
            continue;
        }
        used.extend([link.a, link.b]);
        out.push(Draft {
            slot: "year of one event".to_owned(),
            standing: Standing::Conflicting,
            kind: Some(ConflictKind::Date),
            nature: Some(Nature::Disagreement),
            explanation: format!(
                "The reports put the same event in other years: {x} in one, {y} in another."
            ),
            because: vec!["The same words run on beside both years.".to_owned()],
            weight: desk.origins([a.member, b.member]) as f64,
            values: vec![DraftValue::new(x, vec![a]), DraftValue::new(y, vec![b])],
            rank: Rank::Date,
        });
    }
    out
}

/// Days that differ.
pub(crate) fn dates(desk: &Desk<'_>, alignment: &Alignment) -> Vec<Draft> {
    // Only what is aligned with something is set against it.
    let aligned = |l: usize| !alignment.of[l].is_empty();
    let dated: Vec<Vec<Dated>> =
        (0..desk.lines.len()).map(|l| if aligned(l) { dated(desk, l) } else { Vec::new() }).collect();
    let lone = |line: usize| dated[line].first().filter(|d| d.lone);
    let mut out: Vec<Draft> = years(desk, alignment);
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for link in &alignment.links {
        let shared = || {
            slots(desk, link.a, link.b, link.likeness.dice).into_iter().find_map(|slot| {
                let of = |line: usize, span| dated[line].iter().find(|d| d.place.span.overlaps(span));
                of(link.a, slot.a).zip(of(link.b, slot.b)).filter(|(a, b)| a.differs(b) && !a.far(b))
            })
        };
        let pair = lone(link.a)
            .zip(lone(link.b))
            .filter(|(a, b)| a.differs(b) && a.same_event(b, link.likeness))
            .or_else(|| if dated[link.a].is_empty() || dated[link.b].is_empty() { None } else { shared() });
        let Some((first, second)) = pair else { continue };
        if used.contains(&link.a) || used.contains(&link.b) {
            continue;
        }
        // All sentences aligned with either, with the day that each gives.
        let mut family: BTreeSet<usize> = BTreeSet::from([link.a, link.b]);
        // One sentence a report, the most alike.
        let mut told: BTreeSet<usize> = family.iter().map(|l| desk.lines[*l].member).collect();
        let mut values: BTreeMap<Day, Vec<Place>> = BTreeMap::new();
        for d in [first, second] {
            values.entry(d.day).or_default().push(d.place);
        }
        for l in [link.a, link.b] {
            for (other, k) in &alignment.of[l] {
                if k.dice >= 0.5
                    && let Some(d) = lone(*other)
                    && told.insert(desk.lines[*other].member)
                {
                    family.insert(*other);
                    values.entry(d.day).or_default().push(d.place);
                }
            }
        }
        // "Friday" of an undated report agrees with the Friday of a dated one.
        let bare: Vec<Day> = values.keys().copied().filter(|d| d.date.is_none()).collect();
        for day in bare {
            let dated = values.keys().copied().find(|d| d.date.is_some() && d.weekday == day.weekday);
            if let Some(places) = dated.and_then(|_| values.remove(&day)) {
                values.entry(dated.unwrap_or(day)).or_default().extend(places);
            }
        }
        used.extend(&family);
        let reports: Vec<usize> = values.values().flatten().map(|p| p.member).collect();
        if reports.iter().collect::<BTreeSet<_>>().len() != reports.len() {
            continue;
        }
        let values: Vec<DraftValue> =
            values.into_iter().map(|(day, places)| DraftValue::new(day.print(), places)).collect();
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
                "The sentences are aligned, and the days stand in the same place.".to_owned(),
                "The words around the days agree.".to_owned(),
            ],
            weight: desk.origins(reports) as f64,
            values,
            rank: Rank::Date,
        });
    }
    out
}

/// The days that a narrated sentence gives, those of saying apart.
fn dated(desk: &Desk<'_>, number: usize) -> Vec<Dated> {
    let line = &desk.lines[number];
    let reading = &desk.members[line.member].reading;
    let days = || {
        reading.times.iter().filter(|t| {
            line.span.contains(t.span)
                && matches!(t.kind, TimexType::Date | TimexType::Time)
                && t.granularity <= Granularity::Day
                && Day::of(t).is_some()
        })
    };
    let lone = days().count() == 1;
    days().filter_map(|time| day(desk, number, time, lone)).collect()
}

fn day(desk: &Desk<'_>, number: usize, time: &TimeExpression, lone: bool) -> Option<Dated> {
    let line = &desk.lines[number];
    let text = desk.text(line.member);
    if matches!(time.anchor, Anchor::Event(_))
        || desk.is_quoted(line.member, time.span.start())
        || furniture(line.span.of(text))
        || captions(desk, number)
    {
        return None;
    }
    let day = Day::of(time)?;
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
    if words[at.saturating_sub(5)..at].iter().any(|t| SERIES.contains(&t.key.as_str())) {
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
    let beside = words[at.saturating_sub(4)..(at + 6).min(words.len())]
        .iter()
        .filter(plain)
        .map(|t| copydesk_language::stem(&t.key).into_owned())
        .collect();
    let clause = crate::clause::around(desk, line.member, line.span, time.span);
    let acts = once(text, clause, time.span).unwrap_or_default();
    let of = hangs_on(text, clause, time.span);
    let owns = ["'s", "’s"]
        .iter()
        .any(|mark| text[time.span.end()..].starts_with(mark) || time.span.of(text).ends_with(mark));
    let written = words::fold(time.span.of(text));
    let named = written.contains("day")
        && written != "day"
        && !written.contains("today")
        && !written.contains("yesterday")
        // "Around 9 p.m." says the hour, and not of which day.
        || time.kind == TimexType::Date && written.bytes().any(|b| b.is_ascii_digit());
    Some(Dated {
        beside,
        acts,
        people: people(desk, line.member, line.span),
        words: written,
        named,
        place: Place { member: line.member, span: time.span },
        day,
        near,
        lone,
        of,
        owns,
    })
}
