//! *Which of the reports seen so far does this one share passages with?*
//!
//! An inverted index over winnowed shingles. What is counted is **containment** (the share of the shorter text's
//! kept shingles that the other has), not the Jaccard index: a text cut to a third of another has a low Jaccard
//! index with it and a containment of one. Two of them have to stand near each other in both texts: turns of phrase here
//! and there are no passage. A shingle that very many reports have is a phrase of the trade and stops counting, which
//! also bounds the work for each report.

use std::collections::hash_map::Entry;

use copydesk_model::Reading;
use rustc_hash::FxHashMap;

use crate::shingles;
use crate::words;

/// Reports remembered for one shingle; what comes later than these is found through them.
const POSTINGS: u32 = 24;
/// Words by which the distance of two shingles of one passage may differ from text to text, and that distance.
const SLACK: u32 = 8;
const REACH: u32 = 60;

/// A report inserted earlier that shares passages with the new one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Which, counted from 0 in order of insertion.
    pub report: u32,
    /// Kept shingles that both have.
    pub shared: u32,
    /// Their share of the kept shingles of the text that has fewer.
    pub containment: f32,
}

/// A link of a shingle's chain of reports.
#[derive(Clone, Copy, Debug)]
struct Link {
    report: u32,
    /// Its place in that report.
    place: u32,
    /// The link before, plus one; 0 at the end.
    before: u32,
}

/// The kept shingles of all reports so far. Memory and time are linear in their words.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Shingle to the last link of its chain and the chain's length.
    heads: FxHashMap<u64, (u32, u32)>,
    links: Vec<Link>,
    /// Number of kept shingles of each report.
    sizes: Vec<u32>,
    /// What is shared with the report at hand, by report; cleared after each use.
    shared: Vec<Shared>,
}

/// What the report at hand shares with another.
#[derive(Clone, Copy, Debug, Default)]
struct Shared {
    /// Kept shingles.
    count: u32,
    /// Those among them that stand as far from the one before as in the other text.
    beside: u32,
    /// Places of the last one, here and there.
    last: (u32, u32),
}

impl Shared {
    fn add(&mut self, here: u32, there: u32) {
        let (a, b) = self.last;
        let near =
            here.abs_diff(a) <= REACH && (here.wrapping_sub(a)).abs_diff(there.wrapping_sub(b)) <= SLACK;
        self.beside += u32::from(self.count > 0 && near);
        self.count += 1;
        self.last = (here, there);
    }
}

impl Index {
    /// An index without reports.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of reports inserted.
    pub fn len(&self) -> usize {
        self.sizes.len()
    }

    /// Whether nothing was inserted yet.
    pub fn is_empty(&self) -> bool {
        self.sizes.is_empty()
    }

    /// Adds a report and gives those before it with at least `containment`, best first. What stands in quotation
    /// marks, and the quotations of `reading` where there is one, does not count.
    pub fn insert(&mut self, text: &str, reading: Option<&Reading>, containment: f32) -> Vec<Candidate> {
        let words = match reading {
            Some(reading) => words::of_report(text, reading),
            None => words::words(text),
        };
        self.insert_kept(&shingles::winnow(&shingles::shingles(&words)), containment)
    }

    /// The same for shingles that are at hand.
    pub(crate) fn insert_kept(&mut self, kept: &[(u64, u32)], containment: f32) -> Vec<Candidate> {
        let report = self.sizes.len() as u32;
        let mut touched: Vec<u32> = Vec::new();
        for (shingle, place) in kept.iter().copied() {
            match self.heads.entry(shingle) {
                Entry::Vacant(vacant) => {
                    self.links.push(Link { report, place, before: 0 });
                    vacant.insert((self.links.len() as u32, 1));
                }
                Entry::Occupied(mut occupied) => {
                    let (head, length) = *occupied.get();
                    let mut at = head;
                    while let Some(link) = (at as usize).checked_sub(1).and_then(|i| self.links.get(i)) {
                        if let Some(shared) = self.shared.get_mut(link.report as usize) {
                            if shared.count == 0 {
                                touched.push(link.report);
                            }
                            shared.add(place, link.place);
                        }
                        at = link.before;
                    }
                    if length < POSTINGS {
                        self.links.push(Link { report, place, before: head });
                        occupied.insert((self.links.len() as u32, length + 1));
                    }
                }
            }
        }
        self.sizes.push(kept.len() as u32);
        self.shared.push(Shared::default());
        let mut candidates = Vec::new();
        for other in touched {
            let (Some(shared), Some(size)) =
                (self.shared.get_mut(other as usize), self.sizes.get(other as usize))
            else {
                continue;
            };
            let Shared { count: shared, beside, .. } = std::mem::take(shared);
            let share = shared as f32 / (kept.len() as u32).min(*size).max(1) as f32;
            // One shingle in common is a turn of phrase, and so may two be that are little of either text.
            if beside >= 1 && share >= containment && (shared > 2 || share >= containment * 2.0) {
                candidates.push(Candidate { report: other, shared, containment: share });
            }
        }
        candidates.sort_by(|a, b| b.shared.cmp(&a.shared).then(a.report.cmp(&b.report)));
        candidates
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FERRY: &str = "The ferry Alda ran aground off Skerry Point on Monday night with 140 people aboard. \
        Two lifeboats took everyone off before midnight, the harbour office said. Her captain, who had been on \
        duty since dawn, was treated for exhaustion in the town hospital and let go in the morning.";

    #[test]
    fn a_shortened_copy_is_found_by_containment() {
        let mut index = Index::new();
        assert!(index.insert(FERRY, None, 0.05).is_empty());
        let cut = format!("{} More follows.", &FERRY[..150]);
        let found = index.insert(&cut, None, 0.05);
        assert_eq!(found.len(), 1);
        assert!(found[0].containment > 0.7, "{found:?}");
        assert!(
            index.insert("The council voted on the new bridge late in the evening.", None, 0.05).is_empty()
        );
    }

    #[test]
    fn a_quotation_in_common_is_not_copying() {
        let mut index = Index::new();
        let said = "“We had water over the car deck and no time at all to think about what would come next, \
            so I gave the order to leave her at once and without luggage,”";
        index.insert(&format!("{said} the captain told a court on Friday."), None, 0.0);
        assert!(index.insert(&format!("In his own words: {said} he recalls."), None, 0.0).is_empty());
    }
}
