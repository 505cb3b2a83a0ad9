//! *Does this word carry any content?*
//!
//! A closed list of English function words (with reporting "said" and the like, which say nothing about what a
//! report is about).

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::fold::lower;

static STOPWORDS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../data/stopwords.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
});

/// Whether `word` (in any case) is an English function word.
pub fn is_stopword(word: &str) -> bool {
    // The longest has twelve letters; most content words are told by length or by one probe.
    word.len() <= 12 && STOPWORDS.contains(lower(word).as_ref())
}

#[cfg(test)]
mod tests {
    use super::is_stopword;

    #[test]
    fn function_words_and_clitics_carry_no_content() {
        for word in ["the", "The", "AND", "n't", "’s", "themselves", "said"] {
            assert!(is_stopword(word), "{word}");
        }
        for word in ["harbour", "Legend", "", "fire", "41"] {
            assert!(!is_stopword(word), "{word}");
        }
    }
}
