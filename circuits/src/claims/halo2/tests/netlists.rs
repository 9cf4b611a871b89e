//! Small netlists: one for each kind of gate, and random ones.

use super::*;
use crate::poseidon2::{compress, permute};
use ark_ff::Field as _;
use rand::{Rng, SeedableRng, rngs::StdRng, seq::SliceRandom};

/// A netlist with one gate, as far as that is possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Arithmetic,
    Range(u16),
    Permutation(usize),
    Node,
}

impl Part {
    pub const ALL: [Self; 9] = [
        Self::Arithmetic,
        Self::Range(2),
        Self::Range(64),
        Self::Range(66),
        Self::Range(252),
        Self::Permutation(4),
        Self::Permutation(8),
        Self::Permutation(16),
        Self::Node,
    ];

    pub fn netlist(self) -> (Netlist, Vec<F>) {
        let mut b = Builder::default();
        b.named(&format!("{self:?}"), |b| match self {
            Self::Arithmetic => {
                let (left, right) = (b.public(F::from(3u64)), b.constant(F::from(5u64)));
                product(b, left, right);
            }
            Self::Range(bits) => {
                let value = b.public(F::from(2u64).pow([u64::from(bits)]) - F::from(1u64));
                b.gate(Gate::Range { value, bits });
            }
            Self::Permutation(t) => {
                let input: Vec<_> = (0..t).map(|i| b.private(F::from(7 * i as u64 + 5))).collect();
                permutation(b, input, &[0, 1, t - 1]);
            }
            Self::Node => {
                let children = [11u64, 12, 13, 14].map(|x| b.private(F::from(x)));
                node(b, children, Some(children[2]));
            }
        });
        b.finish()
    }
}

fn product(b: &mut Builder, left: Wire, right: Wire) -> Wire {
    let out = b.private(b.value(left) * b.value(right) * F::from(2u64) + b.value(left) + F::from(9u64));
    let q = [1i64, 0, 2, -1, 9].map(F::from);
    b.gate(Gate::Arithmetic { left, right, out, q });
    out
}

fn permutation(b: &mut Builder, input: Vec<Wire>, lanes: &[usize]) -> Vec<Wire> {
    let state = permute(&input.iter().map(|wire| b.value(*wire)).collect::<Vec<_>>());
    let output: Vec<_> = lanes.iter().map(|lane| (*lane, b.public(state[*lane]))).collect();
    b.gate(Gate::Permutation { input, output: output.clone() });
    output.into_iter().map(|(_, wire)| wire).collect()
}

fn node(b: &mut Builder, children: [Wire; 4], member: Option<Wire>) -> Wire {
    let out = b.private(compress(&children.map(|wire| b.value(wire))));
    b.gate(Gate::Node { children, member, out });
    out
}

/// A random netlist whose gates use each other's wires, with true values.
pub(super) fn random(seed: u64) -> (Netlist, Vec<F>) {
    let rng = &mut StdRng::seed_from_u64(seed);
    let mut b = Builder::default();
    let mut small: Vec<Wire> = (0..4).map(|_| b.private(F::from(rng.r#gen::<u64>()))).collect();
    small.push(b.constant(F::from(rng.gen_range(0u64..9))));
    let mut wires = small.clone();
    for _ in 0..rng.gen_range(1..12) {
        let mut any = |n: usize| (0..n).map(|_| *wires.choose(rng).unwrap()).collect::<Vec<_>>();
        let picked = any(16);
        match rng.gen_range(0..12) {
            0..5 => wires.push(product(&mut b, picked[0], picked[1])),
            5..7 => {
                let bits = *[64u16, 66, 128, 252].choose(rng).unwrap();
                b.gate(Gate::Range { value: *small.choose(rng).unwrap(), bits });
            }
            7..10 => {
                let children = [picked[0], picked[1], picked[2], picked[3]];
                let member = rng.gen_bool(0.7).then_some(children[rng.gen_range(0..4)]);
                wires.push(node(&mut b, children, member));
            }
            kind => {
                let t = if kind == 10 { 4 } else { *[8, 16].choose(rng).unwrap() };
                wires.extend(permutation(&mut b, picked[..t].to_vec(), &[1]));
            }
        }
    }
    b.finish()
}
