//! The `copydesk/1` JSON contract: the same things as in the rest of the crate, with positions in code
//! points and the exact words beside every position.
//!
//! Writing: [`AnnotatedReport::new`] from a [`Report`](crate::Report) and its [`Reading`](crate::Reading).
//! Reading back: [`AnnotatedReport::into_parts`], which checks that each position's words are the report's
//! words at that position, so that a document that was tampered with or made for another text is refused.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::reading as inner;
use crate::{
    Anchor, Approximator, Assignment, AttributeName, DateSource, EntityId, EntityKind, Gender, Granularity,
    Interval, Medium, MentionForm, Precision, PublishedDate, QuotationId, QuotationKind, ReportId, Span,
    Story, TimexModifier, TimexType,
};

/// What `copydesk read --format json` prints.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Document {
    /// Always [`SCHEMA`](crate::SCHEMA).
    pub schema: String,
    /// Every report read.
    pub reports: Vec<AnnotatedReport>,
    /// Each report's place in a story and why, in the order of `reports`.
    pub assignments: Vec<Assignment>,
    /// Every story found.
    pub stories: Vec<Story>,
}

/// Why an annotated report could not be read back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The words beside a position are not the report's words there.
    #[error("report {report}: {what} at {start}..{end} reads {found:?}, but the text there is {expected:?}")]
    Words {
        /// The report.
        report: ReportId,
        /// What kind of annotation.
        what: &'static str,
        /// First code point.
        start: usize,
        /// The code point after the last.
        end: usize,
        /// The words in the document.
        found: String,
        /// The words in the report.
        expected: String,
    },
    /// A position lies outside the report's text.
    #[error("report {report}: {what} at {start}..{end} lies outside the text")]
    Outside {
        /// The report.
        report: ReportId,
        /// What kind of annotation.
        what: &'static str,
        /// First code point.
        start: usize,
        /// The code point after the last.
        end: usize,
    },
    /// An id or a date that cannot be read.
    #[error("report {report}: {what} {found:?} cannot be read")]
    Value {
        /// The report.
        report: ReportId,
        /// What kind of value.
        what: &'static str,
        /// As it stands in the document.
        found: String,
    },
}

/// Publication date.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Published {
    /// ISO 8601, as exact as `precision` says.
    pub date: Option<String>,
    /// How exact.
    #[serde(default)]
    pub precision: Precision,
    /// Where it comes from.
    #[serde(default)]
    pub from: DateSource,
}

/// A report and, once annotated, what it says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the fields are those of crate::Report")]
pub struct AnnotatedReport {
    pub id: ReportId,
    #[serde(default)]
    pub source: String,
    #[serde(default)]
    pub outlet: Option<String>,
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub byline: Option<String>,
    #[serde(default)]
    pub published: Published,
    #[serde(default)]
    pub language: Option<String>,
    #[serde(default, skip_serializing_if = "crate::Provenance::is_empty")]
    pub provenance: crate::Provenance,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revisions: Vec<crate::Revision>,
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
}

/// What one report says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the fields are those of crate::Reading")]
pub struct Reading {
    pub sentences: Vec<[usize; 2]>,
    /// Those of them that are the page's and not the report's: buttons, captions' players, newsletters, rights.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub furniture: Vec<[usize; 2]>,
    pub entities: Vec<Entity>,
    pub quotations: Vec<Quotation>,
    pub times: Vec<TimeExpression>,
    pub figures: Vec<Figure>,
}

/// A place and its exact words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each says itself")]
pub struct Words {
    pub start: usize,
    pub end: usize,
    pub text: String,
}

/// See [`crate::Entity`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the fields are those of crate::Entity")]
pub struct Entity {
    pub id: String,
    pub kind: EntityKind,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    #[serde(default)]
    pub plural: bool,
    pub mentions: Vec<Mention>,
    pub attributes: Vec<Attribute>,
}

/// See [`crate::Mention`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the fields are those of crate::Mention")]
pub struct Mention {
    #[serde(flatten)]
    pub words: Words,
    pub form: MentionForm,
}

