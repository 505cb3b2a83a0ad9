//! *What does a page say of itself?*
//!
//! Headline, byline, outlet, address, language and dates, from JSON-LD, `meta`, microdata and `time`, in one walk
//! over the tree. Every date is kept with where it was found; the choice between them is one function.

mod byline;
mod days;
mod headline;

use copydesk_model::PublishedDate;
use serde_json::Value;

use super::blocks::Hints;
use super::tree::{Attr, Tag, Tree, decode};
use crate::dates;
use crate::outlet;
use days::{ABOVE, Found};
use headline::{HEADING, Headline};

/// All that a page says of itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meta {
    pub(super) titles: Vec<(u8, String)>,
    authors: Vec<(u8, String)>,
    outlets: Vec<(u8, String)>,
    urls: Vec<(u8, String)>,
    languages: Vec<(u8, String)>,
    dates: Vec<(Found, PublishedDate)>,
    /// For each of `dates`, how many runs of words stand before it.
    places: Vec<u32>,
    /// How many runs of words were passed.
    passed: u32,
    /// Words that name who wrote it, each with how many runs of words stand before it.
    credits: Vec<(u32, String)>,
    /// The last run of words, if it is short: a label such as `Published:` may stand apart from its date.
    before: String,
    description: String,
    article_body: String,
    /// Where the article goes on, as the page says.
    next: Option<String>,
    /// Whether the page says that it is a live blog.
    pub(crate) live: bool,
    /// Whether the page says that it is not free to read.
    pub(crate) paid: bool,
}

/// The first of the best rank.
fn best(candidates: &[(u8, String)]) -> Option<&str> {
    candidates
        .iter()
        .filter(|(_, v)| !v.trim().is_empty())
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, v)| v.as_str())
}

impl Meta {
    /// Reads a page's metadata; `url` is where it was fetched from.
    pub(crate) fn read(html: &str, tree: &Tree<'_>, url: Option<&str>) -> Self {
        let mut meta = Self::default();
        if let Some(url) = url {
            meta.urls.push((5, url.to_owned()));
        }
        let mut h1 = 0;
        let mut shallow = 0usize;
        let mut headline = Headline::default();
        for (i, node) in tree.nodes.iter().enumerate() {
            match node.tag {
                Tag::Html => {
                    if let Some(lang) = tree.attr(i, Attr::Lang) {
                        meta.languages.push((0, lang.into_owned()));
                    }
                }
                Tag::Title if meta.titles.iter().all(|(rank, _)| *rank != 6) => {
                    meta.titles.push((6, tree.words(i)));
                }
                Tag::Meta => meta.element(tree, i),
                Tag::Link => {
                    if tree.raw_attr(i, Attr::Rel).is_some_and(|r| r.eq_ignore_ascii_case("canonical"))
                        && let Some(href) = tree.attr(i, Attr::Href)
                    {
                        meta.urls.push((0, href.into_owned()));
                    }
                    if tree.raw_attr(i, Attr::Rel).is_some_and(|r| r.eq_ignore_ascii_case("next"))
                        && let Some(href) = tree.attr(i, Attr::Href)
                        && meta.next.is_none()
                    {
                        meta.next = Some(href.trim().to_owned()).filter(|h| !h.is_empty());
                    }
                }
                Tag::Script => meta.json_ld(tree, i),
                Tag::H1 | Tag::H2 | Tag::H3 => {
                    let first = node.tag == Tag::H1;
                    h1 += u32::from(first);
                    if headline.looks() || (first && h1 <= 3) {
                        let words = tree.words_within(i, HEADING);
                        headline.see(&words, first, meta.passed, &meta.titles);
                        if first && h1 <= 3 && words.len() > 3 {
                            meta.titles.push((4, words));
                        }
                    }
                    meta.microdata(tree, i);
                }
                Tag::Time => meta.time(tree, i),
                Tag::Text => {
                    if !node.raw.trim().is_empty() {
                        meta.passed += 1;
                        if shallow < 4000 && node.raw.len() >= 8 {
                            shallow += 1;
                            meta.text(tree, i, h1 > 0);
                        }
                        meta.credit(node.raw);
                        meta.before.clear();
                        if node.raw.len() <= 60 {
                            meta.before.push_str(&node.raw.to_lowercase());
                        }
                    }
                }
                _ => meta.microdata(tree, i),
            }
        }
        meta.place(headline.at());
        if let Some(head) = headline.at() {
            let beside = |at: u32| at + ABOVE >= head && at <= head + byline::CREDIT;
            let named = meta.credits.iter().find(|(at, _)| beside(*at)).map(|(_, name)| (7, name.clone()));
            meta.authors.extend(named);
        }
        if meta.dates.iter().all(|(found, _)| *found > Found::Data) {
            meta.data(html);
        }
        for (_, u) in &meta.urls {
            if let Some(day) = dates::from_url(u) {
                meta.dates.push((Found::Url, day));
                break;
            }
        }
        meta
    }

