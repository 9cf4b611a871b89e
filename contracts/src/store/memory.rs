//! The state in memory: what a replay builds, and the second opinion on the embedded store.

use crate::{
    UnixTime,
    bytes::{DecodeError, Hash32},
    dump::{Dump, row},
    entry::{Entry, Roots, Snapshot},
    genesis::Genesis,
    rules::{
        Control, Effects, FrozenChange, State, StateMut,
        records::{Key, MemberRoot, Row, Table, at_genesis},
    },
    transition::EntryId,
};
use plimsoll_circuits::{
    field::{F, to_bytes},
    merkle::{
        AppendTree, FROZEN_DEPTH, IndexedError, IndexedTree, MEMBER_DEPTH, MemoryNodes, NOTE_DEPTH,
        TreeError, indexed::MemoryOrder,
    },
};
use std::{
    collections::{BTreeMap, HashMap},
    convert::Infallible,
};

/// Why an accepted entry could not be applied to the trees.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum MemoryError {
    /// A tree is full.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// The tree of nullifiers or of frozen lots refuses.
    #[error(transparent)]
    Indexed(#[from] IndexedError),
    /// A record is none.
    #[error(transparent)]
    Record(#[from] DecodeError),
}

/// A ledger's state in memory.
#[derive(Clone, Debug)]
pub struct MemoryState {
    pub(super) notes: AppendTree<NOTE_DEPTH, MemoryNodes>,
    pub(super) nullifiers: IndexedTree<NOTE_DEPTH, MemoryOrder>,
    pub(super) members: AppendTree<MEMBER_DEPTH, MemoryNodes>,
    pub(super) frozen: IndexedTree<FROZEN_DEPTH, MemoryOrder>,
    pub(super) records: BTreeMap<(Table, Key), Vec<u8>>,
    pub(super) soft: BTreeMap<(F, u64), ()>,
    pub(super) commitments: HashMap<F, u64>,
    pub(super) spent: HashMap<F, u64>,
    pub(super) waiting_notes: Vec<F>,
    pub(super) waiting_nullifiers: Vec<F>,
    pub(super) notes_roots: HashMap<F, u64>,
    pub(super) ids: HashMap<EntryId, u64>,
    pub(super) snapshots: Vec<Snapshot>,
    pub(super) newest: Snapshot,
    pub(crate) control: Control,
}

impl MemoryState {
    /// The state that a ledger starts from.
    ///
    /// # Errors
    /// Only if the depths of the trees left no room for their sentinels.
    pub fn new(genesis: &Genesis) -> Result<Self, MemoryError> {
        let notes = AppendTree::new(MemoryNodes::default());
        let nullifiers = IndexedTree::open(MemoryOrder::default())?;
        let members = AppendTree::new(MemoryNodes::default());
        let frozen = IndexedTree::open(MemoryOrder::default())?;
        let roots = Roots {
            notes: notes.root(),
            nullifiers: nullifiers.root(),
            members: members.root(),
            frozen: frozen.root(),
        };
        let (time, entry_hash) = (genesis.created, genesis.hash());
        let newest = Snapshot { height: 0, time, roots, flushed: 0, entry_hash };
        Ok(Self {
            notes_roots: HashMap::from([(roots.notes, 0)]),
            records: at_genesis(genesis, roots.members)
                .into_iter()
                .filter_map(|row| Some(((row.table, row.key), row.value?)))
                .collect(),
            soft: BTreeMap::new(),
            notes,
            nullifiers,
            members,
            frozen,
            commitments: HashMap::new(),
            spent: HashMap::new(),
            waiting_notes: Vec::new(),
            waiting_nullifiers: Vec::new(),
            ids: HashMap::new(),
            snapshots: vec![newest],
            newest,
            control: Control::new(genesis.created),
        })
    }

    /// The newest height.
    #[must_use]
    pub const fn newest(&self) -> Snapshot {
        self.newest
    }

    /// Members now.
    #[must_use]
    pub fn current_members(&self) -> usize {
        (0..self.members.len()).filter(|position| self.members.leaf(*position) != F::from(0u64)).count()
    }

    fn set(&mut self, row: &Row) {
        let key = (row.table, row.key);
        match &row.value {
            Some(record) => self.records.insert(key, record.clone()),
            None => self.records.remove(&key),
        };
    }

    fn roots(&self) -> Roots {
        Roots {
            notes: self.notes.root(),
            nullifiers: self.nullifiers.root(),
            members: self.members.root(),
            frozen: self.frozen.root(),
        }
    }
}

impl State for MemoryState {
    type Error = MemoryError;

    fn snapshot(&self) -> Result<Snapshot, MemoryError> {
        Ok(self.newest)
    }
    fn control(&self) -> Result<Control, MemoryError> {
        Ok(self.control)
    }
    fn had_notes_root(&self, root: F) -> Result<bool, MemoryError> {
        Ok(self.notes_roots.contains_key(&root))
    }
    fn has_nullifier(&self, nf: F) -> Result<bool, MemoryError> {
        Ok(self.spent.contains_key(&nf))
    }
    fn has_commitment(&self, cm: F) -> Result<bool, MemoryError> {
        Ok(self.commitments.contains_key(&cm))
    }
    fn record(&self, table: Table, key: &Key) -> Result<Option<Vec<u8>>, MemoryError> {
        Ok(self.records.get(&(table, *key)).cloned())
    }
    fn entry_of(&self, id: EntryId) -> Result<Option<Snapshot>, MemoryError> {
        let height = self.ids.get(&id).and_then(|h| usize::try_from(*h).ok());
        Ok(height.and_then(|h| self.snapshots.get(h).copied()))
    }
    fn tables_hash(&self) -> Result<Hash32, MemoryError> {
        let mut dump = Dump::new();
        let mut table = |name, mut rows: Vec<Vec<u8>>| {
            rows.sort_unstable();
            let Ok(()) = dump.table(name, rows.into_iter().map(Ok::<_, Infallible>));
        };
        let numbers = |map: &HashMap<F, u64>| {
            map.iter().map(|(key, n)| row(&[&to_bytes(key), &n.to_be_bytes()])).collect::<Vec<_>>()
        };
        let ids = self.ids.iter().map(|(id, height)| row(&[&id.0, &height.to_be_bytes()]));
        let order = |tree: &MemoryOrder| {
            let leaf = |(position, leaf): (u64, plimsoll_circuits::merkle::IndexedLeaf)| {
                row(&[&to_bytes(&leaf.value), &position.to_be_bytes(), &to_bytes(&leaf.next)])
            };
            tree.records().map(leaf).collect::<Vec<_>>()
        };
        table("control", vec![self.control.to_bytes()]);
        table("ids", ids.collect());
        table("commitments", numbers(&self.commitments));
        table("nullifiers", numbers(&self.spent));
        table("nullifier-order", order(self.nullifiers.nodes()));
        table("frozen-order", order(self.frozen.nodes()));
        table("note-roots", numbers(&self.notes_roots));
        for of in Table::ALL {
            let rows = self.records.range((of, [0; 32])..=(of, [u8::MAX; 32]));
            table(of.name(), rows.map(|((_, key), record)| row(&[key, record])).collect());
        }
        Ok(dump.finish())
    }
}

impl StateMut for MemoryState {
    fn apply(&mut self, effects: &Effects, height: u64, time: UnixTime) -> Result<Roots, MemoryError> {
        for row in &effects.rows {
            self.set(row);
        }
        self.soft.extend(effects.soft.iter().map(|value| ((*value, height), ())));
        for nf in &effects.nullifiers {
            self.spent.insert(*nf, height);
        }
        self.waiting_nullifiers.extend(&effects.nullifiers);
        let first = effects.control.notes - effects.commitments.len() as u64;
        self.commitments.extend(effects.commitments.iter().copied().zip(first..));
        self.waiting_notes.extend(&effects.commitments);
        if let Some(member) = effects.member {
            let before = self.members.root();
            if member.position == self.members.len() {
                self.members.append(member.leaf())?;
            } else {
                self.members.set(member.position, member.leaf())?;
            }
            self.set(&member.row());
            let root = self.members.root();
            if let Some(known) = self.members_root(before)?.filter(|_| root != before) {
                MemberRoot::follow(before, known, root, height, time).iter().for_each(|row| self.set(row));
            }
        }
        match effects.frozen {
            None => {}
            Some(FrozenChange::Enters(lot)) => self.frozen.insert(lot.0)?,
            Some(FrozenChange::Leaves(lot)) => self.frozen.remove(lot.0)?,
        }
        self.control = effects.control;
        Ok(self.roots())
    }

    fn flush(&mut self, control: &Control) -> Result<Roots, MemoryError> {
        self.nullifiers.insert_all(&std::mem::take(&mut self.waiting_nullifiers))?;
        let leaves = control.flushed.notes - self.notes.len();
        let leaves =
            usize::try_from(leaves).map_or(self.waiting_notes.len(), |n| n.min(self.waiting_notes.len()));
        let leaves: Vec<F> = self.waiting_notes.drain(..leaves).collect();
        self.notes.extend(&leaves)?;
        self.control = *control;
        self.notes_roots.entry(self.notes.root()).or_insert(control.flushed.height);
        Ok(self.roots())
    }

    fn append(&mut self, id: Option<EntryId>, _entry: &Entry, made: &Snapshot) -> Result<(), MemoryError> {
        self.ids.extend(id.map(|id| (id, made.height)));
        self.snapshots.push(*made);
        self.newest = *made;
        Ok(())
    }
}
