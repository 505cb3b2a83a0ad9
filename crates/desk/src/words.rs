//! *Which words does a search look for?*
//!
//! Reports and questions are cut into the same plain words before any database sees them: small letters, no
//! accents, digits, every ideograph a word. So both stores find the same, whatever they think a word is.

/// Letters with marks and the plain letters that people type for them.
const PLAIN: &[(&str, &str)] = &[
    ("àáâãäåāăąǎ", "a"),
    ("çćĉċč", "c"),
    ("ďđ", "d"),
    ("èéêëēĕėęě", "e"),
    ("ĝğġģ", "g"),
    ("ĥħ", "h"),
    ("ìíîïĩīĭįı", "i"),
    ("ĵ", "j"),
    ("ķ", "k"),
    ("ĺļľŀł", "l"),
    ("ñńņňŉ", "n"),
    ("òóôõöøōŏőǒ", "o"),
    ("ŕŗř", "r"),
    ("śŝşšș", "s"),
    ("ţťŧț", "t"),
    ("ùúûüũūŭůűųǔ", "u"),
    ("ŵ", "w"),
    ("ýÿŷ", "y"),
    ("źżž", "z"),
    ("æ", "ae"),
    ("œ", "oe"),
    ("ß", "ss"),
    ("þ", "th"),
    ("ð", "d"),
];

/// Words of a report beyond this are not searched.
const WORDS: usize = 60_000;

/// Appends `c` in small letters without marks.
fn push(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    for c in c.to_lowercase() {
        match PLAIN.iter().find(|(marked, _)| marked.contains(c)) {
            Some((_, plain)) => out.push_str(plain),
            // A mark that stands by itself.
            None if ('\u{300}'..='\u{36f}').contains(&c) => {}
            None => out.push(c),
        }
    }
}

/// Whether each letter is a word.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Cuts `text` into plain words; hands over where each begins and the word.
pub(crate) fn each(text: &str, mut sink: impl FnMut(usize, &str)) {
    each_while(text, |at, word| {
        sink(at, word);
        true
    });
}

/// The same, as long as `sink` wants more.
pub(crate) fn each_while(text: &str, mut sink: impl FnMut(usize, &str) -> bool) {
    let mut word = String::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let mark = ('\u{300}'..='\u{36f}').contains(&c);
        if is_ideograph(c) || !(c.is_alphanumeric() || mark) {
            if !word.is_empty() {
                if !sink(start, &word) {
                    return;
                }
                word.clear();
            }
            if is_ideograph(c) && !sink(at, c.encode_utf8(&mut [0; 4])) {
                return;
            }
            continue;
        }
        if word.is_empty() {
            start = at;
        }
        push(c, &mut word);
    }
    if !word.is_empty() {
        sink(start, &word);
    }
}

/// The plain words of texts, with a space between: what a store indexes.
pub(crate) fn indexed<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = String::new();
    let mut count = 0;
    for text in texts {
        each(text, |_, word| {
            count += 1;
            // A word that no index can hold is none that anybody looks for.
            if count <= WORDS && word.len() <= 200 {
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(word);
            }
        });
    }
    out
}

/// A name as it is looked up: its plain words with a space between.
pub(crate) fn key(name: &str) -> String {
    indexed([name])
}

/// One thing that a report must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Words, one after the other.
    pub(crate) words: Vec<String>,
    /// The last one may go on.
    pub(crate) prefix: bool,
    /// The report must not have it.
    pub(crate) not: bool,
}

/// Reads a question: words that must all be there, `"words in a row"`, `begin*`, `-without`.
pub(crate) fn question(text: &str) -> Vec<Wanted> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let not = rest.starts_with('-');
        let body = rest.strip_prefix('-').unwrap_or(rest);
        let marked = body.strip_prefix(['"', '“', '”']);
        let (inner, after) = match marked {
            Some(inner) => match inner.find(['"', '“', '”']) {
                Some(end) => {
                    let (inner, after) = inner.split_at(end);
                    (inner, after.trim_start_matches(['"', '“', '”']))
                }
                None => (inner, ""),
            },
            None => body.split_at(body.find(char::is_whitespace).unwrap_or(body.len())),
        };
        let mut words = Vec::new();
        each(inner, |_, word| words.push(word.to_owned()));
        if !words.is_empty() {
            out.push(Wanted { words, prefix: inner.ends_with('*'), not });
        }
        rest = after.trim_start();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_case_and_marks() {
        assert_eq!(key("Änne  O’Groß-Ñandú"), "anne o gross nandu");
        assert_eq!(indexed(["火事だ", "A1"]), "火 事 だ a1");
        assert_eq!(key("cafe\u{301}"), "cafe");
    }

    #[test]
    fn a_question_has_words_rows_beginnings_and_exclusions() {
        let wanted = question("Fire \"Quay  Seven\" -flood evac* “");
        let shown: Vec<String> = wanted
            .iter()
            .map(|w| {
                format!(
                    "{}{}{}",
                    if w.not { "-" } else { "" },
                    w.words.join(" "),
                    if w.prefix { "*" } else { "" }
                )
            })
            .collect();
        assert_eq!(shown, ["fire", "quay seven", "-flood", "evac*"]);
    }
}
