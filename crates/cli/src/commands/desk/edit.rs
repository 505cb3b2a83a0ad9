//! What editors do to a desk.

use copydesk::model::{ReportId, StoryId};
use copydesk_desk::{Desk, Edit, Edited};

use super::{act, existing, plain};
use crate::desk_args::{ActOf, DoctorArgs, EditArgs, EditWhat, RemoveArgs};
use crate::output::Stdout;
use crate::{Failure, Outcome};

pub(crate) fn remove(args: &RemoveArgs, json: bool) -> Result<Outcome, Failure> {
    let desk = existing(&args.desk)?;
    let reports: Vec<ReportId> = args.reports.iter().map(|id| ReportId::new(id.as_str())).collect();
    make(&desk, &Edit::Remove { reports }, &args.act, json)
}

pub(crate) fn edit(args: &EditArgs, json: bool) -> Result<Outcome, Failure> {
    let desk = existing(&args.desk)?;
    let edit = match &args.what {
        EditWhat::Merge { stories } => {
            Edit::Merge { stories: stories.iter().map(|id| StoryId::new(id.as_str())).collect() }
        }
        EditWhat::Split { story, reports } => Edit::Split {
            story: StoryId::new(story.as_str()),
            reports: reports.iter().map(|id| ReportId::new(id.as_str())).collect(),
        },
        EditWhat::Undo { edit: Some(edit) } => Edit::Undo { edit: *edit },
        EditWhat::Undo { edit: None } => {
            let last = desk.edits()?.into_iter().rev().find(|edit| edit.undone.is_none());
            let last = last.ok_or_else(|| Failure::new("there is no edit that could be undone"))?;
            Edit::Undo { edit: last.edit }
        }
        EditWhat::Log => return log(&desk, json),
    };
    make(&desk, &edit, &args.act, json)
}

fn make(desk: &Desk, edit: &Edit, act_of: &ActOf, json: bool) -> Result<Outcome, Failure> {
    let edited: Edited = desk.edit(edit, &act(act_of))?;
    let mut out = Stdout::new();
    if json {
        out.json(&edited)?;
    } else {
        let stories: Vec<String> = edited.stories.iter().map(ToString::to_string).collect();
        let number = edited.edit.map_or_else(|| "undone".to_owned(), |edit| format!("edit {edit}"));
        out.text(&format!("{number} · commit {} · {}\n", edited.seq, stories.join(" ")))?;
    }
    out.finish()?;
    Ok(Outcome::Done)
}

fn log(desk: &Desk, json: bool) -> Result<Outcome, Failure> {
    let edits = desk.edits()?;
    let mut out = Stdout::new();
    for edit in &edits {
        if json {
            out.line(edit)?;
            continue;
        }
        let what = match &edit.what {
            Edit::Merge { stories } => format!("merge {}", join(stories)),
            Edit::Split { story, reports } => format!("split {story}: {}", join(reports)),
            Edit::Remove { reports } => format!("remove {}", join(reports)),
            Edit::Undo { edit } => format!("undo {edit}"),
        };
        let undone = edit.undone.map_or_else(String::new, |seq| format!(" (undone in commit {seq})"));
        let by = [edit.commit.who.as_str(), edit.commit.note.as_str()];
        let by: Vec<String> = by.iter().filter(|s| !s.is_empty()).map(|s| plain(s)).collect();
        out.text(&format!("{}  {}  {what}{undone}  {}\n", edit.edit, edit.commit.at, by.join(": ")))?;
    }
    out.finish()?;
    Ok(Outcome::Done)
}

fn join(ids: &[impl ToString]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

pub(crate) fn doctor(args: &DoctorArgs, json: bool) -> Result<Outcome, Failure> {
    let desk = existing(&args.desk)?;
    let diagnosis = if args.repair { desk.repair(&act(&args.act))? } else { desk.check()? };
    let mut out = Stdout::new();
    if json {
        out.json(&diagnosis)?;
    } else {
        for problem in &diagnosis.problems {
            let repaired =
                if diagnosis.repaired.is_some() && problem.repairable { " (made anew)" } else { "" };
            out.text(&format!("{} [{}]{repaired}\n", plain(&problem.reason), problem.code))?;
        }
        out.text(&format!(
            "{} reports, {} stories, {} pieces of evidence: {}\n",
            diagnosis.reports,
            diagnosis.stories,
            diagnosis.evidence,
            match diagnosis.problems.len() {
                0 => "all sound".to_owned(),
                1 => "1 problem".to_owned(),
                n => format!("{n} problems"),
            }
        ))?;
    }
    out.finish()?;
    let left = diagnosis.problems.iter().any(|p| !p.repairable || diagnosis.repaired.is_none());
    Ok(if left { Outcome::Partly } else { Outcome::Done })
}
