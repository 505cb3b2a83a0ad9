//! *Which day does this publication date mean?*
//!
//! The forms in which records, pages, feeds and URLs write a date: ISO 8601 and its common misspellings, RFC
//! 2822, and dates in words in a few languages. A form that could mean two days (`03/04/2021`) is refused unless
//! one of its numbers settles it. Never a guess.

use copydesk_model::{DateCandidate, DateSource, Published, PublishedDate};
use jiff::civil::{Date, DateTime, Time};

/// Years that a publication can be of.
const YEARS: std::ops::RangeInclusive<i16> = 1600..=2199;

/// Reads a publication date in any form that is known.
pub fn parse(printed: &str) -> Option<PublishedDate> {
    let printed = printed.trim();
    if printed.len() > 120 || printed.is_empty() {
        return None;
    }
    let date = PublishedDate::parse(printed).or_else(|| loose_iso(printed)).or_else(|| in_words(printed))?;
    YEARS.contains(&date.earliest().year()).then_some(date)
}

/// `2020/10/14`, `20201014`, `20201014T200000Z`, `2020-10-14 20:00:00 UTC`, `2020-10-14T20:00:00.000+0000`, `14.10.2020`.
fn loose_iso(printed: &str) -> Option<PublishedDate> {
    let (day, used) = leading_day(printed)?;
    let rest = printed.get(used..)?.trim_start_matches(['T', 't', ' ', ',', '-']).trim_start();
    Some(match clock(rest) {
        Some((time, offset)) => PublishedDate::Instant(DateTime::from_parts(day, time), offset),
        None => PublishedDate::Day(day),
    })
}

/// A day in numbers at the start, and how many bytes it takes.
fn leading_day(printed: &str) -> Option<(Date, usize)> {
    let bytes = printed.as_bytes();
    let number = |from: usize, most: usize| {
        let len = bytes.get(from..)?.iter().take(most).take_while(|b| b.is_ascii_digit()).count();
        (len > 0).then(|| Some((printed.get(from..from + len)?.parse::<i16>().ok()?, len))).flatten()
    };
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    match digits {
        8 | 14 => {
            let (year, month, day) = (printed.get(..4)?, printed.get(4..6)?, printed.get(6..8)?);
            Some((Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?, 8))
        }
        4 => {
            let separator = *bytes.get(4)?;
            if !b"-/.".contains(&separator) {
                return None;
            }
            let (month, m) = number(5, 2)?;
            if bytes.get(5 + m) != Some(&separator) {
                return None;
            }
            let (day, d) = number(6 + m, 2)?;
            let year = printed.get(..4)?.parse().ok()?;
            Some((Date::new(year, month as i8, day as i8).ok()?, 6 + m + d))
        }
        1 | 2 => {
            let separator = *bytes.get(digits)?;
            if !b"-/.".contains(&separator) {
                return None;
            }
            let (first, _) = number(0, 2)?;
            let (second, s) = number(digits + 1, 2)?;
            let at = digits + 1 + s;
            if bytes.get(at) != Some(&separator) {
                return None;
            }
            let (year, 4) = number(at + 1, 4)? else { return None };
            // A dot means day first everywhere; a slash may mean either, unless the numbers settle it.
            let (day, month) = match (first, second) {
                (d, m) if separator == b'.' || d > 12 || d == m => (d, m),
                (m, d) if d > 12 => (d, m),
                _ => return None,
            };
            Some((Date::new(year, month as i8, day as i8).ok()?, at + 5))
        }
        _ => None,
    }
}