/// See [`crate::Attribute`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the fields are those of crate::Attribute")]
pub struct Attribute {
    pub name: AttributeName,
    pub value: String,
    #[serde(flatten)]
    pub words: Words,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// See [`crate::Quotation`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the fields are those of crate::Quotation")]
pub struct Quotation {
    pub id: String,
    #[serde(flatten)]
    pub words: Words,
    pub parts: Vec<[usize; 2]>,
    pub speaker: Option<Speaker>,
    pub cue: Option<Words>,
    pub kind: QuotationKind,
    pub medium: Medium,
    #[serde(default)]
    pub confidence: f32,
}

/// See [`crate::Speaker`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the fields are those of crate::Speaker")]
pub struct Speaker {
    pub entity: Option<String>,
    pub name: String,
    #[serde(flatten)]
    pub words: Words,
}

/// See [`crate::TimeExpression`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the fields are those of crate::TimeExpression")]
pub struct TimeExpression {
    #[serde(flatten)]
    pub words: Words,
    #[serde(rename = "type")]
    pub kind: TimexType,
    pub value: String,
    #[serde(rename = "mod", default)]
    pub modifier: Option<TimexModifier>,
    #[serde(default)]
    pub from: Option<String>,
    #[serde(default)]
    pub to: Option<String>,
    pub granularity: Granularity,
    #[serde(default)]
    pub anchor: TimeAnchor,
}

/// See [`crate::Anchor`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[expect(missing_docs, reason = "the variants are those of crate::Anchor")]
pub enum TimeAnchor {
    #[default]
    Absolute,
    Published,
    Time(Words),
    Event(Words),
    Unresolved,
}

/// See [`crate::Figure`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the fields are those of crate::Figure")]
pub struct Figure {
    #[serde(flatten)]
    pub words: Words,
    pub quantity: f64,
    pub unit: Option<String>,
    pub of: Option<Words>,
    #[serde(default)]
    pub approximator: Approximator,
}

/// Writes the spans of one report in code points.
struct Writer<'a>(&'a crate::Report);

impl Writer<'_> {
    fn pair(&self, span: Span) -> [usize; 2] {
        self.0.positions().code_points(self.0.text(), span)
    }

    fn words(&self, span: Span) -> Words {
        let [start, end] = self.pair(span);
        Words { start, end, text: self.0.words(span).to_owned() }
    }

    fn reading(&self, reading: &inner::Reading) -> Reading {
        let report = &self.0.id;
        Reading {
            sentences: reading.sentences.iter().map(|s| self.pair(*s)).collect(),
            furniture: reading.furniture.iter().map(|s| self.pair(*s)).collect(),
            entities: reading.entities.iter().map(|e| self.entity(e)).collect(),
            quotations: reading.quotations.iter().map(|q| self.quotation(q)).collect(),
            times: reading.times.iter().map(|t| self.time(t)).collect(),
            figures: reading
                .figures
                .iter()
                .map(|f| Figure {
                    words: self.words(f.span),
                    quantity: f.quantity,
                    unit: f.unit.clone(),
                    of: f.of.map(|s| self.words(s)),
                    approximator: f.approximator,
                })
                .collect(),
        }
        .check_ids(report)
    }

    fn entity(&self, entity: &inner::Entity) -> Entity {
        let report = &self.0.id;
        Entity {
            id: entity.id.within(report),
            kind: entity.kind,
            name: entity.name.clone(),
            gender: entity.gender,
            plural: entity.plural,
            mentions: entity
                .mentions
                .iter()
                .map(|m| Mention { words: self.words(m.span), form: m.form })
                .collect(),
            attributes: entity
                .attributes
                .iter()
                .map(|a| Attribute {
                    name: a.name,
                    value: a.value.clone(),
                    words: self.words(a.span),
                    to: a.to.map(|e| e.within(report)),
                })
                .collect(),
        }
    }

    fn quotation(&self, quotation: &inner::Quotation) -> Quotation {
        Quotation {
            id: quotation.id.within(&self.0.id),
            words: self.words(quotation.span),
            parts: quotation.parts.iter().map(|p| self.pair(*p)).collect(),
            speaker: quotation.speaker.as_ref().map(|s| Speaker {
                entity: s.entity.map(|e| e.within(&self.0.id)),
                name: s.name.clone(),
                words: self.words(s.span),
            }),
            cue: quotation.cue.map(|c| self.words(c)),
            kind: quotation.kind,
            medium: quotation.medium,
            confidence: quotation.confidence,
        }
    }

    fn time(&self, time: &crate::TimeExpression) -> TimeExpression {
        let interval = time.interval.unwrap_or_default();
        TimeExpression {
            words: self.words(time.span),
            kind: time.kind,
            value: time.value.clone(),
            modifier: time.modifier,
            from: interval.from.map(Interval::print),
            to: interval.to.map(Interval::print),
            granularity: time.granularity,
            anchor: match time.anchor {
                Anchor::Absolute => TimeAnchor::Absolute,
                Anchor::Published => TimeAnchor::Published,
                Anchor::Time(span) => TimeAnchor::Time(self.words(span)),
                Anchor::Event(span) => TimeAnchor::Event(self.words(span)),
                Anchor::Unresolved => TimeAnchor::Unresolved,
            },
        }
    }
}

