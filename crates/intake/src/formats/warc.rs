//! WARC archives: the pages of a crawl, one record at a time.
//!
//! A record is a version line, headers, and as many bytes as `Content-Length` says. Only one record is held in
//! memory, and of a large one nothing; `.warc.gz` is unpacked member by member on the way. Responses whose content
//! is HTML become reports with the record's URL; all else (requests, pictures, failed answers) is no report and
//! passed over. A record that is damaged is reported, and reading goes on at the next version line.

use std::borrow::Cow;
use std::io::{self, BufRead, Read as _};

use crate::Filter;
use crate::charset;
use crate::code;
use crate::context::{Context, Place};
use crate::decompress::{self, DamagedMember};
use crate::formats::html;
use crate::reader::Reader;

/// WARC.
pub(crate) struct Warc;

/// Longest line of a header, and most lines.
const LINE: u64 = 64 << 10;
const HEADERS: usize = 200;

impl Reader for Warc {
    fn name(&self) -> &'static str {
        "warc"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["warc"]
    }

    fn sniff(&self, head: &[u8]) -> bool {
        head.starts_with(b"WARC/")
    }

    fn read(&self, input: &mut dyn BufRead, cx: &mut Context<'_>) {
        let mut archive = Archive { input, at: 0 };
        let mut batch = Batch::default();
        let mut number = 0;
        let mut lost = false;
        loop {
            let start = archive.at;
            let line = match archive.line() {
                Ok(Some(line)) => line,
                Ok(None) => return batch.read(cx),
                Err(error) => {
                    batch.read(cx);
                    if !is_damage(&error) {
                        return cx.broken(&error, Place { record: Some(number), byte: Some(archive.at) });
                    }
                    let place = Place { record: Some(number + 1), byte: Some(archive.at) };
                    cx.remark(&code::RECORD_DAMAGED, place, format!("{error}; reading went on behind it"));
                    lost = true;
                    continue;
                }
            };
            if line.is_empty() {
                continue;
            }
            if !line.starts_with(b"WARC/") {
                if !lost {
                    lost = true;
                    batch.read(cx);
                    let place = Place { record: Some(number + 1), byte: Some(start) };
                    cx.remark(
                        &code::RECORD_DAMAGED,
                        place,
                        "no record begins here; what follows up to the next was passed over",
                    );
                }
                continue;
            }
            lost = false;
            number += 1;
            let place = Place::record(number, start);
            match archive.record(cx.settings().max_page, &cx.settings().filter) {
                Ok(record) => {
                    if let Some(found) = page(record, place, &mut batch, cx) {
                        batch.add(found, place, cx);
                    }
                }
                Err(fault) => {
                    batch.read(cx);
                    match fault {
                        Fault::Stream(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                            let reason = "the record breaks off before its end";
                            return cx.remark(&code::RECORD_DAMAGED, place, reason);
                        }
                        Fault::Stream(error) if is_damage(&error) => {
                            let reason = format!("{error}; reading went on behind it");
                            cx.remark(&code::RECORD_DAMAGED, place, reason);
                            lost = true;
                        }
                        Fault::Stream(error) => return cx.broken(&error, place.at(archive.at)),
                        Fault::Shape(reason) => cx.remark(&code::RECORD_DAMAGED, place, reason),
                    }
                }
            }
        }
    }
}

/// Pages that wait to be read side by side; their reports come out in the archive's order.
#[derive(Default)]
struct Batch {
    pages: Vec<(Found, Place)>,
    bytes: usize,
}

/// Most that a batch holds: enough to keep some cores busy, little enough to bound the memory.
const BATCH_BYTES: usize = 16 << 20;
const BATCH_PAGES: usize = 256;

impl Batch {
    fn add(&mut self, found: Found, place: Place, cx: &mut Context<'_>) {
        self.bytes += found.content.len();
        self.pages.push((found, place));
        if self.bytes >= BATCH_BYTES || self.pages.len() >= BATCH_PAGES {
            self.read(cx);
        }
    }

    fn read(&mut self, cx: &mut Context<'_>) {
        self.bytes = 0;
        cx.side_by_side(std::mem::take(&mut self.pages), |(found, place), cx| answer(found, place, cx));
    }
}

/// Whether what follows can be read on.
fn is_damage(error: &io::Error) -> bool {
    error.get_ref().is_some_and(
        <dyn std::error::Error + std::marker::Send + std::marker::Sync + 'static>::is::<DamagedMember>,
    )
}

enum Fault {
    Stream(io::Error),
    Shape(&'static str),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Stream(error)
    }
}

