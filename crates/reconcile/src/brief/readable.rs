//! *Does this sentence read well alone, or right behind the one before it?*
//!
//! A sentence in a brief has lost its neighbours. What opens with a pronoun or a connective, quotes without saying whom, invites to
//! watch or click, stands below a picture, is written by an "I" of its own, or has lost its beginning or end in
//! somebody's tokeniser stays out. Left out on purpose: whether what it says matters.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use copydesk_model::{EntityKind, Mention, MentionForm, Span};

use crate::clause::leaning;
use crate::desk::{Desk, Place};

/// Words that invite the reader to do something, or that are about the page and not the story.
const PROMOTES: &[&str] = &[
    "watch it below",
    "watch the video",
    "watch below",
    "see below",
    "click here",
    "read more",
    "read the full",
    "flip the page",
    "sign up",
    "subscribe",
    "follow us",
    "follow him on",
    "follow her on",
    "newsletter",
    "photo by",
    "photos:",
    "getty images",
    "image credit",
    "all rights reserved",
    "copyright",
    "advertisement",
    "related:",
    "story continues",
    "continue reading",
    "listen to",
    "scroll down",
    "in the video above",
    "video above",
    "this story has been updated",
    "this article",
    "this is a developing story",
    "check back",
    "originally published",
    "contributed to this report",
    "contributed reporting",
    "download the app",
    "share this",
    "tweet this",
    "comments",
    "material may not be published",
    "take a look",
    "check out",
    "keep scrolling",
    "stay tuned",
    "here's what",
    "for more",
];

/// Signs of the words below a picture.
const CAPTIONS: &[&str] = &[
    "(left)",
    "(right)",
    "(center)",
    "(centre)",
    "(l)",
    "(r)",
    ", left,",
    ", right,",
    ", center,",
    ", centre,",
    ", second from ",
    "file photo",
    "pictured above",
    "pictured here",
    "in this photo",
    "in this undated",
    "in this image",
    "from left",
    "clockwise from",
];

/// What those in a picture do, while a date with its year says when it was taken.
const POSING: &[&str] = &[
    "poses",
    "pose",
    "speaks",
    "speak",
    "listens",
    "listen",
    "waves",
    "walks",
    "walk",
    "arrives",
    "arrive",
    "attends",
    "attend",
    "gestures",
    "smiles",
    "hugs",
    "stands",
    "stand",
    "looks",
    "look",
    "holds",
    "hold",
    "addresses",
    "testifies",
    "leaves",
    "sits",
    "sit",
];

/// Whether a sentence tells what a picture shows.
fn captions(words: &str) -> bool {
    let lower = words.to_lowercase();
    let years = |w: &str| {
        w.len() == 4 && (w.starts_with("19") || w.starts_with("20")) && w.bytes().all(|b| b.is_ascii_digit())
    };
    let mut apart = lower.split(|c: char| !c.is_alphanumeric());
    CAPTIONS.iter().any(|c| lower.contains(c))
        || apart.clone().any(|w| POSING.contains(&w))
            && apart.any(years)
            && !lower.contains(" said")
            && !lower.contains(['"', '“'])
}

/// Words that no sentence ends with that is whole.
const BROKEN: &[&str] = &["a", "an", "the", "and", "or"];
const ABBREVIATED: &[&str] = &["Mr", "Mrs", "Ms", "Dr", "Sen", "Rep", "Gov", "Gen", "Sgt", "Lt", "Capt"];

/// Whether a sentence has lost its beginning or its end, or is a line of a list or of a play.
fn broken(words: &str) -> bool {
    let mut parts = words.split_whitespace();
    let first = parts.next().unwrap_or_default();
    let second = parts.next().unwrap_or_default();
    let initial = first.chars().count() == 1 && second.starts_with('.') && !matches!(first, "A" | "I");
    let lines = words.split_whitespace().take(3).any(|w| w.ends_with(':'));
    let cut = words.ends_with("...") || words.ends_with('…');
    let last = words.trim_end_matches(|c: char| !c.is_alphanumeric());
    let last = last.rsplit(' ').next().unwrap_or_default();
    // An abbreviation that a sentence was cut behind: "Mr .", "the U ."
    let short = words.trim_end().ends_with('.')
        && (ABBREVIATED.contains(&last)
            || last.len() == 1 && last.starts_with(char::is_alphabetic) && last != "I");
    let breaks_off = words.contains("—”") || words.contains("—\"");
    initial || lines || cut || short || breaks_off || BROKEN.contains(&last.to_lowercase().as_str())
}

