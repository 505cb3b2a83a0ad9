//! Invented reports with readings marked by hand, so that this room is tested without the rooms before it.

#![allow(dead_code, reason = "each test uses what it needs")]

use copydesk_lineage::Lineage;
use copydesk_model::{
    Approximator, Attribute, AttributeName, DateSource, Entity, EntityId, EntityKind, Figure, Finding,
    Granularity, Interval, Medium, Member, Mention, MentionForm, Published, PublishedDate, Quotation,
    QuotationId, QuotationKind, Reading, Report, ReportId, Span, Speaker, Story, StoryId, TimeExpression,
    TimexType,
};
use copydesk_reconcile::{Settings, reconcile};

pub(crate) struct Case {
    pub(crate) report: Report,
    pub(crate) reading: Reading,
}

impl Case {
    /// A report whose sentences end at a full stop before a blank or at a line's end.
    pub(crate) fn new(id: &str, published: &str, text: &str) -> Self {
        let mut report = Report::new(ReportId::new(id), text);
        if let Some(date) = PublishedDate::parse(published) {
            report.published = Published::new(date, DateSource::Metadata);
        }
        let mut sentences = Vec::new();
        let mut from = 0;
        for (i, _) in text.match_indices([' ', '\n']).chain([(text.len(), "")]) {
            if i == text.len()
                || text[..i].ends_with(['.', '”', '\n']) && !text[..i].ends_with(",”")
                || text[i..].starts_with('\n')
            {
                let span = Span::new(from, i).trim(text);
                if !span.is_empty() {
                    sentences.push(span);
                }
                from = i;
            }
        }
        Self { report, reading: Reading { sentences, ..Reading::default() } }
    }

    /// Gives the report a headline.
    pub(crate) fn titled(mut self, title: &str) -> Self {
        self.report.title = Some(title.to_owned());
        self
    }

    fn find(&self, words: &str) -> Span {
        let at = self.report.text().find(words).unwrap_or_else(|| panic!("{words} in {}", self.report.id));
        Span::new(at, at + words.len())
    }

    /// Adds an entity with all places of these names and descriptions.
    pub(crate) fn with(mut self, kind: EntityKind, names: &[&str], nominals: &[&str]) -> Self {
        let text = self.report.text().to_owned();
        let mut mentions = Vec::new();
        for (list, form) in [(names, MentionForm::Name), (nominals, MentionForm::Nominal)] {
            for words in list {
                for (i, _) in text.match_indices(words) {
                    let span = Span::new(i, i + words.len());
                    if !mentions.iter().any(|m: &Mention| m.span.overlaps(span)) {
                        mentions.push(Mention { span, form });
                    }
                }
            }
        }
        mentions.sort_by_key(|m| m.span);
        let id = EntityId(self.reading.entities.len() as u32);
        let name = names[0].to_owned();
        self.reading.entities.push(Entity {
            id,
            kind,
            name,
            gender: None,
            plural: false,
            mentions,
            attributes: Vec::new(),
        });
        self
    }

    pub(crate) fn person(self, names: &[&str], nominals: &[&str]) -> Self {
        self.with(EntityKind::Person, names, nominals)
    }

    fn entity(&self, name: &str) -> EntityId {
        self.reading.entities.iter().find(|e| e.name == name).unwrap_or_else(|| panic!("no {name}")).id
    }

    pub(crate) fn age(mut self, name: &str, value: &str, words: &str) -> Self {
        let span = self.find(words);
        let id = self.entity(name);
        let attribute = Attribute { name: AttributeName::Age, value: value.to_owned(), span, to: None };
        self.reading.entities[id.0 as usize].attributes.push(attribute);
        self
    }

    /// Adds a direct quotation of these parts by a speaker, named at the first of `mention`.
    pub(crate) fn says(mut self, name: Option<&str>, mention: &str, parts: &[&str]) -> Self {
        let parts: Vec<Span> = parts.iter().map(|p| self.find(p)).collect();
        let speaker = (!mention.is_empty()).then(|| Speaker {
            entity: name.map(|n| self.entity(n)),
            name: name.unwrap_or(mention).to_owned(),
            span: self.find(mention),
        });
        self.reading.quotations.push(Quotation {
            id: QuotationId(self.reading.quotations.len() as u32),
            span: parts[0].cover(parts[parts.len() - 1]),
            parts,
            speaker,
            cue: None,
            kind: QuotationKind::Direct,
            medium: Medium::Spoken,
            confidence: 0.9,
        });
        self
    }

    /// Sets the cue of quotation `number`.
    pub(crate) fn cue(mut self, number: usize, words: &str) -> Self {
        self.reading.quotations[number].cue = Some(self.find(words));
        self
    }

    pub(crate) fn medium(mut self, number: usize, medium: Medium) -> Self {
        self.reading.quotations[number].medium = medium;
        self
    }

    pub(crate) fn kind(mut self, number: usize, kind: QuotationKind) -> Self {
        self.reading.quotations[number].kind = kind;
        self
    }

    pub(crate) fn day(self, words: &str, value: &str) -> Self {
        let span = self.find(words);
        self.day_at(span, value)
    }

    /// Adds all places of a day.
    pub(crate) fn days(self, words: &str, value: &str) -> Self {
        let text = self.report.text().to_owned();
        let places = text.match_indices(words).map(|(at, words)| Span::new(at, at + words.len()));
        places.fold(self, |case, span| case.day_at(span, value))
    }

    fn day_at(mut self, span: Span, value: &str) -> Self {
        let from = Interval::parse_end(value);
        let to = from.map(|f| f.saturating_add(jiff::ToSpan::days(1)));
        self.reading.times.push(TimeExpression {
            span,
            kind: TimexType::Date,
            value: value.to_owned(),
            modifier: None,
            interval: from.map(|from| Interval { from: Some(from), to }),
            granularity: Granularity::Day,
            anchor: copydesk_model::Anchor::Absolute,
        });
        self
    }

    pub(crate) fn figure(mut self, words: &str, quantity: f64, of: &str, approximator: Approximator) -> Self {
        let span = self.find(words);
        let at = self.report.text()[span.end()..].find(of).unwrap_or_else(|| panic!("{of}")) + span.end();
        let of = (!of.is_empty()).then(|| Span::new(at, at + of.len()));
        self.reading.figures.push(Figure { span, quantity, unit: None, of, approximator });
        self
    }
}

/// Reconciles cases of origins of their own.
pub(crate) fn story(cases: &[Case]) -> Story {
    let alone: Vec<Vec<usize>> = (0..cases.len()).map(|i| vec![i]).collect();
    story_of(cases, &Lineage { texts: alone.clone(), origins: alone, copies: Vec::new() })
}

pub(crate) fn story_of(cases: &[Case], lineage: &Lineage) -> Story {
    let members: Vec<Member<'_>> =
        cases.iter().map(|c| Member { report: &c.report, reading: &c.reading }).collect();
    reconcile(StoryId::new("s"), &members, &[], lineage, &Settings::default())
}

/// A finding by the beginning of its slot.
pub(crate) fn finding<'s>(story: &'s Story, slot: &str) -> &'s Finding {
    story
        .findings
        .iter()
        .find(|f| f.slot.starts_with(slot))
        .unwrap_or_else(|| panic!("no {slot} in {:#?}", story.findings))
}

pub(crate) fn values(finding: &Finding) -> Vec<(&str, usize)> {
    finding.values.iter().map(|v| (v.value.as_str(), v.origins)).collect()
}
