//! *What did this person say, in which words, and how did they change on the way?*
//!
//! The quotation families of any number of reports, of whatever stories, for somebody who searches by person or by
//! words: each with all its forms by date and outlet, every form beside the canonical one. Indirect speech is linked to
//! the words that it gives, or stands alone. A pure function over what is known of the reports; where they are kept
//! does not matter.
//!
//! A person is found by any words of a name that the desk knows them by: "Reed" finds Ann Reed and Joe Reed, as two.
//!
//! Left out on purpose: ranking. Who asks for a person's words wants all of them, in order.

use std::collections::BTreeSet;

use copydesk_lineage::Lineage;
use copydesk_model::{
    DiffPart, Evidence, Medium, Member, PublishedDate, Quotation, QuotationId, QuotationKind, ReportId, Span,
    Support, VariantChange,
};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::family::{Family, difference, medium};
use super::group::families;
use super::paraphrase::paraphrases;
use super::utterance::{Voice, voice};
use crate::desk::{Desk, Place};
use crate::words::{fold, tokens};

/// What is asked for; what is none or empty does not restrict.
#[derive(Clone, Debug, Default)]
pub struct SpokenQuery {
    /// Words of a name that the speaker goes by, or of the description of an unnamed one.
    pub speaker: Option<String>,
    /// Words that must be said, in this order.
    pub words: Option<String>,
    /// Only what reports of this day and later give.
    pub from: Option<Date>,
    /// Only what reports of this day and earlier give.
    pub to: Option<Date>,
}

/// One utterance of one speaker, with all its forms.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Spoken {
    /// Who said it: the fullest name that the desk knows, or a description; none where no report says.
    pub speaker: Option<String>,
    /// The other names that the speaker goes by.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The longest form.
    pub text: String,
    /// Word for word, or in a report's own words.
    pub kind: QuotationKind,
    /// How it was uttered.
    pub medium: Medium,
    /// Number of independent origins that carry it.
    pub origins: usize,
    /// The forms, by date, outlet and report.
    pub forms: Vec<SpokenForm>,
}

/// One form of an utterance in one report.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SpokenForm {
    /// The report.
    pub report: ReportId,
    /// Who published it.
    pub outlet: Option<String>,
    /// When, as exactly as it is known.
    pub published: Option<String>,
    /// The report's own id of the quotation: `REPORT/qN`.
    pub quotation: String,
    /// Word for word, or in the report's own words.
    pub kind: QuotationKind,
    /// The words, parts joined by a space.
    pub text: String,
    /// How they differ from the longest form, word by word; empty where they do not, and for reported words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub diff: Vec<DiffPart>,
    /// The kinds of difference.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<VariantChange>,
    /// The words in the report.
    pub evidence: Support,
    /// The sentences that they stand in.
    pub context: Option<Evidence>,
}

/// The utterances that a query asks for, by speaker, then by the day they were first given.
pub fn spoken(members: &[Member<'_>], lineage: &Lineage, query: &SpokenQuery) -> Vec<Spoken> {
    let mut desk = Desk::of_voices(members, lineage);
    let families = families(&mut desk);
    let paraphrases = paraphrases(&mut desk, &families);
    let wanted = Wanted::new(&desk, query);
    let mut linked: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut out: Vec<Spoken> = Vec::new();
    for (family, reported) in families.iter().zip(&paraphrases) {
        linked.extend(family.utterances.iter().map(|u| (u.member, u.quotation)));
        linked.extend(reported.iter().map(|p| (p.member, p.quotation)));
        if !wanted.voice(&family.voice(&desk)) {
            continue;
        }
        let mut forms: Vec<(usize, SpokenForm)> = direct(&desk, family);
        forms.extend(reported.iter().filter_map(|p| {
            let form = form(&desk, p.member, p.quotation, &p.parts, Vec::new(), p.changes.clone())?;
            Some((p.member, form))
        }));
        let head = &family.utterances[0];
        let kind = QuotationKind::Direct;
        let text = head.text(&desk);
        out.extend(wanted.spoken(&desk, &family.voice(&desk), text, kind, medium(family), forms));
    }
    for (member, m) in members.iter().enumerate() {
        for (number, quotation) in m.reading.quotations.iter().enumerate() {
            if linked.contains(&(member, number)) {
                continue;
            }
            let (voice, _) = voice(&desk, member, quotation);
            if !wanted.voice(&voice) {
                continue;
            }
            let Some(form) = form(&desk, member, number, &quotation.parts, Vec::new(), Vec::new()) else {
                continue;
            };
            let text = form.text.clone();
            let (kind, medium) = (quotation.kind, quotation.medium);
            out.extend(wanted.spoken(&desk, &voice, text, kind, medium, vec![(member, form)]));
        }
    }
    out.sort_by_cached_key(|s| {
        let first = s.forms.first();
        (
            s.speaker.is_none(),
            s.speaker.clone(),
            first.map(|f| {
                (f.published.is_none(), f.published.clone(), f.report.clone(), f.evidence.first().span())
            }),
        )
    });
    out
}

/// The query, with what the desk knows of it.
struct Wanted<'q> {
    query: &'q SpokenQuery,
    /// Folded words of the speaker's name.
    name: Vec<String>,
    /// Identities that go by it.
    identities: BTreeSet<usize>,
    /// Folded words that must be said.
    words: Vec<String>,
}

