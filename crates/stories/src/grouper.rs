//! One report at a time into stories.
//!
//! A report joins the live story that it most likely belongs to, or starts one. When it leaves the window it is placed
//! once more, since by then all its neighbours are known; so a story that fell in two comes together and one that was
//! fused comes apart. What lies two windows back is closed, explained and forgotten: memory is bounded by what is
//! live.

use std::collections::{BTreeMap, VecDeque};

use copydesk_model::{Assignment, PublishedDate, Report, ReportId, StoryId};
use rustc_hash::FxHashMap;

use crate::cluster::{Cluster, Item};
use crate::index::{Index, Keys};
use crate::model::{Model, Signals, Thresholds, Usual};
use crate::saga::Sagas;
use crate::vector::Probe;
use crate::vocabulary::{Counts, FIELDS, Vocabulary};
use crate::{Settings, split, why};

/// A neighbour whose log odds lie so far below the threshold is not looked at again.
const FAR: f32 = 2.0;
/// Reports that are compared with a new one in full.
const SHORTLIST: usize = 24;
/// Nearest reports that are remembered of each.
const NEAR: usize = 12;
/// Stories beside the best one that a story which changed may merge with.
const MERGED: usize = 4;

/// By what the founder of a story is chosen: the earliest, undated ones last.
pub(crate) type Founder = (bool, Option<jiff::civil::DateTime>, ReportId);

/// The order in which reports are taken.
pub(crate) fn order(report: &Report, dates: bool) -> Founder {
    let date = report.published.date.filter(|d| dates && d.day().is_some());
    (date.is_none(), date.map(PublishedDate::earliest), report.id.clone())
}

/// A report that was read and learned, and waits until those after it are.
#[derive(Clone, Debug)]
struct Waiting {
    day: Option<f32>,
    counts: Counts,
    /// How many reports had been learned before it.
    learned: u32,
}

/// The story that a report was nearly put into.
#[derive(Clone, Copy, Debug)]
struct RunnerUp {
    story: u32,
    /// Its log odds, and those of the story that the report was put into: none when it started one.
    odds: f32,
    own: Option<f32>,
}

/// A report whose story is not closed.
#[derive(Clone, Debug)]
struct Live {
    founder: Founder,
    item: Item,
    story: u32,
    /// The next best story when it was placed.
    runner_up: Option<RunnerUp>,
    /// The nearest reports, best first.
    near: Vec<(f32, u32)>,
    /// How many reports had been learned before it.
    learned: u32,
}

/// Groups a stream of reports, best in the order of their publication. A late one joins its story as long as that is
/// live.
///
/// ```
/// use copydesk_model::{Report, ReportId};
/// use copydesk_stories::{Grouper, Settings};
///
/// let mut grouper = Grouper::new(&Settings::default());
/// for (id, text) in [("a", "A ferry ran aground at Skerry Point."), ("b", "The council of Brenn voted.")] {
///     grouper.push(&Report::new(ReportId::new(id), text));
/// }
/// let assignments = grouper.finish();
/// assert_eq!(assignments.len(), 2);
/// assert_ne!(assignments[0].story, assignments[1].story);
/// ```
#[derive(Clone, Debug)]
pub struct Grouper {
    settings: Settings,
    model: Model,
    thresholds: Thresholds,
    vocabulary: Vocabulary,
    index: Index,
    usual: Usual,
    /// Average cosine of word vectors of reports that follow each other: sum and number.
    strangers: (f32, f32),
    /// In the order of publication: what comes late, but not too late, takes its place in the line.
    waiting: BTreeMap<(Founder, u32), Waiting>,
    live: FxHashMap<u32, Live>,
    stories: FxHashMap<u32, Cluster>,
    /// Those that are closed together with the one at hand.
    closing: FxHashMap<u32, Cluster>,
    /// Numbers of the next report and story.
    reports: u32,
    next_story: u32,
    /// Stories that are not closed, in order.
    open: Vec<u32>,
    /// Names of stories that were closed, for runners-up, and when.
    names: FxHashMap<u32, StoryId>,
    named: VecDeque<(f32, u32)>,
    sagas: Sagas,
    /// The next report to settle.
    unsettled: u32,
    /// The day up to which stories were looked through.
    now: Option<f32>,
    /// Undated reports are to come that may belong to any story: none is closed before the end.
    keep: bool,
    /// No report is to come.
    ended: bool,
    last: Item,
}

