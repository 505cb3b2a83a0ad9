//! *What is the story in a few of its reports' own sentences?*
//!
//! Extractive: each sentence has a [`salience`] (what all reports say, who else states it, where it stands, how it is built),
//! and each next one is judged also by how much of it the chosen ones have said (maximal marginal relevance,
//! Carbonell and Goldstein 1998). They are printed in the order in which the reports tell them. Sentences that
//! open with a pronoun whose person is not known, invite to watch, click or read on, or are mostly quoted stay out; where it
//! is known, the name is put behind the pronoun in brackets.

mod checker;
mod salience;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
pub use checker::supported;
pub use salience::FEATURES;
pub(crate) use salience::features;

use copydesk_model::{BriefSentence, EntityKind, Finding, Headline, Mention, MentionForm, Span, Standing};

use crate::align::{Alignment, Part, likeness};
use crate::clause::{dangling, leaning};
use crate::desk::{Desk, Place};

/// Words that invite the reader to do something, or that are about the page and not the story.
const PROMOTES: &[&str] = &[
    "watch it below",
    "watch the video",
    "watch below",
    "see below",
    "click here",
    "read more",
    "read the full",
    "flip the page",
    "sign up",
    "subscribe",
    "follow us",
    "follow him on",
    "follow her on",
    "newsletter",
    "photo by",
    "photos:",
    "getty images",
    "image credit",
    "all rights reserved",
    "copyright",
    "advertisement",
    "related:",
    "story continues",
    "continue reading",
    "listen to",
    "scroll down",
    "in the video above",
    "video above",
    "this story has been updated",
    "this article",
    "this is a developing story",
    "check back",
    "originally published",
    "contributed to this report",
    "contributed reporting",
    "download the app",
    "share this",
    "tweet this",
    "comments",
    "material may not be published",
    "take a look",
    "check out",
    "keep scrolling",
    "stay tuned",
    "here's what",
    "for more",
];

static PROMOTING: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    // With either apostrophe, each under the number of its phrase.
    let forms = PROMOTES.iter().flat_map(|p| [(*p).to_owned(), p.replace('\'', "’")]);
    AhoCorasick::builder().ascii_case_insensitive(true).build(forms).ok()
});

/// Whether a sentence is about the page.
pub(crate) fn promotes(desk: &Desk<'_>, line: usize) -> bool {
    desk.kept
        .promotes
        .get(line)
        .map_or_else(|| promoting(desk, line), |kept| *kept.get_or_init(|| promoting(desk, line)))
}

fn promoting(desk: &Desk<'_>, line: usize) -> bool {
    let line = &desk.lines[line];
    let words = desk.words(Place { member: line.member, span: line.span });
    line.words <= 40
        && PROMOTING.as_ref().is_some_and(|phrases| {
            phrases.find_overlapping_iter(words).any(|found| {
                let phrase = PROMOTES.get(found.pattern().as_usize() / 2).copied().unwrap_or_default();
                line.words <= 18 || !matches!(phrase, "comments" | "listen to" | "for more")
            })
        })
}

/// Words by which an outlet praises its own page, or the thing, rather than telling what happened.
const TEASES: &[&str] = &[
    "you won't believe",
    "you need to know",
    "will make you",
    "will break your heart",
    "here is everything",
    "everything we know",
    "has everyone talking",
    "fans are freaking out",
    "we can't get enough",
    "must-see",
    "must-read",
];

/// Whether a sentence is a verdict of the outlet ("… is so touching.") or an invitation to wonder.
fn teases(words: &str) -> bool {
    let lower = words.to_lowercase().replace('’', "'");
    let mut last = lower.trim_end_matches(|c: char| !c.is_alphanumeric()).rsplit(' ');
    let (_, so, is) = (last.next(), last.next(), last.next());
    let verdict =
        matches!(so, Some("so" | "just" | "too")) && matches!(is, Some("is" | "are" | "was" | "were"));
    verdict || TEASES.iter().any(|t| lower.contains(t))
}

