//! The report page: one text as it was published, with layers that can be switched, and the same text as a
//! fragment beside a story.
//!
//! Layers cross each other (a figure in a quotation in a copied passage), and elements only nest; so the text is cut
//! at every end of every span, and each piece carries the classes of all that cover it. Which layers show is a matter
//! of check boxes and style alone.

use std::borrow::Cow;
use std::collections::BTreeMap;

use copydesk_model::document::AnnotatedReport;
use copydesk_model::{EntityKind, MentionForm};
use maud::{Markup, PreEscaped, html};

use super::{Shell, body, count, dateline, page, shown};
use crate::printed::{Evidence, Story};
use crate::view::{ReportView, person_href, query, report_href, story_href, text_fragment, web};

/// A layer: class, name, what it shows.
const LAYERS: [(&str, &str); 6] = [
    ("quotations", "quotations"),
    ("people", "people"),
    ("times", "times"),
    ("figures", "figures"),
    ("copied", "copied passages"),
    ("findings", "findings"),
];

/// What covers a stretch of the text.
struct Cover {
    start: usize,
    end: usize,
    class: String,
    /// What a pointer that rests there is told.
    title: String,
    id: Option<String>,
}

/// The page.
pub fn report(shell: &Shell, view: &ReportView) -> Markup {
    let Some(report) = &view.report else { return super::trouble(shell, 404, "No such report", "") };
    let covers = covers(report, view.story.as_ref());
    let layers: Vec<(&str, &str, usize)> = LAYERS
        .iter()
        .map(|(class, name)| (*class, *name, covers.iter().filter(|c| c.class.starts_with(class)).count()))
        .collect();
    let title = view.head.title.clone().unwrap_or_else(|| view.head.label.clone());
    let body = html! {
        article.report-full data-id=(view.head.id) lang=(report.language.as_deref().unwrap_or("und")) {
            (head(view, false))
            fieldset.layers {
                legend { "Show" }
                @for (class, name, n) in &layers {
                    label class=(class) { input type="checkbox" id={ "layer-" (class) } checked[*class != "copied" && *n > 0] disabled[*n == 0];
                        " " span { (name) } " " span.n { (n) } }
                }
            }
            div.columns {
                div.text { (marked(&report.text, covers, view.at)) }
                aside.margin aria-label="In this report" {
                    (speakers(report, view.story.as_ref()))
                    (people(report))
                }
            }
        }
    };
    page(shell, &title, "report-page", None, &body)
}

/// The same text as a fragment, for the pane beside a story.
pub fn passage(view: &ReportView) -> Markup {
    let Some(report) = &view.report else { return html! { p { "No such report." } } };
    let mut covers = covers(report, view.story.as_ref());
    covers.retain(|c| c.class.starts_with("findings"));
    html! {
        article.passage-text lang=(report.language.as_deref().unwrap_or("und")) {
            (head(view, true))
            div.text { (marked(&report.text, covers, view.at)) }
        }
    }
}

/// Most characters of the opening words that stand for a title.
const OPENING: usize = 80;

/// The title; of what has none (a post, a message) its opening words.
fn title(view: &ReportView) -> Cow<'_, str> {
    if let Some(title) = &view.head.title {
        return title.into();
    }
    opening(view.report.as_ref().map_or("", |report| &report.text))
}

fn opening(text: &str) -> Cow<'_, str> {
    let line = text.trim_start().lines().next().unwrap_or_default().trim_end();
    match line.char_indices().nth(OPENING) {
        None if line.is_empty() => "Untitled report".into(),
        None => line.into(),
        Some((end, _)) => {
            let whole = line[..end].rfind(' ').unwrap_or(end);
            format!("{}…", line[..whole].trim_end_matches([',', ';', ':', ' '])).into()
        }
    }
}

fn head(view: &ReportView, fragment: bool) -> Markup {
    let head = &view.head;
    let story = view.story.as_ref();
    let publisher = head.url.as_deref().and_then(web).map(|url| {
        let evidence =
            view.at.zip(view.report.as_ref()).map(|([start, end], report)| cut(report, start, end));
        evidence.and_then(|e| text_fragment(url, &e)).unwrap_or_else(|| url.to_owned())
    });
    html! {
        header.report-head {
            p.outlet { (shown(&head.label)) }
            @let title = title(view);
            @if fragment { h2 { (shown(&title)) } } @else { h1 { (shown(&title)) } }
            p.about {
                (dateline(head))
                @if let Some(byline) = &head.byline { " · " (shown(byline)) }
                @if let Some(story) = story {
                    @if !fragment { " · " a.up href=(story_href(&story.id)) { "in the story “" (shown(&story.headline)) "”" } }
                }
                @if fragment { " · " a href=(report_href(&head.id, view.at, story.map_or("", |s| s.id.as_str()))) { "whole page, with layers" } }
                @if let Some(href) = publisher { " · " a.out href=(href) rel="noopener noreferrer external" { "at the publisher" span aria-hidden="true" { " ↗" } } }
            }
            @if !fragment { p.about { code { (shown(&head.id)) }
                @if !head.revisions.is_empty() { " · " (count(head.revisions.len(), "earlier version", "earlier versions")) } } }
        }
    }
}

