//! ARC: the form of web archives before WARC. A record is one line (address, IP, time, type, length) and its bytes.

use std::io::{self, BufRead, Read as _};

use crate::code;
use crate::context::{Context, Place};
use crate::formats::warc::{self, Found};
use crate::reader::Reader;

/// ARC.
pub(crate) struct Arc;

const LINE: u64 = 64 << 10;

impl Reader for Arc {
    fn name(&self) -> &'static str {
        "arc"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["arc"]
    }

    fn sniff(&self, head: &[u8]) -> bool {
        head.starts_with(b"filedesc://")
    }

    fn read(&self, input: &mut dyn BufRead, cx: &mut Context<'_>) {
        let (mut at, mut number, mut lost) = (0u64, 0, false);
        loop {
            let start = at;
            let mut line = Vec::new();
            match (&mut *input).take(LINE).read_until(b'\n', &mut line) {
                Ok(0) => return,
                Ok(n) => at += n as u64,
                Err(error) => return cx.broken(&error, Place::record(number + 1, start)),
            }
            let line = String::from_utf8_lossy(&line);
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            let cells: Vec<&str> = line.split(' ').collect();
            let length = cells.last().and_then(|l| l.parse::<u64>().ok());
            let (Some(length), true) = (length, cells.len() >= 5 && line.contains("://")) else {
                if !lost {
                    lost = true;
                    let place = Place::record(number + 1, start);
                    let reason = "no record begins here; what follows up to the next was passed over";
                    cx.remark(&code::RECORD_DAMAGED, place, reason);
                }
                continue;
            };
            lost = false;
            number += 1;
            let place = Place::record(number, start);
            let url = cells.first().map(|u| (*u).to_owned());
            let fetched = cells.get(2).and_then(|t| stamp(t));
            let wanted = !line.starts_with("filedesc://")
                && cx.settings().filter.host(url.as_deref())
                && cx.settings().filter.fetched(fetched.as_deref());
            let large = length > cx.settings().max_page;
            let mut content = Vec::new();
            let read = if wanted && !large {
                (&mut *input).take(length).read_to_end(&mut content).map(|n| n as u64)
            } else {
                io::copy(&mut (&mut *input).take(length), &mut io::sink())
            };
            match read {
                Ok(n) if n < length => {
                    return cx.remark(&code::RECORD_DAMAGED, place, "the record breaks off before its end");
                }
                Ok(n) => at += n,
                Err(error) => return cx.broken(&error, place),
            }
            if line.starts_with("filedesc://") {
                continue;
            }
            if !wanted {
                cx.pass_over();
            } else if large {
                cx.remark(&code::RECORD_TOO_LARGE, place, format!("the record is {length} bytes long"));
            } else {
                let kind = cells.get(cells.len() - 2).copied().unwrap_or_default().to_owned();
                let found = Found { url, kind, record: None, fetched, content };
                warc::answer(found, place, cx);
            }
        }
    }
}

/// `20080430204825` in ISO 8601.
fn stamp(digits: &str) -> Option<String> {
    let part = |from: usize, to: usize| digits.get(from..to);
    (digits.len() == 14 && digits.bytes().all(|b| b.is_ascii_digit())).then(|| {
        Some(format!(
            "{}-{}-{}T{}:{}:{}Z",
            part(0, 4)?,
            part(4, 6)?,
            part(6, 8)?,
            part(8, 10)?,
            part(10, 12)?,
            part(12, 14)?
        ))
    })?
}