/// Whether nearly all longer words have capitals, as in a headline that stands in the text.
fn in_title_case(words: &str) -> bool {
    let long = words.split_whitespace().filter(|w| w.len() > 3 && w.starts_with(char::is_alphabetic));
    let (all, capital) =
        long.fold((0, 0), |(n, c), w| (n + 1, c + usize::from(w.starts_with(char::is_uppercase))));
    all >= 4 && capital * 10 >= all * 9
}

/// Whether the writer, or whoever is quoted without marks, says "I" outside the quotation marks.
fn confides(desk: &Desk<'_>, line: usize, words: &str) -> bool {
    let l = &desk.lines[line];
    let mut quoted = false;
    let mut at = 0;
    for word in words.split_inclusive(char::is_whitespace) {
        let inside = quoted;
        for c in word.chars() {
            match c {
                '“' => quoted = true,
                '”' => quoted = false,
                '"' => quoted = !quoted,
                _ => {}
            }
        }
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let own = matches!(bare, "I" | "my" | "My" | "me" | "myself")
            || bare.starts_with("I'")
            || bare.starts_with("I’");
        if own
            && !inside
            && !quoted
            && !word.contains(['"', '“', '”'])
            && !desk.is_quoted(l.member, l.span.start() + at)
        {
            return true;
        }
        at += word.len();
    }
    false
}

/// Agencies and networks that stand in brackets behind the place of a report.
const AGENCIES: &[&str] = &["AP", "AFP", "CNN", "Reuters", "UPI", "DPA", "dpa", "TASS", "Xinhua", "Kyodo"];

/// Where a sentence begins behind the place and the agency that open a report: "PORT ELM (NW) — …".
pub(crate) fn body(text: &str, sentence: Span) -> Span {
    let words = sentence.of(text);
    // The name of a button that stands before a picture's words.
    for button in ["CLOSE ", "SHARE ", "REPLAY "] {
        if words.strip_prefix(button).is_some_and(|rest| rest.starts_with(char::is_uppercase)) {
            return body(text, Span::new(sentence.start() + button.len(), sentence.end()));
        }
    }
    // "Port Elm (AP) The ferry sank."
    if let Some((place, rest)) = words.split_once(" (")
        && place.len() <= 40
        && place.starts_with(char::is_uppercase)
        && let Some((agency, rest)) = rest.split_once(") ")
        && AGENCIES.contains(&agency)
        && rest.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || matches!(c, '“' | '"'))
    {
        return Span::new(sentence.end() - rest.len(), sentence.end());
    }
    let dash =
        [" — ", " – ", " -- ", " - "].iter().filter_map(|d| words.find(d).map(|at| (at, at + d.len()))).min();
    let place = |head: &str| {
        let outside = head.split('(').next().unwrap_or_default();
        let shouted = head
            .split(|c: char| !c.is_alphabetic())
            .any(|w| w.len() > 2 && w.chars().all(char::is_uppercase));
        head.len() <= 60
            && (shouted || head.trim_end().ends_with(')'))
            && !outside.trim().is_empty()
            && outside.split_whitespace().count() <= 5
            && outside.split_whitespace().all(|w| w.starts_with(|c: char| c.is_uppercase() || c.is_numeric()))
    };
    if let Some((at, behind)) = dash
        && place(&words[..at])
        && words[behind..].starts_with(|c: char| c.is_uppercase() || c.is_numeric() || matches!(c, '“' | '"'))
    {
        return Span::new(sentence.start() + behind, sentence.end());
    }
    sentence
}

static PROMOTING: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    // With either apostrophe, each under the number of its phrase.
    let forms = PROMOTES.iter().flat_map(|p| [(*p).to_owned(), p.replace('\'', "’")]);
    AhoCorasick::builder().ascii_case_insensitive(true).build(forms).ok()
});

/// Whether a sentence is about the page.
pub(crate) fn promotes(desk: &Desk<'_>, line: usize) -> bool {
    desk.kept
        .promotes
        .get(line)
        .map_or_else(|| promoting(desk, line), |kept| *kept.get_or_init(|| promoting(desk, line)))
}

fn promoting(desk: &Desk<'_>, line: usize) -> bool {
    let line = &desk.lines[line];
    let words = desk.words(Place { member: line.member, span: line.span });
    line.words <= 40
        && PROMOTING.as_ref().is_some_and(|phrases| {
            phrases.find_overlapping_iter(words).any(|found| {
                let phrase = PROMOTES.get(found.pattern().as_usize() / 2).copied().unwrap_or_default();
                line.words <= 18 || !matches!(phrase, "comments" | "listen to" | "for more")
            })
        })
}

