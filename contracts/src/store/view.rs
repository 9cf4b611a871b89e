//! The ledger at one height: everything that wallets, banks and regulators ask.

use super::{
    error::{OrderError, StoreError},
    guard::{Held, guarded},
    tables::{self, Reading},
};
use crate::{
    UnixTime,
    entry::{Action, Entry, MaxAge, Receipt, Roots, Snapshot},
    genesis::Genesis,
    order::{Order, SignedOrder},
    rules::{
        Control, Need, RuleError, State, check_order,
        records::{
            Council, DocRecord, LotRecord, MemberRecord, OrgRecord, Record as _, Table, VersionRecord,
            circuit_of,
        },
    },
    transition::EntryId,
};
use plimsoll_circuits::{
    field::{F, to_bytes},
    fingerprint::Class,
    member::{Address, Org},
    merkle::{
        AbsencePath, AppendTree, FROZEN_DEPTH, IndexedError, IndexedTree, MEMBER_DEPTH, NOTE_DEPTH, Path,
    },
    note::Lot,
};
use redb::{ReadTransaction, ReadableTable, ReadableTableMetadata as _};
use std::{path::Path as FilePath, sync::Arc};

/// The ledger at one height, however many entries are accepted while it is held: paths and roots taken from one view fit
/// together. Holding one does not keep writers waiting, but keeps old pages in the file: take a new one now and then.
pub struct View {
    read: Held<ReadTransaction>,
    file: Arc<FilePath>,
}

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
    pub(super) const fn new(read: ReadTransaction, file: Arc<FilePath>) -> Self {
        Self { read: Held::new(read), file }
    }

    /// Every question is asked here: its errors name the file.
    pub(super) fn ask<A>(
        &self,
        question: impl FnOnce(&Reading<'_, ReadTransaction>) -> Result<A, StoreError>,
    ) -> Result<A, StoreError> {
        guarded(&self.file, || question(&Reading(self.read.get()?)))
    }

    /// The newest height of this view.
    ///
    /// # Errors
    /// [`StoreError`], as for all questions here.
    pub fn latest(&self) -> Result<Snapshot, StoreError> {
        self.ask(|state| state.snapshot())
    }

    /// The ledger at a height; `None` if it has not come so far.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn snapshot_at(&self, height: u64) -> Result<Option<Snapshot>, StoreError> {
        self.ask(|state| state.snapshot_at(height))
    }

    /// Whether the newest flush's roots are those that count now, nobody lost a role since, and nothing waits: what is proven now speaks of everything that
    /// is on the log.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn is_flushed(&self) -> Result<bool, StoreError> {
        self.ask(|state| {
            let newest = state.snapshot()?;
            let flush = state.flush_of(&newest)?;
            let entered = state.0.open_table(tables::WAITING_NULLIFIERS).map_err(StoreError::db)?;
            let entered = entered.is_empty().map_err(StoreError::db)?;
            let control = state.control()?;
            let revoked = control.revoked_at.is_some_and(|at| at > flush.height);
            Ok(flush.roots == newest.roots && entered && control.waiting() == 0 && !revoked)
        })
    }

    /// The newest flush as of a height whose nullifier, member and frozen roots are these, if the note tree had the note root by
    /// then and the log holds no more behind the flush than `max_age` allows.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn recent(
        &self,
        roots: &Roots,
        ledger: &Snapshot,
        max_age: MaxAge,
        now: UnixTime,
    ) -> Result<Option<Snapshot>, StoreError> {
        self.ask(|state| {
            let Some(noted) = state.number(tables::NOTES_ROOTS, &to_bytes(&roots.notes))? else {
                return Ok(None);
            };
            let mut at = *ledger;
            loop {
                let flush = state.flush_of(&at)?;
                let behind = ledger.height - flush.height;
                if behind > max_age.entries || noted > flush.height {
                    return Ok(None);
                }
                if behind > 0 {
                    let next = state.snapshot_at(flush.height + 1)?;
                    let next = next.ok_or_else(|| StoreError::damaged("a snapshot is missing"))?;
                    if now.seconds_since(next.time) > max_age.seconds {
                        return Ok(None);
                    }
                }
                if (Roots { notes: roots.notes, ..flush.roots }) == *roots {
                    return Ok(Some(flush));
                }
                match flush.height.checked_sub(1).map(|below| state.snapshot_at(below)).transpose()? {
                    None => return Ok(None),
                    Some(below) => at = below.ok_or_else(|| StoreError::damaged("a snapshot is missing"))?,
                }
            }
        })
    }

    /// The receipt of an accepted entry; `None` if none has this identity.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn receipt(&self, id: EntryId) -> Result<Option<Receipt>, StoreError> {
        self.ask(|state| Ok(state.entry_of(id)?.map(|made| Receipt::new(id, &made))))
    }

    /// The entry at a height.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn entry(&self, height: u64) -> Result<Option<Entry>, StoreError> {
        self.ask(|state| {
            let bytes = state.bytes(tables::LOG, height)?;
            Ok(bytes.map(|b| Entry::from_bytes(&b)).transpose()?)
        })
    }

    /// The entries above a height, in order; 0 gives the whole log.
    ///
    /// # Errors
    /// [`StoreError`], at once or while iterating.
    pub fn entries_since(
        &self,
        height: u64,
    ) -> Result<impl Iterator<Item = Result<Entry, StoreError>> + use<>, StoreError> {
        let range = self.ask(|state| {
            let table = state.0.open_table(tables::LOG).map_err(StoreError::db)?;
            table.range(height.saturating_add(1)..).map_err(StoreError::db)
        })?;
        let (mut range, file) = (Some(Held::new(range)), self.file.clone());
        Ok(std::iter::from_fn(move || {
            let rows = range.as_mut()?;
            let entry = guarded(&file, || {
                let Some(row) = rows.get_mut()?.next() else { return Ok(None) };
                let (_, bytes) = row.map_err(StoreError::db)?;
                Ok(Some(Entry::from_bytes(bytes.value())?))
            });
            // Nothing follows a row that could not be read.
            if entry.is_err() {
                range = None;
            }
            entry.transpose()
        }))
    }

    /// The notes that transitions posted above a height, in the order of the tree, in which the last ones may not be yet. Those of a recovery
    /// have no memo and are not among them: they follow from [`Recovery::notes`](crate::order::Recovery::notes).
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
                let position = self.commitment_position(commitment)?;
                let position = position.ok_or_else(|| {
                    let why = format!("a commitment of height {} has no position", entry.height);
                    StoreError::damaged(why).at(&self.file)
                })?;
                notes.push(PostedNote { height: entry.height, commitment, position, memo });
            }
        }
        Ok(notes)
    }

    /// The path of a note.
    ///
    /// # Errors
    /// [`StoreError::Absent`] if there is no such commitment, [`StoreError::Waiting`] if it waits for a flush.
    pub fn note_path(&self, commitment: F) -> Result<Path<NOTE_DEPTH>, StoreError> {
        self.ask(|state| {
            let position = state.commitment_position(commitment)?;
            let position = position.ok_or(StoreError::Absent("the commitment"))?;
            let tree = AppendTree::<NOTE_DEPTH, _>::new(state.nodes(tables::NOTES)?);
            if position >= tree.len() {
                return Err(StoreError::Waiting);
            }
            let path = tree.path(position);
            tree.nodes().settle()?;
            Ok(path?)
        })
    }

    /// What shows that a nullifier is not in its tree.
    ///
    /// # Errors
    /// [`StoreError::Present`] if it is on the ledger, in the tree or waiting for it.
    pub fn nullifier_absence(&self, nf: F) -> Result<AbsencePath<NOTE_DEPTH>, StoreError> {
        self.ask(|state| {
            if state.has_nullifier(nf)? {
                return Err(StoreError::Present("the nullifier"));
            }
            let tree = IndexedTree::<NOTE_DEPTH, _>::open(state.nodes(tables::NULLIFIERS)?)?;
            let path = tree.absence(nf);
            tree.nodes().settle()?;
            absent(path, "the nullifier")
        })
    }

    /// A member and the path of its leaf.
    ///
    /// # Errors
    /// [`StoreError::Absent`] if the address is not a member now.
    pub fn member_path(&self, address: Address) -> Result<(MemberRecord, Path<MEMBER_DEPTH>), StoreError> {
        self.ask(|state| {
            let member = state.member(address)?.filter(MemberRecord::is_current);
            let member = member.ok_or(StoreError::Absent("the member"))?;
            let tree = AppendTree::<MEMBER_DEPTH, _>::new(state.nodes(tables::MEMBERS)?);
            let path = tree.path(member.position);
            tree.nodes().settle()?;
            Ok((member, path?))
        })
    }

    /// What shows that a lot is not frozen.
    ///
    /// # Errors
    /// [`StoreError::Present`] if it is.
    pub fn frozen_absence(&self, lot: Lot) -> Result<AbsencePath<FROZEN_DEPTH>, StoreError> {
        self.ask(|state| {
            let tree = IndexedTree::<FROZEN_DEPTH, _>::open(state.nodes(tables::FROZEN)?)?;
            let path = tree.absence(lot.0);
            tree.nodes().settle()?;
            absent(path, "the lot, as frozen,")
        })
    }

    /// A member now or once; `None` if it never was one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn member(&self, address: Address) -> Result<Option<MemberRecord>, StoreError> {
        self.ask(|state| state.member(address))
    }

    /// An organisation; `None` if none of its addresses ever was a member.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn org(&self, org: Org) -> Result<Option<OrgRecord>, StoreError> {
        self.ask(|state| state.org(org))
    }

    /// Who must sign an order that is given at `time` to the ledger of this genesis.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn need(&self, order: &Order, genesis: &Genesis, time: UnixTime) -> Result<Need, StoreError> {
        self.ask(|state| Need::of(order, genesis, state, time))
    }

    /// Refuses an order that the ledger of this genesis would refuse at `time`.
    pub(super) fn check_order(
        &self,
        order: &SignedOrder,
        genesis: &Genesis,
        time: UnixTime,
    ) -> Result<(), OrderError> {
        let refused = self.ask(|state| match check_order(genesis, order, state, time) {
            Ok(_) => Ok(None),
            Err(RuleError::Refused(why)) => Ok(Some(why)),
            Err(RuleError::State(e)) => Err(e),
        });
        refused?.map_or(Ok(()), |why| Err(why.into()))
    }

    /// All current members, by their place in the tree.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn members(&self) -> Result<Vec<MemberRecord>, StoreError> {
        let mut members = self.ask(|state| {
            let table = state.0.open_table(tables::records(Table::Members)).map_err(StoreError::db)?;
            let mut members = Vec::new();
            for row in table.iter().map_err(StoreError::db)? {
                let (address, bytes) = row.map_err(StoreError::db)?;
                let member = MemberRecord::from_bytes(bytes.value())?;
                if to_bytes(&member.address().0) != *address.value() {
                    return Err(StoreError::damaged("a member's record is another one's"));
                }
                members.push(member);
            }
            Ok(members)
        })?;
        members.retain(MemberRecord::is_current);
        members.sort_unstable_by_key(|m| m.position);
        Ok(members)
    }

    /// Pause, the number of the next order, the newest revocation, and how far the trees are.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn control(&self) -> Result<Control, StoreError> {
        self.ask(|state| state.control())
    }

    /// Whether a commitment is posted and waits for a flush.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn waits(&self, cm: F) -> Result<bool, StoreError> {
        self.ask(|state| {
            let flushed = state.control()?.flushed.notes;
            Ok(state.commitment_position(cm)?.is_some_and(|position| position >= flushed))
        })
    }

    /// Whether a nullifier is on the ledger: the note behind it is spent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn has_nullifier(&self, nf: F) -> Result<bool, StoreError> {
        self.ask(|state| state.has_nullifier(nf))
    }

    /// The position of a commitment; `None` if it is not on the ledger.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn commitment_position(&self, cm: F) -> Result<Option<u64>, StoreError> {
        self.ask(|state| state.commitment_position(cm))
    }

    /// The height at which a fingerprint was posted; `None` if it is new.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn fingerprint_height(&self, class: Class, f: F) -> Result<Option<u64>, StoreError> {
        self.ask(|state| state.fingerprint_height(class, f))
    }

    /// The heights at which a SOFT slot posted a value, the lowest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn soft_heights(&self, value: F) -> Result<Vec<u64>, StoreError> {
        self.ask(|state| state.soft_heights(value))
    }

    /// A DOC fingerprint; `None` if it is new.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn doc(&self, doc: F) -> Result<Option<DocRecord>, StoreError> {
        self.ask(|state| state.doc(doc))
    }

    /// What orders made of a lot.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn lot(&self, lot: Lot) -> Result<LotRecord, StoreError> {
        self.ask(|state| state.lot(lot))
    }

    /// The generation as which a DOC fingerprint is registered at a time: 0 unless a registration of it is permitted once more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn next_generation(&self, doc: F, time: UnixTime) -> Result<u64, StoreError> {
        self.ask(|state| Ok(state.permitted(doc, time)?.map_or(0, |(_, generation)| generation)))
    }

    /// Every circuit's versions that are or were accepted: number of the circuit, version, record.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn versions(&self) -> Result<Vec<(u32, u32, VersionRecord)>, StoreError> {
        self.ask(|state| {
            let table = state.0.open_table(tables::records(Table::Versions)).map_err(StoreError::db)?;
            let mut versions = Vec::new();
            for row in table.iter().map_err(StoreError::db)? {
                let (key, bytes) = row.map_err(StoreError::db)?;
                let (circuit, version) = circuit_of(key.value());
                versions.push((circuit, version, VersionRecord::from_bytes(bytes.value())?));
            }
            Ok(versions)
        })
    }

    /// A circuit's version that is or was accepted.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn version(&self, circuit: u32, version: u32) -> Result<Option<VersionRecord>, StoreError> {
        self.ask(|state| state.version(circuit, version))
    }

    /// Who governs.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn council(&self) -> Result<Council, StoreError> {
        self.ask(|state| state.council())
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
