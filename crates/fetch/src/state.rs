//! What is remembered between runs: what was fetched, with its validators, and what is still to be.
//!
//! One JSON file, written beside itself and then moved into place, so that a run that is killed leaves the last whole one.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::{fs, io};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::fetcher::{Page, Validators};
use crate::refusal::Refusal;

/// What is known of one address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// To ask again with.
    #[serde(flatten)]
    pub validators: Validators,
    /// When it was fetched, in seconds since 1970.
    #[serde(default)]
    pub fetched: i64,
    /// The code of the refusal, for what was refused for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// The memory of a fetcher.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Version of the file's form.
    version: u32,
    /// What was fetched.
    #[serde(default)]
    seen: BTreeMap<String, Seen>,
    /// What was found to be fetched, each with its place in the order of finding.
    #[serde(default)]
    found: BTreeMap<String, u64>,
    /// The next place in that order.
    #[serde(default)]
    next: u64,
}

/// Why a state file cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StateError {
    /// It cannot be read or written.
    #[error("the state file cannot be read or written: {0}")]
    Io(#[from] io::Error),
    /// It is not a state file.
    #[error("the file is not a state file: {0}")]
    Form(#[from] serde_json::Error),
    /// It is of a later version.
    #[error("the state file is of version {0}, which this program does not know")]
    Version(u32),
}

const VERSION: u32 = 1;

impl State {
    /// An empty memory.
    pub fn new() -> Self {
        Self { version: VERSION, ..Self::default() }
    }

    /// Reads the memory from a file; empty when there is none yet.
    ///
    /// # Errors
    /// When the file is there and cannot be used.
    pub fn load(path: &Path) -> Result<Self, StateError> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::new()),
            Err(error) => return Err(error.into()),
        };
        let state: Self = serde_json::from_slice(&bytes)?;
        if state.version == VERSION { Ok(state) } else { Err(StateError::Version(state.version)) }
    }

    /// Writes the memory to a file, whole or not at all.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), StateError> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".new");
        let beside = path.with_file_name(name);
        let mut file = fs::File::create(&beside)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.sync_all()?;
        fs::rename(&beside, path)?;
        Ok(())
    }

    /// What is known of an address.
    pub fn seen(&self, url: &str) -> Option<&Seen> {
        self.seen.get(url)
    }

    /// The validators to ask again with; none for what was never fetched.
    pub fn validators(&self, url: &str) -> Option<Validators> {
        self.seen(url).filter(|s| s.refused.is_none()).map(|s| s.validators.clone())
    }

    /// Remembers a page that was fetched.
    pub fn fetched(&mut self, page: &Page) {
        let seen = Seen { validators: page.validators.clone(), fetched: page.fetched, refused: None };
        self.seen.insert(page.url.clone(), seen);
        self.found.remove(&page.url);
    }

    /// Remembers a refusal. One that may pass leaves the address to be fetched by a later run.
    pub fn refused(&mut self, refusal: &Refusal) {
        if !refusal.may_pass() {
            let seen = Seen { refused: Some(refusal.kind.code().to_owned()), ..Seen::default() };
            self.seen.insert(refusal.url.clone(), seen);
            self.found.remove(&refusal.url);
        }
    }

    /// Adds an address that is still to be fetched, unless it was fetched or found before.
    pub fn add(&mut self, url: String) {
        if !self.seen.contains_key(&url) && !self.found.contains_key(&url) {
            let next = self.next;
            self.found.insert(url, next);
            self.next = next + 1;
        }
    }

    /// What is still to be fetched, in the order of finding.
    pub fn pending(&self) -> Vec<String> {
        let mut pending: Vec<(u64, &String)> = self.found.iter().map(|(url, at)| (*at, url)).collect();
        pending.sort_unstable();
        pending.into_iter().map(|(_, url)| url.clone()).collect()
    }
}
