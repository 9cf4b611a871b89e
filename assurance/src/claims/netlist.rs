//! A netlist as rows: each gate by its meaning.
//!
//! An arithmetic gate is a row. A range is a sum of so many bits. Permutations and nodes are functions: that the layout computes them is
//! another question, which [`layout`](super::layout) answers. Columns are the constant 1, the public wires, the private ones, bits of
//! ranges, and all other wires, in this order: so that what is eliminated first is never a bit.

use plimsoll_circuits::{
    claims::netlist::{Gate, Netlist, Wire},
    field::F,
    soundness::{Function, Row, Synthesized, Uniqueness},
};

/// What can be taken out of a netlist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The gate of this position.
    Gate(usize),
    /// That the node of this position has its member among its children.
    Member(usize),
}

/// Whether a gate asks only that a wire has one value, as that a predicate's verdict is 1.
#[must_use]
pub fn is_requirement(gate: &Gate) -> bool {
    matches!(gate, Gate::Arithmetic { left, right, out, q }
        if left == right && right == out && q[2] == F::from(0u64))
}

/// A netlist whose gates are written out as rows.
pub struct Rows {
    /// The rows, without values.
    system: Synthesized,
    /// Permutations and nodes.
    functions: Vec<Function>,
}

/// Everything that can be taken out of a netlist, one at a time.
#[must_use]
pub fn parts(net: &Netlist) -> Vec<Part> {
    let gates = net.gates().iter().enumerate();
    gates
        .flat_map(|(i, (gate, _))| {
            let member = matches!(gate, Gate::Node { member: Some(_), .. });
            std::iter::once(Part::Gate(i)).chain(member.then_some(Part::Member(i)))
        })
        .collect()
}

impl Rows {
    /// All gates of a netlist but one, and but what asks of a wire that it has one value: so a verdict is determined by what it is made of
    /// and not by its being required.
    #[must_use]
    pub fn of(net: &Netlist, without: Option<Part>) -> Self {
        let one = F::from(1u64);
        let mut columns = vec![0; net.wires()];
        let mut next = 1;
        let mut take = |wires: &mut dyn Iterator<Item = usize>, columns: &mut Vec<usize>| {
            for wire in wires.filter(|wire| columns[*wire] == 0).collect::<Vec<_>>() {
                columns[wire] = next;
                next += 1;
            }
            next
        };
        let instance = take(&mut net.public().iter().map(|wire| wire.index()), &mut columns);
        let first_bit = take(&mut net.private().iter().map(|wire| wire.index()), &mut columns);
        let gates = net.gates().iter().enumerate();
        let kept: Vec<&Gate> = gates
            .filter(|(i, (gate, _))| without != Some(Part::Gate(*i)) && !is_requirement(gate))
            .map(|(_, (gate, _))| gate)
            .collect();
        let bits = |gate: &&Gate| if let Gate::Range { bits, .. } = gate { usize::from(*bits) } else { 0 };
        let behind_bits = first_bit + kept.iter().map(bits).sum::<usize>();
        for (column, wire) in (behind_bits..).zip(columns.iter_mut().filter(|column| **column == 0)) {
            *wire = column;
        }
        let total = columns.iter().max().map_or(0, |last| last + 1).max(behind_bits);

        let at = |wire: &Wire| columns[wire.index()];
        let (mut rows, mut functions, mut bit) = (Vec::new(), Vec::new(), first_bit);
        for (wire, value) in net.constants() {
            rows.push(zero(vec![(at(wire), one), (0, -*value)]));
        }
        for gate in kept {
            match gate {
                Gate::Arithmetic { left, right, out, q } => {
                    let linear = vec![(at(left), -q[0]), (at(right), -q[1]), (at(out), -q[3]), (0, -q[4])];
                    let product = q[2] != F::from(0u64);
                    rows.push(if product {
                        [vec![(at(left), q[2])], vec![(at(right), one)], linear]
                    } else {
                        zero(linear)
                    });
                }
                Gate::Range { value, bits } => {
                    let columns = bit..bit + usize::from(*bits);
                    bit = columns.end;
                    rows.extend(columns.clone().map(boolean));
                    rows.push(zero(sum(columns, &[(at(value), -one)])));
                }
                Gate::Permutation { input, output } => functions.push(Function {
                    inputs: input.iter().map(at).collect(),
                    outputs: output.iter().map(|(_, wire)| at(wire)).collect(),
                }),
                Gate::Node { children, out, .. } => functions
                    .push(Function { inputs: children.iter().map(at).collect(), outputs: vec![at(out)] }),
            }
        }
        let private = net.private().iter().map(|wire| columns[wire.index()]).collect();
        let system = Synthesized::from_rows(rows, total, instance, private);
        Self { system, functions }
    }

    /// What is shown of the columns that are not inputs: wires and bits of ranges.
    #[must_use]
    pub fn uniqueness(&self) -> Uniqueness {
        self.system.uniqueness_with(&self.functions)
    }
}

/// The row that says that a form is 0.
pub(super) fn zero(form: Row) -> [Row; 3] {
    [vec![(0, F::from(1u64))], form, Vec::new()]
}

/// The row that says that a column is 0 or 1.
pub(super) fn boolean(column: usize) -> [Row; 3] {
    let one = F::from(1u64);
    [vec![(column, one)], vec![(column, one), (0, -one)], Vec::new()]
}

/// Bits as a number, and more.
pub(super) fn sum(bits: impl IntoIterator<Item = usize>, more: &[(usize, F)]) -> Row {
    let mut power = F::from(1u64);
    let weighed = bits.into_iter().map(|column| {
        let term = (column, power);
        power += power;
        term
    });
    weighed.chain(more.iter().copied()).collect()
}
