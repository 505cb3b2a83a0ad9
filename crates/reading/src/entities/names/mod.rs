//! *Which names are there, and which of them mean the same one?*
//!
//! Takes the names that the language room found, trims titles and possessives off them, adds works between
//! quotation marks, and joins the different names of one entity: the shorter forms of a person's name, acronyms,
//! company names without their suffix. A short form that fits two entities is decided mention by mention.

mod candidates;

use std::ops::Range;

use copydesk_language::TokenKind;
use copydesk_model::{EntityKind, Gender, Span};
use rustc_hash::FxHashMap;

use super::forms;
use super::lexicon;
use super::scan::Scan;
use crate::quotations::Marks;

/// One place where a name stands.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    /// The name alone, without title and possessive.
    pub(crate) tokens: Range<usize>,
    /// Its words.
    pub(crate) span: Span,
    /// What kind the language room takes it for, or what its words say.
    pub(crate) kind: EntityKind,
    /// The titles before it.
    pub(crate) title: Range<usize>,
    /// Gender by title.
    pub(crate) gender: Option<Gender>,
    /// Its cluster, as an index of [`Names::clusters`].
    pub(crate) cluster: usize,
}

/// The names of one entity.
#[derive(Clone, Debug)]
pub(crate) struct Cluster {
    /// Its kind.
    pub(crate) kind: EntityKind,
    /// Gender by titles and forename.
    pub(crate) gender: Option<Gender>,
    /// The mention that has its fullest name.
    pub(crate) fullest: usize,
    /// A family or a team: "the Clintons".
    pub(crate) plural: bool,
    /// Something speaks for its being a name at all: several words, a known forename, a capital inside a sentence.
    pub(crate) supported: bool,
    /// Something speaks for its being a person: a title, a known forename.
    pub(crate) personal: bool,
}

/// An account or a topic that spells a name of the text: "@anaruiz", "#HMAs".
#[derive(Clone, Copy, Debug)]
pub(crate) struct Handle {
    pub(crate) token: usize,
    /// A mention by name of the same entity.
    pub(crate) like: usize,
}

/// All names of a text.
pub(crate) struct Names {
    /// Accounts that belong to one of the names.
    pub(crate) handles: Vec<Handle>,
    /// In text order.
    pub(crate) mentions: Vec<Name>,
    /// In order of first mention.
    pub(crate) clusters: Vec<Cluster>,
    /// For every token, the mention that it belongs to, plus one.
    at: Vec<u32>,
}

impl Names {
    pub(crate) fn find(scan: &Scan<'_>, marks: &Marks) -> Self {
        let mentions = candidates::collect(scan, marks);
        let mut at = vec![0; scan.len()];
        for (i, name) in mentions.iter().enumerate() {
            if let Some(own) = at.get_mut(name.tokens.clone()) {
                own.fill(i as u32 + 1);
            }
        }
        let mut names = Self { mentions, clusters: Vec::new(), handles: Vec::new(), at };
        names.cluster(scan);
        names.link_handles(scan);
        names
    }

    /// The mention that a token belongs to.
    pub(crate) fn at(&self, token: usize) -> Option<usize> {
        (self.at.get(token).copied().unwrap_or(0) as usize).checked_sub(1)
    }

