//! *Which day is the page's?*
//!
//! Every date is kept with where it was found; the choice between them is one function.

use copydesk_model::{DateCandidate, DateSource, Published, PublishedDate};
use jiff::civil::Date;
use serde_json::Value;

use super::headline::HEADING;
use super::{Meta, best};
use crate::dates;
use crate::formats::html::tree::{Attr, Tag, Tree, decode};
use crate::outlet;

/// Where a date was found, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Found {
    JsonLd,
    Meta,
    Url,
    Microdata,
    /// In words that say that it is the day of publication.
    Label,
    /// In a `time` element beside the headline, and in anything beside it.
    TimeBeside,
    Beside,
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

impl Found {
    /// Whether readers see it, unmarked or as the day of publication.
    fn is_shown(self) -> bool {
        matches!(
            self,
            Self::TimeBeside
                | Self::Beside
                | Self::Time
                | Self::Class
                | Self::Text
                | Self::TimeAbove
                | Self::TextAbove
                | Self::Label
        )
    }
}

pub(super) const ABOVE: u32 = 3;
const BELOW: u32 = 6;

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

impl Meta {
    pub(super) fn date(&mut self, found: Found, printed: &str) {
        if self.dates.len() < 500
            && let Some(date) = dates::parse(printed).or_else(|| dates::find(printed))
        {
            self.push_date(found, date);
        }
    }

    fn push_date(&mut self, found: Found, date: PublishedDate) {
        if date.day().is_some_and(|d| (1993..=2035).contains(&d.year())) {
            self.dates.push((found, date));
            self.places.push(self.passed);
        }
    }

    /// Tells the dates above the headline, which are often of the day's other stories, from those beside and below it.
    /// Without a headline all are above.
    pub(super) fn place(&mut self, headline: Option<u32>) {
        // Of several right above it the last is its own; an element stands one run before its words.
        let last = self.places.iter().copied().filter(|at| headline.is_some_and(|head| *at <= head)).max();
        let last = last.unwrap_or(0);
        for ((found, _), at) in self.dates.iter_mut().zip(&self.places) {
            let above = headline.is_none_or(|head| *at < head);
            let beside = headline.is_some_and(|head| {
                *at <= head + BELOW && *at + ABOVE >= head && (*at > head || *at + 1 >= last)
            });
            *found = match *found {
                Found::Time if beside => Found::TimeBeside,
                Found::Text | Found::Class if beside => Found::Beside,
                Found::Time if above => Found::TimeAbove,
                Found::Text if above => Found::TextAbove,
                found => found,
            };
        }
    }

    /// Whether the words right before the next run are one of these labels.
    fn labelled(&self, labels: &[&str]) -> bool {
        self.before.trim_end().ends_with(':') && labels.iter().any(|l| self.before.contains(l))
    }

    pub(super) fn time(&mut self, tree: &Tree<'_>, i: usize) {
        let found = if Self::marked_modified(tree, i) { Found::TimeModified } else { Found::Time };
        match tree.attr(i, Attr::Datetime).filter(|d| !d.trim().is_empty()) {
            Some(printed) => self.date(found, &printed),
            None => self.date(found, &tree.words_within(i, HEADING)),
        }
    }

    fn marked_modified(tree: &Tree<'_>, i: usize) -> bool {
        tree.attrs(i).iter().any(|(a, v)| {
            matches!(a, Attr::Class | Attr::Itemprop | Attr::Id)
                && ["modif", "update"].iter().any(|w| v.to_ascii_lowercase().contains(w))
        })
    }

    /// Dates in the data that scripts of the page work on.
    pub(super) fn data(&mut self, html: &str) {
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

    pub(super) fn text(&mut self, tree: &Tree<'_>, i: usize, below: bool) {
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
        } else if has(PUBLISHED) || self.labelled(PUBLISHED) {
            Found::Label
        } else if is_prose(words.trim()) {
            Found::Prose
        } else {
            Found::Text
        };
        // A bare year is no day, and what stands beside it at the foot is often one.
        self.date(found, words.trim());
    }

    pub(super) fn json_ld_dates(&mut self, object: &serde_json::Map<String, Value>, found: Found) {
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
        if let Some(labelled) = taken.day().and_then(|day| self.first_published(day)) {
            return Published::new(labelled, DateSource::Text);
        }
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
                found.is_shown()
                    && !matches!(found, Found::TimeAbove | Found::TextAbove)
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

    /// The day that the page names as that of publication, where it names `day` as that of a change.
    fn first_published(&self, day: Date) -> Option<PublishedDate> {
        let says = |wanted: Found| {
            self.dates.iter().filter(move |(f, _)| *f == wanted).filter_map(|(_, d)| Some((*d, d.day()?)))
        };
        let changed = says(Found::TimeModified).any(|(_, d)| d == day);
        let (labelled, first) = says(Found::Label).next()?;
        (changed && first < day).then_some(labelled)
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
        let marked: Vec<Date> = of(|f| f == Found::TimeModified).map(|(.., d)| d).collect();
        let mut shown: Vec<(Found, PublishedDate, Date)> = of(Found::is_shown).collect();
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
        let mut below = shown.iter().filter(|(f, ..)| {
            matches!(f, Found::TimeBeside | Found::Beside | Found::Time | Found::Text | Found::Label)
        });
        if let Some(first) = below.next()
            && below.all(|(.., d)| *d == first.2)
            && fits(first.2)
        {
            return Some(pick(first));
        }
        let time = |f| matches!(f, Found::Time | Found::TimeBeside);
        let latest = of(time).map(|(.., d)| d).max()?;
        let first = shown.iter().find(|(f, ..)| time(*f))?;
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
            Found::TimeBeside => "time-beside-headline",
            Found::Beside => "beside-headline",
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
        | Found::Beside
        | Found::TextAbove
        | Found::Class
        | Found::Label
        | Found::Dateline
        | Found::Foot => DateSource::Text,
        _ => DateSource::Metadata,
    }
}
