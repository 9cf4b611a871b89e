//! Lies: inputs that nobody's documents have, with every hint made from them, under which one gate alone says no.
//!
//! Whoever takes that gate out accepts the lie. An input is changed, and what only compares it with something is made to fit: the root of
//! a document whose field was changed, its bill, the link. At each step of that the gates that still fail are looked at; where it is one,
//! it is one that is needed. A hint of that gate is then given the value that the gate wants: where now one gate more fails, and this one
//! no longer, that one is needed, too.

use super::{
    netlist::Part,
    subject::Subject,
    values::{divided, solve, tempting, wanted, wires},
};
use plimsoll_circuits::{
    claims::netlist::{Gate, Netlist, Wire},
    field::{F, to_u64},
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

/// Inputs that are changed, by the positions of their wires.
type Inputs = HashMap<usize, F>;

/// Steps in which a lie is made to fit: from a list's gap to its root, or from a field to the link, it takes fewer.
const STEPS: usize = 8;

/// Lies, with a value for each wire, by the part that alone refuses them.
pub struct Lies<'a> {
    subject: &'a Subject,
    net: Netlist,
    honest: Vec<F>,
    /// The gates that speak of a wire.
    by_wire: Vec<Vec<usize>>,
    inputs: HashSet<usize>,
    constants: HashSet<Wire>,
    /// What was found.
    pub found: BTreeMap<Part, Vec<F>>,
    /// Parts that refuse a lie beside others.
    pub together: BTreeSet<Part>,
}

impl<'a> Lies<'a> {
    /// None yet.
    #[must_use]
    pub fn new(subject: &'a Subject) -> Self {
        let (net, honest) = subject.compile();
        let mut by_wire = vec![Vec::new(); net.wires()];
        for (i, (gate, _)) in net.gates().iter().enumerate() {
            for wire in wires(gate) {
                by_wire[wire.index()].push(i);
            }
        }
        let inputs = net.public().iter().chain(net.private()).map(|wire| wire.index()).collect();
        let constants = net.constants().iter().map(|(wire, _)| *wire).collect();
        Self {
            subject,
            net,
            honest,
            by_wire,
            inputs,
            constants,
            found: BTreeMap::new(),
            together: BTreeSet::new(),
        }
    }

    /// The inputs next to a gate, as many as asked for: nearest first.
    #[must_use]
    pub fn near(&self, part: Part, most: usize) -> Vec<usize> {
        let (Part::Gate(gate) | Part::Member(gate)) = part;
        let mut queue = VecDeque::from(wires(&self.net.gates()[gate].0));
        let mut seen: HashSet<Wire> = queue.iter().copied().collect();
        let mut inputs = Vec::new();
        while let Some(wire) = queue.pop_front() {
            if inputs.len() == most {
                break;
            }
            if self.is_input(wire) {
                inputs.push(wire.index());
            }
            let beside = self.by_wire[wire.index()].iter().flat_map(|i| wires(&self.net.gates()[*i].0));
            queue.extend(beside.filter(|wire| !self.is_constant(*wire) && seen.insert(*wire)));
        }
        inputs
    }

    /// Whether a gate speaks of a wire.
    #[must_use]
    pub fn speaks_of(&self, gate: usize, wire: Wire) -> bool {
        self.by_wire[wire.index()].contains(&gate)
    }

    /// Whether a gate asks something only where a flag is 1, and of the documents that are at hand it is 0: that a product with the flag
    /// is 0, or in a range.
    #[must_use]
    pub fn is_idle(&self, gate: usize) -> bool {
        let is_zero = |wire: &Wire| self.honest[wire.index()] == F::from(0u64);
        match &self.net.gates()[gate].0 {
            Gate::Arithmetic { left, right, out, .. } => left != right && right == out && is_zero(left),
            Gate::Range { value, .. } => self.by_wire[value.index()].iter().any(|i| {
                matches!(&self.net.gates()[*i].0, Gate::Arithmetic { left, right, out, q }
                    if out == value && right != out && *q == [0i64, 0, 1, -1, 0].map(F::from) && is_zero(left))
            }),
            Gate::Permutation { .. } | Gate::Node { .. } => false,
        }
    }

    fn is_constant(&self, wire: Wire) -> bool {
        self.constants.contains(&wire)
    }

    /// Tries every value that is worth trying of one input.
    pub fn about(&mut self, input: usize) {
        let beside = std::iter::once(None).chain(self.subject.beside.iter().copied().map(Some));
        for beside in beside.collect::<Vec<_>>() {
            self.about_beside(input, beside);
        }
    }

    fn about_beside(&mut self, input: usize, beside: Option<(usize, F)>) {
        let held: Inputs =
            self.net.private().iter().map(|wire| (wire.index(), self.honest[wire.index()])).collect();
        for value in tempting(self.honest[input]) {
            // With what the prover would show of a list beside it, and with what was shown before.
            for others in [Inputs::new(), held.clone()] {
                let mut inputs = others;
                inputs.extend(beside);
                inputs.insert(input, value);
                self.chase(inputs, input);
            }
        }
    }

