//! How the commands behave: exit codes, where things are printed, pipes, help.

mod harness;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use harness::{BINARY, document, feed, folder, root, run};
use serde_json::Value;

const COMMANDS: [&str; 24] = [
    "read",
    "intake",
    "annotate",
    "group",
    "reconcile",
    "add",
    "watch",
    "stories",
    "story",
    "search",
    "remove",
    "edit",
    "doctor",
    "quotes",
    "export",
    "timeline",
    "explain",
    "serve",
    "mcp",
    "token",
    "schema",
    "bench",
    "completions",
    "man",
];

#[test]
fn exit_codes_tell_whether_all_some_or_nothing_was_done() {
    let folder = folder("exit-codes");
    fs::create_dir(folder.join("empty")).unwrap();
    fs::write(folder.join("some.jsonl"), "{\"id\":\"a\",\"text\":\"The ferry sank on Monday.\"}\n{\"id\":\n")
        .unwrap();
    fs::write(folder.join("bad.jsonl"), "{\"id\":\n").unwrap();
    for (arguments, code, says) in [
        (&["read", "examples/harbour-fire"][..], 0, ""),
        (&["read", "some.jsonl"], 1, "json-syntax"),
        (&["read", "empty"], 1, "no reports found in empty"),
        (&["read", "bad.jsonl"], 2, "not one report could be read"),
        (&["read", "nowhere"], 2, "path-missing"),
        (&["read"], 2, "required arguments"),
        (&["rede"], 2, "unrecognized subcommand"),
        (&["intake", "some.jsonl"], 1, "json-syntax"),
        (&["explain", "no-such-code"], 2, "is no diagnostic code"),
        (&["explain", "nobody", "examples/harbour-fire"], 2, "nothing here has the id"),
        (&["read", "examples/harbour-fire", "--out", "some.jsonl/x"], 2, "cannot write"),
    ] {
        let run = run(&folder, arguments);
        assert_eq!(run.code, Some(code), "{arguments:?}: {}", run.err);
        assert!(run.err.contains(says), "{arguments:?}: {}", run.err);
        assert!(code != 2 || run.out.is_empty(), "{arguments:?}: {}", run.out);
    }
}

#[test]
fn a_bad_record_is_named_with_file_record_byte_and_reason_and_the_rest_is_read() {
    let folder = folder("bad-record");
    let lines = "{\"id\":\"a\",\"text\":\"The ferry sank.\"}\n{\"id\": oops}\n{\"id\":\"c\",\"text\":\"The ferry was raised.\"}\n";
    fs::write(folder.join("in.jsonl"), lines).unwrap();
    let intake = run(&folder, &["intake", "in.jsonl", "--diagnostics", "problems.jsonl"]);
    assert_eq!(intake.code, Some(1));
    assert_eq!(intake.out.lines().count(), 2);
    assert!(intake.err.contains("error: in.jsonl, record 2, byte "), "{}", intake.err);
    let problems = fs::read_to_string(folder.join("problems.jsonl")).unwrap();
    let problems: Vec<Value> = problems.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!((&problems[0]["code"], &problems[0]["record"]), (&"json-syntax".into(), &2.into()));
    // The last line sums up.
    let summary = &problems[1]["summary"];
    assert_eq!((&summary["read"], &summary["skipped"]), (&2.into(), &1.into()));
    assert_eq!(summary["by_code"]["json-syntax"], 1);
    // The later stages do the same with their lines.
    let annotate = feed(&folder, &["annotate"], lines);
    assert_eq!((annotate.code, annotate.out.lines().count()), (Some(1), 2));
    assert!(annotate.err.contains("-, record 2, byte 36"), "{}", annotate.err);
}

