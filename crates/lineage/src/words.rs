//! The words of a report as copying sees them: folded to a hash, with the places where the report speaks in
//! another's voice marked.
//!
//! A word is a run of letters and digits; apostrophes inside it are dropped and case is folded, so that curly and
//! straight marks, and a headline's capitals, make no difference. What is the page's (boxes, galleries, links run into
//! a sentence, lists and tables of names) and posts that are set in are marked like quotations ([`crate::page`]).

use copydesk_model::{QuotationKind, Reading, Span};

use crate::page;

/// A stretch between quotation marks of at most so many words is a title, a nickname or a scare quote.
const SHORT_MARKED: usize = 3;
/// Cues of what papers print.
const REPORTED: [&str; 3] = ["reports", "reported", "reporting"];
/// How far on the end of a quotation within a quotation is looked for, in bytes.
const NEAR: usize = 600;

/// One word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    /// Of its folded characters.
    pub(crate) hash: u64,
    start: u32,
    end: u32,
    /// Number of its paragraph.
    pub(crate) paragraph: u32,
    /// Whether it is somebody else's: inside a quotation.
    pub(crate) quoted: bool,
    /// Whether it is a number or begins with a capital: names and dates, which two reports share without copying.
    pub(crate) given: bool,
    /// Whether it is "I", "me", "my" or "myself".
    pub(crate) first_person: bool,
}

impl Word {
    /// Where it stands.
    pub(crate) fn span(self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }
}

const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

fn fold(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(PRIME)
}

/// The hash that a word of these characters has; for lists of phrases.
#[cfg(test)]
pub(crate) fn hash(word: &str) -> u64 {
    words(word).first().map_or(0, |w| w.hash)
}

/// All words of `text`; those between quotation marks, and what is the page's, are marked as quoted.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words = Scan::new(text).run();
    page::mark_all(text, &mut words);
    words
}

/// Marks words as somebody else's.
pub(crate) fn mark(words: &mut [Word], span: Span) {
    let first = words.partition_point(|w| (w.end as usize) <= span.start());
    for word in words.iter_mut().skip(first).take_while(|w| (w.start as usize) < span.end()) {
        word.quoted = true;
    }
}

/// All words of a report; the quotations of its reading, and the page's furniture, are marked as somebody else's too.
pub(crate) fn of_report(text: &str, reading: &Reading) -> Vec<Word> {
    let mut words = words(text);
    for span in &reading.furniture {
        mark(&mut words, *span);
    }
    for quotation in &reading.quotations {
        // What a paper "reports" is a reporter's own words, in whichever report they stand.
        let reported =
            quotation.cue.is_some_and(|cue| REPORTED.contains(&cue.of(text).trim_end_matches(':')));
        if quotation.kind == QuotationKind::Indirect || reported {
            continue;
        }
        for part in &quotation.parts {
            mark(&mut words, *part);
        }
    }
    words
}

/// Whether the reporter would be speaking of himself; "ID" and "Me." at the end of an address are not worth a word.
fn is_first_person(word: &str) -> bool {
    matches!(word, "I" | "me" | "my" | "My" | "myself")
        || word.strip_prefix("I'").or_else(|| word.strip_prefix("I’")).is_some()
}

struct Scan<'t> {
    text: &'t str,
    bytes: &'t [u8],
    words: Vec<Word>,
    paragraph: u32,
    /// Number of words before the mark that is open.
    open: Option<usize>,
    /// Closing marks that close a quotation within the one that is open.
    inner: u32,
}

