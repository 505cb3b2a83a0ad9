//! Planted conflicts: real stories, one change in one report, and whether the ledger finds it.
//!
//! A story is two reports or more of one label (`story` of the stream, the event of an ECB+ id, a Multi-News
//! cluster). First it is reconciled as it is: its conflicts are *alarms*, printed with `--errors N` to be judged by reading
//! (`--with clean` stops there). Then one thing that two of its reports share is changed in one of them: a word of a
//! quotation, its speaker, a number, a day, "after" for "before", a letter of a name. A plant is found when a new conflict of its kind has evidence
//! at the changed place; every other new conflict is false, and so is every new conflict that a control (`controls`) brings.
//! `--with date` (or another kind, or `controls`) plants nothing else; `--with sheet` prints the alarms of the unchanged
//! stories as ids and positions, without a word of their texts.
//! What is planted is drawn by a linear congruential generator from the story's number, and rests on plain string
//! matching, not on the ledger's own alignment.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use copydesk::language::Language;
use copydesk::model::{
    ConflictKind, Finding, Member, MentionForm, Published, PublishedDate, QuotationKind, Reading, Report,
    ReportId, Span, Standing, Story, StoryId,
};
use copydesk::{lineage, reading, reconcile};
use rayon::prelude::*;
use serde::Deserialize;

use super::controls::{CONTROLS, Control, control};
use super::{Options, Outcome, records};
use crate::score::{f1, ratio};

#[derive(Deserialize)]
pub(crate) struct Record {
    id: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    published: Option<String>,
    #[serde(default)]
    story: Option<String>,
    #[serde(default)]
    documents: Vec<String>,
}

/// Texts of one story.
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) reports: Vec<Report>,
}

pub(crate) fn groups(records: Vec<Record>) -> Vec<Group> {
    let mut by_story: BTreeMap<String, Vec<Report>> = BTreeMap::new();
    for record in records {
        if !record.documents.is_empty() {
            let reports = record.documents.iter().enumerate();
            let reports =
                reports.map(|(i, t)| Report::new(ReportId::new(format!("{}-{i}", record.id)), t.as_str()));
            by_story.insert(record.id.clone(), reports.collect());
            continue;
        }
        // ECB+ ids are TOPIC_NUMBER and the half of the topic.
        let story = record.story.clone().or_else(|| {
            let (topic, rest) = record.id.split_once('_')?;
            Some(format!("{topic}{}", rest.trim_start_matches(|c: char| c.is_ascii_digit())))
        });
        let Some(story) = story.filter(|_| record.story.is_some() || record.id.contains("ecb")) else {
            continue;
        };
        let mut report = Report::new(ReportId::new(record.id.as_str()), record.text);
        report.title = record.title;
        if let Some(date) = record.published.as_deref().and_then(PublishedDate::parse) {
            report.published = Published::new(date, copydesk::model::DateSource::Metadata);
        }
        by_story.entry(story).or_default().push(report);
    }
    by_story
        .into_iter()
        .filter(|(_, reports)| reports.len() > 1)
        .map(|(name, mut reports)| {
            reports.sort_by_key(|r| (r.published.date.map(PublishedDate::earliest), r.id.clone()));
            reports.truncate(12);
            Group { name, reports }
        })
        .collect()
}

pub(crate) fn tell(reports: &[Report], readings: &[Reading]) -> Story {
    let members: Vec<Member<'_>> =
        reports.iter().zip(readings).map(|(report, reading)| Member { report, reading }).collect();
    let lineage = lineage::trace(&members);
    reconcile::reconcile(StoryId::new("s"), &members, &[], &lineage, &reconcile::Settings::default())
}

pub(crate) fn read(report: &Report) -> Reading {
    reading::read(report, Language::embedded())
}

fn conflicts(story: &Story) -> Vec<&Finding> {
    story.findings.iter().filter(|f| f.standing == Standing::Conflicting).collect()
}

/// What a finding is told again by, whatever its number.
fn signature(finding: &Finding) -> String {
    let mut values: Vec<&str> = finding.values.iter().map(|v| v.value.as_str()).collect();
    values.sort_unstable();
    format!("{:?} {:?}", finding.kind, values)
}

