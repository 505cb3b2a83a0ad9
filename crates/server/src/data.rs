//! The desk's records to what the pages show.

use copydesk_desk::{
    Desk, EditRecord, Facets, Hit as Found, Moment, Query, ReportCard, Result, Seq, Sort, StoryCard,
    StoryFilter, StoryRecord,
};
use copydesk_model::document::AnnotatedReport;
use copydesk_model::{AttributeName, ReportId, Standing, StoryId};

use crate::printed::{Family, Story};
use crate::view::{
    Card, Choice, EditLine, Facet, Filter, FrontView, Hit, Neighbour, PersonView, ReportHead, ReportView,
    Said, SearchView, StoryView, label,
};

/// Stories on a page.
const PAGE: usize = 24;

/// A printed story, read back; an empty one with its id when what is stored is no story.
fn story_of(record: &StoryRecord) -> Story {
    serde_json::from_str(record.story.get())
        .unwrap_or_else(|_| Story { id: record.card.id.to_string(), ..Story::default() })
}

/// A field of the query string; none when it is empty.
pub(crate) fn given(field: &str) -> Option<String> {
    let field = field.trim();
    (!field.is_empty()).then(|| field.to_owned())
}

/// A standing by its name on the page or in JSON.
pub(crate) fn standing(name: &str) -> Option<Standing> {
    Some(match name {
        "conflicting" => Standing::Conflicting,
        "superseded" | "updated" => Standing::Superseded,
        "corroborated" => Standing::Corroborated,
        "single_source" | "single source" | "single" => Standing::SingleSource,
        _ => return None,
    })
}

fn story_filter(filter: &Filter) -> StoryFilter {
    StoryFilter {
        from: given(&filter.from),
        to: given(&filter.to),
        outlet: given(&filter.outlet),
        person: given(&filter.person),
        place: given(&filter.place),
        standing: standing(&filter.standing),
        ..StoryFilter::default()
    }
}

/// The front page.
pub(crate) fn front(desk: &Desk, filter: Filter, sequence: i64) -> Result<FrontView> {
    let stats = desk.stats()?;
    let wanted = story_filter(&filter);
    let sort = if filter.sort == "newest" { Sort::Newest } else { Sort::Top };
    // The page's cursor is the desk's own, with the number of stories before it in front.
    let (offset, cursor) = match filter.cursor.split_once('~') {
        Some((n, rest)) => (n.parse().unwrap_or(0), given(rest)),
        None => (0, None),
    };
    let page = desk.stories(&wanted, sort, cursor.as_deref(), PAGE, None)?;
    let facets = desk.facets(&wanted, sort)?;
    let total = if filter.narrows() { facets.counted.max(offset + page.items.len()) } else { stats.stories };
    Ok(FrontView {
        cards: page.items.iter().map(card).collect(),
        total,
        offset,
        reports: stats.reports,
        facets: facet_list(&filter, &facets, true),
        next: page.next.map(|n| format!("{}~{n}", offset + page.items.len())),
        filter,
        sequence: u64::try_from(sequence).unwrap_or(0),
    })
}

/// The newest stories of a filter.
pub(crate) fn newest(desk: &Desk, filter: &Filter) -> Result<Vec<StoryCard>> {
    Ok(desk.stories(&story_filter(filter), Sort::Newest, None, 50, None)?.items)
}

fn facet_list(filter: &Filter, facets: &Facets, of_stories: bool) -> Vec<Facet> {
    let standing_name = |value: &str| match value {
        "conflicting" => "≠ conflicting".to_owned(),
        "superseded" => "↻ updated".to_owned(),
        "corroborated" => "= corroborated".to_owned(),
        "single_source" | "single source" => "· single-source".to_owned(),
        other => other.to_owned(),
    };
    let list = |field: &'static str, heading: &'static str, counts: &[(String, usize)]| Facet {
        field,
        heading,
        choices: counts
            .iter()
            .filter(|(_, n)| *n > 0)
            .take(30)
            .map(|(label, count)| Choice {
                value: label.clone(),
                label: if field == "standing" { standing_name(label) } else { label.clone() },
                count: *count,
            })
            .collect(),
    };
    let chosen: Vec<&str> = filter.pairs().iter().map(|(n, _)| *n).collect();
    let mut all = vec![list("outlet", "Outlet", &facets.outlets)];
    if of_stories {
        all.insert(0, list("standing", "Findings", &facets.standings));
        all.push(list("person", "Person", &facets.people));
        all.push(list("place", "Place", &facets.places));
    } else {
        let months: Vec<Choice> = facets
            .months
            .iter()
            .map(|(m, n)| Choice {
                value: format!("{m}-01"),
                label: format!("since {}", crate::pages::day(m)),
                count: *n,
            })
            .collect();
        all.push(Facet { field: "from", heading: "Time", choices: months });
    }
    all.retain(|f| !chosen.contains(&f.field) && !f.choices.is_empty());
    all
}

