//! *What does a page say of itself?*
//!
//! Headline, byline, outlet, address, language and dates, from JSON-LD, `meta`, microdata and `time`, in one walk
//! over the tree. Every date is kept with where it was found; the choice between them is one function.

use copydesk_model::{DateCandidate, DateSource, Published, PublishedDate};
use jiff::civil::Date;
use serde_json::Value;

use super::blocks::Hints;
use super::tree::{Attr, Tag, Tree, decode};
use crate::dates;
use crate::outlet;

/// Where a date was found, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Found {
    JsonLd,
    Meta,
    Url,
    Microdata,
    /// In words that say that it is the day of publication.
    Label,
    Time,
    Class,
    Data,
    Text,
    /// In a sentence.
    Prose,
    /// At the begin of a paragraph; in a report often the day of what it tells.
    Dateline,
    TimeAbove,
    TextAbove,
    JsonLdPage,
    MetaModified,
    JsonLdModified,
    TimeModified,
    /// In the notes at the foot.
    Foot,
}

/// Words that say that a date is the day of publication.
const PUBLISHED: &[&str] = &[
    "published",
    "publication date",
    "date de publication",
    "posted",
    "erschienen",
    "veröffentlicht",
    "veröffentlichung",
    "publié",
    "publicado",
    "pubblicato",
    "gepubliceerd",
    "publicerad",
    "publisert",
    "opublikowano",
    "опубликовано",
    "发布",
    "發佈",
];

/// Words that say that a date is that of a change.
const CHANGED: &[&str] = &[
    "updated",
    "modified",
    "last edited",
    "last reviewed",
    "änderung",
    "geändert",
    "aktualisiert",
    "mis à jour",
    "modifié",
    "actualizado",
    "modificado",
    "aggiornato",
    "bijgewerkt",
    "uppdaterad",
    "oppdatert",
    "zaktualizowano",
    "обновлено",
    "更新",
];

