//! *What are the words of the house?*
//!
//! The vocabulary that every room of Copydesk shares: a [`Report`] as it was published, a [`Span`] in it,
//! the [`Evidence`] that such a span is, the [`Reading`] of one report, and the [`Story`] that several
//! reports tell together. Plain data and its invariants; no analysis, no files, no clock.
//!
//! # Two kinds of position
//!
//! Inside the library a [`Span`] is a half-open range of **bytes**, because Rust slices strings by bytes and
//! every room does so all the time. In every JSON document a position is a count of **Unicode code points**,
//! because that is what a Python slice and a W3C `TextPositionSelector` count. The conversion happens in
//! exactly two places: [`Evidence`] (which is born with both) and the [`document`] types (the `copydesk/1`
//! contract). A bare `Span` does not implement `Serialize`, so that bytes cannot leak out.
//!
//! # No invention
//!
//! Whatever Copydesk asserts carries evidence. [`Evidence`] has private fields and can only be cut from a
//! [`Report`] with [`Report::evidence`]; an assertion ([`Finding`], [`BriefSentence`], …) demands
//! [`Support`], which cannot be empty. So an output without evidence does not compile, and evidence whose
//! words are not in the report cannot be built.

mod diagnostic;
pub mod document;
mod evidence;
mod id;
mod provenance;
mod reading;
mod report;
mod shelf;
mod span;
mod story;
mod time;

pub use diagnostic::{Diagnostic, Severity};
pub use evidence::{Evidence, Support};
pub use id::{EntityId, FamilyId, FindingId, QuotationId, ReportId, SagaId, StoryId};
pub use provenance::{DateCandidate, Provenance, Revision};
pub use reading::{
    Approximator, Attribute, AttributeName, Entity, EntityKind, Figure, Gender, Medium, Mention, MentionForm,
    Quotation, QuotationKind, Reading, Speaker,
};
pub use report::{DateSource, Member, Precision, Published, PublishedDate, Report};
pub use shelf::Shelf;
pub use span::{Positions, Span};
pub use story::{
    Assignment, BriefSentence, ConflictKind, Copy, DiffOp, DiffPart, Finding, FindingValue, Headline, Nature,
    PlacedTime, Publication, QuotationFamily, QuotationParaphrase, QuotationVariant, Reason, Standing, Story,
    StoryEntity, TimelineEntry, VariantChange,
};
pub use time::{Anchor, Granularity, Interval, TimeExpression, TimexModifier, TimexType};

/// The name and version of the JSON contract that this vocabulary is written to.
pub const SCHEMA: &str = "copydesk/1";
