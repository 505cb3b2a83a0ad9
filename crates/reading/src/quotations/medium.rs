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
    "social network",
    "an account",
    "own account",
    "official account",
    "posted",
    "in a post",
    "user wrote",
    "user said",
    "user added",
    "hashtag",
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

/// The medium by the cue's manner and the words around the content: those of its sentence, and for written words
/// those of its `paragraph` before it too ("… ended the post. “…,” he wrote").
pub(super) fn medium(
    text: &str,
    manner: Option<Manner>,
    sentence: Span,
    paragraph: Span,
    parts: &[Span],
) -> Medium {
    let mut best = manner.map_or(Medium::Spoken, Manner::medium);
    if matches!(best, Medium::Sung | Medium::Post) {
        return best;
    }
    let Some(context) = &*CONTEXT else { return best };
    let start =
        if best == Medium::Written { paragraph.start().min(sentence.start()) } else { sentence.start() };
    // What stands around the cue, not what is quoted.
    let mut at = start;
    let mut pieces = Vec::with_capacity(parts.len() + 1);
    for part in parts.iter().filter(|p| p.end() > start && p.start() < sentence.end()) {
        pieces.push(Span::new(at, part.start().max(at)));
        at = part.end().min(sentence.end()).max(at);
    }
    pieces.push(Span::new(at, sentence.end()));
    for piece in pieces {
        for found in context.find_iter(piece.get(text).unwrap_or_default()) {
            if found.pattern().as_usize() < POSTS.len() {
                return Medium::Post;
            }
            best = Medium::Written;
        }
    }
    if best == Medium::Written && parts.iter().any(|p| tagged(p.of(text))) {
        return Medium::Post;
    }
    best
}

/// Whether a handle or hashtag stands in the words.
fn tagged(words: &str) -> bool {
    words
        .split_whitespace()
        .any(|w| w.strip_prefix(['@', '#']).is_some_and(|w| w.starts_with(|c: char| c.is_alphanumeric())))
}
