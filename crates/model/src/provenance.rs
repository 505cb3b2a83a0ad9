//! How a report came here, and what it said before.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::DiffPart;

/// What is known of the way on which a report came. Nothing of it is analysed; it is kept so that it can be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Provenance {
    /// The archive's own id of the record, such as a WARC's `urn:uuid:…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// When it was fetched, in ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetched: Option<String>,
    /// When it was last changed, as the publisher says, in ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// Every date that was found for it, the one that was taken first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<DateCandidate>,
    /// Who owns the outlet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Whether the outlet is a news agency, whose words others print.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub agency: bool,
}

impl Provenance {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A date that a page or record gives for itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DateCandidate {
    /// ISO 8601.
    pub date: String,
    /// Where it stands, such as `json-ld`, `meta`, `time`, `url`, `text`, `modified`.
    pub source: String,
}

/// An earlier state of a report: the same page, seen with another text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Revision {
    /// Where that state was read from.
    pub source: String,
    /// Its publication date, in ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// When it was fetched, in ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetched: Option<String>,
    /// Its headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its text.
    pub text: String,
    /// How the text of the next state differs from it: `deleted` stands in this state alone, `inserted` in the next alone.
    pub diff: Vec<DiffPart>,
}
