//! What Copydesk prints about itself: schemas, completions, manual pages.

use clap::CommandFactory as _;
use copydesk::model::document::{AnnotatedReport, Document};
use copydesk::model::{Assignment, Diagnostic, Story};
use schemars::schema_for;

use crate::args::{Args, CompletionsArgs, ManArgs, SchemaArgs, SchemaOf};
use crate::output::Stdout;
use crate::{Failure, Outcome};

pub(crate) fn schema(args: &SchemaArgs) -> Result<Outcome, Failure> {
    let schema = match args.what {
        SchemaOf::Document => schema_for!(Document),
        SchemaOf::Report => schema_for!(AnnotatedReport),
        SchemaOf::Assignment => schema_for!(Assignment),
        SchemaOf::Story => schema_for!(Story),
        SchemaOf::Diagnostic => schema_for!(Diagnostic),
    };
    let mut out = Stdout::new();
    let text = serde_json::to_string_pretty(&schema).map_err(|e| Failure::new(e.to_string()))?;
    out.text(&text)?;
    out.text("\n")?;
    out.finish()?;
    Ok(Outcome::Done)
}

pub(crate) fn completions(args: &CompletionsArgs) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "copydesk", &mut script);
    let mut out = Stdout::new();
    out.text(&String::from_utf8_lossy(&script))?;
    out.finish()?;
    Ok(Outcome::Done)
}

pub(crate) fn man(args: &ManArgs) -> Result<Outcome, Failure> {
    let mut command = Args::command().disable_help_subcommand(true);
    command.build();
    let Some(folder) = &args.out else {
        let mut out = Stdout::new();
        out.text(&page(command)?)?;
        out.finish()?;
        return Ok(Outcome::Done);
    };
    std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(command, folder))
        .map_err(|e| Failure::writing(&folder.display().to_string(), &e))?;
    Ok(Outcome::Done)
}

fn page(command: clap::Command) -> Result<String, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).map_err(|e| Failure::writing("the manual page", &e))?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
