//! Prints the verbs that may introduce words beyond the frames of the lexicon, as JSON lines for whoever fits the forest
//! that judges them: `cargo run -p copydesk-reading --example candidates FILE.jsonl`. Positions are code points.

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
            let points = |span| report.positions().code_points(report.text(), span);
            let candidates: Vec<Value> =
                copydesk_reading::attribution_candidates(&report, Language::embedded())
                    .iter()
                    .map(|c| {
                        json!({
                            "source": points(c.source),
                            "cue": points(c.cue),
                            "content": points(c.content),
                            "features": c.features.as_slice(),
                        })
                    })
                    .collect();
            let _ = writeln!(out, "{}", json!({ "id": text("id"), "candidates": candidates }));
        }
    }
}
