//! *How does a person at a terminal, or a pipe, get the work done?*
//!
//! Glue: arguments in, rooms called, data to standard output, talk to standard error, an exit code at the end.
//! What is found is decided in the rooms, how it looks in `copydesk-present`; nothing here analyses anything.
//!
//! | module | holds |
//! |---|---|
//! | `args` | the command line, as data |
//! | `desk_args` | that of the commands over a desk |
//! | `talk` | everything said on standard error: problems, progress, colours |
//! | `input` | reports and annotated reports from files, folders and standard input |
//! | `output` | standard output and files; a closed pipe is no error |
//! | `commands` | one module a command |

mod args;
mod commands;
mod desk_args;
mod input;
mod output;
mod rephrase;
mod selection;
mod talk;

use std::process::ExitCode;

use clap::Parser as _;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Everything was read and done.
    Done,
    /// Done, but something was refused, or nothing was found.
    Partly,
}

/// Why a command could not be done at all, and what helps.
#[derive(Debug)]
struct Failure {
    /// What is wrong.
    reason: String,
    /// What the user can do.
    remedy: Option<String>,
    /// Whether it is merely that nobody listens any more.
    broken_pipe: bool,
}

impl Failure {
    fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), remedy: None, broken_pipe: false }
    }

    fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// What went wrong with writing to `name`.
    fn writing(name: &str, error: &std::io::Error) -> Self {
        Self {
            reason: format!("cannot write {name}: {error}"),
            remedy: None,
            broken_pipe: error.kind() == std::io::ErrorKind::BrokenPipe,
        }
    }
}

fn main() -> ExitCode {
    let args = args::Args::parse();
    let talk = talk::Talk::new(&args.global);
    match commands::run(args, &talk) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Partly) => ExitCode::from(1),
        Err(failure) if failure.broken_pipe => ExitCode::SUCCESS,
        Err(failure) => {
            talk.failure(&failure);
            ExitCode::from(2)
        }
    }
}
