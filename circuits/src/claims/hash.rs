//! The protocol's hashes and trees over wires.

use super::netlist::{Builder, Gate, Wire};
use crate::{
    field::F,
    merkle::ARITY,
    poseidon2::{self, SPONGE_RATE, permute, sponge_start},
    tag::Tag,
};
use std::collections::BTreeMap;

impl Builder {
    fn permutation(&mut self, input: Vec<Wire>, lanes: impl IntoIterator<Item = usize>) -> Vec<Wire> {
        let state = permute(&input.iter().map(|wire| self.value(*wire)).collect::<Vec<_>>());
        let output: Vec<_> = lanes.into_iter().map(|lane| (lane, self.hint(state[lane]))).collect();
        let out = output.iter().map(|(_, wire)| *wire).collect();
        self.gate(Gate::Permutation { input, output });
        out
    }

    /// `H(tag; inputs)` of 3 to 7 or of 12 to 15 inputs: those whose widths there is a gate for.
    pub fn hash(&mut self, tag: Tag, inputs: &[Wire]) -> Wire {
        let mut state = vec![self.constant(tag.value())];
        state.extend_from_slice(inputs);
        let zero = self.constant(F::from(0u64));
        state.resize(poseidon2::width(inputs.len()), zero);
        self.permutation(state, [1])[0]
    }

    /// `sponge(tag; inputs)`.
    pub fn sponge(&mut self, tag: Tag, inputs: &[Wire]) -> Wire {
        let zero = self.constant(F::from(0u64));
        let mut state = vec![zero; SPONGE_RATE + 1];
        state[0] = self.constant(sponge_start(tag, inputs.len()));
        let last = inputs.len().div_ceil(SPONGE_RATE) - 1;
        for (i, block) in inputs.chunks(SPONGE_RATE).enumerate() {
            for (lane, input) in state[1..].iter_mut().zip(block) {
                *lane = if i == 0 { *input } else { self.add(*lane, *input) };
            }
            if i == last {
                return self.permutation(state, [1])[0];
            }
            state = self.permutation(state, 0..=SPONGE_RATE);
        }
        zero
    }

    /// A tree node, one of whose children is `member` if that is given.
    pub fn node(&mut self, children: [Wire; ARITY], member: Option<Wire>) -> Wire {
        let out = self.hint(poseidon2::compress(&children.map(|wire| self.value(wire))));
        self.gate(Gate::Node { children, member, out });
        out
    }

    /// The root over some leaves at fixed positions. `known` gives the value of any other node, by level and position:
    /// a private input.
    pub fn root(
        &mut self,
        mut nodes: BTreeMap<usize, Wire>,
        depth: usize,
        known: impl Fn(usize, usize) -> F,
    ) -> Wire {
        for level in 0..depth {
            let mut above = BTreeMap::new();
            let parents: std::collections::BTreeSet<usize> = nodes.keys().map(|i| i / ARITY).collect();
            for parent in parents {
                let children = std::array::from_fn(|k| {
                    let place = ARITY * parent + k;
                    nodes.get(&place).copied().unwrap_or_else(|| self.private(known(level, place)))
                });
                above.insert(parent, self.node(children, None));
            }
            nodes = above;
        }
        nodes.get(&0).copied().unwrap_or_else(|| self.private(known(depth, 0)))
    }

    /// The root that a path of private children leads to from a leaf, at whichever position.
    pub fn path(&mut self, leaf: Wire, children: &[[F; ARITY]]) -> Wire {
        children.iter().fold(leaf, |below, level| {
            let children = level.map(|value| self.private(value));
            self.node(children, Some(below))
        })
    }
}