    /// Joins the names that mean the same.
    fn cluster(&mut self, scan: &Scan<'_>) {
        let mut forms = Forms::of(scan, &self.mentions);
        forms.decide_kinds(scan, &self.mentions);
        let order = forms.longest_first();
        // Which forms a form may stand for: found through the words they share, so that no pair is tried in vain.
        let mut by_word: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        let mut by_initial: FxHashMap<char, Vec<usize>> = FxHashMap::default();
        let mut home: Vec<Vec<usize>> = vec![Vec::new(); forms.list.len()];
        for &f in &order {
            let form = &forms.list[f];
            let mut heads: Vec<usize> = Vec::new();
            for word in &form.words {
                // Names that share one word with very many others are compared with the last of those only.
                for &head in by_word.get(word).map_or(&[][..], Vec::as_slice).iter().rev().take(64) {
                    if !heads.contains(&head) && forms.same(f, head) {
                        heads.push(head);
                    }
                }
            }
            if heads.is_empty()
                && let Some(initial) = form.acronym_initial()
            {
                for &head in by_initial.get(&initial).map_or(&[][..], Vec::as_slice).iter().rev().take(256) {
                    if forms.acronym_of(f, head) {
                        heads.push(head);
                    }
                }
            }
            if heads.is_empty()
                && let Some(alias) = forms::alias(&form.words.join(" "))
                && let Some(known) = by_word.get(alias)
            {
                heads.extend(known.first());
            }
            heads.sort_by_key(|h| forms.list[*h].first);
            if heads.is_empty() {
                for word in &form.words {
                    by_word.entry(word.clone()).or_default().push(f);
                }
                by_word.entry(form.words.join(" ")).or_default().push(f);
                if let Some(alias) = forms::alias(&form.words.join(" ")) {
                    by_word.entry(alias.to_owned()).or_default().push(f);
                }
                if form.words.len() > 1
                    && let Some(initial) = form.words[0].chars().next()
                {
                    by_initial.entry(initial).or_default().push(f);
                }
                heads.push(f);
            }
            home[f] = heads;
        }
        // Mention by mention, in text order; a form with one home is easy.
        let mut number: FxHashMap<usize, usize> = FxHashMap::default();
        let mut last: FxHashMap<usize, (usize, usize)> = FxHashMap::default();
        let mut heads_in_order: Vec<usize> = Vec::new();
        for i in 0..self.mentions.len() {
            let f = forms.of_mention[i];
            let head = match home[f].as_slice() {
                [] => f,
                [only] => *only,
                several => forms.choose(several, &self.mentions[i], &last),
            };
            let seen = last.entry(head).or_default();
            *seen = (i + 1, seen.1 + 1);
            let cluster = *number.entry(head).or_insert_with(|| {
                heads_in_order.push(head);
                heads_in_order.len() - 1
            });
            self.mentions[i].cluster = cluster;
            self.mentions[i].kind = forms.list[f].kind;
        }
        self.clusters = heads_in_order
            .iter()
            .map(|&head| {
                let form = &forms.list[head];
                Cluster {
                    kind: form.kind,
                    gender: None,
                    fullest: form.mention,
                    plural: form.plural,
                    supported: false,
                    personal: false,
                }
            })
            .collect();
        self.sum_up(scan);
    }

    /// Finds whose the accounts are: those whose letters spell a name without its spaces, or its acronym.
    fn link_handles(&mut self, scan: &Scan<'_>) {
        let accounts: Vec<usize> = (0..scan.len())
            .filter(|t| matches!(scan.analysis.tokens[*t].kind, TokenKind::Handle | TokenKind::Hashtag))
            .collect();
        if accounts.is_empty() {
            return;
        }
        let mut spelt: FxHashMap<String, usize> = FxHashMap::default();
        for (i, name) in self.mentions.iter().enumerate() {
            let key = forms::key(name.span.of(scan.text)).replace([' ', '-', '\''], "");
            if key.len() > 2 {
                spelt.entry(key).or_insert(i);
            }
        }
        // Acronyms are tried against the first names of bodies and events only, so that the work stays linear.
        let bodies: Vec<(usize, Vec<String>)> = self
            .clusters
            .iter()
            .filter(|c| c.kind != EntityKind::Person && self.mentions[c.fullest].tokens.len() > 1)
            .take(48)
            .map(|c| {
                let key = forms::key(self.mentions[c.fullest].span.of(scan.text));
                (c.fullest, key.split(' ').map(str::to_owned).collect())
            })
            .collect();
        for token in accounts {
            let letters = scan.word(token).trim_start_matches(['@', '#']).to_lowercase().replace('_', "");
            let like = spelt.get(&letters).copied().or_else(|| {
                let short = (3..=8).contains(&letters.chars().count());
                bodies.iter().find(|(_, words)| short && forms::acronym(&letters, words)).map(|(i, _)| *i)
            });
            if let Some(like) = like {
                self.handles.push(Handle { token, like });
            }
        }
    }