#[test]
fn the_stages_in_a_pipe_end_in_the_stories_of_read() {
    let folder = folder("pipe");
    for example in ["examples/harbour-fire", "examples/council-vote", "examples/football-transfer"] {
        let reports = run(&folder, &["intake", example]).out;
        let readings = feed(&folder, &["annotate"], &reports).out;
        let assignments = feed(&folder, &["group"], &readings).out;
        let stories = feed(&folder, &["reconcile"], &assignments);
        assert_eq!((stories.code, stories.err.as_str()), (Some(0), ""));
        let stories: Vec<Value> = stories.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let document = document(&folder, &[example]);
        assert_eq!(document["stories"], Value::from(stories.clone()), "{example}");
        // Bare assignments and the readings beside them are as good.
        fs::write(folder.join("readings.jsonl"), &readings).unwrap();
        let bare = feed(&folder, &["group", "--bare"], &readings).out;
        let again = feed(&folder, &["reconcile", "--readings", "readings.jsonl"], &bare).out;
        let again: Vec<Value> = again.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        assert_eq!(again, stories);
    }
}

#[test]
fn the_output_is_the_same_for_any_number_of_threads_and_any_order_of_files() {
    let folder = folder("same-output");
    let mut files: Vec<String> = fs::read_dir(folder.join("examples/harbour-fire"))
        .unwrap()
        .map(|e| format!("examples/harbour-fire/{}", e.unwrap().file_name().to_str().unwrap()))
        .collect();
    files.sort();
    let read = |files: &[String], threads: &str, format: &str| {
        let mut arguments = vec!["read", "--threads", threads, "--format", format];
        arguments.extend(files.iter().map(String::as_str));
        run(&folder, &arguments).out
    };
    for format in ["json", "jsonl", "html", "markdown", "terminal"] {
        let first = read(&files, "1", format);
        assert!(first.len() > 2000, "{format}");
        assert_eq!(first, read(&files, "3", format), "{format}");
        let backwards: Vec<String> = files.iter().rev().cloned().collect();
        assert_eq!(first, read(&backwards, "2", format), "{format}");
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = folder("broken-pipe");
    for arguments in
        [&["read", "examples/harbour-fire", "--format", "html"][..], &["intake", "examples/council-vote"]]
    {
        let mut child = harness::command(&folder, arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
}

#[test]
fn a_pipe_gets_neither_colour_nor_progress_unless_asked_for() {
    let folder = folder("colour");
    let arguments = ["read", "examples/council-vote"];
    let plain = run(&folder, &arguments);
    assert!(!plain.out.contains('\u{1b}') && plain.err.is_empty());
    let colour = run(&folder, &["read", "examples/council-vote", "--color", "always"]);
    assert!(colour.out.contains('\u{1b}'));
    let asked = harness::command(&folder, &["read", "examples/council-vote", "--color", "always"])
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&asked.stdout).contains('\u{1b}'), "the flag is stronger than NO_COLOR");
}

#[test]
fn out_writes_files_and_prints_nothing() {
    let folder = folder("out");
    let written = run(&folder, &["read", "examples/council-vote", "--out", "site/today"]);
    assert_eq!((written.code, written.out.as_str(), written.err.as_str()), (Some(0), "", ""));
    for name in ["document.json", "index.html", "stories.md"] {
        assert!(folder.join("site/today").join(name).metadata().unwrap().len() > 1000, "{name}");
    }
    let saved = fs::read_to_string(folder.join("site/today/document.json")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&saved).unwrap(), document(&folder, &["examples/council-vote"]));
}

#[test]
fn everything_that_has_an_id_can_be_explained_from_a_saved_document_too() {
    let folder = folder("explain");
    run(&folder, &["read", "examples/harbour-fire", "--format", "json", "--out", "."]);
    let list = run(&folder, &["explain", "--list", "document.json"]);
    assert_eq!((list.code, list.err.as_str()), (Some(0), ""));
    assert_eq!(list.out, run(&folder, &["explain", "--list", "examples/harbour-fire"]).out);
    let mut kinds = std::collections::BTreeSet::new();
    for line in list.out.lines() {
        let mut words = line.split_whitespace();
        let (kind, id) = (words.next().unwrap(), words.next().unwrap());
        // One of each kind is enough; all go the same way.
        if kinds.insert(kind.to_owned()) {
            let told = run(&folder, &["explain", id, "document.json"]);
            assert_eq!(told.code, Some(0), "{id}: {}", told.err);
            assert!(told.out.contains(id) && told.out.lines().count() > 2, "{id}: {}", told.out);
            let json = run(&folder, &["explain", id, "document.json", "--json"]).out;
            let json: Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
            assert_eq!((&json["id"], &json["object"]["id"]), (&id.into(), &id.into()));
        }
    }
    let expected = ["entity", "entry", "family", "finding", "quotation", "report", "story"];
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    let code = run(&folder, &["explain", "json-syntax"]);
    assert!(code.code == Some(0) && code.out.contains("help:"), "{}", code.out);
}

