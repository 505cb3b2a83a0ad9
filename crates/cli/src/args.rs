//! The command line, as data. Its help texts hold examples, and the tests run them.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args as Group, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use copydesk::export::Format as ExportFormat;

use crate::desk_args::{
    AddArgs, DoctorArgs, EditArgs, FromDesk, RemoveArgs, SearchArgs, StoriesArgs, StoryArgs, WatchArgs,
};

use crate::commands::FetchArgs;
use crate::selection::Selection;

const ABOUT: &str = "Reads many news reports and tells, for every story in them, how many independent reports there are, \
what they agree on, where they differ, who said what, and when it happened";

const AFTER: &str = "\
Examples:
  copydesk read examples/harbour-fire                  the main job, in the terminal
  copydesk read feed.jsonl --format html > page.html   one self-contained page
  cat feed.jsonl | copydesk read -                     from standard input
  copydesk intake feed.jsonl | copydesk annotate | copydesk group | copydesk reconcile

Data goes to standard output, everything else to standard error.

Exit codes:
  0  everything was read and done
  1  done, but some records were refused (each is named on standard error), or nothing was found
  2  wrong usage, or nothing could be done at all";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "copydesk", version, about = ABOUT, after_help = AFTER, max_term_width = 100)]
#[command(arg_required_else_help = true, propagate_version = true, infer_subcommands = false)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Clone, Debug, Group)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// Say more: notes and timings [twice: still more]
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Say less: errors only [twice: nothing]
    #[arg(short, long, global = true, action = clap::ArgAction::Count, conflicts_with = "verbose")]
    pub(crate) quiet: u8,
    /// Whether to colour; auto colours on a terminal unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: When,
    /// Whether to show progress bars on standard error
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) progress: When,
    /// Number of threads; the result never depends on it [default: one a core]
    #[arg(long, global = true, value_name = "N")]
    pub(crate) threads: Option<std::num::NonZeroUsize>,
    /// Print JSON wherever there is a choice
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Also write every problem with the input to FILE, one JSON object a line
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) diagnostics: Option<PathBuf>,
}

/// Auto, always or never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read reports and tell what they say together: the main job
    Read(ReadArgs),
    /// First stage: files, folders and standard input to reports, one JSON object a line
    Intake(IntakeArgs),
    /// Second stage: what each report says
    Annotate(AnnotateArgs),
    /// Third stage: which reports tell the same story
    Group(GroupArgs),
    /// Fourth stage: what the reports of each story say together
    Reconcile(ReconcileArgs),
    /// Put reports onto a desk, which keeps them and their stories
    Add(AddArgs),
    /// Look into folders and feeds again and again, and put what is new onto a desk
    Watch(WatchArgs),
    /// List the stories of a desk
    Stories(StoriesArgs),
    /// Print a story of a desk, now or as it was
    Story(StoryArgs),
    /// Search the reports of a desk
    Search(SearchArgs),
    /// Take reports off a desk
    Remove(RemoveArgs),
    /// Merge and split stories of a desk, and undo that
    Edit(EditArgs),
    /// Check that everything on a desk is sound, and make anew what can be
    Doctor(DoctorArgs),
    /// Who said what, in which words, and how they changed from report to report
    Quotes(QuotesArgs),
    /// Read reports and write them, or what was found, in a format of other tools
    Export(ExportArgs),
    /// The days that matter in a long story, with the sentences that tell what happened
    Timeline(TimelineArgs),
    /// Give the full reasoning behind any id that was printed, or explain a diagnostic code
    Explain(ExplainArgs),
    /// Serve a desk: pages, HTTP API, live updates, tools for agents
    Serve(ServeArgs),
    /// Give agents the tools of a desk, over the Model Context Protocol on standard input and output
    Mcp(McpArgs),
    /// Tokens for those who reach a served desk over the network
    #[command(
        subcommand,
        after_help = "\
Examples:
  copydesk token add newsroom
  copydesk token add importer --scope write --desk news.desk
  copydesk token list
  copydesk token remove newsroom

A token is printed once; its hash, its name and what it allows are kept in DESK.keys.json."
    )]
    Token(TokenCommand),
    /// Print the JSON Schema of what Copydesk prints
    Schema(SchemaArgs),
    /// Measure each stage on a file: reports/s, MB/s, memory
    Bench(BenchArgs),
    /// Print the completion script of a shell
    Completions(CompletionsArgs),
    /// Print the manual page, or write those of all commands into a folder
    Man(ManArgs),
}

/// `read`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk read examples/harbour-fire
  copydesk read examples/council-vote --format markdown --words 60
  copydesk read examples/football-transfer --format html --out site
  copydesk read 'examples/**/*.html' feed.jsonl --format json > document.json
  copydesk intake examples/harbour-fire | copydesk read -

