//! *What are the words?*
//!
//! One pass over the characters, after the conventions of the English Web Treebank: clitics stand alone
//! ("Legend|'s", "do|n't", "can|not"), hyphens part words ("41|-|year|-|old", "U.S.|-|led") except after a prefix
//! ("co-founder", "re-elected"), abbreviations and initials keep their full stop, a run of one terminal mark is one
//! token ("...", "!!", "--"). URLs, e-mail addresses, handles, hashtags, emoji sequences and emoticons are whole, and so are
//! decimals, times, scores with a colon, and dates with slashes or in ISO form; a number keeps the letters that
//! follow it at once ("32.8M", "1990s", "5th"), but not "am" or "pm".
//!
//! Left out on purpose: words of scripts without spaces (each ideograph is a token).

use copydesk_model::Span;

use crate::abbreviations::{self, Class};
use crate::chars::{emoji, is_emoji, is_ideograph, is_space, is_word};
use crate::{Token, TokenKind, Upos, Xpos};

/// Appends the tokens of `text[span]` to `out`.
pub(crate) fn tokenize(text: &str, span: Span, out: &mut Vec<Token>) {
    let mut at = span.start();
    let end = span.end();
    let base = out.len();
    let bytes = text.as_bytes();
    while at < end {
        // The common case first: a word of ASCII letters between spaces.
        let first = at;
        while at < end && bytes[at].is_ascii_alphabetic() {
            at += 1;
        }
        if at > first && (at == end || matches!(bytes[at], b' ' | b'\n')) {
            contracted(text, first, at, out);
            at += 1;
            continue;
        }
        let rest = &text[at..end];
        let stop = rest.char_indices().find(|(_, c)| is_space(*c)).map_or(end, |(i, _)| at + i);
        if stop > first {
            Chunk { text, start: first, end: stop, limit: end, base, out }.run();
        }
        at = stop + text[stop..end].chars().next().map_or(0, char::len_utf8);
    }
}

fn push(out: &mut Vec<Token>, start: usize, end: usize, kind: TokenKind) {
    if end > start {
        out.push(Token { span: Span::new(start, end), kind, upos: Upos::X, xpos: Xpos::Other });
    }
}

/// A plain word, parted where two words are written as one.
fn contracted(text: &str, start: usize, end: usize, out: &mut Vec<Token>) {
    let word = &text[start..end];
    let cut = match word.len() {
        5 if word.eq_ignore_ascii_case("gonna")
            || word.eq_ignore_ascii_case("gotta")
            || word.eq_ignore_ascii_case("wanna") =>
        {
            3
        }
        6 if word.eq_ignore_ascii_case("cannot") => 3,
        _ => 0,
    };
    push(out, start, start + cut, TokenKind::Word);
    push(out, start + cut, end, TokenKind::Word);
}

/// A stretch without white space.
struct Chunk<'t, 'o> {
    text: &'t str,
    start: usize,
    end: usize,
    /// Where the paragraph ends.
    limit: usize,
    /// How many tokens there were before the paragraph.
    base: usize,
    out: &'o mut Vec<Token>,
}

/// Prefixes that a hyphen does not part from their word.
const PREFIXES: &str = " agro ante anti arch bi bio co counter cross cyber de e eco ex extra hyper inter intra macro mega micro mid mini mis multi neo non over para post pre pro pseudo psycho quasi re semi socio sub super tri ultra un under uni ";

/// Endings that a hyphen does not part from their word.
const SUFFIXES: &[&str] = &["esque", "wise", "fest", "fold", "less", "gate"];

/// Emoticons, longest first.
const EMOTICONS: &[&str] = &[
    ":'-(", ":'(", ":'-)", ":')", ":-)", ":-(", ":-D", ":-P", ":-/", ":-|", ";-)", ":-*", ":-O", ":)", ":(",
    ":D", ":P", ":/", ":|", ";)", ":*", ":O", ":o", ":p", "=)", "=(", "=D", "<3", "xD", "XD", "^_^", "^^",
    "-_-",
];

impl Chunk<'_, '_> {
    fn run(&mut self) {
        let mut at = self.start;
        while at < self.end {
            let next = self.piece(at);
            debug_assert!(next > at);
            at = next.max(at + 1);
        }
    }

    fn rest(&self, at: usize) -> &str {
        self.text.get(at..self.end).unwrap_or_default()
    }

    fn char(&self, at: usize) -> Option<char> {
        self.rest(at).chars().next()
    }

    fn push(&mut self, start: usize, end: usize, kind: TokenKind) -> usize {
        push(self.out, start, end, kind);
        end
    }

