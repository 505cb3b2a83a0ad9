//! *Which sentences make the brief?*
//!
//! The first is narration from the beginning of a report, the one that tells most of what happened by weights of its own. Each next one
//! is worth its salience less what the chosen ones have said of it (maximal marginal relevance, Carbonell and Goldstein
//! 1998); what adds little, repeats a quotation or states the same again is out, and quotations fill no more than a part.

use copydesk_model::Span;
use rustc_hash::FxHashSet;

use super::heads::Heads;
use super::persons::Named;
use super::readable::{follows, readable};
use super::salience::{Weights, features};
use crate::acts::acts;
use crate::align::{Alignment, Part, likeness};
use crate::clause::leaning;
use crate::desk::Desk;
use crate::ledger::number_value;
use crate::words::tokens;

/// How much a sentence loses for what is said already, and how like a chosen one it may not be.
const SAID: f32 = 0.3;
const AGAIN: f32 = 0.5;
/// How likely it may at most be that two chosen sentences state the same; less where one has so much of the other's weight.
const RESTATED: (f32, f32) = (0.75, 0.6);
const COVERED: f32 = 0.45;
/// What a sentence loses that no other origin bears out.
const ALONE: f32 = 0.2;
/// What a sentence must at least have by weight that no chosen one has.
const FRESH: f32 = 0.3;
/// What a sentence loses that names somebody by surname whom nothing before it has named, or opens with a thing ("The measures …") of
/// which nothing before it has spoken.
const STRANGE: f32 = 0.1;
/// How much of the brief may stand in sentences that are mostly quoted.
const QUOTATIONS: f32 = 0.4;
/// How far down its report the sentence may stand that opens the brief, and how much of it may be quoted.
pub(super) const LEADING: (usize, f32) = (5, 0.3);
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

/// Whether the brief may open with a sentence: narration from the beginning of its report.
pub(crate) fn leads(desk: &Desk<'_>, line: usize) -> bool {
    let l = &desk.lines[line];
    l.index < LEADING.0 && l.quoted <= LEADING.1 && readable(desk, line)
}

/// What a sentence opens with, if that is a thing taken as known: "The measures …", "The second device …".
fn thing(desk: &Desk<'_>, line: usize) -> Vec<u32> {
    let l = &desk.lines[line];
    let words = desk.words(crate::desk::Place { member: l.member, span: l.span });
    let Some(rest) = words.strip_prefix("The ") else { return Vec::new() };
    let parts = rest.split_whitespace().take(2).take_while(|w| w.starts_with(char::is_lowercase));
    parts.filter_map(|w| desk.lexicon.known(&crate::words::fold(w))).collect()
}

/// How many people a sentence opens with, and what befell them: "Two dock workers were killed". No two sentences of a brief open so.
fn toll(desk: &Desk<'_>, line: usize) -> Option<(u64, String)> {
    let l = &desk.lines[line];
    let text = desk.text(l.member);
    let span = super::readable::body(text, l.span);
    let number = number_value(&tokens(text, span).first()?.key)?;
    let act = acts(text, span).0.into_iter().find(|act| act.known)?.name;
    Some((number, act))
}

/// The choice in the making.
struct Choice<'c> {
    desk: &'c Desk<'c>,
    alignment: &'c Alignment,
    salience: Vec<f32>,
    state: Vec<State>,
    quoted: Vec<Vec<String>>,
    named: &'c [Vec<Named>],
    things: Vec<Vec<u32>>,
    tolls: Vec<Option<(u64, String)>>,
    /// Who is named by then, what is spoken of, and how many words of quoted sentences there are.
    known: FxHashSet<usize>,
    said: Vec<bool>,
    repeated: usize,
    budget: usize,
    left: usize,
    chosen: Vec<(usize, Span)>,
}

