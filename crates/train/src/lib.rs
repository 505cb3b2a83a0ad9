//! *How are the models of the language room made, and how good are they?*
//!
//! Reading of the corpora ([`corpus`]), an averaged perceptron ([`perceptron`]), the two trainers ([`tagger`], [`namer`]) and their
//! figures ([`score`]); and of the forests that judge quotations ([`forest`]). Everything is deterministic: one thread, a fixed shuffle, sorted outputs; the same data give the
//! same bytes. The library is also what `copydesk-eval` reads the corpora with.

pub mod augment;
pub mod corpus;
pub mod forest;
pub mod namer;
pub mod perceptron;
pub mod score;
pub mod tagger;
