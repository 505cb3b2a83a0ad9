//! Publication dates of pages: the exact day; abstaining costs recall.
//!
//! A file whose records carry `html` and `date` is measured by itself; a list of `url` and `date` finds its pages
//! in `segments-dev.jsonl.zst` beside it. `--with blind` hides the URL from the reader.

use std::path::Path;

use copydesk::intake::read_page;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::{Options, Outcome};
use crate::score::Counts;

#[derive(Deserialize)]
struct Record {
    url: Option<String>,
    html: Option<String>,
    date: Option<String>,
}

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let records: Vec<Record> = super::records(file)?;
    let listed = records.iter().all(|r| r.html.is_none());
    let beside: Vec<Record> =
        if listed { super::records(&file.with_file_name("segments-dev.jsonl.zst"))? } else { Vec::new() };
    let pages: FxHashMap<&str, &str> =
        beside.iter().filter_map(|r| Some((r.url.as_deref()?, r.html.as_deref()?))).collect();
    let mut counts = Counts::default();
    let mut outcome = Outcome::default();
    let (mut measured, mut without) = (0, 0);
    for record in &records {
        let url = record.url.as_deref();
        let Some(gold) = &record.date else { continue };
        let Some(html) = record.html.as_deref().or_else(|| pages.get(url?).copied()) else {
            without += 1;
            continue;
        };
        measured += 1;
        let draft = read_page(html, if options.has("blind") { None } else { url });
        let found = draft.published.day().map(|d| d.to_string());
        match found.as_deref() {
            Some(found) if gold.starts_with(found) => counts.hit += 1.0,
            Some(_) => {
                counts.extra += 1.0;
                counts.missed += 1.0;
            }
            None => counts.missed += 1.0,
        }
        if outcome.errors.len() < options.errors && found.as_deref().is_none_or(|f| !gold.starts_with(f)) {
            let found = found.unwrap_or_default();
            outcome.errors.push(format!(
                "{gold} found {found:10} {:?} {}",
                draft.published.from,
                url.unwrap_or_default()
            ));
        }
    }
    outcome.figure("dates", f64::from(measured));
    outcome.figure("without a page", f64::from(without));
    outcome.figure("precision", counts.precision());
    outcome.figure("recall", counts.recall());
    outcome.figure("f1", counts.f1());
    Ok(outcome)
}
