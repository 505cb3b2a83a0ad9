//! One address to one answer: rules, pace, request, redirects, and trying again.

use std::io::Read as _;
use std::thread::sleep;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, http};
use url::Url;

use crate::address::{Guard, NotPublic};
use crate::pace::Pace;
use crate::policy::Policy;
use crate::refusal::{Kind, Refusal};
use crate::robots::{Book, Rules};

/// How much of a `robots.txt` is read; RFC 9309 asks for at least so much.
const MAX_ROBOTS: u64 = 512 << 10;

/// What an answer that is too large comes to.
#[derive(Clone, Copy)]
enum Limit {
    /// Nothing.
    Refuse(u64),
    /// Its begin.
    Cut(u64),
}

/// What a server gave along with a page, so that it can be asked whether the page has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// `ETag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

/// What was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The address that was asked for.
    pub url: String,
    /// The address that answered, after redirects.
    pub final_url: String,
    /// The `Content-Type`, as sent.
    pub content_type: Option<String>,
    /// The bytes, unpacked.
    pub body: Vec<u8>,
    /// To ask again with.
    pub validators: Validators,
    /// When it was fetched, in seconds since 1970.
    pub fetched: i64,
}

/// A server's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A page.
    Fresh(Page),
    /// Nothing has changed since the validators were given.
    Unchanged,
}

/// Fetches by a [`Policy`]. Keeps what it learns about hosts: one for a whole run.
pub struct Fetcher {
    pub(crate) policy: Policy,
    agent: Agent,
    book: Book,
    pub(crate) pace: Pace,
}

/// One server's answer to one request.
struct Reply {
    status: u16,
    headers: http::HeaderMap,
    body: Vec<u8>,
}

impl Reply {
    fn header(&self, name: &str) -> Option<String> {
        self.headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .map(|v| v.trim().to_owned())
            .filter(|v| !v.is_empty())
    }

    /// How long the server wants to be left alone.
    fn retry_after(&self) -> Option<Duration> {
        let clock = self.header("date").and_then(|d| httpdate::parse_http_date(&d).ok());
        wait(&self.header("retry-after")?, clock.unwrap_or_else(clock_of_this_machine))
    }
}

impl Fetcher {
    /// A fetcher that behaves as `policy` says.
    pub fn new(policy: Policy) -> Self {
        let config = Agent::config_builder()
            .user_agent(policy.user_agent())
            .accept("text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, application/json;q=0.9, application/xml;q=0.9, */*;q=0.5")
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .timeout_connect(Some(policy.connect_timeout))
            .timeout_resolve(Some(policy.connect_timeout))
            .timeout_global(Some(policy.timeout))
            .build();
        let guard = Guard { allow_private: policy.allow_private, allowed: policy.allowed.clone() };
        let agent = Agent::with_parts(config, DefaultConnector::default(), guard);
        let pace = Pace::new(policy.per_host);
        Self { policy, agent, book: Book::default(), pace }
    }

    /// How it behaves.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Fetches `url`; with `known`, only if it has changed since. Blocks as long as politeness asks for.
    ///
    /// # Errors
    /// A [`Refusal`] says why there is no answer.
    pub fn fetch(&self, url: &str, known: Option<&Validators>) -> Result<Answer, Refusal> {
        let mut at = check(url, url)?;
        let mut seen = vec![at.to_string()];
        loop {
            let rules = self.rules(&at);
            let rules = rules.get_or_init(|| self.ask_rules(&at));
            if let Some(reason) = rules.refuse(at.as_str()) {
                return Err(Refusal::new(Kind::Robots, url, reason));
            }
            let delay = rules.delay().unwrap_or_default().max(self.policy.delay);
            if delay > self.policy.max_delay.max(self.policy.delay) {
                let reason = format!("the site asks for {} seconds between requests", delay.as_secs());
                return Err(Refusal::new(Kind::Robots, url, reason));
            }
            let reply = self.patiently(&at, url, delay, known, Limit::Refuse(self.policy.max_bytes))?;
            match reply.status {
                200..=299 => {
                    let validators = Validators {
                        etag: reply.header("etag"),
                        last_modified: reply.header("last-modified"),
                    };
                    return Ok(Answer::Fresh(Page {
                        url: url.to_owned(),
                        final_url: at.to_string(),
                        content_type: reply.header("content-type"),
                        validators,
                        fetched: now(),
                        body: reply.body,
                    }));
                }
                304 if known.is_some() => return Ok(Answer::Unchanged),
                301 | 302 | 303 | 307 | 308 => {
                    at = follow(&at, &reply, url)?;
                    if seen.len() > self.policy.max_redirects || seen.iter().any(|s| s == at.as_str()) {
                        let reason = format!("after {} redirects there is no end of them", seen.len());
                        return Err(Refusal::new(Kind::Redirects, url, reason));
                    }
                    seen.push(at.to_string());
                }
                status => {
                    let kind = if matches!(status, 429 | 503) { Kind::Busy } else { Kind::Status };
                    let mut refusal =
                        Refusal::new(kind, url, format!("the server answered with status {status}"));
                    refusal.status = Some(status);
                    refusal.retry_after = reply.retry_after();
                    return Err(refusal);
                }
            }
        }
    }

