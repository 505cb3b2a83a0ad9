//! *What happened when?*
//!
//! Dates and times that narration places on the calendar, each with the sentence or clause that tells it. Sentences of
//! one day that are alike become one entry with the evidence of all reports that date it; so do alike sentences of adjacent
//! days, and a sentence with a month or week beside one with the day. A time that hangs on an event ("two weeks after they
//! announced it") is placed through the event where the reports date that. Entries are ranked by support, by how much of
//! the story's matter they tell, and by how fine and how near their time is; what somebody merely said on a day, and years of
//! the background, come last and are cut first. When reports were printed is a lane of its own.
//!
//! | file | holds |
//! |---|---|
//! | `dated` | sentences that say when |
//! | `length` | how far away "two weeks after" is |
//! | `placing` | times that hang on events |
//! | `days` | the days that matter in a long story |

mod dated;
mod days;
mod length;
mod placing;

use std::collections::{BTreeMap, BTreeSet};

use copydesk_model::{Granularity, PlacedTime, Publication, StoryId, TimelineEntry};
use jiff::civil::DateTime;

use crate::align::{Alignment, average_link, likeness};
use crate::brief::readable;
use crate::clause;
use crate::desk::Desk;

use dated::Dated;
pub(crate) use dated::furniture;
use placing::Placing;

pub use days::{DaySentence, DaySettings, TimelineDay, days};

/// Sentences of one day at least so alike tell the same event.
const SAME: f32 = 0.25;
/// Sentences of adjacent days, or of a month and a day within it, have to be more alike.
const NEAR: f32 = 0.42;
/// An entry with less than this share of the best one's weight is left out.
const LEAST: f64 = 0.22;
/// In a day of at most so many dated sentences all are held against each other; else only those that are linked.
const FEW: usize = 96;
/// Most entries of one day.
const A_DAY: usize = 3;

/// What happened when, when it was printed, and what hangs on events.
pub(crate) struct Timeline {
    pub(crate) entries: Vec<TimelineEntry>,
    pub(crate) publications: Vec<Publication>,
    pub(crate) placed: Vec<PlacedTime>,
}

/// The timeline of a story, in order of time.
pub(crate) fn timeline(desk: &Desk<'_>, story: &StoryId, alignment: &Alignment) -> Timeline {
    let mut dated = dated::dated(desk);
    let placings = placing::place(desk, alignment, &dated);
    dated.extend(dated::hung(desk, &placings));
    let families = families(desk, alignment, &dated);
    let spread = Spread::new(desk);
    let mut ranked: Vec<(f64, usize, TimelineEntry)> = families
        .iter()
        .filter_map(|family| {
            let weight = spread.weigh(desk, &dated, family);
            let (line, entry) = entry(desk, &dated, &placings, family)?;
            Some((weight, line, entry))
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then_with(|| a.2.from.cmp(&b.2.from)));
    let best = ranked.first().map_or(0.0, |r| r.0);
    let most = 4 + 3 * (desk.members.len().ilog2() as usize + 1);
    let mut a_day: BTreeMap<String, usize> = BTreeMap::new();
    let mut told: BTreeSet<(String, usize)> = BTreeSet::new();
    ranked.retain(|(weight, _, entry)| {
        // A sentence that tells of two days stands at the one where it weighs more.
        let first = entry.evidence.first();
        if *weight < best * LEAST || !told.insert((first.report().to_string(), first.span().start())) {
            return false;
        }
        let of_day = a_day.entry(day(&entry.value)).or_default();
        *of_day += 1;
        *of_day <= A_DAY
    });
    ranked.truncate(most);
    ranked.sort_by(|(_, la, a), (_, lb, b)| (a.from, a.to, la).cmp(&(b.from, b.to, lb)));
    let mut entries: Vec<TimelineEntry> = ranked.into_iter().map(|(.., e)| e).collect();
    for (n, entry) in entries.iter_mut().enumerate() {
        entry.id = format!("{story}/t{n}");
    }
    Timeline { entries, publications: publications(desk), placed: placing::print(desk, &placings) }
}

/// Which reports were printed on which day.
fn publications(desk: &Desk<'_>) -> Vec<Publication> {
    let mut by_day: BTreeMap<jiff::civil::Date, Vec<usize>> = BTreeMap::new();
    for member in 0..desk.members.len() {
        if let Some(day) = desk.day(member) {
            by_day.entry(day).or_default().push(member);
        }
    }
    let ids = |members: Vec<usize>| members.into_iter().map(|m| desk.members[m].report.id.clone()).collect();
    by_day.into_iter().map(|(day, m)| Publication { day: day.to_string(), reports: ids(m) }).collect()
}

/// The day of a value, or the value of anything coarser.
fn day(value: &str) -> String {
    value.split('T').next().unwrap_or(value).to_owned()
}

/// What a story is about, for weighing entries: in how many of its reports each term stands.
struct Spread {
    reports: Vec<f32>,
    from: Option<DateTime>,
    to: Option<DateTime>,
}

impl Spread {
    fn new(desk: &Desk<'_>) -> Self {
        let mut reports = desk.reports_with();
        let all = desk.members.len().max(1) as f32;
        for r in &mut reports {
            *r /= all;
        }
        let days: BTreeSet<_> = (0..desk.members.len()).filter_map(|m| desk.day(m)).collect();
        let midnight = |d: &jiff::civil::Date| d.to_datetime(jiff::civil::Time::midnight());
        Self {
            reports,
            from: days.first().map(midnight),
            to: days.last().and_then(|d| d.tomorrow().ok()).map(|d| midnight(&d)),
        }
    }

    /// How much an entry matters.
    fn weigh(&self, desk: &Desk<'_>, dated: &[Dated], family: &[usize]) -> f64 {
        let origins = desk.origins(family.iter().map(|i| dated[*i].place.member));
        let one = |i: &usize| {
            let d = &dated[*i];
            let line = &desk.lines[d.line];
            let matter: f32 = line.terms.iter().map(|t| self.reports[*t as usize]).sum();
            let matter = f64::from(matter) / (line.terms.len() + 4) as f64;
            let lead = match line.index {
                0..=2 => 1.5,
                3..=7 => 1.2,
                _ => 1.0,
            };
            let fine = match d.granularity {
                Granularity::Week | Granularity::Weekend => 0.8,
                Granularity::Month => 0.7,
                Granularity::Year => 0.45,
                _ => 1.0,
            };
            let only = if d.alone { 1.0 } else { 0.85 };
            let told = match (d.speech, d.happens) {
                (true, _) => 0.25,
                (false, false) => 0.5,
                (false, true) => 1.0,
            };
            let near = match (d.interval.from, self.from, self.to) {
                (Some(at), _, Some(to)) if at >= to => 0.6,
                (Some(at), Some(from), _) => {
                    let days = (from.date() - at.date()).get_days();
                    if days > 700 {
                        0.5
                    } else if days > 90 {
                        0.75
                    } else {
                        1.0
                    }
                }
                _ => 0.8,
            };
            let stands = match (readable(desk, d.line), clause::dangling(desk.words(d.place))) {
                (false, _) if d.place.span == line.span => 0.35,
                (_, true) => 0.75,
                _ => 1.0,
            };
            (0.15 + matter) * lead * fine * told * near * stands * only
        };
        let best = family.iter().map(one).fold(0.0, f64::max);
        best * (1.0 + origins as f64).log2()
    }
}

/// Which dated sentences tell the same event at the same time.
fn families(desk: &Desk<'_>, alignment: &Alignment, dated: &[Dated]) -> Vec<Vec<usize>> {
    // Coarser and finer words for one day belong together: the day decides.
    let mut by_day: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, d) in dated.iter().enumerate() {
        by_day.entry(day(&d.value)).or_default().push(i);
    }
    let mut families: Vec<Vec<usize>> =
        by_day.into_values().flat_map(|group| of_day(desk, alignment, dated, &group)).collect();
    families.sort();
    join_near(alignment, dated, families)
}

