//! *What does this one report say?*
//!
//! Entities with their mentions and attributes, quotations with their speakers, time expressions, figures.

mod entities;
mod figures;
mod quotations;

use copydesk_language::Language;
use copydesk_model::{Reading, Report};

/// Reads one report.
pub fn read(report: &Report, language: &Language) -> Reading {
    let text = report.text();
    let analysis = language.analyse(text, report.language.as_deref());
    // Marks before entities: who "I" is depends on whose words they are; pronouns outside do not look into quotations.
    let marks = quotations::Marks::find(text, &analysis);
    let mut entities = entities::find(text, &analysis, &marks);
    let quotations = quotations::find(text, &analysis, &marks, &entities);
    entities::resolve_first_person(text, &analysis, &quotations, &mut entities);
    Reading {
        sentences: analysis.sentences.iter().map(|s| s.span).collect(),
        entities,
        quotations,
        times: copydesk_times::find_in(report.language.as_deref(), text, &analysis, &report.published),
        figures: figures::find(text, &analysis),
    }
}
