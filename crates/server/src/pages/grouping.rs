//! Why these reports are one story, and the forms that say otherwise.

use copydesk_model::Reason;
use maud::{Markup, html};

use super::story::edit_href;
use super::{Shell, date, proof, report_name, shown};
use crate::view::{EditLine, StoryView};

/// The section.
pub(super) fn grouped(shell: &Shell, view: &StoryView) -> Markup {
    let single = view.reports.len() < 2;
    html! {
        section #grouped aria-labelledby="grouped-title" {
            h2 #grouped-title { "Why these reports are one story" }
            @if single && view.story.why.is_empty() { p.about { "It is one report alone." } }
            (reasons(&view.story.why))
            @if !single {
                details.each { summary { "Report by report" }
                    table { thead { tr { th scope="col" { "Report" } th scope="col" { "Fit" } th scope="col" { "What joined it" } } }
                        tbody { @for report in &view.reports {
                            tr { th scope="row" { (report_name(view, &report.id)) }
                                td { @if let Some(score) = report.score { (percent(score)) } }
                                td { @for (i, reason) in report.why.iter().enumerate() { @if i > 0 { "; " } (shown(&reason.signal)) ": " (terms(reason, 4)) } } }
                        } }
                    }
                }
            }
            @if view.as_of.is_none() && shell.may_write { (forms(shell, view, single)) }
            (log(shell, &view.edits))
        }
    }
}

fn reasons(why: &[Reason]) -> Markup {
    html! {
        @if !why.is_empty() {
            dl.reasons {
                @for reason in why {
                    div {
                        dt { (shown(&reason.signal)) }
                        dd {
                            svg.bar viewBox="0 0 100 6" width="100" height="6" role="img" aria-label={ (percent(reason.weight)) " of the score" } {
                                rect.track x="0" y="0" width="100" height="6" rx="3" {}
                                rect.part x="0" y="0" width={ (((reason.weight.clamp(0.0, 1.0)) * 100.0).round() as u32) } height="6" rx="3" {}
                            }
                            " "
                            @if reason.signal == "runner-up" {
                                // The stories that it was nearly put into.
                                @for (i, id) in reason.terms.iter().take(6).enumerate() { @if i > 0 { ", " } a href=(crate::view::story_href(id)) { (shown(id)) } }
                            } @else { (terms(reason, 12)) }
                        }
                    }
                }
            }
        }
    }
}

fn percent(share: f32) -> String {
    format!("{:.0} %", share.clamp(0.0, 1.0) * 100.0)
}

fn terms(reason: &Reason, most: usize) -> String {
    let mut terms: Vec<&str> = reason.terms.iter().map(String::as_str).collect();
    let more = terms.len().saturating_sub(most);
    terms.truncate(most);
    let line = shown(&terms.join(", "));
    if more > 0 { format!("{line}, …") } else { line }
}

fn forms(shell: &Shell, view: &StoryView, single: bool) -> Markup {
    html! {
        div.edits-forms {
            @if !single {
                details.form { summary { "Split reports out" }
                    form action=(edit_href(&view.story.id, "split")) method="post" {
                        (proof(shell))
                        fieldset { legend { "These reports tell another story" }
                            @for report in &view.reports {
                                label { input type="checkbox" name="report" value=(report.id); " " (report_name(view, &report.id))
                                    @if let Some(title) = &report.title { " " span.about { (shown(title)) } } }
                            }
                        }
                        (reason_field("split"))
                        button type="submit" { "Split" }
                    }
                }
            }
            details.form { summary { "Merge with another story" }
                form action=(edit_href(&view.story.id, "merge")) method="post" {
                    (proof(shell))
                    label for="merge-with" { "Id or address of the other story" }
                    input #merge-with type="text" name="with" required list="neighbours" autocomplete="off" maxlength="300";
                    datalist #neighbours { @for n in &view.neighbours { option value=(n.id) { (shown(&n.headline)) } } }
                    @if !view.neighbours.is_empty() {
                        ul.neighbours { @for n in &view.neighbours {
                            li { a href=(crate::view::story_href(&n.id)) { (shown(&n.headline)) } " " span.about { (shown(&n.why)) }
                                " " button type="submit" name="with-this" value=(n.id) formnovalidate { "Merge" } }
                        } }
                    }
                    (reason_field("merge"))
                    button type="submit" { "Merge" }
                }
            }
        }
    }
}

fn reason_field(what: &str) -> Markup {
    let id = format!("{what}-note");
    html! { label for=(id) { "Why (kept in the log)" } input id=(id) type="text" name="note" maxlength="300" autocomplete="off"; }
}

/// The log of edits, each with its undo.
pub(super) fn log(shell: &Shell, edits: &[EditLine]) -> Markup {
    html! {
        @if !edits.is_empty() {
            ol.edit-log aria-label="Edits" {
                @for edit in edits {
                    li class=[edit.undone.then_some("undone")] {
                        time datetime=(edit.at) { (date(&edit.at)) } " · " (shown(&edit.by)) " · " (shown(&edit.what))
                        @if edit.undone { " " span.about { "(undone)" } }
                        @if edit.undoable && shell.may_write {
                            form.inline action={ "/edits/" (crate::view::encode(&edit.id)) "/undo" } method="post" {
                                (proof(shell)) button type="submit" { "Undo" }
                            }
                        }
                    }
                }
            }
        }
    }
}