    /// Kind and gender of each cluster from all its mentions.
    fn sum_up(&mut self, scan: &Scan<'_>) {
        let mut votes = vec![[0_u32; 5]; self.clusters.len()];
        for name in &self.mentions {
            votes[name.cluster][name.kind as usize] += 1 + 4 * u32::from(name.gender.is_some());
            let cluster = &mut self.clusters[name.cluster];
            cluster.gender = cluster.gender.or(name.gender);
            cluster.personal |= name.gender.is_some()
                || name.tokens.len() > 1 && name.kind == EntityKind::Person
                || !name.title.is_empty() && name.kind == EntityKind::Person
                || lexicon::forename(scan.word(name.tokens.start)).is_some();
            cluster.supported |= name.tokens.len() > 1
                || !name.title.is_empty()
                || !scan.opens(name.tokens.start)
                || lexicon::forename(scan.word(name.tokens.start)).is_some();
            // The fullest name as the text has it: the longest in words, the first of those.
            let fullest = &self.mentions[cluster.fullest];
            // "BRACKWELL (CPA) —" is how a dateline writes Brackwell.
            let (words, best) = (name.span.of(scan.text), fullest.span.of(scan.text));
            let shouted = |w: &str| !w.contains(char::is_lowercase);
            let calmer = shouted(best) && !shouted(words) && words.eq_ignore_ascii_case(best);
            if name.tokens.len() > fullest.tokens.len() || calmer {
                cluster.fullest = self.mentions.partition_point(|n| n.span.start() < name.span.start());
            }
        }
        for (cluster, votes) in self.clusters.iter_mut().zip(votes) {
            let own = votes[cluster.kind as usize];
            let best = (0..5).max_by_key(|k| (votes[*k], 5 - *k)).unwrap_or(0);
            if votes[best] > own {
                cluster.kind = KINDS[best];
            }
            let tokens = self.mentions[cluster.fullest].tokens.clone();
            if cluster.kind == EntityKind::Person && cluster.gender.is_none() && !cluster.plural {
                cluster.gender = lexicon::forename(scan.word(tokens.start)).flatten();
            }
        }
    }
}

/// The kinds in the order of their numbers.
const KINDS: [EntityKind; 5] =
    [EntityKind::Person, EntityKind::Organisation, EntityKind::Place, EntityKind::Event, EntityKind::Work];

/// One way of writing a name, with all mentions that write it so.
struct Form {
    /// In lower case.
    words: Vec<String>,
    /// As the text first has it.
    written: String,
    kind: EntityKind,
    /// The first mention that has it, as an index.
    mention: usize,
    first: usize,
    count: usize,
    gender: Option<Gender>,
    plural: bool,
    /// Opens with a known forename.
    forenamed: bool,
    /// First stands behind "in", "at", "near".
    located: bool,
}

impl Form {
    /// The first letter, in lower case, of what looks like an acronym.
    fn acronym_initial(&self) -> Option<char> {
        forms::looks_like_acronym(&self.written).then(|| self.words.first()?.chars().next()).flatten()
    }
}

struct Forms {
    list: Vec<Form>,
    of_mention: Vec<usize>,
}

impl Forms {
    fn of(scan: &Scan<'_>, mentions: &[Name]) -> Self {
        let mut list: Vec<Form> = Vec::new();
        let mut of_mention = Vec::with_capacity(mentions.len());
        let mut known: FxHashMap<String, usize> = FxHashMap::default();
        for (i, name) in mentions.iter().enumerate() {
            let written = name.span.of(scan.text);
            let key = forms::key(written);
            let f = *known.entry(key.clone()).or_insert_with(|| {
                list.push(Form {
                    words: key.split(' ').map(str::to_owned).collect(),
                    written: written.to_owned(),
                    kind: name.kind,
                    mention: i,
                    first: name.span.start(),
                    count: 0,
                    gender: None,
                    plural: false,
                    forenamed: name.tokens.len() > 1
                        && lexicon::forename(scan.word(name.tokens.start)).is_some(),
                    located: name.tokens.start.checked_sub(1).is_some_and(|b| {
                        matches!(scan.word(b), "in" | "at" | "near" | "In" | "outside" | "to")
                    }),
                });
                list.len() - 1
            });
            list[f].count += 1;
            list[f].gender = list[f].gender.or(name.gender);
            of_mention.push(f);
        }
        Self { list, of_mention }
    }

