//! *Who said what, in which words?*
//!
//! [`Marks`] pairs the quotation marks. [`units`] turns the text into words outside marks and whole quoted stretches,
//! [`attribute`] finds for every reporting verb ([`cues`]) its subject ([`subject`]) and its content, [`speaker`] leads
//! the subject back to an entity, [`medium`] and [`confidence`] say how the words were uttered and how sure all that is.
//!
//! A title, nickname or scare quote is not speech: short words between marks become part of a quotation only where
//! a cue claims them.
//!
//! Left out on purpose: quotations within quotations; attributions by noun ("the claim that …"); irony.

mod asked;
mod attribute;
mod before;
mod carry;
mod confidence;
mod content;
mod cues;
mod draft;
mod ending;
mod forest;
mod marks;
mod medium;
mod phrase;
mod senses;
mod speaker;
mod stance;
mod subject;
mod units;

use copydesk_language::Analysis;
use copydesk_model::{Entity, Quotation, QuotationId, QuotationKind, Span, Speaker};

use draft::Draft;

pub use ending::Place;
pub(crate) use marks::Marks;
pub use stance::{Candidate, Rows};

/// What the forests judge, for those who fit them.
pub(crate) fn rows(text: &str, analysis: &Analysis, marks: &Marks) -> Rows {
    let units = units::Units::new(text, analysis, marks);
    let mut rows = Rows::default();
    attribute::drafts(text, analysis, marks, &units, Some(&mut rows));
    rows
}

/// Finds the quotations of a text and their speakers.
pub(crate) fn find(text: &str, analysis: &Analysis, marks: &Marks, entities: &[Entity]) -> Vec<Quotation> {
    let units = units::Units::new(text, analysis, marks);
    let drafts = attribute::drafts(text, analysis, marks, &units, None);
    let drafts = outermost(drafts);
    let index = speaker::Index::new(text, analysis, marks, entities);
    let mut out: Vec<Quotation> = drafts
        .into_iter()
        .filter_map(|draft| {
            let parts = tidy(text, &draft);
            let span = parts.first()?.cover(*parts.last()?);
            let speaker = index.speaker(text, &draft, &parts).map(|s| closed(text, s));
            Some(Quotation {
                id: QuotationId(0),
                span,
                speaker,
                cue: draft.cue.map(|c| with_colon(text, c.trim(text))).filter(|c| !c.is_empty()),
                kind: draft.kind,
                medium: medium::medium(
                    text,
                    draft.manner,
                    draft.sentence,
                    analysis.paragraphs.get(draft.paragraph).copied().unwrap_or(draft.sentence),
                    &parts,
                ),
                confidence: confidence::confidence(&draft),
                parts,
            })
        })
        .collect();
    out.sort_by_key(|q| (q.span.start(), q.span.end(), q.cue));
    out.dedup_by(|a, b| a.parts == b.parts);
    for (i, quotation) in out.iter_mut().enumerate() {
        quotation.id = QuotationId(i as u32);
    }
    out
}

/// With the comma that closes an apposition: "Ann Reed, the harbour master,".
fn closed(text: &str, mut speaker: Speaker) -> Speaker {
    let words = speaker.span.get(text).unwrap_or_default();
    let after = text.get(speaker.span.end()..).unwrap_or_default();
    if words.contains(", ") && after.starts_with(", ") {
        speaker.span = Span::new(speaker.span.start(), speaker.span.end() + 1);
    }
    speaker
}

/// With the colon that a cue ends with.
fn with_colon(text: &str, cue: Span) -> Span {
    let colon = text.get(cue.end()..).is_some_and(|after| after.starts_with(':'));
    if colon && !cue.is_empty() { Span::new(cue.start(), cue.end() + 1) } else { cue }
}

