//! Which parser: the same values made through each of three.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use json_store::corpora;
use json_store::key::Keys;
use json_store::load::{Job, load};
use serde::de::DeserializeSeed;
use std::hint::black_box;

fn parsers(criterion: &mut Criterion) {
    for corpus in corpora::all(1 << 20, 10_000) {
        let mut group = criterion.benchmark_group(&corpus.name);
        group.throughput(Throughput::Bytes(corpus.text.len() as u64)).sample_size(20);
        let text = corpus.text.as_bytes();
        group.bench_function("serde_json", |bencher| {
            bencher.iter(|| {
                let mut deserializer = serde_json::Deserializer::from_slice(text);
                deserializer.disable_recursion_limit();
                Job::new(&mut Keys::default()).seed().deserialize(&mut deserializer)
            })
        });
        // The other two have fixed limits of depth.
        if corpus.name == "depth 1,000" {
            continue;
        }
        group.bench_function("sonic-rs", |bencher| {
            bencher.iter(|| {
                Job::new(&mut Keys::default()).seed().deserialize(&mut sonic_rs::Deserializer::from_slice(text))
            })
        });
        // It changes its input.
        group.bench_function("simd-json", |bencher| {
            bencher.iter_batched_ref(
                || text.to_vec(),
                |text| {
                    let mut deserializer = simd_json::Deserializer::from_slice(text).expect("a document");
                    black_box(Job::new(&mut Keys::default()).seed().deserialize(&mut deserializer))
                },
                BatchSize::PerIteration,
            )
        });
        group.finish();
        let value = load(text, &mut Keys::default()).expect("a document");
        let mut group = criterion.benchmark_group(format!("{}, written", corpus.name));
        group.throughput(Throughput::Bytes(corpus.text.len() as u64)).sample_size(20);
        group.bench_function("serde_json", |bencher| bencher.iter(|| serde_json::to_string(&value)));
        group.bench_function("sonic-rs", |bencher| bencher.iter(|| sonic_rs::to_string(&value)));
        group.finish();
    }
}

criterion_group!(benches, parsers);
criterion_main!(benches);
