//! *When was the thing that "two weeks after" hangs on?*
//!
//! A length that hangs on something that happened is placed on the calendar only through that happening. Its date is
//! taken, in this order: from the words of the event themselves ("after the vote on May 3"); from the sentences of
//! all reports of the story that tell the same acts and give a day; for "hours later", from what was told just before,
//! or from sentences that say the same. All that date the event must name one day; else the time stays unresolved. What was placed
//! may place another ("hours later" after "two weeks after"), and every step is kept.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_model::{Anchor, Granularity, Interval, PlacedTime, Span, TimexType};

use super::dated::{Dated, placed};
use super::length::{Side, away};
use crate::acts::{Act, acts};
use crate::align::Alignment;
use crate::desk::{Desk, Place};

/// Sentences at least so alike tell the same.
const ALIKE: f32 = 0.5;
/// How many steps a chain may have.
const ROUNDS: usize = 3;

/// A length that was placed.
#[derive(Clone, Debug)]
pub(super) struct Placing {
    /// The words of the length.
    pub(super) time: Place,
    /// Which time expression of its report.
    pub(super) index: usize,
    pub(super) interval: Interval,
    pub(super) event: Place,
    /// The words that date the event, and the sentences they stand in.
    pub(super) through: Vec<Place>,
    pub(super) because: Vec<String>,
}

/// The day of an event, and what says so.
struct Day {
    interval: Interval,
    through: Vec<Place>,
    because: Vec<String>,
}

/// Places what can be placed, in the order of reports and words.
pub(super) fn place(desk: &Desk<'_>, alignment: &Alignment, dated: &[Dated]) -> Vec<Placing> {
    let mut out: Vec<Placing> = Vec::new();
    if !desk.members.iter().any(|m| m.reading.times.iter().any(|t| matches!(t.anchor, Anchor::Event(_)))) {
        return out;
    }
    let told: Vec<Told> = dated.iter().filter_map(|d| Told::new(desk, d)).collect();
    // By the act that the day goes with, so that an event is looked for among its like alone.
    let mut by_act: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, t) in told.iter().enumerate() {
        if let Some(act) = t.acts.first() {
            by_act.entry(&act.name).or_default().push(i);
        }
    }
    let told = (&told[..], &by_act);
    for round in 0..ROUNDS {
        let mut more: Vec<Placing> = Vec::new();
        for (member, m) in desk.members.iter().enumerate() {
            for (index, time) in m.reading.times.iter().enumerate() {
                let Anchor::Event(event) = time.anchor else { continue };
                let here = Place { member, span: time.span };
                if out.iter().any(|p| p.time == here) || time.kind == TimexType::Set {
                    continue;
                }
                let Some(side) = side(desk, here) else { continue };
                let event = Place { member, span: event };
                let Some(day) = day(desk, alignment, dated, told, &out, here, event, round) else {
                    continue;
                };
                let Some(interval) = away(day.interval, &time.value, time.modifier, side) else { continue };
                let mut because = day.because;
                because.push(format!(
                    "“{}” ({}) {} that",
                    desk.words(here),
                    time.value,
                    if side == Side::Before { "before" } else { "after" }
                ));
                more.push(Placing { time: here, index, interval, event, through: day.through, because });
            }
        }
        if more.is_empty() {
            break;
        }
        out.append(&mut more);
    }
    out.sort_by_key(|p| p.time);
    out
}

/// Whether the words put it before or after the event.
fn side(desk: &Desk<'_>, time: Place) -> Option<Side> {
    let text = desk.text(time.member);
    let own = desk.words(time).to_lowercase();
    let next = text.get(time.span.end()..)?;
    let next =
        next.split(|c: char| !c.is_alphabetic()).find(|w| !w.is_empty()).unwrap_or_default().to_lowercase();
    let last = own.split_whitespace().last().unwrap_or_default().to_owned();
    [last, next].iter().find_map(|word| match word.as_str() {
        "before" | "earlier" | "prior" | "previously" | "ahead" => Some(Side::Before),
        "after" | "later" | "following" | "afterward" | "afterwards" => Some(Side::After),
        _ => None,
    })
}

