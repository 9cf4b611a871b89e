//! Wrong values are noticed: any one of a wire, any one of a cell.

use super::*;
use proptest::prelude::*;
use std::thread;

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// halo2 accepts exactly what the netlist's own check accepts.
    #[test]
    fn netlist_and_circuit_agree(seed: u64, spoil: Option<(prop::sample::Index, u64)>) {
        let (net, mut values) = netlists::random(seed);
        if let Some((wire, by)) = spoil {
            let wire = wire.index(values.len());
            values[wire] += F::from(by);
        }
        let failures = failures(&ClaimCircuit::new(&net, &values), &public(&net, &values));
        prop_assert_eq!(net.violated(&values).is_none(), failures.is_empty(), "{:?}", failures);
    }
}

/// Every cell that is assigned is held by a gate or a copy: changing any one of them is noticed.
#[test]
fn every_cell_is_held() {
    for part in Part::ALL {
        let (net, values) = part.netlist();
        let circuit = ClaimCircuit::new(&net, &values);
        let public = public(&net, &values);
        let cells = circuit.sheet.advice.len();
        let free = |from: usize| {
            let mut circuit = circuit.clone();
            let spoiled = (from..cells).step_by(2).filter(|i| {
                let honest = circuit.sheet.advice[*i].1;
                // Not 1: a digit may become another digit, but then the sum is wrong.
                circuit.sheet.advice[*i].1 += F::from(3u64);
                let noticed = !failures(&circuit, &public).is_empty();
                circuit.sheet.advice[*i].1 = honest;
                !noticed
            });
            spoiled.map(|i| circuit_place(&net, &values, i)).collect::<Vec<_>>()
        };
        let free: Vec<_> = thread::scope(|scope| {
            let other = scope.spawn(|| free(1));
            let mut all = free(0);
            all.extend(other.join().unwrap());
            all
        });
        assert!(free.is_empty(), "{part:?}: cells that nothing holds: {free:?}");
    }
}

fn circuit_place(net: &Netlist, values: &[F], i: usize) -> sheet::Place {
    ClaimCircuit::new(net, values).sheet.advice[i].0
}

/// A permutation that changes its state between two rows is noticed, wherever it does.
#[test]
fn no_row_can_be_replaced() {
    for t in [4usize, 8, 16] {
        let build = |start: u64| {
            let mut b = Builder::default();
            let input: Vec<_> = (0..t as u64).map(|i| b.private(F::from(start + i))).collect();
            let state = crate::poseidon2::permute(&input.iter().map(|w| b.value(*w)).collect::<Vec<_>>());
            let output = vec![(1, b.private(state[1]))];
            b.gate(Gate::Permutation { input, output });
            let (net, values) = b.finish();
            ClaimCircuit::new(&net, &values)
        };
        let (one, other) = (build(1), build(1000));
        for row in 1..poseidon2::shape(t).rows() {
            let mut mixed = one.clone();
            for (cell, from) in mixed.sheet.advice.iter_mut().zip(&other.sheet.advice) {
                if cell.0.row >= row {
                    *cell = *from;
                }
            }
            let failures = failures(&mixed, &[]);
            assert!(failures.iter().any(|f| f.contains("Poseidon2")), "width {t}, row {row}: {failures:?}");
        }
    }
}
