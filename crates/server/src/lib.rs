//! *How does somebody look at a desk: pages, an HTTP API, live updates, and tools for agents?*
//!
//! [`App`] is a server over a [`copydesk_desk::Desk`], and [`serve`] runs it. The desk's records become plain view data
//! (`data`, [`view`]), and pure functions make pages of them ([`pages`]); the API ([`api`]) prints the records
//! themselves. What was rendered once is kept until the desk changes (`cache`), so that two hundred readers cost as
//! much as one.
//!
//! | module | holds |
//! |---|---|
//! | `guard` | the one door: host, token, rate, origin of forms, headers of every answer |
//! | `web`, [`pages`], [`view`], `data` | the pages: over HTTP, as markup, as plain data, from the desk |
//! | [`api`] | JSON, problems, posting of reports, the OpenAPI description |
//! | `live`, `hooks`, `feeds` | news: server-sent events, webhooks, Atom |
//! | [`mcp`], `claim` | tools for agents |
//! | [`keys`] | tokens and webhooks, in a file beside the desk |
//! | `serve` | connections |
//!
//! Left out on purpose: any analysis. What a story says was found when its reports were added; a claim is checked by
//! the very rooms that compare reports.

pub mod api;
mod app;
mod asked;
pub mod assets;
mod cache;
pub mod claim;
mod clock;
mod data;
mod export;
mod feeds;
mod guard;
mod hooks;
pub mod keys;
mod live;
pub mod mcp;
mod members;
mod metrics;
mod outside;
mod packed;
pub mod pages;
pub mod printed;
pub mod problem;
mod serve;
pub mod view;
mod web;

pub use app::{App, Settings};
pub use serve::serve;
