//! Gates of one row: arithmetic and ranges.

use super::{
    columns::{ADVICE, BLOCK, CONSTANTS, Cells, Columns, LANE, LANES, Switch, TIED, tied},
    field::to_halo2,
    sheet::Sheet,
};
use crate::{
    claims::netlist::{Gate, Wire},
    field::F,
};
use ark_ff::PrimeField as _;
use halo2_proofs::plonk::{ConstraintSystem, Expression};
use halo2curves::bn256::Fr;

/// Arithmetic gates in a row.
pub(super) const ARITHMETIC: usize = LANES * TIED / 3;
/// Coefficients of an arithmetic gate.
const COEFFICIENTS: usize = 5;
const _: () = assert!(ARITHMETIC * COEFFICIENTS <= CONSTANTS);
/// Digits of two bits in a row.
const DIGITS: usize = 32;
const _: () = assert!(DIGITS <= CONSTANTS);

/// `q0 left + q1 right + q2 left right + q3 out + q4 = 0`, six times.
pub(super) fn arithmetic_gate(meta: &mut ConstraintSystem<Fr>, columns: &Columns) {
    meta.create_gate("arithmetic", |meta| {
        let mut cells = Cells { columns, meta };
        let on = cells.switch(Switch::Arithmetic);
        (0..ARITHMETIC)
            .map(|gate| {
                let [left, right, out] = [0, 1, 2].map(|i| cells.here(tied(3 * gate + i)));
                let [q0, q1, q2, q3, q4] = [0, 1, 2, 3, 4].map(|i| cells.constant(COEFFICIENTS * gate + i));
                on.clone() * (left * (q0 + q2 * right.clone()) + q1 * right + q3 * out + q4)
            })
            .collect::<Vec<_>>()
    });
}

/// What an arithmetic lane holds.
pub(super) enum Arithmetic {
    /// A gate.
    Gate([Wire; 3], [F; 5]),
    /// A wire that is a constant.
    Constant(Wire, F),
    /// The cell that is zero.
    Zero,
}

/// Lays out arithmetic gates.
pub(super) fn lay_arithmetic(sheet: &mut Sheet, gates: &[Arithmetic]) {
    let (zero, one) = (F::from(0u64), F::from(1u64));
    for gates in gates.chunks(ARITHMETIC) {
        let row = sheet.take(1);
        sheet.switch(Switch::Arithmetic, row, 1);
        for (lane, gate) in gates.iter().enumerate() {
            let q = match gate {
                Arithmetic::Gate(wires, q) => {
                    wires.iter().enumerate().for_each(|(i, wire)| sheet.tie(*wire, tied(3 * lane + i), row));
                    *q
                }
                Arithmetic::Constant(wire, value) => {
                    sheet.tie(*wire, tied(3 * lane + 2), row);
                    [zero, zero, zero, one, -*value]
                }
                Arithmetic::Zero => {
                    sheet.tie_zero(tied(3 * lane + 2), row);
                    [zero, zero, zero, one, zero]
                }
            };
            q.iter().enumerate().for_each(|(i, q)| sheet.constant(COEFFICIENTS * lane + i, row, *q));
        }
    }
}

/// The columns of a range row: the value, what is left of it above 64 bits, the digits.
pub(super) fn range_columns() -> (usize, usize, Vec<usize>) {
    let free = (0..ADVICE).filter(|column| column % LANE >= TIED);
    let shared = (LANE..ADVICE).filter(|column| column % LANE < BLOCK);
    (tied(0), tied(1), free.chain(shared).take(DIGITS).collect())
}

/// `value = digits + 2^64 rest`, each digit 0, 1, 2 or 3, digits under the mask 0.
pub(super) fn range_gate(meta: &mut ConstraintSystem<Fr>, columns: &Columns) {
    let (value, rest, digits) = range_columns();
    meta.create_gate("range", |meta| {
        let mut cells = Cells { columns, meta };
        let on = cells.switch(Switch::Range);
        let (value, rest) = (cells.here(value), cells.here(rest));
        let digits: Vec<_> = digits.iter().map(|column| cells.here(*column)).collect();
        let sum = digits.iter().rev().fold(rest, |sum, digit| sum * Fr::from(4) + digit.clone());
        let masked = digits
            .iter()
            .enumerate()
            .map(|(i, digit)| cells.constant(i) * digit.clone())
            .reduce(|a, b| a + b)
            .unwrap_or_else(|| Expression::Constant(Fr::zero()));
        let mut constraints =
            vec![("sum", on.clone() * (value - sum)), ("spare digits", on.clone() * masked)];
        for d in digits {
            let minus = |x| d.clone() + Expression::Constant(-Fr::from(x));
            constraints.push(("digit", on.clone() * (d.clone() * minus(1) * minus(2) * minus(3))));
        }
        constraints
    });
}

/// Lays out a range over as many rows as its bits need.
pub(super) fn lay_range(sheet: &mut Sheet, value: Wire, bits: u16) {
    let (value_column, rest_column, digits) = range_columns();
    let count = usize::from(bits) / 2;
    let rows = count.div_ceil(DIGITS);
    let first = sheet.take(rows);
    let mut limbs = sheet.value(value).into_bigint();
    let mut carried = None;
    for row in first..first + rows {
        sheet.switch(Switch::Range, row, 1);
        match carried {
            None => sheet.tie(value, value_column, row),
            Some(wire) => sheet.tie_hint(wire, value_column, row),
        }
        for (i, column) in digits.iter().enumerate() {
            sheet.set(*column, row, F::from(limbs.0[0] >> (2 * i) & 3));
            let spare = (row - first) * DIGITS + i >= count;
            sheet.constant(i, row, F::from(spare));
        }
        limbs >>= 64;
        if row + 1 == first + rows {
            sheet.tie_zero(rest_column, row);
        } else {
            let wire = sheet.hint(F::new(limbs));
            sheet.tie_hint(wire, rest_column, row);
            carried = Some(wire);
        }
    }
}

/// An arithmetic gate's wires and coefficients.
pub(super) fn arithmetic(gate: &Gate) -> Option<Arithmetic> {
    match gate {
        Gate::Arithmetic { left, right, out, q } => Some(Arithmetic::Gate([*left, *right, *out], *q)),
        _ => None,
    }
}

/// The coefficient as halo2 wants it.
pub(super) fn scaled(x: Expression<Fr>, by: &F) -> Expression<Fr> {
    if *by == F::from(1u64) { x } else { x * to_halo2(by) }
}
