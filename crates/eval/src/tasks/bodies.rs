//! The text of articles on pages, by the measure of the article-extraction benchmark: shares of the multisets of
//! 4-word shingles, by page, then averaged. A file with `with` and `without` segments instead of `text` is measured
//! by the wanted segments found and the unwanted ones left out.
//!
//! `--with features` prints the blocks of every page with their features and labels instead, for fitting.

use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use copydesk::intake::{page_blocks, read_page};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::{Options, Outcome};
use crate::score::{f1, ratio};

#[derive(Deserialize)]
struct Record {
    id: String,
    url: Option<String>,
    html: String,
    text: Option<String>,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    without: Vec<String>,
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

fn shingles(text: &str) -> FxHashMap<String, u32> {
    const N: usize = 4;
    let words = words(text);
    let mut out = FxHashMap::default();
    if words.is_empty() {
        return out;
    }
    for window in words.windows(N.min(words.len())) {
        *out.entry(window.join(" ")).or_default() += 1;
    }
    out
}

/// True positives, false positives, false negatives as shares of their sum.
fn compare(gold: &str, found: &str) -> [f64; 3] {
    let (gold, found) = (shingles(gold), shingles(found));
    let mut keys: Vec<&String> = gold.keys().chain(found.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut out = [0.0; 3];
    for key in keys {
        let (g, f) = (gold.get(key).copied().unwrap_or(0), found.get(key).copied().unwrap_or(0));
        out[0] += f64::from(g.min(f));
        out[1] += f64::from(f.saturating_sub(g));
        out[2] += f64::from(g.saturating_sub(f));
    }
    let sum: f64 = out.iter().sum();
    if sum > 0.0 { out.map(|x| x / sum) } else { out }
}

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let records: Vec<Record> = super::records(file)?;
    if options.has("features") {
        return features(&records);
    }
    let mut outcome = Outcome::default();
    let started = Instant::now();
    let found: Vec<String> = records.iter().map(|r| read_page(&r.html, r.url.as_deref()).text).collect();
    let seconds = started.elapsed().as_secs_f64();
    let mut sums = [0.0; 3];
    let (mut hits, mut wrong, mut missed) = (0.0, 0.0, 0.0);
    let mut by_page = Vec::new();
    for (record, text) in records.iter().zip(&found) {
        if let Some(gold) = &record.text {
            let [tp, fp, fn_] = compare(gold, text);
            for (sum, part) in sums.iter_mut().zip([tp, fp, fn_]) {
                *sum += part;
            }
            by_page.push((ratio(2.0 * tp, 2.0 * tp + fp + fn_), fp, fn_, record));
        } else {
            let squeezed = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
            let text = squeezed(text);
            let has = |s: &&String| text.contains(&squeezed(s));
            let (w, wo) = (record.with.iter().filter(has).count(), record.without.iter().filter(has).count());
            hits += w as f64;
            missed += (record.with.len() - w) as f64;
            wrong += wo as f64;
        }
    }
    outcome.figure("pages", records.len() as f64);
    outcome.figure("pages a second", records.len() as f64 / seconds);
    if by_page.is_empty() {
        let (precision, recall) = (ratio(hits, hits + wrong), ratio(hits, hits + missed));
        outcome.figure("precision", precision);
        outcome.figure("recall", recall);
        outcome.figure("f1", f1(precision, recall));
    } else {
        let (precision, recall) = (ratio(sums[0], sums[0] + sums[1]), ratio(sums[0], sums[0] + sums[2]));
        outcome.figure("precision", precision);
        outcome.figure("recall", recall);
        outcome.figure("f1", f1(precision, recall));
        outcome.figure("pages without text", found.iter().filter(|t| t.is_empty()).count() as f64);
        by_page.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (f, extra, missing, record) in by_page.iter().take(options.errors) {
            outcome.errors.push(format!(
                "{f:.3} extra {extra:.2} missing {missing:.2} {} {}",
                record.id,
                record.url.as_deref().unwrap_or_default()
            ));
        }
    }
    Ok(outcome)
}

/// Blocks with their features and labels, tab-separated: page, weight, label, features.
fn features(records: &[Record]) -> Result<Outcome, String> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for record in records {
        let blocks = page_blocks(&record.html, record.url.as_deref());
        let host = record.url.as_deref().and_then(|u| u.split('/').nth(2)).unwrap_or(&record.id);
        let gold = record.text.as_deref().map(|t| (shingles(t), format!(" {} ", words(t).join(" "))));
        let size = gold.as_ref().map_or(1, |(g, _)| g.len()).max(20);
        let wanted: FxHashSet<String> = record.with.iter().map(|s| words(s).join(" ")).collect();
        let unwanted: FxHashSet<String> = record.without.iter().map(|s| words(s).join(" ")).collect();
        let any = |set: &FxHashSet<String>, text: &str| {
            let mut all: Vec<&String> = set.iter().collect();
            all.sort_unstable();
            all.into_iter().any(|s| !s.is_empty() && text.contains(s.as_str()))
        };
        for (text, row) in &blocks {
            let own = words(text);
            let joined = format!(" {} ", own.join(" "));
            let (label, weight) = match &gold {
                Some((shingles_of, text_of)) => {
                    let label = if own.len() >= 4 {
                        let mine: Vec<String> = own.windows(4).map(|w| w.join(" ")).collect();
                        mine.iter().filter(|s| shingles_of.contains_key(*s)).count() as f64
                            / mine.len() as f64
                    } else {
                        f64::from(u8::from(!own.is_empty() && text_of.contains(&joined)))
                    };
                    (label, own.len() as f64 / size as f64)
                }
                None if any(&wanted, &joined) => (1.0, -1.0),
                None if any(&unwanted, &joined) => (0.0, -1.0),
                None => (-1.0, own.len() as f64),
            };
            let row: Vec<String> = row.iter().map(|x| format!("{x}")).collect();
            writeln!(out, "{}\t{host}\t{weight:.6}\t{label:.3}\t{}", record.id, row.join("\t"))
                .map_err(|e| e.to_string())?;
        }
    }
    Ok(Outcome::default())
}
