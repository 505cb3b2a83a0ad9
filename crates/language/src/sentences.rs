//! *Where do sentences end?*
//!
//! Rules over tokens. A terminal mark ends a sentence when what follows it, past closing marks, can begin one; an
//! abbreviation does so only before a word that begins sentences ([`STARTERS`]). A speech verb after a closing quotation mark
//! carries the sentence on, numbered items and bullets begin new ones, and a paragraph's end always ends a sentence.

use std::sync::LazyLock;

use copydesk_model::Span;
use rustc_hash::FxHashSet;

use crate::abbreviations::{self, Class};
use crate::chars::{is_closing, is_full_width_terminal, is_opening, is_quote, is_terminal};
use crate::{Sentence, Token, TokenKind};

static STARTERS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    let list = include_str!("../data/starters.txt");
    list.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace).collect()
});

/// Verbs that carry a sentence on after a closing quotation mark: "“Is it?” Jones asked."
const SPEECH: &[&str] = &[
    "said",
    "says",
    "asked",
    "asks",
    "told",
    "added",
    "adds",
    "wrote",
    "writes",
    "replied",
    "replies",
    "tweeted",
    "continued",
    "explained",
    "explains",
    "recalled",
    "recalls",
    "joked",
    "shouted",
    "cried",
    "wondered",
    "exclaimed",
    "noted",
    "admitted",
    "insisted",
    "declared",
    "posted",
    "quipped",
    "responded",
    "answered",
    "yelled",
    "screamed",
];

/// What stands before the dates of a life or a marriage: "(b. 1990; m. 2014)".
const LIFE_DATES: &[&str] = &["b", "d", "m", "r", "c", "ca", "div", "fl", "née", "né"];

/// What is numbered in a caption or a heading.
const NUMBERED: &[&str] = &["Figure", "Fig.", "Table", "Chart", "Map", "Box"];

/// Words that the full date behind them belongs to.
const LEAD_TO_A_DATE: &[&str] = &[
    "on", "of", "for", "from", "by", "since", "until", "till", "to", "and", "or", "before", "after",
    "between", "through", "last", "next", "this", "is", "was", "dated",
];

/// What stands before the name of who made a picture.
const CREDITS: &[&str] = &["Image", "Photo", "Photograph", "Photos", "Picture", "Credit", "File", "Source"];

/// Names that end in a mark.
const NAMES_WITH_A_MARK: &[&str] = &["Yahoo", "Jeopardy", "Wham", "Mamma", "Oklahoma", "Panic"];

/// Appends the sentences of one paragraph, whose tokens are `tokens[first..]`.
pub(crate) fn split(text: &str, tokens: &[Token], first: usize, paragraph: usize, out: &mut Vec<Sentence>) {
    let end = tokens.len();
    let mut splitter = Splitter { text, tokens, end, first, in_quotes: false };
    let mut close = |from: usize, to: usize| {
        if let (Some(a), Some(b)) = (tokens.get(from), tokens.get(to.wrapping_sub(1))) {
            out.push(Sentence { span: Span::new(a.span.start(), b.span.end()), tokens: from..to, paragraph });
        }
    };
    let mut at = first;
    while at < end {
        splitter.toggle(at);
        if at > splitter.first && splitter.begins_anew(at) {
            close(splitter.first, at);
            splitter.first = at;
        }
        if let Some(after) = splitter.ends(at) {
            // Straight marks among the closers toggle too.
            for i in at + 1..after {
                splitter.toggle(i);
            }
            close(splitter.first, after);
            splitter.first = after;
            at = after;
        } else {
            at += 1;
        }
    }
    if splitter.first < end {
        close(splitter.first, end);
    }
}

struct Splitter<'a> {
    text: &'a str,
    tokens: &'a [Token],
    end: usize,
    /// The first token of the current sentence.
    first: usize,
    /// Whether a straight double mark is open.
    in_quotes: bool,
}