impl<'t> Scan<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            words: Vec::with_capacity(text.len() / 6),
            paragraph: 0,
            open: None,
            inner: 0,
        }
    }

    fn run(mut self) -> Vec<Word> {
        let mut at = 0;
        while let Some(&byte) = self.bytes.get(at) {
            if byte.is_ascii_alphanumeric() {
                at = self.word(at);
            } else if byte < 0x80 {
                match byte {
                    b'\n' => self.line_break(at),
                    b'"' => self.straight(at),
                    b'`' if self.bytes.get(at + 1) == Some(&b'`') => self.begin(),
                    b'\'' if self.bytes.get(at + 1) == Some(&b'\'') => self.close(),
                    _ => {}
                }
                at += 1;
            } else {
                let Some(c) = self.text.get(at..).and_then(|t| t.chars().next()) else { break };
                if c.is_alphanumeric() {
                    at = self.word(at);
                } else {
                    match c {
                        '“' | '„' | '«' => {
                            // A closing mark that was typed as an opening one stands before white space.
                            let next = self.text.get(at + c.len_utf8()..).and_then(|t| t.chars().next());
                            if self.open.is_some() && next.is_none_or(char::is_whitespace) {
                                self.close();
                            } else if self.open.is_some() {
                                self.inner += u32::from(self.closes_twice(at + c.len_utf8()));
                            } else {
                                self.begin();
                            }
                        }
                        '”' | '»' if self.inner > 0 => self.inner -= 1,
                        '”' | '»' => self.close(),
                        '\u{2029}' | '\u{85}' => self.line_break(at),
                        _ => {}
                    }
                    at += c.len_utf8();
                }
            }
        }
        self.close_at_end();
        self.words
    }

    /// Reads the word that begins at `at`; gives the place after it.
    fn word(&mut self, at: usize) -> usize {
        let mut hash = BASIS;
        let mut end = at;
        let first = self.text.get(at..).and_then(|t| t.chars().next()).unwrap_or(' ');
        let given = first.is_uppercase() || first.is_numeric();
        while let Some(&byte) = self.bytes.get(end) {
            if byte.is_ascii_alphanumeric() {
                hash = fold(hash, byte.to_ascii_lowercase());
                end += 1;
            } else if byte == b'\'' && self.bytes.get(end + 1).is_some_and(u8::is_ascii_alphabetic) {
                end += 1;
            } else if byte >= 0x80 {
                let rest = self.text.get(end..).unwrap_or_default();
                let mut chars = rest.chars();
                let Some(c) = chars.next() else { break };
                if c.is_alphanumeric() {
                    for lower in c.to_lowercase() {
                        for byte in lower.encode_utf8(&mut [0; 4]).bytes() {
                            hash = fold(hash, byte);
                        }
                    }
                } else if !(c == '’' && chars.next().is_some_and(char::is_alphabetic)) {
                    break;
                }
                end += c.len_utf8();
            } else {
                break;
            }
        }
        self.words.push(Word {
            hash: hash ^ (hash >> 29),
            start: at as u32,
            end: end as u32,
            paragraph: self.paragraph,
            quoted: false,
            given,
            first_person: end - at <= 6
                && matches!(first, 'I' | 'm' | 'M')
                && is_first_person(self.text.get(at..end).unwrap_or_default()),
        });
        end
    }

    fn line_break(&mut self, at: usize) {
        // Where lines are broken within a paragraph, only an empty line ends it; nothing is lost by taking each
        // line for a paragraph when it ends a sentence.
        let before = self.text.get(..at).and_then(|t| t.trim_end().chars().next_back());
        let blank = self.bytes.get(at + 1).is_some_and(|b| *b == b'\n' || *b == b'\r');
        if blank || before.is_none_or(|c| !c.is_alphanumeric() && c != ',') {
            self.close_at_end();
            if self.words.last().is_some_and(|w| w.paragraph == self.paragraph) {
                self.paragraph += 1;
            }
        }
    }

    fn straight(&mut self, at: usize) {
        let before = at.checked_sub(1).and_then(|i| self.bytes.get(i));
        let after = self.bytes.get(at + 1);
        let opens = before.is_none_or(|b| b.is_ascii_whitespace() || b"([-".contains(b))
            && after.is_some_and(|b| !b.is_ascii_whitespace());
        if opens {
            self.begin();
        } else {
            self.close();
        }
    }

    /// Whether two marks close, in this paragraph and not far off, before another opens: a title in the same marks as
    /// the quotation that it stands in.
    fn closes_twice(&self, from: usize) -> bool {
        let end = self.text.floor_char_boundary((from + NEAR).min(self.text.len()));
        let ahead = self.text.get(from..end).unwrap_or_default();
        let marks = ahead.chars().filter(|c| matches!(c, '“' | '«' | '„' | '”' | '»' | '\n'));
        marks.take(2).filter(|c| matches!(c, '”' | '»')).count() == 2
    }

    fn begin(&mut self) {
        if self.open.is_none() {
            self.open = Some(self.words.len());
        }
    }

    fn close(&mut self) {
        if let Some(first) = self.open.take()
            && self.words.len() - first > SHORT_MARKED
        {
            self.words.iter_mut().skip(first).for_each(|w| w.quoted = true);
        }
        self.inner = 0;
    }

    /// A mark that its paragraph does not close runs to the paragraph's end.
    fn close_at_end(&mut self) {
        self.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn narration(text: &str) -> Vec<&str> {
        words(text).into_iter().filter(|w| !w.quoted).map(|w| w.span().of(text)).collect()
    }

    #[test]
    fn words_between_marks_are_somebody_elses() {
        let cases: &[(&str, &[&str])] = &[
            ("“We saw the roof go up,” she said.", &["she", "said"]),
            ("\"We saw the roof go up,\" she said.", &["she", "said"]),
            ("``We saw the roof go up,'' she said.", &["she", "said"]),
            ("“We saw the roof go up,\" she said.", &["she", "said"]),
            ("“We saw the roof go up“ she said.", &["she", "said"]),
            ("“We saw the roof go up\n\nShe left.", &["She", "left"]),
            ("“They called “Low Tide” their best song yet,” she said.", &["she", "said"]),
            ("“We saw the roof, she said. He called it “Low Tide” and left.", &["and", "left"]),
            ("He sang “Low Tide” there.", &["He", "sang", "Low", "Tide", "there"]),
        ];
        for (text, expected) in cases {
            assert_eq!(&narration(text), expected, "{text}");
        }
    }

    #[test]
    fn marks_and_capitals_do_not_change_a_word() {
        assert_eq!(hash("It’s"), hash("it's"));
        assert_eq!(hash("ÉTÉ"), hash("été"));
        assert_ne!(hash("its"), hash("it"));
    }
}
