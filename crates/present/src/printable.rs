//! Text of unknown origin, made fit to be shown: it must not steer the terminal that shows it.

use std::borrow::Cow;

/// `text` on one line, with everything that could steer a terminal or turn the reading direction made visible.
///
/// White space runs become one space. Control characters become their pictures (`␛` for escape), others that
/// hide or reorder text become `\u{202e}` and the like.
pub fn printable(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for (i, word) in text.split_whitespace().enumerate() {
        if i > 0 {
            line.push(' ');
        }
        line.push_str(&visible(word));
    }
    line
}

/// `text` with the same replacements, its white space kept.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\t' | '\n' => shown.push(c),
            '\u{0}'..='\u{1f}' => shown.push(char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}')),
            '\u{7f}' => shown.push('\u{2421}'),
            c if steers(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// Whether a character acts instead of showing: C0 and C1 controls, and the bidirectional overrides and isolates.
fn steers(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_steer_a_terminal_is_shown_and_does_not_act() {
        for (text, shown) in [
            ("plain  text\n on lines", "plain text on lines"),
            ("\u{1b}[31mred\u{1b}[0m", "␛[31mred␛[0m"),
            ("a\u{7}b\u{7f}", "a␇b␡"),
            ("a\u{9b}31m", "a\\u{9b}31m"),
            ("abc\u{202e}cba", "abc\\u{202e}cba"),
            ("👩‍🚒 çé", "👩‍🚒 çé"),
        ] {
            assert_eq!(printable(text), shown);
        }
    }
}
