//! Files, folders and patterns.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::fs;
use std::path::{Path, PathBuf};

use copydesk_intake::{Input, Settings, read, read_with};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Sources below the folder, and codes.
    fn read(&self, inputs: &[&str]) -> (Vec<String>, Vec<String>) {
        let inputs: Vec<Input> = inputs.iter().map(|i| Input::from_argument(self.0.join(i))).collect();
        let (mut sources, mut codes) = (Vec::new(), Vec::new());
        let below = format!("{}/", self.0.display());
        read(&inputs, &mut |item| match item {
            Ok(report) => {
                sources.push(report.source.strip_prefix(&below).unwrap_or(&report.source).to_owned());
            }
            Err(remark) => codes.push(remark.code),
        });
        (sources, codes)
    }
}

#[test]
fn a_folder_is_read_in_the_order_of_its_paths() {
    let folder = Folder::new("order");
    for name in ["b/2.txt", "a.txt", "b/1.txt", "B.txt", ".hidden.txt", ".git/x.txt", "b/note"] {
        folder.write(name, "The quay burned.");
    }
    folder.write("c.jsonl", "{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n");
    folder.write("photo.jpg", "\u{0}\u{1}");
    let (sources, codes) = folder.read(&[""]);
    let sources: Vec<&str> =
        sources.iter().map(|s| s.rsplit_once("order/").map_or(s.as_str(), |(_, s)| s)).collect();
    assert_eq!(sources, ["B.txt", "a.txt", "b/1.txt", "b/2.txt", "c.jsonl:1", "c.jsonl:2"]);
    assert_eq!(codes, ["format-skipped", "format-skipped"]);
}

#[test]
fn a_file_that_was_named_is_read_as_text_whatever_its_ending() {
    let folder = Folder::new("named");
    folder.write("note", "The quay burned.");
    assert_eq!(folder.read(&["note"]), (vec!["note".to_owned()], vec![]));
}

#[test]
fn a_pattern_means_the_files_that_match_and_none_is_an_error() {
    let folder = Folder::new("pattern");
    for name in ["x/1.txt", "x/2.md", "x/y/3.txt"] {
        folder.write(name, "The quay burned.");
    }
    assert_eq!(folder.read(&["x/*.txt"]).0, ["x/1.txt"]);
    assert_eq!(folder.read(&["x/**/*.txt"]).0, ["x/1.txt", "x/y/3.txt"]);
    assert_eq!(folder.read(&["x/*.{txt,md}"]).0, ["x/1.txt", "x/2.md"]);
    assert_eq!(folder.read(&["x/*.csv"]).1, ["glob-empty"]);
    assert_eq!(folder.read(&["x/[a-"]).1, ["glob-syntax"]);
    assert_eq!(folder.read(&["nothing"]).1, ["path-missing"]);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_back_is_not_followed() {
    let folder = Folder::new("links");
    folder.write("a/1.txt", "The quay burned.");
    std::os::unix::fs::symlink(&folder.0, folder.0.join("a/up")).unwrap();
    std::os::unix::fs::symlink(folder.0.join("nowhere"), folder.0.join("a/zz.txt")).unwrap();
    let (sources, codes) = folder.read(&["a"]);
    assert_eq!(sources, ["a/1.txt"]);
    assert_eq!(codes, ["symlink-loop", "file-unreadable"]);
}

#[test]
fn folders_nest_only_so_deep() {
    let folder = Folder::new("deep");
    folder.write("1/2/3/4/x.txt", "The quay burned.").write("1/x.txt", "The quay burned.");
    let mut settings = Settings::default();
    settings.max_depth = 2;
    let mut codes = Vec::new();
    let summary = read_with(&[Input::Path(folder.0.clone())], &settings, &mut |item| {
        codes.extend(item.err().map(|d| d.code));
    });
    assert_eq!((summary.read, codes), (1, vec!["folder-too-deep".to_owned()]));
}
