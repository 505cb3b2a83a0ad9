//! *What is named in a text that is written without capitals?*
//!
//! Posts and messages that reports print: where a sentence opens in small letters or writes "i", the countries and places of the
//! lists are names in small letters, too, but for those that are common words ("turkey"); so are forenames that the tagger takes for
//! proper nouns, and organisations of several words. Surnames are left out on purpose: too many of them are common words.

use copydesk_model::{EntityKind, Span};

use crate::linear::hash;
use crate::lists::{self, Kinds, Listed};
use crate::{Analysis, Name, TokenKind, Upos};

/// Places that are common words in small letters.
const COMMON: &[&str] = &[
    "turkey",
    "china",
    "jordan",
    "chad",
    "guinea",
    "jersey",
    "nice",
    "reading",
    "mobile",
    "orange",
    "lima",
    "male",
    "phoenix",
    "split",
    "hull",
    "bath",
    "cork",
    "march",
    "buffalo",
    "bordeaux",
    "cologne",
    "champagne",
    "java",
    "panama",
    "gulf",
    "west",
    "east",
    "north",
    "south",
    "coast",
    "states",
    "union",
    "holy see",
    "capital",
    "independence",
    "victoria",
    "georgia",
    "mali",
    "togo",
    "santiago",
    "lincoln",
    "wells",
    "sale",
    "deal",
    "battle",
    "providence",
    "aurora",
    "olympia",
    "concord",
    "salvador",
    "sierra",
    "cape",
    "surrey",
    "essex",
    "stone",
    "rugby",
    "derby",
    "swan",
    "boulder",
    "madras",
    "angola",
    "bali",
    "crete",
    "gaza",
    "oman",
    "peru",
    "island",
    "islands",
    "panhandle",
    "old city",
    "west side",
    "east side",
    "south side",
    "north side",
    "tenderloin",
    "green zone",
    "state house",
    "deep south",
    "burgundy",
    "bangor",
    "mesa",
    "antigua",
    "normal",
    "home counties",
    "far east",
    "midlands",
    "midtown",
    "springs",
    "barking",
    "rugby",
];

/// What stands before a place.
const LEADS: &[&str] =
    &["in", "from", "to", "near", "between", "around", "through", "visit", "visiting", "outside", "across"];

fn is_written_small(words: &str) -> bool {
    words.chars().all(|c| c.is_lowercase() || c.is_whitespace())
}

/// Whether a sentence is written without capitals.
fn is_small(text: &str, analysis: &Analysis, tokens: std::ops::Range<usize>) -> bool {
    let words = analysis.tokens.get(tokens).unwrap_or_default();
    let opens_small = words.first().is_some_and(|t| t.text(text).starts_with(char::is_lowercase));
    words.len() > 2 && (opens_small || words.iter().any(|t| t.text(text) == "i"))
}

