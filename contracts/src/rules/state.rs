use super::{
    Control, Effects,
    records::{
        self, Administered, Council, DocRecord, Emergency, Entered, Key, LotRecord, MemberRecord, MemberRoot,
        OrgRecord, Permission, Record, Table, Tag, VersionRecord, former_key, key, version_key,
    },
};
use crate::{
    UnixTime,
    bytes::{DecodeError, Hash32},
    control::ControlAddress,
    entry::{Entry, Roots, Snapshot},
    order::Waiver,
    transition::EntryId,
    verdict::Rejection,
};
use plimsoll_circuits::{
    field::F,
    fingerprint::Class,
    member::{Address, Org},
    note::Lot,
};

/// What the rules ask of a ledger's state.
pub trait State {
    /// Why the state cannot be read.
    type Error: From<DecodeError>;

    /// The newest height.
    ///
    /// # Errors
    /// If the state cannot be read, as for all questions here.
    fn snapshot(&self) -> Result<Snapshot, Self::Error>;
    /// Pause, the number of orders, the newest revocation, and how far the trees are.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn control(&self) -> Result<Control, Self::Error>;
    /// Whether the note tree ever had this root.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn had_notes_root(&self, root: F) -> Result<bool, Self::Error>;
    /// Whether the nullifier is on the ledger.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn has_nullifier(&self, nf: F) -> Result<bool, Self::Error>;
    /// Whether the commitment is on the ledger.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn has_commitment(&self, cm: F) -> Result<bool, Self::Error>;
    /// The entry of this identity: its height and the ledger after it.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn entry_of(&self, id: EntryId) -> Result<Option<Snapshot>, Self::Error>;
    /// What stands in a table of records under a key.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn record(&self, table: Table, key: &Key) -> Result<Option<Vec<u8>>, Self::Error>;
    /// The hash of all tables, see [`dump`](mod@crate::dump).
    ///
    /// # Errors
    /// If the state cannot be read.
    fn tables_hash(&self) -> Result<Hash32, Self::Error>;

    /// When the member tree had this root, if it ever did.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn members_root(&self, root: F) -> Result<Option<MemberRoot>, Self::Error> {
        find(self, Table::MemberRoots, key(root))
    }
    /// A member, also one that was removed.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn member(&self, address: Address) -> Result<Option<MemberRecord>, Self::Error> {
        find(self, Table::Members, key(address.0))
    }
    /// An organisation, also one without members now.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn org(&self, org: Org) -> Result<Option<OrgRecord>, Self::Error> {
        find(self, Table::Organisations, key(org.0))
    }
    /// Whether an organisation had this control key before the one that it has now.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn had_control_key(&self, org: Org, control: ControlAddress) -> Result<bool, Self::Error> {
        Ok(self.record(Table::FormerControlKeys, &former_key(org, control))?.is_some())
    }
    /// What an administrator gave alone on the last day on which it did.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn administered(&self, administrator: ControlAddress) -> Result<Option<Administered>, Self::Error> {
        find(self, Table::Administrations, administrator.key())
    }
    /// A DOC fingerprint that is on the ledger.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn doc(&self, doc: F) -> Result<Option<DocRecord>, Self::Error> {
        find(self, Table::Docs, key(doc))
    }
    /// Whether a number came by an amendment and has no lot.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn is_amended(&self, number: F) -> Result<bool, Self::Error> {
        Ok(self.doc(number)?.is_some_and(|doc| doc.entered == Entered::Amended))
    }
    /// A fingerprint of an invoice or a container that is on the ledger.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn tag(&self, class: Class, f: F) -> Result<Option<Tag>, Self::Error> {
        find(self, Table::of(class), key(f))
    }
    /// The height at which a fingerprint entered its class.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn fingerprint_height(&self, class: Class, f: F) -> Result<Option<u64>, Self::Error> {
        Ok(match class {
            Class::Doc => self.doc(f)?.map(|doc| doc.height),
            Class::Inv | Class::Box => self.tag(class, f)?.map(|tag| tag.height),
        })
    }
    /// What orders made of a lot; as it is made, if none named it.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn lot(&self, lot: Lot) -> Result<LotRecord, Self::Error> {
        Ok(find(self, Table::Lots, key(lot.0))?.unwrap_or_default())
    }
    /// The registration of a DOC fingerprint that is permitted, or was until its last day.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn permission(&self, coming: F) -> Result<Option<Permission>, Self::Error> {
        find(self, Table::Permissions, key(coming))
    }
    /// The permission to register a DOC fingerprint once more, if its last day is not over, with the generation that it gets.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn permitted(&self, doc: F, time: UnixTime) -> Result<Option<(Permission, u64)>, Self::Error> {
        let Some(known) = self.doc(doc)? else { return Ok(None) };
        let permission = self.permission(doc)?.filter(|permission| permission.is_open(time));
        Ok(permission.map(|permission| (permission, known.next_generation())))
    }
    /// What the posting with this value in slot 0 may have, or might have had until its last day.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn waiver(&self, doc: F) -> Result<Option<Waiver>, Self::Error> {
        find(self, Table::Waivers, key(doc))
    }
    /// A circuit's version that is or was accepted.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn version(&self, circuit: u32, version: u32) -> Result<Option<VersionRecord>, Self::Error> {
        find(self, Table::Versions, version_key(circuit, version))
    }
    /// When a governor alone froze a lot last.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn emergency(&self, governor: ControlAddress) -> Result<Option<Emergency>, Self::Error> {
        find(self, Table::Emergencies, governor.key())
    }
    /// Who governs.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn council(&self) -> Result<Council, Self::Error> {
        find(self, Table::Council, records::COUNCIL)?
            .ok_or_else(|| DecodeError::Truncated("the council, which is missing").into())
    }
}

fn find<S: State + ?Sized, R: Record>(state: &S, table: Table, key: Key) -> Result<Option<R>, S::Error> {
    state.record(table, &key)?.map(|bytes| R::from_bytes(&bytes).map_err(S::Error::from)).transpose()
}

/// A state that accepted entries change. Whoever implements it makes the two steps one: both or neither.
pub trait StateMut: State {
    /// Enters nullifiers into their set, lets nullifiers and commitments wait for a flush, changes records and the trees of members and of
    /// frozen lots, and sets the control record; gives the roots that count after the entry of this height and time.
    ///
    /// # Errors
    /// If the state cannot be read or written.
    fn apply(&mut self, effects: &Effects, height: u64, time: UnixTime) -> Result<Roots, Self::Error>;

    /// Adds every nullifier that waits to its tree, and of the notes the first ones up to `control.flushed.notes`; sets the control record and gives
    /// the roots after it.
    ///
    /// # Errors
    /// If the state cannot be read or written.
    fn flush(&mut self, control: &Control) -> Result<Roots, Self::Error>;

    /// Appends the entry to the log.
    ///
    /// # Errors
    /// If the state cannot be written.
    fn append(&mut self, id: Option<EntryId>, entry: &Entry, made: &Snapshot) -> Result<(), Self::Error>;
}

/// Why a rule gave no effects: the transition is refused, or the state could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleError<R, E> {
    /// The rules refuse.
    Refused(R),
    /// The state could not be read or written; nothing is decided.
    State(E),
}

impl<E> From<Rejection> for RuleError<Rejection, E> {
    fn from(r: Rejection) -> Self {
        Self::Refused(r)
    }
}

impl<R, E> RuleError<R, E> {
    pub(crate) fn state(e: E) -> Self {
        Self::State(e)
    }
}
