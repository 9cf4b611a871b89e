//! Cells that copy constraints make one.

use super::{Cell, Layout};
use std::collections::HashMap;

/// Each cell with the class that it is in.
pub(super) struct Classes {
    position: HashMap<Cell, usize>,
    cells: Vec<Cell>,
    parent: Vec<usize>,
}

impl Classes {
    /// The classes that the copy constraints of a layout make, all but one, of the cells that are assigned, public, or spoken of by a gate.
    pub(super) fn of(layout: &Layout, without: Option<usize>) -> Self {
        let mut this = Self { position: HashMap::new(), cells: Vec::new(), parent: Vec::new() };
        for i in 0..layout.public.len() {
            this.add(Cell::Instance(i));
        }
        for cell in &layout.assigned {
            this.add(*cell);
        }
        layout.spoken_of(|cell| {
            this.add(cell);
        });
        for (i, (left, right)) in layout.copies.iter().enumerate() {
            if without != Some(i) {
                let (left, right) = (this.add(*left), this.add(*right));
                let (left, right) = (this.root(left), this.root(right));
                // The lower one leads, so that public inputs do.
                this.parent[left.max(right)] = left.min(right);
            }
        }
        this
    }

    fn add(&mut self, cell: Cell) -> usize {
        *self.position.entry(cell).or_insert_with(|| {
            self.cells.push(cell);
            self.parent.push(self.parent.len());
            self.parent.len() - 1
        })
    }

    fn root(&self, mut at: usize) -> usize {
        while self.parent[at] != at {
            at = self.parent[at];
        }
        at
    }

    /// The class of a cell that was added.
    pub(super) fn class(&self, cell: Cell) -> usize {
        self.root(self.position[&cell])
    }

    /// All classes.
    pub(super) fn all(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.parent.len()).filter(|at| self.parent[*at] == *at)
    }

    /// All cells.
    pub(super) fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter()
    }

    /// Whether these cells are one.
    pub(super) fn are_one(&self, cells: &[Cell]) -> bool {
        cells.windows(2).all(|pair| self.class(pair[0]) == self.class(pair[1]))
    }
}
