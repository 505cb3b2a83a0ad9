//! Who may do what: tokens and webhooks, in one small file beside the desk.
//!
//! A token is shown once, when it is made; the file holds its SHA-256 hash (256 random bits need no slow hash), its
//! scope and its name. The file is written whole or not at all and is readable by its owner alone. It is read again
//! when it changes, so that a token that is revoked is refused at once.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Look.
    Read,
    /// Look, add reports, edit, set webhooks.
    Write,
}

/// A token as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// A short public name: the log of edits shows it.
    pub name: String,
    /// What it allows.
    pub scope: Scope,
    /// SHA-256 of the token, in hex.
    pub hash: String,
    /// When it was made, in milliseconds since 1970.
    pub made: i64,
}

/// Where to tell of news.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// Its id.
    pub id: String,
    /// Where to post.
    pub url: String,
    /// Kinds of events; all of [`EVENTS`] when it is empty.
    #[serde(default)]
    pub events: Vec<String>,
    /// Signs what is posted.
    pub secret: String,
    /// The last commit that it heard of.
    #[serde(default)]
    pub seen: i64,
}

/// The kinds of events that a webhook hears of.
pub const EVENTS: [&str; 3] = ["new_story", "new_conflict", "superseded"];

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct File {
    #[serde(default)]
    tokens: Vec<Token>,
    #[serde(default)]
    webhooks: Vec<Webhook>,
}

/// The file, read.
#[derive(Debug)]
pub struct Keys {
    path: Option<PathBuf>,
    state: Mutex<(Option<SystemTime>, File)>,
}

impl Keys {
    /// Keys that are kept nowhere, for tests and for a desk that is only looked at.
    pub fn in_memory() -> Self {
        Self { path: None, state: Mutex::new((None, File::default())) }
    }

    /// The keys in a file; none yet where it is missing.
    ///
    /// # Errors
    /// When the file cannot be read or is something else.
    pub fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        let keys = Self { path: Some(path.into()), state: Mutex::new((None, File::default())) };
        keys.refresh()?;
        Ok(keys)
    }

    /// A file beside that of the keys; none when they are kept nowhere.
    pub(crate) fn file_beside(&self, ending: &str) -> Option<PathBuf> {
        self.path.as_ref().map(|path| path.with_extension(ending))
    }

    /// Where the keys of a desk lie, unless said otherwise: beside its file; none for a desk on a server.
    pub fn beside(desk: &str) -> Option<PathBuf> {
        (!desk.contains("://")).then(|| PathBuf::from(format!("{desk}.keys.json")))
    }

    fn refresh(&self) -> io::Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        let changed = match fs::metadata(path) {
            Ok(meta) => Some(meta.modified()?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if changed == state.0 && changed.is_some() {
            return Ok(());
        }
        let file =
            if changed.is_some() { serde_json::from_slice(&fs::read(path)?)? } else { File::default() };
        *state = (changed, file);
        Ok(())
    }

    fn change<T>(&self, change: impl FnOnce(&mut File) -> T) -> io::Result<T> {
        self.refresh()?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut file = state.1.clone();
        let result = change(&mut file);
        if let Some(path) = &self.path {
            write_whole(path, &serde_json::to_vec_pretty(&file)?)?;
            state.0 = fs::metadata(path)?.modified().ok();
        }
        state.1 = file;
        Ok(result)
    }

    /// Makes a token; this is the only time that it is seen.
    ///
    /// # Errors
    /// When there is no randomness, or the file cannot be written.
    pub fn add(&self, name: &str, scope: Scope, now: i64) -> io::Result<String> {
        let token = format!("cd_{}", random(32)?);
        let kept = Token { name: name.to_owned(), scope, hash: hash(&token), made: now };
        self.change(|file| {
            file.tokens.retain(|t| t.name != kept.name);
            file.tokens.push(kept);
        })?;
        Ok(token)
    }

    /// Revokes the token of that name; whether there was one.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remove(&self, name: &str) -> io::Result<bool> {
        self.change(|file| {
            let before = file.tokens.len();
            file.tokens.retain(|t| t.name != name);
            file.tokens.len() < before
        })
    }

    /// All tokens, without their secrets (nobody has them).
    pub fn tokens(&self) -> Vec<Token> {
        let _ = self.refresh();
        self.state.lock().unwrap_or_else(PoisonError::into_inner).1.tokens.clone()
    }

    /// The token that these words are; compared in constant time.
    pub fn check(&self, words: &str) -> Option<Token> {
        let _ = self.refresh();
        let hash = hash(words);
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.1.tokens.iter().find(|t| same(t.hash.as_bytes(), hash.as_bytes())).cloned()
    }

    /// Where news goes.
    pub fn webhooks(&self) -> Vec<Webhook> {
        let _ = self.refresh();
        self.state.lock().unwrap_or_else(PoisonError::into_inner).1.webhooks.clone()
    }

    /// Sets a webhook from commit `seen` on.
    ///
    /// # Errors
    /// When there is no randomness, or the file cannot be written.
    pub fn add_webhook(&self, url: &str, events: Vec<String>, seen: i64) -> io::Result<Webhook> {
        let hook = Webhook { id: random(8)?, url: url.to_owned(), events, secret: random(32)?, seen };
        self.change(|file| file.webhooks.push(hook.clone()))?;
        Ok(hook)
    }

    /// Takes a webhook away; whether there was one.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remove_webhook(&self, id: &str) -> io::Result<bool> {
        self.change(|file| {
            let before = file.webhooks.len();
            file.webhooks.retain(|h| h.id != id);
            file.webhooks.len() < before
        })
    }

    /// Remembers how far a webhook has heard.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn heard(&self, id: &str, seq: i64) -> io::Result<()> {
        self.change(|file| {
            for hook in file.webhooks.iter_mut().filter(|h| h.id == id) {
                hook.seen = hook.seen.max(seq);
            }
        })
    }
}

