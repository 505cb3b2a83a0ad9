//! How much to take, and how much was taken.

use std::collections::BTreeMap;

use copydesk_model::{Diagnostic, Severity};

use crate::filter::Filter;
use crate::outlet::OutletTable;

/// Limits. The defaults suit a machine with a few gigabytes; a bound that is met is reported, never silent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// Largest record of a format that is read record by record, in bytes.
    pub max_record: u64,
    /// Largest document of a format that is read whole, in bytes.
    pub max_document: u64,
    /// Largest HTML page, in bytes.
    pub max_page: u64,
    /// How many bytes one compressed byte may become, on the average of a file.
    pub max_ratio: u64,
    /// Deepest folder below the one that was named.
    pub max_depth: usize,
    /// Whether to read files and folders whose names begin with a dot.
    pub hidden: bool,
    /// Which reports are wanted; the others are passed over while reading, and counted.
    pub filter: Filter,
    /// Which column or field holds what, where names differ from ours: `text` → `story`. Several that make one text are
    /// joined by `+`.
    pub columns: BTreeMap<String, String>,
    /// Names, owners and agencies of outlets, before those that are known anyway.
    pub outlets: OutletTable,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_record: 64 << 20,
            max_document: 512 << 20,
            max_page: 16 << 20,
            max_ratio: 250,
            max_depth: 64,
            hidden: false,
            filter: Filter::default(),
            columns: BTreeMap::new(),
            outlets: OutletTable::default(),
        }
    }
}

/// What came of it: *read n, skipped m, why*.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Reports handed over.
    pub read: u64,
    /// Records and files refused.
    pub skipped: u64,
    /// Reports passed over because the filter does not want them.
    pub filtered: u64,
    /// How often each code was given, refusals and remarks alike.
    pub by_code: BTreeMap<String, u64>,
}

impl Summary {
    /// Adds what came of another part of the input.
    pub fn add(&mut self, more: &Self) {
        self.read += more.read;
        self.skipped += more.skipped;
        self.filtered += more.filtered;
        for (code, n) in &more.by_code {
            *self.by_code.entry(code.clone()).or_default() += n;
        }
    }

    /// Counts one diagnostic.
    pub fn count(&mut self, diagnostic: &Diagnostic) {
        *self.by_code.entry(diagnostic.code.clone()).or_default() += 1;
        if diagnostic.severity == Severity::Error {
            self.skipped += 1;
        }
    }
}
