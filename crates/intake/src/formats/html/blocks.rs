//! *What pieces of text does a page show, and what is each like?*
//!
//! A block is a run of words that a browser sets on lines of its own. Each gets a row of features: what it looks
//! like, what it stands in, what stands around it, and how it lies to the bulk of the running text. Features are
//! numbers and marks of structure; none depends on the language of the page but a short list of phrases.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::{FxHashMap, FxHashSet};

use super::tree::{Attr, Tag, Tree, decode, push_collapsed};

/// One run of words.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// The element it stands in.
    pub(crate) node: u32,
    /// Its words, spaces collapsed.
    pub(crate) text: String,
    /// Length in bytes of that part that is in links.
    links: usize,
    /// Words.
    words: usize,
    /// Hidden by style or attribute.
    hidden: bool,
    /// Letters in bold or emphasis.
    strong: usize,
}

impl Block {
    fn link_share(&self) -> f32 {
        self.links as f32 / self.text.len().max(1) as f32
    }

    /// Running text, by its looks alone.
    fn good(&self) -> bool {
        self.text.len() >= 80 && self.link_share() < 0.4 && !self.hidden && self.words >= 8
            || (self.text.len() >= 60 && self.words < 8 && self.text.chars().count() * 2 < self.text.len())
    }
}

/// What names of classes and ids tell. The distance to the nearest such element is a feature.
const SIGNS: &[&[&str]] = &[
    &[
        "article-body",
        "article__body",
        "articlebody",
        "article_body",
        "story-body",
        "storybody",
        "story__body",
        "entry-content",
        "post-content",
        "post-body",
        "article-content",
        "article__content",
        "articlecontent",
        "body-text",
        "bodytext",
        "body-copy",
        "bodycopy",
        "rich-text",
        "richtext",
        "content-body",
        "contentbody",
        "article-text",
        "articletext",
        "article__text",
        "story-content",
        "storycontent",
        "post__content",
        "text-content",
        "post_content",
        "single-content",
        "wysiwyg",
        "name-body",
        "page-content",
        "blog-content",
        "news-content",
        "article_content",
        "post-text",
        "entry-body",
        "news-text",
        "story-text",
        "main-text",
        "maincontent",
        "articlebody",
        "article-main",
        "content-text",
        "detail-content",
        "content__body",
        "body__content",
    ],
    &["article", "story", "post", "entry"],
    &["content", "text", "body", "main", "copy", "prose"],
    &["comment", "disqus", "respond", "reply", "discussion", "forum"],
    &["share", "social", "follow", "facebook", "twitter", "whatsapp", "sharing"],
    &[
        "related",
        "recommend",
        "also",
        "popular",
        "trending",
        "most-read",
        "mostread",
        "most-viewed",
        "read-next",
        "readnext",
        "teaser",
        "upsell",
        "suggest",
        "similar",
        "outbrain",
        "taboola",
        "recirc",
        "more-",
        "-more",
        "next-",
        "latest",
        "inline-link",
    ],
    &["nav", "menu", "breadcrumb", "pagination", "pager", "skip", "toolbar", "tabs", "jump", "toc"],
    &["sidebar", "side-bar", "widget", "aside", "rail", "secondary", "column-right", "right-col"],
    &["footer", "foot", "copyright", "legal", "colophon", "disclaimer", "bottom"],
    &["header", "masthead", "topbar", "hero", "head"],
    &["advert", "ads", "-ad-", "ad-", "-ad", "sponsor", "promo", "dfp", "banner", "commercial", "affiliate"],
    &[
        "newsletter",
        "subscribe",
        "subscription",
        "signup",
        "sign-up",
        "login",
        "register",
        "donate",
        "membership",
        "cta",
        "optin",
        "form",
    ],
    &[
        "cookie", "consent", "gdpr", "privacy", "modal", "popup", "overlay", "lightbox", "dialog", "notice",
        "alert",
    ],
    &["byline", "author", "contributor", "writer", "bio", "profile"],
    &["dateline", "timestamp", "date", "time", "published", "updated"],
    &[
        "meta",
        "tag",
        "category",
        "categories",
        "keyword",
        "topic",
        "kicker",
        "label",
        "section-name",
        "eyebrow",
    ],
    &["caption", "figure", "image", "photo", "gallery", "media", "video", "player", "credit", "img", "audio"],
    &[
        "summary",
        "lead",
        "lede",
        "intro",
        "standfirst",
        "subtitle",
        "subhead",
        "dek",
        "excerpt",
        "abstract",
        "description",
        "chapo",
        "teaser-text",
        "deck",
    ],
    &["title", "headline", "heading"],
    &[
        "hidden",
        "visually",
        "sr-only",
        "screen-reader",
        "print-only",
        "noprint",
        "no-print",
        "collapse",
        "invisible",
    ],
    &["list", "grid", "feed", "listing", "archive", "carousel", "slider", "card", "item", "tile", "swiper"],
    &["infobox", "factbox", "pullquote", "pull-quote", "box", "callout", "embed", "inset", "insert"],
    &["product", "price", "shop", "cart", "review", "rating", "buy"],
    &["reference", "footnote", "source", "citation", "note"],
];

