//! *What does "two weeks after" hang on?*
//!
//! A length that is counted from something that happened gets no day of its own. It is tied to the words that tell
//! the happening: the clause behind "after" or "before", else what was told in front of it. The calendar is left
//! to those who know when that was.

use copydesk_model::{Anchor, Span};

use crate::grammar::VerbTime;
use crate::matcher::Found;
use crate::resolve::Resolver;
use crate::scan::Kind;

impl Resolver<'_> {
    /// What a length before or after something hangs on: the clause behind "after" or "before", else what was told
    /// before it: the clause in front, or the last sentence.
    pub(crate) fn hung_on(&self, found: &Found) -> Anchor {
        let toks = self.tenses.toks;
        let words = |first: usize, last: usize| {
            Anchor::Event(Span::new(toks[first].start as usize, toks[last].end as usize))
        };
        let (from, to) = self.tenses.sentence(found.first, found.last);
        let link = |i: usize| toks.get(i).is_some_and(|t| self.tenses.grammar.at(t.entry).link);
        // "two weeks after | they announced …", "one day prior to | her arrival"
        let mut next = found.last + 1;
        let linked = link(found.last) || link(next);
        let marker = |i: usize| {
            toks.get(i).is_some_and(|t| self.tenses.grammar.at(t.entry).verb == Some(VerbTime::Marker))
        };
        while next < to && (link(next) || linked && marker(next)) {
            next += 1;
        }
        if linked && next < to && toks[next].is_alphanumeric() {
            return words(next, self.clause_end(next, to));
        }
        let mut back = found.first;
        while back > from && !toks[back - 1].is_alphanumeric() {
            back -= 1;
        }
        if back > from + 2 {
            let mut first = back - 1;
            while first > from && toks[first - 1].is_alphanumeric() {
                first -= 1;
            }
            // "hospitalised days earlier": the clause that holds it is what happened, not what it hangs on.
            if back < found.first {
                return words(first, back - 1);
            }
        }
        if from == 0 {
            return Anchor::Unresolved;
        }
        let (start, end) = self.tenses.sentence(from - 1, from - 1);
        let last = (start..end.min(from)).rev().find(|i| toks[*i].is_alphanumeric());
        last.map_or(Anchor::Unresolved, |last| words(start, last))
    }

    /// The last word of the clause that begins at token `from`.
    fn clause_end(&self, from: usize, to: usize) -> usize {
        let toks = self.tenses.toks;
        let text = self.tenses.text;
        let ends = |i: usize| {
            matches!(toks[i].text(text), "," | ";" | ":" | "." | "!" | "?" | "(" | ")" | "”" | "\"" | "—")
        };
        let mut last = from;
        let end = to.min(from + 40);
        // "Smith, 34, announced" goes on.
        let is = |i: usize, mark: &str| toks.get(i).is_some_and(|t| t.text(text) == mark);
        let age = |i: usize| {
            is(i, ",")
                && is(i + 2, ",")
                && toks.get(i + 1).is_some_and(|t| matches!(t.kind, Kind::Digits { .. }))
        };
        for (i, tok) in toks.iter().enumerate().take(end).skip(from) {
            if tok.is_alphanumeric() {
                last = i;
            } else if ends(i) && !age(i) && !(i >= 2 && age(i - 2)) {
                break;
            }
        }
        last
    }
}
