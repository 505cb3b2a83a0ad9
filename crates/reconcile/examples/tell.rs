//! Prints what the reports of one story say together, for reading by eye: `cargo run -p copydesk-reconcile --example tell FILE…`.

use copydesk_language::Language;
use copydesk_model::{DateSource, Member, Published, PublishedDate, Report, ReportId, StoryId};
use copydesk_reconcile::{Settings, reconcile};

fn main() {
    let mut reports: Vec<Report> = Vec::new();
    for file in std::env::args().skip(1) {
        let Ok(text) = std::fs::read_to_string(&file) else {
            eprintln!("{file}: cannot be read");
            continue;
        };
        let dated = text.trim_start().strip_prefix("date ").and_then(|t| t.split_once(' '));
        let dated = dated.and_then(|(date, rest)| Some((PublishedDate::parse(date)?, rest)));
        let (date, text) = dated.map_or((None, text.as_str()), |(date, rest)| (Some(date), rest));
        let mut report = Report::new(ReportId::new(file.as_str()), text);
        if let Some(date) = date {
            report.published = Published::new(date, DateSource::Header);
        }
        reports.push(report);
    }
    reports.sort_by_key(|r| (r.published.date.map(PublishedDate::earliest), r.id.clone()));
    let readings: Vec<_> = reports.iter().map(|r| copydesk_reading::read(r, Language::embedded())).collect();
    let members: Vec<Member<'_>> =
        reports.iter().zip(&readings).map(|(report, reading)| Member { report, reading }).collect();
    let lineage = copydesk_lineage::trace(&members);
    let story = reconcile(StoryId::new("s"), &members, &[], &lineage, &Settings::default());
    println!("{}\n", story.headline.text);
    for sentence in &story.brief {
        println!("[{}] {}", sentence.origins, sentence.shown());
    }
    println!();
    for finding in &story.findings {
        println!("{:?} {}: {}", finding.standing, finding.slot, finding.explanation);
        for value in &finding.values {
            let e = value.evidence.first();
            println!("    {} ({}) …{}⟦{}⟧{}…", value.value, value.origins, e.prefix(), e.text(), e.suffix());
        }
    }
}