/// `20:00`, `20:00:05.123Z`, `200005`, `8:00 pm EDT`, `20:00 +0200`.
fn clock(rest: &str) -> Option<(Time, Option<i16>)> {
    let bytes = rest.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let two = |at: usize| {
        rest.get(at..at + 2).filter(|s| s.bytes().all(|b| b.is_ascii_digit()))?.parse::<i8>().ok()
    };
    let (mut hour, minute, second, mut at) = match digits {
        6 => (two(0)?, two(2)?, two(4)?, 6),
        1 | 2 if matches!(bytes.get(digits), Some(b':' | b'.' | b'h')) => {
            let hour = rest.get(..digits)?.parse::<i8>().ok()?;
            let minute = two(digits + 1)?;
            let at = digits + 3;
            match bytes.get(at) {
                Some(b':') => (hour, minute, two(at + 1)?, at + 3),
                _ => (hour, minute, 0, at),
            }
        }
        _ => return None,
    };
    if bytes.get(at) == Some(&b'.') {
        at += 1 + bytes.get(at + 1..)?.iter().take_while(|b| b.is_ascii_digit()).count();
    }
    let mut rest = rest.get(at..)?.trim();
    let half = rest.get(..2).map(str::to_ascii_lowercase);
    match half.as_deref() {
        Some("pm") if hour < 12 => hour += 12,
        Some("am") if hour == 12 => hour = 0,
        _ => {}
    }
    if matches!(half.as_deref(), Some("am" | "pm")) {
        rest = rest.get(2..)?.trim();
    }
    Some((Time::new(hour, minute, second, 0).ok()?, zone(rest)))
}

/// Minutes from UTC.
fn zone(printed: &str) -> Option<i16> {
    let printed = printed.trim_matches(['(', ')', '[', ']', ' ']);
    const NAMED: &[(&str, i16)] = &[
        ("z", 0),
        ("utc", 0),
        ("gmt", 0),
        ("ut", 0),
        ("edt", -240),
        ("est", -300),
        ("cdt", -300),
        ("cst", -360),
        ("mdt", -360),
        ("mst", -420),
        ("pdt", -420),
        ("pst", -480),
        ("bst", 60),
        ("cet", 60),
        ("cest", 120),
    ];
    let lower = printed.to_ascii_lowercase();
    if let Some((_, minutes)) = NAMED.iter().find(|(name, _)| *name == lower) {
        return Some(*minutes);
    }
    let lower = lower.trim_start_matches("gmt").trim_start_matches("utc");
    let sign = match lower.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = lower.get(1..)?.chars().filter(|c| *c != ':').take(5).collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i16>().ok()?, 0),
        4 => (digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse::<i16>().ok()?),
        _ => return None,
    };
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// Most candidates that a report keeps: a page may repeat one date a hundred times.
const CANDIDATES: usize = 12;

/// The date of a report and every candidate, the one that was taken first: what the record gives, its URL, its
/// dateline and the lines above its text. A dateline without a year takes that of the date beside it. Without a date of
/// its own a report takes that of its URL, then that of its text; a date of change is never one of publication.
pub(crate) fn weigh(
    own: Published,
    found: Vec<DateCandidate>,
    url: Option<&str>,
    text: &str,
) -> (Published, Vec<DateCandidate>) {
    let path = url.and_then(from_url);
    let near = own.date.or(path).and_then(PublishedDate::day);
    let above = printed_above(text, near);
    let mut published = own;
    if published.date.is_none() {
        let stated = above.iter().find(|(_, _, changed)| !changed).map(|(date, ..)| *date);
        published = match (path, stated) {
            (Some(day), _) => Published::new(day, DateSource::Url),
            (None, Some(date)) => Published::new(date, DateSource::Text),
            (None, None) => Published::default(),
        };
    }
    let mut all: Vec<DateCandidate> = Vec::new();
    let mut keep = |candidate: DateCandidate| {
        if all.len() < CANDIDATES && !all.contains(&candidate) {
            all.push(candidate);
        }
    };
    if let (Some(date), DateSource::Header | DateSource::Metadata) = (own.date, own.from)
        && found.is_empty()
    {
        let source = if own.from == DateSource::Header { "header" } else { "record" };
        keep(DateCandidate { date: date.to_string(), source: source.to_owned() });
    }
    let has_url = found.iter().any(|c| c.source == "url");
    found.into_iter().for_each(&mut keep);
    if let (Some(day), false) = (path, has_url) {
        keep(DateCandidate { date: day.to_string(), source: "url".to_owned() });
    }
    for (date, source, _) in above {
        keep(DateCandidate { date: date.to_string(), source });
    }
    (published, all)
}

