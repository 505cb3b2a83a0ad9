//! *Does a report run words together that were said apart?*
//!
//! Two ways. Words may be missing from within one stretch, without an ellipsis: another report has them. Or one stretch
//! holds words of two utterances that another report keeps apart, in another medium or on another day.
//!
//! What one report merely splits around its cue is no splice: `“We left,” she said. “It rained.”`

use copydesk_model::{ConflictKind, Granularity, Medium, Nature, Standing};

use super::family::Family;
use super::utterance::Utterance;
use super::wording::{SPLICE, covered, printable};
use crate::desk::{Desk, Place};
use crate::ledger::{Draft, DraftValue, Rank, count};

/// Findings about words that one report runs together and another keeps apart.
pub(crate) fn splices(desk: &Desk<'_>, families: &[Family]) -> Vec<Draft> {
    let mut out = Vec::new();
    for family in families {
        let head = &family.utterances[0];
        for (utterance, steps) in family.utterances.iter().zip(&family.steps).skip(1) {
            if utterance.member == head.member {
                continue;
            }
            for (i, step) in steps.iter().enumerate() {
                if step.same
                    || i == 0
                    || i + 1 == steps.len()
                    || !step.variant.is_empty()
                    || step.canonical.len() < SPLICE
                {
                    continue;
                }
                let (left, right) = (&steps[i - 1], &steps[i + 1]);
                let at = step.variant.start;
                let joined = utterance.part_of[at - 1] == utterance.part_of[at];
                let printed = utterance
                    .stretch(at.saturating_sub(2), (at + 2).min(utterance.tokens.len()))
                    .map_or("", |s| s.of(desk.text(utterance.member)));
                let elided = printed.contains('…')
                    || printed.contains("..")
                    || printed.contains(". .")
                    || printed.contains('[');
                if !joined || elided || left.canonical.len() < 4 || right.canonical.len() < 4 {
                    continue;
                }
                let apart = head.stretch(
                    step.canonical.start.saturating_sub(4),
                    (step.canonical.end + 4).min(head.tokens.len()),
                );
                let run = utterance.stretch(at.saturating_sub(4), (at + 4).min(utterance.tokens.len()));
                let (Some(apart), Some(run)) = (apart, run) else { continue };
                let speaker = family.speaker(desk).unwrap_or_else(|| "an unnamed speaker".to_owned());
                let full = DraftValue::new(
                    printable(apart.of(desk.text(head.member))),
                    vec![Place { member: head.member, span: apart }],
                );
                let short = DraftValue::new(
                    printable(run.of(desk.text(utterance.member))),
                    vec![Place { member: utterance.member, span: run }],
                );
                out.push(Draft {
                    slot: format!("words of {speaker}"),
                    standing: Standing::Conflicting,
                    kind: Some(ConflictKind::Wording),
                    nature: Some(Nature::Scope),
                    explanation: format!(
                        "One report runs together words of {speaker} that stand {} apart in another.",
                        count(step.canonical.len(), "word")
                    ),
                    because: vec![
                        "Both stretches were aligned word by word.".to_owned(),
                        "Words in between are missing without an ellipsis or a break in the quotation."
                            .to_owned(),
                    ],
                    values: vec![full, short],
                    rank: Rank::Splice,
                    weight: desk.origins(family.members()) as f64,
                });
            }
        }
    }
    out.extend(families.iter().filter_map(|f| run_together(desk, f)));
    out
}

/// The fewest words that are an utterance of their own within a longer stretch.
const APIECE: usize = 4;

/// Two utterances, said on two days or in two media, that one stretch of the canonical form holds as one.
fn run_together(desk: &Desk<'_>, family: &Family) -> Option<Draft> {
    let head = &family.utterances[0];
    let pieces: Vec<(&Utterance, std::ops::Range<usize>)> = family
        .utterances
        .iter()
        .zip(&family.steps)
        .skip(1)
        .filter(|(u, _)| u.member != head.member)
        .filter_map(|(u, steps)| {
            let range = covered(steps)?;
            let matched: usize = steps.iter().filter(|s| s.same).map(|s| s.variant.len()).sum();
            (matched >= APIECE && matched * 5 >= u.keys.len() * 4).then_some((u, range))
        })
        .collect();
    let (first, a, second, b) = pieces.iter().find_map(|(u, a)| {
        pieces.iter().find_map(|(v, b)| {
            let next = a.end <= b.start + 1 && b.start <= a.end + 3;
            let joined = head.stretch(a.start, b.end).is_some();
            (next && joined && apart(desk, u, v)).then_some((*u, a, *v, b))
        })
    })?;
    let run = head.stretch(a.start, b.end)?;
    let speaker = family.speaker(desk).unwrap_or_else(|| "an unnamed speaker".to_owned());
    let value = |utterances: &[&Utterance]| {
        let words: Vec<String> = utterances.iter().map(|u| printable(&u.text(desk))).collect();
        let places = utterances
            .iter()
            .flat_map(|u| u.parts.iter().map(|p| Place { member: u.member, span: *p }))
            .collect();
        DraftValue::new(words.join(" … "), places)
    };
    let whole = DraftValue::new(
        printable(run.of(desk.text(head.member))),
        vec![Place { member: head.member, span: run }],
    );
    Some(Draft {
        slot: format!("words of {speaker}"),
        standing: Standing::Conflicting,
        kind: Some(ConflictKind::Wording),
        nature: Some(Nature::Scope),
        explanation: format!(
            "One report gives as one what {speaker} said as two, {} elsewhere.",
            if day(desk, first) == day(desk, second) { "in different places" } else { "on different days" }
        ),
        because: vec![
            "Both stretches were aligned word by word.".to_owned(),
            "The two are told with days or media of their own where they stand apart.".to_owned(),
        ],
        values: vec![whole, value(&[first, second])],
        rank: Rank::Splice,
        weight: desk.origins(family.members()) as f64,
    })
}

/// Whether two utterances are surely two: told with two days, or by one report as posted and as spoken.
fn apart(desk: &Desk<'_>, a: &Utterance, b: &Utterance) -> bool {
    if (a.member, a.quotation) == (b.member, b.quotation) {
        return false;
    }
    if let (Some(x), Some(y)) = (day(desk, a), day(desk, b))
        && x != y
    {
        return true;
    }
    a.member == b.member && a.medium != b.medium && (a.medium == Medium::Post || b.medium == Medium::Post)
}

/// The day that the report tells with the cue of an utterance, outside the words themselves.
fn day<'d>(desk: &'d Desk<'_>, utterance: &Utterance) -> Option<&'d str> {
    let reading = desk.members[utterance.member].reading;
    let quotation = reading.quotations.get(utterance.quotation)?;
    let at = quotation.cue.or(quotation.speaker.as_ref().map(|s| s.span)).unwrap_or(quotation.span).start();
    let sentence = reading.sentences.iter().find(|s| s.covers(at))?;
    let mut days = reading.times.iter().filter(|t| {
        t.granularity == Granularity::Day
            && sentence.contains(t.span)
            && reading.quotation_at(t.span.start()).is_none()
    });
    let day = days.next()?;
    days.next().is_none().then_some(day.value.as_str())
}
