//! *Which words that no frame fits tell of somebody's words or stance all the same?* `welcomed the deal`, `her claim
//! that …`, `filed a motion to …`, `is confident that …`, `was criticised by the mayor for …`.
//!
//! After the frames have had their say, every verb, noun and adjective of the sentence that is left and stands in one of a
//! few constructions ([`Build`]) is a [`Candidate`] with its source, cue and content. A small forest of decision trees
//! ([`super::forest`]) tells how likely that is an attribution, from what the words *are* (class, form, class of meaning,
//! the frames of the lexicon, the kind of name in the subject, distances) and never from which words they are. The
//! likeliest come first; what overlaps one that was taken is passed by.
//!
//! Left out on purpose: cues without a source and without "that", and whatever lies within other reported words.

use copydesk_language::Name;
use copydesk_model::{EntityKind, QuotationKind, Span};

use super::attribute::{Reader, cover};
use super::cues::{Form, Manner};
use super::draft::{Draft, Shape, Source};
use super::ending::Place;
use super::forest;
use super::phrase::{group_start, has_finite, noun_phrase_left, noun_phrase_right, passive};
use super::senses::{self, MOST, Senses};
use super::subject::{Subject, subject_left, subject_shared};
use super::units::{Class, Sentence, Unit};

/// How many numbers describe a candidate.
pub(super) const FEATURES: usize = 90;

/// The probability from which on a candidate counts.
const LIKELY: f32 = 0.41;

/// How cue and content are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Build {
    /// `welcomed the deal`, `continues to doubt it`.
    Object,
    /// `commented on the deal`.
    Led,
    /// `reminded the town that …`.
    Hearer,
    /// `filed a motion to …`, `voiced support for …`.
    Light,
    /// `is confident that …`.
    Adjective,
    /// `her claim that …`.
    Noun,
    /// `… was criticised by the mayor`.
    Passive,
}

/// A cue that may introduce words.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Who, if the sentence says it.
    pub source: Option<Span>,
    /// The cue, with the preposition that leads to the content.
    pub cue: Span,
    /// The content, in its parts.
    pub content: Vec<Span>,
    /// What it looks like, in numbers.
    pub features: [f32; FEATURES],
}

/// What those who fit the forests need to see.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// All candidates.
    pub candidates: Vec<Candidate>,
    /// For each content, the places where it may end.
    pub places: Vec<Vec<Place>>,
}

/// A candidate in units of its sentence.
#[derive(Clone, Debug)]
struct Found {
    build: Build,
    /// The word that matters most: verb, noun or adjective.
    head: usize,
    /// The noun of a [`Build::Light`].
    noun: Option<usize>,
    cue: (usize, usize),
    subject: Option<Subject>,
    /// Stands before the rest of the content.
    front: Option<(usize, usize)>,
    content: (usize, usize),
}

