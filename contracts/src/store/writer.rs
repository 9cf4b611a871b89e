//! One write transaction: the state that an accepted entry changes.

use super::{
    error::StoreError,
    nodes::{Fresh, TableNodes, canonical},
    tables::{self, Reading, meta},
};
use crate::{
    UnixTime,
    bytes::Hash32,
    entry::{Entry, Roots, Snapshot},
    genesis::Genesis,
    rules::{
        Control, Effects, FrozenChange, State, StateMut,
        records::{Key as RecordKey, MemberRecord, MemberRoot, Row, Table, at_genesis},
    },
    transition::EntryId,
};
use plimsoll_circuits::{
    field::{F, to_bytes},
    merkle::{AppendTree, FROZEN_DEPTH, IndexedTree, MEMBER_DEPTH, NOTE_DEPTH, Nodes as _, SENTINELS, empty},
};
use redb::{
    ReadableTable as _, ReadableTableMetadata as _, TableDefinition, TableHandle as _, WriteTransaction,
};

/// The version of the tables.
pub(super) const FORMAT: &[u8] = b"plimsoll ledger 2";

/// The state within a write transaction.
pub(super) struct Writer<'t>(pub(super) &'t WriteTransaction);

impl<'t> Writer<'t> {
    /// Fills an empty file.
    pub(super) fn begin(self, genesis: &Genesis) -> Result<(), StoreError> {
        let text = serde_json::to_vec(genesis).map_err(|e| StoreError::damaged(e.to_string()))?;
        let mut table = self.open(tables::META)?;
        table.insert(meta::FORMAT, FORMAT).map_err(StoreError::db)?;
        table.insert(meta::GENESIS, text.as_slice()).map_err(StoreError::db)?;
        let control = Control::new(genesis.created).to_bytes();
        table.insert(meta::CONTROL, control.as_slice()).map_err(StoreError::db)?;
        drop(table);
        // Every table exists from the start, so that readers find it.
        self.open(tables::LOG)?;
        self.open(tables::IDS)?;
        self.open(tables::SOFT)?;
        self.open(tables::COMMITMENTS)?;
        self.open(tables::SPENT)?;
        self.open(tables::WAITING_NOTES)?;
        self.open(tables::WAITING_NULLIFIERS)?;
        for table in Table::ALL {
            self.open(tables::records(table))?;
        }
        self.open(tables::NOTES)?;
        self.open(tables::MEMBERS)?;
        let nullifiers = IndexedTree::<NOTE_DEPTH, _>::open(self.nullifiers()?)?;
        let frozen = IndexedTree::<FROZEN_DEPTH, _>::open(self.frozen()?)?;
        let roots = Roots {
            notes: empty(NOTE_DEPTH),
            nullifiers: nullifiers.root(),
            members: empty(MEMBER_DEPTH),
            frozen: frozen.root(),
        };
        self.keep(tables::NULLIFIERS, nullifiers.into_nodes().into_fresh()?)?;
        self.keep(tables::FROZEN, frozen.into_nodes().into_fresh()?)?;
        self.put(tables::NOTES_ROOTS, &roots.notes, 0)?;
        at_genesis(genesis, roots.members).iter().try_for_each(|row| self.set(row))?;
        let (time, entry_hash) = (genesis.created, genesis.hash());
        let start = Snapshot { height: 0, time, roots, flushed: 0, entry_hash };
        self.keep_snapshot(&start)
    }

