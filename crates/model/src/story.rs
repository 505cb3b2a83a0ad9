//! What the reports of one happening say together. Every assertion holds its evidence.

use jiff::civil::DateTime;
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    EntityKind, Evidence, FamilyId, FindingId, Interval, Medium, ReportId, SagaId, StoryId, Support, shelf,
};

/// One report's place in a story, with the reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assignment {
    /// The report.
    pub report: ReportId,
    /// The story it was put in.
    pub story: StoryId,
    /// The larger affair that the story belongs to.
    pub saga: Option<SagaId>,
    /// How well it fits, in `[0, 1]`; 1 for the report that started the story.
    pub score: f32,
    /// What joined it.
    pub why: Vec<Reason>,
}

/// A reason why reports were put together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// The kind of signal: `words`, `names`, `numbers`, `time`, `copied`, `runner-up`, `placed`.
    pub signal: String,
    /// The words, names, times or numbers that did it, strongest first.
    pub terms: Vec<String>,
    /// Its share of the score.
    pub weight: f32,
}

/// Reports of the same real-world happening.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Story {
    /// Stable under replay.
    pub id: StoryId,
    /// The larger affair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saga: Option<SagaId>,
    /// Its headline, taken from a report.
    #[serde(flatten)]
    pub headline: Headline,
    /// Its reports, by publication date and id.
    pub reports: Vec<ReportId>,
    /// Reports whose texts are the same but for trifles: exact and near duplicates together.
    pub texts: Vec<Vec<ReportId>>,
    /// Independent origins: reports that go back to the same text together.
    pub origins: Vec<Vec<ReportId>>,
    /// When it begins.
    #[serde(serialize_with = "end", deserialize_with = "read_end")]
    #[schemars(with = "Option<String>")]
    pub from: Option<DateTime>,
    /// When it ends, exclusive.
    #[serde(serialize_with = "end", deserialize_with = "read_end")]
    #[schemars(with = "Option<String>")]
    pub to: Option<DateTime>,
    /// Who and what it is about, identities across reports, most prominent first.
    pub entities: Vec<StoryEntity>,
    /// What joined its reports.
    pub why: Vec<Reason>,
    /// In a few sentences of its reports.
    pub brief: Vec<BriefSentence>,
    /// What happened when.
    pub timeline: Vec<TimelineEntry>,
    /// Which of its reports were printed when: a lane of its own beside the timeline.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub publications: Vec<Publication>,
    /// Times that are counted from something that happened ("two weeks after they announced it"), where the reports
    /// tell when that was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub placed: Vec<PlacedTime>,
    /// Who said what, in which words.
    pub quotations: Vec<QuotationFamily>,
    /// The ledger, most consequential first.
    pub findings: Vec<Finding>,
    /// Who copied from whom.
    pub copies: Vec<Copy>,
}

/// A story's headline and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Headline {
    /// The words.
    #[serde(rename = "headline")]
    pub text: String,
    /// The report whose title it is, or whose text it is taken from.
    #[serde(rename = "headline_report")]
    pub report: ReportId,
    /// Its place, when it is taken from the text; none for a title.
    #[serde(rename = "headline_evidence")]
    pub evidence: Option<Evidence>,
}

/// One entity across the reports of a story.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StoryEntity {
    /// `STORY/eN`.
    pub id: String,
    /// Its kind.
    pub kind: EntityKind,
    /// Its fullest name.
    pub name: String,
    /// All names it goes by.
    pub names: Vec<String>,
    /// The entity's id in each report that has it: `REPORT/eN`.
    pub within: Vec<String>,
    /// One mention by name from each report.
    pub evidence: Support,
}

/// A sentence of the brief: words of a report, and all reports that say the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BriefSentence {
    /// The words: exactly those of the first piece of evidence.
    pub text: String,
    /// The sentence itself first, then those of other reports that say the same.
    pub evidence: Support,
    /// Number of independent origins that say so.
    pub origins: usize,
    /// The words with the name behind the pronoun that opens them, in brackets: "She [Ana Ruiz] left."; or with "[…]" behind
    /// them, where the sentence goes on and there was no room for the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved: Option<String>,
    /// The same in the words of a language model that the user named; kept only where its numbers, names, dates and
    /// quoted words stand in the evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rephrased: Option<String>,
    /// The findings (by id) that dispute something in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputed: Vec<FindingId>,
}

impl BriefSentence {
    /// The words to print: rephrased where asked for and borne out, else with its pronoun resolved, else as they stand.
    pub fn shown(&self) -> &str {
        self.rephrased.as_deref().or(self.resolved.as_deref()).unwrap_or(&self.text)
    }