/// Adds the names in small letters.
pub(super) fn add(text: &str, analysis: &mut Analysis) {
    let mut found = Vec::new();
    let mut hashes = Vec::new();
    let mut listed = Vec::new();
    let small: Vec<bool> =
        analysis.sentences.iter().map(|s| is_small(text, analysis, s.tokens.clone())).collect();
    // One sentence without capitals makes those beside it suspect.
    let near = |i: usize| small[i.saturating_sub(2)..small.len().min(i + 3)].contains(&true);
    for (number, sentence) in analysis.sentences.iter().enumerate() {
        if !near(number) {
            continue;
        }
        let tokens = analysis.tokens.get(sentence.tokens.clone()).unwrap_or_default();
        hashes.clear();
        hashes.extend(tokens.iter().map(|t| hash(t.text(text).as_bytes())));
        listed.clear();
        listed.resize(tokens.len(), Listed::default());
        for (at, token) in tokens.iter().enumerate() {
            if token.kind == TokenKind::Word && token.text(text).starts_with(char::is_lowercase) {
                lists::mark(hashes[at..].iter().copied(), at, &mut listed);
            }
        }
        let mut at = 0;
        while at < tokens.len() {
            let first = at;
            at += 1;
            // "the age" is seldom a newspaper.
            let article = matches!(tokens[first].text(text), "the" | "a");
            let Some((mut end, kind)) = longest(&listed, first, article) else { continue };
            // "ana ruiz"
            let surname = kind == EntityKind::Person
                && tokens.get(end).is_some_and(|t| t.upos == Upos::Propn && t.kind == TokenKind::Word)
                && listed[end].alone & Kinds::FORENAME.0 == 0;
            end += usize::from(surname);
            let span = tokens[first].span.cover(tokens[end - 1].span);
            let before = first.checked_sub(1).map_or("", |b| tokens[b].text(text));
            let led = kind == EntityKind::Place && LEADS.contains(&before);
            if !small[number] && !led {
                continue;
            }
            let place =
                led && !COMMON.contains(&span.of(text)) && span.len() > 4 && is_written_small(span.of(text));
            if place || fits(text, span, &tokens[first..end], kind) {
                at = end;
                let from = sentence.tokens.start;
                found.push(Name { span, tokens: from + first..from + end, kind });
            }
        }
    }
    found.retain(|f: &Name| {
        let next = analysis.names.partition_point(|n| n.span.end() <= f.span.start());
        analysis.names.get(next).is_none_or(|n| n.span.start() >= f.span.end())
    });
    if !found.is_empty() {
        analysis.names.append(&mut found);
        analysis.names.sort_by_key(|n| n.span.start());
    }
}

/// Where the listed name that begins at a token ends, and what it is.
fn longest(listed: &[Listed], first: usize, article: bool) -> Option<(usize, EntityKind)> {
    let this = listed.get(first)?;
    let end =
        |kinds: u16| first + 1 + listed[first + 1..].iter().take_while(|l| l.within & kinds != 0).count();
    let places = Kinds::COUNTRY.0 | Kinds::PLACE.0;
    if this.begins & places != 0 {
        Some((end(places), EntityKind::Place))
    } else if this.alone & places != 0 {
        Some((first + 1, EntityKind::Place))
    } else if this.begins & Kinds::ORGANISATION.0 != 0 && !article {
        Some((end(Kinds::ORGANISATION.0), EntityKind::Organisation))
    } else {
        (this.alone & Kinds::FORENAME.0 != 0).then_some((first + 1, EntityKind::Person))
    }
}

/// Whether the words are written small, are nouns, and are no common words.
fn fits(text: &str, span: Span, tokens: &[crate::Token], kind: EntityKind) -> bool {
    let words = span.of(text);
    if kind == EntityKind::Person {
        return words.len() > 2
            && is_written_small(words)
            && tokens.last().is_some_and(|t| t.upos == Upos::Propn);
    }
    words.len() > 3
        && is_written_small(words)
        && !COMMON.contains(&words)
        && tokens.last().is_some_and(|t| matches!(t.upos, Upos::Noun | Upos::Propn | Upos::X))
}

#[cfg(test)]
mod tests {
    use crate::Language;

    fn names(text: &str) -> Vec<&str> {
        let analysis = Language::embedded().analyse(text, Some("en"));
        analysis.names.iter().map(|n| n.span.of(text)).collect()
    }

    #[test]
    fn places_are_found_in_a_message_without_capitals() {
        assert_eq!(names("i am going to san francisco with turkey sandwiches"), ["san francisco"]);
    }

    #[test]
    fn bodies_of_several_words_are_found_in_a_message_without_capitals() {
        assert_eq!(names("i met her at the home depot in seattle"), ["home depot", "seattle"]);
    }

    #[test]
    fn small_letters_are_no_place_in_a_sentence_with_capitals() {
        assert_eq!(names("The mexico of the label was a misprint."), Vec::<&str>::new());
    }
}