/// Where in a row the signs begin, and which of them are those of an article's body and of comments.
const SIGNS_AT: usize = 20;
const BODY: usize = 0;
const COMMENT: usize = 3;

/// Whether a row's block stands among comments, and not within the body of an article.
pub(super) fn among_comments(row: &[f32]) -> bool {
    let near = |sign: usize| row.get(SIGNS_AT + sign).is_some_and(|d| *d < f32::from(FAR));
    near(COMMENT) && !near(BODY)
}

/// Elements whose distance above a block is a feature.
const ABOVE: &[Tag] = &[
    Tag::Article,
    Tag::Main,
    Tag::Aside,
    Tag::Nav,
    Tag::Header,
    Tag::Footer,
    Tag::Form,
    Tag::Figure,
    Tag::Table,
    Tag::Li,
    Tag::Blockquote,
    Tag::Section,
    Tag::A,
    Tag::Button,
    Tag::P,
    Tag::Custom,
    Tag::Td,
];

/// Phrases of the furniture of English-language pages.
const PHRASES: &[&str] = &[
    "read more",
    "also read",
    "read also",
    "see also",
    "share this",
    "sign up",
    "subscribe",
    "all rights reserved",
    "cookie",
    "follow us",
    "advertisement",
    "click here",
    "related",
    "photo:",
    "getty",
    "image:",
    "copyright",
    "©",
    "newsletter",
    "log in",
    "sign in",
    "privacy policy",
    "terms of",
    "comments",
    "leave a reply",
    "posted by",
    "published",
    "updated",
    "last modified",
    "min read",
    "minutes read",
    "file photo",
    "ap photo",
    "afp",
    "reuters",
    "contributed to this report",
    "editing by",
    "reporting by",
    "download",
    "watch:",
    "listen",
    "more:",
    "getty images",
    "originally published",
    "your email",
    "required fields",
    "about the author",
    "tags:",
    "skip to",
    "print",
    "email",
];

struct Patterns {
    signs: AhoCorasick,
    sign_of: Vec<u8>,
    phrases: AhoCorasick,
}

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    let mut words = Vec::new();
    let mut sign_of = Vec::new();
    for (i, sign) in SIGNS.iter().enumerate() {
        for word in *sign {
            words.push(*word);
            sign_of.push(i as u8);
        }
    }
    let build = |words: &[&str]| {
        AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::Standard).build(words).ok()
    };
    Some(Patterns { signs: build(&words)?, sign_of, phrases: build(PHRASES)? })
});

const FAR: u8 = 40;
const NEAR: usize = SIGNS.len();

/// What an element's ancestors tell.
#[derive(Clone, Copy)]
struct Surroundings {
    signs: [u8; NEAR],
    above: [u8; ABOVE.len()],
    hidden: bool,
}

