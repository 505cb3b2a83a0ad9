//! *What does the text look like with each quoted stretch as one word?*
//!
//! Attribution is syntax around quotations, not within them. So the tokens outside marks and the stretches between
//! marks make one sequence of [`Unit`]s, each with a coarse [`Class`]: closed classes by a list, open ones by the
//! tagger. Sentences are cut on that sequence, since the sentence of `“It rained. It poured,” she said.` is one.

use std::sync::LazyLock;

use copydesk_language::{Analysis, Upos, Xpos};
use copydesk_model::Span;
use rustc_hash::FxHashMap;

use super::cues::{self, Cue, Form};
use super::ending;
use super::marks::Marks;

/// What a unit is, as far as attribution cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Determiner,
    /// his, her, their.
    Possessor,
    /// he, she, they, I.
    Subject,
    /// him, them, me.
    Object,
    /// who, which.
    Relative,
    /// what, how, whether.
    Question,
    That,
    Preposition,
    To,
    And,
    But,
    /// because, while, although.
    Subordinator,
    Auxiliary,
    Not,
    Adverb,
    Adjective,
    Noun,
    Name,
    Number,
    Verb,
    /// 's.
    Genitive,
    Comma,
    Colon,
    Semicolon,
    Stop,
    Dash,
    Open,
    Close,
    /// A stretch between marks, marks included.
    Quote,
    Other,
}

/// One token outside marks, or one quoted part.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    pub(super) class: Class,
    /// Marks included.
    pub(super) span: Span,
    /// For a quoted part, stretch and part.
    pub(super) quote: Option<(usize, usize)>,
    /// For a quoted part: short and without the punctuation of an utterance, so that it may be a nickname or title.
    pub(super) name: bool,
    /// For a word that is used as a reporting verb.
    pub(super) cue: Option<Cue>,
    /// The form of a verb or auxiliary.
    pub(super) form: Option<Form>,
    /// A form of "be".
    pub(super) be: bool,
    /// A word of time: "Monday", "week".
    pub(super) time: bool,
    /// What a preposition tells.
    pub(super) link: Link,
    /// Which sort of preposition it is, from 1 on; 0 for none: [`ending::preposition`].
    pub(super) leads: u8,
    /// A plural common noun.
    pub(super) plural: bool,
}

/// What a preposition makes of the phrase after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// No preposition, or any other.
    None,
    /// "of": the whole.
    Of,
    /// "for": a part of many a body's name.
    For,
    /// "from", "with", "including": a part of who somebody is.
    With,
    /// "in", "on", "at", …: the place or occasion.
    At,
}

impl Link {
    fn of(word: &str) -> Self {
        match word {
            "of" => Self::Of,
            "for" => Self::For,
            "from" | "with" | "including" => Self::With,
            "in" | "on" | "at" | "during" | "after" | "before" | "throughout" => Self::At,
            _ => Self::None,
        }
    }
}

/// A run of units that makes a sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sentence {
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) paragraph: usize,
}

/// The units of a text and their sentences.
#[derive(Debug)]
pub(super) struct Units {
    pub(super) all: Vec<Unit>,
    pub(super) sentences: Vec<Sentence>,
}

const CLOSED: &[(Class, &str)] = &[
    (
        Class::Determiner,
        "the a an this these those some any no every each another both all several many most few either neither \
         such certain other",
    ),
    (Class::Possessor, "my your his its our their"),
    (
        Class::Subject,
        "he she they we i it you someone somebody everyone everybody nobody anyone anybody one others none",
    ),
    (Class::Object, "him them me us himself herself themselves itself myself ourselves yourself themself"),
    (Class::Relative, "who which whom whose"),
    (Class::Question, "what how why whether where"),
    (Class::That, "that"),
    (
        Class::Preposition,
        "of in on at by for with from about against between into through during under over among amid via \
         without within toward towards upon across behind beyond near around alongside despite regarding per \
         inside outside throughout following concerning except unlike beside besides beneath below above off out up \
         down like since onto plus versus aboard",
    ),
    (Class::To, "to"),
    (Class::And, "and or nor &"),
    (Class::But, "but yet"),
    (
        Class::Subordinator,
        "because although though while since unless until if when whenever whereas as after before once than",
    ),
    (
        Class::Auxiliary,
        "is are was were be been being am 's 're 'm has have had having 've do does did 'd will would 'll can \
         could may might must shall should ’s ’re ’m ’ve ’d ’ll wo ca",
    ),
    (Class::Not, "not n't n’t never"),
    (
        Class::Adverb,
        "also then later still now just even again once first recently already often always only soon simply \
         previously publicly repeatedly openly reportedly allegedly ever too further instead meanwhile earlier \
         long clearly initially eventually finally subsequently famously therefore thus however",
    ),
];

