//! *Who said what, in which words?*
//!
//! [`Marks`] pairs the quotation marks. [`units`] turns the text into words outside marks and whole quoted stretches,
//! [`attribute`] finds for every reporting verb ([`cues`]) its subject and its content ([`phrase`]), [`speaker`] leads
//! the subject back to an entity, [`medium`] and [`confidence`] say how the words were uttered and how sure all that is.
//!
//! A title, nickname or scare quote is not speech: short words between marks become part of a quotation only where
//! a cue claims them.
//!
//! Left out on purpose: quotations within quotations; attributions by noun ("the claim that …"); irony.

mod attribute;
mod before;
mod carry;
mod confidence;
mod content;
mod cues;
mod draft;
mod marks;
mod medium;
mod phrase;
mod speaker;
mod units;

use copydesk_language::Analysis;
use copydesk_model::{Entity, Quotation, QuotationId, QuotationKind, Span};

use draft::Draft;

pub(crate) use marks::Marks;

/// Finds the quotations of a text and their speakers.
pub(crate) fn find(text: &str, analysis: &Analysis, marks: &Marks, entities: &[Entity]) -> Vec<Quotation> {
    let units = units::Units::new(text, analysis, marks);
    let drafts = attribute::drafts(text, &analysis.paragraphs, marks, &units);
    let drafts = outermost(drafts);
    let index = speaker::Index::new(text, analysis, marks, entities);
    let mut out: Vec<Quotation> = drafts
        .into_iter()
        .filter_map(|draft| {
            let parts = tidy(text, &draft);
            let span = parts.first()?.cover(*parts.last()?);
            let speaker = index.speaker(text, &draft, &parts);
            Some(Quotation {
                id: QuotationId(0),
                span,
                speaker,
                cue: draft.cue.map(|c| c.trim(text)).filter(|c| !c.is_empty()),
                kind: draft.kind,
                medium: medium::medium(
                    text,
                    draft.manner,
                    draft.sentence,
                    analysis.paragraphs.get(draft.paragraph).copied().unwrap_or(draft.sentence),
                    &parts,
                ),
                confidence: confidence::confidence(&draft, &parts),
                parts,
            })
        })
        .collect();
    out.sort_by(|a, b| (a.span.start(), a.span.end(), a.cue).cmp(&(b.span.start(), b.span.end(), b.cue)));
    out.dedup_by(|a, b| a.parts == b.parts);
    for (i, quotation) in out.iter_mut().enumerate() {
        quotation.id = QuotationId(i as u32);
    }
    out
}

/// Without the indirect speech within other speech: "he said he hoped to stay" says one thing.
fn outermost(mut drafts: Vec<Draft>) -> Vec<Draft> {
    drafts.retain(|d| !d.parts.is_empty());
    drafts.sort_by_key(|d| (d.first(), std::cmp::Reverse(d.end())));
    let mut out: Vec<Draft> = Vec::with_capacity(drafts.len());
    // The furthest end of a single part so far: only what lies within one part is nested.
    let mut reach: Option<Span> = None;
    for draft in drafts {
        let whole = Span::new(draft.first(), draft.end());
        let nested =
            draft.kind != QuotationKind::Direct && reach.is_some_and(|r| r.contains(whole) && r != whole);
        for part in &draft.parts {
            if !nested && reach.is_none_or(|r| part.end() > r.end()) {
                reach = Some(*part);
            }
        }
        if !nested {
            out.push(draft);
        }
    }
    out
}

/// Parts in order, trimmed, without overlaps.
fn tidy(text: &str, draft: &Draft) -> Vec<Span> {
    let mut parts: Vec<Span> = draft.parts.iter().map(|p| p.trim(text)).filter(|p| !p.is_empty()).collect();
    parts.sort_unstable();
    let mut out: Vec<Span> = Vec::with_capacity(parts.len());
    for part in parts {
        match out.last_mut() {
            Some(last) if last.overlaps(part) => *last = last.cover(part),
            _ => out.push(part),
        }
    }
    out
}