impl Grouper {
    /// A grouper without reports.
    pub fn new(settings: &Settings) -> Self {
        let mut thresholds = Thresholds::default();
        thresholds.join += settings.threshold;
        thresholds.merge += settings.threshold;
        thresholds.split += settings.threshold;
        Self {
            settings: settings.clone(),
            model: Model::default(),
            thresholds,
            vocabulary: Vocabulary::new(settings.half_life_days, settings.vectors.as_ref()),
            index: Index::default(),
            usual: Usual::default(),
            strangers: (0.5, 1.0),
            waiting: BTreeMap::new(),
            live: FxHashMap::default(),
            stories: FxHashMap::default(),
            closing: FxHashMap::default(),
            reports: 0,
            next_story: 0,
            open: Vec::new(),
            names: FxHashMap::default(),
            named: VecDeque::new(),
            sagas: Sagas::default(),
            unsettled: 0,
            now: None,
            keep: false,
            ended: false,
            last: Item::default(),
        }
    }

    /// Says that reports without a date are to come, which may belong to any story: none is closed before the end.
    #[must_use]
    pub fn keep_open(mut self, keep: bool) -> Self {
        self.keep = keep;
        self
    }

    /// Takes the next report. It is placed when so many after it as the settings say are learned.
    pub fn push(&mut self, report: &Report) {
        let counts = self.vocabulary.read(report, self.settings.vectors.as_ref());
        let day = self.day(report);
        self.vocabulary.learn(&counts, day);
        let learned = self.vocabulary.learned();
        let key = (order(report, self.settings.dates), learned);
        self.waiting.insert(key, Waiting { day, counts, learned: learned - 1 });
        while self.waiting.len() > self.settings.ahead {
            self.take();
        }
    }

    /// The places that are final by now, in the order in which sagas ended; memory stays bounded by what is live if
    /// they are taken now and then.
    pub fn finished(&mut self) -> Vec<Assignment> {
        self.sagas.finished().into_iter().map(|(_, assignment)| assignment).collect()
    }

    /// Closes all stories; the place of every report that [`finished`](Self::finished) did not give, in the order in
    /// which they were placed: that of their publication, if none came later than the settings wait.
    pub fn finish(mut self) -> Vec<Assignment> {
        self.ended = true;
        while !self.waiting.is_empty() {
            self.take();
        }
        self.settle_all();
        let open = std::mem::take(&mut self.open);
        self.close_all(open);
        self.sagas.close_all();
        let mut finished = self.sagas.finished();
        finished.sort_unstable_by_key(|(number, _)| *number);
        finished.into_iter().map(|(_, assignment)| assignment).collect()
    }

    /// The day that counts for grouping.
    fn day(&self, report: &Report) -> Option<f32> {
        let date = report.published.date.filter(|_| self.settings.dates)?;
        date.day()?;
        let at = date.earliest();
        let days = at.date().since(jiff::civil::date(1970, 1, 1)).ok()?.get_days();
        Some(days as f32 + f32::from(at.hour()) / 24.0)
    }

    fn window(&self) -> f32 {
        self.settings.window_days as f32
    }

    /// Places the report that has waited longest.
    fn take(&mut self) {
        let Some(((founder, _), Waiting { day, counts, learned })) = self.waiting.pop_first() else { return };
        if let Some(now) = day {
            self.advance(now);
        }
        if self.vocabulary.is_full() && !self.keep {
            self.forget();
        }
        let read_to = self.vocabulary.day().filter(|_| !self.keep).zip(day);
        let known = self.ended || read_to.is_some_and(|(to, day)| to > day + self.window());
        let vectors = self.settings.vectors.as_ref();
        let (features, keys) = self.vocabulary.features(&counts, &self.model.fields, vectors, known);
        let number = self.reports;
        self.reports += 1;
        let item = Item { features: features.into(), day, hub: 0.0 };
        if !item.features.dense.is_empty() {
            self.strangers.0 += item.beside(&self.last).dense;
            self.strangers.1 += 1.0;
            self.last = item.clone();
        }
        let live = Live { founder, item, story: u32::MAX, runner_up: None, near: Vec::new(), learned };
        let item = live.item.clone();
        self.live.insert(number, live);
        let probe = item.probe();
        self.meet(number, &item, &keys, &probe);
        self.place(number, &probe);
    }

