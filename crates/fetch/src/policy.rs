//! How to behave.

use std::net::IpAddr;
use std::time::Duration;

/// How often, how long, how much. The defaults suit a stranger's server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// Who asks: the name that `robots.txt` is searched for, and that the user agent begins with.
    pub agent: String,
    /// How to reach whoever runs this: an address or a page. Part of the user agent.
    pub contact: String,
    /// Least time between the starts of two requests to one host; a longer `Crawl-delay` goes before it.
    pub delay: Duration,
    /// Longest `Crawl-delay` that is waited for; a host that asks for more is refused.
    pub max_delay: Duration,
    /// Most requests to one host at a time.
    pub per_host: usize,
    /// Most requests at a time.
    pub concurrency: usize,
    /// Longest time to a connection.
    pub connect_timeout: Duration,
    /// Longest time that one request may take, to the last byte.
    pub timeout: Duration,
    /// How often a request is made again after a failure that may pass.
    pub retries: u32,
    /// First wait before a request is made again; each further wait is twice as long.
    pub back_off: Duration,
    /// Longest wait that a server may ask for before it is asked again; if it asks for more it is left alone.
    pub max_wait: Duration,
    /// Largest answer, unpacked.
    pub max_bytes: u64,
    /// Most redirects behind one address.
    pub max_redirects: usize,
    /// Whether addresses that are not of the public internet may be asked. For tests and for intranets.
    pub allow_private: bool,
    /// Single addresses that may be asked though they are not of the public internet.
    pub allowed: Vec<IpAddr>,
}

impl Policy {
    /// The defaults, with a contact.
    pub fn new(contact: impl Into<String>) -> Self {
        Self {
            agent: "copydesk".to_owned(),
            contact: contact.into(),
            delay: Duration::from_secs(2),
            max_delay: Duration::from_mins(1),
            per_host: 1,
            concurrency: 4,
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_mins(1),
            retries: 2,
            back_off: Duration::from_secs(2),
            max_wait: Duration::from_mins(1),
            max_bytes: 16 << 20,
            max_redirects: 8,
            allow_private: false,
            allowed: Vec::new(),
        }
    }

    /// What servers are told: `copydesk/0.1.0 (+contact)`.
    pub fn user_agent(&self) -> String {
        // A header holds visible ASCII alone.
        let contact: String =
            self.contact.chars().filter(|c| c.is_ascii_graphic() && !"()".contains(*c)).collect();
        format!("{}/{} (+{contact})", self.agent, env!("CARGO_PKG_VERSION"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_agent_names_a_contact_and_cannot_break_the_header() {
        let policy = Policy::new("desk@coast.example\r\nX: (y)");
        assert_eq!(
            policy.user_agent(),
            format!("copydesk/{} (+desk@coast.exampleX:y)", env!("CARGO_PKG_VERSION"))
        );
    }
}