/// Numerical Recipes' generator.
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % n.max(1) as u64) as usize
    }
}

/// One change of one report.
struct Plant {
    kind: ConflictKind,
    report: usize,
    from: usize,
    to: usize,
    new: String,
    /// What the other report has, for reading.
    twin: String,
}

const KINDS: &[ConflictKind] = &[
    ConflictKind::Wording,
    ConflictKind::Attribution,
    ConflictKind::Number,
    ConflictKind::Date,
    ConflictKind::Name,
    ConflictKind::Order,
];

/// Content words that do not change a quotation's grammar much.
const WORDS: &[&str] =
    &["nothing", "yesterday", "trouble", "wonderful", "children", "terrible", "money", "water"];

fn plant(kind: ConflictKind, reports: &[Report], readings: &[Reading], draw: &mut Draw) -> Option<Plant> {
    let found = match kind {
        ConflictKind::Wording => wordings(reports, readings, draw),
        ConflictKind::Attribution => attributions(reports, readings, draw),
        ConflictKind::Number => numbers(reports, readings, draw),
        ConflictKind::Date => dates(reports, readings, draw),
        ConflictKind::Name => names(reports, readings, draw),
        ConflictKind::Order => orders(reports, readings),
        ConflictKind::Fact => Vec::new(),
    };
    let at = draw.below(found.len());
    found.into_iter().nth(at)
}

/// Quotations of two reports that have eight words in a row in common, away from their ends.
pub(crate) fn shared(reports: &[Report], readings: &[Reading]) -> Vec<(usize, usize, usize, usize, usize)> {
    let mut out = Vec::new();
    for (r, reading) in readings.iter().enumerate() {
        for (q, quotation) in reading.quotations.iter().enumerate() {
            if quotation.kind != QuotationKind::Direct {
                continue;
            }
            for part in &quotation.parts {
                let text = reports[r].words(*part);
                let words: Vec<(usize, &str)> = places(text);
                if words.len() < 10 {
                    continue;
                }
                let run = &words[1..9];
                let stretch = &text[run[0].0..run[7].0 + run[7].1.len()];
                for (other, there) in readings.iter().enumerate() {
                    if other == r {
                        continue;
                    }
                    let twin = there.quotations.iter().position(|t| {
                        t.kind == QuotationKind::Direct
                            && t.parts.iter().any(|p| reports[other].words(*p).contains(stretch))
                    });
                    if let Some(twin) = twin {
                        out.push((r, q, other, twin, part.start() + run[3].0));
                    }
                }
            }
        }
    }
    out
}

fn places(text: &str) -> Vec<(usize, &str)> {
    text.split_whitespace().map(|w| (w.as_ptr() as usize - text.as_ptr() as usize, w)).collect()
}

fn wordings(reports: &[Report], readings: &[Reading], draw: &mut Draw) -> Vec<Plant> {
    shared(reports, readings)
        .into_iter()
        .filter_map(|(report, _, _, _, at)| {
            let text = reports[report].text();
            let word = text[at..].split_whitespace().next()?;
            let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
            let new = WORDS[draw.below(WORDS.len())];
            // One origin must not have it both ways: the report says it once.
            let once = text.matches(&text[at..(at + 1).max(at + word.len())]).count();
            (once > 0 && plain.len() == word.len() && plain.len() > 3 && plain.is_ascii() && plain != new)
                .then(|| Plant {
                    kind: ConflictKind::Wording,
                    report,
                    from: at,
                    to: at + word.len(),
                    new: new.to_owned(),
                    twin: String::new(),
                })
        })
        .collect()
}

