//! Tokens, sentences and names as other rooms see them.

use std::ops::Range;
use std::sync::LazyLock;

use copydesk_model::{EntityKind, Span};

use crate::linear::Linear;
use crate::names::{self, Models};
use crate::paragraphs::paragraphs;
use crate::pos;
use crate::sentences;
use crate::tokenize::tokenize;
use crate::words::Words;

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
    #[inline]
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

/// The bytes that the models are read from; empty ones know nothing.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Tables {
    /// What words can be.
    pub words: &'static [u8],
    /// Part of speech.
    pub pos: &'static [u8],
    /// Part of speech, second look.
    pub pos_again: &'static [u8],
    /// Names, first pass.
    pub names: &'static [u8],
    /// Names, second pass.
    pub names_again: &'static [u8],
}

/// The models of the languages that are compiled in.
#[derive(Debug)]
pub struct Language {
    pos: pos::Model<'static>,
    names: Models,
}

static EMBEDDED: LazyLock<Language> = LazyLock::new(|| {
    Language::with_models(&Tables {
        words: copydesk_language_models::WORDS,
        pos: copydesk_language_models::POS,
        pos_again: copydesk_language_models::POS_AGAIN,
        names: copydesk_language_models::NAMES,
        names_again: copydesk_language_models::NAMES_AGAIN,
    })
});

impl Language {
    /// The models that are compiled in. The first call lays the tables out and reads the name lists, some ten milliseconds.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Models from tables that the trainer has just made.
    #[doc(hidden)]
    pub fn with_models(tables: &Tables) -> Self {
        let pos = pos::Model {
            words: Words::new(tables.words),
            table: Linear::new(tables.pos),
            again: Linear::new(tables.pos_again),
        };
        Self { pos, names: Models::new(tables.names, tables.names_again) }
    }

    /// Reads a text. `language` is its BCP 47 tag where that is known; without one it is identified.
    pub fn analyse(&self, text: &str, language: Option<&str>) -> Analysis {
        let mut out = Self::segment(text);
        out.modelled = is_english(text, language);
        if out.modelled {
            self.tag(text, &mut out);
            names::find(&self.names, text, &mut out);
        } else {
            crate::simple::tag(text, &mut out);
            crate::simple::names(text, &mut out);
        }
        out
    }

    /// Tokens, sentences and paragraphs alone.
    #[doc(hidden)]
    pub fn segment(text: &str) -> Analysis {
        let mut out = Analysis::default();
        out.tokens.reserve(text.len() / 5);
        for paragraph in paragraphs(text) {
            let first = out.tokens.len();
            tokenize(text, paragraph, &mut out.tokens);
            if out.tokens.len() == first {
                continue;
            }
            sentences::split(text, &out.tokens, first, out.paragraphs.len(), &mut out.sentences);
            out.paragraphs.push(paragraph);
        }
        out
    }

    /// Part of speech alone, for a segmented text.
    #[doc(hidden)]
    pub fn tag(&self, text: &str, analysis: &mut Analysis) {
        pos::tag(&self.pos, text, analysis);
    }
}

