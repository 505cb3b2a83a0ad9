//! The reports as references: CSL-JSON (Citation Style Language 1.0.2), RIS and BibTeX, for reference managers.

use std::fmt::Write as _;

use copydesk_model::document::{AnnotatedReport, Document};
use serde_json::{Value, json};

/// Year, month and day, as far as they are known.
fn date_parts(report: &AnnotatedReport) -> Vec<i32> {
    let Some(date) = &report.published.date else { return Vec::new() };
    date.get(..10).unwrap_or(date).split('-').map_while(|part| part.parse().ok()).collect()
}

/// What a reference calls the report: its title, else its first words.
fn title(report: &AnnotatedReport) -> String {
    report.title.clone().unwrap_or_else(|| {
        let words: Vec<&str> = report.text.split_whitespace().take(12).collect();
        words.join(" ")
    })
}

/// One line, as the line-based formats need it.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// CSL-JSON, type `article-newspaper`.
pub(crate) fn csl(document: &Document) -> Value {
    let item = |report: &AnnotatedReport| {
        let mut item = json!({ "id": report.id, "type": "article-newspaper", "title": title(report) });
        if let Some(outlet) = &report.outlet {
            item["container-title"] = json!(outlet);
        }
        if let Some(url) = &report.url {
            item["URL"] = json!(url);
        }
        if let Some(byline) = &report.byline {
            item["author"] = json!([{ "literal": line(byline) }]);
        }
        if let Some(language) = &report.language {
            item["language"] = json!(language);
        }
        let date = date_parts(report);
        if !date.is_empty() {
            item["issued"] = json!({ "date-parts": [date] });
        }
        item
    };
    document.reports.iter().map(item).collect()
}

/// RIS, type `NEWS`; lines end in CRLF, as its specification asks.
pub(crate) fn ris(document: &Document) -> String {
    let mut out = String::new();
    for report in &document.reports {
        let mut tag = |name: &str, value: &str| {
            let _ = write!(out, "{name}  - {}\r\n", line(value));
        };
        tag("TY", "NEWS");
        tag("ID", report.id.as_str());
        tag("TI", &title(report));
        if let Some(byline) = &report.byline {
            tag("AU", byline);
        }
        if let Some(outlet) = &report.outlet {
            tag("T2", outlet);
        }
        let date = date_parts(report);
        if let Some(year) = date.first() {
            tag("PY", &format!("{year:04}"));
            let part = |i: usize| date.get(i).map(|n| format!("{n:02}")).unwrap_or_default();
            tag("DA", &format!("{year:04}/{}/{}/", part(1), part(2)));
        }
        if let Some(language) = &report.language {
            tag("LA", language);
        }
        if let Some(url) = &report.url {
            tag("UR", url);
        }
        tag("ER", "");
    }
    out
}

/// BibTeX, type `@misc`, which every style knows.
pub(crate) fn bibtex(document: &Document) -> String {
    let mut out = String::new();
    for (i, report) in document.reports.iter().enumerate() {
        let _ = writeln!(out, "@misc{{{},", key(report, i));
        let mut field = |name: &str, value: &str| {
            let _ = writeln!(out, "  {name} = {{{value}}},");
        };
        field("title", &format!("{{{}}}", escape(&title(report))));
        if let Some(byline) = &report.byline {
            // In double braces, so that a name of an agency is not taken apart.
            field("author", &format!("{{{}}}", escape(byline)));
        }
        if let Some(outlet) = &report.outlet {
            field("howpublished", &escape(outlet));
        }
        let date = date_parts(report);
        if let Some(year) = date.first() {
            field("year", &format!("{year:04}"));
        }
        if let Some(month) = date.get(1) {
            field("month", &month.to_string());
        }
        if let Some(day) = date.get(2) {
            field("day", &day.to_string());
        }
        if let Some(url) = &report.url {
            field("url", &url.replace(['{', '}', '\\', ' '], ""));
        }
        field("note", &escape(report.id.as_str()));
        out.push_str("}\n\n");
    }
    out
}

/// A key that is unique and of harmless characters.
fn key(report: &AnnotatedReport, i: usize) -> String {
    let id: String = report.id.as_str().chars().filter(char::is_ascii_alphanumeric).collect();
    format!("copydesk{}{id}", i + 1)
}

/// What TeX takes for a command becomes what it prints.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in line(text).chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}
