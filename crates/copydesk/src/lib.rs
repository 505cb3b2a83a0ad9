//! *I have reports; what do they say together?*
//!
//! The facade: the rooms of Copydesk under one roof, and [`Pipeline`], which leads reports through all of them.
//! It does no IO; bytes come in through [`intake`], and people see the result through [`present`].

mod pipeline;
mod revisions;
mod siblings;

pub use copydesk_export as export;
pub use copydesk_intake as intake;
pub use copydesk_language as language;
pub use copydesk_lineage as lineage;
pub use copydesk_model as model;
pub use copydesk_present as present;
pub use copydesk_reading as reading;
pub use copydesk_reconcile as reconcile;
pub use copydesk_stories as stories;
pub use copydesk_times as times;

pub use pipeline::{Annotated, Edition, Pipeline, Progress, Silent, Stage, in_order, unique, unique_by};
