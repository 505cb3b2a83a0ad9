//! Sentence splitting: exact-span F1 over golden rules (`.jsonl`) or over raw text rebuilt from CoNLL-U (`.conllu`).
//!
//! From CoNLL-U the raw text is put together again from the forms, `SpaceAfter=No`, and a blank line where a paragraph begins.
//! Counted are the edited genres of GUM (news, interview, bio, academic, voyage, textbook, speech, court); `--with all` counts
//! the transcribed ones (conversation, vlog) too, `--with genre=news` that one alone.

use std::path::Path;

use copydesk::model::Span;
use copydesk_train::corpus::{self, Document};
use copydesk_train::score;
use serde::Deserialize;

use super::{Options, Outcome, records};
use crate::score::Counts;

#[derive(Deserialize)]
struct Rule {
    text: String,
    sentences: Vec<String>,
}

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let golden = file.extension().is_some_and(|e| e == "jsonl");
    let documents = if golden { rules(file)? } else { genres(corpus::read(file)?, options) };
    let (tally, errors) = score::sentences(&documents, options.errors);
    let counts = Counts { hit: tally.hit as f64, extra: tally.extra as f64, missed: tally.missed as f64 };
    let whole = documents
        .iter()
        .filter(|d| {
            let (tally, _) = score::sentences(std::slice::from_ref(*d), 0);
            tally.extra == 0 && tally.missed == 0
        })
        .count();
    let mut outcome = Outcome { errors, ..Outcome::default() };
    outcome.figure("sentences", counts.hit + counts.missed);
    outcome.figure("precision", counts.precision());
    outcome.figure("recall", counts.recall());
    outcome.figure("f1", counts.f1());
    outcome.figure("texts", documents.len() as f64);
    outcome.figure("texts all right", whole as f64);
    Ok(outcome)
}

fn rules(file: &Path) -> Result<Vec<Document>, String> {
    let mut cases = Vec::new();
    for rule in records::<Rule>(file)? {
        let mut at = 0;
        let mut sentences = Vec::new();
        for sentence in &rule.sentences {
            let rest = rule.text.get(at..).unwrap_or_default();
            let start = at + rest.find(sentence).ok_or_else(|| format!("{sentence:?} is not in its text"))?;
            at = start + sentence.len();
            sentences.push(Span::new(start, at));
        }
        cases.push(Document { text: rule.text, sentences, ..Document::default() });
    }
    Ok(cases)
}

/// The documents of the genres asked for.
pub(super) fn genres(documents: Vec<Document>, options: &Options) -> Vec<Document> {
    let asked: Vec<&str> = options.with.iter().filter_map(|w| w.strip_prefix("genre=")).collect();
    documents
        .into_iter()
        .filter(|d| match asked.as_slice() {
            [] => options.has("all") || !matches!(d.genre.as_str(), "conversation" | "vlog"),
            some => some.contains(&d.genre.as_str()),
        })
        .collect()
}
