//! *Does the client want it smaller?* What is sent often is packed once and kept beside the plain bytes.
//!
//! Gzip alone: every browser and library reads it, and at pages of some ten kilobytes newer ways save little more. Event streams
//! and downloads are sent as they are.

use std::io::Write as _;
use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

/// What fits into a packet or two gains nothing.
const LEAST: usize = 1_400;

/// Bytes, and the same in gzip as soon as somebody wanted them so.
#[derive(Clone, Debug)]
pub(crate) struct Packed {
    plain: Bytes,
    /// None once it turned out to gain nothing.
    gzip: Arc<OnceLock<Option<Bytes>>>,
}

impl Packed {
    pub(crate) fn new(bytes: impl Into<Bytes>) -> Self {
        Self { plain: bytes.into(), gzip: Arc::default() }
    }

    /// How much memory it takes.
    pub(crate) fn size(&self) -> usize {
        self.plain.len() + self.gzip.get().and_then(Option::as_ref).map_or(0, Bytes::len)
    }

    /// The response to whoever sent these headers; the way of packing is in its own headers.
    pub(crate) fn respond(&self, asked: &HeaderMap) -> Response {
        let gzip =
            if wants_gzip(asked) { self.gzip.get_or_init(|| gzip(&self.plain)).as_ref() } else { None };
        let mut response = gzip.unwrap_or(&self.plain).clone().into_response();
        if gzip.is_some() {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }
}

fn gzip(plain: &[u8]) -> Option<Bytes> {
    if plain.len() < LEAST {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 3), Compression::new(5));
    encoder.write_all(plain).ok()?;
    let packed = encoder.finish().ok()?;
    (packed.len() < plain.len()).then(|| packed.into())
}

/// Whether the client takes gzip: named, or by a star, and not refused by a weight of nought.
fn wants_gzip(asked: &HeaderMap) -> bool {
    let values = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|v| v.to_str().ok());
    let (mut named, mut star) = (None, false);
    for way in values.flat_map(|v| v.split(',')) {
        let (name, weight) = way.split_once(';').unwrap_or((way, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|q| q.trim().parse::<f32>().ok());
        let takes = weight.is_none_or(|q| q > 0.0);
        match name.trim() {
            name if name.eq_ignore_ascii_case("gzip") => named = Some(takes),
            "*" => star = takes,
            _ => {}
        }
    }
    named.unwrap_or(star)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn asked(way: &str) -> HeaderMap {
        [(header::ACCEPT_ENCODING, HeaderValue::from_str(way).unwrap())].into_iter().collect()
    }

    #[test]
    fn gzip_is_sent_to_whoever_takes_it() {
        for (way, yes) in [
            ("gzip, deflate, br, zstd", true),
            ("br;q=1.0, GZIP;q=0.5", true),
            ("gzip;q=0, *", false),
            ("*", true),
            ("*;q=0", false),
            ("identity", false),
            ("", false),
        ] {
            assert_eq!(wants_gzip(&asked(way)), yes, "{way}");
        }
        assert!(!wants_gzip(&HeaderMap::new()));
    }

    #[test]
    fn what_is_packed_unpacks_to_the_same_and_what_is_short_is_not_packed() {
        let text = "Nothing is lost on the way. ".repeat(200);
        let packed = gzip(text.as_bytes()).unwrap();
        assert!(packed.len() < text.len() / 10);
        let mut back = String::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut back).unwrap();
        assert_eq!(back, text);
        assert_eq!(gzip(b"short"), None);
    }
}
