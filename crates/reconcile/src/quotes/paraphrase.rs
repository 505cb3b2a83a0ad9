//! *Which report gives in its own words what another gives word for word?*
//!
//! Indirect speech of a person is set beside that person's quotation families by the words of content that both have,
//! weighted by how rare they are among quotations, within a sentence or two of the canonical form. Candidates come from
//! an index of speaker and word, so that a large desk costs no more a quotation than a small one.
//!
//! Left out on purpose: speakers without a name; synonyms. A paraphrase that shares no words of content is not found.

use copydesk_model::{QuotationId, QuotationKind, QuotationParaphrase, Span, VariantChange};
use rustc_hash::FxHashMap;

use super::change;
use super::family::Family;
use super::utterance::{Utterance, Voice, voice};
use crate::desk::{Desk, Place, tally};
use crate::words::{self, Token};

/// A word of one speaker that more families have than this tells nothing.
const COMMON: usize = 48;
/// How many families a quotation is compared with at most.
const CANDIDATES: usize = 6;

/// One quotation in a report's own words.
#[derive(Clone, Debug)]
pub(crate) struct Reported {
    pub(crate) member: usize,
    /// Index in the report's quotations.
    pub(crate) quotation: usize,
    pub(crate) parts: Vec<Span>,
    pub(crate) changes: Vec<VariantChange>,
}

impl Reported {
    pub(super) fn print(&self, desk: &Desk<'_>) -> Option<QuotationParaphrase> {
        let text = desk.text(self.member);
        Some(QuotationParaphrase {
            text: self.parts.iter().map(|p| p.of(text)).collect::<Vec<_>>().join(" "),
            evidence: desk.support(self.parts.iter().map(|p| Place { member: self.member, span: *p }))?,
            quotation: QuotationId(self.quotation as u32).within(&desk.members[self.member].report.id),
            changes: self.changes.clone(),
        })
    }
}

/// The paraphrases of each family, by report and place.
pub(crate) fn paraphrases(desk: &mut Desk<'_>, families: &[Family]) -> Vec<Vec<Reported>> {
    let mut out: Vec<Vec<Reported>> = vec![Vec::new(); families.len()];
    let mut index: FxHashMap<(usize, u32), Vec<u32>> = FxHashMap::default();
    let mut df: FxHashMap<u32, u32> = FxHashMap::default();
    // The sentences of each canonical form, as terms.
    let mut said: Vec<Vec<Vec<u32>>> = Vec::with_capacity(families.len());
    for (number, family) in families.iter().enumerate() {
        let head = &family.utterances[0];
        let Voice::Known(speaker) = family.voice(desk) else {
            said.push(Vec::new());
            continue;
        };
        let sentences = sentences(desk, head);
        let mut all: Vec<u32> = sentences.iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        for term in all {
            *df.entry(term).or_default() += 1;
            let entry = index.entry((speaker, term)).or_default();
            if entry.len() <= COMMON {
                entry.push(number as u32);
            }
        }
        said.push(sentences);
    }
    if index.is_empty() {
        return out;
    }
    let weight = |term: u32| {
        let df = df.get(&term).copied().unwrap_or(0) as f32;
        (1.0 + families.len() as f32 / (1.0 + df)).ln()
    };
    for member in 0..desk.members.len() {
        let reading = desk.members[member].reading;
        for (index_of, quotation) in reading.quotations.iter().enumerate() {
            if quotation.kind == QuotationKind::Direct {
                continue;
            }
            let (Voice::Known(speaker), _) = voice(desk, member, quotation) else { continue };
            let text = desk.text(member);
            let tokens: Vec<Token> = quotation.parts.iter().flat_map(|p| words::tokens(text, *p)).collect();
            let mut terms: Vec<u32> = tokens.iter().filter_map(|t| desk.lexicon.term(&t.key)).collect();
            terms.sort_unstable();
            terms.dedup();
            let hits = terms
                .iter()
                .filter_map(|t| index.get(&(speaker, *t)))
                .filter(|families| families.len() <= COMMON)
                .flat_map(|families| families.iter().copied());
            let all: f32 = terms.iter().map(|t| weight(*t)).sum();
            let best = tally(hits)
                .into_iter()
                .take(CANDIDATES)
                .filter_map(|(f, _)| {
                    let family = &families[f as usize];
                    // Its own words, or words that no other report gives.
                    let own = family.utterances.iter().any(|u| (u.member, u.quotation) == (member, index_of));
                    let elsewhere = family.utterances.iter().any(|u| u.member != member);
                    if own || !elsewhere {
                        return None;
                    }
                    Some((said_in(&said[f as usize], &terms, all, weight)?, f))
                })
                .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(&a.1)));
            let Some((_, f)) = best else { continue };
            let changes = changes(&families[f as usize].utterances[0], &tokens);
            out[f as usize].push(Reported {
                member,
                quotation: index_of,
                parts: quotation.parts.clone(),
                changes,
            });
        }
    }
    out
}

