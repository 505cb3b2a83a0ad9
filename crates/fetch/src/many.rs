//! Many addresses at once, their answers in the order of the questions.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, PoisonError, mpsc};
use std::thread;

use crate::fetcher::{Answer, Fetcher, Validators, check, host};
use crate::refusal::Refusal;

/// One address to fetch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Job {
    /// The address.
    pub url: String,
    /// What is known of it from before.
    pub known: Option<Validators>,
}

/// What one host has still to be asked.
#[derive(Default)]
struct Line {
    jobs: VecDeque<usize>,
    active: usize,
}

impl Fetcher {
    /// Fetches all `jobs`, some hosts at a time and each at its pace, and hands the answers over in the order of the
    /// jobs. Answers that come before their turn wait in memory, so give many jobs in batches.
    pub fn fetch_all(&self, jobs: &[Job], sink: &mut dyn FnMut(&Job, Result<Answer, Refusal>)) {
        let mut lines: BTreeMap<String, Line> = BTreeMap::new();
        for (i, job) in jobs.iter().enumerate() {
            let name = check(&job.url, &job.url).map_or_else(|_| String::new(), |url| host(&url));
            lines.entry(name).or_default().jobs.push_back(i);
        }
        let workers = self.policy.concurrency.clamp(1, jobs.len().max(1));
        let (lines, freed) = (Mutex::new(lines), Condvar::new());
        let (sender, receiver) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..workers {
                let (lines, freed, sender) = (&lines, &freed, sender.clone());
                scope.spawn(move || {
                    while let Some((name, i)) = self.claim(lines, freed) {
                        let outcome = jobs.get(i).map(|job| self.fetch(&job.url, job.known.as_ref()));
                        let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
                        if let Some(line) = lines.get_mut(&name) {
                            line.active -= 1;
                        }
                        freed.notify_all();
                        drop(lines);
                        if let Some(outcome) = outcome
                            && sender.send((i, outcome)).is_err()
                        {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            let mut early = BTreeMap::new();
            let mut next = 0;
            for (i, outcome) in receiver {
                early.insert(i, outcome);
                while let Some(outcome) = early.remove(&next) {
                    if let Some(job) = jobs.get(next) {
                        sink(job, outcome);
                    }
                    next += 1;
                }
            }
        });
    }

    /// The next job of the host that may be asked soonest; waits while all that is left belongs to hosts that are busy.
    fn claim(&self, lines: &Mutex<BTreeMap<String, Line>>, freed: &Condvar) -> Option<(String, usize)> {
        let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let open = lines
                .iter()
                .filter(|(_, line)| !line.jobs.is_empty() && line.active < self.policy.per_host.max(1))
                .min_by_key(|(name, _)| self.pace.ready(name))
                .map(|(name, _)| name.clone());
            if let Some(name) = open {
                let line = lines.get_mut(&name)?;
                let job = line.jobs.pop_front()?;
                line.active += 1;
                return Some((name, job));
            }
            if lines.values().all(|line| line.jobs.is_empty()) {
                return None;
            }
            lines = freed.wait(lines).unwrap_or_else(PoisonError::into_inner);
        }
    }
}
