//! *Which rules match here?*
//!
//! Runs the trie of [`Grammar`] from one token on, all readings side by side, and keeps the longest match, and
//! among equals the rule that stands first. The number of live readings is bounded by the trie's depth, so a text
//! is read in time linear in its length.

use crate::frame::{Frame, Slot};
use crate::grammar::{Grammar, Operand, Term};
use crate::scan::{Kind, Tok};

/// Most terminals in one rule.
pub(crate) const LONGEST: usize = 20;

/// One extent of a match and what was read in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    /// First token.
    pub(crate) first: usize,
    /// Last token.
    pub(crate) last: usize,
    pub(crate) frame: Frame,
    /// Index of the rule, for tests and explanations.
    pub(crate) rule: u32,
}

#[derive(Clone, Copy)]
struct Live {
    node: u32,
    len: u8,
    at: [u8; LONGEST],
}

/// Buffers, kept from position to position.
#[derive(Default)]
pub(crate) struct Matcher {
    live: Vec<Live>,
    next: Vec<Live>,
}

/// Calls `f` with each terminal that a token matches and the value it brings.
fn terms(tok: &Tok, grammar: &Grammar, mut f: impl FnMut(Term, f64)) {
    let n = tok.number;
    // Indices of `grammar::NUMERIC`.
    match tok.kind {
        Kind::Word | Kind::Mark => {}
        Kind::Spelled => {
            f(0, n);
            f(13, n);
            if n <= 12.0 {
                f(3, n);
            }
            if (1900.0..2100.0).contains(&n) {
                f(6, n);
            }
        }
        Kind::SpelledYear => f(6, n),
        Kind::Ordinal { spelled } => {
            f(8, n);
            if !spelled && n <= 31.0 {
                f(14, n);
            }
            if n <= 31.0 {
                f(9, n);
            }
            f(12, n);
        }
        Kind::Decade => f(10, n),
        Kind::Digits { len, plain } => {
            f(13, n);
            if plain && len == 4 && (1500.0..2200.0).contains(&n) {
                f(6, n);
            } else if plain && len == 4 && (1000.0..1500.0).contains(&n) {
                f(17, n);
            }
            f(0, n);
            if plain && len <= 2 {
                if (1.0..=31.0).contains(&n) {
                    f(1, n);
                }
                if (1.0..=12.0).contains(&n) {
                    f(2, n);
                }
                if n <= 24.0 {
                    f(3, n);
                }
                if len == 2 {
                    f(7, n);
                    if n < 60.0 {
                        f(4, n);
                        f(5, n);
                    }
                }
            }
            if plain && len <= 4 {
                f(15, n);
            }
            if plain && (len == 3 || len == 4) && (100.0..1300.0).contains(&n) && n % 100.0 < 60.0 {
                f(16, n);
            }
            if plain && len == 4 && n < 2400.0 && n % 100.0 < 60.0 {
                f(11, n);
            }
        }
    }
    for (term, value, capital) in &grammar.at(tok.entry).terms {
        if !capital || tok.capital {
            f(*term, *value);
        }
    }
}

/// Whether a token can begin a match at all.
fn begins(tok: &Tok) -> bool {
    tok.entry != 0 || tok.kind != Kind::Word && tok.kind != Kind::Mark
}

