//! Where sentences end, case by case: a bar stands where a new sentence begins.

use copydesk_language::Language;

const CASES: &[(&str, &[&str])] = &[
    (
        "a note or a remark in square brackets belongs to what it follows",
        &[
            "He felt guilty afterwards. [13] [better source needed] |To make amends he paid.",
            "The roof held. [4] |The walls did not.",
        ],
    ),
    (
        "the dates of a life do not end a sentence",
        &[
            "They have two daughters, Ada (b. March 2009) and May (b. September 2013), and a son. |He is three.",
            "She married Tom Hale (m. 1949; div. 1964) and moved. |Then she left.",
        ],
    ),
    (
        "a title with a mark keeps its year",
        &[
            "He won a prize for Who Goes There? (1962) and a second for Stay! (Remain, 1965). |Then he stopped.",
        ],
    ),
    (
        "a name that is small at the front may begin a sentence",
        &["It grew. |iHarbour was sold. |The rest is known."],
    ),
    (
        "a full date under a headline is a line of its own",
        &[
            "Mayor of Westhaven resigns |Tuesday, March 3, 2020",
            "The mayor resigned on Tuesday, March 3, 2020",
        ],
    ),
    ("a picture's credit is no part of its caption", &["The bridge at noon |Image: Ann Lee."]),
    (
        "a forgotten mark does not turn the later ones round",
        &["As a girl,\" the family moved to the hills. |\"It was lovely there\", Moor said. |\"We stayed.\""],
    ),
    (
        "the number of a section or a figure belongs to its heading",
        &[
            "2.1. The State and its Ports",
            "Figure 1. The harbour before the fire.",
            "It rose to 2.1. |The rest fell.",
        ],
    ),
];

#[test]
fn sentences_end_where_the_bars_stand() {
    let mut wrong = Vec::new();
    for (what, cases) in CASES {
        for case in *cases {
            let text = case.replace('|', "");
            let found: Vec<&str> =
                Language::segment(&text).sentences.iter().map(|s| s.span.of(&text)).collect();
            let expected: Vec<&str> = case.split('|').map(str::trim_end).collect();
            if found != expected {
                wrong.push(format!("{what}\n found {found:?}\n  want {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
