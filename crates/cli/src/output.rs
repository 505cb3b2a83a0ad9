//! Standard output and files.

use std::fs;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::Path;

use serde::Serialize;

use crate::Failure;

/// Standard output, buffered; every failure but a closed pipe is told.
pub(crate) struct Stdout(BufWriter<io::StdoutLock<'static>>);

impl Stdout {
    pub(crate) fn new() -> Self {
        Self(BufWriter::with_capacity(1 << 16, io::stdout().lock()))
    }

    /// Writes text as it is.
    pub(crate) fn text(&mut self, text: &str) -> Result<(), Failure> {
        self.0.write_all(text.as_bytes()).map_err(|e| failed(&e))
    }

    /// Writes one value as a line of JSON.
    pub(crate) fn line(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        serde_json::to_writer(&mut self.0, value).map_err(|e| failed(&e.into()))?;
        self.0.write_all(b"\n").map_err(|e| failed(&e))
    }

    /// Writes one value as JSON, indented when a person looks at it.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        if io::stdout().is_terminal() {
            serde_json::to_writer_pretty(&mut self.0, value).map_err(|e| failed(&e.into()))?;
        } else {
            serde_json::to_writer(&mut self.0, value).map_err(|e| failed(&e.into()))?;
        }
        self.0.write_all(b"\n").map_err(|e| failed(&e))
    }

    /// Writes out what is in the buffer, for somebody who waits for it.
    pub(crate) fn flushed(&mut self) -> Result<(), Failure> {
        self.0.flush().map_err(|e| failed(&e))
    }

    /// Writes out what is still in the buffer.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        self.0.flush().map_err(|e| failed(&e))
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn failed(error: &io::Error) -> Failure {
    Failure::writing("to standard output", error)
}

/// Writes a file in `folder`, which is made where it is missing.
pub(crate) fn file(folder: &Path, name: &str, text: &[u8]) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|e| Failure::writing(&folder.display().to_string(), &e))?;
    path(&folder.join(name), text)
}

/// Writes a file.
pub(crate) fn path(path: &Path, text: &[u8]) -> Result<(), Failure> {
    fs::write(path, text).map_err(|e| Failure::writing(&path.display().to_string(), &e))
}