impl Splitter<'_> {
    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| t.text(self.text))
    }

    fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tokens.get(at).map(|t| t.kind)
    }

    /// Whether white space stands before the token.
    fn spaced(&self, at: usize) -> bool {
        match (at.checked_sub(1).and_then(|b| self.tokens.get(b)), self.tokens.get(at)) {
            (Some(before), Some(token)) => before.span.end() < token.span.start(),
            _ => true,
        }
    }

    /// Follows the straight double marks: one that leans on a word opens or closes whatever came before, so that a
    /// mark that somebody forgot spoils no more than its own sentence; one between two spaces, or none, changes sides.
    fn toggle(&mut self, at: usize) {
        if self.word(at) == "\"" {
            self.in_quotes = self.leans(at).map_or(!self.in_quotes, |opens| opens);
        }
    }

    /// Whether a straight mark opens (white space before it alone) or closes (behind it alone); `None` where both sides are alike.
    fn leans(&self, at: usize) -> Option<bool> {
        let (before, behind) = (self.spaced(at), self.spaced(at + 1));
        (before != behind).then_some(before)
    }

    /// If a sentence ends with the mark at `at`: the index after its last token.
    fn ends(&self, at: usize) -> Option<usize> {
        let word = self.word(at);
        let mark = word.chars().next_back().filter(|c| is_terminal(*c))?;
        let bare = word.chars().all(is_terminal);
        if !bare && self.kind(at) != Some(TokenKind::Word) {
            return None;
        }
        let before = at.checked_sub(1).map_or("", |b| self.word(b));
        // The first of spaced dots has spoken for all; "[...]" is a gap, not an end.
        if word == "." && before == "." || matches!(before, "[" | "(") && bare {
            return None;
        }
        let mut last = at;
        let mut dots = 1;
        if word == "." {
            // ". . . ." spaced out.
            while self.word(last + 1) == "." && last + 1 < self.end {
                last += 1;
                dots += 1;
            }
            let attached = !self.spaced(at);
            if dots == 4 && attached && self.word(last + 1).starts_with(char::is_uppercase) {
                // "compounds. . . . The": the ellipsis opens the next sentence.
                return Some(at + 1);
            }
        } else if bare {
            while last + 1 < self.end
                && self.word(last + 1).chars().all(is_terminal)
                && !self.spaced(last + 1)
            {
                last += 1;
            }
        }
        let after = self.closers(last + 1);
        if after >= self.end {
            return Some(self.end);
        }
        let closed_quote = (last + 1..after).any(|i| is_quote(self.word(i)));
        // Past what opens the next sentence.
        let mut content = after;
        while content < self.end && (is_opening(self.word(content)) || is_quote(self.word(content))) {
            content += 1;
        }
        let next = self.word(content);
        let initial = next.chars().next()?;
        if is_full_width_terminal(mark) {
            return Some(after);
        }
        if dots == 3 {
            return None;
        }
        if !self.spaced(after) && !self.runs_together(at, after, content) {
            return None;
        }
        let begins = match self.kind(content)? {
            // In brackets a sentence may begin small: "(photo: …".
            TokenKind::Word => {
                !initial.is_lowercase()
                    || (content > after && self.word(after) == "(" && word.len() == 1)
                    || (bare && has_inner_capital(next))
            }
            TokenKind::Number | TokenKind::Url | TokenKind::Handle => true,
            TokenKind::Symbol => matches!(initial, '$' | '£' | '€') || initial == '#',
            TokenKind::Punctuation => {
                matches!(initial, '•' | '⁃' | '‣' | '*' | '¿' | '¡' | '.' | '…') || content > after
            }
            TokenKind::Hashtag | TokenKind::Emoji => false,
        };
        if !begins {
            return None;
        }
        if !bare {
            return self.abbreviation_ends(at, content).then_some(after);
        }
        // "(b. 1990)", "div. 2004"
        if dots == 1 && !self.spaced(at) && LIFE_DATES.contains(&before) {
            let number = self.kind(content) == Some(TokenKind::Number);
            if content == after && (number || is_calendar(next)) {
                return None;
            }
        }
        // A title with a mark, and its year: "in Who Goes There? (1962)".
        if matches!(mark, '!' | '?') && self.word(after) == "(" {
            let closing = (content..content + 6).find(|i| self.word(*i) == ")");
            if closing.is_some_and(|i| is_year(self.word(i - 1))) {
                return None;
            }
        }
        // "1. The first item", "a. The first item"
        if dots == 1 && self.is_marker_end(at) {
            return None;
        }
        if matches!(mark, '…') || (dots == 1 && word.len() > 1 && mark == '.') {
            // After an ellipsis a sentence may go on with "I" or a name in small letters only.
            return (next != "I" && !next.starts_with("I'")).then_some(after);
        }
        if mark == '!'
            && NAMES_WITH_A_MARK.contains(&self.word(at.wrapping_sub(1)))
            && !STARTERS.contains(next)
        {
            return None;
        }
        if closed_quote && self.speech_follows(content) {
            return None;
        }
        Some(after)
    }

    /// The index after the closing marks, notes ("[1]") and emoji from `at`.
    fn closers(&self, mut at: usize) -> usize {
        let mut in_quotes = self.in_quotes;
        while at < self.end {
            let word = self.word(at);
            let attached = !self.spaced(at);
            let closes = is_closing(word)
                || (attached && is_quote(word) && !is_opening(word))
                || (word == "\"" && in_quotes && self.leans(at) != Some(true))
                || (word == "''")
                || (matches!(word, "’" | "'") && attached)
                || matches!(self.kind(at), Some(TokenKind::Emoji))
                || (matches!(self.kind(at), Some(TokenKind::Symbol))
                    && word.starts_with([':', ';', '<'])
                    && word.len() > 1);
            if word == "\"" {
                in_quotes = !in_quotes;
            }
            // The number of a note: "… rights. 4 Even though …".
            let note = self.kind(at) == Some(TokenKind::Number)
                && word.len() <= 3
                && word.bytes().all(|b| b.is_ascii_digit())
                && (at + 1 == self.end || STARTERS.contains(self.word(at + 1)));
            if closes || note {
                at += 1;
            } else if let Some(past) = self.past_note(at) {
                at = past;
            } else {
                break;
            }
        }
        at.min(self.end)
    }

    /// The index after a note in square brackets: "[4]", "[…]", "[citation needed]".
    fn past_note(&self, at: usize) -> Option<usize> {
        if self.word(at) != "[" {
            return None;
        }
        let closing = (at + 2..=at + 4).find(|i| self.word(*i) == "]")?;
        let noted = |word: &str| word == "…" || word.starts_with(|c: char| c.is_ascii_digit());
        let remark = |word: &str| word.chars().all(char::is_lowercase);
        let one = closing == at + 2 && noted(self.word(at + 1));
        (one || (closing > at + 2 && (at + 1..closing).all(|i| remark(self.word(i))))).then_some(closing + 1)
    }

    /// "end.The start", "said.“We": a space was forgotten.
    fn runs_together(&self, at: usize, after: usize, content: usize) -> bool {
        if after != at + 1 {
            return true;
        }
        let before = self.word(at.wrapping_sub(1));
        if at == self.first || before.chars().count() < 2 {
            return false;
        }
        let small = before.chars().all(char::is_lowercase);
        content > after && small
            || (small && self.word(content).starts_with(char::is_uppercase) && self.word(content).len() > 1)
    }

    fn abbreviation_ends(&self, at: usize, content: usize) -> bool {
        let word = self.word(at);
        let stem = word.trim_end_matches('.');
        let next = self.word(content);
        let starter = STARTERS.contains(next);
        let digit = next.starts_with(|c: char| c.is_ascii_digit());
        if at == self.first && stem.chars().count() <= 2 {
            return false;
        }
        let shouted = stem.len() > 2 && stem.bytes().all(|b| b.is_ascii_uppercase());
        let class =
            if shouted { abbreviations::class(&capitalised(stem)) } else { abbreviations::class(stem) };
        match class {
            Some(Class::Title | Class::Never | Class::Number) => false,
            Some(Class::Date) => !digit && (starter || !is_calendar(next)),
            Some(Class::Open) if stem == "etc" => !digit,
            Some(Class::Open) => starter,
            None => {
                let small = stem.to_ascii_lowercase();
                if matches!(small.as_str(), "a.m" | "p.m") {
                    return !is_calendar(next) && !digit && at > self.first + 3;
                }
                if stem.chars().count() == 1 {
                    let before = self.word(at.wrapping_sub(1));
                    let after_name = at > self.first && before.starts_with(char::is_uppercase);
                    return starter && !(after_name && next == "I");
                }
                starter
            }
        }
    }

    /// Whether the full stop at `at` closes the marker of an item ("1.") that opens the sentence.
    fn is_marker_end(&self, at: usize) -> bool {
        let from = self.past_bullets(self.first);
        let marker = self.word(from);
        // "2.1. Method", "Figure 3. The harbour"
        (at == from + 1 && (ordinal(marker).is_some() || is_section(marker)))
            || (at == from + 2
                && NUMBERED.contains(&marker)
                && self.kind(from + 1) == Some(TokenKind::Number))
    }

    fn past_bullets(&self, mut at: usize) -> usize {
        while at < self.end && is_bullet(self.word(at)) {
            at += 1;
        }
        at
    }

    /// Whether what stands at `at` begins a sentence although no mark ended the one before it.
    fn begins_anew(&self, at: usize) -> bool {
        self.begins_item(at) || self.begins_date_line(at) || self.begins_credit(at)
    }

    /// The full date under a headline: "Mayor resigns Tuesday, March 3, 2020", to the end of the paragraph.
    fn begins_date_line(&self, at: usize) -> bool {
        self.end == at + 6
            && is_weekday(self.word(at))
            && self.word(at + 1) == ","
            && is_calendar(self.word(at + 2))
            && self.word(at + 4) == ","
            && is_year(self.word(at + 5))
            && at >= self.first + 3
            && self
                .word(at - 1)
                .chars()
                .next_back()
                .is_some_and(|c| c.is_alphanumeric() || is_closing_char(c))
            && !LEAD_TO_A_DATE.contains(&self.word(at - 1))
    }

    /// The credit behind a caption: "The bridge at noon Photo: A. Name".
    fn begins_credit(&self, at: usize) -> bool {
        CREDITS.contains(&self.word(at))
            && self.word(at + 1) == ":"
            && !self.spaced(at + 1)
            && self.word(at - 1).chars().all(char::is_alphanumeric)
    }

    /// Whether an item of a list begins at `at`: a bullet, or the number after that of the current sentence in the same form.
    fn begins_item(&self, at: usize) -> bool {
        if is_bullet(self.word(at)) && self.word(at) != "*" && self.word(at) != "-" {
            return !is_bullet(self.word(at.wrapping_sub(1)));
        }
        let from = self.past_bullets(self.first);
        let Some(here) = ordinal(self.word(from)) else { return false };
        let Some(there) = ordinal(self.word(at)) else { return false };
        if from >= at || there != here + 1 {
            return false;
        }
        let (form, open) = self.marker_form(from);
        let (other, content) = self.marker_form(at);
        form == other
            && form > 0
            && self.spaced(at)
            && open < at
            && self.word(content).starts_with(char::is_uppercase)
    }

    /// The form of an item's marker (0 for none) and the index after it: "1" with ".", ")" or ".)".
    fn marker_form(&self, at: usize) -> (u8, usize) {
        let stop = self.word(at).ends_with('.');
        let mut next = at + 1;
        let mut form = u8::from(stop);
        for (mark, value) in [(".", 1), (")", 2)] {
            if next < self.end && self.word(next) == mark && !self.spaced(next) {
                form |= value;
                next += 1;
            }
        }
        (form, next)
    }

    /// "“Is it?” Jones asked": a capitalised subject of up to three words and a speech verb.
    fn speech_follows(&self, at: usize) -> bool {
        for i in at..(at + 4).min(self.end) {
            let word = self.word(i);
            if i > at && SPEECH.contains(&word) {
                return true;
            }
            if !word.starts_with(char::is_uppercase) || (i == at && STARTERS.contains(word)) {
                return false;
            }
        }
        false
    }
}

