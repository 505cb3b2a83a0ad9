//! The story page: what the reports of one happening say together, on one page.

use maud::{Markup, html};

use super::{
    Shell, badge, copies, count, counts, date, dateline, grouping, ledger, marks, page, quotations,
    report_name, said, shown, sign, swimlanes, text_links,
};
use crate::view::{StoryView, encode, query, report_href, story_href};

/// The story page.
pub fn story(shell: &Shell, view: &StoryView) -> Markup {
    let story = &view.story;
    let href = story_href(&story.id);
    let body = html! {
        @if let Some(instant) = &view.as_of {
            p.asof role="note" { "As it stood on " time datetime=(instant) { (date(instant)) } ". " a href=(href) { "See it as it stands now" } "." }
        }
        article.story data-id=(story.id) aria-labelledby="headline" {
            div.telling {
                (head(view))
                (brief(view))
                (ledger::matrix(view))
                (quotations::cards(view))
                (swimlanes::timeline(view))
                (comparison(view))
                (copies::graph(view))
                (grouping::grouped(shell, view))
                (export(view))
            }
            (pane(view))
        }
    };
    let feed = format!("{href}/feed.atom");
    page(shell, headline(view), "story-page", Some(&feed), &body)
}

/// The headline; the id where there is none.
pub(super) fn headline(view: &StoryView) -> &str {
    let text = view.story.headline.trim();
    if text.is_empty() { &view.story.id } else { text }
}

fn head(view: &StoryView) -> Markup {
    let story = &view.story;
    html! {
        header.head {
            h1 #headline { (shown(headline(view))) }
            (counts([story.reports.len(), story.texts.len(), story.origins.len()], true))
            p.about.facts {
                @match (&story.from, &story.to) {
                    (Some(a), _) | (None, Some(a)) => { time datetime=(a) { (date(a)) } " · " }
                    (None, None) => {}
                }
                a.permalink href=(story_href(&story.id)) { "permalink " code { (story.id) } }
                " · " a href="#compare" { "compare two reports" }
                " · " a href="#export" { "export" }
            }
            nav.contents aria-label="On this page" {
                a href="#brief" { "Brief" } a href="#ledger" { "Facts" }
                @if !story.quotations.is_empty() { a href="#quotations" { "Quotations" } }
                a href="#timeline" { "Timeline" } a href="#compare" { "Compare" }
                a href="#copies" { "Copies" } a href="#grouped" { "Why grouped" }
            }
        }
    }
}

