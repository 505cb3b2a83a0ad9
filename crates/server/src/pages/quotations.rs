//! Quotation cards: a card a quotation, with its speaker, its wordings side by side and who carries which.

use copydesk_model::DiffOp;
use copydesk_present::{comparison, glued, wording};
use maud::{Markup, html};

use super::{badge, count, marks, said, shown};
use crate::printed::{Evidence, Family, Variant};
use crate::view::{StoryView, person_href};

/// Cards beyond this number are folded.
const UNFOLDED: usize = 8;

/// The cards of a story: those with several wordings first, then those of most origins.
pub(super) fn cards(view: &StoryView) -> Markup {
    let mut families: Vec<&Family> = view.story.quotations.iter().collect();
    families.sort_by_key(|f| (std::cmp::Reverse(f.variants.len().min(2)), std::cmp::Reverse(f.origins)));
    if families.is_empty() {
        return html! {};
    }
    let (first, rest) = families.split_at(families.len().min(UNFOLDED));
    html! {
        section #quotations aria-labelledby="quotations-title" {
            h2 #quotations-title { "Who said what" " " span.n { (families.len()) } }
            div.cards { @for family in first { (card(view, family)) } }
            @if !rest.is_empty() {
                details.rest { summary { (rest.len()) " more" }
                    div.cards { @for family in rest { (card(view, family)) } } }
            }
        }
    }
}

fn card(view: &StoryView, family: &Family) -> Markup {
    let anchor = family.id.rsplit('/').next().unwrap_or_default();
    html! {
        figure.quote #(anchor) {
            figcaption {
                @match &family.speaker {
                    Some(speaker) => { a.speaker href=(person_href(speaker)) { (shown(speaker)) } }
                    None => { i { "speaker not named" } }
                }
                @if let Some(medium) = wording::medium(family.medium) { " " span.about { (medium) } }
                @if family.variants.len() > 1 {
                    " " span.about { span aria-hidden="true" { "≠ " } (count(family.variants.len(), "wording", "wordings")) }
                }
            }
            @for (i, variant) in family.variants.iter().enumerate() { (wording_of(view, variant, i == 0)) }
        }
    }
}

/// One wording.
fn wording_of(view: &StoryView, variant: &Variant, first: bool) -> Markup {
    let Some(place) = variant.evidence.first() else { return html! {} };
    let words = if variant.diff.is_empty() {
        html! { (shown(spoken(&variant.text))) }
    } else {
        diff(variant)
    };
    html! {
        div class=(if first { "wording canonical" } else { "wording" }) {
            blockquote { p { "“" (said(view, place, &words, "said")) "”" } }
            p.carriers {
                @for origin in origins(view, &variant.evidence) { (badge(origin)) " " }
                span.names { (names(view, &variant.evidence)) }
                (marks(view, &variant.evidence))
                @if !variant.changes.is_empty() {
                    span.about { " · " @for (i, change) in variant.changes.iter().enumerate() { @if i > 0 { ", " } (wording::change(*change)) } }
                }
            }
        }
    }
}

fn spoken(words: &str) -> &str {
    wording::spoken(words)
}

/// The words of a variant with those marked that differ from the canonical form.
pub(super) fn diff(variant: &Variant) -> Markup {
    let parts = comparison(&variant.diff);
    html! {
        @for (i, (op, words)) in parts.iter().enumerate() {
            @if i > 0 && !glued(*op, words) { " " }
            @match op {
                DiffOp::Same => { (shown(words)) }
                DiffOp::Deleted => { del { span.off { "[not: " } (shown(words)) span.off { "]" } } }
                DiffOp::Inserted => { ins { (shown(words)) } }
            }
        }
    }
}

fn origins(view: &StoryView, support: &[Evidence]) -> Vec<usize> {
    let mut origins: Vec<usize> = support.iter().filter_map(|e| view.origin(&e.report)).collect();
    origins.sort_unstable();
    origins.dedup();
    origins.truncate(8);
    origins
}

/// The outlets that carry it, each once.
fn names(view: &StoryView, support: &[Evidence]) -> String {
    const MOST: usize = 4;
    let mut names: Vec<&str> = Vec::new();
    for evidence in support {
        let label = view.report(&evidence.report).map_or(evidence.report.as_str(), |r| r.label.as_str());
        if !names.contains(&label) {
            names.push(label);
        }
    }
    let more = names.len().saturating_sub(MOST);
    names.truncate(MOST);
    let mut line = shown(&names.join(", "));
    if more > 0 {
        line = format!("{line} and {more} more");
    }
    line
}