static WORDS: LazyLock<FxHashMap<&'static str, Class>> = LazyLock::new(|| {
    CLOSED.iter().flat_map(|(class, words)| words.split_whitespace().map(|w| (w, *class))).collect()
});

const TIMES: &str = "monday tuesday wednesday thursday friday saturday sunday january february march april may june \
    july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec today \
    yesterday tonight tomorrow morning afternoon evening night week month year day weekend hour hours days weeks \
    months years moment time last ago";

static TIME_WORDS: LazyLock<rustc_hash::FxHashSet<&'static str>> =
    LazyLock::new(|| TIMES.split_whitespace().collect());

impl Units {
    /// Reads the units of a text.
    pub(super) fn new(text: &str, analysis: &Analysis, marks: &Marks) -> Self {
        // A language of which the tagger knows no verb at all: trust the lexicon's unmistakable forms.
        let tagged = analysis.tokens.iter().any(|t| t.upos == Upos::Verb);
        let pieces = pieces(text, analysis, marks);
        let mut pieces = pieces.iter().peekable();
        let mut all: Vec<Unit> = Vec::with_capacity(analysis.tokens.len());
        let mut names = 0;
        // The first paragraph where it is a single line without a quotation: a headline, perhaps.
        let headline = analysis.paragraphs.first().filter(|p| p.len() < 160).map_or(0, |p| p.end());
        let (mut word, mut next, mut ahead) = (String::new(), String::new(), usize::MAX);
        for (i, token) in analysis.tokens.iter().enumerate() {
            while let Some((span, quote)) = pieces.next_if(|(span, _)| span.start() <= token.span.start()) {
                all.push(quoted(text, *span, *quote));
            }
            if all.last().is_some_and(|u| u.quote.is_some() && token.span.start() < u.span.end()) {
                continue;
            }
            // What was the next word is this one, but where quoted words lie between.
            if ahead == i {
                std::mem::swap(&mut word, &mut next);
            } else {
                lower(token.text(text), &mut word);
            }
            let after = analysis.tokens.get(i + 1);
            lower(after.map_or("", |t| t.text(text)), &mut next);
            ahead = i + 1;
            // Asked of few words.
            let nominal = || {
                after.is_some_and(|t| {
                    matches!(t.upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num)
                        && !WORDS.contains_key(next.as_str())
                        && cues::lookup(&next, "").is_none_or(|c| c.form != Form::Past)
                })
            };
            // A plural after "her" that the tagger takes for a verb is one all the same ("told her friends she …"),
            // unless it reports speech ("the aide who drove her says").
            let plural = || next.ends_with('s') && cues::lookup(&next, "").is_none();
            let owns = || {
                after.is_some_and(|t| {
                    (!matches!(t.upos, Upos::Verb | Upos::Adv | Upos::Punct | Upos::Propn) || plural())
                        && !WORDS.contains_key(next.as_str())
                        && next.starts_with(char::is_alphabetic)
                })
            };
            let mut class = class(&word, token.upos, token.xpos, &next, nominal, owns);
            // "Cross' deputy": a mark that opens and closes nothing, behind a name that ends in s.
            if matches!(word.as_str(), "'" | "’")
                && nominal()
                && after.is_some_and(|t| t.span.start() > token.span.end())
                && all.last().is_some_and(|u| {
                    u.span.end() == token.span.start() && u.span.of(text).ends_with(['s', 'S', 'x', 'z'])
                })
            {
                class = Class::Genitive;
            }
            if class == Class::Verb
                && word.ends_with('s')
                && all.last().is_some_and(|u| u.class == Class::Possessor)
                && cues::lookup(&word, "").is_none()
            {
                class = Class::Noun;
            }
            // "The Reed aides said": a plural before the verb.
            if class == Class::Verb
                && word.ends_with('s')
                && all.last().is_none_or(|u| {
                    matches!(
                        u.class,
                        Class::Name
                            | Class::Adjective
                            | Class::Noun
                            | Class::Comma
                            | Class::Stop
                            | Class::And
                    )
                })
                && cues::lookup(&word, "").is_none()
                && cues::lookup(&next, "")
                    .is_some_and(|c| matches!(c.form, Form::Past | Form::Present | Form::Base))
                && after.is_some_and(|t| t.upos == Upos::Verb)
            {
                class = Class::Noun;
            }
            let mut cue = None;
            if !matches!(class, Class::Auxiliary | Class::Preposition | Class::Determiner | Class::Possessor)
            {
                cue = cues::lookup(&word, &next).filter(|cue| {
                    token.upos == Upos::Verb
                        || !tagged && cue.form == Form::Past
                        || untagged_verb(*cue, &word, &all, after.map(|t| t.upos))
                        // "Reed Blasts Plan": a headline's capitals hide the verb.
                        || token.span.end() <= headline
                            && matches!(token.upos, Upos::Propn | Upos::Noun)
                            && matches!(cue.form, Form::Present | Form::Past)
                            && all.last().is_some_and(|u| matches!(u.class, Class::Name | Class::Noun))
                            && after.is_some_and(|t| t.upos != Upos::Punct)
                });
            }
            if cue.is_some() {
                class = Class::Verb;
            } else if named(analysis, &mut names, token.span)
                && matches!(class, Class::Adverb | Class::Adjective | Class::Verb | Class::Noun)
            {
                // Part of a name, whatever the tagger takes the word for.
                class = Class::Name;
            }
            // "Reed said": a surname that opens the sentence and reads as a verb.
            if cue.is_none()
                && matches!(class, Class::Verb | Class::Adjective | Class::Adverb)
                && !WORDS.contains_key(word.as_str())
                && token.text(text).starts_with(char::is_uppercase)
                && cues::lookup(&next, "")
                    .is_some_and(|c| matches!(c.form, Form::Past | Form::Present) && c.frames.has('q'))
            {
                class = Class::Name;
            }
            let form = cue.map(|c| form_by_tag(c, token.xpos)).or_else(|| form(token.xpos, class));
            all.push(Unit {
                class,
                span: token.span,
                quote: None,
                name: false,
                cue,
                form,
                be: matches!(
                    word.as_str(),
                    "is" | "are" | "was" | "were" | "be" | "been" | "being" | "am" | "'re" | "’re"
                ) || (class == Class::Auxiliary && matches!(word.as_str(), "'s" | "’s")),
                time: TIME_WORDS.contains(word.as_str())
                    || (class == Class::Number && word.len() == 4 && word.starts_with(['1', '2'])),
                link: Link::of(&word),
                leads: if word.len() == token.span.len() { ending::preposition(&word) } else { 0 },
                plural: class == Class::Noun && token.xpos == Xpos::Plural,
            });
        }
        all.extend(pieces.map(|(span, quote)| quoted(text, *span, *quote)));
        let sentences = sentences(text, analysis, &all);
        for sentence in &sentences {
            if let Some(units) = all.get_mut(sentence.first..sentence.end) {
                naming(text, units);
                finite(text, units);
            }
        }
        Self { all, sentences }
    }
}