#[test]
fn every_schema_is_json_and_names_its_fields() {
    let folder = folder("schema");
    for (what, field) in [
        ("document", "stories"),
        ("report", "published"),
        ("assignment", "saga"),
        ("story", "origins"),
        ("diagnostic", "remedy"),
    ] {
        let schema: Value = serde_json::from_str(&run(&folder, &["schema", what]).out).unwrap();
        assert!(schema["properties"].get(field).is_some(), "{what}");
    }
}

#[test]
fn bench_measures_every_stage() {
    let folder = folder("bench");
    let bench: Value =
        serde_json::from_str(&run(&folder, &["bench", "examples/council-vote", "--json"]).out).unwrap();
    let stages: Vec<&str> =
        bench["stages"].as_array().unwrap().iter().map(|s| s["stage"].as_str().unwrap()).collect();
    assert_eq!(stages, ["intake", "annotate", "group", "reconcile"]);
    assert_eq!(bench["reports"], 5);
}

/// The command lines under `Examples:` in a help text.
fn examples(help: &str) -> Vec<String> {
    let block = help.split("Examples:\n").nth(1).unwrap_or_default();
    let lines = block.lines().take_while(|l| !l.trim().is_empty());
    lines.map(|l| l.trim().split("   ").next().unwrap_or_default().trim().to_owned()).collect()
}

#[cfg(unix)]
#[test]
fn every_example_in_a_help_text_runs() {
    let folder = folder("help-examples");
    fs::copy(folder.join("examples/harbour-fire/04-feed.jsonl"), folder.join("feed.jsonl")).unwrap();
    let path = std::path::Path::new(BINARY).parent().unwrap().display().to_string();
    let path = format!("{path}:{}", std::env::var("PATH").unwrap_or_default());
    // In the order of the work, for some examples use what others have written.
    let mut commands = vec![vec!["--help"]];
    commands.extend(COMMANDS.iter().map(|c| vec![*c, "--help"]));
    for arguments in commands {
        let help = run(&folder, &arguments).out;
        let examples = examples(&help);
        assert!(!examples.is_empty(), "{arguments:?} has no examples");
        for example in examples {
            let script = format!("set -o pipefail 2>/dev/null; {example}");
            let output = Command::new("bash")
                .args(["-c", &script])
                .current_dir(&folder)
                .env("PATH", &path)
                .stdin(Stdio::null())
                .output()
                .unwrap();
            assert!(output.status.success(), "{example}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

#[test]
fn the_reference_in_docs_is_what_help_prints() {
    let folder = folder("reference");
    let mut reference = String::from(
        "# The command line\n\nGenerated from the program's own help; `UPDATE_REFERENCE=1 cargo test -p copydesk-cli` writes it anew.\n",
    );
    let mut add = |name: &str, arguments: &[&str]| {
        let help = run(&folder, arguments).out;
        let help: Vec<&str> = help.lines().map(str::trim_end).collect();
        reference.extend(["\n## ", name, "\n\n```text\n", help.join("\n").trim_end(), "\n```\n"]);
    };
    add("copydesk", &["--help"]);
    for command in COMMANDS {
        add(&format!("copydesk {command}"), &[command, "--help"]);
    }
    let path = root().join("docs/cli.md");
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &reference).unwrap();
    }
    let saved = fs::read_to_string(&path).unwrap_or_default();
    assert!(saved == reference, "docs/cli.md is not what help prints; UPDATE_REFERENCE=1 writes it anew");
}
