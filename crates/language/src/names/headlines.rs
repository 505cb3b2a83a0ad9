//! *Where does a headline's name end?*
//!
//! In a headline nearly every word has a capital, so that "Judge Blocks Okafor" looks like one long name. A name there is cut at the
//! verbs that headlines are written with (`data/headline-verbs.txt`) and at "Over", "After", "Amid", and loses the noun behind it ("Okafor Plan") where the report has
//! the name without that noun. Elsewhere capitals say enough.

use std::ops::Range;
use std::sync::LazyLock;

use copydesk_model::EntityKind;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::linear::hash;
use crate::lists::{Kinds, kinds_of};
use crate::{Analysis, Name, TokenKind};

static VERBS: LazyLock<FxHashSet<u32>> = LazyLock::new(|| {
    let list = include_str!("../../data/headline-verbs.txt");
    let lines = list.lines().filter(|l| !l.starts_with('#'));
    lines.flat_map(str::split_whitespace).map(|w| hash(w.as_bytes())).collect()
});

/// What stands behind a name in a headline without being part of it.
const NOUNS: &[&str] = &[
    "Aide",
    "Allies",
    "Attack",
    "Bill",
    "Budget",
    "Campaign",
    "Case",
    "Claim",
    "Claims",
    "Comments",
    "Crisis",
    "Critics",
    "Deal",
    "Death",
    "Decision",
    "Email",
    "Emails",
    "Fans",
    "Feud",
    "Hearing",
    "Inquiry",
    "Interview",
    "Investigation",
    "Law",
    "Lawsuit",
    "Lawyer",
    "Lawyers",
    "Letter",
    "Memo",
    "Nominee",
    "Nomination",
    "Order",
    "Pick",
    "Plan",
    "Plans",
    "Probe",
    "Proposal",
    "Rally",
    "Remarks",
    "Report",
    "Row",
    "Ruling",
    "Scandal",
    "Speech",
    "Supporters",
    "Talks",
    "Team",
    "Testimony",
    "Trial",
    "Trip",
    "Tweet",
    "Tweets",
    "Video",
    "Visit",
    "Vote",
    "Voters",
    "Win",
    "World",
];

/// Words that part names where a headline writes them with a capital; "of", "for", "in" and "on" stand in names.
const BETWEEN: &[&str] = &[
    "Over", "After", "Amid", "Against", "Before", "Into", "As", "With", "Without", "Despite", "During",
    "Under", "Via", "Who", "Why", "How",
];

/// Whether most words of a sentence have capitals and it does not end as a sentence does.
fn is_headline(text: &str, analysis: &Analysis, tokens: Range<usize>) -> bool {
    let tokens = analysis.tokens.get(tokens).unwrap_or_default();
    if tokens.last().is_none_or(|t| t.text(text) == ".") || tokens.len() > 30 {
        return false;
    }
    let (mut words, mut capital) = (0, 0);
    for token in tokens.iter().filter(|t| t.kind == TokenKind::Word && t.span.len() > 3) {
        words += 1;
        capital += usize::from(token.text(text).starts_with(char::is_uppercase));
    }
    words >= 3 && capital * 10 > words * 7
}

/// Cuts the names of headlines.
pub(super) fn cut(text: &str, analysis: &Analysis, names: Vec<Name>) -> Vec<Name> {
    let word = |at: usize| analysis.tokens.get(at).map_or("", |t| t.text(text));
    let verb = |at: usize| {
        BETWEEN.contains(&word(at))
            || VERBS.contains(&hash(word(at).as_bytes()))
                && !kinds_of(word(at)).has(Kinds(Kinds::FORENAME.0 | Kinds::SURNAME.0))
    };
    let long = |n: &Name| n.tokens.len() > 1;
    let noun = |n: &Name| NOUNS.contains(&word(n.tokens.end - 1));
    let suspect = |n: &Name| {
        long(n) && (n.tokens.clone().any(verb) || noun(n)) && {
            let sentence = analysis.sentences.get(analysis.sentence_at(n.span.start()));
            sentence.is_some_and(|s| is_headline(text, analysis, s.tokens.clone()))
        }
    };
    let suspects: Vec<bool> = names.iter().map(suspect).collect();
    if !suspects.contains(&true) {
        return names;
    }
    // What the other names of the report end with, and what those are.
    let mut known: FxHashMap<u32, EntityKind> = FxHashMap::default();
    for (name, _) in names.iter().zip(&suspects).filter(|(_, suspect)| !**suspect) {
        known.entry(hash(word(name.tokens.end - 1).as_bytes())).or_insert(name.kind);
    }
    let mut out = Vec::with_capacity(names.len() + 1);
    for (name, suspect) in names.into_iter().zip(suspects) {
        if !suspect {
            out.push(name);
            continue;
        }
        let mut first = name.tokens.start;
        for at in name.tokens.clone().chain([name.tokens.end]) {
            if at < name.tokens.end && !verb(at) {
                continue;
            }
            let mut end = at;
            let kind = |end: usize| known.get(&hash(word(end - 1).as_bytes())).copied();
            while end > first + 1 && NOUNS.contains(&word(end - 1)) && kind(end - 1).is_some() {
                end -= 1;
            }
            if let (true, Some(start), Some(last)) =
                (first < end, analysis.tokens.get(first), analysis.tokens.get(end.saturating_sub(1)))
            {
                let kind = kind(end).unwrap_or(name.kind);
                out.push(Name { span: start.span.cover(last.span), tokens: first..end, kind });
            }
            first = at + 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::Language;

    #[test]
    fn a_verb_of_a_headline_is_no_part_of_a_name() {
        let body = "Ngozi Okafor and Ruth Calder met in Averlin on Monday. Mayor Okafor said that Carl Dent had lied.";
        for (headline, names) in [
            ("Judge Blocks Okafor Over Harbour", &["Okafor"][..]),
            ("Calder Slams Okafor Over Harbour Fees", &["Calder", "Okafor"]),
            ("JUDGE BLOCKS OKAFOR OVER HARBOUR", &["OKAFOR"]),
            ("Senate Rejects Calder Bill After Storm", &["Senate", "Calder"]),
            ("Carl Dent Says Ruth Calder Is Silent", &["Carl Dent", "Ruth Calder"]),
        ] {
            let text = format!("{headline}\n\n{body}");
            let analysis = Language::embedded().analyse(&text, Some("en"));
            let found: Vec<&str> = analysis
                .names
                .iter()
                .filter(|n| n.span.end() <= headline.len())
                .map(|n| n.span.of(&text))
                .filter(|n| *n != "Harbour" && *n != "HARBOUR")
                .collect();
            assert_eq!(found, names, "{headline}");
        }
    }

    #[test]
    fn a_name_in_a_sentence_keeps_all_its_words() {
        let text = "The Harbour Claims Tribunal wrote to Ruth Calder on Monday.";
        let analysis = Language::embedded().analyse(text, Some("en"));
        assert_eq!(analysis.names[0].span.of(text), "Harbour Claims Tribunal");
    }
}