/// "wikiHow", "iPhone": small at the front on purpose.
fn has_inner_capital(word: &str) -> bool {
    word.starts_with(char::is_lowercase) && word.chars().any(char::is_uppercase)
}

/// The number of a section: "2.1", "4.10.3".
fn is_section(word: &str) -> bool {
    word.contains('.')
        && word
            .split('.')
            .all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.starts_with(['1', '2']) && word.bytes().all(|b| b.is_ascii_digit())
}

fn is_weekday(word: &str) -> bool {
    is_calendar(word) && word.ends_with("day")
}

fn is_closing_char(c: char) -> bool {
    matches!(c, '\'' | '"' | '’' | '”' | ')' | '?' | '!')
}

/// "GEN" as "Gen".
fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
    format!("{first}{}", rest.to_ascii_lowercase())
}

fn is_bullet(word: &str) -> bool {
    matches!(word, "•" | "⁃" | "‣" | "▪" | "◦" | "●" | "·")
}

/// The number of an item: "7", "b", "b.".
fn ordinal(word: &str) -> Option<u32> {
    let word = word.strip_suffix('.').unwrap_or(word);
    if word.is_empty() || word.len() > 3 {
        return None;
    }
    if let Ok(number) = word.parse() {
        return Some(number);
    }
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        (Some(c @ 'a'..='z'), None) => Some(c as u32 - 'a' as u32 + 1),
        _ => None,
    }
}

/// Days, months and time zones, which go on after a time or a date.
fn is_calendar(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    matches!(
        word,
        "January"
            | "February"
            | "March"
            | "April"
            | "May"
            | "June"
            | "July"
            | "August"
            | "September"
            | "October"
            | "November"
            | "December"
            | "Monday"
            | "Tuesday"
            | "Wednesday"
            | "Thursday"
            | "Friday"
            | "Saturday"
            | "Sunday"
            | "EST"
            | "EDT"
            | "ET"
            | "CST"
            | "CDT"
            | "CT"
            | "PST"
            | "PDT"
            | "PT"
            | "MST"
            | "MT"
            | "GMT"
            | "BST"
            | "UTC"
            | "Eastern"
            | "Pacific"
            | "Central"
            | "Mountain"
            | "Saturdays"
            | "Sundays"
    ) || abbreviations::class(word) == Some(Class::Date)
}
