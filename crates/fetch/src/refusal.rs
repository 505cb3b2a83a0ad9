//! Why something was not fetched.

use std::fmt;
use std::time::Duration;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $explanation:literal, remedy $remedy:literal;)*) => {
        /// One way in which fetching is refused or fails.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Kind {
            $($(#[$doc])* $name,)*
        }

        impl Kind {
            /// All kinds, in the order of their codes.
            pub const ALL: &'static [Kind] = &[$(Kind::$name),*];

            /// Stable name.
            pub fn code(self) -> &'static str {
                match self { $(Kind::$name => $code),* }
            }

            /// What it means, and why it is so.
            pub fn explanation(self) -> &'static str {
                match self { $(Kind::$name => $explanation),* }
            }

            /// What the user can do.
            pub fn remedy(self) -> &'static str {
                match self { $(Kind::$name => $remedy),* }
            }
        }
    };
}

kinds! {
    /// The server is busy and asks to be left alone for longer than is waited.
    Busy = "fetch-busy",
        "The server answered that it is busy or that too much was asked of it, again after waiting, or for longer than is waited.",
        remedy "run again later; with a state file only what is missing is fetched";
    /// The connection could not be made or broke off.
    Failed = "fetch-failed",
        "The connection could not be made, was not safe, or broke off, also when it was tried again.",
        remedy "check the address and the network, and run again";
    /// No such host.
    Host = "fetch-host",
        "The name of the host resolves to no address.",
        remedy "check the address";
    /// An address that is not of the public internet.
    Private = "fetch-private",
        "The host resolves to a private, loopback, link-local or otherwise not public address. Such addresses are refused, at the first request as after every redirect, because a link in a feed must not be able to reach machines inside your network.",
        remedy "if it is your own server, allow private addresses";
    /// Too many redirects, or a circle of them.
    Redirects = "fetch-redirects",
        "The server sends from address to address without end, or to nowhere.",
        remedy "open the address in a browser and use the one where it ends";
    /// `robots.txt` forbids it.
    Robots = "fetch-robots",
        "The site's robots.txt asks not to fetch this address, could not be read because the server failed, or asks for longer waits than are kept.",
        remedy "ask the publisher, or save the page by hand";
    /// The server refuses or has no such page.
    Status = "fetch-status",
        "The server answered with a status that carries no page, such as 404 or 403.",
        remedy "check the address; some pages need a subscription";
    /// The server is too slow.
    Timeout = "fetch-timeout",
        "The server did not answer in time, or sent its answer so slowly that the time was up before its end.",
        remedy "run again later, or allow more time";
    /// The answer is too large.
    TooLarge = "fetch-too-large",
        "The answer, unpacked, is larger than the limit. What was received of it was thrown away.",
        remedy "raise the limit, or save the file by hand";
    /// Not an address that can be fetched.
    Url = "fetch-url",
        "The address is not one that can be fetched: it is no URL, is not http or https, or carries a user name and password.",
        remedy "give an http or https address without a password";
}

/// Something that was not fetched, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// In which way.
    pub kind: Kind,
    /// The address that was asked for.
    pub url: String,
    /// What happened, in words.
    pub reason: String,
    /// The status of the answer, where there was one.
    pub status: Option<u16>,
    /// How long the server asks to be left alone.
    pub retry_after: Option<Duration>,
}

impl Refusal {
    pub(crate) fn new(kind: Kind, url: &str, reason: impl Into<String>) -> Self {
        Self { kind, url: url.to_owned(), reason: reason.into(), status: None, retry_after: None }
    }

    /// Whether the same request may succeed at another time.
    pub fn may_pass(&self) -> bool {
        matches!(self.kind, Kind::Busy | Kind::Failed | Kind::Timeout | Kind::Host)
            || self.status.is_some_and(|s| s >= 500)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} [{}]", self.url, self.reason, self.kind.code())
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_code_of_its_own_and_says_what_helps() {
        for pair in Kind::ALL.windows(2) {
            assert!(pair[0].code() < pair[1].code());
        }
        for kind in Kind::ALL {
            assert!(kind.code().starts_with("fetch-"));
            assert!(!kind.explanation().is_empty() && !kind.remedy().is_empty());
        }
    }
}