impl<'q> Wanted<'q> {
    fn new(desk: &Desk<'_>, query: &'q SpokenQuery) -> Self {
        let folded = |words: Option<&String>| -> Vec<String> {
            words.map_or("", String::as_str).split_whitespace().map(fold).filter(|w| !w.is_empty()).collect()
        };
        let name = folded(query.speaker.as_ref());
        let identities = desk.cast.identities.iter().enumerate();
        let identities =
            identities.filter(|(_, i)| i.names.iter().any(|n| called(n, &name))).map(|(n, _)| n).collect();
        Self { query, name, identities, words: folded(query.words.as_ref()) }
    }

    fn voice(&self, voice: &Voice) -> bool {
        self.name.is_empty()
            || match voice {
                Voice::Known(identity) => self.identities.contains(identity),
                Voice::Described(words) => called(words, &self.name),
                Voice::Unsaid => false,
            }
    }

    /// One utterance, if its words and days are asked for.
    fn spoken(
        &self,
        desk: &Desk<'_>,
        voice: &Voice,
        text: String,
        kind: QuotationKind,
        medium: Medium,
        mut forms: Vec<(usize, SpokenForm)>,
    ) -> Option<Spoken> {
        forms.retain(|(member, _)| {
            let day = desk.day(*member);
            self.query.from.is_none_or(|from| day.is_some_and(|d| d >= from))
                && self.query.to.is_none_or(|to| day.is_some_and(|d| d <= to))
        });
        if forms.is_empty()
            || !self.words.is_empty() && !forms.iter().any(|(_, f)| says(&f.text, &self.words))
        {
            return None;
        }
        forms.sort_by_cached_key(|(_, f)| {
            (
                f.published.is_none(),
                f.published.clone(),
                f.outlet.clone(),
                f.report.clone(),
                f.evidence.first().span(),
            )
        });
        let (speaker, aliases) = match voice {
            Voice::Known(identity) => {
                let identity = desk.cast.identities.get(*identity)?;
                let aliases = identity.names.iter().filter(|n| **n != identity.name).cloned().collect();
                (Some(identity.name.clone()), aliases)
            }
            Voice::Described(words) => (Some(words.clone()), Vec::new()),
            Voice::Unsaid => (None, Vec::new()),
        };
        let origins = desk.origins(forms.iter().map(|(m, _)| *m));
        Some(Spoken {
            speaker,
            aliases,
            text,
            kind,
            medium,
            origins,
            forms: forms.into_iter().map(|f| f.1).collect(),
        })
    }
}

/// Whether all words of `name` are among those of a name or description.
fn called(words: &str, name: &[String]) -> bool {
    let words: Vec<String> = words.split_whitespace().map(fold).collect();
    !name.is_empty() && name.iter().all(|n| words.iter().any(|w| w.strip_suffix("'s").unwrap_or(w) == n))
}

/// Whether `words` stand in a text, one after the other.
fn says(text: &str, words: &[String]) -> bool {
    let keys: Vec<String> = tokens(text, Span::new(0, text.len())).into_iter().map(|t| t.key).collect();
    keys.windows(words.len()).any(|window| window == words)
}

/// The forms of a family that are word for word.
fn direct(desk: &Desk<'_>, family: &Family) -> Vec<(usize, SpokenForm)> {
    let head = &family.utterances[0];
    let forms = family.utterances.iter().zip(&family.steps).enumerate();
    forms
        .filter_map(|(i, (utterance, steps))| {
            let (diff, changes) = if i == 0 {
                (Vec::new(), Vec::new())
            } else {
                let (diff, changes) = difference(desk, head, utterance, steps);
                if changes.is_empty() { (Vec::new(), changes) } else { (diff, changes) }
            };
            let form = form(desk, utterance.member, utterance.quotation, &utterance.parts, diff, changes)?;
            Some((utterance.member, form))
        })
        .collect()
}

fn form(
    desk: &Desk<'_>,
    member: usize,
    number: usize,
    parts: &[Span],
    diff: Vec<DiffPart>,
    changes: Vec<VariantChange>,
) -> Option<SpokenForm> {
    let report = desk.members[member].report;
    let quotation = desk.members[member].reading.quotations.get(number)?;
    let text = desk.text(member);
    Some(SpokenForm {
        report: report.id.clone(),
        outlet: report.outlet.clone(),
        published: report.published.date.as_ref().map(PublishedDate::to_string),
        quotation: QuotationId(number as u32).within(&report.id),
        kind: quotation.kind,
        text: parts.iter().map(|p| p.of(text)).collect::<Vec<_>>().join(" "),
        diff,
        changes,
        evidence: desk.support(parts.iter().map(|p| Place { member, span: *p }))?,
        context: context(desk, member, quotation),
    })
}

/// The sentences that a quotation, its cue and its speaker stand in.
fn context(desk: &Desk<'_>, member: usize, quotation: &Quotation) -> Option<Evidence> {
    let mut whole = quotation.span;
    for span in quotation.cue.into_iter().chain(quotation.speaker.as_ref().map(|s| s.span)) {
        // A speaker named elsewhere is no context.
        if span.start().abs_diff(whole.start()).min(span.start().abs_diff(whole.end())) < 400 {
            whole = whole.cover(span);
        }
    }
    let sentences = &desk.members[member].reading.sentences;
    let first = sentences.partition_point(|s| s.end() <= whole.start());
    let last = sentences.partition_point(|s| s.start() < whole.end());
    for sentence in sentences.get(first..last).unwrap_or_default() {
        whole = whole.cover(*sentence);
    }
    desk.cut(Place { member, span: whole })
}
