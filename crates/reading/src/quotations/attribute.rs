//! *Which words does this sentence put in whose mouth?*
//!
//! For each cue of a sentence: its subject, to the left or inverted; then whether the words stand before the pair
//! (`…, she said`), around it (`…, she said, …`) or after it (`she said that …`), in the shapes that the cue's frames
//! license. Quoted stretches that no cue claims are given to whoever spoke before them, if they read as speech.

use copydesk_model::{QuotationKind, Span};

use super::cues::{Cue, Form, Manner};
use super::marks::Marks;
use super::phrase::{
    REACH, group_start, has_finite, inverted_subject, noun_phrase_left, noun_phrase_right, passive,
    subject_left, subject_shared,
};
use super::units::{Class, Sentence, Unit, Units};

/// How content and cue stand to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// `“…,” she said`.
    QuoteBefore,
    /// `she said: “…”`.
    QuoteAfter,
    /// Quoted words with no cue of their own that carry on.
    Carried,
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
    pub(super) inverted: bool,
    pub(super) paragraph: usize,
    /// Bytes of the sentence that holds the cue; its words tell the medium.
    pub(super) sentence: Span,
    /// The subject of the sentence before: a pronoun may stand for it.
    pub(super) before: Option<Span>,
}

/// All drafts of a text, in no order.
pub(super) fn drafts(text: &str, paragraphs: &[Span], marks: &Marks, units: &Units) -> Vec<Draft> {
    let mut reader = Reader {
        text,
        paragraphs,
        marks,
        drafts: Vec::new(),
        claimed: marks.stretches.iter().map(|s| vec![None; s.parts.len()]).collect(),
        last: None,
        subject: None,
        block: None,
    };
    for sentence in &units.sentences {
        reader.sentence(*sentence, &units.all[sentence.first..sentence.end]);
    }
    reader.drafts
}

struct Reader<'t> {
    text: &'t str,
    paragraphs: &'t [Span],
    marks: &'t Marks,
    drafts: Vec<Draft>,
    /// The draft that each part of each stretch belongs to.
    claimed: Vec<Vec<Option<usize>>>,
    /// The last draft with words between marks, and where its sentence ended.
    last: Option<Last>,
    /// The subject of the last sentence that had one other than a pronoun.
    subject: Option<Span>,
    /// A cue with a colon at the end of its paragraph: the next paragraph is its content.
    block: Option<Block>,
}

/// Words without marks that a colon announces.
enum Block {
    /// A paragraph that ended with a colon, and the draft that waits for the next.
    Announced(usize, Box<Draft>),
    /// Up to this byte.
    Inside(usize),
}

#[derive(Clone, Copy)]
struct Last {
    draft: usize,
    paragraph: usize,
}

/// What a cue licenses after it, as unit ranges.
struct Found {
    ranges: Vec<(usize, usize)>,
    shape: Shape,
}

