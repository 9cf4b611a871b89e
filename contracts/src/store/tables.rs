//! The tables of the file, and the state read from them, within a read or a write transaction alike.

use super::error::StoreError;
use crate::{
    UnixTime,
    bytes::{Hash32, Reader, Writer},
    dump::{Dump, row},
    entry::{Roots, Snapshot},
    rules::{
        Control, State,
        records::{Key as RecordKey, Table},
    },
    transition::EntryId,
};
use plimsoll_circuits::field::{F, to_bytes};
use redb::{Key, ReadTransaction, ReadableTable, TableDefinition, TableHandle as _, Value, WriteTransaction};

type Field = &'static [u8; 32];
type Def<K, V> = TableDefinition<'static, K, V>;

/// Genesis, format and control record by name.
pub(super) const META: Def<&str, &[u8]> = Def::new("meta");
/// Entries by height.
pub(super) const LOG: Def<u64, &[u8]> = Def::new("log");
/// Snapshots by height.
pub(super) const SNAPSHOTS: Def<u64, &[u8]> = Def::new("snapshots");
/// Heights of entries by identity.
pub(super) const IDS: Def<Field, u64> = Def::new("ids");
/// Nodes of the note tree by level and index.
pub(super) const NOTES: Def<(u8, u64), Field> = Def::new("note-nodes");
/// Heights of nullifiers, in the tree or not.
pub(super) const SPENT: Def<Field, u64> = Def::new("nullifiers");
/// Commitments that wait for a flush, by position.
pub(super) const WAITING_NOTES: Def<u64, Field> = Def::new("waiting-notes");
/// Nullifiers that wait for a flush, in their order.
pub(super) const WAITING_NULLIFIERS: Def<u64, Field> = Def::new("waiting-nullifiers");
/// Nodes of the nullifier tree.
pub(super) const NULLIFIERS: Def<(u8, u64), Field> = Def::new("nullifier-nodes");
/// Nodes of the member tree.
pub(super) const MEMBERS: Def<(u8, u64), Field> = Def::new("member-nodes");
/// Leaves of a tree by its name.
pub(super) const LENGTHS: Def<&str, u64> = Def::new("lengths");
/// The nullifiers in the tree, in order: position and next value. Big-endian keys sort as numbers do.
pub(super) const ORDER: Def<Field, (u64, Field)> = Def::new("nullifier-order");
/// Nodes of the tree of frozen lots.
pub(super) const FROZEN: Def<(u8, u64), Field> = Def::new("frozen-nodes");
/// Frozen lots, in order: position and next value.
pub(super) const FROZEN_ORDER: Def<Field, (u64, Field)> = Def::new("frozen-order");
/// What SOFT slots posted, with the height.
pub(super) const SOFT: Def<(Field, u64), ()> = Def::new("soft");
/// Positions of commitments.
pub(super) const COMMITMENTS: Def<Field, u64> = Def::new("commitments");
/// First heights of note roots.
pub(super) const NOTES_ROOTS: Def<Field, u64> = Def::new("note-roots");
/// A table of records.
pub(super) const fn records(table: Table) -> Def<Field, &'static [u8]> {
    Def::new(table.name())
}

/// The keys of [`META`].
pub(super) mod meta {
    pub(in crate::store) const FORMAT: &str = "format";
    pub(in crate::store) const GENESIS: &str = "genesis";
    pub(in crate::store) const CONTROL: &str = "control";
}

/// A transaction in which tables can be opened.
pub(super) trait Tables {
    /// An open table.
    type Open<'t, K: Key + 'static, V: Value + 'static>: ReadableTable<K, V>
    where
        Self: 't;
    /// Opens a table.
    fn open<K: Key + 'static, V: Value + 'static>(
        &self,
        table: Def<K, V>,
    ) -> Result<Self::Open<'_, K, V>, StoreError>;

    /// Whether there is a table of this name.
    fn has(&self, name: &str) -> Result<bool, StoreError>;
}

impl Tables for ReadTransaction {
    type Open<'t, K: Key + 'static, V: Value + 'static> = redb::ReadOnlyTable<K, V>;
    fn open<K: Key + 'static, V: Value + 'static>(
        &self,
        table: Def<K, V>,
    ) -> Result<Self::Open<'_, K, V>, StoreError> {
        self.open_table(table).map_err(StoreError::db)
    }
    fn has(&self, name: &str) -> Result<bool, StoreError> {
        Ok(self.list_tables().map_err(StoreError::db)?.any(|table| table.name() == name))
    }
}

impl Tables for WriteTransaction {
    type Open<'t, K: Key + 'static, V: Value + 'static> = redb::Table<'t, K, V>;
    fn open<K: Key + 'static, V: Value + 'static>(
        &self,
        table: Def<K, V>,
    ) -> Result<Self::Open<'_, K, V>, StoreError> {
        self.open_table(table).map_err(StoreError::db)
    }
    fn has(&self, name: &str) -> Result<bool, StoreError> {
        Ok(self.list_tables().map_err(StoreError::db)?.any(|table| table.name() == name))
    }
}

/// The state as a transaction sees it.
pub(super) struct Reading<'t, T>(pub(super) &'t T);

