//! Every format is read back by a parser that is not ours, and says what the document says.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;

use copydesk_export::{Format, export};
use copydesk_model::document::{AnnotatedReport, Document};
use copydesk_model::{
    Copy, DateSource, Entity, EntityId, EntityKind, Finding, FindingId, FindingValue, Headline, Medium,
    Mention, MentionForm, Published, PublishedDate, Quotation, QuotationId, QuotationKind, Reading, Report,
    ReportId, SCHEMA, Span, Speaker, Standing, Story, StoryId, Support,
};
use serde_json::Value;

/// A hostile id, a formula for a title, marks of every format in the text.
fn report(id: &str, text: &str) -> Report {
    let mut report = Report::new(ReportId::new(id), text);
    report.title = Some("=HYPERLINK(\"x\") & <b>50 % {off}</b>\u{7}".into());
    report.outlet = Some("Müller & Söhne, \"Blatt\"".into());
    report.byline = Some("Ana\nRuiz".into());
    report.url = Some(format!("https://blatt.example/{id}?a=1&b=2"));
    report.published =
        Published::new(PublishedDate::parse("2023-03-14T19:40:00+01:00").unwrap(), DateSource::Metadata);
    report.language = Some("en".into());
    report
}

fn span(text: &str, words: &str) -> Span {
    let start = text.find(words).unwrap();
    Span::new(start, start + words.len())
}

fn document() -> Document {
    let text = "Fähre sank. “Wir \"löschen\" <alles>”, said Ana Ruiz.";
    let (first, second) = (report("a 1", text), report("b", text));
    let reading = Reading {
        entities: vec![Entity {
            id: EntityId(0),
            kind: EntityKind::Person,
            name: "Ana Ruiz".into(),
            gender: None,
            plural: false,
            mentions: vec![Mention { span: span(text, "Ana Ruiz"), form: MentionForm::Name }],
            attributes: vec![],
        }],
        quotations: vec![Quotation {
            id: QuotationId(0),
            span: span(text, "Wir \"löschen\" <alles>"),
            parts: vec![span(text, "Wir \"löschen\" <alles>")],
            speaker: Some(Speaker {
                entity: Some(EntityId(0)),
                name: "Ana Ruiz".into(),
                span: span(text, "Ana Ruiz"),
            }),
            cue: Some(span(text, "said")),
            kind: QuotationKind::Direct,
            medium: Medium::Spoken,
            confidence: 0.9,
        }],
        ..Reading::default()
    };
    let passage = span(text, "Fähre sank");
    let evidence = |r: &Report| r.evidence(passage).unwrap();
    let story = Story {
        id: StoryId::new("s-1"),
        saga: None,
        headline: Headline { text: "Fähre sank".into(), report: first.id.clone(), evidence: None },
        reports: vec![first.id.clone(), second.id.clone()],
        texts: vec![vec![first.id.clone(), second.id.clone()]],
        origins: vec![vec![first.id.clone(), second.id.clone()]],
        from: None,
        to: None,
        entities: vec![],
        why: vec![],
        brief: vec![],
        timeline: vec![],
        publications: vec![],
        placed: vec![],
        quotations: vec![],
        findings: vec![Finding {
            id: FindingId::new("s-1/f0"),
            slot: "what happened".into(),
            standing: Standing::Corroborated,
            kind: None,
            nature: None,
            explanation: "Two reports say so.".into(),
            because: vec![],
            values: vec![FindingValue {
                value: "sank".into(),
                origins: 1,
                evidence: Support::all([evidence(&first), evidence(&second)]).unwrap(),
            }],
        }],
        copies: vec![Copy {
            from: evidence(&first),
            to: evidence(&second),
            similarity: 1.0,
            directed: true,
            because: "credited".into(),
        }],
    };
    Document {
        schema: SCHEMA.into(),
        reports: vec![AnnotatedReport::new(&first, Some(&reading)), AnnotatedReport::new(&second, None)],
        assignments: vec![],
        stories: vec![story],
    }
}

fn json(format: Format) -> Value {
    serde_json::from_str(&export(&document(), format)).unwrap()
}

fn rows(format: Format) -> Vec<csv::StringRecord> {
    let text = export(&document(), format);
    csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect()
}

#[test]
fn every_format_has_a_name_that_reads_back_and_ends_in_a_line_break() {
    let names: BTreeSet<&str> = Format::all().map(Format::name).collect();
    assert_eq!(names.len(), Format::all().count());
    for format in Format::all() {
        assert_eq!(format.name().parse(), Ok(format));
        assert!(!format.extension().is_empty());
        assert!(export(&document(), format).ends_with('\n'), "{format}");
    }
    assert!("docx".parse::<Format>().unwrap_err().to_string().contains("ninjs"));
}