fn attributions(reports: &[Report], readings: &[Reading], draw: &mut Draw) -> Vec<Plant> {
    const OTHERS: &[&str] = &["Harold Quill", "Denise Vantor", "Marcus Ebling", "Lorna Pettifer"];
    shared(reports, readings)
        .into_iter()
        .filter_map(|(report, q, other, twin, _)| {
            let named = |r: usize, q: usize| {
                let speaker = readings[r].quotations[q].speaker.as_ref()?;
                let entity = readings[r].entity(speaker.entity?)?;
                let mention = entity
                    .mentions
                    .iter()
                    .find(|m| m.form == MentionForm::Name && m.span.overlaps(speaker.span))?;
                (entity.kind == copydesk::model::EntityKind::Person)
                    .then_some((mention.span, entity.name.clone()))
            };
            let ((span, a), (_, b)) = (named(report, q)?, named(other, twin)?);
            let last = |n: &str| n.rsplit(' ').next().unwrap_or_default().to_owned();
            (last(&a) == last(&b)).then(|| Plant {
                kind: ConflictKind::Attribution,
                report,
                from: span.start(),
                to: span.end(),
                new: OTHERS[draw.below(OTHERS.len())].to_owned(),
                twin: String::new(),
            })
        })
        .collect()
}

/// Sentences of two reports that share most of their words.
pub(crate) fn twins(reports: &[Report], readings: &[Reading]) -> Vec<(usize, usize, usize, usize)> {
    let bag = |r: usize, s: usize| -> BTreeSet<String> {
        reports[r]
            .words(readings[r].sentences[s])
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| w.len() > 3)
            .map(str::to_lowercase)
            .collect()
    };
    let bags: Vec<Vec<BTreeSet<String>>> =
        (0..reports.len()).map(|r| (0..readings[r].sentences.len()).map(|s| bag(r, s)).collect()).collect();
    let mut out = Vec::new();
    for a in 0..reports.len() {
        for b in 0..reports.len() {
            if a == b {
                continue;
            }
            for (i, x) in bags[a].iter().enumerate() {
                for (j, y) in bags[b].iter().enumerate() {
                    let common = x.intersection(y).count();
                    if common >= 5 && common * 2 >= x.len().max(y.len()) {
                        out.push((a, i, b, j));
                    }
                }
            }
        }
    }
    out
}

/// Whether a stretch stands in somebody's own words.
pub(super) fn is_quoted(reading: &Reading, span: Span) -> bool {
    reading.quotations.iter().any(|q| q.kind == QuotationKind::Direct && q.span.overlaps(span))
}

fn numbers(reports: &[Report], readings: &[Reading], draw: &mut Draw) -> Vec<Plant> {
    let mut out = Vec::new();
    for (a, i, b, j) in twins(reports, readings) {
        let (x, y) = (readings[a].sentences[i], readings[b].sentences[j]);
        for f in readings[a].figures.iter().filter(|f| x.contains(f.span)) {
            let quoted = is_quoted(&readings[a], f.span);
            let digits = reports[a].words(f.span);
            let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            let same = readings[b].figures.iter().any(|g| {
                y.contains(g.span)
                    && g.quantity == f.quantity
                    && g.unit == f.unit
                    && f.of.is_some() == g.of.is_some()
            });
            if quoted || !plain || !same || f.of.is_none() || f.unit.is_some() || f.quantity < 3.0 {
                continue;
            }
            // Far enough off to be neither rounding nor a slip.
            let new = (f.quantity * 1.5).floor() as u64 + 1 + draw.below(3) as u64;
            out.push(Plant {
                kind: ConflictKind::Number,
                report: a,
                from: f.span.start(),
                to: f.span.end(),
                new: new.to_string(),
                twin: reports[b].words(y).to_owned(),
            });
        }
    }
    out
}

fn dates(reports: &[Report], readings: &[Reading], draw: &mut Draw) -> Vec<Plant> {
    const DAYS: &[&str] = &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let mut out = Vec::new();
    for (a, i, b, j) in twins(reports, readings) {
        let (x, y) = (readings[a].sentences[i], readings[b].sentences[j]);
        let (text, other) = (reports[a].words(x), reports[b].words(y));
        for (number, day) in DAYS.iter().enumerate() {
            let said = ["said ", "said on ", "told "].iter().any(|p| text.contains(&format!("{p}{day}")));
            let one = |t: &str| DAYS.iter().map(|d| t.matches(d).count()).sum::<usize>() == 1;
            if let Some(at) = text.find(day)
                && other.contains(day)
                && one(text)
                && one(other)
                && !said
                && !text.contains(['“', '"'])
            {
                let new = DAYS[(number + 2 + draw.below(3)) % 7];
                let from = x.start() + at;
                out.push(Plant {
                    kind: ConflictKind::Date,
                    report: a,
                    from,
                    to: from + day.len(),
                    new: new.to_owned(),
                    twin: other.to_owned(),
                });
            }
        }
    }
    out
}

