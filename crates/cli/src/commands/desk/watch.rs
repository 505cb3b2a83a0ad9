//! Folders that are looked into again and again.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use copydesk::intake::{self, Input};

use super::act;
use super::add::Adding;
use crate::commands::outcome;
use crate::desk_args::WatchArgs;
use crate::talk::Talk;
use crate::{Failure, Outcome};

/// How a file looked when it was read.
type Stamp = (u64, Option<SystemTime>);

pub(crate) fn watch(args: &WatchArgs, json: bool, talk: &Talk) -> Result<Outcome, Failure> {
    let desk = super::open(&args.desk, &args.settings)?;
    let mut seen: BTreeMap<PathBuf, Stamp> = BTreeMap::new();
    loop {
        let changed = changed(&args.paths, &mut seen);
        let any = !changed.is_empty();
        if any || args.once {
            let mut adding = Adding::new(&desk, act(&args.act), json, talk)?;
            let mut failed = None;
            let inputs: Vec<Input> = changed.into_iter().map(Input::Path).collect();
            intake::read(&inputs, &mut |item| match item {
                Ok(report) if failed.is_none() => failed = adding.push(report).err(),
                Ok(_) => {}
                Err(problem) => talk.diagnostic(&problem),
            });
            if let Some(failure) = failed {
                return Err(failure);
            }
            adding.finish()?;
        }
        if args.once {
            talk.input_is_over()?;
            return Ok(outcome(talk, true));
        }
        std::thread::sleep(Duration::from_secs(args.every.max(1)));
    }
}

/// The files that are new or look otherwise than when they were read.
fn changed(paths: &[String], seen: &mut BTreeMap<PathBuf, Stamp>) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for path in paths {
        for file in intake::files(&Input::from_argument(path)) {
            let Ok(meta) = std::fs::metadata(&file) else { continue };
            let stamp = (meta.len(), meta.modified().ok());
            if seen.insert(file.clone(), stamp) != Some(stamp) {
                out.push(file);
            }
        }
    }
    out
}