#[test]
fn tables_have_a_row_a_thing_and_no_formula() {
    assert_eq!(rows(Format::ReportsCsv).len(), 2);
    let title = rows(Format::ReportsCsv)[0][4].to_owned();
    assert!(title.starts_with("'=HYPERLINK"), "{title}");
    assert_eq!(&rows(Format::QuotationsCsv)[0][11], "Wir \"löschen\" <alles>");
    assert_eq!(rows(Format::FindingsCsv).len(), 2, "one row a piece of evidence");
    assert_eq!(&rows(Format::CopiesCsv)[0][1], "a 1");
}

#[test]
fn the_copy_graph_is_xml_that_any_parser_reads() {
    for format in [Format::Gexf, Format::Graphml] {
        let text = export(&document(), format);
        let xml = roxmltree::Document::parse(&text).unwrap_or_else(|e| panic!("{format}: {e}\n{text}"));
        let count = |name: &str| {
            xml.descendants()
                .filter(|n| n.has_tag_name((xml.root_element().tag_name().namespace().unwrap(), name)))
                .count()
        };
        assert_eq!((count("node"), count("edge")), (2, 1), "{format}");
        let edge = xml.descendants().find(|n| n.tag_name().name() == "edge").unwrap();
        assert_eq!((edge.attribute("source"), edge.attribute("target")), (Some("a 1"), Some("b")));
    }
}

#[test]
fn bibtex_reads_back_with_its_braces_and_commands_harmless() {
    let text = export(&document(), Format::Bibtex);
    let bibliography = biblatex::Bibliography::parse(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    assert_eq!(bibliography.iter().count(), 2);
    for entry in bibliography.iter() {
        let title: String = entry.fields["title"].iter().map(|c| c.v.get()).collect();
        assert!(title.contains("50 %"), "{title}");
    }
}

#[test]
fn ris_has_a_line_a_tag() {
    let text = export(&document(), Format::Ris);
    assert_eq!(text.matches("TY  - NEWS\r\n").count(), 2);
    assert!(text.contains("AU  - Ana Ruiz\r\n") && text.contains("DA  - 2023/03/14/\r\n"));
    for line in text.lines() {
        assert!(line.len() >= 6 && line.get(2..6) == Some("  - "), "{line}");
    }
}

#[test]
fn csl_gives_the_date_in_parts() {
    assert_eq!(json(Format::Csl)[0]["issued"]["date-parts"][0], serde_json::json!([2023, 3, 14]));
}

#[test]
fn annotations_target_the_exact_words() {
    let collection = json(Format::Annotations);
    let items = collection["first"]["items"].as_array().unwrap();
    assert_eq!(collection["total"], items.len());
    let text: Vec<char> = document().reports[0].text.chars().collect();
    for item in items {
        let targets = item["target"].as_array().cloned().unwrap_or_else(|| vec![item["target"].clone()]);
        for target in targets {
            let [quote, position] = &target["selector"].as_array().unwrap()[..] else {
                panic!("two selectors")
            };
            let at = |key: &str| position[key].as_u64().unwrap() as usize;
            let words: String = text[at("start")..at("end")].iter().collect();
            assert_eq!(quote["exact"], words);
        }
    }
}

#[test]
fn schema_org_quotations_are_part_of_their_article() {
    let graph = json(Format::SchemaOrg);
    let nodes = graph["@graph"].as_array().unwrap();
    let quotation = nodes.iter().find(|n| n["@type"] == "Quotation").unwrap();
    assert_eq!(quotation["isPartOf"]["@id"], nodes[0]["@id"]);
    assert!(nodes[0]["mentions"].as_array().unwrap().iter().any(|m| m["@id"] == quotation["creator"]["@id"]));
}

#[test]
fn ninjs_items_carry_their_text_and_people() {
    let items = json(Format::Ninjs);
    assert_eq!(items[0]["bodies"][0]["value"], document().reports[0].text);
    assert_eq!(items[0]["people"][0]["name"], "Ana Ruiz");
    assert_eq!(items[0]["versioncreated"], "2023-03-14T19:40:00+01:00");
}

#[test]
fn provenance_names_every_passage_that_is_derived_from() {
    let graph = json(Format::Prov);
    let nodes = graph["@graph"].as_array().unwrap();
    let ids: BTreeSet<&str> = nodes.iter().map(|n| n["@id"].as_str().unwrap()).collect();
    let derived = nodes.iter().find(|n| n.get("prov:wasDerivedFrom").is_some()).unwrap();
    for from in derived["prov:wasDerivedFrom"].as_array().unwrap() {
        assert!(ids.contains(from["@id"].as_str().unwrap()));
    }
}