/// The signs of every element, inherited downwards.
fn surroundings(tree: &Tree<'_>) -> Vec<Surroundings> {
    let mut out: Vec<Surroundings> = Vec::with_capacity(tree.nodes.len());
    let blank = Surroundings { signs: [FAR; NEAR], above: [FAR; ABOVE.len()], hidden: false };
    for (i, node) in tree.nodes.iter().enumerate() {
        let mut here = if i == 0 { blank } else { out.get(node.parent as usize).copied().unwrap_or(blank) };
        if node.tag == Tag::Text {
            out.push(here);
            continue;
        }
        for distance in here.signs.iter_mut().chain(here.above.iter_mut()) {
            *distance = (*distance + 1).min(FAR);
        }
        if let Some(at) = ABOVE.iter().position(|t| *t == node.tag)
            && let Some(distance) = here.above.get_mut(at)
        {
            *distance = 0;
        }
        for (attr, value) in tree.attrs(i) {
            match attr {
                // The page's own body says much about the site and nothing about the place.
                Attr::Id | Attr::Class | Attr::Itemprop | Attr::Role | Attr::Component
                    if !matches!(node.tag, Tag::Html | Tag::Body) =>
                {
                    if let Some(patterns) = PATTERNS.as_ref() {
                        for found in patterns.signs.find_overlapping_iter(value) {
                            if let Some(sign) = patterns.sign_of.get(found.pattern().as_usize())
                                && let Some(distance) = here.signs.get_mut(*sign as usize)
                            {
                                *distance = 0;
                            }
                        }
                    }
                }
                Attr::Hidden => here.hidden = true,
                Attr::Style => {
                    here.hidden |= value.contains("display:none")
                        || value.contains("display: none")
                        || value.contains("visibility:hidden");
                }
                _ => {}
            }
        }
        out.push(here);
    }
    out
}

/// Elements that hold no text of the page.
fn is_silent(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Head
            | Tag::Script
            | Tag::Style
            | Tag::Noscript
            | Tag::Template
            | Tag::Svg
            | Tag::Math
            | Tag::Title
            | Tag::Select
            | Tag::Iframe
            | Tag::Textarea
            | Tag::Xmp
            | Tag::Noframes
            | Tag::Video
            | Tag::Audio
    )
}

/// Most elements and runs of words of an insert.
const INSERT: usize = 80;

/// Whether an element is what some sites set behind the linked name of a person and show when the mouse is on it: the name
/// once more in full, the newest stories, "MORE". It stands right behind the link and inside of the line, it holds
/// nothing but links, several of them, and one leads where the link before it leads.
fn is_insert(tree: &Tree<'_>, link: usize, at: usize) -> bool {
    let (Some(before), Some(node)) = (tree.nodes.get(link), tree.nodes.get(at)) else { return false };
    let size = (node.end as usize).saturating_sub(at);
    let stands = before.end as usize == at && before.parent == node.parent;
    if !stands
        || !(4..=INSERT).contains(&size)
        || node.tag.is_block()
        || matches!(node.tag, Tag::Text | Tag::A)
    {
        return false;
    }
    let Some(target) = tree.raw_attr(link, Attr::Href).filter(|h| h.len() > 1) else { return false };
    let (mut links, mut same, mut until) = (0, false, at);
    for i in at + 1..node.end as usize {
        let Some(inner) = tree.nodes.get(i) else { return false };
        match inner.tag {
            Tag::A => {
                links += 1;
                same |= tree.raw_attr(i, Attr::Href) == Some(target);
                until = until.max(inner.end as usize);
            }
            Tag::Text if i >= until && !inner.raw.trim().is_empty() => return false,
            _ => {}
        }
    }
    links >= 2 && same
}

