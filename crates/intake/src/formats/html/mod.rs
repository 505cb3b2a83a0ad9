//! HTML pages: the article, the whole article and nothing else.
//!
//! ```text
//! page ──tree──▶ elements ──meta──▶ headline, byline, outlet, address, language, dates
//!                        └─blocks─▶ features ──forest──▶ the blocks that are the article
//! ```
//!
//! One parse serves both. The tree is linear in the page, so a hostile page costs what any page of its size costs.

mod blocks;
mod forest;
mod meta;
mod tree;

use std::io::BufRead;

use copydesk_forest::Forest;

use crate::charset;
use crate::code;
use crate::context::{Context, Place};
use crate::draft::Draft;
use crate::reader::Reader;

use tree::Tree;
pub(crate) use tree::decode;

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
        let (url, saved) = saved_from(&html);
        let mut page = extract(&html, url);
        page.draft.fetched = saved;
        push(page, Place::FILE, cx);
    }
}

/// Where and when a page was saved, as browsers note it in a comment at its head: `saved from url=(0024)https://…` since
/// Internet Explorer, lines `url:` and `saved date:` of SingleFile.
fn saved_from(html: &str) -> (Option<&str>, Option<String>) {
    let end = (0..=html.len().min(4096)).rev().find(|e| html.is_char_boundary(*e)).unwrap_or(0);
    let head = html.get(..end).unwrap_or_default();
    let mut rest = head;
    while let Some((_, behind)) = rest.split_once("<!--") {
        let (comment, after) = behind.split_once("-->").unwrap_or((behind, ""));
        rest = after;
        let address = if let Some((_, noted)) = comment.split_once("saved from url=(") {
            noted.split_once(')').map(|(_, url)| url)
        } else if comment.contains("SingleFile") {
            comment.split_once("url:").map(|(_, url)| url)
        } else {
            continue;
        };
        let address = address.and_then(|a| a.split_ascii_whitespace().next());
        let Some(url) = address.filter(|a| a.starts_with("https://") || a.starts_with("http://")) else {
            continue;
        };
        let saved = comment.split_once("saved date:").and_then(|(_, date)| date.lines().next());
        return (Some(url), saved.and_then(crate::dates::parse).map(|d| d.to_string()));
    }
    (None, None)
}

/// What was made of a page, and what there is to say about it.
#[derive(Debug, Default)]
pub(crate) struct Extract {
    /// The report in the making; its text is empty where none was found.
    pub(crate) draft: Draft,
    /// Whether the nesting was cut.
    flattened: bool,
    /// Whether it has more elements than are read.
    cut: bool,
    /// Where the article goes on.
    next: Option<String>,
    /// Whether it says that it is a live blog.
    live: bool,
    /// Whether it says that it is not free to read.
    paid: bool,
}

impl Extract {
    /// A draft about which there is nothing to say.
    pub(crate) fn plain(draft: Draft) -> Self {
        Self { draft, ..Self::default() }
    }
}

/// Words that a page which is not free may show and still be no stub.
const STUB: usize = 200;

/// Hands a page over, with what there is to say about it.
pub(crate) fn push(page: Extract, place: Place, cx: &mut Context<'_>) {
    if page.flattened {
        let reason = format!("elements are nested more than {} deep", tree::DEPTH);
        cx.remark(&code::PAGE_TOO_DEEP, place, reason);
    }
    if page.cut {
        let reason = format!("the page has more than {} elements and runs of words", tree::NODES);
        cx.remark(&code::PAGE_CUT, place, reason);
    }
    if page.draft.text.is_empty() {
        return cx.remark(&code::PAGE_WITHOUT_TEXT, place, "no article text was found on the page");
    }
    if let Some(next) = &page.next {
        cx.remark(&code::PAGE_CONTINUES, place, format!("the article goes on at {next}"));
    }
    if page.live {
        cx.remark(&code::LIVE_BLOG, place, "the page is a live blog, whose posts were read as one report");
    }
    let words = page.draft.text.split_whitespace().take(STUB).count();
    if page.paid && words < STUB {
        cx.remark(
            &code::PAYWALL_STUB,
            place,
            format!("the article is not free, and {words} words of it are shown"),
        );
    }
    cx.push(page.draft, place);
}

/// One page, decoded.
pub(crate) fn extract(html: &str, url: Option<&str>) -> Extract {
    let tree = Tree::parse(html);
    let meta = meta::Meta::read(html, &tree, url);
    let mut draft = Draft::new(body(&tree, &meta, &forest::BLOCKS));
    draft.title = meta.title();
    draft.byline = meta.byline();
    draft.outlet = meta.outlet();
    draft.url = meta.url();
    draft.language = meta.language();
    draft.published = meta.published();
    draft.modified = meta.modified();
    draft.dates = meta.candidates();
    Extract {
        draft,
        flattened: tree.flattened,
        cut: tree.cut,
        next: meta.next(),
        live: meta.live,
        paid: meta.paid,
    }
}

/// The blocks that the forest takes, an empty line between.
fn body(tree: &Tree<'_>, meta: &meta::Meta, forest: &Forest) -> String {
    let mut choice = forest::Choice::by(forest);
    let blocks = blocks::page(tree, &meta.hints(), &mut |row| choice.see(row));
    let chosen = choice.made();
    let mut text = String::new();
    for (block, _) in blocks.iter().zip(&chosen).filter(|(_, chosen)| **chosen) {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&block.text);
    }
    text
}

/// The article that another forest than the shipped one would take; for measuring with sites held out.
#[doc(hidden)]
pub fn page_body(html: &str, url: Option<&str>, forest: &Forest) -> String {
    let tree = Tree::parse(html);
    body(&tree, &meta::Meta::read(html, &tree, url), forest)
}

/// Reads a page that was fetched from `url`, as for a file of HTML; for measuring.
pub fn read_page(html: &str, url: Option<&str>) -> Draft {
    extract(html, url).draft
}

/// The blocks of a page with their rows of features; for fitting.
#[doc(hidden)]
pub fn page_blocks(html: &str, url: Option<&str>) -> Vec<(String, Vec<f32>)> {
    let tree = Tree::parse(html);
    let meta = meta::Meta::read(html, &tree, url);
    let mut rows = Vec::new();
    let blocks = blocks::page(&tree, &meta.hints(), &mut |row| rows.push(row.to_vec()));
    blocks.into_iter().zip(rows).map(|(b, r)| (b.text, r)).collect()
}

/// The headlines that a page states, each with its rank; for looking at errors.
#[doc(hidden)]
pub fn page_titles(html: &str, url: Option<&str>) -> Vec<String> {
    let tree = Tree::parse(html);
    meta::Meta::read(html, &tree, url).titles.iter().map(|(rank, title)| format!("{rank} {title}")).collect()
}

/// All words of a piece of HTML, paragraphs parted by an empty line.
pub(crate) fn plain(markup: &str) -> String {
    if !markup.contains(['<', '&']) {
        return markup.trim().to_owned();
    }
    let tree = Tree::parse(markup);
    let blocks = blocks::all(&tree);
    blocks.join("\n\n")
}

/// White space collapsed.
pub(crate) fn collapse(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    tree::push_collapsed(&mut out, words);
    out.truncate(out.trim_end().len());
    out
}