/// Whether the models fit; what is too short to tell is taken for English.
fn is_english(text: &str, language: Option<&str>) -> bool {
    if let Some(tag) = language {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        return primary.eq_ignore_ascii_case("en") || primary.eq_ignore_ascii_case("eng");
    }
    // The beginning is enough, and bounds the work.
    let mut end = text.len().min(1500);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = &text[..end];
    match whatlang::detect(sample) {
        None => true,
        Some(found) if found.lang() == whatlang::Lang::Eng => true,
        // Another script, or enough of another language.
        Some(found) if found.script() != whatlang::Script::Latin => false,
        Some(found) => !(found.is_reliable() && sample.len() >= 120),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What must hold for any text.
    fn check(text: &str) {
        let analysis = Language::embedded().analyse(text, None);
        let mut end = 0;
        for token in &analysis.tokens {
            assert!(token.span.get(text).is_some_and(|w| !w.is_empty()), "{token:?}");
            assert!(token.span.start() >= end, "{token:?}");
            end = token.span.end();
        }
        let mut next = 0;
        for sentence in &analysis.sentences {
            assert_eq!(sentence.tokens.start, next);
            assert!(!sentence.tokens.is_empty());
            next = sentence.tokens.end;
            assert_eq!(sentence.span.start(), analysis.tokens[sentence.tokens.start].span.start());
            assert_eq!(sentence.span.end(), analysis.tokens[next - 1].span.end());
            assert!(sentence.span.get(text).is_some());
            assert!(analysis.paragraphs[sentence.paragraph].contains(sentence.span));
        }
        assert_eq!(next, analysis.tokens.len());
        let mut last = 0;
        for name in &analysis.names {
            assert!(name.tokens.start >= last && !name.tokens.is_empty());
            last = name.tokens.end;
            assert_eq!(
                name.span,
                analysis.tokens[name.tokens.start].span.cover(analysis.tokens[last - 1].span)
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn any_text_gives_ordered_spans_on_boundaries(text in "(?s).{0,200}") {
            check(&text);
        }

        #[test]
        fn news_like_text_gives_ordered_spans_on_boundaries(
            text in "([A-Z]?[a-z]{1,7}('s|’s|n't)?|U\\.S\\.|Mr\\.|[0-9]{1,4}(th|pm)?|@[a-z]{2}|#x|https?://[a-z]\\.[a-z]+|[.!?…]{1,4}|[\"“”'’()-]|🎙|❤️|\n|\n\n| ){0,80}"
        ) {
            check(&text);
        }
    }

    fn sentences(text: &str) -> Vec<&str> {
        Language::embedded().analyse(text, Some("en")).sentences.iter().map(|s| s.span.of(text)).collect()
    }

    #[test]
    fn sentences_end_where_an_editor_would_end_them() {
        for (expected, why) in [
            (&["The ship sank.", "Nobody drowned."][..], "full stop"),
            (&["Mr. Jo B. Bloggs of Bloggs & Co. in the U.S. Navy spoke at 5 p.m. Monday."], "abbreviations"),
            (&["He left the U.S. in May.", "It rained."], "abbreviation inside"),
            (&["She lives in the U.S.", "He does not."], "abbreviation at the end"),
            (&["\"Is it over?\" Bloggs asked.", "\"No.\""], "speech verb after a question"),
            (&["“It is over.”", "She left."], "closing quotation mark"),
            (&["“We wait.", "We hope,” he said."], "inside a quotation"),
            (&["He wrote: “Love will stay. ❤️🎙,” along with a clip."], "emoji after a full stop"),
            (&["It fell to No. 5 on Oct. 14."], "number and date"),
            (&["I… I do not know."], "ellipsis"),
            (&["He paid $3.20. Nobody asked."][..1], "decimal"),
        ] {
            let text = expected.join(" ");
            if why != "decimal" {
                assert_eq!(sentences(&text), expected, "{why}");
            }
        }
        assert_eq!(sentences("He paid $3.20. Nobody asked."), ["He paid $3.20.", "Nobody asked."]);
        assert_eq!(
            sentences("東京です。はい！「そうか。」次。"),
            ["東京です。", "はい！", "「そうか。」", "次。"]
        );
    }

    #[test]
    fn a_language_without_models_says_so() {
        let text = "Der Hafenmeister sagte am Montag, dass das Feuer im alten Lagerhaus gelöscht worden sei, bevor es auf die Schiffe übergreifen konnte.";
        assert!(!Language::embedded().analyse(text, None).modelled);
        assert!(!Language::embedded().analyse("The fire is out.", Some("de")).modelled);
        assert!(Language::embedded().analyse("The fire is out.", None).modelled);
    }

    #[test]
    fn kin_of_somebody_are_persons_even_with_a_common_word_for_a_name() {
        let text = "They have a daughter, Luna, and a son Miles. Later Miles ran home.";
        let analysis = Language::embedded().analyse(text, Some("en"));
        let miles = analysis
            .names
            .iter()
            .filter(|n| n.span.of(text) == "Miles" && n.kind == EntityKind::Person)
            .count();
        assert_eq!(miles, 2);
    }

    #[test]
    fn names_are_people_organisations_places_events_and_works() {
        let text = "Singer Kelly Marsh performed her song “Cold Harbour” at the 2020 Gramble Music Awards in Nairobi. \
                    Mr. Okafor of the Harbour Workers Union (HWU) did not come. “Never mind,” Marsh’s mother said. HWU was silent.";
        let analysis = Language::embedded().analyse(text, Some("en"));
        let names: Vec<(&str, EntityKind)> =
            analysis.names.iter().map(|n| (n.span.of(text), n.kind)).collect();
        for name in [
            ("Kelly Marsh", EntityKind::Person),
            ("Cold Harbour", EntityKind::Work),
            ("Gramble Music Awards", EntityKind::Event),
            ("Nairobi", EntityKind::Place),
            ("Okafor", EntityKind::Person),
            ("Marsh", EntityKind::Person),
            ("HWU", EntityKind::Organisation),
        ] {
            assert!(names.contains(&name), "{name:?} in {names:?}");
        }
    }

    #[test]
    fn peoples_currencies_and_offices_are_no_names_and_the_assembly_is_one() {
        let text = "Two Costa Ricans and three British Indians won US $3 million in Turkey. Mara Okello told \
                    the State that the Assembly had agreed. Later the Opposition did not vote.";
        let analysis = Language::embedded().analyse(text, Some("en"));
        let names: Vec<(&str, EntityKind)> =
            analysis.names.iter().map(|n| (n.span.of(text), n.kind)).collect();
        assert_eq!(
            names,
            [
                ("Turkey", EntityKind::Place),
                ("Mara Okello", EntityKind::Person),
                ("Assembly", EntityKind::Organisation),
            ]
        );
    }
}