impl Reading {
    /// Ids are positions in their lists; a room that breaks this would print ids that explain something else.
    fn check_ids(self, report: &ReportId) -> Self {
        debug_assert!(
            self.entities.iter().enumerate().all(|(i, e)| e.id == EntityId(i as u32).within(report))
        );
        debug_assert!(
            self.quotations.iter().enumerate().all(|(i, q)| q.id == QuotationId(i as u32).within(report))
        );
        self
    }
}

/// Reads the positions of one report back into bytes, checking the words.
struct Reader<'a>(&'a crate::Report);

impl Reader<'_> {
    fn place(&self, what: &'static str, start: usize, end: usize) -> Result<Span, DocumentError> {
        self.0.positions().span(self.0.text(), start, end).ok_or_else(|| DocumentError::Outside {
            report: self.0.id.clone(),
            what,
            start,
            end,
        })
    }

    fn words(&self, what: &'static str, words: &Words) -> Result<Span, DocumentError> {
        let span = self.place(what, words.start, words.end)?;
        let expected = self.0.words(span);
        if expected == words.text {
            return Ok(span);
        }
        Err(DocumentError::Words {
            report: self.0.id.clone(),
            what,
            start: words.start,
            end: words.end,
            found: words.text.clone(),
            expected: expected.to_owned(),
        })
    }

    fn value<T>(&self, what: &'static str, found: &str, value: Option<T>) -> Result<T, DocumentError> {
        value.ok_or_else(|| DocumentError::Value { report: self.0.id.clone(), what, found: found.to_owned() })
    }

    fn entity_id(&self, printed: &str) -> Result<EntityId, DocumentError> {
        self.value("entity id", printed, EntityId::parse(printed))
    }

    fn reading(&self, reading: &Reading) -> Result<inner::Reading, DocumentError> {
        Ok(inner::Reading {
            sentences: reading
                .sentences
                .iter()
                .map(|[s, e]| self.place("sentence", *s, *e))
                .collect::<Result<_, _>>()?,
            furniture: reading
                .furniture
                .iter()
                .map(|[s, e]| self.place("furniture", *s, *e))
                .collect::<Result<_, _>>()?,
            entities: reading
                .entities
                .iter()
                .enumerate()
                .map(|(i, e)| self.entity(i, e))
                .collect::<Result<_, _>>()?,
            quotations: reading
                .quotations
                .iter()
                .enumerate()
                .map(|(i, q)| self.quotation(i, q))
                .collect::<Result<_, _>>()?,
            times: reading.times.iter().map(|t| self.time(t)).collect::<Result<_, _>>()?,
            figures: reading
                .figures
                .iter()
                .map(|f| {
                    Ok(inner::Figure {
                        span: self.words("figure", &f.words)?,
                        quantity: f.quantity,
                        unit: f.unit.clone(),
                        of: f.of.as_ref().map(|w| self.words("figure's noun", w)).transpose()?,
                        approximator: f.approximator,
                    })
                })
                .collect::<Result<_, DocumentError>>()?,
        })
    }

    fn entity(&self, at: usize, entity: &Entity) -> Result<inner::Entity, DocumentError> {
        let id = self.entity_id(&entity.id)?;
        Ok(inner::Entity {
            id: self.value("entity id", &entity.id, (id.0 as usize == at).then_some(id))?,
            kind: entity.kind,
            name: entity.name.clone(),
            gender: entity.gender,
            plural: entity.plural,
            mentions: entity
                .mentions
                .iter()
                .map(|m| Ok(inner::Mention { span: self.words("mention", &m.words)?, form: m.form }))
                .collect::<Result<_, DocumentError>>()?,
            attributes: entity
                .attributes
                .iter()
                .map(|a| {
                    Ok(inner::Attribute {
                        name: a.name,
                        value: a.value.clone(),
                        span: self.words("attribute", &a.words)?,
                        to: a.to.as_deref().map(|e| self.entity_id(e)).transpose()?,
                    })
                })
                .collect::<Result<_, DocumentError>>()?,
        })
    }

    fn quotation(&self, at: usize, quotation: &Quotation) -> Result<inner::Quotation, DocumentError> {
        let id = QuotationId::parse(&quotation.id).filter(|id| id.0 as usize == at);
        Ok(inner::Quotation {
            id: self.value("quotation id", &quotation.id, id)?,
            span: self.words("quotation", &quotation.words)?,
            parts: quotation
                .parts
                .iter()
                .map(|[s, e]| self.place("quotation", *s, *e))
                .collect::<Result<_, _>>()?,
            speaker: quotation
                .speaker
                .as_ref()
                .map(|s| {
                    Ok(inner::Speaker {
                        entity: s.entity.as_deref().map(|e| self.entity_id(e)).transpose()?,
                        name: s.name.clone(),
                        span: self.words("speaker", &s.words)?,
                    })
                })
                .transpose()?,
            cue: quotation.cue.as_ref().map(|c| self.words("cue", c)).transpose()?,
            kind: quotation.kind,
            medium: quotation.medium,
            confidence: quotation.confidence,
        })
    }

    fn time(&self, time: &TimeExpression) -> Result<crate::TimeExpression, DocumentError> {
        let end = |printed: &Option<String>| {
            printed.as_deref().map(|p| self.value("time", p, Interval::parse_end(p))).transpose()
        };
        let (from, to) = (end(&time.from)?, end(&time.to)?);
        Ok(crate::TimeExpression {
            span: self.words("time expression", &time.words)?,
            kind: time.kind,
            value: time.value.clone(),
            modifier: time.modifier,
            interval: (from.is_some() || to.is_some()).then_some(Interval { from, to }),
            granularity: time.granularity,
            anchor: match &time.anchor {
                TimeAnchor::Absolute => Anchor::Absolute,
                TimeAnchor::Published => Anchor::Published,
                TimeAnchor::Time(words) => Anchor::Time(self.words("anchor", words)?),
                TimeAnchor::Event(words) => Anchor::Event(self.words("anchor", words)?),
                TimeAnchor::Unresolved => Anchor::Unresolved,
            },
        })
    }
}