/// Evidence cut from the printed report, to link to the publisher's page.
fn cut(report: &AnnotatedReport, start: usize, end: usize) -> Evidence {
    let take = |from: usize, to: usize| {
        report.text.chars().skip(from).take(to.saturating_sub(from)).collect::<String>()
    };
    Evidence {
        report: report.id.as_str().to_owned(),
        start,
        end,
        text: take(start, end),
        prefix: take(start.saturating_sub(32), start),
        suffix: take(end, end + 32),
    }
}

/// Everything that is known of the report's words.
fn covers(report: &AnnotatedReport, story: Option<&Story>) -> Vec<Cover> {
    let mut covers = Vec::new();
    if let Some(reading) = &report.reading {
        let mut hues: BTreeMap<&str, usize> = BTreeMap::new();
        for quotation in &reading.quotations {
            let speaker = quotation.speaker.as_ref().map(|s| s.name.as_str());
            let next = hues.len();
            let hue = *hues.entry(speaker.unwrap_or_default()).or_insert(next);
            let anchor = quotation.id.rsplit('/').next().unwrap_or_default();
            for (i, [start, end]) in quotation.parts.iter().enumerate() {
                covers.push(Cover {
                    start: *start,
                    end: *end,
                    class: format!("quotations h{}", hue % 6),
                    title: format!("said by {}", speaker.unwrap_or("someone who is not named")),
                    id: (i == 0).then(|| anchor.to_owned()),
                });
            }
        }
        for entity in reading.entities.iter().filter(|e| e.kind == EntityKind::Person) {
            for mention in entity.mentions.iter().filter(|m| m.form != MentionForm::Pronoun || !entity.plural)
            {
                covers.push(Cover {
                    start: mention.words.start,
                    end: mention.words.end,
                    class: "people".to_owned(),
                    title: entity.name.clone(),
                    id: None,
                });
            }
        }
        for time in &reading.times {
            covers.push(Cover {
                start: time.words.start,
                end: time.words.end,
                class: "times".to_owned(),
                title: copydesk_present::wording::when(&time.value),
                id: None,
            });
        }
        for figure in &reading.figures {
            let unit = figure.unit.as_deref().map(|u| format!(" {u}")).unwrap_or_default();
            let of = figure.of.as_ref().map(|w| format!(", {}", w.text)).unwrap_or_default();
            covers.push(Cover {
                start: figure.words.start,
                end: figure.words.end,
                class: "figures".to_owned(),
                title: format!("{}{unit}{of}", figure.quantity),
                id: None,
            });
        }
    }
    if let Some(story) = story {
        let id = report.id.as_str();
        for copy in &story.copies {
            for (mine, other, [start, end], how) in [
                (&copy.to, &copy.from, copy.to_span, "also in, and earlier,"),
                (&copy.from, &copy.to, copy.from_span, "also in"),
            ] {
                if mine == id {
                    covers.push(Cover {
                        start,
                        end,
                        class: "copied".to_owned(),
                        title: format!("{how} {other}"),
                        id: None,
                    });
                }
            }
        }
        for finding in &story.findings {
            for evidence in finding.values.iter().flat_map(|v| &v.evidence).filter(|e| e.report == id) {
                let (_, class, word) = super::sign(finding.standing);
                covers.push(Cover {
                    start: evidence.start,
                    end: evidence.end,
                    class: format!("findings {class}"),
                    title: format!("{word}: {}", finding.slot),
                    id: None,
                });
            }
        }
    }
    covers
}

