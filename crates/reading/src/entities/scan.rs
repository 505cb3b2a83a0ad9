//! *What stands where?* The tokens of a report with everything the other files ask of each again and again.

use copydesk_language::{Analysis, TokenKind, Upos, Xpos};
use copydesk_model::Span;

use super::lexicon::{self, Class};
use crate::quotations::Marks;

/// A text with, for every token, its word classes, its sentence and the quotation marks around it.
pub(crate) struct Scan<'a> {
    pub(crate) text: &'a str,
    pub(crate) analysis: &'a Analysis,
    class: Vec<Class>,
    sentence: Vec<u32>,
    quote: Vec<u32>,
}

impl<'a> Scan<'a> {
    pub(crate) fn new(text: &'a str, analysis: &'a Analysis, marks: &Marks) -> Self {
        let tokens = &analysis.tokens;
        let class = tokens
            .iter()
            .map(|t| match t.kind {
                TokenKind::Word => lexicon::class(t.text(text)),
                // "’s" may be counted among the punctuation.
                _ if t.span.len() <= 5 => lexicon::class(t.text(text)),
                _ => Class::default(),
            })
            .collect();
        let mut sentence = vec![0; tokens.len()];
        for (i, s) in analysis.sentences.iter().enumerate() {
            if let Some(own) = sentence.get_mut(s.tokens.clone()) {
                own.fill(i as u32);
            }
        }
        let mut quote = vec![0; tokens.len()];
        for (i, quoted) in marks.quoted.iter().enumerate() {
            if let Some(inside) = quote.get_mut(analysis.tokens_in(*quoted)) {
                inside.fill(i as u32 + 1);
            }
        }
        Self { text, analysis, class, sentence, quote }
    }

    /// Number of tokens.
    pub(crate) fn len(&self) -> usize {
        self.class.len()
    }

    /// The word classes of a token; none past the end.
    pub(crate) fn class(&self, at: usize) -> Class {
        self.class.get(at).copied().unwrap_or_default()
    }

    /// The words of a token; empty past the end.
    pub(crate) fn word(&self, at: usize) -> &'a str {
        self.analysis.tokens.get(at).map_or("", |t| t.text(self.text))
    }

    /// Where a token stands.
    pub(crate) fn span(&self, at: usize) -> Span {
        self.analysis.tokens.get(at).map_or_else(Span::default, |t| t.span)
    }

    /// Where tokens stand.
    pub(crate) fn cover(&self, tokens: &std::ops::Range<usize>) -> Span {
        if tokens.is_empty() {
            return Span::new(self.span(tokens.start).start(), self.span(tokens.start).start());
        }
        self.span(tokens.start).cover(self.span(tokens.end - 1))
    }

    /// Part of speech; `X` past the end.
    pub(crate) fn upos(&self, at: usize) -> Upos {
        self.analysis.tokens.get(at).map_or(Upos::X, |t| t.upos)
    }

    fn xpos(&self, at: usize) -> Xpos {
        self.analysis.tokens.get(at).map_or(Xpos::Other, |t| t.xpos)
    }

    /// The sentence of a token.
    pub(crate) fn sentence(&self, at: usize) -> usize {
        self.sentence.get(at).copied().unwrap_or(u32::MAX) as usize
    }

    /// The first token of a sentence.
    pub(crate) fn sentence_start(&self, at: usize) -> usize {
        self.analysis.sentences.get(self.sentence(at)).map_or(at, |s| s.tokens.start)
    }

    /// The token after the last of a sentence.
    pub(crate) fn sentence_end(&self, at: usize) -> usize {
        self.analysis.sentences.get(self.sentence(at)).map_or(at, |s| s.tokens.end)
    }

    /// The paragraph of a token.
    pub(crate) fn paragraph(&self, at: usize) -> usize {
        self.analysis.sentences.get(self.sentence(at)).map_or(usize::MAX, |s| s.paragraph)
    }

    /// The quotation marks around a token: 0 outside, else a number of their own.
    pub(crate) fn quote(&self, at: usize) -> u32 {
        self.quote.get(at).copied().unwrap_or(0)
    }

    /// Whether two tokens stand in one sentence.
    pub(crate) fn together(&self, a: usize, b: usize) -> bool {
        self.sentence(a) == self.sentence(b)
    }

    /// Whether a token is the "'s" of a possessor.
    pub(crate) fn possessive(&self, at: usize) -> bool {
        matches!(self.word(at), "'s" | "’s" | "'" | "’" | "'S" | "’S")
            && at > 0
            && self.span(at).start() == self.span(at - 1).end()
            && self.xpos(at) != Xpos::Present3
            && self.upos(at) != Upos::Aux
    }

    /// Whether a token is a verb, by its tag or because it is one of a few that always are.
    pub(crate) fn verb(&self, at: usize) -> bool {
        matches!(self.upos(at), Upos::Verb | Upos::Aux) || self.class(at).is(Class::AUXILIARY | Class::BE)
    }

    /// Whether a token is a verb that can close a clause's subject.
    pub(crate) fn finite(&self, at: usize) -> bool {
        self.class(at).is(Class::AUXILIARY | Class::BE)
            || (matches!(self.upos(at), Upos::Verb | Upos::Aux)
                && !matches!(self.xpos(at), Xpos::Base | Xpos::Gerund))
            || (self.class(at).is(Class::SAY) && self.word(at).ends_with("ed") || self.word(at) == "said")
    }

    /// Whether a token starts with a capital.
    pub(crate) fn capital(&self, at: usize) -> bool {
        self.word(at).starts_with(char::is_uppercase)
    }

    /// Whether a token opens its sentence or a quotation, where any word has a capital.
    pub(crate) fn opens(&self, at: usize) -> bool {
        let start = self.sentence_start(at);
        let before = at.wrapping_sub(1);
        at == start
            || at == start + 1 && !self.word(start).contains(char::is_alphanumeric)
            || self.mark(before)
            || self.word(before) == ":"
    }

    /// Whether a token is a comma, dash or bracket.
    pub(crate) fn separator(&self, at: usize) -> bool {
        matches!(self.word(at), "," | "—" | "–" | "-" | "--" | "(" | ")" | ";" | ":")
    }

    /// Whether a token is an opening or closing quotation mark.
    pub(crate) fn mark(&self, at: usize) -> bool {
        matches!(self.word(at), "\"" | "“" | "”" | "''" | "``" | "‘" | "«" | "»" | "„" | "‟")
            || (matches!(self.word(at), "'" | "’") && !self.possessive(at))
    }
}
