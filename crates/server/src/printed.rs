//! A story in its printed form, read back: what the desk keeps and the pages show.
//!
//! `copydesk_model::Story` can only be built from reports, so that no assertion is without evidence; once it is
//! printed it may be read by anybody. These types mirror the print (`copydesk/1`), positions in code points.

use copydesk_model::{ConflictKind, DiffPart, EntityKind, Medium, Nature, Reason, Standing, VariantChange};
use serde::Deserialize;

/// See [`copydesk_model::Story`].
#[derive(Clone, Debug, Default, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of copydesk_model::Story")]
pub struct Story {
    pub id: String,
    #[serde(default)]
    pub saga: Option<String>,
    #[serde(default)]
    pub headline: String,
    #[serde(default)]
    pub headline_report: String,
    #[serde(default)]
    pub headline_evidence: Option<Evidence>,
    #[serde(default)]
    pub reports: Vec<String>,
    #[serde(default)]
    pub texts: Vec<Vec<String>>,
    #[serde(default)]
    pub origins: Vec<Vec<String>>,
    #[serde(default)]
    pub from: Option<String>,
    #[serde(default)]
    pub to: Option<String>,
    #[serde(default)]
    pub entities: Vec<Entity>,
    #[serde(default)]
    pub why: Vec<Reason>,
    #[serde(default)]
    pub brief: Vec<Sentence>,
    #[serde(default)]
    pub timeline: Vec<Entry>,
    #[serde(default)]
    pub quotations: Vec<Family>,
    #[serde(default)]
    pub findings: Vec<Finding>,
    #[serde(default)]
    pub copies: Vec<Copy>,
}

/// See [`copydesk_model::Evidence`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of copydesk_model::Evidence")]
pub struct Evidence {
    pub report: String,
    pub start: usize,
    pub end: usize,
    pub text: String,
    #[serde(default)]
    pub prefix: String,
    #[serde(default)]
    pub suffix: String,
}

/// See [`copydesk_model::StoryEntity`].
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of copydesk_model::StoryEntity")]
pub struct Entity {
    pub id: String,
    pub kind: EntityKind,
    pub name: String,
    #[serde(default)]
    pub names: Vec<String>,
    #[serde(default)]
    pub within: Vec<String>,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// See [`copydesk_model::BriefSentence`].
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of copydesk_model::BriefSentence")]
pub struct Sentence {
    pub text: String,
    pub evidence: Vec<Evidence>,
    #[serde(default)]
    pub origins: usize,
    #[serde(default)]
    pub disputed: Vec<String>,
}

/// See [`copydesk_model::TimelineEntry`].
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of copydesk_model::TimelineEntry")]
pub struct Entry {
    pub value: String,
    #[serde(default)]
    pub from: Option<String>,
    #[serde(default)]
    pub to: Option<String>,
    pub text: String,
    pub evidence: Vec<Evidence>,
    #[serde(default)]
    pub origins: usize,
}

/// See [`copydesk_model::QuotationFamily`].
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of copydesk_model::QuotationFamily")]
pub struct Family {
    pub id: String,
    pub speaker: Option<String>,
    pub text: String,
    pub medium: Medium,
    pub variants: Vec<Variant>,
    #[serde(default)]
    pub origins: usize,
}

/// See [`copydesk_model::QuotationVariant`].
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of copydesk_model::QuotationVariant")]
pub struct Variant {
    pub text: String,
    pub evidence: Vec<Evidence>,
    #[serde(default)]
    pub quotations: Vec<String>,
    #[serde(default)]
    pub diff: Vec<DiffPart>,
    #[serde(default)]
    pub changes: Vec<VariantChange>,
}

/// See [`copydesk_model::Finding`].
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of copydesk_model::Finding")]
pub struct Finding {
    pub id: String,
    pub slot: String,
    pub standing: Standing,
    #[serde(default)]
    pub kind: Option<ConflictKind>,
    #[serde(default)]
    pub nature: Option<Nature>,
    #[serde(default)]
    pub explanation: String,
    #[serde(default)]
    pub because: Vec<String>,
    pub values: Vec<Value>,
}

/// See [`copydesk_model::FindingValue`].
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of copydesk_model::FindingValue")]
pub struct Value {
    pub value: String,
    #[serde(default)]
    pub origins: usize,
    pub evidence: Vec<Evidence>,
}

/// See [`copydesk_model::Copy`].
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of copydesk_model::Copy")]
pub struct Copy {
    pub from: String,
    pub to: String,
    pub from_span: [usize; 2],
    pub to_span: [usize; 2],
    #[serde(default)]
    pub from_text: String,
    #[serde(default)]
    pub to_text: String,
    #[serde(default)]
    pub similarity: f32,
    #[serde(default)]
    pub directed: bool,
    #[serde(default)]
    pub because: String,
}

impl Finding {
    /// The last part of its id: `f3`.
    pub fn short(&self) -> &str {
        self.id.rsplit('/').next().unwrap_or_default()
    }

    /// Whether it is a whole statement and not the value of a slot.
    pub fn is_statement(&self) -> bool {
        match self.values.as_slice() {
            [value] => {
                value.evidence.first().is_some_and(|e| e.text.trim() == value.value.trim())
                    && value.value.split_whitespace().count() > 4
            }
            _ => false,
        }
    }
}
