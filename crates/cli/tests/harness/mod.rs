//! Runs the binary in a folder of its own that has the examples.

#![allow(dead_code, clippy::unwrap_used, reason = "each test file uses its part; a test may fail")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_copydesk");

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_path_buf()
}

/// An empty folder for the test of that name, with the examples in it.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    for story in ["harbour-fire", "council-vote", "football-transfer"] {
        let to = folder.join("examples").join(story);
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(root().join("examples").join(story)).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
    folder
}

/// What a run of the binary gave.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The binary with arguments, nothing on standard input, no settings from the environment.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(BINARY);
    command.current_dir(folder).args(arguments).stdin(Stdio::null()).env_remove("NO_COLOR");
    command
}

/// Runs it to the end.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Run {
    command(folder, arguments).output().unwrap().into()
}

/// Runs it with `input` on standard input.
pub(crate) fn feed(folder: &Path, arguments: &[&str], input: &str) -> Run {
    let mut child = command(folder, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output.into()
}

/// The document of `read --json` over `paths`.
pub(crate) fn document(folder: &Path, paths: &[&str]) -> Value {
    let mut arguments = vec!["read", "--json"];
    arguments.extend(paths);
    let run = run(folder, &arguments);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{paths:?}");
    serde_json::from_str(&run.out).unwrap()
}
