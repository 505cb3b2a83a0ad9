//! The front page: the stories now.

use maud::{Markup, html};

use super::{Shell, count, counts, date, page, shown, standing};
use crate::view::{Card, Facet, Filter, FrontView, query, story_href};

/// The front page.
pub fn front(shell: &Shell, view: &FrontView) -> Markup {
    let body = html! {
        div.front {
            (side(view))
            div.lead-column {
                header.front-head {
                    h1 { @if view.filter.narrows() { "Stories, narrowed" } @else { "Stories" } }
                    p.about {
                        (count(view.total, "story", "stories"))
                        @if !view.filter.narrows() { " in " (count(view.reports, "report", "reports")) }
                    }
                    (order(&view.filter))
                }
                @if view.cards.is_empty() {
                    div.empty {
                        @if view.filter.narrows() {
                            p { "No story fits. " a href="/" { "Show all stories" } "." }
                        } @else {
                            p { "The desk is empty." }
                            p.about { "Add reports with " code { "copydesk add PATHS" } ", or " code { "POST /api/v1/reports" } "." }
                        }
                    }
                }
                @if !view.cards.is_empty() {
                    section.feed role="feed" aria-label="Stories" aria-busy="false" {
                        @for (i, card) in view.cards.iter().enumerate() {
                            (self::card(card, view.offset + i + 1, view.total, i == 0 && view.offset == 0))
                        }
                    }
                }
                @if let Some(next) = &view.next {
                    nav.pager aria-label="Pages" {
                        @let href = { let mut f = view.filter.clone(); f.cursor.clone_from(next); query(&f.pairs()) };
                        a.next rel="next" href={ "/" (href) } { "More stories" }
                    }
                }
            }
        }
    };
    let feed = format!("/feeds/stories.atom{}", view.filter.with("sort", ""));
    page(
        shell,
        if view.filter.narrows() { "Stories, narrowed" } else { "Stories" },
        "front-page",
        Some(&feed),
        &body,
    )
}

fn order(filter: &Filter) -> Markup {
    const ORDERS: [(&str, &str); 2] = [("", "top"), ("newest", "newest")];
    html! {
        nav.order aria-label="Order" {
            span.off { "Order by " }
            @for (value, name) in ORDERS {
                @if filter.sort == value {
                    a aria-current="true" href={ "/" (filter.with("sort", value)) } { (name) }
                } @else {
                    a href={ "/" (filter.with("sort", value)) } { (name) }
                }
            }
        }
    }
}

/// Ways to narrow; folded on a phone.
fn side(view: &FrontView) -> Markup {
    let filter = &view.filter;
    html! {
        aside.side aria-label="Narrow the stories" {
            details.narrow open {
                summary { "Narrow" @if filter.narrows() { " (on)" } }
                @if filter.narrows() {
                    ul.chosen aria-label="Narrowed to" {
                        @for (name, value) in filter.pairs() {
                            @if !matches!(name, "sort" | "cursor") {
                                li { a href={ "/" (filter.with(name, "")) } {
                                    span.off { "Remove " } (field(name)) ": " (shown(value)) span aria-hidden="true" { " ×" }
                                } }
                            }
                        }
                    }
                }
                form.dates action="/" method="get" {
                    @for (name, value) in filter.pairs() {
                        @if !matches!(name, "from" | "to" | "cursor") { input type="hidden" name=(name) value=(value); }
                    }
                    fieldset {
                        legend { "Time" }
                        label { "from " input type="date" name="from" value=(filter.from); }
                        label { "to " input type="date" name="to" value=(filter.to); }
                        button type="submit" { "Set" }
                    }
                }
                (facets("/", filter, &view.facets))
            }
        }
    }
}

/// Lists of choices with their numbers.
pub(super) fn facets(path: &str, filter: &Filter, facets: &[Facet]) -> Markup {
    const FEW: usize = 6;
    let choice = |facet: &Facet, choice: &crate::view::Choice| {
        html! {
            li { a href={ (path) (filter.with(facet.field, &choice.value)) } {
                span { (shown(&choice.label)) } " " span.n { (choice.count) }
            } }
        }
    };
    html! {
        @for facet in facets {
            @if !facet.choices.is_empty() {
                section.facet {
                    h2 { (facet.heading) }
                    ul { @for c in facet.choices.iter().take(FEW) { (choice(facet, c)) } }
                    @if facet.choices.len() > FEW {
                        details { summary { (facet.choices.len() - FEW) " more" }
                            ul { @for c in facet.choices.iter().skip(FEW) { (choice(facet, c)) } } }
                    }
                }
            }
        }
    }
}

/// What a field of the filter is called.
pub(super) fn field(name: &str) -> &'static str {
    match name {
        "q" => "words",
        "from" => "from",
        "to" => "to",
        "outlet" => "outlet",
        "person" => "person",
        "place" => "place",
        "standing" => "standing",
        _ => "",
    }
}

fn card(card: &Card, position: usize, total: usize, first: bool) -> Markup {
    let title = format!("t-{position}");
    let more = card.outlets.len().saturating_sub(5);
    html! {
        article class=(if first { "card first" } else { "card" }) tabindex="0" data-id=(card.id)
            aria-labelledby=(title) aria-posinset=(position) aria-setsize=(total) {
            div.words {
                h2 id=(title) { a href=(story_href(&card.id)) { (shown(&card.headline)) } }
                @if !card.lead.is_empty() { p.lead { (shown(&card.lead)) } }
                p.outlets {
                    @for (i, outlet) in card.outlets.iter().take(5).enumerate() { @if i > 0 { ", " } (shown(outlet)) }
                    @if more > 0 { " and " (count(more, "other", "others")) }
                }
            }
            div.numbers {
                (counts(card.counts, false))
                (sparkline(&card.pulse, &card.pulse_words))
                p.days { (span(&card.days)) }
                @if !card.standings.is_empty() {
                    ul.standings aria-label="Findings" {
                        @for (s, n) in &card.standings { li { (standing(*s, Some(*n))) } }
                    }
                }
            }
        }
    }
}

/// First to last day.
fn span(days: &[Option<String>; 2]) -> Markup {
    html! {
        @match days {
            [Some(a), Some(b)] if a != b => { time datetime=(a) { (date(a)) } " – " time datetime=(b) { (date(b)) } }
            [Some(a), _] | [None, Some(a)] => { time datetime=(a) { (date(a)) } }
            _ => { "no date" }
        }
    }
}

/// Reports over time as small bars, said in words for those who do not see them.
pub(super) fn sparkline(pulse: &[usize], words: &str) -> Markup {
    let most = pulse.iter().copied().max().unwrap_or_default();
    if most == 0 || pulse.len() < 2 {
        return html! {};
    }
    let width = pulse.len() * 6;
    html! {
        svg.sparkline viewBox={ "0 0 " (width) " 24" } width=(width) height="24" role="img" aria-label=(words) {
            title { (words) }
            @for (i, n) in pulse.iter().enumerate() {
                @let height = if *n == 0 { 1 } else { 3 + n * 20 / most };
                rect class=(if *n == 0 { "none" } else { "some" }) x=(i * 6) y=(24 - height) width="4" height=(height) {}
            }
        }
    }
}
