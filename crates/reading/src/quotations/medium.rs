//! *Were the words said, written, posted or sung?*
//!
//! The cue tells ("tweeted", "sang"), or the words around it do ("wrote on Instagram", "said in a statement").

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use copydesk_model::{Medium, Span};

use super::cues::Manner;

/// Words that tell the medium; the strongest that occurs wins, posts before writing.
const POSTS: &[&str] = &[
    "on instagram",
    "via instagram",
    "instagram post",
    "instagram story",
    "instagram account",
    "on facebook",
    "facebook post",
    "on twitter",
    "via twitter",
    "twitter account",
    "twitter user",
    "on tiktok",
    "on snapchat",
    "on reddit",
    "on youtube",
    "on threads",
    "on bluesky",
    "on mastodon",
    "on linkedin",
    "social media",
    "in a tweet",
    "a tweet",
    "tweeted",
    "retweeted",
    "truth social",
    "on weibo",
    "on telegram",
    "on tumblr",
    "her caption",
    "his caption",
    "the caption",
];
const WRITINGS: &[&str] = &[
    "in a statement",
    "statement read",
    "in an email",
    "in an e-mail",
    "in a letter",
    "in a memo",
    "in his letter",
    "in her letter",
    "in a filing",
    "in a report",
    "in a book",
    "in an op-ed",
    "in an essay",
    "in a blog post",
    "in a press release",
    "in a news release",
    "statement said",
    "the statement",
];

static CONTEXT: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(POSTS.iter().chain(WRITINGS))
        .ok()
});

/// The medium by the cue's manner and the words of its sentence outside the content.
pub(super) fn medium(text: &str, manner: Option<Manner>, sentence: Span, parts: &[Span]) -> Medium {
    if let Some(Manner::Sung | Manner::Post) = manner {
        return manner.map_or(Medium::Spoken, Manner::medium);
    }
    let mut best = manner.map_or(Medium::Spoken, Manner::medium);
    let Some(context) = &*CONTEXT else { return best };
    // What stands around the cue, not what is quoted.
    let first = parts.iter().find(|p| p.overlaps(sentence));
    let pieces = match first {
        Some(part) => [
            Span::new(sentence.start(), part.start().max(sentence.start())),
            Span::new(part.end().min(sentence.end()), sentence.end()),
        ],
        None => [sentence, Span::new(sentence.end(), sentence.end())],
    };
    for piece in pieces {
        for found in context.find_iter(piece.get(text).unwrap_or_default()) {
            if found.pattern().as_usize() < POSTS.len() {
                return Medium::Post;
            }
            best = Medium::Written;
        }
    }
    best
}
