//! The state in memory: what a replay builds, and the second opinion on the embedded store.

use crate::{
    entry::{Entry, Roots, Snapshot},
    genesis::Genesis,
    rules::{Control, Effects, MemberRecord, State, StateMut},
    transition::EntryId,
};
use plimsoll_circuits::{
    field::F,
    fingerprint::Class,
    member::Address,
    merkle::{
        AppendTree, FROZEN_DEPTH, IndexedError, IndexedTree, MEMBER_DEPTH, MemoryNodes, NOTE_DEPTH,
        TreeError,
        indexed::{MemoryOrder, from_sorted},
    },
};
use std::collections::{BTreeSet, HashMap};

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
    pub(super) notes_roots: HashMap<F, u64>,
    pub(super) members_roots: HashMap<F, u64>,
    pub(super) records: HashMap<Address, MemberRecord>,
    pub(super) ids: HashMap<EntryId, u64>,
    pub(super) snapshots: Vec<Snapshot>,
    pub(super) newest: Snapshot,
    pub(super) control: Control,
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
        let newest = Snapshot { height: 0, time: genesis.created, roots, entry_hash: genesis.hash() };
        Ok(Self {
            notes_roots: HashMap::from([(roots.notes, 0)]),
            members_roots: HashMap::from([(roots.members, 0)]),
            notes,
            nullifiers,
            members,
            frozen_root,
            fingerprints: HashMap::new(),
            commitments: HashMap::new(),
            records: HashMap::new(),
            ids: HashMap::new(),
            snapshots: vec![newest],
            newest,
            control: Control::default(),
        })
    }

    /// The newest height.
    #[must_use]
    pub const fn newest(&self) -> Snapshot {
        self.newest
    }

    /// Notes so far.
    pub fn notes(&self) -> u64 {
        self.notes.len()
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
    fn members_root_height(&self, root: F) -> Result<Option<u64>, MemoryError> {
        Ok(self.members_roots.get(&root).copied())
    }
    fn has_nullifier(&self, nf: F) -> Result<bool, MemoryError> {
        Ok(self.nullifiers.contains(nf))
    }
    fn commitment_position(&self, cm: F) -> Result<Option<u64>, MemoryError> {
        Ok(self.commitments.get(&cm).copied())
    }
    fn fingerprint_height(&self, class: Class, f: F) -> Result<Option<u64>, MemoryError> {
        Ok(self.fingerprints.get(&(class, f)).copied())
    }
    fn member(&self, address: Address) -> Result<Option<MemberRecord>, MemoryError> {
        Ok(self.records.get(&address).copied())
    }
    fn entry_of(&self, id: EntryId) -> Result<Option<Snapshot>, MemoryError> {
        let height = self.ids.get(&id).and_then(|h| usize::try_from(*h).ok());
        Ok(height.and_then(|h| self.snapshots.get(h).copied()))
    }
}

impl StateMut for MemoryState {
    fn apply(&mut self, effects: &Effects, height: u64) -> Result<Roots, MemoryError> {
        for key in &effects.fingerprints {
            self.fingerprints.insert(*key, height);
        }
        for nf in &effects.nullifiers {
            self.nullifiers.insert(*nf)?;
        }
        for cm in &effects.commitments {
            let position = self.notes.append(*cm)?;
            self.commitments.insert(*cm, position);
        }
        if let Some(member) = effects.member {
            if member.position == self.members.len() {
                self.members.append(member.leaf())?;
            } else {
                self.members.set(member.position, member.leaf())?;
            }
            self.records.insert(member.address(), member);
            self.members_roots.insert(self.members.root(), height);
        }
        self.control = effects.control;
        let roots = self.roots();
        self.notes_roots.entry(roots.notes).or_insert(height);
        Ok(roots)
    }

    fn append(&mut self, id: EntryId, _entry: &Entry, made: &Snapshot) -> Result<(), MemoryError> {
        self.ids.insert(id, made.height);
        self.snapshots.push(*made);
        self.newest = *made;
        Ok(())
    }
}