/// All that a page says of itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meta {
    pub(super) titles: Vec<(u8, String)>,
    authors: Vec<(u8, String)>,
    outlets: Vec<(u8, String)>,
    urls: Vec<(u8, String)>,
    languages: Vec<(u8, String)>,
    dates: Vec<(Found, PublishedDate)>,
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
                Tag::H1 => {
                    h1 += 1;
                    let words = tree.words(i);
                    if h1 <= 3 && words.len() > 3 {
                        meta.titles.push((4, words));
                    }
                }
                Tag::Time => meta.time(tree, i, h1 > 0),
                Tag::Text => {
                    if shallow < 4000 && node.raw.len() >= 8 {
                        shallow += 1;
                        meta.text(tree, i, h1 > 0);
                    }
                }
                _ => meta.microdata(tree, i),
            }
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

    fn date(&mut self, found: Found, printed: &str) {
        if self.dates.len() < 500
            && let Some(date) = dates::parse(printed).or_else(|| dates::find(printed))
        {
            self.push_date(found, date);
        }
    }

    fn push_date(&mut self, found: Found, date: PublishedDate) {
        if date.day().is_some_and(|d| (1993..=2035).contains(&d.year())) {
            self.dates.push((found, date));
        }
    }

    /// `below` when the headline stands above: what stands higher up is often of the day's other stories.
    fn time(&mut self, tree: &Tree<'_>, i: usize, below: bool) {
        let found = match (Self::marked_modified(tree, i), below) {
            (true, _) => Found::TimeModified,
            (false, true) => Found::Time,
            (false, false) => Found::TimeAbove,
        };
        match tree.attr(i, Attr::Datetime).filter(|d| !d.trim().is_empty()) {
            Some(printed) => self.date(found, &printed),
            None => self.date(found, &tree.words(i)),
        }
    }

    fn marked_modified(tree: &Tree<'_>, i: usize) -> bool {
        tree.attrs(i).iter().any(|(a, v)| {
            matches!(a, Attr::Class | Attr::Itemprop | Attr::Id)
                && ["modif", "update"].iter().any(|w| v.to_ascii_lowercase().contains(w))
        })
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
            self.date(if modified { Found::TimeModified } else { Found::Class }, &words);
        }
    }

    /// Dates in the data that scripts of the page work on.
    fn data(&mut self, html: &str) {
        const KEYS: &[&str] = &[
            "\"datePublished\":\"",
            "\"publishedDate\":\"",
            "\"published_at\":\"",
            "\"publishDate\":\"",
            "\"publishedAt\":\"",
            "\"publicationDate\":\"",
            "\"firstPublished\":\"",
            "'publishdate': '",
        ];
        for key in KEYS {
            if let Some(at) = memchr::memmem::find(html.as_bytes(), key.as_bytes())
                && let Some(value) =
                    html.get(at + key.len()..).and_then(|rest| rest.split(['"', '\'']).next())
                && value.len() < 40
            {
                self.date(Found::Data, value);
                return;
            }
        }
    }

    fn text(&mut self, tree: &Tree<'_>, i: usize, below: bool) {
        let Some(node) = tree.nodes.get(i) else { return };
        let parent = tree.nodes.get(node.parent as usize).map_or(Tag::Other, |n| n.tag);
        if matches!(parent, Tag::Script | Tag::Title | Tag::Style | Tag::Option)
            // A link is dated for what it leads to, unless it is nothing but a day.
            || (parent == Tag::A && node.raw.trim().len() > 12)
        {
            return;
        }
        let years = |raw: &str| {
            raw.as_bytes()
                .windows(4)
                .any(|w| (w.starts_with(b"19") || w.starts_with(b"20")) && w.iter().all(u8::is_ascii_digit))
        };
        let raw = node.raw.trim();
        if raw.len() >= 100 {
            // A day that begins a paragraph: `Averlin (14.10.2020). The …`
            let end = (0..=60).rev().find(|e| raw.is_char_boundary(*e)).unwrap_or(0);
            let head = raw.get(..end).unwrap_or_default();
            if below && years(head) {
                let head = decode(head);
                let head = head.split(['.', ')', '–', '—', '„', '“', '"']).collect::<Vec<_>>();
                let first = head.iter().position(|h| h.contains(|c: char| c.is_ascii_digit())).unwrap_or(0);
                let head = head.get(first..).unwrap_or_default().join(".");
                if let Some(date) = dates::find(&head).filter(|d| d.day().is_some()) {
                    self.push_date(Found::Dateline, date);
                }
            }
            return;
        }
        if !years(raw) || raw.contains('–') {
            return;
        }
        let words = decode(node.raw);
        let lower = words.to_lowercase();
        let has = |labels: &[&str]| labels.iter().any(|l| lower.contains(l));
        let found = if raw.contains('©') || lower.contains("copyright") {
            Found::Foot
        } else if has(CHANGED) {
            Found::TimeModified
        } else if has(PUBLISHED) {
            Found::Label
        } else if is_prose(words.trim()) {
            Found::Prose
        } else if below {
            Found::Text
        } else {
            Found::TextAbove
        };
        // A bare year is no day, and what stands beside it at the foot is often one.
        self.date(found, words.trim());
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

    fn json_ld_dates(&mut self, object: &serde_json::Map<String, Value>, found: Found) {
        let published = ["datePublished", "dateCreated", "uploadDate"]
            .iter()
            .find_map(|k| object.get(*k).and_then(Value::as_str));
        if let Some(printed) = published {
            self.date(found, printed);
        }
        if let Some(printed) = object.get("dateModified").and_then(Value::as_str) {
            self.date(Found::JsonLdModified, printed);
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

    /// The headline, without the outlet's name that pages put behind it.
    pub(crate) fn title(&self) -> Option<String> {
        let heads: Vec<&str> = self.titles.iter().filter(|(r, _)| *r == 4).map(|(_, t)| t.as_str()).collect();
        let stated = best(&self.titles.iter().filter(|(r, _)| *r != 4).cloned().collect::<Vec<_>>())
            .map(str::to_owned);
        let stated = stated.map(|t| crate::formats::html::collapse(&t));
        let Some(stated) = stated else { return heads.first().map(|h| (*h).to_owned()) };
        let fold = |s: &str| {
            s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
        };
        let (own, ends) = (fold(&stated), fold(&self.bare(&stated)));
        // A kicker that the page sets above its heading, and that link and window both carry: `Quay fire: …`.
        let rank = |r: u8| self.titles.iter().find(|(rank, _)| *rank == r).map(|(_, t)| self.bare(t));
        if let (Some(linked), Some(window)) = (rank(2), rank(6))
            && let Some((_, rest)) = linked.split_once(": ").or_else(|| linked.split_once(" / "))
            && fold(rest).chars().count() > 15
            && heads.iter().map(|h| fold(h)).any(|h| h == fold(rest) || h == fold(&linked))
            && fold(&window).starts_with(&fold(&linked))
        {
            return Some(crate::formats::html::collapse(&linked));
        }
        for head in &heads {
            let head_folded = fold(head);
            // The same words: the stated one is free of what the heading's own markup adds, such as a kicker.
            if head_folded == ends || (ends.chars().count() > 15 && head_folded.ends_with(&ends)) {
                return Some(self.bare(&stated));
            }
            // The heading that readers see, without what stands behind it in the stated one.
            if head_folded.len() > 8 && own.starts_with(&head_folded) {
                return Some((*head).to_owned());
            }
        }
        // A long heading that stands alone is the headline; the stated one is a variant for search engines. Of
        // several, one that shares its words.
        let long = |h: &&&str| h.len() > 20 && h.split(' ').count() >= 4 && h.len() < 300;
        match heads.as_slice() {
            [only] if long(&only) => return Some((*only).to_owned()),
            several => {
                if let Some(head) = several.iter().find(|h| long(h) && similar(h, &stated) >= 0.5) {
                    return Some((*head).to_owned());
                }
            }
        }
        Some(self.bare(&stated))
    }

    /// A title without ` | Outlet` or ` - Outlet` at its end.
    fn bare(&self, title: &str) -> String {
        let outlet = self.outlet().unwrap_or_default().to_lowercase();
        let domain: String = best(&self.urls).and_then(outlet::from_url).unwrap_or_default();
        let mut title = title.trim();
        for sign in [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • "] {
            if let Some((head, tail)) = title.rsplit_once(sign) {
                let squeezed: String = tail.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
                let theirs: String = outlet.chars().filter(|c| c.is_alphanumeric()).collect();
                let site: String = domain.chars().filter(|c| c.is_alphanumeric()).collect();
                let named = squeezed.len() > 1
                    && ((!theirs.is_empty() && (theirs.contains(&squeezed) || squeezed.contains(&theirs)))
                        || site.contains(&squeezed));
                if (named || sign == " | ") && head.chars().count() > 10 {
                    title = head.trim();
                }
            }
        }
        // A section before the headline.
        if let Some((section, head)) = title.split_once(" | ")
            && section.chars().count() <= 12
            && head.chars().count() > 20
        {
            title = head.trim();
        }
        title.to_owned()
    }

    /// Who wrote it, without "By".
    pub(crate) fn byline(&self) -> Option<String> {
        let mut ranked: Vec<&(u8, String)> = self.authors.iter().collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.iter().find_map(|(_, name)| clean_name(name))
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

    /// When it was published: the best source that has a date; among equals the first. The day in the URL goes
    /// before all, since it is the publisher's own calendar; where both name it, the finer of the two is kept.
    pub(crate) fn published(&self) -> Published {
        let Some((found, date)) = self.dates.iter().min_by_key(|(found, _)| *found) else {
            return Published::default();
        };
        let url = self.dates.iter().find(|(found, _)| *found == Found::Url).map(|(_, date)| *date);
        // An address may hold the day on which a text was begun; the day that both data and page give is that of its publication.
        let url = url.filter(|url| url.day() != date.day() && !self.outvoted(*url));
        let taken = url.unwrap_or(*date);
        if let Some((found, shown)) = taken.day().and_then(|day| self.shown(day)) {
            return Published::new(shown, source(found));
        }
        if let Some(url) = url {
            return Published::new(url, DateSource::Url);
        }
        Published::new(self.own_midnight(*date), source(*found))
    }

    /// Whether the day of the URL is nowhere on the page, and another within a month of it is in the data and on the page.
    fn outvoted(&self, url: PublishedDate) -> bool {
        let Some(day) = url.day() else { return false };
        let shown = |wanted: Date| {
            self.dates.iter().any(|(found, date)| {
                matches!(found, Found::Time | Found::Class | Found::Text | Found::Label)
                    && date.day() == Some(wanted)
            })
        };
        !shown(day)
            && self.dates.iter().any(|(found, date)| {
                matches!(found, Found::JsonLd | Found::Meta)
                    && date.day().is_some_and(|d| {
                        d != day && shown(d) && d.since(day).is_ok_and(|span| span.get_days().abs() <= 31)
                    })
            })
    }

    /// The date that readers see in place of `day`, which the data of the page alone know.
    ///
    /// Pages are dated anew: the data keep the first day, the page shows the day of the text that stands there. And data
    /// are in UTC, where the page shows the publisher's own calendar. So a day that is nowhere on the page gives way: to the
    /// day beside it; to one that the data know as well, such as that of the last change; to the only one shown below the
    /// headline; to that of the latest of its `time` elements, if it is the first. A day that is marked as that of a
    /// change does not count, nor does one years later, which is that of another edition.
    fn shown(&self, day: Date) -> Option<(Found, PublishedDate)> {
        const YEARS: i32 = 5 * 365;
        let of = |wanted: fn(Found) -> bool| {
            self.dates
                .iter()
                .filter(move |(found, _)| wanted(*found))
                .filter_map(|(f, d)| Some((*f, *d, d.day()?)))
        };
        let data = |f| {
            matches!(
                f,
                Found::JsonLd | Found::Meta | Found::JsonLdPage | Found::Microdata | Found::Data | Found::Url
            )
        };
        let visible = |f| {
            matches!(
                f,
                Found::Time | Found::Class | Found::Text | Found::TimeAbove | Found::TextAbove | Found::Label
            )
        };
        let marked: Vec<Date> = of(|f| f == Found::TimeModified).map(|(.., d)| d).collect();
        let mut shown: Vec<(Found, PublishedDate, Date)> = of(visible).collect();
        shown.sort_by_key(|(found, ..)| *found);
        if !of(data).any(|(.., d)| d == day)
            || shown.is_empty()
            || marked.contains(&day)
            || shown.iter().any(|(.., d)| *d == day)
        {
            return None;
        }
        let url = of(|f| f == Found::Url).any(|(.., d)| d == day);
        let later = |d: Date| d.since(day).map_or(i32::MAX, |span| span.get_days());
        let pick = |(found, date, _): &(Found, PublishedDate, Date)| (*found, *date);
        if url {
            return None;
        }
        if let Some(beside) = shown.iter().find(|(.., d)| later(*d).abs() == 1) {
            return Some(pick(beside));
        }
        let known: Vec<Date> =
            of(|f| matches!(f, Found::JsonLd | Found::Meta | Found::MetaModified | Found::JsonLdModified))
                .map(|(.., d)| d)
                .collect();
        let fits = |d: Date| !marked.contains(&d) && later(d) <= YEARS;
        if let Some(both) = shown.iter().find(|(.., d)| known.contains(d) && fits(*d)) {
            return Some(pick(both));
        }
        let mut below = shown.iter().filter(|(f, ..)| matches!(f, Found::Time | Found::Text | Found::Label));
        if let Some(first) = below.next()
            && below.all(|(.., d)| *d == first.2)
            && fits(first.2)
        {
            return Some(pick(first));
        }
        let latest = of(|f| f == Found::Time).map(|(.., d)| d).max()?;
        let first = shown.iter().find(|(f, ..)| *f == Found::Time)?;
        (first.2 == latest && fits(latest) && later(latest) > 0).then(|| pick(first))
    }

    /// When it was last changed, as the page says.
    pub(crate) fn modified(&self) -> Option<PublishedDate> {
        self.dates
            .iter()
            .filter(|(f, _)| matches!(f, Found::MetaModified | Found::JsonLdModified | Found::TimeModified))
            .map(|(_, date)| *date)
            .max_by_key(|date| date.earliest())
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

    /// Every date that was found, the one that was taken first, each with where it stands.
    pub(crate) fn candidates(&self) -> Vec<DateCandidate> {
        let mut found: Vec<(Found, PublishedDate)> = self.dates.clone();
        found.sort_by_key(|(found, _)| *found);
        found.dedup();
        let taken = self.published().date.and_then(PublishedDate::day);
        let (mut first, rest): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|(_, d)| taken.is_some() && d.day() == taken);
        first.extend(rest);
        first.truncate(24);
        let name = |found| match found {
            Found::JsonLd => "json-ld",
            Found::Meta => "meta",
            Found::Url => "url",
            Found::Microdata => "microdata",
            Found::Time => "time",
            Found::Class => "class",
            Found::Data => "script",
            Found::Text | Found::Prose => "text",
            Found::TimeAbove => "time-above-headline",
            Found::TextAbove => "text-above-headline",
            Found::JsonLdPage => "json-ld-page",
            Found::MetaModified => "meta-modified",
            Found::JsonLdModified => "json-ld-modified",
            Found::TimeModified => "time-modified",
            Found::Label => "label",
            Found::Dateline => "dateline",
            Found::Foot => "foot",
        };
        first
            .into_iter()
            .map(|(f, d)| DateCandidate { date: d.to_string(), source: name(f).to_owned() })
            .collect()
    }

    /// A day that was turned into an instant at European midnight and printed in UTC is the next day.
    fn own_midnight(&self, date: PublishedDate) -> PublishedDate {
        const EAST: &[&str] = &[
            "de", "at", "ch", "fr", "it", "es", "nl", "be", "pl", "cz", "dk", "se", "no", "hu", "sk", "si",
            "hr", "lu",
        ];
        if let PublishedDate::Instant(at, Some(0)) = date
            && matches!(at.hour(), 22 | 23)
            && (at.minute(), at.second()) == (0, 0)
            && let Some(host) = best(&self.urls).and_then(outlet::host)
            && host.rsplit('.').next().is_some_and(|tld| EAST.contains(&tld))
            && let Ok(next) = at.date().tomorrow()
        {
            return PublishedDate::Day(next);
        }
        date
    }
}

/// Whether a short text is a sentence, whose date is more likely the subject's than the page's: "The trial runs until …".
fn is_prose(words: &str) -> bool {
    let plain = |word: &&str| word.chars().all(char::is_lowercase);
    words.ends_with(['.', '!', '?', '"', '”']) && words.split_whitespace().filter(plain).count() >= 3
}

/// What the origin of a date is called outside of this module.
fn source(found: Found) -> DateSource {
    match found {
        Found::Url => DateSource::Url,
        Found::Text
        | Found::Prose
        | Found::TextAbove
        | Found::Class
        | Found::Label
        | Found::Dateline
        | Found::Foot => DateSource::Text,
        _ => DateSource::Metadata,
    }
}

/// Share of the words of one that the other has too.
fn similar(a: &str, b: &str) -> f32 {
    let set = |s: &str| {
        s.split(|c: char| !c.is_alphanumeric())
            .filter(|w| w.len() > 2)
            .map(str::to_lowercase)
            .collect::<std::collections::BTreeSet<_>>()
    };
    let (a, b) = (set(a), set(b));
    let both = a.intersection(&b).count() as f32;
    both / a.len().max(b.len()).max(1) as f32
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

/// A byline as a name; none for what is no name.
fn clean_name(printed: &str) -> Option<String> {
    let printed = super::collapse(printed);
    let mut name = printed.trim();
    for lead in
        ["by ", "written by ", "posted by ", "von ", "par ", "por ", "di ", "door ", "author: ", "text: "]
    {
        if let Some(head) = name.get(..lead.len())
            && head.eq_ignore_ascii_case(lead)
        {
            name = name.get(lead.len()..).unwrap_or_default().trim();
        }
    }
    let name = name.split([' ']).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
    let name = name.trim_matches([',', '|', '-', ':', '·', ' ', ';']).to_owned();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let digits = name.chars().filter(char::is_ascii_digit).count();
    let known =
        ["admin", "staff", "null", "undefined", "unknown", "editor"].contains(&name.to_lowercase().as_str());
    (letters >= 2 && digits <= 2 && !known && name.chars().count() <= 120 && !name.contains("://"))
        .then_some(name)
}