/// Whether a sentence can stand alone in a brief.
pub(crate) fn readable(desk: &Desk<'_>, line: usize) -> bool {
    let look = || {
        let l = &desk.lines[line];
        let words = desk.words(Place { member: l.member, span: l.span });
        words.trim_end().ends_with(['.', '!', '"', '”', ')']) && stands(desk, line, words)
    };
    desk.kept.readable.get(line).map_or_else(look, |kept| *kept.get_or_init(look))
}

/// Whether a sentence, or its beginning, reads well alone.
pub(crate) fn stands(desk: &Desk<'_>, line: usize, words: &str) -> bool {
    let l = &desk.lines[line];
    let open = words.matches('“').count() == words.matches('”').count()
        && words.matches('"').count().is_multiple_of(2);
    let brackets = words.matches('(').count() == words.matches(')').count();
    (7..=60).contains(&l.words)
        && (l.quoted < 0.6 || l.quoted < 0.9 && attributed(desk, line))
        && open
        && brackets
        && words.starts_with(|c: char| {
            c.is_uppercase() || c.is_numeric() || matches!(c, '“' | '"' | '$' | '£' | '€')
        })
        && !words.trim_end().ends_with('?')
        && !words.contains('\n')
        && (!dangling(words) || resolved(desk, line).is_some())
        && !promotes(desk, line)
        && !teases(words)
}

/// Whether a sentence that is mostly quoted says itself, by name, whose words it has.
fn attributed(desk: &Desk<'_>, line: usize) -> bool {
    let l = &desk.lines[line];
    let reading = &desk.members[l.member].reading;
    reading.quotations.iter().filter(|q| l.span.overlaps(q.span)).all(|q| {
        q.speaker.as_ref().is_some_and(|s| {
            let named = |m: &Mention| m.form == MentionForm::Name && m.span.overlaps(s.span);
            l.span.contains(s.span)
                && s.entity.and_then(|e| reading.entity(e)).is_some_and(|e| e.mentions.iter().any(named))
        })
    })
}

/// A sentence that opens with a pronoun, with the name of whom it means behind it in brackets; none where that is not known.
fn resolved(desk: &Desk<'_>, line: usize) -> Option<String> {
    let l = &desk.lines[line];
    let text = desk.text(l.member);
    let words = l.span.of(text);
    let first = words.split_whitespace().next()?;
    let pronoun = first.split(['\'', '’']).next().unwrap_or(first);
    if !matches!(pronoun, "He" | "She" | "His" | "Her") {
        return None;
    }
    let opening = Span::new(l.span.start(), l.span.start() + pronoun.len());
    let reading = &desk.members[l.member].reading;
    let entity = reading
        .entities
        .iter()
        .find(|e| e.mentions.iter().any(|m| m.form == MentionForm::Pronoun && m.span == opening))?;
    let named = entity.mentions.iter().any(|m| m.form == MentionForm::Name);
    if entity.kind != EntityKind::Person || entity.plural || !named {
        return None;
    }
    let identity = desk.cast.identity(l.member, entity.id)?;
    let name = &desk.cast.identities[identity].name;
    let own = if matches!(pronoun, "His" | "Her") { "’s" } else { "" };
    let rest = &words[first.len()..];
    Some(format!("{first} [{name}{own}]{rest}"))
}

/// The share of a story's reports and sentences that use each term.
pub(crate) fn prominence<'d>(desk: &'d Desk<'_>) -> &'d [f32] {
    desk.kept.prominence.get_or_init(|| {
        let mut sentences = vec![0f32; desk.idf.len()];
        let mut origins = vec![0u32; desk.idf.len()];
        let mut last = vec![usize::MAX; desk.idf.len()];
        // The reports of one origin after one another, so that each term counts once in them.
        let mut members: Vec<usize> = (0..desk.members.len()).collect();
        members.sort_by_key(|m| desk.origin[*m]);
        for member in members {
            for line in desk.lines_of(member) {
                let lead = if line.index < 4 { 2.0 } else { 1.0 };
                for term in &line.terms {
                    let term = *term as usize;
                    sentences[term] += lead;
                    if std::mem::replace(&mut last[term], desk.origin[member]) != desk.origin[member] {
                        origins[term] += 1;
                    }
                }
            }
        }
        let all = desk.origins(0..desk.members.len()).max(1) as f32;
        let total: f32 = sentences.iter().sum::<f32>().max(1.0);
        sentences.iter().zip(&origins).map(|(s, o)| s / total * (0.25 + 0.75 * *o as f32 / all)).collect()
    })
}

