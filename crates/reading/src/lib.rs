//! *What does this one report say?*
//!
//! Entities with their mentions and attributes, quotations with their speakers, time expressions, figures.

mod entities;
mod figures;
mod furniture;
mod quotations;

use copydesk_language::{Analysis, Language};
use copydesk_model::{Entity, Quotation, QuotationId, Reading, Report, Span};

pub use figures::is_month;
pub use quotations::{Candidate as AttributionCandidate, Place as AttributionEnd, Rows as AttributionRows};

/// What the forests of the quotation room judge in a report: what `data/stance.txt` and `data/ending.txt` are fitted on.
#[doc(hidden)]
pub fn attribution_rows(report: &Report, language: &Language) -> AttributionRows {
    let text = report.text();
    let analysis = language.analyse(text, report.language.as_deref());
    let marks = quotations::Marks::find(text, &analysis);
    quotations::rows(text, &analysis, &marks)
}

/// The quotations alone, of a text that was analysed and whose entities are known: for those who time them.
#[doc(hidden)]
pub fn quotations_of(text: &str, analysis: &Analysis, entities: &[Entity]) -> Vec<Quotation> {
    let marks = quotations::Marks::find(text, analysis);
    quotations::find(text, analysis, &marks, entities)
}

/// The entities alone, of a text that was analysed: for those who time them.
#[doc(hidden)]
pub fn entities_of(text: &str, analysis: &Analysis) -> Vec<Entity> {
    let marks = quotations::Marks::find(text, analysis);
    entities::find(text, analysis, &marks)
}

/// Reads one report.
pub fn read(report: &Report, language: &Language) -> Reading {
    let text = report.text();
    let mut analysis = language.analyse(text, report.language.as_deref());
    let furniture = furniture::find(text, &analysis);
    let around = |span: &Span| {
        let at = furniture.partition_point(|f| f.end() <= span.start());
        furniture.get(at).is_some_and(|f| f.contains(*span))
    };
    // A name on a button is nobody that the report speaks of.
    analysis.names.retain(|n| !around(&n.span));
    // Marks before entities: who "I" is depends on whose words they are; pronouns outside do not look into quotations.
    let marks = quotations::Marks::find(text, &analysis);
    let mut entities = entities::find(text, &analysis, &marks);
    let mut quotations = quotations::find(text, &analysis, &marks, &entities);
    quotations.retain(|q| !around(&q.span));
    for (number, quotation) in quotations.iter_mut().enumerate() {
        quotation.id = QuotationId(number as u32);
    }
    entities::resolve_first_person(text, &analysis, &quotations, &mut entities);
    let mut times = copydesk_times::find_in(report.language.as_deref(), text, &analysis, &report.published);
    times.retain(|t| !around(&t.span));
    let mut figures = figures::find(text, &analysis);
    figures.retain(|f| !around(&f.span));
    Reading {
        sentences: analysis.sentences.iter().map(|s| s.span).collect(),
        furniture,
        entities,
        quotations,
        times,
        figures,
    }
}
