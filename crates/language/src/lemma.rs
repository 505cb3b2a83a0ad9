//! *Which dictionary word is this a form of?*
//!
//! Irregular forms from a list, regular ones by suffix rules. Good enough to look up a reporting verb ("tweeted" →
//! "tweet") or to match a noun with its plural; not a morphological analyser.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::Upos;
use crate::fold::lower;

type Forms = FxHashMap<&'static str, &'static str>;

fn forms(list: &'static str) -> Forms {
    let mut forms = Forms::default();
    for line in list.lines().filter(|l| !l.starts_with('#')) {
        let mut words = line.split_whitespace();
        let Some(lemma) = words.next() else { continue };
        forms.insert(lemma, lemma);
        for form in words {
            forms.entry(form).or_insert(lemma);
        }
    }
    forms
}

static VERBS: LazyLock<Forms> = LazyLock::new(|| forms(include_str!("../data/irregular-verbs.txt")));
static NOUNS: LazyLock<Forms> = LazyLock::new(|| forms(include_str!("../data/irregular-nouns.txt")));

/// Verb stems that end in "e" although their shape does not show it, without the "e".
static STEMS_WITH_E: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    "creat chang rang arrang exchang challeng plung aveng reveng hing ting loung scaveng derang \
     invit unit excit ignit recit cit despit expedit complet compet delet promot devot denot connot \
     breath bath cloth sooth escap landscap reshap welcom schedul compil reconcil exil mobil hol \
     explor restor ignor ador deplor stor scor bor sever interfer persever ther wher cohere adher \
     postpon phon clon telephon undermin reviv surviv believ achiev receiv leav heav weav \
     combin handl produc eras rout salut contribut hous paus caus ceas leas releas increas decreas \
     purchas eas teas pleas appeas prais rais choos loos nois cruis brows rous dous argu continu rescu valu \
     fre decre guarante agre disagre overs fores oversee fle outsourc compar prepar declar"
        .split_whitespace()
        .collect()
});

/// Verb stems that look as if they ended in "e" and do not.
static STEMS_WITHOUT_E: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    "visit limit edit exit credit profit benefit deposit exhibit inhibit prohibit elicit solicit audit merit \
     inherit orbit recruit summit vomit spirit forfeit target market budget interpret bet ticket pocket \
     pilot pivot ballot focus canvas bias combat format develop envelop gallop gossip worship chatter \
     favor labor monitor honor sponsor anchor tutor mentor editor motor mirror author harbor murmur \
     open happen listen threaten strengthen weaken enter offer suffer consider deliver cover discover \
     recover order differ gather answer number remember abandon mention question reason season \
     edit travel cancel model label level signal channel equal rival total fuel pedal parallel \
     begin join train explain gain remain contain maintain complain drain imprison poison pardon \
     ask risk panic picnic traffic mimic fax tax fix mix box bank"
        .split_whitespace()
        .collect()
});

/// The lemma of `word` as the part of speech `upos`, in lower case (a proper noun is left as it is).
pub fn lemma(word: &str, upos: Upos) -> Cow<'_, str> {
    if upos == Upos::Propn {
        return Cow::Borrowed(word);
    }
    match lower(word) {
        Cow::Borrowed(word) => lemma_of_lower(word, upos),
        Cow::Owned(word) => Cow::Owned(lemma_of_lower(&word, upos).into_owned()),
    }
}

fn lemma_of_lower(word: &str, upos: Upos) -> Cow<'_, str> {
    match upos {
        Upos::Verb | Upos::Aux => verb(word),
        Upos::Noun => noun(word),
        Upos::Adj | Upos::Adv => degree(word),
        Upos::Part if word == "n't" || word == "n’t" => Cow::Borrowed("not"),
        _ => Cow::Borrowed(word),
    }
}

