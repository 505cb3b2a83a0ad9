//! One format a file.

pub(crate) mod arc;
pub(crate) mod csv;
pub(crate) mod feed;
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod jsonfeed;
pub(crate) mod jsonl;
mod jsonld;
pub(crate) mod markdown;
pub(crate) mod mhtml;
pub(crate) mod newsml;
mod ninjs;
pub(crate) mod opml;
pub(crate) mod parquet;
pub(crate) mod record;
pub(crate) mod tar;
#[cfg(test)]
mod template;
pub(crate) mod text;
pub(crate) mod warc;
pub(crate) mod xml;
