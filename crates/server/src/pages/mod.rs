//! View data to markup, a module a page. Pure functions: no store, no socket, no clock.
//!
//! Every page works with scripts off; `assets/desk.js` only adds comfort. Whatever comes from a report goes through
//! maud, which escapes it, and through `shown`, which makes characters visible that would turn the reading
//! direction. No page holds a script or a style of its own, so the content security policy can forbid both.

mod compare;
mod copies;
mod front;
mod grouping;
mod ledger;
mod person;
mod quotations;
mod report;
mod search;
mod story;
mod swimlanes;
mod trouble;

use copydesk_model::Standing;
use copydesk_present::{printable, wording};
use maud::{DOCTYPE, Markup, PreEscaped, html};

pub use compare::{Pair, compare};
pub use front::front;
pub use person::person;
pub use report::{passage, report};
pub use search::search;
pub use story::story;
pub use trouble::{edits, sign_in, trouble};

pub(crate) use swimlanes::minutes;

use crate::assets;
use crate::printed::Evidence;
use crate::view::{ReportHead, StoryView, evidence_href, text_fragment};

/// What every page needs to know of the visit.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    /// Proves that a form was ours.
    pub csrf: String,
    /// Whether the visitor may change anything.
    pub may_write: bool,
    /// The desk's sequence number, from which live updates go on.
    pub sequence: u64,
}

/// A whole page.
pub(crate) fn page(shell: &Shell, title: &str, class: &str, feed: Option<&str>, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (shown(title)) " · Copydesk" }
                link rel="preload" href=(assets::FONT.href()) as="font" type="font/woff2" crossorigin;
                link rel="stylesheet" href=(assets::STYLE.href());
                link rel="icon" href=(assets::ICON.href()) type="image/svg+xml";
                @if let Some(feed) = feed {
                    link rel="alternate" type="application/atom+xml" href=(feed) title=(shown(title));
                }
                script src=(assets::SCRIPT.href()) defer {}
            }
            body class=(class) data-sequence=(shell.sequence) {
                a.skip href="#main" { "Skip to content" }
                header.masthead {
                    p.house { a href="/" { "Copydesk" } }
                    form.find role="search" action="/search" method="get" {
                        label.off for="q" { "Search reports, people and words" }
                        input #q type="search" name="q" placeholder="Search" autocomplete="off" maxlength="300";
                        button type="submit" { "Search" }
                    }
                    nav.places aria-label="Desk" {
                        a href="/" { "Stories" }
                        a href="/edits" { "Edits" }
                        a href="/api/v1/openapi.json" { "API" }
                        button.keys.scripted type="button" hidden aria-haspopup="dialog" { "Keys" }
                    }
                }
                div #news.news role="status" aria-live="polite" {}
                main #main tabindex="-1" { (body) }
                footer.colophon {
                    p { "Every sentence is a report’s own; follow it to its place. Copydesk counts and compares, it does not rule on who is right." }
                }
                (keys())
            }
        }
    }
}

/// The dialog with the keyboard's keys; the script opens it.
fn keys() -> Markup {
    const KEYS: [(&str, &str); 10] = [
        ("j", "next item"),
        ("k", "previous item"),
        ("o", "open it, or show its evidence"),
        ("n", "next finding where reports differ"),
        ("1 … 4", "tabs of the fact matrix"),
        ("/", "search"),
        ("h", "front page"),
        ("u", "back to the story"),
        ("Esc", "close what is open"),
        ("?", "these keys"),
    ];
    html! {
        dialog #keys aria-labelledby="keys-title" {
            h2 #keys-title { "Keys" }
            dl {
                @for (key, what) in KEYS { div { dt { kbd { (key) } } dd { (what) } } }
            }
            form method="dialog" { button type="submit" { "Close" } }
        }
    }
}

/// Text of unknown origin on one line, fit to be shown.
pub(crate) fn shown(words: &str) -> String {
    printable(words)
}

/// `A`, `B`, … `Z`, `AA`: what an origin is called.
pub(crate) fn letters(index: usize) -> String {
    let mut n = index + 1;
    let mut out = Vec::new();
    while n > 0 {
        n -= 1;
        out.push(b'A' + (n % 26) as u8);
        n /= 26;
    }
    out.iter().rev().map(|b| *b as char).collect()
}

/// `n` with its unit.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    wording::count(n, one, many)
}