    fn chase(&mut self, mut inputs: Inputs, bent: usize) {
        let mut fitted = HashSet::from([bent]);
        for _ in 0..STEPS {
            let (_, values) = self.subject.bent(inputs.clone());
            let failing = self.failing(&values);
            if let [part] = failing[..] {
                self.keep(part, values.clone());
            }
            self.together.extend(failing.iter().copied());
            let fit = failing.iter().find_map(|part| match part {
                Part::Gate(i) => self.fit(*i, &values, &fitted),
                Part::Member(i) => self.fit_member(*i, &values),
            });
            let Some((input, value)) = fit else { return };
            fitted.insert(input);
            inputs.insert(input, value);
        }
    }

    /// Keeps a lie, and all that follow from it.
    fn keep(&mut self, part: Part, values: Vec<F>) {
        let mut open = vec![(part, values)];
        while let Some((part, values)) = open.pop() {
            if self.found.contains_key(&part) {
                continue;
            }
            if let Part::Gate(gate) = part {
                open.extend(self.shifted(gate, &values));
            }
            self.found.insert(part, values);
        }
    }

    /// Lies that this gate takes and one other does not, with another value of a hint.
    fn shifted(&self, gate: usize, values: &[F]) -> Vec<(Part, Vec<F>)> {
        let gate = &self.net.gates()[gate].0;
        let is_hint = |wire: &Wire| !self.is_input(*wire) && !self.is_constant(*wire);
        let hints = wires(gate).into_iter().filter(is_hint);
        let wanted =
            hints.flat_map(|wire| wanted(gate, wire, values).into_iter().map(move |value| (wire, value)));
        let lies = wanted.filter_map(|(wire, value)| {
            let mut values = values.to_vec();
            values[wire.index()] = value;
            let touched = &self.by_wire[wire.index()];
            let mut failing = touched.iter().filter(|i| !self.net.gates()[**i].0.holds(&values));
            match (failing.next(), failing.next()) {
                (Some(one), None) if gate.holds(&values) => Some((Part::Gate(*one), values)),
                _ => None,
            }
        });
        lies.collect()
    }

    /// The parts that these values do not satisfy.
    fn failing(&self, values: &[F]) -> Vec<Part> {
        let gates = self.net.gates().iter().enumerate();
        let failing = gates.filter(|(_, (gate, _))| !gate.holds(values));
        failing
            .map(|(i, (gate, _))| match gate {
                // What is computed is right: it is the member that is not there.
                Gate::Node { member: Some(_), .. } => Part::Member(i),
                _ => Part::Gate(i),
            })
            .collect()
    }

    /// The value of an input, not one of those that are fitted already, with which a gate that compares it holds: an equation of the
    /// input itself, or of a difference that has it as a term.
    fn fit(&self, gate: usize, values: &[F], fitted: &HashSet<usize>) -> Option<(usize, F)> {
        let (left, right, out, q) = match &self.net.gates()[gate].0 {
            Gate::Arithmetic { left, right, out, q } => (left, right, out, q),
            Gate::Range { value, .. } => return self.fit_quotient(*value, values, fitted),
            Gate::Permutation { .. } | Gate::Node { .. } => return None,
        };
        let free = |wire: &Wire| self.is_input(*wire) && !fitted.contains(&wire.index());
        if let Some(wire) = [right, left, out].into_iter().find(|wire| free(wire)) {
            return Some((wire.index(), solve(*wire, [*left, *right, *out], q, values)?));
        }
        // A product that must be 0: its other factor is a difference.
        let difference = (left != right && right == out).then_some(*right)?;
        self.by_wire[difference.index()].iter().find_map(|i| {
            let Gate::Arithmetic { left, right, out, q } = &self.net.gates()[*i].0 else { return None };
            let wire = [right, left].into_iter().find(|wire| free(wire) && *out == difference)?;
            let mut wanted = values.to_vec();
            wanted[difference.index()] = F::from(0u64);
            Some((wire.index(), solve(*wire, [*left, *right, *out], q, &wanted)?))
        })
    }

    /// The quotient with which a remainder is in its range.
    fn fit_quotient(&self, rest: Wire, values: &[F], fitted: &HashSet<usize>) -> Option<(usize, F)> {
        self.by_wire[rest.index()].iter().find_map(|i| {
            let Gate::Arithmetic { left, right, out, q } = &self.net.gates()[*i].0 else { return None };
            let divisor = to_u64(&-q[1]).filter(|divisor| *divisor > 1)?;
            let division = *out == rest && q[0] == F::from(1u64) && !fitted.contains(&right.index());
            division.then(|| (right.index(), divided(values[left.index()], divisor)))
        })
    }

    /// The child that was the member, with what the member is now.
    fn fit_member(&self, gate: usize, values: &[F]) -> Option<(usize, F)> {
        let Gate::Node { children, member: Some(member), .. } = &self.net.gates()[gate].0 else {
            return None;
        };
        let was = |child: &&Wire| self.honest[child.index()] == self.honest[member.index()];
        children.iter().find(was).map(|child| (child.index(), values[member.index()]))
    }

    fn is_input(&self, wire: Wire) -> bool {
        self.inputs.contains(&wire.index())
    }
}
