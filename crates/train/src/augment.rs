//! *The same sentences about other people and places.*
//!
//! Open corpora of names are small and Western. Each document is also trained on with its names exchanged for
//! others of the same kind from the lists (mention replacement), so that the words around a name weigh more than the name.

use copydesk_language::Language;
use copydesk_language_models::LISTS;
use copydesk_model::{EntityKind, Span};

use crate::corpus::{Document, Gold};
use crate::perceptron::Random;

/// The lists to draw from.
#[derive(Debug)]
pub struct Lists {
    forenames: Vec<&'static str>,
    surnames: Vec<&'static str>,
    places: Vec<&'static str>,
    organisations: Vec<&'static str>,
}

impl Lists {
    /// Those that the language room is built with.
    pub fn embedded() -> Self {
        let lines = |names: &[&str]| {
            LISTS
                .iter()
                .filter(|(name, _)| names.contains(name))
                .flat_map(|(_, lines)| lines.lines())
                .filter(|l| !l.starts_with('#') && !l.trim().is_empty())
                .collect::<Vec<_>>()
        };
        Self {
            forenames: lines(&["forename"]),
            surnames: lines(&["surname"]),
            places: lines(&["country", "place", "place"]),
            organisations: lines(&["organisation"]),
        }
    }

    fn pick(list: &[&'static str], random: &mut Random) -> String {
        let name = list.get(random.below(list.len())).copied().unwrap_or_default();
        let other = list.get(random.below(list.len())).copied().unwrap_or_default();
        let plain = |n: &str| {
            n.chars().count() > 4
                && n.chars().all(char::is_alphabetic)
                && n.chars().skip(1).all(char::is_lowercase)
        };
        // Names that no list has, or the model would learn that all names are listed.
        if random.below(2) == 0 && plain(name) && plain(other) {
            let head = name.chars().take(name.chars().count() / 2);
            return head.chain(other.chars().skip(other.chars().count() / 2)).collect();
        }
        name.to_owned()
    }

    /// Another name in the place of `old`, with about as many words; none where none fits.
    fn other(&self, kind: EntityKind, old: &str, random: &mut Random) -> Option<String> {
        let words = old.split_whitespace().count();
        let shouted = old.len() > 1 && !old.chars().any(char::is_lowercase);
        match kind {
            EntityKind::Person if words == 1 && shouted => None,
            EntityKind::Person => Some(match words {
                1 if random.below(3) == 0 => Self::pick(&self.forenames, random),
                1 => Self::pick(&self.surnames, random),
                2 => {
                    format!("{} {}", Self::pick(&self.forenames, random), Self::pick(&self.surnames, random))
                }
                _ => format!(
                    "{} {} {}",
                    Self::pick(&self.forenames, random),
                    Self::pick(&self.forenames, random),
                    Self::pick(&self.surnames, random)
                ),
            }),
            EntityKind::Place => (words <= 2 && !shouted).then(|| Self::pick(&self.places, random)),
            EntityKind::Organisation => {
                for _ in 0..8 {
                    let new = Self::pick(&self.organisations, random);
                    let new_shouted = !new.chars().any(char::is_lowercase);
                    if new_shouted == shouted && new.split_whitespace().count().abs_diff(words) <= 1 {
                        return Some(new);
                    }
                }
                None
            }
            _ => None,
        }
    }
}

/// The document with the names that the models find beside those it has.
pub fn labelled(document: &Document, language: &Language) -> Document {
    let mut out = document.clone();
    let analysis = language.analyse(&document.text, Some("en"));
    for name in &analysis.names {
        let kind = if name.kind == EntityKind::Event { EntityKind::Organisation } else { name.kind };
        if name.kind == kind && !document.names.iter().any(|(known, _)| known.overlaps(name.span)) {
            out.names.push((name.span, Gold::Kind(kind)));
        }
    }
    out.names.sort();
    out
}

/// The document with most of its names exchanged; the same name always for the same other.
pub fn exchanged(document: &Document, lists: &Lists, seed: u64) -> Document {
    let mut random = Random::new(seed);
    let mut known: Vec<(&str, Option<String>)> = Vec::new();
    let mut out =
        Document { id: format!("{}+{seed}", document.id), corpus: document.corpus, ..Document::default() };
    let mut at = 0;
    for (span, gold) in &document.names {
        let Gold::Kind(kind) = gold else { continue };
        let old = span.of(&document.text);
        let index = known.iter().position(|(o, _)| *o == old).unwrap_or_else(|| {
            let new = if random.below(5) == 0 { None } else { lists.other(*kind, old, &mut random) };
            known.push((old, new));
            known.len() - 1
        });
        out.text.push_str(document.text.get(at..span.start()).unwrap_or_default());
        let start = out.text.len();
        out.text.push_str(known.get(index).and_then(|(_, n)| n.as_deref()).unwrap_or(old));
        out.names.push((Span::new(start, out.text.len()), *gold));
        at = span.end();
    }
    out.text.push_str(document.text.get(at..).unwrap_or_default());
    out
}
