//! Which reports lie open while a printed story is read back?
//!
//! [`Evidence`] can only be cut from a report, and that holds for evidence that was printed before, too: while a
//! [`Shelf`] is open on this thread, reading a story from JSON cuts every piece of evidence anew from the shelf's
//! reports, and refuses it when the words there are others. Without an open shelf no evidence can be read.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use crate::{Evidence, Report, ReportId};

thread_local! {
    static OPEN: RefCell<Option<BTreeMap<ReportId, Report>>> = const { RefCell::new(None) };
}

/// Reports that printed stories are read back beside.
///
/// ```
/// use copydesk_model::{Evidence, Report, ReportId, Shelf, Span};
///
/// let report = Report::new(ReportId::new("r"), "The ferry sank.");
/// let printed = serde_json::to_string(&report.evidence(Span::new(4, 9)).unwrap()).unwrap();
/// let mut shelf = Shelf::new([report]);
/// let back: Evidence = shelf.read(|| serde_json::from_str(&printed)).unwrap();
/// assert_eq!(back.text(), "ferry");
/// assert!(serde_json::from_str::<Evidence>(&printed).is_err(), "no report lies open");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Shelf(BTreeMap<ReportId, Report>);

impl Shelf {
    /// A shelf of these reports.
    pub fn new(reports: impl IntoIterator<Item = Report>) -> Self {
        Self(reports.into_iter().map(|r| (r.id.clone(), r)).collect())
    }

    /// Adds a report.
    pub fn push(&mut self, report: Report) {
        self.0.insert(report.id.clone(), report);
    }

    /// The report of that id.
    pub fn get(&self, id: &ReportId) -> Option<&Report> {
        self.0.get(id)
    }

    /// The reports, by id.
    pub fn into_reports(self) -> impl Iterator<Item = Report> {
        self.0.into_values()
    }

    /// Runs `parse` with the shelf open. Shelves do not lie on one another: within `parse` no other may be read.
    ///
    /// # Errors
    /// Those of `parse`.
    pub fn read<T: DeserializeOwned, E>(&mut self, parse: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        // The reports come back also when `parse` panics.
        struct Open<'a>(&'a mut BTreeMap<ReportId, Report>);
        impl Drop for Open<'_> {
            fn drop(&mut self) {
                *self.0 = OPEN.take().unwrap_or_default();
            }
        }
        OPEN.set(Some(std::mem::take(&mut self.0)));
        let _open = Open(&mut self.0);
        parse()
    }
}

/// Cuts evidence from a report of the open shelf; its words must be `text`.
pub(crate) fn cut<E: serde::de::Error>(
    id: &ReportId,
    [start, end]: [usize; 2],
    text: &str,
) -> Result<Evidence, E> {
    OPEN.with_borrow(|open| {
        let report = open.as_ref().and_then(|reports| reports.get(id)).ok_or_else(|| {
            E::custom(format!("report {id}, which evidence was cut from, does not lie open"))
        })?;
        report
            .positions()
            .span(report.text(), start, end)
            .and_then(|span| report.evidence(span))
            .filter(|evidence| evidence.text() == text)
            .ok_or_else(|| E::custom(format!("report {id} does not read {text:?} at {start}..{end}")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Span, Support};

    fn shelf(text: &str) -> Shelf {
        Shelf::new([Report::new(ReportId::new("r"), text)])
    }

    #[test]
    fn evidence_of_another_text_is_refused() {
        let report = Report::new(ReportId::new("r"), "Vier Fähren sanken.");
        let support = Support::of(report.evidence(Span::new(5, 12)).unwrap());
        let printed = serde_json::to_string(&support).unwrap();
        let back: Support = shelf(report.text()).read(|| serde_json::from_str(&printed)).unwrap();
        assert_eq!(back, support);
        let other: Result<Support, _> = shelf("Vier Boote sanken.").read(|| serde_json::from_str(&printed));
        assert!(other.is_err());
    }

    #[test]
    fn support_without_evidence_cannot_be_read() {
        assert!(shelf("x").read(|| serde_json::from_str::<Support>("[]")).is_err());
    }

    #[test]
    fn the_reports_are_back_on_the_shelf_afterwards() {
        let mut shelf = shelf("x");
        let _: Result<Support, _> = shelf.read(|| serde_json::from_str("["));
        assert!(shelf.get(&ReportId::new("r")).is_some());
    }
}
