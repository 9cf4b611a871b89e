//! The ledger at one height: everything that wallets, banks and regulators ask.

use super::{
    error::StoreError,
    nodes::TableNodes,
    tables::{self, Reading},
};
use crate::{
    UnixTime,
    entry::{Action, Entry, MaxAge, Receipt, Roots, Snapshot},
    rules::{Control, MemberRecord, State},
    transition::EntryId,
};
use plimsoll_circuits::{
    field::{F, from_bytes},
    fingerprint::Class,
    member::Address,
    merkle::{
        AbsencePath, AppendTree, FROZEN_DEPTH, IndexedError, IndexedTree, MEMBER_DEPTH, NOTE_DEPTH, Path,
        indexed::{MemoryOrder, from_sorted},
    },
    note::Lot,
};
use redb::{ReadTransaction, ReadableTable, TableDefinition, TableHandle as _};
use std::collections::BTreeSet;

/// The ledger at one height, however many entries are accepted while it is held: paths and roots taken from one view fit
/// together. Holding one does not keep writers waiting, but keeps old pages in the file: take a new one now and then.
pub struct View(pub(super) ReadTransaction);

/// An output note as the log shows it: what a wallet tries to decrypt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostedNote {
    /// The entry that made it.
    pub height: u64,
    /// Its commitment.
    pub commitment: F,
    /// Its position in the note tree.
    pub position: u64,
    /// Its memo.
    pub memo: Vec<u8>,
}

