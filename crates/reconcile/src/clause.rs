//! *Which part of this sentence tells it?*
//!
//! A long sentence is cut at its own semicolons and dashes, never inside a quotation or brackets, so that what is
//! left reads as the report has it. Where no clean cut exists the sentence stays whole.

use copydesk_model::Span;

use crate::desk::Desk;

/// Sentences of at most so many words are not cut.
const SHORT: usize = 30;

/// The clause of `sentence` around `core`.
pub(crate) fn around(desk: &Desk<'_>, member: usize, sentence: Span, core: Span) -> Span {
    let text = desk.text(member);
    let words = sentence.of(text);
    if let Some(aside) = aside(desk, member, sentence, core) {
        return aside;
    }
    if words.split_whitespace().count() <= SHORT {
        return sentence;
    }
    let mut cuts = vec![sentence.start()];
    let mut depth = 0i32;
    let mut quoted = false;
    for (i, c) in words.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '“' => quoted = true,
            '”' => quoted = false,
            '"' => quoted = !quoted,
            ';' if depth == 0 && !quoted => cuts.push(sentence.start() + i + 1),
            _ => {}
        }
    }
    cuts.push(sentence.end());
    let from = cuts.iter().copied().filter(|c| *c <= core.start()).max().unwrap_or(sentence.start());
    let to = cuts.iter().copied().filter(|c| *c >= core.end()).min().unwrap_or(sentence.end());
    let clause = Span::new(from, to).trim(text);
    if clause.of(text).split_whitespace().count() < 6 { sentence } else { clause }
}

/// Who or what a relative clause around `core` is about, and the clause: "Ruiz — who has sailed since 2013".
fn aside(desk: &Desk<'_>, member: usize, sentence: Span, core: Span) -> Option<Span> {
    let text = desk.text(member);
    let before = text.get(sentence.start()..core.start())?;
    let (at, mark) = [" — who ", ", who ", " – who ", " - who ", " — which ", ", which "]
        .iter()
        .filter_map(|m| before.rfind(m).map(|at| (at, *m)))
        .max_by_key(|(at, _)| *at)?;
    let opener = sentence.start() + at;
    // The clause ends where it began with: at the next dash, or at the comma after the time.
    let closer: &[char] = if mark.starts_with(',') { &[',', '—', ';'] } else { &['—', '–'] };
    let after = text.get(core.end()..sentence.end())?;
    let end = core.end() + after.find(closer).unwrap_or(after.trim_end_matches(['.', '!', '?']).len());
    let inner = text.get(opener + mark.len()..core.start())?;
    if inner.contains(['—', ';', '“', '"']) || (mark.starts_with(',') && inner.contains(", ")) {
        return None;
    }
    let head = desk.members[member]
        .reading
        .entities
        .iter()
        .flat_map(|e| &e.mentions)
        .filter(|m| m.span.end() == opener && m.span.start() >= sentence.start())
        .map(|m| m.span.start())
        .min()?;
    let span = Span::new(head, end).trim(text);
    (span.of(text).split_whitespace().count() >= 6).then_some(span)
}

