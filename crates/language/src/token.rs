//! Tokens, sentences and names as other rooms see them.

use std::ops::Range;

use copydesk_model::{EntityKind, Span};

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each says itself")]
pub enum TokenKind {
    Word,
    Number,
    Punctuation,
    Symbol,
    Url,
    Handle,
    Hashtag,
    Emoji,
}

/// Universal part of speech (Universal Dependencies v2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are those of Universal Dependencies")]
#[repr(u8)]
pub enum Upos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    X,
}

/// The part of the Penn tag that Universal part of speech leaves out: the form of verbs and nouns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Xpos {
    /// VB: "say", after "to" or a modal.
    Base,
    /// VBD: "said", as the verb of its clause.
    Past,
    /// VBZ: "says".
    Present3,
    /// VBP: "say", as the verb of its clause.
    Present,
    /// VBG: "saying".
    Gerund,
    /// VBN: "said", after "has" or "was".
    Participle,
    /// MD: "will".
    Modal,
    /// NN, NNP: one.
    Singular,
    /// NNS, NNPS: several.
    Plural,
    /// POS: the "'s" of a possessor.
    Possessive,
    /// PRP$: "her" before its noun.
    PossessivePronoun,
    /// Anything else.
    Other,
}

/// One token. Clitics stand alone as in Universal Dependencies ("Legend" + "'s", "do" + "n't").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
    /// Part of speech.
    pub upos: Upos,
    /// Form of verb or noun.
    pub xpos: Xpos,
}

impl Token {
    /// Its words.
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        self.span.of(text)
    }
}

/// One sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Where, without the white space around it.
    pub span: Span,
    /// Its tokens, as a range of [`Analysis::tokens`].
    pub tokens: Range<usize>,
    /// Its paragraph, as an index of [`Analysis::paragraphs`].
    pub paragraph: usize,
}

/// A proper name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Where.
    pub span: Span,
    /// Its tokens, as a range of [`Analysis::tokens`].
    pub tokens: Range<usize>,
    /// What it names.
    pub kind: EntityKind,
}

/// A text, read once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Analysis {
    /// All tokens, in order.
    pub tokens: Vec<Token>,
    /// All sentences, in order; every token is in exactly one.
    pub sentences: Vec<Sentence>,
    /// Paragraphs: stretches between line breaks (blank lines where the text has them), trimmed.
    pub paragraphs: Vec<Span>,
    /// All names, in order, never overlapping.
    pub names: Vec<Name>,
    /// Whether the models fit the text's language; if not, only rules were used.
    pub modelled: bool,
}

impl Analysis {
    /// The index of the first token that ends after the byte `at`.
    pub fn token_at(&self, at: usize) -> usize {
        self.tokens.partition_point(|t| t.span.end() <= at)
    }

    /// The index of the first sentence that ends after the byte `at`.
    pub fn sentence_at(&self, at: usize) -> usize {
        self.sentences.partition_point(|s| s.span.end() <= at)
    }

    /// The index of the first paragraph that ends after the byte `at`.
    pub fn paragraph_at(&self, at: usize) -> usize {
        self.paragraphs.partition_point(|p| p.end() <= at)
    }

    /// The tokens that lie within `span`.
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        let first = self.tokens.partition_point(|t| t.span.start() < span.start());
        let end = self.tokens.partition_point(|t| t.span.end() <= span.end());
        first..end.max(first)
    }
}

/// The models of the languages that are compiled in.
#[derive(Debug)]
pub struct Language {
    _private: (),
}

static EMBEDDED: Language = Language { _private: () };

impl Language {
    /// The models that are compiled in.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Reads a text. `language` is its BCP 47 tag where that is known; without one it is identified.
    pub fn analyse(&self, text: &str, language: Option<&str>) -> Analysis {
        // First, simplest version: words by UAX 29, a sentence a line or full stop, names by capital letters.
        use unicode_segmentation::UnicodeSegmentation;
        let mut out =
            Analysis { modelled: language.is_none_or(|l| l.starts_with("en")), ..Analysis::default() };
        let mut offset = 0;
        for line in text.split('\n') {
            let paragraph = Span::new(offset, offset + line.len()).trim(text);
            offset += line.len() + 1;
            if paragraph.is_empty() {
                continue;
            }
            out.paragraphs.push(paragraph);
            let words = paragraph.of(text);
            for (at, sentence) in
                words.unicode_sentences().map(|s| (s.as_ptr() as usize - words.as_ptr() as usize, s))
            {
                let span =
                    Span::new(paragraph.start() + at, paragraph.start() + at + sentence.len()).trim(text);
                let first = out.tokens.len();
                for (i, word) in
                    span.of(text).split_word_bound_indices().filter(|(_, w)| !w.trim().is_empty())
                {
                    let initial = word.chars().next().unwrap_or(' ');
                    let (kind, upos) = if initial.is_numeric() {
                        (TokenKind::Number, Upos::Num)
                    } else if initial.is_uppercase() && i > 0 {
                        (TokenKind::Word, Upos::Propn)
                    } else if initial.is_alphabetic() {
                        (TokenKind::Word, Upos::Noun)
                    } else {
                        (TokenKind::Punctuation, Upos::Punct)
                    };
                    let span = Span::new(span.start() + i, span.start() + i + word.len());
                    out.tokens.push(Token { span, kind, upos, xpos: Xpos::Other });
                }
                out.sentences.push(Sentence {
                    span,
                    tokens: first..out.tokens.len(),
                    paragraph: out.paragraphs.len() - 1,
                });
            }
        }
        let mut at = 0;
        while at < out.tokens.len() {
            let first = at;
            while at < out.tokens.len() && out.tokens[at].upos == Upos::Propn {
                at += 1;
            }
            if at > first {
                let span = out.tokens[first].span.cover(out.tokens[at - 1].span);
                out.names.push(Name { span, tokens: first..at, kind: EntityKind::Person });
            }
            at = at.max(first + 1);
        }
        out
    }
}
