//! Part of speech: share of gold words (CoNLL-U) that are tokens of ours with the right UPOS, and with the right form too.
//!
//! `--with genre=news` (repeatable) counts some genres of GUM alone; without it, of GUM, news, interview and bio.

use std::path::Path;

use copydesk::language::Language;
use copydesk_train::{corpus, score};

use super::{Options, Outcome, sentences};

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let mut documents = corpus::read(file)?;
    let asked = options.with.iter().any(|w| w.starts_with("genre="));
    if asked {
        documents = sentences::genres(documents, options);
    } else if documents.iter().any(|d| d.genre == "news") && !options.has("all") {
        documents.retain(|d| matches!(d.genre.as_str(), "news" | "interview" | "bio"));
    }
    let found = score::pos(Language::embedded(), &documents, options.errors);
    let share = |n: usize| n as f64 / found.words.max(1) as f64;
    let mut outcome = Outcome { errors: found.errors.clone(), ..Outcome::default() };
    outcome.figure("words", found.words as f64);
    outcome.figure("upos", share(found.upos));
    outcome.figure("upos and form", share(found.form));
    outcome.figure("cut elsewhere", found.unaligned as f64);
    Ok(outcome)
}
