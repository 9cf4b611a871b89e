//! Trees over tables: reads fall through to the file, writes are kept aside until they are taken.

use super::{
    error::StoreError,
    tables::{self, Reading, Tables},
};
use plimsoll_circuits::{
    field::{F, from_bytes, to_bytes},
    merkle::{IndexedLeaf, Nodes, indexed::Order},
};
use redb::{ReadableTable, TableDefinition, TableHandle as _};
use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
};

/// A value of the order, with its position and the next value.
type Ranked = (F, (u64, F));
type NodeTable = TableDefinition<'static, (u8, u64), &'static [u8; 32]>;
type OrderTable = TableDefinition<'static, &'static [u8; 32], (u64, &'static [u8; 32])>;

/// The nodes of one tree. The tree's traits cannot report that a read failed: the first failure is kept, and
/// [`settle`](Self::settle) reports it before anything that followed from it is used.
pub(super) struct TableNodes<'t, T> {
    tables: &'t T,
    nodes: NodeTable,
    order: Option<OrderTable>,
    len: u64,
    fresh: HashMap<(usize, u64), F>,
    /// Values that were recorded, and `None` for those that stand nowhere any more.
    fresh_order: BTreeMap<F, Option<(u64, F)>>,
    failure: RefCell<Option<StoreError>>,
}

/// What a tree's operations changed.
pub(super) struct Fresh {
    pub(super) len: u64,
    pub(super) nodes: HashMap<(usize, u64), F>,
    pub(super) order: BTreeMap<F, Option<(u64, F)>>,
}

impl<'t, T: Tables> TableNodes<'t, T> {
    pub(super) fn new(tables: &'t T, nodes: NodeTable, order: Option<OrderTable>, len: u64) -> Self {
        Self {
            tables,
            nodes,
            order,
            len,
            fresh: HashMap::new(),
            fresh_order: BTreeMap::new(),
            failure: RefCell::new(None),
        }
    }

    /// The first failure, if there was one.
    pub(super) fn settle(&self) -> Result<(), StoreError> {
        self.failure.borrow_mut().take().map_or(Ok(()), Err)
    }

    /// What changed, unless a read failed.
    pub(super) fn into_fresh(self) -> Result<Fresh, StoreError> {
        self.settle()?;
        Ok(Fresh { len: self.len, nodes: self.fresh, order: self.fresh_order })
    }

    fn noted<A>(&self, read: Result<Option<A>, StoreError>) -> Option<A> {
        read.unwrap_or_else(|e| {
            self.failure.borrow_mut().get_or_insert(e);
            None
        })
    }

    fn stored_node(&self, level: usize, index: u64) -> Result<Option<F>, StoreError> {
        let level = u8::try_from(level).map_err(|_| StoreError::damaged("a level"))?;
        let table = self.tables.open(self.nodes)?;
        let node = table.get((level, index)).map_err(StoreError::db)?;
        node.map(|v| canonical(v.value())).transpose()
    }

    fn stored_low(&self, x: F) -> Result<Option<Ranked>, StoreError> {
        let Some(order) = self.order else { return Ok(None) };
        let table = self.tables.open(order)?;
        let last = to_bytes(&x);
        let mut range = table.range::<&[u8; 32]>(..=&last).map_err(StoreError::db)?;
        let Some(low) = range.next_back() else { return Ok(None) };
        let (value, rest) = low.map_err(StoreError::db)?;
        let (position, next) = rest.value();
        Ok(Some((canonical(value.value())?, (position, canonical(next)?))))
    }
}

impl<'t, T: Tables> Reading<'t, T> {
    /// The tree whose nodes a table has.
    pub(super) fn nodes(&self, table: NodeTable) -> Result<TableNodes<'t, T>, StoreError> {
        let len = self.number(tables::LENGTHS, table.name())?.unwrap_or(0);
        let order = match table.name() {
            name if name == tables::NULLIFIERS.name() => Some(tables::ORDER),
            name if name == tables::FROZEN.name() => Some(tables::FROZEN_ORDER),
            _ => None,
        };
        Ok(TableNodes::new(self.0, table, order, len))
    }
}

pub(super) fn canonical(bytes: &[u8; 32]) -> Result<F, StoreError> {
    from_bytes(bytes).ok_or_else(|| StoreError::damaged("a tree holds a number above the modulus"))
}

impl<T: Tables> Nodes for TableNodes<'_, T> {
    fn get(&self, level: usize, index: u64) -> Option<F> {
        let fresh = self.fresh.get(&(level, index)).copied();
        fresh.or_else(|| self.noted(self.stored_node(level, index)))
    }
    fn set(&mut self, level: usize, index: u64, value: F) {
        self.fresh.insert((level, index), value);
    }
    fn len(&self) -> u64 {
        self.len
    }
    fn set_len(&mut self, len: u64) {
        self.len = len;
    }
}

impl<T: Tables> Order for TableNodes<'_, T> {
    fn low(&self, x: F) -> Option<(u64, IndexedLeaf)> {
        let mut below = x;
        loop {
            let fresh = self.fresh_order.range(..=below).next_back().map(|(value, rest)| (*value, *rest));
            let stored = self.noted(self.stored_low(below)).map(|(value, rest)| (value, Some(rest)));
            // A fresh record of the same value replaces the stored one.
            let (value, rest) = match (fresh, stored) {
                (Some(fresh), Some(stored)) if stored.0 > fresh.0 => stored,
                (Some(fresh), _) => fresh,
                (None, stored) => stored?,
            };
            if let Some((position, next)) = rest {
                return Some((position, IndexedLeaf { value, next }));
            }
            // What was forgotten is no sentinel, so something stands below it.
            below = value - F::from(1u64);
        }
    }
    fn record(&mut self, position: u64, leaf: IndexedLeaf) {
        self.fresh_order.insert(leaf.value, Some((position, leaf.next)));
    }
    fn forget(&mut self, value: F) {
        self.fresh_order.insert(value, None);
    }
}
