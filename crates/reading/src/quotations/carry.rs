//! *Whose are words that no verb of their own introduces?* `according to`, colons, paragraphs announced by the one
//! before, quoted stretches that carry on.

use copydesk_model::{QuotationKind, Span};

use super::attribute::{Block, Last, Reader, cover};
use super::content::trim_stop;
use super::cues::{Form, Manner};
use super::draft::{Draft, Shape, Source};
use super::phrase::{REACH, group_start, has_finite, noun_phrase_left, noun_phrase_right};
use super::senses;
use super::subject::{inverted_subject, subject_left, subject_shared};
use super::units::{Class, Sentence, Unit};

impl Reader<'_> {
    /// What a colon at the end of the paragraph before announced. Says whether the sentence is read with that.
    pub(super) fn in_block(&mut self, sentence: Sentence, span: Span, u: &[Unit]) -> bool {
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

    /// How many units at `i` name a source: `according to`, `in the words of`, `per`.
    pub(super) fn names_source(&self, u: &[Unit], i: usize) -> Option<usize> {
        let follows = i == 0 || u[i - 1].class == Class::Comma;
        let next = |n: usize, words: &[&str]| u.get(i + n).is_some_and(|x| self.is(x, words));
        if self.is(&u[i], &["according"]) && u.get(i + 1).is_some_and(|x| x.class == Class::To) {
            Some(2)
        } else if self.is(&u[i], &["in"]) && next(1, &["the"]) && next(2, &["words"]) && next(3, &["of"]) {
            Some(4)
        } else if follows && self.is(&u[i], &["per"]) && u.get(i + 1).is_some_and(|x| x.class == Class::Name)
        {
            Some(1)
        } else {
            None
        }
    }

    pub(super) fn according(&mut self, sentence: Sentence, span: Span, u: &[Unit], i: usize, words: usize) {
        let from = i + words;
        let mut end = noun_phrase_right(u, from);
        if end == from {
            return;
        }
        let mut draft = Draft {
            cue: Some(cover(u, i, from)),
            manner: Some(Manner::Spoken),
            before: self.subject,
            ..Draft::new(sentence.paragraph, span, QuotationKind::Indirect, Shape::According)
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
    pub(super) fn colon(&mut self, sentence: Sentence, span: Span, u: &[Unit], i: usize) {
        if i == 0 || i > 8 || u[..i].iter().any(|x| x.cue.is_some()) || noun_phrase_left(u, i - 1) != Some(0)
        {
            return;
        }
        let name = cover(u, 0, i);
        let starts = self.paragraphs.get(sentence.paragraph).is_some_and(|p| p.start() == name.start());
        let words = name.of(self.text);
        let upper = !words.chars().any(char::is_lowercase) && words.chars().any(char::is_alphabetic);
        let draft = Draft {
            cue: Some(u[i].span),
            source: Some(Source { span: name, antecedent: None, shared: false }),
            before: self.subject,
            ..Draft::new(sentence.paragraph, span, QuotationKind::Direct, Shape::Colon)
        };
        let Some(next) = u.get(i + 1) else { return };
        let headline = sentence.paragraph == 0 && starts && i <= 5 && next.class != Class::Quote;
        if headline && has_finite(u, i + 1, u.len()) {
            // `Reed: Port will open`.
            let mut draft = draft;
            draft.shape = Shape::Headline;
            self.push(draft, u, &[(i + 1, trim_stop(u, u.len()))]);
        } else if next.class == Class::Quote
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

    /// `“…” — Ann Reed`: a name under the words, and nothing else in the sentence.
    pub(super) fn signature(&mut self, sentence: Sentence, span: Span, u: &[Unit], i: usize) {
        if i == 0
            || u[i - 1].class != Class::Quote
            || !self.unclaimed_quote(&u[i - 1])
            || !self.full(&u[i - 1])
        {
            return;
        }
        let end = trim_stop(u, u.len());
        let stop = (i + 1..end).find(|j| u[*j].class == Class::Comma).unwrap_or(end);
        let quotes = u[..i].iter().rev().take_while(|x| x.class == Class::Quote).count();
        let bare = !u[i + 1..end].iter().any(|x| {
            matches!(
                x.class,
                Class::Verb | Class::Auxiliary | Class::Quote | Class::Subject | Class::Relative
            )
        });
        if stop <= i + 1
            || quotes < i
            || !bare
            || !u[i + 1..stop].iter().any(|x| x.class == Class::Name)
            || noun_phrase_right(u, i + 1) < stop
        {
            return;
        }
        let draft = Draft {
            cue: Some(u[i].span),
            source: Some(Source { span: cover(u, i + 1, stop), antecedent: None, shared: false }),
            ..Draft::new(sentence.paragraph, span, QuotationKind::Direct, Shape::Colon)
        };
        self.push(draft, u, &[(0, i)]);
    }

    /// `She then named her terms:` at the end of a paragraph: quoted words that follow are hers.
    pub(super) fn announcement(&mut self, sentence: Sentence, span: Span, u: &[Unit], i: usize) {
        let Some(source) = Self::sentence_subject(u, i) else { return };
        let draft = Draft {
            cue: Some(u[i].span),
            source: Some(source),
            before: self.subject,
            ..Draft::new(sentence.paragraph, span, QuotationKind::Direct, Shape::Colon)
        };
        self.block = Some(Block::Announced(sentence.paragraph, Box::new(draft)));
    }

    /// The subject of the last finite verb before unit `before`.
    pub(super) fn sentence_subject(u: &[Unit], before: usize) -> Option<Source> {
        let verb = (before.saturating_sub(REACH)..before).rev().find(|j| {
            u[*j].class == Class::Verb
                && !matches!(u[*j].form, Some(Form::Gerund | Form::Participle | Form::Base))
        })?;
        let group = group_start(u, verb);
        let subject = subject_left(u, group).or_else(|| subject_shared(u, group))?;
        Some(Source {
            span: cover(u, subject.first, subject.end),
            antecedent: subject.antecedent.map(|(f, e)| cover(u, f, e)),
            shared: true,
        })
    }

    /// Quoted stretches that no cue claimed.
    pub(super) fn unclaimed(&mut self, sentence: Sentence, span: Span, u: &[Unit]) {
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
            if self.of_noun(sentence, span, u, i) {
                continue;
            }
            // A paragraph of words alone is that of who spoke in the one before: "Reed replied in kind.¶“It rained.”"
            if alone
                && let Some((source, paragraph)) = self.spoke
                && paragraph + 1 == sentence.paragraph
                && self.words(unit).split_whitespace().count() >= 4
            {
                let draft = Draft {
                    source: Some(Source { shared: true, ..source }),
                    before: self.subject,
                    ..Draft::new(sentence.paragraph, span, QuotationKind::Direct, Shape::Loose)
                };
                self.push(draft, u, &[(i, i + 1)]);
                continue;
            }
            self.loose(sentence, span, u, i);
        }
    }

    /// `her remark that, “It rained”`: a noun of saying has the words. Says whether it was that.
    fn of_noun(&mut self, sentence: Sentence, span: Span, u: &[Unit], i: usize) -> bool {
        let mut at = i;
        while at > 0 && matches!(u[at - 1].class, Class::Comma | Class::That | Class::Colon) {
            at -= 1;
        }
        let Some(noun) = at.checked_sub(1).filter(|n| at < i && u[*n].class == Class::Noun) else {
            return false;
        };
        if !senses::noun(u[noun].span.of(self.text)).tells() {
            return false;
        }
        let mut first = noun;
        while first > 0
            && noun - first < 6
            && matches!(u[first - 1].class, Class::Adjective | Class::Noun | Class::Number | Class::Name)
        {
            first -= 1;
        }
        let Some(owner) = first.checked_sub(1) else { return false };
        let source = match u[owner].class {
            Class::Possessor => (owner, owner + 1),
            Class::Genitive => {
                let Some(from) = owner.checked_sub(1).and_then(|last| noun_phrase_left(u, last)) else {
                    return false;
                };
                (from, owner + 1)
            }
            _ => return false,
        };
        let draft = Draft {
            cue: Some(cover(u, first, at)),
            manner: Some(Manner::Spoken),
            source: Some(Source { span: cover(u, source.0, source.1), antecedent: None, shared: false }),
            complex: true,
            before: self.subject,
            ..Draft::new(sentence.paragraph, span, QuotationKind::Direct, Shape::QuoteAfter)
        };
        self.push(draft, u, &[(i, i + 1)]);
        true
    }

    /// A quoted stretch in a sentence that has no cue for it.
    pub(super) fn loose(&mut self, sentence: Sentence, span: Span, u: &[Unit], i: usize) {
        let words = self.words(&u[i]).split_whitespace().count();
        if words < 4 {
            return;
        }
        // The subject of the sentence, as far as it stands before the stretch.
        let source = Self::sentence_subject(u, i);
        let draft = Draft {
            source,
            before: self.subject,
            ..Draft::new(sentence.paragraph, span, QuotationKind::Direct, Shape::Loose)
        };
        if draft.source.is_some() {
            self.push(draft, u, &[(i, i + 1)]);
        }
    }
}