/// The dates that newsrooms print above or at the head of a text ("Updated 14 October 2020", "PORT ELLERY, Oct. 14 —"),
/// where each stands, and whether it is one of change.
fn printed_above(text: &str, near: Option<Date>) -> Vec<(PublishedDate, String, bool)> {
    let mut out = Vec::new();
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty()).take(6);
    for line in lines {
        if let Some((changed, rest)) = stated(line) {
            if let Some(date) = in_words(rest).or_else(|| find(rest)).filter(|d| d.day().is_some()) {
                let source = if changed { "line-modified" } else { "line" };
                out.push((date, source.to_owned(), changed));
            }
        } else if let Some(date) = dateline(line, near) {
            out.push((date, "dateline".to_owned(), false));
            break;
        }
    }
    out
}

/// A short line that says when it was published or changed, and what follows those words.
fn stated(line: &str) -> Option<(bool, &str)> {
    const WORDS: &[(&str, bool)] = &[
        ("first published", false),
        ("originally published", false),
        ("published", false),
        ("posted", false),
        ("last updated", true),
        ("last modified", true),
        ("updated", true),
    ];
    if line.len() > 90 {
        return None;
    }
    WORDS.iter().find_map(|(words, changed)| {
        let head = line.get(..words.len()).filter(|h| h.eq_ignore_ascii_case(words))?;
        let rest = line.get(head.len()..)?;
        rest.starts_with([' ', ':']).then_some((*changed, rest))
    })
}

/// The day of a dateline: a place in capitals, a date, a dash; `near` gives the year where the
/// words give none, so that the dateline lies at most a few days before it and never after the next day.
fn dateline(line: &str, near: Option<Date>) -> Option<PublishedDate> {
    let head: String = line.chars().take(110).collect();
    let end =
        [" — ", " – ", " -- ", " - ", "—", " _ ", "--"].iter().filter_map(|dash| head.find(dash)).min()?;
    let words = line.get(..end)?.trim();
    let place = words.split([',', '(']).next()?.trim();
    let shouted = |c: char| !c.is_lowercase();
    if place.chars().count() < 3 || !place.chars().all(shouted) || !place.starts_with(char::is_alphabetic) {
        return None;
    }
    let bare = words.split('(').next().unwrap_or(words);
    if let Some(date @ PublishedDate::Day(_)) = in_words(bare) {
        return Some(date);
    }
    let parts = words_of_day(bare)?;
    let near = near?;
    let day = [near.year(), near.year() - 1]
        .iter()
        .filter_map(|year| Date::new(*year, parts.0, parts.1).ok())
        .find(|day| {
            let ahead = (*day - near).get_days();
            (-14..=1).contains(&ahead)
        })?;
    Some(PublishedDate::Day(day))
}

/// Month and day of "Oct. 14" or "14 October", without a year.
fn words_of_day(printed: &str) -> Option<(i8, i8)> {
    let words = words(printed);
    let at = words.iter().position(|(_, w)| month(w).is_some())?;
    let day = |i: usize| words.get(i)?.1.parse::<i8>().ok().filter(|d| (1..=31).contains(d));
    let found = day(at + 1).or_else(|| day(at.checked_sub(1)?))?;
    Some((month(words.get(at)?.1)?, found))
}