    /// Takes one token (or a word with its clitic) at `at`; returns where it ends.
    fn piece(&mut self, at: usize) -> usize {
        let Some(c) = self.char(at) else { return self.end };
        if let Some(len) = emoji(self.rest(at)) {
            return self.push(at, at + len, TokenKind::Emoji);
        }
        if c.is_ascii_alphanumeric()
            && let Some(len) = address(self.rest(at))
        {
            return self.push(at, at + len, TokenKind::Url);
        }
        match c {
            '0'..='9' => self.number(at),
            '@' | '#' => self.tagged(at, c),
            '\'' | '’' => self.apostrophe(at, c),
            '.' | '!' | '?' | '-' | '*' | '=' | '_' | '~' | '`' | '…' => self.run_of(at, c),
            ':' | ';' | '<' | '^' => self.emoticon(at, c),
            _ if is_ideograph(c) => self.push(at, at + c.len_utf8(), TokenKind::Word),
            _ if is_word(c) => self.word(at),
            _ => self.push(at, at + c.len_utf8(), kind_of_mark(c)),
        }
    }

    /// "@handle", "#hashtag", or the mark alone.
    fn tagged(&mut self, at: usize, mark: char) -> usize {
        let body = &self.rest(at)[1..];
        let len = body.char_indices().find(|(_, c)| !is_word(*c)).map_or(body.len(), |(i, _)| i);
        let alone = len == 0 || (mark == '#' && body[..len].bytes().all(|b| b.is_ascii_digit()));
        match mark {
            _ if alone => self.push(at, at + 1, TokenKind::Symbol),
            '@' => self.push(at, at + 1 + len, TokenKind::Handle),
            _ => self.push(at, at + 1 + len, TokenKind::Hashtag),
        }
    }

    fn run_of(&mut self, at: usize, c: char) -> usize {
        let rest = self.rest(at);
        if c == '-' && rest.starts_with("-_-") {
            return self.push(at, at + 3, TokenKind::Symbol);
        }
        let same = |x: char| x == c || (matches!(c, '!' | '?') && matches!(x, '!' | '?'));
        let len = rest.char_indices().find(|(_, x)| !same(*x)).map_or(rest.len(), |(i, _)| i);
        // A decimal without its zero.
        if c == '.' && len == 1 && rest[1..].starts_with(|x: char| x.is_ascii_digit()) {
            let digits = rest[1..].find(|x: char| !x.is_ascii_digit()).map_or(rest.len(), |i| i + 1);
            return self.push(at, at + digits, TokenKind::Number);
        }
        let kind =
            if matches!(c, '=' | '~' | '*' | '_') { TokenKind::Symbol } else { TokenKind::Punctuation };
        self.push(at, at + len, kind)
    }

    fn emoticon(&mut self, at: usize, c: char) -> usize {
        let rest = self.rest(at);
        for emoticon in EMOTICONS {
            let Some(after) = rest.strip_prefix(emoticon) else { continue };
            // ":P" must not begin ":Paul", nor ":/" a path.
            if !after.starts_with(|x: char| is_word(x) || x == '/') {
                return self.push(at, at + emoticon.len(), TokenKind::Symbol);
            }
        }
        self.push(at, at + c.len_utf8(), kind_of_mark(c))
    }

    /// An apostrophe or single quotation mark that no word has taken.
    fn apostrophe(&mut self, at: usize, c: char) -> usize {
        let width = c.len_utf8();
        let rest = self.rest(at + width);
        if rest.starts_with(c) && c == '\'' {
            return self.push(at, at + 2, TokenKind::Punctuation);
        }
        let len = rest.char_indices().find(|(_, x)| !is_word(*x)).map_or(rest.len(), |(i, _)| i);
        let body = &rest[..len];
        // "'90s"
        let digits = body.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 2 && (body.len() == 2 && !rest[len..].starts_with(['\'', '’']) || &body[digits..] == "s")
        {
            return self.push(at, at + width + len, TokenKind::Number);
        }
        let glued = self.out.last().is_some_and(|t| t.span.end() == at);
        let alone = at == self.start && at + width + len == self.end;
        if (glued || alone) && is_clitic(body)
            || matches!(body, "em" | "cause" | "til" | "tis" | "Tis" | "twas")
        {
            return self.push(at, at + width + len, TokenKind::Word);
        }
        self.push(at, at + width, TokenKind::Punctuation)
    }

