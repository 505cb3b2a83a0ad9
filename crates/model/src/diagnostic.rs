//! What went wrong with an input, as data.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; the record was read.
    Note,
    /// Something of the record was repaired or left out.
    Warning,
    /// The record was refused.
    Error,
}

/// One thing that intake (or a later stage) has to say about its input: where, why, and what helps.
///
/// The `code` is stable and documented; `copydesk explain CODE` tells more about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Diagnostic {
    /// Stable code such as `json-syntax`.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// The file as it was named by the user, or `-` for standard input.
    pub file: String,
    /// Record number in the file, from 1; none for a file that is one record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// Byte offset in the file, from 0, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byte: Option<u64>,
    /// What is wrong, in words.
    pub reason: String,
    /// What the user can do.
    pub remedy: String,
}

impl fmt::Display for Diagnostic {
    /// `FILE:RECORD (byte N): reason [code]; remedy`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(record) = self.record {
            write!(f, ":{record}")?;
        }
        if let Some(byte) = self.byte {
            write!(f, " (byte {byte})")?;
        }
        write!(f, ": {} [{}]", self.reason, self.code)?;
        if self.remedy.is_empty() { Ok(()) } else { write!(f, "; {}", self.remedy) }
    }
}
