//! *Which words name an event or a work?*
//!
//! Events: capitalised words that end in a head such as "Awards" or "Cup". Works: words in title case between quotation marks
//! beside a noun that works have ("the song “…”", "the “…” singer"). Both take the place of what the models found inside.

use copydesk_model::EntityKind;

use crate::{Analysis, Name, TokenKind, is_stopword};

/// Last words of the names of events.
pub(super) const EVENT_HEADS: &[&str] = &[
    "Awards",
    "Cup",
    "Olympics",
    "Games",
    "Festival",
    "Championship",
    "Championships",
    "Open",
    "Marathon",
    "Oscars",
    "Grammys",
    "Emmys",
    "BAFTAs",
    "Masters",
    "Expo",
    "Biennale",
    "Derby",
    "Regatta",
    "Parade",
    "Carnival",
    "Paralympics",
    "Ashes",
    "Eurovision",
    "Coachella",
    "Glastonbury",
    "Summit",
    "Conference",
    "Convention",
    "Referendum",
    "Debate",
    "Bowl",
    "Series",
];

/// Nouns that stand beside the title of a work.
const WORK_NOUNS: &[&str] = &[
    "song",
    "single",
    "track",
    "hit",
    "album",
    "film",
    "movie",
    "show",
    "series",
    "book",
    "novel",
    "video",
    "ballad",
    "tune",
    "anthem",
    "documentary",
    "play",
    "musical",
    "record",
    "EP",
    "singer",
    "crooner",
    "star",
    "coach",
    "author",
    "rapper",
    "actor",
    "actress",
    "performance",
    "rendition",
    "episode",
    "music",
    "sitcom",
    "drama",
    "painting",
    "poem",
    "memoir",
    "podcast",
    "magazine",
    "director",
    "songs",
    "films",
    "books",
    "movies",
    "songwriter",
    "cohost",
    "co-host",
    "judge",
    "sang",
    "sung",
    "performed",
    "performing",
    "titled",
    "called",
    "opera",
    "game",
];

/// The longest title, in tokens.
const LONGEST: usize = 8;

/// Adds events and works to `names`.
pub(super) fn add(text: &str, analysis: &Analysis, names: &mut Vec<Name>) {
    let mut found: Vec<Name> = Vec::new();
    for sentence in &analysis.sentences {
        for at in sentence.tokens.clone() {
            let ranges = [
                event(text, analysis, sentence.tokens.start, at),
                work(text, analysis, sentence.tokens.start, at),
            ];
            for (range, kind) in ranges.into_iter().zip([EntityKind::Event, EntityKind::Work]) {
                let Some(tokens) = range else { continue };
                if found.last().is_some_and(|f| f.tokens.end > tokens.start) {
                    continue;
                }
                if let (Some(a), Some(b)) =
                    (analysis.tokens.get(tokens.start), analysis.tokens.get(tokens.end - 1))
                {
                    found.push(Name { span: a.span.cover(b.span), tokens, kind });
                }
            }
        }
    }
    if found.is_empty() {
        return;
    }
    let mut next = found.iter().peekable();
    names.retain(|name| {
        while next.peek().is_some_and(|f| f.tokens.end <= name.tokens.start) {
            next.next();
        }
        next.peek().is_none_or(|f| f.tokens.start >= name.tokens.end)
    });
    names.extend(found);
    names.sort_by_key(|n| n.tokens.start);
}

fn word<'t>(text: &'t str, analysis: &Analysis, at: usize) -> &'t str {
    analysis.tokens.get(at).map_or("", |t| t.text(text))
}

fn is_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// The name of an event whose last word is at `at`, without its year.
fn event(text: &str, analysis: &Analysis, first: usize, at: usize) -> Option<std::ops::Range<usize>> {
    let head = word(text, analysis, at);
    if !is_capital(head) || !EVENT_HEADS.contains(&head) || is_capital(word(text, analysis, at + 1)) {
        return None;
    }
    let mut start = at;
    while start > first && at - start < LONGEST {
        let before = word(text, analysis, start - 1);
        let plain = analysis.tokens.get(start - 1).is_some_and(|t| t.kind == TokenKind::Word);
        if !plain || !is_capital(before) || is_stopword(before) {
            break;
        }
        start -= 1;
    }
    (start < at).then_some(start..at + 1)
}

/// The title between the quotation marks that open at `at`.
fn work(text: &str, analysis: &Analysis, first: usize, at: usize) -> Option<std::ops::Range<usize>> {
    let close = match word(text, analysis, at) {
        "“" => "”",
        "\"" => "\"",
        "‘" => "’",
        _ => return None,
    };
    let end = (at + 1..at + LONGEST + 2).find(|i| word(text, analysis, *i) == close)?;
    let mut last = end;
    while last > at + 1 && matches!(word(text, analysis, last - 1), "," | "." | "!" | "?" | "…") {
        last -= 1;
    }
    let title = at + 1..last;
    let fits = !title.is_empty()
        && is_capital(word(text, analysis, at + 1))
        && title.clone().all(|i| {
            let word = word(text, analysis, i);
            is_capital(word) || is_stopword(word) || !word.starts_with(char::is_alphabetic)
        })
        && title.clone().any(|i| {
            is_capital(word(text, analysis, i)) && !is_stopword(word(text, analysis, i)) || title.len() > 1
        });
    let cue = |i: usize| WORK_NOUNS.contains(&word(text, analysis, i));
    let beside = (at.saturating_sub(3).max(first)..at).any(cue) || (end + 1..end + 3).any(cue);
    (fits && beside).then_some(title)
}
