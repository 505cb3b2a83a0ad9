//! *Which quotations are the same words, and how do their wordings differ?*
//!
//! Every stretch that a report puts between marks is an [`Utterance`]. Utterances become a [`Family`] around the
//! longest of them: candidates come from an index of word shingles over the longest forms, each is aligned word
//! by word, and joins when enough of the shorter one is there in runs. Stock phrases make no family: a shingle
//! that many families have is no candidate, and what matches must hold content words.

mod alignment;
mod change;
mod family;
mod group;
mod paraphrase;
mod search;
mod splice;
mod utterance;
mod wording;

pub(crate) use family::{Family, print};
pub(crate) use group::families;
pub use search::{Spoken, SpokenForm, SpokenQuery, spoken};
pub(crate) use splice::splices;
pub(crate) use utterance::{Utterance, Voice, between_marks, quoted_parts};
pub(crate) use wording::{attribution, wording};
