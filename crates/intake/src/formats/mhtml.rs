//! MHTML: a page as Chrome, Edge and Internet Explorer save it, in one file with its pictures and styles.
//!
//! The file is a MIME message. `mail-parser` reads headers and undoes transfer encodings; where the parts begin and end is
//! found here, since only one part is wanted: pictures are never decoded, and parts that nest or have no end cost one pass
//! over the file and not one each.
//!
//! The page is the part that the message names as its root (`start`, the address it was saved from), else the first of HTML.
//! Left out on purpose: frames of the page, which are pages of others, and mail.

use std::io::BufRead;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{GetHeader as _, HeaderName, MessageParser, MessagePart, MimeHeaders as _};

use crate::charset;
use crate::code;
use crate::context::{Context, Place};
use crate::dates;
use crate::formats::html;
use crate::reader::Reader;

/// MHTML.
pub(crate) struct Mhtml;

/// Longest headers of a message or part.
const HEADERS: usize = 64 << 10;

/// Deepest nesting of multipart in multipart.
const DEPTH: u8 = 4;

impl Reader for Mhtml {
    fn name(&self) -> &'static str {
        "mhtml"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["mhtml", "mht"]
    }

    /// Headers of a message of several related parts, or of one of HTML, that some browser saved.
    fn sniff(&self, head: &[u8]) -> bool {
        let (headers, _) = split(head);
        let lower = headers.to_ascii_lowercase();
        let has = |words: &[u8]| memchr::memmem::find(&lower, words).is_some();
        lower.first().is_some_and(u8::is_ascii_alphabetic)
            && has(b"mime-version:")
            && (has(b"multipart/related") || has(b"content-type: text/html"))
            && (has(b"snapshot-content-location:") || has(b"saved by") || has(b"content-location:"))
    }

    fn read(&self, input: &mut dyn BufRead, cx: &mut Context<'_>) {
        let limit = cx.settings().max_document;
        let Some(bytes) = cx.whole(input, limit) else { return };
        let (headers, body) = split(&bytes);
        let Some(message) = parse(headers) else {
            return cx.remark(&code::RECORD_DAMAGED, Place::FILE, "the file does not begin with headers");
        };
        let snapshot = text(&message, &HeaderName::from("Snapshot-Content-Location"));
        let start = message.content_type().and_then(|t| t.attribute("start")).map(bare);
        let mut pages = Vec::new();
        collect(&bytes, &message, body, true, 0, &mut pages);
        let is_root = |page: &Page| {
            (snapshot.is_some() && page.location == snapshot) || (start.is_some() && page.id == start)
        };
        let root = pages.iter().position(is_root).unwrap_or(0);
        let Some(page) = pages.into_iter().nth(root) else {
            return cx.remark(&code::NO_RECORDS, Place::FILE, "no part of the file is a page");
        };
        let place = Place::FILE.at(page.at as u64);
        if page.body.len() as u64 > cx.settings().max_page {
            let reason = format!("the page in it is longer than {} bytes", cx.settings().max_page);
            return cx.remark(&code::DOCUMENT_TOO_LARGE, place, reason);
        }
        let decoded = match page.encoding {
            Encoding::Quoted => quoted_printable_decode(page.body),
            Encoding::Base64 => base64_decode(page.body),
            Encoding::None => Some(page.body.to_vec()),
        };
        let Some(decoded) = decoded else {
            let reason = "the page in it is not encoded as its headers say";
            return cx.remark(&code::RECORD_DAMAGED, place, reason);
        };
        let end = decoded.get(decoded.len().saturating_sub(64)..).unwrap_or_default().to_ascii_lowercase();
        if !page.whole && memchr::memmem::find(&end, b"</html").is_none() {
            return cx.remark(&code::RECORD_DAMAGED, place, "the page in it breaks off before its end");
        }
        let markup = charset::decode_labelled(&decoded, page.charset.as_deref(), place, cx);
        let url =
            snapshot.or(page.location).filter(|u| u.starts_with("http://") || u.starts_with("https://"));
        let mut extract = html::extract(&markup, url.as_deref());
        let saved = message.headers.header_value(&HeaderName::Date).and_then(|d| d.as_datetime());
        let saved = saved.filter(|d| d.is_valid()).and_then(|d| dates::parse(&d.to_rfc3339()));
        extract.draft.fetched = saved.map(|d| d.to_string());
        if extract.draft.title.is_none() {
            extract.draft.title = text(&message, &HeaderName::Subject);
        }
        html::push(extract, Place::FILE, cx);
    }
}