    fn element(&mut self, tree: &Tree<'_>, i: usize) {
        let Some(content) = tree.attr(i, Attr::Content) else { return };
        let content = content.trim();
        if content.is_empty() {
            return;
        }
        let key = [Attr::Property, Attr::Name, Attr::Itemprop, Attr::Equiv]
            .iter()
            .find_map(|a| tree.raw_attr(i, *a))
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let own = || content.to_owned();
        match key.as_str() {
            "og:title" => self.titles.push((2, own())),
            "twitter:title" | "dc.title" | "dcterms.title" | "parsely-title" | "sailthru.title" => {
                self.titles.push((3, own()));
            }
            "headline" => self.titles.push((1, own())),
            "author"
            | "parsely-author"
            | "sailthru.author"
            | "dc.creator"
            | "dcterms.creator"
            | "article:author"
            | "byl"
            | "cxenseparse:author"
            | "authors"
            | "creator"
            | "article:author_name"
            | "dc.contributor"
                if !content.contains("://") && !content.starts_with('@') =>
            {
                self.authors.push((if key == "author" { 1 } else { 2 }, own()));
            }
            "og:site_name" => self.outlets.push((0, own())),
            "application-name" | "dc.publisher" | "publisher" | "article:publisher" | "dcterms.publisher"
                if !content.contains("://") =>
            {
                self.outlets.push((2, own()));
            }
            "og:url" | "twitter:url" => self.urls.push((1, own())),
            "og:locale" => self.languages.push((3, content.replace('_', "-"))),
            "content-language" | "language" | "dc.language" => self.languages.push((1, own())),
            "og:description" | "description" | "twitter:description"
                if self.description.len() < content.len() =>
            {
                self.description = own();
            }
            "article:published_time"
            | "og:published_time"
            | "og:article:published_time"
            | "datepublished"
            | "parsely-pub-date"
            | "sailthru.date"
            | "dc.date.issued"
            | "dcterms.created"
            | "dcterms.date"
            | "dc.date"
            | "dc.created"
            | "pubdate"
            | "publishdate"
            | "publish_date"
            | "publish-date"
            | "publication_date"
            | "pdate"
            | "ptime"
            | "article.published"
            | "published_time_telegram"
            | "bt:pubdate"
            | "cxenseparse:recs:publishtime"
            | "article:post_date"
            | "citation_publication_date"
            | "citation_date"
            | "date"
            | "rnews:datepublished"
            | "originalpublicationdate"
            | "article_date_original"
            | "datecreated"
            | "published-date"
            | "published_at"
            | "published"
            | "publication-date"
            | "date.created"
            | "dc.date.created"
            | "doc_date"
            | "displaydate"
            | "iso-8601-publish-date"
            | "shareaholic:article_published_time"
            | "gentime"
            | "prism.publicationdate"
            | "video:release_date"
            | "og:pubdate"
            | "cxenseparse:publishtime"
            | "article:published"
            | "dcsext.articlefirstpublished"
            | "vr:published_time"
            | "dcterms.issued"
            | "dcterms.available"
            | "article:publicationdate"
            | "mediator_published_time"
            | "creation_date"
            | "created"
            | "pub_date" => self.date(Found::Meta, content),
            "article:modified_time"
            | "og:updated_time"
            | "datemodified"
            | "last-modified"
            | "lastmod"
            | "dcterms.modified"
            | "dc.date.modified"
            | "article:updated_time"
            | "revision_date"
            | "modified_time"
            | "updated_time"
            | "dateupdated"
            | "utime"
            | "vr:updated_time" => self.date(Found::MetaModified, content),
            _ => {}
        }
    }