    fn number(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let digit = |i: usize| i < self.end && bytes[i].is_ascii_digit();
        if is_iso_date(&bytes[at..self.end]) {
            return self.push(at, at + 10, TokenKind::Number);
        }
        let mut to = at;
        while digit(to)
            || (to < self.end && matches!(bytes[to], b'.' | b',' | b':' | b'/') && digit(to + 1) && to > at)
        {
            to += 1;
        }
        // Letters that belong to it: "5th", "1990s", "32.8M"; "5pm" is two words.
        let rest = self.rest(to);
        let len = rest
            .char_indices()
            .find(|(_, c)| !is_word(*c) || is_ideograph(*c))
            .map_or(rest.len(), |(i, _)| i);
        let letters = &rest[..len];
        let dotted = rest.starts_with("a.m") || rest.starts_with("p.m");
        if dotted || matches!(letters, "am" | "pm" | "AM" | "PM") {
            return self.push(at, to, TokenKind::Number);
        }
        self.push(at, to + len, TokenKind::Number)
    }

    fn word(&mut self, at: usize) -> usize {
        let mut to = at;
        // Where the last piece between inner stops began, and whether all pieces are short: "U.S", "Ph.D".
        let (mut piece, mut dotted) = (at, false);
        loop {
            let rest = self.rest(to);
            let len = rest
                .char_indices()
                .find(|(_, c)| !is_word(*c) || is_ideograph(*c))
                .map_or(rest.len(), |(i, _)| i);
            to += len;
            let Some(c) = self.char(to) else { break };
            let after = self.char(to + c.len_utf8());
            let letter_follows = after.is_some_and(|x| x.is_alphabetic() && !is_emoji(x));
            match c {
                '\'' | '’' if letter_follows => {
                    let tail = self.rest(to + c.len_utf8());
                    let tail = &tail[..tail.find(|x: char| !is_word(x)).unwrap_or(tail.len())];
                    if is_clitic(tail) {
                        let len = tail.len();
                        self.closed(at, to);
                        return self.push(to, to + c.len_utf8() + len, TokenKind::Word);
                    }
                    let body = &self.text[at..to];
                    if tail.eq_ignore_ascii_case("t") && body.ends_with(['n', 'N']) && body.len() > 1 {
                        let stem = self.closed(at, to - 1);
                        return self.push(stem, to + c.len_utf8() + 1, TokenKind::Word);
                    }
                    to += c.len_utf8();
                }
                '.' if letter_follows => {
                    let short = self.text[piece..to].chars().count() <= 2;
                    let tail = self.rest(to + 1);
                    let next = tail.chars().take_while(|x| is_word(*x)).count();
                    let next_is_dotted = tail.chars().nth(next) == Some('.');
                    if short
                        && next <= 3
                        && (dotted || next_is_dotted || next == 1 || to - piece == 1 || tail.starts_with('D'))
                    {
                        dotted = true;
                        to += 1;
                        piece = to;
                    } else {
                        break;
                    }
                }
                '.' if self.keeps_stop(at, to, dotted, after) => {
                    to += 1;
                    return self.push(at, to, TokenKind::Word);
                }
                '-' | '‐' | '‑' if letter_follows && self.hyphen_joins(at, to, c) => to += c.len_utf8(),
                '&' if letter_follows && after.is_some_and(char::is_uppercase) => to += 1,
                '°' if &self.text[at..to] == "N" => to += c.len_utf8(),
                '*' if self.text[to..self.end].trim_start_matches('*').starts_with(is_word) => {
                    to += self.rest(to).find(|x: char| x != '*').unwrap_or(1);
                }
                '$' if matches!(
                    &self.text[at..to],
                    "US" | "A" | "C" | "AU" | "NZ" | "HK" | "S" | "R" | "CA" | "NT"
                ) =>
                {
                    return self.push(at, to + 1, TokenKind::Symbol);
                }
                _ => break,
            }
        }
        self.closed(at, to)
    }

    /// Whether the hyphen behind `text[at..to]` stands behind a prefix or before an ending: "co-founder", "UN-led" no.
    fn hyphen_joins(&self, at: usize, to: usize, hyphen: char) -> bool {
        let before = &self.text[at..to];
        let behind = self.rest(to + hyphen.len_utf8());
        let behind = &behind[..behind.find(|x: char| !is_word(x)).unwrap_or(behind.len())];
        if SUFFIXES.contains(&behind) {
            return true;
        }
        let shouted = before.len() > 1 && before.bytes().all(|b| b.is_ascii_uppercase());
        // "e-mail", but not "Naqsh-e-Jahan".
        let alone = before.len() > 1 || behind.starts_with(char::is_lowercase);
        before.len() < 9 && !shouted && alone && PREFIXES.contains(&padded(before))
    }

