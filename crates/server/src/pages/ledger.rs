//! The fact matrix: a row a finding, a column an origin, in each cell the verbatim words; a tab a standing.

use copydesk_model::Standing;
use copydesk_present::wording;
use maud::{Markup, html};

use super::story::tab;
use super::{backed, badge, in_context, letters, said, shown, sign};
use crate::printed::{Evidence, Finding};
use crate::view::StoryView;

/// Tabs in this order; the first that holds anything is open.
const TABS: [Standing; 4] =
    [Standing::Conflicting, Standing::Superseded, Standing::Corroborated, Standing::SingleSource];
/// Columns beyond which a table scrolls too far to be read.
const MOST_COLUMNS: usize = 12;

/// The matrix.
pub(super) fn matrix(view: &StoryView) -> Markup {
    let of =
        |s: Standing| -> Vec<&Finding> { view.story.findings.iter().filter(|f| f.standing == s).collect() };
    let tabs: Vec<(Standing, Vec<&Finding>)> = TABS.iter().map(|s| (*s, of(*s))).collect();
    let open = tabs.iter().position(|(_, f)| !f.is_empty());
    html! {
        section.ledger #ledger aria-labelledby="ledger-title" {
            h2 #ledger-title { "What they agree and differ on" }
            @if let Some(open) = open {
                fieldset.tabs {
                    legend.off { "Show findings that are" }
                    @for (i, (standing, findings)) in tabs.iter().enumerate() {
                        @let (_, class, _) = sign(*standing);
                        label class={ "tab " (class) } {
                            input type="radio" name="standing" id={ "tab-" (class) } value=(class) checked[i == open] disabled[findings.is_empty()];
                            span { (tab(*standing, findings.len())) }
                        }
                    }
                }
                @for (standing, findings) in &tabs {
                    @if !findings.is_empty() {
                        @let (_, class, _) = sign(*standing);
                        div class={ "panel " (class) } role="group" aria-label=(wording::heading(*standing)) {
                            h3 { (wording::heading(*standing)) }
                            (panel(view, *standing, findings))
                        }
                    }
                }
            } @else {
                p.about { "The reports have nothing in common that could be compared." }
            }
        }
    }
}

fn panel(view: &StoryView, standing: Standing, findings: &[&Finding]) -> Markup {
    // Whole statements are sentences; a cell is no place for one.
    let (statements, slots): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().copied().partition(|f| f.is_statement());
    // What one origin alone says leaves all other columns empty: a list says it better.
    let (slots, alone) =
        if standing == Standing::SingleSource { (Vec::new(), slots) } else { (slots, Vec::new()) };
    html! {
        @if !slots.is_empty() { (table(view, &slots)) }
        @if !alone.is_empty() || !statements.is_empty() {
            ul.statements {
                @for finding in alone.iter().chain(&statements) { (statement(view, finding)) }
            }
        }
    }
}

/// Columns: the origins that say anything about these findings.
fn columns(view: &StoryView, findings: &[&Finding]) -> Vec<usize> {
    let mut says = vec![0usize; view.story.origins.len()];
    for evidence in findings.iter().flat_map(|f| &f.values).flat_map(|v| &v.evidence) {
        if let Some(n) = view.origin(&evidence.report).and_then(|o| says.get_mut(o)) {
            *n += 1;
        }
    }
    says.iter().enumerate().filter(|(_, n)| **n > 0).map(|(i, _)| i).take(MOST_COLUMNS).collect()
}

fn table(view: &StoryView, findings: &[&Finding]) -> Markup {
    let columns = columns(view, findings);
    html! {
        div.scroll tabindex="0" role="region" aria-label="Findings by origin" {
            table.matrix {
                thead { tr {
                    th scope="col" { "Finding" }
                    @for origin in &columns {
                        th scope="col" { (badge(*origin)) " " span.outlets { (outlets(view, *origin)) } }
                    }
                } }
                tbody { @for finding in findings { (row(view, finding, &columns)) } }
            }
        }
    }
}

fn outlets(view: &StoryView, origin: usize) -> String {
    let Some(reports) = view.story.origins.get(origin) else { return String::new() };
    let first = reports.first().and_then(|id| view.report(id)).map_or("", |r| r.label.as_str());
    match reports.len() {
        0 | 1 => shown(first),
        n => format!("{} +{}", shown(first), n - 1),
    }
}