    fn microdata(&mut self, tree: &Tree<'_>, i: usize) {
        let Some(node) = tree.nodes.get(i) else { return };
        let mut class = String::new();
        let mut relation = "";
        let mut property = "";
        for (attr, value) in tree.attrs(i) {
            match attr {
                Attr::Itemprop | Attr::Property => property = value,
                Attr::Class | Attr::Id | Attr::Component => {
                    class.push_str(value);
                    class.push(' ');
                }
                Attr::Rel => relation = value,
                _ => {}
            }
        }
        if property.is_empty() && class.is_empty() && relation.is_empty() {
            return;
        }
        let short = |tree: &Tree<'_>| {
            let size: usize = tree
                .nodes
                .get(i..(node.end as usize).min(i + 40))
                .unwrap_or_default()
                .iter()
                .map(|n| n.raw.trim().len())
                .sum();
            (size > 0 && size < 160 && node.end as usize - i < 40).then(|| tree.words(i))
        };
        match property {
            "datePublished" | "dateCreated" => {
                let printed = tree.attr(i, Attr::Content).or_else(|| tree.attr(i, Attr::Datetime));
                match printed {
                    Some(printed) => self.date(Found::Microdata, &printed),
                    None => {
                        if let Some(words) = short(tree) {
                            self.date(Found::Microdata, &words);
                        }
                    }
                }
            }
            "headline" => self.titles.extend(short(tree).map(|w| (5, w))),
            "author" | "creator" => self.authors.extend(short(tree).map(|w| (3, w))),
            _ => {}
        }
        if relation.eq_ignore_ascii_case("author") {
            self.authors.extend(short(tree).map(|w| (4, w)));
        }
        if class.is_empty() || self.authors.len() + self.dates.len() > 200 {
            return;
        }
        let lower = class.to_ascii_lowercase();
        if ["author", "byline", "writer", "auteur", "autor"].iter().any(|w| lower.contains(w))
            && !["comment", "bio", "share", "social", "related"].iter().any(|w| lower.contains(w))
        {
            let rank = if lower.contains("author-name")
                || lower.contains("author__name")
                || lower.contains("byline")
            {
                5
            } else {
                6
            };
            self.authors.extend(short(tree).filter(|w| w.len() < 100).map(|w| (rank, w)));
        }
        if ["date", "time", "publish", "posted", "fecha", "datum", "meta", "byline", "info"]
            .iter()
            .any(|w| lower.contains(w))
            && let Some(words) = short(tree)
        {
            let modified = lower.contains("modif") || lower.contains("update");
            let found = if modified { Found::TimeModified } else { Found::Class };
            let known = self.dates.len();
            self.date(found, &words);
            if self.dates.len() == known {
                // The parts of a date in elements of their own, with no space between.
                self.date(found, &tree.parts(i));
            }
        }
    }

    fn json_ld(&mut self, tree: &Tree<'_>, i: usize) {
        let Some(raw) = tree.nodes.get(i + 1).filter(|n| n.parent as usize == i).map(|n| n.raw) else {
            return;
        };
        let raw =
            raw.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>").trim().trim_end_matches(';');
        let value = serde_json::from_str::<Value>(raw).or_else(|_| {
            // Line ends inside strings are the commonest fault.
            let mended: String = raw.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            serde_json::from_str(&mended)
        });
        if let Ok(value) = value {
            let mut budget = 2000;
            self.json_ld_value(&value, 0, &mut budget);
        }
    }

    fn json_ld_value(&mut self, value: &Value, depth: u8, budget: &mut u32) {
        if depth > 6 || *budget == 0 {
            return;
        }
        *budget -= 1;
        match value {
            Value::Array(items) => items.iter().for_each(|v| self.json_ld_value(v, depth + 1, budget)),
            Value::Object(object) => {
                let kinds: Vec<&str> = match object.get("@type") {
                    Some(Value::String(kind)) => vec![kind],
                    Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
                    _ => Vec::new(),
                };
                let is = |ends: &[&str]| kinds.iter().any(|k| ends.iter().any(|e| k.ends_with(e)));
                if is(&[
                    "Article",
                    "Posting",
                    "Report",
                    "ScholarlyArticle",
                    "Review",
                    "AnalysisNewsArticle",
                    "Recipe",
                ]) {
                    self.json_ld_article(object);
                } else if is(&["WebPage", "ItemPage"]) {
                    self.json_ld_dates(object, Found::JsonLdPage);
                    if let Some(lang) = object.get("inLanguage").and_then(Value::as_str) {
                        self.languages.push((2, lang.to_owned()));
                    }
                } else if is(&["WebSite"]) {
                    self.outlets
                        .extend(object.get("name").and_then(Value::as_str).map(|n| (3, n.to_owned())));
                }
                for key in ["@graph", "mainEntity", "mainEntityOfPage", "hasPart", "liveBlogUpdate"] {
                    if key != "liveBlogUpdate"
                        && let Some(inner) = object.get(key)
                    {
                        self.json_ld_value(inner, depth + 1, budget);
                    }
                }
            }
            _ => {}
        }
    }

    fn json_ld_article(&mut self, object: &serde_json::Map<String, Value>) {
        self.live |= object.contains_key("liveBlogUpdate");
        self.paid |= match object.get("isAccessibleForFree") {
            Some(Value::Bool(free)) => !free,
            Some(Value::String(free)) => free.eq_ignore_ascii_case("false"),
            _ => false,
        };
        let string = |key: &str| object.get(key).and_then(Value::as_str).map(|s| decode(s).into_owned());
        self.titles.extend(string("headline").map(|t| (1, t)));
        self.languages.extend(string("inLanguage").map(|t| (2, t)));
        if let Some(body) = string("articleBody")
            && body.len() > self.article_body.len()
        {
            self.article_body = body;
        }
        if let Some(names) = object.get("author").or_else(|| object.get("creator")).and_then(|a| names(a, 0))
        {
            self.authors.push((0, decode(&names).into_owned()));
        }
        if let Some(name) = object.get("publisher").and_then(|a| names(a, 0)) {
            self.outlets.push((1, name));
        }
        match object.get("mainEntityOfPage") {
            Some(Value::String(url)) if url.contains("://") => self.urls.push((2, url.clone())),
            Some(Value::Object(page)) => {
                if let Some(url) = page.get("@id").and_then(Value::as_str).filter(|u| u.contains("://")) {
                    self.urls.push((2, url.to_owned()));
                }
            }
            _ => {}
        }
        self.json_ld_dates(object, Found::JsonLd);
    }

    /// What helps to know the text.
    pub(crate) fn hints(&self) -> Hints {
        Hints {
            title: self.title().unwrap_or_default(),
            description: self.description.clone(),
            article_body: self.article_body.clone(),
        }
    }

    /// Who published it.
    pub(crate) fn outlet(&self) -> Option<String> {
        best(&self.outlets).map(|o| o.trim().to_owned()).filter(|o| o.chars().count() < 80)
    }

    /// Where it was published.
    pub(crate) fn url(&self) -> Option<String> {
        let mut ranked: Vec<&(u8, String)> =
            self.urls.iter().filter(|(_, u)| outlet::host(u).is_some()).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.first().map(|(_, u)| u.trim().to_owned())
    }

    /// Its language tag.
    pub(crate) fn language(&self) -> Option<String> {
        let plausible = |l: &&(u8, String)| {
            let l = l.1.trim();
            (2..=12).contains(&l.len()) && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        self.languages
            .iter()
            .filter(plausible)
            .min_by_key(|(rank, _)| *rank)
            .map(|(_, l)| l.trim().to_owned())
    }

    /// Where the article goes on: another page of the same site, and of the same article.
    pub(crate) fn next(&self) -> Option<String> {
        let next = self.next.as_deref()?;
        let own = self.url()?;
        let path = |u: &str| {
            let u = u.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
            u.split_once("://").map_or(u, |(_, rest)| rest).to_owned()
        };
        // An archive's next page is no part of an article: the address must begin as the article's own does.
        let (there, here) = (path(next), path(&own));
        let here = here.trim_end_matches(".html").trim_end_matches(".htm");
        let same = next.starts_with('?') || (here.contains('/') && there.starts_with(here));
        same.then(|| next.to_owned())
    }
}

/// Letters and digits alone, in lower case.
fn fold(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Names out of JSON-LD.
fn names(value: &Value, depth: u8) -> Option<String> {
    if depth > 4 {
        return None;
    }
    match value {
        Value::String(name) if !name.contains("://") => Some(name.clone()),
        Value::Object(object) => object.get("name").and_then(|n| names(n, depth + 1)),
        Value::Array(items) => {
            let mut all: Vec<String> = Vec::new();
            for name in items.iter().take(20).filter_map(|i| names(i, depth + 1)) {
                if !all.contains(&name) {
                    all.push(name);
                }
            }
            (!all.is_empty()).then(|| all.join(", "))
        }
        _ => None,
    }
}
