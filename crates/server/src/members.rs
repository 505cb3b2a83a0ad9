//! The reports of a story as the rooms of the library take them: what a claim is checked against.

use copydesk::model::document::Document;
use copydesk::{Annotated, Edition, Pipeline, Silent, in_order};
use copydesk_desk::Desk;
use copydesk_model::{Assignment, Report, StoryId};

use crate::problem::Problem;

/// A story's reports, each with its place.
pub(crate) struct Members {
    pub(crate) reports: Vec<Annotated>,
    pub(crate) assignments: Vec<Assignment>,
}

/// The reports of a story, in order; at most `most` of them, the latest.
pub(crate) fn of(desk: &Desk, id: &str, most: usize) -> Result<Option<Members>, Problem> {
    let document = desk.document(&[StoryId::new(id)], true, None)?;
    if document.stories.is_empty() {
        return Ok(None);
    }
    let skip = document.reports.len().saturating_sub(most);
    let mut reports = Vec::new();
    for report in document.reports.into_iter().skip(skip) {
        let (report, reading) = report.into_parts().map_err(|e| Problem::internal(&e))?;
        reports.push(Annotated { report, reading: reading.unwrap_or_default() });
    }
    in_order(&mut reports);
    let assignments = reports
        .iter()
        .filter_map(|a| document.assignments.iter().find(|p| p.report == a.report.id).cloned())
        .collect();
    Ok(Some(Members { reports, assignments }))
}

impl Members {
    /// As one document: what `copydesk read` would print of these reports.
    pub(crate) fn document(self) -> Document {
        let pipeline = Pipeline::default();
        let stories = pipeline.reconcile(&self.reports, &self.assignments, &Silent);
        Edition { reports: self.reports, assignments: self.assignments, stories }.document()
    }

    /// With one more report, read and put into the same story.
    pub(crate) fn with(mut self, report: Report) -> Self {
        let pipeline = Pipeline::default();
        let Some(mut place) = self.assignments.last().cloned() else { return self };
        place.report = report.id.clone();
        place.why.clear();
        self.reports.extend(pipeline.annotate(vec![report], &Silent));
        self.assignments.push(place);
        self
    }
}
