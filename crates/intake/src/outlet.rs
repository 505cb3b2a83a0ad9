//! *Who published what stands at this URL?*
//!
//! The host, without the labels that name a device or an edition and not a publisher.

/// Labels that say how a page is served.
const SERVING: &[&str] = &["www", "www2", "www3", "m", "amp", "mobile", "edition", "touch", "wap"];

/// The host of a URL, in lower case; none for what is not an absolute URL.
pub(crate) fn host(url: &str) -> Option<String> {
    let (scheme, rest) = url.trim().split_once("://")?;
    if scheme.is_empty() || !scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)) {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = if host.starts_with('[') { host } else { host.split(':').next()? };
    let host = host.trim_end_matches('.').to_lowercase();
    (!host.is_empty() && !host.contains(char::is_whitespace)).then_some(host)
}

/// The publisher as its domain.
pub(crate) fn from_url(url: &str) -> Option<String> {
    let host = host(url)?;
    let mut rest = host.as_str();
    while let Some((label, tail)) = rest.split_once('.')
        && SERVING.contains(&label)
        && tail.contains('.')
    {
        rest = tail;
    }
    Some(rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlet_is_the_domain_without_its_serving_labels() {
        for (url, outlet) in [
            ("https://www.coast-herald.example/a", Some("coast-herald.example")),
            ("http://user:pw@M.Example.org:8080?x", Some("example.org")),
            ("https://amp.www.post.example/x", Some("post.example")),
            ("https://m.example", Some("m.example")),
            ("/relative/path", None),
            ("urn:isbn:12", None),
            ("https:///nohost", None),
        ] {
            assert_eq!(from_url(url).as_deref(), outlet, "{url}");
        }
    }
}