impl Matcher {
    /// The best match that begins at token `from`: its last token, context included; its extents go into `out`.
    pub(crate) fn at(
        &mut self,
        from: usize,
        toks: &[Tok],
        grammar: &Grammar,
        message: bool,
        out: &mut Vec<Found>,
    ) -> Option<usize> {
        out.clear();
        if !begins(&toks[from]) {
            return None;
        }
        self.live.clear();
        self.live.push(Live { node: 0, len: 0, at: [0; LONGEST] });
        let mut best: Option<(u32, Live)> = None;
        for (offset, tok) in toks[from..].iter().enumerate().take(u8::MAX as usize) {
            if offset > 0 && tok.broken {
                break;
            }
            self.next.clear();
            let joint = offset > 0
                && grammar.is_hyphen(tok.entry)
                && !tok.spaced
                && toks.get(from + offset + 1).is_some_and(|t| !t.spaced && t.is_alphanumeric());
            for live in &self.live {
                if joint {
                    self.next.push(*live);
                }
                if live.len as usize >= LONGEST {
                    continue;
                }
                terms(tok, grammar, |term, _| {
                    if let Some(node) = grammar.step(live.node, term) {
                        let mut on = *live;
                        on.node = node;
                        on.at[on.len as usize] = offset as u8;
                        on.len += 1;
                        self.next.push(on);
                    }
                });
            }
            if self.next.is_empty() {
                break;
            }
            let cut = glued(toks, from + offset);
            if !cut {
                let mut here: Option<(u32, Live)> = None;
                for live in &self.next {
                    if live.at[(live.len.max(1) - 1) as usize] as usize != offset {
                        continue;
                    }
                    let open = |way: &&u32| {
                        let rule = grammar.expansions.get(**way as usize).map(|e| e.rule);
                        let rule = rule.and_then(|r| grammar.rules.get(r as usize));
                        message || rule.is_none_or(|r| !r.message)
                    };
                    if let Some(first) = grammar.ends(live.node).iter().find(open)
                        && here.is_none_or(|(b, _)| *first < b)
                    {
                        here = Some((*first, *live));
                    }
                }
                if here.is_some() {
                    best = here;
                }
            }
            std::mem::swap(&mut self.live, &mut self.next);
        }
        let (expansion, live) = best?;
        frames(from, expansion, &live, toks, grammar, out);
        Some(from + live.at[usize::from(live.len.max(1) - 1)] as usize)
    }
}

/// Whether a number or word runs on after token `i` without a break, as in "A320neo".
fn glued(toks: &[Tok], i: usize) -> bool {
    toks[i].is_alphanumeric() && toks.get(i + 1).is_some_and(|t| !t.spaced && t.is_alphanumeric())
}

fn frames(from: usize, expansion: u32, live: &Live, toks: &[Tok], grammar: &Grammar, out: &mut Vec<Found>) {
    let Some(way) = grammar.expansions.get(expansion as usize) else { return };
    let Some(rule) = grammar.rules.get(way.rule as usize) else { return };
    for group in 1..=way.groups {
        let mut frame = Frame::default();
        let (mut first, mut last) = (usize::MAX, 0);
        for (step, offset) in way.steps.iter().zip(live.at) {
            let i = from + offset as usize;
            let mut value = f64::NAN;
            let wanted = step.term;
            terms(&toks[i], grammar, |term, v| {
                if term == wanted && value.is_nan() {
                    value = v;
                }
            });
            if step.group == group {
                first = first.min(i);
                last = i;
            }
            if let Some(slot) = step.slot
                && (step.group == group || step.group == 0 && !frame.has(slot))
            {
                frame.set(slot, value);
            }
        }
        if first == usize::MAX {
            continue;
        }
        for action in &rule.actions {
            if action.group == 0 || action.group == group {
                match action.value {
                    Operand::Fixed(value) => frame.set(action.slot, value),
                    Operand::Slot(slot, sign) => {
                        if let Some(value) = frame.get(slot) {
                            frame.set(action.slot, value * sign);
                        }
                    }
                }
            }
        }
        out.push(Found { first, last, frame, rule: way.rule });
    }
    // Neighbours of one rule share what they do not say themselves: "6-7 January 1916", "May 12 and 14".
    for i in (0..out.len()).rev() {
        for j in (i + 1..out.len()).chain((0..i).rev()) {
            let other = out[j].frame;
            out[i].frame.inherit(&other);
        }
    }
    debug_assert!(out.iter().all(|f| f.frame.has(Slot::Op) || f.frame.has(Slot::Type)));
}
