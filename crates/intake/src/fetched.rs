//! What was fetched, to reports.
//!
//! The same as a file, but that the address, the declared type and the time are known. No network here: whoever fetches
//! hands the bytes over.

use crate::charset;
use crate::context::{Context, Place};
use crate::formats::html;
use crate::formats::opml::FeedLink;
use crate::formats::xml::{Event, Walk, attribute, local};
use crate::reader::{self, HEAD};
use crate::{Settings, Sink, Summary};

/// One answer of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetched<'a> {
    /// The address that answered.
    pub url: &'a str,
    /// The `Content-Type`, as sent.
    pub content_type: Option<&'a str>,
    /// The bytes.
    pub body: &'a [u8],
    /// When it was fetched, in seconds since 1970.
    pub at: i64,
}

/// Reads what was fetched: a page, a feed, or any other format that is known. Reports carry when they were fetched.
pub fn read_fetched(fetched: &Fetched<'_>, settings: &Settings, sink: &mut Sink<'_>) -> Summary {
    let mut summary = Summary::default();
    let at = jiff::Timestamp::from_second(fetched.at).ok().map(|t| t.to_string());
    let mut stamped = |item: Result<copydesk_model::Report, copydesk_model::Diagnostic>| match item {
        Ok(mut report) => {
            report.provenance.fetched = report.provenance.fetched.take().or_else(|| at.clone());
            sink(Ok(report));
        }
        Err(problem) => sink(Err(problem)),
    };
    let mut cx = Context::new(fetched.url, settings, &mut stamped, &mut summary);
    let head = fetched.body.get(..fetched.body.len().min(HEAD)).unwrap_or_default();
    let kind = fetched.content_type.unwrap_or_default().to_ascii_lowercase();
    let format = reader::sniffed(head);
    let is_page = format == Some("html")
        || (kind.contains("html") && !matches!(format, Some("feed" | "json feed" | "opml" | "newsml")));
    if is_page {
        let label = kind.split("charset=").nth(1).map(|l| l.trim_matches(['"', '\'', ' ', ';']));
        let text = charset::decode_labelled(fetched.body, label, Place::FILE, &mut cx);
        html::push(html::extract(&text, Some(fetched.url)), Place::FILE, &mut cx);
        cx.finish();
    } else {
        // The path's ending says little of an answer; its bytes and its type say more.
        let name = match () {
            () if format.is_some() && format != Some("text") => "-",
            () if kind.contains("xml") || kind.contains("rss") => "-.xml",
            () if kind.contains("json") => "-.json",
            () => "-.txt",
        };
        reader::dispatch(name, fetched.body, &mut cx);
    }
    summary
}

/// The addresses of the entries of a feed, in its order, each once; to fetch their pages.
pub fn pages_of(fetched: &Fetched<'_>, settings: &Settings) -> Vec<String> {
    let mut pages: Vec<String> = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    let settings = Settings { filter: crate::Filter::default(), ..settings.clone() };
    // Entries without text are no reports, but their pages may be; so links are read from the markup, too.
    read_fetched(fetched, &settings, &mut |item| {
        if let Ok(report) = item
            && let Some(url) = report.url
            && seen.insert(url.clone())
        {
            pages.push(url);
        }
    });
    let text = String::from_utf8_lossy(fetched.body);
    for url in crate::formats::feed::links(&text) {
        if seen.insert(url.clone()) {
            pages.push(url);
        }
    }
    pages.retain(|url| url.starts_with("http://") || url.starts_with("https://"));
    pages
}

/// The feeds that a document names: all of an OPML list, the ones that a page links to, or itself if it is a feed.
pub fn feeds_of(name: &str, bytes: &[u8]) -> Vec<FeedLink> {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    let text = String::from_utf8_lossy(bytes);
    let (title, own, site) = match reader::sniffed(head) {
        Some("opml") => return crate::formats::opml::read_feeds(&text),
        Some("json feed") => {
            let value: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
            let get = |k: &str| value.get(k).and_then(serde_json::Value::as_str).map(str::to_owned);
            (get("title").unwrap_or_default(), get("feed_url"), get("home_page_url"))
        }
        Some("feed") => crate::formats::feed::identity(&text),
        Some("html") => {
            let mut feeds = Vec::new();
            let mut walk = Walk { xml: &text, at: 0 };
            while let Some(event) = walk.next() {
                let Event::Start { name, attrs, .. } = event else { continue };
                let get = |n: &str| attribute(attrs, n).map(|v| v.trim().to_owned());
                if local(name).eq_ignore_ascii_case("link")
                    && get("rel").is_some_and(|r| r.eq_ignore_ascii_case("alternate"))
                    && get("type").is_some_and(|t| ["rss", "atom", "feed+json"].iter().any(|k| t.contains(k)))
                    && let Some(url) = get("href").filter(|h| h.contains("://"))
                {
                    feeds.push(FeedLink {
                        title: get("title").unwrap_or_else(|| url.clone()),
                        url,
                        ..FeedLink::default()
                    });
                }
            }
            return feeds;
        }
        _ => return Vec::new(),
    };
    let own = own.or_else(|| name.contains("://").then(|| name.to_owned()));
    own.map(|url| FeedLink {
        title: if title.is_empty() { url.clone() } else { title },
        url,
        site,
        ..FeedLink::default()
    })
    .into_iter()
    .collect()
}