/// All blocks of a page, in order.
fn blocks(tree: &Tree<'_>, around: &[Surroundings]) -> Vec<Block> {
    let mut out = Vec::new();
    let mut open: Vec<u32> = Vec::new();
    let mut text = String::new();
    let (mut links, mut strong) = (0, 0);
    let (mut link_until, mut strong_until) = (0, 0);
    let mut link: Option<usize> = None;
    let mut breaks = 0;
    let mut flush = |text: &mut String, links: &mut usize, strong: &mut usize, node: u32| {
        let trimmed = text.trim();
        if !trimmed.is_empty() {
            out.push(Block {
                node,
                text: trimmed.to_owned(),
                links: (*links).min(trimmed.len()),
                words: trimmed.split_ascii_whitespace().count(),
                hidden: around.get(node as usize).is_some_and(|a| a.hidden),
                strong: *strong,
            });
        }
        text.clear();
        (*links, *strong) = (0, 0);
    };
    let mut i = 0;
    while let Some(node) = tree.nodes.get(i) {
        while let Some(top) = open.last().copied()
            && tree.nodes.get(top as usize).is_none_or(|n| n.end as usize <= i)
        {
            flush(&mut text, &mut links, &mut strong, top);
            open.pop();
        }
        if is_silent(node.tag) {
            i = node.end as usize;
            continue;
        }
        if link.is_some_and(|link| is_insert(tree, link, i)) {
            i = node.end as usize;
            continue;
        }
        match node.tag {
            Tag::Text => {
                let before = text.len();
                push_collapsed(&mut text, &decode(node.raw));
                let added = text.len() - before;
                if i < link_until {
                    links += added;
                }
                if i < strong_until {
                    strong += added;
                }
                if added > 1 || !node.raw.trim().is_empty() {
                    breaks = 0;
                }
            }
            Tag::Br => {
                breaks += 1;
                if breaks >= 2 {
                    flush(&mut text, &mut links, &mut strong, open.last().copied().unwrap_or(0));
                } else {
                    text.truncate(text.trim_end_matches(' ').len());
                    if !text.is_empty() {
                        text.push('\n');
                    }
                }
            }
            Tag::A => {
                link_until = link_until.max(node.end as usize);
                link = Some(i);
            }
            Tag::B | Tag::Strong | Tag::Em | Tag::I => strong_until = strong_until.max(node.end as usize),
            tag if tag.is_block() => {
                flush(&mut text, &mut links, &mut strong, open.last().copied().unwrap_or(0));
                breaks = 0;
                if tag != Tag::Hr {
                    open.push(i as u32);
                }
            }
            _ => {}
        }
        i += 1;
    }
    while let Some(top) = open.pop() {
        flush(&mut text, &mut links, &mut strong, top);
    }
    flush(&mut text, &mut links, &mut strong, 0);
    out
}

/// The words of all blocks.
pub(crate) fn all(tree: &Tree<'_>) -> Vec<String> {
    blocks(tree, &[]).into_iter().map(|b| b.text).collect()
}

/// What the page says of itself that helps to know its text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hints {
    /// Its headline.
    pub(crate) title: String,
    /// Its description.
    pub(crate) description: String,
    /// The article's text as data, if the page carries it.
    pub(crate) article_body: String,
}

/// Hashes of the words of a text.
fn hashed(text: &str) -> Vec<u64> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| {
            w.chars()
                .flat_map(char::to_lowercase)
                .fold(0xcbf2_9ce4_8422_2325u64, |h, c| (h ^ c as u64).wrapping_mul(0x0100_0000_01b3))
        })
        .collect()
}

/// Hashes of the runs of `N` words.
fn shingles<const N: usize>(words: &[u64]) -> impl Iterator<Item = u64> {
    words
        .windows(N)
        .map(|w| w.iter().fold(17u64, |h, x| h.rotate_left(9).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ x))
}

/// How much of these words stands in `known`.
fn share<const N: usize>(words: &[u64], known: &FxHashSet<u64>) -> f32 {
    if known.is_empty() {
        return -1.0;
    }
    let own = (words.len() + 1).saturating_sub(N);
    if own == 0 {
        return -0.5;
    }
    shingles::<N>(words).filter(|s| known.contains(s)).count() as f32 / own as f32
}

/// Sums over any subtree.
struct Sums(Vec<f32>);

impl Sums {
    fn new(nodes: usize, values: impl Iterator<Item = (u32, f32)>) -> Self {
        let mut sums = vec![0.0; nodes + 1];
        for (node, value) in values {
            if let Some(slot) = sums.get_mut(node as usize + 1) {
                *slot += value;
            }
        }
        let mut total = 0.0;
        for sum in &mut sums {
            total += *sum;
            *sum = total;
        }
        Self(sums)
    }

    fn below(&self, tree: &Tree<'_>, node: u32) -> f32 {
        let end = tree.nodes.get(node as usize).map_or(node + 1, |n| n.end);
        let at = |i: u32| self.0.get(i as usize).copied().unwrap_or(0.0);
        at(end) - at(node)
    }
}

