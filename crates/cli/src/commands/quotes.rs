//! Who said what, in which words, and how they changed from report to report.

use std::fmt::Write as _;

use copydesk::lineage::Lineage;
use copydesk::model::document::Document;
use copydesk::model::{
    DiffOp, Medium, Member, PublishedDate, QuotationKind, Reading, Report, ReportId, VariantChange,
};
use copydesk::reconcile::{Spoken, SpokenForm, SpokenQuery, spoken};
use copydesk::{Annotated, Pipeline};

use super::outcome;
use crate::args::QuotesArgs;
use crate::output::Stdout;
use crate::talk::Talk;
use crate::{Failure, Outcome, input};

/// Columns that the words are wrapped to.
const WIDTH: usize = 96;

pub(crate) fn run(args: &QuotesArgs, json: bool, talk: &Talk) -> Result<Outcome, Failure> {
    let query = query(args)?;
    let mut found = match super::desk::document(&args.from_desk)? {
        Some(document) => stored(document, &query)?,
        None => read(args, &query, talk)?,
    };
    if args.changed {
        found.retain(|s| s.forms.iter().any(|f| !f.changes.is_empty()));
    }
    let mut out = Stdout::new();
    if json {
        found.iter().try_for_each(|s| out.line(s))?;
    } else {
        out.text(&page(&found, args.context))?;
    }
    out.finish()?;
    if found.is_empty() {
        talk.note("nobody says that");
    }
    Ok(outcome(talk, !found.is_empty()))
}

/// What is said in files, which are read for it.
fn read(args: &QuotesArgs, query: &SpokenQuery, talk: &Talk) -> Result<Vec<Spoken>, Failure> {
    let reports = input::reports(&args.paths, talk)?;
    if reports.is_empty() {
        return Err(input::nothing(&args.paths.join(", "), talk));
    }
    let mut pipeline = Pipeline::default();
    pipeline.stories.window_days = args.window;
    let edition = pipeline.edit(reports, &talk.progress());
    let members: Vec<Member<'_>> = edition.reports.iter().map(Annotated::member).collect();
    let ids = edition.reports.iter().map(|a| &a.report.id);
    let lineage = origins(ids, edition.stories.iter().map(|s| s.origins.as_slice()));
    Ok(spoken(&members, &lineage, query))
}

/// What is said on a desk, whose reports were read when they came in.
fn stored(document: Document, query: &SpokenQuery) -> Result<Vec<Spoken>, Failure> {
    let mut reports: Vec<(Report, Reading)> = Vec::with_capacity(document.reports.len());
    for report in document.reports {
        let (report, reading) = report
            .into_parts()
            .map_err(|e| Failure::new(e.to_string()).remedy("`copydesk doctor --repair` reads it again"))?;
        reports.push((report, reading.unwrap_or_default()));
    }
    let members: Vec<Member<'_>> =
        reports.iter().map(|(report, reading)| Member { report, reading }).collect();
    let ids = reports.iter().map(|(report, _)| &report.id);
    let lineage = origins(ids, document.stories.iter().map(|s| s.origins.as_slice()));
    Ok(spoken(&members, &lineage, query))
}

fn query(args: &QuotesArgs) -> Result<SpokenQuery, Failure> {
    let day = |name: &str, value: Option<&String>| -> Result<Option<_>, Failure> {
        let Some(value) = value else { return Ok(None) };
        let day = PublishedDate::parse(value).and_then(PublishedDate::day);
        let wrong =
            || Failure::new(format!("--{name} {value}: that is no day")).remedy("give a day as 2020-10-14");
        day.map(Some).ok_or_else(wrong)
    };
    Ok(SpokenQuery {
        speaker: args.speaker.clone(),
        words: args.words.clone(),
        from: day("from", args.from.as_ref())?,
        to: day("to", args.to.as_ref())?,
    })
}

/// The independent origins of all reports, as the stories that they were put in have them.
fn origins<'a>(
    reports: impl Iterator<Item = &'a ReportId>,
    stories: impl Iterator<Item = &'a [Vec<ReportId>]>,
) -> Lineage {
    let mut ids: Vec<(&ReportId, usize)> = reports.enumerate().map(|(i, id)| (id, i)).collect();
    ids.sort_unstable();
    let of = |id: &ReportId| ids.binary_search_by(|(known, _)| known.cmp(&id)).ok().map(|i| ids[i].1);
    let origins = stories.flatten().map(|origin| origin.iter().filter_map(of).collect()).collect();
    Lineage { texts: Vec::new(), origins, copies: Vec::new() }
}

