//! The commands over a desk, as data.

use std::path::PathBuf;

use clap::{Args as Group, Subcommand, ValueEnum, ValueHint};

use crate::args::{Format, Settings};

/// Which desk.
#[derive(Clone, Debug, Group)]
pub(crate) struct DeskOf {
    /// The desk: a file or postgres://USER@HOST/DATABASE
    #[arg(long, global = true, value_name = "DESK", default_value = "news.desk", value_hint = ValueHint::AnyPath)]
    pub(crate) desk: String,
}

/// Who and why.
#[derive(Clone, Debug, Group)]
pub(crate) struct ActOf {
    /// Why; kept in the history
    #[arg(long, global = true, value_name = "WORDS", default_value = "")]
    pub(crate) note: String,
    /// Who; kept in the history [default: the user's name]
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) who: Option<String>,
}

/// `add`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk add examples/harbour-fire examples/council-vote
  copydesk intake examples/football-transfer | copydesk add - --note \"from the sports desk\"
  copydesk add examples/harbour-fire --json

A desk that is not there is made. Each report is kept once; another text from the same place under the same id is a revision of it. With
--json a line is printed for each report as soon as it is safely on the disk.")]
pub(crate) struct AddArgs {
    /// Files, folders, globs, or - for standard input
    #[arg(required = true, value_name = "PATHS", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<String>,
    #[command(flatten)]
    pub(crate) desk: DeskOf,
    #[command(flatten)]
    pub(crate) act: ActOf,
    #[command(flatten)]
    pub(crate) settings: Settings,
}

/// `watch`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk watch examples/harbour-fire --once
  copydesk watch examples/council-vote --once --json

copydesk watch inbox                                                        look into a folder until it is stopped
copydesk watch https://herald.example/feed.xml --contact desk@example.org   ask a feed every quarter of an hour

Files that have not changed and feeds that say so are passed by; it may be stopped and started at any time. robots.txt is obeyed, and a
server that is busy is left alone for as long as it says.")]
pub(crate) struct WatchArgs {
    /// Files, folders, globs, and addresses of feeds or pages
    #[arg(required = true, value_name = "PATHS", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<String>,
    /// Seconds between two looks at files
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub(crate) every: u64,
    /// Seconds between two questions to a feed
    #[arg(long, value_name = "SECONDS", default_value_t = 900)]
    pub(crate) feeds_every: u64,
    /// How servers can reach you: an e-mail address or a page; part of the user agent
    #[arg(long, value_name = "CONTACT")]
    pub(crate) contact: Option<String>,
    /// Where is kept what feeds said last [default: DESK.feeds.json]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) state: Option<PathBuf>,
    /// Allow private, loopback and link-local addresses: for your own servers
    #[arg(long)]
    pub(crate) allow_private: bool,
    /// Look once and end
    #[arg(long)]
    pub(crate) once: bool,
    #[command(flatten)]
    pub(crate) desk: DeskOf,
    #[command(flatten)]
    pub(crate) act: ActOf,
    #[command(flatten)]
    pub(crate) settings: Settings,
}

/// `stories`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk stories
  copydesk stories --standing conflicting --from 2023-03-01
  copydesk stories --person \"Marta Velloso\" --sort newest --limit 5 --json
  copydesk stories --as-of 2100-01-01 --all --json

With --json there is a line for each story.")]
pub(crate) struct StoriesArgs {
    /// With a report of this day or later (2024-06-04)
    #[arg(long, value_name = "DAY")]
    pub(crate) from: Option<String>,
    /// With a report of this day or earlier
    #[arg(long, value_name = "DAY")]
    pub(crate) to: Option<String>,
    /// With a report of this outlet
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Option<String>,
    /// With this person
    #[arg(long, value_name = "NAME")]
    pub(crate) person: Option<String>,
    /// With this organisation
    #[arg(long, value_name = "NAME")]
    pub(crate) organisation: Option<String>,
    /// With this place
    #[arg(long, value_name = "NAME")]
    pub(crate) place: Option<String>,
    /// With a finding that stands so
    #[arg(long, value_name = "STANDING")]
    pub(crate) standing: Option<StandingOf>,
    /// With so many independent origins at least
    #[arg(long, value_name = "N")]
    pub(crate) origins: Option<usize>,
    /// In which order
    #[arg(long, value_name = "ORDER", default_value = "top")]
    pub(crate) sort: SortBy,
    /// How many
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
    /// All of them
    #[arg(long, conflicts_with = "limit")]
    pub(crate) all: bool,
    /// As the desk was at that time (RFC 3339, or a day)
    #[arg(long, value_name = "TIME")]
    pub(crate) as_of: Option<String>,
    #[command(flatten)]
    pub(crate) desk: DeskOf,
}

