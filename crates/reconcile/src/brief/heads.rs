//! *What do the headlines and openings of independent reports share?*
//!
//! A report says in its title and its first sentences what happened. So every origin has two voices, its title and its opening, and a
//! term weighs as much as there are voices that have it. A sentence is measured by how much of that it covers; its own
//! origin's opening does not count, or every opening would bear itself out.

use rustc_hash::FxHashSet;

use crate::desk::Desk;

/// How many sentences open a report.
const OPENING: usize = 4;
/// How many numbers a sentence has.
pub(super) const HEADS: usize = 4;
/// A sentence tells the opening one again from so much of its shared terms on, together with how much of the sentence stands there.
const AGAIN: (f32, f32) = (0.4, 1.0);

/// What the headlines and openings of a story say.
#[derive(Debug)]
pub(super) struct Heads {
    /// Each term in each voice that has it.
    voices: FxHashSet<(usize, u32)>,
    /// How many voices have a term.
    count: Vec<f32>,
    /// What each origin's opening weighs.
    own: Vec<f32>,
}

impl Heads {
    pub(super) fn new(desk: &Desk<'_>) -> Self {
        let all = desk.members.len();
        let mut voices: FxHashSet<(usize, u32)> = FxHashSet::default();
        let mut count = vec![0.0f32; desk.idf.len()];
        let mut own = vec![0.0f32; all];
        for member in 0..all {
            let origin = desk.origin[member];
            for term in desk.lines_of(member).iter().take(OPENING).flat_map(|l| &l.terms) {
                if voices.insert((origin, *term)) {
                    count[*term as usize] += 1.0;
                    own[origin] += desk.weight(*term);
                }
            }
            for term in title(desk, member) {
                // The titles of one origin are one voice, apart from its openings.
                if voices.insert((all + origin, term)) {
                    count[term as usize] += 1.0;
                }
            }
        }
        Self { voices, count, own }
    }

    /// What a term weighs that is said in two voices or more.
    fn shared(&self, desk: &Desk<'_>, term: u32) -> f32 {
        desk.weight(term) * (self.count.get(term as usize).copied().unwrap_or_default() - 1.0).max(0.0)
    }

    /// Whether `sentence` tells again what `lead` told of what the voices share, and little besides.
    pub(super) fn again(&self, desk: &Desk<'_>, sentence: usize, lead: usize) -> bool {
        let (terms, told) = (&desk.lines[sentence].terms, &desk.lines[lead].terms);
        let all: f32 = told.iter().map(|t| self.shared(desk, *t)).sum();
        let both = terms.iter().filter(|t| told.binary_search(t).is_ok());
        let (weight, count) = both.fold((0.0, 0.0), |(w, n), t| (w + self.shared(desk, *t), n + 1.0));
        let share = weight / all.max(1e-6);
        share >= AGAIN.0 && share + count / (terms.len() as f32).max(1.0) >= AGAIN.1
    }

    /// What each sentence has of it: its share of what the other voices say, the share of itself that they say, its share of what two
    /// voices or more say, and that by its length.
    pub(super) fn numbers(&self, desk: &Desk<'_>) -> Vec<[f32; HEADS]> {
        let weigh = |less: f32| -> f32 {
            let terms = desk.idf.iter().zip(&self.count);
            terms.filter(|(_, c)| **c > less).map(|(w, c)| (c - less) * w).sum::<f32>()
        };
        let (full, shared) = (weigh(0.0), weigh(1.0) + 1e-6);
        let others = (desk.origins(0..desk.members.len()).max(2) - 1) as f32;
        desk.lines
            .iter()
            .map(|line| {
                let origin = desk.origin[line.member];
                let (mut weight, mut told, mut common) = (1e-6, 0.0, 0.0);
                for term in &line.terms {
                    let (w, c) = (desk.weight(*term), self.count[*term as usize]);
                    weight += w;
                    told += w * (c - f32::from(u8::from(self.voices.contains(&(origin, *term)))));
                    common += w * (c - 1.0).max(0.0);
                }
                let covered = common / shared;
                [
                    told / (full - self.own[origin] + 1e-6).max(1e-6),
                    told / weight / others,
                    covered,
                    covered / (2.0 + line.words as f32).ln(),
                ]
            })
            .collect()
    }
}

/// The terms of a report's title that its story's sentences have too.
fn title(desk: &Desk<'_>, member: usize) -> Vec<u32> {
    let title = desk.members[member].report.title.as_deref().unwrap_or_default();
    let span = copydesk_model::Span::new(0, title.len());
    crate::words::tokens(title, span).iter().filter_map(|t| desk.lexicon.known(&t.key)).collect()
}
