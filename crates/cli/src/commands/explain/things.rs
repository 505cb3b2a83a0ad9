//! The things in a document that have an id, and the reasoning behind each.

use serde_json::Value;

use super::chain::Chain;

/// What kind of thing an id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Report,
    Entity,
    Quotation,
    Story,
    StoryEntity,
    Family,
    Finding,
    Entry,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Entity | Self::StoryEntity => "entity",
            Self::Quotation => "quotation",
            Self::Story => "story",
            Self::Family => "family",
            Self::Finding => "finding",
            Self::Entry => "entry",
        }
    }
}

/// One thing with its id.
pub(super) struct Thing<'a> {
    pub(super) id: &'a str,
    pub(super) kind: Kind,
    pub(super) object: &'a Value,
    /// The report or story that it is part of (or that it is).
    whole: &'a Value,
}

/// Everything in the document that has an id, in its order.
pub(super) fn all<'d>(document: &'d Value) -> Vec<Thing<'d>> {
    let mut things = Vec::new();
    let mut push = |kind, object: &'d Value, whole: &'d Value| {
        if let Some(id) = object["id"].as_str() {
            things.push(Thing { id, kind, object, whole });
        }
    };
    for report in list(document, "reports") {
        push(Kind::Report, report, report);
        for entity in list(&report["reading"], "entities") {
            push(Kind::Entity, entity, report);
        }
        for quotation in list(&report["reading"], "quotations") {
            push(Kind::Quotation, quotation, report);
        }
    }
    for story in list(document, "stories") {
        push(Kind::Story, story, story);
        let parts = [
            (Kind::Finding, "findings"),
            (Kind::Family, "quotations"),
            (Kind::StoryEntity, "entities"),
            (Kind::Entry, "timeline"),
        ];
        for (kind, key) in parts {
            for part in list(story, key) {
                push(kind, part, story);
            }
        }
    }
    things
}

impl Thing<'_> {
    /// What to recognise it by.
    pub(super) fn label(&self) -> String {
        let object = self.object;
        let label = match self.kind {
            Kind::Report => some(object, "title").or(some(object, "outlet")).unwrap_or_default(),
            Kind::Entity | Kind::StoryEntity => word(object, "name"),
            Kind::Quotation | Kind::Family | Kind::Entry => word(object, "text"),
            Kind::Story => word(object, "headline"),
            Kind::Finding => word(object, "slot"),
        };
        let label = copydesk_present::printable(label);
        match label.char_indices().nth(72) {
            Some((cut, _)) => format!("{}…", &label[..cut]),
            None => label,
        }
    }

    /// The full chain of reasons.
    pub(super) fn explain(&self, document: &Value, things: &[Thing<'_>]) -> Chain {
        match self.kind {
            Kind::Report => report(self.object, document),
            Kind::Entity => entity(self.object, document),
            Kind::Quotation => quotation(self.object, self.whole, document),
            Kind::Story => story(self.object, document),
            Kind::StoryEntity => story_entity(self.object, things),
            Kind::Family => family(self.object, self.whole),
            Kind::Finding => finding(self.object, self.whole),
            Kind::Entry => timeline_entry(self.object, self.whole),
        }
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn word<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn some<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value[key].as_str().filter(|s| !s.is_empty())
}

fn strings<'a>(value: &'a Value, key: &str) -> Vec<&'a str> {
    list(value, key).iter().filter_map(Value::as_str).collect()
}

/// `“words” (report 12–40)`.
fn place(object: &Value, report: &str) -> String {
    format!("“{}” ({report} {}–{})", word(object, "text"), object["start"], object["end"])
}

fn evidence(chain: &mut Chain, object: &Value) {
    for piece in list(object, "evidence") {
        let report = word(piece, "report");
        chain.add(format!(
            "…{}“{}”{}… ({report} {}–{})",
            word(piece, "prefix"),
            word(piece, "text"),
            word(piece, "suffix"),
            piece["start"],
            piece["end"]
        ));
    }
}