/// Where a sentence may end early: what follows tells more, and what came before stands without it.
const TAILS: &[(&str, &str)] = &[
    (", which", "The ferry sank at night off Port Elm, which lies in the north."),
    (", who", "The prize of the town went to Ana Ruiz, who lives in Port Elm."),
    (", where", "The ferry sank off the town of Port Elm, where it was built."),
    (", and", "The ferry sank off Port Elm in the night, and the crew swam ashore."),
    (", but", "The ferry sank off Port Elm in the night, but the crew swam ashore."),
    (", while", "The ferry sank off Port Elm in the night, while the crew slept."),
    (", as", "The ferry sank off Port Elm in the night, as a storm came up."),
    (", after", "The ferry sank off Port Elm in the night, after the engine failed."),
    (", with", "The ferry sank off Port Elm in the night, with no one aboard."),
    (", including", "The ferry sank with nine crew off Port Elm, including a cook."),
    (", adding", "The mayor has closed the whole quay to all traders, adding a fine."),
    (" before", "The harbour master ordered the quay to be cleared before the store exploded."),
    (" after", "The ferry sank in the night off Port Elm after the engine failed."),
    (" when", "The ferry sank in the night off Port Elm when the engine failed."),
    (" because", "The ferry sank in the night off Port Elm because the engine failed."),
    (" amid", "The ferry sank in the night off Port Elm amid high waves."),
    (" following", "The ferry sank in the night off Port Elm following a fire."),
    (";", "The ferry sank off Port Elm in the night; the crew swam ashore."),
    (" — ", "The ferry sank off Port Elm in the night — the third this year."),
];
/// A sentence that opens so tells its circumstances first.
const CIRCUMSTANCES: &[&str] = &[
    "after",
    "before",
    "when",
    "while",
    "as",
    "although",
    "though",
    "if",
    "since",
    "because",
    "following",
    "despite",
    "in",
    "on",
    "at",
    "with",
    "by",
    "for",
    "during",
    "once",
    "until",
    "unlike",
    "like",
    "according",
    "asked",
    "speaking",
    "under",
    "over",
    "from",
    "to",
];
/// A beginning that ends so has lost its measure of time or its stress: "weeks | after", "shortly | before".
const LOOSE: &[&str] = &[
    "seconds",
    "minute",
    "minutes",
    "hour",
    "hours",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "decade",
    "decades",
    "time",
    "long",
    "just",
    "shortly",
    "soon",
    "only",
    "immediately",
    "right",
    "even",
    "especially",
    "partly",
    "largely",
    "mainly",
    "moments",
    "sometime",
    "not",
    "and",
    "or",
    "but",
    "that",
];
/// Words that say that somebody says it: what they govern is not cut off from them.
const SAYING: &[&str] = &[
    "said",
    "says",
    "say",
    "told",
    "according",
    "reported",
    "added",
    "wrote",
    "claimed",
    "alleged",
    "tweeted",
    "announced",
    "warned",
    "insisted",
    "argued",
];
/// Finite verbs without the ending of the regular past.
const VERBS: &[&str] = &[
    "is", "are", "was", "were", "has", "have", "had", "will", "would", "can", "could", "may", "might",
    "must", "should", "did", "does", "do", "said", "says", "told", "went", "came", "took", "left", "made",
    "found", "struck", "fell", "rose", "won", "lost", "began", "met", "gave", "got", "held", "kept", "led",
    "paid", "put", "ran", "sent", "set", "shot", "sold", "spoke", "spent", "stood", "thought", "wrote",
    "broke", "tore", "became", "saw", "hit", "sank", "burnt", "fought", "fled", "knew", "brought", "bought",
    "built", "cut", "drew", "drove", "felt", "flew", "grew", "heard", "quit", "read", "sought", "swept",
    "threw", "wore", "withdrew",
];

/// The beginnings of a sentence that may stand without its end, the longest first; none of a quoted sentence.
pub(crate) fn heads(desk: &Desk<'_>, line: usize) -> Vec<Span> {
    let l = &desk.lines[line];
    if l.quoted > 0.1 || l.words < 10 {
        return Vec::new();
    }
    heads_of(desk.text(l.member), l.span)
}

fn heads_of(text: &str, sentence: Span) -> Vec<Span> {
    let words = sentence.of(text);
    let first = words.split_whitespace().next().map(crate::words::fold).unwrap_or_default();
    let mut cuts: Vec<usize> = Vec::new();
    // Up to where each tail was found last: a mark belongs to one tail of a kind.
    let mut taken = [0; TAILS.len()];
    for (at, byte) in words.bytes().enumerate() {
        // What all tails begin with.
        if !matches!(byte, b' ' | b',' | b';') {
            continue;
        }
        let tail = &words[at..];
        for ((opening, _), taken) in TAILS.iter().zip(&mut taken) {
            if at < *taken || !tail.starts_with(opening) {
                continue;
            }
            *taken = at + opening.len();
            let rest = &tail[opening.len()..];
            if rest.starts_with(|c: char| !c.is_alphanumeric()) || !opening.ends_with(char::is_alphabetic) {
                cuts.push(at);
            }
        }
    }
    cuts.sort_unstable_by(|a, b| b.cmp(a));
    cuts.dedup();
    cuts.retain(|at| {
        let (head, tail) = words.split_at(*at);
        let has = |part: &str, set: &[&str]| {
            part.split_whitespace().map(crate::words::fold).any(|w| set.contains(&w.as_str()))
        };
        let verb = || {
            has(head, VERBS)
                || head.split_whitespace().any(|w| w.len() > 4 && w.ends_with("ed") && w.is_ascii())
        };
        let plain = !head.contains(['"', '“', '”', '(', ')']) && head.matches(" — ").count() % 2 == 0;
        // A comma may close what another comma opened: a name's apposition, a circumstance.
        let commas = head.matches(", ").count();
        let opened = CIRCUMSTANCES.contains(&first.as_str()) && commas == 0;
        let last = head.split_whitespace().next_back().map(crate::words::fold).unwrap_or_default();
        plain
            && !opened
            && !LOOSE.contains(&last.as_str())
            && commas != 1
            && head.split_whitespace().count() >= 7
            && verb()
            && (!has(tail, SAYING) || has(head, SAYING))
    });
    cuts.truncate(3);
    cuts.into_iter().map(|at| Span::new(sentence.start(), sentence.start() + at).trim(text)).collect()
}

