use copydesk_language::Language;
use copydesk_model::{Anchor, DateSource, PublishedDate, TimexType};
use proptest::strategy::Strategy as _;

use super::*;

fn check(grammar: &Grammar) -> Vec<String> {
    let published = Published::new(PublishedDate::parse("2020-10-15").unwrap(), DateSource::Metadata);
    let mut wrong = Vec::new();
    for rule in &grammar.rules {
        let text = rule.example.text.replace(['[', ']'], "");
        let mut marked = Vec::new();
        let mut rest = rule.example.text.as_str();
        while let Some((_, tail)) = rest.split_once('[') {
            let Some((words, tail)) = tail.split_once(']') else { break };
            marked.push(words.to_owned());
            rest = tail;
        }
        let analysis = Language::embedded().analyse(&text, Some("en"));
        let found = read(&text, &analysis, &published, grammar, rule.message);
        let shown: Vec<String> = found.iter().map(|(t, _)| t.span.of(&text).to_owned()).collect();
        let values: Vec<String> = found
            .iter()
            .map(|(t, _)| match t.modifier {
                Some(m) => format!("{}/{}", t.value, format!("{m:?}").to_uppercase()),
                None => t.value.clone(),
            })
            .collect();
        let expected: Vec<&str> = rule.example.values.split_whitespace().collect();
        // An example may set a scene before its mark: one date, or sentences with as many as they like.
        let first = rule.example.text.find('[').unwrap_or(text.len()).min(text.len());
        let sentences = text.get(..first).and_then(|t| t.rfind(". ")).unwrap_or(0);
        let skip = found.iter().filter(|(t, _)| t.span.end() <= first).count();
        let open = found.iter().filter(|(t, _)| (sentences + 1..=first).contains(&t.span.end())).count();
        let scene = open <= usize::from(!marked.is_empty()) && shown.len() == skip + marked.len();
        if !scene || shown[skip..] != marked || values[skip..] != expected {
            wrong.push(format!(
                "line {}: {} gives {shown:?} {values:?}, not {expected:?}",
                rule.example.line, rule.example.text
            ));
        }
    }
    wrong
}

