//! *On what are the rooms timed?*
//!
//! The invented stories under `examples/`, as often as a bench needs them, each time under other ids. Timing real reports is
//! `copydesk bench FILES`; the benches here are for seeing what a change of code does, on any machine, without the corpora.

use copydesk::model::{DateSource, Published, PublishedDate, Report, ReportId};

/// Reports of three invented stories: story, day, text.
const TEXTS: &[(&str, &str, &str)] = &[
    ("fire", "2024-09-03", include_str!("../../../examples/harbour-fire/01-coastal-wire.txt")),
    ("fire", "2024-09-04", include_str!("../../../examples/harbour-fire/03-harbour-radio.md")),
    ("fire", "2024-09-05", include_str!("../../../examples/harbour-fire/05-northern-ledger.txt")),
    ("vote", "2024-03-05", include_str!("../../../examples/council-vote/01-brackwell-gazette.txt")),
    ("vote", "2024-03-06", include_str!("../../../examples/council-vote/04-radio-brack.txt")),
    ("vote", "2024-03-06", include_str!("../../../examples/council-vote/05-open-brackwell.md")),
    ("transfer", "2024-07-12", include_str!("../../../examples/football-transfer/03-diario-castelmar.md")),
    ("transfer", "2024-07-12", include_str!("../../../examples/football-transfer/04-terrace-talk.txt")),
    ("transfer", "2024-07-13", include_str!("../../../examples/football-transfer/05-pitchside-daily.txt")),
];

fn report(number: usize, day: &str, text: &str) -> Report {
    let mut report = Report::new(ReportId::new(format!("r{number:05}")), text);
    if let Some(date) = PublishedDate::parse(day) {
        report.published = Published::new(date, DateSource::Metadata);
    }
    report
}

/// So many reports of all stories.
#[must_use]
pub fn reports(n: usize) -> Vec<Report> {
    TEXTS.iter().cycle().take(n).enumerate().map(|(i, (_, day, text))| report(i, day, text)).collect()
}

/// So many reports of one story. No two have the same paragraphs, or they would be copies and cost less.
#[must_use]
pub fn story(n: usize) -> Vec<Report> {
    let fire: Vec<_> = TEXTS.iter().filter(|(story, ..)| *story == "fire").collect();
    let one = |i: usize| {
        let (_, day, text) = fire[i % fire.len()];
        let paragraphs: Vec<&str> = text.split("\n\n").filter(|p| !p.trim().is_empty()).collect();
        // Each leaves out another third of the paragraphs.
        let kept = paragraphs.iter().enumerate().filter(|(p, _)| !(p + i / fire.len()).is_multiple_of(3));
        report(i, day, &kept.map(|(_, p)| *p).collect::<Vec<_>>().join("\n\n"))
    };
    (0..n).map(one).collect()
}
