//! *Which figures does a turn of phrase make comparable?*
//!
//! "A mother of 12", "fell 60 metres", "served four months in prison", "a 5.9-magnitude quake", "in the 1200 block of Elm
//! Street": the words right beside such a figure say what it is the number of, so that reports which share little
//! else can be compared. A frame is a line of data with its example. The words are looked at as they stand, a few on
//! either side, and not beyond a comma.
//!
//! Left out on purpose: figures whose slot hangs on words further off (subtotals, other seasons, other people's).

use super::tolls::SOFT;

/// What must hold between two sentences whose figures stand in one frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bond {
    /// Somebody in common; where one of them names nobody, three terms.
    Person,
    /// So many terms in common.
    Terms(usize),
    /// Nothing: the phrase itself names what is counted.
    Phrase,
}

/// A turn of phrase.
#[derive(Debug)]
struct Frame {
    /// What it is the number of.
    name: &'static str,
    /// One of these stands before the figure, words of measure ("about", "at least") passed over; none: whatever does.
    before: &'static [&'static str],
    /// How many words back it may stand.
    back: usize,
    /// One of these is the figure's unit or stands behind it; none: whatever does.
    after: &'static [&'static str],
    /// How many words on it may stand.
    on: usize,
    /// One of these stands somewhere in the sentence; none: whatever does.
    about: &'static [&'static str],
    /// Values that it may have.
    range: (f64, f64),
    /// What kind of unit it needs.
    unit: Unit,
    bond: Bond,
    /// Whether it changes while a story runs.
    grows: bool,
    #[cfg_attr(not(test), expect(dead_code, reason = "the example is a test"))]
    example: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    /// None.
    Plain,
    /// A currency.
    Money,
    /// A length of time.
    Time,
    /// Any, or a counted noun.
    Any,
}

const ANY: &[&str] = &[];
/// A frame of which every part may be anything.
const OPEN: Frame = Frame {
    name: "",
    before: ANY,
    back: 1,
    after: ANY,
    on: 1,
    about: ANY,
    range: (0.0, f64::MAX),
    unit: Unit::Any,
    bond: Bond::Person,
    grows: false,
    example: "",
};

const STOLE: &[&str] =
    &["stole", "stolen", "stealing", "robbed", "robbers", "robbery", "thieves", "thief", "heist", "burglars"];
const QUAKES: &[&str] = &["quake", "earthquake", "tremor", "temblor"];

const FRAMES: &[Frame] = &[
    Frame {
        name: "number of children",
        before: &["mother of", "father of", "mom of", "dad of", "grandmother of", "grandfather of"],
        range: (2.0, 40.0),
        unit: Unit::Plain,
        example: "The mother of 12 was buried on Friday.",
        ..OPEN
    },
    Frame {
        name: "times arrested",
        before: &["arrested"],
        after: &["times"],
        example: "He had been arrested four times since May.",
        ..OPEN
    },
    Frame {
        name: "times stabbed",
        before: &["stabbed"],
        back: 3,
        after: &["times"],
        example: "The baker was stabbed at least 14 times.",
        bond: Bond::Terms(3),
        ..OPEN
    },
    Frame {
        name: "shots that hit",
        before: &["shot"],
        back: 3,
        after: &["times"],
        example: "The baker was shot at least five times.",
        bond: Bond::Terms(3),
        ..OPEN
    },
    Frame {
        name: "height of the fall",
        before: &["fell", "fall", "falling", "fallen", "plunged", "plunging", "plummeted", "fall of"],
        after: &["m", "metres", "meters", "ft", "feet", "storeys", "stories", "floors"],
        bond: Bond::Terms(3),
        example: "The climber died after falling about 60 metres.",
        ..OPEN
    },
    Frame {
        name: "time served",
        before: &["served", "spent", "serving"],
        after: &["prison", "jail"],
        on: 3,
        unit: Unit::Time,
        example: "She served four months in federal prison.",
        ..OPEN
    },
    Frame {
        name: "sentence",
        before: &["jailed for"],
        unit: Unit::Time,
        example: "He was jailed for 12 years.",
        ..OPEN
    },
    Frame {
        name: "stay in hospital",
        before: &["hospitalized", "hospitalised", "hospital"],
        back: 6,
        unit: Unit::Time,
        example: "She had been in hospital for the past three weeks.",
        ..OPEN
    },
    Frame {
        name: "days of unrest",
        after: &["riots", "rioting", "unrest", "protests", "demonstrations"],
        on: 4,
        range: (2.0, f64::MAX),
        unit: Unit::Time,
        bond: Bond::Terms(2),
        grows: true,
        example: "It was quiet after eight days of the worst riots.",
        ..OPEN
    },
    Frame {
        name: "magnitude",
        before: &["magnitude", "magnitude of", "measuring", "measured"],
        about: QUAKES,
        range: (3.0, 10.0),
        unit: Unit::Plain,
        bond: Bond::Terms(2),
        example: "A quake of magnitude 5.9 shook the island.",
        ..OPEN
    },
    Frame {
        name: "magnitude",
        after: &["magnitude"],
        about: QUAKES,
        range: (3.0, 10.0),
        bond: Bond::Terms(2),
        example: "A 5.9-magnitude earthquake shook the island.",
        ..OPEN
    },
    Frame {
        name: "value of what was stolen",
        before: &["valued", "worth", "made off with"],
        back: 6,
        about: STOLE,
        unit: Unit::Money,
        bond: Bond::Terms(3),
        example: "The robbers took rings valued at $12 million.",
        ..OPEN
    },
    Frame {
        name: "size of the rescue",
        after: &["bailout", "rescue", "loan"],
        on: 6,
        unit: Unit::Money,
        bond: Bond::Terms(4),
        example: "The bank got a $12 billion bailout.",
        ..OPEN
    },
    Frame {
        name: "settlement",
        after: &["settlement"],
        on: 3,
        unit: Unit::Money,
        bond: Bond::Terms(4),
        example: "The mill agreed to a $12 million settlement.",
        ..OPEN
    },
    Frame {
        name: "house number",
        after: &["block of"],
        range: (100.0, 99_900.0),
        bond: Bond::Phrase,
        example: "It happened in the 1200 block of Elm Street.",
        ..OPEN
    },
];