fn names(reports: &[Report], readings: &[Reading], draw: &mut Draw) -> Vec<Plant> {
    let mut out = Vec::new();
    for (a, i, b, j) in twins(reports, readings) {
        let (x, y) = (readings[a].sentences[i], readings[b].sentences[j]);
        for entity in readings[a].entities.iter().filter(|e| e.kind == copydesk::model::EntityKind::Person) {
            let Some((_, last)) = entity.name.rsplit_once(' ') else { continue };
            let full = entity
                .mentions
                .iter()
                .find(|m| x.contains(m.span) && reports[a].words(m.span) == entity.name);
            let Some(full) = full
                .filter(|_| last.len() >= 6 && last.is_ascii() && reports[b].words(y).contains(&entity.name))
            else {
                continue;
            };
            // One letter of the surname, all through the report.
            let at = 2 + draw.below(last.len() - 3);
            let mut wrong = last.as_bytes().to_vec();
            wrong[at] = if wrong[at] == b'e' { b'a' } else { b'e' };
            let Ok(wrong) = String::from_utf8(wrong) else { continue };
            let from = full.span.end() - last.len();
            out.push(Plant {
                kind: ConflictKind::Name,
                report: a,
                from,
                to: full.span.end(),
                new: wrong,
                twin: reports[b].words(y).to_owned(),
            });
        }
    }
    out
}

/// "After" where both reports have "before", or the other way round, between two events.
fn orders(reports: &[Report], readings: &[Reading]) -> Vec<Plant> {
    let mut out = Vec::new();
    for (a, i, b, j) in twins(reports, readings) {
        let (x, y) = (readings[a].sentences[i], readings[b].sentences[j]);
        let (text, other) = (reports[a].words(x), reports[b].words(y));
        for (cue, new) in [(" after ", " before "), (" before ", " after ")] {
            let Some((head, tail)) = text.split_once(cue) else { continue };
            let Some((there, then)) = other.split_once(cue) else { continue };
            let content = |s: &str| -> BTreeSet<String> {
                s.split(|c: char| !c.is_alphanumeric())
                    .filter(|w| w.len() > 4)
                    .map(str::to_lowercase)
                    .collect()
            };
            let common = |x: &str, y: &str| content(x).intersection(&content(y)).count();
            // Both halves tell the same in both, and nothing is quoted or counted from the event.
            let numbered = head.split_whitespace().rev().take(2).any(|w| {
                matches!(
                    w.trim_end_matches('s'),
                    "day" | "week" | "month" | "year" | "hour" | "minute" | "shortly" | "just" | "soon"
                )
            });
            if common(head, there) >= 2 && common(tail, then) >= 2 && !numbered && !text.contains(['“', '"'])
            {
                let from = x.start() + head.len();
                let new = new.to_owned();
                out.push(Plant {
                    kind: ConflictKind::Order,
                    report: a,
                    from,
                    to: from + cue.len(),
                    new,
                    twin: other.to_owned(),
                });
            }
        }
    }
    out
}

/// The report with the change made.
fn change(report: &Report, plant: &Plant) -> Report {
    let text = report.text();
    let changed = if plant.kind == ConflictKind::Name {
        text.replace(&text[plant.from..plant.to], &plant.new)
    } else {
        format!("{}{}{}", &text[..plant.from], plant.new, &text[plant.to..])
    };
    let mut out = Report::new(report.id.clone(), changed);
    out.title.clone_from(&report.title);
    out.published = report.published;
    out
}

/// What one story showed.
#[derive(Default)]
struct Shown {
    alarms: Vec<String>,
    /// Kind of each plant and whether it was found.
    plants: Vec<(ConflictKind, bool, String)>,
    /// New conflicts that are no plant.
    extra: Vec<String>,
    /// Kind of each control, and the false alarm it brought.
    controls: Vec<(Control, Option<String>)>,
    /// The alarms as ids and positions.
    sheet: Vec<String>,
}

