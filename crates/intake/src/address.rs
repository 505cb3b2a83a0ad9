//! *Do these two addresses name one page?*
//!
//! A page is reached under many addresses: with and without `www`, as AMP, with a campaign's marks behind it. [`page_key`]
//! takes all that off.

use crate::outlet;

/// Parameters that say how a reader came, not what is read.
const TRACKING: &[&str] = &[
    "fbclid",
    "gclid",
    "dclid",
    "msclkid",
    "mc_cid",
    "mc_eid",
    "igshid",
    "cmpid",
    "cmp",
    "ncid",
    "ref",
    "ref_src",
    "referrer",
    "source",
    "src",
    "rss",
    "amp",
    "outputtype",
    "output",
    "at_medium",
    "at_campaign",
    "xtor",
    "wt_mc",
    "smid",
    "ito",
    "cn",
    "feature",
    "share",
    "via",
    "spref",
];

/// What all addresses of one page have in common; none for the front page of a site, where other stories stand every
/// day, and for what is no address.
///
/// ```
/// use copydesk_intake::page_key;
/// let plain = page_key("https://www.coast.example/fire/");
/// assert_eq!(plain, page_key("http://amp.coast.example/fire?utm_source=x#top"));
/// assert_ne!(plain, page_key("https://www.coast.example/fire?page=2"));
/// assert_eq!(page_key("https://www.coast.example/"), None);
/// ```
pub fn page_key(url: &str) -> Option<String> {
    let host = outlet::from_url(url)?;
    let (_, rest) = url.trim().split_once("://")?;
    let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let rest = rest.get(at..)?.split('#').next()?;
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = path.trim_end_matches('/');
    let path = path.strip_suffix("/amp").or_else(|| path.strip_suffix(".amp")).unwrap_or(path);
    let path = path.strip_prefix("/amp/").map_or_else(|| path.to_owned(), |p| format!("/{p}"));
    let mut kept: Vec<&str> = query
        .split('&')
        .filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
            !name.is_empty() && !name.starts_with("utm_") && !TRACKING.contains(&name.as_str())
        })
        .collect();
    kept.sort_unstable();
    let front = path.is_empty() || matches!(path.as_str(), "/index.html" | "/index.php" | "/home");
    (!(front && kept.is_empty())).then(|| {
        if kept.is_empty() { format!("{host}{path}") } else { format!("{host}{path}?{}", kept.join("&")) }
    })
}