/// Words that stand between a phrase and its figure, beside those that stand between a verb and its number.
const ALSO_SOFT: &[&str] = &["a", "under", "just", "only", "the", "past", "last"];

fn softens(word: &str) -> bool {
    SOFT.contains(&word) || ALSO_SOFT.contains(&word)
}

/// The slot that a figure's words make.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Phrase {
    frame: usize,
    /// What else must be the same: the unit, the street.
    pub(super) key: String,
}

impl Phrase {
    pub(super) fn name(&self) -> String {
        let name = FRAMES.get(self.frame).map_or("", |f| f.name);
        if name == "house number" { format!("{name} ({})", self.key) } else { name.to_owned() }
    }

    pub(super) fn bond(&self) -> Bond {
        FRAMES.get(self.frame).map_or(Bond::Terms(9), |f| f.bond)
    }

    /// Whether a month behind "in" takes it to another happening of its kind.
    pub(super) fn recurs(&self) -> bool {
        FRAMES.get(self.frame).is_some_and(|f| f.name == "magnitude")
    }

    pub(super) fn grows(&self) -> bool {
        FRAMES.get(self.frame).is_some_and(|f| f.grows)
    }
}

/// A word as it is compared, and whether a comma or the like follows it.
fn words(text: &str) -> Vec<(String, bool)> {
    let mut out: Vec<(String, bool)> = Vec::new();
    let mut word = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_alphanumeric() || matches!(c, '\'' | '’') {
            word.extend(c.to_lowercase());
            continue;
        }
        if !word.is_empty() {
            out.push((std::mem::take(&mut word), false));
        }
        let within = matches!(c, ',' | '.') && chars.peek().is_some_and(char::is_ascii_digit);
        if matches!(c, ',' | ';' | ':' | '.' | '?' | '!' | '\n') && !within {
            match out.last_mut() {
                Some(last) => last.1 = true,
                None => out.push((String::new(), true)),
            }
        }
    }
    if !word.is_empty() {
        out.push((word, false));
    }
    out
}

/// What stands before and behind a figure, nearest first, as far as its clause goes.
fn beside(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    let back = words(before).into_iter().rev().take_while(|(_, stop)| !stop).map(|(w, _)| w).collect();
    let mut on = Vec::new();
    for (word, stop) in words(after) {
        on.push(word);
        if stop {
            break;
        }
    }
    (back, on)
}

