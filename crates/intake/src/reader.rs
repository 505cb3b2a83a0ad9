//! *Which reader reads this file?*
//!
//! One [`Reader`] a format. The ending of the name chooses; without one that is known the first bytes do.

use std::io::{BufRead, BufReader, Cursor, Read};

use crate::code;
use crate::context::{Context, Place};
use crate::decompress;
use crate::formats;

/// Reads one format. To add one: copy `formats/template.rs`, and add a line to [`readers`]; the conformance
/// tests of this module then hold it to what every reader owes.
pub trait Reader: Sync {
    /// What the format is called.
    fn name(&self) -> &'static str;

    /// Endings of file names, without the dot, in lower case.
    fn extensions(&self) -> &'static [&'static str];

    /// The more general reader whose endings this format goes by as well, such as that of JSON for a format made of JSON.
    /// Of a file with such an ending this reader is asked first.
    fn within(&self) -> Option<&'static str> {
        None
    }

    /// Whether a file that begins with `head` (up to [`HEAD`] bytes of it) is in this format. Must be sure: a
    /// wrong yes takes the file from the reader that could read it.
    fn sniff(&self, head: &[u8]) -> bool;

    /// Reads the stream to its end, pushes a draft for every report and a remark for every record refused.
    /// Must not panic, whatever the bytes, and must not lose a record silently.
    fn read(&self, input: &mut dyn BufRead, cx: &mut Context<'_>);
}

/// How many bytes are looked at to tell a format.
pub const HEAD: usize = 16 << 10;

/// All readers, in the order in which they are asked.
pub fn readers() -> &'static [&'static dyn Reader] {
    &[
        &formats::warc::Warc,
        &formats::arc::Arc,
        &formats::parquet::Parquet,
        &formats::tar::Tar,
        &formats::mhtml::Mhtml,
        &formats::newsml::NewsMl,
        &formats::opml::Opml,
        &formats::feed::Feed,
        &formats::html::Html,
        &formats::jsonfeed::JsonFeed,
        &formats::jsonl::JsonLines,
        &formats::json::Json,
        &formats::csv::Csv,
        &formats::markdown::Markdown,
        &formats::text::Text,
    ]
}

/// The reader for an ending.
fn by_extension(extension: &str) -> Option<&'static dyn Reader> {
    let extension = extension.to_ascii_lowercase();
    readers().iter().copied().find(|r| r.extensions().contains(&extension.as_str()))
}

/// The ending of the last part of a path, that of the compression taken off.
pub(crate) fn extension(name: &str) -> Option<&str> {
    let file = name.rsplit('/').next().unwrap_or(name);
    let file = [".gz", ".zst", ".zstd"]
        .iter()
        .find(|e| file.len() > e.len() && file.to_ascii_lowercase().ends_with(**e))
        .map_or(file, |e| file.get(..file.len() - e.len()).unwrap_or(file));
    file.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, e)| e)
}

/// Whether the name alone says that it can be read.
pub(crate) fn known_extension(name: &str) -> bool {
    extension(name).is_some_and(|e| by_extension(e).is_some())
}

/// Reads one file's stream: unpacks it, chooses the reader, runs it.
pub(crate) fn dispatch(name: &str, stream: impl Read, cx: &mut Context<'_>) {
    let stream = match decompress::open(Box::new(stream), cx.settings().max_ratio) {
        Ok(stream) => stream,
        Err(error) => return cx.broken(&error, Place::FILE),
    };
    let mut stream = stream;
    let mut head = Vec::with_capacity(HEAD);
    // An error here comes again when the reader meets it; what was read before it is still good.
    let late = stream.by_ref().take(HEAD as u64).read_to_end(&mut head).err();
    let named = extension(name).and_then(by_extension).map(|general| {
        let inner = readers().iter().copied().find(|r| r.within() == Some(general.name()) && r.sniff(&head));
        inner.unwrap_or(general)
    });
    let chosen = named.or_else(|| sniff(&head));
    let Some(reader) = chosen else {
        if let Some(error) = late {
            cx.broken(&error, Place::FILE.at(head.len() as u64));
        } else if head.is_empty() {
            cx.finish();
        } else {
            cx.remark(&code::FORMAT_UNKNOWN, Place::FILE, "the file is of no format that is known");
        }
        return;
    };
    let rest: Box<dyn Read + '_> = match late {
        // Behind a damaged part others may be whole.
        Some(error) => Box::new(Failing(Some(error)).chain(stream)),
        None => Box::new(stream),
    };
    reader.read(&mut BufReader::with_capacity(1 << 16, Cursor::new(head).chain(rest)), cx);
    cx.finish();
}

/// The first reader that knows these bytes.
fn sniff(head: &[u8]) -> Option<&'static dyn Reader> {
    readers().iter().copied().find(|r| r.sniff(head))
}

/// The name of the format that these bytes are surely in; `text` when they may be anything.
pub(crate) fn sniffed(head: &[u8]) -> Option<&'static str> {
    sniff(head).map(Reader::name)
}

/// Gives an error once.
struct Failing(Option<std::io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Whether the first bytes of a file are surely a format; winds the file back.
pub(crate) fn recognised(file: &mut std::fs::File) -> bool {
    use std::io::Seek as _;
    let mut head = Vec::with_capacity(HEAD);
    let read = file
        .try_clone()
        .and_then(|copy| decompress::open(Box::new(copy), u64::MAX))
        .and_then(|stream| stream.take(HEAD as u64).read_to_end(&mut head));
    // Anything can be plain text, so that is not a sign.
    let sure = sniff(&head).is_some_and(|r| r.name() != "text");
    file.rewind().is_ok() && (sure || (read.is_err() && !head.is_empty()))
}
