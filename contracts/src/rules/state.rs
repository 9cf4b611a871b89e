use super::{Control, Effects, MemberRecord, MemberRoot, OrgRecord};
use crate::{
    UnixTime,
    bytes::Hash32,
    entry::{Entry, Roots, Snapshot},
    transition::EntryId,
    verdict::Rejection,
};
use plimsoll_circuits::{
    field::F,
    fingerprint::Class,
    member::{Address, Org},
};

/// What the rules ask of a ledger's state.
pub trait State {
    /// Why the state cannot be read.
    type Error;

    /// The newest height.
    ///
    /// # Errors
    /// If the state cannot be read, as for all questions here.
    fn snapshot(&self) -> Result<Snapshot, Self::Error>;
    /// Pause, order numbers, the newest revocation, and how far the trees are.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn control(&self) -> Result<Control, Self::Error>;
    /// Whether the note tree ever had this root.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn had_notes_root(&self, root: F) -> Result<bool, Self::Error>;
    /// When the member tree had this root, if it ever did.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn members_root(&self, root: F) -> Result<Option<MemberRoot>, Self::Error>;
    /// Whether the nullifier is on the ledger.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn has_nullifier(&self, nf: F) -> Result<bool, Self::Error>;
    /// The height at which a fingerprint entered its class.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn fingerprint_height(&self, class: Class, f: F) -> Result<Option<u64>, Self::Error>;
    /// A member, also one that was removed.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn member(&self, address: Address) -> Result<Option<MemberRecord>, Self::Error>;
    /// An organisation, also one without members now.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn org(&self, org: Org) -> Result<Option<OrgRecord>, Self::Error>;
    /// The entry of this identity: its height and the ledger after it.
    ///
    /// # Errors
    /// If the state cannot be read.
    fn entry_of(&self, id: EntryId) -> Result<Option<Snapshot>, Self::Error>;
    /// The hash of all tables, see [`dump`](mod@crate::dump).
    ///
    /// # Errors
    /// If the state cannot be read.
    fn tables_hash(&self) -> Result<Hash32, Self::Error>;
}

/// A state that accepted entries change. Whoever implements it makes the two steps one: both or neither.
pub trait StateMut: State {
    /// Enters fingerprints and nullifiers into their sets, lets nullifiers and commitments wait for a flush, sets the records of member,
    /// organisation and control; gives the roots that count after the entry of this height and time.
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
