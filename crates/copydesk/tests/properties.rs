//! What must always hold, whatever the reports say: every span is its slice, and the result depends on the
//! reports alone.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use copydesk::model::{Published, PublishedDate, Report, ReportId};
use copydesk::{Pipeline, Silent};
use proptest::prelude::*;
use serde_json::Value;

/// Pieces that newsrooms write, and pieces that break careless code.
const PIECES: &[&str] = &[
    "Mayor Ana Ruiz, 52, ",
    "the 41-year-old singer ",
    "said on Tuesday. ",
    "“We will rebuild,” she said. ",
    "\"We will rebuild,” the mayor said",
    "‘No comment’, he wrote on Instagram. ",
    "At least 12 people were killed and 3,400 fled. ",
    "According to police, ",
    "Fire broke out on Oct. 14, 2020 at 3 p.m. ",
    "two weeks after the vote ",
    "$4.5 million (40 per cent) ",
    "@harbour_news #fire ",
    "💔🎙️ ",
    "Fähre „Möwe“ «sank» ",
    "火事だ。",
    "\n\n",
    "\n“",
    "\u{200b}\u{a0}",
    "e\u{301}",
    ". ",
    "Dr. J. R. O'Neil's ",
    "which the council of Port Ellery approved by 7 votes to 5 ",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::collection::vec(proptest::sample::select(PIECES), 1..40).prop_map(|p| p.concat()),
        1 => "(?s).{1,300}",
    ]
}

fn reports() -> impl Strategy<Value = Vec<Report>> {
    let date = proptest::option::of(1_i8..28);
    proptest::collection::vec((text(), date), 1..7).prop_map(|parts| {
        let make = |(i, (text, day)): (usize, (String, Option<i8>))| {
            let mut report = Report::new(ReportId::new(format!("r{i}")), text);
            if let Some(date) = day.and_then(|d| PublishedDate::parse(&format!("2020-10-{d:02}"))) {
                report.published = Published::new(date, copydesk::model::DateSource::Metadata);
            }
            report
        };
        parts.into_iter().enumerate().map(make).collect()
    })
}

fn print(reports: Vec<Report>, threads: usize) -> String {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let edition = pool.install(|| Pipeline::default().edit(reports, &Silent));
    serde_json::to_string(&edition.document()).unwrap()
}

/// Every object with `start`, `end` and `text`, however deep, holds the words of its report.
fn check_words(texts: &[(String, Vec<char>)], report: &str, node: &Value) {
    match node {
        Value::Object(fields) => {
            let report = fields.get("report").and_then(Value::as_str).unwrap_or(report);
            if let (Some(start), Some(end), Some(words)) =
                (fields.get("start"), fields.get("end"), fields.get("text"))
            {
                let (_, text) = texts.iter().find(|(id, _)| id == report).unwrap();
                let (start, end) = (start.as_u64().unwrap() as usize, end.as_u64().unwrap() as usize);
                let slice: String = text[start..end].iter().collect();
                assert_eq!(slice, words.as_str().unwrap(), "in {report} at {start}..{end}");
            }
            fields.values().for_each(|value| check_words(texts, report, value));
        }
        Value::Array(values) => values.iter().for_each(|value| check_words(texts, report, value)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn every_span_equals_its_slice_and_reads_back(reports in reports()) {
        let edition = Pipeline::default().edit(reports, &Silent);
        let document = edition.document();
        let json = serde_json::to_value(&document).unwrap();
        prop_assert_eq!(&json, &serde_json::to_value(&edition).unwrap());
        let texts: Vec<_> =
            document.reports.iter().map(|r| (r.id.to_string(), r.text.chars().collect::<Vec<_>>())).collect();
        for report in json["reports"].as_array().unwrap() {
            check_words(&texts, report["id"].as_str().unwrap(), &report["reading"]);
        }
        check_words(&texts, "", &json["stories"]);
        for (printed, annotated) in document.reports.into_iter().zip(&edition.reports) {
            let (report, reading) = printed.into_parts().unwrap();
            prop_assert_eq!(report.text(), annotated.report.text());
            let reading = reading.unwrap();
            prop_assert_eq!(reading.entities.len(), annotated.reading.entities.len());
            prop_assert_eq!(&reading.times, &annotated.reading.times);
        }
    }

    #[test]
    fn the_output_is_the_same_for_one_thread_and_two_and_for_any_order(reports in reports(), seed in 0_usize..5040) {
        let mut shuffled = reports.clone();
        let mut left = seed;
        for i in (1..shuffled.len()).rev() {
            shuffled.swap(i, left % (i + 1));
            left /= i + 1;
        }
        let first = print(reports, 1);
        prop_assert_eq!(&first, &print(shuffled.clone(), 1));
        prop_assert_eq!(&first, &print(shuffled, 2));
    }

    #[test]
    fn every_report_is_in_one_story_and_one_origin(reports in reports()) {
        let mut ids: Vec<_> = reports.iter().map(|r| r.id.clone()).collect();
        let edition = Pipeline::default().edit(reports, &Silent);
        let mut placed: Vec<_> = edition.stories.iter().flat_map(|s| s.reports.clone()).collect();
        let mut origins: Vec<_> = edition.stories.iter().flat_map(|s| s.origins.concat()).collect();
        ids.sort();
        placed.sort();
        origins.sort();
        prop_assert_eq!(&ids, &placed);
        prop_assert_eq!(&ids, &origins);
    }
}
