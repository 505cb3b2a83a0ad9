//! The copy graph: reports down the side, an arc for each that has words of another.

use maud::{Markup, html};

use super::{badge, count, int, letters, report_name, said, shown};
use crate::printed::{Copy, Evidence};
use crate::view::{StoryView, report_href};

const ROW: i64 = 26;
const ARCS: i64 = 190;
const WIDTH: i64 = 640;
/// Reports beyond this number are left to the list.
const MOST: usize = 40;

/// All passages that one report has from another.
struct Passages<'a> {
    from: &'a str,
    to: &'a str,
    directed: bool,
    words: usize,
    share: usize,
    because: Vec<&'a str>,
    copies: Vec<&'a Copy>,
}

fn passages(view: &StoryView) -> Vec<Passages<'_>> {
    let mut pairs: Vec<Passages<'_>> = Vec::new();
    for copy in &view.story.copies {
        let at = pairs.iter().position(|p| p.from == copy.from && p.to == copy.to).unwrap_or_else(|| {
            pairs.push(Passages {
                from: &copy.from,
                to: &copy.to,
                directed: true,
                words: 0,
                share: 0,
                because: Vec::new(),
                copies: Vec::new(),
            });
            pairs.len() - 1
        });
        let Some(pair) = pairs.get_mut(at) else { continue };
        pair.directed &= copy.directed;
        pair.words += copy.to_text.split_whitespace().count();
        if !copy.because.is_empty() && !pair.because.contains(&copy.because.as_str()) {
            pair.because.push(&copy.because);
        }
        pair.copies.push(copy);
    }
    for pair in &mut pairs {
        let length = view.report(pair.to).map_or(0, |r| r.length).max(1);
        let bytes: usize = pair.copies.iter().map(|c| c.to_text.len()).sum();
        pair.share = (bytes * 100 / length).min(100);
    }
    pairs
}

/// The section.
pub(super) fn graph(view: &StoryView) -> Markup {
    let pairs = passages(view);
    html! {
        section #copies aria-labelledby="copies-title" {
            h2 #copies-title { "Who has whose words" }
            @if pairs.is_empty() {
                p.about { "No report has passages of another." }
            } @else {
                (drawing(view, &pairs))
                ul.copies { @for pair in &pairs { (line(view, pair)) } }
            }
        }
    }
}

fn drawing(view: &StoryView, pairs: &[Passages<'_>]) -> Markup {
    // By origin, so that those of one text stand together; in an origin by time, as the story has them.
    let rows: Vec<(usize, &str)> = view
        .story
        .origins
        .iter()
        .enumerate()
        .flat_map(|(i, o)| o.iter().map(move |id| (i, id.as_str())))
        .filter(|(_, id)| pairs.iter().any(|p| p.from == *id || p.to == *id))
        .take(MOST)
        .collect();
    let y = |id: &str| rows.iter().position(|(_, r)| *r == id).map(|i| 8 + int(i) * ROW + ROW / 2);
    let height = 16 + int(rows.len()) * ROW;
    let words = format!(
        "{} of reports with words in common, drawn as arcs; the list below says the same.",
        count(pairs.len(), "pair", "pairs")
    );
    html! {
        div.scroll tabindex="0" role="region" aria-label="Copy graph, drawn" {
            svg.copy-graph viewBox={ "0 0 " (WIDTH) " " (height) } width=(WIDTH) height=(height) role="group" aria-label=(words) {
                defs {
                    marker #copied viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto" {
                        path.head d="M0 0.5 L7.5 4 L0 7.5 z" {}
                    }
                }
                @for pair in pairs {
                    @if let (Some(from), Some(to)) = (y(pair.from), y(pair.to)) {
                        @let bulge = ARCS - 16 - ((from - to).abs() / 2 + 30).min(ARCS - 24);
                        path class=(if pair.directed { "copy" } else { "copy undirected" })
                            stroke-width={ (1 + pair.share / 40) }
                            d={ "M" (ARCS - 14) " " (from) " C" (bulge) " " (from) " " (bulge) " " (to) " " (ARCS - 14) " " (to) }
                            marker-end=[pair.directed.then_some("url(#copied)")] {
                            title { (pair.words) " words, " (pair.share) " % of the report" }
                        }
                    }
                }
                @for (origin, id) in &rows {
                    @if let Some(y) = y(id) {
                        @let report = view.report(id);
                        a.dot.ev href=(report_href(id, None, &view.story.id)) {
                            circle cx=(ARCS) cy=(y) r="9" {}
                            text x=(ARCS) y=(y + 4) text-anchor="middle" { (letters(*origin)) }
                            text.label x=(ARCS + 18) y=(y + 4) {
                                (shown(report.map_or(id, |r| r.label.as_str())))
                                @if let Some(d) = report.and_then(|r| r.date.as_deref()) { tspan.about { "  " (super::date(d)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn line(view: &StoryView, pair: &Passages<'_>) -> Markup {
    let same =
        view.story.texts.iter().any(|t| t.iter().any(|r| r == pair.from) && t.iter().any(|r| r == pair.to));
    let compare = crate::view::query(&[("a", pair.from), ("b", pair.to)]);
    html! {
        li {
            (report_name(view, pair.to)) " " (copydesk_present::wording::copied(same, pair.directed)) " " (report_name(view, pair.from))
            " " span.about { (count(pair.words, "word", "words")) ", " (pair.share) " % of its text"
                @for because in &pair.because { "; " (shown(because)) } }
            " " a href={ (crate::view::story_href(&view.story.id)) "/compare" (compare) } { "compare" }
            details.why { summary { (count(pair.copies.len(), "passage", "passages")) }
                ul { @for copy in &pair.copies {
                    li { (said(view, &there(&copy.to, copy.to_span), &html! { "“" (shown(&copy.to_text)) "”" }, "said"))
                        " (" (said(view, &there(&copy.from, copy.from_span), &html! { "there" }, "")) ")" }
                } }
            }
            @if let Some(origin) = view.origin(pair.from) { span.off { " origin " (badge(origin)) } }
        }
    }
}

fn there(report: &str, [start, end]: [usize; 2]) -> Evidence {
    Evidence { report: report.to_owned(), start, end, ..Evidence::default() }
}
