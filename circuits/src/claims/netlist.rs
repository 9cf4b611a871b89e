//! A circuit as gates over wires, apart from how a proof system lays it out.
//!
//! A [`Netlist`] follows from the policy alone. A [`Builder`] makes one together with the value of every wire; with blank
//! documents it makes the same netlist, which is what keys are derived from.

use crate::{
    field::F,
    poseidon2::{compress, permute},
};
use std::collections::HashMap;

/// One value of the circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Wire(u32);

impl Wire {
    /// Its position among all wires.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What is enforced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gate {
    /// `q0 left + q1 right + q2 left right + q3 out + q4 = 0`.
    Arithmetic {
        /// The factors of a product are left and right.
        left: Wire,
        /// See left.
        right: Wire,
        /// The third wire.
        out: Wire,
        /// The coefficients `q0..q4`.
        q: [F; 5],
    },
    /// `value < 2^bits`; bits is even, at least 2 and at most [`MAX_RANGE_BITS`].
    Range {
        /// What is bounded.
        value: Wire,
        /// By how many bits.
        bits: u16,
    },
    /// Poseidon2 of width 4, 8 or 16: some lanes behind the permutation.
    Permutation {
        /// The state before it; as many as the width.
        input: Vec<Wire>,
        /// Lanes behind it, each lane at most once.
        output: Vec<(usize, Wire)>,
    },
    /// A tree node: `out = P(children)[0] + children[0]`, and `member`, if given, is one of the children.
    Node {
        /// The four children.
        children: [Wire; 4],
        /// What must be among them.
        member: Option<Wire>,
        /// The node.
        out: Wire,
    },
}

/// The greatest bound of a range, so that a value has only one decomposition.
pub const MAX_RANGE_BITS: u16 = 252;

/// A circuit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Netlist {
    wires: u32,
    gates: Vec<(Gate, Scope)>,
    scopes: Vec<String>,
    constants: Vec<(Wire, F)>,
    public: Vec<Wire>,
    private: Vec<Wire>,
}

/// Which part of the statement a gate belongs to: its name is [`Netlist::scope`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scope(u32);

impl Netlist {
    /// How many wires there are.
    #[must_use]
    pub const fn wires(&self) -> usize {
        self.wires as usize
    }

    /// All wires.
    pub fn all(&self) -> impl Iterator<Item = Wire> + use<> {
        (0..self.wires).map(Wire)
    }

    /// The gates, each with its scope.
    #[must_use]
    pub fn gates(&self) -> &[(Gate, Scope)] {
        &self.gates
    }

    /// The name of a scope.
    #[must_use]
    pub fn scope(&self, scope: Scope) -> &str {
        &self.scopes[scope.0 as usize]
    }

    /// Wires that have one value in every proof.
    #[must_use]
    pub fn constants(&self) -> &[(Wire, F)] {
        &self.constants
    }

    /// The public wires, in the order of the public inputs.
    #[must_use]
    pub fn public(&self) -> &[Wire] {
        &self.public
    }

    /// The private inputs: all that a prover knows. Every other wire is determined by these and the public ones.
    #[must_use]
    pub fn private(&self) -> &[Wire] {
        &self.private
    }

    /// A hash of everything that a key follows from: gates, constants and public wires, but not the scopes' names.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = blake3::Hasher::new_derive_key("plimsoll netlist v1");
        let mut write = |x: u64| {
            hash.update(&x.to_le_bytes());
        };
        let field = |write: &mut dyn FnMut(u64), x: &F| {
            use ark_ff::PrimeField as _;
            x.into_bigint().0.into_iter().for_each(write);
        };
        write(u64::from(self.wires));
        write(self.gates.len() as u64);
        for (gate, _) in &self.gates {
            match gate {
                Gate::Arithmetic { left, right, out, q } => {
                    [0, u64::from(left.0), u64::from(right.0), u64::from(out.0)]
                        .into_iter()
                        .for_each(&mut write);
                    q.iter().for_each(|q| field(&mut write, q));
                }
                Gate::Range { value, bits } => {
                    [1, u64::from(value.0), u64::from(*bits)].into_iter().for_each(&mut write);
                }
                Gate::Permutation { input, output } => {
                    [2, input.len() as u64, output.len() as u64].into_iter().for_each(&mut write);
                    input.iter().for_each(|wire| write(u64::from(wire.0)));
                    for (lane, wire) in output {
                        [*lane as u64, u64::from(wire.0)].into_iter().for_each(&mut write);
                    }
                }
                Gate::Node { children, member, out } => {
                    write(3);
                    children.iter().for_each(|wire| write(u64::from(wire.0)));
                    write(member.map_or(u64::MAX, |wire| u64::from(wire.0)));
                    write(u64::from(out.0));
                }
            }
        }
        write(self.constants.len() as u64);
        for (wire, value) in &self.constants {
            write(u64::from(wire.0));
            field(&mut write, value);
        }
        write(self.public.len() as u64);
        self.public.iter().for_each(|wire| write(u64::from(wire.0)));
        *hash.finalize().as_bytes()
    }

    /// The scope of the first gate or constant that these values do not satisfy; `None` if they satisfy all.
    #[must_use]
    pub fn violated(&self, values: &[F]) -> Option<&str> {
        if self.constants.iter().any(|(wire, value)| values[wire.index()] != *value) {
            return Some("constants");
        }
        let (_, scope) = self.gates.iter().find(|(gate, _)| !gate.holds(values))?;
        Some(self.scope(*scope))
    }
}

