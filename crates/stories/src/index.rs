//! An inverted index over the reports that are about, by their weightiest terms and their passages.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use crate::vocabulary::Features;

/// Terms of a report that are looked up, and passages.
const PROBES: usize = 64;
const PASSAGES: usize = 48;
/// Terms of a report that are entered.
const ENTERED: usize = 160;
/// A term that so many reports have tells nothing.
const COMMON: usize = 500;
/// Entries after which lists of reports that left are cleared away.
const SWEEP: usize = 4096;

/// No day is near this one.
const GONE: Option<f32> = Some(f32::INFINITY);

/// The index's key of a passage; that of a term is its number.
fn passage(key: u32) -> u64 {
    1 << 32 | u64::from(key)
}

/// Reports by term.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    postings: FxHashMap<u64, Vec<u32>>,
    /// Likeness to the report at hand of each report from `first` on; cleared after each use.
    scores: VecDeque<f32>,
    /// The day of each, none for one without a date; a report that has gone is on no day.
    days: VecDeque<Option<f32>>,
    /// The first report that is still about.
    first: u32,
    entered: usize,
}

impl Index {
    /// The first report that is still about.
    pub(crate) fn first(&self) -> u32 {
        self.first
    }

    /// Enters a report of a day; numbers only ever grow.
    pub(crate) fn enter(&mut self, number: u32, day: Option<f32>, features: &Features) {
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
        for (key, _) in keys(features, ENTERED, usize::MAX) {
            self.postings.entry(key).or_default().push(number);
        }
        self.entered += 1;
        if self.entered.is_multiple_of(SWEEP) {
            let first = self.first;
            self.postings.retain(|_, list| {
                list.drain(..list.partition_point(|n| *n < first));
                !list.is_empty()
            });
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
        self.postings.clear();
    }

    /// The reports most like one of a day by what they have in common, those at most `window` days away, best first.
    pub(crate) fn candidates(
        &mut self,
        features: &Features,
        count: usize,
        (day, window): (Option<f32>, f32),
    ) -> Vec<u32> {
        let mut touched: Vec<u32> = Vec::new();
        for (key, weight) in keys(features, PROBES, PASSAGES) {
            let Some(list) = self.postings.get_mut(&key) else { continue };
            let gone = list.partition_point(|n| *n < self.first);
            if gone * 2 > list.len() {
                list.drain(..gone);
            }
            let list = list.get(list.partition_point(|n| *n < self.first)..).unwrap_or_default();
            if list.len() > COMMON {
                continue;
            }
            for number in list {
                if let Some(score) = self.scores.get_mut((number - self.first) as usize) {
                    if *score == 0.0 {
                        touched.push(*number);
                    }
                    *score += weight;
                }
            }
        }
        let mut found: Vec<(u32, f32)> = Vec::with_capacity(touched.len());
        for number in touched {
            let at = (number - self.first) as usize;
            let score = self.scores.get_mut(at).map(std::mem::take).unwrap_or_default();
            let near = |other: Option<f32>| match (other, day) {
                (Some(a), Some(b)) => (a - b).abs() <= window,
                (Some(a), None) => a.is_finite(),
                (None, _) => true,
            };
            if self.days.get(at).copied().is_some_and(near) {
                found.push((number, score));
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

/// The keys of the weightiest terms and of the first passages, with what each says when it is in common.
fn keys(features: &Features, terms: usize, passages: usize) -> Vec<(u64, f32)> {
    let mut keys: Vec<(u64, f32)> = features
        .terms
        .iter()
        .map(|(term, weights)| (u64::from(term), weights.iter().map(|w| w * w).sum()))
        .collect();
    if keys.len() > terms {
        keys.select_nth_unstable_by(terms, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        keys.truncate(terms);
        // In order of terms, so that sums come out the same every time.
        keys.sort_unstable_by_key(|(key, _)| *key);
    }
    keys.extend(features.passages.iter().take(passages).map(|(key, [share])| (passage(key), share * share)));
    keys
}
