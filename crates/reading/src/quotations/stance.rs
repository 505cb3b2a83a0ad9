//! *Which verbs that no frame fits tell of words or of a stance all the same?* `welcomed the deal`, `backs the plan`,
//! `is describing as reckless`.
//!
//! After the frames have had their say, every other verb of the sentence with a subject and something after it is a
//! [`Candidate`]: the source is the subject, the content the rest of the clause. A small forest of decision trees
//! ([`super::forest`]) tells how likely that is an attribution, from what the words *are* (class, form, the frames of the
//! lexicon, the kind of name in the subject, distances) and never from which words they are.
//!
//! Left out on purpose: verbs without a subject in the sentence, and whatever lies within other reported words.

use copydesk_language::Name;
use copydesk_model::{EntityKind, QuotationKind, Span};

use super::attribute::{Reader, cover};
use super::cues::{Form, Manner};
use super::draft::{Draft, Shape, Source};
use super::forest;
use super::phrase::{
    Subject, group_start, has_finite, noun_phrase_right, passive, subject_left, subject_shared,
};
use super::units::{Class, Sentence, Unit};

/// How many numbers describe a candidate.
pub(super) const FEATURES: usize = 50;

/// The probability from which on a candidate counts.
const LIKELY: f32 = 0.45;

/// A verb that may introduce words.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The subject.
    pub source: Span,
    /// The verb, and the preposition that leads to the content.
    pub cue: Span,
    /// The rest of the clause.
    pub content: Span,
    /// What it looks like, in numbers.
    pub features: [f32; FEATURES],
}

