//! *Does every number, name, date and quoted word of this sentence stand in its evidence?*
//!
//! What a language model makes of a sentence of the brief is kept only if this says yes: nothing may come in that no report has. Words
//! that name nothing may change, for that is what rephrasing is. Number words and digits are the same number; a capital
//! letter makes a name unless it only opens the sentence with a word that the evidence has in small letters or that names nothing.

use copydesk_language::{is_stopword, number_value};
use rustc_hash::FxHashSet;

use crate::words::fold;

/// Words that turn a sentence round: none may come in or go out.
const TURNING: &[&str] = &[
    "not",
    "no",
    "never",
    "none",
    "nobody",
    "nothing",
    "without",
    "denied",
    "denies",
    "deny",
    "may",
    "might",
    "could",
    "allegedly",
    "reportedly",
    "alleged",
];

/// Whether `sentence` has nothing that `evidence` lacks; what is wrong, otherwise.
///
/// # Errors
/// A number, name, date or quoted word that no piece of evidence has, in words.
pub fn supported(sentence: &str, evidence: &[&str]) -> Result<(), String> {
    let words: Vec<String> =
        evidence.iter().flat_map(|e| e.split(apart)).map(key).filter(|w| !w.is_empty()).collect();
    let known: FxHashSet<&str> = words.iter().map(String::as_str).collect();
    let numbers: FxHashSet<u64> = words.iter().filter_map(|w| value(w)).collect();
    if sentence.split_whitespace().count() < 3 {
        return Err("too short".to_owned());
    }
    for (at, printed) in sentence.split(apart).filter(|w| !w.is_empty()).enumerate() {
        let word = key(printed);
        if word.is_empty() {
            continue;
        }
        if let Some(number) = value(&word) {
            if !numbers.contains(&number) {
                return Err(format!("the number {printed} is not in the evidence"));
            }
            continue;
        }
        if word.bytes().any(|b| b.is_ascii_digit()) && !known.contains(word.as_str()) {
            return Err(format!("{printed} is not in the evidence"));
        }
        let capital =
            printed.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_uppercase);
        if capital && !known.contains(word.as_str()) && !(at == 0 && is_stopword(&word)) {
            return Err(format!("the name {printed} is not in the evidence"));
        }
    }
    let own: FxHashSet<String> = sentence.split(apart).map(key).collect();
    let first: FxHashSet<String> =
        evidence.first().into_iter().flat_map(|e| e.split(apart)).map(key).collect();
    if let Some(word) = TURNING.iter().find(|w| own.contains(**w) != first.contains(**w)) {
        return Err(format!("“{word}” came in or went out"));
    }
    for quoted in quotations(sentence) {
        let plain = flat(&quoted);
        if !evidence.iter().any(|e| flat(e).contains(&plain)) {
            return Err(format!("“{quoted}” is not in the evidence word for word"));
        }
    }
    Ok(())
}

fn apart(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '–' | '—' | '/' | '‑')
}

fn key(word: &str) -> String {
    let folded = fold(word);
    folded.strip_suffix("'s").map_or(folded.clone(), str::to_owned)
}

fn value(word: &str) -> Option<u64> {
    if matches!(word, "a" | "an" | "one") {
        return None;
    }
    number_value(&[word]).map(f64::to_bits)
}

/// Words one blank apart, without marks.
fn flat(text: &str) -> String {
    format!(" {} ", text.split_whitespace().map(fold).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" "))
}

/// What stands between double quotation marks.
fn quotations(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut from = None;
    for (at, c) in text.char_indices() {
        match (c, from) {
            ('“', _) | ('"', None) => from = Some(at + c.len_utf8()),
            ('”' | '"', Some(start)) => {
                out.push(text[start..at].to_owned());
                from = None;
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::supported;

    const EVIDENCE: &[&str] = &[
        "Two dock workers were killed on Tuesday when fire tore through a warehouse on Quay Seven, Ines Corvale said.",
        "“We called in the boats,” said Marta Velloso. It was 4 a.m. and 60 firefighters came.",
    ];

    #[test]
    fn a_sentence_in_other_words_is_kept() {
        for sentence in [
            "A fire in a warehouse on Quay Seven killed two dock workers on Tuesday.",
            "On Tuesday 2 workers died, Corvale said, and sixty firefighters came.",
            "Velloso said: “We called in the boats.”",
        ] {
            assert_eq!(supported(sentence, EVIDENCE), Ok(()), "{sentence}");
        }
    }

    #[test]
    fn a_number_a_name_a_day_or_a_quoted_word_that_no_report_has_is_refused() {
        for sentence in [
            "Three dock workers were killed on Tuesday.",
            "Two dock workers were killed on Wednesday.",
            "Two dock workers were killed in Port Averlin.",
            "Velloso said: “We called the boats in.”",
            "Two dock workers were not killed on Tuesday.",
            "Around 70 firefighters came at 4 a.m.",
            "",
        ] {
            assert!(supported(sentence, EVIDENCE).is_err(), "{sentence}");
        }
    }
}
