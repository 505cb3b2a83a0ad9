//! *What lies on the table?*
//!
//! Everything that the parts of this room look up again and again, made once a story: the origin of each report,
//! its sentences with their terms and weights, its paragraphs, and which of its words are quoted.

use std::cell::OnceCell;

use copydesk_lineage::Lineage;
use copydesk_model::{Entity, Evidence, Member, Span, Support};
use rustc_hash::FxHashMap;

use crate::cast::Cast;
use crate::quotes::{between_marks, quoted_parts};
use crate::words::{self, Lexicon};

/// A place in one of the story's reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    /// The report, as an index of the members.
    pub(crate) member: usize,
    /// Where in it.
    pub(crate) span: Span,
}

/// A sentence of one of the reports.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Its report.
    pub(crate) member: usize,
    /// Its number in the report.
    pub(crate) index: usize,
    /// Where.
    pub(crate) span: Span,
    /// Terms of its content words and the people and things it mentions, sorted, each once.
    pub(crate) terms: Vec<u32>,
    /// Number of words.
    pub(crate) words: usize,
    /// Share of its bytes that stand in direct quotations.
    pub(crate) quoted: f32,
    /// What its words may open: [`words::OF_ORDER`] and its like.
    pub(crate) cues: u8,
}

/// One story's reports, prepared.
#[derive(Debug)]
pub(crate) struct Desk<'a> {
    /// The reports, by publication and id.
    pub(crate) members: &'a [Member<'a>],
    /// The number of each report's origin.
    pub(crate) origin: Vec<usize>,
    /// Who is who across the reports.
    pub(crate) cast: Cast,
    /// All sentences, by report and place.
    pub(crate) lines: Vec<Line>,
    /// Index of each report's first sentence, and one past the last.
    pub(crate) first: Vec<usize>,
    /// Paragraphs of each report.
    pub(crate) paragraphs: Vec<Vec<Span>>,
    /// Direct quotations of each report, as spans sorted and not overlapping.
    pub(crate) quoted: Vec<Vec<Span>>,
    /// Interned words.
    pub(crate) lexicon: Lexicon,
    /// Weight of each term.
    pub(crate) idf: Vec<f32>,
    /// What is asked of one thing again and again, kept.
    pub(crate) kept: Kept,
}

/// Answers that are worked out when they are first asked for.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// How much of the story has each term.
    pub(crate) prominence: OnceCell<Vec<f32>>,
    /// Whether each sentence reads well alone.
    pub(crate) readable: Vec<OnceCell<bool>>,
    /// Whether each sentence is about the page.
    pub(crate) promotes: Vec<OnceCell<bool>>,
}

