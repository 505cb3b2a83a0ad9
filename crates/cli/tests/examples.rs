//! What a careful editor finds in each example (examples/README.md) is what the program finds.
//!
//! A test that is ignored names a truth that the program does not find yet; it is not to be bent to what it finds.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod harness;

use harness::{document, folder};
use serde_json::Value;

/// The one story of an example, and its reports.
struct Example {
    document: Value,
}

impl Example {
    fn read(name: &str) -> Self {
        // A folder for each thread: tests of one file run side by side.
        let thread = format!("{:?}", std::thread::current().id());
        let folder = folder(&format!("truths-{name}-{thread}"));
        let document = document(&folder, &[&format!("examples/{name}")]);
        assert_eq!(document["stories"].as_array().unwrap().len(), 1, "one story");
        Self { document }
    }

    fn story(&self) -> &Value {
        &self.document["stories"][0]
    }

    /// The report whose source or id holds `name`.
    fn report(&self, name: &str) -> &Value {
        let mut found = list(&self.document, "reports").iter().filter(|r| {
            r["source"].as_str().unwrap().contains(name) || r["id"].as_str().unwrap().contains(name)
        });
        found.next().unwrap_or_else(|| panic!("no report {name}"))
    }

    fn id(&self, name: &str) -> &str {
        self.report(name)["id"].as_str().unwrap()
    }

    /// Numbers of reports, texts and origins.
    fn counts(&self) -> [usize; 3] {
        ["reports", "texts", "origins"].map(|key| list(self.story(), key).len())
    }

    fn same_origin(&self, names: &[&str]) -> bool {
        let ids: Vec<&str> = names.iter().map(|n| self.id(n)).collect();
        list(self.story(), "origins")
            .iter()
            .any(|origin| ids.iter().all(|id| origin.as_array().unwrap().iter().any(|r| r == id)))
    }

    /// The family in which `words` stand.
    fn family(&self, words: &str) -> &Value {
        let holds = |family: &&Value| {
            list(family, "variants").iter().any(|v| v["text"].as_str().unwrap().contains(words))
        };
        list(self.story(), "quotations").iter().find(holds).unwrap_or_else(|| panic!("nobody says {words:?}"))
    }

    /// The findings that have a value with evidence that holds `words`.
    fn findings<'a>(&'a self, words: &'a str) -> impl Iterator<Item = &'a Value> {
        let holds = move |value: &Value| {
            list(value, "evidence").iter().any(|e| {
                let around = format!(
                    "{}{}{}",
                    e["prefix"].as_str().unwrap(),
                    e["text"].as_str().unwrap(),
                    e["suffix"].as_str().unwrap()
                );
                around.contains(words)
            })
        };
        list(self.story(), "findings").iter().filter(move |f| list(f, "values").iter().any(holds))
    }

    /// Whether a finding of one of these standings sets words with `a` beside words with `b`.
    fn sets_beside(&self, standings: &[&str], a: &str, b: &str) -> bool {
        self.findings(a).any(|f| {
            standings.contains(&f["standing"].as_str().unwrap())
                && list(f, "values").len() > 1
                && self.findings(b).any(|other| other["id"] == f["id"])
        })
    }