/// Makes a participle of a verb that gives a name, where another verb follows the name: "a user called Skerry posted: …".
fn naming(text: &str, units: &mut [Unit]) {
    for i in 1..units.len().saturating_sub(2) {
        let (before, name, verb) = (&units[i - 1], &units[i + 1], &units[i + 2]);
        let names = ["called", "named", "dubbed", "nicknamed"]
            .iter()
            .any(|w| units[i].span.of(text).eq_ignore_ascii_case(w));
        let called = name.class == Class::Name || name.span.of(text).starts_with('@');
        if names && called && before.class == Class::Noun && verb.cue.is_some() {
            units[i].cue = None;
            units[i].class = Class::Verb;
            units[i].form = Some(Form::Participle);
            units[i + 2].class = Class::Verb;
            units[i + 2].form = Some(Form::Past);
        }
    }
}

/// Makes a finite verb of what the tagger took for a participle or an adjective, where it follows a noun and its clause
/// has no other verb: "the mayor paused and …", "the prince called for …".
fn finite(text: &str, units: &mut [Unit]) {
    let bounds = |u: &Unit| {
        matches!(
            u.class,
            Class::Semicolon
                | Class::Colon
                | Class::Subordinator
                | Class::Relative
                | Class::Question
                | Class::That
                | Class::And
                | Class::But
                | Class::Quote
                | Class::Stop
        )
    };
    let verb = |u: &Unit| {
        u.class == Class::Auxiliary
            || u.class == Class::Verb && !matches!(u.form, Some(Form::Gerund | Form::Participle))
    };
    let mut start = 0;
    while start < units.len() {
        let end = (start..units.len()).find(|i| bounds(&units[*i])).unwrap_or(units.len());
        if !units[start..end].iter().any(verb) {
            let found = (start + 1..end).find(|i| {
                let (unit, before) = (&units[*i], &units[i - 1]);
                let fits = match unit.class {
                    Class::Verb => unit.form == Some(Form::Participle),
                    Class::Adjective => {
                        unit.span.of(text).ends_with("ed")
                            && units.get(i + 1).is_none_or(|x| {
                                matches!(
                                    x.class,
                                    Class::And
                                        | Class::Preposition
                                        | Class::Comma
                                        | Class::Adverb
                                        | Class::Stop
                                )
                            })
                    }
                    _ => false,
                };
                fits && matches!(before.class, Class::Noun | Class::Name | Class::Subject | Class::Close)
                    && !before.time
                    && !(units.get(i + 1).is_some_and(|x| x.span.of(text).eq_ignore_ascii_case("by")))
            });
            // "Reed, clearly tired, replied by …".
            let found = found.or_else(|| {
                (start + 2..end).rev().find(|i| {
                    let unit = &units[*i];
                    unit.cue.is_some_and(|c| c.past_is_participle && c.frames.has('q'))
                        && unit.form == Some(Form::Participle)
                        && units[i - 1].class == Class::Comma
                        && !units.get(i + 1).is_some_and(|x| x.span.of(text).eq_ignore_ascii_case("by"))
                })
            });
            // Before a relative clause or a second verb the participle hangs on the noun.
            let hangs = units.get(end).is_some_and(|x| x.class == Class::Relative);
            if let Some(i) = found.filter(|_| !hangs)
                && let Some(unit) = units.get_mut(i)
            {
                unit.class = Class::Verb;
                unit.form = Some(Form::Past);
            }
        }
        start = end + 1;
    }
}