    fn rules(&self, at: &Url) -> std::sync::Arc<std::sync::OnceLock<Rules>> {
        self.book.of(&at.origin().ascii_serialization())
    }

    /// Asks a site for its `robots.txt`.
    fn ask_rules(&self, site: &Url) -> Rules {
        let Ok(mut at) = site.join("/robots.txt") else { return Rules::All };
        at.set_query(None);
        for _ in 0..5 {
            match self.patiently(&at, at.as_str(), self.policy.delay, None, Limit::Cut(MAX_ROBOTS)) {
                Ok(reply) => match reply.status {
                    200..=299 => return Rules::read(&self.policy.agent, &reply.body),
                    301 | 302 | 303 | 307 | 308 => match follow(&at, &reply, at.as_str()) {
                        Ok(next) => at = next,
                        Err(_) => return Rules::All,
                    },
                    429 | 500..=599 => {
                        return Rules::None(format!("its robots.txt gives status {}", reply.status));
                    }
                    _ => return Rules::All,
                },
                // The page itself will say it better.
                Err(refusal) if matches!(refusal.kind, Kind::Private | Kind::Host) => {
                    return Rules::All;
                }
                Err(refusal) => {
                    return Rules::None(format!("its robots.txt cannot be read: {}", refusal.reason));
                }
            }
        }
        Rules::All
    }

    /// Makes a request, again after a while if the fault may pass.
    fn patiently(
        &self,
        at: &Url,
        asked: &str,
        delay: Duration,
        known: Option<&Validators>,
        limit: Limit,
    ) -> Result<Reply, Refusal> {
        let host = host(at);
        let mut wait = self.policy.back_off;
        let mut left = self.policy.retries;
        loop {
            let turn = self.pace.enter(&host, delay);
            let outcome = self.once(at, asked, known, limit);
            drop(turn);
            let asked_wait = match &outcome {
                Ok(reply) if matches!(reply.status, 429 | 500 | 502 | 503 | 504) => Some(reply.retry_after()),
                Err(refusal) if matches!(refusal.kind, Kind::Failed | Kind::Timeout) => Some(None),
                _ => None,
            };
            let Some(asked_wait) = asked_wait else { return outcome };
            let pause = asked_wait.map_or(wait, |w| w.max(wait));
            if left == 0 || pause > self.policy.max_wait {
                return outcome;
            }
            left -= 1;
            self.pace.rest(&host, pause);
            sleep(pause);
            wait = wait.saturating_mul(2);
        }
    }

    /// Makes one request.
    fn once(
        &self,
        at: &Url,
        asked: &str,
        known: Option<&Validators>,
        limit: Limit,
    ) -> Result<Reply, Refusal> {
        let mut request = self.agent.get(at.as_str());
        if let Some(etag) = known.and_then(|k| k.etag.as_deref()).filter(|v| is_value(v)) {
            request = request.header("if-none-match", etag);
        }
        if let Some(date) = known.and_then(|k| k.last_modified.as_deref()).filter(|v| is_value(v)) {
            request = request.header("if-modified-since", date);
        }
        let mut response = request.call().map_err(|error| refusal(&error, asked))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let mut body = Vec::new();
        if (200..300).contains(&status) {
            // The cap is on what comes out of the decoder.
            let reader = response.body_mut().with_config().limit(u64::MAX).reader();
            let most = match limit {
                Limit::Refuse(most) => most.saturating_add(1),
                Limit::Cut(most) => most,
            };
            let read = reader.take(most).read_to_end(&mut body);
            read.map_err(|error| match error.downcast::<ureq::Error>() {
                Ok(inner) => refusal(&inner, asked),
                Err(error) => refusal(&ureq::Error::Io(error), asked),
            })?;
            if let Limit::Refuse(most) = limit
                && body.len() as u64 > most
            {
                let reason = format!("the answer is larger than {most} bytes");
                return Err(Refusal::new(Kind::TooLarge, asked, reason));
            }
        }
        Ok(Reply { status, headers, body })
    }
}

