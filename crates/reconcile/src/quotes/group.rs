//! *Which utterances are one?*
//!
//! Longest first. Each utterance joins the family whose canonical form has most of it in runs, or begins a family of its
//! own. Candidates come from an index of word shingles over the canonical forms, so that an utterance is compared with a
//! handful whatever the size of the desk. A shingle that many families have is a stock phrase and leads to none.
//!
//! What a report puts together from several places (`called it “a mess” and wants to “start again”`) may belong to several
//! families: a part that its family does not have is looked up again on its own.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

use super::alignment::{Rarity, SHINGLE, align, same};
use super::family::{Family, Step};
use super::utterance::{Utterance, Voice, utterances};
use crate::desk::{Desk, tally};

/// Words a shingle of the index: short ones for short quotations, long ones because on a large desk most short
/// runs of words are stock phrases.
const SHINGLES: [usize; 3] = [SHINGLE, 5, 8];
/// A shingle that more families have than this is a stock phrase.
const STOCK: usize = 24;
/// How many candidates an utterance is aligned with at most.
const CANDIDATES: usize = 8;
/// The fewest words of a part that is looked up on its own.
const PART: usize = 4;

/// Groups the utterances of all reports.
pub(crate) fn families(desk: &mut Desk<'_>) -> Vec<Family> {
    let mut all = utterances(desk);
    all.sort_by_cached_key(|u| (usize::MAX - own_words(desk, u), u.member, u.quotation));
    let rarity = Rarity::new(&all, desk.lexicon.len());
    let mut groups = Groups {
        desk,
        rarity,
        families: Vec::new(),
        index: FxHashMap::default(),
        foreign: FxHashMap::default(),
    };
    let mut parts: Vec<Utterance> = Vec::new();
    for utterance in all {
        match groups.find(&utterance) {
            Some((family, steps)) => {
                let (kept, rest) = split(&utterance, &steps);
                parts.extend(rest);
                groups.join(family, kept, steps);
            }
            None => groups.begin(utterance),
        }
    }
    groups.take_apart(&mut parts);
    parts.sort_by_cached_key(|u| (usize::MAX - u.tokens.len(), u.member, u.quotation, u.parts.clone()));
    for part in parts {
        match groups.find(&part) {
            Some((family, steps)) => groups.join(family, part, steps),
            None => groups.begin(part),
        }
    }
    let mut families = groups.families;
    families.retain(|f| !f.utterances.is_empty());
    for family in &mut families {
        let mut order: Vec<usize> = (1..family.utterances.len()).collect();
        order.sort_by_key(|i| (family.utterances[*i].member, family.utterances[*i].quotation));
        order.insert(0, 0);
        family.utterances = order.iter().map(|i| family.utterances[*i].clone()).collect();
        family.steps = order.iter().map(|i| family.steps[*i].clone()).collect();
    }
    families.sort_by_cached_key(|f| {
        (
            usize::MAX - desk.origins(f.members()),
            // Identities are in order of prominence.
            match f.voice(desk) {
                Voice::Known(identity) => identity,
                Voice::Described(_) | Voice::Unsaid => usize::MAX,
            },
            f.utterances.iter().map(|u| (u.member, u.quotation, u.parts.first().copied())).min(),
        )
    });
    families
}

/// The families so far, and how to find them.
struct Groups<'d, 'a> {
    desk: &'d Desk<'a>,
    rarity: Rarity,
    families: Vec<Family>,
    /// Families by the shingles of their canonical forms.
    index: FxHashMap<u64, Vec<u32>>,
    /// Families by speaker where somebody spoke in another language: each report has its own translation, and few
    /// runs of words are the same.
    foreign: FxHashMap<usize, Vec<u32>>,
}

impl Groups<'_, '_> {
    /// The family that an utterance belongs to, and how it aligns with its canonical form.
    fn find(&self, utterance: &Utterance) -> Option<(usize, Vec<Step>)> {
        let near = self.candidates(utterance).into_iter().map(|f| (f, false));
        let foreign = foreigner(utterance).and_then(|s| self.foreign.get(&s));
        let foreign = foreign.into_iter().flatten().map(|f| (*f as usize, true));
        near.chain(foreign)
            .filter_map(|(f, whole)| {
                let head = self.families.get(f)?.utterances.first()?;
                if (head.member, head.quotation) == (utterance.member, utterance.quotation) {
                    return None;
                }
                let steps = align(head, utterance, whole)?;
                let matched = same(self.desk, &self.rarity, head, utterance, &steps)?;
                Some((matched, f, steps))
            })
            .max_by(|(a, fa, _), (b, fb, _)| a.cmp(b).then_with(|| fb.cmp(fa)))
            .map(|(_, f, steps)| (f, steps))
    }

