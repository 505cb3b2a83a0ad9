//! *What is one utterance in all its forms, who said it, and how is it printed?*

use std::collections::BTreeMap;

use copydesk_model::{
    DiffOp, DiffPart, EntityKind, FamilyId, Medium, QuotationFamily, QuotationId, QuotationVariant, StoryId,
    VariantChange,
};

use super::change::kinds;
use super::paraphrase::{Reported, paraphrases};
use super::utterance::{Utterance, Voice};
use crate::desk::{Desk, Place, tally};

/// A stretch of the canonical form (`canonical`) and the stretch of another form that stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Whether the words are the same.
    pub(crate) same: bool,
    pub(crate) canonical: std::ops::Range<usize>,
    pub(crate) variant: std::ops::Range<usize>,
}

/// Utterances of the same words.
#[derive(Clone, Debug)]
pub(crate) struct Family {
    /// The longest form first; then by report and place.
    pub(crate) utterances: Vec<Utterance>,
    /// How each utterance aligns with the first.
    pub(crate) steps: Vec<Vec<Step>>,
}

impl Family {
    /// The reports that carry it, in order, each once.
    pub(crate) fn members(&self) -> Vec<usize> {
        let mut members: Vec<usize> = self.utterances.iter().map(|u| u.member).collect();
        members.sort_unstable();
        members.dedup();
        members
    }

    /// Who said it: a speaker named at the quotation before one told by description or pronoun, then as most
    /// origins have it.
    pub(crate) fn voice(&self, desk: &Desk<'_>) -> Voice {
        let mut seen: Vec<(usize, &Voice, bool)> =
            self.utterances.iter().map(|u| (desk.origin[u.member], &u.voice, u.named)).collect();
        seen.sort();
        seen.dedup();
        let mut votes: BTreeMap<&Voice, (usize, usize)> = BTreeMap::new();
        for (_, voice, named) in seen {
            let vote = votes.entry(voice).or_default();
            vote.0 += usize::from(named);
            vote.1 += 1;
        }
        let rank = |voice: &Voice| match voice {
            Voice::Known(_) => 2,
            Voice::Described(_) => 1,
            Voice::Unsaid => 0,
        };
        let best = votes
            .into_iter()
            .max_by(|(va, a), (vb, b)| (rank(va), *a).cmp(&(rank(vb), *b)).then_with(|| vb.cmp(va)));
        best.map_or(Voice::Unsaid, |(voice, _)| match voice {
            // Of several descriptions, that of the canonical form.
            Voice::Described(_) => self
                .utterances
                .iter()
                .map(|u| &u.voice)
                .find(|v| matches!(v, Voice::Described(_)))
                .unwrap_or(voice)
                .clone(),
            _ => voice.clone(),
        })
    }

    /// The speaker as an editor would name them.
    pub(crate) fn speaker(&self, desk: &Desk<'_>) -> Option<String> {
        match self.voice(desk) {
            Voice::Known(identity) => desk.cast.identities.get(identity).map(|i| i.name.clone()),
            Voice::Described(words) => Some(words),
            Voice::Unsaid => None,
        }
    }
}

/// The families as they are printed, with their ids.
pub(crate) fn print(desk: &mut Desk<'_>, story: &StoryId, families: &[Family]) -> Vec<QuotationFamily> {
    let paraphrases = paraphrases(desk, families);
    families
        .iter()
        .zip(&paraphrases)
        .filter_map(|(f, p)| print_one(desk, story, f, p))
        .enumerate()
        .map(|(i, mut family)| {
            family.id = FamilyId::new(format!("{story}/q{i}"));
            family
        })
        .collect()
}

