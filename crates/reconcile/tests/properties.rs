//! What must hold for any text.

use copydesk_language::Language;
use copydesk_model::{Member, Report, ReportId, StoryId};
use copydesk_reconcile::{Settings, reconcile};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_texts_are_reconciled_without_panic_and_evidence_is_their_slice(
        a in "(?s)([A-Za-z0-9é“”\"’,.;:—@#$%\n ]{0,160}|.{0,80})",
        b in "(?s)([A-Za-z0-9é“”\"’,.;:—@#$%\n ]{0,160}|.{0,80})",
    ) {
        // A copy of one beside the other, so that there is something to align.
        let texts = [a.clone(), format!("{b} {a}"), b];
        let reports: Vec<Report> =
            texts.iter().enumerate().map(|(i, t)| Report::new(ReportId::new(i.to_string()), t.as_str())).collect();
        let readings: Vec<_> = reports.iter().map(|r| copydesk_reading::read(r, Language::embedded())).collect();
        let members: Vec<Member<'_>> =
            reports.iter().zip(&readings).map(|(report, reading)| Member { report, reading }).collect();
        let lineage = copydesk_lineage::trace(&members);
        let story = reconcile(StoryId::new("s"), &members, &[], &lineage, &Settings::default());
        let evidence = story
            .findings
            .iter()
            .flat_map(|f| f.values.iter().flat_map(|v| &v.evidence))
            .chain(story.brief.iter().flat_map(|s| &s.evidence))
            .chain(story.timeline.iter().flat_map(|t| &t.evidence))
            .chain(story.quotations.iter().flat_map(|q| q.variants.iter().flat_map(|v| &v.evidence)));
        for e in evidence {
            let report = reports.iter().find(|r| &r.id == e.report()).unwrap();
            prop_assert_eq!(e.span().get(report.text()), Some(e.text()));
        }
        for sentence in &story.brief {
            prop_assert_eq!(&sentence.text, sentence.evidence.first().text());
        }
    }
}
