//! The text of articles on pages, by the measure of the article-extraction benchmark: shares of the multisets of
//! 4-word shingles, by page, then averaged. A file with `with` and `without` segments instead of `text` is measured
//! by the wanted segments found and the unwanted ones left out.
//!
//! `--with rows` prints the blocks of every page as rows for `copydesk-train-forest` instead, with how much of each is
//! of the article; `--with forest=FILE` measures another forest than the shipped one. `--with fold=K/N` keeps to the sites
//! of one part of N, `--with not-fold=K/N` to the others, so that a forest is measured on sites that it has not seen.

use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use copydesk::intake::{page_blocks, page_body, read_page};
use copydesk_forest::Forest;
use rustc_hash::FxHashMap;
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

impl Record {
    fn site(&self) -> &str {
        self.url.as_deref().and_then(|u| u.split('/').nth(2)).unwrap_or(&self.id)
    }
}

/// The part of `n` that a site belongs to.
fn part(site: &str, n: usize) -> usize {
    (super::hash(site) >> 32) as usize % n
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
    let mut records: Vec<Record> = super::records(file)?;
    let (only, without) = (options.part("fold="), options.part("not-fold="));
    records.retain(|record| {
        let part = |n: usize| part(record.site(), n);
        only.is_none_or(|(k, n)| part(n) == k) && without.is_none_or(|(k, n)| part(n) != k)
    });
    if options.has("rows") {
        return rows(&records);
    }
    let forest = match options.with.iter().find_map(|w| w.strip_prefix("forest=")) {
        Some(path) => {
            Some(Forest::parse(&std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?))
        }
        None => None,
    };
    let text = |record: &Record| match &forest {
        Some(forest) => page_body(&record.html, record.url.as_deref(), forest),
        None => read_page(&record.html, record.url.as_deref()).text,
    };
    let mut outcome = Outcome::default();
    let started = Instant::now();
    let found: Vec<String> = records.iter().map(text).collect();
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

/// A block of so few letters that is nearly all link is never asked about: see the room's own choice.
fn is_link(row: &[f32]) -> bool {
    row.first().is_some_and(|chars| *chars < 30.0) && row.get(3).is_some_and(|links| *links > 0.9)
}

/// Blocks as rows: how much of the block is of the article, its weight, its features. A row weighs the square root of its
/// share of the article's words, so that a page of one long paragraph does not outweigh a site of short ones.
fn rows(records: &[Record]) -> Result<Outcome, String> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for record in records {
        let blocks = page_blocks(&record.html, record.url.as_deref());
        let gold = record.text.as_deref().map(|t| (shingles(t), format!(" {} ", words(t).join(" "))));
        let all: usize = blocks.iter().map(|(text, _)| words(text).len()).sum();
        let size = gold.as_ref().map_or(all, |(g, _)| g.len()).max(20);
        let joined = |parts: &[String]| -> Vec<String> {
            parts.iter().map(|s| words(s).join(" ")).filter(|s| !s.is_empty()).collect()
        };
        let (wanted, unwanted) = (joined(&record.with), joined(&record.without));
        for (text, row) in blocks.iter().filter(|(_, row)| !is_link(row)) {
            let own = words(text);
            let joined = format!(" {} ", own.join(" "));
            let any = |set: &[String]| set.iter().any(|s| joined.contains(s.as_str()));
            let label = match &gold {
                Some((of, _)) if own.len() >= 4 => {
                    let mine: Vec<String> = own.windows(4).map(|w| w.join(" ")).collect();
                    mine.iter().filter(|s| of.contains_key(*s)).count() as f64 / mine.len() as f64
                }
                Some((_, text)) => f64::from(u8::from(!own.is_empty() && text.contains(&joined))),
                None if any(&wanted) => 1.0,
                None if any(&unwanted) => 0.0,
                // Nothing is known of it.
                None => continue,
            };
            let weight = (own.len().max(1) as f64 / size as f64).sqrt();
            write!(out, "row {label:.3}*{weight:.4}").map_err(|e| e.to_string())?;
            for number in row {
                write!(out, " {number}").map_err(|e| e.to_string())?;
            }
            writeln!(out).map_err(|e| e.to_string())?;
        }
    }
    Ok(Outcome::default())
}