/// A story on the front page.
pub(crate) fn card(card: &StoryCard) -> Card {
    let s = &card.standings;
    let standings = [
        (Standing::Conflicting, s.conflicting),
        (Standing::Superseded, s.superseded),
        (Standing::Corroborated, s.corroborated),
    ];
    let (pulse, pulse_words) = pulse(&card.days);
    Card {
        id: card.id.to_string(),
        headline: if card.headline.trim().is_empty() { card.id.to_string() } else { card.headline.clone() },
        lead: card.lead.clone().unwrap_or_default(),
        counts: [card.reports, card.texts, card.origins],
        standings: standings.into_iter().filter(|(_, n)| *n > 0).collect(),
        outlets: card.outlets.clone(),
        days: [card.days.first().map(|d| d.0.clone()), card.days.last().map(|d| d.0.clone())],
        pulse,
        pulse_words,
        changed: Some(card.at.to_string()),
    }
}

/// Reports by day, as bars for every day (or so many days together) from the first to the last.
fn pulse(days: &[(String, usize)]) -> (Vec<usize>, String) {
    const BARS: i64 = 24;
    let number = |day: &str| crate::pages::minutes(day).map(|m| m.div_euclid(24 * 60));
    let dated: Vec<(i64, usize)> = days.iter().filter_map(|(d, n)| Some((number(d)?, *n))).collect();
    let (Some(first), Some(last)) = (dated.iter().map(|d| d.0).min(), dated.iter().map(|d| d.0).max()) else {
        return (Vec::new(), String::new());
    };
    let width = (last - first) / BARS + 1;
    let mut bars = vec![0; ((last - first) / width + 1) as usize];
    for (day, n) in &dated {
        if let Some(bar) = bars.get_mut(((day - first) / width) as usize) {
            *bar += n;
        }
    }
    let most = bars.iter().copied().max().unwrap_or(0);
    let unit = if width == 1 { "day" } else { "bar" };
    (bars, format!("Reports over {} days, at most {most} a {unit}", last - first + 1))
}

/// A report's head.
fn head(report: &ReportCard) -> ReportHead {
    ReportHead {
        id: report.id.to_string(),
        label: label(report.outlet.as_deref(), &report.source, report.id.as_str()),
        title: report.title.clone().filter(|t| !t.trim().is_empty()),
        url: report.url.clone(),
        byline: report.byline.clone().filter(|b| !b.trim().is_empty()),
        date: report.published.date.clone(),
        dated: copydesk_present::wording::dated(report.published.from),
        score: Some(report.place.score),
        why: report.place.why.clone(),
        ..ReportHead::default()
    }
}

/// The commit that was the last at a moment.
pub(crate) fn seq_at(desk: &Desk, as_of: Option<Moment>) -> Result<Option<Seq>> {
    as_of.map(|moment| desk.seq_at(moment)).transpose()
}

/// The story page; and where the story is by now, when its id has changed.
pub(crate) fn story(
    desk: &Desk,
    id: &str,
    as_of: Option<Moment>,
) -> Result<Option<(StoryView, Option<String>)>> {
    let id = StoryId::new(id);
    let at = seq_at(desk, as_of)?;
    let Some(record) = desk.story(&id, at)? else { return Ok(None) };
    let story = story_of(&record);
    let mut reports: Vec<ReportHead> = record.reports.iter().map(head).collect();
    for (report, card) in reports.iter_mut().zip(&record.reports) {
        // Without an outlet the name of the file is better than an id.
        if (card.revisions > 1 || card.outlet.is_none())
            && let Some(kept) = desk.report(&card.id, None)?
        {
            report.label = ReportHead::of(&kept.report).label;
            report.revisions =
                kept.revisions.iter().filter(|v| v.until.is_some()).map(|v| v.at.to_string()).collect();
        }
    }
    for copy in &story.copies {
        // A share needs the length; only reports with words of others are asked for it.
        if let Some(report) = reports.iter_mut().find(|r| r.id == copy.to && r.length == 0)
            && let Some(kept) = desk.report(&ReportId::new(copy.to.as_str()), at)?
        {
            report.length = kept.report.text.len();
        }
    }
    let edits = if at.is_some() { Vec::new() } else { edits_of(&desk.edits()?, &story) };
    let neighbours = if at.is_some() { Vec::new() } else { neighbours(desk, &record)? };
    let view = StoryView {
        reports,
        edits,
        neighbours,
        as_of: as_of.map(|m| m.to_string()),
        revisions: record.versions.iter().map(|v| v.at.to_string()).collect(),
        story,
    };
    let moved = record.moved_from.as_ref().map(|_| record.card.id.to_string());
    Ok(Some((view, moved)))
}

