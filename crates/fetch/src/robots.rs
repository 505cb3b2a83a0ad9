//! *May this address be fetched?* What a site's `robots.txt` says, as RFC 9309 reads it: no such file means that all
//! is allowed, a server that fails means that nothing is.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use texting_robots::Robot;

/// What one site allows.
pub(crate) enum Rules {
    All,
    Some(Box<Robot>),
    /// Why nothing is allowed.
    None(String),
}

impl Rules {
    /// Reads the file; what cannot be read allows all.
    pub(crate) fn read(agent: &str, bytes: &[u8]) -> Self {
        match Robot::new(agent, bytes) {
            Ok(robot) => Self::Some(Box::new(robot)),
            Err(_) => Self::All,
        }
    }

    /// Why this address may not be fetched; none when it may.
    pub(crate) fn refuse(&self, url: &str) -> Option<String> {
        match self {
            Self::All => None,
            Self::Some(robot) if robot.allowed(url) => None,
            Self::Some(_) => Some("the site's robots.txt asks not to fetch it".to_owned()),
            Self::None(reason) => Some(reason.clone()),
        }
    }

    /// The distance between requests that the site asks for.
    pub(crate) fn delay(&self) -> Option<Duration> {
        match self {
            Self::Some(robot) => robot.delay.and_then(|s| Duration::try_from_secs_f32(s).ok()),
            _ => None,
        }
    }
}

/// The rules of each site, asked for once.
#[derive(Default)]
pub(crate) struct Book(Mutex<BTreeMap<String, Arc<OnceLock<Rules>>>>);

impl Book {
    /// The place for a site's rules; the first to come fills it, others wait for that.
    pub(crate) fn of(&self, origin: &str) -> Arc<OnceLock<Rules>> {
        let mut book = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(book.entry(origin.to_owned()).or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_those_for_our_name_or_for_all() {
        let rules = Rules::read(
            "copydesk",
            b"User-agent: *\nDisallow: /\n\nUser-agent: copydesk\nDisallow: /drafts\nCrawl-delay: 3\n",
        );
        assert!(rules.refuse("https://a.example/news").is_none());
        assert!(rules.refuse("https://a.example/drafts/1").is_some());
        assert_eq!(rules.delay(), Some(Duration::from_secs(3)));
        assert!(Rules::read("other", b"User-agent: *\nDisallow: /").refuse("https://a.example/x").is_some());
        assert!(Rules::read("other", b"\xff\0<html>").refuse("https://a.example/x").is_none());
    }
}