/// How much a sentence loses for what is said already, and how like a chosen one it may not be.
const SAID: f32 = 0.2;
const AGAIN: f32 = 0.5;
/// How likely it may at most be that two chosen sentences state the same; less where one has so much of the other's weight.
const RESTATED: (f32, f32) = (0.75, 0.6);
const COVERED: f32 = 0.45;
/// What a sentence loses that no other origin bears out.
const ALONE: f32 = 0.2;
/// How many sentences open a report.
const OPENING: usize = 3;
/// How long a quotation must be, in words, for its repetition to be noticed.
const QUOTED: usize = 4;

/// The quoted words of a sentence, folded, in stretches of some length.
fn quoted_words(desk: &Desk<'_>, line: usize) -> Vec<String> {
    let l = &desk.lines[line];
    let text = desk.text(l.member);
    let parts = desk.quoted[l.member].iter().filter(|q| q.overlaps(l.span));
    let keys =
        parts.map(|q| crate::words::tokens(text, *q).iter().map(|t| t.key.clone()).collect::<Vec<_>>());
    keys.filter(|k| k.len() >= QUOTED).map(|k| format!(" {} ", k.join(" "))).collect()
}

/// Whether two sentences quote the same words.
fn requotes(a: &[String], b: &[String]) -> bool {
    a.iter().any(|x| b.iter().any(|y| x.contains(y.as_str()) || y.contains(x.as_str())))
}

/// Whether a sentence reads well right behind the one before it in its report, though not alone: it goes on with "it", "they" or
/// what somebody said.
fn follows(desk: &Desk<'_>, line: usize) -> bool {
    let Some(l) = desk.lines.get(line) else { return false };
    let Some(before) = line.checked_sub(1).and_then(|b| desk.lines.get(b)).filter(|b| b.member == l.member)
    else {
        return false;
    };
    let words = desk.words(Place { member: l.member, span: l.span });
    let balanced = words.matches('“').count() == words.matches('”').count()
        && words.matches('"').count().is_multiple_of(2)
        && words.matches('(').count() == words.matches(')').count();
    let opener = words.split_whitespace().next().map(crate::words::fold).unwrap_or_default();
    let somebody = !matches!(opener.split('\'').next(), Some("he" | "she" | "his" | "her" | "him"))
        || desk.mentioned(before.member, before.span).any(|(e, _)| e.kind == EntityKind::Person);
    (4..=60).contains(&l.words)
        && balanced
        && somebody
        && words.trim_end().ends_with(['.', '!', '"', '”', ')'])
        && words.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || matches!(c, '“' | '"'))
        && !words.contains('\n')
        && !promotes(desk, line)
        && !teases(words)
}

