//! Requests that leave the machine: posts to webhooks, and to nowhere that an outsider could not reach.
//!
//! The guard stands in the resolver, so the address that is connected to is the very one that was looked at; a name
//! that leads somewhere else a moment later leads nowhere. Redirects are not followed.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use copydesk_fetch::is_public;
use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use url::{Host, Url};

/// How long a delivery may take in all.
const TIME: Duration = Duration::from_secs(15);

/// Whether news may be posted there, as far as the address itself tells.
pub(crate) fn check(url: &str, private: bool) -> Result<(), String> {
    let parsed = Url::parse(url).map_err(|e| format!("the address cannot be read: {e}"))?;
    if !matches!(parsed.scheme(), "http" | "https") {
        return Err("the address is none of the web".to_owned());
    }
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err("the address holds a password".to_owned());
    }
    let closed = match parsed.host() {
        None => return Err("the address names no host".to_owned()),
        Some(Host::Ipv4(ip)) => !is_public(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => !is_public(IpAddr::V6(ip)),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            name == "localhost"
                || name.ends_with(".localhost")
                || name.ends_with(".internal")
                || !name.contains('.')
        }
    };
    if closed && !private {
        return Err("the address is one of this machine or of a private network".to_owned());
    }
    Ok(())
}

/// Resolves as the system does, and refuses a host of which any address is not public.
#[derive(Debug)]
struct Guard {
    private: bool,
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let addresses = DefaultResolver::default().resolve(uri, config, timeout)?;
        if !self.private && any_inside(&addresses) {
            return Err(ureq::Error::HostNotFound);
        }
        Ok(addresses)
    }
}

/// Whether any of the addresses that a name led to is none of the public internet.
fn any_inside(addresses: &[SocketAddr]) -> bool {
    addresses.iter().any(|a| !is_public(a.ip()))
}

/// Posts a body; the status of the answer.
pub(crate) fn post(
    url: &str,
    headers: &[(String, String)],
    body: &[u8],
    private: bool,
) -> Result<u16, String> {
    check(url, private)?;
    let config = Agent::config_builder()
        .user_agent(concat!("copydesk/", env!("CARGO_PKG_VERSION")))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .timeout_global(Some(TIME))
        .build();
    let agent = Agent::with_parts(config, DefaultConnector::default(), Guard { private });
    let mut request = agent.post(url);
    for (name, value) in headers {
        request = request.header(name.as_str(), value.as_str());
    }
    request.send(body).map(|answer| answer.status().as_u16()).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_goes_to_nowhere_inside() {
        for url in [
            "http://127.0.0.1:9/",
            "http://localhost/",
            "http://LOCALHOST./",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://169.254.169.254/latest/meta-data",
            "http://192.168.1.1/",
            "http://metadata.google.internal/",
            "http://intranet/",
            "ftp://example.org/",
            "file:///etc/passwd",
            "https://user:secret@example.org/",
            "nonsense",
        ] {
            assert!(check(url, false).is_err(), "{url}");
        }
        assert_eq!(check("https://hooks.example.org/desk?x=1", false), Ok(()));
        assert_eq!(check("http://127.0.0.1:9/", true), Ok(()));
    }

    #[test]
    fn a_name_that_leads_inside_leads_nowhere() {
        let lead = |list: &[&str]| list.iter().map(|a| a.parse().unwrap()).collect::<Vec<SocketAddr>>();
        assert!(any_inside(&lead(&["93.184.215.14:443", "127.0.0.1:443"])), "one of them is enough");
        assert!(any_inside(&lead(&["[fd00::1]:80"])));
        assert!(!any_inside(&lead(&["93.184.215.14:443"])));
    }
}
