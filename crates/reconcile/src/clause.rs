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
    "the former",
    "the latter",
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

#[cfg(test)]
mod tests {
    use super::dangling;

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