fn reasons(chain: &mut Chain, object: &Value) {
    for reason in list(object, "why") {
        let weight = reason["weight"].as_f64().unwrap_or_default();
        let terms = strings(reason, "terms");
        let terms = if terms.is_empty() { String::new() } else { format!(": {}", terms.join(", ")) };
        chain.add(format!("{} ({weight:.2}){terms}", word(reason, "signal")));
    }
}

fn story_of<'a>(document: &'a Value, report: &str) -> Option<&'a Value> {
    list(document, "stories").iter().find(|s| list(s, "reports").iter().any(|r| r == report))
}

fn assignment_of<'a>(document: &'a Value, report: &str) -> Option<&'a Value> {
    list(document, "assignments").iter().find(|a| a["report"] == report)
}

/// Score and reasons of a report's place in its story.
fn assigned(chain: &mut Chain, document: &Value, report: &str) {
    if let Some(assignment) = assignment_of(document, report) {
        let score = assignment["score"].as_f64().unwrap_or_default();
        let joined = chain.add(format!("{report} joined with a score of {score:.2}"));
        reasons(joined, assignment);
    }
}

/// Which of a story's origins the evidence of a value stands in.
fn origins_of(chain: &mut Chain, story: &Value, object: &Value) {
    let reports: Vec<&str> = list(object, "evidence").iter().map(|e| word(e, "report")).collect();
    for origin in list(story, "origins") {
        let all: Vec<&str> = origin.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let here: Vec<&str> = all.iter().copied().filter(|r| reports.contains(r)).collect();
        if here.len() > 1 {
            chain.add(format!("{} go back to the same text and count once", here.join(", ")));
        }
    }
}

fn report(report: &Value, document: &Value) -> Chain {
    let id = word(report, "id");
    let mut chain =
        Chain::new(format!("report {id}: {}", some(report, "title").unwrap_or("without a title")));
    chain.add(format!("read from {}", word(report, "source")));
    for (key, name) in
        [("outlet", "outlet"), ("byline", "byline"), ("url", "address"), ("language", "language")]
    {
        if let Some(value) = some(report, key) {
            chain.add(format!("{name}: {value}"));
        }
    }
    let published = &report["published"];
    match some(published, "date") {
        Some(date) => chain.add(format!(
            "published {date} (known to the {}, from {})",
            word(published, "precision"),
            match word(published, "from") {
                "siblings" => "the other reports of its story",
                "metadata" => "its metadata",
                "header" => "its header line",
                "url" => "its address",
                "text" => "its text",
                _ => "nowhere",
            }
        )),
        None => chain.add("publication date not known"),
    };
    candidates(&mut chain, &report["provenance"]);
    let reading = &report["reading"];
    if reading.is_object() {
        chain.add(format!(
            "{} characters, {} sentences, {} entities, {} quotations, {} time expressions, {} figures",
            word(report, "text").chars().count(),
            list(reading, "sentences").len(),
            list(reading, "entities").len(),
            list(reading, "quotations").len(),
            list(reading, "times").len(),
            list(reading, "figures").len()
        ));
        times(&mut chain, report, document);
    }
    if let Some(story) = story_of(document, id) {
        let placed = chain.add(format!("in story {}: {}", word(story, "id"), word(story, "headline")));
        assigned(placed, document, id);
        origin(&mut chain, story, id);
    }
    chain
}

