//! *In which way do two forms of the same words differ here?*
//!
//! One stretch of a word-by-word comparison at a time: what is gone from the canonical form and what has come
//! instead. The kinds are those of the house ([`VariantChange`]). Contractions are taken apart first, so that "I'm" and
//! "he was" differ by a pronoun and a tense.

use std::sync::LazyLock;

use copydesk_language::stem;
use copydesk_model::VariantChange;
use rustc_hash::FxHashMap;

use super::family::Step;
use super::utterance::Utterance;
use super::wording::soften;
use crate::desk::Desk;
use crate::words::{Token, is_stop};

pub(super) const PRONOUNS: &[&str] = &[
    "i",
    "me",
    "my",
    "mine",
    "we",
    "us",
    "our",
    "ours",
    "you",
    "your",
    "yours",
    "he",
    "him",
    "his",
    "she",
    "her",
    "hers",
    "it",
    "its",
    "they",
    "them",
    "their",
    "theirs",
    "myself",
    "ourselves",
    "yourself",
    "himself",
    "herself",
    "themselves",
];

/// Words whose coming or going turns a statement around.
const NEGATIONS: &[&str] = &["not", "no", "never", "none", "nothing", "nobody", "neither", "nor", "without"];

/// Whether a folded word negates.
pub(super) fn negates(key: &str) -> bool {
    NEGATIONS.contains(&key) || key.ends_with("n't") || key == "cannot"
}

pub(super) fn is_emoji(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| !c.is_alphanumeric() && !c.is_ascii())
        || matches!(key, "emoji" | "emojis")
}

/// A contracted word as its two: "we'll" is "we" and "will".
pub(super) fn uncontracted(key: &str) -> Option<(&str, &'static str)> {
    [
        ("n't", "not"),
        ("'m", "am"),
        ("'re", "are"),
        ("'ve", "have"),
        ("'ll", "will"),
        ("'s", "is"),
        ("'d", "would"),
    ]
    .into_iter()
    .find_map(|(tail, full)| key.strip_suffix(tail).map(|word| (word, full)))
}

/// Verbs whose forms no rule gives: present forms, then past ones, then the rest.
const VERBS: &[(&str, &str, &str)] = &[
    ("am is are be", "was were", "been being"),
    ("have has", "had", "having"),
    ("do does", "did", "done doing"),
    ("will", "would", ""),
    ("can", "could", ""),
    ("may", "might", ""),
    ("shall", "should", ""),
    ("go goes", "went", "gone going"),
    ("say says", "said", "saying"),
    ("get gets", "got", "gotten getting"),
    ("make makes", "made", "making"),
    ("know knows", "knew", "known knowing"),
    ("think thinks", "thought", "thinking"),
    ("take takes", "took", "taken taking"),
    ("see sees", "saw", "seen seeing"),
    ("come comes", "came", "coming"),
    ("give gives", "gave", "given giving"),
    ("find finds", "found", "finding"),
    ("tell tells", "told", "telling"),
    ("feel feels", "felt", "feeling"),
    ("leave leaves", "left", "leaving"),
    ("keep keeps", "kept", "keeping"),
    ("begin begins", "began", "begun beginning"),
    ("hold holds", "held", "holding"),
    ("bring brings", "brought", "bringing"),
    ("write writes", "wrote", "written writing"),
    ("stand stands", "stood", "standing"),
    ("lose loses", "lost", "losing"),
    ("win wins", "won", "winning"),
    ("pay pays", "paid", "paying"),
    ("meet meets", "met", "meeting"),
    ("run runs", "ran", "running"),
    ("send sends", "sent", "sending"),
    ("build builds", "built", "building"),
    ("fall falls", "fell", "fallen falling"),
    ("rise rises", "rose", "risen rising"),
    ("speak speaks", "spoke", "spoken speaking"),
    ("grow grows", "grew", "grown growing"),
    ("drive drives", "drove", "driven driving"),
    ("break breaks", "broke", "broken breaking"),
    ("fight fights", "fought", "fighting"),
    ("buy buys", "bought", "buying"),
    ("sell sells", "sold", "selling"),
    ("understand understands", "understood", "understanding"),
    ("hear hears", "heard", "hearing"),
    ("become becomes", "became", "becoming"),
    ("mean means", "meant", "meaning"),
    ("lead leads", "led", "leading"),
    ("show shows", "showed", "shown showing"),
    ("spend spends", "spent", "spending"),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tense {
    Present,
    Past,
    Other,
}

static IRREGULAR: LazyLock<FxHashMap<&'static str, (usize, Tense)>> = LazyLock::new(|| {
    let mut table = FxHashMap::default();
    for (number, (present, past, other)) in VERBS.iter().enumerate() {
        for (forms, tense) in [(present, Tense::Present), (past, Tense::Past), (other, Tense::Other)] {
            table.extend(forms.split_whitespace().map(|form| (form, (number, tense))));
        }
    }
    table
});

