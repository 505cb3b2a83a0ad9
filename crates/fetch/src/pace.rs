//! *When may the next request to this host begin?*

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

#[derive(Debug, Default)]
struct Host {
    active: usize,
    next: Option<Instant>,
}

/// Keeps requests to one host apart, and few at a time.
#[derive(Debug)]
pub(crate) struct Pace {
    hosts: Mutex<BTreeMap<String, Host>>,
    freed: Condvar,
    per_host: usize,
}

impl Pace {
    pub(crate) fn new(per_host: usize) -> Self {
        Self { hosts: Mutex::default(), freed: Condvar::new(), per_host: per_host.max(1) }
    }

    /// Waits until a request to `host` may begin. The turn lasts until it is dropped.
    pub(crate) fn enter(&self, host: &str, delay: Duration) -> Turn<'_> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let start = loop {
            let entry = hosts.entry(host.to_owned()).or_default();
            if entry.active < self.per_host {
                let now = Instant::now();
                let start = entry.next.map_or(now, |next| next.max(now));
                entry.active += 1;
                entry.next = Some(start + delay);
                break start;
            }
            hosts = self.freed.wait(hosts).unwrap_or_else(PoisonError::into_inner);
        };
        drop(hosts);
        sleep(start.saturating_duration_since(Instant::now()));
        Turn { pace: self, host: host.to_owned() }
    }

    /// When a request to `host` may begin at the earliest; none when it may at once.
    pub(crate) fn ready(&self, host: &str) -> Option<Instant> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner).get(host).and_then(|h| h.next)
    }

    /// No request to `host` for so long.
    pub(crate) fn rest(&self, host: &str, wait: Duration) {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = hosts.entry(host.to_owned()).or_default();
        let until = Instant::now() + wait;
        entry.next = Some(entry.next.map_or(until, |next| next.max(until)));
    }
}

/// The right to make one request.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    pace: &'a Pace,
    host: String,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut hosts = self.pace.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(host) = hosts.get_mut(&self.host) {
            host.active = host.active.saturating_sub(1);
        }
        self.pace.freed.notify_all();
    }
}