fn brief(view: &StoryView) -> Markup {
    let story = &view.story;
    html! {
        section.brief #brief aria-labelledby="brief-title" {
            h2.off #brief-title { "In brief" }
            @if story.brief.is_empty() { p.about { "No brief: the reports are too short, or not in a language that is read." } }
            p {
                @for sentence in &story.brief {
                    span.sentence {
                        @if let Some(first) = sentence.evidence.first() {
                            (said(view, first, &html! { (shown(&sentence.text)) }, "said"))
                        }
                        (marks(view, &sentence.evidence))
                        @for finding in sentence.disputed.iter().take(1) {
                            @let anchor = finding.rsplit('/').next().unwrap_or_default();
                            a.disputed href={ "#" (anchor) } { span aria-hidden="true" { "≠ " } "disputed" }
                        }
                    }
                    " "
                }
            }
            details.evidence-list {
                summary { "Where each sentence stands" }
                ol {
                    @for sentence in &story.brief {
                        li { (shown(&sentence.text))
                            ul {
                                @for evidence in &sentence.evidence {
                                    li { (report_name(view, &evidence.report)) ": "
                                        (said(view, evidence, &html! { "“" (shown(&evidence.text)) "”" }, ""))
                                        (text_links(view, evidence)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The two selects of the comparison.
fn comparison(view: &StoryView) -> Markup {
    if view.reports.len() < 2 {
        return html! {};
    }
    // The most telling pair first: two reports of the same origin, else the first two.
    let (a, b) =
        view.story.copies.first().map_or((view.reports[0].id.as_str(), view.reports[1].id.as_str()), |c| {
            (c.from.as_str(), c.to.as_str())
        });
    let select = |name: &str, chosen: &str| {
        html! {
            select name=(name) id={ "compare-" (name) } {
                @for (i, report) in view.reports.iter().enumerate() {
                    option value=(report.id) selected[report.id == chosen] {
                        (i + 1) ". " (shown(&report.label))
                        @if let Some(d) = &report.date { ", " (date(d)) }
                    }
                }
            }
        }
    };
    html! {
        section #compare aria-labelledby="compare-title" {
            h2 #compare-title { "Compare two reports" }
            form.compare-form action={ (story_href(&view.story.id)) "/compare" } method="get" {
                label for="compare-a" { "One" } (select("a", a))
                label for="compare-b" { "The other" } (select("b", b))
                button type="submit" { "Compare" }
            }
        }
    }
}

/// All the ways out.
fn export(view: &StoryView) -> Markup {
    const FORMATS: [(&str, &str); 18] = [
        ("json", "JSON"),
        ("jsonl", "JSON Lines"),
        ("markdown", "Markdown"),
        ("html", "HTML page"),
        ("findings-csv", "Findings CSV"),
        ("quotations-csv", "Quotations CSV"),
        ("reports-csv", "Reports CSV"),
        ("copies-csv", "Copies CSV"),
        ("parquet", "Parquet"),
        ("ninjs", "ninjs 3"),
        ("annotations", "Web Annotations"),
        ("schema-org", "schema.org"),
        ("csl", "CSL-JSON"),
        ("ris", "RIS"),
        ("bibtex", "BibTeX"),
        ("gexf", "GEXF"),
        ("graphml", "GraphML"),
        ("prov", "PROV-O"),
    ];
    html! {
        section #export aria-labelledby="export-title" {
            h2 #export-title { "Export" }
            ul.formats {
                @for (format, name) in FORMATS {
                    li { a href={ (story_href(&view.story.id)) "/export/" (format) } download { (name) } }
                }
            }
            @if view.revisions.len() > 1 {
                details.history {
                    summary { "Earlier states of this story (" (view.revisions.len() - 1) ")" }
                    ol { @for instant in view.revisions.iter().rev().skip(1) {
                        li { a href={ (story_href(&view.story.id)) (query(&[("as_of", instant)])) } { time datetime=(instant) { (date(instant)) } } }
                    } }
                }
            }
        }
    }
}

/// The pane beside the story: the reports by origin, and, once something is opened, the report.
fn pane(view: &StoryView) -> Markup {
    html! {
        aside.pane #reports aria-label="The reports" {
            div.pane-head hidden {
                button.close type="button" { "← All reports" }
            }
            div #passage.passage role="region" aria-live="polite" aria-label="Report" hidden {}
            div.sources {
                h2 { "Reports by origin" }
                p.about { "Reports under one letter go back to the same text." }
                ol.origins {
                    @for (i, origin) in view.story.origins.iter().enumerate() {
                        li { (badge(i))
                            ul { @for id in origin { (source(view, id)) } }
                        }
                    }
                }
            }
        }
    }
}

fn source(view: &StoryView, id: &str) -> Markup {
    let number = view.reports.iter().position(|r| r.id == id).map_or(0, |i| i + 1);
    let report = view.report(id);
    html! {
        li.source {
            a.ev href=(report_href(id, None, &view.story.id)) {
                span.num { (number) } " " b { (shown(report.map_or(id, |r| r.label.as_str()))) }
                @if let Some(title) = report.and_then(|r| r.title.as_deref()) { " " span.title { (shown(title)) } }
            }
            @if let Some(report) = report {
                p.about { (dateline(report))
                    @if let Some(byline) = &report.byline { " · " (shown(byline)) }
                    @if !report.revisions.is_empty() { " · " (count(report.revisions.len(), "earlier version", "earlier versions")) }
                }
            }
        }
    }
}

/// The sign of a standing and its word, for headings of tabs.
pub(super) fn tab(standing: copydesk_model::Standing, n: usize) -> Markup {
    let (sign, _, word) = sign(standing);
    html! { span.sign aria-hidden="true" { (sign) } " " (word) " " b { (n) } }
}

/// The address of an edit form of a story.
pub(super) fn edit_href(id: &str, what: &str) -> String {
    format!("/stories/{}/{what}", encode(id))
}