    fn copied(&self, from: &str, to: &str) -> bool {
        let (from, to) = (self.id(from), self.id(to));
        list(self.story(), "copies").iter().any(|c| {
            (c["from"] == from && c["to"] == to)
                || (c["directed"] == false && c["from"] == to && c["to"] == from)
        })
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn wordings(family: &Value) -> usize {
    list(family, "variants").len()
}

const DIFFER: &[&str] = &["conflicting"];
const OVERTAKEN: &[&str] = &["superseded"];

#[test]
fn the_harbour_fire_has_four_origins_and_the_wire_is_behind_three_reports() {
    let fire = Example::read("harbour-fire");
    let [reports, _, origins] = fire.counts();
    assert_eq!((reports, origins), (6, 4));
    assert!(fire.same_origin(&["coastal-wire", "averlin-courier", "lantern"]));
    assert!(fire.copied("coastal-wire", "averlin-courier") && fire.copied("coastal-wire", "lantern"));
    assert!(!fire.same_origin(&["coastal-wire", "northern-ledger"]));
}

#[test]
fn the_fire_chief_is_quoted_in_several_wordings_by_four_origins() {
    let fire = Example::read("harbour-fire");
    let family = fire.family("thirty metres high");
    assert_eq!(family["speaker"], "Marta Velloso");
    assert!(wordings(family) >= 3, "{family}");
    assert_eq!(family["origins"], 4);
    assert!(fire.sets_beside(DIFFER, "was not a", "was never a"));
}

#[test]
fn the_harbour_master_is_52_or_53() {
    let fire = Example::read("harbour-fire");
    assert!(fire.sets_beside(&["conflicting", "superseded"], "Ines Corvale, 52", "Ines Corvale, 53"));
}

#[test]
fn a_post_is_told_from_speech_and_a_page_from_its_navigation() {
    let fire = Example::read("harbour-fire");
    assert_eq!(fire.family("He got out")["medium"], "post");
    let page = fire.report("averlin-courier")["text"].as_str().unwrap();
    for foreign in ["Tide tables", "Market day", "All rights reserved"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
}

#[test]
fn a_report_without_a_date_is_dated_from_its_siblings_and_marked() {
    for (example, report, date) in
        [("harbour-fire", "tidewatch", "2023-03-14"), ("council-vote", "open-brackwell", "2024-06-04")]
    {
        let example = Example::read(example);
        let published = &example.report(report)["published"];
        assert_eq!((&published["date"], &published["from"]), (&date.into(), &"siblings".into()));
    }
}

#[test]
fn the_council_vote_has_three_origins_and_the_agency_is_behind_three_reports() {
    let vote = Example::read("council-vote");
    assert_eq!(vote.counts(), [5, 4, 3]);
    assert!(vote.same_origin(&["cpa-240604-17", "weald-evening-post", "radio-brack"]));
}

#[test]
fn the_mayor_is_quoted_in_three_wordings() {
    let vote = Example::read("council-vote");
    let family = vote.family("war on motorists");
    assert_eq!(family["speaker"], "Philippa Draycott");
    assert_eq!((wordings(family), &family["origins"]), (3, &3.into()));
}

#[test]
fn the_transfer_has_four_origins_and_the_agency_is_behind_three_reports() {
    let transfer = Example::read("football-transfer");
    let [reports, _, origins] = transfer.counts();
    assert_eq!((reports, origins), (6, 4));
    assert!(transfer.same_origin(&["mdw-71102", "northgate-mirror", "pitchside"]));
    assert!(!transfer.same_origin(&["mdw-71102", "mdw-71088"]));
}

#[test]
fn the_coach_is_quoted_in_three_wordings_and_a_nickname_is_not_speech() {
    let transfer = Example::read("football-transfer");
    let family = transfer.family("around him better");
    assert_eq!(family["speaker"], "Sigrun Aldahl");
    assert_eq!((wordings(family), &family["origins"]), (3, &3.into()));
    for family in list(transfer.story(), "quotations") {
        assert!(!family["text"].as_str().unwrap().contains("Locksmith"), "{family}");
    }
}

#[test]
fn a_shortened_copy_is_a_text_of_its_own() {
    assert_eq!(Example::read("harbour-fire").counts(), [6, 5, 4]);
    assert_eq!(Example::read("football-transfer").counts(), [6, 5, 4]);
}

#[test]
fn the_death_toll_of_two_is_overtaken_by_three() {
    let fire = Example::read("harbour-fire");
    assert!(fire.sets_beside(OVERTAKEN, "Two dock workers were killed", "death toll to three"));
}

#[test]
fn a_hundred_and_sixty_firefighters_conflict_with_sixty() {
    let fire = Example::read("harbour-fire");
    assert!(fire.sets_beside(DIFFER, "60 firefighters", "160 firefighters"));
    // A number word that opens its sentence counts like any other.
    let spelt = fire.findings("Sixty firefighters").next().unwrap();
    let sixty = list(spelt, "values").iter().find(|v| v["value"] == "60").unwrap();
    assert_eq!(sixty["origins"], 3, "{spelt}");
}

#[test]
fn the_damage_of_twelve_million_is_overtaken_by_nineteen() {
    let fire = Example::read("harbour-fire");
    assert!(fire.sets_beside(OVERTAKEN, "12 million crowns", "19 million"));
}

#[test]
fn whether_the_quay_was_cleared_before_the_explosion_is_disputed() {
    let fire = Example::read("harbour-fire");
    assert!(fire.sets_beside(
        DIFFER,
        "before the paint store exploded",
        "after the paint store had exploded"
    ));
}

#[test]
fn fourteen_to_twelve_conflicts_with_fourteen_to_eleven() {
    let vote = Example::read("council-vote");
    assert!(vote.sets_beside(DIFFER, "votes to 12", "votes to 11"));
}

#[test]
fn a_cost_of_840_thousand_conflicts_with_480() {
    let vote = Example::read("council-vote");
    assert!(vote.sets_beside(DIFFER, "£840,000", "£480,000"));
}

#[test]
fn the_petition_grows_from_4200_to_5100() {
    let vote = Example::read("council-vote");
    assert!(vote.sets_beside(OVERTAKEN, "4,200 signatures", "5,100 signatures"));
}

#[test]
fn a_fee_of_83_million_conflicts_with_38() {
    let transfer = Example::read("football-transfer");
    assert!(transfer.sets_beside(DIFFER, "€38 million", "€83 million"));
    assert!(!transfer.sets_beside(DIFFER, "€38 million", "€30 million"), "an offer is not the fee");
}

#[test]
fn whether_the_medical_came_before_the_agreement_is_disputed() {
    let transfer = Example::read("football-transfer");
    assert!(transfer.sets_beside(DIFFER, "before the two clubs agreed", "a day before the player took"));
}