/// Host and port: what is kept apart from others.
pub(crate) fn host(url: &Url) -> String {
    format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default())
}

/// Whether a header can carry it.
fn is_value(value: &str) -> bool {
    value.len() < 1024 && value.bytes().all(|b| (0x20..0x7f).contains(&b))
}

/// An address that may be asked.
pub(crate) fn check(url: &str, asked: &str) -> Result<Url, Refusal> {
    let refuse = |reason: &str| Err(Refusal::new(Kind::Url, asked, reason));
    let Ok(mut parsed) = Url::parse(url.trim()) else { return refuse("it is not a URL") };
    if !matches!(parsed.scheme(), "http" | "https") {
        return refuse("only http and https are fetched");
    }
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return refuse("an address with a user name is not fetched");
    }
    if parsed.host_str().is_none_or(str::is_empty) {
        return refuse("it names no host");
    }
    parsed.set_fragment(None);
    Ok(parsed)
}

/// Where a redirect leads.
fn follow(at: &Url, reply: &Reply, asked: &str) -> Result<Url, Refusal> {
    let Some(location) = reply.header("location") else {
        return Err(Refusal::new(Kind::Redirects, asked, "the server redirects to nowhere"));
    };
    match at.join(&location) {
        Ok(next) => check(next.as_str(), asked),
        Err(_) => Err(Refusal::new(Kind::Redirects, asked, "the server redirects to what is no address")),
    }
}

/// `Retry-After`: seconds, or a date, of which `clock` tells how far off it is. A date that is past asks for no wait.
fn wait(value: &str, clock: SystemTime) -> Option<Duration> {
    let value = value.trim();
    value.parse().ok().map(Duration::from_secs).or_else(|| {
        let until = httpdate::parse_http_date(value).ok()?;
        Some(until.duration_since(clock).unwrap_or_default())
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "when a page was fetched is a fact about the fetch, not about the page"
)]
fn clock_of_this_machine() -> SystemTime {
    SystemTime::now()
}

/// Now, in seconds since 1970.
fn now() -> i64 {
    clock_of_this_machine().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs().cast_signed())
}

/// What an error of the connection means.
fn refusal(error: &ureq::Error, asked: &str) -> Refusal {
    let io = |error: &std::io::Error| match error.kind() {
        std::io::ErrorKind::TimedOut | std::io::ErrorKind::WouldBlock => Kind::Timeout,
        _ => Kind::Failed,
    };
    let kind = match error {
        ureq::Error::Other(inner) if inner.is::<NotPublic>() => Kind::Private,
        ureq::Error::Timeout(_) => Kind::Timeout,
        ureq::Error::HostNotFound => Kind::Host,
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => Kind::Url,
        ureq::Error::Io(inner) => {
            // The system's resolver has no error kind of its own.
            if inner.to_string().contains("lookup address") { Kind::Host } else { io(inner) }
        }
        _ => Kind::Failed,
    };
    let reason = match kind {
        Kind::Timeout => "the server did not answer to the end in time".to_owned(),
        Kind::Host => "the host is not known".to_owned(),
        _ => error.to_string(),
    };
    Refusal::new(kind, asked, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_says_how_long_to_wait_in_seconds_or_by_a_date() {
        let clock = httpdate::parse_http_date("Tue, 09 Mar 2021 06:00:00 GMT").unwrap();
        for (value, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Tue, 09 Mar 2021 06:02:00 GMT", Some(120)),
            // The older forms that the standard asks to be read.
            ("Tuesday, 09-Mar-21 07:00:00 GMT", Some(3600)),
            ("Tue Mar  9 06:00:30 2021", Some(30)),
            // It is over.
            ("Mon, 08 Mar 2021 06:00:00 GMT", Some(0)),
            ("soon", None),
            ("-5", None),
            ("99999999999999999999999", None),
        ] {
            assert_eq!(wait(value, clock), seconds.map(Duration::from_secs), "{value}");
        }
    }
}
