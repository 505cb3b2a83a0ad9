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

/// The processor time of this process so far, in seconds.
pub(crate) fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |i: usize| fields.get(i).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}