    /// Pushes a plain word.
    fn closed(&mut self, start: usize, end: usize) -> usize {
        contracted(self.text, start, end, self.out);
        end
    }

    /// Whether the full stop at `stop` belongs to the word before it.
    fn keeps_stop(&self, at: usize, stop: usize, dotted: bool, after: Option<char>) -> bool {
        if dotted {
            return true;
        }
        if after == Some('.') {
            return false;
        }
        let word = &self.text[at..stop];
        // "Cal.,": only an abbreviation has both marks.
        if matches!(after, Some(',' | ';'))
            && word.len() <= 5
            && word.bytes().all(|b| b.is_ascii_alphabetic())
        {
            return true;
        }
        let follows = self.text[stop + 1..self.limit].trim_start_matches(is_space);
        let next = follows.chars().next();
        // The abbreviation may be followed by a mark ("Inc.,") but at the end of a text it only ends a sentence.
        let shouted = word.len() > 2 && word.bytes().all(|b| b.is_ascii_uppercase());
        let class = if shouted {
            // "GEN." as "Gen."; other words in capitals seldom are abbreviations.
            let (first, rest) = word.split_at(1);
            abbreviations::class(&format!("{first}{}", rest.to_ascii_lowercase()))
                .filter(|c| *c == Class::Title)
        } else {
            abbreviations::class(word)
        };
        match class {
            Some(Class::Number) => next.is_some_and(|c| c.is_ascii_digit()),
            Some(Class::Title) => next.is_some(),
            Some(Class::Date) => next.is_some_and(|c| !matches!(c, '"' | '”')),
            Some(Class::Never | Class::Open) => true,
            // An initial: a capital before a capital or a mark.
            None => {
                let mut letters = word.chars();
                let single = letters.next().filter(|_| letters.next().is_none());
                single.is_some_and(|c| {
                    let before = self.out[self.base..].last().map(|t| &self.text[t.span.range()]);
                    let after_small = before.is_some_and(|w| w.chars().all(char::is_lowercase));
                    c.is_uppercase() && next.is_some_and(char::is_alphabetic) && !(c == 'I' && after_small)
                        || (c.is_lowercase()
                            && self.out.len() == self.base
                            && next.is_some_and(char::is_uppercase))
                })
            }
        }
    }
}

/// " word " in small letters, for a search in a list that is one string.
fn padded(word: &str) -> String {
    format!(" {} ", word.to_ascii_lowercase())
}

/// What follows the apostrophe of a clitic.
fn is_clitic(tail: &str) -> bool {
    matches!(tail, "s" | "S" | "re" | "RE" | "ve" | "VE" | "ll" | "LL" | "d" | "D" | "m" | "M")
}

fn is_iso_date(bytes: &[u8]) -> bool {
    bytes.len() >= 10
        && bytes[..10]
            .iter()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() })
        && !bytes.get(10).is_some_and(u8::is_ascii_digit)
}

/// Punctuation or symbol.
fn kind_of_mark(c: char) -> TokenKind {
    match c {
        '$' | '%' | '+' | '<' | '>' | '^' | '|' | '=' | '~' | '&' | '\\' => TokenKind::Symbol,
        '\u{a1}'
        | '\u{a7}'
        | '\u{ab}'
        | '\u{b6}'
        | '\u{b7}'
        | '\u{bb}'
        | '\u{bf}'
        | '\u{2010}'..='\u{2027}'
        | '\u{2030}'..='\u{205e}'
        | '\u{3000}'..='\u{303f}'
        | '\u{ff00}'..='\u{ffef}'
        | '।'
        | '॥'
        | '؟'
        | '،'
        | '؛'
        | '۔'
        | '։'
        | '።'
        | '፧'
        | '။'
        | '។'
        | '៕'
        | '᙮'
        | '᠃' => TokenKind::Punctuation,
        _ if c.is_ascii() => TokenKind::Punctuation,
        _ => TokenKind::Symbol,
    }
}

/// Domains without "www." that are told from two words run together.
const DOMAINS: &[&str] = &["com", "org", "net", "edu", "gov", "info", "io", "tv", "uk", "fm", "eu", "biz"];

/// How far to look for the end of a domain; bounds the work on long stretches without white space.
const LONGEST_HOST: usize = 128;