impl<T: Tables> Reading<'_, T> {
    pub(super) fn number<K: Key + 'static>(
        &self,
        table: Def<K, u64>,
        key: K::SelfType<'_>,
    ) -> Result<Option<u64>, StoreError> {
        Ok(self.0.open(table)?.get(key).map_err(StoreError::db)?.map(|v| v.value()))
    }

    pub(super) fn bytes<K: Key + 'static>(
        &self,
        table: Def<K, &'static [u8]>,
        key: K::SelfType<'_>,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.0.open(table)?.get(key).map_err(StoreError::db)?.map(|v| v.value().to_vec()))
    }

    /// Adds a table to the hash of all.
    fn dump<K: Key + 'static, V: Value + 'static>(
        &self,
        dump: &mut Dump,
        table: Def<K, V>,
        row: impl for<'a> Fn(K::SelfType<'a>, V::SelfType<'a>) -> Vec<u8>,
    ) -> Result<(), StoreError> {
        let rows = self.0.open(table)?;
        let rows = rows.iter().map_err(StoreError::db)?;
        dump.table(
            table.name(),
            rows.map(|found| {
                let (key, value) = found.map_err(StoreError::db)?;
                Ok(row(key.value(), value.value()))
            }),
        )
    }

    /// The heights at which SOFT slots posted a value.
    pub(super) fn soft_heights(&self, value: F) -> Result<Vec<u64>, StoreError> {
        let (table, value) = (self.0.open(SOFT)?, to_bytes(&value));
        let rows = table.range((&value, 0)..=(&value, u64::MAX)).map_err(StoreError::db)?;
        rows.map(|row| Ok(row.map_err(StoreError::db)?.0.value().1)).collect()
    }

    /// The position of a commitment, in the tree or waiting for it.
    pub(super) fn commitment_position(&self, cm: F) -> Result<Option<u64>, StoreError> {
        self.number(COMMITMENTS, &to_bytes(&cm))
    }

    pub(super) fn has_table<K: Key + 'static, V: Value + 'static>(
        &self,
        table: Def<K, V>,
    ) -> Result<bool, StoreError> {
        self.0.has(table.name())
    }

    /// The newest flush as of a snapshot.
    pub(super) fn flush_of(&self, at: &Snapshot) -> Result<Snapshot, StoreError> {
        self.snapshot_at(at.flushed)?.ok_or_else(|| StoreError::damaged("the snapshot of a flush is missing"))
    }

    pub(super) fn snapshot_at(&self, height: u64) -> Result<Option<Snapshot>, StoreError> {
        self.bytes(SNAPSHOTS, height)?.map(|bytes| read_snapshot(height, &bytes)).transpose()
    }
}

pub(super) fn write_snapshot(s: &Snapshot) -> Vec<u8> {
    let mut w = Writer::default();
    w.u64(s.time.0).raw(&s.entry_hash.0).u64(s.flushed);
    s.roots.write(&mut w);
    w.0
}

pub(super) fn read_snapshot(height: u64, bytes: &[u8]) -> Result<Snapshot, StoreError> {
    let mut r = Reader::new(bytes);
    let time = UnixTime(r.u64("a snapshot's time")?);
    let entry_hash = Hash32(r.array("a snapshot's hash")?);
    let flushed = r.u64("a snapshot's flush")?;
    let roots = Roots::read(&mut r)?;
    r.finish()?;
    Ok(Snapshot { height, time, roots, flushed, entry_hash })
}

impl<T: Tables> State for Reading<'_, T> {
    type Error = StoreError;

    fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let table = self.0.open(SNAPSHOTS)?;
        let last = table.last().map_err(StoreError::db)?;
        let (height, bytes) = last.ok_or_else(|| StoreError::damaged("no snapshot"))?;
        read_snapshot(height.value(), bytes.value())
    }
    fn control(&self) -> Result<Control, StoreError> {
        let bytes = self.bytes(META, meta::CONTROL)?;
        let bytes = bytes.ok_or_else(|| StoreError::damaged("no control record"))?;
        Ok(Control::from_bytes(&bytes)?)
    }
    fn had_notes_root(&self, root: F) -> Result<bool, StoreError> {
        Ok(self.number(NOTES_ROOTS, &to_bytes(&root))?.is_some())
    }
    fn has_nullifier(&self, nf: F) -> Result<bool, StoreError> {
        Ok(self.number(SPENT, &to_bytes(&nf))?.is_some())
    }
    fn has_commitment(&self, cm: F) -> Result<bool, StoreError> {
        Ok(self.commitment_position(cm)?.is_some())
    }
    fn record(&self, table: Table, key: &RecordKey) -> Result<Option<Vec<u8>>, StoreError> {
        self.bytes(records(table), key)
    }
    fn entry_of(&self, id: EntryId) -> Result<Option<Snapshot>, StoreError> {
        match self.number(IDS, &id.0)? {
            Some(height) => self.snapshot_at(height),
            None => Ok(None),
        }
    }
    fn tables_hash(&self) -> Result<Hash32, StoreError> {
        let mut dump = Dump::new();
        let number = |key: &[u8; 32], n: u64| row(&[key, &n.to_be_bytes()]);
        dump.table("control", [self.control().map(|control| control.to_bytes())])?;
        self.dump(&mut dump, IDS, number)?;
        self.dump(&mut dump, COMMITMENTS, number)?;
        self.dump(&mut dump, SPENT, number)?;
        for order in [ORDER, FROZEN_ORDER] {
            self.dump(&mut dump, order, |value, (position, next)| {
                row(&[value, &position.to_be_bytes(), next])
            })?;
        }
        self.dump(&mut dump, NOTES_ROOTS, number)?;
        for table in Table::ALL {
            self.dump(&mut dump, records(table), |key, record| row(&[key, record]))?;
        }
        Ok(dump.finish())
    }
}
