//! A light stemmer: enough that "votes", "voted" and "voting" meet, and no more. Conflating too much costs more in
//! telling stories apart than conflating too little (Harman 1991), so only plurals, past tenses, gerunds,
//! possessives and adverbs are folded.

/// Folds a lower-case word in place.
pub(crate) fn stem(word: &mut String) {
    if !word.is_ascii() || word.len() < 4 || word.bytes().any(|b| !b.is_ascii_lowercase()) {
        return;
    }
    plural(word);
    let had = word.len();
    for suffix in ["ingly", "edly", "ing", "ed", "ly"] {
        if let Some(rest) = word.strip_suffix(suffix).map(str::len)
            && rest >= 3
            && word.get(..rest).is_some_and(|r| r.bytes().any(is_vowel))
        {
            word.truncate(rest);
            break;
        }
    }
    if word.len() < had {
        undouble(word);
    }
    if word.len() > 3 && word.ends_with('e') {
        word.pop();
    }
    if word.len() > 3 && word.ends_with('y') {
        word.pop();
        word.push('i');
    }
}

fn is_vowel(byte: u8) -> bool {
    b"aeiouy".contains(&byte)
}

fn plural(word: &mut String) {
    if word.ends_with("sses") {
        word.truncate(word.len() - 2);
    } else if word.ends_with("ies") && word.len() > 4 {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is") {
        word.pop();
    }
}

/// "stopp" to "stop", but "kill" stays.
fn undouble(word: &mut String) {
    let bytes = word.as_bytes();
    if let [.., a, b] = bytes
        && a == b
        && b"bdgmnprt".contains(b)
        && word.len() > 3
    {
        word.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_meet() {
        for family in [
            &["vote", "votes", "voted", "voting"][..],
            &["stop", "stops", "stopped", "stopping"],
            &["city", "cities"],
            &["kill", "kills", "killed", "killing"],
            &["house", "houses"],
            &["final", "finally"],
        ] {
            let stems: Vec<String> = family
                .iter()
                .map(|w| {
                    let mut w = (*w).to_owned();
                    stem(&mut w);
                    w
                })
                .collect();
            assert!(stems.windows(2).all(|p| p[0] == p[1]), "{stems:?}");
        }
    }
}
