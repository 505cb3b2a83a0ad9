//! An inverted index over the reports that are about, by their weightiest terms and their passages.
//!
//! Most terms are those of a report or two: a few numbers stand in the table itself, and only what more reports have
//! becomes a list of its own.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use crate::vocabulary::{FIELDS, Features};

/// Terms of a report that are looked up, and passages.
const PROBES: usize = 64;
const PASSAGES: usize = 48;
/// Terms of a report that are entered.
const ENTERED: usize = 160;
/// A term that so many reports have tells nothing.
const COMMON: usize = 500;
/// Entries after which terms that nobody has any more are cleared away.
const SWEEP: usize = 256;

/// No day is near this one.
const GONE: Option<f32> = Some(f32::INFINITY);

/// The terms of a report that it can be found by, and what each says when it is in common.
pub(crate) struct Keys {
    /// The weightiest ones, in no order.
    entered: Vec<(f32, u32)>,
    /// The weightiest of these by number, so that sums come out the same every time.
    looked_up: Vec<(u32, f32)>,
}

impl Keys {
    /// Of a report's terms.
    pub(crate) fn new(features: &Features) -> Self {
        let square = |weights: &[f32; FIELDS]| weights.iter().map(|w| w * w).sum();
        Self::of(features.terms.iter().map(|(term, weights)| (square(weights), term)).collect(), |_| true)
    }

    /// Of terms with their weights; of the weightiest, those that are `told` to be of use.
    pub(crate) fn of(mut entered: Vec<(f32, u32)>, told: impl Fn(u32) -> bool) -> Self {
        let heavier = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        for count in [ENTERED, PROBES] {
            if entered.len() > count {
                entered.select_nth_unstable_by(count, heavier);
            }
            if count == ENTERED {
                entered.truncate(ENTERED);
            }
        }
        let looked_up = entered.iter().take(PROBES).filter(|(_, term)| told(*term));
        let mut looked_up: Vec<(u32, f32)> = looked_up.map(|(w, term)| (*term, *w)).collect();
        looked_up.sort_unstable_by_key(|(term, _)| *term);
        entered.retain(|(_, term)| told(*term));
        Self { entered, looked_up }
    }
}

/// Numbers that stand in the table itself.
const FEW: usize = 4;

/// The reports that have a term: a few, or many in order.
#[derive(Clone, Debug)]
struct List {
    few: [u32; FEW],
    many: Vec<u32>,
}

impl Default for List {
    fn default() -> Self {
        Self { few: [NOBODY; FEW], many: Vec::new() }
    }
}

/// The number of no report.
const NOBODY: u32 = u32::MAX;

impl List {
    /// Adds a report; those before `first` are gone.
    fn push(&mut self, number: u32, first: u32) {
        if self.many.is_empty() {
            if let Some(free) = self.few.iter_mut().find(|n| **n == NOBODY || **n < first) {
                *free = number;
                return;
            }
            self.many.extend_from_slice(&self.few);
            self.many.sort_unstable();
            self.few = [NOBODY; FEW];
        } else if self.many.len() == self.many.capacity() {
            self.many.drain(..self.many.partition_point(|n| *n < first));
        }
        self.many.push(number);
    }

    /// Forgets those before `first`; whether anything is left.
    fn sweep(&mut self, first: u32) -> bool {
        self.many.drain(..self.many.partition_point(|n| *n < first));
        !self.many.is_empty() || self.from(first).next().is_some()
    }

    /// Those from `first` on; none when they are too many.
    fn from(&self, first: u32) -> impl Iterator<Item = u32> {
        let many = self.many.get(self.many.partition_point(|n| *n < first)..).unwrap_or_default();
        let many = if many.len() > COMMON { &[] } else { many };
        self.few.iter().chain(many).copied().filter(move |n| *n != NOBODY && *n >= first)
    }
}

/// Reports by term.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    terms: FxHashMap<u32, List>,
    passages: FxHashMap<u32, List>,
    /// Likeness to the report at hand of each report from `first` on; cleared after each use.
    scores: VecDeque<f32>,
    /// The day of each, none for one without a date; a report that has gone is on no day.
    days: VecDeque<Option<f32>>,
    /// The first report that is still about.
    first: u32,
    entered: usize,
    /// Those that have the term at hand.
    having: Vec<u32>,
}

impl Index {
    /// The first report that is still about.
    pub(crate) fn first(&self) -> u32 {
        self.first
    }

    /// Enters a report of a day; numbers only ever grow.
    pub(crate) fn enter(&mut self, number: u32, day: Option<f32>, features: &Features, keys: &Keys) {
        if self.scores.is_empty() {
            self.first = number;
        }
        while self.first as usize + self.scores.len() <= number as usize {
            self.scores.push_back(0.0);
            self.days.push_back(GONE);
        }
        if let Some(slot) = self.days.get_mut((number - self.first) as usize) {
            *slot = day;
        }
        for (_, term) in &keys.entered {
            self.terms.entry(*term).or_default().push(number, self.first);
        }
        for (passage, _) in features.passages.iter() {
            self.passages.entry(passage).or_default().push(number, self.first);
        }
        self.entered += 1;
        if self.entered.is_multiple_of(SWEEP) {
            let first = self.first;
            self.terms.retain(|_, list| list.sweep(first));
            self.passages.retain(|_, list| list.sweep(first));
        }
    }

    /// Lets go of all reports before this one.
    pub(crate) fn forget_before(&mut self, number: u32) {
        while self.first < number && self.scores.pop_front().is_some() {
            self.days.pop_front();
            self.first += 1;
        }
    }

    /// A report is no candidate any more.
    pub(crate) fn let_go(&mut self, number: u32) {
        let at = number.checked_sub(self.first);
        if let Some(day) = at.and_then(|at| self.days.get_mut(at as usize)) {
            *day = GONE;
        }
    }

    /// Everything is entered anew after this.
    pub(crate) fn clear(&mut self) {
        self.terms.clear();
        self.passages.clear();
    }

    /// The reports most like one of a day by what they have in common, those at most `window` days away, best first.
    pub(crate) fn candidates(
        &mut self,
        features: &Features,
        keys: &Keys,
        count: usize,
        (day, window): (Option<f32>, f32),
    ) -> Vec<u32> {
        let mut touched: Vec<u32> = Vec::new();
        let terms = keys.looked_up.iter().map(|(term, weight)| (self.terms.get(term), *weight));
        let passages = features.passages.iter().take(PASSAGES);
        let passages = passages.map(|(key, [share])| (self.passages.get(&key), share * share));
        for (list, weight) in terms.chain(passages) {
            let Some(list) = list else { continue };
            self.having.clear();
            self.having.extend(list.from(self.first).map(|report| report - self.first));
            for at in &self.having {
                if let Some(score) = self.scores.get_mut(*at as usize) {
                    if *score == 0.0 {
                        touched.push(*at);
                    }
                    *score += weight;
                }
            }
        }
        let mut found: Vec<(u32, f32)> = Vec::with_capacity(touched.len());
        for at in touched {
            let score = self.scores.get_mut(at as usize).map(std::mem::take).unwrap_or_default();
            let near = |other: Option<f32>| match (other, day) {
                (Some(a), Some(b)) => (a - b).abs() <= window,
                (Some(a), None) => a.is_finite(),
                (None, _) => true,
            };
            if self.days.get(at as usize).copied().is_some_and(near) {
                found.push((self.first + at, score));
            }
        }
        let best = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if found.len() > count {
            found.select_nth_unstable_by(count, best);
            found.truncate(count);
        }
        found.sort_unstable_by(best);
        found.into_iter().map(|(n, _)| n).collect()
    }
}