/// Whether a token lies within a name; `at` is the first name that may cover it.
fn named(analysis: &Analysis, at: &mut usize, span: Span) -> bool {
    while analysis.names.get(*at).is_some_and(|n| n.span.end() <= span.start()) {
        *at += 1;
    }
    analysis.names.get(*at).is_some_and(|n| n.span.contains(span))
}

/// Forms that are next to never anything but the verb.
const PLAIN: [&str; 14] = [
    "said", "says", "told", "tells", "wrote", "writes", "sang", "sings", "tweeted", "added", "replied",
    "recalled", "quipped", "insisted",
];

/// Whether a cue that the tagger did not take for a verb is one all the same, by what stands around it.
fn untagged_verb(cue: Cue, word: &str, all: &[Unit], after: Option<Upos>) -> bool {
    if PLAIN.contains(&word) {
        return true;
    }
    let before = all.last();
    // `“…,” the letter read.`
    if word == "read" {
        let near = all.iter().rev().take(6).any(|u| u.class == Class::Quote);
        return near && after.is_none_or(|a| a == Upos::Punct);
    }
    let before = before.map_or(Class::Stop, |u| u.class);
    let nominal = matches!(after, Some(Upos::Noun | Upos::Propn | Upos::Adj));
    match cue.form {
        _ if !cue.frames.has('q') && !cue.frames.has('t') => false,
        Form::Past => {
            word.ends_with("ed")
                && (before == Class::Quote
                    || matches!(before, Class::Comma | Class::Adverb)
                        && matches!(after, Some(Upos::Propn | Upos::Det | Upos::Pron))
                    || matches!(before, Class::Name | Class::Subject | Class::Relative) && !nominal)
        }
        // "The Herald notes that": the tagger takes the verb for a plural.
        Form::Present => {
            cue.frames.has('t')
                && after == Some(Upos::Sconj)
                && matches!(before, Class::Name | Class::Subject | Class::Noun)
                // "Reed plans to leave".
                || cue.frames.has('i') && after == Some(Upos::Part) && before == Class::Name
        }
        Form::Gerund => before == Class::Comma && after == Some(Upos::Punct),
        Form::Base => {
            before == Class::To && !nominal
                // "residents worry that": the tagger takes the verb for another noun.
                || cue.frames.has('t') && after == Some(Upos::Sconj) && before == Class::Noun
        }
        Form::Participle => false,
    }
}

