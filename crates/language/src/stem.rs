//! *Which words are forms of one word?*
//!
//! A light English stemmer for matching, after steps 1a to 1c of Porter's second stemmer (Snowball "english"):
//! plurals, "-ed" and "-ing", "-ly", possessive clitics, final "-e" and "-y". Suffixes are cut, seldom replaced,
//! so most stems are slices of the word. Derivation ("-ation", "-ness") is left alone on purpose: words
//! so joined ("organ", "organisation") seldom mean the same in news.

use std::borrow::Cow;

use crate::fold::lower;

/// The stem of an English word, in lower case; words of three letters and less, and words that are not plain
/// Latin letters, only lose their capitals.
pub fn stem(word: &str) -> Cow<'_, str> {
    match lower(word) {
        Cow::Borrowed(word) => cut(word),
        Cow::Owned(word) => Cow::Owned(cut(&word).into_owned()),
    }
}

fn cut(word: &str) -> Cow<'_, str> {
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    if word.len() < 3 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return Cow::Borrowed(word);
    }
    if word == "news" {
        return Cow::Borrowed(word);
    }
    if word.len() == 3 {
        return y_to_i(word);
    }
    let mut stem = word;
    if let Some(rest) = stem.strip_suffix("sses") {
        stem = &word[..rest.len() + 2];
    } else if let Some(rest) = stem.strip_suffix("ies") {
        // "parties" → "parti", as "party"; "ties" → "tie".
        stem = &word[..rest.len() + if rest.len() == 1 { 2 } else { 1 }];
    } else if !(stem.ends_with("ss") || stem.ends_with("us") || stem.ends_with("is")) {
        stem = stem.strip_suffix('s').unwrap_or(stem);
    }
    for suffix in ["ingly", "edly", "ing", "ied", "eed", "ed", "ly"] {
        let Some(rest) = stem.strip_suffix(suffix) else { continue };
        stem = match suffix {
            "ied" => &stem[..rest.len() + if rest.len() == 1 { 2 } else { 1 }],
            "eed" if rest.len() >= 3 && !rest.ends_with('c') => &stem[..rest.len() + 2],
            "ly" if rest.len() >= 3 => rest,
            "eed" | "ly" => stem,
            _ if has_vowel(rest) && rest.len() >= 2 => undouble(rest),
            _ => stem,
        };
        break;
    }
    if stem.len() > 3 {
        stem = stem.strip_suffix('e').unwrap_or(stem);
    }
    y_to_i(stem)
}

/// "party" → "parti", as in "parties"; "play" stays.
fn y_to_i(stem: &str) -> Cow<'_, str> {
    match stem.strip_suffix('y') {
        Some(rest) if rest.len() >= 2 && !rest.ends_with(VOWELS) => Cow::Owned(format!("{rest}i")),
        _ => Cow::Borrowed(stem),
    }
}

const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];

fn has_vowel(word: &str) -> bool {
    word.contains(VOWELS) || word.contains('y')
}

/// "stopp" → "stop", but "kill", "pass" and "buzz" stay.
fn undouble(word: &str) -> &str {
    let bytes = word.as_bytes();
    match bytes {
        [.., a, b] if a == b && !matches!(b, b'l' | b's' | b'z' | b'e' | b'o') && bytes.len() > 3 => {
            &word[..word.len() - 1]
        }
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::stem;
    use std::borrow::Cow;

    #[test]
    fn forms_of_one_word_share_a_stem() {
        for forms in [
            &["announce", "announces", "announced", "announcing"][..],
            &["party", "parties", "Party"],
            &["stop", "stopped", "stopping", "stops"],
            &["fire", "fires", "fired", "firing"],
            &["try", "tries", "tried", "trying"],
            &["kill", "killed", "killing"],
            &["play", "plays", "played"],
            &["agree", "agreed", "agrees"],
            &["proceed", "proceeds"],
            &["tie", "ties", "tied"],
            &["harbour", "Harbour's", "HARBOURS"],
        ] {
            let stems: Vec<_> = forms.iter().map(|f| stem(f)).collect();
            assert!(stems.windows(2).all(|w| w[0] == w[1]), "{forms:?} {stems:?}");
        }
    }

    #[test]
    fn other_words_stay_apart() {
        for (a, b) in [("part", "party"), ("organ", "organisation"), ("news", "new"), ("sing", "sin")] {
            assert_ne!(stem(a), stem(b), "{a} {b}");
        }
    }

    #[test]
    fn most_stems_are_slices() {
        assert!(matches!(stem("announced"), Cow::Borrowed("announc")));
        assert!(matches!(stem("2020"), Cow::Borrowed("2020")));
    }
}