impl Reader<'_> {
    fn low(&self, unit: &Unit) -> String {
        unit.span.of(self.text).to_lowercase()
    }

    fn is(&self, unit: &Unit, words: &[&str]) -> bool {
        let text = unit.span.of(self.text);
        words.iter().any(|w| w.eq_ignore_ascii_case(text))
    }

    /// The words of a quoted unit, marks excluded.
    fn words(&self, unit: &Unit) -> &str {
        unit.quote
            .and_then(|(s, p)| self.marks.stretches.get(s)?.parts.get(p))
            .map_or("", |span| span.of(self.text))
    }

    /// Whether quoted words read as an utterance rather than as a name or a scrap.
    fn full(&self, unit: &Unit) -> bool {
        let words = self.words(unit);
        let ends = words.ends_with([',', '.', '?', '!', '…', '—', '–', '-']);
        let count = words.split_whitespace().count();
        let capital = words.starts_with(|c: char| c.is_uppercase());
        (ends && count >= 2) || count >= 6 || (ends && capital)
    }

    fn capital(&self, unit: &Unit) -> bool {
        self.words(unit).trim_start_matches(['[', '…', '.', ' ']).starts_with(|c: char| !c.is_lowercase())
    }

    fn sentence(&mut self, sentence: Sentence, u: &[Unit]) {
        let span = u[0].span.cover(u[u.len() - 1].span);
        if self.in_block(sentence, span, u) {
            return;
        }
        let mut done = 0;
        let mut i = 0;
        while i < u.len() {
            if let Some(cue) = u[i].cue {
                self.cue(sentence, span, u, i, cue, &mut done);
            } else if i + 1 < u.len() && self.is(&u[i], &["according"]) && u[i + 1].class == Class::To {
                self.according(sentence, span, u, i);
            } else if u[i].class == Class::Colon {
                if i + 1 == u.len() && self.block.is_none() {
                    self.announcement(sentence, span, u, i);
                } else {
                    self.colon(sentence, span, u, i);
                }
            }
            i += 1;
        }
        self.unclaimed(sentence, span, u);
        self.remember_subject(u);
    }

    /// Keeps the subject of the sentence for pronouns in the next.
    fn remember_subject(&mut self, u: &[Unit]) {
        let Some(verb) = (0..u.len().min(REACH)).find(|j| {
            matches!(u[*j].class, Class::Verb | Class::Auxiliary)
                && !matches!(u[*j].form, Some(Form::Gerund | Form::Participle | Form::Base))
        }) else {
            return;
        };
        if let Some(subject) = subject_left(u, group_start(u, verb))
            && !matches!(
                u[subject.first].class,
                Class::Subject | Class::Object | Class::Relative | Class::That
            )
        {
            self.subject = Some(cover(u, subject.first, subject.end));
        }
    }

    /// What a colon at the end of the paragraph before announced. Says whether the sentence is read with that.
    fn in_block(&mut self, sentence: Sentence, span: Span, u: &[Unit]) -> bool {
        match self.block.take() {
            None => false,
            Some(Block::Inside(end)) => {
                let inside = span.start() < end;
                if inside {
                    self.block = Some(Block::Inside(end));
                }
                inside
            }
            Some(Block::Announced(paragraph, mut draft)) => {
                if sentence.paragraph != paragraph + 1 {
                    return false;
                }
                if u[0].class == Class::Quote {
                    let quotes = u.iter().take_while(|x| x.class == Class::Quote).count();
                    let free = self.unclaimed_quote(&u[0]);
                    let own = u[quotes..].iter().any(|x| x.cue.is_some());
                    if free && !own {
                        draft.shape = Shape::QuoteAfter;
                        self.push(*draft, u, &[(0, quotes)]);
                    }
                    return false;
                }
                let Some(words) = self.paragraphs.get(sentence.paragraph).copied() else { return false };
                if draft.manner.is_none() {
                    return false;
                }
                draft.parts = vec![words];
                draft.kind = QuotationKind::Direct;
                self.drafts.push(*draft);
                // The rest of the paragraph belongs to it; its own cues are the speaker's.
                self.block = Some(Block::Inside(words.end()));
                true
            }
        }
    }

    /// One cue: subject, place of the content, content.
    fn cue(&mut self, sentence: Sentence, span: Span, u: &[Unit], i: usize, cue: Cue, done: &mut usize) {
        let mut first = group_start(u, i);
        let end = i + 1 + usize::from(cue.particle.is_some());
        let form = u[i].form.unwrap_or(cue.form);
        let quoted_as = i >= 2
            && self.is(&u[i], &["saying"])
            && self.is(&u[i - 1], &["as"])
            && self.is(&u[i - 2], &["quoted"]);
        if quoted_as {
            first = group_start(u, i - 2);
        } else if passive(u, first, i) {
            return;
        }
        let auxiliary = u[first..i].iter().any(|x| x.class == Class::Auxiliary);
        let bare_participle = form == Form::Participle && !auxiliary && !quoted_as;
        let aside = first > 0 && u[first - 1].class == Class::Subordinator;
        if bare_participle && (!cue.past_is_participle || aside) {
            return;
        }
        let mut infinitive = first > 0 && u[first - 1].class == Class::To;
        if infinitive
            && first >= 3
            && self.is(&u[first - 2], &["on"])
            && self.is(&u[first - 3], &["went", "goes", "go", "gone"])
        {
            // "went on to say" is one cue.
            first = group_start(u, first - 3);
            infinitive = false;
        }
        let before = first.checked_sub(1).map(|b| &u[b]);
        let quote_before = before.is_some_and(|b| b.class == Class::Quote && self.full(b))
            || before.is_some_and(|b| b.class == Class::Comma)
                && first >= 2
                && u[first - 2].class == Class::Quote;
        // Inversion: "…," said Ann Reed.
        let mut inverted = None;
        if first == i
            && matches!(form, Form::Past | Form::Present)
            && (cue.frames.has('q') || cue.frames.has('p'))
            && !(cue.frames.has('x') && !cue.frames.has('b'))
            && before.is_none_or(|b| matches!(b.class, Class::Quote | Class::Comma | Class::Dash))
            && let Some(stop) = inverted_subject(u, end)
            && (stop >= u.len()
                || matches!(
                    u[stop].class,
                    Class::Stop
                        | Class::Comma
                        | Class::Quote
                        | Class::Semicolon
                        | Class::Colon
                        | Class::Preposition
                        | Class::And
                        | Class::But
                        | Class::Dash
                        | Class::Subordinator
                        | Class::Relative
                        | Class::Verb
                ))
            && (quote_before
                || before.is_some_and(|b| b.class == Class::Comma)
                    && subject_left(u, first).is_none_or(|s| s.weak)
                || before.is_none()
                    && u.get(stop).is_some_and(|x| {
                        x.class == Class::Colon
                            || x.class == Class::Comma
                                && u.get(stop + 1).is_some_and(|y| y.class == Class::Quote)
                    }))
        {
            inverted = Some(stop);
        }
        let gerund = form == Form::Gerund && !auxiliary;
        // "a challenging moment" is no cue, "a note saying that" is one.
        let modifies = gerund
            && before.is_some_and(|b| {
                !matches!(
                    b.class,
                    Class::Comma
                        | Class::And
                        | Class::But
                        | Class::Preposition
                        | Class::Subordinator
                        | Class::Dash
                        | Class::Quote
                        | Class::Adverb
                        | Class::Noun
                        | Class::Name
                )
            });
        if modifies && !quoted_as {
            return;
        }
        let hangs = gerund
            && before.is_some_and(|b| matches!(b.class, Class::Noun | Class::Name))
            && first.checked_sub(1).and_then(|b| noun_phrase_left(u, b)) == Some(0);
        let subject = if let Some(stop) = inverted {
            Some((end, stop, None, false))
        } else {
            let direct = match before {
                _ if infinitive || gerund && !quoted_as && !hangs => None,
                Some(b) if matches!(b.class, Class::And | Class::But) => None,
                Some(_) => subject_left(u, first),
                None => None,
            };
            direct
                .or_else(|| subject_shared(u, first, gerund))
                .map(|s| (s.first, s.end, s.antecedent, s.shared))
        };
        let source = subject.map(|(first, end, antecedent, shared)| Source {
            span: cover(u, first, end),
            antecedent: antecedent.map(|(f, e)| cover(u, f, e)),
            shared,
        });
        let nobody = source.is_some_and(|s| {
            matches!(s.span.of(self.text), "it" | "It" | "there" | "There" | "what" | "What")
        });
        let source = source.filter(|_| !nobody);
        let own = subject.is_some_and(|s| !s.3);
        let block_first = match subject {
            Some((f, ..)) if own && inverted.is_none() => f.min(first),
            _ => first,
        };
        let block_end = inverted.unwrap_or(end).max(end);
        let draft = Draft {
            parts: Vec::new(),
            cue: Some(cover(u, first, end)),
            manner: Some(cue.manner),
            source,
            kind: QuotationKind::Indirect,
            shape: Shape::Bare,
            complex: first < i || matches!(form, Form::Gerund | Form::Base | Form::Participle),
            inverted: inverted.is_some(),
            paragraph: sentence.paragraph,
            sentence: span,
            before: self.subject,
        };
        if infinitive
            && !(end < u.len() && matches!(u[end].class, Class::Quote | Class::Colon | Class::Comma))
        {
            return;
        }
        // Words before: a quoted stretch right before the pair.
        if own || inverted.is_some() || subject.is_some() {
            let quote_at = match block_first {
                0 => None,
                b if u[b - 1].class == Class::Quote => Some(b - 1),
                b if b >= 2 && u[b - 1].class == Class::Comma && u[b - 2].class == Class::Quote => {
                    Some(b - 2)
                }
                _ => None,
            };
            if let Some(q) = quote_at
                && (cue.frames.has('q') || cue.frames.has('g') || cue.frames.has('p'))
                && (own || inverted.is_some())
                && (self.unclaimed_quote(&u[q]) || u[q].quote.is_some_and(|(_, p)| p > 0))
                && (self.full(&u[q]) || self.tail_ends(u, block_end))
                && !(q > 0
                    && !self.full(&u[q])
                    && matches!(u[q - 1].class, Class::Determiner | Class::Possessor))
            {
                self.release(&u[q]);
                self.quote_before(draft, u, q, block_end, *done);
                *done = (*done).max(block_end);
                return;
            }
            if cue.frames.has('p')
                && (own || inverted.is_some())
                && source.is_some()
                && block_first > 1
                && u[block_first - 1].class == Class::Comma
                && self.clause_before(draft.clone(), u, block_first, block_end, *done)
            {
                *done = (*done).max(block_end);
                return;
            }
        }
        if inverted.is_some() && block_first > 0 {
            return;
        }
        if let Some(found) = self.content_after(u, block_end, cue) {
            // "the man accused of": no finite verb.
            if bare_participle
                && !matches!(found.shape, Shape::QuoteAfter | Shape::That | Shape::Bare | Shape::Block)
            {
                return;
            }
            let mut draft = draft;
            draft.shape = found.shape;
            if nobody && !matches!(found.shape, Shape::QuoteAfter) {
                return;
            }
            if draft.source.is_none() && !matches!(found.shape, Shape::QuoteAfter | Shape::Block) {
                return;
            }
            if found.shape == Shape::Called && self.names_only(u, &found.ranges) {
                return;
            }
            if let Some((_, e)) = found.ranges.last() {
                *done = (*done).max(*e);
            }
            if found.shape == Shape::Block {
                self.block = Some(Block::Announced(sentence.paragraph, Box::new(draft)));
                return;
            }
            self.push(draft, u, &found.ranges);
        }
    }

    /// `called the boat “Marigold”`: a name given, not words said.
    fn names_only(&self, u: &[Unit], ranges: &[(usize, usize)]) -> bool {
        let mut quotes =
            ranges.iter().flat_map(|(a, b)| &u[*a..*b]).filter(|x| x.class == Class::Quote).peekable();
        quotes.peek().is_some()
            && quotes.all(|x| {
                let words = self.words(x).trim_end_matches([',', '.']);
                words.split_whitespace().count() <= 4
                    && words.split_whitespace().all(|w| w.starts_with(|c: char| !c.is_lowercase()))
            })
    }

    fn owner(&self, stretch: usize, part: usize) -> Option<usize> {
        self.claimed.get(stretch)?.get(part).copied().flatten()
    }

    /// A later paragraph of a stretch that has a cue of its own is a quotation of its own.
    fn release(&mut self, unit: &Unit) {
        let Some((s, p)) = unit.quote else { return };
        if p == 0 {
            return;
        }
        let (Some(owner), Some(stretch)) = (self.owner(s, p), self.marks.stretches.get(s)) else { return };
        let parts = &stretch.parts[p..];
        self.drafts[owner].parts.retain(|x| !parts.contains(x));
        for claim in self.claimed[s].iter_mut().skip(p) {
            *claim = None;
        }
    }

    fn unclaimed_quote(&self, unit: &Unit) -> bool {
        unit.quote.is_some_and(|(s, p)| self.owner(s, p).is_none())
    }

    /// Whether nothing but adverbials stands between `from` and the end or a comma.
    fn tail_ends(&self, u: &[Unit], from: usize) -> bool {
        let j = skip_adverbials(u, from);
        j >= u.len()
            || matches!(
                u[j].class,
                Class::Stop | Class::Comma | Class::Semicolon | Class::Close | Class::Quote
            )
    }

    /// `“…,” she said[, “…”]`.
    fn quote_before(&mut self, mut draft: Draft, u: &[Unit], q: usize, end: usize, done: usize) {
        draft.shape = Shape::QuoteBefore;
        // What stands before the quotation in its sentence may be its own beginning.
        let mut start = q;
        while start > done && u[start - 1].class == Class::Quote {
            start -= 1;
        }
        let lower = !self.capital(&u[start]);
        if lower && start > done && !matches!(u[start - 1].class, Class::Colon | Class::Semicolon) {
            let mut s = done;
            while s < start
                && matches!(
                    u[s].class,
                    Class::Comma | Class::And | Class::But | Class::Stop | Class::Close | Class::Other
                )
            {
                s += 1;
            }
            if s < start && !u[s..start].iter().any(|x| x.cue.is_some()) {
                start = s;
            }
        }
        let mut ranges = vec![(start, q + 1)];
        let mut j = skip_adverbials(u, end);
        if j < u.len() && matches!(u[j].class, Class::Comma | Class::Colon | Class::Dash) {
            j += 1;
        }
        if j < u.len() && u[j].class == Class::Quote && self.unclaimed_quote(&u[j]) {
            let mut e = j + 1;
            while e < u.len() && u[e].class == Class::Quote {
                e += 1;
            }
            ranges.push((j, e));
        }
        self.push(draft, u, &ranges);
    }

    /// `…, she said[, …]` without marks. Says whether it was that.
    fn clause_before(&mut self, mut draft: Draft, u: &[Unit], block: usize, end: usize, done: usize) -> bool {
        let comma = block - 1;
        let mut start = done;
        while start < comma
            && matches!(
                u[start].class,
                Class::Comma
                    | Class::And
                    | Class::But
                    | Class::Stop
                    | Class::Dash
                    | Class::Semicolon
                    | Class::Other
            )
        {
            start += 1;
        }
        let j = skip_adverbials(u, end);
        let tail = u.get(j).map(|x| x.class);
        let split = match tail {
            None | Some(Class::Stop | Class::Semicolon | Class::Close) => false,
            Some(Class::Comma) => true,
            _ => return false,
        };
        if start >= comma
            || matches!(u[start].class, Class::Subordinator | Class::Preposition | Class::To)
                && !has_finite(u, start, comma)
        {
            return false;
        }
        let lower_quote = split && u.get(j + 1).is_some_and(|x| x.class == Class::Quote && !self.capital(x));
        if u[start].class == Class::Subordinator && split && !lower_quote {
            return false;
        }
        if !lower_quote {
            if split && u.get(j + 1).is_some_and(|x| x.class == Class::Quote && self.full(x)) {
                return false;
            }
            let speech = u[start..comma].iter().any(|x| x.class == Class::Quote && self.full(x));
            if !speech && !has_finite(u, start, comma) && !(split && has_finite(u, j + 1, u.len())) {
                return false;
            }
        }
        draft.shape = Shape::ClauseBefore;
        let mut ranges = vec![(start, comma)];
        if split {
            let from = j + 1;
            let next = u.get(from);
            let own = next.is_none_or(|x| {
                matches!(x.class, Class::Relative | Class::Subordinator)
                    || x.cue.is_some_and(|c| c.form == Form::Gerund)
                    || matches!(x.class, Class::And | Class::But) && u[from..].iter().any(|y| y.cue.is_some())
            });
            if !own {
                let to = self.clause_end(u, from);
                if to > from {
                    ranges.push((from, to));
                }
            }
        }
        self.push(draft, u, &ranges);
        true
    }

    /// The content after a cue whose own words end at `from`.
    fn content_after(&self, u: &[Unit], from: usize, cue: Cue) -> Option<Found> {
        let frames = cue.frames;
        let mut j = from;
        let mut hearer = false;
        let mut about = None;
        let quotes = frames.has('q') || frames.has('g');
        while j < u.len() && j < from + 24 {
            match u[j].class {
                Class::Quote => {
                    if !quotes && !frames.has('o') && !frames.has('c') && !frames.has('b') && !frames.has('t')
                    {
                        return None;
                    }
                    if j > from && !matches!(u[j - 1].class, Class::Comma | Class::Colon) && self.title(u, j)
                    {
                        return None;
                    }
                    let ends = j + 1 >= u.len()
                        || matches!(
                            u[j + 1].class,
                            Class::Stop
                                | Class::Comma
                                | Class::Quote
                                | Class::Semicolon
                                | Class::Close
                                | Class::Dash
                        )
                        || self.full(&u[j])
                        || self.capital(&u[j]) && matches!(u[j - 1].class, Class::Comma | Class::Colon);
                    let opened =
                        j == from || matches!(u[j - 1].class, Class::Comma | Class::Colon) || j > from;
                    if quotes
                        && ends
                        && opened
                        && (self.full(&u[j])
                            || self.capital(&u[j]) && matches!(u[j - 1].class, Class::Comma | Class::Colon))
                        && (self.capital(&u[j]) || j + 1 >= u.len() || u[j + 1].class != Class::And)
                    {
                        let mut e = j + 1;
                        let mut ranges = vec![(j, e)];
                        loop {
                            // `“A,” “B” and “C”`.
                            let and = usize::from(
                                u.get(e).is_some_and(|x| matches!(x.class, Class::And | Class::Comma)),
                            );
                            if !u
                                .get(e + and)
                                .is_some_and(|x| x.class == Class::Quote && (and == 0 || self.capital(x)))
                            {
                                break;
                            }
                            ranges.push((e + and, e + and + 1));
                            e += and + 1;
                        }
                        // `replied: “A,” she wrote, “B”`: the nearer pair has it.
                        if self.new_subject(u, e) && !self.words(&u[j]).ends_with('.') {
                            return None;
                        }
                        return Some(Found { ranges, shape: Shape::QuoteAfter });
                    }
                    if j == from || hearer || frames.has('o') {
                        let shape = if frames.has('q') { Shape::QuoteAfter } else { Shape::Object };
                        return Some(Found { ranges: vec![(j, self.clause_end(u, j))], shape });
                    }
                    return None;
                }
                Class::Colon => {
                    if !quotes {
                        return None;
                    }
                    if j + 1 >= u.len() {
                        return Some(Found { ranges: Vec::new(), shape: Shape::Block });
                    }
                    if u[j + 1].class != Class::Quote {
                        return Some(Found {
                            ranges: vec![(j + 1, trim_stop(u, u.len()))],
                            shape: Shape::Bare,
                        });
                    }
                    j += 1;
                }
                Class::That => {
                    return (frames.has('t') || frames.has('x'))
                        .then(|| Found { ranges: vec![(j, self.clause_end(u, j + 1))], shape: Shape::That });
                }
                Class::Question => {
                    return frames.has('w').then(|| Found {
                        ranges: vec![(j, self.clause_end(u, j + 1))],
                        shape: Shape::Question,
                    });
                }
                Class::Subordinator if frames.has('w') && self.is(&u[j], &["if", "when"]) && j == from => {
                    return Some(Found {
                        ranges: vec![(j, self.clause_end(u, j + 1))],
                        shape: Shape::Question,
                    });
                }
                Class::Comma => {
                    let next = u.get(j + 1)?;
                    if next.class == Class::Quote && quotes {
                        j += 1;
                        continue;
                    }
                    // An insertion between commas: "said, according to him, that".
                    let close = (j + 1..u.len().min(j + 14))
                        .find(|k| matches!(u[*k].class, Class::Comma | Class::Quote | Class::Stop))?;
                    if u[close].class == Class::Comma
                        && u.get(close + 1).is_some_and(|x| x.class == Class::That || x.class == Class::Quote)
                    {
                        j = close + 1;
                        continue;
                    }
                    if u[close].class == Class::Quote
                        && quotes
                        && !u[j + 1..close].iter().any(|x| x.cue.is_some())
                        && self.full(&u[close])
                        && u[close - 1].class == Class::Comma
                    {
                        j = close;
                        continue;
                    }
                    break;
                }
                Class::To
                    if u.get(j + 1).is_some_and(|x| {
                        x.class == Class::Verb
                            || x.class == Class::Auxiliary
                            || matches!(x.class, Class::Adverb | Class::Noun)
                                && u.get(j + 2).is_some_and(|y| y.class == Class::Verb)
                    }) =>
                {
                    let fits = frames.has('i') || hearer && (frames.has('X') || frames.has('x'));
                    return fits.then(|| Found {
                        ranges: vec![(j, self.clause_end(u, j + 1))],
                        shape: Shape::Infinitive,
                    });
                }
                Class::Preposition | Class::To => {
                    let e = noun_phrase_right(u, j + 1);
                    if about.is_none()
                        && j == from
                        && self.is(&u[j], &["for", "of", "about", "against", "over", "with"])
                    {
                        about = Some(j);
                    }
                    if e == j + 1 {
                        break;
                    }
                    j = e;
                }
                Class::Adverb | Class::Not => j += 1,
                _ if u[j].time => j += 1,
                Class::Determiner
                | Class::Possessor
                | Class::Subject
                | Class::Object
                | Class::Noun
                | Class::Name
                | Class::Number
                | Class::Adjective => {
                    let e = noun_phrase_right(u, j).max(j + 1);
                    let next = u.get(e).map(|x| x.class);
                    if u[j..e].iter().all(|x| x.time || x.class == Class::Determiner)
                        && next.is_some_and(|c| !matches!(c, Class::Verb | Class::Auxiliary))
                    {
                        j = e;
                        continue;
                    }
                    let clause_end = self.clause_end(u, j);
                    let finite = u[j].class != Class::Object
                        && has_finite(u, e, clause_end)
                        && !matches!(next, Some(Class::That | Class::To | Class::Question));
                    let takes_hearer = frames.has('x') || frames.has('X');
                    if takes_hearer
                        && !hearer
                        && !(frames.has('b')
                            && finite
                            && matches!(next, Some(Class::Verb | Class::Auxiliary | Class::Adverb)))
                    {
                        let opener = (e..u.len().min(e + 10)).find(|k| {
                            matches!(
                                u[*k].class,
                                Class::That
                                    | Class::Quote
                                    | Class::Colon
                                    | Class::Question
                                    | Class::Verb
                                    | Class::Auxiliary
                                    | Class::To
                            )
                        });
                        if opener.is_some() || frames.has('x') && !frames.has('o') {
                            hearer = true;
                            j = e;
                            continue;
                        }
                    }
                    if finite
                        && (frames.has('b')
                            || hearer
                            || frames.has('t')
                                && self.subject_pronoun(&u[j])
                                && matches!(next, Some(Class::Verb | Class::Auxiliary | Class::Adverb)))
                    {
                        return Some(Found { ranges: vec![(j, clause_end)], shape: Shape::Bare });
                    }
                    if frames.has('c') && !hearer {
                        return Some(Found { ranges: vec![(j, clause_end)], shape: Shape::Called });
                    }
                    if frames.has('o') && !hearer {
                        return Some(Found { ranges: vec![(j, clause_end)], shape: Shape::Object });
                    }
                    // A quotation may still follow: "wrote a letter: “…”".
                    if quotes
                        && let Some(k) = (e..u.len().min(e + 16))
                            .find(|k| matches!(u[*k].class, Class::Quote | Class::Colon))
                        && (u[k].class == Class::Colon
                            || self.full(&u[k]) && matches!(u[k - 1].class, Class::Comma))
                        && !u[e..k].iter().any(|x| x.cue.is_some() || x.class == Class::Semicolon)
                    {
                        j = k;
                        continue;
                    }
                    break;
                }
                _ => break,
            }
        }
        let about = about?;
        (frames.has('f') || frames.has('w'))
            .then(|| Found { ranges: vec![(about, self.clause_end(u, about))], shape: Shape::About })
    }

    /// Whether quoted words within a phrase read as the name of a thing: `on the “Harbour Show.”`
    fn title(&self, u: &[Unit], j: usize) -> bool {
        let words = self.words(&u[j]);
        let held = matches!(
            u[j - 1].class,
            Class::Genitive | Class::Determiner | Class::Possessor | Class::Preposition | Class::Adjective
        );
        let small =
            ["of", "the", "a", "an", "and", "in", "on", "to", "for", "with", "from", "or", "at", "by", "is"];
        let capitals = words.split_whitespace().all(|w| {
            small.contains(&w)
                || !w.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_lowercase)
        });
        let count = words.split_whitespace().count();
        held && count < 4 || capitals && count <= 8 && !words.ends_with(['!', '?'])
    }

    fn subject_pronoun(&self, unit: &Unit) -> bool {
        unit.class == Class::Subject && self.is(unit, &["he", "she", "they", "we", "i", "it"])
    }

    /// Where the clause that starts at `from` ends.
    fn clause_end(&self, u: &[Unit], from: usize) -> usize {
        let mut depth = 0;
        let mut j = from;
        while j < u.len() {
            match u[j].class {
                Class::Open => depth += 1,
                Class::Close => {
                    if depth == 0 {
                        return j;
                    }
                    depth -= 1;
                }
                Class::Semicolon => return j,
                Class::Colon if depth == 0 && u.get(j + 1).is_some_and(|x| x.class != Class::Quote) => {
                    return j;
                }
                Class::Comma if depth == 0 && self.breaks(u, j + 1) => return j,
                Class::And | Class::But if depth == 0 && j > from && self.new_cue(u, j + 1) => return j,
                _ => {}
            }
            j += 1;
        }
        trim_stop(u, u.len())
    }

    /// Whether the words after a comma leave the clause.
    fn breaks(&self, u: &[Unit], at: usize) -> bool {
        let Some(next) = u.get(at) else { return true };
        if self.is(next, &["according"]) {
            return true;
        }
        match next.class {
            Class::Verb => next.cue.is_some_and(|c| next.form.unwrap_or(c.form) == Form::Gerund),
            Class::Adverb => {
                u.get(at + 1).is_some_and(|x| x.cue.is_some_and(|c| x.form.unwrap_or(c.form) == Form::Gerund))
            }
            Class::But | Class::And => self.new_cue(u, at + 1) || self.new_subject(u, at + 1),
            Class::Relative => true,
            Class::Subordinator => self.is(next, &["while", "although", "though"]),
            // ", she said": an insertion; the clause before ends there.
            _ => {
                self.new_subject(u, at) && {
                    let e = noun_phrase_right(u, at);
                    let mut v = e;
                    while v < u.len() && matches!(u[v].class, Class::Auxiliary | Class::Adverb) {
                        v += 1;
                    }
                    u.get(v + 1).is_none_or(|x| matches!(x.class, Class::Comma | Class::Stop))
                }
            }
        }
    }

    /// A finite cue without a subject of its own starts at `at`.
    fn new_cue(&self, u: &[Unit], at: usize) -> bool {
        let mut j = at;
        while j < u.len() && matches!(u[j].class, Class::Adverb | Class::Auxiliary | Class::Not) {
            j += 1;
        }
        u.get(j).is_some_and(|x| {
            x.cue.is_some_and(|c| {
                let form = x.form.unwrap_or(c.form);
                matches!(form, Form::Past | Form::Present) && (c.frames.has('q') || c.frames.has('t'))
                    || form == Form::Participle && j > at
            })
        })
    }

    /// A noun phrase and a cue start at `at`.
    fn new_subject(&self, u: &[Unit], at: usize) -> bool {
        if at >= u.len() {
            return false;
        }
        let e = noun_phrase_right(u, at);
        e > at && self.new_cue(u, e) && u.get(e).is_some_and(|x| x.cue.is_none_or(|c| c.frames.has('q')))
    }

    fn according(&mut self, sentence: Sentence, span: Span, u: &[Unit], i: usize) {
        let from = i + 2;
        let mut end = noun_phrase_right(u, from);
        if end == from {
            return;
        }
        let mut draft = Draft {
            parts: Vec::new(),
            cue: Some(cover(u, i, i + 2)),
            manner: Some(Manner::Spoken),
            source: None,
            kind: QuotationKind::Indirect,
            shape: Shape::According,
            complex: false,
            inverted: false,
            paragraph: sentence.paragraph,
            sentence: span,
            before: self.subject,
        };
        let content = if i == 0 || u[i - 1].class != Class::Comma && i <= 1 {
            // In front: the clause after the comma.
            let comma = (end..u.len()).find(|j| u[*j].class == Class::Comma);
            let Some(comma) = comma else { return };
            end = comma;
            (comma + 1, trim_stop(u, u.len()))
        } else {
            if let Some(stop) = inverted_subject(u, from) {
                end = stop;
            }
            let stop = if u[i - 1].class == Class::Comma { i - 1 } else { i };
            let mut start =
                (0..stop).rev().find(|j| matches!(u[*j].class, Class::Semicolon)).map_or(0, |j| j + 1);
            while start < stop
                && matches!(u[start].class, Class::And | Class::But | Class::Comma | Class::Other)
            {
                start += 1;
            }
            (start, stop)
        };
        if content.0 >= content.1 {
            return;
        }
        draft.source = Some(Source { span: cover(u, from, end), antecedent: None, shared: false });
        self.push(draft, u, &[content]);
    }

    /// `Ann Reed: “…”`, `REED: …`, and in a headline `Poll: …`.
    fn colon(&mut self, sentence: Sentence, span: Span, u: &[Unit], i: usize) {
        if i == 0 || i > 8 || u[..i].iter().any(|x| x.cue.is_some()) || noun_phrase_left(u, i - 1) != Some(0)
        {
            return;
        }
        let name = cover(u, 0, i);
        let starts = self.paragraphs.get(sentence.paragraph).is_some_and(|p| p.start() == name.start());
        let words = name.of(self.text);
        let upper = !words.chars().any(char::is_lowercase) && words.chars().any(char::is_alphabetic);
        let draft = Draft {
            parts: Vec::new(),
            cue: Some(u[i].span),
            manner: None,
            source: Some(Source { span: name, antecedent: None, shared: false }),
            kind: QuotationKind::Direct,
            shape: Shape::Colon,
            complex: false,
            inverted: false,
            paragraph: sentence.paragraph,
            sentence: span,
            before: self.subject,
        };
        let Some(next) = u.get(i + 1) else { return };
        if next.class == Class::Quote
            && sentence.paragraph == 0
            && !self.full(u.last().unwrap_or(next))
            && i + 2 < trim_stop(u, u.len())
        {
            // A headline goes on after its marks.
            self.push(draft, u, &[(i + 1, trim_stop(u, u.len()))]);
        } else if next.class == Class::Quote && (self.full(next) || sentence.paragraph == 0) {
            let mut e = i + 2;
            while e < u.len() && u[e].class == Class::Quote {
                e += 1;
            }
            self.push(draft, u, &[(i + 1, e)]);
        } else if upper && starts && i <= 4 && sentence.paragraph > 0 {
            // A transcript: the turn lasts to the end of the paragraph.
            if let Some(paragraph) = self.paragraphs.get(sentence.paragraph) {
                let mut draft = draft;
                draft.parts = vec![Span::new(next.span.start(), paragraph.end())];
                self.drafts.push(draft);
                self.block = Some(Block::Inside(paragraph.end()));
            }
        }
    }

    /// `She then named her terms:` at the end of a paragraph: quoted words that follow are hers.
    fn announcement(&mut self, sentence: Sentence, span: Span, u: &[Unit], i: usize) {
        let Some(source) = self.sentence_subject(u, i) else { return };
        let draft = Draft {
            parts: Vec::new(),
            cue: Some(u[i].span),
            manner: None,
            source: Some(source),
            kind: QuotationKind::Direct,
            shape: Shape::Colon,
            complex: false,
            inverted: false,
            paragraph: sentence.paragraph,
            sentence: span,
            before: self.subject,
        };
        self.block = Some(Block::Announced(sentence.paragraph, Box::new(draft)));
    }

    /// The subject of the last finite verb before unit `before`.
    fn sentence_subject(&self, u: &[Unit], before: usize) -> Option<Source> {
        let verb = (before.saturating_sub(REACH)..before).rev().find(|j| {
            u[*j].class == Class::Verb
                && !matches!(u[*j].form, Some(Form::Gerund | Form::Participle | Form::Base))
        })?;
        let group = group_start(u, verb);
        let subject = subject_left(u, group).or_else(|| subject_shared(u, group, false))?;
        Some(Source {
            span: cover(u, subject.first, subject.end),
            antecedent: subject.antecedent.map(|(f, e)| cover(u, f, e)),
            shared: true,
        })
    }

    /// Quoted stretches that no cue claimed.
    fn unclaimed(&mut self, sentence: Sentence, span: Span, u: &[Unit]) {
        for (i, unit) in u.iter().enumerate() {
            if unit.class != Class::Quote {
                continue;
            }
            let Some((s, p)) = unit.quote else { continue };
            if let Some(draft) = self.owner(s, p) {
                // Words between marks: what follows in this paragraph may carry on.
                if self.full(unit) {
                    self.last = Some(Last { draft, paragraph: sentence.paragraph });
                }
                continue;
            }
            if !self.full(unit) {
                continue;
            }
            let alone = u.iter().all(|x| {
                matches!(x.class, Class::Quote | Class::Stop | Class::Dash | Class::Comma | Class::Other)
            });
            let opens = i == 0;
            if let Some(last) = self.last
                && (alone || opens)
                && last.paragraph <= sentence.paragraph
                && sentence.paragraph - last.paragraph <= 1
            {
                // `“A,” she said. “B.”`: one quotation; in the next paragraph too, when nothing else is in it.
                if last.paragraph == sentence.paragraph || alone {
                    let parts = self.claim(s, last.draft);
                    self.drafts[last.draft].parts.extend(parts);
                    self.last = Some(Last { draft: last.draft, paragraph: sentence.paragraph });
                    continue;
                }
            }
            self.loose(sentence, span, u, i);
        }
    }

    /// A quoted stretch in a sentence that has no cue for it.
    fn loose(&mut self, sentence: Sentence, span: Span, u: &[Unit], i: usize) {
        let words = self.words(&u[i]).split_whitespace().count();
        if words < 4 {
            return;
        }
        // The subject of the sentence, as far as it stands before the stretch.
        let source = self.sentence_subject(u, i);
        let carried = self.last.filter(|l| sentence.paragraph.saturating_sub(l.paragraph) <= 1);
        let source = source.or_else(|| self.drafts[carried?.draft].source);
        let draft = Draft {
            parts: Vec::new(),
            cue: None,
            manner: None,
            source,
            kind: QuotationKind::Direct,
            shape: Shape::Loose,
            complex: false,
            inverted: false,
            paragraph: sentence.paragraph,
            sentence: span,
            before: self.subject,
        };
        if draft.source.is_some() {
            self.push(draft, u, &[(i, i + 1)]);
        }
    }

    /// Turns unit ranges into parts and claims the stretches within.
    fn push(&mut self, mut draft: Draft, u: &[Unit], ranges: &[(usize, usize)]) {
        let number = self.drafts.len();
        let (mut marked, mut plain) = (false, false);
        for (from, to) in ranges {
            let units = &u[*from..*to];
            let only_quotes = units.iter().all(|x| x.class == Class::Quote);
            for unit in units {
                if let Some((s, _)) = unit.quote {
                    marked = true;
                    let parts = self.claim(s, number);
                    if only_quotes {
                        draft.parts.extend(parts);
                    }
                } else {
                    plain = true;
                }
            }
            if !only_quotes && !units.is_empty() {
                draft.parts.push(cover(u, *from, *to));
            }
        }
        if draft.parts.is_empty() {
            // Its words belong to another quotation already.
            return;
        }
        draft.kind = match (marked, plain) {
            (true, false) => QuotationKind::Direct,
            (true, true) => QuotationKind::Mixed,
            _ => QuotationKind::Indirect,
        };
        self.drafts.push(draft);
    }
}

