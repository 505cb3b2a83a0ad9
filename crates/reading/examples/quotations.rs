//! Prints the quotations of reports as JSON lines, for measuring and reading by eye:
//! `cargo run -p copydesk-reading --example quotations FILE.jsonl`, records with `id` and `text`. Positions are code points.

use std::io::Write as _;

use copydesk_language::Language;
use copydesk_model::{Report, ReportId};
use serde_json::{Value, json};

fn main() {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for file in std::env::args().skip(1) {
        let Ok(records) = std::fs::read_to_string(&file) else {
            eprintln!("{file}: cannot be read");
            continue;
        };
        for record in records.lines().filter_map(|l| serde_json::from_str::<Value>(l).ok()) {
            let text = |key: &str| record.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let report = Report::new(ReportId::new(text("id")), text("text"));
            let reading = copydesk_reading::read(&report, Language::embedded());
            let points = |span| report.positions().code_points(report.text(), span);
            let quotations: Vec<Value> = reading
                .quotations
                .iter()
                .map(|q| {
                    json!({
                        "parts": q.parts.iter().map(|p| points(*p)).collect::<Vec<_>>(),
                        "cue": q.cue.map(points),
                        "source": q.speaker.as_ref().map(|s| points(s.span)),
                        "speaker": q.speaker.as_ref().map(|s| s.name.as_str()),
                        "entity": q.speaker.as_ref().and_then(|s| s.entity).map(|e| e.0),
                        "kind": format!("{:?}", q.kind).to_lowercase(),
                        "medium": format!("{:?}", q.medium).to_lowercase(),
                        "confidence": q.confidence,
                    })
                })
                .collect();
            let line = json!({ "id": record["id"], "quotations": quotations });
            if writeln!(out, "{line}").is_err() {
                return;
            }
        }
    }
}
