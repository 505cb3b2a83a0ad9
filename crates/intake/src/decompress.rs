//! *What do these bytes unpack to, and is it safe to ask?*
//!
//! gzip and Zstandard, told by their first bytes and not by the name. The cap is on what comes **out**, since a
//! compressed size says nothing: when a file has grown to more than `max_ratio` times what was read of it, and
//! past a size that does no harm, the stream ends with [`Overflow`].

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufReader, Cursor, Read};
use std::rc::Rc;

/// Below this size a ratio is nobody's concern.
const HARMLESS: u64 = 16 << 20;

/// Deepest nesting of one compression in another.
const LAYERS: usize = 2;

/// More came out than a file of that size may hold.
#[derive(Debug)]
pub(crate) struct Overflow {
    packed: u64,
    unpacked: u64,
}

impl fmt::Display for Overflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} compressed bytes have unpacked to {} and more", self.packed, self.unpacked)
    }
}

impl std::error::Error for Overflow {}

/// Unpacks a stream if it is packed.
pub(crate) fn open<'a>(stream: Box<dyn Read + 'a>, max_ratio: u64) -> io::Result<Box<dyn Read + 'a>> {
    let packed = Rc::new(Cell::new(0));
    let mut stream: Box<dyn Read + 'a> = Box::new(Counted { inner: stream, count: Rc::clone(&packed) });
    let mut layers = 0;
    for _ in 0..LAYERS {
        let mut magic = Vec::with_capacity(4);
        stream.by_ref().take(4).read_to_end(&mut magic)?;
        let kind = magic.clone();
        let whole = BufReader::with_capacity(1 << 16, Cursor::new(magic).chain(stream));
        match kind.as_slice() {
            [0x1f, 0x8b, ..] => stream = Box::new(flate2::bufread::MultiGzDecoder::new(whole)),
            [0x28, 0xb5, 0x2f, 0xfd] => stream = Box::new(zstd::Decoder::with_buffer(whole)?),
            _ => {
                stream = Box::new(whole);
                break;
            }
        }
        layers += 1;
    }
    if layers == 0 {
        return Ok(stream);
    }
    Ok(Box::new(Capped { inner: stream, packed, unpacked: 0, max_ratio }))
}

struct Counted<R> {
    inner: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.count.set(self.count.get() + n as u64);
        Ok(n)
    }
}

struct Capped<R> {
    inner: R,
    packed: Rc<Cell<u64>>,
    unpacked: u64,
    max_ratio: u64,
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.unpacked += n as u64;
        let packed = self.packed.get();
        if self.unpacked > HARMLESS && self.unpacked > packed.saturating_mul(self.max_ratio) {
            return Err(io::Error::other(Overflow { packed, unpacked: self.unpacked }));
        }
        Ok(n)
    }
}
