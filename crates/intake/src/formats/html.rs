//! HTML pages.

use std::io::BufRead;

use copydesk_model::{DateSource, Published};

use crate::charset;
use crate::code;
use crate::context::{Context, Place};
use crate::dates;
use crate::draft::Draft;
use crate::reader::Reader;

/// HTML.
pub(crate) struct Html;

impl Reader for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["html", "htm", "xhtml", "shtml"]
    }

    fn sniff(&self, head: &[u8]) -> bool {
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        let lower = head.get(..head.len().min(1024)).unwrap_or_default().to_ascii_lowercase();
        lower.starts_with(b"<!doctype html")
            || (lower.starts_with(b"<")
                && [&b"<html"[..], b"<head>", b"<body"]
                    .iter()
                    .any(|t| lower.windows(t.len()).any(|w| w == *t)))
    }

    fn read(&self, input: &mut dyn BufRead, cx: &mut Context<'_>) {
        let limit = cx.settings().max_page;
        let Some(bytes) = cx.whole(input, limit) else { return };
        let html = charset::decode(&bytes, Place::FILE, cx);
        page(&html, None, Place::FILE, cx);
    }
}

/// One page, decoded.
pub(crate) fn page(html: &str, url: Option<&str>, place: Place, cx: &mut Context<'_>) {
    let config = dom_smoothie::Config {
        text_mode: dom_smoothie::TextMode::Formatted,
        max_elements_to_parse: 100_000,
        ..Default::default()
    };
    let article = dom_smoothie::Readability::new(html, url, Some(config)).and_then(|mut r| r.parse());
    let Ok(article) = article else {
        return cx.remark(&code::PAGE_WITHOUT_TEXT, place, "no article text was found on the page");
    };
    let mut draft = Draft::new(article.text_content.trim());
    draft.title = Some(article.title);
    draft.byline = article.byline;
    draft.outlet = article.site_name;
    draft.url = article.url.or_else(|| url.map(str::to_owned));
    draft.language = article.lang;
    if let Some(date) = article.published_time.as_deref().and_then(dates::parse) {
        draft.published = Published::new(date, DateSource::Metadata);
    }
    cx.push(draft, place);
}
