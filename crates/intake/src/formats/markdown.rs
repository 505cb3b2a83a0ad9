//! Markdown: the words that a reader of the rendered page sees.
//!
//! Marks are to Markdown what tags are to HTML, so the report's text is the text between them: blocks parted by
//! an empty line, links by their words, pictures left out. Quotation marks and dashes stay as typed. Title and
//! date come from front matter (`---` or `+++`), the title else from a heading that opens the document.

use std::io::BufRead;

use copydesk_model::{DateSource, Published};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::charset;
use crate::code;
use crate::context::{Context, Place};
use crate::dates;
use crate::draft::Draft;
use crate::reader::Reader;

/// Markdown.
pub(crate) struct Markdown;

impl Reader for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["md", "markdown", "mdown", "mkd"]
    }

    fn sniff(&self, head: &[u8]) -> bool {
        let head = std::str::from_utf8(head).unwrap_or_default();
        head.starts_with("# ")
            || (head.starts_with("---\n") && head.contains("\n---\n") && head.contains(": "))
    }

    fn read(&self, input: &mut dyn BufRead, cx: &mut Context<'_>) {
        let limit = cx.settings().max_page;
        let Some(bytes) = cx.whole(input, limit) else { return };
        let text = charset::decode(&bytes, Place::FILE, cx);
        let (draft, bad_date) = draft(&text);
        if let Some(date) = bad_date {
            cx.remark(&code::DATE_UNREADABLE, Place::FILE, format!("the date {date:?} cannot be read"));
        }
        cx.push(draft, Place::FILE);
    }
}

/// The report, and a date that cannot be read.
fn draft(source: &str) -> (Draft, Option<String>) {
    let (front, body) = front_matter(source);
    let mut draft = Draft::default();
    let mut bad_date = None;
    for (key, value) in front {
        match key.to_ascii_lowercase().as_str() {
            "id" => draft.id = Some(value),
            "title" | "headline" => draft.title = Some(value),
            "outlet" | "publisher" | "site" | "site_name" => draft.outlet = Some(value),
            "url" | "link" | "canonical" => draft.url = Some(value),
            "author" | "authors" | "byline" => draft.byline = Some(value),
            "language" | "lang" => draft.language = Some(value),
            "date" | "published" => match dates::parse(&value) {
                Some(date) => draft.published = Published::new(date, DateSource::Metadata),
                None => bad_date = Some(value),
            },
            _ => {}
        }
    }
    let (heading, text) = plain(body);
    if draft.title.is_none() {
        draft.title = heading;
    }
    draft.text = text;
    (draft, bad_date)
}

/// Keys and values of the front matter, and what follows it. Only flat values are read.
fn front_matter(source: &str) -> (Vec<(String, String)>, &str) {
    let none = (Vec::new(), source);
    let (fence, sign) = match source.lines().next().map(str::trim_end) {
        Some("---") => ("---", ':'),
        Some("+++") => ("+++", '='),
        _ => return none,
    };
    let mut entries = Vec::new();
    let mut at = 0;
    for (number, line) in source.split_inclusive('\n').enumerate() {
        at += line.len();
        let line = line.trim_end();
        if number == 0 {
            continue;
        }
        if line == fence || (fence == "---" && line == "...") {
            return (entries, source.get(at..).unwrap_or_default());
        }
        if let Some((key, value)) = line.split_once(sign)
            && !key.starts_with([' ', '\t', '#', '-'])
        {
            let value = value.trim();
            let bare = ['"', '\'']
                .iter()
                .find_map(|q| value.strip_prefix(*q)?.strip_suffix(*q))
                .unwrap_or_else(|| value.trim_matches(['[', ']']));
            if !bare.is_empty() {
                entries.push((key.trim().to_owned(), bare.to_owned()));
            }
        }
    }
    none
}

/// The heading that opens the document, and the words of the rest.
fn plain(markdown: &str) -> (Option<String>, String) {
    let mut out = String::with_capacity(markdown.len());
    let mut title: Option<String> = None;
    let (mut in_title, mut in_image, mut opened) = (false, 0u32, false);
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1 | HeadingLevel::H2, .. }) if !opened => {
                (in_title, opened) = (true, true);
                title = Some(String::new());
            }
            Event::Start(Tag::Image { .. }) => in_image += 1,
            Event::End(TagEnd::Image) => in_image = in_image.saturating_sub(1),
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::Table(_)) => {
                opened = true;
                part(&mut out, "\n\n");
            }
            Event::Start(Tag::Item | Tag::TableRow) => part(&mut out, "\n"),
            Event::End(TagEnd::TableCell) => part(&mut out, "\t"),
            Event::End(TagEnd::Heading(_)) => in_title = false,
            Event::Text(text) | Event::Code(text) if in_image == 0 => match &mut title {
                Some(title) if in_title => title.push_str(&text),
                _ => out.push_str(&text),
            },
            Event::SoftBreak => {
                if in_title {
                    title.get_or_insert_default().push(' ');
                } else {
                    out.push(' ');
                }
            }
            Event::HardBreak if !in_title => out.push('\n'),
            Event::Rule => part(&mut out, "\n\n"),
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    (title.filter(|t| !t.trim().is_empty()), out)
}

/// Ends a block, once.
fn part(out: &mut String, by: &str) {
    if out.is_empty() {
        return;
    }
    let have = out.len() - out.trim_end_matches('\n').len();
    let want = by.bytes().filter(|b| *b == b'\n').count();
    if want == 0 {
        out.push_str(by);
    }
    for _ in have..want {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_read_as_its_words_with_the_opening_heading_as_title() {
        let (draft, _) = draft(
            "# Fire in the *harbour*\n\nThe fire, [officials](x) said, was “**out**”.\nIt's done.\n\n- one\n- two\n\n![a boat](b.png)\n\n## Later\n\nMore.",
        );
        assert_eq!(draft.title.as_deref(), Some("Fire in the harbour"));
        assert_eq!(draft.text, "The fire, officials said, was “out”. It's done.\none\ntwo\n\nLater\n\nMore.");
    }

    #[test]
    fn front_matter_gives_the_metadata() {
        let (draft, bad) = draft(
            "---\ntitle: \"Vote: put off\"\ndate: 2021-03-09\nauthor: Ada Quill\nlang: en\ntags: [a]\n---\nThe vote.\n",
        );
        assert_eq!(draft.title.as_deref(), Some("Vote: put off"));
        assert_eq!(draft.published.date.unwrap().to_string(), "2021-03-09");
        assert_eq!(draft.byline.as_deref(), Some("Ada Quill"));
        assert_eq!((draft.text.as_str(), bad), ("The vote.", None));
    }

    #[test]
    fn a_rule_that_opens_a_text_is_not_front_matter() {
        assert_eq!(draft("---\nNo end").0.text, "No end");
    }
}