/// How a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StandingOf {
    Conflicting,
    Superseded,
    Corroborated,
    SingleSource,
}

/// The order of stories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SortBy {
    /// By latest report and number of origins together
    Top,
    /// By latest report
    Newest,
}

/// `story`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk story s-d69870a9c77d
  copydesk story s-d69870a9c77d --format html > story.html
  copydesk story s-d69870a9c77d --history
  copydesk story s-d69870a9c77d --as-of 2100-01-01 --json

An id that a story had before it went into another leads to that one.")]
pub(crate) struct StoryArgs {
    /// The story's id
    pub(crate) id: String,
    /// How to print
    #[arg(short, long, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    /// Its versions and what happened to it instead
    #[arg(long)]
    pub(crate) history: bool,
    /// As it was at that time (RFC 3339, or a day)
    #[arg(long, value_name = "TIME")]
    pub(crate) as_of: Option<String>,
    #[command(flatten)]
    pub(crate) desk: DeskOf,
}

/// `search`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk search '\"quay seven\" fire*'
  copydesk search fire -- -council
  copydesk search harbour --from 2023-03-01 --to 2023-03-31 --json

All words must be there; \"words in a row\", begin*, -without. Newest reports first.")]
pub(crate) struct SearchArgs {
    /// What to look for
    #[arg(required = true, value_name = "WORDS")]
    pub(crate) words: Vec<String>,
    /// Published on this day or later
    #[arg(long, value_name = "DAY")]
    pub(crate) from: Option<String>,
    /// Published on this day or earlier
    #[arg(long, value_name = "DAY")]
    pub(crate) to: Option<String>,
    /// Published by this outlet
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Option<String>,
    /// How many
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
    #[command(flatten)]
    pub(crate) desk: DeskOf,
}

/// `remove`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk remove tidewatch-fire --note \"withdrawn by the outlet\"
  copydesk edit undo

A removed report stays away, also when it is added again, until that is undone.")]
pub(crate) struct RemoveArgs {
    /// Ids of reports
    #[arg(required = true, value_name = "REPORTS")]
    pub(crate) reports: Vec<String>,
    #[command(flatten)]
    pub(crate) desk: DeskOf,
    #[command(flatten)]
    pub(crate) act: ActOf,
}

/// `edit`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk edit merge s-d69870a9c77d s-06e807e1ab61 --note \"one affair\"
  copydesk edit log
  copydesk edit undo
  copydesk edit split s-d69870a9c77d --reports tidewatch-fire
  copydesk edit undo --json

An edit wins over what the model thinks, now and later, until it is undone.")]
pub(crate) struct EditArgs {
    #[command(subcommand)]
    pub(crate) what: EditWhat,
    #[command(flatten)]
    pub(crate) desk: DeskOf,
    #[command(flatten)]
    pub(crate) act: ActOf,
}

/// What an editor does.
#[derive(Debug, Subcommand)]
pub(crate) enum EditWhat {
    /// These stories are one
    Merge {
        /// Two or more
        #[arg(required = true, num_args = 2.., value_name = "STORIES")]
        stories: Vec<String>,
    },
    /// These reports of a story are another story
    Split {
        /// The story
        story: String,
        /// Some of its reports
        #[arg(long, required = true, num_args = 1.., value_name = "REPORTS")]
        reports: Vec<String>,
    },
    /// Take an edit back
    Undo {
        /// Its number [default: the last one that holds]
        edit: Option<i64>,
    },
    /// List all edits
    Log,
}

/// `doctor`.
#[derive(Debug, Group)]
#[command(after_help = "\
Examples:
  copydesk doctor
  copydesk doctor --repair --json

Reads every report, checks that each reading fits its text, that all evidence resolves and that all counts agree. --repair makes anew what
can be made from the reports. Exit code 1 tells of problems that are left.")]
pub(crate) struct DoctorArgs {
    /// Make anew what does not hold
    #[arg(long)]
    pub(crate) repair: bool,
    #[command(flatten)]
    pub(crate) desk: DeskOf,
    #[command(flatten)]
    pub(crate) act: ActOf,
}

/// Reports of a desk instead of files.
#[derive(Clone, Debug, Default, Group)]
pub(crate) struct FromDesk {
    /// Take the reports of this desk instead of files
    #[arg(long, value_name = "DESK", value_hint = ValueHint::AnyPath)]
    pub(crate) desk: Option<PathBuf>,
    /// Only these stories of the desk; may be repeated
    #[arg(long, value_name = "STORY", requires = "desk")]
    pub(crate) story: Vec<String>,
}