impl AnnotatedReport {
    /// The printed form of a report and its reading.
    pub fn new(report: &crate::Report, reading: Option<&crate::Reading>) -> Self {
        Self {
            id: report.id.clone(),
            source: report.source.clone(),
            outlet: report.outlet.clone(),
            url: report.url.clone(),
            title: report.title.clone(),
            byline: report.byline.clone(),
            published: Published {
                date: report.published.date.map(|d| d.to_string()),
                precision: report.published.precision(),
                from: report.published.from,
            },
            language: report.language.clone(),
            provenance: report.provenance.clone(),
            revisions: report.revisions.clone(),
            text: report.text().to_owned(),
            reading: reading.map(|r| Writer(report).reading(r)),
        }
    }

    /// The report and its reading, positions in bytes, every position's words checked.
    ///
    /// # Errors
    /// When words and positions do not fit the text, or an id or a date cannot be read.
    pub fn into_parts(self) -> Result<(crate::Report, Option<crate::Reading>), DocumentError> {
        let mut report = crate::Report::new(self.id, self.text);
        report.source = self.source;
        report.outlet = self.outlet;
        report.url = self.url;
        report.title = self.title;
        report.byline = self.byline;
        report.language = self.language;
        report.provenance = self.provenance;
        report.revisions = self.revisions;
        if let Some(date) = &self.published.date {
            let parsed = PublishedDate::parse(date).ok_or_else(|| DocumentError::Value {
                report: report.id.clone(),
                what: "publication date",
                found: date.clone(),
            })?;
            report.published = crate::Published::new(parsed, self.published.from);
        }
        let reading = self.reading.map(|r| Reader(&report).reading(&r)).transpose()?;
        Ok((report, reading))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AttributeName, Report};