    /// Forgets words that no live report has.
    fn forget(&mut self) {
        let first = self.index.first();
        let oldest = self.live.get(&first).map_or(self.vocabulary.learned(), |l| l.learned);
        let oldest = self.waiting.values().map(|w| w.learned).fold(oldest, u32::min);
        let number = self.vocabulary.sweep(oldest);
        for waiting in self.waiting.values_mut() {
            waiting.counts.renumber(&number);
        }
        self.index.clear();
        let mut numbers: Vec<u32> = self.live.keys().copied().collect();
        numbers.sort_unstable();
        for at in numbers {
            let Some(live) = self.live.get_mut(&at) else { continue };
            let mut features = (*live.item.features).clone();
            features.terms.renumber(&number);
            live.item.features = features.into();
            if at >= first {
                let features = &live.item.features;
                self.index.enter(at, live.item.day, features, &Keys::new(features));
            }
        }
        for story in &self.open {
            if let Some(cluster) = self.stories.get_mut(story) {
                cluster.renumber(&number);
            }
        }
        self.sagas.renumber(&number);
    }

    /// Adds to what was measured what is known of the stream.
    fn complete(&self, mut signals: Signals) -> Signals {
        signals.crowd = self.vocabulary.learned() as f32;
        signals.hubs -= 2.0 * self.usual.average();
        if self.settings.vectors.is_some() {
            let strangers = (self.strangers.0 / self.strangers.1).clamp(0.0, 0.95);
            signals.dense = (signals.dense - strangers) / (1.0 - strangers);
        }
        signals
    }

    /// Compares a new report with the reports most like it; both sides remember their nearest.
    fn meet(&mut self, number: u32, item: &Item, keys: &Keys, probe: &Probe<'_, FIELDS>) {
        let window = self.window();
        let candidates = self.index.candidates(&item.features, keys, SHORTLIST, (item.day, window));
        let mut near: Vec<(f32, u32)> = Vec::with_capacity(candidates.len());
        for other in candidates {
            let Some(signals) = self.live.get(&other).map(|l| self.complete(item.probed(probe, &l.item)))
            else {
                continue;
            };
            let nearness = self.model.nearness(&signals);
            near.push((nearness, other));
            self.come_near(other, (nearness, number));
        }
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        near.truncate(NEAR);
        let hub = Model::hub(near.iter().map(|(n, _)| *n));
        self.usual.add(hub);
        if let Some(live) = self.live.get_mut(&number) {
            live.near = near;
            live.item.hub = hub;
            self.index.enter(number, item.day, &item.features, keys);
        }
    }

    /// Notes that a report has a new neighbour.
    fn come_near(&mut self, number: u32, neighbour: (f32, u32)) {
        let Some(live) = self.live.get_mut(&number) else { return };
        let at = live.near.partition_point(|(n, _)| *n >= neighbour.0);
        if at >= NEAR {
            return;
        }
        live.near.insert(at, neighbour);
        live.near.truncate(NEAR);
        let hub = Model::hub(live.near.iter().map(|(n, _)| *n));
        let by = hub - live.item.hub;
        if by != 0.0 {
            live.item.hub = hub;
            self.usual.change(by);
            if let Some(cluster) = self.stories.get_mut(&live.story) {
                cluster.change_hub(by);
            }
        }
    }

    /// Settles what has left the window and closes stories that take no more.
    fn advance(&mut self, now: f32) {
        let window = self.window();
        while self.unsettled < self.reports {
            let due =
                self.live.get(&self.unsettled).is_none_or(|l| l.item.day.is_none_or(|d| d + window < now));
            if !due {
                break;
            }
            self.settle(self.unsettled);
            self.unsettled += 1;
        }
        // Once a day is often enough to look for stories that ended.
        if self.keep || self.now.is_some_and(|before| now < before + 1.0) {
            return;
        }
        self.now = Some(now);
        let mut first = self.index.first();
        while first < self.unsettled
            && self.live.get(&first).is_none_or(|l| l.item.day.is_none_or(|d| d + 2.0 * window < now))
        {
            first += 1;
        }
        self.index.forget_before(first);
        let (ended, open): (Vec<u32>, Vec<u32>) =
            std::mem::take(&mut self.open).into_iter().partition(|story| {
                self.stories.get(story).is_none_or(|c| {
                    let last = c.period().map(|(_, to)| to).or(c.touched);
                    last.is_some_and(|to| to + 2.0 * window < now)
                })
            });
        self.open = open;
        self.close_all(ended);
        while let Some((day, story)) = self.named.front().copied()
            && day + 4.0 * window < now
        {
            self.named.pop_front();
            self.names.remove(&story);
        }
        self.sagas.advance(now);
    }

    /// Places everything that was not, and undated reports, which wait for nobody, twice more.
    fn settle_all(&mut self) {
        for number in self.unsettled..self.reports {
            self.settle(number);
        }
        self.unsettled = self.reports;
        let mut undated: Vec<u32> = self
            .live
            .keys()
            .copied()
            .filter(|n| self.live.get(n).is_some_and(|l| l.item.day.is_none()))
            .collect();
        undated.sort_unstable();
        for _ in 0..2 {
            for number in &undated {
                self.settle(*number);
            }
        }
    }