/// Chooses sentences of at most `budget` words together, with the part of each that is taken. One that leans on the sentence before it comes with that one only.
pub(crate) fn choose(
    desk: &Desk<'_>,
    alignment: &Alignment,
    budget: usize,
    weights: Option<&[f32; FEATURES]>,
) -> Vec<(usize, Span)> {
    let weights = weights.unwrap_or(&salience::WEIGHTS);
    let features = features(desk, alignment);
    let mut salience: Vec<f32> =
        features.iter().map(|f| f.iter().zip(weights).map(|(x, w)| x * w).sum()).collect();
    // Where three origins or more could bear a sentence out, one that stands alone has to be worth it.
    if desk.origins(0..desk.members.len()) >= 3 {
        for (line, salience) in salience.iter_mut().enumerate() {
            let origin = |l: usize| desk.origin[desk.lines[l].member];
            if !alignment.of[line].iter().any(|(o, k)| k.alike() && origin(*o) != origin(line)) {
                *salience -= ALONE;
            }
        }
    }
    let state_of = |l: usize| {
        if readable(desk, l) {
            State::Open(0.0)
        } else if follows(desk, l) {
            State::Leaning(0.0)
        } else {
            State::Out
        }
    };
    let mut state: Vec<State> = (0..desk.lines.len()).map(state_of).collect();
    let mut quoted: Vec<Vec<String>> = vec![Vec::new(); desk.lines.len()];
    for (line, _) in state.iter().enumerate().filter(|(_, s)| !matches!(s, State::Out)) {
        quoted[line] = quoted_words(desk, line);
    }
    let mut left = budget;
    let mut chosen: Vec<(usize, Span)> = Vec::new();
    loop {
        let words = |l: usize| desk.lines[l].words;
        let mut best: Option<(f32, usize, Option<usize>)> = None;
        for (l, own) in state.iter().enumerate() {
            let choice = match *own {
                State::Open(loss) if words(l) <= left => Some((salience[l] - SAID * loss, None)),
                State::Leaning(loss) => match state[l - 1] {
                    State::Chosen if words(l) <= left => Some((salience[l] - SAID * loss, None)),
                    State::Open(before) if words(l) + words(l - 1) <= left => {
                        let (w, v) = (words(l) as f32, words(l - 1) as f32);
                        let both = w * (salience[l] - SAID * loss) + v * (salience[l - 1] - SAID * before);
                        Some((both / (w + v).max(1.0), Some(l - 1)))
                    }
                    _ => None,
                },
                _ => None,
            };
            if let Some((score, with)) = choice
                && best.is_none_or(|(b, ..)| score > b)
            {
                best = Some((score, l, with));
            }
        }
        let Some((_, line, with)) = best else { break };
        for new in with.into_iter().chain([line]) {
            left = left.saturating_sub(words(new));
            chosen.push((new, desk.lines[new].span));
            state[new] = State::Chosen;
            for (l, own) in state.iter_mut().enumerate() {
                let (State::Open(loss) | State::Leaning(loss)) = own else { continue };
                let k = likeness(desk, l, new);
                let same = alignment.of[l].iter().find(|(o, _)| *o == new).map_or(0.0, |(_, k)| k.same);
                *loss = loss.max(k.dice);
                let again = k.dice >= AGAIN
                    || k.containment >= 0.75
                    || same >= RESTATED.0
                    || same >= RESTATED.1 && alignment.statements.covered(l, new) >= COVERED
                    || requotes(&quoted[l], &quoted[new]);
                if again {
                    *own = State::Out;
                }
            }
        }
    }
    // What room is left goes to the beginning of a sentence that may stand without its end.
    let count =
        |part: &Part| part.span.of(desk.text(desk.lines[part.line].member)).split_whitespace().count();
    let best = alignment
        .parts
        .iter()
        .filter_map(|part| match state.get(part.line) {
            Some(State::Open(loss))
                if (PART..=left).contains(&count(part))
                    && !dangling(part.span.of(desk.text(desk.lines[part.line].member))) =>
            {
                Some((salience[part.line] - SAID * loss, part))
            }
            _ => None,
        })
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.line.cmp(&a.1.line)).then(a.1.span.cmp(&b.1.span)));
    chosen.extend(best.map(|(_, part)| (part.line, part.span)));
    chosen
}

/// The shortest part of a sentence that is taken, in words.
const PART: usize = 7;

/// Where a sentence stands in the choice.
#[derive(Clone, Copy, Debug)]
enum State {
    /// It may be chosen; what it loses for the chosen one most like it.
    Open(f32),
    /// It may be chosen behind the sentence before it.
    Leaning(f32),
    Chosen,
    Out,
}