/// `6 reports → 5 texts → 4 independent origins`, large.
pub(crate) fn counts(counts: [usize; 3], long: bool) -> Markup {
    let [reports, texts, origins] = counts;
    let origin = if long { ["independent origin", "independent origins"] } else { ["origin", "origins"] };
    html! {
        p.counts {
            span { b { (reports) } " " (if reports == 1 { "report" } else { "reports" }) }
            span.arrow aria-hidden="true" { "→" }
            span { b { (texts) } " " (if texts == 1 { "text" } else { "texts" }) }
            span.arrow aria-hidden="true" { "→" }
            span.origins { b { (origins) } " " (if origins == 1 { origin[0] } else { origin[1] }) }
        }
    }
}

/// The sign and the class of a standing: never colour alone.
pub(crate) fn sign(standing: Standing) -> (&'static str, &'static str, &'static str) {
    match standing {
        Standing::Conflicting => ("≠", "conflicting", "conflicting"),
        Standing::Superseded => ("↻", "superseded", "updated"),
        Standing::Corroborated => ("=", "corroborated", "corroborated"),
        Standing::SingleSource => ("·", "single", "single-source"),
    }
}

/// A standing as a label.
pub(crate) fn standing(standing: Standing, n: Option<usize>) -> Markup {
    let (sign, class, word) = sign(standing);
    html! {
        span class={ "standing " (class) } {
            span.sign aria-hidden="true" { (sign) } @if let Some(n) = n { b { (n) } " " } (word)
        }
    }
}

/// A date as an editor writes it: `14 Mar 2023, 04:20`.
pub(crate) fn date(iso: &str) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = |s: &str| s.parse::<usize>().ok().and_then(|m| MONTHS.get(m.wrapping_sub(1)));
    let parts: Vec<&str> = iso.get(..10).unwrap_or(iso).split('-').collect();
    let day = match parts.as_slice() {
        [year, m, day] => match month(m) {
            Some(m) => format!("{} {m} {year}", day.trim_start_matches('0')),
            None => return shown(iso),
        },
        [year, m] => match month(m) {
            Some(m) => format!("{m} {year}"),
            None => return shown(iso),
        },
        _ => return shown(iso),
    };
    match iso.get(11..16) {
        Some(clock) => format!("{day}, {clock}"),
        None => day,
    }
}

/// A day or month as an editor writes it.
pub(crate) fn day(iso: &str) -> String {
    date(iso)
}

/// The date of a report with a remark where one is due.
pub(crate) fn dateline(report: &ReportHead) -> Markup {
    html! {
        @match &report.date {
            Some(iso) => { time datetime=(iso) { (date(iso)) } @if let Some(remark) = report.dated { " (" (remark) ")" } }
            None => { span { "no date" } }
        }
    }
}

/// An origin's letter.
pub(crate) fn badge(index: usize) -> Markup {
    let letter = letters(index);
    html! { b.badge data-origin=(index % 8) title={ "Origin " (letter) } { (letter) } }
}

/// A report's origin and name.
pub(crate) fn report_name(view: &StoryView, id: &str) -> Markup {
    let label = view.report(id).map_or(id, |r| r.label.as_str());
    html! {
        @if let Some(origin) = view.origin(id) { (badge(origin)) " " }
        (shown(label))
    }
}

/// Words that open their place in the report.
pub(crate) fn said(view: &StoryView, evidence: &Evidence, inner: &Markup, class: &str) -> Markup {
    html! {
        a class={ "ev " (class) } href=(evidence_href(evidence, &view.story.id)) { (inner) }
    }
}

/// One small mark a report: its number, which opens the place.
pub(crate) fn marks(view: &StoryView, support: &[Evidence]) -> Markup {
    let mut seen: Vec<&str> = Vec::new();
    let firsts: Vec<&Evidence> = support
        .iter()
        .filter(|e| {
            let new = !seen.contains(&e.report.as_str());
            if new {
                seen.push(&e.report);
            }
            new
        })
        .collect();
    const MOST: usize = 8;
    html! {
        span.marks {
            @for evidence in firsts.iter().take(MOST) {
                @let number = view.reports.iter().position(|r| r.id == evidence.report).map_or(0, |i| i + 1);
                @let label = view.report(&evidence.report).map_or("", |r| r.label.as_str());
                a.ev.mark href=(evidence_href(evidence, &view.story.id)) title=(shown(label))
                  aria-label={ "Evidence in report " (number) ", " (shown(label)) } { (number) }
            }
            @if firsts.len() > MOST { span.more { "+" (firsts.len() - MOST) } }
        }
    }
}