    /// The kind of each form: what most of its mentions are taken for, unless its words say otherwise.
    fn decide_kinds(&mut self, scan: &Scan<'_>, mentions: &[Name]) {
        let mut votes = vec![[0_u32; 5]; self.list.len()];
        for (name, f) in mentions.iter().zip(&self.of_mention) {
            votes[*f][name.kind as usize] += 2;
            if name.gender.is_some() {
                votes[*f][EntityKind::Person as usize] += 6;
            }
        }
        for (form, mut votes) in self.list.iter_mut().zip(votes) {
            let tokens = mentions[form.mention].tokens.clone();
            if let Some((kind, weight)) = forms::kind_by_words(scan, &tokens) {
                votes[kind as usize] += weight;
            }
            let best = (0..5).max_by_key(|k| (votes[*k], 5 - *k)).unwrap_or(0);
            form.kind = KINDS[best];
            form.plural = form.kind == EntityKind::Person
                && form.words.len() == 1
                && form.words[0].ends_with('s')
                && tokens.start > 0
                && scan.word(tokens.start - 1).eq_ignore_ascii_case("the")
                && !scan.class(tokens.end).human();
        }
    }

    fn longest_first(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.list.len()).collect();
        order.sort_by_key(|f| (std::cmp::Reverse(self.list[*f].words.len()), self.list[*f].first));
        order
    }

    /// Whether form `short` can be another name of what `long` names.
    fn same(&self, short: usize, long: usize) -> bool {
        let (a, b) = (&self.list[short], &self.list[long]);
        if a.plural != b.plural {
            return false;
        }
        match b.kind {
            EntityKind::Person => {
                (a.kind == EntityKind::Person
                    || (a.words.len() == 1
                        && (a.kind != EntityKind::Place || (b.forenamed && !a.located))
                        && a.kind != EntityKind::Work
                        && b.words.len() > 1))
                    && forms::same_person(&a.words, &b.words)
                    && !matches!((a.gender, b.gender), (Some(x), Some(y)) if x != y)
            }
            EntityKind::Work | EntityKind::Place => a.kind == b.kind && a.words == b.words,
            EntityKind::Organisation | EntityKind::Event => {
                a.kind != EntityKind::Person
                    && a.kind != EntityKind::Work
                    && (a.kind == b.kind || a.kind != EntityKind::Place)
                    && forms::same_organisation(&a.words, &b.words)
            }
        }
    }

    /// Whether form `short` is an acronym of form `long`.
    fn acronym_of(&self, short: usize, long: usize) -> bool {
        let (a, b) = (&self.list[short], &self.list[long]);
        b.kind != EntityKind::Person && forms::acronym(&a.words[0], &b.words)
    }

    /// Which of several persons a short form means here: by title, else the one named most, else the last.
    fn choose(&self, heads: &[usize], name: &Name, last: &FxHashMap<usize, (usize, usize)>) -> usize {
        let fits = |h: &&usize| {
            let forename = self.list[**h].words.first().and_then(|w| lexicon::forename(w)).flatten();
            name.gender.is_none() || forename.is_none() || forename == name.gender
        };
        let fitting: Vec<usize> = heads.iter().filter(fits).copied().collect();
        let heads = if fitting.is_empty() { heads } else { &fitting };
        // The one mentioned last, unless another was mentioned more than twice as often.
        let seen = |h: &usize| last.get(h).copied().unwrap_or_default();
        let most = heads.iter().map(|h| seen(h).1).max().unwrap_or(0);
        let latest = heads
            .iter()
            .copied()
            .filter(|h| seen(h).1 * 2 >= most)
            .max_by_key(|h| (seen(h).0, std::cmp::Reverse(self.list[*h].first)));
        latest.or(heads.first().copied()).unwrap_or(0)
    }
}