/// The terms of each sentence of an utterance.
fn sentences(desk: &mut Desk<'_>, utterance: &Utterance) -> Vec<Vec<u32>> {
    let mut out = vec![Vec::new()];
    for (i, token) in utterance.tokens.iter().enumerate() {
        let term = desk.lexicon.term(&token.key);
        if let Some(last) = out.last_mut() {
            last.extend(term);
        }
        let new_part = utterance.part_of.get(i + 1).is_some_and(|p| *p != utterance.part_of[i]);
        if token.marks.contains(['.', '!', '?', ';']) || new_part && !token.marks.ends_with(',') {
            out.push(Vec::new());
        }
    }
    for terms in &mut out {
        terms.sort_unstable();
        terms.dedup();
    }
    out.retain(|terms| !terms.is_empty());
    out
}

/// How much of the terms a sentence, or two that follow each other, have; none when that is too little.
fn said_in(sentences: &[Vec<u32>], terms: &[u32], all: f32, weight: impl Fn(u32) -> f32) -> Option<f32> {
    let mut best: Option<f32> = None;
    for i in 0..sentences.len() {
        for window in [&sentences[i..=i], &sentences[i..(i + 2).min(sentences.len())]] {
            let has = |t: &u32| window.iter().any(|s| s.binary_search(t).is_ok());
            let shared: Vec<u32> = terms.iter().copied().filter(has).collect();
            let sum: f32 = shared.iter().map(|t| weight(*t)).sum();
            let size: f32 = window.iter().flatten().map(|t| weight(*t)).sum();
            let (of_terms, of_words) = (sum / all.max(f32::EPSILON), sum / size.max(f32::EPSILON));
            let enough = match shared.len() {
                0 | 1 => false,
                2 => of_terms >= 0.8 && of_words >= 0.5,
                _ => of_terms >= 0.5 && of_words >= 0.3,
            };
            if enough && best.is_none_or(|b| of_terms > b) {
                best = Some(of_terms);
            }
        }
    }
    best
}

/// How reported words differ from the words themselves: what a change of person and tense makes, and the rest.
fn changes(head: &Utterance, tokens: &[Token]) -> Vec<VariantChange> {
    let keys = |tokens: &[Token]| -> Vec<String> { tokens.iter().map(|t| t.key.clone()).collect() };
    let (gone, come) = (keys(&head.tokens), keys(tokens));
    let mut out = vec![VariantChange::Reworded];
    // Only what stands for each other: between words that both have.
    for op in similar::capture_diff_slices(similar::Algorithm::Myers, &gone, &come) {
        let (tag, a, b) = op.as_tag_tuple();
        if tag == similar::DiffTag::Replace && a.len() <= 4 && b.len() <= 4 {
            let kinds = change::words(&gone[a], &come[b]);
            out.extend(kinds.into_iter().filter(|k| {
                matches!(k, VariantChange::Pronoun | VariantChange::Tense | VariantChange::Number)
            }));
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}