    /// Families that share shingles with an utterance, most first.
    fn candidates(&self, utterance: &Utterance) -> Vec<usize> {
        let hits = shingles(&utterance.keys)
            .filter_map(|s| self.index.get(&s))
            .filter(|families| families.len() <= STOCK)
            .flat_map(|families| families.iter().map(|f| *f as usize));
        tally(hits).into_iter().take(CANDIDATES).map(|(f, _)| f).collect()
    }

    fn join(&mut self, family: usize, utterance: Utterance, steps: Vec<Step>) {
        if let Some(family) = self.families.get_mut(family) {
            family.utterances.push(utterance);
            family.steps.push(steps);
        }
    }

    fn begin(&mut self, utterance: Utterance) {
        let number = self.families.len() as u32;
        for shingle in shingles(&utterance.keys) {
            let entry = self.index.entry(shingle).or_default();
            // One more than stock is stock already: no list grows with the desk.
            if entry.len() <= STOCK && entry.last() != Some(&number) {
                entry.push(number);
            }
        }
        if let Some(speaker) = foreigner(&utterance) {
            let entry = self.foreign.entry(speaker).or_default();
            if entry.len() < STOCK {
                entry.push(number);
            }
        }
        let whole = 0..utterance.keys.len();
        let step = Step { same: true, canonical: whole.clone(), variant: whole };
        self.families.push(Family { utterances: vec![utterance], steps: vec![vec![step]] });
    }

    /// Utterances of several parts that nobody else has as a whole: those of which another family has a part are
    /// taken apart.
    fn take_apart(&mut self, parts: &mut Vec<Utterance>) {
        for number in 0..self.families.len() {
            let alone = match self.families.get(number) {
                Some(family) if family.utterances.len() == 1 && family.utterances[0].parts.len() > 1 => {
                    family.utterances[0].clone()
                }
                _ => continue,
            };
            let apart: Vec<Utterance> = (0..alone.parts.len()).map(|p| alone.part(p)).collect();
            if apart.iter().any(|p| p.tokens.len() >= PART && self.find(p).is_some()) {
                parts.extend(apart.into_iter().filter(|p| !p.tokens.is_empty()));
                if let Some(family) = self.families.get_mut(number) {
                    family.utterances.clear();
                    family.steps.clear();
                }
            }
        }
    }
}

/// The speaker of words in another language.
fn foreigner(utterance: &Utterance) -> Option<usize> {
    match utterance.voice {
        Voice::Known(identity) if utterance.translated => Some(identity),
        _ => None,
    }
}

/// An utterance that joins a family, and the parts of it that the family does not have.
fn split(utterance: &Utterance, steps: &[Step]) -> (Utterance, Vec<Utterance>) {
    let mut had = vec![0usize; utterance.parts.len()];
    let mut size = vec![0usize; utterance.parts.len()];
    for part in &utterance.part_of {
        size[*part] += 1;
    }
    for step in steps.iter().filter(|s| s.same) {
        for token in step.variant.clone() {
            had[utterance.part_of[token]] += 1;
        }
    }
    let rest = (0..size.len())
        .filter(|p| size[*p] >= PART && had[*p] * 4 < size[*p])
        .map(|p| utterance.part(p))
        .collect();
    (utterance.clone(), rest)
}

/// The number of words that are the speaker's: an editor's words in brackets make no form longer.
fn own_words(desk: &Desk<'_>, utterance: &Utterance) -> usize {
    let text = desk.text(utterance.member);
    let bracketed = utterance.tokens.iter().filter(|t| t.span.of(text).contains(['[', ']'])).count();
    utterance.tokens.len() - bracketed
}

fn shingles(keys: &[u32]) -> impl Iterator<Item = u64> + '_ {
    SHINGLES.into_iter().enumerate().flat_map(move |(i, n)| {
        // Fewer words than a short shingle has are one shingle; there is none longer than the words.
        let n = if i == 0 { n.min(keys.len()).max(1) } else { n };
        keys.windows(n).map(move |window| hash(n, window))
    })
}

fn hash(kind: usize, keys: &[u32]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_usize(kind);
    for key in keys {
        hasher.write_u32(*key);
    }
    hasher.finish()
}
