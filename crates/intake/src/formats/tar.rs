//! tar: an archive of files, each read as itself. Nothing is written to disk.
//!
//! A name that leads out of the folder is refused, since whoever unpacks such an archive writes where it says; links
//! and devices are not followed. Files are read as they come, so memory is bounded by what their own readers need.

use std::io::{self, BufRead, BufReader, Read as _};

use crate::code;
use crate::context::{Context, Place};
use crate::reader::{self, Reader};

/// tar.
pub(crate) struct Tar;

const BLOCK: usize = 512;

/// Longest name that an extension header may give.
const NAME: u64 = 16 << 10;

impl Reader for Tar {
    fn name(&self) -> &'static str {
        "tar"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["tar"]
    }

    fn sniff(&self, head: &[u8]) -> bool {
        head.get(257..262) == Some(b"ustar") && head.get(..BLOCK).is_some_and(checked)
    }

    fn read(&self, input: &mut dyn BufRead, cx: &mut Context<'_>) {
        if cx.depth() > 0 {
            let reason = "an archive within an archive is not read";
            return cx.remark(&code::FORMAT_SKIPPED, Place::FILE, reason);
        }
        let (mut at, mut number) = (0u64, 0);
        let mut long: Option<String> = None;
        loop {
            let mut head = [0; BLOCK];
            let place = Place::record(number + 1, at);
            match input.read_exact(&mut head) {
                Ok(()) => at += BLOCK as u64,
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    if number == 0 {
                        cx.remark(&code::RECORD_DAMAGED, place, "the archive breaks off in its first header");
                    }
                    return;
                }
                Err(error) => return cx.broken(&error, place),
            }
            if head.iter().all(|b| *b == 0) {
                return;
            }
            if !checked(&head) {
                return cx.remark(&code::RECORD_DAMAGED, place, "the header's check sum is wrong");
            }
            let size = number_of(head.get(124..136).unwrap_or_default());
            let padded = size.div_ceil(BLOCK as u64).saturating_mul(BLOCK as u64);
            let kind = head.get(156).copied().unwrap_or(0);
            let mut body = (&mut *input).take(size);
            match kind {
                // A longer name for the next file: GNU's way, and that of POSIX.
                b'L' | b'x' => {
                    let mut bytes = Vec::new();
                    if let Err(error) = (&mut body).take(NAME).read_to_end(&mut bytes) {
                        return cx.broken(&error, place);
                    }
                    long = if kind == b'L' { Some(words(&bytes)) } else { path_of(&bytes) };
                }
                b'0' | 0 | b'7' => {
                    number += 1;
                    let name = long.take().unwrap_or_else(|| {
                        let (prefix, name) = (
                            words(head.get(345..500).unwrap_or_default()),
                            words(head.get(..100).unwrap_or_default()),
                        );
                        if prefix.is_empty() { name } else { format!("{prefix}/{name}") }
                    });
                    let hidden = name.split('/').any(|part| part.starts_with('.') && part != ".");
                    if escapes(&name) {
                        cx.remark(&code::PATH_ESCAPES, place, format!("{name:?} leads out of its folder"));
                    } else if !hidden || cx.settings().hidden {
                        cx.inner(&name, &mut |cx| reader::dispatch(&name, BufReader::new(&mut body), cx));
                    }
                }
                _ => long = None,
            }
            // What the file's reader left.
            let left = body.limit();
            if let Err(error) = io::copy(&mut body, &mut io::sink())
                .and_then(|n| if n < left { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(n) })
                .and_then(|_| {
                    let pad = padded.saturating_sub(size);
                    let n = io::copy(&mut (&mut *input).take(pad), &mut io::sink())?;
                    if n < pad { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(n) }
                })
            {
                if error.kind() == io::ErrorKind::UnexpectedEof {
                    return cx.remark(&code::RECORD_DAMAGED, place, "the archive breaks off within a file");
                }
                return cx.broken(&error, place);
            }
            at = at.saturating_add(padded);
        }
    }
}

/// Whether a name leads out of the folder that the archive would be unpacked into.
fn escapes(name: &str) -> bool {
    let name = name.replace('\\', "/");
    name.starts_with('/') || name.as_bytes().get(1) == Some(&b':') || name.split('/').any(|part| part == "..")
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.split(|b| *b == 0).next().unwrap_or_default()).trim().to_owned()
}

/// An octal number, or a large one in base 256.
fn number_of(bytes: &[u8]) -> u64 {
    if bytes.first().is_some_and(|b| b & 0x80 != 0) {
        return bytes.iter().skip(4).fold(0u64, |n, b| (n << 8) | u64::from(*b));
    }
    u64::from_str_radix(&words(bytes), 8).unwrap_or(0)
}

/// The `path` of a POSIX extension header.
fn path_of(bytes: &[u8]) -> Option<String> {
    String::from_utf8_lossy(bytes).lines().find_map(|line| {
        line.split_once(' ').and_then(|(_, pair)| pair.strip_prefix("path=")).map(str::to_owned)
    })
}

/// Whether a header's check sum is right.
fn checked(head: &[u8]) -> bool {
    let sum: u64 =
        head.iter().enumerate().map(|(i, b)| if (148..156).contains(&i) { 32 } else { u64::from(*b) }).sum();
    number_of(head.get(148..156).unwrap_or_default()) == sum
}