PATHS are files, folders, quoted globs, or - for standard input. Text (with or without a ` date YYYY-MM-DD ` header), Markdown,
HTML and JSON lines are told apart by content and name; .gz and .zst are unpacked.")]
pub(crate) struct ReadArgs {
    /// Files, folders, globs, or - for standard input
    #[arg(required = true, value_name = "PATHS", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<String>,
    /// How to print
    #[arg(short, long, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    /// Write into this folder instead; all of document.json, index.html and stories.md without --format
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    /// In the terminal: show every finding and every story in full
    #[arg(short, long)]
    pub(crate) all: bool,
    /// In the terminal: columns [default: those of the terminal, at most 100]
    #[arg(long, value_name = "N")]
    pub(crate) width: Option<usize>,
    /// Have a language model reword the brief, through an OpenAI-compatible endpoint; kept only where the evidence bears it out
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) rephrase: Option<String>,
    /// The name that the endpoint knows the model by
    #[arg(long, value_name = "NAME", default_value = "default", requires = "rephrase")]
    pub(crate) rephrase_model: String,
    #[command(flatten)]
    pub(crate) selection: Selection,
    #[command(flatten)]
    pub(crate) settings: Settings,
}

/// What steers the analysis.
#[derive(Clone, Debug, Default, Group)]
pub(crate) struct Settings {
    /// Length of each brief, in words
    #[arg(long, value_name = "N", default_value_t = 120)]
    pub(crate) words: usize,
    /// Days without a new report after which a story is closed
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    pub(crate) window: u32,
}

/// How `read` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For reading here and now
    Terminal,
    /// One copydesk/1 document
    Json,
    /// One object a line, with a "type" of report, assignment or story
    Jsonl,
    /// One self-contained page: no script, no network
    Html,
    /// For notes and pull requests
    Markdown,
}

/// `intake`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk intake examples/council-vote > reports.jsonl
  copydesk intake examples/*/ --diagnostics problems.jsonl | copydesk annotate > readings.jsonl
  copydesk intake examples/harbour-fire --since 2023-03-14 --language en > march.jsonl

Nothing is fetched unless --fetch is given; then lists of feeds (OPML) and addresses are:
  copydesk intake feeds.opml --fetch --contact desk@example.org --state feeds.state > reports.jsonl")]
pub(crate) struct IntakeArgs {
    /// Files, folders, globs, or - for standard input; with --fetch also addresses
    #[arg(required = true, value_name = "PATHS", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<String>,
    /// Write the feeds that the files name (OPML, feeds, pages that link to feeds) as an OPML list, and nothing else
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "fetch")]
    pub(crate) feeds_out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) selection: Selection,
    #[command(flatten)]
    pub(crate) fetch: FetchArgs,
}

/// `annotate`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk intake examples/council-vote | copydesk annotate > readings.jsonl
  copydesk annotate reports.jsonl > readings.jsonl

A line holds at least \"text\"; \"id\", \"title\", \"published\", \"outlet\", \"url\", \"byline\" and \"language\" are used where given.")]
pub(crate) struct AnnotateArgs {
    /// Files of reports, one JSON object a line, or - for standard input
    #[arg(value_name = "FILES", default_value = "-", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
}

/// `group`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk intake examples/harbour-fire | copydesk annotate | copydesk group --bare
  copydesk group readings.jsonl > assignments.jsonl

Each line is {\"report\",\"story\",\"saga\",\"score\",\"why\"} and carries the annotated report along as \"document\", so that the
next stage needs nothing else; --bare leaves it out.")]
pub(crate) struct GroupArgs {
    /// Files of annotated reports, or - for standard input
    #[arg(value_name = "FILES", default_value = "-", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    /// Leave the annotated reports out
    #[arg(long)]
    pub(crate) bare: bool,
    /// Days without a new report after which a story is closed
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    pub(crate) window: u32,
    /// Days after which a word's frequency weighs half; 0: never
    #[arg(long, value_name = "DAYS", default_value_t = 365)]
    pub(crate) half_life: u32,
    /// Group by content alone
    #[arg(long)]
    pub(crate) no_dates: bool,
    /// Word vectors as text (word2vec, GloVe), for one more likeness
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) vectors: Option<PathBuf>,
    /// Assignments of an earlier run, whose story ids are kept
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) before: Option<PathBuf>,
}

/// `reconcile`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk intake examples/harbour-fire | copydesk annotate | copydesk group | copydesk reconcile
  copydesk reconcile assignments.jsonl --readings readings.jsonl")]
pub(crate) struct ReconcileArgs {
    /// Files of assignments, or - for standard input
    #[arg(value_name = "FILES", default_value = "-", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    /// Where the annotated reports are, for bare assignments
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) readings: Vec<PathBuf>,
    /// Length of each brief, in words
    #[arg(long, value_name = "N", default_value_t = 120)]
    pub(crate) words: usize,
}

/// `quotes`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk quotes examples/harbour-fire --speaker Velloso
  copydesk quotes examples/council-vote --saying \"truce with\" --context
  copydesk quotes examples/*/ --changed --json
  copydesk add examples/harbour-fire && copydesk quotes --desk news.desk --speaker Velloso

