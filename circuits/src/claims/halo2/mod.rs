//! Any [`Netlist`] as a halo2 circuit over BN254's scalar field, without lookups: one set of columns and gates for all.

mod columns;
mod field;
mod partial;
mod poseidon2;
mod rows;
mod sheet;
mod simple;
#[cfg(test)]
mod tests;

pub use columns::Columns;
pub use field::{from_halo2, to_halo2};

use super::netlist::{Gate, Netlist, Wire};
use crate::field::F;
use columns::LANES;
use halo2_proofs::{
    circuit::{Cell, Layouter, Region, SimpleFloorPlanner, Value},
    plonk::{Circuit, ConstraintSystem, Error},
};
use halo2curves::bn256::Fr;
use rows::{Narrow, lay_narrow, lay_wide};
use sheet::Sheet;
use simple::{Arithmetic, arithmetic, arithmetic_gate, lay_arithmetic, lay_range, range_gate};

/// Rows at the end of a table that halo2 keeps for blinding.
const BLINDING_ROWS: usize = 6;
/// A table has to be longer than a node gate reaches back.
const LEAST_K: u32 = 5;

/// A netlist laid out.
#[derive(Clone, Debug)]
pub struct ClaimCircuit {
    sheet: Sheet,
    /// The wires of the public inputs.
    public: Vec<usize>,
    known: bool,
}

impl ClaimCircuit {
    /// The circuit without values, which keys are derived from.
    #[must_use]
    pub fn blank(net: &Netlist) -> Self {
        Self::lay(net, None)
    }

    /// The circuit with the value of every wire.
    ///
    /// # Panics
    /// If there is not one value per wire.
    #[must_use]
    pub fn new(net: &Netlist, values: &[F]) -> Self {
        assert_eq!(values.len(), net.wires(), "a circuit needs one value per wire");
        Self::lay(net, Some(values))
    }

    fn lay(net: &Netlist, values: Option<&[F]>) -> Self {
        let mut sheet = Sheet::new(net.wires(), values);
        let narrow: Vec<Narrow> = net.gates().iter().filter_map(|(gate, _)| narrow(gate)).collect();
        narrow.chunks(LANES).for_each(|group| lay_narrow(&mut sheet, group));
        for (gate, _) in net.gates() {
            match gate {
                Gate::Permutation { input, output } if input.len() > 4 => lay_wide(&mut sheet, input, output),
                Gate::Range { value, bits } => lay_range(&mut sheet, *value, *bits),
                _ => {}
            }
        }
        let constants = net.constants().iter().map(|(wire, value)| Arithmetic::Constant(*wire, *value));
        let gates = net.gates().iter().filter_map(|(gate, _)| arithmetic(gate));
        let gates: Vec<_> = std::iter::once(Arithmetic::Zero).chain(constants).chain(gates).collect();
        lay_arithmetic(&mut sheet, &gates);
        let public = net.public().iter().map(|wire| wire.index()).collect();
        Self { sheet, public, known: values.is_some() }
    }

    /// Rows that gates take.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.sheet.rows
    }

    /// The least k for which 2^k rows are enough.
    #[must_use]
    pub fn k(&self) -> u32 {
        let rows = self.sheet.rows.max(self.public.len()) + BLINDING_ROWS;
        rows.next_power_of_two().trailing_zeros().max(LEAST_K)
    }

    /// The cells of a wire: advice columns, counted from 0, and rows.
    pub fn cells(&self, wire: Wire) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.sheet.ties[wire.index()].iter().map(|i| {
            let (place, _) = self.sheet.advice[*i];
            (place.column, place.row)
        })
    }

    /// Assigns every cell, ties those of one wire, and gives a cell of each public wire that gates speak of.
    fn assign(&self, columns: &Columns, mut region: Region<'_, Fr>) -> Result<Vec<Option<Cell>>, Error> {
        for (column, row, value) in &self.sheet.fixed {
            region.assign_fixed(|| "", columns.fixed(*column), *row, || Value::known(to_halo2(value)))?;
        }
        let value = |x: &F| if self.known { Value::known(to_halo2(x)) } else { Value::unknown() };
        let mut cells = Vec::with_capacity(self.sheet.advice.len());
        for (place, x) in &self.sheet.advice {
            let column = columns.advice(place.column);
            cells.push(region.assign_advice(|| "", column, place.row, || value(x))?.cell());
        }
        for ties in &self.sheet.ties {
            for pair in ties.windows(2) {
                region.constrain_equal(cells[pair[0]], cells[pair[1]])?;
            }
        }
        Ok(self.public.iter().map(|wire| self.sheet.ties[*wire].first().map(|i| cells[*i])).collect())
    }
}

/// A gate that takes one lane.
fn narrow(gate: &Gate) -> Option<Narrow> {
    match gate {
        Gate::Permutation { input, output } if input.len() == 4 => {
            Some(Narrow { input: input.clone(), output: output.clone(), ..Narrow::default() })
        }
        Gate::Node { children, member, out } => {
            Some(Narrow { input: children.to_vec(), member: *member, node: Some(*out), ..Narrow::default() })
        }
        _ => None,
    }
}

impl Circuit<Fr> for ClaimCircuit {
    type Config = Columns;
    type FloorPlanner = SimpleFloorPlanner;

    fn without_witnesses(&self) -> Self {
        Self { known: false, ..self.clone() }
    }

    fn configure(meta: &mut ConstraintSystem<Fr>) -> Columns {
        let columns = Columns::new(meta);
        poseidon2::gates(meta, &columns);
        arithmetic_gate(meta, &columns);
        range_gate(meta, &columns);
        columns
    }

    fn synthesize(&self, columns: Columns, mut layouter: impl Layouter<Fr>) -> Result<(), Error> {
        let public = layouter.assign_region(|| "claim", |region| self.assign(&columns, region))?;
        for (i, cell) in public.into_iter().enumerate() {
            if let Some(cell) = cell {
                layouter.constrain_instance(cell, columns.instance, i)?;
            }
        }
        Ok(())
    }
}
