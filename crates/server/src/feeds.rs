//! Atom feeds: of all stories, of a search, of a story's changes, of a person's words.

use std::fmt::Write as _;

use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::response::Response;
use copydesk_model::StoryId;

use crate::app::App;
use crate::asked::Asked;
use crate::cache::Answer;
use crate::data;
use crate::problem::Problem;
use crate::view::{Filter, encode, person_href, report_href, story_href};

const ATOM: &str = "application/atom+xml; charset=utf-8";

/// One entry.
struct Entry {
    id: String,
    title: String,
    href: String,
    updated: String,
    summary: String,
}

/// A feed, printed; `base` is the address by which the server was reached.
fn atom(base: &str, own: &str, title: &str, entries: &[Entry]) -> String {
    const NEVER: &str = "1970-01-01T00:00:00Z";
    let updated = entries.iter().map(|e| e.updated.as_str()).max().unwrap_or(NEVER);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<id>urn:copydesk:feed:{}</id>\n\
         <title>{}</title>\n<updated>{}</updated>\n<author><name>Copydesk</name></author>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n",
        encode(own),
        xml(title),
        xml(updated),
        xml(&format!("{base}{own}")),
    );
    for entry in entries {
        let _ = write!(
            out,
            "<entry>\n<id>{}</id>\n<title>{}</title>\n<updated>{}</updated>\n<link href=\"{}\"/>\n<summary>{}</summary>\n</entry>\n",
            xml(&entry.id),
            xml(&entry.title),
            xml(&entry.updated),
            xml(&format!("{base}{}", entry.href)),
            xml(&entry.summary),
        );
    }
    out.push_str("</feed>\n");
    out
}

/// Text for XML: on one line, without what XML cannot hold.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in copydesk_present::printable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}

/// An instant of RFC 3339 from a date that may be less exact.
fn instant(date: &str) -> String {
    match crate::pages::minutes(date) {
        Some(_) if date.len() == 10 => format!("{date}T00:00:00Z"),
        Some(_) if date.ends_with('Z') || date.get(19..).is_some_and(|z| z.contains(['+', '-'])) => {
            date.to_owned()
        }
        Some(_) if date.len() >= 19 => format!("{}Z", date.get(..19).unwrap_or(date)),
        Some(_) if date.len() == 7 => format!("{date}-01T00:00:00Z"),
        _ => "1970-01-01T00:00:00Z".to_owned(),
    }
}

/// By which name the server was called.
fn base(headers: &HeaderMap) -> String {
    let host = headers.get("host").and_then(|h| h.to_str().ok()).unwrap_or("localhost");
    let scheme = headers
        .get("x-forwarded-proto")
        .and_then(|p| p.to_str().ok())
        .filter(|p| *p == "https")
        .unwrap_or("http");
    format!("{scheme}://{host}")
}

impl Asked {
    /// A feed that is made once for each state of the desk and each name of the server.
    async fn feed<F>(&self, own: String, make: F) -> Result<Response, Problem>
    where
        F: FnOnce(&App) -> Result<(String, Vec<Entry>), Problem> + Send + 'static,
    {
        let base = base(&self.headers);
        let key = format!("feed {base} {own}");
        let print = move |app: &App| {
            let (title, entries) = make(app)?;
            Ok(Answer::new(ATOM, atom(&base, &own, &title, &entries)))
        };
        self.cached(key, print).await
    }
}

fn entry_of(card: &copydesk_desk::StoryCard) -> Entry {
    Entry {
        id: format!("urn:copydesk:story:{}", encode(card.id.as_str())),
        title: card.headline.clone(),
        href: story_href(card.id.as_str()),
        updated: card.at.to_string(),
        summary: format!(
            "{} reports, {} texts, {} independent origins. {}",
            card.reports,
            card.texts,
            card.origins,
            card.lead.as_deref().unwrap_or_default()
        ),
    }
}

pub(crate) async fn stories(asked: Asked, Query(filter): Query<Filter>) -> Result<Response, Problem> {
    let own = format!("/feeds/stories.atom{}", crate::view::query(&filter.pairs()));
    asked
        .feed(own, move |app| {
            let page = data::newest(&app.desk, &filter)?;
            Ok(("Stories".to_owned(), page.iter().map(entry_of).collect()))
        })
        .await
}