/// Every date that was found for a report, those of changes apart.
fn candidates(chain: &mut Chain, provenance: &Value) {
    let changed = |c: &&Value| word(c, "source").contains("modified");
    let (updated, all): (Vec<&Value>, Vec<&Value>) = list(provenance, "dates").iter().partition(changed);
    if !all.is_empty() {
        let found = chain.add("dates that were found, the one that was taken first");
        for candidate in all {
            let source = match word(candidate, "source") {
                "record" => "the record's own field",
                "header" => "the header line",
                "url" => "the address",
                "dateline" => "the dateline",
                "line" => "a line above the text",
                "siblings" => "the report of its story that is most like it",
                other => other,
            };
            found.add(format!("{} from {source}", word(candidate, "date")));
        }
    }
    for candidate in updated {
        chain.add(format!("updated {} ({})", word(candidate, "date"), word(candidate, "source")));
    }
}

/// Each time expression of a report: what it means, and what it was counted from.
fn times(chain: &mut Chain, report: &Value, document: &Value) {
    let id = word(report, "id");
    let all = list(&report["reading"], "times");
    if all.is_empty() {
        return;
    }
    let placed = story_of(document, id).map_or(&[][..], |story| list(story, "placed"));
    let head = chain.add("times");
    for time in all {
        let stretch = match (some(time, "from"), some(time, "to")) {
            (Some(from), Some(to)) => format!(", from {from} until before {to}"),
            (Some(from), None) => format!(", from {from} on"),
            (None, Some(to)) => format!(", before {to}"),
            (None, None) => String::new(),
        };
        let line = head.add(format!("{} is {}{stretch}", place(time, id), word(time, "value")));
        let anchor = &time["anchor"];
        match word(anchor, "kind") {
            "published" => line.add("counted from the publication date"),
            "time" => line.add(format!("counted from {}", place(anchor, id))),
            "event" => line.add(format!("hangs on what happened: {}", place(anchor, id))),
            "unresolved" => line.add("what it is counted from is not known"),
            _ => continue,
        };
        let here = |p: &&Value| {
            word(&p["time"], "report") == id
                && p["time"]["start"] == time["start"]
                && p["time"]["end"] == time["end"]
        };
        if let Some(found) = placed.iter().find(here) {
            for step in strings(found, "because") {
                line.add(step);
            }
            for piece in list(found, "through") {
                line.add(format!("dated by {}", place(piece, word(piece, "report"))));
            }
        }
    }
}

/// The origin of a report, and the passages that put it there.
fn origin(chain: &mut Chain, story: &Value, id: &str) {
    let same: Vec<&str> = list(story, "origins")
        .iter()
        .filter_map(Value::as_array)
        .find(|o| o.iter().any(|r| r == id))
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .filter(|r| *r != id)
        .collect();
    if same.is_empty() {
        chain.add("an origin of its own: it shares no copied passage with another report of the story");
    } else {
        chain.add(format!("of the same origin as {}", same.join(", ")));
    }
    for copy in list(story, "copies").iter().filter(|c| c["from"] == id || c["to"] == id) {
        passage(chain, copy);
    }
}

fn passage(chain: &mut Chain, copy: &Value) {
    let directed = copy["directed"].as_bool().unwrap_or_default();
    let how = if directed { "has from" } else { "shares with" };
    let similarity = copy["similarity"].as_f64().unwrap_or_default() * 100.0;
    let link = chain.add(format!(
        "{} {how} {} ({similarity:.0} % the same): “{}”",
        word(copy, "to"),
        word(copy, "from"),
        word(copy, "to_text")
    ));
    if let Some(because) = some(copy, "because") {
        link.add(because);
    }
}

