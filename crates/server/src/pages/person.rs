//! The person page: what they said, by time and outlet, its wordings side by side.

use maud::{Markup, html};

use super::{Shell, count, date, page, quotations, shown};
use crate::view::{PersonView, Said, evidence_href, person_href, query, story_href};

/// The page.
pub fn person(shell: &Shell, view: &PersonView) -> Markup {
    let mut outlets: Vec<(&str, usize)> = Vec::new();
    for report in view.said.iter().flat_map(|s| &s.reports) {
        match outlets.iter_mut().find(|(o, _)| *o == report.label) {
            Some((_, n)) => *n += 1,
            None => outlets.push((&report.label, 1)),
        }
    }
    outlets.sort_by_key(|(o, n)| (std::cmp::Reverse(*n), *o));
    let body = html! {
        article.person {
            header.head {
                h1 { (shown(&view.name)) }
                @if !view.roles.is_empty() {
                    p.about { "In these reports: " @for (i, (role, n)) in view.roles.iter().take(6).enumerate() { @if i > 0 { ", " } (shown(role)) " (" (count(*n, "report", "reports")) ")" } }
                }
                p.about { (count(view.said.len(), "quotation", "quotations")) " · "
                    a href={ "/" (query(&[("person", &view.name)])) } { "stories with " (shown(&view.name)) } }
            }
            div.columns {
                @if view.said.is_empty() {
                    p { "No report quotes " (shown(&view.name)) "." }
                } @else {
                    div.feed role="feed" aria-label="Quotations, latest first" aria-busy="false" {
                        @for (i, said) in view.said.iter().enumerate() { (self::said(said, i + 1, view.said.len())) }
                    }
                }
                @if !outlets.is_empty() {
                    aside.margin aria-label="By outlet" {
                        h2 { "Who carries it" }
                        ul.named { @for (outlet, n) in outlets.iter().take(20) { li { (shown(outlet)) " " span.n { (n) } } } }
                    }
                }
            }
        }
    };
    let feed = format!("{}/feed.atom", person_href(&view.name));
    page(shell, &view.name, "person-page", Some(&feed), &body)
}

fn said(said: &Said, position: usize, total: usize) -> Markup {
    let label =
        |id: &str| said.reports.iter().find(|r| r.id == id).map_or(id, |r| r.label.as_str()).to_owned();
    let title = format!("said-{position}");
    html! {
        article.card.quote tabindex="0" aria-labelledby=(title) aria-posinset=(position) aria-setsize=(total) {
            p.about { @if let Some(day) = &said.day { time datetime=(day) { (date(day)) } " · " }
                a #(title) href=(story_href(&said.story)) { (shown(&said.headline)) } }
            @for (i, variant) in said.family.variants.iter().enumerate() {
                @if let Some(place) = variant.evidence.first() {
                    div class=(if i == 0 { "wording canonical" } else { "wording" }) {
                        blockquote { p { "“"
                            a.ev href=(evidence_href(place, &said.story)) {
                                @if variant.diff.is_empty() { (shown(copydesk_present::wording::spoken(&variant.text))) } @else { (quotations::diff(variant)) }
                            } "”" } }
                        @let names = { let mut names: Vec<String> = variant.evidence.iter().map(|e| label(&e.report)).collect(); names.dedup(); names };
                        p.carriers { (shown(&names.join(", ")))
                            @if !variant.changes.is_empty() { span.about { " · " @for (i, c) in variant.changes.iter().enumerate() { @if i > 0 { ", " } (copydesk_present::wording::change(*c)) } } } }
                    }
                }
            }
        }
    }
}
