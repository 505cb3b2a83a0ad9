//! *What are the words, numbers and marks of this text, as the rules see them?*
//!
//! A cut of its own, finer than that of the language room: "8pm" is two tokens, "1990s" is one, "twenty-four" is
//! one number, "Sept." is a word and a point. Every token knows the entry of the lexicon that it matches, so that
//! the automaton works on numbers alone. One pass over the bytes; nothing is copied but the letters of the word
//! under the cursor.

use crate::grammar::{Grammar, Known};

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    /// A number in digits: how many, and whether it is a plain integer.
    Digits {
        len: u8,
        plain: bool,
    },
    /// A number in words.
    Spelled,
    /// A year read out in pairs, "nineteen ninety-eight".
    SpelledYear,
    /// "14th", or "fourteenth" in letters.
    Ordinal {
        spelled: bool,
    },
    /// "1990s", "'90s".
    Decade,
    Mark,
}

/// One token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tok {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) kind: Kind,
    /// White space before it.
    pub(crate) spaced: bool,
    /// A blank line before it.
    pub(crate) broken: bool,
    /// Its first letter is a capital.
    pub(crate) capital: bool,
    /// All its letters are capitals and there are at least two.
    pub(crate) shouted: bool,
    /// Its entry in the lexicon; 0 for none.
    pub(crate) entry: u32,
    /// Its number, where it is one.
    pub(crate) number: f64,
}

impl Tok {
    pub(crate) fn is_alphanumeric(&self) -> bool {
        self.kind != Kind::Mark
    }

    pub(crate) fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// Cuts a text.
pub(crate) fn scan(text: &str, grammar: &Grammar) -> Vec<Tok> {
    let bytes = text.as_bytes();
    let mut toks: Vec<Tok> = Vec::with_capacity(text.len() / 5 + 8);
    let mut lower = String::with_capacity(32);
    let (mut at, mut spaced, mut lines) = (0_usize, true, 0_u32);
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii_whitespace() {
            spaced = true;
            lines += u32::from(byte == b'\n');
            at += 1;
            continue;
        }
        let start = at;
        let mut tok = Tok {
            start: start as u32,
            end: 0,
            kind: Kind::Mark,
            spaced,
            broken: lines > 1,
            capital: false,
            shouted: false,
            entry: 0,
            number: 0.0,
        };
        if byte.is_ascii_digit() {
            let dotted = start > 1 && bytes[start - 1] == b'.' && bytes[start - 2].is_ascii_digit();
            digits(bytes, &mut at, &mut tok, dotted);
        } else {
            let letter = |at: usize| {
                if bytes[at] < 128 {
                    bytes[at].is_ascii_alphabetic().then_some((bytes[at] as char, 1))
                } else {
                    let c = text.get(at..)?.chars().next()?;
                    c.is_alphabetic().then_some((c, c.len_utf8()))
                }
            };
            lower.clear();
            let (mut count, mut capitals) = (0_u32, 0_u32);
            while at < bytes.len() {
                let Some((c, len)) = letter(at) else { break };
                count += 1;
                if c.is_ascii() {
                    let upper = c.is_ascii_uppercase();
                    capitals += u32::from(upper);
                    tok.capital |= upper && at == start;
                    lower.push(c.to_ascii_lowercase());
                } else {
                    let upper = c.is_uppercase();
                    capitals += u32::from(upper);
                    tok.capital |= upper && at == start;
                    lower.extend(c.to_lowercase());
                }
                at += len;
            }
            if count == 0 {
                let c = text.get(at..).and_then(|t| t.chars().next()).unwrap_or(' ');
                at += c.len_utf8();
                if c.is_whitespace() {
                    spaced = true;
                    continue;
                }
                lower.push(match c {
                    '’' | '‘' | '`' => '\'',
                    '–' | '—' | '‑' | '‐' | '−' => '-',
                    c => c,
                });
                tok.entry = if c.is_ascii() || lower.len() == 1 { grammar.mark(&lower) } else { 0 };
            } else {
                tok.kind = Kind::Word;
                tok.shouted = count > 1 && capitals == count;
                tok.entry = grammar.word(&lower, tok.capital);
            }
        }
        tok.end = at as u32;
        (spaced, lines) = (false, 0);
        toks.push(tok);
        merge(&mut toks, grammar);
    }
    toks
}

