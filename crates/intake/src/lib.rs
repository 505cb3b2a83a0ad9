//! *What reports are in these bytes?*
//!
//! Files, folders, globs and standard input go in; [`Report`]s and [`Diagnostic`]s come out through a sink, in
//! an order that depends on the names given and not on the file system. One bad record never stops the rest:
//! it is handed over as a diagnostic with its file, record, byte, reason, remedy and a stable code that
//! [`explain`] knows.
//!
//! # The way of the bytes
//!
//! ```text
//! Input ──files──▶ bytes ──decompress──▶ bytes ──Reader──▶ Draft ──finish──▶ Report
//! ```
//!
//! * `files` expands folders and globs, in the order of the path's bytes;
//! * `decompress` unpacks gzip and Zstandard as a stream and holds it to a ratio;
//! * a [`Reader`] knows one format: it takes a stream and pushes drafts. JSON Lines are read a line at a time, so
//!   memory stays bounded by the longest record. Formats that need the whole document are held to a size;
//! * finishing a draft adds what can be known without reading the story: an id from the content, the outlet from
//!   the URL, the language.
//!
//! Everything from the bytes on is a pure function ([`read_bytes`]): no files, clock or environment.
//!
//! ```
//! use copydesk_intake::{Settings, read_bytes};
//!
//! let mut reports = Vec::new();
//! let lines = b"{\"id\":\"a\",\"text\":\"The ferry sank.\"}\n{\"id\":\"b\"}\n";
//! let summary = read_bytes("in.jsonl", lines, &Settings::default(), &mut |item| reports.push(item));
//! assert_eq!((summary.read, summary.skipped), (1, 1));
//! assert_eq!(reports[0].as_ref().unwrap().text(), "The ferry sank.");
//! assert_eq!(reports[1].as_ref().unwrap_err().code, "text-missing");
//! ```
//!
//! Left out on purpose: fetching, and any judgement of what a report says.

mod address;
mod charset;
mod code;
mod context;
mod dates;
mod decompress;
mod draft;
mod fetched;
mod files;
mod filter;
mod formats;
mod language;
mod outlet;
mod reader;
mod settings;

use std::io::{BufReader, Read};
use std::path::PathBuf;

use copydesk_model::{Diagnostic, Report};

pub use address::page_key;
pub use code::{Code, codes, explain};
pub use context::{Context, Place};
pub use dates::parse as parse_date;
pub use draft::Draft;
pub use fetched::{Fetched, feeds_of, pages_of, read_fetched};
pub use filter::Filter;
pub use formats::html::{page_blocks, page_body, page_titles, read_page};
pub use formats::opml::{FeedLink, read_feeds, write_feeds};
pub use outlet::{Outlet, OutletTable};
pub use reader::{HEAD, Reader, readers};
pub use settings::{Settings, Summary};

/// Where to read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file, a folder or a glob.
    Path(PathBuf),
    /// Standard input.
    Stdin,
}

impl Input {
    /// `-` is standard input, all else a path.
    pub fn from_argument(argument: impl Into<PathBuf>) -> Self {
        let path = argument.into();
        if path.as_os_str() == "-" { Self::Stdin } else { Self::Path(path) }
    }
}

/// Hears of every report and of everything there is to say about the input, in order.
pub type Sink<'a> = dyn FnMut(Result<Report, Diagnostic>) + 'a;

/// Reads all inputs, in an order that does not depend on the file system; hands over reports and diagnostics as they come.
pub fn read(inputs: &[Input], sink: &mut Sink<'_>) -> Summary {
    read_with(inputs, &Settings::default(), sink)
}

/// As [`read`], with settings.
pub fn read_with(inputs: &[Input], settings: &Settings, sink: &mut Sink<'_>) -> Summary {
    let mut summary = Summary::default();
    for input in inputs {
        match input {
            Input::Stdin => {
                let mut cx = Context::new("-", settings, sink, &mut summary);
                reader::dispatch("-", std::io::stdin().lock(), &mut cx);
            }
            Input::Path(path) => files::read(path, settings, sink, &mut summary),
        }
    }
    summary
}

/// Reads one stream as the file `name`; the name's ending says the format, else the first bytes do.
pub fn read_stream(name: &str, stream: impl Read, settings: &Settings, sink: &mut Sink<'_>) -> Summary {
    let mut summary = Summary::default();
    let mut cx = Context::new(name, settings, sink, &mut summary);
    reader::dispatch(name, BufReader::new(stream), &mut cx);
    summary
}

/// Reads the bytes of one file named `name`. A pure function.
pub fn read_bytes(name: &str, bytes: &[u8], settings: &Settings, sink: &mut Sink<'_>) -> Summary {
    read_stream(name, bytes, settings, sink)
}