/// A dated sentence and its acts.
struct Told<'d> {
    dated: &'d Dated,
    acts: Vec<Act>,
    rest: Vec<String>,
    people: BTreeSet<usize>,
}

impl<'d> Told<'d> {
    fn new(desk: &Desk<'_>, dated: &'d Dated) -> Option<Self> {
        if dated.granularity > Granularity::Day {
            return None;
        }
        let line = &desk.lines[dated.line];
        let text = desk.text(line.member);
        let (acts, rest) = acts(text, line.span);
        // The act that the day goes with is the one nearest to its words.
        let words = crate::words::tokens(text, line.span);
        let at = words.iter().position(|t| t.span.end() > dated.time.start())?;
        let nearest = acts.iter().min_by_key(|a| (a.at.abs_diff(at), a.at > at))?;
        let nearest = nearest.name.clone();
        let mut acts = acts;
        acts.sort_by_key(|a| a.name != nearest);
        Some(Self { dated, acts, rest, people: people(desk, line.member, line.span) })
    }
}

/// Identities mentioned in a stretch, by whatever form.
fn people(desk: &Desk<'_>, member: usize, span: Span) -> BTreeSet<usize> {
    desk.mentioned(member, span)
        .map(|(_, identity)| identity)
        // "the couple" here and "Ruiz" there may be one.
        .filter(|i| desk.cast.identities.get(*i).is_some_and(|i| !i.plural))
        .collect()
}

