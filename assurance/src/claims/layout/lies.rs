//! Values of a layout's cells, held against its polynomials and copies; and lies that only a copy constraint refuses.

use super::{Cell, Classes, Layout, Polynomial, Record, Unlaid};
use crate::claims::values::wanted;
use plimsoll_circuits::{
    claims::{
        halo2::ClaimCircuit,
        netlist::{Gate, Netlist, Wire},
    },
    field::F,
};
use std::collections::HashMap;

/// A table that is filled in.
#[derive(Clone)]
pub struct Table {
    cells: HashMap<Cell, F>,
}

impl Table {
    /// The table of a netlist with these values, whether they are true or not.
    ///
    /// # Errors
    /// [`Unlaid`] if halo2 refuses it.
    pub fn of(net: &Netlist, values: &[F]) -> Result<Self, Unlaid> {
        let (record, _) = Record::of(&ClaimCircuit::new(net, values)).map_err(Unlaid::Circuit)?;
        let advice = record.advice.into_iter();
        let mut cells: HashMap<Cell, F> = advice
            .map(|((column, row), value)| (Cell::Advice(column, row), value.unwrap_or_default()))
            .collect();
        let public = net.public().iter().enumerate();
        cells.extend(public.map(|(i, wire)| (Cell::Instance(i), values[wire.index()])));
        Ok(Self { cells })
    }

    /// The value of a cell; of one that is not filled in, 0.
    #[must_use]
    pub fn at(&self, cell: Cell) -> F {
        self.cells.get(&cell).copied().unwrap_or_default()
    }

    /// Gives a cell another value.
    pub fn set(&mut self, cell: Cell, value: F) {
        self.cells.insert(cell, value);
    }
}

impl Layout {
    /// Whether a table satisfies every polynomial in every row, and every copy constraint but one.
    #[must_use]
    pub fn accepts(&self, table: &Table, without: Option<usize>) -> bool {
        let copies = self.copies.iter().enumerate();
        let tied = copies
            .filter(|(i, _)| without != Some(*i))
            .all(|(_, (left, right))| table.at(*left) == table.at(*right));
        let zero = F::from(0u64);
        let holds = |row| self.gates.iter().all(|gate| self.evaluate(gate, row, table) == zero);
        tied && (0..self.rows).all(holds)
    }

    fn evaluate(&self, polynomial: &Polynomial, row: usize, table: &Table) -> F {
        let zero = F::from(0u64);
        match polynomial {
            Polynomial::Constant(number) => *number,
            Polynomial::Fixed(column, rotation) => {
                self.fixed.get(&(*column, self.turned(row, *rotation))).copied().unwrap_or(zero)
            }
            Polynomial::Advice(column, rotation) => {
                table.at(Cell::Advice(*column, self.turned(row, *rotation)))
            }
            Polynomial::Negated(other) => -self.evaluate(other, row, table),
            Polynomial::Scaled(other, by) => self.evaluate(other, row, table) * by,
            Polynomial::Sum(left, right) => {
                self.evaluate(left, row, table) + self.evaluate(right, row, table)
            }
            Polynomial::Product(left, right) => {
                let left = self.evaluate(left, row, table);
                if left == zero { zero } else { left * self.evaluate(right, row, table) }
            }
        }
    }

    /// A table that satisfies everything but one copy constraint, made from values that satisfy a netlist but for one gate: on one side of
    /// the copy stands what that gate wants.
    ///
    /// # Errors
    /// [`Unlaid`] if halo2 refuses the values.
    pub fn lie(
        &self,
        net: &Netlist,
        copy: usize,
        gate: usize,
        values: &[F],
    ) -> Result<Option<Table>, Unlaid> {
        let Some(wire) = self.wire_of(net, copy) else { return Ok(None) };
        let gate = &net.gates()[gate].0;
        let mut wants = wanted(gate, wire, values);
        if let Gate::Node { children, member: Some(_), .. } = gate {
            wants.extend(children.iter().map(|child| values[child.index()]));
        }
        let honest = Table::of(net, values)?;
        let classes = Classes::of(self, Some(copy));
        let (left, right) = self.copies[copy];
        let sides = [left, right].map(|cell| classes.class(cell));
        let tables = sides.into_iter().flat_map(|side| {
            let (honest, classes) = (&honest, &classes);
            wants.iter().map(move |value| {
                let mut table = honest.clone();
                let cells = classes.cells().filter(|cell| classes.class(**cell) == side);
                cells.for_each(|cell| table.set(*cell, *value));
                table
            })
        });
        let mut lies =
            tables.filter(|table| table.at(left) != table.at(right) && self.accepts(table, Some(copy)));
        Ok(lies.next())
    }

    /// The wire that a copy constraint ties, if it is one of the netlist's.
    #[must_use]
    pub fn wire_of(&self, net: &Netlist, copy: usize) -> Option<Wire> {
        let (left, right) = self.copies[copy];
        net.all().find(|wire| {
            let cells = &self.wires[wire.index()];
            cells.contains(&left) || cells.contains(&right)
        })
    }
}