/// Without the indirect speech within other speech: "he said he hoped to stay" says one thing.
fn outermost(mut drafts: Vec<Draft>) -> Vec<Draft> {
    drafts.retain(|d| !d.parts.is_empty());
    drafts.sort_by_key(|d| (d.first(), std::cmp::Reverse(d.end())));
    let mut out: Vec<Draft> = Vec::with_capacity(drafts.len());
    // The furthest end of a single part so far: only what lies within one part is nested.
    let mut reach: Option<Span> = None;
    for draft in drafts {
        let whole = Span::new(draft.first(), draft.end());
        let nested = draft.kind != QuotationKind::Direct
            && reach.is_some_and(|r| {
                r.contains(whole) && (r != whole || draft.cue.is_some_and(|c| r.contains(c)))
            });
        for part in &draft.parts {
            if !nested && reach.is_none_or(|r| part.end() > r.end()) {
                reach = Some(*part);
            }
        }
        if !nested {
            out.push(draft);
        }
    }
    out
}

/// Parts in order, trimmed, without overlaps.
fn tidy(text: &str, draft: &Draft) -> Vec<Span> {
    let mut parts: Vec<Span> = draft.parts.iter().map(|p| p.trim(text)).filter(|p| !p.is_empty()).collect();
    parts.sort_unstable();
    let mut out: Vec<Span> = Vec::with_capacity(parts.len());
    for part in parts {
        match out.last_mut() {
            Some(last) if last.overlaps(part) => *last = last.cover(part),
            _ => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use copydesk_language::Language;
    use copydesk_model::{Medium, QuotationKind, Report, ReportId};
    use proptest::prelude::*;

    /// `speaker [source] <cue> kind: part | part` of every quotation.
    fn quotations(text: &str) -> Vec<String> {
        let report = Report::new(ReportId::new("t"), text);
        let reading = crate::read(&report, Language::embedded());
        reading
            .quotations
            .iter()
            .map(|q| {
                let parts: Vec<&str> = q.parts.iter().map(|p| p.of(text)).collect();
                let source = q.speaker.as_ref().map_or("-", |s| s.span.of(text));
                let cue = q.cue.map_or("-", |c| c.of(text));
                let kind = match q.kind {
                    QuotationKind::Direct => "direct",
                    QuotationKind::Indirect => "indirect",
                    QuotationKind::Mixed => "mixed",
                };
                format!("[{source}] <{cue}> {kind}: {}", parts.join(" | "))
            })
            .collect()
    }

    const CASES: &[(&str, &[&str])] = &[
        (
            "“We left early,” Ann Reed said. “It rained.”",
            &["[Ann Reed] <said> direct: We left early, | It rained."],
        ),
        (
            "“We left early,” said Ann Reed, the harbour master. “It rained.”",
            &["[Ann Reed, the harbour master] <said> direct: We left early, | It rained."],
        ),
        ("Ann Reed said: “We left early.”", &["[Ann Reed] <said:> direct: We left early."]),
        (
            "“We left,” Ann Reed said, “before it rained.”",
            &["[Ann Reed] <said> direct: We left, | before it rained."],
        ),
        (
            "“We left early.\n\n“It rained,” Ann Reed said.",
            &["[Ann Reed] <said> direct: We left early. | It rained,"],
        ),
        (
            "The mayor said that the port would close on Monday.",
            &["[The mayor] <said> indirect: that the port would close on Monday"],
        ),
        (
            "The mayor said the port would close on Monday.",
            &["[The mayor] <said> indirect: the port would close on Monday"],
        ),
        (
            "The port would close on Monday, the mayor said.",
            &["[the mayor] <said> indirect: The port would close on Monday"],
        ),
        (
            "According to the mayor, the port was closed.",
            &["[the mayor] <According to> indirect: the port was closed"],
        ),
        (
            "The port was closed, according to the mayor.",
            &["[the mayor] <according to> indirect: The port was closed"],
        ),
        (
            "Reed said the plan was “a bad joke” on the town.",
            &["[Reed] <said> mixed: the plan was “a bad joke” on the town"],
        ),
        // Described, not named; with an age; a nickname in the phrase.
        (
            "“We left early,” the “Low Tide” singer, 38, said.",
            &["[the “Low Tide” singer, 38,] <said> direct: We left early,"],
        ),
        ("“We left early,” one fan tweeted.", &["[one fan] <tweeted> direct: We left early,"]),
        // Announced by a colon at the end of a paragraph, without marks.
        (
            "Alongside a picture, Reed wrote:\n\nWe left early. It rained.\n\nThe ferry was late.",
            &["[Reed] <wrote:> direct: We left early. It rained."],
        ),
        // Several sources, none, and those that no verb names.
        (
            "Reed and Bell said the port would close.",
            &["[Reed and Bell] <said> indirect: the port would close"],
        ),
        ("It was said that the port would close.", &["[-] <was said> indirect: that the port would close"]),
        (
            "It was announced on Monday that the port would close.",
            &["[-] <was announced> indirect: that the port would close"],
        ),
        ("Per Ann Reed, the port was closed.", &["[Ann Reed] <Per> indirect: the port was closed"]),
        (
            "The plan, in the words of Ann Reed, was a bad joke.",
            &["[Ann Reed] <in the words of> indirect: The plan"],
        ),
        // Marks of other styles, nested, mismatched, never closed, glued to an emoticon.
        (
            "‘We left early,’ Ann Reed said. ‘It rained.’",
            &["[Ann Reed] <said> direct: We left early, | It rained."],
        ),
        ("“We left early,\" said Ann Reed.", &["[Ann Reed] <said> direct: We left early,"]),
        (
            "“He told me ‘go away’ and I went,” Ann Reed said.",
            &["[Ann Reed] <said> direct: He told me ‘go away’ and I went,"],
        ),
        ("“Oh no :(“ one neighbour wrote.", &["[one neighbour] <wrote> direct: Oh no :("]),
        (
            "She said: “We left early.\n\nThen it rained on the port.",
            &["[She] <said:> direct: We left early."],
        ),
        ("„We left early,“ Ann Reed said.", &["[Ann Reed] <said> direct: We left early,"]),
        ("« We left early », Ann Reed said.", &["[Ann Reed] <said> direct: We left early"]),
        ("「We left early,」 Ann Reed said.", &["[Ann Reed] <said> direct: We left early,"]),
        // Paragraphs that reopen and close once.
        (
            "“We left early.\n\n“It rained.\n\n“Nobody came,” Ann Reed said.",
            &["[Ann Reed] <said> direct: We left early. | It rained. | Nobody came,"],
        ),
        // A block without marks, a transcript, headlines, a post.
        (
            "Ann Reed said in a statement:\n\nWe left early. It rained all day.\n\nThe ferry was late.",
            &["[Ann Reed] <said> direct: We left early. It rained all day."],
        ),
        (
            "The clerk read on.\n\nSMITH: We left early. It rained.\n\nQ: Why did you leave?",
            &["[SMITH] <:> direct: We left early. It rained.", "[Q] <:> direct: Why did you leave?"],
        ),
        ("Smith: 'I quit'\n\nThe mayor of Averlin left on Monday.", &["[Smith] <:> direct: I quit"]),
        (
            "“In tears watching @annreed leave the quay #lowtide,” one fan wrote on Instagram.",
            &["[one fan] <wrote> direct: In tears watching @annreed leave the quay #lowtide,"],
        ),
        // Who is asked, and who is told.
        (
            "Reed urged the council to close the port.",
            &["[Reed] <urged> indirect: the council to close the port"],
        ),
        ("Reed told the council to close the port.", &["[Reed] <told> indirect: to close the port"]),
        // What the reporter adds.
        ("Reed praised the crew on Monday.", &["[Reed] <praised> indirect: the crew"]),
        ("Reed praised the crew, a band of old hands.", &["[Reed] <praised> indirect: the crew"]),
        (
            "Reed praised the mate, the cook and the crew.",
            &["[Reed] <praised> indirect: the mate, the cook and the crew"],
        ),
        (
            "Reed said there was “no way out” of the port.",
            &["[Reed] <said> mixed: there was “no way out” of the port"],
        ),
        (
            "Reed said the taxes paid by others “do nothing” for the port.",
            &["[Reed] <said> mixed: the taxes paid by others “do nothing” for the port"],
        ),
        // A name under the words.
        (
            "“We left early and it rained.” ― Ann Reed",
            &["[Ann Reed] <―> direct: We left early and it rained."],
        ),
        // An apposition with both its commas.
        (
            "Ann Reed, the harbour master, said the port would close.",
            &["[Ann Reed, the harbour master,] <said> indirect: the port would close"],
        ),
        // Where and when it was said is no part of who says it.
        (
            "Ann Reed in a letter said the port was closed.",
            &["[Ann Reed] <said> indirect: the port was closed"],
        ),
        (
            "Ann Reed last week said the port was closed.",
            &["[Ann Reed] <said> indirect: the port was closed"],
        ),
        ("In an interview Reed said the port was closed.", &["[Reed] <said> indirect: the port was closed"]),
        (
            "Ann Reed, under fire over the quay, said the port was closed.",
            &["[Ann Reed] <said> indirect: the port was closed"],
        ),
        (
            "In a letter, Ann Reed, the harbour master, said the port was closed.",
            &["[Ann Reed, the harbour master,] <said> indirect: the port was closed"],
        ),
        // Compounds, owners, bodies.
        (
            "An Averlin-based pilot said the port was closed.",
            &["[An Averlin-based pilot] <said> indirect: the port was closed"],
        ),
        (
            "The port was closed, said Ann Reed, now a partner in a shipyard.",
            &["[Ann Reed, now a partner in a shipyard] <said> indirect: The port was closed"],
        ),
        (
            "The port was closed, said Ann Reed, a former adviser to the mayor.",
            &["[Ann Reed, a former adviser to the mayor] <said> indirect: The port was closed"],
        ),
        (
            "The port was closed, according to the Averlin Society for Lifeboats.",
            &["[the Averlin Society for Lifeboats] <according to> indirect: The port was closed"],
        ),
        // Question marks do not end the sentence.
        ("“Why now?” Reed asked.", &["[Reed] <asked> direct: Why now?"]),
        (
            "Reed told her friends she had a “really odd” morning.",
            &["[Reed] <told> mixed: she had a “really odd” morning"],
        ),
        (
            "The band announced the release of its “Low Tide” film in May.",
            &["[The band] <announced> indirect: the release of its “Low Tide” film in May"],
        ),
        // No speech: titles, nicknames, names given.
        ("Reed sang “Low Tide” at the opening.", &[]),
        ("The “Low Tide” singer left early.", &[]),
        ("They called the boat “Marigold”.", &[]),
        ("It was a so-called “quick fix”.", &[]),
        // Written, posted, sung, sworn, thought.
        ("Reed wrote that the port would close.", &["[Reed] <wrote> indirect: that the port would close"]),
        ("“We left early,” Reed posted.", &["[Reed] <posted> direct: We left early,"]),
        (
            "A user called @harbourgirl posted: “The pier has gone.”",
            &["[A user called @harbourgirl] <posted:> direct: The pier has gone."],
        ),
        (
            "“We left early and it rained,” Reed sang.",
            &["[Reed] <sang> direct: We left early and it rained,"],
        ),
        (
            "Reed testified that the port was closed.",
            &["[Reed] <testified> indirect: that the port was closed"],
        ),
        ("Reed thought the port was closed.", &["[Reed] <thought> indirect: the port was closed"]),
        ("The mayor plans to leave the port.", &["[The mayor] <plans> indirect: to leave the port"]),
        // One cue, two sources; a source that is a thing.
        ("“It rained,” Reed and Bell told the Herald.", &["[Reed and Bell] <told> direct: It rained,"]),
        ("It said that the port was closed.", &["[It] <said> indirect: that the port was closed"]),
        // Asked by nobody in particular; as others have it.
        (
            "Asked whether it rained, Reed said it had.",
            &["[-] <Asked> indirect: whether it rained", "[Reed] <said> indirect: it had"],
        ),
        (
            "As the Herald reported, the port was closed.",
            &["[the Herald] <reported> indirect: the port was closed"],
        ),
        // A second cue behind an inverted speaker.
        (
            "“It rained,” said Ann Reed, adding that nobody came.",
            &["[Ann Reed] <said> direct: It rained,", "[Ann Reed] <adding> indirect: that nobody came"],
        ),
        // Words around the pair.
        ("But, she said, it rained all day.", &["[she] <said> indirect: it rained all day"]),
        (
            "Unless it rains, they say, the port will stay open.",
            &["[they] <say> indirect: Unless it rains | the port will stay open"],
        ),
        // Subjects: a relation, an insertion, a list, a relative clause.
        (
            "Corey Bell, Reed's deputy, said that it rained.",
            &["[Corey Bell, Reed's deputy,] <said> indirect: that it rained"],
        ),
        ("Ann Reed, meanwhile, said that it rained.", &["[Ann Reed] <said> indirect: that it rained"]),
        (
            "Sailors, guards, and many traders say it rained.",
            &["[Sailors, guards, and many traders] <say> indirect: it rained"],
        ),
        (
            "The order released on Friday said that the port was closed.",
            &["[The order released on Friday] <said> indirect: that the port was closed"],
        ),
        (
            "“It rained,” said Ann Reed, a second-generation sailor who left early.",
            &["[Ann Reed, a second-generation sailor who left early] <said> direct: It rained,"],
        ),
        ("“It rained,” said the 46-year-old.", &["[the 46-year-old] <said> direct: It rained,"]),
        // A cue with nothing behind it.
        ("😀said:.", &[]),
    ];

    #[test]
    fn quotations_are_read_with_cue_and_speaker() {
        let wrong: Vec<String> = CASES
            .iter()
            .filter(|(text, expected)| quotations(text) != *expected)
            .map(|(text, expected)| format!("{text}\n  read {:?}\n  not  {expected:?}", quotations(text)))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn the_medium_is_told_by_the_cue_or_its_surroundings() {
        for (text, medium) in [
            ("“We left early,” Reed said.", Medium::Spoken),
            ("“We left early,” Reed said in a statement.", Medium::Written),
            ("“We left early,” Reed wrote on Instagram.", Medium::Post),
            ("“We left early,” one fan tweeted.", Medium::Post),
            ("Reed sang, “We left early and it rained.”", Medium::Sung),
        ] {
            let report = Report::new(ReportId::new("t"), text);
            let reading = crate::read(&report, Language::embedded());
            let media: Vec<Medium> = reading.quotations.iter().map(|q| q.medium).collect();
            assert_eq!(media, [medium], "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_parts_lie_in_order_within_the_span(
            text in "([A-Za-z]{1,6}|said|Ann Reed|that|he|to|“|”|\"|'|’|,|\\.|:|—|\\(|\\)|\n\n|é|😀| ){0,60}",
        ) {
            let report = Report::new(ReportId::new("t"), text.as_str());
            let reading = crate::read(&report, Language::embedded());
            for (i, q) in reading.quotations.iter().enumerate() {
                prop_assert_eq!(q.id.0 as usize, i);
                let mut end = q.span.start();
                for part in &q.parts {
                    prop_assert!(part.get(&text).is_some_and(|p| !p.is_empty()));
                    prop_assert!(part.start() >= end && q.span.contains(*part));
                    end = part.end();
                }
                prop_assert!(q.cue.is_none_or(|c| c.get(&text).is_some()));
                prop_assert!(q.speaker.as_ref().is_none_or(|s| s.span.get(&text).is_some_and(|w| !w.is_empty())));
                prop_assert!((0.0..=1.0).contains(&q.confidence));
            }
        }
    }
}