/// Names of months and their abbreviations, in the languages of most news.
const MONTHS: [&str; 12] = [
    "january jan januar januari janvier janv enero ene gennaio gen janeiro января январь янв stycznia ocak tammikuuta ledna január ianuarie jänner leden січня jän",
    "february feb februar februari février fevrier févr fév febrero febbraio fevereiro fev февраля февраль фев lutego şubat helmikuuta února február februarie únor лютого",
    "march mar märz marz maart mrt mars marzo março марта март marca mart maaliskuuta března március martie березня mär",
    "april apr avril avr abril abr aprile апреля апрель апр kwietnia nisan huhtikuuta dubna április aprilie квітня",
    "may mai mei mayo maggio mag maio maj мая май maja mayıs toukokuuta května május травня",
    "june jun juni juin junio giugno giu junho июня июнь июн czerwca haziran kesäkuuta června június iunie червня",
    "july jul juli juillet juil julio luglio lug julho июля июль июл lipca temmuz heinäkuuta července július iulie липня",
    "august aug augustus août aout agosto ago августа август авг sierpnia ağustos elokuuta srpna augusztus серпня augusti",
    "september sep sept septembre septiembre settembre set setembro сентября сентябрь сен września eylül syyskuuta září szeptember septembrie вересня",
    "october oct oktober okt octobre octubre ottobre ott outubro out октября октябрь окт października ekim lokakuuta října október octombrie жовтня",
    "november nov novembre noviembre novembro ноября ноябрь ноя listopada kasım marraskuuta listopadu noiembrie листопада",
    "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro декабря декабрь дек grudnia aralık joulukuuta prosince decembrie грудня desember des",
];

/// A month by its name.
fn month(word: &str) -> Option<i8> {
    if !(3..=24).contains(&word.len()) || word.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let lower = word.to_lowercase();
    (1..).zip(MONTHS).find(|(_, names)| names.split(' ').any(|name| name == lower)).map(|(number, _)| number)
}

/// The first day that a short text names, whatever stands around it.
pub(crate) fn find(text: &str) -> Option<PublishedDate> {
    if text.len() > 400 {
        return None;
    }
    let east: String;
    let mut text = text;
    if text.contains(['年', '년']) {
        east = text.replace([' '], "").replace(['年', '月', '년', '월'], "-").replace(['日', '일'], " ");
        text = &east;
    }
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if c.is_ascii_digit()
            && !before.is_alphanumeric()
            && !matches!(before, '-' | '/' | '.' | ':')
            && let Some(rest) = text.get(at..)
            && let Some((day, used)) = leading_day(rest)
            && !rest.as_bytes().get(used).is_some_and(u8::is_ascii_digit)
            && YEARS.contains(&day.year())
        {
            return Some(PublishedDate::Day(day));
        }
        before = c;
    }
    in_words(text).filter(|d| d.day().is_some_and(|d| YEARS.contains(&d.year())))
}

/// `Wed, 14 Oct 2020 20:00:00 GMT`, `October 14, 2020`, `14. Oktober 2020`, `14 de octubre de 2020`, `Oct. 14, 2020 at 8:05 p.m.`.
fn in_words(printed: &str) -> Option<PublishedDate> {
    let words = words(printed);
    let named = words.iter().position(|(_, w)| month(w).is_some())?;
    let month = month(words.get(named)?.1)?;
    let year_at = |from: usize| {
        words.iter().enumerate().skip(from).take(3).find_map(|(i, (_, w))| {
            let digits = w.get(..4).filter(|_| w.len() == 4)?;
            digits
                .bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| Some((i, digits.parse::<i16>().ok()?)))
                .flatten()
        })
    };
    let day_of = |w: &str| {
        let digits = w.trim_end_matches(|c: char| c.is_alphabetic() || c == 'º');
        let day = digits.parse::<i8>().ok().filter(|d| (1..=31).contains(d))?;
        (digits.len() <= 2 && w.len() - digits.len() <= 3).then_some(day)
    };
    let before = (0..named).rev().take(2).find_map(|i| day_of(words.get(i)?.1));
    let after = words.get(named + 1).and_then(|(_, w)| day_of(w));
    let (year_index, year) = year_at(named + 1)?;
    let day = match (before, after) {
        (_, Some(day)) if year_index == named + 2 => day,
        (Some(day), _) | (None, Some(day)) => day,
        (None, None) => return Some(PublishedDate::Month(year, month)),
    };
    let day = Date::new(year, month, day).ok()?;
    let rest = words.get(year_index).and_then(|(at, w)| printed.get(at + w.len()..)).unwrap_or_default();
    let rest = rest.find(|c: char| c.is_ascii_digit()).and_then(|at| rest.get(at..)).unwrap_or_default();
    Some(match clock(rest) {
        Some((time, offset)) => PublishedDate::Instant(DateTime::from_parts(day, time), offset),
        None => PublishedDate::Day(day),
    })
}

