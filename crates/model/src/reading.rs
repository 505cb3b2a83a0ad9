//! What one report says, as standoff annotation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{EntityId, QuotationId, Span, TimeExpression};

/// What one report says. Every list is in the order of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Sentences, without the white space around them.
    pub sentences: Vec<Span>,
    /// Those of the sentences that are the page's and not the report's: buttons, captions' players, newsletters, rights.
    pub furniture: Vec<Span>,
    /// Who and what it names; `entities[i].id` is `EntityId(i)`.
    pub entities: Vec<Entity>,
    /// Who said what; `quotations[i].id` is `QuotationId(i)`.
    pub quotations: Vec<Quotation>,
    /// When.
    pub times: Vec<TimeExpression>,
    /// How many and how much.
    pub figures: Vec<Figure>,
}

impl Reading {
    /// The entity of that number.
    pub fn entity(&self, id: EntityId) -> Option<&Entity> {
        self.entities.get(id.0 as usize)
    }

    /// The sentences that are the report's own: all but the page's furniture.
    pub fn told(&self) -> impl Iterator<Item = Span> + '_ {
        self.sentences.iter().copied().filter(|s| self.furniture.binary_search(s).is_err())
    }

    /// The innermost quotation whose parts cover the byte `at`.
    pub fn quotation_at(&self, at: usize) -> Option<&Quotation> {
        self.quotations.iter().filter(|q| q.covers(at)).min_by_key(|q| q.span.len())
    }
}

/// The kinds of entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each says itself")]
pub enum EntityKind {
    Person,
    Organisation,
    Place,
    Event,
    Work,
}

/// Grammatical gender of a person, as the report's own pronouns, titles and forenames show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each says itself")]
pub enum Gender {
    Female,
    Male,
}

/// A person, organisation, place, event or work as one report shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// Its number in the reading.
    pub id: EntityId,
    /// Its kind.
    pub kind: EntityKind,
    /// Its fullest name in the report, exactly as one of its mentions has it.
    pub name: String,
    /// Gender, where the report or the forename shows one.
    pub gender: Option<Gender>,
    /// More than one ("the couple", "police").
    pub plural: bool,
    /// Where it is mentioned.
    pub mentions: Vec<Mention>,
    /// What the report says it is.
    pub attributes: Vec<Attribute>,
}

/// One mention of an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Where.
    pub span: Span,
    /// By name, description or pronoun.
    pub form: MentionForm,
}

/// How an entity is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MentionForm {
    /// "Kelly Clarkson".
    Name,
    /// "the 38-year-old singer".
    Nominal,
    /// "she".
    Pronoun,
}

/// The names of attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AttributeName {
    /// In years; the value is a decimal number.
    Age,
    /// Office, trade or function: "host", "fire chief".
    Role,
    /// To another entity: "wife of John Legend", "daughter".
    Relation,
    /// "French".
    Nationality,
}

/// Something that a report says about an entity, with the words that say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Which.
    pub name: AttributeName,
    /// Normalised value: digits for an age, lower-case words for a role.
    pub value: String,
    /// The words that say it.
    pub span: Span,
    /// For a relation, the other entity.
    pub to: Option<EntityId>,
}

/// How words are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum QuotationKind {
    /// Word for word.
    Direct,
    /// In the reporter's words.
    Indirect,
    /// In the reporter's words, with some of the speaker's between marks.
    Mixed,
}

/// How the words were uttered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Medium {
    /// Said, also where nothing tells otherwise.
    Spoken,
    /// In a letter, a statement, a document.
    Written,
    /// On social media.
    Post,
    /// In a song.
    Sung,
}

/// Words that a report puts in somebody's mouth.
#[derive(Clone, Debug, PartialEq)]
pub struct Quotation {
    /// Its number in the reading.
    pub id: QuotationId,
    /// From the first word of the content to the last, marks excluded.
    pub span: Span,
    /// The content alone, in order, when its cue splits it or paragraphs reopen its marks; else just `span`.
    pub parts: Vec<Span>,
    /// Who said it; none where the report does not say.
    pub speaker: Option<Speaker>,
    /// The words that introduce it: "said", "according to".
    pub cue: Option<Span>,
    /// How the words are given.
    pub kind: QuotationKind,
    /// How they were uttered.
    pub medium: Medium,
    /// Probability, in `[0, 1]`, that content and speaker are both right.
    pub confidence: f32,
}

impl Quotation {
    /// Whether one of its parts covers the byte `at`.
    pub fn covers(&self, at: usize) -> bool {
        self.parts.iter().any(|p| p.covers(at))
    }
}

/// The speaker of a quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// Who it is, when the mention goes back to an entity of the reading.
    pub entity: Option<EntityId>,
    /// The canonical name, or the description of an unnamed speaker ("one fan").
    pub name: String,
    /// The mention that the quotation hangs on.
    pub span: Span,
}

/// How exact a figure says it is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Approximator {
    /// Nothing softens it.
    #[default]
    Exact,
    /// "about", "some", "nearly".
    About,
    /// "at least", "more than".
    AtLeast,
    /// "at most", "up to", "fewer than".
    AtMost,
}

/// A number with its unit and what it counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The number's words, with its unit where they are one ("$3.2 million", "40 per cent", "three").
    pub span: Span,
    /// Its value, scaled ("3.2 million" is `3_200_000.0`).
    pub quantity: f64,
    /// `percent`, a currency code (`USD`), a measure (`km`), `year-old`, `ordinal`; none for a plain count.
    pub unit: Option<String>,
    /// What it counts or measures, as the head noun phrase reads ("people", "firefighters").
    pub of: Option<Span>,
    /// How exact it says it is.
    pub approximator: Approximator,
}
