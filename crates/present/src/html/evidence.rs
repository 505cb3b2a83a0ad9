//! A report's text with its evidence marked, so that each piece can be the page's target.
//!
//! Pieces of evidence lie within each other (a figure in a sentence) or cross (two passages that overlap). HTML
//! elements only nest, so a piece that crosses another is cut at the other's end; the first part carries the id,
//! all parts a class, and a rule of its own lights all of them up together.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use copydesk_model::{Evidence, Support};

use super::lines;
use crate::view::StoryView;

/// The anchor of a piece of evidence: code points, as in the document.
pub(super) fn anchor(story: usize, report: usize, evidence: &Evidence) -> String {
    let [start, end] = evidence.code_points();
    format!("e{story}-{report}-{start}-{end}")
}

/// A piece of evidence in one report: bytes, and the code points that name it.
#[derive(Clone, Copy)]
struct Mark {
    start: usize,
    end: usize,
    name: [usize; 2],
    /// Whether it is the first part of its piece.
    first: bool,
    /// Whether it is only a passage in common, which is a target but not worth marking until it is one.
    common: bool,
}

impl Mark {
    /// By start; of two that start together the longer, which is the outer.
    fn order(&self) -> (usize, std::cmp::Reverse<usize>, [usize; 2]) {
        (self.start, std::cmp::Reverse(self.end), self.name)
    }
}

impl PartialEq for Mark {
    fn eq(&self, other: &Self) -> bool {
        self.order() == other.order()
    }
}

impl Eq for Mark {}

impl PartialOrd for Mark {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Mark {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order().cmp(&other.order())
    }
}

/// All evidence of a story, by the number of the report that it stands in.
pub(super) struct Marks(BTreeMap<usize, BTreeSet<Mark>>);

impl Marks {
    /// Everything that the page links to.
    pub(super) fn of(view: &StoryView<'_>) -> Self {
        let mut marks = Self(BTreeMap::new());
        let story = view.story;
        story.brief.iter().for_each(|s| marks.all(view, &s.evidence));
        story.timeline.iter().for_each(|t| marks.all(view, &t.evidence));
        story.quotations.iter().flat_map(|q| &q.variants).for_each(|v| marks.all(view, &v.evidence));
        story.findings.iter().flat_map(|f| &f.values).for_each(|v| marks.all(view, &v.evidence));
        for copy in &story.copies {
            marks.one(view, &copy.from, true);
            marks.one(view, &copy.to, true);
        }
        marks
    }

    fn all(&mut self, view: &StoryView<'_>, support: &Support) {
        support.iter().for_each(|e| self.one(view, e, false));
    }

    fn one(&mut self, view: &StoryView<'_>, evidence: &Evidence, common: bool) {
        if let Some(number) = view.number(evidence.report()) {
            let (start, end) = (evidence.span().start(), evidence.span().end());
            let mark = Mark { start, end, name: evidence.code_points(), first: true, common };
            self.0.entry(number).or_default().insert(mark);
        }
    }

    /// The text of report `number` with its marks, and the style rules for those that were cut.
    pub(super) fn write(&mut self, story: usize, number: usize, text: &str) -> (String, String) {
        let mut queue = self.0.remove(&number).unwrap_or_default();
        let (mut html, mut rules) = (String::with_capacity(text.len() * 2), String::new());
        let mut open: Vec<Mark> = Vec::new();
        let mut cut: BTreeSet<[usize; 2]> = BTreeSet::new();
        let mut at = 0;
        let piece = |from: usize, to: usize| lines(text.get(from..to).unwrap_or_default());
        while let Some(mark) = queue.pop_first() {
            while let Some(inner) = open.pop_if(|o| o.end <= mark.start) {
                html.push_str(&piece(at, inner.end));
                html.push_str("</mark>");
                at = at.max(inner.end);
            }
            if let Some(outer) = open.last()
                && outer.end < mark.end
            {
                // Cut where the outer one ends; the rest waits its turn.
                queue.insert(Mark { start: outer.end, first: false, ..mark });
                queue.insert(Mark { end: outer.end, ..mark });
                cut.insert(mark.name);
                continue;
            }
            html.push_str(&piece(at, mark.start));
            at = at.max(mark.start);
            let [start, end] = mark.name;
            let name = format!("e{story}-{number}-{start}-{end}");
            let id = if mark.first { format!(" id=\"{name}\"") } else { String::new() };
            let class = match (cut.contains(&mark.name), mark.common) {
                (false, false) => String::new(),
                (false, true) => " class=\"common\"".to_owned(),
                (true, false) => format!(" class=\"{name}\""),
                (true, true) => format!(" class=\"common {name}\""),
            };
            let _ = write!(html, "<mark{id}{class}>");
            open.push(mark);
        }
        while let Some(inner) = open.pop() {
            html.push_str(&piece(at, inner.end));
            html.push_str("</mark>");
            at = at.max(inner.end);
        }
        html.push_str(&piece(at, text.len()));
        for [start, end] in cut {
            let name = format!("e{story}-{number}-{start}-{end}");
            let _ = writeln!(rules, ":root:has(#{name}:target) .{name}{{background:var(--hit)}}");
        }
        (html, rules)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, spans: &[(usize, usize)]) -> (String, String) {
        let marks = spans.iter().map(|(s, e)| Mark {
            start: *s,
            end: *e,
            name: [*s, *e],
            first: true,
            common: false,
        });
        Marks(BTreeMap::from([(1, marks.collect())])).write(1, 1, text)
    }

    #[test]
    fn evidence_within_evidence_nests() {
        let (html, rules) = marked("ab <cd> ef", &[(0, 10), (3, 7)]);
        assert_eq!(html, "<mark id=\"e1-1-0-10\">ab <mark id=\"e1-1-3-7\">&lt;cd&gt;</mark> ef</mark>");
        assert_eq!(rules, "");
    }

    #[test]
    fn evidence_that_crosses_other_evidence_is_cut_and_lights_up_whole() {
        let (html, rules) = marked("abcdef", &[(0, 4), (2, 6)]);
        assert_eq!(
            html,
            "<mark id=\"e1-1-0-4\">ab<mark id=\"e1-1-2-6\" class=\"e1-1-2-6\">cd</mark></mark><mark class=\"e1-1-2-6\">ef</mark>"
        );
        assert_eq!(rules, ":root:has(#e1-1-2-6:target) .e1-1-2-6{background:var(--hit)}\n");
    }

    #[test]
    fn a_text_without_evidence_is_only_escaped() {
        assert_eq!(marked("1 < 2\n& so", &[]).0, "1 &lt; 2\n&amp; so");
    }
}
