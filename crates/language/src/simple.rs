//! *Part of speech and names for languages without models*: by shape, capitals and a few lists.

use copydesk_model::EntityKind;

use crate::fold::lower;
use crate::{Analysis, Name, TokenKind, Upos, Xpos, is_stopword};

/// Tags every token.
pub(crate) fn tag(text: &str, analysis: &mut Analysis) {
    let mut previous = String::new();
    for i in 0..analysis.tokens.len() {
        let starts = analysis.sentences.binary_search_by_key(&i, |s| s.tokens.start).is_ok();
        let token = analysis.tokens[i];
        let word = token.text(text);
        let small = lower(word).into_owned();
        let (upos, xpos) = match token.kind {
            TokenKind::Number => (Upos::Num, Xpos::Other),
            TokenKind::Punctuation => (Upos::Punct, Xpos::Other),
            TokenKind::Symbol | TokenKind::Emoji => (Upos::Sym, Xpos::Other),
            TokenKind::Url | TokenKind::Hashtag => (Upos::X, Xpos::Other),
            TokenKind::Handle => (Upos::Propn, Xpos::Singular),
            TokenKind::Word => word_tag(word, &small, &previous, starts),
        };
        analysis.tokens[i].upos = upos;
        analysis.tokens[i].xpos = xpos;
        previous = small;
    }
}

fn word_tag(word: &str, small: &str, previous: &str, starts: bool) -> (Upos, Xpos) {
    match small {
        "the" | "a" | "an" | "this" | "these" | "those" | "each" | "every" | "some" | "any" | "no"
        | "all" => (Upos::Det, Xpos::Other),
        "of" | "in" | "on" | "at" | "by" | "with" | "from" | "into" | "about" | "after" | "before"
        | "under" | "over" | "between" | "during" | "against" | "through" | "for" | "per" | "via"
        | "until" => (Upos::Adp, Xpos::Other),
        "and" | "or" | "but" | "nor" => (Upos::Cconj, Xpos::Other),
        "that" | "because" | "if" | "while" | "although" | "though" | "since" | "whether" | "as" | "than" => {
            (Upos::Sconj, Xpos::Other)
        }
        "my" | "your" | "his" | "its" | "our" | "their" => (Upos::Pron, Xpos::PossessivePronoun),
        "i" | "you" | "he" | "she" | "it" | "we" | "they" | "me" | "him" | "her" | "us" | "them" | "who"
        | "whom" | "what" | "which" | "himself" | "herself" | "themselves" => (Upos::Pron, Xpos::Other),
        "will" | "would" | "can" | "could" | "shall" | "should" | "may" | "might" | "must" | "ca" | "wo" => {
            (Upos::Aux, Xpos::Modal)
        }
        "is" | "has" | "does" => (Upos::Aux, Xpos::Present3),
        "was" | "were" | "had" | "did" => (Upos::Aux, Xpos::Past),
        "are" | "am" | "have" | "do" => (Upos::Aux, Xpos::Present),
        "be" => (Upos::Aux, Xpos::Base),
        "been" => (Upos::Aux, Xpos::Participle),
        "'s" | "’s" => (Upos::Part, Xpos::Possessive),
        "to" | "not" | "n't" | "n’t" => (Upos::Part, Xpos::Other),
        "said" | "told" | "wrote" | "added" | "asked" => (Upos::Verb, Xpos::Past),
        "says" | "adds" | "writes" | "tells" => (Upos::Verb, Xpos::Present3),
        _ if !starts && word.starts_with(char::is_uppercase) => (Upos::Propn, Xpos::Singular),
        _ if small.ends_with("ly") => (Upos::Adv, Xpos::Other),
        _ if small.ends_with("ing") && small.len() > 5 => (Upos::Verb, Xpos::Gerund),
        _ if small.ends_with("ed") && small.len() > 4 => {
            let participle =
                matches!(previous, "was" | "were" | "is" | "are" | "be" | "been" | "has" | "have" | "had");
            (Upos::Verb, if participle { Xpos::Participle } else { Xpos::Past })
        }
        _ if previous == "to" || matches!(previous, "will" | "would" | "can" | "could") => {
            (Upos::Verb, Xpos::Base)
        }
        _ if word.starts_with(char::is_uppercase) && !is_stopword(word) => (Upos::Propn, Xpos::Singular),
        _ if small.ends_with('s') && small.len() > 3 => (Upos::Noun, Xpos::Plural),
        _ => (Upos::Noun, Xpos::Singular),
    }
}

/// Runs of proper nouns are names; their last word tells the kind.
pub(crate) fn names(text: &str, analysis: &mut Analysis) {
    let mut at = 0;
    while at < analysis.tokens.len() {
        let first = at;
        while at < analysis.tokens.len()
            && analysis.tokens[at].upos == Upos::Propn
            && analysis.tokens[at].kind == TokenKind::Word
        {
            at += 1;
        }
        let title = |w: &str| {
            matches!(w, "Mr." | "Mrs." | "Ms." | "Dr." | "Mr" | "Mrs" | "Ms" | "Dr" | "President" | "Sir")
        };
        let mut start = first;
        while start < at && title(analysis.tokens[start].text(text)) {
            start += 1;
        }
        if at > start {
            let last = analysis.tokens[at - 1].text(text);
            let before = first.checked_sub(1).map_or("", |b| analysis.tokens[b].text(text));
            let kind = match last {
                "Inc." | "Corp." | "University" | "Council" | "Party" | "Department" | "Bank" | "Court"
                | "Police" | "Club" | "Agency" => EntityKind::Organisation,
                "Awards" | "Festival" | "Cup" | "Games" => EntityKind::Event,
                "Street" | "City" | "County" | "Theatre" | "River" | "Island" => EntityKind::Place,
                _ if at - start == 1 && matches!(before, "in" | "at" | "from" | "near") => EntityKind::Place,
                _ if last.len() > 1 && last.chars().all(char::is_uppercase) => EntityKind::Organisation,
                _ => EntityKind::Person,
            };
            let span = analysis.tokens[start].span.cover(analysis.tokens[at - 1].span);
            analysis.names.push(Name { span, tokens: start..at, kind });
        }
        at = at.max(first + 1);
    }
}
