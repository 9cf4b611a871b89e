//! Numbers and Booleans over wires. Every result follows from its inputs: no Boolean is free to say that something holds.

use super::netlist::{Builder, Gate, Wire};
use crate::field::F;
use ark_ff::{BigInteger as _, Field as _, PrimeField as _};

/// A wire that is 0 or 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Flag(Wire);

impl Flag {
    /// The wire.
    #[must_use]
    pub const fn wire(self) -> Wire {
        self.0
    }
}

fn int(x: i64) -> F {
    F::from(x)
}

impl Builder {
    fn arithmetic(&mut self, left: Wire, right: Wire, out: Wire, q: [F; 5]) {
        self.gate(Gate::Arithmetic { left, right, out, q });
    }

    /// `ca a + cb b + k`.
    pub fn linear(&mut self, (a, ca): (Wire, F), (b, cb): (Wire, F), k: F) -> Wire {
        let out = self.hint(ca * self.value(a) + cb * self.value(b) + k);
        self.arithmetic(a, b, out, [ca, cb, int(0), int(-1), k]);
        out
    }

    /// `a + b`.
    pub fn add(&mut self, a: Wire, b: Wire) -> Wire {
        self.linear((a, int(1)), (b, int(1)), int(0))
    }

    /// The sum of all; 0 of none.
    pub fn sum(&mut self, wires: impl IntoIterator<Item = Wire>) -> Wire {
        let sum = wires.into_iter().reduce(|a, b| self.add(a, b));
        sum.unwrap_or_else(|| self.constant(int(0)))
    }

    /// `a b`.
    pub fn product(&mut self, a: Wire, b: Wire) -> Wire {
        let out = self.hint(self.value(a) * self.value(b));
        self.arithmetic(a, b, out, [int(0), int(0), int(1), int(-1), int(0)]);
        out
    }

    /// Enforces `a = b`.
    pub fn same(&mut self, a: Wire, b: Wire) {
        self.arithmetic(a, b, a, [int(1), int(-1), int(0), int(0), int(0)]);
    }

    /// Enforces `a = b` where the flag is 1.
    pub fn same_where(&mut self, flag: Flag, a: Wire, b: Wire) {
        let difference = self.linear((a, int(1)), (b, int(-1)), int(0));
        self.zero_where(flag, difference);
    }

    /// Enforces that a wire is 0 where the flag is 1.
    pub fn zero_where(&mut self, flag: Flag, wire: Wire) {
        self.arithmetic(flag.0, wire, wire, [int(0), int(0), int(1), int(0), int(0)]);
    }

    /// Enforces that a wire is 0 or 1.
    pub fn flag(&mut self, wire: Wire) -> Flag {
        self.arithmetic(wire, wire, wire, [int(-1), int(0), int(1), int(0), int(0)]);
        Flag(wire)
    }

    /// The constant 1 or 0.
    pub fn known(&mut self, truth: bool) -> Flag {
        Flag(self.constant(F::from(truth)))
    }

    /// Enforces that a flag is 1.
    pub fn require(&mut self, flag: Flag) {
        self.arithmetic(flag.0, flag.0, flag.0, [int(1), int(0), int(0), int(0), int(-1)]);
    }

    /// Whether `a` is 0: `z = 1 - a h` and `a z = 0`; and `h z = 0`, so that the hint h is determined too.
    pub fn is_zero(&mut self, a: Wire) -> Flag {
        let inverse = self.value(a).inverse().unwrap_or_default();
        let (hint, z) = (self.hint(inverse), self.hint(F::from(self.value(a) == int(0))));
        self.arithmetic(a, hint, z, [int(0), int(0), int(1), int(1), int(-1)]);
        self.arithmetic(a, z, a, [int(0), int(0), int(1), int(0), int(0)]);
        self.arithmetic(hint, z, a, [int(0), int(0), int(1), int(0), int(0)]);
        Flag(z)
    }

    /// Whether `a = b`.
    pub fn is_same(&mut self, a: Wire, b: Wire) -> Flag {
        let difference = self.linear((a, int(1)), (b, int(-1)), int(0));
        self.is_zero(difference)
    }

    /// Not.
    pub fn not(&mut self, a: Flag) -> Flag {
        Flag(self.linear((a.0, int(-1)), (a.0, int(0)), int(1)))
    }

    /// And.
    pub fn and(&mut self, a: Flag, b: Flag) -> Flag {
        Flag(self.product(a.0, b.0))
    }

    /// Or.
    pub fn or(&mut self, a: Flag, b: Flag) -> Flag {
        let (x, y) = (self.value(a.0), self.value(b.0));
        let out = self.hint(x + y - x * y);
        self.arithmetic(a.0, b.0, out, [int(1), int(1), int(-1), int(-1), int(0)]);
        Flag(out)
    }

    /// Whether `b` holds where `a` does.
    pub fn implies(&mut self, a: Flag, b: Flag) -> Flag {
        let (x, y) = (self.value(a.0), self.value(b.0));
        let out = self.hint(int(1) - x + x * y);
        self.arithmetic(a.0, b.0, out, [int(-1), int(0), int(1), int(-1), int(1)]);
        Flag(out)
    }

    /// Enforces `value < 2^bits`.
    pub fn range(&mut self, value: Wire, bits: u16) {
        self.gate(Gate::Range { value, bits });
    }

    /// Whether `a <= b`, both below 2^bits: `b - a + 2^bits` is `lo + 2^bits hi`, lo below 2^bits and hi a Boolean, which
    /// is the answer.
    pub fn at_most(&mut self, a: Wire, b: Wire, bits: u16) -> Flag {
        let power = int(2).pow([u64::from(bits)]);
        let shifted = self.linear((b, int(1)), (a, int(-1)), power);
        let high = self.value(shifted).into_bigint().get_bit(usize::from(bits));
        let high = self.hint(F::from(high));
        let high = self.flag(high);
        let low = self.linear((shifted, int(1)), (high.0, -power), int(0));
        self.range(low, bits);
        high
    }

    /// Flags for the first `count` of `n` places, which also shows that count is at most n.
    pub fn first(&mut self, count: Wire, n: usize) -> Vec<Flag> {
        let places = crate::field::to_u64(&self.value(count)).unwrap_or(u64::MAX);
        let mut flags: Vec<Flag> = Vec::with_capacity(n);
        for place in 0..n as u64 {
            let wire = self.hint(F::from(place < places));
            let flag = self.flag(wire);
            if let Some(before) = flags.last() {
                // 1 only where the one before it is.
                self.arithmetic(wire, before.0, wire, [int(-1), int(0), int(1), int(0), int(0)]);
            }
            flags.push(flag);
        }
        let sum = self.sum(flags.iter().map(|flag| flag.0));
        self.same(sum, count);
        flags
    }

    /// Whether all hold; true of none.
    pub fn all(&mut self, flags: impl IntoIterator<Item = Flag>) -> Flag {
        let all = flags.into_iter().reduce(|a, b| self.and(a, b));
        all.unwrap_or_else(|| self.known(true))
    }

    /// Whether one holds; false of none.
    pub fn any(&mut self, flags: impl IntoIterator<Item = Flag>) -> Flag {
        let any = flags.into_iter().reduce(|a, b| self.or(a, b));
        any.unwrap_or_else(|| self.known(false))
    }
}
