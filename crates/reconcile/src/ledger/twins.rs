//! *Do two reports tell something in the same words but for one?*
//!
//! Reports often share a sentence, copied or from one source, and then a word that differs in it is the surest conflict
//! that there is: what stands around it says what slot it fills, whatever the words are. Two aligned sentences are laid
//! beside each other word by word (Myers); a stretch that was replaced is a slot when enough words
//! run on unchanged beside it. Where a name was replaced as well, the sentences may speak of two things, and there is none.

use std::ops::Range;

use copydesk_model::Span;
use copydesk_reading::is_month;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::desk::Desk;
use crate::words::{Token, is_stop, tokens};

/// How alike two sentences must be, in weighted words, to be laid beside each other.
const ALIKE: f32 = 0.35;
/// How many words must run on unchanged beside a slot, both sides together; an end of the sentence counts as two.
const BESIDE: usize = 5;
/// How many of the nearest of them must be words of content.
const CONTENT: usize = 2;
/// How much of the shorter sentence must be the same, in words.
const SAME: f32 = 0.45;
/// The longest slot, in words.
const LONGEST: usize = 4;

/// What stands in one slot of two sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) a: Span,
    pub(super) b: Span,
}

/// The slots of two sentences (numbers of `desk.lines`) of this likeness (`dice`) that are told in the same words, in order.
pub(super) fn slots(desk: &Desk<'_>, a: usize, b: usize, dice: f32) -> Vec<Slot> {
    if dice < ALIKE {
        return Vec::new();
    }
    let (a, b) = (&desk.lines[a], &desk.lines[b]);
    between((desk.text(a.member), a.span), (desk.text(b.member), b.span))
}

fn between((text_a, line_a): (&str, Span), (text_b, line_b): (&str, Span)) -> Vec<Slot> {
    let (a, b) = (tokens(text_a, line_a), tokens(text_b, line_b));
    let keys = |words: &[Token]| -> Vec<String> { words.iter().map(|t| t.key.clone()).collect() };
    let ops = capture_diff_slices(Algorithm::Myers, &keys(&a), &keys(&b));
    let same: usize = ops.iter().filter(|o| o.tag() == DiffTag::Equal).map(|o| o.old_range().len()).sum();
    if (same as f32) < SAME * a.len().min(b.len()) as f32 {
        return Vec::new();
    }
    // What is told of a stretch of the happening is not what is told of all of it.
    let stretch = |words: &[Token]| words.iter().any(|t| t.key == "during");
    if stretch(&a) != stretch(&b) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for (i, op) in ops.iter().enumerate() {
        let (DiffTag::Replace, of_a, of_b) = op.as_tag_tuple() else { continue };
        if named(text_a, &a, &of_a) && named(text_b, &b, &of_b) {
            return Vec::new();
        }
        if of_a.len() > LONGEST || of_b.len() > LONGEST {
            continue;
        }
        let run = |op: Option<&similar::DiffOp>| match op.map(similar::DiffOp::as_tag_tuple) {
            Some((DiffTag::Equal, range, _)) => range,
            _ => 0..0,
        };
        let (before, after) = (run(i.checked_sub(1).and_then(|i| ops.get(i))), run(ops.get(i + 1)));
        let ends = [of_a.start == 0 && of_b.start == 0, of_a.end == a.len() && of_b.end == b.len()];
        let beside = before.len() + after.len() + 2 * ends.iter().filter(|e| **e).count();
        let near = before.clone().rev().take(6).chain(after.clone().take(6));
        let content = near.filter(|i| !is_stop(&a[*i].key) && a[*i].key.starts_with(char::is_alphabetic));
        if beside >= BESIDE && content.count() >= CONTENT {
            out.push(Slot { a: cover(&a, &of_a), b: cover(&b, &of_b) });
        }
    }
    out
}

/// Whether a name stands among the words: a capital letter, unless it is a function word's at the begin of a sentence, or a day's.
fn named(text: &str, words: &[Token], range: &Range<usize>) -> bool {
    words[range.clone()].iter().enumerate().any(|(i, t)| {
        let first = range.start + i == 0;
        let word = t.span.of(text).trim_matches(|c: char| !c.is_alphanumeric());
        let capital = word.starts_with(char::is_uppercase);
        // Days of the week and months have capital letters and name no one.
        let calendar = t.key.ends_with("day") || is_month(word);
        let opens = first && is_stop(&t.key);
        capital && !opens && !calendar
    })
}

fn cover(words: &[Token], range: &Range<usize>) -> Span {
    words[range.start].span.cover(words[range.end - 1].span)
}

#[cfg(test)]
mod tests {
    use copydesk_model::Span;

    use super::between;

    fn slots(a: &str, b: &str) -> Vec<(String, String)> {
        let whole = |t: &str| Span::new(0, t.len());
        let found = between((a, whole(a)), (b, whole(b)));
        found.into_iter().map(|s| (s.a.of(a).to_owned(), s.b.of(b).to_owned())).collect()
    }

    #[test]
    fn what_differs_in_a_shared_sentence_is_one_slot() {
        let cases = [
            (
                "The blaze gutted 14 of the wooden stalls along the quay before dawn.",
                "The blaze gutted 21 of the wooden stalls along the quay before dawn.",
                Some(("14", "21")),
            ),
            (
                "Council leaders will meet the strikers on Monday to discuss the offer.",
                "Council leaders will meet the strikers on Thursday to discuss the offer.",
                Some(("Monday", "Thursday")),
            ),
            (
                "The pilot radioed the tower before the engine caught fire, investigators found.",
                "The pilot radioed the tower after the engine caught fire, investigators found.",
                Some(("before", "after")),
            ),
            // Too little around it.
            ("It closed 12 shops.", "It opened 15 schools.", None),
            // Of somebody else.
            (
                "Mara Ilves scored 12 points in the final game of the winter season.",
                "Tove Brandt scored 19 points in the final game of the winter season.",
                None,
            ),
        ];
        for (a, b, slot) in cases {
            let expected: Vec<(String, String)> =
                slot.into_iter().map(|(x, y): (&str, &str)| (x.to_owned(), y.to_owned())).collect();
            assert_eq!(slots(a, b), expected, "{a}");
        }
    }
}