fn entity(entity: &Value, document: &Value) -> Chain {
    let id = word(entity, "id");
    let report = id.rsplit_once('/').map_or("", |(report, _)| report);
    let mut kind = word(entity, "kind").to_owned();
    if entity["plural"] == true {
        kind.push_str(", more than one");
    }
    if let Some(gender) = some(entity, "gender") {
        kind.push_str(", ");
        kind.push_str(gender);
    }
    let mut chain = Chain::new(format!("{id}: {} ({kind})", word(entity, "name")));
    let mentions = list(entity, "mentions");
    let count = chain.add(format!("mentioned {} times", mentions.len()));
    for mention in mentions {
        count.add(format!("by {}: {}", word(mention, "form"), place(mention, report)));
    }
    for attribute in list(entity, "attributes") {
        let to = some(attribute, "to").map_or_else(String::new, |to| format!(" to {to}"));
        chain.add(format!(
            "{}{to}: {}, from {}",
            word(attribute, "name"),
            word(attribute, "value"),
            place(attribute, report)
        ));
    }
    for story in list(document, "stories") {
        for whole in list(story, "entities").iter().filter(|e| strings(e, "within").contains(&id)) {
            chain.add(format!(
                "the same as {} ({}) across the story",
                word(whole, "id"),
                word(whole, "name")
            ));
        }
    }
    chain
}

fn quotation(quotation: &Value, report: &Value, document: &Value) -> Chain {
    let (id, from) = (word(quotation, "id"), word(report, "id"));
    let mut chain = Chain::new(format!("quotation {id}: “{}”", word(quotation, "text")));
    let parts = list(quotation, "parts").len();
    let parts = if parts > 1 { format!(", in {parts} parts") } else { String::new() };
    chain.add(format!("at {from} {}–{}{parts}", quotation["start"], quotation["end"]));
    chain.add(format!(
        "{}, {}; confidence {:.2}",
        word(quotation, "kind"),
        word(quotation, "medium"),
        quotation["confidence"].as_f64().unwrap_or_default()
    ));
    let cue = &quotation["cue"];
    if cue.is_object() {
        chain.add(format!("introduced by {}", place(cue, from)));
    } else {
        chain.add("introduced by no cue");
    }
    let speaker = &quotation["speaker"];
    if speaker.is_object() {
        let link = chain.add(format!("said by {}", word(speaker, "name")));
        link.add(format!("it hangs on the mention {}", place(speaker, from)));
        if let Some(entity) = some(speaker, "entity") {
            link.add(format!("which is {entity}"));
        }
    } else {
        chain.add("the report does not say who said it");
    }
    for story in list(document, "stories") {
        for family in list(story, "quotations") {
            if list(family, "variants").iter().any(|v| strings(v, "quotations").contains(&id)) {
                chain.add(format!("one wording of {}: “{}”", word(family, "id"), word(family, "text")));
            }
        }
    }
    chain
}

fn story(story: &Value, document: &Value) -> Chain {
    let mut chain = Chain::new(format!("story {}: {}", word(story, "id"), word(story, "headline")));
    chain.add(format!("the headline is that of {}", word(story, "headline_report")));
    if let (Some(from), Some(to)) = (some(story, "from"), some(story, "to")) {
        chain.add(format!("from {from} until before {to}"));
    }
    let joined = chain.add(format!("{} reports belong together", list(story, "reports").len()));
    reasons(joined, story);
    for report in strings(story, "reports") {
        assigned(joined, document, report);
    }
    let name = |group: &Value| {
        group.as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
    };
    let texts = chain.add(format!("{} distinct texts", list(story, "texts").len()));
    for text in list(story, "texts") {
        texts.add(name(text));
    }
    let origins = chain.add(format!("{} independent origins", list(story, "origins").len()));
    for origin in list(story, "origins") {
        let members: Vec<&Value> = origin.as_array().into_iter().flatten().collect();
        let link = origins.add(name(origin));
        for copy in list(story, "copies")
            .iter()
            .filter(|c| members.contains(&&c["to"]) && members.contains(&&c["from"]))
        {
            passage(link, copy);
        }
    }
    chain.add(format!(
        "{} findings, {} quotations, {} entries in the timeline; each has an id or evidence of its own",
        list(story, "findings").len(),
        list(story, "quotations").len(),
        list(story, "timeline").len()
    ));
    chain
}