    fn open<K: redb::Key + 'static, V: redb::Value + 'static>(
        &self,
        table: TableDefinition<'static, K, V>,
    ) -> Result<redb::Table<'t, K, V>, StoreError> {
        self.0.open_table(table).map_err(StoreError::db)
    }

    fn nodes(
        &self,
        table: TableDefinition<'static, (u8, u64), &'static [u8; 32]>,
    ) -> Result<TableNodes<'t, WriteTransaction>, StoreError> {
        Reading(self.0).nodes(table)
    }

    fn nullifiers(&self) -> Result<TableNodes<'t, WriteTransaction>, StoreError> {
        // Opened once so that it exists before it is read.
        self.open(tables::ORDER)?;
        self.open(tables::LENGTHS)?;
        self.nodes(tables::NULLIFIERS)
    }

    fn frozen(&self) -> Result<TableNodes<'t, WriteTransaction>, StoreError> {
        self.open(tables::FROZEN_ORDER)?;
        self.open(tables::LENGTHS)?;
        self.nodes(tables::FROZEN)
    }

    fn put(
        &self,
        table: TableDefinition<'static, &'static [u8; 32], u64>,
        key: &F,
        value: u64,
    ) -> Result<(), StoreError> {
        self.open(table)?.insert(&to_bytes(key), value).map_err(StoreError::db).map(drop)
    }

    fn keep(
        &self,
        table: TableDefinition<'static, (u8, u64), &'static [u8; 32]>,
        fresh: Fresh,
    ) -> Result<(), StoreError> {
        self.open(tables::LENGTHS)?.insert(table.name(), fresh.len).map_err(StoreError::db)?;
        let mut nodes = self.open(table)?;
        for ((level, index), value) in fresh.nodes {
            let level = u8::try_from(level).map_err(|_| StoreError::damaged("a level"))?;
            nodes.insert((level, index), &to_bytes(&value)).map_err(StoreError::db)?;
        }
        if fresh.order.is_empty() {
            return Ok(());
        }
        let frozen = table.name() == tables::FROZEN.name();
        let mut order = self.open(if frozen { tables::FROZEN_ORDER } else { tables::ORDER })?;
        for (value, leaf) in fresh.order {
            let value = to_bytes(&value);
            match leaf {
                Some((position, next)) => order.insert(&value, (position, &to_bytes(&next))),
                None => order.remove(&value),
            }
            .map_err(StoreError::db)?;
        }
        Ok(())
    }

    fn keep_snapshot(&self, s: &Snapshot) -> Result<(), StoreError> {
        let bytes = tables::write_snapshot(s);
        self.open(tables::SNAPSHOTS)?.insert(s.height, bytes.as_slice()).map_err(StoreError::db).map(drop)
    }

    fn keep_control(&self, control: &Control) -> Result<(), StoreError> {
        let bytes = control.to_bytes();
        self.open(tables::META)?.insert(meta::CONTROL, bytes.as_slice()).map_err(StoreError::db).map(drop)
    }

    /// Nullifiers are spent from now on, and wait for their tree.
    fn spend(&self, nullifiers: &[F], height: u64) -> Result<(), StoreError> {
        let mut waiting = self.open(tables::WAITING_NULLIFIERS)?;
        let last = waiting.last().map_err(StoreError::db)?.map(|(number, _)| number.value());
        for (number, nf) in (last.map_or(0, |last| last + 1)..).zip(nullifiers) {
            self.put(tables::SPENT, nf, height)?;
            waiting.insert(number, &to_bytes(nf)).map_err(StoreError::db)?;
        }
        Ok(())
    }

    /// Commitments get their positions, the first of which is given, and wait for their tree.
    fn post(&self, commitments: &[F], first: u64) -> Result<(), StoreError> {
        let mut waiting = self.open(tables::WAITING_NOTES)?;
        for (position, cm) in (first..).zip(commitments) {
            self.put(tables::COMMITMENTS, cm, position)?;
            waiting.insert(position, &to_bytes(cm)).map_err(StoreError::db)?;
        }
        Ok(())
    }

    /// Takes the rows of numbers below `end` out of a table of what waits.
    fn take(
        &self,
        table: TableDefinition<'static, u64, &'static [u8; 32]>,
        end: u64,
    ) -> Result<Vec<F>, StoreError> {
        let mut waiting = self.open(table)?;
        let mut taken = Vec::new();
        for row in waiting.extract_from_if(..end, |_, _| true).map_err(StoreError::db)? {
            let (_, value) = row.map_err(StoreError::db)?;
            taken.push(canonical(value.value())?);
        }
        Ok(taken)
    }

    fn set_member(&self, member: &MemberRecord, height: u64, time: UnixTime) -> Result<F, StoreError> {
        let mut tree = AppendTree::<MEMBER_DEPTH, _>::new(self.nodes(tables::MEMBERS)?);
        if member.position == tree.len() {
            tree.append(member.leaf())?;
        } else {
            tree.set(member.position, member.leaf())?;
        }
        let root = tree.root();
        self.keep(tables::MEMBERS, tree.into_nodes().into_fresh()?)?;
        let before = self.snapshot()?.roots.members;
        if root != before {
            let known = self.members_root(before)?;
            let known = known.ok_or_else(|| StoreError::damaged("the newest member root is missing"))?;
            for row in MemberRoot::follow(before, known, root, height, time) {
                self.set(&row)?;
            }
        }
        self.set(&member.row())?;
        Ok(root)
    }

    /// A lot enters or leaves the frozen tree, whose root is given.
    fn set_frozen(&self, change: FrozenChange) -> Result<F, StoreError> {
        let mut tree = IndexedTree::<FROZEN_DEPTH, _>::open(self.frozen()?)?;
        fits(tree.root() == self.snapshot()?.roots.frozen, "frozen lots")?;
        match change {
            FrozenChange::Enters(lot) => tree.insert(lot.0)?,
            FrozenChange::Leaves(lot) => tree.remove(lot.0)?,
        }
        let root = tree.root();
        self.keep(tables::FROZEN, tree.into_nodes().into_fresh()?)?;
        Ok(root)
    }

    fn set(&self, row: &Row) -> Result<(), StoreError> {
        let mut table = self.open(tables::records(row.table))?;
        match &row.value {
            Some(record) => table.insert(&row.key, record.as_slice()).map_err(StoreError::db)?,
            None => table.remove(&row.key).map_err(StoreError::db)?,
        };
        Ok(())
    }
}

