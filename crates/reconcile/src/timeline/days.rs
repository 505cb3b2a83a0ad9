//! *Which days of a long story matter, and what happened on them?*
//!
//! A story of months has more dated sentences than anybody reads. A day matters when many independent reports speak of it,
//! most of all those printed long after it, and when many are printed on it (Tran et al. 2013; Ghalandari and Ifrim 2020
//! find such counts hard to beat). Days are taken in order of weight; one next to a day already taken that tells the same
//! is its echo and is passed over. For each day the sentences nearest to the middle of what is said of it speak: those
//! that date it first, then the leads of that day's reports.
//!
//! Left out on purpose: months and years, which are no days, and what is quoted or merely said on a day.

use std::collections::{BTreeMap, BTreeSet};

use copydesk_lineage::Lineage;
use copydesk_model::{Granularity, Member, Support};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::dated::{self, Dated};
use crate::align::{Alignment, align, likeness};
use crate::brief::{promotes, readable};
use crate::clause;
use crate::desk::{Desk, Place};

/// How much of a long story to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaySettings {
    /// How many days.
    pub days: usize,
    /// How many sentences a day, at most.
    pub sentences: usize,
}

impl Default for DaySettings {
    fn default() -> Self {
        Self { days: 20, sentences: 2 }
    }
}

/// A day that matters.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TimelineDay {
    /// ISO 8601.
    pub day: String,
    /// What it was chosen by: independent reports that speak of it, later ones more, and those printed on it, less.
    pub weight: f64,
    /// Independent origins that speak of it.
    pub told_by: usize,
    /// Reports printed on it.
    pub published: usize,
    /// What happened, best first.
    pub sentences: Vec<DaySentence>,
}

/// A sentence of a day, and who else says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DaySentence {
    /// The words: exactly those of the first piece of evidence.
    pub text: String,
    /// The sentence, then those of other reports that tell the same of that day.
    pub evidence: Support,
    /// Number of independent origins that say so.
    pub origins: usize,
    /// Whether the sentence itself names the day, or is the lead of a report printed on it.
    pub dated: bool,
}

/// How much a report printed on a day adds, beside one that speaks of it from another day.
const PRINTED: f64 = 0.25;
/// Days next to each other whose words are so alike tell the same.
const ECHO: f64 = 0.5;
/// Sentences so alike say the same.
const SAME: f32 = 0.45;
/// So many days before the first report is background.
const BACKGROUND: i32 = 180;
/// How many sentences of a day are weighed.
const WEIGHED: usize = 400;

/// What is known of one day.
#[derive(Default)]
struct Told {
    /// Sentences that name it.
    dated: Vec<usize>,
    /// Reports printed on it.
    printed: Vec<usize>,
    weight: f64,
    origins: usize,
    /// Sum of the weighted terms of its sentences.
    centre: FxHashMap<u32, f64>,
}

