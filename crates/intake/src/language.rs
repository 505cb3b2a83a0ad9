//! *Which language is this text in?*
//!
//! A quick count of English function words first, since most input is English; the trigram model of `whatlang`
//! for the rest, on a stretch of the text, and only when it is sure.

/// How much of a text is looked at.
const STRETCH: usize = 1200;

/// Function words that, together, only English has.
const ENGLISH: &[&str] =
    &["the", "of", "and", "to", "was", "that", "said", "with", "have", "his", "for", "they"];

/// BCP 47 tag of the text's language; none when that cannot be said.
pub(crate) fn identify(text: &str) -> Option<&'static str> {
    let start = text.len() - text.trim_start().len();
    let mut end = (start + STRETCH).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let stretch = text.get(start..end)?;
    if english(stretch) {
        return Some("en");
    }
    let info = whatlang::detect(stretch)?;
    if info.is_reliable() || info.confidence() > 0.8 { Some(tag(info.lang())) } else { None }
}

fn english(stretch: &str) -> bool {
    let (mut words, mut hits) = (0u32, 0u32);
    let mut kinds = 0u32;
    for word in stretch.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        words += 1;
        if let Some(i) = ENGLISH.iter().position(|e| *e == word) {
            hits += 1;
            kinds |= 1 << i;
        }
    }
    words >= 12 && hits * 8 >= words && kinds.count_ones() >= 4 && kinds & 1 == 1
}

/// Two-letter codes where there are any, as BCP 47 wants the shortest.
fn tag(lang: whatlang::Lang) -> &'static str {
    let code = lang.code();
    SHORT.iter().find(|(long, _)| *long == code).map_or(code, |(_, short)| short)
}

const SHORT: &[(&str, &str)] = &[
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("aze", "az"),
    ("bel", "be"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("cym", "cy"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("epo", "eo"),
    ("est", "et"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jav", "jv"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kat", "ka"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lat", "la"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nob", "nb"),
    ("ori", "or"),
    ("pan", "pa"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("sna", "sn"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tuk", "tk"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
    ("yid", "yi"),
    ("zul", "zu"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_named_by_its_shortest_tag_and_only_when_sure() {
        for (text, tag) in [
            (
                "The harbour was closed on Monday and the crew of the ferry said that they had to wait.",
                Some("en"),
            ),
            (
                "Der Hafen wurde am Montag geschlossen, und die Besatzung der Fähre musste lange warten.",
                Some("de"),
            ),
            (
                "El puerto fue cerrado el lunes y la tripulación del transbordador tuvo que esperar mucho.",
                Some("es"),
            ),
            ("", None),
            ("12 34", None),
        ] {
            assert_eq!(identify(text), tag, "{text}");
        }
    }
}