/// Reads digits with grouping commas and a decimal point.
fn digits(bytes: &[u8], at: &mut usize, tok: &mut Tok, dotted: bool) {
    let start = *at;
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let (mut value, mut plain) = (0.0_f64, true);
    while digit(*at) {
        value = value * 10.0 + f64::from(bytes[*at] - b'0');
        *at += 1;
    }
    let whole = *at - start;
    while whole <= 3
        && bytes.get(*at) == Some(&b',')
        && digit(*at + 1)
        && digit(*at + 2)
        && digit(*at + 3)
        && !digit(*at + 4)
    {
        for i in 1..=3 {
            value = value * 10.0 + f64::from(bytes[*at + i] - b'0');
        }
        *at += 4;
        plain = false;
    }
    // "2.5" but not "14.10.2020", which is left to the rules.
    let mut end = *at + 1;
    while digit(end) {
        end += 1;
    }
    if !dotted
        && bytes.get(*at) == Some(&b'.')
        && digit(*at + 1)
        && !(bytes.get(end) == Some(&b'.') && digit(end + 1))
    {
        let mut scale = 0.1;
        for digit in bytes.get(*at + 1..end).unwrap_or_default() {
            value += f64::from(digit - b'0') * scale;
            scale /= 10.0;
        }
        *at = end;
        plain = false;
    }
    tok.kind = Kind::Digits { len: whole.min(99) as u8, plain };
    tok.number = value;
}

