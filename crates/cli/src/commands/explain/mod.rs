//! The full reasoning behind anything that was printed.
//!
//! Works on the `copydesk/1` document as JSON, whether it was saved by `read --format json` or is made now by
//! reading the reports again, so that what it explains is what everybody else sees.

mod chain;
mod codes;
mod things;

use std::fs::File;
use std::io::{self, BufReader, Read as _};
use std::path::Path;

use copydesk::intake::{self, Settings};
use copydesk::model::Report;
use serde::Serialize;
use serde_json::Value;

use self::chain::Chain;
use super::{outcome, pipeline};
use crate::args::ExplainArgs;
use crate::output::Stdout;
use crate::talk::Talk;
use crate::{Failure, Outcome, input};

/// What `explain --json` prints for each thing of that id.
#[derive(Serialize)]
struct Explanation<'a> {
    id: &'a str,
    kind: &'static str,
    chain: &'a Chain,
    object: &'a Value,
}

pub(crate) fn run(args: &ExplainArgs, json: bool, talk: &Talk) -> Result<Outcome, Failure> {
    let mut out = Stdout::new();
    // With --list, what looks like an id is the first of the paths.
    let paths: Vec<String> = match &args.id {
        Some(id) if args.list => std::iter::once(id).chain(&args.paths).cloned().collect(),
        _ => args.paths.clone(),
    };
    if paths.is_empty() {
        let asked = args.id.as_deref().filter(|_| !args.list);
        match asked.and_then(codes::chain) {
            Some(chain) if json => out.json(&chain)?,
            Some(chain) => out.text(&chain.text(talk.colour_out()))?,
            None if args.list => {
                for code in codes::all() {
                    out.text(&format!("code      {code}\n"))?;
                }
            }
            None => {
                return Err(Failure::new(format!("{:?} is no diagnostic code", asked.unwrap_or_default()))
                    .remedy(
                        "to explain an id, say where it is: the reports, or a document that `read --format json` \
                         printed, as in `copydesk explain ID PATHS`; `copydesk explain --list` lists the codes",
                    ));
            }
        }
        out.finish()?;
        return Ok(Outcome::Done);
    }
    let document = load(&paths, args, talk)?;
    let things = things::all(&document);
    if args.list {
        for thing in &things {
            if json {
                out.line(&serde_json::json!({ "id": thing.id, "kind": thing.kind.name() }))?;
            } else {
                out.text(&format!("{:<9} {:<28} {}\n", thing.kind.name(), thing.id, thing.label()))?;
            }
        }
        out.finish()?;
        return Ok(outcome(talk, !things.is_empty()));
    }
    let id = args.id.as_deref().unwrap_or_default();
    let mut found = things.iter().filter(|t| t.id == id).peekable();
    if found.peek().is_none() {
        if let Some(chain) = codes::chain(id) {
            out.text(&chain.text(talk.colour_out()))?;
            out.finish()?;
            return Ok(Outcome::Done);
        }
        let mut failure = Failure::new(format!("nothing here has the id {id:?}"));
        let near: Vec<&str> =
            things.iter().map(|t| t.id).filter(|t| t.contains(id) || id.contains(t)).take(5).collect();
        failure = if near.is_empty() {
            failure.remedy("`copydesk explain --list PATHS` lists every id")
        } else {
            failure.remedy(format!(
                "there are {}, …; `copydesk explain --list PATHS` lists all",
                near.join(", ")
            ))
        };
        return Err(failure);
    }
    for thing in found {
        let chain = thing.explain(&document, &things);
        if json {
            out.json(&Explanation { id, kind: thing.kind.name(), chain: &chain, object: thing.object })?;
        } else {
            out.text(&chain.text(talk.colour_out()))?;
        }
    }
    out.finish()?;
    Ok(outcome(talk, true))
}

/// The saved document that `paths` name, or that of reading them now.
fn load(paths: &[String], args: &ExplainArgs, talk: &Talk) -> Result<Value, Failure> {
    let reports = match paths {
        [only] if only == "-" => {
            let mut bytes = Vec::new();
            io::stdin()
                .lock()
                .read_to_end(&mut bytes)
                .map_err(|e| Failure::new(format!("cannot read standard input: {e}")))?;
            if is_document(&bytes) {
                return serde_json::from_slice(&bytes).map_err(|e| broken("standard input", &e));
            }
            from_bytes(&bytes, talk)?
        }
        [only] if starts_a_document(Path::new(only)) => {
            let file = File::open(only).map_err(|e| Failure::new(format!("cannot read {only}: {e}")))?;
            return serde_json::from_reader(BufReader::new(file)).map_err(|e| broken(only, &e));
        }
        _ => input::reports(paths, talk)?,
    };
    if reports.is_empty() {
        return Err(input::nothing(&paths.join(", "), talk));
    }
    let edition = pipeline(&args.settings).edit(reports, &talk.progress());
    serde_json::to_value(&edition).map_err(|e| Failure::new(format!("cannot print the document: {e}")))
}

fn from_bytes(bytes: &[u8], talk: &Talk) -> Result<Vec<Report>, Failure> {
    let mut reports = Vec::new();
    intake::read_bytes("-", bytes, &Settings::default(), &mut |item| match item {
        Ok(report) => reports.push(report),
        Err(problem) => talk.diagnostic(&problem),
    });
    talk.input_is_over()?;
    Ok(copydesk::unique(reports).0)
}

fn broken(name: &str, error: &serde_json::Error) -> Failure {
    Failure::new(format!("{name} starts like a copydesk/1 document but cannot be read: {error}"))
        .remedy("make it anew with `copydesk read PATHS --format json`")
}

fn starts_a_document(path: &Path) -> bool {
    let mut head = [0; 64];
    let read = File::open(path).and_then(|mut f| f.read(&mut head)).unwrap_or(0);
    is_document(&head[..read])
}

/// Whether the first bytes are those of a `copydesk/1` document.
fn is_document(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(bytes.get(..64).unwrap_or(bytes));
    let head: String = head.chars().filter(|c| !c.is_whitespace()).collect();
    head.starts_with(&format!("{{\"schema\":\"{}\"", copydesk::model::SCHEMA))
}
