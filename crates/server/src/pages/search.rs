//! What a search finds: passages of reports, with facets.

use maud::{Markup, html};

use super::{Shell, count, dateline, front, page, shown};
use crate::view::{SearchView, query, report_href, story_href};

/// The page.
pub fn search(shell: &Shell, view: &SearchView) -> Markup {
    let q = view.filter.q.trim();
    let chosen: Vec<(&str, &str)> =
        view.filter.pairs().into_iter().filter(|(n, _)| !matches!(*n, "q" | "cursor" | "sort")).collect();
    let body = html! {
        div.front {
            aside.side aria-label="Narrow the search" {
                @if !chosen.is_empty() {
                    ul.chosen aria-label="Narrowed to" {
                        @for (name, value) in &chosen {
                            li { a href={ "/search" (view.filter.with(name, "")) } { span.off { "Remove " } (front::field(name)) ": " (shown(value)) span aria-hidden="true" { " ×" } } }
                        }
                    }
                }
                (front::facets("/search", &view.filter, &view.facets))
            }
            div.lead-column {
                header.front-head {
                    h1 { @if q.is_empty() { "Search" } @else { "“" (shown(q)) "”" } }
                    p.about { @if q.is_empty() { "Words, names and phrases in quotation marks, in all reports of the desk." } @else { (count(view.total, "report", "reports")) } }
                }
                @if !view.hits.is_empty() {
                section.feed role="feed" aria-label="Reports found" aria-busy="false" {
                    @for (i, hit) in view.hits.iter().enumerate() {
                        @let title = format!("hit-{}", i + 1);
                        article.card.hit tabindex="0" aria-labelledby=(title) aria-posinset=(i + 1) aria-setsize=(view.total) {
                            p.outlet { (shown(&hit.report.label)) " · " (dateline(&hit.report)) }
                            h2 id=(title) { a href=(report_href(&hit.report.id, None, hit.story.as_ref().map_or("", |s| s.0.as_str()))) { (shown(hit.report.title.as_deref().unwrap_or(&hit.report.id))) } }
                            p.snippet {
                                @if hit.cut.0 { span.cut aria-hidden="true" { "… " } }
                                @for (found, words) in &hit.snippet { @if *found { mark { (shown(words)) } } @else { (spaced(words)) } }
                                @if hit.cut.1 { span.cut aria-hidden="true" { " …" } }
                            }
                            @if let Some((id, headline)) = &hit.story { p.about { "in " a href=(story_href(id)) { (shown(headline)) } } }
                        }
                    }
                }
                }
                @if view.hits.is_empty() && !q.is_empty() { p.empty { "Nothing found. " a href="/" { "All stories" } "." } }
                @if let Some(next) = &view.next {
                    @let href = { let mut f = view.filter.clone(); f.cursor.clone_from(next); query(&f.pairs()) };
                    nav.pager aria-label="Pages" { a.next rel="next" href={ "/search" (href) } { "More" } }
                }
            }
        }
    };
    let feed = format!("/feeds/search.atom{}", view.filter.with("sort", ""));
    page(shell, "Search", "search-page", (!q.is_empty()).then_some(feed.as_str()), &body)
}

/// Fit to be shown, the spaces at its ends kept.
fn spaced(words: &str) -> String {
    let lead = if words.starts_with(char::is_whitespace) { " " } else { "" };
    let trail = if words.len() > 1 && words.ends_with(char::is_whitespace) { " " } else { "" };
    format!("{lead}{}{trail}", shown(words))
}