/// A number for the class of each block's element and of the one around it; the same for the same classes. Each is read
/// once, so that one long class on the parent of many blocks costs no more than its length.
fn classes(tree: &Tree<'_>, blocks: &[Block]) -> FxHashMap<u32, u32> {
    let mut known: FxHashMap<&str, u32> = FxHashMap::default();
    let mut out: FxHashMap<u32, u32> = FxHashMap::default();
    for block in blocks {
        let parent = tree.nodes.get(block.node as usize).map_or(0, |n| n.parent);
        for node in [block.node, parent] {
            out.entry(node).or_insert_with(|| {
                let class = tree.raw_attr(node as usize, Attr::Class).unwrap_or_default();
                let next = known.len() as u32;
                *known.entry(class).or_insert(next)
            });
        }
    }
    out
}

/// Cuts a page into blocks and hands over a row of features for each. Rows are not kept: a page may hold a million blocks.
pub(crate) fn page(tree: &Tree<'_>, hints: &Hints, each: &mut dyn FnMut(&[f32])) -> Vec<Block> {
    let around = surroundings(tree);
    let blocks = blocks(tree, &around);
    let nodes = tree.nodes.len();
    let good: Vec<bool> = blocks.iter().map(Block::good).collect();
    let text = Sums::new(nodes, blocks.iter().map(|b| (b.node, b.text.len() as f32)));
    let link = Sums::new(nodes, blocks.iter().map(|b| (b.node, b.links as f32)));
    let count = Sums::new(nodes, blocks.iter().map(|b| (b.node, 1.0)));
    let running = |b: &Block| if b.good() { b.text.len() as f32 } else { 0.0 };
    let bulk = Sums::new(nodes, blocks.iter().map(|b| (b.node, running(b))));
    let total = text.below(tree, 0).max(1.0);
    let total_bulk = bulk.below(tree, 0).max(1.0);

    // The deepest elements that hold so much of the running text, and the one with most of it directly below.
    let deepest = |share: f32| {
        let mut best = (0u16, 0u32);
        for (i, node) in tree.nodes.iter().enumerate() {
            if node.tag != Tag::Text
                && node.depth > best.0
                && bulk.below(tree, i as u32) >= share * total_bulk
            {
                best = (node.depth, i as u32);
            }
        }
        best.1
    };
    let holders = [deepest(0.4), deepest(0.6), deepest(0.8)];
    let parent = |node: u32| tree.nodes.get(node as usize).map_or(0, |n| n.parent);
    let mut direct: FxHashMap<u32, f32> = FxHashMap::default();
    let mut signature: FxHashMap<(Tag, u32, u32), f32> = FxHashMap::default();
    let classes = classes(tree, &blocks);
    let class = |node: u32| classes.get(&node).copied().unwrap_or_default();
    let tag = |node: u32| tree.nodes.get(node as usize).map_or(Tag::Other, |n| n.tag);
    let sign = |b: &Block| (tag(b.node), class(b.node), class(parent(b.node)));
    let mut seen: FxHashMap<&str, u32> = FxHashMap::default();
    for block in &blocks {
        *direct.entry(parent(block.node)).or_default() += running(block);
        *signature.entry(sign(block)).or_default() += running(block);
        *seen.entry(block.text.as_str()).or_default() += 1;
    }
    let mut main = (0.0, 0u32);
    for block in &blocks {
        let p = parent(block.node);
        let size = direct.get(&p).copied().unwrap_or(0.0);
        if size > main.0 {
            main = (size, p);
        }
    }
    let first_good = good.iter().position(|g| *g).unwrap_or(0);
    let last_good = good.iter().rposition(|g| *g).unwrap_or(0);
    let inside = |node: u32, of: u32| node >= of && tree.nodes.get(of as usize).is_some_and(|n| node < n.end);
    let main_first = blocks.iter().position(|b| inside(b.node, main.1)).unwrap_or(0);
    let main_last = blocks.iter().rposition(|b| inside(b.node, main.1)).unwrap_or(0);
    let h1 = blocks.iter().rposition(|b| tag(b.node) == Tag::H1 && b.text.len() > 8);
    let h1_first = blocks.iter().position(|b| tag(b.node) == Tag::H1 && b.text.len() > 8);
    let known: FxHashSet<u64> = shingles::<3>(&hashed(&hints.article_body)).collect();
    let described: FxHashSet<u64> = shingles::<3>(&hashed(&hints.description)).collect();
    let titled: FxHashSet<u64> = shingles::<2>(&hashed(&hints.title)).collect();
    // Levels up from `a` to the nearest element that also holds `b`.
    let climb = |a: u32, b: u32| {
        let (mut at, mut steps) = (a, 0u32);
        while !inside(b, at) && steps < 60 {
            at = parent(at);
            steps += 1;
        }
        steps as f32
    };
    let mut before = 0.0;
    let mut row = Vec::with_capacity(160);
    let near = |i: usize, reach: usize| {
        let from = i.saturating_sub(reach);
        let to = (i + reach + 1).min(blocks.len());
        let window = blocks.get(from..to).unwrap_or_default();
        let size: usize = window.iter().map(|b| b.text.len()).sum();
        window.iter().map(running).sum::<f32>() / size.max(1) as f32
    };
    for (i, block) in blocks.iter().enumerate() {
        let e = block.node;
        row.clear();
        own(block, tag(e), &mut row);
        let here = around.get(e as usize);
        row.extend(here.iter().flat_map(|h| h.signs.iter().chain(&h.above)).map(|d| f32::from(*d)));
        if here.is_none() {
            row.extend(std::iter::repeat_n(f32::from(FAR), NEAR + ABOVE.len()));
        }
        // What it stands in.
        let mut at = e;
        for _ in 0..5 {
            let size = text.below(tree, at);
            row.push(size / total);
            row.push(bulk.below(tree, at) / total_bulk);
            row.push(link.below(tree, at) / size.max(1.0));
            row.push(size / count.below(tree, at).max(1.0));
            at = parent(at);
        }
        for holder in holders {
            row.push(climb(e, holder));
            row.push(climb(holder, e));
        }
        row.push(climb(e, main.1));
        row.push(climb(main.1, e));
        row.push(main.0 / total_bulk);
        row.push(direct.get(&parent(e)).copied().unwrap_or(0.0) / total_bulk);
        row.push(signature.get(&sign(block)).copied().unwrap_or(0.0) / total_bulk);
        // Where it stands.
        let n = blocks.len() as f32;
        row.push(i as f32 / n);
        row.push(before / total);
        row.push(i as f32 - first_good as f32);
        row.push(last_good as f32 - i as f32);
        row.push(i as f32 - main_first as f32);
        row.push(main_last as f32 - i as f32);
        row.push(h1.map_or(-99.0, |h| i as f32 - h as f32));
        row.push(h1_first.map_or(-99.0, |h| i as f32 - h as f32));
        row.push(near(i, 2));
        row.push(near(i, 6));
        row.push(near(i, 15));
        // What stands beside it.
        for offset in [-2isize, -1, 1, 2] {
            match i.checked_add_signed(offset).and_then(|j| blocks.get(j)) {
                Some(other) => {
                    row.push(other.text.len() as f32);
                    row.push(other.link_share());
                    row.push(climb(e, other.node));
                    row.push(f32::from(u8::from(sign(other) == sign(block))));
                    row.push(f32::from(u8::from(ends_sentence(&other.text))));
                    row.push(level(tag(other.node)));
                }
                None => row.extend([-1.0; 6]),
            }
        }
        // What the page says of itself.
        let words = hashed(&block.text);
        row.push(share::<3>(&words, &known));
        row.push(share::<3>(&words, &described));
        row.push(share::<2>(&words, &titled));
        row.push(f32::from(u8::from(!hints.title.is_empty() && block.text.trim() == hints.title.trim())));
        row.push(seen.get(block.text.as_str()).copied().unwrap_or(1) as f32);
        row.push(n);
        row.push(total_bulk);
        row.push(total_bulk / total);
        row.push(f32::from(tree.nodes.get(e as usize).map_or(0, |n| n.depth)));
        each(&row);
        before += block.text.len() as f32;
    }
    blocks
}

