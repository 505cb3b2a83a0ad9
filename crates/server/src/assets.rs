//! What the pages load: one style sheet, one script, one icon, two fonts; all in the binary, none from the network.
//!
//! Each is served under a name that holds a hash of its content, so that a browser may keep it for ever.

use std::sync::LazyLock;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use sha2::{Digest as _, Sha256};

use crate::packed::Packed;

/// A file in the binary.
pub struct Asset {
    stem: &'static str,
    extension: &'static str,
    /// Its media type.
    pub media: &'static str,
    bytes: fn() -> Vec<u8>,
}

/// An asset with its name.
pub struct Named {
    /// Path under which it is served.
    path: String,
    media: &'static str,
    content: Packed,
}

impl Named {
    fn new(asset: &Asset) -> Self {
        let bytes = (asset.bytes)();
        let hash = crate::keys::hex(&Sha256::digest(&bytes)[..6]);
        let path = format!("/assets/{}-{hash}.{}", asset.stem, asset.extension);
        Self { path, media: asset.media, content: Packed::new(bytes) }
    }

    /// The response to whoever sent these headers: it may be kept for ever.
    pub(crate) fn respond(&self, asked: &HeaderMap) -> Response {
        let mut response = self.content.respond(asked);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media));
        headers
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        response
    }

    /// The address to link to.
    pub fn href(&self) -> &str {
        &self.path
    }
}

/// The upright face.
pub static FONT: LazyLock<Named> = LazyLock::new(|| {
    Named::new(&Asset {
        stem: "serif",
        extension: "woff2",
        media: "font/woff2",
        bytes: || include_bytes!("../assets/fonts/source-serif-4-latin-wght-normal.woff2").to_vec(),
    })
});
/// The italic face.
pub static FONT_ITALIC: LazyLock<Named> = LazyLock::new(|| {
    Named::new(&Asset {
        stem: "serif-italic",
        extension: "woff2",
        media: "font/woff2",
        bytes: || include_bytes!("../assets/fonts/source-serif-4-latin-wght-italic.woff2").to_vec(),
    })
});
/// The style sheet, with the names of the fonts put in.
pub static STYLE: LazyLock<Named> = LazyLock::new(|| {
    Named::new(&Asset {
        stem: "desk",
        extension: "css",
        media: "text/css; charset=utf-8",
        bytes: || {
            include_str!("../assets/desk.css")
                .replace("serif-italic.woff2", FONT_ITALIC.href())
                .replace("serif.woff2", FONT.href())
                .into_bytes()
        },
    })
});
/// The script.
pub static SCRIPT: LazyLock<Named> = LazyLock::new(|| {
    Named::new(&Asset {
        stem: "desk",
        extension: "js",
        media: "text/javascript; charset=utf-8",
        bytes: || include_bytes!("../assets/desk.js").to_vec(),
    })
});
/// The icon.
pub static ICON: LazyLock<Named> = LazyLock::new(|| {
    Named::new(&Asset {
        stem: "icon",
        extension: "svg",
        media: "image/svg+xml",
        bytes: || include_bytes!("../assets/icon.svg").to_vec(),
    })
});

/// The asset at this path.
pub fn at(path: &str) -> Option<&'static Named> {
    [&FONT, &FONT_ITALIC, &STYLE, &SCRIPT, &ICON].into_iter().map(|a| &**a).find(|a| a.path == path)
}
