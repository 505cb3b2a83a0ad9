//! The words of a report as grouping sees them: stems, with where they stand and whether they are names.
//!
//! One pass over title and text, without the models of the language room: grouping must keep up with a stream.

use crate::stem::stem;

/// Words of a text that are read; what comes later is seldom what the report is about.
const READ: usize = 1200;
/// Words of a text that make up its lead.
const LEAD: usize = 60;

/// Where a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Zone {
    Title,
    Lead,
    Body,
}

/// One word.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// Folded; the digits of a number.
    pub(crate) stem: String,
    pub(crate) zone: Zone,
    /// Begins with a capital where a sentence does not begin.
    pub(crate) capital: bool,
    /// Begins a sentence or stands in a title, so that its capital says nothing.
    pub(crate) initial: bool,
    /// Starts with a digit.
    pub(crate) number: bool,
    /// Follows the word before it with nothing but a space, hyphen or apostrophe between.
    pub(crate) joined: bool,
    /// An English function word.
    pub(crate) function: bool,
}

/// Reads a report's title and text, one after the other; hands over each word and its letters as they stand.
pub(crate) fn scan(title: Option<&str>, text: &str, mut each: impl FnMut(&Word, &str)) {
    let mut word = Word {
        stem: String::new(),
        zone: Zone::Title,
        capital: false,
        initial: true,
        number: false,
        joined: false,
        function: false,
    };
    if let Some(title) = title {
        pass(title, &mut word, |w, surface| {
            w.initial = true;
            w.capital = false;
            each(w, surface);
            true
        });
    }
    // Without a title the first sentence stands in for it.
    let mut count = 0;
    let lead = if title.is_some() { 0 } else { first_sentence(text) };
    pass(text.get(..lead).unwrap_or_default(), &mut word, |w, surface| {
        count += 1;
        each(w, surface);
        count < LEAD
    });
    pass(text.get(lead..).unwrap_or_default(), &mut word, |w, surface| {
        w.zone = if count < LEAD { Zone::Lead } else { Zone::Body };
        count += 1;
        each(w, surface);
        count < READ
    });
}

/// Where the first sentence ends, roughly: at a full stop before white space, or a line break.
fn first_sentence(text: &str) -> usize {
    let bytes = text.as_bytes();
    let skip = text.len() - text.trim_start().len();
    for (i, byte) in bytes.iter().enumerate().skip(skip) {
        match byte {
            b'\n' if i > skip + 20 => return i,
            b'.' | b'!' | b'?'
                if i > skip + 30
                    && bytes.get(i + 1).is_none_or(u8::is_ascii_whitespace)
                    && i >= 2
                    && bytes.get(i - 2).is_some_and(u8::is_ascii_lowercase) =>
            {
                return i;
            }
            _ => {}
        }
    }
    text.len()
}

fn pass(text: &str, word: &mut Word, mut each: impl FnMut(&mut Word, &str) -> bool) {
    let mut initial = true;
    let mut joined = false;
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if !c.is_alphanumeric() {
            match c {
                '.' | '!' | '?' | '\n' | '“' | '"' | ':' => {
                    initial = true;
                    joined = false;
                }
                ' ' | '-' | '\'' | '’' | '\u{a0}' => {}
                _ => joined = false,
            }
            continue;
        }
        word.stem.clear();
        word.number = c.is_ascii_digit();
        let upper = c.is_uppercase();
        push(c, &mut word.stem);
        while let Some((_, c)) = chars.peek().copied() {
            if c.is_alphanumeric() {
                push(c, &mut word.stem);
            } else if word.number && matches!(c, ',' | '.') {
                // 1,200 and 3.5 are one number; the full stop after one is not part of it.
                let mut ahead = chars.clone();
                ahead.next();
                if !ahead.peek().is_some_and(|(_, d)| d.is_ascii_digit()) {
                    break;
                }
                if c == '.' {
                    word.stem.push('.');
                }
            } else {
                break;
            }
            chars.next();
        }
        word.initial = initial;
        word.capital = upper && !initial;
        word.joined = joined;
        word.function = is_function(&word.stem);
        if !word.number {
            stem(&mut word.stem);
        }
        initial = false;
        joined = true;
        let end = chars.peek().map_or(text.len(), |(at, _)| *at);
        if !each(word, text.get(start..end).unwrap_or_default()) {
            return;
        }
    }
}

fn push(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
    } else {
        out.extend(c.to_lowercase());
    }
}

/// English function words and words of reporting, sorted.
const FUNCTION: &[&str] = &[
    "a",
    "about",
    "above",
    "according",
    "after",
    "again",
    "against",
    "ago",
    "all",
    "also",
    "am",
    "among",
    "an",
    "and",
    "another",
    "any",
    "are",
    "aren",
    "around",
    "as",
    "asked",
    "at",
    "back",
    "be",
    "because",
    "been",
    "before",
    "being",
    "below",
    "between",
    "both",
    "but",
    "by",
    "called",
    "came",
    "can",
    "could",
    "d",
    "did",
    "didn",
    "do",
    "does",
    "doesn",
    "doing",
    "don",
    "down",
    "during",
    "each",
    "even",
    "every",
    "few",
    "first",
    "for",
    "former",
    "from",
    "further",
    "get",
    "go",
    "going",
    "got",
    "had",
    "has",
    "have",
    "haven",
    "having",
    "he",
    "her",
    "here",
    "hers",
    "herself",
    "him",
    "himself",
    "his",
    "how",
    "however",
    "i",
    "if",
    "in",
    "including",
    "into",
    "is",
    "isn",
    "it",
    "its",
    "itself",
    "just",
    "last",
    "like",
    "ll",
    "m",
    "made",
    "make",
    "many",
    "may",
    "me",
    "might",
    "more",
    "most",
    "much",
    "must",
    "my",
    "myself",
    "new",
    "no",
    "nor",
    "not",
    "now",
    "of",
    "off",
    "on",
    "once",
    "one",
    "only",
    "or",
    "other",
    "our",
    "ours",
    "out",
    "over",
    "own",
    "part",
    "people",
    "re",
    "s",
    "said",
    "same",
    "say",
    "saying",
    "says",
    "she",
    "should",
    "since",
    "so",
    "some",
    "still",
    "such",
    "t",
    "take",
    "than",
    "that",
    "the",
    "their",
    "theirs",
    "them",
    "themselves",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "through",
    "to",
    "told",
    "too",
    "two",
    "under",
    "until",
    "up",
    "us",
    "ve",
    "very",
    "was",
    "wasn",
    "way",
    "we",
    "well",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "won",
    "would",
    "year",
    "years",
    "you",
    "your",
    "yours",
];

fn is_function(word: &str) -> bool {
    FUNCTION.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_function_words_are_sorted() {
        assert!(FUNCTION.is_sorted());
    }

    #[test]
    fn words_know_their_zone_and_whether_they_are_names() {
        let mut seen = Vec::new();
        scan(Some("Ferry Aground"), "The ferry Alda sank. Alda had 1,200 seats.", |w, _| {
            seen.push((w.stem.clone(), w.zone, w.capital));
        });
        assert!(seen.contains(&("ferri".to_owned(), Zone::Title, false)), "{seen:?}");
        assert!(seen.contains(&("alda".to_owned(), Zone::Lead, true)), "{seen:?}");
        assert!(seen.contains(&("1200".to_owned(), Zone::Lead, false)), "{seen:?}");
    }
}