fn quoted(text: &str, span: Span, quote: (usize, usize)) -> Unit {
    let words = span.of(text).trim_end_matches(['"', '”', '“', '\'', '’', '»', '」', '』', ' ']);
    Unit {
        name: span.len() < 48
            && words.split_whitespace().count() < 6
            && !words.ends_with([',', '.', '?', '!', '…', '—']),
        class: Class::Quote,
        span,
        quote: Some(quote),
        cue: None,
        form: None,
        be: false,
        time: false,
        link: Link::None,
        leads: ending::preposition(&span.of(text).to_ascii_lowercase()),
        plural: false,
    }
}

/// The quoted parts with their marks, in order, each with its stretch and part.
fn pieces(text: &str, analysis: &Analysis, marks: &Marks) -> Vec<(Span, (usize, usize))> {
    let mut out = Vec::with_capacity(marks.quoted.len());
    for (s, stretch) in marks.stretches.iter().enumerate() {
        for (p, part) in stretch.parts.iter().enumerate() {
            let start = if p == 0 {
                stretch.outer.start()
            } else {
                let paragraph = analysis.paragraphs.get(analysis.paragraph_at(part.start()));
                paragraph.map_or(part.start(), |q| q.start().min(part.start()))
            };
            let end = if p + 1 == stretch.parts.len() { stretch.outer.end() } else { part.end() };
            out.push((Span::new(start, end.min(text.len())), (s, p)));
        }
    }
    out
}

fn lower(word: &str, into: &mut String) {
    into.clear();
    if word.is_ascii() {
        into.push_str(word);
        into.make_ascii_lowercase();
    } else {
        into.extend(word.chars().flat_map(char::to_lowercase));
    }
}

fn class(
    word: &str,
    upos: Upos,
    xpos: Xpos,
    next: &str,
    nominal: impl Fn() -> bool,
    owns: impl Fn() -> bool,
) -> Class {
    match word {
        "," => return Class::Comma,
        ":" => return Class::Colon,
        ";" => return Class::Semicolon,
        "." | "!" | "?" | "…" | "..." | "。" | "！" | "？" => return Class::Stop,
        "-" | "–" | "—" | "―" | "--" => return Class::Dash,
        "(" | "[" | "{" => return Class::Open,
        ")" | "]" | "}" => return Class::Close,
        "'s" | "’s" | "'" | "’" if xpos == Xpos::Possessive || upos == Upos::Part => {
            return Class::Genitive;
        }
        // "told her fans" is one, though the tagger may not see it.
        "her" if xpos == Xpos::PossessivePronoun || upos == Upos::Det || owns() => return Class::Possessor,
        "her" => return Class::Object,
        "that" if matches!(upos, Upos::Det) => return Class::Determiner,
        // "one said", but "one neighbour said".
        "one" | "another" | "others" | "some" | "many" | "both" | "most" | "all" | "several" | "each"
        | "few"
            if next != "of" && next != "the" && !nominal() =>
        {
            return Class::Subject;
        }
        "one" | "all" | "most" => return Class::Determiner,
        "like" if upos == Upos::Adp => return Class::Preposition,
        "so" => return Class::Adverb,
        "may" if upos == Upos::Propn => return Class::Name,
        "no" if next == "one" => return Class::Determiner,
        _ => {}
    }
    if let Some(class) = WORDS.get(word) {
        return *class;
    }
    match upos {
        Upos::Adj => Class::Adjective,
        Upos::Adv => Class::Adverb,
        Upos::Num => Class::Number,
        Upos::Propn => Class::Name,
        Upos::Pron => Class::Subject,
        // Closed classes are closed: a word that is not in the lists is some noun that the tagger does not know.
        Upos::Noun
        | Upos::Sym
        | Upos::Adp
        | Upos::Aux
        | Upos::Cconj
        | Upos::Det
        | Upos::Part
        | Upos::Sconj => Class::Noun,
        Upos::Verb => Class::Verb,
        Upos::Punct | Upos::Intj | Upos::X => {
            if word.starts_with(char::is_alphanumeric) {
                Class::Name
            } else {
                Class::Other
            }
        }
    }
}

