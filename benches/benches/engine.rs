//! The engine's kernels by themselves: the figures of the cost model in `docs/engine.md`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use plimsoll_engine::{
    Isa,
    measure::{ADDITIONS, additions_in_g1, additions_in_g2, transforms},
};

fn kernels(criterion: &mut Criterion) {
    for isa in [Isa::Ifma, Isa::Portable].into_iter().filter_map(|isa| isa.available().ok()) {
        let mut group = criterion.benchmark_group(isa.to_string());
        group.sample_size(20).throughput(Throughput::Elements(ADDITIONS));
        let (mut g1, mut g2) = (additions_in_g1(isa), additions_in_g2(isa));
        group.bench_function("addition in G1", |b| b.iter(&mut g1));
        group.bench_function("addition in G2", |b| b.iter(&mut g2));
        for log_n in [15, 17] {
            let Some(mut transform) = transforms(isa, log_n) else { continue };
            // Two polynomials, two transforms each, half an element a butterfly and a layer.
            group.throughput(Throughput::Elements((4 * u64::from(log_n)) << (log_n - 1)));
            group.bench_function(format!("butterfly at 2^{log_n}"), |b| {
                b.iter(|| black_box(&mut transform)())
            });
        }
        group.finish();
    }
}

criterion_group!(benches, kernels);
criterion_main!(benches);