fn story_entity(entity: &Value, things: &[Thing<'_>]) -> Chain {
    let mut chain =
        Chain::new(format!("{}: {} ({})", word(entity, "id"), word(entity, "name"), word(entity, "kind")));
    chain.add(format!("goes by {}", strings(entity, "names").join(", ")));
    for within in strings(entity, "within") {
        let name = things.iter().find(|t| t.id == within).map_or("", |t| word(t.object, "name"));
        chain.add(format!("is {within} ({name})"));
    }
    evidence(chain.add("named in"), entity);
    chain
}

fn family(family: &Value, story: &Value) -> Chain {
    let mut chain =
        Chain::new(format!("quotation family {}: “{}”", word(family, "id"), word(family, "text")));
    chain.add(match some(family, "speaker") {
        Some(speaker) => format!("said by {speaker} ({})", word(family, "medium")),
        None => "no report says who said it".to_owned(),
    });
    chain.add(format!("carried by {} independent origins", family["origins"]));
    for variant in list(family, "variants") {
        let changes = strings(variant, "changes");
        let how =
            if changes.is_empty() { "the form it is compared with".to_owned() } else { changes.join(", ") };
        let link = chain.add(format!("“{}” ({how})", word(variant, "text")));
        if !list(variant, "diff").is_empty() {
            let diff: Vec<String> = list(variant, "diff")
                .iter()
                .map(|part| match word(part, "op") {
                    "deleted" => format!("[-{}-]", word(part, "text")),
                    "inserted" => format!("{{+{}+}}", word(part, "text")),
                    _ => word(part, "text").to_owned(),
                })
                .collect();
            link.add(diff.join(" "));
        }
        link.add(format!("quotations {}", strings(variant, "quotations").join(", ")));
        origins_of(link, story, variant);
        evidence(link, variant);
    }
    chain
}

fn finding(finding: &Value, story: &Value) -> Chain {
    let mut chain = Chain::new(format!("finding {}: {}", word(finding, "id"), word(finding, "slot")));
    let standing = match word(finding, "standing") {
        "conflicting" => "conflicting: reports say different things",
        "superseded" => "superseded: a later report overtakes an earlier one",
        "corroborated" => "corroborated: two independent origins or more agree",
        "single_source" => "single source: one origin alone says it",
        other => other,
    };
    let link = chain.add(standing);
    if let Some(kind) = some(finding, "kind") {
        link.add(format!("the difference is one of {kind}"));
    }
    if let Some(nature) = some(finding, "nature") {
        link.add(format!("and looks like: {nature}"));
    }
    if let Some(explanation) = some(finding, "explanation") {
        link.add(explanation);
    }
    for step in strings(finding, "because") {
        link.add(step);
    }
    for value in list(finding, "values") {
        let n = value["origins"].as_u64().unwrap_or_default();
        let origins =
            if n == 1 { "1 independent origin".to_owned() } else { format!("{n} independent origins") };
        let said = chain.add(format!("{} — {origins}", word(value, "value")));
        evidence(said, value);
        origins_of(said, story, value);
    }
    chain
}

fn timeline_entry(entry: &Value, story: &Value) -> Chain {
    let mut chain = Chain::new(format!(
        "entry {}: {} — {}",
        word(entry, "id"),
        word(entry, "value"),
        word(entry, "text")
    ));
    if let (Some(from), Some(to)) = (some(entry, "from"), some(entry, "to")) {
        chain.add(format!("from {from} until before {to}"));
    }
    let n = entry["origins"].as_u64().unwrap_or_default();
    let told = chain.add(if n == 1 {
        "told by 1 independent origin".to_owned()
    } else {
        format!("told by {n} independent origins")
    });
    evidence(told, entry);
    origins_of(told, story, entry);
    for step in strings(entry, "because") {
        chain.add(step);
    }
    let hangs = list(entry, "hangs_on");
    if !hangs.is_empty() {
        let link = chain.add("its time hangs on");
        for piece in hangs {
            link.add(place(piece, word(piece, "report")));
        }
    }
    chain
}
