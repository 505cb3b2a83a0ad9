//! One task a file. To add one: a file with a `run`, and a line in [`TASKS`].

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use serde::de::DeserializeOwned;

mod alignment;
mod bodies;
mod brief;
mod citations;
mod conflicts;
mod controls;
mod copies;
mod dates;
mod entities;
mod families;
mod feeds;
mod gum;
mod metadata;
mod mismatches;
mod names;
mod porter;
mod pos;
mod pronouns;
mod quotations;
mod reuse;
mod rouge;
mod scale;
mod sentences;
mod statements;
mod stories;
mod times;

type Run = fn(&Path, &Options) -> Result<Outcome, String>;

const TASKS: &[(&str, Run)] = &[
    ("bodies", bodies::run),
    ("copies", copies::run),
    ("dates", dates::run),
    ("alignment", alignment::run),
    ("brief", brief::run),
    ("citations", citations::run),
    ("conflicts", conflicts::run),
    ("entities", entities::run),
    ("families", families::run),
    ("feeds", feeds::run),
    ("metadata", metadata::run),
    ("mismatches", mismatches::run),
    ("names", names::run),
    ("pos", pos::run),
    ("pronouns", pronouns::run),
    ("quotations", quotations::run),
    ("reuse", reuse::run),
    ("scale", scale::run),
    ("sentences", sentences::run),
    ("statements", statements::run),
    ("stories", stories::run),
    ("times", times::run),
];

/// What the user asked for beside the task.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// How many errors to show.
    pub(crate) errors: usize,
    /// Switches of the task.
    pub(crate) with: Vec<String>,
}

impl Options {
    /// Whether a switch was given.
    pub(crate) fn has(&self, switch: &str) -> bool {
        self.with.iter().any(|w| w == switch)
    }

    /// `K` and `N` of the switch `NAME=K/N`.
    pub(crate) fn part(&self, name: &str) -> Option<(usize, usize)> {
        let (k, n) = self.with.iter().find_map(|w| w.strip_prefix(name))?.split_once('/')?;
        Some((k.parse().ok()?, n.parse::<usize>().ok()?.max(1)))
    }
}

/// The same number for the same words on every machine (FNV-1a), to divide data by.
fn hash(words: &str) -> u64 {
    words.bytes().fold(0xCBF2_9CE4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3))
}

/// What a task found out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outcome {
    /// Names and values of the figures, in the order to print them.
    pub(crate) figures: Vec<(String, f64)>,
    /// Errors in their context.
    pub(crate) errors: Vec<String>,
}

impl Outcome {
    /// Adds a figure.
    pub(crate) fn figure(&mut self, name: impl Into<String>, value: f64) {
        self.figures.push((name.into(), value));
    }

    /// One figure a line.
    pub(crate) fn table(&self) -> String {
        let width = self.figures.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        let mut out = String::new();
        for (name, value) in &self.figures {
            let whole = value.fract() == 0.0 && value.abs() > 1.0;
            let value = if whole { format!("{value:.0}") } else { format!("{value:.4}") };
            let _ = writeln!(out, "{name:width$}  {value}");
        }
        out
    }

    /// All figures as one object.
    pub(crate) fn json(&self) -> serde_json::Value {
        self.figures.iter().map(|(name, value)| (name.clone(), serde_json::Value::from(*value))).collect()
    }
}

/// The names of all tasks.
pub(crate) fn names() -> Vec<&'static str> {
    TASKS.iter().map(|(name, _)| *name).collect()
}

/// Runs a task.
pub(crate) fn run(task: &str, file: &Path, options: &Options) -> Result<Outcome, String> {
    let (_, run) =
        TASKS.iter().find(|(name, _)| *name == task).ok_or_else(|| format!("no task named {task}"))?;
    run(file, options)
}

/// The whole file as text, `.zst` unpacked.
pub(crate) fn text(file: &Path) -> Result<String, String> {
    let say = |e: std::io::Error| format!("{}: {e}", file.display());
    let mut reader: Box<dyn Read> = Box::new(BufReader::new(File::open(file).map_err(say)?));
    if file.extension().is_some_and(|e| e == "zst") {
        reader = Box::new(zstd::Decoder::new(reader).map_err(say)?);
    }
    let mut text = String::new();
    reader.read_to_string(&mut text).map_err(say)?;
    Ok(text)
}

/// The records of a JSON Lines file.
pub(crate) fn records<T: DeserializeOwned>(file: &Path) -> Result<Vec<T>, String> {
    text(file)?
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(i, line)| serde_json::from_str(line).map_err(|e| format!("{}:{}: {e}", file.display(), i + 1)))
        .collect()
}