fn noun(word: &str) -> Cow<'_, str> {
    if let Some(lemma) = NOUNS.get(word) {
        return Cow::Borrowed(lemma);
    }
    if word.len() <= 3
        || !word.ends_with('s')
        || word.ends_with("ss")
        || word.ends_with("us")
        || word.ends_with("is")
    {
        return Cow::Borrowed(word);
    }
    if let Some(rest) = word.strip_suffix("ies") {
        return Cow::Owned(format!("{rest}y"));
    }
    for sibilant in ["sses", "shes", "ches", "xes", "zzes"] {
        if word.ends_with(sibilant) {
            return Cow::Borrowed(&word[..word.len() - 2]);
        }
    }
    if word.ends_with("men") {
        return Cow::Owned(format!("{}an", &word[..word.len() - 2]));
    }
    Cow::Borrowed(&word[..word.len() - 1])
}

fn verb(word: &str) -> Cow<'_, str> {
    let plain = word.strip_prefix('’').map(|rest| format!("'{rest}"));
    if let Some(lemma) = VERBS.get(plain.as_deref().unwrap_or(word)) {
        return Cow::Borrowed(lemma);
    }
    if word.len() <= 3 {
        return Cow::Borrowed(word);
    }
    if let Some(rest) = word.strip_suffix("ies").or_else(|| word.strip_suffix("ied")) {
        return Cow::Owned(format!("{rest}y"));
    }
    for sibilant in ["sses", "shes", "ches", "xes", "zzes", "oes"] {
        if word.ends_with(sibilant) {
            return Cow::Borrowed(&word[..word.len() - 2]);
        }
    }
    if let Some(rest) = word.strip_suffix('s') {
        return Cow::Borrowed(if rest.ends_with('s') || rest.ends_with('u') { word } else { rest });
    }
    if word.ends_with("eed") {
        // "agreed" → "agree", "proceed" stays.
        let agreed = matches!(word, "agreed" | "disagreed" | "guaranteed" | "freed" | "decreed");
        return Cow::Borrowed(if agreed { &word[..word.len() - 1] } else { word });
    }
    let Some(rest) = word.strip_suffix("ing").or_else(|| word.strip_suffix("ed")) else {
        return Cow::Borrowed(word);
    };
    if rest.len() < 2 || !rest.bytes().any(is_vowel) && !rest.contains('y') {
        return Cow::Borrowed(word);
    }
    if needs_e(rest) {
        // "-ed" has the "e" already.
        return if word.ends_with("ed") {
            Cow::Borrowed(&word[..=rest.len()])
        } else {
            Cow::Owned(format!("{rest}e"))
        };
    }
    match rest.as_bytes() {
        [_, .., a, b]
            if a == b && rest.len() > 3 && !matches!(b, b'l' | b's' | b'z' | b'e' | b'o' | b'f') =>
        {
            Cow::Borrowed(&rest[..rest.len() - 1])
        }
        // "travelled", "controlled" lose one "l", "killed", "called" do not.
        [.., b'e' | b'o', b'l', b'l'] if rest.len() > 5 && !rest.ends_with("roll") => {
            Cow::Borrowed(&rest[..rest.len() - 1])
        }
        _ => Cow::Borrowed(rest),
    }
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// Whether a verb stem that lost "-ed" or "-ing" also lost an "e".
fn needs_e(stem: &str) -> bool {
    if STEMS_WITH_E.contains(stem) {
        return true;
    }
    if STEMS_WITHOUT_E.contains(stem) {
        return false;
    }
    let bytes = stem.as_bytes();
    let [.., before, last] = bytes else { return false };
    let (before, last) = (*before, *last);
    let third = bytes.len().checked_sub(3).and_then(|i| bytes.get(i)).copied();
    let vowels =
        bytes.iter().filter(|b| is_vowel(**b) || **b == b'y').count() - usize::from(stem.contains("qu"));
    match last {
        b'c' | b'v' | b'u' => true,
        b's' => before != b's',
        b'z' => before != b'z',
        b'g' => before == b'd' || before == b'r' || before == b'a' || (before == b'l'),
        b'l' if !is_vowel(before) => !matches!(before, b'l' | b'r' | b'w'),
        b'w' | b'x' | b'y' | b'h' | b'f' => false,
        _ if !is_vowel(before) => false,
        // Two vowels before the consonant: "load", "train", "meet".
        _ if third.is_some_and(is_vowel) && !(third == Some(b'u') && stem.contains("qu")) => {
            last == b't' && stem.ends_with("iat") || stem.ends_with("uat")
        }
        // One syllable and one consonant: it would have been doubled.
        _ if vowels == 1 => !stem.ends_with("er"),
        b't' => matches!(before, b'a' | b'u') || stem.ends_with("quit"),
        b'd' => matches!(before, b'i' | b'u' | b'a' | b'o'),
        b'r' => matches!(before, b'u' | b'i' | b'a'),
        b'n' => matches!(before, b'i'),
        b'm' => matches!(before, b'u' | b'o'),
        b'k' => before != b'e',
        _ => false,
    }
}