#[expect(clippy::too_many_arguments, reason = "the whole table is looked at")]
fn day(
    desk: &Desk<'_>,
    alignment: &Alignment,
    dated: &[Dated],
    (told, by_act): (&[Told<'_>], &BTreeMap<&str, Vec<usize>>),
    before: &[Placing],
    time: Place,
    event: Place,
    round: usize,
) -> Option<Day> {
    let report = |member: usize| desk.members[member].report.id.to_string();
    if let Some(day) = within(desk, before, event, time) {
        return day;
    }
    let follows = event.span.start() > time.span.start();
    if follows {
        let (event_acts, rest) = acts(desk.text(event.member), event.span);
        let who = people(desk, event.member, event.span);
        if event_acts.is_empty() {
            return None;
        }
        let names: BTreeSet<&str> = event_acts.iter().map(|a| a.name.as_str()).collect();
        let matches = |t: &&Told<'_>| {
            let same_line = desk.lines[t.dated.line].member == time.member
                && desk.lines[t.dated.line].span.contains(time.span);
            let all = names.iter().all(|n| t.acts.iter().any(|a| a.name == *n));
            let shared = rest.iter().filter(|r| t.rest.contains(r)).count();
            let common = who.intersection(&t.people).next().is_some();
            let about = who.is_empty() || common;
            // One act alone says little: its matter must agree too.
            let enough = names.len() > 1 || rest.is_empty() || shared * 2 >= rest.len() || shared >= 2;
            !same_line && all && about && enough
        };
        // The day must go with one of the event's acts, and not with another in the same sentence.
        let mut near: Vec<usize> = names.iter().filter_map(|n| by_act.get(n)).flatten().copied().collect();
        near.sort_unstable();
        let found: Vec<&Told<'_>> = near.into_iter().filter_map(|i| told.get(i)).filter(matches).collect();
        let days: BTreeSet<_> =
            found.iter().filter_map(|t| t.dated.interval.from.map(jiff::civil::DateTime::date)).collect();
        if days.len() != 1 {
            return None;
        }
        let date = days.first()?;
        let interval = Interval {
            from: Some(date.to_datetime(jiff::civil::Time::midnight())),
            to: Some(date.tomorrow().ok()?.to_datetime(jiff::civil::Time::midnight())),
        };
        let mut through = Vec::new();
        for t in &found {
            let line = &desk.lines[t.dated.line];
            through.push(Place { member: line.member, span: line.span });
        }
        through.dedup();
        let reports: BTreeSet<usize> = through.iter().map(|p| p.member).collect();
        let listed: Vec<String> = reports.iter().map(|m| report(*m)).collect();
        return Some(Day {
            interval,
            through,
            because: vec![
                format!("it hangs on “{}”", desk.words(event)),
                format!(
                    "{} tell{} of the same ({}) on {date}",
                    listed.join(", "),
                    if listed.len() == 1 { "s" } else { "" },
                    names.into_iter().collect::<Vec<_>>().join(", ")
                ),
            ],
        });
    }
    if round == 0 {
        // What was told just before may be placed in this round; look further only when it was not.
        return None;
    }
    // "Hours later": the sentences that say the same as the one before.
    let line = desk.line_at(event.member, event.span.end().saturating_sub(1))?;
    let same: Vec<usize> =
        alignment.of.get(line)?.iter().filter(|(_, l)| l.dice >= ALIKE).map(|(l, _)| *l).collect();
    let found: Vec<&Dated> =
        dated.iter().filter(|d| same.contains(&d.line) && d.granularity <= Granularity::Day).collect();
    let days: BTreeSet<_> =
        found.iter().filter_map(|d| d.interval.from.map(jiff::civil::DateTime::date)).collect();
    let (1, Some(first)) = (days.len(), found.first()) else { return None };
    let date = days.first()?;
    Some(Day {
        interval: first.interval,
        through: found
            .iter()
            .map(|d| Place { member: d.place.member, span: desk.lines[d.line].span })
            .collect(),
        because: vec![
            format!("it hangs on what was told before it: “{}”", desk.words(event)),
            format!("{} tells that on {date}", report(first.place.member)),
        ],
    })
}

/// The day that the words of the event give themselves. `Some(None)` when they give several.
#[expect(clippy::option_option, reason = "nothing said, and said in two ways, are two things")]
fn within(desk: &Desk<'_>, before: &[Placing], event: Place, time: Place) -> Option<Option<Day>> {
    let inside = |p: Place| p.member == event.member && event.span.contains(p.span) && p.span != time.span;
    let m = &desk.members[event.member];
    let mut days: Vec<(Interval, Place, Vec<String>)> = Vec::new();
    for t in &m.reading.times {
        let here = Place { member: event.member, span: t.span };
        if t.granularity <= Granularity::Day
            && inside(here)
            && let Some(interval) = placed(desk, event.member, t)
        {
            days.push((interval, here, vec![format!("“{}” says when: {}", desk.words(here), t.value)]));
        }
    }
    if days.is_empty() {
        for p in before.iter().filter(|p| inside(p.time)) {
            days.push((p.interval, p.time, p.because.clone()));
        }
    }
    let first = days.first()?.0;
    if days
        .iter()
        .any(|(i, ..)| i.from.map(jiff::civil::DateTime::date) != first.from.map(jiff::civil::DateTime::date))
    {
        return Some(None);
    }
    let mut because = vec![format!("it hangs on “{}”", desk.words(event))];
    because.extend(days.first()?.2.iter().cloned());
    let mut through: Vec<Place> = days.iter().map(|(_, p, _)| *p).collect();
    through.dedup();
    Some(Some(Day { interval: first, through, because }))
}

/// In printed form.
pub(super) fn print(desk: &Desk<'_>, placings: &[Placing]) -> Vec<PlacedTime> {
    placings
        .iter()
        .filter_map(|p| {
            Some(PlacedTime {
                time: desk.cut(p.time)?,
                value: desk.members[p.time.member].reading.times.get(p.index)?.value.clone(),
                from: p.interval.from,
                to: p.interval.to,
                event: desk.cut(p.event)?,
                through: desk.support(p.through.iter().copied())?,
                because: p.because.clone(),
            })
        })
        .collect()
}