/// What a block looks like by itself.
fn own(block: &Block, tag: Tag, row: &mut Vec<f32>) {
    let text = block.text.as_str();
    let mut chars = 0f32;
    let (mut upper, mut digits, mut commas, mut stops, mut odd, mut quotes, mut wide) =
        (0f32, 0f32, 0f32, 0f32, 0f32, 0f32, 0f32);
    for c in text.chars() {
        chars += 1.0;
        match c {
            ',' | '、' | '，' | ';' => commas += 1.0,
            '.' | '!' | '?' | '。' | '！' | '？' => stops += 1.0,
            '|' | '/' | '»' | '›' | '•' | '·' | '©' | '#' | '@' | '>' | '→' => odd += 1.0,
            '"' | '“' | '”' | '«' | '‘' | '’' => quotes += 1.0,
            c if c.is_ascii_digit() => digits += 1.0,
            c if c.is_uppercase() => upper += 1.0,
            c if c as u32 > 0x2e80 => wide += 1.0,
            _ => {}
        }
    }
    let words = block.words.max(1) as f32;
    row.push(chars);
    row.push(words);
    row.push(chars / words);
    row.push(block.link_share());
    row.push(block.links as f32);
    row.push(block.strong as f32 / text.len().max(1) as f32);
    row.push(upper / chars.max(1.0));
    row.push(digits / chars.max(1.0));
    row.push(commas);
    row.push(stops);
    row.push(odd);
    row.push(quotes);
    row.push(wide / chars.max(1.0));
    row.push(f32::from(u8::from(ends_sentence(text))));
    row.push(f32::from(u8::from(text.ends_with([':', '：']))));
    row.push(f32::from(u8::from(text.starts_with(char::is_uppercase))));
    row.push(text.matches('\n').count() as f32);
    row.push(f32::from(u8::from(block.hidden)));
    row.push(level(tag));
    let phrases = PATTERNS.as_ref().map_or(0, |p| {
        let end = (0..=text.len().min(400)).rev().find(|e| text.is_char_boundary(*e)).unwrap_or(0);
        p.phrases.find_overlapping_iter(text.get(..end).unwrap_or_default()).count()
    });
    row.push(phrases as f32);
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '’', ')', '»', '\'', ']'])
        .ends_with(['.', '!', '?', '…', '。', '！', '？', '」'])
}

