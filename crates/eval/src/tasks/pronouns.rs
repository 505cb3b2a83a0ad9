//! *Does "she" go back to the right person?*
//!
//! Over GAP (`.tsv`): each row asks of two names in a Wikipedia snippet whether a pronoun means them; a name counts
//! as chosen when the entity that has the pronoun has a mention over that name. F1 is GAP's own, over both names
//! of all rows, with the bias between the genders (F1 of feminine rows over F1 of masculine ones).
//!
//! Over GUM (`.conllu`): of all "he", "she", "him", … whose gold entity is mentioned by name, how many go to an
//! entity that is mentioned by that name; all genres and `news` alone. Names and pronouns are our own, nothing is given.

use std::path::Path;

use copydesk::language::Language;
use copydesk::model::{Entity, MentionForm, Report, ReportId, Span};

use super::gum::{self, GoldEntities};
use super::{Options, Outcome};
use crate::score::{Counts, ratio};

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    if file.extension().is_some_and(|e| e == "tsv") { gap(file, options) } else { gum(file, options) }
}

fn entities(text: &str) -> Vec<Entity> {
    copydesk::reading::read(&Report::new(ReportId::new("gold"), text), Language::embedded()).entities
}

/// The entity that has a mention over `span`, of this form if one is asked for.
fn entity_at(entities: &[Entity], span: Span, form: Option<MentionForm>) -> Option<usize> {
    entities
        .iter()
        .position(|e| e.mentions.iter().any(|m| m.span.overlaps(span) && form.is_none_or(|f| f == m.form)))
}

fn gap(file: &Path, options: &Options) -> Result<Outcome, String> {
    let content = super::text(file)?;
    let mut outcome = Outcome::default();
    let mut counts = [Counts::default(); 2];
    let (mut rows, mut resolved) = (0.0, 0.0);
    for line in content.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [id, text, pronoun, at, a, a_at, a_is, b, b_at, b_is, ..] = fields.as_slice() else {
            return Err(format!("{}: a row of {} fields", file.display(), fields.len()));
        };
        let place = |at: &str, words: &str| -> Option<Span> {
            let start = text.char_indices().nth(at.parse().ok()?).map(|(i, _)| i)?;
            Some(Span::new(start, start + words.len()))
        };
        let (Some(p), Some(a_span), Some(b_span)) = (place(at, pronoun), place(a_at, a), place(b_at, b))
        else {
            return Err(format!("{}: {id} has an offset outside its text", file.display()));
        };
        let found = entities(text);
        let chosen = entity_at(&found, p, Some(MentionForm::Pronoun));
        rows += 1.0;
        resolved += f64::from(u8::from(chosen.is_some()));
        let feminine = usize::from(matches!(pronoun.to_ascii_lowercase().as_str(), "she" | "her" | "hers"));
        let mut wrong = false;
        for (span, gold) in [(a_span, *a_is == "TRUE"), (b_span, *b_is == "TRUE")] {
            let said = chosen.is_some_and(|c| found[c].mentions.iter().any(|m| m.span.overlaps(span)));
            let count = &mut counts[feminine];
            match (said, gold) {
                (true, true) => count.hit += 1.0,
                (true, false) => count.extra += 1.0,
                (false, true) => count.missed += 1.0,
                (false, false) => {}
            }
            wrong |= said != gold;
        }
        if wrong && outcome.errors.len() < options.errors {
            let name = chosen.map_or("nobody", |c| found[c].name.as_str());
            outcome
                .errors
                .push(format!("{id}: {pronoun}@{at} → {name}; A {a} {a_is}, B {b} {b_is}\n  {text}"));
        }
    }
    let mut all = counts[0];
    all.add(counts[1]);
    outcome.figure("rows", rows);
    outcome.figure("pronouns given to somebody", ratio(resolved, rows));
    outcome.figure("precision", all.precision());
    outcome.figure("recall", all.recall());
    outcome.figure("F1", all.f1());
    outcome.figure("F1 masculine", counts[0].f1());
    outcome.figure("F1 feminine", counts[1].f1());
    outcome.figure("bias F/M", ratio(counts[1].f1(), counts[0].f1()));
    Ok(outcome)
}

/// Pronouns asked, given to somebody, given rightly.
#[derive(Default)]
struct Tally {
    asked: f64,
    given: f64,
    right: f64,
}

fn gum(file: &Path, options: &Options) -> Result<Outcome, String> {
    let mut outcome = Outcome::default();
    let (mut all, mut news) = (Tally::default(), Tally::default());
    for document in crate::conllu::read(file)? {
        let gold = GoldEntities::of(&document);
        let found = entities(&document.text);
        for mention in &gold.mentions {
            let words = mention.span.of(&document.text).to_lowercase();
            if !matches!(
                words.as_str(),
                "he" | "she" | "him" | "her" | "his" | "hers" | "himself" | "herself"
            ) {
                continue;
            }
            let names: Vec<Span> = gold
                .of_entity(mention.entity)
                .filter(|m| m.named && m.span != mention.span)
                .map(|m| m.head)
                .collect();
            if names.is_empty() {
                continue;
            }
            let chosen = entity_at(&found, mention.span, Some(MentionForm::Pronoun));
            let right = chosen.is_some_and(|c| {
                found[c]
                    .mentions
                    .iter()
                    .any(|m| m.form == MentionForm::Name && names.iter().any(|n| n.overlaps(m.span)))
            });
            for tally in std::iter::once(&mut all).chain((document.genre == "news").then_some(&mut news)) {
                tally.asked += 1.0;
                tally.given += f64::from(u8::from(chosen.is_some()));
                tally.right += f64::from(u8::from(right));
            }
            if !right
                && outcome.errors.len() < options.errors
                && (!options.has("news") || document.genre == "news")
            {
                let name = chosen.map_or("nobody", |c| found[c].name.as_str());
                let wanted: Vec<&str> = names.iter().map(|n| n.of(&document.text)).collect();
                outcome.errors.push(format!(
                    "{}: {words} → {name}, not {wanted:?}\n  {}",
                    document.id,
                    gum::context(&document.text, mention.span)
                ));
            }
        }
    }
    for (label, tally) in [("all", all), ("news", news)] {
        outcome.figure(format!("pronouns, {label}"), tally.asked);
        outcome.figure(format!("given to somebody, {label}"), ratio(tally.given, tally.asked));
        outcome.figure(format!("right, {label}"), ratio(tally.right, tally.asked));
        outcome.figure(format!("right of given, {label}"), ratio(tally.right, tally.given));
    }
    Ok(outcome)
}