/// How a part is encoded.
#[derive(Clone, Copy)]
enum Encoding {
    None,
    Quoted,
    Base64,
}

/// A part that is a page.
struct Page<'a> {
    location: Option<String>,
    id: Option<String>,
    charset: Option<String>,
    encoding: Encoding,
    body: &'a [u8],
    /// Where it begins in the file.
    at: usize,
    /// Whether its end is there.
    whole: bool,
}

/// Finds the pages in the body of a part, itself included.
fn collect<'a>(
    file: &'a [u8],
    part: &MessagePart<'_>,
    body: &'a [u8],
    whole: bool,
    depth: u8,
    pages: &mut Vec<Page<'a>>,
) {
    let kind = part.content_type();
    if kind.is_some_and(|k| k.ctype().eq_ignore_ascii_case("multipart")) {
        let boundary = kind.and_then(|k| k.attribute("boundary")).filter(|b| !b.is_empty());
        if let Some(boundary) = boundary.filter(|_| depth < DEPTH) {
            for (piece, closed) in parts(body, boundary) {
                let (headers, body) = split(piece);
                if let Some(part) = parse(headers) {
                    collect(file, &part, body, closed && whole, depth + 1, pages);
                }
            }
        }
        return;
    }
    let page = part.is_content_type("text", "html") || part.is_content_type("application", "xhtml+xml");
    if !page {
        return;
    }
    let encoding = match part.content_transfer_encoding().map(str::to_ascii_lowercase).as_deref() {
        Some("quoted-printable") => Encoding::Quoted,
        Some("base64") => Encoding::Base64,
        _ => Encoding::None,
    };
    pages.push(Page {
        location: text(part, &HeaderName::ContentLocation),
        id: part.content_id().map(bare),
        charset: kind.and_then(|k| k.attribute("charset")).map(str::to_owned),
        encoding,
        body,
        at: body.as_ptr().addr().saturating_sub(file.as_ptr().addr()),
        // A message of a single part ends with the file.
        whole: whole || depth == 0,
    });
}

/// The parts of a multipart body, each with whether a delimiter ends it.
fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<(&'a [u8], bool)> {
    let delimiter = format!("--{boundary}");
    let mut out = Vec::new();
    let mut open: Option<usize> = None;
    for at in memchr::memmem::find_iter(body, delimiter.as_bytes()) {
        let behind = body.get(at + delimiter.len()..).unwrap_or_default();
        let starts_line = at == 0 || body.get(at - 1) == Some(&b'\n');
        // Another boundary may begin with the same letters.
        let ends = behind.starts_with(b"--") || behind.first().is_none_or(u8::is_ascii_whitespace);
        if !starts_line || !ends {
            continue;
        }
        if let Some(from) = open.take() {
            let piece = body.get(from..at).unwrap_or_default();
            let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
            out.push((piece.strip_suffix(b"\r").unwrap_or(piece), true));
        }
        if behind.starts_with(b"--") {
            return out;
        }
        open = memchr::memchr(b'\n', behind).map(|end| at + delimiter.len() + end + 1);
    }
    out.extend(open.and_then(|from| body.get(from..)).map(|rest| (rest, false)));
    out
}

/// Headers, with the empty line behind them, and what follows.
fn split(part: &[u8]) -> (&[u8], &[u8]) {
    let head = part.get(..HEADERS.min(part.len())).unwrap_or_default();
    let ends = [&b"\r\n\r\n"[..], b"\n\n"];
    let end = ends.iter().filter_map(|e| memchr::memmem::find(head, e).map(|at| at + e.len())).min();
    // A part without headers begins with the empty line.
    let empty = ["\r\n", "\n"].iter().find(|e| part.starts_with(e.as_bytes())).map(|e| e.len());
    let at = empty.or(end).unwrap_or(head.len());
    (part.get(..at).unwrap_or_default(), part.get(at..).unwrap_or_default())
}

/// The headers of a message or part.
fn parse(headers: &[u8]) -> Option<MessagePart<'_>> {
    let parser = MessageParser::new().with_mime_headers().header_date(HeaderName::Date).default_header_text();
    parser.parse_headers(headers)?.parts.into_iter().next()
}

/// A header's words.
fn text(part: &MessagePart<'_>, name: &HeaderName<'_>) -> Option<String> {
    let value = part.headers.header_value(name)?.as_text()?.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// An id without its brackets.
fn bare(id: &str) -> String {
    id.trim().trim_matches(['<', '>']).to_owned()
}