pub(crate) async fn search(asked: Asked, Query(filter): Query<Filter>) -> Result<Response, Problem> {
    let own = format!("/feeds/search.atom{}", crate::view::query(&filter.pairs()));
    asked
        .feed(own, move |app| {
            let title = format!("Search: {}", filter.q);
            let found = data::search(&app.desk, filter)?;
            let entries = found.hits.iter().map(|hit| Entry {
                id: format!("urn:copydesk:report:{}", encode(&hit.report.id)),
                title: format!(
                    "{}: {}",
                    hit.report.label,
                    hit.report.title.as_deref().unwrap_or(&hit.report.id)
                ),
                href: report_href(&hit.report.id, None, ""),
                updated: instant(hit.report.date.as_deref().unwrap_or_default()),
                summary: hit.snippet.iter().map(|(_, words)| words.as_str()).collect(),
            });
            Ok((title, entries.collect()))
        })
        .await
}

pub(crate) async fn story(asked: Asked, Path(id): Path<String>) -> Result<Response, Problem> {
    let own = format!("{}/feed.atom", story_href(&id));
    asked
        .feed(own, move |app| {
            let id = StoryId::new(id);
            let record = app.desk.story(&id, None)?.ok_or_else(|| Problem::missing("story"))?;
            let changes = app.desk.story_changes(&record.card.id, 50)?;
            let words = |kind: &str| match kind {
                "new_story" => "New story",
                "new_conflict" => "Reports differ",
                "superseded" => "A later report overtook an earlier one",
                "story_gone" => "Went into another story",
                _ => "Changed",
            };
            let entries = changes.iter().map(|event| Entry {
                id: format!("urn:copydesk:event:{}.{}", event.seq, event.number),
                title: format!("{}: {}", words(event.kind.name()), record.card.headline),
                href: story_href(record.card.id.as_str()),
                updated: event.at.to_string(),
                summary: format!(
                    "{} reports, {} independent origins",
                    record.card.reports, record.card.origins
                ),
            });
            Ok((record.card.headline.clone(), entries.collect()))
        })
        .await
}

pub(crate) async fn person(asked: Asked, Path(name): Path<String>) -> Result<Response, Problem> {
    let own = format!("{}/feed.atom", person_href(&name));
    asked
        .feed(own, move |app| {
            let person = data::person(&app.desk, &name)?.ok_or_else(|| Problem::missing("person"))?;
            let entries = person.said.iter().map(|said| Entry {
                id: format!("urn:copydesk:quotation:{}", encode(&said.family.id)),
                title: format!("{}: “{}”", person.name, said.family.text),
                href: story_href(&said.story),
                updated: instant(said.day.as_deref().unwrap_or_default()),
                summary: format!("In “{}”", said.headline),
            });
            Ok((format!("What {} said", person.name), entries.collect()))
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_well_formed_whatever_a_headline_holds() {
        let entry = Entry {
            id: "urn:x".into(),
            title: "]]> <b>\u{0}\u{202e}&amp;\"".into(),
            href: "/stories/a".into(),
            updated: instant("2024-06-04"),
            summary: String::new(),
        };
        let feed = atom("http://localhost", "/feeds/stories.atom", "<Stories>", &[entry]);
        assert!(feed.contains("<title>]]&gt; &lt;b&gt;␀\\u{202e}&amp;amp;&quot;</title>"), "{feed}");
        assert!(feed.contains("<updated>2024-06-04T00:00:00Z</updated>"));
    }

    #[test]
    fn a_date_becomes_an_instant() {
        for (date, instant_) in [
            ("2024-06-04", "2024-06-04T00:00:00Z"),
            ("2024-06", "2024-06-01T00:00:00Z"),
            ("2024-06-04T10:00:00", "2024-06-04T10:00:00Z"),
            ("2024-06-04T10:00:00+02:00", "2024-06-04T10:00:00+02:00"),
            ("soon", "1970-01-01T00:00:00Z"),
        ] {
            assert_eq!(instant(date), instant_);
        }
    }
}