    fn example() -> (Report, inner::Reading) {
        let report = Report::new(ReportId::new("r"), "“Fährt ab”, sagte Änne Groß, 41.");
        let at = |words: &str| {
            let start = report.text().find(words).unwrap();
            Span::new(start, start + words.len())
        };
        let reading = inner::Reading {
            sentences: vec![at("“Fährt ab”, sagte Änne Groß, 41.")],
            furniture: Vec::new(),
            entities: vec![inner::Entity {
                id: EntityId(0),
                kind: EntityKind::Person,
                name: "Änne Groß".into(),
                gender: Some(Gender::Female),
                plural: false,
                mentions: vec![inner::Mention { span: at("Änne Groß"), form: MentionForm::Name }],
                attributes: vec![inner::Attribute {
                    name: AttributeName::Age,
                    value: "41".into(),
                    span: at("41"),
                    to: None,
                }],
            }],
            quotations: vec![inner::Quotation {
                id: QuotationId(0),
                span: at("Fährt ab"),
                parts: vec![at("Fährt ab")],
                speaker: Some(inner::Speaker {
                    entity: Some(EntityId(0)),
                    name: "Änne Groß".into(),
                    span: at("Änne Groß"),
                }),
                cue: Some(at("sagte")),
                kind: QuotationKind::Direct,
                medium: Medium::Spoken,
                confidence: 0.9,
            }],
            times: vec![],
            figures: vec![],
        };
        (report, reading)
    }

    #[test]
    fn a_reading_goes_through_json_and_back_unchanged() {
        let (report, reading) = example();
        let json = serde_json::to_string(&AnnotatedReport::new(&report, Some(&reading))).unwrap();
        let back: AnnotatedReport = serde_json::from_str(&json).unwrap();
        let (again, read) = back.into_parts().unwrap();
        assert_eq!(again.text(), report.text());
        assert_eq!(read, Some(reading));
    }

    #[test]
    fn positions_in_json_are_code_points_and_carry_their_words() {
        let (report, reading) = example();
        let json = serde_json::to_value(AnnotatedReport::new(&report, Some(&reading))).unwrap();
        let mention = &json["reading"]["entities"][0]["mentions"][0];
        assert_eq!((&mention["start"], &mention["end"]), (&18.into(), &27.into()));
        assert_eq!(mention["text"], "Änne Groß");
        assert_eq!(json["reading"]["quotations"][0]["speaker"]["entity"], "r/e0");
    }

    #[test]
    fn words_that_are_not_the_reports_are_refused() {
        let (report, reading) = example();
        let mut document = AnnotatedReport::new(&report, Some(&reading));
        document.text = document.text.replace("ab", "an");
        let error = document.into_parts().unwrap_err();
        assert!(matches!(error, DocumentError::Words { what: "quotation", .. }), "{error}");
    }
}
