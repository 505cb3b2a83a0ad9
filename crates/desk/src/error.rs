//! *What went wrong with the desk, and what helps?*

use std::fmt;

/// Why the desk could not do something.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    reason: String,
}

/// The kinds of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The file or server cannot be reached.
    Unreachable,
    /// There is no desk at that path.
    Missing,
    /// The file is something else than a desk.
    NotADesk,
    /// The desk was written by a newer version of the program.
    Newer,
    /// Another process held the desk for too long.
    Busy,
    /// The desk may be read but not written.
    ReadOnly,
    /// There is no room left where the desk lies. Nothing of what was to be written is there.
    Full,
    /// What is stored cannot be understood.
    Damaged,
    /// What was asked for makes no sense: an edit of a story that is not there, a cursor that is none.
    Invalid,
    /// Something else that the database says.
    Database,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, reason: impl Into<String>) -> Self {
        Self { kind, reason: reason.into() }
    }

    pub(crate) fn invalid(reason: impl Into<String>) -> Self {
        Self::new(ErrorKind::Invalid, reason)
    }

    pub(crate) fn damaged(reason: impl Into<String>) -> Self {
        Self::new(ErrorKind::Damaged, reason)
    }

    /// Of which kind it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What the user can do; empty where nothing general helps.
    pub fn remedy(&self) -> &'static str {
        match self.kind {
            ErrorKind::Unreachable => "check the path or address, and that you may read and write there",
            ErrorKind::Missing => "`copydesk add --desk FILE PATHS` makes one",
            ErrorKind::NotADesk => "name another file: a desk is made by `copydesk add --desk FILE PATHS`",
            ErrorKind::Newer => "use the newer version of copydesk that wrote this desk",
            ErrorKind::Busy => "wait until the other process is done, or stop it",
            ErrorKind::ReadOnly => "make the file and its folder writable, or use a copy of the desk",
            ErrorKind::Full => {
                "make room and repeat: the desk is as it was before, all that was acknowledged is kept"
            }
            ErrorKind::Damaged => "`copydesk doctor --repair` rebuilds what can be rebuilt from the reports",
            ErrorKind::Invalid | ErrorKind::Database => "",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Error {}

/// What the desk gives back.
pub type Result<T, E = Error> = std::result::Result<T, E>;