#[test]
fn every_rule_reads_its_example() {
    for source in [include_str!("../data/english.txt"), include_str!("../data/spanish.txt")] {
        let wrong = check(&Grammar::compile(source).unwrap());
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[test]
fn a_spanish_report_is_read_by_a_data_file_alone() {
    let text = "El alcalde dijo el lunes que las obras empezaron hace dos años y que terminarán en marzo.";
    let published = Published::new(PublishedDate::parse("2020-10-15").unwrap(), DateSource::Metadata);
    let analysis = Language::embedded().analyse(text, Some("es"));
    let found = find_in(Some("es-ES"), text, &analysis, &published);
    let values: Vec<&str> = found.iter().map(|t| t.value.as_str()).collect();
    assert_eq!(values, ["2020-10-12", "2018", "2021-03"]);
}

fn at(text: &str, published: Option<&str>) -> Vec<TimeExpression> {
    let published = published
        .and_then(PublishedDate::parse)
        .map_or(Published::default(), |date| Published::new(date, DateSource::Metadata));
    find(text, &Language::embedded().analyse(text, Some("en")), &published)
}

/// Where the sample reports lie, which are not part of the project.
fn seeds() -> Option<Vec<std::path::PathBuf>> {
    let manifest = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let dir = manifest.ancestors().map(|a| a.join("shared/seeds")).find(|d| d.is_dir())?;
    let mut files: Vec<_> = std::fs::read_dir(dir).ok()?.filter_map(|f| Some(f.ok()?.path())).collect();
    files.sort();
    Some(files)
}

#[test]
fn the_dates_of_the_seeds_are_right() {
    let Some(files) = seeds().filter(|f| f.len() == 5) else {
        println!("skipped: no ../shared/seeds");
        return;
    };
    let expected: [&[&str]; 5] = [
        &["2020", "PXW", "XXXX-10-14", "2020", "XXXX-XX-XXTNI", "P1D", "XXXX-09-30", "XXXX-08"],
        &["2020-10-14", "P2W", "2013", "2020-10-14TNI", "P1D"],
        &["2020", "PXW", "2020-10-14", "2020-09", "2020", "P1M", "2020-09-30", "PXD", "2020-08"],
        &["P2W", "2020", "PTXH", "PXW", "2020-09-30", "2020-10-14", "PRESENT_REF", "2013", "PRESENT_REF"],
        &["2020-10-14TNI", "2020", "2020-10", "P1M"],
    ];
    for (file, expected) in files.iter().zip(expected) {
        let raw = std::fs::read_to_string(file).unwrap();
        let (date, text) = match raw.strip_prefix(" date ") {
            Some(rest) => (rest.get(..10), rest.get(11..).unwrap_or_default()),
            None => (None, raw.as_str()),
        };
        assert_eq!(values(text, date), expected, "{}", file.display());
        for time in at(text, date).iter().filter(|t| t.value.starts_with('P') && t.kind != TimexType::Set) {
            assert_eq!(time.interval, None);
        }
    }
}

fn values(text: &str, published: Option<&str>) -> Vec<String> {
    at(text, published).into_iter().map(|t| t.value).collect()
}

#[test]
fn a_weekday_is_the_last_one_unless_the_verb_looks_ahead() {
    let friday = Some("2020-10-16");
    for (text, expected) in [
        ("The council met Wednesday.", "2020-10-14"),
        ("The council voted on Friday.", "2020-10-16"),
        ("The council will meet Wednesday.", "2020-10-21"),
        ("The council plans to meet on Monday.", "2020-10-19"),
        ("The bridge was to open on Monday.", "2020-10-19"),
        ("Investigators would enter the building on Wednesday.", "2020-10-21"),
        ("The bridge is due to open Sunday.", "2020-10-18"),
        ("The bridge is expected to open Sunday.", "2020-10-18"),
    ] {
        assert_eq!(values(text, friday), [expected], "{text}");
    }
}

#[test]
fn a_report_without_a_date_leaves_open_what_is_open() {
    assert_eq!(values("She sang on Wednesday, October 14.", None), ["XXXX-10-14"]);
    assert_eq!(values("She sang on Wednesday, Oct. 14, 2020.", None), ["2020-10-14"]);
    for time in at("She left yesterday, and last month, and on Tuesday, and in May.", None) {
        assert_eq!((time.anchor, time.interval), (Anchor::Unresolved, None), "{time:?}");
    }
}

#[test]
fn a_full_date_told_before_gives_the_year() {
    let text = "The fire broke out on March 3, 2011. On March 5 it was out.";
    let times = at(text, None);
    assert_eq!(times[1].value, "2011-03-05");
    assert_eq!(times[1].anchor, Anchor::Time(times[0].span));
}

#[test]
fn a_length_from_an_event_gets_no_day() {
    for (text, words, value, event) in [
        ("Two weeks after they announced the sale, he left.", "Two weeks", "P2W", "they announced the sale"),
        ("One day prior to her arrest, he left.", "One day prior", "P1D", "her arrest"),
        ("He sold the house. Hours later, it burned.", "Hours", "PTXH", "He sold the house"),
        ("She resigned. She had been warned days earlier.", "days earlier", "PXD", "She resigned"),
    ] {
        let times = at(text, Some("2020-10-15"));
        assert_eq!(times[0].span.of(text), words);
        assert_eq!((times[0].value.as_str(), times[0].interval), (value, None), "{text}");
        let Anchor::Event(span) = times[0].anchor else { panic!("{text}: {:?}", times[0].anchor) };
        assert_eq!(span.of(text), event);
    }
}

#[test]
fn a_history_counts_on_from_what_it_told() {
    let text = "The war of 1870 began in July 1870. In August the king fled. On 2 September 1870 he gave up. Two days \
                later Paris rose. In January 1871 guns fell silent. By May 10, 1871 there was peace; the next day \
                troops went home. In 1872 they voted.";
    let found = values(text, Some("2009-12-19"));
    assert_eq!(
        found,
        [
            "1870",
            "1870-07",
            "1870-08",
            "1870-09-02",
            "1870-09-04",
            "1871-01",
            "1871-05-10",
            "1871-05-11",
            "1872"
        ]
    );
}

#[test]
fn words_that_only_look_like_dates_are_refused() {
    for text in [
        "You may go.",
        "They march on Rome.",
        "The second man wore a sun hat.",
        "The Sun reported a 3-2 win.",
        "An Airbus A320 and a Boeing 747 landed.",
        "See page 1999 of it.",
        "It cost $1999 or 2,010 euros.",
        "A 41-year-old man died.",
        "Will May answer?",
        "He works the night shift.",
        "The song “Me Now” won.",
    ] {
        assert_eq!(values(text, Some("2020-10-15")), [""; 0], "{text}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]
    #[test]
    fn any_text_is_read_and_every_value_reads_back(
        words in proptest::collection::vec(
            proptest::prop_oneof![
                proptest::sample::select(WORDS.to_vec()).prop_map(str::to_owned),
                "\\PC{0,6}",
                "[0-9]{1,5}",
            ],
            0..40,
        ),
        dated in proptest::option::of(0_usize..4),
    ) {
        let text = words.join(" ");
        let published = dated.map(|i| ["2020-10-15", "2019-02", "0003", "9998-12-31T23:59"][i]);
        let times = at(&text, published);
        let mut end = 0;
        for time in &times {
            proptest::prop_assert!(time.span.start() >= end && !time.span.of(&text).is_empty());
            end = time.span.end();
            let value = Value::parse(&time.value);
            proptest::prop_assert!(value.is_some(), "{}", time.value);
            let Some(value) = value else { continue };
            proptest::prop_assert_eq!(value.to_string(), time.value.clone());
            proptest::prop_assert_eq!(value.granularity(), time.granularity);
            if time.interval.is_some() {
                proptest::prop_assert_eq!(value.interval(), time.interval);
            }
        }
        proptest::prop_assert_eq!(at(&text, published), times);
    }
}

const WORDS: &[&str] = &[
    "May",
    "Monday",
    "Oct.",
    "14",
    "2020",
    "the",
    "last",
    "next",
    "week",
    "years",
    "ago",
    "-",
    ",",
    "/",
    ":",
    "p.m.",
    "two",
    "and a half",
    "later",
    "after",
    "they left",
    "'90s",
    "1990s",
    "first",
    "quarter",
    "century",
    "BC",
    "Easter",
    "night",
    "every",
    "of",
    "in",
    "from",
    "to",
    "hundred",
    "million",
    "1/2",
    "31",
    "February",
    "30",
    "decades",
    "now",
];

/// Sentences of the kind that newswires print, invented; values in their order, as of Friday, 2013-03-22.
const NEWSWIRE: &[(&str, &[&str])] = &[
    ("The central bank cut rates in January and again last month.", &["2013-01", "2013-02"]),
    ("Ms. Okoro, who took office in 2009, will step down next year.", &["2009", "2014"]),
    ("The storm knocked out power early Friday, officials said.", &["2013-03-22"]),
    ("Fourth-quarter profit fell 12 percent, the company said Thursday.", &["2012-Q4", "2013-03-21"]),
    ("Talks will resume on Monday, a day before the deadline.", &["2013-03-25", "P1D"]),
    ("The ferry is due to sail at 8:30 a.m. on Saturday.", &["2013-03-23T08:30"]),
    ("Prices have risen for three consecutive months.", &["P3M"]),
    ("He spent two decades at the firm before leaving in the early 1990s.", &["P20Y", "199"]),
    ("The court is expected to rule by the end of June.", &["2013-06"]),
    ("Since Tuesday, more than 300 people have been moved.", &["2013-03-19"]),
    ("The ship sank in 1956 and was found 30 years later.", &["1956", "P30Y"]),
    ("The vote, set for April 14, was put off until Monday.", &["2013-04-14", "2013-03-25"]),
    ("A decade ago the mill employed 900 people.", &["2003"]),
    ("It was the coldest winter in 40 years.", &["2012-WI", "P40Y"]),
    ("She was arrested last week and is now in custody.", &["2013-W11", "PRESENT_REF"]),
    ("Ten days ago the valley was green.", &["2013-03-12"]),
    ("The museum opens Saturday.", &["2013-03-23"]),
    ("The panel meets Wednesday to vote.", &["2013-03-27"]),
    ("The bid had been due to expire Wednesday.", &["2013-03-20"]),
    ("Shares closed lower on Thursday for the fifth straight day.", &["2013-03-21"]),
    ("The law takes effect on July 1.", &["2013-07-01"]),
    ("Between 1998 and 2004 the town lost a fifth of its people.", &["1998", "2004"]),
    ("The plant will close in the third quarter of 2014.", &["2014-Q3"]),
    ("The trial begins at 10 a.m. Tuesday.", &["2013-03-26T10:00"]),
    ("The minister said he would not resign before the May election.", &["2013-05"]),
    ("Residents had 24 hours to leave.", &["PT24H"]),
    ("The 1970s plant was built in 18 months.", &["197", "P18M"]),
    ("He flies to Port Ellery every two weeks.", &["P2W"]),
    ("The attack came hours after the truce.", &["PTXH"]),
    ("The week before the vote was calm.", &[]),
    ("The plan costs $40 million a year.", &[]),
    ("Windows 2000 and page 1998 are no dates.", &[]),
];

#[test]
fn newswire_of_our_own_making_is_read_right() {
    let mut wrong = Vec::new();
    for (text, expected) in NEWSWIRE {
        // Long enough to be no message.
        let text =
            format!("{text}\n\n{}", "The town hall stands by the old river, and nobody minds. ".repeat(6));
        let found = values(&text, Some("2013-03-22"));
        if found != *expected {
            wrong.push(format!("{}: {found:?}, not {expected:?}", text.lines().next().unwrap_or_default()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
