//! How fast is each room? Throughput is in bytes of text, or in reports.

use std::hint::black_box;

use copydesk::language::Language;
use copydesk::model::{Member, Reading, StoryId};
use copydesk::{lineage, reading, reconcile, stories, times};
use copydesk_bench::{reports, story};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn annotate(c: &mut Criterion) {
    let language = Language::embedded();
    let reports = reports(9);
    let bytes: usize = reports.iter().map(|r| r.text().len()).sum();
    let analyses: Vec<_> = reports.iter().map(|r| language.analyse(r.text(), None)).collect();
    let mut group = c.benchmark_group("annotate");
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("sentences, tokens, tags, names", |b| {
        b.iter(|| reports.iter().for_each(|r| drop(black_box(language.analyse(r.text(), None)))));
    });
    group.bench_function("times", |b| {
        b.iter(|| {
            for (r, a) in reports.iter().zip(&analyses) {
                black_box(times::find(r.text(), a, &r.published));
            }
        });
    });
    group.bench_function("all of a reading", |b| {
        b.iter(|| reports.iter().for_each(|r| drop(black_box(reading::read(r, language)))));
    });
    group.finish();
}

fn across(c: &mut Criterion) {
    let language = Language::embedded();
    let mut group = c.benchmark_group("across");
    group.sample_size(10);
    for n in [10, 50, 250] {
        let reports = story(n);
        let readings: Vec<Reading> = reports.iter().map(|r| reading::read(r, language)).collect();
        let members: Vec<Member<'_>> =
            reports.iter().zip(&readings).map(|(report, reading)| Member { report, reading }).collect();
        let traced = lineage::trace(&members);
        group.throughput(Throughput::Elements(n as u64));
        group.bench_function(BenchmarkId::new("stories", n), |b| {
            b.iter(|| black_box(stories::group(&members, &stories::Settings::default())));
        });
        group.bench_function(BenchmarkId::new("lineage", n), |b| {
            b.iter(|| black_box(lineage::trace(&members)));
        });
        group.bench_function(BenchmarkId::new("reconcile", n), |b| {
            let settings = reconcile::Settings::default();
            b.iter(|| black_box(reconcile::reconcile(StoryId::new("s"), &members, &[], &traced, &settings)));
        });
    }
    group.finish();
}

criterion_group!(rooms, annotate, across);
criterion_main!(rooms);
