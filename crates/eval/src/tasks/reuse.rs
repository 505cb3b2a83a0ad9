//! Reuse: planted copies found by the streaming index.
//!
//! Every tenth text of the file with 150 words or more is planted six times, by fixed rules and a linear congruential
//! generator: a fifth of its sentences dropped; cut to two fifths; 15 % of its words replaced; a fifth of it put into
//! another report; its sentences in another order; under a new lead. A found pair is right when one was made from the
//! other (or both from the same), or when the two texts verifiably share a run of twelve words outside quotation
//! marks, as natural copies do. Works on any file of records with `text`, or `documents` (Multi-News).

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use copydesk::lineage::Index;
use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::{Options, Outcome};
use crate::score::{f1, ratio};

/// Found with at least this containment.
const CONTAINMENT: f32 = 0.05;
/// Words in a row that show natural copying.
const RUN: usize = 12;

#[derive(Deserialize)]
struct Record {
    text: Option<String>,
    #[serde(default)]
    documents: Vec<String>,
}

/// Knuth's MMIX generator.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }
}

const KINDS: [&str; 6] =
    ["a fifth dropped", "cut to two fifths", "15 % replaced", "embedded", "in another order", "new lead"];

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let records: Vec<Record> = super::records(file)?;
    let texts: Vec<String> =
        records.into_iter().flat_map(|r| r.text.into_iter().chain(r.documents)).collect();
    let mut random = Random(20_201_014);
    let words: Vec<&str> = texts.iter().flat_map(|t| t.split_whitespace().take(200)).take(200_000).collect();
    let long: Vec<usize> = (0..texts.len()).filter(|i| texts[*i].split_whitespace().count() >= 150).collect();
    // What is inserted: text, the original it was made from, and how.
    let mut inserted: Vec<(String, usize, Option<usize>)> =
        texts.iter().enumerate().map(|(i, t)| (t.clone(), i, None)).collect();
    for original in long.iter().step_by(10) {
        for kind in 0..KINDS.len() {
            let host = &texts[long[random.below(long.len())]];
            let copy = plant(kind, &texts[*original], host, &words, &mut random);
            inserted.push((copy, *original, Some(kind)));
        }
    }

    let mut index = Index::new();
    let start = Instant::now();
    let found: Vec<Vec<u32>> = inserted
        .iter()
        .map(|(text, ..)| index.insert(text, None, CONTAINMENT).iter().map(|c| c.report).collect())
        .collect();
    let seconds = start.elapsed().as_secs_f64();

    let mut outcome = Outcome::default();
    let mut by_kind: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    let (mut right, mut natural, mut wrong) = (0.0, 0.0, 0.0);
    for (i, candidates) in found.iter().enumerate() {
        let (_, original, kind) = inserted[i];
        if let Some(kind) = kind {
            let (hits, all) = by_kind.entry(kind).or_default();
            *all += 1.0;
            *hits += f64::from(candidates.contains(&(original as u32)));
        }
        for candidate in candidates {
            let (other, from, _) = &inserted[*candidate as usize];
            if *from == original {
                right += 1.0;
            } else if share_run(&inserted[i].0, other) {
                natural += 1.0;
            } else {
                wrong += 1.0;
                if outcome.errors.len() < options.errors {
                    let head = |t: &str| t.chars().take(120).collect::<String>().replace('\n', " ");
                    outcome.errors.push(format!("{}\n{}", head(&inserted[i].0), head(other)));
                }
            }
        }
    }
    outcome.figure("reports", inserted.len() as f64);
    let (hits, all) = by_kind.values().fold((0.0, 0.0), |(h, a), (x, y)| (h + x, a + y));
    outcome.figure("planted", all);
    for (kind, (hits, all)) in &by_kind {
        outcome.figure(format!("recall: {}", KINDS[*kind]), ratio(*hits, *all));
    }
    let (recall, precision) = (ratio(hits, all), ratio(right + natural, right + natural + wrong));
    outcome.figure("recall", recall);
    outcome.figure("precision", precision);
    outcome.figure("pair F1", f1(precision, recall));
    outcome.figure("natural copies found", natural);
    outcome.figure("reports a second", (inserted.len() as f64 / seconds).round());
    let bytes: usize = inserted.iter().map(|(t, ..)| t.len()).sum();
    outcome.figure("MB a second", bytes as f64 / 1e6 / seconds);
    Ok(outcome)
}

fn plant(kind: usize, text: &str, host: &str, words: &[&str], random: &mut Random) -> String {
    let sentences: Vec<&str> = text.split_inclusive(". ").collect();
    let tokens: Vec<&str> = text.split_whitespace().collect();
    let n = tokens.len();
    match kind {
        0 => sentences.iter().filter(|_| random.below(5) != 0).copied().collect(),
        1 => {
            let from = random.below(n - n * 2 / 5);
            tokens[from..from + n * 2 / 5].join(" ")
        }
        2 => {
            let swapped: Vec<&str> = tokens
                .iter()
                .map(|t| if random.below(100) < 15 { words[random.below(words.len())] } else { *t })
                .collect();
            swapped.join(" ")
        }
        3 => {
            let from = random.below(n - n / 5);
            let host: Vec<&str> = host.split_whitespace().collect();
            let at = random.below(host.len());
            [&host[..at], &tokens[from..from + n / 5], &host[at..]].concat().join(" ")
        }
        4 => {
            let mut order = sentences;
            for i in (1..order.len()).rev() {
                order.swap(i, random.below(i + 1));
            }
            order.concat()
        }
        _ => {
            let lead: Vec<&str> = (0..30).map(|_| words[random.below(words.len())]).collect();
            format!("{}. {}", lead.join(" "), tokens[n.min(40)..].join(" "))
        }
    }
}

/// Whether two texts share a run of words outside quotation marks.
fn share_run(a: &str, b: &str) -> bool {
    let runs = |text: &str| -> FxHashSet<Vec<String>> {
        let mut quoted = false;
        let mut words: Vec<String> = Vec::new();
        for token in text.split_whitespace() {
            quoted |= token.starts_with(['“', '"']);
            let word: String =
                token.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
            if !quoted && !word.is_empty() {
                words.push(word);
            }
            quoted &= !token.trim_end_matches(['.', ',', '?', '!', ';', ':']).ends_with(['”', '"']);
        }
        words.windows(RUN).map(<[String]>::to_vec).collect()
    };
    let a = runs(a);
    runs(b).iter().any(|run| a.contains(run))
}