/// Stories that share people with this one: those an editor may want to merge.
fn neighbours(desk: &Desk, record: &StoryRecord) -> Result<Vec<Neighbour>> {
    let mut found: Vec<Neighbour> = Vec::new();
    for person in record.card.people.iter().take(2) {
        let filter = StoryFilter { person: Some(person.clone()), ..StoryFilter::default() };
        for card in desk.stories(&filter, Sort::Newest, None, 6, None)?.items {
            if card.id != record.card.id && !found.iter().any(|n| n.id == card.id.as_str()) {
                found.push(Neighbour {
                    id: card.id.to_string(),
                    headline: card.headline.clone(),
                    why: format!("{person} is in both"),
                });
            }
        }
    }
    found.truncate(5);
    Ok(found)
}

/// An edit as a line of the log.
pub(crate) fn edit_line(record: &EditRecord) -> EditLine {
    use copydesk_desk::Edit;
    let what = match &record.what {
        Edit::Merge { stories } => format!("merged {} stories", stories.len()),
        Edit::Split { reports, .. } if reports.len() == 1 => "split a report out".to_owned(),
        Edit::Split { reports, .. } => format!("split {} reports out", reports.len()),
        Edit::Remove { reports } if reports.len() == 1 => "took a report off the desk".to_owned(),
        Edit::Remove { reports } => format!("took {} reports off the desk", reports.len()),
        Edit::Undo { edit } => format!("took edit {edit} back"),
    };
    let note = record.commit.note.trim();
    EditLine {
        id: record.edit.to_string(),
        at: record.commit.at.to_string(),
        by: if record.commit.who.is_empty() { "somebody".to_owned() } else { record.commit.who.clone() },
        what: if note.is_empty() { what } else { format!("{what}: {note}") },
        undone: record.undone.is_some(),
        undoable: record.undone.is_none() && !matches!(record.what, Edit::Undo { .. }),
    }
}

/// The edits that touch a story or its reports, latest first.
fn edits_of(edits: &[EditRecord], story: &Story) -> Vec<EditLine> {
    use copydesk_desk::Edit;
    let here = |id: &str| story.id == id;
    let has = |reports: &[ReportId]| reports.iter().any(|r| story.reports.iter().any(|s| s == r.as_str()));
    let mut lines: Vec<EditLine> = edits
        .iter()
        .filter(|e| match &e.what {
            Edit::Merge { stories } => stories.iter().any(|s| here(s.as_str())),
            Edit::Split { story, reports } => here(story.as_str()) || has(reports),
            Edit::Remove { reports } => has(reports),
            Edit::Undo { .. } => false,
        })
        .map(edit_line)
        .collect();
    lines.reverse();
    lines
}

/// The whole log, latest first.
pub(crate) fn edits(desk: &Desk) -> Result<Vec<EditLine>> {
    let mut lines: Vec<EditLine> = desk.edits()?.iter().map(edit_line).collect();
    lines.reverse();
    Ok(lines)
}

/// The report page; `story` names the story to show its findings of, else it is the report's own.
pub(crate) fn report(desk: &Desk, id: &str, at: Option<[usize; 2]>) -> Result<Option<ReportView>> {
    let Some(record) = desk.report(&ReportId::new(id), None)? else { return Ok(None) };
    let mut head = ReportHead::of(&record.report);
    head.revisions =
        record.revisions.iter().filter(|v| v.until.is_some()).map(|v| v.at.to_string()).collect();
    let story = match &record.place {
        Some(place) => desk.story(&place.story, None)?.map(|s| story_of(&s)),
        None => None,
    };
    Ok(Some(ReportView { head, report: Some(record.report), story, at }))
}

