//! What one operation costs, by size: for following our own changes. `hamtrie-compare` has the rivals.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use hamtrie::HashMap;
use std::hint::black_box;

const SIZES: [u64; 3] = [1_000, 10_000, 100_000];

/// Keys without a pattern that a hasher or a cache could use.
fn key(index: u64) -> u64 {
    index.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

fn map_of(size: u64) -> HashMap<u64, u64> {
    (0..size).map(|index| (key(index), index)).collect()
}

fn operations(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("map");
    for size in SIZES {
        let map = map_of(size);
        let mut next = 0;
        let mut step = move || {
            next = (next + 7919) % size;
            key(next)
        };
        group.bench_function(BenchmarkId::new("get", size), |bencher| {
            bencher.iter(|| map.get(black_box(&step())).copied())
        });
        group.bench_function(BenchmarkId::new("update", size), |bencher| bencher.iter(|| map.update(step(), 0)));
        group.bench_function(BenchmarkId::new("without", size), |bencher| bencher.iter(|| map.without(&step())));
        group.bench_function(BenchmarkId::new("iterate", size), |bencher| bencher.iter(|| map.values().sum::<u64>()));
        group.bench_function(BenchmarkId::new("build", size), |bencher| bencher.iter(|| map_of(size)));
    }
    group.finish();
}

criterion_group!(benches, operations);
criterion_main!(benches);