impl View {
    fn state(&self) -> Reading<'_, ReadTransaction> {
        Reading(&self.0)
    }

    /// The newest height of this view.
    ///
    /// # Errors
    /// [`StoreError`], as for all questions here.
    pub fn latest(&self) -> Result<Snapshot, StoreError> {
        self.state().snapshot()
    }

    /// The ledger at a height; `None` if it has not come so far.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn snapshot_at(&self, height: u64) -> Result<Option<Snapshot>, StoreError> {
        self.state().snapshot_at(height)
    }

    /// The four roots at a height.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn roots_at(&self, height: u64) -> Result<Option<Roots>, StoreError> {
        Ok(self.snapshot_at(height)?.map(|s| s.roots))
    }

    /// The newest height that had exactly these four roots, if it is no older than `max_age`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn recent(
        &self,
        roots: &Roots,
        max_age: MaxAge,
        now: UnixTime,
    ) -> Result<Option<Snapshot>, StoreError> {
        let newest = self.latest()?.height;
        let mut replaced_at = None;
        for height in (newest.saturating_sub(max_age.entries)..=newest).rev() {
            let Some(at) = self.snapshot_at(height)? else { break };
            if replaced_at.is_some_and(|replaced| now.seconds_since(replaced) > max_age.seconds) {
                break;
            }
            if at.roots == *roots {
                return Ok(Some(at));
            }
            replaced_at = Some(at.time);
        }
        Ok(None)
    }

    /// The receipt of an accepted entry; `None` if none has this identity.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn receipt(&self, id: EntryId) -> Result<Option<Receipt>, StoreError> {
        Ok(self.state().entry_of(id)?.map(|made| Receipt::new(id, &made)))
    }

    /// The entry at a height.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn entry(&self, height: u64) -> Result<Option<Entry>, StoreError> {
        let bytes = self.state().bytes(tables::LOG, height)?;
        Ok(bytes.map(|b| Entry::from_bytes(&b)).transpose()?)
    }

    /// The entries above a height, in order; 0 gives the whole log.
    ///
    /// # Errors
    /// [`StoreError`], at once or while iterating.
    pub fn entries_since(
        &self,
        height: u64,
    ) -> Result<impl Iterator<Item = Result<Entry, StoreError>> + use<>, StoreError> {
        let table = self.0.open_table(tables::LOG).map_err(StoreError::db)?;
        let first = height.saturating_add(1);
        let range = table.range(first..).map_err(StoreError::db)?;
        Ok(range.map(|row| {
            let (_, bytes) = row.map_err(StoreError::db)?;
            Ok(Entry::from_bytes(bytes.value())?)
        }))
    }

    /// The notes posted above a height, in the order of the tree.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn notes_since(&self, height: u64) -> Result<Vec<PostedNote>, StoreError> {
        let mut notes = Vec::new();
        for entry in self.entries_since(height)? {
            let entry = entry?;
            let Action::Transition(t) = entry.action else { continue };
            let commitments = t.posting().map(|p| p.commitments().to_vec()).unwrap_or_default();
            for (commitment, memo) in commitments.into_iter().zip(t.memos) {
                let position = self.state().commitment_position(commitment)?;
                let position = position.ok_or_else(|| {
                    StoreError::Damaged(format!("a commitment of height {} has no position", entry.height))
                })?;
                notes.push(PostedNote { height: entry.height, commitment, position, memo });
            }
        }
        Ok(notes)
    }

    /// The path of a note.
    ///
    /// # Errors
    /// [`StoreError::Absent`] if there is no such commitment.
    pub fn note_path(&self, commitment: F) -> Result<Path<NOTE_DEPTH>, StoreError> {
        let position = self.state().commitment_position(commitment)?;
        let position = position.ok_or(StoreError::Absent("the commitment"))?;
        let tree = AppendTree::<NOTE_DEPTH, _>::new(self.nodes(tables::NOTES)?);
        let path = tree.path(position);
        tree.nodes().settle()?;
        Ok(path?)
    }

    /// What shows that a nullifier is not on the ledger.
    ///
    /// # Errors
    /// [`StoreError::Present`] if it is.
    pub fn nullifier_absence(&self, nf: F) -> Result<AbsencePath<NOTE_DEPTH>, StoreError> {
        let tree = IndexedTree::<NOTE_DEPTH, _>::open(self.nodes(tables::NULLIFIERS)?)?;
        let path = tree.absence(nf);
        tree.nodes().settle()?;
        absent(path, "the nullifier")
    }

    /// A member and the path of its leaf.
    ///
    /// # Errors
    /// [`StoreError::Absent`] if the address is not a member now.
    pub fn member_path(&self, address: Address) -> Result<(MemberRecord, Path<MEMBER_DEPTH>), StoreError> {
        let member = self.state().member(address)?.filter(MemberRecord::is_current);
        let member = member.ok_or(StoreError::Absent("the member"))?;
        let tree = AppendTree::<MEMBER_DEPTH, _>::new(self.nodes(tables::MEMBERS)?);
        let path = tree.path(member.position);
        tree.nodes().settle()?;
        Ok((member, path?))
    }

    /// What shows that a lot is not frozen.
    ///
    /// # Errors
    /// [`StoreError::Present`] if it is.
    pub fn frozen_absence(&self, lot: Lot) -> Result<AbsencePath<FROZEN_DEPTH>, StoreError> {
        absent(self.frozen()?.absence(lot.0), "the lot, as frozen,")
    }

    /// A member now or once; `None` if it never was one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn member(&self, address: Address) -> Result<Option<MemberRecord>, StoreError> {
        self.state().member(address)
    }

    /// All current members, by their place in the tree.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn members(&self) -> Result<Vec<MemberRecord>, StoreError> {
        let table = self.0.open_table(tables::RECORDS).map_err(StoreError::db)?;
        let mut members = Vec::new();
        for row in table.iter().map_err(StoreError::db)? {
            let (_, bytes) = row.map_err(StoreError::db)?;
            members.push(MemberRecord::from_bytes(bytes.value())?);
        }
        members.retain(MemberRecord::is_current);
        members.sort_unstable_by_key(|m| m.position);
        Ok(members)
    }

    /// Pause, the number of the next order, and what decides on member roots.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn control(&self) -> Result<Control, StoreError> {
        self.state().control()
    }

    /// Whether a nullifier is on the ledger: the note behind it is spent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn has_nullifier(&self, nf: F) -> Result<bool, StoreError> {
        self.state().has_nullifier(nf)
    }

    /// The position of a commitment; `None` if it is not on the ledger.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn commitment_position(&self, cm: F) -> Result<Option<u64>, StoreError> {
        self.state().commitment_position(cm)
    }

    /// The height at which a fingerprint was posted; `None` if it is new.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn fingerprint_height(&self, class: Class, f: F) -> Result<Option<u64>, StoreError> {
        self.state().fingerprint_height(class, f)
    }

    /// The roots of the four trees, as the tables of nodes have them: what the newest snapshot must say.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) fn stored_roots(&self) -> Result<Roots, StoreError> {
        let notes = AppendTree::<NOTE_DEPTH, _>::new(self.nodes(tables::NOTES)?);
        let nullifiers = AppendTree::<NOTE_DEPTH, _>::new(self.nodes(tables::NULLIFIERS)?);
        let members = AppendTree::<MEMBER_DEPTH, _>::new(self.nodes(tables::MEMBERS)?);
        let roots = Roots {
            notes: notes.root(),
            nullifiers: nullifiers.root(),
            members: members.root(),
            frozen: self.frozen()?.root(),
        };
        for tree in [notes.nodes(), nullifiers.nodes(), members.nodes()] {
            tree.settle()?;
        }
        Ok(roots)
    }

    fn nodes(
        &self,
        table: TableDefinition<'static, (u8, u64), &'static [u8; 32]>,
    ) -> Result<TableNodes<'_, ReadTransaction>, StoreError> {
        let len = self.state().number(tables::LENGTHS, table.name())?.unwrap_or(0);
        let order = (table.name() == tables::NULLIFIERS.name()).then_some(tables::ORDER);
        Ok(TableNodes::new(&self.0, table, order, len))
    }

    fn frozen(&self) -> Result<IndexedTree<FROZEN_DEPTH, MemoryOrder>, StoreError> {
        let table = self.0.open_table(tables::FROZEN).map_err(StoreError::db)?;
        let mut lots = BTreeSet::new();
        for row in table.iter().map_err(StoreError::db)? {
            let (lot, ()) = row.map(|(k, v)| (*k.value(), v.value())).map_err(StoreError::db)?;
            let lot = from_bytes(&lot).ok_or_else(|| StoreError::Damaged("a frozen lot".to_owned()))?;
            lots.insert(lot);
        }
        Ok(from_sorted(&lots)?)
    }
}

fn absent<const DEPTH: usize>(
    path: Result<AbsencePath<DEPTH>, IndexedError>,
    what: &'static str,
) -> Result<AbsencePath<DEPTH>, StoreError> {
    match path {
        Err(IndexedError::Present) => Err(StoreError::Present(what)),
        path => Ok(path?),
    }
}
