//! *Which files does this path mean?*
//!
//! A file means itself, a folder all files below it, a pattern all that match. Folders are read in the order of
//! their paths' bytes, so that the result does not depend on the file system. Names that begin with a dot are
//! passed over. A link is followed unless it leads back to a folder that contains it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use globset::GlobBuilder;

use crate::code::{self, Code};
use crate::context::{Context, Place};
use crate::{Settings, Sink, Summary, reader};

/// Reads a file, a folder or a pattern.
pub(crate) fn read(path: &Path, settings: &Settings, sink: &mut Sink<'_>, summary: &mut Summary) {
    let mut walk = Walk { settings, sink, summary };
    match fs::metadata(path) {
        Ok(meta) if meta.is_dir() => walk.folder(path, &mut Vec::new(), &|_| true),
        Ok(_) => walk.file(path, true),
        Err(error) => {
            let pattern = path.to_string_lossy();
            if pattern.contains(['*', '?', '[', '{']) {
                walk.glob(&pattern);
            } else if error.kind() == std::io::ErrorKind::NotFound {
                walk.say(path, &code::PATH_MISSING, "there is no such file or folder".to_owned());
            } else {
                walk.say(path, &code::FILE_UNREADABLE, format!("cannot be read: {error}"));
            }
        }
    }
}

/// A path as it is printed: as given, with `/`.
fn printed(path: &Path) -> String {
    let name = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        name.into_owned()
    } else {
        name.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

struct Walk<'a, 's> {
    settings: &'a Settings,
    sink: &'a mut Sink<'s>,
    summary: &'a mut Summary,
}

impl Walk<'_, '_> {
    fn say(&mut self, path: &Path, code: &Code, reason: String) {
        let name = printed(path);
        Context::new(&name, self.settings, self.sink, self.summary).remark(code, Place::FILE, reason);
    }

    /// `named` when the user named this very file.
    fn file(&mut self, path: &Path, named: bool) {
        let name = printed(path);
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(error) => {
                return self.say(path, &code::FILE_UNREADABLE, format!("cannot be opened: {error}"));
            }
        };
        let mut cx = Context::new(&name, self.settings, self.sink, self.summary);
        if !named && !reader::known_extension(&name) && !reader::recognised(&mut file) {
            cx.remark(&code::FORMAT_SKIPPED, Place::FILE, "the ending of the name is no known format");
            return;
        }
        reader::dispatch(&name, file, &mut cx);
    }

    /// `above` holds the real paths of the folders that contain this one.
    fn folder(&mut self, path: &Path, above: &mut Vec<PathBuf>, wanted: &dyn Fn(&Path) -> bool) {
        if above.len() > self.settings.max_depth {
            let reason = format!("lies more than {} folders deep", self.settings.max_depth);
            return self.say(path, &code::FOLDER_TOO_DEEP, reason);
        }
        let listed = fs::canonicalize(path).and_then(|real| Ok((real, fs::read_dir(path)?)));
        let (real, entries) = match listed {
            Ok(listed) => listed,
            Err(error) => {
                return self.say(path, &code::FILE_UNREADABLE, format!("cannot be listed: {error}"));
            }
        };
        if above.contains(&real) {
            return self.say(
                path,
                &code::SYMLINK_LOOP,
                "the link leads back to a folder above it".to_owned(),
            );
        }
        let mut names = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => names.push(entry.file_name()),
                Err(error) => {
                    self.say(path, &code::FILE_UNREADABLE, format!("cannot be listed to its end: {error}"));
                }
            }
        }
        names.sort_by(|a, b| a.as_encoded_bytes().cmp(b.as_encoded_bytes()));
        above.push(real);
        for name in names {
            if !self.settings.hidden && name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            // `./a` and `a` are the same file; do not print the first when the user said `.`.
            let below = if path == Path::new(".") { PathBuf::from(&name) } else { path.join(&name) };
            match fs::metadata(&below) {
                Ok(meta) if meta.is_dir() => self.folder(&below, above, wanted),
                _ if !wanted(&below) => {}
                Ok(meta) if meta.is_file() => self.file(&below, false),
                Ok(_) => self.say(&below, &code::FORMAT_SKIPPED, "is not a regular file".to_owned()),
                Err(error) => self.say(&below, &code::FILE_UNREADABLE, format!("cannot be opened: {error}")),
            }
        }
        above.pop();
    }

    fn glob(&mut self, pattern: &str) {
        let matcher = match GlobBuilder::new(pattern).literal_separator(true).build() {
            Ok(glob) => glob.compile_matcher(),
            Err(error) => {
                let reason = format!("the pattern cannot be read: {}", error.kind());
                return self.say(Path::new(pattern), &code::GLOB_SYNTAX, reason);
            }
        };
        // Start at the deepest folder that the pattern names in full.
        let fixed = pattern.find(['*', '?', '[', '{']).and_then(|at| pattern.get(..at)).unwrap_or_default();
        let base = match fixed.rfind('/') {
            Some(0) => "/",
            Some(at) => fixed.get(..at).unwrap_or("."),
            None => ".",
        };
        let matched = std::cell::Cell::new(0u64);
        let wanted = |path: &Path| {
            let yes = matcher.is_match(path);
            matched.set(matched.get() + u64::from(yes));
            yes
        };
        if Path::new(base).is_dir() {
            self.folder(Path::new(base), &mut Vec::new(), &wanted);
        }
        if matched.get() == 0 {
            self.say(Path::new(pattern), &code::GLOB_EMPTY, "no file matches the pattern".to_owned());
        }
    }
}