    /// A sentence that reads exactly as its first piece of evidence does.
    pub fn new(evidence: Support, origins: usize) -> Self {
        Self {
            text: evidence.first().text().to_owned(),
            evidence,
            origins,
            resolved: None,
            rephrased: None,
            disputed: Vec::new(),
        }
    }
}

/// The reports that were printed on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Publication {
    /// The day, ISO 8601.
    pub day: String,
    /// They, by publication and id.
    pub reports: Vec<ReportId>,
}

/// A length that hangs on something that happened, placed on the calendar through it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlacedTime {
    /// The words that say how long before or after: "two weeks".
    pub time: Evidence,
    /// TIMEX3 value: the length.
    pub value: String,
    /// The first instant that it can mean; none where only the end is known.
    #[serde(serialize_with = "end", deserialize_with = "read_end")]
    #[schemars(with = "Option<String>")]
    pub from: Option<DateTime>,
    /// The instant after the last; none where only the beginning is known.
    #[serde(serialize_with = "end", deserialize_with = "read_end")]
    #[schemars(with = "Option<String>")]
    pub to: Option<DateTime>,
    /// The words that tell what it hangs on: "they announced the sale".
    pub event: Evidence,
    /// What dates the event: a sentence that tells it, and the words that say when, for each report that does.
    pub through: Support,
    /// The steps, for `copydesk explain`.
    pub because: Vec<String>,
}

/// What happened at one time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TimelineEntry {
    /// `STORY/tN`.
    #[serde(default)]
    pub id: String,
    /// TIMEX3 value, such as `2020-10-14`.
    pub value: String,
    /// The first instant.
    #[serde(serialize_with = "end", deserialize_with = "read_end")]
    #[schemars(with = "Option<String>")]
    pub from: Option<DateTime>,
    /// The instant after the last.
    #[serde(serialize_with = "end", deserialize_with = "read_end")]
    #[schemars(with = "Option<String>")]
    pub to: Option<DateTime>,
    /// The words that tell it: exactly those of the first piece of evidence.
    pub text: String,
    /// Sentences or clauses that tell it.
    pub evidence: Support,
    /// Number of independent origins that say so.
    pub origins: usize,
    /// What its time is counted from, where that is something that happened: the words that tell and date it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hangs_on: Vec<Evidence>,
    /// The steps, for `copydesk explain`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
}

/// Words that several reports (or one) put in the same mouth on the same occasion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuotationFamily {
    /// `STORY/qN`.
    pub id: FamilyId,
    /// Canonical name or description of the speaker; none where no report says.
    pub speaker: Option<String>,
    /// The canonical, longest form.
    pub text: String,
    /// How it was uttered.
    pub medium: Medium,
    /// The forms it takes, the canonical one first.
    pub variants: Vec<QuotationVariant>,
    /// Where other reports give it in their own words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paraphrases: Vec<QuotationParaphrase>,
    /// Number of independent origins that carry it.
    pub origins: usize,
}

/// One wording of a quotation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuotationVariant {
    /// The content, parts joined by a space.
    pub text: String,
    /// Who carries it: one piece of evidence for each part in each report.
    pub evidence: Support,
    /// The reports' own ids of the quotation: `REPORT/qN`.
    pub quotations: Vec<String>,
    /// How it differs from the canonical form, word by word; empty for the canonical form itself.
    pub diff: Vec<DiffPart>,
    /// The kinds of difference.
    pub changes: Vec<VariantChange>,
}

/// What a report says in its own words that another gives word for word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuotationParaphrase {
    /// The content, parts joined by a space.
    pub text: String,
    /// Its parts.
    pub evidence: Support,
    /// The report's own id of the quotation: `REPORT/qN`.
    pub quotation: String,
    /// How it differs from the words themselves.
    pub changes: Vec<VariantChange>,
}

/// A run of words in a comparison with the canonical form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DiffPart {
    /// Whether the words are in both, only in the canonical form, or only in the variant.
    pub op: DiffOp,
    /// The words.
    pub text: String,
}

/// Where a run of words stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DiffOp {
    /// In both.
    Same,
    /// In the canonical form only.
    Deleted,
    /// In the variant only.
    Inserted,
}

/// The ways in which words drift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum VariantChange {
    /// Only marks, case or white space differ.
    Punctuation,
    /// The variant leaves something out at its ends.
    Cut,
    /// The variant leaves something out in the middle, or joins two utterances.
    Spliced,
    /// Other words.
    Reworded,
    /// Another pronoun.
    Pronoun,
    /// Another number.
    Number,
    /// A negation more or less.
    Negation,
    /// Another name.
    Name,
    /// An emoji turned to words or left out.
    Emoji,
    /// A verb in another tense.
    Tense,
    /// Another translation of words in another language.
    Translated,
}

