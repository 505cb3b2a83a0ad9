//! Requests that leave the machine: posts to webhooks, and to nowhere that an outsider could not reach.
//!
//! The guard is that of fetching and stands in the resolver, so the address that is connected to is the very one that was
//! looked at; a name
//! that leads somewhere else a moment later leads nowhere. Redirects are not followed.

use std::net::IpAddr;
use std::time::Duration;

use copydesk_fetch::{Guard, is_public};
use ureq::Agent;
use ureq::unversioned::transport::DefaultConnector;
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
            if !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.')) {
                return Err("the address names no host that there can be".to_owned());
            }
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
    let guard = Guard { allow_private: private, allowed: Vec::new() };
    let agent = Agent::with_parts(config, DefaultConnector::default(), guard);
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
            "http://0.0*/",
        ] {
            assert!(check(url, false).is_err(), "{url}");
        }
        assert_eq!(check("https://hooks.example.org/desk?x=1", false), Ok(()));
        assert_eq!(check("http://127.0.0.1:9/", true), Ok(()));
    }
}
