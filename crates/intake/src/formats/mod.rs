//! One format a file.

pub(crate) mod csv;
pub(crate) mod feed;
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod jsonl;
pub(crate) mod markdown;
pub(crate) mod record;
#[cfg(test)]
mod template;
pub(crate) mod text;
pub(crate) mod warc;
