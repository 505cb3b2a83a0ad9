//! *How good are the models?*

use copydesk_language::training::TAGS;
use copydesk_language::{Language, Upos};
use copydesk_model::{EntityKind, Span};

use crate::corpus::{Document, Gold};

/// Found and right, found and wrong, not found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Found and right.
    pub hit: usize,
    /// Found and wrong.
    pub extra: usize,
    /// Not found.
    pub missed: usize,
}

impl Tally {
    /// Harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        let whole = 2 * self.hit + self.extra + self.missed;
        if whole == 0 { 0.0 } else { 2.0 * self.hit as f64 / whole as f64 }
    }
}

/// What a measurement found, with its errors in context.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// All kinds together.
    pub all: Tally,
    /// Persons, organisations, places.
    pub kinds: [Tally; 3],
    /// Errors in context.
    pub errors: Vec<String>,
}

const KINDS: [EntityKind; 3] = [EntityKind::Person, EntityKind::Organisation, EntityKind::Place];

/// Names by exact span and kind. A facility counts as a place where we say so.
pub fn names(language: &Language, documents: &[Document], errors: usize) -> Names {
    let mut out = Names::default();
    for document in documents {
        let text = &document.text;
        let analysis = language.analyse(text, Some("en"));
        let found: Vec<(Span, EntityKind)> =
            analysis.names.iter().filter(|n| KINDS.contains(&n.kind)).map(|n| (n.span, n.kind)).collect();
        let mut say = |what: String, span: Span| {
            if out.errors.len() < errors {
                let from = span.start().saturating_sub(60);
                let to = (span.end() + 50).min(text.len());
                let before: String = text.get(..span.start()).map_or(String::new(), |t| {
                    let tail: Vec<char> = t.chars().rev().take(60).collect();
                    tail.into_iter().rev().collect()
                });
                let after: String =
                    text.get(span.end()..).map_or(String::new(), |t| t.chars().take(50).collect());
                let _ = (from, to);
                out.errors.push(format!("{what}\t{before}[[{}]]{after}", span.of(text)).replace('\n', " ¶ "));
            }
        };
        for (number, kind) in KINDS.iter().enumerate() {
            let tally = &mut out.kinds[number];
            for (span, _) in found.iter().filter(|(_, k)| k == kind) {
                let right = document.names.binary_search(&(*span, Gold::Kind(*kind))).is_ok()
                    || (*kind == EntityKind::Place
                        && document.names.binary_search(&(*span, Gold::Facility)).is_ok());
                if right {
                    tally.hit += 1;
                } else {
                    tally.extra += 1;
                    let gold: Vec<String> = document
                        .names
                        .iter()
                        .filter(|(g, _)| g.overlaps(*span))
                        .map(|(g, k)| format!("{:?} {k:?}", g.of(text)))
                        .collect();
                    say(format!("wrong {kind:?} (gold {})", gold.join(", ")), *span);
                }
            }
            for (span, _) in document.names.iter().filter(|(_, g)| *g == Gold::Kind(*kind)) {
                if found.binary_search(&(*span, *kind)).is_err() {
                    tally.missed += 1;
                    if !found.iter().any(|(f, _)| f.overlaps(*span)) {
                        say(format!("missed {kind:?}"), *span);
                    }
                }
            }
        }
    }
    for tally in out.kinds {
        out.all.hit += tally.hit;
        out.all.extra += tally.extra;
        out.all.missed += tally.missed;
    }
    out
}

/// How the tagger did.
#[derive(Clone, Debug, Default)]
pub struct Pos {
    /// Gold words.
    pub words: usize,
    /// Gold words that are tokens of ours with the right part of speech.
    pub upos: usize,
    /// … and with the right form too.
    pub form: usize,
    /// Gold words that are not tokens of ours.
    pub unaligned: usize,
    /// Errors in context.
    pub errors: Vec<String>,
}

/// Part of speech over gold words; a word that our tokenizer cuts elsewhere is wrong.
pub fn pos(language: &Language, documents: &[Document], errors: usize) -> Pos {
    let mut out = Pos::default();
    for document in documents {
        let mut analysis = Language::segment(&document.text);
        language.tag(&document.text, &mut analysis);
        for word in &document.words {
            out.words += 1;
            let token = analysis.tokens.get(analysis.token_at(word.span.start()));
            let Some(token) = token.filter(|t| t.span == word.span) else {
                out.unaligned += 1;
                if out.errors.len() < errors {
                    out.errors.push(format!("cut elsewhere: {:?}", word.span.of(&document.text)));
                }
                continue;
            };
            let right = same(token.upos, word.upos);
            out.upos += usize::from(right);
            out.form +=
                usize::from(right && (token.xpos == word.xpos || !TAGS.contains(&(word.upos, word.xpos))));
            if !right && out.errors.len() < errors {
                let tail: String =
                    document.text.get(word.span.end()..).unwrap_or_default().chars().take(30).collect();
                let head: Vec<char> = document
                    .text
                    .get(..word.span.start())
                    .unwrap_or_default()
                    .chars()
                    .rev()
                    .take(30)
                    .collect();
                let head: String = head.into_iter().rev().collect();
                out.errors.push(
                    format!(
                        "{:?} for {:?}: {head}[[{}]]{tail}",
                        token.upos,
                        word.upos,
                        word.span.of(&document.text)
                    )
                    .replace('\n', " "),
                );
            }
        }
    }
    out
}

fn same(ours: Upos, gold: Upos) -> bool {
    ours == gold
}

/// Sentences by exact span.
pub fn sentences(documents: &[Document], errors: usize) -> (Tally, Vec<String>) {
    let mut tally = Tally::default();
    let mut out = Vec::new();
    for document in documents {
        let found: Vec<Span> = Language::segment(&document.text).sentences.iter().map(|s| s.span).collect();
        let hit = document.sentences.iter().filter(|g| found.binary_search(g).is_ok()).count();
        tally.hit += hit;
        tally.extra += found.len() - hit;
        tally.missed += document.sentences.len() - hit;
        for wrong in found.iter().filter(|f| document.sentences.binary_search(f).is_err()) {
            if out.len() < errors {
                let gold: Vec<&str> = document
                    .sentences
                    .iter()
                    .filter(|g| g.overlaps(*wrong))
                    .map(|g| g.of(&document.text))
                    .collect();
                out.push(format!("found {:?}\n gold {gold:?}", wrong.of(&document.text)));
            }
        }
    }
    (tally, out)
}
