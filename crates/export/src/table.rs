//! CSV (RFC 4180): the document as flat tables, one row a thing, for spreadsheets and data frames.
//!
//! Positions are code points, as in the JSON. A cell that a spreadsheet would run as a formula is preceded by an
//! apostrophe (OWASP's advice on CSV injection).

use std::collections::BTreeMap;

use copydesk_model::document::Document;
use copydesk_model::{ReportId, Story};
use csv::{QuoteStyle, Terminator, WriterBuilder};

/// Rows of one table.
struct Table(Vec<Vec<String>>);

impl Table {
    fn new(head: &[&str]) -> Self {
        Self(vec![head.iter().map(|cell| (*cell).to_owned()).collect()])
    }

    fn row(&mut self, cells: Vec<String>) {
        self.0.push(cells.into_iter().map(harmless).collect());
    }

    fn print(self) -> String {
        let mut writer = WriterBuilder::new()
            .quote_style(QuoteStyle::Necessary)
            .terminator(Terminator::CRLF)
            .from_writer(Vec::new());
        for row in self.0 {
            // Writing to memory does not fail, and all rows of a table are of one length.
            let _ = writer.write_record(row);
        }
        let bytes = writer.into_inner().unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }
}

/// Keeps a spreadsheet from taking a cell for a formula. A number may begin with a minus.
fn harmless(cell: String) -> String {
    let runs = cell.starts_with(['=', '+', '@', '\t', '\r'])
        || (cell.starts_with('-') && cell.parse::<f64>().is_err());
    if runs { format!("'{cell}") } else { cell }
}

/// Where each report stands: its story, and the number of its origin in it, from 1.
fn places(document: &Document) -> BTreeMap<&ReportId, (&Story, usize)> {
    let mut places = BTreeMap::new();
    for story in &document.stories {
        for (i, origin) in story.origins.iter().enumerate() {
            places.extend(origin.iter().map(|report| (report, (story, i + 1))));
        }
    }
    places
}

fn opt(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

/// A report a row.
pub(crate) fn reports(document: &Document) -> String {
    let places = places(document);
    let mut table = Table::new(&[
        "report",
        "story",
        "origin",
        "outlet",
        "title",
        "byline",
        "published",
        "published_from",
        "language",
        "url",
        "source",
        "characters",
    ]);
    for report in &document.reports {
        let place = places.get(&report.id);
        table.row(vec![
            report.id.to_string(),
            place.map(|(story, _)| story.id.to_string()).unwrap_or_default(),
            place.map(|(_, origin)| origin.to_string()).unwrap_or_default(),
            opt(report.outlet.as_ref()),
            opt(report.title.as_ref()),
            opt(report.byline.as_ref()),
            opt(report.published.date.as_ref()),
            word(&report.published.from),
            opt(report.language.as_ref()),
            opt(report.url.as_ref()),
            report.source.clone(),
            report.text.chars().count().to_string(),
        ]);
    }
    table.print()
}

/// A quotation of a report a row.
pub(crate) fn quotations(document: &Document) -> String {
    let mut family_of: BTreeMap<&str, &str> = BTreeMap::new();
    for family in document.stories.iter().flat_map(|s| &s.quotations) {
        for id in family.variants.iter().flat_map(|v| &v.quotations) {
            family_of.insert(id, family.id.as_str());
        }
    }
    let mut table = Table::new(&[
        "quotation",
        "report",
        "family",
        "speaker",
        "speaker_entity",
        "cue",
        "kind",
        "medium",
        "confidence",
        "start",
        "end",
        "text",
    ]);
    for report in &document.reports {
        for quotation in report.reading.iter().flat_map(|r| &r.quotations) {
            let speaker = quotation.speaker.as_ref();
            table.row(vec![
                quotation.id.clone(),
                report.id.to_string(),
                family_of.get(quotation.id.as_str()).map(|f| (*f).to_owned()).unwrap_or_default(),
                speaker.map(|s| s.name.clone()).unwrap_or_default(),
                speaker.and_then(|s| s.entity.clone()).unwrap_or_default(),
                quotation.cue.as_ref().map(|c| c.text.clone()).unwrap_or_default(),
                word(&quotation.kind),
                word(&quotation.medium),
                format!("{:.3}", quotation.confidence),
                quotation.words.start.to_string(),
                quotation.words.end.to_string(),
                quotation.words.text.clone(),
            ]);
        }
    }
    table.print()
}

/// A piece of evidence of a value of a finding a row.
pub(crate) fn findings(document: &Document) -> String {
    let mut table = Table::new(&[
        "story",
        "finding",
        "slot",
        "standing",
        "kind",
        "nature",
        "value",
        "origins",
        "report",
        "start",
        "end",
        "words",
        "explanation",
    ]);
    for story in &document.stories {
        for finding in &story.findings {
            for value in &finding.values {
                for evidence in &value.evidence {
                    let [start, end] = evidence.code_points();
                    table.row(vec![
                        story.id.to_string(),
                        finding.id.to_string(),
                        finding.slot.clone(),
                        word(&finding.standing),
                        finding.kind.as_ref().map(word).unwrap_or_default(),
                        finding.nature.as_ref().map(word).unwrap_or_default(),
                        value.value.clone(),
                        value.origins.to_string(),
                        evidence.report().to_string(),
                        start.to_string(),
                        end.to_string(),
                        evidence.text().to_owned(),
                        finding.explanation.clone(),
                    ]);
                }
            }
        }
    }
    table.print()
}

/// A copied passage a row: the edges of the copy graph.
pub(crate) fn copies(document: &Document) -> String {
    let mut table = Table::new(&[
        "story",
        "from",
        "to",
        "directed",
        "similarity",
        "from_start",
        "from_end",
        "to_start",
        "to_end",
        "from_words",
        "to_words",
        "because",
    ]);
    for story in &document.stories {
        for copy in &story.copies {
            let [from_start, from_end] = copy.from.code_points();
            let [to_start, to_end] = copy.to.code_points();
            table.row(vec![
                story.id.to_string(),
                copy.from.report().to_string(),
                copy.to.report().to_string(),
                copy.directed.to_string(),
                format!("{:.3}", copy.similarity),
                from_start.to_string(),
                from_end.to_string(),
                to_start.to_string(),
                to_end.to_string(),
                copy.from.text().to_owned(),
                copy.to.text().to_owned(),
                copy.because.clone(),
            ]);
        }
    }
    table.print()
}

/// The word by which the JSON contract prints an enumerated value.
fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