/// Which of the dated sentences of one day tell the same event.
fn of_day(desk: &Desk<'_>, alignment: &Alignment, dated: &[Dated], group: &[usize]) -> Vec<Vec<usize>> {
    let mut links: Vec<(usize, usize, f32)> = Vec::new();
    let mut of_line: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in group {
        of_line.entry(dated[*i].line).or_default().push(*i);
    }
    for (n, i) in group.iter().enumerate() {
        let linked: Vec<usize> = if group.len() <= FEW {
            group[n + 1..].to_vec()
        } else {
            let line = dated[*i].line;
            let others = alignment.of[line].iter().map(|(l, _)| *l);
            let mut linked: Vec<usize> = std::iter::once(line)
                .chain(others)
                .filter_map(|l| of_line.get(&l))
                .flatten()
                .copied()
                .filter(|j| j > i)
                .collect();
            linked.sort_unstable();
            linked
        };
        for j in &linked {
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
    let joined: BTreeSet<usize> = out.iter().flatten().copied().collect();
    let mut alone: Vec<Vec<usize>> = group.iter().filter(|i| !joined.contains(i)).map(|i| vec![*i]).collect();
    out.append(&mut alone);
    out
}

/// Joins families of adjacent days, or of a day and the week or month that holds it, whose sentences are alike.
fn join_near(alignment: &Alignment, dated: &[Dated], families: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    let mut of_line: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut family_of = vec![0; dated.len()];
    for (f, family) in families.iter().enumerate() {
        for i in family {
            family_of[*i] = f;
            of_line.entry(dated[*i].line).or_default().push(*i);
        }
    }
    let mut head: Vec<usize> = (0..families.len()).collect();
    fn root(head: &mut [usize], mut f: usize) -> usize {
        while head[f] != f {
            head[f] = head[head[f]];
            f = head[f];
        }
        f
    }
    for (line, here) in &of_line {
        for (other, l) in alignment.of.get(*line).into_iter().flatten() {
            if l.dice.max(l.containment * 0.6) < NEAR {
                continue;
            }
            for (i, j) in
                here.iter().flat_map(|i| of_line.get(other).into_iter().flatten().map(move |j| (*i, *j)))
            {
                if touches(&dated[i], &dated[j]) {
                    let (a, b) = (root(&mut head, family_of[i]), root(&mut head, family_of[j]));
                    head[a.max(b)] = a.min(b);
                }
            }
        }
        // Two times of one sentence that hold one another.
        for (n, i) in here.iter().enumerate() {
            for j in &here[n + 1..] {
                if holds(&dated[*i], &dated[*j]) || holds(&dated[*j], &dated[*i]) {
                    let (a, b) = (root(&mut head, family_of[*i]), root(&mut head, family_of[*j]));
                    head[a.max(b)] = a.min(b);
                }
            }
        }
    }
    let mut joined: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (f, family) in families.into_iter().enumerate() {
        joined.entry(root(&mut head, f)).or_default().extend(family);
    }
    let mut out: Vec<Vec<usize>> = joined.into_values().collect();
    for f in &mut out {
        f.sort_unstable();
    }
    out.sort();
    out
}

/// Whether one time lies within the other.
fn holds(wide: &Dated, fine: &Dated) -> bool {
    wide.interval.from <= fine.interval.from
        && fine.interval.to <= wide.interval.to
        && fine.interval.to.is_some()
}

/// Whether two times may be told of one event: one holds the other, or they are adjacent days.
fn touches(a: &Dated, b: &Dated) -> bool {
    let fine = |d: &Dated| d.granularity <= Granularity::Day;
    let day = |d: &Dated| d.interval.from.map(jiff::civil::DateTime::date);
    holds(a, b)
        || holds(b, a)
        || fine(a)
            && fine(b)
            && day(a)
                .zip(day(b))
                .is_some_and(|(a, b)| a.tomorrow().ok() == Some(b) || b.tomorrow().ok() == Some(a))
}

fn entry(
    desk: &Desk<'_>,
    dated: &[Dated],
    placings: &[Placing],
    family: &[usize],
) -> Option<(usize, TimelineEntry)> {
    // The plainest words speak, of those that tell a happening.
    let best = family.iter().copied().min_by_key(|i| {
        let d = &dated[*i];
        let words = desk.words(d.place).split_whitespace().count();
        let aside = d.place.span != desk.lines[d.line].span;
        let broken = !aside && !readable(desk, d.line);
        (
            d.speech,
            broken,
            !d.alone,
            clause::dangling(desk.words(d.place)),
            aside,
            words.abs_diff(18) / 6,
            d.place,
        )
    })?;
    // The day that most origins give; the finer value where they are even, then the earlier.
    let mut values: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for i in family {
        values.entry(day(&dated[*i].value)).or_default().push(*i);
    }
    let backing = |of: &[usize]| desk.origins(of.iter().map(|i| dated[*i].place.member));
    let fine = |of: &[usize]| of.iter().map(|i| dated[*i].granularity).min();
    let chosen = values.values().min_by_key(|of| {
        let coarse = fine(of).is_some_and(|g| g > Granularity::Day);
        (coarse, usize::MAX - backing(of), fine(of), dated[of[0]].interval.from)
    })?;
    let most = backing(chosen);
    let finest =
        chosen.iter().map(|i| &dated[*i]).min_by_key(|d| (d.placing.is_some(), d.granularity, d.place))?;
    let mut exact: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for i in chosen {
        exact.entry(&dated[*i].value).or_default().push(*i);
    }
    // A part of the day only where as many say so as say the day.
    let value = exact
        .iter()
        .min_by_key(|(_, of)| (usize::MAX - backing(of), fine(of)))
        .and_then(|(_, of)| of.first())
        .map_or(finest, |i| &dated[*i]);
    let mut places = vec![dated[best].place];
    places.extend(family.iter().filter(|i| **i != best).map(|i| dated[*i].place));
    let members: Vec<usize> = places.iter().map(|p| p.member).collect();
    let evidence = desk.support(places)?;
    let text = evidence.first().text().to_owned();
    let mut because = Vec::new();
    let name = |i: &usize| desk.members[dated[*i].place.member].report.id.to_string();
    for (given, of) in &values {
        let reports: BTreeSet<String> = of.iter().map(name).collect();
        let reports = reports.into_iter().collect::<Vec<_>>().join(", ");
        because.push(format!("{given} in {reports}"));
    }
    if values.len() > 1 {
        because.push(format!(
            "the sentences are alike; {} is what {most} of their origins give, or the finest",
            day(&value.value)
        ));
    }
    let mut hangs_on = Vec::new();
    for p in family.iter().filter_map(|i| placings.get(dated[*i].placing?)) {
        hangs_on.extend(desk.cut(p.event));
        hangs_on.extend(p.through.iter().filter_map(|t| desk.cut(*t)));
        because.extend(p.because.iter().cloned());
    }
    Some((
        dated[best].line,
        TimelineEntry {
            id: String::new(),
            value: value.value.clone(),
            from: value.interval.from,
            to: value.interval.to,
            text,
            evidence,
            origins: desk.origins(members),
            hangs_on,
            because,
        },
    ))
}