/// The person page.
pub(crate) fn person(desk: &Desk, name: &str) -> Result<Option<PersonView>> {
    let Some(record) = desk.person(name, None, 60)? else { return Ok(None) };
    // Each report is read once, whatever number of quotations it carries.
    let mut heads: Vec<ReportHead> = Vec::new();
    let mut roles: Vec<(String, usize)> = Vec::new();
    let mut said = Vec::new();
    for quotation in &record.quotations.items {
        let Ok(family) = serde_json::from_str::<Family>(quotation.quotation.get()) else { continue };
        let mut reports: Vec<ReportHead> = Vec::new();
        for evidence in family.variants.iter().flat_map(|v| &v.evidence) {
            if reports.iter().any(|r| r.id == evidence.report) {
                continue;
            }
            if let Some(head) = heads.iter().find(|h| h.id == evidence.report) {
                reports.push(head.clone());
            } else if let Some(kept) = desk.report(&ReportId::new(evidence.report.as_str()), None)? {
                let head = ReportHead::of(&kept.report);
                count_roles(&kept.report, &record.name, &mut roles);
                heads.push(head.clone());
                reports.push(head);
            }
        }
        let day = reports.iter().filter_map(|r| r.date.clone()).min().or_else(|| quotation.latest.clone());
        said.push(Said {
            story: quotation.story.to_string(),
            headline: quotation.headline.clone(),
            day,
            family,
            reports,
        });
    }
    roles.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(Some(PersonView { name: record.name, roles, said }))
}

/// Counts what a report says the person is, each role once.
fn count_roles(report: &AnnotatedReport, name: &str, roles: &mut Vec<(String, usize)>) {
    let Some(reading) = &report.reading else { return };
    let mut here: Vec<&str> = reading
        .entities
        .iter()
        .filter(|e| e.name == name)
        .flat_map(|e| &e.attributes)
        .filter(|a| a.name == AttributeName::Role)
        .map(|a| a.value.as_str())
        .collect();
    here.sort_unstable();
    here.dedup();
    for role in here {
        match roles.iter_mut().find(|(r, _)| r == role) {
            Some((_, n)) => *n += 1,
            None => roles.push((role.to_owned(), 1)),
        }
    }
}

/// What a search finds.
pub(crate) fn search(desk: &Desk, filter: Filter) -> Result<SearchView> {
    if filter.q.trim().is_empty() {
        return Ok(SearchView { filter, ..SearchView::default() });
    }
    let results = desk.search(&Query {
        words: filter.q.clone(),
        from: given(&filter.from),
        to: given(&filter.to),
        outlet: given(&filter.outlet),
        cursor: given(&filter.cursor),
        limit: 20,
        facets: true,
    })?;
    let facets = results.facets.unwrap_or_default();
    Ok(SearchView {
        hits: results.hits.iter().map(hit).collect(),
        total: facets.counted.max(results.hits.len()),
        facets: facet_list(&filter, &facets, false),
        next: results.next,
        filter,
    })
}

fn hit(found: &Found) -> Hit {
    Hit {
        report: ReportHead {
            id: found.report.to_string(),
            label: label(found.outlet.as_deref(), &found.source, found.report.as_str()),
            title: Some(found.title.clone().unwrap_or_else(|| "Untitled report".to_owned())),
            date: found.published.date.clone(),
            dated: copydesk_present::wording::dated(found.published.from),
            ..ReportHead::default()
        },
        story: Some((found.story.to_string(), found.headline.clone())),
        snippet: found.snippet.as_ref().map(cut).unwrap_or_default(),
        cut: found.snippet.as_ref().map_or((false, false), |s| {
            (s.start > 0, !s.text.trim_end().ends_with(['.', '!', '?', '"', '”']))
        }),
    }
}

/// A snippet in pieces, the words looked for apart.
fn cut(snippet: &copydesk_desk::Snippet) -> Vec<(bool, String)> {
    let chars: Vec<char> = snippet.text.chars().collect();
    let take = |from: usize, to: usize| -> String {
        chars.get(from..to.min(chars.len())).unwrap_or_default().iter().collect()
    };
    let mut pieces = Vec::new();
    let mut at = 0;
    for [start, end] in &snippet.marks {
        let (start, end) = (start.saturating_sub(snippet.start), end.saturating_sub(snippet.start));
        if start < at || end <= start {
            continue;
        }
        pieces.push((false, take(at, start)));
        pieces.push((true, take(start, end)));
        at = end;
    }
    pieces.push((false, take(at, chars.len())));
    pieces.retain(|(_, words)| !words.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sparkline_has_a_bar_for_every_day_until_there_are_too_many() {
        let days =
            |list: &[(&str, usize)]| list.iter().map(|(d, n)| ((*d).to_owned(), *n)).collect::<Vec<_>>();
        assert_eq!(pulse(&days(&[("2024-02-28", 2), ("2024-03-01", 1)])).0, [2, 0, 1]);
        assert_eq!(pulse(&days(&[("2024-01-01", 2), ("2024-12-31", 1)])).0.len(), 23);
        assert_eq!(pulse(&[]).0, Vec::<usize>::new());
    }
}
