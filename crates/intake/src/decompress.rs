//! *What do these bytes unpack to, and is it safe to ask?*
//!
//! gzip and Zstandard, told by their first bytes and not by the name. The cap is on what comes **out**, since a
//! compressed size says nothing: when a file has grown to more than `max_ratio` times what was read of it, and
//! past a size that does no harm, the stream ends with [`Overflow`].

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::rc::Rc;

/// Below this size a ratio is nobody's concern.
pub(crate) const HARMLESS: u64 = 16 << 20;

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
            [0x1f, 0x8b, ..] => stream = Box::new(Members::new(whole)),
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

/// What a decoder gives of `packed` bytes, held to the ratio.
pub(crate) fn capped<'a>(decoder: impl Read + 'a, packed: u64, max_ratio: u64) -> impl Read + 'a {
    Capped { inner: decoder, packed: Rc::new(Cell::new(packed)), unpacked: 0, max_ratio }
}

/// Whether more came out than may.
pub(crate) fn is_overflow(error: &io::Error) -> bool {
    error.get_ref().and_then(|e| e.downcast_ref::<Overflow>()).is_some()
}

/// A damaged member of a gzip file; what follows it can be read on.
#[derive(Debug)]
pub(crate) struct DamagedMember(io::Error);

impl fmt::Display for DamagedMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a part of the compressed data is damaged: {}", self.0)
    }
}

impl std::error::Error for DamagedMember {}

/// How a gzip member begins: the mark, and the only method there is.
const MEMBER: &[u8] = &[0x1f, 0x8b, 8];

/// The members of a gzip file, one behind another. One that is damaged gives one error ([`DamagedMember`]); whoever reads
/// on gets the next that is whole, so that one bad record of an archive costs itself alone.
struct Members<R> {
    state: State<R>,
    failed: bool,
}

enum State<R> {
    Between(R),
    Inside(Box<flate2::bufread::GzDecoder<R>>),
    Over,
}

impl<R: BufRead> Members<R> {
    fn new(inner: R) -> Self {
        Self { state: State::Between(inner), failed: false }
    }

    /// Moves to where the next member may begin; false at the end.
    fn seek(inner: &mut R) -> io::Result<bool> {
        loop {
            let buffer = inner.fill_buf()?;
            if buffer.is_empty() {
                return Ok(false);
            }
            if let Some(at) = memchr::memmem::find(buffer, MEMBER) {
                inner.consume(at);
                return Ok(true);
            }
            // A mark across the end of the buffer is found only if it stands at its begin next time.
            let keep = usize::from(buffer.len() > 2 && buffer.ends_with(&MEMBER[..1]));
            let used = buffer.len() - keep;
            inner.consume(used);
        }
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        loop {
            match std::mem::replace(&mut self.state, State::Over) {
                State::Over => return Ok(0),
                State::Between(mut inner) => {
                    let more = if self.failed {
                        Self::seek(&mut inner)?
                    } else {
                        // Padding of zeros behind the last member is common.
                        loop {
                            let rest = inner.fill_buf()?;
                            let zeros = rest.iter().take_while(|b| **b == 0).count();
                            let all = zeros == rest.len();
                            let over = rest.is_empty();
                            inner.consume(zeros);
                            if over || !all {
                                break !over;
                            }
                        }
                    };
                    self.failed = false;
                    if more {
                        self.state = State::Inside(Box::new(flate2::bufread::GzDecoder::new(inner)));
                    }
                }
                State::Inside(mut member) => match member.read(buf) {
                    Ok(0) => self.state = State::Between(member.into_inner()),
                    Ok(n) => {
                        self.state = State::Inside(member);
                        return Ok(n);
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                        self.state = State::Inside(member);
                    }
                    Err(error) => {
                        let mut inner = member.into_inner();
                        self.failed = true;
                        // A member that breaks off at the end of the file is a file that breaks off.
                        if inner.fill_buf().is_ok_and(<[u8]>::is_empty)
                            || error.get_ref().is_some_and(<dyn std::error::Error + std::marker::Send + std::marker::Sync + 'static>::is::<Overflow>)
                        {
                            return Err(error);
                        }
                        // Behind the mark that began the damaged one.
                        self.state = State::Between(inner);
                        return Err(io::Error::new(io::ErrorKind::InvalidData, DamagedMember(error)));
                    }
                },
            }
        }
    }
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
