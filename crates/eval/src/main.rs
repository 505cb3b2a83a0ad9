//! *How good is it?*
//!
//! The official metrics of the field, one task a file of [`tasks`], over the corpora (which are not part of the
//! project). `copydesk-eval TASK FILE [--json] [--errors N]`.

mod conllu;
mod fit;
mod score;
mod tasks;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

/// Measures Copydesk on labelled data.
#[derive(Debug, Parser)]
#[command(name = "copydesk-eval", version)]
struct Arguments {
    /// What to measure.
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(tasks::names()))]
    task: String,
    /// Labelled data, as the corpora's README describes it; `.zst` is unpacked.
    file: PathBuf,
    /// Print the figures as one JSON object.
    #[arg(long)]
    json: bool,
    /// Print the first N errors in their context.
    #[arg(long, value_name = "N", default_value_t = 0)]
    errors: usize,
    /// A switch that the task knows, such as `--with undated`; may be given several times.
    #[arg(long, value_name = "SWITCH")]
    with: Vec<String>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let options = tasks::Options { errors: arguments.errors, with: arguments.with };
    match tasks::run(&arguments.task, &arguments.file, &options) {
        Ok(outcome) => {
            for error in &outcome.errors {
                println!("{error}\n");
            }
            if arguments.json {
                println!("{}", outcome.json());
            } else {
                print!("{}", outcome.table());
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("copydesk-eval: {error}");
            ExitCode::from(2)
        }
    }
}