fn print(name: &str, finding: &Finding) -> String {
    let values = finding.values.iter().flat_map(|v| {
        v.evidence.iter().take(2).map(move |e| {
            format!(
                "    {:?} {} [{}] …{}⟦{}⟧{}…",
                v.value,
                v.origins,
                e.report(),
                e.prefix(),
                e.text(),
                e.suffix()
            )
        })
    });
    let values: Vec<String> = values.map(|v| v.replace('\n', " ")).collect();
    format!("{name} {:?} {}\n{}", finding.kind, finding.explanation, values.join("\n"))
}

/// An alarm as ids and positions: story, kind, and for each value the places that say so.
fn places_of(name: &str, finding: &Finding) -> String {
    let values = finding.values.iter().map(|v| {
        let places = v.evidence.iter().map(|e| {
            let [start, end] = e.code_points();
            format!("{}:{start}-{end}", e.report())
        });
        places.collect::<Vec<_>>().join(" ")
    });
    format!("{name}\t{:?}\t{}", finding.kind, values.collect::<Vec<_>>().join(" | "))
}

fn try_story(
    group: &Group,
    number: usize,
    clean_only: bool,
    kinds: &[ConflictKind],
    with_controls: bool,
) -> Shown {
    let readings: Vec<Reading> = group.reports.iter().map(read).collect();
    let clean = tell(&group.reports, &readings);
    let alarms = conflicts(&clean).into_iter().map(|f| print(&group.name, f)).collect();
    let sheet = conflicts(&clean).into_iter().map(|f| places_of(&group.name, f)).collect();
    let mut shown = Shown { alarms, sheet, ..Shown::default() };
    if clean_only {
        return shown;
    }
    let known: BTreeSet<String> = conflicts(&clean).into_iter().map(signature).collect();
    for (k, kind) in KINDS.iter().enumerate().filter(|(_, k)| kinds.contains(k)) {
        let mut draw = Draw((number * KINDS.len() + k) as u64 + 1);
        let Some(plant) = plant(*kind, &group.reports, &readings, &mut draw) else { continue };
        let mut reports = group.reports.clone();
        let mut changed = readings.clone();
        reports[plant.report] = change(&group.reports[plant.report], &plant);
        changed[plant.report] = read(&reports[plant.report]);
        let story = tell(&reports, &changed);
        let id = &reports[plant.report].id;
        let mut found = false;
        for finding in conflicts(&story).into_iter().filter(|f| !known.contains(&signature(f))) {
            let there = finding.values.iter().flat_map(|v| &v.evidence).any(|e| {
                e.report() == id
                    && (plant.kind == ConflictKind::Name && e.text().contains(&plant.new)
                        || e.span().start() <= plant.from + plant.new.len() && plant.from <= e.span().end())
            });
            let kin = finding.kind == Some(plant.kind);
            if there && kin {
                found = true;
            } else if !there {
                shown.extra.push(print(&group.name, finding));
            }
        }
        let text = group.reports[plant.report].text();
        let near = |at: usize| (0..=at).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
        let context = text[near(plant.from.saturating_sub(120))..near((plant.to + 120).min(text.len()))]
            .replace('\n', " ");
        let twin = plant.twin.replace('\n', " ");
        shown.plants.push((
            *kind,
            found,
            format!(
                "{} {kind:?} “{}” → “{}”: {context} | {twin}",
                group.name,
                &text[plant.from..plant.to],
                plant.new
            ),
        ));
    }
    for (k, kind) in CONTROLS.iter().enumerate().filter(|_| with_controls) {
        let mut draw = Draw((number * CONTROLS.len() + k) as u64 + 7919);
        let Some(changed_to) = control(*kind, &group.reports, &readings, &mut draw) else { continue };
        let mut reports = group.reports.clone();
        let mut changed = readings.clone();
        let r = changed_to.report;
        let text = group.reports[r].text();
        let new = format!("{}{}{}", &text[..changed_to.from], changed_to.new, &text[changed_to.to..]);
        reports[r] = Report::new(group.reports[r].id.clone(), new);
        reports[r].title.clone_from(&group.reports[r].title);
        reports[r].published = group.reports[r].published;
        changed[r] = read(&reports[r]);
        let story = tell(&reports, &changed);
        let alarm = conflicts(&story).into_iter().find(|f| {
            !known.contains(&signature(f))
                && f.values.iter().flat_map(|v| &v.evidence).any(|e| e.report() == &reports[r].id)
        });
        shown.controls.push((*kind, alarm.map(|f| print(&group.name, f))));
    }
    shown
}

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let mut groups = groups(records(file)?);
    if options.has("sample") {
        groups = groups.into_iter().step_by(5).collect();
    }
    let clean_only = options.has("clean") || options.has("sheet");
    let named = |k: &&ConflictKind| options.has(&format!("{k:?}").to_lowercase());
    let mut kinds: Vec<ConflictKind> = KINDS.iter().filter(named).copied().collect();
    let with_controls = options.has("controls") || kinds.is_empty();
    if kinds.is_empty() && !options.has("controls") {
        kinds = KINDS.to_vec();
    }
    let shown: Vec<Shown> = groups
        .par_iter()
        .enumerate()
        .map(|(i, g)| try_story(g, i, clean_only, &kinds, with_controls))
        .collect();
    if options.has("sheet") {
        let sheet = shown.iter().flat_map(|s| &s.sheet).cloned().collect();
        return Ok(Outcome { errors: sheet, ..Outcome::default() });
    }
    let mut outcome = Outcome::default();
    let stories = groups.len() as f64;
    let alarms: Vec<&String> = shown.iter().flat_map(|s| &s.alarms).collect();
    outcome.figure("stories", stories);
    outcome.figure("alarms", alarms.len() as f64);
    outcome.figure("alarms a story", ratio(alarms.len() as f64, stories));
    if clean_only {
        outcome.errors = alarms.into_iter().take(options.errors).cloned().collect();
        return Ok(outcome);
    }
    let extra: Vec<&String> = shown.iter().flat_map(|s| &s.extra).collect();
    let (mut hit, mut all) = (0.0, 0.0);
    for kind in KINDS {
        let of_kind: Vec<bool> = shown
            .iter()
            .flat_map(|s| &s.plants)
            .filter(|(k, ..)| k == kind)
            .map(|(_, found, _)| *found)
            .collect();
        let found = of_kind.iter().filter(|f| **f).count() as f64;
        hit += found;
        all += of_kind.len() as f64;
        outcome.figure(format!("{kind:?} planted"), of_kind.len() as f64);
        outcome.figure(format!("{kind:?} recall"), ratio(found, of_kind.len() as f64));
    }
    let mut silent: Vec<&String> = Vec::new();
    for kind in CONTROLS {
        let of_kind: Vec<&Option<String>> = shown
            .iter()
            .flat_map(|s| &s.controls)
            .filter(|(k, _)| k == kind)
            .map(|(_, alarm)| alarm)
            .collect();
        outcome.figure(format!("{kind:?} controls"), of_kind.len() as f64);
        outcome.figure(format!("{kind:?} alarms"), of_kind.iter().filter(|a| a.is_some()).count() as f64);
        silent.extend(of_kind.into_iter().flatten());
    }
    outcome.figure("extra", extra.len() as f64);
    let precision = ratio(hit, hit + extra.len() as f64 + silent.len() as f64);
    outcome.figure("planted", all);
    outcome.figure("precision", precision);
    outcome.figure("recall", ratio(hit, all));
    outcome.figure("F1", f1(precision, ratio(hit, all)));
    let missed = shown
        .iter()
        .flat_map(|s| &s.plants)
        .filter(|(_, found, _)| !found)
        .map(|(.., what)| format!("missed {what}"));
    let extra = extra.into_iter().map(|e| format!("extra {e}"));
    let silent = silent.into_iter().map(|e| format!("control {e}"));
    outcome.errors = extra.chain(silent).chain(missed).take(options.errors).collect();
    Ok(outcome)
}
