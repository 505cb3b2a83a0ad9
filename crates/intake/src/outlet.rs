//! *Who published what stands at this URL?*
//!
//! The host, without the labels that name a device or an edition and not a publisher.

use std::collections::BTreeMap;
use std::sync::LazyLock;

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

/// What is known of one outlet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlet {
    /// What it is called.
    pub name: String,
    /// Who owns it.
    pub owner: Option<String>,
    /// Whether it is a news agency.
    pub agency: bool,
}

/// Outlets by their domain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutletTable(BTreeMap<String, Outlet>);

impl OutletTable {
    /// Reads a table: a row an outlet, `domain,name,owner,agency`, the last two optional; `#` begins a remark. The number
    /// of the first row that cannot be read is the error.
    ///
    /// # Errors
    /// The number, from 1, of a row without a domain and a name.
    pub fn parse(table: &str) -> Result<Self, usize> {
        let mut outlets = BTreeMap::new();
        for (number, row) in (1..).zip(table.lines()) {
            let row = row.trim().trim_start_matches('\u{feff}');
            if row.is_empty() || row.starts_with('#') || (number == 1 && row.starts_with("domain,")) {
                continue;
            }
            let mut cells = crate::formats::csv::fields(row, b',').into_iter().map(|c| c.trim().to_owned());
            let (domain, name) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
            if domain.is_empty() || name.is_empty() {
                return Err(number);
            }
            let owner = cells.next().filter(|o| !o.is_empty());
            let agency = cells
                .next()
                .is_some_and(|a| matches!(a.to_lowercase().as_str(), "yes" | "true" | "1" | "agency"));
            outlets.insert(domain.to_lowercase(), Outlet { name, owner, agency });
        }
        Ok(Self(outlets))
    }

    /// The outlet of a host: its own row, or that of the nearest domain above it.
    pub fn of_host(&self, host: &str) -> Option<&Outlet> {
        let mut rest = host;
        loop {
            if let Some(outlet) = self.0.get(rest) {
                return Some(outlet);
            }
            let (_, above) = rest.split_once('.')?;
            rest = above;
        }
    }

    /// The outlet of that name.
    pub fn of_name(&self, name: &str) -> Option<&Outlet> {
        self.0.values().find(|o| o.name.eq_ignore_ascii_case(name))
    }
}

/// What is known of well-known outlets.
static KNOWN: LazyLock<OutletTable> =
    LazyLock::new(|| OutletTable::parse(include_str!("../data/outlets.csv")).unwrap_or_default());

/// The outlet of a URL: of the user's table, else of ours.
pub(crate) fn look_up<'a>(url: &str, table: &'a OutletTable) -> Option<&'a Outlet> {
    let host = host(url)?;
    table.of_host(&host).or_else(|| KNOWN.of_host(&host))
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

    #[test]
    fn the_table_of_outlets_is_whole_and_a_users_row_goes_before_it() {
        assert!(KNOWN.0.len() > 50);
        let reuters = KNOWN.of_host("www.reuters.com").unwrap();
        assert!(reuters.agency && reuters.name == "Reuters");
        assert_eq!(KNOWN.of_host("reuters.com.evil.example"), None);
        let own = OutletTable::parse("domain,name,owner,agency\n# ours\nreuters.com,R,\"Coast, Ltd\",no\n")
            .unwrap();
        let found = look_up("https://uk.reuters.com/x", &own).unwrap();
        assert_eq!(
            (found.name.as_str(), found.owner.as_deref(), found.agency),
            ("R", Some("Coast, Ltd"), false)
        );
        assert_eq!(OutletTable::parse("a.example,A\nb.example"), Err(2));
    }
}