/// Whether two words are forms of one verb, and then whether their tenses differ.
fn inflected(a: &str, b: &str) -> Option<bool> {
    if let (Some((x, s)), Some((y, t))) = (IRREGULAR.get(a), IRREGULAR.get(b)) {
        return (x == y).then_some(s != t);
    }
    if a == b || a.len().min(b.len()) < 3 || stem(a) != stem(b) {
        return None;
    }
    let tense = |w: &str| {
        if w.ends_with("ed") {
            Tense::Past
        } else if w.ends_with("ing") {
            Tense::Other
        } else {
            Tense::Present
        }
    };
    let (s, t) = (tense(a), tense(b));
    // "plan" and "plans" may as well be nouns: no other word, but no tense either.
    Some(s != t)
}

/// Takes the forms of one verb out of both; says whether a tense was among the differences.
fn without_inflection(gone: &mut Vec<String>, come: &mut Vec<String>) -> bool {
    let mut tense = false;
    gone.retain(|g| {
        let found = come.iter().enumerate().find_map(|(i, c)| inflected(g, c).map(|differs| (i, differs)));
        let Some((i, differs)) = found else { return true };
        tense |= differs;
        come.remove(i);
        false
    });
    tense
}

/// The kinds of one difference; `edge` says that it stands at an end of the comparison.
pub(super) fn kinds(
    desk: &Desk<'_>,
    head: &Utterance,
    other: &Utterance,
    step: &Step,
    edge: bool,
) -> Vec<VariantChange> {
    // What an editor put in brackets is not the speaker's.
    let keys = |u: &Utterance, r: &std::ops::Range<usize>| -> Vec<String> {
        let own = |t: &&Token| {
            !(t.span.of(desk.text(u.member)).contains('[') && t.span.of(desk.text(u.member)).contains(']'))
        };
        r.clone().filter_map(|i| u.tokens.get(i)).filter(own).map(|t| t.key.clone()).collect()
    };
    let (gone, come) = (keys(head, &step.canonical), keys(other, &step.variant));
    if gone.is_empty() && come.is_empty() && !(step.canonical.is_empty() && step.variant.is_empty()) {
        return vec![VariantChange::Punctuation];
    }
    let emoji = |keys: &[String]| keys.iter().any(|k| is_emoji(k));
    if emoji(&gone) || emoji(&come) {
        return vec![VariantChange::Emoji];
    }
    if gone.is_empty() && come.is_empty() {
        return Vec::new();
    }
    if gone.concat() == come.concat() {
        return vec![VariantChange::Punctuation];
    }
    if come.is_empty() {
        let at = step.variant.start;
        let seam = at > 0 && at < other.tokens.len() && other.part_of[at - 1] != other.part_of[at];
        let elided = at > 0 && other.tokens[at - 1].marks.contains('.') && {
            let words = other.tokens[at - 1].span.of(desk.text(other.member));
            words.contains('…') || words.contains("...")
        };
        if edge || seam || elided {
            return vec![VariantChange::Cut];
        }
        if gone.len() >= 4 {
            return vec![VariantChange::Spliced];
        }
    }
    if gone.is_empty() && (edge || come.len() >= 4) {
        // The form goes on where the canonical one has ended or left something out: more of the same speech.
        return vec![VariantChange::Cut];
    }
    // Where the two part, a sentence ends: "… relationship. Getting along is good" / "… relationship. I hope so".
    let ends = |u: &Utterance, at: Option<usize>| {
        at.and_then(|at| u.tokens.get(at)).is_some_and(|t| t.marks.contains(['.', '!', '?']))
    };
    let (before, last) = ((step.canonical.start, step.variant.start), (step.canonical.end, step.variant.end));
    let parts = if before.0 > 0 && before.1 > 0 {
        ends(head, before.0.checked_sub(1)) || ends(other, before.1.checked_sub(1))
    } else {
        ends(head, last.0.checked_sub(1)) || ends(other, last.1.checked_sub(1))
    };
    if edge && parts && elsewhere(&gone, &come) {
        return vec![VariantChange::Cut];
    }
    let mut kinds = words(&gone, &come);
    let name = |u: &Utterance, range: std::ops::Range<usize>| {
        range.filter(|i| *i > 0).any(|i| {
            !PRONOUNS.contains(&u.tokens[i].key.as_str())
                && u.tokens[i]
                    .span
                    .of(desk.text(u.member))
                    .trim_start_matches(['"', '“', '‘', '\''])
                    .starts_with(char::is_uppercase)
                && !u.tokens[i - 1].marks.ends_with(['.', '!', '?', ':'])
                && uncontracted(&u.tokens[i].key).is_none_or(|(w, _)| !PRONOUNS.contains(&w))
        })
    };
    if name(head, step.canonical.clone()) && name(other, step.variant.clone()) {
        kinds.push(VariantChange::Name);
    }
    kinds
}

