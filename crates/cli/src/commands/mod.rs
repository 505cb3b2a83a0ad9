//! One module a command.

mod annotate;
mod bench;
mod desk;
mod explain;
mod export;
mod group;
mod intake;
mod intake_fetch;
mod mcp;
mod quotes;
mod read;
mod reconcile;
mod reference;
mod serve;
mod timeline;
mod token;

use copydesk::Pipeline;

pub(crate) use intake_fetch::FetchArgs;

use crate::args::{Args, Command, Settings};
use crate::talk::Talk;
use crate::{Failure, Outcome};

/// Does what was asked for.
pub(crate) fn run(args: Args, talk: &Talk) -> Result<Outcome, Failure> {
    if let Some(threads) = args.global.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads.get())
            .build_global()
            .map_err(|e| Failure::new(format!("cannot start {threads} threads: {e}")))?;
    }
    let json = args.global.json;
    match args.command {
        Command::Read(args) => read::run(&args, json, talk),
        Command::Intake(args) => intake::run(&args, talk),
        Command::Annotate(args) => annotate::run(&args, talk),
        Command::Group(args) => group::run(&args, talk),
        Command::Reconcile(args) => reconcile::run(&args, talk),
        Command::Timeline(args) => timeline::run(&args, json, talk),
        Command::Explain(args) => explain::run(&args, json, talk),
        Command::Add(args) => desk::add(&args, json, talk),
        Command::Watch(args) => desk::watch(&args, json, talk),
        Command::Stories(args) => desk::stories(&args, json),
        Command::Story(args) => desk::story(&args, json, talk),
        Command::Search(args) => desk::search(&args, json),
        Command::Remove(args) => desk::remove(&args, json),
        Command::Edit(args) => desk::edit(&args, json),
        Command::Doctor(args) => desk::doctor(&args, json),
        Command::Quotes(args) => quotes::run(&args, json, talk),
        Command::Export(args) => export::run(&args, talk),
        Command::Bench(args) => bench::run(&args, json, talk),
        Command::Serve(args) => serve::run(&args, json, talk),
        Command::Mcp(args) => mcp::run(&args),
        Command::Token(command) => token::run(&command, json),
        Command::Schema(args) => reference::schema(&args),
        Command::Completions(args) => reference::completions(&args),
        Command::Man(args) => reference::man(&args),
    }
}

/// The pipeline with the user's settings.
fn pipeline(settings: &Settings) -> Pipeline {
    let mut pipeline = Pipeline::default();
    pipeline.reconcile.brief_words = settings.words;
    pipeline.stories.window_days = settings.window;
    pipeline
}

/// How it ended, by what was refused and whether there was anything.
fn outcome(talk: &Talk, anything: bool) -> Outcome {
    if talk.errors() == 0 && anything { Outcome::Done } else { Outcome::Partly }
}
