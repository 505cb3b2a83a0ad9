//! *Which lines are the page's, and not the report's?*
//!
//! Saved text often carries what stood around it: a player's caption, a newsletter's form, a line of rights. Nobody
//! reports these; taken for sentences they would be "agreed" by every report of one outlet, and their capitals would
//! end up in people's names. The text stays as it was received; the lines are only marked, and the other rooms pass
//! them by. The cues are data, a line each with its example: `data/furniture.txt`.
//!
//! Left out on purpose: what only many reports together can show (a line that an outlet prints under everything), and
//! credits of agencies and authors, which lineage reads.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use copydesk_language::Analysis;
use copydesk_model::Span;

const DATA: &str = include_str!("../data/furniture.txt");

/// A paragraph of more tokens than this is more than a line of the page, whatever cue it holds.
const LONGEST: usize = 80;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Whole,
    Begins,
    Ends,
    Holds,
}

struct Cue {
    words: &'static str,
    whole_paragraph: bool,
    place: Place,
    /// Capitals count.
    exact: bool,
}

struct Cues {
    automaton: Option<AhoCorasick>,
    cues: Vec<Cue>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    let cues: Vec<Cue> = lines().filter_map(|(cue, _)| cue).collect();
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .build(cues.iter().map(|c| c.words))
        .ok();
    Cues { automaton, cues }
});

/// The cues with their examples; `None` for a line that says no cue, which a test refuses.
fn lines() -> impl Iterator<Item = (Option<Cue>, &'static str)> {
    DATA.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).map(|line| {
        let mut fields = line.split('\t');
        let (scope, place, words, example) = (fields.next(), fields.next(), fields.next(), fields.next());
        let place = match place {
            Some("whole") => Some(Place::Whole),
            Some("begins") => Some(Place::Begins),
            Some("ends") => Some(Place::Ends),
            Some("holds") => Some(Place::Holds),
            _ => None,
        };
        let cue = place.zip(words).map(|(place, words)| Cue {
            words,
            whole_paragraph: scope == Some("paragraph"),
            place,
            exact: words.as_bytes().windows(2).any(|w| w.iter().all(u8::is_ascii_uppercase)),
        });
        (cue, example.unwrap_or_default())
    })
}

/// The sentences of the text that are furniture, in order.
pub(crate) fn find(text: &str, analysis: &Analysis) -> Vec<Span> {
    let Some(automaton) = &CUES.automaton else { return Vec::new() };
    let mut marked: Vec<usize> = Vec::new();
    for found in automaton.find_overlapping_iter(text) {
        let Some(cue) = CUES.cues.get(found.pattern().as_usize()) else { continue };
        let at = analysis.sentence_at(found.start());
        let Some(sentence) = analysis.sentences.get(at) else { continue };
        let unit = if cue.whole_paragraph {
            analysis.paragraphs.get(sentence.paragraph).copied()
        } else {
            Some(sentence.span)
        };
        if unit.is_none_or(|unit| !cue.fits(text, unit, found.start(), found.end())) {
            continue;
        }
        if cue.whole_paragraph {
            let first = analysis.sentences.partition_point(|s| s.paragraph < sentence.paragraph);
            let end = analysis.sentences.partition_point(|s| s.paragraph <= sentence.paragraph);
            let tokens: usize =
                analysis.sentences.get(first..end).unwrap_or_default().iter().map(|s| s.tokens.len()).sum();
            if tokens <= LONGEST {
                marked.extend(first..end);
            }
        } else {
            marked.push(at);
        }
    }
    marked.sort_unstable();
    marked.dedup();
    marked.iter().filter_map(|at| analysis.sentences.get(*at)).map(|s| s.span).collect()
}

impl Cue {
    /// Whether the cue at `start..end` stands in its place in the unit.
    fn fits(&self, text: &str, unit: Span, start: usize, end: usize) -> bool {
        let (Some(before), Some(behind), Some(found)) =
            (text.get(unit.start()..start), text.get(end..unit.end()), text.get(start..end))
        else {
            return false;
        };
        let parts_a_word = |edge: Option<char>, inner: Option<char>| {
            edge.is_some_and(char::is_alphanumeric) && inner.is_some_and(char::is_alphabetic)
        };
        if (self.exact && found != self.words)
            || parts_a_word(before.chars().next_back(), found.chars().next())
            || parts_a_word(behind.chars().next(), found.chars().next_back())
        {
            return false;
        }
        let nothing = |words: &str| !words.chars().any(char::is_alphabetic);
        match self.place {
            Place::Whole => nothing(before) && nothing(behind),
            Place::Begins => nothing(before),
            Place::Ends => nothing(behind),
            Place::Holds => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use copydesk_language::Language;
    use proptest::prelude::*;

    use super::*;

    fn furniture(text: &str) -> Vec<&str> {
        find(text, &Language::segment(text)).iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn every_cue_marks_its_example() {
        for (cue, example) in lines() {
            let cue = cue.expect(example);
            let text = format!("The ferry ran aground.\n\n{example}\n\nNobody was hurt.");
            let found = furniture(&text);
            assert!(
                !found.is_empty() && found.iter().all(|f| example.contains(f)),
                "{} in {found:?}",
                cue.words
            );
            let (first, last) = (found[0], found[found.len() - 1]);
            if cue.whole_paragraph {
                assert!(example.starts_with(first) && example.ends_with(last), "{} in {found:?}", cue.words);
            }
        }
    }

    #[test]
    fn sentences_that_speak_of_such_things_are_the_reports_own() {
        for text in [
            "The advertisement ran for a week.",
            "He asked readers to share this story with the police.",
            "More on this was not known.",
            "Print shops closed.",
            "They sign up for the army at eighteen.",
            "Police want you to read more.",
            "He was seen to click here and there.",
            "She said: “Subscribe to nothing.”",
        ] {
            assert!(furniture(text).is_empty(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_gives_whole_sentences(text in "(?s)(Read more|JUST WATCHED|READ: |[A-Za-z.é\n ]{0,12}){0,12}") {
            let analysis = Language::segment(&text);
            for span in find(&text, &analysis) {
                prop_assert!(analysis.sentences.iter().any(|s| s.span == span));
            }
        }
    }
}