/// One record; its content is none when it is not wanted or too large.
struct Record {
    kind: String,
    id: Option<String>,
    url: Option<String>,
    date: Option<String>,
    content_type: String,
    /// Whether the filter rules it out by what its headers say.
    unwanted: bool,
    content: Option<Vec<u8>>,
    length: u64,
}

struct Archive<'a> {
    input: &'a mut dyn BufRead,
    at: u64,
}

impl Archive<'_> {
    /// A line without its end; none at the end of the archive. A line that is too long comes in pieces.
    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let read = (&mut *self.input).take(LINE).read_until(b'\n', &mut line)?;
        self.at += read as u64;
        if read == 0 {
            return Ok(None);
        }
        line.truncate(line.trim_ascii_end().len());
        Ok(Some(line))
    }

    /// The rest of a record, behind its version line.
    fn record(&mut self, limit: u64, filter: &Filter) -> Result<Record, Fault> {
        let mut record = Record {
            kind: String::new(),
            id: None,
            unwanted: false,
            url: None,
            date: None,
            content_type: String::new(),
            content: None,
            length: 0,
        };
        let mut length = None;
        for count in 0.. {
            let Some(line) = self.line()? else {
                return Err(Fault::Stream(io::ErrorKind::UnexpectedEof.into()));
            };
            if line.is_empty() {
                break;
            }
            if count > HEADERS {
                return Err(Fault::Shape("the record has more headers than any real one"));
            }
            let line = String::from_utf8_lossy(&line);
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "warc-type" => value.clone_into(&mut record.kind),
                "warc-target-uri" => record.url = Some(value.trim_matches(['<', '>']).to_owned()),
                "warc-record-id" => record.id = Some(value.trim_matches(['<', '>']).to_owned()),
                "warc-date" => record.date = Some(value.to_owned()),
                "content-type" => value.clone_into(&mut record.content_type),
                "content-length" => length = value.parse::<u64>().ok(),
                _ => {}
            }
        }
        let Some(length) = length else { return Err(Fault::Shape("the record does not say how long it is")) };
        record.length = length;
        let page = matches!(record.kind.as_str(), "response" | "resource" | "conversion");
        record.unwanted =
            page && !(filter.host(record.url.as_deref()) && filter.fetched(record.date.as_deref()));
        let read = if page && !record.unwanted && length <= limit {
            let mut content = Vec::new();
            let read = (&mut *self.input).take(length).read_to_end(&mut content)? as u64;
            record.content = Some(content);
            read
        } else {
            io::copy(&mut (&mut *self.input).take(length), &mut io::sink())?
        };
        self.at += read;
        if read < length {
            return Err(Fault::Stream(io::ErrorKind::UnexpectedEof.into()));
        }
        Ok(record)
    }
}

/// What a record holds, if it is the answer of a server and wanted.
fn page(record: Record, place: Place, batch: &mut Batch, cx: &mut Context<'_>) -> Option<Found> {
    if !matches!(record.kind.as_str(), "response" | "resource" | "conversion") {
        return None;
    }
    if record.unwanted {
        cx.pass_over();
        return None;
    }
    let Some(content) = record.content else {
        batch.read(cx);
        let reason = format!("the record is {} bytes long", record.length);
        cx.remark(&code::RECORD_TOO_LARGE, place, reason);
        return None;
    };
    Some(Found {
        url: record.url,
        kind: record.content_type,
        record: record.id,
        fetched: record.date,
        content,
    })
}

/// What an archive holds of one address.
pub(crate) struct Found {
    pub(crate) url: Option<String>,
    /// The content's type, as the archive says.
    pub(crate) kind: String,
    pub(crate) record: Option<String>,
    pub(crate) fetched: Option<String>,
    /// The answer, its HTTP headers before it if it has some.
    pub(crate) content: Vec<u8>,
}

