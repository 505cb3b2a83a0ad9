//! *Which words does this sentence put in whose mouth?*
//!
//! For each cue of a sentence: its subject, to the left or inverted; then whether the words stand before the pair
//! (`…, she said`), around it (`…, she said, …`) or after it (`she said that …`), in the shapes that the cue's frames
//! license. Quoted stretches that no cue claims are given to whoever spoke before them, if they read as speech.

use copydesk_language::{Analysis, Name};
use copydesk_model::{QuotationKind, Span};

use super::cues::{Cue, Form, Manner};
use super::draft::{Draft, Shape, Source};
use super::marks::Marks;
use super::phrase::{REACH, group_start, noun_phrase_left, noun_phrase_right, passive};
use super::stance::Rows;
use super::subject::{inverted_subject, subject_left, subject_shared};
use super::units::{Class, Sentence, Unit, Units};

/// All drafts of a text, in no order.
pub(super) fn drafts(
    text: &str,
    analysis: &Analysis,
    marks: &Marks,
    units: &Units,
    rows: Option<&mut Rows>,
) -> Vec<Draft> {
    let mut reader = Reader {
        text,
        paragraphs: &analysis.paragraphs,
        names: &analysis.names,
        rows,
        marks,
        drafts: Vec::new(),
        claimed: marks.stretches.iter().map(|s| vec![None; s.parts.len()]).collect(),
        last: None,
        subject: None,
        inverted: None,
        spoke: None,
        block: None,
    };
    for sentence in &units.sentences {
        reader.sentence(*sentence, &units.all[sentence.first..sentence.end]);
    }
    reader.drafts
}

pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) paragraphs: &'t [Span],
    pub(super) names: &'t [Name],
    /// Keeps what was looked at, for those who fit the forests.
    pub(super) rows: Option<&'t mut Rows>,
    pub(super) marks: &'t Marks,
    pub(super) drafts: Vec<Draft>,
    /// The draft that each part of each stretch belongs to.
    pub(super) claimed: Vec<Vec<Option<usize>>>,
    /// The last draft with words between marks, and where its sentence ended.
    pub(super) last: Option<Last>,
    /// The subject of the last sentence that had one other than a pronoun.
    pub(super) subject: Option<Span>,
    /// Who spoke last, and in which paragraph.
    pub(super) spoke: Option<(Source, usize)>,
    /// The subject that stood behind its verb last in this sentence.
    pub(super) inverted: Option<(usize, usize)>,
    /// A cue with a colon at the end of its paragraph: the next paragraph is its content.
    pub(super) block: Option<Block>,
}

/// Words without marks that a colon announces.
pub(super) enum Block {
    /// A paragraph that ended with a colon, and the draft that waits for the next.
    Announced(usize, Box<Draft>),
    /// Up to this byte.
    Inside(usize),
}

#[derive(Clone, Copy)]
pub(super) struct Last {
    pub(super) draft: usize,
    pub(super) paragraph: usize,
}

/// What a cue licenses after it, as unit ranges.
pub(super) struct Found {
    pub(super) ranges: Vec<(usize, usize)>,
    pub(super) shape: Shape,
}

