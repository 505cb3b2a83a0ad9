//! The reports of a file of JSON Lines, as the measuring tools read them: without intake, whose time is not theirs.

use copydesk_model::{DateSource, Published, PublishedDate, Report, ReportId};
use serde_json::Value;

/// The report of a line; none where it has no id or no text.
pub(crate) fn report(line: &str) -> Option<Report> {
    let value: Value = serde_json::from_str(line).ok()?;
    let text = |key: &str| value[key].as_str().map(str::to_owned);
    let mut report = Report::new(ReportId::new(text("id")?), text("text")?);
    report.title = text("title");
    report.outlet = text("outlet");
    report.url = text("url");
    if let Some(date) = text("published").and_then(|d| PublishedDate::parse(&d)) {
        report.published = Published::new(date, DateSource::Metadata);
    }
    Some(report)
}