impl StateMut for Writer<'_> {
    fn apply(&mut self, effects: &Effects, height: u64, time: UnixTime) -> Result<Roots, StoreError> {
        let mut roots = self.snapshot()?.roots;
        for row in &effects.rows {
            self.set(row)?;
        }
        if !effects.soft.is_empty() {
            let mut table = self.open(tables::SOFT)?;
            for value in &effects.soft {
                table.insert((&to_bytes(value), height), ()).map_err(StoreError::db)?;
            }
        }
        if !effects.nullifiers.is_empty() {
            self.spend(&effects.nullifiers, height)?;
        }
        if !effects.commitments.is_empty() {
            let posted = effects.commitments.len() as u64;
            self.post(&effects.commitments, effects.control.notes - posted)?;
        }
        if let Some(member) = &effects.member {
            roots.members = self.set_member(member, height, time)?;
        }
        if let Some(change) = effects.frozen {
            roots.frozen = self.set_frozen(change)?;
        }
        self.keep_control(&effects.control)?;
        Ok(roots)
    }

    fn flush(&mut self, control: &Control) -> Result<Roots, StoreError> {
        let mut roots = self.snapshot()?.roots;
        let before = self.control()?.flushed.notes;
        let nullifiers = self.take(tables::WAITING_NULLIFIERS, u64::MAX)?;
        if !nullifiers.is_empty() {
            let nodes = self.nullifiers()?;
            let spent = self.open(tables::SPENT)?.len().map_err(StoreError::db)?;
            let expected = spent.checked_sub(nullifiers.len() as u64).map(|n| n + SENTINELS.len() as u64);
            let mut tree = IndexedTree::<NOTE_DEPTH, _>::open(nodes)?;
            fits(expected == Some(tree.nodes().len()) && tree.root() == roots.nullifiers, "nullifiers")?;
            tree.insert_all(&nullifiers)?;
            roots.nullifiers = tree.root();
            self.keep(tables::NULLIFIERS, tree.into_nodes().into_fresh()?)?;
        }
        let notes = self.take(tables::WAITING_NOTES, control.flushed.notes)?;
        fits(Some(notes.len() as u64) == control.flushed.notes.checked_sub(before), "notes")?;
        if !notes.is_empty() {
            let mut tree = AppendTree::<NOTE_DEPTH, _>::new(self.nodes(tables::NOTES)?);
            fits(tree.len() == before && tree.root() == roots.notes, "notes")?;
            tree.extend(&notes)?;
            roots.notes = tree.root();
            self.keep(tables::NOTES, tree.into_nodes().into_fresh()?)?;
            self.put(tables::NOTES_ROOTS, &roots.notes, control.flushed.height)?;
        }
        self.keep_control(control)?;
        Ok(roots)
    }

    fn append(&mut self, id: Option<EntryId>, entry: &Entry, made: &Snapshot) -> Result<(), StoreError> {
        self.open(tables::LOG)?.insert(entry.height, entry.to_bytes().as_slice()).map_err(StoreError::db)?;
        if let Some(id) = id {
            self.open(tables::IDS)?.insert(&id.0, entry.height).map_err(StoreError::db)?;
        }
        self.keep_snapshot(made)
    }
}

/// What stands on the log is made of tables that fit together, or not at all: a flush that logged what damaged ones lead to would make
/// a fault of the log of it.
fn fits(holds: bool, tree: &str) -> Result<(), StoreError> {
    if holds {
        Ok(())
    } else {
        Err(StoreError::damaged(format!("the tree of {tree} and what waits for it do not fit")))
    }
}

impl State for Writer<'_> {
    type Error = StoreError;

    fn snapshot(&self) -> Result<Snapshot, StoreError> {
        Reading(self.0).snapshot()
    }
    fn control(&self) -> Result<Control, StoreError> {
        Reading(self.0).control()
    }
    fn had_notes_root(&self, root: F) -> Result<bool, StoreError> {
        Reading(self.0).had_notes_root(root)
    }
    fn has_nullifier(&self, nf: F) -> Result<bool, StoreError> {
        Reading(self.0).has_nullifier(nf)
    }
    fn has_commitment(&self, cm: F) -> Result<bool, StoreError> {
        Reading(self.0).has_commitment(cm)
    }
    fn record(&self, table: Table, key: &RecordKey) -> Result<Option<Vec<u8>>, StoreError> {
        Reading(self.0).record(table, key)
    }
    fn entry_of(&self, id: EntryId) -> Result<Option<Snapshot>, StoreError> {
        Reading(self.0).entry_of(id)
    }
    fn tables_hash(&self) -> Result<Hash32, StoreError> {
        Reading(self.0).tables_hash()
    }
}