/// Whether two runs at an end of a comparison are different words of one speech rather than one wording for another:
/// they share no word of content and one is much longer.
fn elsewhere(gone: &[String], come: &[String]) -> bool {
    let (shorter, longer) = (gone.len().min(come.len()), gone.len().max(come.len()));
    let shared = || gone.iter().any(|g| !is_stop(g) && come.contains(g));
    (longer > 2 * shorter && longer >= 6 || longer > 10) && !shared()
}

/// How one run of words differs from another that stands for it, by the words alone.
pub(super) fn words(gone: &[String], come: &[String]) -> Vec<VariantChange> {
    let mut kinds = Vec::new();
    let apart = |keys: &[String]| -> Vec<String> {
        let mut out = Vec::with_capacity(keys.len());
        for key in keys {
            match uncontracted(key) {
                Some((word, full)) => out.extend([word.to_owned(), full.to_owned()]),
                None if key == "cannot" => out.extend(["can".to_owned(), "not".to_owned()]),
                None => out.push(key.clone()),
            }
        }
        out
    };
    let (mut gone, mut come) = (apart(gone), apart(come));
    if gone == come {
        return vec![VariantChange::Punctuation];
    }
    let differ = |test: &dyn Fn(&str) -> bool| {
        let sorted = |keys: &[String]| {
            let mut found: Vec<String> = keys.iter().filter(|k| test(k)).cloned().collect();
            found.sort();
            found
        };
        sorted(&gone) != sorted(&come)
    };
    let number = |k: &str| k.starts_with(|c: char| c.is_ascii_digit()) || number_word(k);
    let pronoun = |k: &str| PRONOUNS.contains(&k);
    if differ(&|k| negates(k)) {
        kinds.push(VariantChange::Negation);
    }
    // "3" and "three" are one number.
    let spelt = !gone.is_empty() && soften(&gone) == soften(&come);
    if !spelt && differ(&number) {
        kinds.push(VariantChange::Number);
    }
    if differ(&pronoun) {
        kinds.push(VariantChange::Pronoun);
    }
    if without_inflection(&mut gone, &mut come) {
        kinds.push(VariantChange::Tense);
    }
    let plain = |k: &&String| !negates(k) && !number(k) && !pronoun(k);
    if gone.iter().filter(plain).ne(come.iter().filter(plain)) {
        kinds.push(VariantChange::Reworded);
    }
    if kinds.is_empty() {
        kinds.push(if spelt { VariantChange::Punctuation } else { VariantChange::Reworded });
    }
    kinds
}

const NUMBERS: &[&str] = &[
    "billion",
    "dozen",
    "eight",
    "eighteen",
    "eighty",
    "eleven",
    "fifteen",
    "fifty",
    "five",
    "forty",
    "four",
    "fourteen",
    "hundred",
    "million",
    "nine",
    "nineteen",
    "ninety",
    "one",
    "seven",
    "seventeen",
    "seventy",
    "six",
    "sixteen",
    "sixty",
    "ten",
    "thirteen",
    "thirty",
    "thousand",
    "three",
    "trillion",
    "twelve",
    "twenty",
    "two",
];

/// Whether a folded word is a number in letters.
pub(super) fn number_word(key: &str) -> bool {
    NUMBERS.binary_search(&key).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use VariantChange::{Negation, Number, Pronoun, Punctuation, Reworded, Tense};

    /// What is gone, what has come, and the kinds of that.
    const CASES: &[(&str, &str, &[VariantChange])] = &[
        ("them", "him", &[Pronoun]),
        ("i'm", "he was", &[Pronoun, Tense]),
        ("we will fight", "they would fight", &[Pronoun, Tense]),
        ("want", "wanted", &[Tense]),
        ("want", "wants", &[Reworded]),
        ("i want", "he wants", &[Pronoun]),
        ("won", "win", &[Tense]),
        ("can not", "cannot", &[Punctuation]),
        ("we are", "we're", &[Punctuation]),
        ("was", "was not", &[Negation]),
        ("three", "four", &[Number]),
        ("three", "3", &[Punctuation]),
        ("a plan", "a scheme", &[Reworded]),
    ];

    #[test]
    fn each_kind_of_change_is_told_by_the_words() {
        for (gone, come, expected) in CASES {
            let keys = |s: &str| s.split(' ').map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(words(&keys(gone), &keys(come)), *expected, "{gone} / {come}");
        }
    }

    #[test]
    fn other_words_of_the_same_speech_at_an_end_are_no_other_wording() {
        let keys = |s: &str| s.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let gone = keys("getting along with them is a good thing and not a bad one");
        assert!(elsewhere(&gone, &keys("i hope so")));
        assert!(!elsewhere(&keys("a good plan"), &keys("a fine plan")));
        assert!(!elsewhere(&gone, &keys("it is a good thing")));
    }

    #[test]
    fn the_numbers_are_in_order() {
        assert!(NUMBERS.is_sorted());
    }
}