impl Reader<'_> {
    /// Gives the free parts of a stretch to a draft.
    fn claim(&mut self, stretch: usize, draft: usize) -> Vec<Span> {
        let (Some(claims), Some(whole)) = (self.claimed.get_mut(stretch), self.marks.stretches.get(stretch))
        else {
            return Vec::new();
        };
        let mut parts = Vec::new();
        for (claim, span) in claims.iter_mut().zip(&whole.parts) {
            if claim.is_none() {
                *claim = Some(draft);
                parts.push(*span);
            }
        }
        parts
    }
}

/// The bytes from unit `first` to the unit before `end`.
fn cover(u: &[Unit], first: usize, end: usize) -> Span {
    match (u.get(first), u.get(end.max(first + 1) - 1)) {
        (Some(a), Some(b)) => a.span.cover(b.span),
        _ => Span::default(),
    }
}

/// Without the full stop at the end.
fn trim_stop(u: &[Unit], end: usize) -> usize {
    let mut end = end;
    while end > 0 && matches!(u[end - 1].class, Class::Stop | Class::Colon | Class::Semicolon) {
        end -= 1;
    }
    end
}

/// Past adverbs, times and prepositional phrases: `on Monday`, `in a letter to the council`.
fn skip_adverbials(u: &[Unit], from: usize) -> usize {
    let mut j = from;
    while j < u.len() && j < from + 24 {
        match u[j].class {
            Class::Adverb => j += 1,
            _ if u[j].time => j += 1,
            Class::Preposition | Class::To => {
                let e = noun_phrase_right(u, j + 1);
                if e == j + 1 {
                    break;
                }
                j = e;
            }
            // The hearer: "told reporters", "told the Herald".
            Class::Determiner
            | Class::Noun
            | Class::Name
            | Class::Object
            | Class::Possessor
            | Class::Adjective
            | Class::Number => {
                let e = noun_phrase_right(u, j);
                if e == j || e < u.len() && matches!(u[e].class, Class::Verb | Class::Auxiliary) {
                    break;
                }
                j = e;
            }
            _ => break,
        }
    }
    j
}