impl Choice<'_> {
    fn words(&self, line: usize) -> usize {
        self.desk.lines[line].words
    }

    /// What a sentence is worth now.
    fn worth(&self, line: usize, loss: f32) -> f32 {
        let stranger =
            self.named[line].iter().any(|n| n.missing.is_some() && !self.known.contains(&n.identity));
        let things = &self.things[line];
        let out_of_the_blue = !self.chosen.is_empty()
            && !things.is_empty()
            && !things.iter().any(|t| self.said.get(*t as usize).copied().unwrap_or_default());
        let strange = f32::from(u8::from(stranger)) + f32::from(u8::from(out_of_the_blue));
        self.salience[line] - SAID * loss - STRANGE * strange
    }

    /// How much of a sentence's weight no chosen one has.
    fn fresh(&self, line: usize) -> f32 {
        let weigh = |new: bool| -> f32 {
            let terms = self.desk.lines[line].terms.iter();
            terms.filter(|t| !new || !self.said[**t as usize]).map(|t| self.desk.weight(*t)).sum()
        };
        weigh(true) / weigh(false).max(1e-6)
    }

    /// Whether a quoted sentence would make too much of the brief quoted.
    fn overquoted(&self, line: usize) -> bool {
        let room = QUOTATIONS * self.budget as f32;
        self.desk.lines[line].quoted >= 0.5 && (self.repeated + self.words(line)) as f32 > room
    }

    fn take(&mut self, new: usize) {
        self.left = self.left.saturating_sub(self.words(new));
        self.chosen.push((new, self.desk.lines[new].span));
        self.state[new] = State::Chosen;
        self.known.extend(self.named[new].iter().map(|n| n.identity));
        if self.desk.lines[new].quoted >= 0.5 {
            self.repeated += self.words(new);
        }
        for term in &self.desk.lines[new].terms {
            self.said[*term as usize] = true;
        }
        for (l, own) in self.state.iter_mut().enumerate() {
            let (State::Open(loss) | State::Leaning(loss)) = own else { continue };
            let k = likeness(self.desk, l, new);
            let same = self.alignment.of[l].iter().find(|(o, _)| *o == new).map_or(0.0, |(_, k)| k.same);
            *loss = loss.max(k.dice);
            let again = k.dice >= AGAIN
                || k.containment >= 0.75
                || same >= RESTATED.0
                || same >= RESTATED.1 && self.alignment.statements.covered(l, new) >= COVERED
                || self.tolls[l].is_some() && self.tolls[l] == self.tolls[new]
                || requotes(&self.quoted[l], &self.quoted[new]);
            if again {
                *own = State::Out;
            }
        }
    }

    /// The sentence worth most, with the one before it where it leans on one that is not chosen.
    fn best(&self) -> Option<(usize, Option<usize>)> {
        let mut best: Option<(f32, usize, Option<usize>)> = None;
        for (l, own) in self.state.iter().enumerate() {
            let choice = match *own {
                State::Open(loss) if self.words(l) <= self.left => Some((self.worth(l, loss), None)),
                State::Leaning(loss) => match self.state[l - 1] {
                    State::Chosen if self.words(l) <= self.left => Some((self.worth(l, loss), None)),
                    State::Open(before) if self.words(l) + self.words(l - 1) <= self.left => {
                        let (w, v) = (self.words(l) as f32, self.words(l - 1) as f32);
                        let both = w * self.worth(l, loss) + v * self.worth(l - 1, before);
                        Some((both / (w + v).max(1.0), Some(l - 1)))
                    }
                    _ => None,
                },
                _ => None,
            };
            // What is costly to ask is asked of few: of those that are worth more than all before them.
            if let Some((score, with)) = choice
                && best.is_none_or(|(b, ..)| score > b)
                && !self.overquoted(l)
                && self.fresh(l) >= FRESH
            {
                best = Some((score, l, with));
            }
        }
        best.map(|(_, line, with)| (line, with))
    }
}