impl Gate {
    /// Whether it holds of these values, one for each wire.
    #[must_use]
    pub fn holds(&self, values: &[F]) -> bool {
        let at = |wire: &Wire| values[wire.index()];
        match self {
            Self::Arithmetic { left, right, out, q } => {
                let (l, r, o) = (at(left), at(right), at(out));
                q[0] * l + q[1] * r + q[2] * l * r + q[3] * o + q[4] == F::from(0u64)
            }
            Self::Range { value, bits } => fits(&at(value), *bits),
            Self::Permutation { input, output } => {
                let state = permute(&input.iter().map(at).collect::<Vec<_>>());
                output.iter().all(|(lane, wire)| state[*lane] == at(wire))
            }
            Self::Node { children, member, out } => {
                let children = children.map(|wire| at(&wire));
                compress(&children) == at(out) && member.is_none_or(|m| children.contains(&at(&m)))
            }
        }
    }
}

/// Whether a value is below 2^bits.
#[must_use]
pub fn fits(value: &F, bits: u16) -> bool {
    use ark_ff::{BigInteger as _, PrimeField as _};
    value.into_bigint().num_bits() <= u32::from(bits)
}

/// Makes a netlist and the values of its wires, side by side.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    net: Netlist,
    values: Vec<F>,
    constants: HashMap<F, Wire>,
    scopes: HashMap<String, Scope>,
    scope: Option<Scope>,
    bent: HashMap<usize, F>,
}

impl Builder {
    /// A builder that gives some wires, by their positions, other values than it is told; what is computed follows them. So it is shown
    /// what a prover could say who has no documents behind its inputs.
    #[must_use]
    pub fn bent(values: HashMap<usize, F>) -> Self {
        Self { bent: values, ..Self::default() }
    }

    /// A wire whose value the gates around it must determine.
    pub fn hint(&mut self, value: F) -> Wire {
        let wire = Wire(self.net.wires);
        self.net.wires += 1;
        self.values.push(self.bent.get(&wire.index()).copied().unwrap_or(value));
        wire
    }

    /// The next private input.
    pub fn private(&mut self, value: F) -> Wire {
        let wire = self.hint(value);
        self.net.private.push(wire);
        wire
    }

    /// The next public input.
    pub fn public(&mut self, value: F) -> Wire {
        let wire = self.hint(value);
        self.net.public.push(wire);
        wire
    }

    /// A wire that is this constant; the same wire for the same constant.
    pub fn constant(&mut self, value: F) -> Wire {
        if let Some(wire) = self.constants.get(&value) {
            return *wire;
        }
        let wire = self.hint(value);
        self.net.constants.push((wire, value));
        self.constants.insert(value, wire);
        wire
    }

    /// The value of a wire.
    #[must_use]
    pub fn value(&self, wire: Wire) -> F {
        self.values[wire.index()]
    }

    /// Adds a gate to the scope at hand.
    pub fn gate(&mut self, gate: Gate) {
        let scope = self.scope.unwrap_or_else(|| self.scope_of("statement"));
        self.net.gates.push((gate, scope));
    }

    /// Adds what `inside` adds under this name.
    pub fn named<T>(&mut self, name: &str, inside: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.enter(name);
        let out = inside(self);
        self.leave(outer);
        out
    }

    /// What follows belongs under this name, until [`leave`](Self::leave) is given what this returned.
    pub(super) fn enter(&mut self, name: &str) -> Option<Scope> {
        let scope = self.scope_of(name);
        self.scope.replace(scope)
    }

    /// Back to the scope that was left.
    pub(super) fn leave(&mut self, outer: Option<Scope>) {
        self.scope = outer;
    }

    fn scope_of(&mut self, name: &str) -> Scope {
        if let Some(scope) = self.scopes.get(name) {
            return *scope;
        }
        let scope = Scope(self.net.scopes.len() as u32);
        self.net.scopes.push(name.to_owned());
        self.scopes.insert(name.to_owned(), scope);
        scope
    }

    /// The netlist and the values of its wires.
    #[must_use]
    pub fn finish(self) -> (Netlist, Vec<F>) {
        (self.net, self.values)
    }
}