/// The days that matter in a story, in order of time. `members` by publication and id.
pub fn days(members: &[Member<'_>], lineage: &Lineage, settings: &DaySettings) -> Vec<TimelineDay> {
    let desk = Desk::new(members, lineage);
    let alignment = align(&desk);
    let dated = dated::dated(&desk);
    let mut by_day: BTreeMap<Date, Told> = BTreeMap::new();
    for (i, d) in dated.iter().enumerate() {
        if let (true, Some(from)) = (d.granularity <= Granularity::Day, d.interval.from) {
            by_day.entry(from.date()).or_default().dated.push(i);
        }
    }
    for member in 0..members.len() {
        if let Some(day) = desk.day(member) {
            by_day.entry(day).or_default().printed.push(member);
        }
    }
    let topic = Topic::new(&desk);
    let printed: BTreeSet<Date> = (0..members.len()).filter_map(|m| desk.day(m)).collect();
    for (day, told) in &mut by_day {
        weigh(&desk, &topic, &dated, *day, told);
        // Long before the first report lies the background, whoever speaks of it.
        if printed.first().is_some_and(|first| (*first - *day).get_days() > BACKGROUND) {
            told.weight *= 0.25;
        }
    }
    let mut order: Vec<Date> = by_day.keys().copied().collect();
    order.sort_by(|a, b| by_day[b].weight.total_cmp(&by_day[a].weight).then(a.cmp(b)));
    let mut chosen: BTreeSet<Date> = BTreeSet::new();
    let mut out: Vec<TimelineDay> = Vec::new();
    for day in order {
        if chosen.len() == settings.days {
            break;
        }
        let told = &by_day[&day];
        let beside = [day.yesterday(), day.tomorrow()];
        let echo = beside
            .iter()
            .flatten()
            .filter(|d| chosen.contains(*d))
            .any(|d| by_day.get(d).is_some_and(|other| cosine(&told.centre, &other.centre) >= ECHO));
        if echo {
            continue;
        }
        let sentences = sentences(&desk, &topic, &alignment, &dated, told, settings.sentences);
        if sentences.is_empty() {
            continue;
        }
        chosen.insert(day);
        out.push(TimelineDay {
            day: day.to_string(),
            weight: (told.weight * 1000.0).round() / 1000.0,
            told_by: told.origins,
            published: told.printed.len(),
            sentences,
        });
    }
    out.sort_by(|a, b| a.day.cmp(&b.day));
    out
}

/// How much a sentence is about what all the reports are about.
struct Topic {
    reports: Vec<f32>,
    usual: f32,
}

impl Topic {
    fn new(desk: &Desk<'_>) -> Self {
        let mut topic = Self { reports: desk.reports_with(), usual: 0.0 };
        let sum: f32 = desk.lines.iter().map(|l| topic.of(&l.terms)).sum();
        topic.usual = (sum / desk.lines.len().max(1) as f32).max(f32::MIN_POSITIVE);
        topic
    }

    fn of(&self, terms: &[u32]) -> f32 {
        terms.iter().map(|t| self.reports[*t as usize]).sum::<f32>() / (terms.len() + 3) as f32
    }

    /// 1 for a usual sentence, at most half as much again, at least .3.
    fn share(&self, terms: &[u32]) -> f64 {
        f64::from((self.of(terms) / self.usual).clamp(0.3, 1.5))
    }
}

/// Weight, origins and centre of a day.
fn weigh(desk: &Desk<'_>, topic: &Topic, dated: &[Dated], day: Date, told: &mut Told) {
    // Each origin once, by the sentence that counts most.
    let mut by_origin: BTreeMap<usize, f64> = BTreeMap::new();
    for i in &told.dated {
        let d = &dated[*i];
        let gap = desk.day(d.place.member).map(|printed| f64::from((printed - day).get_days()));
        let far = match gap {
            Some(gap) if gap >= 1.0 => 1.0 + 0.1 * gap.ln(),
            Some(gap) if gap < 0.0 => 0.4,
            _ => 0.6,
        };
        let weight = far * topic.share(&desk.lines[d.line].terms) * if d.speech { 0.4 } else { 1.0 };
        let slot = by_origin.entry(desk.origin[d.place.member]).or_default();
        *slot = slot.max(weight);
    }
    told.origins = by_origin.len();
    let printed = desk.origins(told.printed.iter().copied()) as f64;
    told.weight = by_origin.values().sum::<f64>() + PRINTED * printed;
    let lines = told.dated.iter().map(|i| dated[*i].line);
    let leads =
        told.printed.iter().flat_map(|m| desk.first[*m]..(desk.first[*m] + 2).min(desk.first[*m + 1]));
    for line in lines.chain(leads).take(WEIGHED) {
        for term in &desk.lines[line].terms {
            *told.centre.entry(*term).or_default() += f64::from(desk.weight(*term));
        }
    }
}

fn cosine(a: &FxHashMap<u32, f64>, b: &FxHashMap<u32, f64>) -> f64 {
    let (small, large) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    // Sorted, so that the sum does not depend on the order of a table.
    let mut shared: Vec<(u32, f64)> =
        small.iter().filter_map(|(t, w)| Some((*t, w * large.get(t)?))).collect();
    shared.sort_unstable_by_key(|(t, _)| *t);
    let norm = |v: &FxHashMap<u32, f64>| {
        let mut squares: Vec<(u32, f64)> = v.iter().map(|(t, w)| (*t, w * w)).collect();
        squares.sort_unstable_by_key(|(t, _)| *t);
        squares.iter().map(|(_, w)| w).sum::<f64>().sqrt()
    };
    let (na, nb) = (norm(a), norm(b));
    if na * nb == 0.0 { 0.0 } else { shared.iter().map(|(_, w)| w).sum::<f64>() / (na * nb) }
}

/// The best sentences of a day.
fn sentences(
    desk: &Desk<'_>,
    topic: &Topic,
    alignment: &Alignment,
    dated: &[Dated],
    told: &Told,
    most: usize,
) -> Vec<DaySentence> {
    // Sentences that name the day, and the leads of its reports that name no other.
    // Its place, whether it names the day, and how much it tells: less where somebody only speaks or nothing happens.
    let mut lines: BTreeMap<usize, (Place, bool, f64)> = BTreeMap::new();
    for i in told.dated.iter().take(WEIGHED) {
        let d = &dated[*i];
        let tells = match (d.speech, d.happens) {
            (true, _) => 0.4,
            (false, false) => 0.5,
            (false, true) => 1.0,
        };
        let entry = lines.entry(d.line).or_insert((d.place, true, tells));
        entry.2 = entry.2.max(tells);
    }
    for member in told.printed.iter().take(WEIGHED / 2) {
        let last = (desk.first[*member] + 2).min(desk.first[*member + 1]);
        for line in desk.first[*member]..last {
            let l = &desk.lines[line];
            let elsewhere = dated.binary_search_by(|d| d.line.cmp(&line)).is_ok();
            if !elsewhere && !promotes(desk, line) && !lines.contains_key(&line) {
                lines.insert(line, (Place { member: *member, span: l.span }, false, 1.0));
            }
        }
    }
    let weight = |line: usize, place: Place, named: bool, tells: f64| {
        let l = &desk.lines[line];
        let own: f64 = l.terms.iter().map(|t| f64::from(desk.weight(*t)).powi(2)).sum::<f64>().sqrt();
        let near: f64 = l
            .terms
            .iter()
            .map(|t| told.centre.get(t).copied().unwrap_or(0.0) * f64::from(desk.weight(*t)))
            .sum();
        let near = if own > 0.0 { near / own } else { 0.0 };
        let lead = if l.index < 3 { 1.3 } else { 1.0 };
        let long = if l.words > 45 { 0.7 } else { 1.0 };
        let stands = if clause::dangling(desk.words(place)) { 0.5 } else { 1.0 };
        near * lead * long * stands * tells * topic.share(&l.terms) * if named { 1.6 } else { 1.0 }
    };
    let mut ranked: Vec<(f64, usize, Place, bool)> = lines
        .iter()
        .filter(|(line, (place, ..))| readable(desk, **line) || place.span != desk.lines[**line].span)
        .map(|(line, (place, named, tells))| (weight(*line, *place, *named, *tells), *line, *place, *named))
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut out: Vec<(usize, DaySentence)> = Vec::new();
    for (_, line, place, named) in ranked {
        if out.len() == most {
            break;
        }
        if out.iter().any(|(other, _)| likeness(desk, line, *other).dice >= SAME * 0.8) {
            continue;
        }
        let alike = alignment.of[line]
            .iter()
            .filter(|(l, k)| k.dice >= SAME && lines.contains_key(l))
            .filter_map(|(l, _)| lines.get(l).map(|(place, ..)| *place));
        let places: Vec<Place> = std::iter::once(place).chain(alike).collect();
        let origins = desk.origins(places.iter().map(|p| p.member));
        let Some(evidence) = desk.support(places) else { continue };
        out.push((
            line,
            DaySentence { text: evidence.first().text().to_owned(), evidence, origins, dated: named },
        ));
    }
    out.into_iter().map(|(_, s)| s).collect()
}