/// `n origins` where more than one report says it.
pub(crate) fn backed(view: &StoryView, support: &[Evidence], origins: usize) -> Markup {
    html! {
        (marks(view, support))
        @if origins > 1 { " " span.backing { (count(origins, "origin", "origins")) } }
    }
}

/// Exact words, with a little of what stands around them where they are short.
pub(crate) fn in_context(evidence: &Evidence) -> Markup {
    if evidence.text.split_whitespace().count() > 6 {
        return html! { "“" (shown(&evidence.text)) "”" };
    }
    const FULL: usize = 32;
    let before = evidence.prefix.rsplit('\n').next().unwrap_or_default();
    let before = if evidence.prefix.chars().count() >= FULL && before.len() == evidence.prefix.len() {
        before.split_once(char::is_whitespace).map_or("", |(_, rest)| rest)
    } else {
        before
    };
    // Of the sentence alone, not of the one before or after it.
    let ends = |s: &str| s.match_indices(['.', '!', '?']).map(|(i, _)| i + 1).collect::<Vec<_>>();
    let begins = |s: &str, at: usize| {
        let rest = s.get(at..).unwrap_or_default();
        rest.starts_with(' ')
            && rest.trim_start().starts_with(|c: char| c.is_uppercase() || "“\"'‘".contains(c))
    };
    let before = ends(before)
        .into_iter()
        .rev()
        .find(|at| begins(before, *at))
        .map_or(before, |at| before.get(at..).unwrap_or_default().trim_start());
    let after = evidence.suffix.split('\n').next().unwrap_or_default();
    let cut = evidence.suffix.chars().count() >= FULL && after.len() == evidence.suffix.len();
    let after = match ends(after).into_iter().find(|at| begins(after, *at)) {
        Some(at) => after.get(..at).unwrap_or(after),
        None if cut => after.rsplit_once(char::is_whitespace).map_or("", |(rest, _)| rest),
        None => after,
    };
    let lead = if before.ends_with(char::is_whitespace) { " " } else { "" };
    let trail = if after.starts_with(char::is_whitespace) { " " } else { "" };
    html! {
        "“" span.around { (shown(before)) (lead) } em { (shown(&evidence.text)) } span.around { (trail) (shown(after)) } "”"
    }
}

/// A link to the words on the publisher's own page.
pub(crate) fn text_links(view: &StoryView, evidence: &Evidence) -> Markup {
    let url = view.report(&evidence.report).and_then(|r| r.url.as_deref());
    html! {
        @if let Some(href) = url.and_then(|u| text_fragment(u, evidence)) {
            " " a.out href=(href) rel="noopener noreferrer external" { "at the publisher" span aria-hidden="true" { " ↗" } }
        }
    }
}

/// A count as a coordinate.
pub(crate) fn int(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A hidden field that proves that a form was ours.
pub(crate) fn proof(shell: &Shell) -> Markup {
    html! { input type="hidden" name="csrf" value=(shell.csrf); }
}

/// Lines of a text, its white space kept, fit to be shown.
pub(crate) fn body(words: &str) -> PreEscaped<String> {
    let mut out = String::with_capacity(words.len() + words.len() / 8);
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(c),
            '\r' => {}
            '\u{0}'..='\u{1f}' => out.push(char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}')),
            '\u{7f}' => out.push('\u{2421}'),
            '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                out.extend(c.escape_unicode());
            }
            c => out.push(c),
        }
    }
    PreEscaped(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_lettered_like_columns() {
        assert_eq!([0, 1, 25, 26, 27, 701, 702].map(letters), ["A", "B", "Z", "AA", "AB", "ZZ", "AAA"]);
    }

    #[test]
    fn a_date_reads_as_an_editor_writes_it() {
        assert_eq!(date("2023-03-04T04:20:00Z"), "4 Mar 2023, 04:20");
        assert_eq!(date("2023-03"), "Mar 2023");
        assert_eq!(date("2023"), "2023");
        assert_eq!(date("<b>"), "<b>");
    }

    #[test]
    fn a_text_cannot_open_a_tag_or_turn_the_reading_direction() {
        assert_eq!(body("a<b>\u{202e}\"&\n").0, "a&lt;b&gt;\\u{202e}&quot;&amp;\n");
    }
}