/// Words at the head of a sentence that lean on what came before it.
const LEANING: &[&str] = &[
    "he",
    "she",
    "they",
    "it",
    "his",
    "her",
    "their",
    "its",
    "this",
    "that",
    "these",
    "those",
    "but",
    "and",
    "so",
    "or",
    "yet",
    "however",
    "meanwhile",
    "then",
    "also",
    "still",
    "instead",
    "later",
    "there",
    "such",
    "both",
    "which",
    "who",
    "moreover",
    "furthermore",
    "therefore",
    "thus",
    "nevertheless",
    "nonetheless",
    "additionally",
    "further",
    "him",
    "them",
    "because",
    "another",
    "others",
    "we",
    "i",
    "you",
    "our",
    "my",
    "not",
    "nor",
];

/// Whether words cannot stand alone: they begin with a pronoun or a connective.
pub(crate) fn dangling(words: &str) -> bool {
    let mut folded = words.split_whitespace().map(crate::words::fold).filter(|w| !w.is_empty());
    let Some(first) = folded.next() else { return true };
    let bare = first.split('\'').next().unwrap_or(&first).to_owned();
    LEANING.contains(&bare.as_str())
}

/// Openings of a sentence that go on from the one before it.
const GOING_ON: &[&str] = &[
    "now",
    "although,",
    "the former",
    "the latter",
    "until then",
    "since then",
    "by then",
    "after that",
    "before that",
    "at that",
    "at the time",
    "at the same time",
    "in response",
    "in addition",
    "in turn",
    "in fact",
    "in contrast",
    "by contrast",
    "in other words",
    "in the meantime",
    "as a result",
    "for example",
    "for instance",
    "for this",
    "for that",
    "with this",
    "with that",
    "in this",
    "in that",
    "on that",
    "to that end",
    "from there",
    "even so",
    "that said",
    "among them",
    "of those",
    "of these",
    "one of them",
    "some of them",
    "most of them",
    "many of these",
    "many of those",
    "on the other hand",
    "the next day",
    "the following day",
    "the same day",
    "minutes later",
    "moments later",
    "hours later",
    "days later",
    "weeks later",
    "months later",
    "years later",
];

/// Whether a sentence goes on from the one before it: it opens with a pronoun or a connective.
pub(crate) fn leaning(words: &str) -> bool {
    let goes_on = |opening: &str| {
        let mut theirs = words.split_whitespace();
        opening.split(' ').all(|w| {
            let word = theirs.next().unwrap_or_default();
            // A comma counts only where the opening has one.
            let word = if w.ends_with(',') { word } else { word.trim_end_matches(',') };
            word.eq_ignore_ascii_case(w)
        })
    };
    dangling(words) || GOING_ON.iter().any(|o| goes_on(o))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tail_is_cut_off_its_example() {
        for (tail, example) in TAILS {
            let heads = heads_of(example, Span::new(0, example.len()));
            let found = heads.iter().any(|h| example[h.end()..].trim_start().starts_with(tail.trim()));
            assert!(found, "{tail}: {example} {heads:?}");
        }
    }

    #[test]
    fn what_somebody_says_is_not_cut_off_from_who_says_it() {
        for example in [
            "The ferry sank off Port Elm in the night, and the crew swam ashore, police said.",
            "After the ferry sank off Port Elm last night, and everybody swam, it rained.",
            "Ana Ruiz, the harbour master of Port Elm, and her crew left.",
            "The ferry Aurora sank off Port Elm two weeks after it was built.",
        ] {
            assert_eq!(heads_of(example, Span::new(0, example.len())), Vec::new(), "{example}");
        }
    }

    #[test]
    fn a_sentence_that_goes_on_from_another_leans_on_it() {
        for words in
            ["Hours later, the ferry sank.", "Although, the quay was shut.", "In response the crew left."]
        {
            assert!(leaning(words), "{words}");
        }
        for words in
            ["Although the quay was shut, the ferry sailed.", "In responses to the crew, she agreed."]
        {
            assert!(!leaning(words), "{words}");
        }
    }

    #[test]
    fn a_sentence_that_opens_with_a_pronoun_does_not_stand_alone() {
        for words in ["She left.", "“It’s over,” he said.", "But the ferry sailed.", "They’re safe."]
        {
            assert!(dangling(words), "{words}");
        }
        for words in ["The ferry sailed.", "Ana Ruiz left.", "On Monday the ferry sailed."] {
            assert!(!dangling(words), "{words}");
        }
    }
}
