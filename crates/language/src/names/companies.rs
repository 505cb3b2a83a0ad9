//! *Is "Halden & Roe" two people?*
//!
//! Capitalized words around an ampersand are the name of a firm, unless both are forenames, which are a couple. What stands before
//! ", Inc." is a firm, too, and that is part of its name.

use copydesk_model::EntityKind;

use crate::lists::{Kinds, kinds_of};
use crate::{Analysis, Name, TokenKind};

/// What closes the name of a firm, behind a comma or without one.
const SUFFIXES: &[&str] =
    &["Inc", "Inc.", "Ltd", "Ltd.", "LLC", "L.L.C.", "LLP", "L.P.", "Corp.", "PLC", "plc", "GmbH"];

/// Takes "Inc." into the name before it, and out of the name that it was taken for the beginning of.
pub(crate) fn close(text: &str, analysis: &Analysis, names: &mut Vec<Name>) {
    let word = |at: usize| analysis.tokens.get(at).map_or("", |t| t.text(text));
    let suffix = |at: usize| SUFFIXES.contains(&word(at));
    for i in 0..names.len() {
        let Some(name) = names.get(i) else { break };
        let mut end = name.tokens.end;
        if word(end) == "," {
            end += 1;
        }
        if !suffix(end) || suffix(name.tokens.end - 1) {
            continue;
        }
        let Some(last) = analysis.tokens.get(end) else { continue };
        if let Some(next) = names.get_mut(i + 1).filter(|n| n.tokens.start == end) {
            let mut first = end + 1;
            while first < next.tokens.end && !word(first).starts_with(char::is_uppercase) {
                first += 1;
            }
            match (analysis.tokens.get(first), analysis.tokens.get(next.tokens.end - 1)) {
                (Some(a), Some(b))
                    if first < next.tokens.end && !kinds_of(word(first)).has(Kinds::CALENDAR) =>
                {
                    next.span = a.span.cover(b.span);
                    next.tokens.start = first;
                }
                _ => {
                    names.remove(i + 1);
                }
            }
        }
        let free = names.get(i + 1).is_none_or(|n| n.tokens.start > end);
        if let Some(name) = names.get_mut(i).filter(|_| free) {
            name.span = name.span.cover(last.span);
            name.tokens.end = end + 1;
            name.kind = EntityKind::Organisation;
        }
    }
}

/// At most so many words on either side.
const REACH: usize = 3;

/// Makes one organisation of the names, and capitalized words, on both sides of each ampersand.
pub(crate) fn join(text: &str, analysis: &Analysis, names: &mut Vec<Name>) {
    let word = |at: usize| analysis.tokens.get(at).map_or("", |t| t.text(text));
    let capital = |at: usize| {
        word(at).starts_with(char::is_uppercase)
            && analysis.tokens.get(at).is_some_and(|t| t.kind == TokenKind::Word)
    };
    let covering = |at: usize| {
        let i = names.partition_point(|n| n.tokens.end <= at);
        names.get(i).filter(|n| n.tokens.contains(&at)).map(|n| n.tokens.clone())
    };
    let mut firms: Vec<Name> = Vec::new();
    for at in (1..analysis.tokens.len()).filter(|at| word(*at) == "&") {
        if !capital(at - 1) || !capital(at + 1) {
            continue;
        }
        let left =
            || (at.saturating_sub(REACH)..at).rev().take_while(|t| capital(*t)).last().unwrap_or(at - 1);
        let mut start = covering(at - 1).map_or_else(left, |tokens| tokens.start);
        let right = || (at + 1..at + 1 + REACH).take_while(|t| capital(*t)).last().map_or(at + 2, |t| t + 1);
        let end = covering(at + 1).map_or_else(right, |tokens| tokens.end);
        let (Some(opening), Some(last)) = (analysis.tokens.get(start), analysis.tokens.get(end - 1)) else {
            continue;
        };
        // The first word of a sentence has a capital anyway.
        let sentence = analysis.sentences.get(analysis.sentence_at(opening.span.start()));
        let opens = sentence.is_some_and(|s| s.tokens.start == start);
        if opens && start + 1 < at && kinds_of(word(start)) == Kinds::default() {
            start += 1;
        }
        let forename = |t: usize| kinds_of(word(t)).has(Kinds::FORENAME);
        if at - start == 1 && forename(start) && forename(at + 1) {
            continue;
        }
        let Some(first) = analysis.tokens.get(start) else { continue };
        let span = first.span.cover(last.span);
        match firms.last_mut().filter(|f| f.span.overlaps(span)) {
            // "Halden, Roe & Moss & Sons"
            Some(firm) => {
                firm.span = firm.span.cover(span);
                firm.tokens = firm.tokens.start.min(start)..firm.tokens.end.max(end);
            }
            None => firms.push(Name { span, tokens: start..end, kind: EntityKind::Organisation }),
        }
    }
    if firms.is_empty() {
        return;
    }
    names.retain(|n| {
        let i = firms.partition_point(|f| f.span.end() <= n.span.start());
        firms.get(i).is_none_or(|f| !f.span.overlaps(n.span))
    });
    names.extend(firms);
    names.sort_by_key(|n| n.tokens.start);
}

#[cfg(test)]
mod tests {
    use crate::Language;
    use copydesk_model::EntityKind;

    fn organisations(text: &str) -> Vec<String> {
        let analysis = Language::embedded().analyse(text, Some("en"));
        let firms = analysis.names.iter().filter(|n| n.kind == EntityKind::Organisation);
        firms.map(|n| n.span.of(text).to_owned()).collect()
    }

    #[test]
    fn words_around_an_ampersand_are_a_firm() {
        assert_eq!(organisations("They worked for the timber importer Halden & Roe."), ["Halden & Roe"]);
        assert_eq!(organisations("The warehouse of Halden & Roe burned down."), ["Halden & Roe"]);
    }

    #[test]
    fn what_stands_before_inc_is_a_firm() {
        for (text, firms) in [
            ("He sued Northwind, Inc. on Monday.", &["Northwind, Inc."][..]),
            ("He works for Gramble Halden Inc. in Averlin.", &["Gramble Halden Inc."]),
            ("Okafor, Inc. and Marsh Shipping, LLC have merged.", &["Okafor, Inc.", "Marsh Shipping, LLC"]),
        ] {
            assert_eq!(organisations(text), firms);
        }
    }

    #[test]
    fn two_forenames_around_an_ampersand_are_a_couple() {
        assert!(organisations("The album of Anna & Thomas came out in May.").is_empty());
    }
}
