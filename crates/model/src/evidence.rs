//! The exact words of a report that an assertion rests on.

use std::slice;

use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::{Report, ReportId, Span, shelf};

/// How many characters of context stand before and after the exact words.
const CONTEXT: usize = 32;

/// Report, place and exact words; with what stands before and after them, as in the W3C Web Annotation
/// `TextQuoteSelector` and `TextPositionSelector`. Can only be cut from a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Evidence {
    report: ReportId,
    /// First code point of the exact words in the report's text.
    start: usize,
    /// The code point after the last.
    end: usize,
    text: String,
    prefix: String,
    suffix: String,
    #[serde(skip)]
    span: Span,
}

impl Evidence {
    pub(crate) fn cut(report: &Report, span: Span) -> Option<Self> {
        let text = report.text();
        let words = span.get(text).filter(|w| !w.is_empty())?;
        let [start, end] = report.positions().code_points(text, span);
        let before = &text[..span.start()];
        let from = before.char_indices().rev().take(CONTEXT).last().map_or(before.len(), |(i, _)| i);
        let after = &text[span.end()..];
        let to = after.char_indices().nth(CONTEXT).map_or(after.len(), |(i, _)| i);
        Some(Self {
            report: report.id.clone(),
            start,
            end,
            text: words.to_owned(),
            prefix: before[from..].to_owned(),
            suffix: after[..to].to_owned(),
            span,
        })
    }

    /// The report that the words stand in.
    pub fn report(&self) -> &ReportId {
        &self.report
    }

    /// Their place, in bytes.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Their place, in code points, `[start, end)`.
    pub fn code_points(&self) -> [usize; 2] {
        [self.start, self.end]
    }

    /// The exact words.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Up to 32 characters before them.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Up to 32 characters after them.
    pub fn suffix(&self) -> &str {
        &self.suffix
    }
}

/// What evidence prints, read back. The context is not read: it is cut anew with the words.
#[derive(Deserialize)]
struct Printed {
    report: ReportId,
    start: usize,
    end: usize,
    text: String,
}

/// Only beside the reports that it was cut from: see [`Shelf`](crate::Shelf).
impl<'de> Deserialize<'de> for Evidence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let printed = Printed::deserialize(deserializer)?;
        shelf::cut(&printed.report, [printed.start, printed.end], &printed.text)
    }
}

/// One piece of evidence or more: what every assertion is built on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Support(#[schemars(length(min = 1))] Vec<Evidence>);

impl Support {
    /// Support by one piece of evidence.
    pub fn of(evidence: Evidence) -> Self {
        Self(vec![evidence])
    }

    /// Support by all of them; `None` when there is none. Doubles are dropped, the order is kept.
    pub fn all(evidence: impl IntoIterator<Item = Evidence>) -> Option<Self> {
        let mut evidence = evidence.into_iter();
        let mut support = Self::of(evidence.next()?);
        evidence.for_each(|e| support.push(e));
        Some(support)
    }

    /// Adds a piece, unless it is there.
    pub fn push(&mut self, evidence: Evidence) {
        if !self.0.contains(&evidence) {
            self.0.push(evidence);
        }
    }

    /// The first piece.
    pub fn first(&self) -> &Evidence {
        &self.0[0]
    }

    /// All pieces.
    pub fn iter(&self) -> slice::Iter<'_, Evidence> {
        self.0.iter()
    }

    /// How many pieces.
    #[expect(clippy::len_without_is_empty, reason = "it cannot be empty")]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl<'de> Deserialize<'de> for Support {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pieces: Vec<Evidence> = Vec::deserialize(deserializer)?;
        Self::all(pieces).ok_or_else(|| D::Error::custom("an assertion without evidence"))
    }
}

impl<'a> IntoIterator for &'a Support {
    type Item = &'a Evidence;
    type IntoIter = slice::Iter<'a, Evidence>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_the_slice_of_its_report_and_nothing_else() {
        let report = Report::new(ReportId::new("r"), "Ein Fähre sank — vier Tote.");
        let at = report.text().find("vier").unwrap();
        let evidence = report.evidence(Span::new(at, at + 4)).unwrap();
        assert_eq!(evidence.text(), "vier");
        assert_eq!(evidence.code_points(), [17, 21]);
        assert_eq!(evidence.prefix(), "Ein Fähre sank — ");
        assert_eq!(evidence.suffix(), " Tote.");
        assert_eq!(report.evidence(Span::new(5, 6)), None, "inside ä");
        assert_eq!(report.evidence(Span::new(3, 3)), None, "empty");
        assert_eq!(report.evidence(Span::new(0, 900)), None, "past the end");
    }
}