Each utterance is shown in its longest form, then every report that gives it, by date: words that are gone as [-gone-], words that \
have come as {+come+}, long cuts as […]. NAME is any part of a name or description. With --json, one utterance a line.")]
pub(crate) struct QuotesArgs {
    /// Files, folders, globs, or - for standard input
    #[arg(required_unless_present = "desk", value_name = "PATHS", value_hint = ValueHint::AnyPath, conflicts_with = "desk")]
    pub(crate) paths: Vec<String>,
    #[command(flatten)]
    pub(crate) from_desk: FromDesk,
    /// Only what this person, body or described speaker said
    #[arg(short, long, value_name = "NAME")]
    pub(crate) speaker: Option<String>,
    /// Only utterances with these words in this order
    #[arg(long = "saying", value_name = "WORDS")]
    pub(crate) words: Option<String>,
    /// Only reports of this day and later
    #[arg(long, value_name = "DAY")]
    pub(crate) from: Option<String>,
    /// Only reports of this day and earlier
    #[arg(long, value_name = "DAY")]
    pub(crate) to: Option<String>,
    /// Only utterances that reports give differently
    #[arg(long)]
    pub(crate) changed: bool,
    /// In the terminal: show the sentences around each form
    #[arg(short, long)]
    pub(crate) context: bool,
    /// Days without a new report after which a story is closed
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    pub(crate) window: u32,
}

/// `export`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk export reports-csv examples/harbour-fire
  copydesk export bibtex examples/council-vote --out sources.bib
  copydesk intake examples/football-transfer | copydesk export findings-csv -
  copydesk add examples/harbour-fire && copydesk export csl --desk news.desk --story s-d69870a9c77d")]
pub(crate) struct ExportArgs {
    /// Which format
    #[arg(value_name = "FORMAT", value_parser = export_formats())]
    pub(crate) format: ExportFormat,
    /// Files, folders, globs, or - for standard input
    #[arg(required_unless_present = "desk", value_name = "PATHS", value_hint = ValueHint::AnyPath, conflicts_with = "desk")]
    pub(crate) paths: Vec<String>,
    #[command(flatten)]
    pub(crate) from: FromDesk,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) settings: Settings,
}

/// The names of the formats, so that help and completion list them.
fn export_formats() -> impl TypedValueParser<Value = ExportFormat> {
    let names: Vec<&'static str> = ExportFormat::all().map(ExportFormat::name).collect();
    PossibleValuesParser::new(names).try_map(|name| name.parse::<ExportFormat>())
}

/// `timeline`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk timeline examples/harbour-fire --days 2
  copydesk timeline 'examples/**/*.html' feed.jsonl --days 15 --sentences 1
  copydesk timeline feed.jsonl --about fire --days 10 --json > timeline.json

All the reports are taken as one long story of weeks or months. A day matters when many independent reports speak of it,
later ones most, and when many are printed on it. Without a word of when it happened, a report counts for its own day.")]
pub(crate) struct TimelineArgs {
    /// Files, folders, globs, or - for standard input
    #[arg(required = true, value_name = "PATHS", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<String>,
    /// How many days
    #[arg(short, long, value_name = "N", default_value_t = 20)]
    pub(crate) days: usize,
    /// How many sentences a day, at most
    #[arg(short, long, value_name = "N", default_value_t = 2)]
    pub(crate) sentences: usize,
    /// Only reports that have all these words in title or text
    #[arg(long, value_name = "WORDS")]
    pub(crate) about: Option<String>,
    /// In text: columns [default: those of the terminal, at most 100]
    #[arg(long, value_name = "N")]
    pub(crate) width: Option<usize>,
}

/// `explain`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk explain lantern-88213 examples/harbour-fire          a report
  copydesk explain lantern-88213/e0 examples/harbour-fire       a person, place or organisation
  copydesk explain --list examples/harbour-fire                 every id that can be explained
  copydesk read examples/council-vote --json | copydesk explain cpa-240604-17/q0 -
  copydesk explain json-syntax                                  a diagnostic code

PATHS are what `read` takes, or a document that `read --format json` printed.")]
pub(crate) struct ExplainArgs {
    /// Id of a report, entity, quotation, story, finding or quotation family; or a diagnostic code
    #[arg(required_unless_present = "list")]
    pub(crate) id: Option<String>,
    /// A saved copydesk/1 document, or the reports to read again
    #[arg(value_name = "PATHS", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<String>,
    /// List what can be explained
    #[arg(long)]
    pub(crate) list: bool,
    #[command(flatten)]
    pub(crate) settings: Settings,
}

