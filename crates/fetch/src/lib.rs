//! *How is a page or a feed fetched politely and safely?*
//!
//! [`Fetcher::fetch`] asks for one address, [`Fetcher::fetch_all`] for many at once, answers in the order of the
//! questions. Nothing is fetched unless somebody calls one of them: all other rooms are offline.
//!
//! **Polite.** `robots.txt` is asked first and obeyed, its `Crawl-delay` too; requests to one host keep a distance and
//! are few at a time; a server that is busy is asked again later, and later still, or left alone as long as it says. The
//! user agent names who asks and how to reach them. `ETag` and `Last-Modified` go back with the next question, so that
//! what has not changed is not sent again; [`State`] keeps them, and what is still to be fetched, across runs.
//!
//! **Safe.** Addresses that are private, loopback, link-local or otherwise not of the public internet are refused. The
//! test is made on every address that a name resolves to, in the resolver that the connection itself uses, so that there is
//! no second look-up to answer differently; and it is made anew at every redirect. Proxies of the environment are not
//! used, because they would resolve names where no test is made. Answers are held to a size after unpacking, to a
//! time, and to a number of redirects. Every refusal has a code of its own ([`Kind`]).
//!
//! ```no_run
//! use copydesk_fetch::{Answer, Fetcher, Policy};
//!
//! let fetcher = Fetcher::new(Policy::new("desk@coast-herald.example"));
//! match fetcher.fetch("https://coast-herald.example/feed.xml", None) {
//!     Ok(Answer::Fresh(page)) => println!("{} bytes of {:?}", page.body.len(), page.content_type),
//!     Ok(Answer::Unchanged) => println!("nothing new"),
//!     Err(refusal) => println!("{}: {}", refusal.kind.code(), refusal.reason),
//! }
//! ```
//!
//! Left out on purpose: what the bytes mean (that is intake's), cookies, scripts, logins.

mod address;
mod fetcher;
mod many;
mod pace;
mod policy;
mod refusal;
mod robots;
mod state;

pub use address::{Guard, is_public};
pub use fetcher::{Answer, Fetcher, Page, Validators};
pub use many::Job;
pub use policy::Policy;
pub use refusal::{Kind, Refusal};
pub use state::{Seen, State, StateError};