/// Writes a file beside and moves it into place, so that it is there whole or as it was.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension(format!("{}.part", std::process::id()));
    let mut file = private().write(true).create(true).truncate(true).open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

/// How a file is opened that nobody else may read.
pub(crate) fn private() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn hash(words: &str) -> String {
    hex(&Sha256::digest(words.as_bytes()))
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|b| [b >> 4, b & 15]).filter_map(|n| char::from_digit(n.into(), 16)).collect()
}

/// `n` random bytes in hexadecimal.
///
/// # Errors
/// When the system has no randomness.
pub(crate) fn random(n: usize) -> io::Result<String> {
    let mut bytes = vec![0; n];
    getrandom::fill(&mut bytes).map_err(|e| io::Error::other(e.to_string()))?;
    Ok(hex(&bytes))
}

/// Whether two strings of bytes are the same, in a time that does not tell where they differ.
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |all, (x, y)| all | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_until_it_is_revoked_and_is_never_kept() {
        let folder = std::env::temp_dir().join(format!("copydesk-keys-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("keys.json");
        let keys = Keys::open(&path).unwrap();
        let token = keys.add("newsroom", Scope::Read, 7).unwrap();
        assert_eq!(keys.check(&token).unwrap().name, "newsroom");
        assert_eq!(keys.check("cd_wrong"), None);
        assert!(!fs::read_to_string(&path).unwrap().contains(&token), "the file holds a hash");
        // Another process sees it, and revokes it.
        let other = Keys::open(&path).unwrap();
        assert!(other.check(&token).is_some());
        assert!(other.remove("newsroom").unwrap());
        assert!(!other.remove("newsroom").unwrap());
        assert_eq!(Keys::open(&path).unwrap().check(&token), None);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn the_same_is_the_same() {
        assert!(same(b"ab", b"ab"));
        assert!(!same(b"ab", b"ac") && !same(b"ab", b"abc") && same(b"", b""));
    }
}
