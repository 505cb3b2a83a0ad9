//! *Which word says where somebody comes from?*

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

static DEMONYMS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../data/demonyms.txt")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
});

/// Whether a word says the country or part of the world that somebody comes from: "French".
pub(crate) fn demonym(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_uppercase()) && DEMONYMS.contains(word)
}