/// The brief.
pub(crate) fn brief(
    desk: &Desk<'_>,
    alignment: &Alignment,
    findings: &[Finding],
    settings: &crate::Settings,
) -> Vec<BriefSentence> {
    let mut chosen = choose(desk, alignment, settings.brief_words, settings.salience.as_ref());
    let place = |l: usize| {
        let line = &desk.lines[l];
        line.index as f64 / desk.lines_of(line.member).len().max(1) as f64
    };
    // The order of telling: where the sentence and those that say the same stand in their reports.
    let told = |l: usize| {
        let same: Vec<f64> = alignment.of[l]
            .iter()
            .filter(|(_, k)| k.says_so())
            .map(|(o, _)| place(*o))
            .chain([place(l)])
            .collect();
        same.iter().sum::<f64>() / same.len() as f64
    };
    chosen.sort_unstable();
    let span_of: BTreeMap<usize, Span> = chosen.iter().copied().collect();
    // What leans on the sentence before it stays behind it.
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for (line, _) in chosen {
        match runs.last_mut() {
            Some(run) if run.last() == Some(&(line.wrapping_sub(1))) && !readable(desk, line) => {
                run.push(line);
            }
            _ => runs.push(vec![line]),
        }
    }
    runs.sort_by(|a, b| told(a[0]).total_cmp(&told(b[0])).then(a.cmp(b)));
    let mut sentences: Vec<(usize, BriefSentence)> = runs
        .into_iter()
        .flatten()
        .filter_map(|l| {
            let at = |l: usize| Place { member: desk.lines[l].member, span: desk.lines[l].span };
            let own = span_of.get(&l).copied().unwrap_or(desk.lines[l].span);
            let mut places = vec![Place { member: desk.lines[l].member, span: own }];
            let mut seen: BTreeSet<usize> = BTreeSet::from([desk.lines[l].member]);
            for (other, k) in &alignment.of[l] {
                let statements = &alignment.statements;
                let covers =
                    || k.alike() && statements.covered(l, *other) >= 0.6 && statements.counts(l, *other);
                if (k.says_so() || covers()) && seen.insert(desk.lines[*other].member) {
                    places.push(at(*other));
                }
            }
            let origins = desk.origins(seen);
            let mut sentence = BriefSentence::new(desk.support(places)?, origins);
            sentence.disputed = disputed(&sentence, findings);
            let cut = own != desk.lines[l].span;
            sentence.resolved =
                if cut { Some(format!("{} […]", sentence.text)) } else { resolved(desk, l) };
            Some((l, sentence))
        })
        .collect();
    // What one origin alone tells does not lead where a report opens with what several tell in their own words.
    let most = sentences.iter().map(|(_, s)| s.origins).max().unwrap_or_default();
    let opens = |line: usize| desk.lines[line].index < OPENING && desk.lines[line].quoted < 0.1;
    if most > 1
        && sentences.first().is_some_and(|(_, s)| s.origins == 1)
        && let Some(at) = sentences.iter().position(|(l, s)| s.origins == most && opens(*l))
    {
        // With what leans on it.
        let behind = sentences[at + 1..].iter().take_while(|(l, _)| !readable(desk, *l)).count();
        sentences[..=at + behind].rotate_left(at);
    }
    sentences.into_iter().map(|(_, s)| s).collect()
}

/// The conflicts whose evidence stands in the sentence.
fn disputed(sentence: &BriefSentence, findings: &[Finding]) -> Vec<copydesk_model::FindingId> {
    let own = sentence.evidence.first();
    findings
        .iter()
        .filter(|f| matches!(f.standing, Standing::Conflicting | Standing::Superseded))
        .filter(|f| {
            f.values
                .iter()
                .flat_map(|v| &v.evidence)
                .any(|e| e.report() == own.report() && own.span().overlaps(e.span()))
        })
        .map(|f| f.id.clone())
        .collect()
}