/// Words by which an outlet praises its own page, or the thing, rather than telling what happened.
const TEASES: &[&str] = &[
    "you won't believe",
    "you need to know",
    "will make you",
    "will break your heart",
    "here is everything",
    "everything we know",
    "has everyone talking",
    "fans are freaking out",
    "we can't get enough",
    "must-see",
    "must-read",
];

/// Whether a sentence is a verdict of the outlet ("… is so touching.") or an invitation to wonder.
fn teases(words: &str) -> bool {
    let lower = words.to_lowercase().replace('’', "'");
    let mut last = lower.trim_end_matches(|c: char| !c.is_alphanumeric()).rsplit(' ');
    let (_, so, is) = (last.next(), last.next(), last.next());
    let verdict =
        matches!(so, Some("so" | "just" | "too")) && matches!(is, Some("is" | "are" | "was" | "were"));
    let points =
        lower.starts_with("here are ") || lower.starts_with("here is ") || lower.starts_with("here's ");
    let mut first = lower.split(' ');
    let bids = matches!(first.next(), Some("read" | "watch" | "see" | "click" | "hear"))
        && matches!(
            first.next(),
            Some("the" | "more" | "our" | "it" | "this" | "here" | "all" | "also" | "what")
        );
    verdict || points || bids || TEASES.iter().any(|t| lower.contains(t))
}

/// Whether a sentence can stand alone in a brief.
pub(crate) fn readable(desk: &Desk<'_>, line: usize) -> bool {
    let look = || {
        let l = &desk.lines[line];
        // What a brief shows of it; "PORT ELM — It sank" leans.
        let text = desk.text(l.member);
        let words = body(text, l.span).of(text);
        let ends = words.trim_end().ends_with(['.', '!', '"', '”']) || words.trim_end().ends_with(".)");
        ends && stands(desk, line, words)
    };
    desk.kept.readable.get(line).map_or_else(look, |kept| *kept.get_or_init(look))
}

/// Whether a sentence, or its beginning, reads well alone.
pub(crate) fn stands(desk: &Desk<'_>, line: usize, words: &str) -> bool {
    let l = &desk.lines[line];
    let open = words.matches('“').count() == words.matches('”').count()
        && words.matches('"').count().is_multiple_of(2);
    let brackets = words.matches('(').count() == words.matches(')').count();
    (7..=60).contains(&l.words)
        && (l.quoted < 0.6 || l.quoted < 0.9 && attributed(desk, line))
        && open
        && brackets
        && words.starts_with(|c: char| {
            c.is_uppercase() || c.is_numeric() || matches!(c, '“' | '"' | '$' | '£' | '€')
        })
        && !words.trim_end().ends_with('?')
        && !words.contains('\n')
        && (!leaning(words) || resolved(desk, line).is_some())
        && !promotes(desk, line)
        && !teases(words)
        && !captions(words)
        && !broken(words)
        && !in_title_case(words)
        && !confides(desk, line, words)
}

/// Whether a sentence that is mostly quoted says itself, by name, whose words it has.
fn attributed(desk: &Desk<'_>, line: usize) -> bool {
    let l = &desk.lines[line];
    let reading = &desk.members[l.member].reading;
    reading.quotations.iter().filter(|q| l.span.overlaps(q.span)).all(|q| {
        q.speaker.as_ref().is_some_and(|s| {
            let named = |m: &Mention| m.form == MentionForm::Name && m.span.overlaps(s.span);
            l.span.contains(s.span)
                && s.entity.and_then(|e| reading.entity(e)).is_some_and(|e| e.mentions.iter().any(named))
        })
    })
}

/// For a sentence that opens with a pronoun: who that is, and the name in brackets to be put at a place of the sentence; none where that
/// is not known.
pub(super) fn resolved(desk: &Desk<'_>, line: usize) -> Option<(usize, usize, String)> {
    let l = &desk.lines[line];
    let text = desk.text(l.member);
    let words = l.span.of(text);
    let first = words.split_whitespace().next()?;
    let pronoun = first.split(['\'', '’']).next().unwrap_or(first);
    if !matches!(pronoun, "He" | "She" | "His" | "Her") {
        return None;
    }
    let opening = Span::new(l.span.start(), l.span.start() + pronoun.len());
    let reading = &desk.members[l.member].reading;
    let entity = reading
        .entities
        .iter()
        .find(|e| e.mentions.iter().any(|m| m.form == MentionForm::Pronoun && m.span == opening))?;
    let named = entity.mentions.iter().any(|m| m.form == MentionForm::Name);
    if entity.kind != EntityKind::Person || entity.plural || !named {
        return None;
    }
    let identity = desk.cast.identity(l.member, entity.id)?;
    let name = &desk.cast.identities[identity].name;
    let own = if matches!(pronoun, "His" | "Her") { "’s" } else { "" };
    Some((identity, first.len(), format!(" [{name}{own}]")))
}