impl Reader<'_> {
    /// Looks at what the frames left of a sentence; `first` is the first draft of the sentence.
    pub(super) fn stances(&mut self, sentence: Sentence, span: Span, u: &[Unit], first: usize, done: usize) {
        let mut found = Vec::new();
        for i in done..u.len() {
            match u[i].class {
                Class::Verb if !self.taken(first, u[i].span) => self.verb_candidates(u, i, &mut found),
                Class::Adjective if !self.taken(first, u[i].span) => {
                    self.adjective_candidates(u, i, &mut found);
                }
                Class::Noun if !self.taken(first, u[i].span) => self.noun_candidates(u, i, &mut found),
                _ => {}
            }
        }
        let mut judged = Vec::new();
        for candidate in found {
            let (from, end) = candidate.content;
            let content = cover(u, from, end);
            let cue = cover(u, candidate.cue.0, candidate.cue.1);
            if end <= from
                || self.taken(first, content)
                || self.taken(first, cue)
                || u[from..end].iter().any(|x| {
                    x.class == Class::Quote && x.name
                        || x.quote.is_some_and(|(s, p)| self.owner(s, p).is_some())
                })
            {
                continue;
            }
            let features = self.features(sentence, u, &candidate, first);
            let likely = forest::STANCE.probability_above(&features, LIKELY);
            if self.rows.is_some() {
                let to = self.ending(u, from, end, Shape::Stance(0), cue);
                let parts = candidate.front.iter().map(|(a, b)| cover(u, *a, *b)).chain([cover(u, from, to)]);
                let row = Candidate {
                    source: candidate.subject.map(|s| cover(u, s.first, s.end)),
                    cue,
                    content: parts.collect(),
                    features,
                };
                if let Some(rows) = &mut self.rows {
                    rows.candidates.push(row);
                }
            }
            if let Some(likely) = likely {
                judged.push((likely, candidate));
            }
        }
        judged.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (likely, candidate) in judged {
            let (from, end) = candidate.content;
            let cue = cover(u, candidate.cue.0, candidate.cue.1);
            if self.taken(first, cover(u, from, end)) || self.taken(first, cue) {
                continue;
            }
            let to = self.ending(u, from, end, Shape::Stance(0), cue);
            let draft = Draft {
                parts: Vec::new(),
                cue: Some(cue),
                manner: Some(u[candidate.head].cue.map_or(Manner::Spoken, |c| c.manner)),
                source: candidate.subject.map(|s| Source {
                    span: cover(u, s.first, s.end),
                    antecedent: s.antecedent.map(|(f, e)| cover(u, f, e)),
                    shared: s.shared,
                }),
                kind: QuotationKind::Indirect,
                shape: Shape::Stance((likely * 100.0) as u8),
                complex: true,
                paragraph: sentence.paragraph,
                sentence: span,
                before: self.subject,
            };
            let ranges: Vec<(usize, usize)> = candidate.front.into_iter().chain([(from, to)]).collect();
            self.push(draft, u, &ranges);
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

    fn senses(&self, unit: &Unit) -> Senses {
        let word = unit.span.of(self.text);
        match unit.class {
            Class::Verb => senses::verb(word),
            Class::Noun => senses::noun(word),
            Class::Adjective => senses::adjective(word),
            _ => Senses::default(),
        }
    }

    /// The content that starts at `from`, if one can.
    fn rest(&self, u: &[Unit], from: usize) -> Option<(usize, usize)> {
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
                | Class::Dash
                // Words between marks had their chance; what is left is a title or a name.
                | Class::Quote
        ) {
            return None;
        }
        let plain = !matches!(start.class, Class::That | Class::Question | Class::Subject);
        let end = if plain { self.phrase_end(u, from) } else { self.clause_end(u, from) };
        (end > from).then_some((from, end))
    }

    /// That-clauses, questions and infinitives after a noun, an adjective or a hearer.
    fn clause_follows(u: &[Unit], at: usize) -> bool {
        u.get(at).is_some_and(|x| {
            matches!(x.class, Class::That | Class::Question)
                || x.class == Class::To
                    && u.get(at + 1).is_some_and(|y| {
                        matches!(y.class, Class::Verb | Class::Auxiliary)
                            || y.class == Class::Adverb
                                && u.get(at + 2).is_some_and(|z| z.class == Class::Verb)
                    })
        })
    }

    fn leads(u: &[Unit], at: usize) -> bool {
        u.get(at).is_some_and(|x| {
            x.class == Class::Preposition || x.class == Class::To && !Self::clause_follows(u, at)
        })
    }

    fn verb_candidates(&self, u: &[Unit], i: usize, found: &mut Vec<Found>) {
        let group = group_start(u, i);
        let form = u[i].form;
        let auxiliary = u[group..i].iter().any(|x| x.class == Class::Auxiliary);
        if passive(u, group, i) {
            self.passive_candidates(u, group, i, found);
            return;
        }
        if form == Some(Form::Participle) && !auxiliary {
            return;
        }
        let infinitive = group > 0 && u[group - 1].class == Class::To;
        let gerund = form == Some(Form::Gerund) && !auxiliary;
        let own = (!infinitive && !gerund && group > 0).then(|| subject_left(u, group)).flatten();
        // "a letter urging …", "bills restricting …".
        let hung = (gerund && group > 0 && matches!(u[group - 1].class, Class::Noun | Class::Name))
            .then(|| noun_phrase_left(u, group - 1))
            .flatten()
            .map(|f| Subject { first: f, end: group, shared: false, weak: false, antecedent: None });
        let Some(subject) = own.or(hung).or_else(|| subject_shared(u, group)) else { return };
        if subject.end > group && !subject.shared {
            return;
        }
        let mut from = i + 1 + usize::from(u[i].cue.is_some_and(|c| c.particle.is_some()));
        let cue_end = from;
        while u.get(from).is_some_and(|x| x.class == Class::Adverb) {
            from += 1;
        }
        let mut push = |build, noun, cue_end, content| {
            found.push(Found {
                build,
                head: i,
                noun,
                cue: (group, cue_end),
                subject: Some(subject),
                front: None,
                content,
            });
        };
        let Some(next) = u.get(from) else { return };
        if Self::leads(u, from) {
            if let Some(content) = self.rest(u, from + 1) {
                push(Build::Led, None, from + 1, content);
            }
            return;
        }
        if let Some(content) = self.rest(u, from) {
            push(Build::Object, None, cue_end, content);
        }
        if !matches!(
            next.class,
            Class::Determiner
                | Class::Possessor
                | Class::Object
                | Class::Name
                | Class::Noun
                | Class::Adjective
                | Class::Number
        ) {
            return;
        }
        // "filed a motion to", "voiced support for": a noun of saying as object.
        let end = simple(u, from);
        if end > from && u[end - 1].class == Class::Noun && self.senses(&u[end - 1]).tells() {
            let noun = Some(end - 1);
            if Self::clause_follows(u, end) {
                if let Some(content) = self.rest(u, end) {
                    push(Build::Light, noun, end, content);
                }
            } else if Self::leads(u, end)
                && let Some(content) = self.rest(u, end + 1)
            {
                push(Build::Light, noun, end + 1, content);
            }
        }
        // "warned officials to", "told the town that".
        let end = noun_phrase_right(u, from);
        if end > from
            && Self::clause_follows(u, end)
            && let Some(content) = self.rest(u, end)
        {
            push(Build::Hearer, None, cue_end, content);
        }
    }

    fn passive_candidates(&self, u: &[Unit], group: usize, i: usize, found: &mut Vec<Found>) {
        let Some(subject) = (group > 0).then(|| subject_left(u, group)).flatten() else { return };
        let mut from = i + 1;
        while u.get(from).is_some_and(|x| x.class == Class::Adverb || x.time) {
            from += 1;
        }
        let by = (i + 1..u.len().min(i + 20))
            .take_while(|j| !matches!(u[*j].class, Class::Semicolon | Class::Colon | Class::Quote))
            .find(|j| u[*j].class == Class::Preposition && self.is(&u[*j], &["by"]));
        let source = by.and_then(|by| {
            let end = noun_phrase_right(u, by + 1);
            (end > by + 1).then_some(Subject {
                first: by + 1,
                end,
                shared: false,
                weak: false,
                antecedent: None,
            })
        });
        let nobody = self.is(&u[subject.first], &["it", "there"]) && subject.end == subject.first + 1;
        if source.is_none() && !nobody && self.senses(&u[i]).first == 0 {
            return;
        }
        let mut cue_end = i + 1;
        let start = match (by, source) {
            // "was condemned by the mayor for …".
            (Some(by), Some(source)) if by == from => source.end,
            _ => from,
        };
        let start = if Self::leads(u, start) {
            if start == i + 1 {
                cue_end = start + 1;
            }
            start + 1
        } else {
            start
        };
        let mut rest = self.rest(u, start);
        if let (Some((a, b)), Some(by)) = (rest, by)
            && source.is_some()
            && (a..b).contains(&by)
        {
            rest = (a < by).then_some((a, by));
        }
        let front = (!nobody).then_some((subject.first, subject.end));
        let (front, content) = match (front, rest) {
            (front, Some(rest)) => (front, rest),
            (Some(front), None) => (None, front),
            _ => return,
        };
        found.push(Found {
            build: Build::Passive,
            head: i,
            noun: None,
            cue: (group, cue_end),
            subject: source,
            front,
            content,
        });
    }

    fn adjective_candidates(&self, u: &[Unit], i: usize, found: &mut Vec<Found>) {
        if self.senses(&u[i]).first == 0 {
            return;
        }
        let mut group = group_start(u, i);
        let mut linked = u[group..i].iter().any(|x| x.be);
        if !linked && group > 0 && u[group - 1].class == Class::Verb {
            // "feels confident that".
            linked = self.senses(&u[group - 1]).has(17);
            group = group_start(u, group - 1);
        }
        if !linked {
            return;
        }
        let Some(subject) =
            (group > 0).then(|| subject_left(u, group)).flatten().or_else(|| subject_shared(u, group))
        else {
            return;
        };
        let nobody = subject.end == subject.first + 1 && self.is(&u[subject.first], &["it", "there", "what"]);
        let (cue_end, content) = if Self::clause_follows(u, i + 1) {
            (i + 1, self.rest(u, i + 1))
        } else if Self::leads(u, i + 1) {
            (i + 2, self.rest(u, i + 2))
        } else if Self::starts_clause(u, i + 1) {
            (i + 1, Some((i + 1, self.clause_end(u, i + 1))))
        } else {
            return;
        };
        let Some(content) = content else { return };
        found.push(Found {
            build: Build::Adjective,
            head: i,
            noun: None,
            cue: (if nobody { subject.first } else { group }, cue_end),
            subject: (!nobody).then_some(subject),
            front: None,
            content,
        });
    }

    fn noun_candidates(&self, u: &[Unit], i: usize, found: &mut Vec<Found>) {
        if !self.senses(&u[i]).tells() {
            return;
        }
        // Back over what describes it to the one whose it is.
        let mut first = i;
        while first > 0
            && i - first < 6
            && (matches!(u[first - 1].class, Class::Adjective | Class::Noun | Class::Number | Class::Adverb)
                || u[first - 1].class == Class::Verb && u[first - 1].form == Some(Form::Participle))
        {
            first -= 1;
        }
        let Some(owner) = first.checked_sub(1) else { return };
        let plain = |first, end| Subject { first, end, shared: false, weak: false, antecedent: None };
        let mut subject = match u[owner].class {
            Class::Possessor => Some(plain(owner, owner + 1)),
            Class::Genitive => owner
                .checked_sub(1)
                .and_then(|last| noun_phrase_left(u, last))
                .map(|first| plain(first, owner + 1)),
            _ => None,
        };
        let mut after = i + 1;
        if subject.is_none() {
            // "the contention of the mayor that …", "a call by the mayor to …".
            if u.get(after).is_some_and(|x| self.is(x, &["of", "by", "from", "among"])) {
                let end = noun_phrase_right(u, after + 1);
                if end > after + 1 && Self::clause_follows(u, end) {
                    subject = Some(plain(after + 1, end));
                    after = end;
                }
            }
            if subject.is_none() && u.get(after).is_none_or(|x| x.class != Class::That) {
                return;
            }
        }
        let cue_first = if subject.is_some_and(|s| s.end > i) && u[owner].class == Class::Determiner {
            owner
        } else {
            first
        };
        let (cue_end, content) = if Self::clause_follows(u, after) {
            (i + 1, self.rest(u, after))
        } else if Self::leads(u, after) {
            (after + 1, self.rest(u, after + 1))
        } else {
            return;
        };
        let Some(content) = content else { return };
        found.push(Found {
            build: Build::Noun,
            head: i,
            noun: Some(i),
            cue: (cue_first, cue_end),
            subject,
            front: None,
            content,
        });
    }

    fn features(&self, sentence: Sentence, u: &[Unit], found: &Found, first: usize) -> [f32; FEATURES] {
        let Found { build, head: i, noun, cue: (group, cue_end), subject, front, content: (from, end) } =
            *found;
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
        put(f32::from(build as u8));
        put(flag(lexical.is_some()));
        for letter in "qptbwixXocfgd".chars() {
            put(flag(lexical.is_some_and(|c| c.frames.has(letter))));
        }
        put(flag(lexical.is_some_and(|c| c.manner == Manner::Thought)));
        put(flag(lexical.is_some_and(|c| c.manner == Manner::Written)));
        put(u[i].form.map_or(-1.0, |f| f32::from(f as u8)));
        put(flag(u[group..i.max(group)].iter().any(|x| x.class == Class::Auxiliary)));
        put(flag(u[group..i.max(group)].iter().any(|x| x.be)));
        put(flag(u[group..i.max(group)].iter().any(|x| x.class == Class::Not)));
        put(flag(group > 0 && u[group - 1].class == Class::To));
        // Who.
        put(flag(subject.is_some()));
        put(flag(subject.is_some_and(|s| s.shared)));
        put(flag(subject.is_some_and(|s| s.antecedent.is_some())));
        put(class(subject.map(|s| s.first)));
        put(class(subject.and_then(|s| s.end.checked_sub(1))));
        put(subject.map_or(0.0, |s| (s.end - s.first) as f32));
        let words = subject.map(|s| s.antecedent.map_or(cover(u, s.first, s.end), |(f, e)| cover(u, f, e)));
        for kind in [EntityKind::Person, EntityKind::Organisation, EntityKind::Place] {
            put(flag(words.is_some_and(|w| self.named(w, kind))));
        }
        put(subject.map_or(-1.0, |s| group.saturating_sub(s.end) as f32));
        let in_subject =
            |f: &dyn Fn(&Unit) -> bool| subject.is_some_and(|s| u[s.first..s.end.min(u.len())].iter().any(f));
        put(flag(in_subject(&|x| x.time)));
        let source_nouns = subject.map_or(0, |s| {
            let (a, b) = s.antecedent.unwrap_or((s.first, s.end));
            u[a..b.min(u.len())]
                .iter()
                .filter(|x| x.class == Class::Noun)
                .fold(0, |bits, x| bits | self.senses(x).bits)
        });
        for class in 0..6 {
            put(flag(source_nouns & (1 << class) != 0));
        }
        // What the words mean.
        let senses = self.senses(&u[i]);
        put(f32::from(senses.first));
        for class in 0..MOST {
            put(flag(senses.has(class)));
        }
        let nouns = noun.map_or(Senses::default(), |n| self.senses(&u[n]));
        put(f32::from(nouns.first));
        for class in 0..6 {
            put(flag(nouns.has(class)));
        }
        // The content.
        let phrase = simple(u, from);
        let object = if phrase > from { self.senses(&u[phrase - 1]) } else { Senses::default() };
        put(f32::from(object.first));
        put(class((phrase > from).then(|| phrase - 1)));
        put(class(Some(phrase)));
        put((phrase - from) as f32);
        put(class(Some(cue_end)));
        put(class(Some(from)));
        put(class(Some(from + 1)));
        put((end - from) as f32);
        put(cover(u, from, end).len() as f32);
        put(flag(has_finite(u, from, end)));
        put(flag(u[from..end].iter().any(|x| x.class == Class::Quote)));
        put(flag(end + 1 >= u.len()));
        put(flag(front.is_some()));
        put(from.saturating_sub(cue_end) as f32);
        put(u.get(cue_end.saturating_sub(1)).map_or(0.0, |x| f32::from(x.leads)));
        // Where it stands.
        put(class(group.checked_sub(1)));
        put(class(group.checked_sub(2)));
        put((self.drafts.len() - first) as f32);
        put(i as f32);
        put((u.len() - i) as f32);
        put(flag(sentence.paragraph == 0));
        put(flag(u.iter().any(|x| x.class == Class::Quote)));
        put(flag(self.named(cover(u, from, end), EntityKind::Person)));
        put(flag(u[i].time));
        put(cover(u, i, i + 1).len() as f32);
        features
    }

    /// Whether a name of that kind stands in a span.
    fn named(&self, span: Span, kind: EntityKind) -> bool {
        let from = self.names.partition_point(|n: &Name| n.span.end() <= span.start());
        self.names[from..].iter().take_while(|n| n.span.start() < span.end()).any(|n| n.kind == kind)
    }
}

/// The end of the plain noun phrase that starts at `from`, without what hangs on it.
fn simple(u: &[Unit], from: usize) -> usize {
    let mut at = from;
    while u.get(at).is_some_and(|x| {
        at == from && matches!(x.class, Class::Determiner | Class::Possessor)
            || matches!(
                x.class,
                Class::Noun | Class::Name | Class::Adjective | Class::Number | Class::Genitive
            )
    }) && at < from + 12
    {
        at += 1;
    }
    at
}