/// The text in pieces, each with the classes of all that cover it.
fn marked(text: &str, mut covers: Vec<Cover>, at: Option<[usize; 2]>) -> Markup {
    let starts: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    let last = starts.len() - 1;
    if let Some([start, end]) = at {
        covers.push(Cover { start, end, class: "hit".to_owned(), title: String::new(), id: None });
    }
    covers.retain(|c| c.start < c.end && c.end <= last);
    covers.sort_by_key(|c| (c.start, c.end));
    let mut ends: Vec<usize> = covers.iter().flat_map(|c| [c.start, c.end]).chain([0, last]).collect();
    ends.sort_unstable();
    ends.dedup();
    let mut out = String::with_capacity(text.len() * 2);
    let mut active: Vec<usize> = Vec::new();
    let mut next = 0;
    let mut lit = false;
    for window in ends.windows(2) {
        let &[from, to] = window else { continue };
        active.retain(|i| covers[*i].end > from);
        let mut ids: Vec<&str> = Vec::new();
        while next < covers.len() && covers[next].start <= from {
            active.push(next);
            ids.extend(covers[next].id.as_deref());
            next += 1;
        }
        let words = body(&text[starts[from]..starts[to]]).0;
        if active.is_empty() {
            out.push_str(&words);
            continue;
        }
        let mut classes: Vec<&str> = active.iter().flat_map(|i| covers[*i].class.split(' ')).collect();
        classes.sort_unstable();
        classes.dedup();
        let hit = classes.contains(&"hit");
        let mut titles: Vec<String> = Vec::new();
        for i in &active {
            let title = shown(&covers[*i].title);
            if !title.is_empty() && !titles.contains(&title) && titles.len() < 4 {
                titles.push(title);
            }
        }
        let title = titles.join(" · ");
        let id = if hit && !lit { Some("at") } else { ids.first().copied() };
        lit |= hit;
        let piece = PreEscaped(words);
        let class = classes.join(" ");
        let title = (!title.is_empty()).then_some(title);
        let html = if hit {
            html! { mark class=(class) id=[id] title=[title] { (piece) } }
        } else {
            html! { span class=(class) id=[id] title=[title] { (piece) } }
        };
        out.push_str(&html.into_string());
    }
    PreEscaped(out)
}

/// Who speaks in it, with a way to each quotation.
fn speakers(report: &AnnotatedReport, story: Option<&Story>) -> Markup {
    let Some(reading) = &report.reading else { return html! {} };
    let mut order: Vec<&str> = Vec::new();
    for quotation in &reading.quotations {
        let name = quotation.speaker.as_ref().map_or("", |s| s.name.as_str());
        if !order.contains(&name) {
            order.push(name);
        }
    }
    html! {
        @if !order.is_empty() {
            h2 { "Who speaks" }
            ul.speakers { @for (i, name) in order.iter().enumerate() {
                li { span class={ "swatch h" (i % 6) } aria-hidden="true" {}
                    @let quoted = story.is_some_and(|s| s.quotations.iter().any(|q| q.speaker.as_deref() == Some(*name)));
                    @if name.is_empty() { i { "not named" } } @else if quoted { a href=(person_href(name)) { (shown(name)) } } @else { (shown(name)) }
                    @for (n, quotation) in reading.quotations.iter().filter(|q| q.speaker.as_ref().map_or("", |s| s.name.as_str()) == *name).enumerate().take(12) {
                        " " a.mark href={ "#" (quotation.id.rsplit('/').next().unwrap_or_default()) } aria-label={ "Quotation " (n + 1) } { (n + 1) }
                    }
                }
            } }
        }
    }
}

/// Whom it names.
fn people(report: &AnnotatedReport) -> Markup {
    let Some(reading) = &report.reading else { return html! {} };
    let people: Vec<_> = reading
        .entities
        .iter()
        .filter(|e| e.kind == EntityKind::Person && e.mentions.iter().any(|m| m.form == MentionForm::Name))
        .collect();
    html! {
        @if !people.is_empty() {
            h2 { "Whom it names" }
            ul.named { @for person in people.iter().take(24) {
                li { a href=(person_href(&person.name)) { (shown(&person.name)) }
                    @let attributes: Vec<String> = person.attributes.iter().map(|a| shown(&a.words.text)).take(3).collect();
                    @if !attributes.is_empty() { " " span.about { (attributes.join(", ")) } } }
            } }
            p.about { a href={ "/search" (query(&[("q", report.title.as_deref().unwrap_or_default())])) } { "Search for its headline" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cover(start: usize, end: usize, class: &str) -> Cover {
        Cover { start, end, class: class.to_owned(), title: String::new(), id: None }
    }

    #[test]
    fn layers_that_cross_are_cut_at_every_end_and_lose_no_letter() {
        let html =
            marked("äbcdef", vec![cover(0, 4, "times"), cover(2, 6, "figures")], Some([3, 5])).into_string();
        assert_eq!(
            html,
            "<span class=\"times\">äb</span><span class=\"figures times\">c</span>\
             <mark class=\"figures hit times\" id=\"at\">d</mark><mark class=\"figures hit\">e</mark>\
             <span class=\"figures\">f</span>"
        );
    }

    #[test]
    fn a_span_past_the_end_and_an_empty_one_are_left_out() {
        assert_eq!(
            marked("ab<c", vec![cover(0, 9, "x"), cover(2, 2, "y")], Some([3, 99])).into_string(),
            "ab&lt;c"
        );
        assert_eq!(marked("", Vec::new(), Some([0, 0])).into_string(), "");
    }

    #[test]
    fn what_has_no_title_is_called_by_its_opening_words() {
        assert_eq!(opening("  The ferry is late.\nMore."), "The ferry is late.");
        assert_eq!(opening(" \n"), "Untitled report");
        let long = "ä".repeat(30) + " " + &"b".repeat(60);
        assert_eq!(opening(&long), "ä".repeat(30) + "…");
    }
}