/// All utterances, by speaker, each form on a line of its own.
fn page(found: &[Spoken], context: bool) -> String {
    let mut page = String::new();
    let mut speaker: Option<&Option<String>> = None;
    for utterance in found {
        if speaker != Some(&utterance.speaker) {
            if speaker.is_some() {
                page.push('\n');
            }
            page.push_str(utterance.speaker.as_deref().unwrap_or("Nobody is named"));
            if !utterance.aliases.is_empty() {
                let _ = write!(page, " (also {})", utterance.aliases.join(", "));
            }
            page.push('\n');
            speaker = Some(&utterance.speaker);
        }
        page.push('\n');
        let (open, close) = match utterance.kind {
            QuotationKind::Direct => ("“", "”"),
            QuotationKind::Indirect | QuotationKind::Mixed => ("", ""),
        };
        wrap(&mut page, &format!("{open}{}{close}", utterance.text), "  ");
        for form in &utterance.forms {
            let when = form.published.as_deref().unwrap_or("undated");
            let who = form.outlet.as_deref().unwrap_or(form.report.as_str());
            let how = said(utterance, form);
            let _ = writeln!(page, "    {when}  {who}  [{}]  {how}", form.quotation);
            if !form.diff.is_empty() {
                wrap(&mut page, &marked(form), "        ");
            } else if form.kind != utterance.kind {
                wrap(&mut page, &form.text, "        ");
            }
            if context && let Some(context) = &form.context {
                wrap(&mut page, &format!("in: {}", context.text()), "        ");
            }
        }
    }
    page
}

/// How a form gives the utterance.
fn said(utterance: &Spoken, form: &SpokenForm) -> String {
    let mut how: Vec<&str> = Vec::new();
    match form.kind {
        QuotationKind::Indirect => how.push("in its own words"),
        QuotationKind::Mixed => how.push("partly in its own words"),
        QuotationKind::Direct => {}
    }
    how.extend(form.changes.iter().map(|c| change(*c)));
    if how.is_empty() {
        how.push(match utterance.medium {
            Medium::Spoken => "as above",
            Medium::Written => "as above, written",
            Medium::Post => "as above, posted",
            Medium::Sung => "as above, sung",
        });
    }
    how.join(", ")
}

fn change(change: VariantChange) -> &'static str {
    match change {
        VariantChange::Punctuation => "other marks",
        VariantChange::Cut => "cut",
        VariantChange::Spliced => "spliced",
        VariantChange::Reworded => "other words",
        VariantChange::Pronoun => "other pronoun",
        VariantChange::Number => "other number",
        VariantChange::Negation => "other negation",
        VariantChange::Name => "other name",
        VariantChange::Emoji => "emoji",
        VariantChange::Tense => "other tense",
        VariantChange::Translated => "other translation",
    }
}

/// The words of a form against the longest: `[-gone-]`, `{+come+}`, what is left out at length as `[…]`.
fn marked(form: &SpokenForm) -> String {
    let parts = form.diff.iter().map(|part| match part.op {
        DiffOp::Same => part.text.clone(),
        DiffOp::Deleted if part.text.split_whitespace().count() > 6 => "[…]".to_owned(),
        DiffOp::Deleted => format!("[-{}-]", part.text),
        DiffOp::Inserted => format!("{{+{}+}}", part.text),
    });
    parts.collect::<Vec<_>>().join(" ")
}

/// Adds words in lines of at most [`WIDTH`] columns.
fn wrap(page: &mut String, words: &str, indent: &str) {
    let mut column = 0;
    for word in words.split_whitespace() {
        let length = word.chars().count();
        if column == 0 || column + 1 + length > WIDTH {
            if column > 0 {
                page.push('\n');
            }
            page.push_str(indent);
            column = indent.len();
        } else {
            page.push(' ');
            column += 1;
        }
        page.push_str(word);
        column += length;
    }
    page.push('\n');
}
