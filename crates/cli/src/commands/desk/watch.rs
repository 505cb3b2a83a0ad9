//! Folders and feeds that are looked into again and again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use copydesk::intake::{self, Input, Settings};
use copydesk::model::{Diagnostic, Report, Severity};
use copydesk_desk::Desk;
use copydesk_fetch::{Answer, Fetcher, Job, Page, Policy, Refusal, State};

use super::act;
use super::add::Adding;
use crate::commands::intake_fetch::fetched;
use crate::commands::outcome;
use crate::desk_args::WatchArgs;
use crate::talk::Talk;
use crate::{Failure, Outcome};

/// How a file looked when it was read.
type Stamp = (u64, Option<SystemTime>);

pub(crate) fn watch(args: &WatchArgs, json: bool, talk: &Talk) -> Result<Outcome, Failure> {
    let is_address = |path: &&String| path.starts_with("http://") || path.starts_with("https://");
    let (addresses, paths): (Vec<&String>, Vec<&String>) = args.paths.iter().partition(is_address);
    let mut feeds = if addresses.is_empty() { None } else { Some(Feeds::new(args, &addresses)?) };
    let desk = super::open(&args.desk, &args.settings)?;
    let mut seen: BTreeMap<PathBuf, Stamp> = BTreeMap::new();
    loop {
        let changed = changed(&paths, &mut seen);
        if !changed.is_empty() || (args.once && !paths.is_empty()) {
            let mut taking = Taking::new(&desk, args, json, talk)?;
            intake::read(&changed, &mut |item| taking.take(item));
            taking.finish()?;
        }
        if let Some(feeds) = &mut feeds
            && feeds.due()
        {
            feeds.ask(&desk, args, json, talk)?;
        }
        if args.once {
            talk.input_is_over()?;
            return Ok(outcome(talk, true));
        }
        std::thread::sleep(Duration::from_secs(args.every.max(1)));
    }
}

/// Hands to the desk what comes out of intake.
struct Taking<'a> {
    adding: Adding<'a>,
    talk: &'a Talk,
    failed: Option<Failure>,
}

impl<'a> Taking<'a> {
    fn new(desk: &'a Desk, args: &WatchArgs, json: bool, talk: &'a Talk) -> Result<Self, Failure> {
        Ok(Self { adding: Adding::new(desk, act(&args.act), json, talk)?, talk, failed: None })
    }

    fn take(&mut self, item: Result<Report, Diagnostic>) {
        match item {
            Ok(report) if self.failed.is_none() => self.failed = self.adding.push(report).err(),
            Ok(_) => {}
            Err(problem) => self.talk.diagnostic(&problem),
        }
    }

    fn finish(self) -> Result<(), Failure> {
        match self.failed {
            Some(failure) => Err(failure),
            None => self.adding.finish().map(drop),
        }
    }
}

/// The files that are new or look otherwise than when they were read.
fn changed(paths: &[&String], seen: &mut BTreeMap<PathBuf, Stamp>) -> Vec<Input> {
    let mut out = Vec::new();
    for path in paths {
        let path = Path::new(path);
        if !path.exists() {
            // A pattern, or something that is to come: intake tells what it thinks of it.
            out.push(Input::from_argument(path));
            continue;
        }
        let mut files = Vec::new();
        below(path, 0, &mut files);
        for file in files {
            let Ok(meta) = fs::metadata(&file) else { continue };
            let stamp = (meta.len(), meta.modified().ok());
            if seen.insert(file.clone(), stamp) != Some(stamp) {
                out.push(Input::Path(file));
            }
        }
    }
    out
}

/// All files below a folder, in order, without those whose names begin with a dot.
fn below(path: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    if !path.is_dir() {
        return files.push(path.to_path_buf());
    }
    let Ok(entries) = fs::read_dir(path) else { return };
    let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for entry in entries {
        let hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !hidden && depth < 64 {
            below(&entry, depth + 1, files);
        }
    }
}

/// Feeds and pages, and what is remembered of them.
struct Feeds {
    addresses: Vec<String>,
    fetcher: Fetcher,
    state: State,
    path: PathBuf,
    asked: Option<Instant>,
    every: Duration,
}

impl Feeds {
    fn new(args: &WatchArgs, addresses: &[&String]) -> Result<Self, Failure> {
        let Some(contact) = args.contact.as_deref().map(str::trim).filter(|c| !c.is_empty()) else {
            return Err(Failure::new("feeds need --contact, so that servers can tell who asks")
                .remedy("give an e-mail address or a page: --contact desk@example.org"));
        };
        let path = match &args.state {
            Some(path) => path.clone(),
            None if args.desk.desk.contains("://") => {
                return Err(Failure::new("a desk on a server has no place for what feeds said last")
                    .remedy("name a file: --state FILE"));
            }
            None => PathBuf::from(format!("{}.feeds.json", args.desk.desk)),
        };
        let mut policy = Policy::new(contact);
        policy.allow_private = args.allow_private;
        Ok(Self {
            addresses: addresses.iter().map(ToString::to_string).collect(),
            fetcher: Fetcher::new(policy),
            state: State::load(&path).map_err(|e| {
                Failure::new(format!("{}: {e}", path.display()))
                    .remedy("name another file, or move this one away")
            })?,
            path,
            asked: None,
            every: Duration::from_secs(args.feeds_every.max(1)),
        })
    }

    fn due(&self) -> bool {
        self.asked.is_none_or(|asked| asked.elapsed() >= self.every)
    }

    /// Asks all of them; what came is remembered when it is safely on the desk.
    fn ask(&mut self, desk: &Desk, args: &WatchArgs, json: bool, talk: &Talk) -> Result<(), Failure> {
        self.asked = Some(Instant::now());
        let jobs: Vec<Job> = self
            .addresses
            .iter()
            .map(|url| Job { url: url.clone(), known: self.state.validators(url) })
            .collect();
        let mut answers: Vec<Result<Answer, Refusal>> = Vec::with_capacity(jobs.len());
        self.fetcher.fetch_all(&jobs, &mut |_, outcome| answers.push(outcome));
        let mut pages: Vec<Page> = Vec::new();
        let mut taking = Taking::new(desk, args, json, talk)?;
        for answer in answers {
            match answer {
                Ok(Answer::Fresh(page)) => {
                    intake::read_fetched(&fetched(&page), &Settings::default(), &mut |item| {
                        taking.take(item);
                    });
                    pages.push(page);
                }
                Ok(Answer::Unchanged) => {}
                Err(refusal) => {
                    self.state.refused(&refusal);
                    talk.diagnostic(&problem(&refusal));
                }
            }
        }
        taking.finish()?;
        for page in &pages {
            self.state.fetched(page);
        }
        self.state.save(&self.path).map_err(|e| Failure::new(format!("{}: {e}", self.path.display())))
    }
}

fn problem(refusal: &Refusal) -> Diagnostic {
    Diagnostic {
        code: refusal.kind.code().to_owned(),
        severity: Severity::Error,
        file: refusal.url.clone(),
        record: None,
        byte: None,
        reason: refusal.reason.clone(),
        remedy: String::new(),
    }
}