    /// The stories of a report's neighbours with their log odds, best first; not its own.
    fn options(&self, live: &Live, probe: &Probe<'_, FIELDS>) -> Vec<(u32, f32)> {
        let window = self.window();
        let mut stories: Vec<u32> = Vec::with_capacity(live.near.len());
        for (_, other) in &live.near {
            if let Some(story) = self.live.get(other).map(|l| l.story)
                && story != live.story
                && !stories.contains(&story)
            {
                stories.push(story);
            }
        }
        let mut scored: Vec<(u32, f32)> = stories
            .into_iter()
            .filter_map(|story| {
                let signals = self.complete(self.stories.get(&story)?.beside_item(&live.item, probe));
                // Days and strangers all around are no reason by themselves.
                let near = signals.days.is_none_or(|d| d <= window)
                    && self.model.likeness(&signals) >= self.thresholds.likeness;
                near.then(|| (story, self.model.odds(&signals)))
            })
            .collect();
        scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        scored
    }

    /// Places a report anew, now that its neighbours are known.
    fn settle(&mut self, number: u32) {
        let Some(live) = self.live.get(&number) else { return };
        let Some(own) = self.stories.get(&live.story) else { return };
        let item = live.item.clone();
        let probe = item.probe();
        let options = self.options(live, &probe);
        let (story, best) = (live.story, options.first().copied());
        let rest = own.rest_beside(&item, &probe).map(|s| self.model.odds(&self.complete(s)));
        let stays = match rest {
            // What is alone and had nothing near it would have drawn whatever came near it later.
            None => best.is_none_or(|(_, odds)| odds <= self.thresholds.join),
            Some(odds) => odds > self.thresholds.join && best.is_none_or(|(_, other)| odds >= other),
        };
        if stays {
            let runner_up = best.map(|(story, odds)| RunnerUp { story, odds, own: rest });
            let alone = own.members.len() == 1;
            let far = best.is_none_or(|(_, odds)| odds < self.thresholds.join - FAR);
            if let Some(live) = self.live.get_mut(&number) {
                live.runner_up = runner_up;
            }
            if !(alone && far) {
                self.merge(story, &options);
            }
            return;
        }
        if let Some(cluster) = self.stories.get_mut(&story) {
            cluster.remove(number, &item);
            if cluster.members.is_empty() {
                self.stories.remove(&story);
            }
        }
        if let Some(live) = self.live.get_mut(&number) {
            live.story = u32::MAX;
        }
        self.place(number, &probe);
    }

    /// Joins the best story or starts one; `probe` is the report's.
    fn place(&mut self, number: u32, probe: &Probe<'_, FIELDS>) {
        let Some(live) = self.live.get(&number) else { return };
        let options = self.options(live, probe);
        let best = options.first().copied().filter(|(_, odds)| *odds > self.thresholds.join);
        let story = best.map_or(self.next_story, |(story, _)| story);
        if best.is_none() {
            self.next_story += 1;
            self.open.push(story);
        }
        let now = self.now;
        if let Some(live) = self.live.get_mut(&number) {
            live.story = story;
            let runner_up = options.iter().copied().find(|(s, _)| *s != story);
            live.runner_up =
                runner_up.map(|(story, odds)| RunnerUp { story, odds, own: best.map(|(_, odds)| odds) });
            let cluster = self.stories.entry(story).or_default();
            cluster.add(number, &live.item);
            cluster.touched = now;
        }
        self.merge(story, &options);
    }

    /// Merges a story that changed with that of its neighbours that is now as close as reports of one story are, on
    /// average over all pairs of reports: one report in between does not fuse two stories.
    fn merge(&mut self, story: u32, neighbours: &[(u32, f32)]) {
        let window = self.window();
        let Some(own) = self.stories.get(&story) else { return };
        // A report that is alone was compared with each of them just now, and is in none.
        if own.members.len() < 2 && self.thresholds.merge >= self.thresholds.join {
            return;
        }
        let probe = own.probe();
        let mut best: Option<(u32, f32)> = None;
        for (other, _) in neighbours.iter().filter(|(s, _)| *s != story).take(MERGED) {
            let Some(neighbour) = self.stories.get(other) else { continue };
            let signals = self.complete(own.beside(neighbour, &probe));
            let odds = self.model.odds(&signals);
            if signals.days.is_none_or(|d| d <= window)
                && odds > self.thresholds.merge
                && best.is_none_or(|(_, o)| odds > o)
            {
                best = Some((*other, odds));
            }
        }
        let Some((other, _)) = best else { return };
        let (into, from) = (story.min(other), story.max(other));
        let Some(gone) = self.stories.remove(&from) else { return };
        for member in &gone.members {
            if let Some(live) = self.live.get_mut(member) {
                live.story = into;
            }
        }
        if let Some(cluster) = self.stories.get_mut(&into) {
            cluster.absorb(&gone);
        }
    }

