//! Names: exact span and kind (person, organisation, place) over `.iob2` (UNER) and `.tsv` (worldwide).
//!
//! A facility of the worldwide set counts as a place where we say so, and is nothing where we do not. `--with speed` measures
//! words a second on one core for the whole of the language room instead.

use std::path::Path;
use std::time::Instant;

use copydesk::language::Language;
use copydesk_train::corpus;
use copydesk_train::score::{self, Tally};

use super::{Options, Outcome};

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let documents = corpus::read(file)?;
    let mut outcome = Outcome::default();
    if options.has("speed") {
        let started = Instant::now();
        let language = Language::embedded();
        let first = language.analyse("Warm.", Some("en")).tokens.len();
        outcome.figure("milliseconds to load", started.elapsed().as_secs_f64() * 1000.0);
        let started = Instant::now();
        let mut words = first;
        let mut bytes = 0;
        for document in &documents {
            words += language.analyse(&document.text, Some("en")).tokens.len();
            bytes += document.text.len();
        }
        let seconds = started.elapsed().as_secs_f64();
        outcome.figure("tokens a second", words as f64 / seconds);
        outcome.figure("megabytes a second", bytes as f64 / 1e6 / seconds);
        return Ok(outcome);
    }
    let found = score::names(Language::embedded(), &documents, options.errors);
    outcome.errors.clone_from(&found.errors);
    let mut say = |name: &str, tally: Tally| {
        let of = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        outcome.figure(format!("{name} precision"), of(tally.hit, tally.hit + tally.extra));
        outcome.figure(format!("{name} recall"), of(tally.hit, tally.hit + tally.missed));
        outcome.figure(format!("{name} f1"), tally.f1());
    };
    say("all", found.all);
    for (name, tally) in ["person", "organisation", "place"].iter().zip(found.kinds) {
        say(name, tally);
    }
    Ok(outcome)
}
