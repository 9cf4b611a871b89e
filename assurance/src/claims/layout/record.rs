//! What a circuit assigns and ties, as halo2 is told.

use super::Cell;
use halo2_proofs::{
    circuit::{SimpleFloorPlanner, Value},
    plonk::{
        Advice, Any, Assigned, Assignment, Circuit, Column, ConstraintSystem, Error, Fixed, FloorPlanner,
        Instance, Selector,
    },
};
use halo2curves::bn256::Fr;
use plimsoll_circuits::{
    claims::halo2::{ClaimCircuit, from_halo2},
    field::F,
};
use std::collections::{BTreeMap, HashMap};

/// Takes down what a circuit does to its table.
#[derive(Default)]
pub struct Record {
    /// Values of fixed cells, by column and row; all others are 0.
    pub fixed: HashMap<(usize, usize), F>,
    /// Advice cells that are assigned, with their values if they are known.
    pub advice: BTreeMap<(usize, usize), Option<F>>,
    /// Copy constraints.
    pub copies: Vec<(Cell, Cell)>,
    columns: Columns,
}

/// The columns in their order: halo2 keeps their indices to itself, but counts in every system alike.
struct Columns {
    advice: Vec<Column<Any>>,
    fixed: Vec<Column<Any>>,
    instance: Column<Any>,
}

/// More than there are of any kind.
const MOST: usize = 256;

impl Default for Columns {
    fn default() -> Self {
        let mut meta = ConstraintSystem::<Fr>::default();
        Self {
            advice: (0..MOST).map(|_| meta.advice_column().into()).collect(),
            fixed: (0..MOST).map(|_| meta.fixed_column().into()).collect(),
            instance: meta.instance_column().into(),
        }
    }
}

/// The position of a column; an error for one beyond those that are known.
fn index(columns: &[Column<Any>], column: impl Into<Column<Any>>) -> Result<usize, Error> {
    let column = column.into();
    columns.iter().position(|other| *other == column).ok_or(Error::Synthesis)
}

impl Record {
    /// What a circuit does, and its constraint system.
    ///
    /// # Errors
    /// Whatever the circuit reports.
    pub fn of(circuit: &ClaimCircuit) -> Result<(Self, ConstraintSystem<Fr>), Error> {
        let mut meta = ConstraintSystem::<Fr>::default();
        let config = ClaimCircuit::configure(&mut meta);
        let mut record = Self::default();
        SimpleFloorPlanner::synthesize(&mut record, circuit, config, Vec::new())?;
        Ok((record, meta))
    }

    fn cell(&self, column: Column<Any>, row: usize) -> Result<Cell, Error> {
        if column == self.columns.instance {
            return Ok(Cell::Instance(row));
        }
        // No constant is copied: the layout has a gate for constants. So a fixed column is an error.
        Ok(Cell::Advice(index(&self.columns.advice, column)?, row))
    }
}

fn known<VR: Into<Assigned<Fr>>>(value: Value<VR>) -> Option<F> {
    let mut found = None;
    let _ = value.map(|value| found = Some(from_halo2(&value.into().evaluate())));
    found
}

impl Assignment<Fr> for Record {
    fn enter_region<NR: Into<String>, N: FnOnce() -> NR>(&mut self, _: N) {}

    fn exit_region(&mut self) {}

    fn enable_selector<A: FnOnce() -> AR, AR: Into<String>>(
        &mut self,
        _: A,
        _: &Selector,
        _: usize,
    ) -> Result<(), Error> {
        Err(Error::Synthesis)
    }

    fn query_instance(&self, _: Column<Instance>, _: usize) -> Result<Value<Fr>, Error> {
        Ok(Value::unknown())
    }

    fn assign_advice<V, VR, A, AR>(
        &mut self,
        _: A,
        column: Column<Advice>,
        row: usize,
        to: V,
    ) -> Result<(), Error>
    where
        V: FnOnce() -> Value<VR>,
        VR: Into<Assigned<Fr>>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        let column = index(&self.columns.advice, column)?;
        self.advice.insert((column, row), known(to()));
        Ok(())
    }

    fn assign_fixed<V, VR, A, AR>(
        &mut self,
        _: A,
        column: Column<Fixed>,
        row: usize,
        to: V,
    ) -> Result<(), Error>
    where
        V: FnOnce() -> Value<VR>,
        VR: Into<Assigned<Fr>>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        let column = index(&self.columns.fixed, column)?;
        self.fixed.insert((column, row), known(to()).ok_or(Error::Synthesis)?);
        Ok(())
    }

    fn copy(
        &mut self,
        left: Column<Any>,
        left_row: usize,
        right: Column<Any>,
        right_row: usize,
    ) -> Result<(), Error> {
        let pair = (self.cell(left, left_row)?, self.cell(right, right_row)?);
        self.copies.push(pair);
        Ok(())
    }

    fn fill_from_row(&mut self, _: Column<Fixed>, _: usize, _: Value<Assigned<Fr>>) -> Result<(), Error> {
        Err(Error::Synthesis)
    }

    fn push_namespace<NR: Into<String>, N: FnOnce() -> NR>(&mut self, _: N) {}

    fn pop_namespace(&mut self, _: Option<String>) {}
}
