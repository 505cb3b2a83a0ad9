//! What a reader talks to: it pushes drafts and remarks, and the context numbers, names and counts them.

use std::io::{self, BufRead, Read as _};

use copydesk_model::{Diagnostic, Report};
use rayon::prelude::*;

use crate::code::{self, Code};
use crate::decompress::Overflow;
use crate::draft::Draft;
use crate::{Settings, Sink, Summary};

/// Longest field beside the text, in bytes: a feed's title stands in every report that is made of it.
const FIELD: usize = 8 << 10;

/// Where in a file a record stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Its number, from 1; for line formats the number of its line. None where the file is one record.
    pub record: Option<u64>,
    /// Byte offset from 0 in the unpacked file.
    pub byte: Option<u64>,
}

impl Place {
    /// The file itself.
    pub const FILE: Self = Self { record: None, byte: None };

    /// A numbered record at a byte.
    pub fn record(record: u64, byte: u64) -> Self {
        Self { record: Some(record), byte: Some(byte) }
    }

    /// The same record, at another byte.
    #[must_use]
    pub fn at(self, byte: u64) -> Self {
        Self { byte: Some(byte), ..self }
    }
}

/// One file being read.
pub struct Context<'a> {
    file: &'a str,
    settings: &'a Settings,
    sink: &'a mut Sink<'a>,
    summary: &'a mut Summary,
    silent: bool,
    depth: u8,
}

impl<'a> Context<'a> {
    pub(crate) fn new<'s: 'a>(
        file: &'a str,
        settings: &'a Settings,
        sink: &'a mut Sink<'s>,
        summary: &'a mut Summary,
    ) -> Self {
        // The sink's own life is longer than this file's; shorten it.
        Self { file, settings, sink: shorten(sink), summary, silent: true, depth: 0 }
    }

    /// The file's name.
    pub fn file(&self) -> &str {
        self.file
    }

    /// The limits.
    pub fn settings(&self) -> &Settings {
        self.settings
    }

    /// Hands a report over, or a refusal when its text is empty.
    pub fn push(&mut self, mut draft: Draft, place: Place) {
        if draft.text.trim().is_empty() {
            self.remark(&code::TEXT_EMPTY, place, "the text is empty");
            return;
        }
        if draft.text.len() as u64 >= u64::from(u32::MAX) {
            self.remark(&code::RECORD_TOO_LARGE, place, "the text is 4 GiB or longer");
            return;
        }
        for (name, field) in [
            ("id", &mut draft.id),
            ("title", &mut draft.title),
            ("outlet", &mut draft.outlet),
            ("url", &mut draft.url),
            ("byline", &mut draft.byline),
            ("language", &mut draft.language),
        ] {
            if let Some(long) = field.take_if(|f| f.len() > FIELD) {
                let reason = format!("the {name} is {} bytes long", long.len());
                self.remark(&code::FIELD_IGNORED, place, reason);
            }
        }
        if let Some(words) = crate::charset::mojibake(&draft.text) {
            self.remark(
                &code::MOJIBAKE,
                place,
                format!("the text reads as if it was decoded twice, as in {words:?}; it is kept as received"),
            );
        }
        let source = match place.record {
            Some(record) => format!("{}:{record}", self.file),
            None => self.file.to_owned(),
        };
        let report = draft.finish(source, &self.settings.outlets);
        if !self.settings.filter.report(&report) {
            return self.pass_over();
        }
        self.summary.read += 1;
        self.silent = false;
        (self.sink)(Ok(report));
    }

    /// How many archives this file lies in.
    pub(crate) fn depth(&self) -> u8 {
        self.depth
    }

    /// Reads a file within this one.
    pub(crate) fn inner(&mut self, name: &str, work: &mut dyn FnMut(&mut Context<'_>)) {
        let file = format!("{}/{name}", self.file);
        let mut cx = Context::new(&file, self.settings, &mut *self.sink, &mut *self.summary);
        cx.depth = self.depth + 1;
        work(&mut cx);
        self.silent = false;
    }

    /// Does `work` for each of `items` side by side; what it pushes comes out in the order of the items.
    pub(crate) fn side_by_side<T: Send>(&mut self, items: Vec<T>, work: impl Fn(T, &mut Context<'_>) + Sync) {
        let (file, settings, depth) = (self.file, self.settings, self.depth);
        type Done = (Vec<Result<Report, Diagnostic>>, Summary, bool);
        let done: Vec<Done> = items
            .into_par_iter()
            .map(|item| {
                let mut said = Vec::new();
                let mut summary = Summary::default();
                let mut keep = |item| said.push(item);
                let mut cx = Context::new(file, settings, &mut keep, &mut summary);
                cx.depth = depth;
                work(item, &mut cx);
                let silent = cx.silent;
                (said, summary, silent)
            })
            .collect();
        for (said, summary, silent) in done {
            self.summary.add(&summary);
            self.silent &= silent;
            for item in said {
                (self.sink)(item);
            }
        }
    }

    /// Counts a report that the filter does not want.
    pub(crate) fn pass_over(&mut self) {
        self.summary.filtered += 1;
        self.silent = false;
    }

    /// Says something about a place of the file.
    pub fn remark(&mut self, code: &Code, place: Place, reason: impl Into<String>) {
        let diagnostic = Diagnostic {
            code: code.code.to_owned(),
            severity: code.severity,
            file: self.file.to_owned(),
            record: place.record,
            byte: place.byte,
            reason: reason.into(),
            remedy: code.remedy.to_owned(),
        };
        self.summary.count(&diagnostic);
        self.silent = false;
        (self.sink)(Err(diagnostic));
    }

    /// The file is over: a file that gave nothing and was not complained of is not passed over in silence.
    pub(crate) fn finish(&mut self) {
        if self.silent {
            self.remark(&code::NO_RECORDS, Place::FILE, "the file holds no record");
        }
    }

    /// Says that the stream broke off.
    pub fn broken(&mut self, error: &io::Error, place: Place) {
        let inner = error.get_ref().and_then(|e| e.downcast_ref::<Overflow>());
        if let Some(overflow) = inner {
            self.remark(&code::DECOMPRESSION_RATIO, place, overflow.to_string());
        } else if matches!(error.kind(), io::ErrorKind::UnexpectedEof) {
            self.remark(&code::STREAM_TRUNCATED, place, "the compressed data break off before their end");
        } else {
            self.remark(&code::STREAM_BROKEN, place, format!("the data cannot be read on: {error}"));
        }
    }

    /// The whole of a stream, at most `limit` bytes; else a remark and nothing.
    pub fn whole(&mut self, input: &mut dyn BufRead, limit: u64) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        match input.take(limit.saturating_add(1)).read_to_end(&mut bytes) {
            Err(error) => {
                self.broken(&error, Place::FILE.at(bytes.len() as u64));
                None
            }
            Ok(_) if bytes.len() as u64 > limit => {
                self.remark(
                    &code::DOCUMENT_TOO_LARGE,
                    Place::FILE,
                    format!("the document is longer than {limit} bytes"),
                );
                None
            }
            Ok(_) => Some(bytes),
        }
    }
}

fn shorten<'a, 's: 'a>(sink: &'a mut Sink<'s>) -> &'a mut Sink<'a> {
    sink
}
