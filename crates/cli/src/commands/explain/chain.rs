//! A chain of reasons: lines under lines.

use anstyle::Style;
use copydesk_present::printable;
use serde::Serialize;

/// A statement, and the statements that it rests on.
#[derive(Debug, Serialize)]
pub(super) struct Chain {
    /// What holds.
    pub(super) text: String,
    /// Why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) because: Vec<Chain>,
}

impl Chain {
    pub(super) fn new(text: impl AsRef<str>) -> Self {
        Self { text: printable(text.as_ref()), because: Vec::new() }
    }

    /// Adds a reason and gives it, so that it can be given reasons of its own.
    pub(super) fn add(&mut self, text: impl AsRef<str>) -> &mut Chain {
        self.because.push(Chain::new(text));
        let last = self.because.len() - 1;
        &mut self.because[last]
    }

    /// For reading: the statement in bold, each reason under what it supports.
    pub(super) fn text(&self, colour: bool) -> String {
        let mut text = if colour {
            let bold = Style::new().bold();
            format!("{bold}{}{bold:#}\n", self.text)
        } else {
            format!("{}\n", self.text)
        };
        self.under(1, &mut text);
        text
    }

    fn under(&self, depth: usize, text: &mut String) {
        for reason in &self.because {
            text.push_str(&"  ".repeat(depth));
            text.push_str(&reason.text);
            text.push('\n');
            reason.under(depth + 1, text);
        }
    }
}