/// The headline: the title that speaks most of what the reports share; without titles, a report's opening sentence.
pub(crate) fn headline(desk: &Desk<'_>) -> Headline {
    let weight = prominence(desk);
    let score = |words: &str| -> f32 {
        let terms: BTreeSet<u32> = crate::words::tokens(words, copydesk_model::Span::new(0, words.len()))
            .iter()
            .filter_map(|t| desk.lexicon.known(&t.key))
            .collect();
        let count = words.split_whitespace().count().max(1) as f32;
        terms.iter().map(|t| weight.get(*t as usize).copied().unwrap_or_default()).sum::<f32>()
            / count.powf(0.5)
    };
    let titles = desk.members.iter().enumerate().filter_map(|(m, member)| {
        let title = member.report.title.as_deref()?.trim();
        let words = title.split_whitespace().count();
        (3..=30).contains(&words).then_some((m, title))
    });
    let best = titles.map(|(m, t)| (score(t), m, t)).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    if let Some((_, member, title)) = best {
        return Headline {
            text: title.to_owned(),
            report: desk.members[member].report.id.clone(),
            evidence: None,
        };
    }
    let leads = (0..desk.members.len()).filter_map(|m| {
        (desk.first[m]..desk.first[m + 1]).take(4).find(|l| readable(desk, *l) && desk.lines[*l].quoted < 0.3)
    });
    let lead = leads
        .map(|l| (score(desk.words(Place { member: desk.lines[l].member, span: desk.lines[l].span })), l))
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
        .map(|(_, l)| l);
    let place = match lead {
        Some(l) => Some(Place { member: desk.lines[l].member, span: trim(desk, l) }),
        None => desk.lines.first().map(|l| Place { member: l.member, span: l.span }),
    };
    let evidence = place.and_then(|p| desk.cut(p));
    match evidence {
        Some(e) => Headline { text: e.text().to_owned(), report: e.report().clone(), evidence: Some(e) },
        None => Headline {
            text: desk.members.first().and_then(|m| m.report.title.clone()).unwrap_or_default(),
            report: desk
                .members
                .first()
                .map_or_else(|| copydesk_model::ReportId::new(""), |m| m.report.id.clone()),
            evidence: None,
        },
    }
}

/// An opening sentence without its full stop and without a date at its end.
fn trim(desk: &Desk<'_>, line: usize) -> copydesk_model::Span {
    let l = &desk.lines[line];
    let text = desk.text(l.member);
    let mut end = l.span.end();
    let body = |end: usize| copydesk_model::Span::new(l.span.start(), end).of(text);
    let trimmed = |end: usize| {
        l.span.start()
            + body(end).trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',')).len()
    };
    end = trimmed(end);
    if let Some(time) = desk.members[l.member]
        .reading
        .times
        .iter()
        .find(|t| t.span.end().abs_diff(end) <= 1 && l.span.contains(t.span))
    {
        let before = body(time.span.start()).trim_end();
        let cut = ["on", "in", "at", "late", "early"]
            .iter()
            .find_map(|p| before.strip_suffix(p).filter(|b| b.ends_with(char::is_whitespace)))
            .unwrap_or(before);
        let cut = cut.trim_end();
        if cut.split_whitespace().count() >= 6 {
            end = trimmed(l.span.start() + cut.len());
        }
    }
    copydesk_model::Span::new(l.span.start(), end)
}

#[cfg(test)]
mod tests {
    use super::{requotes, teases};

    #[test]
    fn a_verdict_of_the_outlet_is_no_news() {
        for words in
            ["The baker's letter to the ferry's crew is so touching.", "Here is everything you need to know."]
        {
            assert!(teases(words), "{words}");
        }
        for words in
            ["The ferry is so late that two trains left without it.", "She was touched by the letter."]
        {
            assert!(!teases(words), "{words}");
        }
    }

    #[test]
    fn one_quotation_is_quoted_once() {
        let quoted = |w: &str| vec![format!(" {w} ")];
        assert!(requotes(&quoted("my thanks to all of you"), &quoted("thanks to all of you")));
        assert!(!requotes(&quoted("my thanks to all of you"), &quoted("we sail at dawn tomorrow")));
    }
}