/// `schema`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk schema > copydesk-1.schema.json
  copydesk schema report")]
pub(crate) struct SchemaArgs {
    /// Of what
    #[arg(value_name = "WHAT", default_value = "document")]
    pub(crate) what: SchemaOf,
}

/// What a schema is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// What `read --format json` prints
    Document,
    /// A line of `intake` or `annotate`
    Report,
    /// A line of `group`
    Assignment,
    /// A line of `reconcile`
    Story,
    /// A line of `--diagnostics`
    Diagnostic,
}

/// `bench`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk bench examples/harbour-fire
  copydesk bench feed.jsonl --threads 1 --json")]
pub(crate) struct BenchArgs {
    /// Files, folders, globs, or - for standard input
    #[arg(required = true, value_name = "PATHS", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<String>,
    /// Only the first N reports
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
    #[command(flatten)]
    pub(crate) settings: Settings,
}

/// `completions`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk completions bash > copydesk.bash
  copydesk completions zsh > _copydesk
  copydesk completions fish > copydesk.fish

Where it goes: ~/.local/share/bash-completion/completions/copydesk, a folder in zsh's fpath, ~/.config/fish/completions/.")]
pub(crate) struct CompletionsArgs {
    /// Which shell
    pub(crate) shell: Shell,
}

/// `man`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk man > copydesk.1
  copydesk man --out man/man1")]
pub(crate) struct ManArgs {
    /// Write a page for every command into this folder
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
}

/// `serve`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk serve --help

In use:
  copydesk serve --desk news.desk                         on this machine alone: http://127.0.0.1:8787
  copydesk serve --desk news.desk --listen 0.0.0.0:8787   for others too, who then need a token (copydesk token add)
  copydesk serve --desk news.desk --listen 127.0.0.1:0 --json   on any free port, which is printed as JSON")]
pub(crate) struct ServeArgs {
    /// The desk: a file, which is made where it is missing, or postgres://USER@HOST/DATABASE
    #[arg(long, value_name = "DESK", default_value = "news.desk", value_hint = ValueHint::AnyPath)]
    pub(crate) desk: String,
    /// Address and port to listen on; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8787")]
    pub(crate) listen: std::net::SocketAddr,
    /// Where tokens and webhooks are kept [default: DESK.keys.json]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) keys: Option<PathBuf>,
    /// A name by which the desk may be called, besides localhost; may be repeated
    #[arg(long = "host", value_name = "NAME")]
    pub(crate) hosts: Vec<String>,
    /// Ask for a token on this machine, too
    #[arg(long)]
    pub(crate) need_token: bool,
    /// Requests a second that one client may make; pages on this machine are not counted; 0 for any number
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) rate: u32,
    /// Size of the largest body that is taken, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 32)]
    pub(crate) max_body: usize,
    /// Let webhooks go to addresses of this machine and of private networks
    #[arg(long)]
    pub(crate) private_webhooks: bool,
}

/// `mcp`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk mcp --desk news.desk

The tools: find_stories, story_ledger, quotations_of, check_claim. All of them only look. `copydesk serve` has them at /mcp.")]
pub(crate) struct McpArgs {
    /// The desk: a file or postgres://USER@HOST/DATABASE
    #[arg(long, value_name = "DESK", default_value = "news.desk", value_hint = ValueHint::AnyPath)]
    pub(crate) desk: String,
}

/// `token`.
#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a token; it is printed this once
    Add(TokenAddArgs),
    /// List the tokens by name
    List(TokenListArgs),
    /// Revoke a token; it is refused from now on
    Remove(TokenRemoveArgs),
}

/// Whose tokens.
#[derive(Debug, Group)]
pub(crate) struct KeysOf {
    /// The desk that they open
    #[arg(long, value_name = "DESK", default_value = "news.desk", value_hint = ValueHint::AnyPath)]
    pub(crate) desk: String,
    /// Where they are kept [default: DESK.keys.json]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) keys: Option<PathBuf>,
}

/// `token add`.
#[derive(Debug, Group)]
pub(crate) struct TokenAddArgs {
    /// A name for it, which the log of edits shows
    pub(crate) name: String,
    /// What it allows
    #[arg(long, value_name = "SCOPE", default_value = "read")]
    pub(crate) scope: TokenScope,
    #[command(flatten)]
    pub(crate) of: KeysOf,
}

/// `token list`.
#[derive(Debug, Group)]
pub(crate) struct TokenListArgs {
    #[command(flatten)]
    pub(crate) of: KeysOf,
}

/// `token remove`.
#[derive(Debug, Group)]
pub(crate) struct TokenRemoveArgs {
    /// Its name
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) of: KeysOf,
}

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TokenScope {
    /// To look
    Read,
    /// To look, add reports, edit and set webhooks
    Write,
}
