//! `intake --fetch`: feeds and pages from the network, politely, and only because the user asked for it.
//!
//! Arguments that are addresses are fetched, lists of feeds are followed, all else is read as always. With a state file a
//! run that was stopped goes on where it was: what was printed is remembered only after it was printed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args as Group, ValueHint};
use copydesk::intake::{self, Fetched, Settings, Summary};
use copydesk::model::{Diagnostic, Report, Severity};
use copydesk_fetch::{Answer, Fetcher, Job, Page, Policy, Refusal, State};

use super::intake::Printer;
use crate::args::IntakeArgs;
use crate::{Failure, input};

/// How to fetch.
#[derive(Clone, Debug, Default, Group)]
#[command(next_help_heading = "Fetching (off unless asked for)")]
pub(crate) struct FetchArgs {
    /// Fetch the addresses and the feeds that are named
    #[arg(long)]
    pub(crate) fetch: bool,
    /// Also fetch the page of every entry of a feed
    #[arg(long, requires = "fetch")]
    pub(crate) pages: bool,
    /// How servers can reach you: an e-mail address or a page; part of the user agent
    #[arg(long, requires = "fetch", value_name = "CONTACT")]
    pub(crate) contact: Option<String>,
    /// Remember here what was fetched, ask only for what has changed, and go on where a run stopped
    #[arg(long, requires = "fetch", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) state: Option<PathBuf>,
    /// Least seconds between two requests to one host
    #[arg(long, requires = "fetch", value_name = "SECONDS", default_value_t = 2.0)]
    pub(crate) delay: f64,
    /// Most requests to one host at a time
    #[arg(long, requires = "fetch", value_name = "N", default_value_t = 1)]
    pub(crate) per_host: usize,
    /// Most requests at a time
    #[arg(long, requires = "fetch", value_name = "N", default_value_t = 4)]
    pub(crate) concurrency: usize,
    /// Most seconds that one request may take
    #[arg(long, requires = "fetch", value_name = "SECONDS", default_value_t = 60.0)]
    pub(crate) timeout: f64,
    /// Largest answer in bytes, unpacked
    #[arg(long, requires = "fetch", value_name = "BYTES", default_value_t = 16 << 20)]
    pub(crate) max_bytes: u64,
    /// Allow private, loopback and link-local addresses: for your own servers
    #[arg(long, requires = "fetch")]
    pub(crate) allow_private: bool,
}

impl FetchArgs {
    fn policy(&self) -> Result<Policy, Failure> {
        let Some(contact) = self.contact.as_deref().map(str::trim).filter(|c| !c.is_empty()) else {
            return Err(Failure::new("--fetch needs --contact, so that servers can tell who asks")
                .remedy("give an e-mail address or a page: --contact desk@example.org"));
        };
        let seconds = |value: f64, name: &str| {
            Duration::try_from_secs_f64(value)
                .map_err(|_| Failure::new(format!("{name} must be a number of seconds")))
        };
        let mut policy = Policy::new(contact);
        policy.delay = seconds(self.delay, "--delay")?;
        policy.timeout = seconds(self.timeout, "--timeout")?;
        policy.per_host = self.per_host.max(1);
        policy.concurrency = self.concurrency.max(1);
        policy.max_bytes = self.max_bytes;
        policy.allow_private = self.allow_private;
        Ok(policy)
    }
}

/// How many addresses are asked for before what came is written out and remembered.
const BATCH: usize = 32;

struct Run<'a, 'p> {
    settings: &'a Settings,
    printer: &'a mut Printer<'p>,
    state: State,
    path: Option<PathBuf>,
    fetcher: Fetcher,
    summary: Summary,
    /// Entries whose pages are still to come; printed if those cannot be had.
    held: BTreeMap<String, Report>,
}

pub(super) fn run(
    args: &IntakeArgs,
    settings: &Settings,
    printer: &mut Printer<'_>,
) -> Result<Summary, Failure> {
    let state = match &args.fetch.state {
        Some(path) => State::load(path).map_err(|e| {
            Failure::new(format!("{}: {e}", path.display()))
                .remedy("name another file, or move this one away")
        })?,
        None => State::new(),
    };
    let mut run = Run {
        settings,
        printer,
        state,
        path: args.fetch.state.clone(),
        fetcher: Fetcher::new(args.fetch.policy()?),
        summary: Summary::default(),
        held: BTreeMap::new(),
    };
    let mut feeds: Vec<String> = Vec::new();
    for path in &args.paths {
        if path.starts_with("http://") || path.starts_with("https://") {
            feeds.push(path.clone());
            continue;
        }
        let listed = std::fs::read(path).map(|bytes| intake::feeds_of(path, &bytes)).unwrap_or_default();
        if listed.is_empty() {
            let inputs = input::inputs(std::slice::from_ref(path))?;
            let printer = &mut *run.printer;
            let read = intake::read_with(&inputs, settings, &mut |item| printer.take(item));
            run.summary.add(&read);
        }
        for feed in listed {
            if !feeds.contains(&feed.url) {
                feeds.push(feed.url);
            }
        }
    }
    run.feeds(&feeds, args.fetch.pages)?;
    if args.fetch.pages || !run.state.pending().is_empty() {
        run.pages()?;
    }
    Ok(run.summary)
}

