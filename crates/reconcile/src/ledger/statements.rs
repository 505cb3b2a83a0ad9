//! *What do several origins state, and what does one alone state?*
//!
//! Families of narrated sentences that say the same, by average link over the probability that two state the same. What is
//! shown of a family is the longest sentence, or beginning of one, that sentences of another origin cover: nearly all of its weight,
//! and every figure. So a sentence that says two things, of which the others say one, is cut to that one, or not
//! shown. Quotations are their speakers' statements and stand in the families of quotations; a sentence that is mostly quoted is left out here.

use std::collections::BTreeSet;

use copydesk_model::{Span, Standing};

use super::{Draft, DraftValue, Rank, count};
use crate::align::{Alignment, average_link};
use crate::brief::{prominence, readable, stands};
use crate::desk::{Desk, Place};

/// Average link stops below this probability: the one that the evaluation measures.
const SAME: f32 = 0.3;
/// A statement is stated by a sentence that has so much of its weight.
const COVERED: f32 = 0.6;
/// How many corroborated statements are listed, and how many that one origin alone states.
const MOST: usize = 12;
const ALONE: usize = 5;

/// Sentences that say the same, of several reports, in order.
pub(crate) fn families(desk: &Desk<'_>, alignment: &Alignment) -> Vec<Vec<usize>> {
    let links: Vec<(usize, usize, f32)> = alignment
        .links
        .iter()
        .filter(|l| narrated(desk, l.a) && narrated(desk, l.b))
        .map(|l| (l.a, l.b, l.likeness.same))
        .collect();
    average_link(&links, SAME)
}

/// A statement and the sentences that state it, its own first.
#[derive(Clone, Debug)]
pub(crate) struct Stated {
    pub(crate) line: usize,
    pub(crate) span: Span,
    pub(crate) with: Vec<usize>,
    pub(crate) origins: usize,
}

/// What is shown of a family.
fn stated(desk: &Desk<'_>, alignment: &Alignment, family: &[usize]) -> Option<Stated> {
    let whole = family.iter().map(|l| (*l, desk.lines[*l].span, *l));
    let parts = family.iter().flat_map(|l| {
        let from = alignment.parts.partition_point(|p| p.line < *l);
        alignment.parts[from..]
            .iter()
            .take_while(move |p| p.line == *l)
            .map(|p| (p.line, p.span, p.statement))
    });
    let statements = &alignment.statements;
    whole
        .chain(parts)
        .filter_map(|(line, span, statement)| {
            let member = desk.lines[line].member;
            let whole = span == desk.lines[line].span;
            let fits =
                if whole { readable(desk, line) } else { stands(desk, line, span.of(desk.text(member))) };
            if !fits {
                return None;
            }
            let others = family.iter().copied().filter(|o| {
                desk.lines[*o].member != member
                    && statements.covered(statement, *o) >= COVERED
                    && statements.counts(statement, *o)
            });
            let with: Vec<usize> = std::iter::once(line).chain(others).collect();
            let origins = desk.origins(with.iter().map(|l| desk.lines[*l].member));
            (origins > 1).then_some(Stated { line, span, with, origins })
        })
        .max_by_key(|s| {
            let words = s.span.of(desk.text(desk.lines[s.line].member)).split_whitespace().count();
            let line = &desk.lines[s.line];
            (s.origins, words.min(28), usize::MAX - line.index, usize::MAX - line.member)
        })
}

