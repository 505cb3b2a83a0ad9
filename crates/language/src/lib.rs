//! *What are the words of this text, where do its sentences end, and which of its words are names?*
//!
//! The interface of the room: [`Language::embedded`] gives the models that are compiled in, and
//! [`Language::analyse`] reads a text once into an [`Analysis`]: [`Token`]s with part of speech, [`Sentence`]s,
//! paragraphs, and [`Name`]s. Everything is standoff: spans into the text, in bytes.

mod abbreviations;
mod analysis;
mod chars;
mod fold;
mod lemma;
mod linear;
mod lists;
mod names;
mod number;
mod paragraphs;
mod pos;
mod sentences;
mod simple;
mod stem;
mod stopwords;
mod tokenize;
#[doc(hidden)]
pub mod training;
mod words;

#[doc(hidden)]
pub use analysis::Tables;
pub use analysis::{Analysis, Language, Name, Sentence, Token, TokenKind, Upos, Xpos};
pub use lemma::lemma;
pub use number::number_value;
pub use stem::stem;
pub use stopwords::is_stopword;