/// Kinds of element in an order that a threshold can cut.
fn level(tag: Tag) -> f32 {
    match tag {
        Tag::P => 0.0,
        Tag::Blockquote => 1.0,
        Tag::Pre => 2.0,
        Tag::Li => 3.0,
        Tag::Dd | Tag::Dt => 4.0,
        Tag::Td | Tag::Th => 5.0,
        Tag::H2 => 6.0,
        Tag::H3 => 7.0,
        Tag::H4 | Tag::H5 | Tag::H6 => 8.0,
        Tag::H1 => 9.0,
        Tag::Figcaption | Tag::Caption => 10.0,
        Tag::Div | Tag::Center => 11.0,
        Tag::Section | Tag::Article | Tag::Main => 12.0,
        Tag::Header | Tag::Footer | Tag::Aside | Tag::Nav => 13.0,
        Tag::Button | Tag::Option | Tag::Form | Tag::Fieldset => 14.0,
        _ => 15.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(html: &str) -> Vec<String> {
        all(&Tree::parse(html))
    }

    #[test]
    fn what_is_inserted_behind_a_linked_name_is_no_part_of_the_sentence() {
        let insert = "<span><span><img src=a.jpg><a href=/people/quill>Ada Mary Quill</a><a href=/1>Senate votes on quays</a> \
                      <a href=/2>House talks of ferries</a> <a href=/people/quill>MORE<span></span></a></span></span>";
        for (html, text) in [
            (
                format!("<p>Gov. <span><a href=/people/quill>Ada Quill</a>{insert}</span> (R) opened the quay.</p>"),
                "Gov. Ada Quill (R) opened the quay.",
            ),
            // Links that follow one another, and words between them, are the author's own.
            (
                "<p>See <a href=/a>Quill</a><span> and <a href=/a>her vote</a>, <a href=/b>his</a></span>.</p>".to_owned(),
                "See Quill and her vote, his.",
            ),
            (
                "<p>By <a href=/a>Quill</a><span><a href=/b>Reed</a><a href=/c>Marsh</a></span></p>".to_owned(),
                "By QuillReedMarsh",
            ),
        ] {
            assert_eq!(texts(&html), [text], "{html}");
        }
    }
}