/// Whether a sentence reads well right behind the one before it in its report, though not alone: it goes on with "it", "they" or
/// what somebody said.
pub(super) fn follows(desk: &Desk<'_>, line: usize) -> bool {
    let Some(l) = desk.lines.get(line) else { return false };
    let Some(before) = line.checked_sub(1).and_then(|b| desk.lines.get(b)).filter(|b| b.member == l.member)
    else {
        return false;
    };
    let words = desk.words(Place { member: l.member, span: l.span });
    let balanced = words.matches('“').count() == words.matches('”').count()
        && words.matches('"').count().is_multiple_of(2)
        && words.matches('(').count() == words.matches(')').count();
    let opener = words.split_whitespace().next().map(crate::words::fold).unwrap_or_default();
    let somebody = !matches!(opener.split('\'').next(), Some("he" | "she" | "his" | "her" | "him"))
        || desk.mentioned(before.member, before.span).any(|(e, _)| e.kind == EntityKind::Person);
    (6..=60).contains(&l.words)
        && balanced
        && somebody
        && words.trim_end().ends_with(['.', '!', '"', '”', ')'])
        && words.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || matches!(c, '“' | '"'))
        && !words.contains('\n')
        && !words.contains("?”")
        && !words.trim_end().ends_with("?\"")
        && !promotes(desk, line)
        && !teases(words)
        && !captions(words)
        && !broken(words)
        && !confides(desk, line, words)
}

#[cfg(test)]
mod tests {
    use copydesk_model::Span;

    use super::{body, broken, captions, in_title_case, teases};

    #[test]
    fn a_verdict_of_the_outlet_is_no_news() {
        for words in [
            "The baker's letter to the ferry's crew is so touching.",
            "Here is everything you need to know.",
            "Here are five of the quays.",
            "Read the letter below, or here.",
        ] {
            assert!(teases(words), "{words}");
        }
        for words in
            ["The ferry is so late that two trains left without it.", "She was touched by the letter."]
        {
            assert!(!teases(words), "{words}");
        }
    }

    #[test]
    fn the_words_below_a_picture_are_not_told() {
        for words in [
            "Ana Ruiz (left) meets the harbour master of Port Elm.",
            "Ana Ruiz, right, and her crew at the quay.",
            "Ana Ruiz poses with the crew of the ferry in Port Elm on May 4, 2015.",
        ] {
            assert!(captions(words), "{words}");
        }
        for words in ["Ana Ruiz left the quay in May 2015.", "“The quay stands since 1990,” Ana Ruiz said."]
        {
            assert!(!captions(words), "{words}");
        }
    }

    #[test]
    fn what_lost_its_beginning_or_end_is_broken() {
        for words in [
            "The crew had a .",
            "She spoke with Mr .",
            "They do not ask the U .",
            "S . sailors were on board .",
            "Ruiz: I do not know.",
            "The quay was shut ...",
        ] {
            assert!(broken(words), "{words}");
        }
        for words in ["A storm came up.", "The ferry sank at noon: nobody was aboard it."] {
            assert!(!broken(words), "{words}");
        }
    }

    #[test]
    fn place_and_agency_are_left_off_a_sentence() {
        for (text, told) in [
            ("PORT ELM (NW) — The ferry sank.", "The ferry sank."),
            ("PORT ELM – The ferry sank.", "The ferry sank."),
            ("Port Elm, Lund (Newswire) - The ferry sank.", "The ferry sank."),
            ("Port Elm (AP) The ferry sank.", "The ferry sank."),
            ("The Harbour Board (HB) Director left.", "The Harbour Board (HB) Director left."),
            ("The ferry — The Aurora — sank.", "The ferry — The Aurora — sank."),
            ("Ruiz — who has sailed since 2013 — left.", "Ruiz — who has sailed since 2013 — left."),
        ] {
            assert_eq!(body(text, Span::new(0, text.len())).of(text), told);
        }
    }

    #[test]
    fn a_headline_in_the_text_is_no_sentence() {
        assert!(in_title_case("Ferry Sinks Outside Harbour With Seven Aboard!"));
        assert!(!in_title_case("The ferry Aurora sank outside Port Elm on Monday, police said."));
    }
}