    /// Closes stories, each beside the others.
    fn close_all(&mut self, stories: Vec<u32>) {
        for story in &stories {
            if let Some(cluster) = self.stories.remove(story) {
                self.closing.insert(*story, cluster);
            }
        }
        for story in stories {
            self.close(story);
        }
        self.closing.clear();
    }

    /// Closes a story, or the parts that it has fallen into.
    fn close(&mut self, story: u32) {
        let Some(cluster) = self.closing.get(&story).cloned() else { return };
        let items: Vec<(u32, &Item)> =
            cluster.members.iter().filter_map(|m| Some((*m, &self.live.get(m)?.item))).collect();
        let parts =
            split::apart(&items, self.thresholds.split, |signals| self.model.odds(&self.complete(signals)));
        let parts: Vec<Cluster> = if parts.len() > 1 {
            parts
                .into_iter()
                .map(|part| Cluster::of(part.into_iter().filter_map(|i| items.get(i).copied())))
                .collect()
        } else {
            vec![cluster]
        };
        for (i, part) in parts.iter().enumerate() {
            self.explain(if i == 0 { story } else { self.next_story }, part);
            self.next_story += u32::from(i > 0);
        }
    }

    /// Explains the places of a story's reports and lets go of all but its outline.
    fn explain(&mut self, story: u32, cluster: &Cluster) {
        let founder = cluster.members.iter().filter_map(|m| self.live.get(m)).map(|l| &l.founder).min();
        let Some(founder) = founder.cloned() else { return };
        let name = self.called(cluster, &founder.2);
        self.names.insert(story, name.clone());
        if let Some(now) = self.now {
            self.named.push_back((now, story));
        }
        let mut assignments = Vec::with_capacity(cluster.members.len());
        for member in &cluster.members {
            let Some(live) = self.live.get(member) else { continue };
            let alone = cluster.members.len() < 2;
            let probe = (!alone).then(|| live.item.probe());
            let rest = probe.and_then(|probe| cluster.rest_beside(&live.item, &probe));
            let signals = rest.map(|s| self.complete(s));
            let odds = signals.as_ref().map(|s| self.model.odds(s));
            let runner_up = live.runner_up.and_then(|r| self.runner_up(&live.item, r, odds));
            let assignment = why::assignment(
                (&live.founder.2, &live.item),
                (&name, cluster),
                signals.as_ref(),
                runner_up,
                (&self.model, &self.vocabulary),
            );
            assignments.push((*member, assignment));
        }
        for member in &cluster.members {
            self.live.remove(member);
            self.index.let_go(*member);
        }
        self.sagas.add(name, cluster, assignments, &self.model);
    }

    /// How a report's runner-up is told beside these odds of its own story. One that seems to have been the better one
    /// is compared once more.
    fn runner_up(&self, item: &Item, runner_up: RunnerUp, own: Option<f32>) -> Option<why::RunnerUp> {
        let RunnerUp { story, mut odds, own: then } = runner_up;
        if own.is_some_and(|own| odds > own)
            && let Some(cluster) = self.stories.get(&story).or_else(|| self.closing.get(&story))
        {
            odds = self.model.odds(&self.complete(cluster.beside_item(item, &item.probe())));
        }
        Some(why::RunnerUp { story: self.name(story)?, odds, then })
    }

    /// The name of a story that is closed, or as it stands now.
    fn name(&self, story: u32) -> Option<StoryId> {
        if let Some(name) = self.names.get(&story) {
            return Some(name.clone());
        }
        let cluster = self.stories.get(&story)?;
        let founder = cluster.members.iter().filter_map(|m| self.live.get(m)).map(|l| &l.founder).min()?;
        Some(self.called(cluster, &founder.2))
    }

    /// What a story is called.
    fn called(&self, cluster: &Cluster, founder: &ReportId) -> StoryId {
        let members = cluster.members.iter().filter_map(|m| self.live.get(m)).map(|l| &l.founder.2);
        self.settings.before.name(members, founder)
    }
}