/// The frame that a figure stands in. `sentence` is cut in three: what comes before the figure, the figure itself, and the rest.
pub(super) fn phrase(
    sentence: (&str, &str, &str),
    quantity: f64,
    unit: Option<&str>,
    is_time: bool,
) -> Option<Phrase> {
    let (back, on) = beside(sentence.0, sentence.2);
    let own: Vec<String> = words(sentence.1).into_iter().map(|(w, _)| w).collect();
    let firm: Vec<&String> = back.iter().skip_while(|w| softens(w)).collect();
    let has = |frame: &Frame| {
        let says = |phrase: &&str| -> bool {
            let parts: Vec<&str> = phrase.split(' ').rev().collect();
            (0..frame.back).any(|from| {
                parts.iter().enumerate().all(|(i, p)| firm.get(from + i).is_some_and(|w| w.as_str() == *p))
            })
        };
        let follows = |phrase: &&str| -> bool {
            let parts: Vec<&str> = phrase.split(' ').collect();
            (0..frame.on).any(|from| {
                parts.iter().enumerate().all(|(i, p)| on.get(from + i).is_some_and(|w| w.as_str() == *p))
            }) || own.iter().any(|w| w == phrase)
                || unit == Some(*phrase)
        };
        let money = unit.is_some_and(|u| u.len() == 3 && u.bytes().all(|b| b.is_ascii_uppercase()));
        let fits = match frame.unit {
            Unit::Plain => unit.is_none() && !is_time,
            Unit::Money => money,
            Unit::Time => is_time,
            Unit::Any => !is_time && !money,
        };
        fits && (frame.range.0..=frame.range.1).contains(&quantity)
            && (frame.before.is_empty() || frame.before.iter().any(says))
            && (frame.after.is_empty() || frame.after.iter().any(follows))
            && (frame.about.is_empty() || about(sentence, frame.about))
    };
    let frame = FRAMES.iter().position(has)?;
    // The first frame of that name, so that two ways to say it are one slot.
    let frame = FRAMES.iter().position(|f| f.name == FRAMES[frame].name)?;
    let key = match FRAMES[frame].name {
        "house number" => street(sentence.2)?,
        "height of the fall" => {
            own.iter().chain(&on).find(|w| FRAMES[frame].after.contains(&w.as_str()))?.clone()
        }
        _ => unit.unwrap_or_default().to_owned(),
    };
    Some(Phrase { frame, key })
}

/// Whether one of the words stands in the sentence, whatever is between.
fn about(sentence: (&str, &str, &str), set: &[&str]) -> bool {
    [sentence.0, sentence.2].iter().any(|s| words(s).iter().any(|(w, _)| set.contains(&w.as_str())))
}

/// The street of "block of East 3rd Street".
fn street(after: &str) -> Option<String> {
    let (_, rest) = after.split_once("block of ")?;
    let name: Vec<&str> = rest
        .split_whitespace()
        .take_while(|w| w.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()))
        .take(4)
        .map(|w| w.trim_end_matches(|c: char| !c.is_alphanumeric()))
        .collect();
    let end = name.iter().position(|w| {
        matches!(
            w.to_lowercase().as_str(),
            "street" | "st" | "avenue" | "ave" | "road" | "drive" | "boulevard" | "lane" | "place" | "way"
        )
    });
    let name = end.map_or(&name[..], |e| &name[..=e]);
    (!name.is_empty()).then(|| name.join(" "))
}

/// The kind of arms that a figure counts, by its designation: "seven AK-47 rifles".
pub(super) fn designation(after: &str) -> Option<String> {
    let rest = after.trim_start();
    let letters: String = rest.chars().take_while(char::is_ascii_uppercase).collect();
    let tail = rest[letters.len()..].trim_start_matches([' ', '-', '‑', '–']);
    let digits: String = tail.chars().take_while(char::is_ascii_digit).collect();
    ((1..=4).contains(&letters.len()) && (1..=3).contains(&digits.len()))
        .then(|| format!("{letters}-{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sentence cut at its first number, with what the reader makes of it.
    fn read(sentence: &str) -> Option<Phrase> {
        let numbers = ["four months", "three weeks", "eight days", "12 years", "$12 million", "$12 billion"];
        let plain = ["1200", "12", "14", "5.9", "60", "four", "five"];
        let number = numbers.iter().chain(&plain).find(|n| sentence.contains(**n)).unwrap();
        let (before, after) = sentence.split_once(*number).unwrap();
        let time = number.ends_with('s');
        let unit = match *number {
            n if n.starts_with('$') => Some("USD"),
            n if time => n.split(' ').nth(1),
            _ => None,
        };
        let quantity = match *number {
            "1200" => 1200.0,
            "5.9" => 5.9,
            _ => 12.0,
        };
        phrase((before, number, after), quantity, unit, time)
    }

    #[test]
    fn every_frame_is_found_in_its_example() {
        for frame in FRAMES {
            let found = read(frame.example);
            let name = found.as_ref().map(|p| FRAMES[p.frame].name);
            assert_eq!(name, Some(frame.name), "{}", frame.example);
        }
    }

    #[test]
    fn a_figure_beside_other_words_is_in_no_frame() {
        for words in [
            "He had 12 of them in the harbour.",
            "The mother, of 12 Elm Street, left.",
            "The harbour spent $12 million on the quay.",
            "The ferry waited 12 years for a crew.",
        ] {
            assert_eq!(read(words), None, "{words}");
        }
    }

    #[test]
    fn a_designation_is_letters_and_digits() {
        let cases = [
            (" AK-47 assault rifles", Some("AK-47")),
            (" AK 47 guns", Some("AK-47")),
            (" AK - 47 rifles", Some("AK-47")),
            (" rifles", None),
            (" Airbus A320 jets", None),
        ];
        for (after, expected) in cases {
            assert_eq!(designation(after).as_deref(), expected, "{after}");
        }
    }
}
