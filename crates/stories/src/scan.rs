//! The words of a report as grouping sees them, with where they stand and whether they look like names.
//!
//! One pass over the bytes of title and text, without the models of the language room: grouping must keep up with a
//! stream.

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
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word<'a> {
    /// As it stands.
    pub(crate) surface: &'a str,
    /// Of its form in lower case, so that looking it up needs no copy of it.
    pub(crate) hash: u64,
    pub(crate) zone: Zone,
    /// Begins with a capital where a sentence does not begin.
    pub(crate) capital: bool,
    /// Begins a sentence or stands in a title, so that its capital says nothing.
    pub(crate) initial: bool,
    /// Starts with a digit.
    pub(crate) number: bool,
    /// Follows the word before it with nothing but a space, hyphen or apostrophe between.
    pub(crate) joined: bool,
}

impl Word<'_> {
    /// In lower case; a number without the commas in it.
    pub(crate) fn lower(&self) -> String {
        let commas = |c: &char| !(self.number && *c == ',');
        self.surface.chars().filter(commas).flat_map(char::to_lowercase).collect()
    }
}

/// FNV-1a.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(BASIS, |h, b| fold(h, *b))
}

const BASIS: u64 = 0xcbf2_9ce4_8422_2325;

fn fold(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// ASCII letters and digits in lower case; 0 for all other bytes.
const LOWER: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            table[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

/// Reads a report's title and text, one after the other.
pub(crate) fn scan<'a>(title: Option<&'a str>, text: &'a str, mut each: impl FnMut(Word<'a>)) {
    if let Some(title) = title {
        pass(title, |mut word| {
            word.initial = true;
            word.capital = false;
            each(word);
            true
        });
    }
    // Without a title the first sentence stands in for it.
    let mut count = 0;
    let lead = if title.is_some() { 0 } else { first_sentence(text) };
    pass(text.get(..lead).unwrap_or_default(), |word| {
        count += 1;
        each(word);
        count < LEAD
    });
    pass(text.get(lead..).unwrap_or_default(), |mut word| {
        word.zone = if count < LEAD { Zone::Lead } else { Zone::Body };
        count += 1;
        each(word);
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

/// What one character means between words.
fn between(c: char, initial: &mut bool, joined: &mut bool) {
    match c {
        '.' | '!' | '?' | '\n' | '“' | '"' | ':' => {
            *initial = true;
            *joined = false;
        }
        ' ' | '-' | '\'' | '’' | '\u{a0}' => {}
        _ => *joined = false,
    }
}

fn pass<'a>(text: &'a str, mut each: impl FnMut(Word<'a>) -> bool) {
    let bytes = text.as_bytes();
    let (mut initial, mut joined) = (true, false);
    let mut at = 0;
    while let Some(c) = next(text, bytes, at) {
        if !c.is_alphanumeric() {
            between(c, &mut initial, &mut joined);
            at += c.len_utf8();
            continue;
        }
        let start = at;
        let number = c.is_ascii_digit();
        let mut hash = BASIS;
        while let Some(byte) = bytes.get(at).copied() {
            let lower = LOWER[usize::from(byte)];
            if lower != 0 {
                hash = fold(hash, lower);
                at += 1;
            } else if byte.is_ascii() {
                // 1,200 and 3.5 are one number; the full stop after one is not part of it.
                if !number
                    || !matches!(byte, b',' | b'.')
                    || !bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
                {
                    break;
                }
                if byte == b'.' {
                    hash = fold(hash, byte);
                }
                at += 1;
            } else {
                let Some(c) = next(text, bytes, at).filter(|c| c.is_alphanumeric()) else { break };
                for lower in c.to_lowercase() {
                    hash = lower.encode_utf8(&mut [0; 4]).bytes().fold(hash, fold);
                }
                at += c.len_utf8();
            }
        }
        let word = Word {
            surface: text.get(start..at).unwrap_or_default(),
            hash,
            zone: Zone::Title,
            capital: c.is_uppercase() && !initial,
            initial,
            number,
            joined,
        };
        (initial, joined) = (false, true);
        if !each(word) {
            return;
        }
    }
}

/// The character at a place.
fn next(text: &str, bytes: &[u8], at: usize) -> Option<char> {
    let byte = *bytes.get(at)?;
    if byte.is_ascii() { Some(char::from(byte)) } else { text.get(at..)?.chars().next() }
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

pub(crate) fn is_function(word: &str) -> bool {
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
        scan(
            Some("Ferry Aground"),
            "The ferry Alda sank. Alda had 1,200 seats, 3.5 a row. Ögur saw it.",
            |w| {
                assert_eq!(w.hash, hash(w.lower().as_bytes()));
                seen.push((w.lower(), w.surface.to_owned(), w.zone, w.capital));
            },
        );
        let has = |lower: &str, surface: &str, zone, capital| {
            assert!(
                seen.contains(&(lower.to_owned(), surface.to_owned(), zone, capital)),
                "{lower}: {seen:?}"
            );
        };
        has("ferry", "Ferry", Zone::Title, false);
        has("alda", "Alda", Zone::Lead, true);
        has("1200", "1,200", Zone::Lead, false);
        has("3.5", "3.5", Zone::Lead, false);
        has("ögur", "Ögur", Zone::Lead, false);
    }
}