impl<'a> Desk<'a> {
    /// Reads no more of the reports than who speaks: all that quotation families need. The members may be of any
    /// number of stories.
    pub(crate) fn of_voices(members: &'a [Member<'a>], lineage: &Lineage) -> Self {
        let mut origin: Vec<usize> = (0..members.len()).collect();
        for (number, group) in lineage.origins.iter().enumerate() {
            for member in group {
                if let Some(slot) = origin.get_mut(*member) {
                    *slot = number;
                }
            }
        }
        Self {
            members,
            origin,
            cast: Cast::new(members),
            lines: Vec::new(),
            first: vec![0],
            paragraphs: Vec::new(),
            quoted: Vec::new(),
            lexicon: Lexicon::default(),
            idf: Vec::new(),
            kept: Kept::default(),
        }
    }

    /// Reads the reports of a story.
    pub(crate) fn new(members: &'a [Member<'a>], lineage: &Lineage) -> Self {
        let mut desk = Self {
            paragraphs: members.iter().map(|m| paragraphs(m.report.text())).collect(),
            quoted: members.iter().map(quoted).collect(),
            ..Self::of_voices(members, lineage)
        };
        for number in 0..members.len() {
            desk.read_lines(number);
        }
        desk.weigh();
        desk.kept.readable = vec![OnceCell::new(); desk.lines.len()];
        desk.kept.promotes = vec![OnceCell::new(); desk.lines.len()];
        desk
    }

    fn read_lines(&mut self, number: usize) {
        let member = self.members[number];
        let text = member.report.text();
        // Where each mention that goes back to somebody stands, so that "the singer" and "she" count as their name.
        let mut mentions: Vec<(usize, usize)> = Vec::new();
        for entity in &member.reading.entities {
            if let Some(identity) = self.cast.identity(number, entity.id) {
                mentions.extend(entity.mentions.iter().map(|m| (m.span.start(), identity)));
            }
        }
        mentions.sort_unstable();
        for (index, span) in member.reading.told().enumerate() {
            let mut terms = Vec::new();
            let (mut count, mut cues) = (0, 0);
            words::each(text, span, |_, key| {
                count += 1;
                let (term, opens) = self.lexicon.look_up(key);
                terms.extend(term);
                cues |= opens;
            });
            let from = mentions.partition_point(|(at, _)| *at < span.start());
            for (_, identity) in mentions[from..].iter().take_while(|(at, _)| *at < span.end()) {
                terms.push(self.lexicon.intern(&format!("\u{1}{identity}")));
            }
            terms.sort_unstable();
            terms.dedup();
            let marked: usize = between_marks(text, span).iter().map(|s| s.len()).sum();
            let within: usize = overlap(&self.quoted[number], span).max(marked);
            self.lines.push(Line {
                member: number,
                index,
                span,
                terms,
                words: count,
                quoted: within as f32 / span.len().max(1) as f32,
                cues,
            });
        }
        self.first.push(self.lines.len());
    }

    fn weigh(&mut self) {
        let mut df = vec![0u32; self.lexicon.len()];
        for line in &self.lines {
            for term in &line.terms {
                df[*term as usize] += 1;
            }
        }
        let n = self.lines.len() as f32;
        self.idf = df.iter().map(|df| (1.0 + n / (1.0 + *df as f32)).ln()).collect();
    }

    /// The weight of a term.
    pub(crate) fn weight(&self, term: u32) -> f32 {
        self.idf.get(term as usize).copied().unwrap_or_default()
    }

    /// In how many reports each term stands.
    pub(crate) fn reports_with(&self) -> Vec<f32> {
        let mut reports = vec![0.0; self.idf.len()];
        let mut last = vec![usize::MAX; self.idf.len()];
        for line in &self.lines {
            for term in &line.terms {
                let term = *term as usize;
                if std::mem::replace(&mut last[term], line.member) != line.member {
                    reports[term] += 1.0;
                }
            }
        }
        reports
    }

    /// The words at a place.
    pub(crate) fn words(&self, place: Place) -> &'a str {
        self.members[place.member].report.words(place.span)
    }

    /// The text of a report.
    pub(crate) fn text(&self, member: usize) -> &'a str {
        self.members[member].report.text()
    }

    /// The sentences of a report.
    pub(crate) fn lines_of(&self, member: usize) -> &[Line] {
        &self.lines[self.first[member]..self.first[member + 1]]
    }

    /// The index of the sentence of `member` that covers the byte `at` or is the next after it.
    pub(crate) fn line_at(&self, member: usize, at: usize) -> Option<usize> {
        let lines = self.lines_of(member);
        let i = lines.partition_point(|l| l.span.end() <= at);
        (i < lines.len()).then(|| self.first[member] + i)
    }

    /// Who and what a stretch of a report names or means, each with its identity.
    pub(crate) fn mentioned(&self, member: usize, span: Span) -> impl Iterator<Item = (&Entity, usize)> {
        let entities = self.members[member].reading.entities.iter();
        entities
            .filter(move |e| e.mentions.iter().any(|m| span.overlaps(m.span)))
            .filter_map(move |e| Some((e, self.cast.identity(member, e.id)?)))
    }

    /// Whether the byte `at` of a report stands in a direct quotation.
    pub(crate) fn is_quoted(&self, member: usize, at: usize) -> bool {
        let quoted = &self.quoted[member];
        let i = quoted.partition_point(|q| q.end() <= at);
        quoted.get(i).is_some_and(|q| q.covers(at))
    }

    /// The number of independent origins among reports.
    pub(crate) fn origins(&self, members: impl IntoIterator<Item = usize>) -> usize {
        let mut origins: Vec<usize> = members.into_iter().map(|m| self.origin[m]).collect();
        origins.sort_unstable();
        origins.dedup();
        origins.len()
    }

    /// Evidence cut at a place.
    pub(crate) fn cut(&self, place: Place) -> Option<Evidence> {
        self.members[place.member].report.evidence(place.span)
    }

    /// Evidence cut at places, in their order.
    pub(crate) fn support(&self, places: impl IntoIterator<Item = Place>) -> Option<Support> {
        Support::all(places.into_iter().filter_map(|p| self.cut(p)))
    }

    /// The report's publication, comparable; undated reports and those dated from siblings have a day at best.
    pub(crate) fn day(&self, member: usize) -> Option<jiff::civil::Date> {
        self.members[member].report.published.day()
    }

    /// Whether `later` was surely published after `earlier`: on another day, or at a later instant where both are known.
    pub(crate) fn published_after(&self, later: usize, earlier: usize) -> bool {
        use copydesk_model::PublishedDate::{Day, Instant, Month, Year};
        let date = |m: usize| self.members[m].report.published.date;
        match (date(later), date(earlier)) {
            (Some(l @ Instant(_, Some(_))), Some(e @ Instant(_, Some(_)))) => l.earliest() > e.earliest(),
            (Some(Instant(l, None)), Some(Instant(e, None))) => l > e,
            (Some(l @ (Instant(..) | Day(_))), Some(e @ (Instant(..) | Day(_)))) => l.day() > e.day(),
            (Some(Month(..) | Year(_)) | None, _) | (_, Some(Month(..) | Year(_)) | None) => false,
        }
    }
}

/// Paragraphs: stretches between line breaks, trimmed; at least one.
fn paragraphs(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let span = Span::new(at, at + line.len()).trim(text);
        if !span.is_empty() {
            out.push(span);
        }
        at += line.len() + 1;
    }
    out
}

/// The direct words in a report, sorted and merged.
fn quoted(member: &Member<'_>) -> Vec<Span> {
    let mut spans: Vec<Span> =
        member.reading.quotations.iter().flat_map(|q| quoted_parts(member.report.text(), q)).collect();
    spans.sort_unstable();
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start() <= last.end() => *last = last.cover(span),
            _ => out.push(span),
        }
    }
    out
}

/// How many bytes of `span` lie in the sorted spans.
fn overlap(sorted: &[Span], span: Span) -> usize {
    let from = sorted.partition_point(|s| s.end() <= span.start());
    sorted[from..]
        .iter()
        .take_while(|s| s.start() < span.end())
        .map(|s| s.end().min(span.end()) - s.start().max(span.start()))
        .sum()
}

/// Counts of how often each key occurs, largest first, ties by key.
pub(crate) fn tally<K: Ord + std::hash::Hash + Copy>(keys: impl IntoIterator<Item = K>) -> Vec<(K, usize)> {
    let mut counts: FxHashMap<K, usize> = FxHashMap::default();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
    let mut counts: Vec<(K, usize)> = counts.into_iter().collect();
    counts.sort_unstable_by(|(ka, a), (kb, b)| b.cmp(a).then_with(|| ka.cmp(kb)));
    counts
}