/// Chooses sentences of at most `budget` words together, with the part of each that is taken; the first of them opens the brief, if it
/// tells what happened. One that leans on the sentence before it comes with that one only.
pub(super) fn choose(
    desk: &Desk<'_>,
    alignment: &Alignment,
    named: &[Vec<Named>],
    headline: &str,
    budget: usize,
    weights: &Weights,
) -> (Option<usize>, Vec<(usize, Span)>) {
    let heads = Heads::new(desk);
    let features = features(desk, alignment, &heads);
    let weigh = |weights: &[f32]| -> Vec<f32> {
        features.iter().map(|f| f.iter().zip(weights).map(|(x, w)| x * w).sum()).collect()
    };
    let mut salience = weigh(&weights.sentence);
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
    let state: Vec<State> = (0..desk.lines.len()).map(state_of).collect();
    let mut quoted: Vec<Vec<String>> = vec![Vec::new(); desk.lines.len()];
    let mut things: Vec<Vec<u32>> = vec![Vec::new(); desk.lines.len()];
    let mut tolls: Vec<Option<(u64, String)>> = vec![None; desk.lines.len()];
    for (line, _) in state.iter().enumerate().filter(|(_, s)| !matches!(s, State::Out)) {
        quoted[line] = quoted_words(desk, line);
        things[line] = thing(desk, line);
        tolls[line] = toll(desk, line);
    }
    let titled: FxHashSet<&str> = headline.split(|c: char| !c.is_alphanumeric()).collect();
    let surname = |name: &str| name.rsplit(' ').next().is_some_and(|s| titled.contains(s));
    let known = (0..desk.cast.identities.len()).filter(|i| surname(&desk.cast.identities[*i].name)).collect();
    let mut choice = Choice {
        desk,
        alignment,
        salience,
        state,
        quoted,
        named,
        things,
        tolls,
        known,
        said: vec![false; desk.idf.len()],
        repeated: 0,
        budget,
        left: budget,
        chosen: Vec::new(),
    };
    let first = weigh(&weights.lead);
    let strange = |l: usize| f32::from(u8::from(choice.worth(l, 0.0) < choice.salience[l]));
    let lead = (0..desk.lines.len())
        .filter(|l| leads(desk, *l) && choice.words(*l) <= budget)
        .map(|l| (first[l] - STRANGE * strange(l), l))
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
        .map(|(_, l)| l);
    if let Some(lead) = lead {
        choice.take(lead);
        for line in 0..desk.lines.len() {
            let open = matches!(choice.state[line], State::Open(_) | State::Leaning(_));
            if open && heads.again(desk, line, lead) {
                choice.state[line] = State::Out;
            }
        }
    }
    while let Some((line, with)) = choice.best() {
        if let Some(with) = with {
            choice.take(with);
        }
        // What it leans on may have said it.
        if matches!(choice.state[line], State::Open(_) | State::Leaning(_)) {
            choice.take(line);
        }
    }
    let Choice { salience, state, left, mut chosen, .. } = choice;
    // What room is left goes to the beginning of a sentence that may stand without its end.
    let count =
        |part: &Part| part.span.of(desk.text(desk.lines[part.line].member)).split_whitespace().count();
    let best = alignment
        .parts
        .iter()
        .filter_map(|part| match state.get(part.line) {
            Some(State::Open(loss))
                if (PART..=left).contains(&count(part))
                    && !leaning(part.span.of(desk.text(desk.lines[part.line].member))) =>
            {
                Some((salience[part.line] - SAID * loss, part))
            }
            _ => None,
        })
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.line.cmp(&a.1.line)).then(a.1.span.cmp(&b.1.span)));
    chosen.extend(best.map(|(_, part)| (part.line, part.span)));
    (lead, chosen)
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

#[cfg(test)]
mod tests {
    use super::requotes;

    #[test]
    fn one_quotation_is_quoted_once() {
        let quoted = |w: &str| vec![format!(" {w} ")];
        assert!(requotes(&quoted("my thanks to all of you"), &quoted("thanks to all of you")));
        assert!(!requotes(&quoted("my thanks to all of you"), &quoted("we sail at dawn tomorrow")));
    }
}