fn row(view: &StoryView, finding: &Finding, columns: &[usize]) -> Markup {
    let about: Vec<&str> =
        finding.kind.map(wording::kind).into_iter().chain(finding.nature.map(wording::nature)).collect();
    html! {
        tr.finding id=(finding.short()) tabindex="-1" {
            th scope="row" {
                b { (shown(&finding.slot)) }
                @if let [only] = finding.values.as_slice() { span.agreed { (short(&only.value)) } }
                @if !about.is_empty() { span.about { (about.join(" · ")) } }
                @if !finding.because.is_empty() {
                    details.why { summary { "why" }
                        p { (shown(&finding.explanation)) }
                        ul { @for step in &finding.because { li { (shown(step)) } } } }
                }
            }
            @for origin in columns { (cell(view, finding, *origin)) }
        }
    }
}

/// What one origin says: the value's own words, and whether they are those of the leading value.
fn cell(view: &StoryView, finding: &Finding, origin: usize) -> Markup {
    let says: Vec<(usize, &Evidence)> = finding
        .values
        .iter()
        .enumerate()
        .flat_map(|(rank, v)| v.evidence.iter().map(move |e| (rank, e)))
        .filter(|(_, e)| view.origin(&e.report) == Some(origin))
        .collect();
    // One piece a value is enough here; the others are in the list of the value.
    let mut shown_ranks: Vec<usize> = Vec::new();
    let says: Vec<(usize, &Evidence)> = says
        .into_iter()
        .filter(|(rank, _)| {
            let new = !shown_ranks.contains(rank);
            shown_ranks.push(*rank);
            new
        })
        .collect();
    let several = finding.values.len() > 1;
    html! {
        td class=(if says.is_empty() { "silent" } else { "says" }) {
            @if says.is_empty() { span.off { "silent" } span aria-hidden="true" { "–" } }
            @for (rank, evidence) in &says {
                @let value = finding.values.get(*rank);
                @let class = match (several, rank, finding.standing) { (false, ..) | (true, 0, _) => "v0", (_, _, Standing::Superseded) => "old", _ => "v1" };
                p class=(class) {
                    @if several { b.value { @if let Some(value) = value { (short(&value.value)) } } " " }
                    (said(view, evidence, &words(evidence), "words"))
                    @if class == "old" { span.about { " earlier" } }
                }
            }
        }
    }
}

/// The exact words, cut where they are long; all of them are one step away.
fn words(evidence: &Evidence) -> Markup {
    const LONG: usize = 110;
    if evidence.text.chars().count() <= LONG {
        return in_context(evidence);
    }
    html! { "“" (shown(&cut(&evidence.text, LONG))) "…”" }
}

fn short(value: &str) -> String {
    const LONG: usize = 60;
    if value.chars().count() <= LONG { shown(value) } else { shown(&cut(value, LONG)) + "…" }
}

/// The first `n` characters, whole words.
pub(super) fn cut(text: &str, n: usize) -> String {
    let end = text.char_indices().nth(n).map_or(text.len(), |(i, _)| i);
    let head = text.get(..end).unwrap_or(text);
    head.rsplit_once(char::is_whitespace).map_or(head, |(h, _)| h).to_owned()
}

fn statement(view: &StoryView, finding: &Finding) -> Markup {
    html! {
        li.finding id=(finding.short()) tabindex="-1" {
            @for value in finding.values.iter().take(1) {
                @if let Some(first) = value.evidence.first() {
                    @if finding.is_statement() {
                        (said(view, first, &html! { "“" (shown(&first.text)) "”" }, "said"))
                    } @else {
                        b { (shown(&finding.slot)) ": " (short(&value.value)) } " "
                        (said(view, first, &in_context(first), "said quiet"))
                    }
                    " " (backed(view, &value.evidence, value.origins))
                    " " span.about { @for letter in letters_of(view, &value.evidence) { (badge(letter)) } }
                }
            }
            @if !finding.because.is_empty() {
                details.why { summary { "why" } p { (shown(&finding.explanation)) }
                    ul { @for step in &finding.because { li { (shown(step)) } } } }
            }
        }
    }
}

fn letters_of(view: &StoryView, support: &[Evidence]) -> Vec<usize> {
    let mut origins: Vec<usize> = support.iter().filter_map(|e| view.origin(&e.report)).collect();
    origins.sort_unstable();
    origins.dedup();
    debug_assert!(origins.iter().all(|o| !letters(*o).is_empty()));
    origins.truncate(10);
    origins
}
