//! *Is this word one that introduces somebody's words, and which shape do the words then have?*
//!
//! A lexicon of reporting verbs (`data/cues.txt`); the forms of regular verbs are made by rule. A verb of two words
//! ("point out") is found at its first word.
//!
//! Left out on purpose: whether the word at hand *is* the verb ("claims" may be a noun); that is the tagger's business.

use std::sync::LazyLock;

use copydesk_model::Medium;
use rustc_hash::FxHashMap;

/// The shapes of words that a cue licenses; the letters are those of the data file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frames(u16);

const LETTERS: &str = "qptbwixXocfgd";

impl Frames {
    fn parse(letters: &str) -> Option<Self> {
        let mut bits = 0;
        for letter in letters.chars().filter(|c| !c.is_whitespace()) {
            bits |= 1 << LETTERS.find(letter)?;
        }
        Some(Self(bits))
    }

    /// Whether it licenses the shape with that letter.
    pub(super) fn has(self, letter: char) -> bool {
        LETTERS.find(letter).is_some_and(|i| self.0 & (1 << i) != 0)
    }
}

/// Forms of a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Base,
    Present,
    Past,
    Participle,
    Gerund,
}

/// What kind of utterance a cue tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    Spoken,
    Written,
    Post,
    Sung,
    Thought,
}

impl Manner {
    /// As a medium; a thought is known because it was spoken.
    pub(super) fn medium(self) -> Medium {
        match self {
            Self::Spoken | Self::Thought => Medium::Spoken,
            Self::Written => Medium::Written,
            Self::Post => Medium::Post,
            Self::Sung => Medium::Sung,
        }
    }
}

/// One form of a cue.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cue {
    /// The dictionary form of its first word.
    pub(super) lemma: &'static str,
    /// The second word, if there is one.
    pub(super) particle: Option<&'static str>,
    pub(super) frames: Frames,
    pub(super) manner: Manner,
    pub(super) form: Form,
    /// Past and participle are the same word.
    pub(super) past_is_participle: bool,
}

/// Cues by their first word; those of two words first.
static CUES: LazyLock<FxHashMap<String, Vec<Cue>>> = LazyLock::new(|| {
    let mut table: FxHashMap<String, Vec<Cue>> = FxHashMap::default();
    for line in include_str!("../../data/cues.txt").lines() {
        let Some(entry) = Entry::parse(line) else { continue };
        for (word, form) in entry.forms() {
            let cue = Cue {
                lemma: entry.lemma,
                particle: entry.particle,
                frames: entry.frames,
                manner: entry.manner,
                form,
                past_is_participle: entry.past == entry.participle,
            };
            let cues = table.entry(word).or_default();
            if entry.particle.is_some() { cues.insert(0, cue) } else { cues.push(cue) }
        }
    }
    table
});

/// The cues that a lower-case word may be; `next` is the word after it, in lower case.
pub(super) fn lookup(word: &str, next: &str) -> Option<Cue> {
    CUES.get(word)?.iter().find(|c| c.particle.is_none_or(|p| p == next)).copied()
}

struct Entry {
    lemma: &'static str,
    particle: Option<&'static str>,
    past: String,
    participle: String,
    frames: Frames,
    manner: Manner,
}

impl Entry {
    fn parse(line: &'static str) -> Option<Self> {
        let mut words = line.split('#').next()?.split_whitespace();
        let first = words.next()?;
        let (lemma, particle) = first.split_once('_').map_or((first, None), |(l, p)| (l, Some(p)));
        let rest: Vec<&str> = words.collect();
        let (manner, rest) = rest.split_last()?;
        let manner = match *manner {
            "spoken" => Manner::Spoken,
            "written" => Manner::Written,
            "post" => Manner::Post,
            "sung" => Manner::Sung,
            "thought" => Manner::Thought,
            _ => return None,
        };
        let given: Vec<&str> = rest.iter().copied().filter(|w| w.len() > 1).collect();
        let frames = Frames::parse(&rest.iter().copied().filter(|w| w.len() == 1).collect::<String>())?;
        let word = |w: &str| w.split('_').next().unwrap_or(w).to_owned();
        let past = given.first().map_or_else(|| regular_past(lemma), |w| word(w));
        let participle = given.get(1).map_or_else(|| past.clone(), |w| word(w));
        Some(Self { lemma, particle, past, participle, frames, manner })
    }

    /// Its forms; one word may be several.
    fn forms(&self) -> Vec<(String, Form)> {
        let mut forms = vec![
            (third_person(self.lemma), Form::Present),
            (self.past.clone(), Form::Past),
            (gerund(self.lemma, &self.past), Form::Gerund),
        ];
        // "put" and "read" are past rather than present where nothing tells.
        if self.past != self.lemma {
            forms.insert(0, (self.lemma.to_owned(), Form::Base));
        }
        if self.participle != self.past {
            forms.push((self.participle.clone(), Form::Participle));
        }
        forms
    }
}

fn consonant_y(lemma: &str) -> Option<&str> {
    let stem = lemma.strip_suffix('y')?;
    (!stem.ends_with(['a', 'e', 'i', 'o', 'u'])).then_some(stem)
}

fn regular_past(lemma: &str) -> String {
    if let Some(stem) = consonant_y(lemma) {
        format!("{stem}ied")
    } else if lemma.ends_with('e') {
        format!("{lemma}d")
    } else {
        format!("{lemma}ed")
    }
}

fn third_person(lemma: &str) -> String {
    if let Some(stem) = consonant_y(lemma) {
        format!("{stem}ies")
    } else if lemma.ends_with(['s', 'x', 'z'])
        || lemma.ends_with("ch")
        || lemma.ends_with("sh")
        || lemma == "go"
    {
        format!("{lemma}es")
    } else {
        format!("{lemma}s")
    }
}

fn gerund(lemma: &str, past: &str) -> String {
    // A past that doubles the consonant tells that the gerund does.
    if let Some(stem) = past.strip_suffix("ed")
        && stem.len() == lemma.len() + 1
        && stem.starts_with(lemma)
    {
        return format!("{stem}ing");
    }
    match lemma {
        "begin" => return "beginning".to_owned(),
        "put" => return "putting".to_owned(),
        _ => {}
    }
    if let Some(stem) = lemma.strip_suffix("ie") {
        format!("{stem}ying")
    } else if lemma.ends_with('e') && !lemma.ends_with("ee") {
        format!("{}ing", &lemma[..lemma.len() - 1])
    } else {
        format!("{lemma}ing")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_lexicon_is_understood() {
        for line in include_str!("../../data/cues.txt").lines() {
            let empty = line.split('#').next().is_none_or(|l| l.trim().is_empty());
            assert!(empty || Entry::parse(line).is_some(), "{line}");
        }
    }

    #[test]
    fn the_forms_of_a_verb_are_known() {
        for (word, next, lemma, form) in [
            ("says", "", "say", Form::Present),
            ("denied", "", "deny", Form::Past),
            ("quipping", "", "quip", Form::Gerund),
            ("written", "", "write", Form::Participle),
            ("pointing", "out", "point", Form::Gerund),
            ("lying", "", "lie", Form::Gerund),
            ("agreed", "", "agree", Form::Past),
            ("agreeing", "", "agree", Form::Gerund),
        ] {
            let cue = lookup(word, next).unwrap();
            assert_eq!((cue.lemma, cue.form), (lemma, form), "{word}");
        }
        assert!(lookup("pointing", "at").is_none());
    }
}