impl Reader<'_> {
    /// Looks at the verbs of a sentence that gave nothing; `first` is the first draft of the sentence.
    pub(super) fn stances(&mut self, sentence: Sentence, span: Span, u: &[Unit], first: usize, done: usize) {
        for i in done..u.len() {
            if u[i].class != Class::Verb || self.taken(first, u[i].span) {
                continue;
            }
            let Some((candidate, source, range)) = self.candidate(sentence, u, i, first) else { continue };
            let likely = forest::probability(&candidate.features);
            if let Some(candidates) = &mut self.candidates {
                candidates.push(candidate.clone());
            }
            if likely < LIKELY {
                continue;
            }
            let draft = Draft {
                parts: Vec::new(),
                cue: Some(candidate.cue),
                manner: Some(u[i].cue.map_or(Manner::Spoken, |c| c.manner)),
                source: Some(source),
                kind: QuotationKind::Indirect,
                shape: Shape::Stance((likely * 100.0) as u8),
                complex: true,
                paragraph: sentence.paragraph,
                sentence: span,
                before: self.subject,
            };
            self.push(draft, u, &[range]);
        }
    }

    /// Whether a draft of the sentence has the span among its content, or as its cue.
    fn taken(&self, first: usize, span: Span) -> bool {
        self.drafts
            .get(first..)
            .unwrap_or_default()
            .iter()
            .any(|d| d.parts.iter().any(|p| p.overlaps(span)) || d.cue.is_some_and(|c| c.overlaps(span)))
    }

    fn candidate(
        &self,
        sentence: Sentence,
        u: &[Unit],
        i: usize,
        first: usize,
    ) -> Option<(Candidate, Source, (usize, usize))> {
        let group = group_start(u, i);
        let form = u[i].form;
        let auxiliary = u[group..i].iter().any(|x| x.class == Class::Auxiliary);
        if passive(u, group, i) || form == Some(Form::Participle) && !auxiliary {
            return None;
        }
        let infinitive = group > 0 && u[group - 1].class == Class::To;
        let gerund = form == Some(Form::Gerund) && !auxiliary;
        let own = (!infinitive && !gerund && group > 0).then(|| subject_left(u, group)).flatten();
        let subject: Subject = own.or_else(|| subject_shared(u, group))?;
        if subject.end > group && !subject.shared {
            return None;
        }
        // Past adverbs and particles to the content; a preposition that leads to it is the cue's.
        let mut from = i + 1 + usize::from(u[i].cue.is_some_and(|c| c.particle.is_some()));
        let mut cue_end = from;
        let mut led = false;
        while u.get(from).is_some_and(|x| x.class == Class::Adverb) {
            from += 1;
        }
        let mut hearer = 0;
        if let Some(next) = u.get(from) {
            if next.class == Class::Preposition {
                from += 1;
                cue_end = from;
                led = true;
            } else if matches!(
                next.class,
                Class::Determiner
                    | Class::Possessor
                    | Class::Object
                    | Class::Name
                    | Class::Noun
                    | Class::Adjective
            ) {
                // "warned officials to", "told the town that", "asked her about".
                let end = noun_phrase_right(u, from);
                let opens = u.get(end).is_some_and(|x| {
                    matches!(x.class, Class::That | Class::Question)
                        || x.class == Class::To
                            && u.get(end + 1)
                                .is_some_and(|y| matches!(y.class, Class::Verb | Class::Auxiliary))
                });
                if opens && end > from {
                    hearer = end - from;
                    from = end;
                }
            }
        }
        let start = u.get(from)?;
        if matches!(
            start.class,
            Class::Stop
                | Class::Comma
                | Class::Semicolon
                | Class::Close
                | Class::And
                | Class::But
                | Class::Colon
                // Words between marks had their chance; what is left is a title or a name.
                | Class::Quote
        ) {
            return None;
        }
        let plain = !matches!(start.class, Class::That | Class::Question | Class::Subject);
        let end = if plain { self.phrase_end(u, from) } else { self.clause_end(u, from) };
        if end <= from {
            return None;
        }
        // A name between marks: "called the boat “Marigold”".
        if u[from..end].iter().any(|x| x.class == Class::Quote && x.name) {
            return None;
        }
        let content = cover(u, from, end);
        let source_span = cover(u, subject.first, subject.end);
        if self.taken(first, content)
            || self.taken(first, u[i].span)
            || u[from..end].iter().any(|x| x.quote.is_some_and(|(s, p)| self.owner(s, p).is_some()))
        {
            return None;
        }
        let cue = cover(u, group, cue_end);
        let mut features = [0.0; FEATURES];
        let mut at = 0;
        let mut put = |value: f32| {
            if let Some(slot) = features.get_mut(at) {
                *slot = value;
            }
            at += 1;
        };
        let flag = |b: bool| f32::from(u8::from(b));
        let class = |j: Option<usize>| j.and_then(|j| u.get(j)).map_or(-1.0, |x| f32::from(x.class as u8));
        let lexical = u[i].cue;
        put(flag(lexical.is_some()));
        for letter in "qptbwixXocfgd".chars() {
            put(flag(lexical.is_some_and(|c| c.frames.has(letter))));
        }
        put(flag(lexical.is_some_and(|c| c.manner == Manner::Thought)));
        put(flag(lexical.is_some_and(|c| c.manner == Manner::Written)));
        put(form.map_or(-1.0, |f| f32::from(f as u8)));
        put(flag(auxiliary));
        put(flag(u[group..i].iter().any(|x| x.be)));
        put(flag(u[group..i].iter().any(|x| x.class == Class::Not)));
        put(flag(infinitive));
        put(flag(gerund));
        put(flag(subject.shared));
        put(flag(subject.antecedent.is_some()));
        put(class(Some(subject.first)));
        put(class(subject.end.checked_sub(1)));
        put((subject.end - subject.first) as f32);
        let words = subject.antecedent.map_or(source_span, |(f, e)| cover(u, f, e));
        for kind in [EntityKind::Person, EntityKind::Organisation, EntityKind::Place] {
            put(flag(self.named(words, kind)));
        }
        put(group.saturating_sub(subject.end) as f32);
        put(flag(u[subject.first..subject.end.min(u.len())].iter().any(|x| x.time)));
        put(class(Some(i + 1)));
        put(class(Some(i + 2)));
        put(class(Some(from)));
        put(class(Some(from + 1)));
        put((end - from) as f32);
        put(content.len() as f32);
        put(flag(has_finite(u, from, end)));
        put(flag(u[from..end].iter().any(|x| x.class == Class::Quote)));
        put(flag(end + 1 >= u.len()));
        put(hearer as f32);
        put(flag(led));
        put(flag(led && self.is(&u[from - 1], &["about", "for", "of", "against", "over", "on"])));
        put(class(group.checked_sub(1)));
        put((self.drafts.len() - first) as f32);
        put(i as f32);
        put(u.len() as f32);
        put(flag(sentence.paragraph == 0));
        put(flag(u.iter().any(|x| x.class == Class::Quote)));
        put(flag(u[i].time));
        put(flag(self.named(content, EntityKind::Person)));
        let source = Source {
            span: source_span,
            antecedent: subject.antecedent.map(|(f, e)| cover(u, f, e)),
            shared: subject.shared,
        };
        Some((Candidate { source: source_span, cue, content, features }, source, (from, end)))
    }

    /// Whether a name of that kind stands in a span.
    fn named(&self, span: Span, kind: EntityKind) -> bool {
        let from = self.names.partition_point(|n: &Name| n.span.end() <= span.start());
        self.names[from..].iter().take_while(|n| n.span.start() < span.end()).any(|n| n.kind == kind)
    }
}
