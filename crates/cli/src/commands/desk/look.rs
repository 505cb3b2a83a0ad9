//! What is on the desk.

use copydesk::model::document::Document;
use copydesk::model::{Standing, StoryId};
use copydesk_desk::{Desk, Hit, Query, Sort, StoryCard, StoryFilter};
use copydesk_present as present;

use super::{as_of, existing, plain};
use crate::args::Format;
use crate::desk_args::{DeskOf, FromDesk, SearchArgs, SortBy, StandingOf, StoriesArgs, StoryArgs};
use crate::output::Stdout;
use crate::talk::Talk;
use crate::{Failure, Outcome};

pub(crate) fn stories(args: &StoriesArgs, json: bool) -> Result<Outcome, Failure> {
    let desk = existing(&args.desk)?;
    let filter = StoryFilter {
        from: args.from.clone(),
        to: args.to.clone(),
        outlet: args.outlet.clone(),
        person: args.person.clone(),
        organisation: args.organisation.clone(),
        place: args.place.clone(),
        standing: args.standing.map(|standing| match standing {
            StandingOf::Conflicting => Standing::Conflicting,
            StandingOf::Superseded => Standing::Superseded,
            StandingOf::Corroborated => Standing::Corroborated,
            StandingOf::SingleSource => Standing::SingleSource,
        }),
        saga: None,
        origins: args.origins,
    };
    let sort = match args.sort {
        SortBy::Top => Sort::Top,
        SortBy::Newest => Sort::Newest,
    };
    let then = as_of(&desk, args.as_of.as_deref())?;
    let mut out = Stdout::new();
    let mut left = if args.all { usize::MAX } else { args.limit };
    let mut cursor: Option<String> = None;
    let mut any = false;
    while left > 0 {
        let page = desk.stories(&filter, sort, cursor.as_deref(), left.min(500), then)?;
        for card in &page.items {
            if json {
                out.line(card)?;
            } else {
                out.text(&card_lines(card))?;
            }
        }
        any |= !page.items.is_empty();
        left = left.saturating_sub(page.items.len());
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    out.finish()?;
    Ok(if any { Outcome::Done } else { Outcome::Partly })
}

fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

fn card_lines(card: &StoryCard) -> String {
    let mut facts = vec![format!(
        "{} → {} → {}",
        count(card.reports, "report", "reports"),
        count(card.texts, "text", "texts"),
        count(card.origins, "origin", "origins")
    )];
    facts.extend(card.latest.clone());
    let standings = &card.standings;
    for (n, what) in [(standings.conflicting, "conflicting"), (standings.superseded, "overtaken")] {
        if n > 0 {
            facts.push(format!("{n} {what}"));
        }
    }
    let outlets: Vec<String> = card.outlets.iter().take(4).map(|o| plain(o)).collect();
    if !outlets.is_empty() {
        let more = card.outlets.len().saturating_sub(outlets.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        facts.push(format!("{}{more}", outlets.join(", ")));
    }
    format!("{}\n  {}  {}\n", plain(&card.headline), card.id, facts.join(" · "))
}

pub(crate) fn story(args: &StoryArgs, json: bool, talk: &Talk) -> Result<Outcome, Failure> {
    let desk = existing(&args.desk)?;
    let then = as_of(&desk, args.as_of.as_deref())?;
    let id = StoryId::new(args.id.as_str());
    let Some(record) = desk.story(&id, then)? else {
        return Err(Failure::new(format!("there is no story {id} on the desk"))
            .remedy("`copydesk stories` lists what is there"));
    };
    let mut out = Stdout::new();
    if args.history {
        let events = desk.story_changes(&record.card.id, 500)?;
        if json {
            out.json(&serde_json::json!({
                "story": record.card.id, "versions": record.versions, "came": record.came, "events": events,
            }))?;
        } else {
            for version in &record.versions {
                let note = if version.note.is_empty() {
                    String::new()
                } else {
                    format!("  {}", plain(&version.note))
                };
                out.text(&format!("commit {}  {}  {}{note}\n", version.seq, version.at, version.kind))?;
            }
            for came in &record.came {
                out.text(&format!("commit {}  {} came in: {}\n", came.seq, came.story, plain(&came.reason)))?;
            }
        }
        out.finish()?;
        return Ok(Outcome::Done);
    }
    let format = if json { Format::Json } else { args.format.unwrap_or(Format::Terminal) };
    let readings = matches!(format, Format::Json | Format::Jsonl);
    let document = desk.document(&[record.card.id], readings, then)?;
    match format {
        Format::Json => out.json(&document)?,
        Format::Jsonl => out.text(&present::jsonl(&document))?,
        Format::Terminal => {
            let width =
                terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0)).min(100);
            let screen = present::Screen { width: width.max(40), colour: talk.colour_out(), all: true };
            out.text(&present::terminal(&document, screen))?;
        }
        Format::Html => out.text(&present::html(&document))?,
        Format::Markdown => out.text(&present::markdown(&document))?,
    }
    out.finish()?;
    Ok(Outcome::Done)
}

pub(crate) fn search(args: &SearchArgs, json: bool) -> Result<Outcome, Failure> {
    let desk = existing(&args.desk)?;
    let mut query = Query {
        words: args.words.join(" "),
        from: args.from.clone(),
        to: args.to.clone(),
        outlet: args.outlet.clone(),
        limit: args.limit,
        ..Query::default()
    };
    let mut out = Stdout::new();
    let mut left = args.limit;
    let mut any = false;
    while left > 0 {
        query.limit = left.min(500);
        let results = desk.search(&query)?;
        for hit in &results.hits {
            if json {
                out.line(hit)?;
            } else {
                out.text(&hit_lines(hit))?;
            }
        }
        any |= !results.hits.is_empty();
        left = left.saturating_sub(results.hits.len());
        query.cursor = results.next;
        if query.cursor.is_none() {
            break;
        }
    }
    out.finish()?;
    Ok(if any { Outcome::Done } else { Outcome::Partly })
}

fn hit_lines(hit: &Hit) -> String {
    let mut out = plain(hit.title.as_deref().unwrap_or(&hit.headline));
    let facts: Vec<String> = [hit.outlet.clone(), hit.published.date.clone()]
        .into_iter()
        .flatten()
        .map(|fact| plain(&fact))
        .chain([hit.report.to_string(), hit.story.to_string()])
        .collect();
    out = format!("{out}\n  {}\n", facts.join(" · "));
    if let Some(snippet) = &hit.snippet {
        let words: Vec<&str> = snippet.text.split_whitespace().collect();
        out = format!("{out}  “…{}…”\n", plain(&words.join(" ")));
    }
    out
}

/// What is to be exported from a desk; none when files are.
pub(crate) fn document(from: &FromDesk) -> Result<Option<Document>, Failure> {
    let Some(path) = &from.desk else { return Ok(None) };
    let desk: Desk = existing(&DeskOf { desk: path.display().to_string() })?;
    let stories: Vec<StoryId> = if from.story.is_empty() {
        desk.story_ids(&StoryFilter::default(), Sort::Top, None)?
    } else {
        from.story.iter().map(|id| StoryId::new(id.as_str())).collect()
    };
    let document = desk.document(&stories, true, None)?;
    if document.stories.is_empty() {
        return Err(Failure::new("there is no such story on the desk")
            .remedy("`copydesk stories` lists what is there"));
    }
    Ok(Some(document))
}