/// How the reports stand to each other on one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Reports say different things.
    Conflicting,
    /// A later report overtakes an earlier one.
    Superseded,
    /// Two independent origins or more agree.
    Corroborated,
    /// One origin alone says it.
    SingleSource,
}

/// What a conflict is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ConflictKind {
    /// How a quotation reads.
    Wording,
    /// How many, how much, how old.
    Number,
    /// When.
    Date,
    /// What came first.
    Order,
    /// Who said it.
    Attribution,
    /// What somebody or something is called.
    Name,
    /// Whether it is so at all.
    Fact,
}

/// What a difference looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Nature {
    /// A later state of the same thing.
    Update,
    /// The same number, less exact.
    Rounding,
    /// Not quite the same thing is counted.
    Scope,
    /// They cannot both be right.
    Disagreement,
}

/// One thing that the reports say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// `STORY/fN`.
    pub id: FindingId,
    /// What it is about: "age of Kelly Clarkson", "people killed".
    pub slot: String,
    /// How the reports stand to each other.
    pub standing: Standing,
    /// What a conflict (or an overtaken statement) is about; none for agreement.
    pub kind: Option<ConflictKind>,
    /// What a conflict looks like; none for agreement.
    pub nature: Option<Nature>,
    /// One line, made from the evidence by fixed templates.
    pub explanation: String,
    /// The steps that led to it, for `copydesk explain`.
    pub because: Vec<String>,
    /// The values, best supported first (for an update, latest first).
    pub values: Vec<FindingValue>,
}

/// One of the values that reports give.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FindingValue {
    /// Normalised.
    pub value: String,
    /// Number of independent origins that say so.
    pub origins: usize,
    /// The words that say so.
    pub evidence: Support,
}

/// A passage that one report has from another (or both from a third).
#[derive(Clone, Debug, PartialEq)]
pub struct Copy {
    /// The passage in the earlier report, where the order is known.
    pub from: Evidence,
    /// The passage in the later report.
    pub to: Evidence,
    /// Share of the passage's words that are the same, in `[0, 1]`.
    pub similarity: f32,
    /// Whether the direction is known.
    pub directed: bool,
    /// What the direction rests on ("published a day earlier", "credits the wire"), or why it is not known.
    pub because: String,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Copy")]
struct PrintedCopy<'a> {
    from: &'a ReportId,
    to: &'a ReportId,
    from_span: [usize; 2],
    to_span: [usize; 2],
    from_text: &'a str,
    to_text: &'a str,
    similarity: f32,
    directed: bool,
    because: &'a str,
}

impl Serialize for Copy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        PrintedCopy {
            from: self.from.report(),
            to: self.to.report(),
            from_span: self.from.code_points(),
            to_span: self.to.code_points(),
            from_text: self.from.text(),
            to_text: self.to.text(),
            similarity: self.similarity,
            directed: self.directed,
            because: &self.because,
        }
        .serialize(serializer)
    }
}

/// What [`PrintedCopy`] prints, read back.
#[derive(Deserialize)]
struct ReadCopy {
    from: ReportId,
    to: ReportId,
    from_span: [usize; 2],
    to_span: [usize; 2],
    from_text: String,
    to_text: String,
    similarity: f32,
    directed: bool,
    because: String,
}

impl<'de> Deserialize<'de> for Copy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = ReadCopy::deserialize(deserializer)?;
        Ok(Self {
            from: shelf::cut(&read.from, read.from_span, &read.from_text)?,
            to: shelf::cut(&read.to, read.to_span, &read.to_text)?,
            similarity: read.similarity,
            directed: read.directed,
            because: read.because,
        })
    }
}

impl JsonSchema for Copy {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        PrintedCopy::schema_name()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        PrintedCopy::json_schema(generator)
    }
}

/// One end of an interval, for serde.
#[expect(clippy::ref_option, reason = "serde hands it over so")]
fn end<S: Serializer>(end: &Option<DateTime>, serializer: S) -> Result<S::Ok, S::Error> {
    end.map(Interval::print).serialize(serializer)
}

fn read_end<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime>, D::Error> {
    let printed: Option<String> = Option::deserialize(deserializer)?;
    printed
        .map(|p| Interval::parse_end(&p).ok_or_else(|| D::Error::custom(format!("{p:?} is no time"))))
        .transpose()
}
