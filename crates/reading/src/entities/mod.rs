//! *Who and what does the report name, and which words go back to them?*
//!
//! In four steps, each a file or two: [`names`] joins the names that mean the same; [`phrases`] finds the noun
//! phrases that speak of people ("the 38-year-old singer") and the names beside which they stand; [`discourse`]
//! goes through the text once and gives names, descriptions and pronouns to entities, writing ages, roles and
//! relations onto them; [`MentionIndex`] answers whose mention stands at a place.
//!
//! When two entities fit equally well, a description or pronoun is given to neither: a wrong "she" does more harm
//! than a missing one. Left out on purpose: "it", "we", "you", common nouns for things.

mod ages;
mod discourse;
mod forms;
#[allow(dead_code, reason = "what the quotation room may ask")]
mod index;
pub(crate) mod lexicon;
mod names;
mod nations;
mod phrases;
mod scan;
#[cfg(test)]
mod tests;

use copydesk_language::Analysis;
use copydesk_model::{Entity, Mention, MentionForm, Quotation, QuotationKind, Span};

#[allow(unused_imports, reason = "for the quotation room")]
pub(crate) use index::{Indexed, MentionIndex};

use crate::quotations::Marks;
use lexicon::Class;

/// Finds the entities of a text: names clustered, descriptions and pronouns resolved, attributes attached.
pub(crate) fn find(text: &str, analysis: &Analysis, marks: &Marks) -> Vec<Entity> {
    let scan = scan::Scan::new(text, analysis, marks);
    let names = names::Names::find(&scan, marks);
    let ages = ages::find(&scan);
    let phrases = phrases::find(&scan, &names, &ages);
    discourse::Discourse::new(&scan, &names, &phrases, &ages, &marks.quoted).read()
}

/// A noun phrase that speaks of people, found without knowing the names: "one fan", "the fire chief", "police".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HumanNominal {
    /// From its determiner to its head noun.
    pub(crate) span: Span,
    /// The head noun.
    pub(crate) head: Span,
    /// Several people.
    pub(crate) plural: bool,
}

/// The noun phrases that speak of people or bodies of people, in text order. For the quotation room, whose
/// speakers may be nobody that is named.
#[allow(dead_code, reason = "for the quotation room")]
pub(crate) fn human_nominals(text: &str, analysis: &Analysis, marks: &Marks) -> Vec<HumanNominal> {
    let scan = scan::Scan::new(text, analysis, marks);
    let names = names::Names::find(&scan, marks);
    let ages = ages::find(&scan);
    phrases::find(&scan, &names, &ages)
        .iter()
        .map(|p| HumanNominal {
            span: p.span(&scan),
            head: scan.span(p.head),
            plural: p.class.is(Class::PLURAL),
        })
        .collect()
}

/// Adds the "I", "me", "my" inside a quotation to the mentions of its speaker, and takes back a "he" or "she" in
/// somebody's own words that had been taken for the speaker.
pub(crate) fn resolve_first_person(
    text: &str,
    analysis: &Analysis,
    quotations: &[Quotation],
    entities: &mut [Entity],
) {
    // Each part with its speaker, by speaker and place.
    let mut parts: Vec<(usize, Span, QuotationKind)> = quotations
        .iter()
        .filter_map(|q| Some((q.speaker.as_ref()?.entity?.0 as usize, q)))
        .flat_map(|(speaker, q)| q.parts.iter().map(move |part| (speaker, *part, q.kind)))
        .collect();
    parts.sort_unstable_by_key(|(speaker, part, kind)| (*speaker, part.start(), part.end(), *kind));
    for own in parts.chunk_by(|a, b| a.0 == b.0) {
        let Some(entity) = own.first().and_then(|(speaker, ..)| entities.get_mut(*speaker)) else { continue };
        let spoken = |at: usize| {
            let next = own.partition_point(|(_, part, _)| part.start() <= at);
            next > 0 && own[next - 1].1.covers(at) && own[next - 1].2 == QuotationKind::Direct
        };
        entity.mentions.retain(|m| m.form != MentionForm::Pronoun || !spoken(m.span.start()));
        if entity.plural {
            continue;
        }
        for (_, part, _) in own.iter().filter(|(_, _, kind)| *kind != QuotationKind::Indirect) {
            for token in analysis.tokens.get(analysis.tokens_in(*part)).unwrap_or_default() {
                if lexicon::class(token.text(text)).is(Class::FIRST) {
                    entity.mentions.push(Mention { span: token.span, form: MentionForm::Pronoun });
                }
            }
        }
        entity.mentions.sort_by_key(|m| (m.span.start(), m.span.end()));
        entity.mentions.dedup();
    }
}
