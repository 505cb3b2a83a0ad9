//! *What is known of a quotation before its speaker is looked up?*

use copydesk_model::{QuotationKind, Span};

use super::cues::Manner;

/// How content and cue stand to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// `“…,” she said`.
    QuoteBefore,
    /// `she said: “…”`.
    QuoteAfter,
    /// Quoted words in a sentence without a cue.
    Loose,
    /// `Ann Reed: “…”`, `REED: …`.
    Colon,
    /// Unmarked paragraph after `she wrote:`.
    Block,
    /// `according to`.
    According,
    /// `…, she said`, unquoted.
    ClauseBefore,
    /// `said that …`.
    That,
    /// `said …`.
    Bare,
    /// `a plan that critics said would fail`.
    Relative,
    /// `is believed to …`.
    Passive,
    /// `Reed: Port will open`, as a headline.
    Headline,
    /// `explained why …`.
    Question,
    /// `refused to …`.
    Infinitive,
    /// `criticised …`.
    Object,
    /// `called it …`.
    Called,
    /// `apologised for …`.
    About,
    /// `welcomed …`: no frame, but it looks like one, with that per cent.
    Stance(u8),
}

/// The mention that a quotation hangs on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source {
    pub(super) span: Span,
    /// What a relative pronoun goes back to.
    pub(super) antecedent: Option<Span>,
    /// It is the subject of another verb or of an earlier sentence.
    pub(super) shared: bool,
}

/// A quotation before its speaker is resolved.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) parts: Vec<Span>,
    pub(super) cue: Option<Span>,
    pub(super) manner: Option<Manner>,
    pub(super) source: Option<Source>,
    pub(super) kind: QuotationKind,
    pub(super) shape: Shape,
    /// The verb's group is more than the verb, or the verb is no plain past or present.
    pub(super) complex: bool,
    pub(super) paragraph: usize,
    /// Bytes of the sentence that holds the cue; its words tell the medium.
    pub(super) sentence: Span,
    /// The subject of the sentence before: a pronoun may stand for it.
    pub(super) before: Option<Span>,
}

impl Draft {
    /// A plain one without parts, cue or source yet; `sentence` is the one that holds the cue.
    pub(super) fn new(paragraph: usize, sentence: Span, kind: QuotationKind, shape: Shape) -> Self {
        Self {
            parts: Vec::new(),
            cue: None,
            manner: None,
            source: None,
            kind,
            shape,
            complex: false,
            paragraph,
            sentence,
            before: None,
        }
    }

    /// Where its content starts.
    pub(super) fn first(&self) -> usize {
        self.parts.iter().map(|p| p.start()).min().unwrap_or(0)
    }

    /// Where its content ends.
    pub(super) fn end(&self) -> usize {
        self.parts.iter().map(|p| p.end()).max().unwrap_or(0)
    }
}
