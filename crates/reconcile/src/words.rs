//! *What are the words of a stretch of text, and which of them are the same word?*
//!
//! Two views. [`Token`]s keep everything an editor sees, for comparing quotations: a word with the marks that
//! cling to it, folded to a key that ignores case, marks and the shape of quotation marks. [`Terms`] keep only
//! what a statement is about, for comparing statements: stems of content words, interned for one story.

use std::sync::LazyLock;

use copydesk_language::{is_stopword, stem};
use copydesk_model::Span;
use rustc_hash::FxHashMap;

use crate::ledger;

/// A word with the marks around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// The word and the marks that cling to it, with a dash that follows.
    pub(crate) span: Span,
    /// The word folded: lower case, no marks, straight apostrophes.
    pub(crate) key: String,
    /// The marks around it, folded to ASCII; quotation marks are left out.
    pub(crate) marks: String,
}

/// The words of `span`, in order. Marks without a word join the word before them.
pub(crate) fn tokens(text: &str, span: Span) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(span.len() / 5);
    chunks(text, span, |from, words| {
        let key = fold(words);
        let marks = fold_marks(words);
        let whole = Span::new(from, from + words.len());
        if key.is_empty() {
            if let Some(last) = out.last_mut() {
                last.span = last.span.cover(whole);
                for mark in marks.chars() {
                    // "… ." and "- -" are one mark, however they are spaced.
                    if !(last.marks.ends_with(mark) && matches!(mark, '.' | '-')) {
                        last.marks.push(mark);
                    }
                }
            }
            return;
        }
        out.push(Token { span: whole, key, marks });
    });
    out
}

/// The words of `span` as [`tokens`] has them, for whom a word as it is written (without the marks after a space) and its key are enough:
/// nothing is kept of any.
pub(crate) fn each<'t>(text: &'t str, span: Span, mut sink: impl FnMut(&'t str, &str)) {
    let mut key = String::new();
    chunks(text, span, |_, words| {
        key.clear();
        fold_into(words, &mut key);
        if !key.is_empty() {
            sink(words, &key);
        }
    });
}

/// Hands over the stretches between white space, behind dashes and behind slashes, with where each begins.
fn chunks<'t>(text: &'t str, span: Span, mut chunk: impl FnMut(usize, &'t str)) {
    let Some(words) = span.get(text) else { return };
    let bytes = words.as_bytes();
    let mut hand_over = |from: usize, to: usize| {
        if let Some(words) = words.get(from..to) {
            chunk(span.start() + from, words);
        }
    };
    let mut start = None;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let c = match byte {
            0..128 => char::from(*byte),
            _ => words.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(' '),
        };
        let mut end = at + c.len_utf8();
        if c.is_whitespace() {
            if let Some(from) = start.take() {
                hand_over(from, at);
            }
        } else if c == '-' && bytes.get(end) == Some(&b'-') {
            // "it--rained" has a dash, "re-elect" a hyphen.
            end += 1;
            hand_over(start.take().unwrap_or(at), end);
        } else if matches!(c, '—' | '–' | '‒' | '―' | '⸺' | '−' | '/') {
            // A dash or slash ends a word even without white space, and clings to it.
            hand_over(start.take().unwrap_or(at), end);
        } else if start.is_none() {
            start = Some(at);
        }
        at = end;
    }
    if let Some(from) = start {
        hand_over(from, bytes.len());
    }
}

fn is_mark(c: char) -> bool {
    match c {
        '@' | '#' | '$' | '%' | '&' | '+' | '\'' | '’' | '‘' | 'ʼ' => false,
        '\u{ad}' | '\u{200c}' | '\u{2060}' | '\u{200d}' | '\u{fe0f}' | '\u{200b}' | '\u{feff}' | '«'
        | '»' | '¡' | '¿' | '·' | '´' | '¨' => true,
        _ => {
            c.is_ascii_punctuation()
                || ('\u{2010}'..='\u{205e}').contains(&c)
                || c.is_whitespace()
                || c.is_control()
        }
    }
}