impl Reader<'_> {
    pub(super) fn is(&self, unit: &Unit, words: &[&str]) -> bool {
        let text = unit.span.of(self.text);
        words.iter().any(|w| w.eq_ignore_ascii_case(text))
    }

    /// The words of a quoted unit, marks excluded.
    pub(super) fn words(&self, unit: &Unit) -> &str {
        unit.quote
            .and_then(|(s, p)| self.marks.stretches.get(s)?.parts.get(p))
            .map_or("", |span| span.of(self.text))
    }

    /// Whether quoted words read as an utterance rather than as a name or a scrap.
    pub(super) fn full(&self, unit: &Unit) -> bool {
        let words = self.words(unit);
        let ends = words.ends_with([',', '.', '?', '!', '…', '—', '–', '-']);
        let count = words.split_whitespace().count();
        let capital = words.starts_with(|c: char| c.is_uppercase());
        (ends && count >= 2) || count >= 6 || (ends && capital)
    }

    pub(super) fn capital(&self, unit: &Unit) -> bool {
        self.words(unit).trim_start_matches(['[', '…', '.', ' ']).starts_with(|c: char| !c.is_lowercase())
    }

    pub(super) fn sentence(&mut self, sentence: Sentence, u: &[Unit]) {
        let span = u[0].span.cover(u[u.len() - 1].span);
        if self.in_block(sentence, span, u) {
            return;
        }
        let dateline = self.dateline(sentence, u);
        let mut done = dateline;
        let first = self.drafts.len();
        self.inverted = None;
        let mut i = done;
        while i < u.len() {
            if matches!(&self.block, Some(Block::Inside(end)) if u[i].span.start() < *end) {
                return;
            }
            if let Some(cue) = u[i].cue {
                self.cue(sentence, span, u, i, cue, &mut done);
            } else if let Some(words) = self.names_source(u, i) {
                self.according(sentence, span, u, i, words);
            } else if u[i].class == Class::Dash {
                self.signature(sentence, span, u, i);
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
        self.stances(sentence, span, u, first, dateline);
        self.remember_subject(u);
    }

    /// `The fire is believed to have started at sea`: words without a source, or with one after "by".
    fn passive(&mut self, sentence: Sentence, span: Span, u: &[Unit], first: usize, verb: usize, cue: Cue) {
        let end = verb + 1;
        let draft = Draft {
            cue: Some(cover(u, first, end)),
            manner: Some(cue.manner),
            complex: true,
            ..Draft::new(sentence.paragraph, span, QuotationKind::Indirect, Shape::Passive)
        };
        // "It was announced on Monday that …".
        let told = super::before::skip_adverbials(u, end);
        if u.get(told).is_some_and(|x| x.class == Class::That)
            && (cue.frames.has('t') || cue.frames.has('b'))
            && !cue.frames.has('x')
            && told > end
        {
            let ranges = [(told, self.clause_end(u, told + 1))];
            self.push(draft, u, &ranges);
            return;
        }
        let Some(next) = u.get(end) else { return };
        let opinion = cue.frames.has('b') || cue.frames.has('t');
        if !opinion || cue.frames.has('x') {
            return;
        }
        let mut ranges = Vec::new();
        match next.class {
            Class::To
                if u.get(end + 1).is_some_and(|x| matches!(x.class, Class::Verb | Class::Auxiliary)) =>
            {
                let Some(subject) = subject_left(u, first) else { return };
                let to = self.clause_end(u, end);
                ranges.push((subject.first, subject.end));
                ranges.push((end, self.ending(u, end, to, Shape::Passive, cover(u, first, end))));
            }
            Class::That => {
                let to = self.clause_end(u, end + 1);
                ranges.push((end, self.ending(u, end, to, Shape::Passive, cover(u, first, end))));
            }
            _ => return,
        }
        self.push(draft, u, &ranges);
    }

    /// Where the clause of a cue ends at the latest, when it is subordinate.
    pub(super) fn scope(&self, u: &[Unit], block: usize, cue_end: usize) -> usize {
        let fronted = block > 0
            && u[block - 1].class == Class::Subordinator
            && u[..block].iter().all(|x| {
                !matches!(x.class, Class::Verb | Class::Auxiliary | Class::Quote) && x.class != Class::Comma
            });
        let aside = block > 0 && u[block].class == Class::Relative && u[block - 1].class == Class::Comma;
        if !fronted && !aside {
            return u.len();
        }
        (cue_end + 1..u.len())
            .find(|j| {
                u[*j].class == Class::Comma
                    && (aside && u.get(j + 1).is_some_and(|x| {
                        matches!(x.class, Class::Verb | Class::Auxiliary | Class::Adverb | Class::Not)
                    }) || fronted && Self::starts_clause(u, j + 1))
                    // `… “…,” she left`: the comma within marks.
                    || fronted && u[*j].class == Class::Quote && self.words(&u[*j]).ends_with(',') && Self::starts_clause(u, j + 1)
            })
            .map_or(u.len(), |j| if u[j].class == Class::Quote { j + 1 } else { j })
    }

    /// A noun phrase and a finite verb start at `at`.
    pub(super) fn starts_clause(u: &[Unit], at: usize) -> bool {
        if at >= u.len() {
            return false;
        }
        let mut e = noun_phrase_right(u, at);
        if e == at {
            return false;
        }
        while e < u.len() && matches!(u[e].class, Class::Adverb) {
            e += 1;
        }
        u.get(e).is_some_and(|x| {
            x.class == Class::Auxiliary
                || x.class == Class::Verb
                    && !matches!(x.form, Some(Form::Gerund | Form::Participle | Form::Base))
        })
    }

    /// Where the text starts after `PORT AVERLIN (Coastal Wire) –`.
    fn dateline(&self, sentence: Sentence, u: &[Unit]) -> usize {
        let first = u.first().is_some_and(|x| {
            self.paragraphs.get(sentence.paragraph).is_some_and(|p| p.start() == x.span.start())
        });
        let dash = u.iter().take(18).position(|x| x.class == Class::Dash);
        match dash {
            Some(dash)
                if first
                    && dash > 0
                    && u[..dash]
                        .iter()
                        .all(|x| !matches!(x.class, Class::Verb | Class::Auxiliary | Class::Subject))
                    && (u[dash - 1].class == Class::Close
                        || u[0].span.of(self.text).chars().all(|c| !c.is_lowercase())
                            && u[0].span.len() > 2) =>
            {
                dash + 1
            }
            _ => 0,
        }
    }

    /// Keeps the subject of the sentence for pronouns in the next.
    pub(super) fn remember_subject(&mut self, u: &[Unit]) {
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

    /// One cue: subject, place of the content, content.
    pub(super) fn cue(
        &mut self,
        sentence: Sentence,
        span: Span,
        u: &[Unit],
        i: usize,
        cue: Cue,
        done: &mut usize,
    ) {
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
            self.passive(sentence, span, u, first, i, cue);
            return;
        }
        let auxiliary = u[first..i].iter().any(|x| x.class == Class::Auxiliary);
        let bare_participle = form == Form::Participle && !auxiliary && !quoted_as;
        let aside = first > 0 && u[first - 1].class == Class::Subordinator;
        let put = bare_participle
            || first == i
                && form == Form::Past
                && first.checked_sub(1).is_none_or(|b| u[b].class == Class::Subordinator);
        if put && self.asked(sentence, span, u, first, i, cue) {
            return;
        }
        if bare_participle && aside && self.as_told(sentence, span, u, first, i, cue) {
            return;
        }
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
        let invertible = first == i
            && matches!(form, Form::Past | Form::Present)
            && (cue.frames.has('q') || cue.frames.has('p'))
            // "told Reed" has a hearer after it.
            && (!cue.frames.has('x') || cue.frames.has('b') || before.is_some_and(|b| b.class == Class::Quote));
        if invertible
            && before.is_none_or(|b| matches!(b.class, Class::Quote | Class::Comma | Class::Dash))
            && let Some(stop) = inverted_subject(u, end)
            && (quote_before
                || stop >= u.len()
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
        // "with Reed arguing that …".
        let absolute = gerund
            && before.is_some_and(|b| matches!(b.class, Class::Noun | Class::Name | Class::Number))
            && first
                .checked_sub(1)
                .and_then(|b| noun_phrase_left(u, b))
                .and_then(|start| start.checked_sub(1))
                .is_some_and(|with| self.is(&u[with], &["with"]));
        let hangs = absolute
            || gerund
                && before.is_some_and(|b| matches!(b.class, Class::Noun | Class::Name))
                && (cue.lemma == "read"
                    || first.checked_sub(1).and_then(|b| noun_phrase_left(u, b)) == Some(0));
        let subject = if let Some(stop) = inverted {
            Some((end, stop, None, false))
        } else {
            let direct = match before {
                _ if infinitive || gerund && !quoted_as && !hangs => None,
                Some(b) if matches!(b.class, Class::And | Class::But) => None,
                Some(_) => subject_left(u, first),
                None => None,
            };
            // "…," said Ann Reed, adding that …
            let inverted = self
                .inverted
                .filter(|_| gerund || infinitive || !own_place(before))
                .map(|(f, e)| (f, e, None, true));
            direct
                .map(|s| (s.first, s.end, s.antecedent, s.shared))
                .or(inverted)
                .or_else(|| subject_shared(u, first).map(|s| (s.first, s.end, s.antecedent, s.shared)))
        };
        if let Some(stop) = inverted {
            self.inverted = Some((end, stop));
        }
        let source = subject.map(|(first, end, antecedent, shared)| Source {
            span: cover(u, first, end),
            antecedent: antecedent.map(|(f, e)| cover(u, f, e)),
            shared,
        });
        let nobody =
            source.is_some_and(|s| matches!(s.span.of(self.text), "there" | "There" | "what" | "What"));
        let source = source.filter(|_| !nobody);
        let own = subject.is_some_and(|s| !s.3);
        let block_first = match subject {
            Some((f, ..)) if own && inverted.is_none() => f.min(first),
            _ => first,
        };
        let block_end = inverted.unwrap_or(end).max(end);
        let draft = Draft {
            cue: Some(cover(u, first, end)),
            manner: Some(cue.manner),
            source,
            complex: first < i || matches!(form, Form::Gerund | Form::Base | Form::Participle),
            before: self.subject,
            ..Draft::new(sentence.paragraph, span, QuotationKind::Indirect, Shape::Bare)
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
                && (self.full(&u[q]) || Self::tail_ends(u, block_end))
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
                && self.clause_before(
                    draft.clone(),
                    u,
                    block_first,
                    block_end,
                    *done,
                    self.dateline(sentence, u),
                )
            {
                *done = (*done).max(block_end);
                return;
            }
        }
        if inverted.is_some() && block_first > 0 {
            return;
        }
        let told = cue.frames.has('q') || cue.frames.has('p') || cue.frames.has('t');
        if own
            && inverted.is_none()
            && told
            && self.as_clause(&draft, u, (block_first, block_end), self.dateline(sentence, u), done)
        {
            return;
        }
        // `a plan that critics said would fail`: the relative word is part of the content.
        if own
            && let Some((f, ..)) = subject
            && f > 0
            && inverted.is_none()
            && matches!(u[f - 1].class, Class::Relative | Class::That)
            && (cue.frames.has('b') || cue.frames.has('p'))
            && u.get(end).is_some_and(|x| {
                x.class == Class::Auxiliary
                    || x.class == Class::Verb && matches!(x.form, Some(Form::Past | Form::Present))
            })
        {
            let to = self.clause_end(u, end);
            let to = self.ending(u, end, to, Shape::Relative, cover(u, first, end));
            let mut draft = draft;
            draft.shape = Shape::Relative;
            self.push(draft, u, &[(f - 1, f), (end, to)]);
            *done = (*done).max(to);
            return;
        }
        // A clause within the sentence ends at its comma: "When she said …, he left", "Reed, who said …, left".
        let scope = self.scope(u, block_first, end);
        if let Some(mut found) = self.content_after(&u[..scope], block_end, cue) {
            // "the man accused of": no finite verb.
            if bare_participle
                && !matches!(found.shape, Shape::QuoteAfter | Shape::That | Shape::Bare | Shape::Block)
                && !(own && Self::must_be_finite(u, first, found.ranges.last().map_or(end, |r| r.1), scope))
            {
                return;
            }
            let mut draft = draft;
            draft.shape = found.shape;
            if found.shape == Shape::About
                && let Some((from, _)) = found.ranges.first_mut()
            {
                // The preposition that leads to the words is the cue's.
                *from += 1;
                draft.cue = Some(cover(u, first, *from));
            }
            if nobody && !matches!(found.shape, Shape::QuoteAfter) {
                return;
            }
            if draft.source.is_none() {
                return;
            }
            if found.shape == Shape::Called && self.names_only(u, &found.ranges) {
                return;
            }
            if let Some((from, to)) = found.ranges.last_mut()
                && !matches!(found.shape, Shape::QuoteAfter | Shape::Block)
                && u.get(*from..*to).is_some_and(|x| x.iter().any(|x| x.class != Class::Quote))
            {
                *to = self.ending(&u[..scope], *from, *to, found.shape, cover(u, first, end));
            }
            if found.shape == Shape::Block {
                self.block = Some(Block::Announced(sentence.paragraph, Box::new(draft)));
                return;
            }
            if let Some((_, e)) = found.ranges.last() {
                *done = (*done).max(*e);
            }
            self.push(draft, u, &found.ranges);
        } else if own
            && let Some((f, ..)) = subject
            && f > 0
            && u[f - 1].class == Class::Relative
            && !self.is(&u[f - 1], &["whose"])
            && (cue.frames.has('o') || cue.frames.has('t'))
            && u.get(block_end).is_none_or(|x| {
                matches!(
                    x.class,
                    Class::Comma | Class::Stop | Class::Preposition | Class::Adverb | Class::Subordinator
                )
            })
        {
            // `a plan which critics condemned`.
            let mut draft = draft;
            draft.shape = Shape::Relative;
            self.push(draft, u, &[(f - 1, f)]);
        }
    }

    /// `called the boat “Marigold”`: a name given, not words said.
    pub(super) fn names_only(&self, u: &[Unit], ranges: &[(usize, usize)]) -> bool {
        let mut quotes =
            ranges.iter().flat_map(|(a, b)| &u[*a..*b]).filter(|x| x.class == Class::Quote).peekable();
        quotes.peek().is_some()
            && quotes.all(|x| {
                let words = self.words(x).trim_end_matches([',', '.']);
                words.split_whitespace().count() <= 4
                    && words.split_whitespace().all(|w| w.starts_with(|c: char| !c.is_lowercase()))
            })
    }

    pub(super) fn owner(&self, stretch: usize, part: usize) -> Option<usize> {
        self.claimed.get(stretch)?.get(part).copied().flatten()
    }

    /// A later paragraph of a stretch that has a cue of its own is a quotation of its own.
    pub(super) fn release(&mut self, unit: &Unit) {
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

    pub(super) fn unclaimed_quote(&self, unit: &Unit) -> bool {
        unit.quote.is_some_and(|(s, p)| self.owner(s, p).is_none())
    }

    /// Turns unit ranges into parts and claims the stretches within.
    pub(super) fn push(&mut self, mut draft: Draft, u: &[Unit], ranges: &[(usize, usize)]) {
        let number = self.drafts.len();
        let (mut marked, mut plain) = (false, false);
        for (from, to) in ranges {
            // A range can be empty: "said:." has nothing behind its colon.
            let Some(units) = u.get(*from..*to) else { continue };
            let only_quotes = units.iter().all(|x| x.class == Class::Quote);
            for unit in units {
                if let Some((s, _)) = unit.quote {
                    // A title within reported words does not make them the speaker's own.
                    let own = only_quotes || !self.capitals(unit);
                    marked |= own;
                    plain |= !own;
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
        if let Some(source) = draft.source.filter(|_| draft.manner.is_some_and(|m| m != Manner::Thought)) {
            self.spoke = Some((source, draft.paragraph));
        }
        self.drafts.push(draft);
    }
}

impl Reader<'_> {
    /// Gives the free parts of a stretch to a draft.
    pub(super) fn claim(&mut self, stretch: usize, draft: usize) -> Vec<Span> {
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
pub(super) fn cover(u: &[Unit], first: usize, end: usize) -> Span {
    match (u.get(first), u.get(end.max(first + 1) - 1)) {
        (Some(a), Some(b)) => a.span.cover(b.span),
        _ => Span::default(),
    }
}

/// Whether a verb behind this unit has its subject there rather than sharing another.
fn own_place(before: Option<&Unit>) -> bool {
    before.is_none_or(|b| !matches!(b.class, Class::And | Class::But | Class::Comma))
}
