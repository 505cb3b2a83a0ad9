//! Sentence splitting: exact-span F1 over golden rules (`.jsonl`) or over raw text rebuilt from CoNLL-U (`.conllu`).
//!
//! From CoNLL-U the raw text is put together again from the forms, `SpaceAfter=No`, and a blank line where a paragraph begins.
//! `--with all` counts every genre; without it the edited ones (speech and chat transcripts left out).

use std::path::Path;

use copydesk::language::Language;
use copydesk::model::Span;
use serde::Deserialize;

use super::{Options, Outcome, records};
use crate::conllu;
use crate::score::Counts;

#[derive(Deserialize)]
struct Rule {
    text: String,
    sentences: Vec<String>,
}

/// A text and its gold sentences.
struct Case {
    text: String,
    gold: Vec<Span>,
}

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let golden = file.extension().is_some_and(|e| e == "jsonl");
    let cases = if golden { rules(file)? } else { documents(file, options)? };
    let language = Language::embedded();
    let mut counts = Counts::default();
    let mut whole = 0;
    let mut outcome = Outcome::default();
    for case in &cases {
        let found: Vec<Span> =
            language.analyse(&case.text, Some("en")).sentences.iter().map(|s| s.span).collect();
        let hit = case.gold.iter().filter(|g| found.binary_search(g).is_ok()).count();
        counts.add(Counts {
            hit: hit as f64,
            extra: (found.len() - hit) as f64,
            missed: (case.gold.len() - hit) as f64,
        });
        whole += usize::from(found == case.gold);
        for wrong in found.iter().filter(|f| case.gold.binary_search(f).is_err()) {
            if outcome.errors.len() < options.errors {
                let gold: Vec<&str> =
                    case.gold.iter().filter(|g| g.overlaps(*wrong)).map(|g| g.of(&case.text)).collect();
                outcome.errors.push(format!("found {:?}\n gold {gold:?}", wrong.of(&case.text)));
            }
        }
    }
    outcome.figure("sentences", counts.hit + counts.missed);
    outcome.figure("precision", counts.precision());
    outcome.figure("recall", counts.recall());
    outcome.figure("f1", counts.f1());
    outcome.figure("texts", cases.len() as f64);
    outcome.figure("texts all right", f64::from(whole as u32));
    Ok(outcome)
}

fn rules(file: &Path) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    for rule in records::<Rule>(file)? {
        let mut at = 0;
        let mut gold = Vec::new();
        for sentence in &rule.sentences {
            let start = at
                + rule.text[at..].find(sentence).ok_or_else(|| format!("{sentence:?} is not in its text"))?;
            at = start + sentence.len();
            gold.push(Span::new(start, at));
        }
        cases.push(Case { text: rule.text, gold });
    }
    Ok(cases)
}

fn documents(file: &Path, options: &Options) -> Result<Vec<Case>, String> {
    let documents = conllu::read(file)?;
    let spoken = ["conversation", "vlog", "podcast", "reddit"];
    Ok(documents
        .into_iter()
        .filter(|d| options.has("all") || !spoken.contains(&d.genre.as_str()))
        .filter(|d| !options.with.iter().any(|w| w.strip_prefix("genre=").is_some_and(|g| g != d.genre)))
        .map(|d| Case { gold: d.sentences.iter().map(|s| s.span(&d.tokens)).collect(), text: d.text })
        .collect())
}