/// The key of a word: lower case, marks dropped except the point within a number and the apostrophe within a word.
pub(crate) fn fold(words: &str) -> String {
    let mut key = String::with_capacity(words.len());
    fold_into(words, &mut key);
    key
}

/// Appends the key of a word.
pub(crate) fn fold_into(words: &str, key: &mut String) {
    // Most words are letters alone, and most others are of ASCII.
    if words.bytes().all(|b| b.is_ascii_alphanumeric()) {
        let from = key.len();
        key.push_str(words);
        if let Some(added) = key.get_mut(from..) {
            added.make_ascii_lowercase();
        }
        return;
    }
    if words.is_ascii() {
        let bytes = words.as_bytes();
        let beside = |i: Option<usize>| i.and_then(|i| bytes.get(i)).copied().unwrap_or(b' ');
        for (i, b) in bytes.iter().copied().enumerate() {
            let (last, next) = (beside(i.checked_sub(1)), beside(Some(i + 1)));
            let kept = match b {
                b'\'' => last.is_ascii_alphanumeric() && next.is_ascii_alphanumeric(),
                b'.' => last.is_ascii_digit() && next.is_ascii_digit(),
                _ => b.is_ascii_alphanumeric() || matches!(b, b'@' | b'#' | b'$' | b'%' | b'&' | b'+'),
            };
            if kept {
                key.push(char::from(b.to_ascii_lowercase()));
            }
        }
        return;
    }
    let mut chars = words.chars().peekable();
    let mut last = ' ';
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        match c {
            '\'' | '’' | '‘' | 'ʼ' => {
                if last.is_alphanumeric() && next.is_alphanumeric() {
                    key.push('\'');
                }
            }
            '.' if last.is_ascii_digit() && next.is_ascii_digit() => key.push('.'),
            _ if c.is_ascii_alphanumeric() => key.push(c.to_ascii_lowercase()),
            _ if is_mark(c) => {}
            _ => key.extend(c.to_lowercase()),
        }
        last = c;
    }
}

fn fold_marks(words: &str) -> String {
    let mut marks = String::new();
    if words.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return marks;
    }
    let mut inside = false;
    for c in words.chars() {
        let folded = match c {
            '—' | '–' | '‒' | '―' | '‐' | '‑' | '⸺' | '−' => '-',
            '…' => '.',
            '“' | '”' | '„' | '«' | '»' | '"' | '\'' | '’' | '‘' | 'ʼ' | '\u{200d}' | '\u{fe0f}'
            | '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{200c}' | '\u{2060}' => continue,
            _ if !c.is_ascii_alphanumeric() && is_mark(c) => c,
            _ => {
                inside = true;
                continue;
            }
        };
        // A hyphen or point within a word belongs to its spelling.
        if inside && matches!(folded, '-' | '.') && !words.ends_with(c) {
            continue;
        }
        if marks.ends_with(folded) && matches!(folded, '.' | '-') {
            continue;
        }
        marks.push(folded);
    }
    marks
}

/// Whether a folded word is a function word.
pub(crate) fn is_stop(key: &str) -> bool {
    is_stopword(key)
        || key.split_once('\'').is_some_and(|(word, tail)| tail != "s" && (tail == "t" || is_stopword(word)))
}

/// The interned terms of one story.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    ids: FxHashMap<String, u32>,
    stems: FxHashMap<String, (Option<u32>, u8)>,
}

/// What a word may open, so that a sentence without any such word is not looked at again: words of order, of denial, of silence.
pub(crate) const OF_ORDER: u8 = 1;
pub(crate) const OF_DENIAL: u8 = 2;
pub(crate) const OF_SILENCE: u8 = 4;

