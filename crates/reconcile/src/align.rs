//! *Which sentences say the same?*
//!
//! Sentences are compared in two ways: by the weights of the terms that they share (rare words of the story and the
//! people in it weigh more than what every sentence has), and by the probability of [`Statements`] that they state the same.
//! Families are made by average link, so that one loose sentence does not chain two statements together. Candidates
//! come from an inverted index over each sentence's rarest terms, never from all pairs.

use std::collections::BTreeMap;

use copydesk_model::{MentionForm, Span};
use rustc_hash::FxHashMap;

use crate::desk::Desk;
use crate::statement::Statements;

/// Terms with more sentences than this are no ground for comparing.
const POSTINGS: usize = 160;
/// How many of a sentence's rarest terms are looked up.
const PROBES: usize = 8;
/// How many candidates of a sentence are scored.
const CANDIDATES: usize = 32;

/// How much two sentences share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Likeness {
    /// Weight of the shared terms over that of the lighter sentence.
    pub(crate) containment: f32,
    /// Twice the weight of the shared terms over that of both.
    pub(crate) dice: f32,
    /// Number of shared terms.
    pub(crate) shared: usize,
    /// Probability that they state the same; 0 where only the terms were compared.
    pub(crate) same: f32,
}

impl Likeness {
    /// Whether the two sentences are nearly the same words.
    pub(crate) fn says_so(&self) -> bool {
        self.dice >= 0.5 || (self.dice >= 0.4 && self.containment >= 0.66)
    }

    /// Whether they are that, or most likely other words for the same.
    pub(crate) fn alike(&self) -> bool {
        self.says_so() || self.same >= 0.6
    }
}

/// Compares the terms of two sentences.
pub(crate) fn likeness(desk: &Desk<'_>, a: usize, b: usize) -> Likeness {
    let (a, b) = (&desk.lines[a].terms, &desk.lines[b].terms);
    let weight = |terms: &[u32]| -> f32 { terms.iter().map(|t| desk.weight(*t)).sum() };
    let (mut i, mut j, mut common, mut shared) = (0, 0, 0.0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += desk.weight(*x);
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    let (wa, wb) = (weight(a), weight(b));
    let ratio = |part: f32, whole: f32| if whole > 0.0 { part / whole } else { 0.0 };
    Likeness { containment: ratio(common, wa.min(wb)), dice: ratio(2.0 * common, wa + wb), shared, same: 0.0 }
}

/// Two sentences of different reports that are alike.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    pub(crate) a: usize,
    pub(crate) b: usize,
    pub(crate) likeness: Likeness,
}

/// The aligned sentences of a story.
#[derive(Debug, Default)]
pub(crate) struct Alignment {
    /// Linked pairs, each once with `a < b`, in order.
    pub(crate) links: Vec<Link>,
    /// For each sentence the sentences it is linked with, best first.
    pub(crate) of: Vec<Vec<(usize, Likeness)>>,
    /// The sentences as statements, by their number; after them the parts of sentences that may stand alone.
    pub(crate) statements: Statements,
    /// Parts that may stand alone, by sentence.
    pub(crate) parts: Vec<Part>,
}

/// A part of a sentence that may stand alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) line: usize,
    pub(crate) span: Span,
    pub(crate) statement: usize,
}

/// Below both of these a pair is not kept.
const LINK: f32 = 0.30;
const SAME: f32 = 0.25;

/// Every sentence, with the names of those whom its pronouns and descriptions mean, and the parts of sentences that may stand alone.
fn statements(desk: &Desk<'_>) -> (Statements, Vec<Part>) {
    let mut named: Vec<Vec<&str>> = vec![Vec::new(); desk.lines.len()];
    for (member, m) in desk.members.iter().enumerate() {
        for entity in &m.reading.entities {
            let Some(identity) = desk.cast.identity(member, entity.id) else { continue };
            for mention in entity.mentions.iter().filter(|x| x.form != MentionForm::Name) {
                if let Some(line) = desk.line_at(member, mention.span.start()) {
                    named[line].push(&desk.cast.identities[identity].name);
                }
            }
        }
    }
    let mut texts: Vec<(&str, Vec<&str>)> =
        desk.lines.iter().zip(named).map(|(l, n)| (l.span.of(desk.text(l.member)), n)).collect();
    let mut parts = Vec::new();
    for line in 0..desk.lines.len() {
        for span in crate::clause::heads(desk, line) {
            parts.push(Part { line, span, statement: texts.len() });
            texts.push((span.of(desk.text(desk.lines[line].member)), Vec::new()));
        }
    }
    (Statements::named(&texts), parts)
}