impl Run<'_, '_> {
    fn feeds(&mut self, feeds: &[String], pages: bool) -> Result<(), Failure> {
        for batch in feeds.chunks(BATCH) {
            for (url, outcome) in self.ask(batch, true) {
                match outcome {
                    Ok(Answer::Fresh(page)) => self.feed(&page, pages),
                    Ok(Answer::Unchanged) => self.unchanged(&url),
                    Err(refusal) => self.refused(&refusal),
                }
            }
            self.save()?;
        }
        Ok(())
    }

    fn pages(&mut self) -> Result<(), Failure> {
        let pending = self.state.pending();
        for batch in pending.chunks(BATCH) {
            for (url, outcome) in self.ask(batch, false) {
                let held = self.held.remove(&url);
                match outcome {
                    Ok(Answer::Fresh(page)) => {
                        let before = self.summary.read;
                        self.read(&page);
                        if self.summary.read == before {
                            self.fall_back(held);
                        }
                        self.state.fetched(&page);
                    }
                    Ok(Answer::Unchanged) => self.unchanged(&url),
                    Err(refusal) => {
                        self.refused(&refusal);
                        self.fall_back(held);
                    }
                }
            }
            self.save()?;
        }
        Ok(())
    }

    /// Asks for a batch of addresses.
    fn ask(&mut self, urls: &[String], again: bool) -> Vec<(String, Result<Answer, Refusal>)> {
        let jobs: Vec<Job> = urls
            .iter()
            .map(|url| Job { url: url.clone(), known: if again { self.state.validators(url) } else { None } })
            .collect();
        let mut answers = Vec::with_capacity(jobs.len());
        if !self.printer.failed() {
            self.fetcher.fetch_all(&jobs, &mut |job, outcome| answers.push((job.url.clone(), outcome)));
        }
        answers
    }

    /// A feed, or a page that was named where a feed could have been.
    fn feed(&mut self, page: &Page, pages: bool) {
        if !pages {
            self.read(page);
            return self.state.fetched(page);
        }
        let fetched = fetched(page);
        let links = intake::pages_of(&fetched, self.settings);
        let is_feed = !links.is_empty() && !links.iter().all(|l| *l == page.final_url);
        if !is_feed {
            self.read(page);
            return self.state.fetched(page);
        }
        let held = &mut self.held;
        intake::read_fetched(&fetched, self.settings, &mut |item| {
            if let Ok(report) = item
                && let Some(url) = report.url.clone()
            {
                held.entry(url).or_insert(report);
            }
        });
        for link in links {
            self.state.add(link);
        }
        self.state.fetched(page);
    }

    fn read(&mut self, page: &Page) {
        let printer = &mut *self.printer;
        let read = intake::read_fetched(&fetched(page), self.settings, &mut |item| printer.take(item));
        self.summary.add(&read);
    }

    /// The entry itself, where its page cannot be had.
    fn fall_back(&mut self, held: Option<Report>) {
        if let Some(report) = held {
            self.summary.read += 1;
            self.printer.report(&report);
        }
    }

    fn unchanged(&mut self, url: &str) {
        self.say("fetch-unchanged", Severity::Note, url, "has not changed since it was fetched", "");
    }

    fn refused(&mut self, refusal: &Refusal) {
        self.say(refusal.kind.code(), Severity::Error, &refusal.url, &refusal.reason, refusal.kind.remedy());
        self.state.refused(refusal);
    }

    fn say(&mut self, code: &str, severity: Severity, url: &str, reason: &str, remedy: &str) {
        let problem = Diagnostic {
            code: code.to_owned(),
            severity,
            file: url.to_owned(),
            record: None,
            byte: None,
            reason: reason.to_owned(),
            remedy: remedy.to_owned(),
        };
        self.summary.count(&problem);
        self.printer.problem(&problem);
    }

    /// Remembers what was done, once it is done.
    fn save(&mut self) -> Result<(), Failure> {
        self.printer.flush();
        match &self.path {
            Some(path) if !self.printer.failed() => {
                self.state.save(path).map_err(|e| Failure::new(format!("{}: {e}", path.display())))
            }
            _ => Ok(()),
        }
    }
}

pub(super) fn fetched(page: &Page) -> Fetched<'_> {
    Fetched {
        url: &page.final_url,
        content_type: page.content_type.as_deref(),
        body: &page.body,
        at: page.fetched,
    }
}
