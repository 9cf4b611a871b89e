//! The cells of a circuit, before halo2 sees them.

use super::columns::{FixedColumn, Switch};
use crate::{claims::netlist::Wire, field::F};

/// A cell of an advice column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub column: usize,
    pub row: usize,
}

/// A cell of a fixed column: the column, the row, the value.
pub(super) type FixedCell = (FixedColumn, usize, F);

/// A wire that the layout needs and the netlist does not have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hint(usize);

/// Everything that is assigned, and which cells are one wire.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub advice: Vec<(Place, F)>,
    pub fixed: Vec<FixedCell>,
    /// The cells of each wire, as indices into `advice`: the netlist's, then the one that is zero, then the layout's own.
    pub ties: Vec<Vec<usize>>,
    pub rows: usize,
    zero: usize,
    values: Vec<F>,
}

impl Sheet {
    /// An empty sheet over these wires; without values they count as zero.
    pub fn new(wires: usize, values: Option<&[F]>) -> Self {
        let mut values = values.map_or_else(|| vec![F::from(0u64); wires], <[F]>::to_vec);
        values.push(F::from(0u64));
        Self {
            advice: Vec::new(),
            fixed: Vec::new(),
            ties: vec![Vec::new(); wires + 1],
            rows: 0,
            zero: wires,
            values,
        }
    }

    /// The value of a wire.
    pub fn value(&self, wire: Wire) -> F {
        self.values[wire.index()]
    }

    /// Takes rows at the end and gives the first.
    pub fn take(&mut self, rows: usize) -> usize {
        let first = self.rows;
        self.rows += rows;
        first
    }

    /// Assigns a cell that belongs to no wire.
    pub fn set(&mut self, column: usize, row: usize, value: F) {
        self.advice.push((Place { column, row }, value));
    }

    /// Assigns a cell of a wire.
    pub fn tie(&mut self, wire: Wire, column: usize, row: usize) {
        self.tie_index(wire.index(), column, row);
    }

    /// Assigns a cell that is always zero.
    pub fn tie_zero(&mut self, column: usize, row: usize) {
        self.tie_index(self.zero, column, row);
    }

    fn tie_index(&mut self, wire: usize, column: usize, row: usize) {
        self.ties[wire].push(self.advice.len());
        self.set(column, row, self.values[wire]);
    }

    /// A new wire of the layout's own, with its value.
    pub fn hint(&mut self, value: F) -> Hint {
        self.values.push(value);
        self.ties.push(Vec::new());
        Hint(self.values.len() - 1)
    }

    /// Assigns a cell of a wire of the layout's own.
    pub fn tie_hint(&mut self, wire: Hint, column: usize, row: usize) {
        self.tie_index(wire.0, column, row);
    }

    /// Sets a constant of a row.
    pub fn constant(&mut self, i: usize, row: usize, value: F) {
        if value != F::from(0u64) {
            self.fixed.push((FixedColumn::Constant(i), row, value));
        }
    }

    /// Says what a row is.
    pub fn switch(&mut self, switch: Switch, row: usize, value: i64) {
        if value != 0 {
            self.fixed.push((FixedColumn::Switch(switch), row, F::from(value)));
        }
    }
}
