//! *How many quotations are found, with the right words, cue and speaker?*
//!
//! Over PolNeAR records. Quotation marks and white space at the ends of a span count for nothing on either side,
//! since Copydesk keeps marks out of its contents and PolNeAR keeps them in. Positions are code points.
//!
//! A **speaker is right** when its mention overlaps the gold source, or neither is there.
//!
//! - `attributions`: a prediction hits a gold attribution when the character IoU of their contents is at least .8 and
//!   the speaker is right; one to one, best IoU first.
//! - `exact`: spans of a role, each once a text, that are the same to the character.
//! - `stretches`: stretches of at least four words between double marks within gold content; hit when at least 80 %
//!   of the characters lie in one predicted content whose speaker is right.
//! - `overlap`: share of predictions whose content has an IoU above .3 with a gold content.
//!
//! Switches: `candidates` and `ends` print the rows that the forests are fitted on; `calibration` prints what the confidences are worth, `kinds` splits the figures by kind,
//! `speed` times the quotations alone (the fastest of nine runs of each text), `extra`,
//! `missed`, `partial`, `speaker`, `source` and `stretch` choose the class of the errors that are printed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use copydesk::language::Language;
use copydesk::model::{
    DateSource, Positions, Published, PublishedDate, QuotationKind, Report, ReportId, Span,
};
use serde::Deserialize;

use super::{Options, Outcome};
use crate::score::{Counts, ratio};

#[derive(Debug, Deserialize)]
struct Record {
    id: String,
    published: Option<String>,
    text: String,
    attributions: Vec<Gold>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Gold {
    source: Vec<[usize; 2]>,
    cue: Vec<[usize; 2]>,
    content: Vec<[usize; 2]>,
}

/// One attribution, gold or predicted, in code points.
#[derive(Debug)]
struct Attribution {
    source: Vec<[usize; 2]>,
    cue: Vec<[usize; 2]>,
    content: Vec<[usize; 2]>,
    kind: Option<QuotationKind>,
    confidence: f32,
}

impl Attribution {
    fn speaker_right(&self, gold: &Attribution) -> bool {
        (self.source.is_empty() && gold.source.is_empty()) || intersection(&self.source, &gold.source) > 0
    }

