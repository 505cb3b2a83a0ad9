//! *Does the sentence around a time speak of what was or of what will be?*
//!
//! "He left Tuesday" and "he will leave Tuesday" name different days. The nearest verb whose time can be told
//! decides: first back from the expression to the start of its sentence, then forward. A small lexicon of auxiliary
//! and irregular verbs and the regular ending do nearly all of it, so no tagger is needed.

use copydesk_language::{Analysis, Upos, Xpos};

use crate::grammar::{Grammar, VerbTime};
use crate::scan::{Kind, Tok};

/// What is needed to look around.
pub(crate) struct Tenses<'a> {
    pub(crate) text: &'a str,
    pub(crate) toks: &'a [Tok],
    pub(crate) grammar: &'a Grammar,
    pub(crate) analysis: &'a Analysis,
}

impl Tenses<'_> {
    /// -1 for the past, 1 for the future, `None` when nothing tells.
    pub(crate) fn direction(&self, first: usize, last: usize) -> Option<i32> {
        let (from, to) = self.sentence(first, last);
        let mut gap = 0;
        // A verb right behind: "Bush on Tuesday **said**".
        for i in (from..first).rev() {
            gap += 1;
            match self.verb(i) {
                Some(VerbTime::Future) => return Some(1),
                Some(VerbTime::Past) if i > from && self.verb(i - 1) == Some(VerbTime::Bare) => {}
                // "stressed that the winds arriving Thursday would …": the verb of the clause itself goes before that of saying.
                Some(VerbTime::Past | VerbTime::Report) if self.complement(i, first) => {
                    return Some(self.ahead(last, to).unwrap_or(-1));
                }
                Some(VerbTime::Past | VerbTime::Report) => return Some(-1),
                // "had been due to expire Friday": it is over.
                Some(VerbTime::Due) if (from..=i).rev().take(4).any(|j| self.was_due(j, from)) => {
                    return Some(-1);
                }
                Some(VerbTime::Due) if gap <= 8 => return Some(1),
                Some(VerbTime::Marker) if (from..i).rev().take(2).any(|j| self.was_due(j, from)) => {
                    return Some(-1);
                }
                Some(VerbTime::Marker) if self.to_come(i, from) => return Some(1),
                None if gap <= 3 && self.scheduled(i) => return Some(1),
                _ => {}
            }
            if gap > 40 {
                break;
            }
        }
        self.ahead(last, to)
    }

    /// What the first verb behind the expression tells.
    fn ahead(&self, last: usize, to: usize) -> Option<i32> {
        for i in last + 1..to.min(last + 20) {
            match self.verb(i) {
                Some(VerbTime::Future) => return Some(1),
                Some(VerbTime::Past | VerbTime::Report) => return Some(-1),
                Some(VerbTime::Marker) if self.to_come(i, last + 1) => {
                    return Some(1);
                }
                _ => {}
            }
        }
        None
    }

    /// Whether "due" or "scheduled" stands in the past before the past: "had been due".
    fn was_due(&self, i: usize, from: usize) -> bool {
        self.verb(i) == Some(VerbTime::Due)
            && i >= from + 2
            && self.grammar.at(self.toks[i - 1].entry).been
            && self.verb(i - 2) == Some(VerbTime::Past)
    }

    /// Whether a verb in the present tells of what is on the calendar: "the panel meets Monday".
    fn scheduled(&self, i: usize) -> bool {
        let tok = &self.toks[i];
        let token = self.analysis.tokens.get(self.analysis.token_at(tok.start as usize));
        self.grammar.at(tok.entry).calendar
            && token.is_some_and(|t| {
                t.span.start() == tok.start as usize
                    && t.upos == Upos::Verb
                    && matches!(t.xpos, Xpos::Present | Xpos::Present3)
            })
    }

    /// Whether a clause of its own opens between a verb and the expression: "said **that** …".
    fn complement(&self, verb: usize, first: usize) -> bool {
        let opens = |t: &Tok| self.grammar.at(t.entry).clause;
        self.toks.get(verb + 1..first).is_some_and(|between| between.iter().take(3).any(opens))
    }

    /// Whether an infinitive is of something to come: "plans to", "was to", "agreement to", "to be published".
    fn to_come(&self, marker: usize, from: usize) -> bool {
        let copula = |i: usize| self.toks.get(i).is_some_and(|t| self.grammar.at(t.entry).copula);
        (marker.saturating_sub(2)..marker).any(|j| {
            j >= from
                && (matches!(self.verb(j), Some(VerbTime::Intent | VerbTime::Due))
                    || copula(j) && j + 1 == marker)
        }) || copula(marker + 1)
    }

    /// Whether a possessive ending follows.
    pub(crate) fn possessive(&self, last: usize) -> bool {
        let [mark, ending] = self.toks.get(last + 1..last + 3).unwrap_or_default() else { return false };
        self.grammar.is_apostrophe(mark.entry) && !mark.spaced && !ending.spaced && ending.kind == Kind::Word
    }

    /// The tokens of the sentence that holds `first..=last`.
    pub(crate) fn sentence(&self, first: usize, last: usize) -> (usize, usize) {
        let at = self.toks[first].start as usize;
        let sentences = &self.analysis.sentences;
        let index = sentences.partition_point(|s| s.span.end() <= at);
        let Some(sentence) = sentences.get(index) else {
            return (first.saturating_sub(40), (last + 40).min(self.toks.len()));
        };
        let from = self.toks.partition_point(|t| (t.start as usize) < sentence.span.start());
        let to = self.toks.partition_point(|t| (t.start as usize) < sentence.span.end());
        (from.min(first), to.max(last + 1))
    }

    fn plainly_not_past(&self, tok: &Tok) -> bool {
        let token = self.analysis.tokens.get(self.analysis.token_at(tok.start as usize));
        token.is_some_and(|t| {
            t.span.start() == tok.start as usize
                && matches!(t.xpos, Xpos::Base | Xpos::Singular | Xpos::Plural | Xpos::Gerund)
        })
    }

    fn verb(&self, i: usize) -> Option<VerbTime> {
        let tok = &self.toks[i];
        if tok.kind != Kind::Word {
            return None;
        }
        if let Some(verb) = self.grammar.at(tok.entry).verb {
            // "a direct hit", "to cut": forms that are also nouns and infinitives.
            if verb == VerbTime::Past && self.plainly_not_past(tok) {
                return None;
            }
            return Some(verb);
        }
        let word = tok.text(self.text);
        if !tok.capital && word.len() > 4 && self.grammar.future_endings.iter().any(|e| word.ends_with(&**e))
        {
            return Some(VerbTime::Future);
        }
        if tok.capital || word.len() < 4 || !self.grammar.past_endings.iter().any(|e| word.ends_with(&**e)) {
            return None;
        }
        let token = self.analysis.tokens.get(self.analysis.token_at(tok.start as usize));
        match token.map(|t| t.xpos) {
            Some(Xpos::Past | Xpos::Other) | None => Some(VerbTime::Past),
            Some(_) => None,
        }
    }
}
