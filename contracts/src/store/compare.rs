//! Whether the tables of a file hold what its log leads to: every row of every table, and none besides.

use super::{
    error::StoreError,
    memory::MemoryState,
    tables::{self, Reading, meta, write_snapshot},
    view::View,
    writer::FORMAT,
};
use crate::{genesis::Genesis, rules::records::Table, transition::EntryId};
use plimsoll_circuits::{
    field::{F, from_bytes, to_bytes},
    merkle::{
        FROZEN_DEPTH, MEMBER_DEPTH, NOTE_DEPTH, Nodes,
        indexed::{MemoryOrder, Order},
    },
};
use redb::{Key, ReadTransaction, ReadableTable as _, TableDefinition, TableHandle as _, Value};

type Rows<'t> = Reading<'t, ReadTransaction>;
type NodeTable = TableDefinition<'static, (u8, u64), &'static [u8; 32]>;
type OrderTable = TableDefinition<'static, &'static [u8; 32], (u64, &'static [u8; 32])>;

/// The first table that differs from the state that the log leads to.
///
/// # Errors
/// [`StoreError`], if a table cannot be read.
pub(crate) fn differing_table(
    view: &View,
    genesis: &Genesis,
    state: &MemoryState,
) -> Result<Option<String>, StoreError> {
    view.ask(|rows| {
        for (table, same) in TABLES {
            if !same(rows, genesis, state)? {
                return Ok(Some(table.to_owned()));
            }
        }
        for table in Table::ALL {
            if !records(rows, table, state)? {
                return Ok(Some(table.name().to_owned()));
            }
        }
        let known = |name: &str| {
            TABLES.iter().any(|(table, _)| *table == name)
                || Table::ALL.iter().any(|table| table.name() == name)
        };
        let mut others = rows.0.list_tables().map_err(StoreError::db)?.filter(|t| !known(t.name()));
        Ok(others.next().map(|table| table.name().to_owned()))
    })
}

type Same = fn(&Rows<'_>, &Genesis, &MemoryState) -> Result<bool, StoreError>;

/// Every table with its comparison.
const TABLES: [(&str, Same); 17] = [
    ("meta", meta),
    ("log", log),
    ("snapshots", snapshots),
    ("ids", ids),
    ("commitments", |rows, _, state| numbers(rows, tables::COMMITMENTS, &state.commitments)),
    ("nullifiers", |rows, _, state| numbers(rows, tables::SPENT, &state.spent)),
    ("waiting-notes", |rows, _, state| {
        waiting(rows, tables::WAITING_NOTES, state.control.flushed.notes, &state.waiting_notes)
    }),
    ("waiting-nullifiers", |rows, _, state| {
        waiting(rows, tables::WAITING_NULLIFIERS, 0, &state.waiting_nullifiers)
    }),
    ("note-roots", |rows, _, state| numbers(rows, tables::NOTES_ROOTS, &state.notes_roots)),
    ("lengths", lengths),
    ("note-nodes", |rows, _, state| nodes(rows, tables::NOTES, state.notes.nodes(), NOTE_DEPTH)),
    ("nullifier-nodes", |rows, _, state| {
        nodes(rows, tables::NULLIFIERS, state.nullifiers.nodes(), NOTE_DEPTH)
    }),
    ("member-nodes", |rows, _, state| nodes(rows, tables::MEMBERS, state.members.nodes(), MEMBER_DEPTH)),
    ("frozen-nodes", |rows, _, state| nodes(rows, tables::FROZEN, state.frozen.nodes(), FROZEN_DEPTH)),
    ("nullifier-order", |rows, _, state| order(rows, tables::ORDER, state.nullifiers.nodes())),
    ("frozen-order", |rows, _, state| order(rows, tables::FROZEN_ORDER, state.frozen.nodes())),
    ("soft", |rows, _, state| {
        same(rows, tables::SOFT, state.soft.len(), |(value, height), ()| {
            from_bytes(value).is_some_and(|value| state.soft.contains_key(&(value, height)))
        })
    }),
];

/// Whether a table has `count` rows, each of which `holds`.
fn same<K: Key + 'static, V: Value + 'static>(
    rows: &Rows<'_>,
    table: TableDefinition<'static, K, V>,
    count: usize,
    holds: impl for<'a> Fn(K::SelfType<'a>, V::SelfType<'a>) -> bool,
) -> Result<bool, StoreError> {
    let table = rows.0.open_table(table).map_err(StoreError::db)?;
    let mut found = 0;
    for row in table.iter().map_err(StoreError::db)? {
        let (key, value) = row.map_err(StoreError::db)?;
        if !holds(key.value(), value.value()) {
            return Ok(false);
        }
        found += 1;
    }
    Ok(found == count)
}

fn meta(rows: &Rows<'_>, genesis: &Genesis, state: &MemoryState) -> Result<bool, StoreError> {
    let control = state.control.to_bytes();
    let genesis = serde_json::to_vec(genesis).map_err(|e| StoreError::damaged(e.to_string()))?;
    same(rows, tables::META, 3, |name, bytes| match name {
        meta::FORMAT => bytes == FORMAT,
        meta::GENESIS => bytes == genesis,
        meta::CONTROL => bytes == control,
        _ => false,
    })
}

/// The entries were compared when they were replayed; here each stands at its own height.
fn log(rows: &Rows<'_>, _: &Genesis, state: &MemoryState) -> Result<bool, StoreError> {
    let entries = state.snapshots.len().saturating_sub(1);
    same(rows, tables::LOG, entries, |height, bytes| bytes.starts_with(&height.to_be_bytes()))
}

fn snapshots(rows: &Rows<'_>, _: &Genesis, state: &MemoryState) -> Result<bool, StoreError> {
    same(rows, tables::SNAPSHOTS, state.snapshots.len(), |height, bytes| {
        let made = usize::try_from(height).ok().and_then(|height| state.snapshots.get(height));
        made.is_some_and(|made| made.height == height && write_snapshot(made) == bytes)
    })
}

fn ids(rows: &Rows<'_>, _: &Genesis, state: &MemoryState) -> Result<bool, StoreError> {
    same(rows, tables::IDS, state.ids.len(), |id, height| state.ids.get(&EntryId(*id)) == Some(&height))
}

fn numbers(
    rows: &Rows<'_>,
    table: TableDefinition<'static, &'static [u8; 32], u64>,
    expected: &std::collections::HashMap<F, u64>,
) -> Result<bool, StoreError> {
    same(rows, table, expected.len(), |key, number| {
        from_bytes(key).and_then(|key| expected.get(&key)) == Some(&number)
    })
}

/// What waits for a flush, numbered from `first`.
fn waiting(
    rows: &Rows<'_>,
    table: TableDefinition<'static, u64, &'static [u8; 32]>,
    first: u64,
    expected: &[F],
) -> Result<bool, StoreError> {
    same(rows, table, expected.len(), |number, value| {
        let at = number.checked_sub(first).and_then(|at| usize::try_from(at).ok());
        at.and_then(|at| expected.get(at)).is_some_and(|expected| to_bytes(expected) == *value)
    })
}

fn records(rows: &Rows<'_>, table: Table, state: &MemoryState) -> Result<bool, StoreError> {
    let count = state.records.range((table, [0; 32])..=(table, [u8::MAX; 32])).count();
    same(rows, tables::records(table), count, |key, bytes| {
        state.records.get(&(table, *key)).is_some_and(|record| record == bytes)
    })
}

/// A tree that never had a leaf has no row here.
fn lengths(rows: &Rows<'_>, _: &Genesis, state: &MemoryState) -> Result<bool, StoreError> {
    let trees = [
        (tables::NOTES.name(), state.notes.len()),
        (tables::NULLIFIERS.name(), state.nullifiers.nodes().len()),
        (tables::MEMBERS.name(), state.members.len()),
        (tables::FROZEN.name(), state.frozen.nodes().len()),
    ];
    let grown = trees.iter().filter(|(_, len)| *len > 0).count();
    same(rows, tables::LENGTHS, grown, |name, len| trees.contains(&(name, len)))
}

/// Trees grow from the left, so that each level's nodes stand without a gap.
fn nodes(rows: &Rows<'_>, table: NodeTable, tree: &impl Nodes, depth: usize) -> Result<bool, StoreError> {
    let level = |level| (0..).take_while(|index| tree.get(level, *index).is_some()).count();
    let count = (0..=depth).map(level).sum();
    same(rows, table, count, |(level, index), node| {
        tree.get(level.into(), index).is_some_and(|expected| to_bytes(&expected) == *node)
    })
}

/// Those that stand in a tree; who was unlinked has a place and no row.
fn order(rows: &Rows<'_>, table: OrderTable, tree: &MemoryOrder) -> Result<bool, StoreError> {
    same(rows, table, tree.records().count(), |value, (position, next)| {
        let Some(value) = from_bytes(value) else { return false };
        tree.low(value)
            .is_some_and(|(at, leaf)| at == position && leaf.value == value && to_bytes(&leaf.next) == *next)
    })
}
