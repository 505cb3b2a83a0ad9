//! *What sort of character is this?*

/// White space, and the invisible characters that part words without showing.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Letters, digits and the marks that stand on them.
pub(crate) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    (c.is_alphanumeric() && !is_emoji(c))
        || matches!(c,
            '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{5bf}'..='\u{5c7}'
            | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{6d6}'..='\u{6ed}'
            | '\u{e31}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{200c}' | '\u{200d}')
        || (matches!(c, '\u{900}'..='\u{dff}' | '\u{eb0}'..='\u{eff}' | '\u{f00}'..='\u{109f}' | '\u{1780}'..='\u{17d3}')
            && !is_terminal(c)
            && !c.is_ascii_punctuation()
            && !matches!(c, '\u{965}' | '\u{970}' | '\u{df4}'))
}

/// Scripts written without spaces, where each character is a token of its own.
pub(crate) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Marks that end a sentence, in any script.
pub(crate) fn is_terminal(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | '…'
            | '‼'
            | '⁇'
            | '⁈'
            | '⁉'
            | '。'
            | '！'
            | '？'
            | '｡'
            | '．'
            | '।'
            | '॥'
            | '؟'
            | '۔'
            | '։'
            | '።'
            | '፧'
            | '။'
            | '។'
            | '៕'
            | '᙮'
            | '᠃'
            | '\u{203d}'
    )
}

/// Terminal marks that need no white space after them.
pub(crate) fn is_full_width_terminal(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡' | '．')
}

/// Characters that begin an emoji.
pub(crate) fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b05}'..='\u{2b07}' | '\u{2b1b}' | '\u{2b1c}'
        | '\u{2b50}' | '\u{2b55}' | '\u{231a}' | '\u{231b}' | '\u{23e9}'..='\u{23fa}' | '\u{2934}' | '\u{2935}'
        | '\u{25aa}' | '\u{25ab}' | '\u{25b6}' | '\u{25c0}' | '\u{25fb}'..='\u{25fe}' | '\u{3030}' | '\u{303d}'
        | '\u{3297}' | '\u{3299}')
}

/// The length in bytes of the emoji sequence that `rest` begins with: modifiers, joiners, flags, keycaps.
pub(crate) fn emoji(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices().peekable();
    let (_, first) = chars.next()?;
    let second = chars.peek().map(|(_, c)| *c);
    if first.is_ascii_digit() || matches!(first, '#' | '*') {
        return match second {
            Some('\u{20e3}') => Some(1 + '\u{20e3}'.len_utf8()),
            Some('\u{fe0f}') if rest[4..].starts_with('\u{20e3}') => Some(7),
            _ => None,
        };
    }
    let presented = second == Some('\u{fe0f}') && !first.is_alphanumeric() && !first.is_ascii();
    if !is_emoji(first) && !presented {
        return None;
    }
    let mut end = first.len_utf8();
    let flag = |c: char| matches!(c, '\u{1f1e6}'..='\u{1f1ff}');
    if flag(first) && second.is_some_and(flag) {
        return Some(8);
    }
    let mut joined = false;
    for (at, c) in chars {
        let modifier = matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}');
        if c == '\u{200d}' {
            joined = true;
        } else if modifier || (joined && is_emoji(c)) {
            joined = false;
        } else {
            break;
        }
        end = at + c.len_utf8();
    }
    Some(end)
}

/// Quotation marks of any kind.
pub(crate) fn is_quote(word: &str) -> bool {
    matches!(
        word,
        "\"" | "“"
            | "”"
            | "„"
            | "‟"
            | "'"
            | "‘"
            | "’"
            | "‚"
            | "«"
            | "»"
            | "‹"
            | "›"
            | "''"
            | "``"
            | "「"
            | "」"
            | "『"
            | "』"
    )
}

/// Quotation marks and brackets that can only open.
pub(crate) fn is_opening(word: &str) -> bool {
    matches!(
        word,
        "“" | "„" | "‘" | "‚" | "«" | "‹" | "``" | "「" | "『" | "(" | "[" | "{" | "（" | "【" | "《"
    )
}

/// Quotation marks and brackets that can only close.
pub(crate) fn is_closing(word: &str) -> bool {
    matches!(word, "”" | "»" | "›" | "」" | "』" | ")" | "]" | "}" | "）" | "】" | "》")
}

#[cfg(test)]
mod tests {
    use super::emoji;

    #[test]
    fn an_emoji_sequence_is_one_piece() {
        for whole in [
            "😀",
            "❤️",
            "👩‍👩‍👧",
            "🇬🇧",
            "👍🏽",
            "1️⃣",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "🖤",
        ] {
            assert_eq!(emoji(whole), Some(whole.len()), "{whole}");
        }
        assert_eq!(emoji("❤️🎙"), Some(6));
        for other in ["a", "1", "#x", "é", "“"] {
            assert_eq!(emoji(other), None, "{other}");
        }
    }
}