fn print_one(
    desk: &Desk<'_>,
    story: &StoryId,
    family: &Family,
    paraphrases: &[Reported],
) -> Option<QuotationFamily> {
    // Forms that read alike but for the shape of quotation marks are one variant.
    let head = &family.utterances[0];
    type Form = (String, Vec<usize>, Vec<DiffPart>, Vec<VariantChange>);
    let mut variants: Vec<Form> = Vec::new();
    for (i, (utterance, steps)) in family.utterances.iter().zip(&family.steps).enumerate() {
        let (diff, changes) = difference(desk, head, utterance, steps);
        let key = if changes.is_empty() { String::new() } else { form(utterance) };
        match variants.iter_mut().find(|v| v.0 == key) {
            Some(variant) => variant.1.push(i),
            None if i == 0 || changes.is_empty() => variants.push((key, vec![i], Vec::new(), Vec::new())),
            None => variants.push((key, vec![i], diff, changes)),
        }
    }
    let variants = variants
        .into_iter()
        .map(|(_, carriers, diff, changes)| {
            let first = &family.utterances[carriers[0]];
            let places = carriers.iter().flat_map(|i| {
                let u = &family.utterances[*i];
                u.parts.iter().map(|p| Place { member: u.member, span: *p })
            });
            Some(QuotationVariant {
                text: first.text(desk),
                evidence: desk.support(places)?,
                quotations: carriers
                    .iter()
                    .map(|i| {
                        let u = &family.utterances[*i];
                        QuotationId(u.quotation as u32).within(&desk.members[u.member].report.id)
                    })
                    .collect(),
                diff,
                changes,
            })
        })
        .collect::<Option<Vec<_>>>()?;
    Some(QuotationFamily {
        id: FamilyId::new(story.as_str()),
        speaker: family.speaker(desk),
        text: head.text(desk),
        medium: medium(family),
        variants,
        paraphrases: paraphrases.iter().filter_map(|p| p.print(desk)).collect(),
        origins: desk.origins(family.members()),
    })
}

/// The most telling medium that a report gives; "spoken" is also what nothing tells.
pub(super) fn medium(family: &Family) -> Medium {
    let told = family.utterances.iter().map(|u| u.medium).filter(|m| *m != Medium::Spoken);
    tally(told).first().map_or(Medium::Spoken, |(m, _)| *m)
}

/// What makes two forms one variant: keys and marks, the marks at the end of each part left out.
fn form(utterance: &Utterance) -> String {
    let mut out = String::new();
    for (i, token) in utterance.tokens.iter().enumerate() {
        out.push_str(&token.key);
        if !ends_part(utterance, i) {
            out.push_str(&token.marks);
        }
        out.push(' ');
    }
    out
}

/// Whether a token ends its part: the mark behind it is then the sentence's that quotes, not the speaker's.
fn ends_part(utterance: &Utterance, token: usize) -> bool {
    utterance.part_of.get(token + 1) != utterance.part_of.get(token)
}

/// The word-by-word difference of a form from the canonical one, and its kinds.
pub(super) fn difference(
    desk: &Desk<'_>,
    head: &Utterance,
    other: &Utterance,
    steps: &[Step],
) -> (Vec<DiffPart>, Vec<VariantChange>) {
    let mut diff = Diff::default();
    let mut changes = Vec::new();
    let (ht, ot) = (desk.text(head.member), desk.text(other.member));
    let last = steps.len().saturating_sub(1);
    for (number, step) in steps.iter().enumerate() {
        if step.same {
            for (c, v) in step.canonical.clone().zip(step.variant.clone()) {
                let (a, b) = (&head.tokens[c], &other.tokens[v]);
                // The mark before a cut or another word belongs to that difference.
                let seam = number < last && c + 1 == step.canonical.end;
                let marks = a.marks == b.marks || seam || ends_part(head, c) || ends_part(other, v);
                if a.key == b.key && marks {
                    diff.push(DiffOp::Same, b.span.of(ot));
                } else {
                    diff.push(DiffOp::Deleted, a.span.of(ht));
                    diff.push(DiffOp::Inserted, b.span.of(ot));
                    changes.push(VariantChange::Punctuation);
                }
            }
            continue;
        }
        for c in step.canonical.clone() {
            diff.push(DiffOp::Deleted, head.tokens[c].span.of(ht));
        }
        for v in step.variant.clone() {
            diff.push(DiffOp::Inserted, other.tokens[v].span.of(ot));
        }
        let edge = number == 0 || number == last;
        changes.extend(kinds(desk, head, other, step, edge));
    }
    if head.translated || other.translated {
        for change in &mut changes {
            if *change == VariantChange::Reworded {
                *change = VariantChange::Translated;
            }
        }
    }
    changes.sort_unstable();
    changes.dedup();
    (diff.parts, changes)
}

#[derive(Default)]
struct Diff {
    parts: Vec<DiffPart>,
}

impl Diff {
    fn push(&mut self, op: DiffOp, words: &str) {
        match self.parts.last_mut() {
            Some(last) if last.op == op => {
                last.text.push(' ');
                last.text.push_str(words);
            }
            _ => self.parts.push(DiffPart { op, text: words.to_owned() }),
        }
    }
}

/// Whether an identity is a person.
pub(crate) fn is_person(desk: &Desk<'_>, identity: usize) -> bool {
    desk.cast.identities.get(identity).is_some_and(|i| i.kind == EntityKind::Person && !i.plural)
}