/// Runs of letters and digits with where they start.
fn words(printed: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in printed.char_indices() {
        match (c.is_alphanumeric() || c == 'º' || c == '\u{308}', start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                out.extend(printed.get(from..at).map(|w| (from, w)));
                start = None;
            }
            _ => {}
        }
    }
    out.extend(start.and_then(|from| printed.get(from..).map(|w| (from, w))));
    out
}

/// The day that a URL's path names: `/2020/10/14/`, `/2020-10-14-`, `/20201014/`, `/2020/oct/14/`.
pub(crate) fn from_url(url: &str) -> Option<PublishedDate> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split(['?', '#']).next()?;
    let path = path.get(path.find('/')?..)?;
    let bytes = path.as_bytes();
    let mut at = 0;
    while at + 8 <= bytes.len() {
        let digits = bytes.get(at..)?.iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 {
            at += 1;
            continue;
        }
        if let Some(day) = day_at(path, at, digits) {
            return Some(PublishedDate::Day(day));
        }
        at += digits;
    }
    None
}

fn day_at(path: &str, at: usize, digits: usize) -> Option<Date> {
    let bytes = path.as_bytes();
    if digits == 2 {
        // `29-10-2021`
        let (day, used) = leading_day(path.get(at..)?)?;
        let ends = !bytes.get(at + used).is_some_and(u8::is_ascii_digit);
        return (ends
            && (1990..=2099).contains(&day.year())
            && path.get(at..at + 2)?.parse() == Ok(day.day()))
        .then_some(day);
    }
    let year: i16 = path.get(at..at + 4)?.parse().ok().filter(|y| (1990..=2099).contains(y))?;
    if digits == 8 {
        return Date::new(
            year,
            path.get(at + 4..at + 6)?.parse().ok()?,
            path.get(at + 6..at + 8)?.parse().ok()?,
        )
        .ok();
    }
    let separator = *bytes.get(at + 4)?;
    if digits != 4 || !b"/-_.".contains(&separator) {
        return None;
    }
    let rest = path.get(at + 5..)?;
    let (name, rest) = rest.split_once(separator as char).or_else(|| rest.split_once('/'))?;
    let month = match name.len() {
        1 | 2 => name.parse().ok()?,
        3..=9 => month(name)?,
        _ => return None,
    };
    let len = rest.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&len).then(|| Date::new(year, month, rest.get(..len)?.parse().ok()?).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighed(own: Option<&str>, url: Option<&str>, text: &str) -> (String, Vec<String>) {
        let own = own
            .and_then(PublishedDate::parse)
            .map_or_else(Published::default, |d| Published::new(d, DateSource::Metadata));
        let (published, all) = weigh(own, Vec::new(), url, text);
        let date = published.date.map_or_else(|| "unknown".to_owned(), |d| d.to_string());
        let shown = |c: &DateCandidate| format!("{} {}", c.date, c.source);
        (date, all.iter().map(shown).collect())
    }

    #[test]
    fn every_date_of_a_report_is_kept_with_its_place() {
        let text = "PORT ELLERY, March 8 (Coast Wire) — The ferry sailed.";
        let (date, all) = weighed(Some("2021-03-09"), Some("https://a.example/2021/03/10/ferry"), text);
        assert_eq!(date, "2021-03-09");
        assert_eq!(all, ["2021-03-09 record", "2021-03-10 url", "2021-03-08 dateline"]);
    }

    #[test]
    fn a_date_of_change_is_no_date_of_publication() {
        let (date, all) = weighed(None, None, "Updated 9 March 2021\nThe ferry sailed on Monday.");
        assert_eq!((date.as_str(), all.len()), ("unknown", 1));
        assert_eq!(all, ["2021-03-09 line-modified"]);
        let text = "First published: 8 March 2021 at 10:05\nUpdated 9 March 2021\nThe ferry sailed.";
        assert_eq!(weighed(None, None, text).0, "2021-03-08T10:05:00");
    }

    #[test]
    fn a_dateline_gives_the_day_and_takes_its_year_from_beside_it() {
        for (text, url, expected) in [
            ("PORT ELLERY, March 8, 2021 (Coast Wire) - It sailed.", None, "2021-03-08"),
            ("PORT ELLERY, March 8 (Coast Wire) - It sailed.", None, "unknown"),
            ("The ferry sailed on March 8, 2021 - late.", None, "unknown"),
            ("PORT ELLERY, Dec. 31 - It sailed.", Some("https://a.example/2021/01/01/x"), "2021-01-01"),
        ] {
            assert_eq!(weighed(None, url, text).0, expected, "{text}");
        }
        let all =
            weighed(None, Some("https://a.example/2021/01/01/x"), "PORT ELLERY, Dec. 31 - It sailed.").1;
        assert_eq!(all[1], "2020-12-31 dateline");
    }

    #[test]
    fn a_date_is_read_in_the_forms_that_the_web_writes() {
        for (printed, iso) in [
            ("2020-10-14", "2020-10-14"),
            ("2020-10", "2020-10"),
            ("2020-10-14T20:05:00Z", "2020-10-14T20:05:00Z"),
            ("2020-10-14T20:05:00.000+0200", "2020-10-14T20:05:00+02:00"),
            ("2020-10-14 20:05:00 UTC", "2020-10-14T20:05:00Z"),
            ("2020/10/14", "2020-10-14"),
            ("2020-1-4", "2020-01-04"),
            ("20201014", "2020-10-14"),
            ("20201014T200500Z", "2020-10-14T20:05:00Z"),
            ("14.10.2020, 20:05", "2020-10-14T20:05:00"),
            ("14/10/2020", "2020-10-14"),
            ("10/14/2020", "2020-10-14"),
            ("Wed, 14 Oct 2020 20:05:00 GMT", "2020-10-14T20:05:00Z"),
            ("Wed, 14 Oct 2020 20:05:00 -0400", "2020-10-14T20:05:00-04:00"),
            ("October 14, 2020", "2020-10-14"),
            ("Oct. 14, 2020 at 8:05 PM EDT", "2020-10-14T20:05:00-04:00"),
            ("Wednesday 14th October 2020", "2020-10-14"),
            ("14. Oktober 2020", "2020-10-14"),
            ("14 de octubre de 2020", "2020-10-14"),
            ("1er août 2020", "2020-08-01"),
            ("14 октября 2020", "2020-10-14"),
            ("Market report 14 October 2020", "2020-10-14"),
            ("October 2020", "2020-10"),
            ("Wed Oct 14 2020 20:05:00 GMT+0200 (CEST)", "2020-10-14T20:05:00"),
        ] {
            assert_eq!(parse(printed).map(|d| d.to_string()).as_deref(), Some(iso), "{printed}");
        }
    }

    #[test]
    fn what_could_be_two_days_or_none_is_not_a_date() {
        for printed in [
            "03/04/2021",
            "",
            "soon",
            "yesterday",
            "2020-13-40",
            "99999999",
            "0000-00-00",
            "tomorrow at 8:00",
            "12",
        ] {
            assert_eq!(parse(printed), None, "{printed}");
        }
    }

    #[test]
    fn a_url_names_its_day() {
        for (url, day) in [
            ("https://a.example/2020/10/14/fire", Some("2020-10-14")),
            ("https://a.example/news/2020-10-14-fire.html", Some("2020-10-14")),
            ("https://a.example/news/20201014/fire", Some("2020-10-14")),
            ("https://a.example/world/2020/oct/14/fire", Some("2020-10-14")),
            ("https://a.example/14-10-2020", Some("2020-10-14")),
            ("https://a.example/2020-10/14/fire", Some("2020-10-14")),
            ("https://a.example/2020/10/", None),
            ("https://a.example/2020/10/fire", None),
            ("https://a.example/story-1020304050", None),
            ("https://a.example/?d=2020-10-14", None),
            ("2020", None),
        ] {
            assert_eq!(from_url(url).map(|d| d.to_string()).as_deref(), day, "{url}");
        }
    }
}