fn degree(word: &str) -> Cow<'_, str> {
    Cow::Borrowed(match word {
        "better" | "best" => "good",
        "worse" | "worst" => "bad",
        "more" | "most" => "much",
        "less" | "least" => "little",
        "further" | "furthest" | "farther" | "farthest" => "far",
        "older" | "oldest" | "elder" | "eldest" => "old",
        "younger" | "youngest" => "young",
        "larger" | "largest" => "large",
        "bigger" | "biggest" => "big",
        "higher" | "highest" => "high",
        "lower" | "lowest" => "low",
        "earlier" | "earliest" => "early",
        "later" | "latest" => "late",
        "greater" | "greatest" => "great",
        "smaller" | "smallest" => "small",
        "longer" | "longest" => "long",
        "stronger" | "strongest" => "strong",
        "closer" | "closest" => "close",
        "newer" | "newest" => "new",
        "n't" | "n’t" => "not",
        _ => word,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_go_back_to_their_base() {
        for (form, base) in [
            ("said", "say"),
            ("Tweeted", "tweet"),
            ("added", "add"),
            ("telling", "tell"),
            ("making", "make"),
            ("announced", "announce"),
            ("announcing", "announce"),
            ("stopped", "stop"),
            ("tries", "try"),
            ("wrote", "write"),
            ("visiting", "visit"),
            ("decided", "decide"),
            ("created", "create"),
            ("bringing", "bring"),
            ("changing", "change"),
            ("agreed", "agree"),
            ("called", "call"),
            ("travelled", "travel"),
            ("discusses", "discuss"),
            ("goes", "go"),
            ("argued", "argue"),
            ("warned", "warn"),
            ("sharing", "share"),
            ("reading", "read"),
            ("explained", "explain"),
            ("urged", "urge"),
            ("acknowledged", "acknowledge"),
            ("insisted", "insist"),
            ("’s", "be"),
            ("killed", "kill"),
            ("passed", "pass"),
            ("injured", "injure"),
            ("opened", "open"),
            ("wo", "will"),
            ("claimed", "claim"),
            ("noted", "note"),
            ("quoted", "quote"),
            ("dying", "die"),
            ("dedicated", "dedicate"),
        ] {
            assert_eq!(lemma(form, Upos::Verb), base, "{form}");
        }
    }

    #[test]
    fn nouns_go_back_to_their_singular() {
        for (form, base) in [
            ("children", "child"),
            ("parties", "party"),
            ("fires", "fire"),
            ("women", "woman"),
            ("buses", "bus"),
            ("churches", "church"),
            ("process", "process"),
            ("houses", "house"),
            ("crises", "crisis"),
            ("firemen", "fireman"),
            ("Doctors", "doctor"),
            ("boxes", "box"),
            ("series", "series"),
        ] {
            assert_eq!(lemma(form, Upos::Noun), base, "{form}");
        }
        assert_eq!(lemma("Williams", Upos::Propn), "Williams");
    }
}
