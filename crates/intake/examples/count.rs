//! Counts what is in files and folders, without keeping it: `cargo run -p copydesk-intake --example count -- PATH…`

use std::collections::BTreeMap;

use copydesk_intake::{Input, read};

fn main() {
    let inputs: Vec<Input> = std::env::args_os().skip(1).map(Input::from_argument).collect();
    let (mut bytes, mut dated) = (0, 0u64);
    let mut languages: BTreeMap<String, u64> = BTreeMap::new();
    let summary = read(&inputs, &mut |item| match item {
        Ok(report) => {
            bytes += report.text().len();
            dated += u64::from(report.published.date.is_some());
            *languages.entry(report.language.unwrap_or_else(|| "?".to_owned())).or_default() += 1;
        }
        Err(diagnostic) => eprintln!("{diagnostic}"),
    });
    println!("read {} reports of {bytes} bytes, {dated} dated; skipped {}", summary.read, summary.skipped);
    println!("codes: {:?}\nlanguages: {languages:?}", summary.by_code);
}