/// Hands over the page that was archived, if it is one.
pub(crate) fn answer(found: Found, place: Place, cx: &mut Context<'_>) {
    let content = found.content;
    let http = content.starts_with(b"HTTP/");
    let (headers, body) = if http { split_http(&content) } else { (String::new(), content.as_slice()) };
    let header = |name: &str| {
        headers.lines().skip(1).find_map(|l| {
            l.split_once(':').filter(|(n, _)| n.trim().eq_ignore_ascii_case(name)).map(|(_, v)| v.trim())
        })
    };
    let kind = if http { header("content-type").unwrap_or_default() } else { found.kind.as_str() };
    let kind = kind.to_ascii_lowercase();
    let status = headers.split(' ').nth(1).unwrap_or("200");
    let is_html = kind.contains("html") || (kind.is_empty() && html::Html.sniff(body));
    if !status.starts_with('2') || !(is_html || kind.starts_with("text/plain")) {
        return;
    }
    let chunked = header("transfer-encoding").is_some_and(|t| t.to_ascii_lowercase().contains("chunked"));
    let body =
        if chunked { dechunk(body).map_or(Cow::Borrowed(body), Cow::Owned) } else { Cow::Borrowed(body) };
    let packing = header("content-encoding").unwrap_or_default().to_ascii_lowercase();
    let limit = cx.settings().max_page;
    let body = match unpacked(body, &packing, cx.settings().max_ratio, limit) {
        Ok(body) => body,
        Err(error) => return cx.broken(&error, place),
    };
    if body.len() as u64 > limit {
        let reason = format!("the page is longer than {limit} bytes when it is unpacked");
        return cx.remark(&code::RECORD_TOO_LARGE, place, reason);
    }
    // Archives of many crawlers hold the answer unpacked and the header as it was: only what is no text is refused.
    let told = ["br", "compress", "x-compress"].contains(&packing.as_str());
    if told && body.iter().take(512).any(|b| *b < 9) {
        let reason = format!("the answer is packed as {packing:?}");
        return cx.remark(&code::CONTENT_ENCODING, place, reason);
    }
    let label = kind.split("charset=").nth(1).map(|l| l.trim_matches(['"', '\'', ' ']));
    let text = charset::decode_labelled(&body, label, place, cx);
    let mut page = if is_html {
        html::extract(&text, found.url.as_deref())
    } else {
        let mut draft = crate::draft::Draft::new(text);
        draft.url = found.url;
        html::Extract::plain(draft)
    };
    page.draft.record = found.record;
    page.draft.fetched = found.fetched;
    html::push(page, place, cx);
}

/// The headers of an HTTP answer and its body.
fn split_http(content: &[u8]) -> (String, &[u8]) {
    let ends = [&b"\r\n\r\n"[..], b"\n\n"];
    let end = ends.iter().filter_map(|e| memchr::memmem::find(content, e).map(|at| (at, e.len()))).min();
    let (at, len) = end.unwrap_or((content.len(), 0));
    let headers = String::from_utf8_lossy(content.get(..at).unwrap_or_default()).into_owned();
    (headers, content.get(at + len..).unwrap_or_default())
}

/// The body of a chunked answer; none when it is not chunked after all.
fn dechunk(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    loop {
        let end = memchr::memchr(b'\n', body)?;
        let size = std::str::from_utf8(body.get(..end)?).ok()?.trim().split(';').next()?.trim().to_owned();
        let size = usize::from_str_radix(&size, 16).ok()?;
        body = body.get(end + 1..)?;
        if size == 0 {
            return Some(out);
        }
        let chunk = body.get(..size.min(body.len()))?;
        out.extend_from_slice(chunk);
        body = body.get(chunk.len()..)?.trim_ascii_start();
        if body.is_empty() {
            return Some(out);
        }
    }
}

/// A body that is packed itself; of one that is longer than `limit` a byte more.
fn unpacked<'a>(body: Cow<'a, [u8]>, packing: &str, max_ratio: u64, limit: u64) -> io::Result<Cow<'a, [u8]>> {
    let most = limit.saturating_add(1);
    let mut out = Vec::new();
    if body.starts_with(&[0x1f, 0x8b]) || body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        decompress::open(Box::new(&*body), max_ratio)?.take(most).read_to_end(&mut out)?;
        return Ok(Cow::Owned(out));
    }
    let decoders: Vec<Box<dyn io::Read + '_>> = match packing {
        // With the header of zlib, as the standard asks, and without it, as some servers send it.
        "deflate" => vec![
            Box::new(flate2::read::ZlibDecoder::new(&*body)),
            Box::new(flate2::read::DeflateDecoder::new(&*body)),
        ],
        "br" => vec![Box::new(brotli_decompressor::Decompressor::new(&*body, 4096))],
        _ => vec![],
    };
    for decoder in decoders {
        out.clear();
        let read = decompress::capped(decoder, body.len() as u64, max_ratio).take(most).read_to_end(&mut out);
        match read {
            Ok(_) => return Ok(Cow::Owned(out)),
            Err(error) if decompress::is_overflow(&error) => return Err(error),
            // It is not packed, whatever its headers say.
            Err(_) => {}
        }
    }
    Ok(body)
}