/// Statements of two origins or more, without those that `disputed` sentences make.
pub(crate) fn statements(desk: &Desk<'_>, alignment: &Alignment, disputed: &[Place]) -> Vec<Draft> {
    let families = families(desk, alignment);
    let weights = prominence(desk);
    let mut out: Vec<Draft> = families
        .iter()
        .filter_map(|family| stated(desk, alignment, family))
        .filter(|s| {
            let member = desk.lines[s.line].member;
            !disputed.iter().any(|p| p.member == member && p.span.overlaps(s.span))
        })
        .map(|s| {
            let mut places = vec![Place { member: desk.lines[s.line].member, span: s.span }];
            let place = |l: usize| Place { member: desk.lines[l].member, span: desk.lines[l].span };
            places.extend(s.with.iter().skip(1).copied().map(place));
            let value = DraftValue::new(
                desk.words(places[0]).split_whitespace().collect::<Vec<_>>().join(" "),
                places,
            );
            let weight: f32 = desk.lines[s.line].terms.iter().map(|t| weights[*t as usize]).sum();
            Draft {
                slot: about(desk, s.line),
                standing: Standing::Corroborated,
                kind: None,
                nature: None,
                explanation: format!("{} state it.", count(s.origins, "independent origin")),
                because: vec![
                    format!(
                        "{} of {} most likely state the same.",
                        count(s.with.len(), "sentence"),
                        count(value.members().len(), "report")
                    ),
                    "Each has nearly all of what is shown, and every number in it.".to_owned(),
                ],
                values: vec![value],
                rank: Rank::Corroborated,
                weight: s.origins as f64 * 100.0 + f64::from(weight.min(1.0)),
            }
        })
        .collect();
    out.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    out.truncate(MOST);
    out
}

/// Sentences with a number or a name that no other origin has anything like, most consequential first.
pub(crate) fn alone(desk: &Desk<'_>, alignment: &Alignment, disputed: &[Place]) -> Vec<Draft> {
    if desk.origins(0..desk.members.len()) < 2 {
        return Vec::new();
    }
    let weights = prominence(desk);
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let mut found: Vec<(f32, usize)> = (0..desk.lines.len())
        .filter(|l| readable(desk, *l) && narrated(desk, *l) && desk.lines[*l].words <= 40)
        .filter(|l| {
            let line = &desk.lines[*l];
            let m = &desk.members[line.member];
            if disputed.iter().any(|p| p.member == line.member && p.span.overlaps(line.span)) {
                return false;
            }
            let counted = m.reading.figures.iter().any(|f| {
                line.span.contains(f.span) && f.unit.as_deref() != Some("ordinal") && f.of.is_some()
            });
            counted
                && alignment.of[*l]
                    .iter()
                    .all(|(o, _)| desk.origin[desk.lines[*o].member] == desk.origin[line.member])
        })
        .map(|l| {
            let line = &desk.lines[l];
            let sum: f32 = line.terms.iter().map(|t| weights[*t as usize]).sum();
            (sum / (line.words as f32).sqrt() / (1.0 + line.index as f32 / 8.0), l)
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    // At most two of one origin, so that the longest report does not fill the list.
    let mut of_origin: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    found.retain(|(_, l)| {
        let seen = of_origin.entry(desk.origin[desk.lines[*l].member]).or_default();
        let again = alignment.of[*l].iter().any(|(o, _)| told.contains(o));
        if again || *seen == 2 {
            return false;
        }
        *seen += 1;
        told.insert(*l)
    });
    found
        .into_iter()
        .take(ALONE)
        .map(|(weight, l)| {
            let place = Place { member: desk.lines[l].member, span: desk.lines[l].span };
            Draft {
                slot: about(desk, l),
                standing: Standing::SingleSource,
                kind: None,
                nature: None,
                explanation: "One origin alone states it.".to_owned(),
                because: vec!["No sentence of another origin is much like it.".to_owned()],
                values: vec![DraftValue::new(
                    desk.words(place).split_whitespace().collect::<Vec<_>>().join(" "),
                    vec![place],
                )],
                rank: Rank::Single,
                weight: f64::from(weight),
            }
        })
        .collect()
}

pub(crate) fn narrated(desk: &Desk<'_>, line: usize) -> bool {
    desk.lines[line].quoted < 0.4 && desk.lines[line].words >= 6
}
/// The people and things of a sentence, as the slot of its statement.
fn about(desk: &Desk<'_>, line: usize) -> String {
    let line = &desk.lines[line];
    let mut names: Vec<(usize, &str)> = Vec::new();
    for (number, identity) in desk.cast.identities.iter().enumerate() {
        for (member, id) in identity.within.iter().filter(|(m, _)| *m == line.member) {
            let Some(entity) = desk.members[*member].reading.entity(*id) else { continue };
            if entity.mentions.iter().any(|m| line.span.contains(m.span)) {
                names.push((number, identity.name.as_str()));
            }
        }
    }
    names.dedup();
    names.truncate(3);
    if names.is_empty() {
        return "statement".to_owned();
    }
    names.into_iter().map(|(_, n)| n).collect::<Vec<_>>().join(", ")
}