/// Joins the newest token to those before it where they make up one number.
fn merge(toks: &mut Vec<Tok>, grammar: &Grammar) {
    let Some(&last) = toks.last() else { return };
    if matches!(last.kind, Kind::Digits { plain: true, .. }) {
        join_fraction(toks, grammar);
    }
    if last.kind == Kind::Word {
        match grammar.known(last.entry) {
            Some(Known::OrdinalEnding | Known::DecadeEnding) if !last.spaced => join_ending(toks, grammar),
            Some(Known::Cardinal(n)) => {
                if let Some(t) = toks.last_mut() {
                    (t.kind, t.number) = (Kind::Spelled, n);
                }
                join_cardinal(toks, n, grammar);
            }
            Some(Known::Scale(n)) => {
                // "two hundred", "a hundred".
                let [.., before, _] = toks.as_mut_slice() else { return };
                let digits = matches!(before.kind, Kind::Digits { .. }) && n >= 1000.0;
                if before.kind == Kind::Spelled && before.number < n || digits {
                    before.number *= n;
                    (before.kind, before.end) = (Kind::Spelled, last.end);
                    toks.pop();
                } else if let Some(t) = toks.last_mut() {
                    (t.kind, t.number) = (Kind::Spelled, n);
                }
            }
            Some(Known::Ordinal(n)) => {
                if let Some(t) = toks.last_mut() {
                    (t.kind, t.number) = (Kind::Ordinal { spelled: true }, n);
                }
                let back = usize::from(toks.len() > 2 && toks[toks.len() - 2].kind == Kind::Mark);
                if toks.len() > 1 + back && hyphen(toks, back, grammar) {
                    let at = toks.len() - 2 - back;
                    let tens = toks[at];
                    if tens.kind == Kind::Spelled
                        && tens.number >= 20.0
                        && tens.number % 10.0 == 0.0
                        && n < 10.0
                    {
                        toks.truncate(at + 1);
                        if let Some(t) = toks.last_mut() {
                            (t.kind, t.end, t.number) =
                                (Kind::Ordinal { spelled: true }, last.end, tens.number + n);
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whether the last token is joined to the one before (or, with `back`, the two before) by a space or a hyphen.
fn hyphen(toks: &[Tok], back: usize, grammar: &Grammar) -> bool {
    let Some(last) = toks.last() else { return false };
    if back == 0 {
        return !last.broken;
    }
    let mark = toks[toks.len() - 2];
    !last.spaced && !mark.spaced && grammar.is_hyphen(mark.entry)
}

/// "14" + "th", "1990" + "s", "90" + "'" + "s".
fn join_ending(toks: &mut Vec<Tok>, grammar: &Grammar) {
    let Some(&last) = toks.last() else { return };
    let apostrophe = toks.len() > 2 && {
        let mark = toks[toks.len() - 2];
        mark.kind == Kind::Mark && !mark.spaced && grammar.is_apostrophe(mark.entry)
    };
    let back = usize::from(apostrophe);
    if toks.len() < 2 + back {
        return;
    }
    let at = toks.len() - 2 - back;
    let number = toks[at];
    let Kind::Digits { len, plain: true } = number.kind else { return };
    let kind = match grammar.known(last.entry) {
        Some(Known::OrdinalEnding) if back == 0 && len < 4 => Kind::Ordinal { spelled: false },
        Some(Known::DecadeEnding)
            if number.number % 10.0 == 0.0
                && (len == 2 || len == 4 && (1000.0..2200.0).contains(&number.number)) =>
        {
            Kind::Decade
        }
        _ => return,
    };
    toks.truncate(at + 1);
    if let Some(t) = toks.last_mut() {
        (t.kind, t.end, t.entry) = (kind, last.end, 0);
    }
}

/// "twenty" + "four", "two hundred" + "fifty", "nineteen" + "ninety".
fn join_cardinal(toks: &mut Vec<Tok>, n: f64, grammar: &Grammar) {
    let back = usize::from(toks.len() > 2 && toks[toks.len() - 2].kind == Kind::Mark);
    if toks.len() < 2 + back || !hyphen(toks, back, grammar) {
        return;
    }
    let at = toks.len() - 2 - back;
    let (before, last) = (toks[at], toks[toks.len() - 1]);
    let b = before.number;
    let joined = match before.kind {
        Kind::Spelled if (20.0..100.0).contains(&b) && b % 10.0 == 0.0 && n < 10.0 => (Kind::Spelled, b + n),
        Kind::Spelled if b >= 100.0 && b % 100.0 == 0.0 && n < 100.0 => (Kind::Spelled, b + n),
        Kind::Spelled if (11.0..=20.0).contains(&b) && (10.0..100.0).contains(&n) => {
            (Kind::SpelledYear, b * 100.0 + n)
        }
        Kind::SpelledYear if b % 10.0 == 0.0 && b % 100.0 >= 20.0 && n < 10.0 => (Kind::SpelledYear, b + n),
        _ => return,
    };
    toks.truncate(at + 1);
    if let Some(t) = toks.last_mut() {
        (t.kind, t.number) = joined;
        (t.end, t.entry) = (last.end, 0);
    }
}

/// "2 1/2", "7/8": a number, and no date.
fn join_fraction(toks: &mut Vec<Tok>, grammar: &Grammar) {
    let [.., upper, slash, lower] = toks.as_slice() else { return };
    let (a, b) = (upper.number, lower.number);
    let plain = matches!(upper.kind, Kind::Digits { len: 1, plain: true });
    let halving = [2.0, 3.0, 4.0, 8.0, 16.0].contains(&b) && a >= 1.0 && a < b;
    if !plain || !halving || !grammar.is_slash(slash.entry) || slash.spaced || lower.spaced {
        return;
    }
    let (end, mut value) = (lower.end, a / b);
    let mut at = toks.len() - 3;
    // The whole number before it, "2 1/2" or "2-1/2".
    let whole = match toks.get(..at) {
        Some([.., w]) if matches!(w.kind, Kind::Digits { plain: true, .. }) && toks[at].spaced => {
            Some(at - 1)
        }
        Some([.., w, h])
            if matches!(w.kind, Kind::Digits { plain: true, .. })
                && grammar.is_hyphen(h.entry)
                && !h.spaced =>
        {
            Some(at - 2)
        }
        _ => None,
    };
    if let Some(whole) = whole {
        value += toks[whole].number;
        at = whole;
    } else if b > 4.0 || a / b != 0.5 {
        // Alone, only a half may stand for a number of units; "3/4" may still be a date.
        if b != 8.0 {
            return;
        }
    }
    toks.truncate(at + 1);
    if let Some(t) = toks.last_mut() {
        (t.kind, t.number, t.end) = (Kind::Digits { len: 9, plain: false }, value, end);
    }
}