/// The length of the URL, domain or e-mail address that `rest` begins with.
fn address(rest: &str) -> Option<usize> {
    let scheme = ["http://", "https://", "ftp://", "www.", "mailto:", "HTTP://", "HTTPS://", "WWW."]
        .iter()
        .any(|s| rest.starts_with(s));
    let longest = if scheme { rest.len() } else { rest.len().min(LONGEST_HOST) };
    let unfit = |b: &u8| !b.is_ascii() || matches!(b, b'"' | b'<' | b'>' | b'|' | b'`' | b'{' | b'}');
    let body = rest.bytes().take(longest).position(|b| unfit(&b)).unwrap_or(longest);
    let mut body = rest.get(..body)?;
    if !scheme {
        if !body.contains('.') {
            return None;
        }
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+');
        let mut end = body.bytes().position(|b| !plain(b)).unwrap_or(body.len());
        let email = body.as_bytes().get(end) == Some(&b'@');
        if email {
            end = end + 1 + body[end + 1..].bytes().position(|b| !plain(b)).unwrap_or(body.len() - end - 1);
        }
        let host = body[..end].trim_end_matches(['.', '-', '_', '+']);
        let host_only = host.rsplit('@').next().unwrap_or(host);
        let (name, last) = host_only.rsplit_once('.')?;
        let known = DOMAINS.contains(&last) && !name.is_empty();
        if email {
            return (last.len() >= 2 && !name.is_empty()).then_some(host.len());
        }
        if !known {
            return None;
        }
        if !body[host.len()..].starts_with('/') {
            return Some(host.len());
        }
        body = rest.split(|c: char| !c.is_ascii() || matches!(c, '"' | '<' | '>')).next()?;
    }
    // Marks at the end belong to the sentence; a closing bracket too, unless the address opens it.
    loop {
        let trimmed = body.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*']);
        let trimmed = match trimmed.strip_suffix([')', ']']) {
            Some(inner) if !inner.contains(['(', '[']) => inner,
            _ => trimmed,
        };
        if trimmed.len() == body.len() {
            break;
        }
        body = trimmed;
    }
    (body.len() > 4).then_some(body.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        tokenize(text, Span::new(0, text.len()), &mut out);
        out.iter().map(|t| t.text(text)).collect()
    }

    #[test]
    fn tokens_follow_the_conventions() {
        for (text, expected) in [
            ("Plain words here", "Plain|words|here"),
            ("Legend's song", "Legend|'s|song"),
            ("we’ve don't can't cannot I'm", "we|’ve|do|n't|ca|n't|can|not|I|'m"),
            ("the fans' choice", "the|fans|'|choice"),
            ("a 41-year-old man", "a|41|-|year|-|old|man"),
            ("U.S.-led co-founder", "U.S.|-|led|co-founder"),
            (
                "self-taught cross-party career-wise UN-led e-mail",
                "self|-|taught|cross-party|career-wise|UN|-|led|e-mail",
            ),
            ("of S. F., Cal., declare", "of|S.|F.|,|Cal.|,|declare"),
            ("in the U.S. Mr. J. K. Smith Jr. left", "in|the|U.S.|Mr.|J.|K.|Smith|Jr.|left"),
            ("It ended. Then", "It|ended|.|Then"),
            ("No. 5 and no. They", "No.|5|and|no|.|They"),
            ("at 8pm or 8:30 a.m. on 10/14/2020", "at|8|pm|or|8:30|a.m.|on|10/14/2020"),
            ("$3.2 million, 1,234 or 50%", "$|3.2|million|,|1,234|or|50|%"),
            ("see https://a.example/b.html. Now", "see|https://a.example/b.html|.|Now"),
            ("(see www.a.org/x)", "(|see|www.a.org/x|)"),
            ("mail jo.b@site.example.", "mail|jo.b@site.example|."),
            ("@handle's #tag #1", "@handle|'s|#tag|#|1"),
            ("Love ❤️🎙, 👩‍👩‍👧!!", "Love|❤️|🎙|,|👩‍👩‍👧|!!"),
            ("wait... no -- yes", "wait|...|no|--|yes"),
            ("O'Brien d’Ivoire o'clock '90s", "O'Brien|d’Ivoire|o'clock|'90s"),
            ("AT&T and R&B", "AT&T|and|R&B"),
            ("happened :(“ one", "happened|:(|“|one"),
            ("“Wild” 'quoted' text", "“|Wild|”|'|quoted|'|text"),
            ("end.The start", "end|.|The|start"),
            ("US$5m £20", "US$|5m|£|20"),
            ("2020-10-14 2019-20", "2020-10-14|2019|-|20"),
            ("東京です。はい", "東|京|で|す|。|は|い"),
            ("हिन्दी भाषा।", "हिन्दी|भाषा|।"),
        ] {
            assert_eq!(words(text).join("|"), expected);
        }
    }
}
