//! The halo2 layout of a netlist, as rows: what its constraint system and its assignment say, and not what the code that made them says.

mod classes;
mod lies;
mod record;
mod rows;
mod system;
mod value;

pub use lies::Table;
pub use system::Unreadable;

use classes::Classes;
use halo2_proofs::plonk::Error;
use plimsoll_circuits::{
    claims::{halo2::ClaimCircuit, netlist::Netlist},
    field::F,
    soundness::{Synthesized, Uniqueness},
};
use record::Record;
use std::collections::HashMap;
use system::{Polynomial, System};

/// A cell that copy constraints can touch: a column, but of public inputs, and a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cell {
    /// Of the public inputs.
    Instance(usize),
    /// Of what the prover fills in.
    Advice(usize, usize),
}

/// A circuit as it is laid out.
pub struct Layout {
    gates: Vec<Polynomial>,
    fixed: HashMap<(usize, usize), F>,
    /// Rows of the table, those for blinding among them.
    rows: usize,
    /// Advice cells that are assigned.
    assigned: Vec<Cell>,
    /// Copy constraints.
    pub copies: Vec<(Cell, Cell)>,
    /// The cells of each wire.
    wires: Vec<Vec<Cell>>,
    private: Vec<usize>,
    constants: Vec<usize>,
    public: Vec<usize>,
}

/// Why a circuit cannot be looked at.
#[derive(Debug, thiserror::Error)]
pub enum Unlaid {
    /// halo2 refuses it.
    #[error("halo2 refuses the circuit: {0}")]
    Circuit(Error),
    /// Its constraint system cannot be read.
    #[error("the constraint system cannot be read here: {}; assurance/src/claims/layout/system.rs reads what halo2_proofs writes", .0.0)]
    System(Unreadable),
}

/// What is shown of a layout's cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cells {
    /// Advice cells that are assigned.
    pub assigned: usize,
    /// Cells that are not assigned and that a gate speaks of in a row in which it is not idle.
    pub unassigned: usize,
    /// Copy constraints.
    pub copies: usize,
    /// Wires whose cells are not all tied together.
    pub torn: usize,
    /// Wires that are tied to another wire.
    pub fused: usize,
    /// What is shown of the columns that the cells make, bits of digits and products among them.
    pub uniqueness: Uniqueness,
    /// Assigned cells that are not determined.
    pub open: Vec<Cell>,
}

impl Layout {
    /// Lays out a netlist, without values.
    ///
    /// # Errors
    /// [`Unlaid`] if halo2 or the reader of its systems refuses it.
    pub fn of(net: &Netlist) -> Result<Self, Unlaid> {
        let circuit = ClaimCircuit::blank(net);
        let (record, meta) = Record::of(&circuit).map_err(Unlaid::Circuit)?;
        let system = System::of(&meta).map_err(Unlaid::System)?;
        let cells = |wire| circuit.cells(wire).map(|(column, row)| Cell::Advice(column, row)).collect();
        Ok(Self {
            gates: system.gates,
            fixed: record.fixed,
            rows: 1 << circuit.k(),
            assigned: record.advice.keys().map(|(column, row)| Cell::Advice(*column, *row)).collect(),
            copies: record.copies,
            wires: net.all().map(cells).collect(),
            private: net.private().iter().map(|wire| wire.index()).collect(),
            constants: net.constants().iter().map(|(wire, _)| wire.index()).collect(),
            public: net.public().iter().map(|wire| wire.index()).collect(),
        })
    }

    /// Gates of the constraint system.
    #[must_use]
    pub fn gates(&self) -> usize {
        self.gates.len()
    }

    /// The row that is so many rows further on.
    fn turned(&self, row: usize, rotation: i32) -> usize {
        (row as i64 + i64::from(rotation)).rem_euclid(self.rows as i64) as usize
    }

    /// What is shown of the cells.
    #[must_use]
    pub fn cells(&self) -> Cells {
        let classes = Classes::of(self, None);
        let (system, numbered) = self.system(&classes);
        let uniqueness = system.uniqueness();
        let torn = self.wires.iter().filter(|cells| !classes.are_one(cells)).count();
        let mut firsts: Vec<usize> =
            self.wires.iter().filter_map(|cells| cells.first()).map(|cell| classes.class(*cell)).collect();
        let wires = firsts.len();
        firsts.sort_unstable();
        firsts.dedup();
        let known = |cell: &&Cell| {
            numbered.get(&classes.class(**cell)).is_some_and(|column| !uniqueness.open.contains(column))
        };
        Cells {
            assigned: self.assigned.len(),
            unassigned: classes.cells().filter(|cell| self.is_unassigned(cell)).count(),
            copies: self.copies.len(),
            torn,
            fused: wires - firsts.len(),
            open: self.assigned.iter().filter(|cell| !known(cell)).copied().collect(),
            uniqueness,
        }
    }

    /// What is shown of the columns without one copy constraint.
    #[must_use]
    pub fn without_copy(&self, copy: usize) -> Uniqueness {
        self.system(&Classes::of(self, Some(copy))).0.uniqueness()
    }

    fn is_unassigned(&self, cell: &Cell) -> bool {
        matches!(cell, Cell::Advice(..)) && self.assigned.binary_search(cell).is_err()
    }

    fn system(&self, classes: &Classes) -> (Synthesized, HashMap<usize, usize>) {
        rows::system(self, classes)
    }
}