/// Links the sentences of different reports.
pub(crate) fn align(desk: &Desk<'_>) -> Alignment {
    if desk.members.len() < 2 {
        return Alignment { of: vec![Vec::new(); desk.lines.len()], ..Alignment::default() };
    }
    let mut postings: Vec<Vec<u32>> = vec![Vec::new(); desk.idf.len()];
    for (i, line) in desk.lines.iter().enumerate() {
        for term in &line.terms {
            postings[*term as usize].push(i as u32);
        }
    }
    let (statements, parts) = statements(desk);
    let mut links = Vec::new();
    let mut beside = statements.marked();
    let mut votes: FxHashMap<u32, f32> = FxHashMap::default();
    for (i, line) in desk.lines.iter().enumerate() {
        if line.terms.len() < 3 {
            continue;
        }
        let mut rare: Vec<u32> = line.terms.clone();
        rare.sort_by_key(|t| (postings[*t as usize].len(), *t));
        votes.clear();
        for term in rare.iter().filter(|t| postings[**t as usize].len() <= POSTINGS).take(PROBES) {
            let list = &postings[*term as usize];
            let from = list.partition_point(|l| (*l as usize) <= i);
            for other in &list[from..] {
                if desk.lines[*other as usize].member != line.member {
                    *votes.entry(*other).or_default() += desk.weight(*term);
                }
            }
        }
        let mut best: Vec<(u32, f32)> = votes.iter().map(|(l, w)| (*l, *w)).collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        for (other, _) in best.into_iter().take(CANDIDATES) {
            let mut likeness = likeness(desk, i, other as usize);
            likeness.same = beside.turn_to(i).same(other as usize);
            if likeness.shared >= 3 && likeness.dice >= LINK || likeness.same >= SAME {
                links.push(Link { a: i, b: other as usize, likeness });
            }
        }
    }
    links.sort_by_key(|l| (l.a, l.b));
    let mut of: Vec<Vec<(usize, Likeness)>> = vec![Vec::new(); desk.lines.len()];
    for link in &links {
        of[link.a].push((link.b, link.likeness));
        of[link.b].push((link.a, link.likeness));
    }
    for list in &mut of {
        list.sort_by(|x, y| y.1.dice.total_cmp(&x.1.dice).then(x.0.cmp(&y.0)));
    }
    Alignment { links, of, statements, parts }
}

/// Families of items by average link: pairs not in `links` count as 0. Items alone are left out.
pub(crate) fn average_link(links: &[(usize, usize, f32)], threshold: f32) -> Vec<Vec<usize>> {
    let mut order: Vec<&(usize, usize, f32)> = links.iter().filter(|l| l.2 >= threshold).collect();
    order.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    let mut weights: FxHashMap<(usize, usize), f32> = FxHashMap::default();
    for (a, b, w) in links {
        weights.insert((*a.min(b), *a.max(b)), *w);
    }
    let mut family: BTreeMap<usize, usize> = BTreeMap::new();
    let mut items: Vec<Vec<usize>> = Vec::new();
    for (a, b, _) in order {
        let mut of = |x: usize| {
            *family.entry(x).or_insert_with(|| {
                items.push(vec![x]);
                items.len() - 1
            })
        };
        let (fa, fb) = (of(*a), of(*b));
        if fa == fb || items[fa].len() * items[fb].len() > 4096 {
            continue;
        }
        let sum: f32 = items[fa]
            .iter()
            .flat_map(|x| items[fb].iter().map(move |y| (*x.min(y), *x.max(y))))
            .map(|pair| weights.get(&pair).copied().unwrap_or_default())
            .sum();
        if sum / (items[fa].len() * items[fb].len()) as f32 >= threshold {
            let moved = std::mem::take(&mut items[fb]);
            for x in &moved {
                family.insert(*x, fa);
            }
            items[fa].extend(moved);
        }
    }
    let mut out: Vec<Vec<usize>> = items.into_iter().filter(|f| f.len() > 1).collect();
    for family in &mut out {
        family.sort_unstable();
    }
    out.sort();
    out
}

#[cfg(test)]
mod tests {
    use super::average_link;

    #[test]
    fn one_loose_pair_does_not_chain_two_families() {
        let links = [(0, 1, 0.9), (2, 3, 0.9), (1, 2, 0.6)];
        assert_eq!(average_link(&links, 0.5), vec![vec![0, 1], vec![2, 3]]);
    }
}