fn form(xpos: Xpos, class: Class) -> Option<Form> {
    if !matches!(class, Class::Verb | Class::Auxiliary) {
        return None;
    }
    match xpos {
        Xpos::Base | Xpos::Modal => Some(Form::Base),
        Xpos::Past => Some(Form::Past),
        Xpos::Present | Xpos::Present3 => Some(Form::Present),
        Xpos::Gerund => Some(Form::Gerund),
        Xpos::Participle => Some(Form::Participle),
        _ => None,
    }
}

/// The lexicon knows which forms a word can be, the tagger which of them it is.
fn form_by_tag(cue: Cue, xpos: Xpos) -> Form {
    match (cue.form, xpos) {
        (Form::Past, Xpos::Participle) if cue.past_is_participle => Form::Participle,
        (Form::Base | Form::Past, Xpos::Present) if cue.form == Form::Base => Form::Present,
        (form, _) => form,
    }
}

fn sentences(text: &str, analysis: &Analysis, all: &[Unit]) -> Vec<Sentence> {
    let mut out = Vec::new();
    let mut first = 0;
    let paragraph = |u: &Unit| analysis.paragraph_at(u.span.start());
    let mut there = all.first().map_or(0, paragraph);
    for i in 0..all.len() {
        let unit = &all[i];
        let here = there;
        there = all.get(i + 1).map_or(here, paragraph);
        let last = match all.get(i + 1) {
            None => true,
            Some(_) if there != here => true,
            Some(next) => match unit.class {
                Class::Quote => quote_ends(text, all, i),
                // The marks of a bracketed sentence stay with it.
                Class::Stop | Class::Close => {
                    next.class != Class::Close
                        && analysis.sentence_at(unit.span.end() - 1)
                            != analysis.sentence_at(first_word(text, next))
                }
                _ => false,
            },
        };
        if last {
            out.push(Sentence { first, end: i + 1, paragraph: here });
            first = i + 1;
        }
    }
    out
}

/// Where the words of a unit start: a splitter may count an opening mark to the sentence before.
fn first_word(text: &str, unit: &Unit) -> usize {
    let skipped = unit.span.of(text).find(char::is_alphanumeric).unwrap_or(0);
    unit.span.start() + skipped
}

/// Whether the sentence ends with the quoted part `i`.
fn quote_ends(text: &str, all: &[Unit], i: usize) -> bool {
    let (Some(unit), Some(next)) = (all.get(i), all.get(i + 1)) else { return true };
    let words = unit.span.of(text).trim_end_matches(['"', '”', '“', '\'', '’', '»', '」', '』', ' ', ')']);
    let Some(last) = words.chars().next_back() else { return false };
    if !matches!(last, '.' | '?' | '!' | '…' | '。') {
        return false;
    }
    if next.class == Class::Quote {
        return true;
    }
    let capital = next.span.of(text).starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    if !capital {
        return false;
    }
    // `“Why?” Reed said.`, and with a slip `“It rained.” Reed said.`: only the speaker stands before the cue, and no content of its own after it.
    for (k, unit) in all.iter().enumerate().take(all.len().min(i + 16)).skip(i + 1) {
        if let Some(cue) = unit.cue {
            let after = all.get(k + 1).map(|u| u.class);
            if matches!(last, '.' | '。') {
                return !cue.frames.has('q') || k == i + 1 || !matches!(after, None | Some(Class::Stop));
            }
            return !cue.frames.has('q')
                || matches!(
                    after,
                    Some(Class::Colon | Class::That | Class::Quote | Class::Subject | Class::Question)
                );
        }
        if !matches!(
            unit.class,
            Class::Name
                | Class::Noun
                | Class::Number
                | Class::Determiner
                | Class::Possessor
                | Class::Adjective
                | Class::Subject
                | Class::Genitive
                | Class::Preposition
                | Class::Adverb
        ) {
            return true;
        }
    }
    true
}