/// What each folded word may open that may open anything.
static OPENERS: LazyLock<FxHashMap<&'static str, u8>> = LazyLock::new(|| {
    let mut openers: FxHashMap<&'static str, u8> = FxHashMap::default();
    let all = ledger::ORDER.iter().map(|(cue, ..)| (*cue, OF_ORDER));
    let all = all.chain(ledger::DENIALS.iter().map(|(cue, _)| (*cue, OF_DENIAL)));
    for (cue, bit) in all.chain(ledger::SILENCE.iter().map(|(cue, _)| (*cue, OF_SILENCE))) {
        *openers.entry(cue.split(' ').next().unwrap_or(cue)).or_default() |= bit;
    }
    openers
});

impl Lexicon {
    /// The number of a string, the same for the same string.
    pub(crate) fn intern(&mut self, key: &str) -> u32 {
        if let Some(id) = self.ids.get(key) {
            return *id;
        }
        let id = self.ids.len() as u32;
        self.ids.insert(key.to_owned(), id);
        id
    }

    /// The number of a folded word's stem; none for a function word.
    pub(crate) fn term(&mut self, key: &str) -> Option<u32> {
        self.look_up(key).0
    }

    /// The number of a folded word's stem, none for a function word; and what the word may open.
    pub(crate) fn look_up(&mut self, key: &str) -> (Option<u32>, u8) {
        if let Some(known) = self.stems.get(key) {
            return *known;
        }
        let word = key.strip_suffix("'s").unwrap_or(key);
        let id = if word.is_empty() || is_stop(word) { None } else { Some(self.intern(&stem(word))) };
        let known = (id, OPENERS.get(key).copied().unwrap_or_default());
        self.stems.insert(key.to_owned(), known);
        known
    }

    /// The number of a folded word's stem, if the story has it.
    pub(crate) fn known(&self, key: &str) -> Option<u32> {
        self.stems.get(key).and_then(|(id, _)| *id)
    }

    /// How many terms there are.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_keeps_its_marks_beside_its_key() {
        let text = "“It’s over — 3.5, I’m told,” break/ Built";
        let found: Vec<_> = tokens(text, Span::new(0, text.len()))
            .into_iter()
            .map(|t| (t.span.of(text).to_owned(), t.key, t.marks))
            .collect();
        let expected = [
            ("“It’s", "it's", ""),
            ("over —", "over", "-"),
            ("3.5,", "3.5", ","),
            ("I’m", "i'm", ""),
            ("told,”", "told", ","),
            ("break/", "break", "/"),
            ("Built", "built", ""),
        ];
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for ((span, key, marks), (s, k, m)) in found.iter().zip(expected) {
            assert_eq!((span.as_str(), key.as_str(), marks.as_str()), (s, k, m));
        }
    }

    #[test]
    fn a_word_of_ascii_folds_as_any_other_does() {
        for word in ["Don't", "'tis", "U.S.", "3.5", "(AP)", "$3.20,", "A&M", "C++", "x.y", "it's.", "50%"] {
            // A letter that is not of ASCII takes the other way.
            let (plain, other) = (fold(&format!("e{word}e")), fold(&format!("é{word}é")));
            assert_eq!(plain[1..plain.len() - 1], *other.trim_matches('é'), "{word}");
        }
    }

    #[test]
    fn dashes_and_dots_are_the_same_however_they_are_set() {
        let read = |text: &str| -> Vec<(String, String)> {
            tokens(text, Span::new(0, text.len())).into_iter().map(|t| (t.key, t.marks)).collect()
        };
        for text in ["it rained--all day... and", "it rained – all day… and", "it rained ― all day . . . and"]
        {
            assert_eq!(read(text), read("it rained — all day\u{a0}… and"), "{text}");
        }
        assert_eq!(read("re\u{2011}elect"), read("re-elect"));
    }

    #[test]
    fn a_thousands_comma_does_not_make_another_number() {
        assert_eq!(fold("10,000"), fold("10000"));
        assert_ne!(fold("3.5"), fold("35"));
        // Nor does a soft hyphen make another word.
        assert_eq!(fold("under\u{ad}standable"), fold("understandable"));
    }
}