    fn iou(&self, other: &Attribution) -> f64 {
        let both = intersection(&self.content, &other.content) as f64;
        ratio(both, (length(&self.content) + length(&other.content)) as f64 - both)
    }
}

fn length(spans: &[[usize; 2]]) -> usize {
    spans.iter().map(|[s, e]| e - s).sum()
}

/// Code points that two lists of disjoint spans share.
fn intersection(a: &[[usize; 2]], b: &[[usize; 2]]) -> usize {
    a.iter().flat_map(|x| b.iter().map(move |y| x[1].min(y[1]).saturating_sub(x[0].max(y[0])))).sum()
}

/// Spans sorted, those that overlap joined, marks and white space at their ends taken off.
fn tidy(chars: &[char], spans: impl IntoIterator<Item = [usize; 2]>) -> Vec<[usize; 2]> {
    let mark = |c: char| c.is_whitespace() || "\"“”„‟«»'‘’`".contains(c);
    let mut spans: Vec<[usize; 2]> = spans
        .into_iter()
        .map(|[mut s, mut e]| {
            e = e.min(chars.len());
            while s < e && mark(chars[s]) {
                s += 1;
            }
            while s < e && mark(chars[e - 1]) {
                e -= 1;
            }
            [s, e]
        })
        .filter(|[s, e]| s < e)
        .collect();
    spans.sort_unstable();
    let mut out: Vec<[usize; 2]> = Vec::with_capacity(spans.len());
    for [s, e] in spans {
        match out.last_mut() {
            Some(last) if s < last[1] => last[1] = last[1].max(e),
            _ => out.push([s, e]),
        }
    }
    out
}

/// Stretches of at least four words between double marks within gold content.
fn stretches(chars: &[char], raw: &[[usize; 2]]) -> Vec<[usize; 2]> {
    let mut out = Vec::new();
    for [s, e] in raw {
        let e = (*e).min(chars.len());
        let mut open: Option<usize> = None;
        let mut push = |from: usize, to: usize| {
            let words: String = chars[from..to].iter().collect();
            if words.split_whitespace().count() >= 4 {
                out.push([from, to]);
            }
        };
        let mut at = *s;
        while at < e {
            let c = chars[at];
            let doubled = matches!(c, '\'' | '’' | '‘') && at + 1 < e && chars[at + 1] == c;
            if doubled || matches!(c, '"' | '“' | '”') {
                let width = if doubled { 2 } else { 1 };
                match open.take() {
                    Some(from) => push(from, at),
                    None => open = Some(at + width),
                }
                at += width;
            } else {
                at += 1;
            }
        }
        if let Some(from) = open {
            push(from, e);
        }
    }
    out
}

const CLASSES: [&str; 6] = ["speaker", "source", "partial", "missed", "extra", "stretch"];

pub(crate) fn run(file: &Path, options: &Options) -> Result<Outcome, String> {
    let records: Vec<Record> = super::records(file)?;
    let language = Language::embedded();
    let mut outcome = Outcome::default();
    let mut tally = Tally::default();
    let chosen: Vec<&str> = CLASSES.into_iter().filter(|c| options.has(c)).collect();
    let articles = records.len();
    let (mut reading_s, mut language_s, mut quotations_s) = (0.0, 0.0, 0.0);
    for record in records {
        let mut report = Report::new(ReportId::new(record.id.as_str()), record.text);
        if let Some(date) = record.published.as_deref().and_then(PublishedDate::parse) {
            report.published = Published::new(date, DateSource::Metadata);
        }
        let start = Instant::now();
        let analysis = language.analyse(report.text(), None);
        language_s += start.elapsed().as_secs_f64();
        let start = Instant::now();
        let reading = copydesk::reading::read(&report, language);
        reading_s += start.elapsed().as_secs_f64();

        if options.has("speed") {
            // The fastest of several runs: what other work on the machine takes is none of it.
            let fastest = (0..9).map(|_| {
                let start = Instant::now();
                let found = copydesk::reading::quotations_of(report.text(), &analysis, &reading.entities);
                std::hint::black_box(found);
                start.elapsed().as_secs_f64()
            });
            quotations_s += fastest.fold(f64::INFINITY, f64::min);
        }
        let chars: Vec<char> = report.text().chars().collect();
        let positions: &Positions = report.positions();
        let points = |span: Span| positions.code_points(report.text(), span);
        let predicted: Vec<Attribution> = reading
            .quotations
            .iter()
            .map(|q| Attribution {
                source: tidy(&chars, q.speaker.iter().map(|s| points(s.span))),
                cue: tidy(&chars, q.cue.map(points)),
                content: tidy(&chars, q.parts.iter().map(|p| points(*p))),
                kind: Some(q.kind),
                confidence: q.confidence,
            })
            .collect();
        let raw: Vec<&Vec<[usize; 2]>> = record.attributions.iter().map(|g| &g.content).collect();
        let gold: Vec<Attribution> = record
            .attributions
            .iter()
            .map(|g| Attribution {
                source: tidy(&chars, g.source.iter().copied()),
                cue: tidy(&chars, g.cue.iter().copied()),
                content: tidy(&chars, g.content.iter().copied()),
                kind: None,
                confidence: 0.0,
            })
            .collect();
        if options.has("candidates") || options.has("ends") {
            // Rows for whoever fits the forests: whether it is right, and the numbers.
            let rows = copydesk::reading::attribution_rows(&report, language);
            let numbers = |f: &[f32]| f.iter().map(f32::to_string).collect::<Vec<_>>().join(" ");
            for candidate in rows.candidates.iter().filter(|_| options.has("candidates")) {
                let source = tidy(&chars, candidate.source.map(points));
                let cue = tidy(&chars, [points(candidate.cue)]);
                let content = tidy(&chars, candidate.content.iter().map(|c| points(*c)));
                let read = Attribution { source, cue, content, kind: None, confidence: 0.0 };
                // Its end is found by itself: it is right when it begins where the words begin.
                let right = gold.iter().any(|g| {
                    intersection(&read.cue, &g.cue) > 0
                        && read.speaker_right(g)
                        && g.content
                            .first()
                            .is_some_and(|c| read.content.first().is_some_and(|r| r[0] == c[0]))
                });
                println!("row {} {}", u8::from(right), numbers(&candidate.features));
            }
            for places in rows.places.iter().filter(|_| options.has("ends")) {
                let right = |place: &copydesk::reading::AttributionEnd| {
                    let (cue, content) = (points(place.cue), tidy(&chars, [points(place.content)]));
                    gold.iter().any(|g| {
                        intersection(&[cue], &g.cue) > 0
                            && content.first().is_some_and(|c| g.content.contains(c))
                    })
                };
                if places.iter().any(right) {
                    println!("content");
                    for place in places {
                        println!("row {} {}", u8::from(right(place)), numbers(&place.features));
                    }
                }
            }
            continue;
        }
        let found = tally.add(&chars, &predicted, &gold, &raw);
        for (class, gold_index, predicted_index) in found {
            if outcome.errors.len() < options.errors && (chosen.is_empty() || chosen.contains(&class)) {
                outcome.errors.push(show(
                    report.id.as_str(),
                    class,
                    &chars,
                    gold_index.map(|i| &gold[i]),
                    predicted_index.map(|i| &predicted[i]),
                ));
            }
        }
    }
    tally.figures(&mut outcome, options);
    outcome.figure("articles a second, whole reading", ratio(articles as f64, reading_s));
    if options.has("speed") {
        outcome.figure("articles a second, quotations alone", ratio(articles as f64, quotations_s));
    }
    outcome.figure(
        "articles a second, beyond language",
        ratio(articles as f64, (reading_s - language_s).max(1e-9)),
    );
    Ok(outcome)
}

#[derive(Default)]
struct Tally {
    attributions: Counts,
    content: Counts,
    source_exact: Counts,
    cue_exact: Counts,
    content_exact: Counts,
    stretches: Counts,
    stretches_content: f64,
    overlap: Counts,
    /// Gold attributions that start with a mark, and those that do not.
    direct: Counts,
    indirect: Counts,
    /// Confidence in tenths: predictions, sum of confidence, hits.
    bins: [(f64, f64, f64); 10],
    /// The same for direct, indirect, mixed predictions.
    kinds: [(f64, f64); 3],
}

type Found = (&'static str, Option<usize>, Option<usize>);

impl Tally {
    /// Counts one text; gives its errors as class, gold, predicted.
    fn add(
        &mut self,
        chars: &[char],
        predicted: &[Attribution],
        gold: &[Attribution],
        raw: &[&Vec<[usize; 2]>],
    ) -> Vec<Found> {
        let mut errors: Vec<Found> = Vec::new();
        // Pairs by IoU, best first; ties in text order.
        let mut pairs: Vec<(f64, bool, usize, usize)> = Vec::new();
        for (p, predicted) in predicted.iter().enumerate() {
            for (g, gold) in gold.iter().enumerate() {
                let iou = predicted.iou(gold);
                if iou > 0.0 {
                    pairs.push((iou, predicted.speaker_right(gold), p, g));
                }
            }
        }
        let (mut gold_of, mut predicted_of) = (vec![None; predicted.len()], vec![None; gold.len()]);
        let mut best = vec![0.0_f64; predicted.len()];
        for pair in &pairs {
            best[pair.2] = best[pair.2].max(pair.0);
        }
        pairs.retain(|p| p.0 >= 0.8);
        pairs.sort_by(|a, b| b.1.cmp(&a.1).then(b.0.total_cmp(&a.0)).then((a.2, a.3).cmp(&(b.2, b.3))));
        for (_, right, p, g) in pairs {
            if gold_of[p].is_none() && predicted_of[g].is_none() {
                gold_of[p] = Some((g, right));
                predicted_of[g] = Some((p, right));
            }
        }
        for (p, attribution) in predicted.iter().enumerate() {
            let hit = gold_of[p].is_some_and(|(_, right)| right);
            let one = f64::from(u8::from(hit));
            self.attributions.hit += one;
            self.attributions.extra += 1.0 - one;
            match gold_of[p] {
                Some((g, false)) => errors.push(("speaker", Some(g), Some(p))),
                Some(_) => {}
                None if best[p] > 0.3 => {
                    let g = (0..gold.len())
                        .max_by(|a, b| attribution.iou(&gold[*a]).total_cmp(&attribution.iou(&gold[*b])));
                    errors.push(("partial", g, Some(p)));
                }
                None => errors.push(("extra", None, Some(p))),
            }
            let same_cue = gold.iter().position(|g| intersection(&attribution.cue, &g.cue) > 0);
            if same_cue.is_some_and(|g| gold[g].source != attribution.source) {
                errors.push(("source", same_cue, Some(p)));
            }
            let content = f64::from(u8::from(gold_of[p].is_some()));
            self.content.hit += content;
            self.content.extra += 1.0 - content;
            let overlap = f64::from(u8::from(best[p] > 0.3));
            self.overlap.hit += overlap;
            self.overlap.extra += 1.0 - overlap;
            let bin = &mut self.bins[((attribution.confidence * 10.0) as usize).min(9)];
            *bin = (bin.0 + 1.0, bin.1 + f64::from(attribution.confidence), bin.2 + one);
            if let Some(kind) = attribution.kind {
                let kind = &mut self.kinds[kind as usize];
                *kind = (kind.0 + 1.0, kind.1 + one);
            }
        }
        for (g, attribution) in gold.iter().enumerate() {
            let hit = predicted_of[g].is_some_and(|(_, right)| right);
            let missed = f64::from(u8::from(!hit));
            self.attributions.missed += missed;
            self.content.missed += f64::from(u8::from(predicted_of[g].is_none()));
            let direct = raw[g].first().is_some_and(|[s, _]| {
                chars.get(*s).is_some_and(|c| matches!(c, '"' | '“' | '”' | '\'' | '‘' | '`'))
            });
            let counts = if direct { &mut self.direct } else { &mut self.indirect };
            counts.hit += 1.0 - missed;
            counts.missed += missed;
            if !predicted.iter().any(|p| p.iou(attribution) > 0.3) {
                errors.push(("missed", Some(g), None));
            }
            for stretch in stretches(chars, raw[g]) {
                let covers = |p: &&Attribution| {
                    intersection(&p.content, &[stretch]) as f64 >= 0.8 * (stretch[1] - stretch[0]) as f64
                };
                let found: Vec<&Attribution> = predicted.iter().filter(covers).collect();
                let hit = found.iter().any(|p| p.speaker_right(attribution));
                self.stretches.hit += f64::from(u8::from(hit));
                self.stretches.missed += f64::from(u8::from(!hit));
                self.stretches_content += f64::from(u8::from(!found.is_empty()));
                if !hit {
                    let p = predicted.iter().position(|p| covers(&p));
                    errors.push(("stretch", Some(g), p));
                }
            }
        }
        exact(&mut self.source_exact, predicted, gold, |a| &a.source);
        exact(&mut self.cue_exact, predicted, gold, |a| &a.cue);
        exact(&mut self.content_exact, predicted, gold, |a| &a.content);
        errors
    }

    fn figures(&self, outcome: &mut Outcome, options: &Options) {
        let mut prf = |name: &str, counts: &Counts| {
            outcome.figure(format!("{name} precision"), counts.precision());
            outcome.figure(format!("{name} recall"), counts.recall());
            outcome.figure(format!("{name} F1"), counts.f1());
        };
        prf("attributions, IoU .8 and speaker,", &self.attributions);
        prf("contents, IoU .8,", &self.content);
        prf("exact source", &self.source_exact);
        prf("exact cue", &self.cue_exact);
        prf("exact content", &self.content_exact);
        outcome.figure("quoted stretches", self.stretches.hit + self.stretches.missed);
        outcome.figure("quoted stretches found with the right speaker", self.stretches.recall());
        outcome.figure(
            "quoted stretches found",
            ratio(self.stretches_content, self.stretches.hit + self.stretches.missed),
        );
        outcome.figure("precision at content overlap .3", self.overlap.precision());
        if options.has("kinds") {
            outcome.figure("recall of gold that starts with a mark", self.direct.recall());
            outcome.figure("recall of other gold", self.indirect.recall());
            for (name, (n, hits)) in ["direct", "indirect", "mixed"].iter().zip(self.kinds) {
                outcome.figure(format!("predicted {name}"), n);
                outcome.figure(format!("precision of predicted {name}"), ratio(hits, n));
            }
        }
        if options.has("calibration") {
            let mut error = 0.0;
            let all: f64 = self.bins.iter().map(|b| b.0).sum();
            for (i, (n, confidence, hits)) in self.bins.iter().enumerate() {
                if *n > 0.0 {
                    outcome.figure(format!("confidence .{i}: predictions"), *n);
                    outcome.figure(format!("confidence .{i}: mean"), confidence / n);
                    outcome.figure(format!("confidence .{i}: right"), hits / n);
                    error += (confidence - hits).abs();
                }
            }
            outcome.figure("expected calibration error", ratio(error, all));
        }
    }
}

fn exact(
    counts: &mut Counts,
    predicted: &[Attribution],
    gold: &[Attribution],
    role: impl Fn(&Attribution) -> &Vec<[usize; 2]>,
) {
    let all = |list: &[Attribution]| list.iter().flat_map(|a| role(a).clone()).collect::<BTreeSet<_>>();
    let (predicted, gold) = (all(predicted), all(gold));
    let hit = predicted.intersection(&gold).count() as f64;
    counts.add(Counts { hit, extra: predicted.len() as f64 - hit, missed: gold.len() as f64 - hit });
}

/// An error in its context: the gold attribution in `[ ]`, then the predicted one.
fn show(
    id: &str,
    class: &str,
    chars: &[char],
    gold: Option<&Attribution>,
    predicted: Option<&Attribution>,
) -> String {
    let mut out = format!("{class}: {id}");
    for (name, attribution) in [("gold", gold), ("read", predicted)] {
        let Some(attribution) = attribution else { continue };
        let mut inserts: Vec<(usize, u8, String)> = Vec::new();
        let roles = [("S", &attribution.source), ("C", &attribution.cue), ("Q", &attribution.content)];
        for (role, spans) in roles {
            for [s, e] in spans {
                inserts.push((*s, 1, format!("[{role} ")));
                inserts.push((*e, 0, format!(" {role}]")));
            }
        }
        inserts.sort();
        let first = inserts.first().map_or(0, |i| i.0).saturating_sub(60);
        let last = (inserts.last().map_or(0, |i| i.0) + 60).min(chars.len());
        let mut words = String::new();
        let mut at = first;
        for (to, _, insert) in inserts {
            words.extend(&chars[at..to.max(at)]);
            words.push_str(&insert);
            at = to.max(at);
        }
        words.extend(&chars[at..last]);
        let _ = write!(out, "\n  {name}: {}", words.replace('\n', "¶"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_at_the_ends_of_a_span_count_for_nothing() {
        let chars: Vec<char> = "“We left,” she".chars().collect();
        assert_eq!(tidy(&chars, [[0, 10]]), vec![[1, 9]]);
    }

    #[test]
    fn a_stretch_has_four_words() {
        let chars: Vec<char> = "that “it rained all day” and “poured”".chars().collect();
        assert_eq!(stretches(&chars, &[[0, chars.len()]]), vec![[6, 23]]);
    }
}
