//! The state in memory: what a replay builds, and the second opinion on the embedded store.

use super::tables::class_key;
use crate::{
    UnixTime,
    bytes::Hash32,
    dump::{Dump, row},
    entry::{Entry, Roots, Snapshot},
    genesis::Genesis,
    rules::{Control, Effects, MemberRecord, MemberRoot, OrgRecord, State, StateMut},
    transition::EntryId,
};
use plimsoll_circuits::{
    field::{F, to_bytes},
    fingerprint::Class,
    member::{Address, Org},
    merkle::{
        AppendTree, FROZEN_DEPTH, IndexedError, IndexedTree, MEMBER_DEPTH, MemoryNodes, NOTE_DEPTH,
        TreeError,
        indexed::{MemoryOrder, from_sorted},
    },
};
use std::{
    collections::{BTreeSet, HashMap},
    convert::Infallible,
};

/// Why an accepted entry could not be applied to the trees.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum MemoryError {
    /// A tree is full.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// The nullifier tree refuses.
    #[error(transparent)]
    Indexed(#[from] IndexedError),
}

/// A ledger's state in memory.
#[derive(Clone, Debug)]
pub struct MemoryState {
    pub(super) notes: AppendTree<NOTE_DEPTH, MemoryNodes>,
    pub(super) nullifiers: IndexedTree<NOTE_DEPTH, MemoryOrder>,
    pub(super) members: AppendTree<MEMBER_DEPTH, MemoryNodes>,
    pub(super) frozen_root: F,
    pub(super) fingerprints: HashMap<(Class, F), u64>,
    pub(super) commitments: HashMap<F, u64>,
    pub(super) spent: HashMap<F, u64>,
    pub(super) waiting_notes: Vec<F>,
    pub(super) waiting_nullifiers: Vec<F>,
    pub(super) notes_roots: HashMap<F, u64>,
    pub(super) members_roots: HashMap<F, MemberRoot>,
    pub(super) records: HashMap<Address, MemberRecord>,
    pub(super) orgs: HashMap<Org, OrgRecord>,
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
        let frozen_root = from_sorted::<FROZEN_DEPTH>(&BTreeSet::new())?.root();
        let roots = Roots {
            notes: notes.root(),
            nullifiers: nullifiers.root(),
            members: members.root(),
            frozen: frozen_root,
        };
        let (time, entry_hash) = (genesis.created, genesis.hash());
        let newest = Snapshot { height: 0, time, roots, flushed: 0, entry_hash };
        Ok(Self {
            notes_roots: HashMap::from([(roots.notes, 0)]),
            members_roots: HashMap::from([(roots.members, MemberRoot::NEWEST_AT_GENESIS)]),
            notes,
            nullifiers,
            members,
            frozen_root,
            fingerprints: HashMap::new(),
            commitments: HashMap::new(),
            spent: HashMap::new(),
            waiting_notes: Vec::new(),
            waiting_nullifiers: Vec::new(),
            records: HashMap::new(),
            orgs: HashMap::new(),
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
        self.records.values().filter(|m| m.is_current()).count()
    }

    fn roots(&self) -> Roots {
        Roots {
            notes: self.notes.root(),
            nullifiers: self.nullifiers.root(),
            members: self.members.root(),
            frozen: self.frozen_root,
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
    fn members_root(&self, root: F) -> Result<Option<MemberRoot>, MemoryError> {
        Ok(self.members_roots.get(&root).copied())
    }
    fn has_nullifier(&self, nf: F) -> Result<bool, MemoryError> {
        Ok(self.spent.contains_key(&nf))
    }
    fn fingerprint_height(&self, class: Class, f: F) -> Result<Option<u64>, MemoryError> {
        Ok(self.fingerprints.get(&(class, f)).copied())
    }
    fn member(&self, address: Address) -> Result<Option<MemberRecord>, MemoryError> {
        Ok(self.records.get(&address).copied())
    }
    fn org(&self, org: Org) -> Result<Option<OrgRecord>, MemoryError> {
        Ok(self.orgs.get(&org).copied())
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
        let fingerprints = self
            .fingerprints
            .iter()
            .map(|((class, f), height)| row(&[&[class_key(*class)], &to_bytes(f), &height.to_be_bytes()]));
        let order = self.nullifiers.nodes().records().map(|(position, leaf)| {
            row(&[&to_bytes(&leaf.value), &position.to_be_bytes(), &to_bytes(&leaf.next)])
        });
        let members = self.records.iter().map(|(address, m)| row(&[&to_bytes(&address.0), &m.to_bytes()]));
        table("control", vec![self.control.to_bytes()]);
        table("ids", ids.collect());
        table("fingerprints", fingerprints.collect());
        table("commitments", numbers(&self.commitments));
        table("nullifiers", numbers(&self.spent));
        table("nullifier-order", order.collect());
        table("note-roots", numbers(&self.notes_roots));
        let roots = self.members_roots.iter().map(|(root, r)| row(&[&to_bytes(root), &r.to_bytes()]));
        table("member-roots", roots.collect());
        table("members", members.collect());
        let orgs = self.orgs.iter().map(|(org, o)| row(&[&to_bytes(&org.0), &o.to_bytes()]));
        table("organisations", orgs.collect());
        table("frozen", Vec::new());
        Ok(dump.finish())
    }
}

impl StateMut for MemoryState {
    fn apply(&mut self, effects: &Effects, height: u64, time: UnixTime) -> Result<Roots, MemoryError> {
        for key in &effects.fingerprints {
            self.fingerprints.insert(*key, height);
        }
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
            self.records.insert(member.address(), member);
            let root = self.members.root();
            if root != before {
                self.members_roots.entry(before).and_modify(|known| known.replaced = Some(time));
                self.members_roots.insert(root, MemberRoot { height, replaced: None });
            }
        }
        self.orgs.extend(effects.org);
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
