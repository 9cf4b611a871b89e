//! What a party asks a ledger.

use plimsoll_circuits::{
    credential::Day,
    field::{F, Point},
    fingerprint::Class,
    member::{Address, Org},
    merkle::{AbsencePath, FROZEN_DEPTH, NOTE_DEPTH, Path},
    note::Lot,
    signature::PublicKey,
    statement::register::MemberWitness,
};
use plimsoll_contracts::{
    AttestError, Attestation, Demand, Domain, Entry, EntryId, Genesis, Hash32, Receipt, Rejection, Snapshot,
    Transition, time::ClockError,
};

/// What never changes about a ledger: the parts of its genesis that a party needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Which ledger it is.
    pub domain: Domain,
    /// The pin of everything that it started from, verifying keys included.
    pub genesis: Hash32,
    /// Under which the guardians evaluate fingerprints.
    pub fingerprint_key: Point,
    /// Who signs the directory.
    pub member_admin: PublicKey,
}

impl From<&Genesis> for Terms {
    fn from(genesis: &Genesis) -> Self {
        Self {
            domain: genesis.domain(),
            genesis: genesis.hash(),
            fingerprint_key: genesis.fingerprint_key.point(),
            member_admin: genesis.member_admin,
        }
    }
}

/// What an operation needs to know, all as of one height.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// Commitments of notes whose paths are wanted.
    pub notes: Vec<F>,
    /// Members whose roles and paths are wanted.
    pub members: Vec<Address>,
    /// The lot that is to be shown not frozen.
    pub lot: Option<Lot>,
    /// The nullifier that is to be shown unspent.
    pub unspent: Option<F>,
}

/// The answer to an [`Ask`], in its order.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The height, its roots and its time.
    pub snapshot: Snapshot,
    /// The ledger's date.
    pub today: Day,
    /// To which a transition is sealed that comes now.
    pub audit_key: Point,
    /// The notes' paths.
    pub notes: Vec<Path<NOTE_DEPTH>>,
    /// The members' roles and paths.
    pub members: Vec<MemberWitness>,
    /// Shows that the lot is not frozen.
    pub frozen: Option<AbsencePath<FROZEN_DEPTH>>,
    /// Shows that the nullifier is not spent.
    pub unspent: Option<AbsencePath<NOTE_DEPTH>>,
}

/// Why the ledger gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// The note is not in the tree.
    #[error("the note is not on the ledger; sync the wallet, and see that it belongs to this ledger")]
    UnknownNote,
    /// Not a member, or no longer.
    #[error("{} is no current member of the ledger; ask the member administration", plimsoll_circuits::field::to_hex(&.0.0))]
    NotMember(Address),
    /// The lot is frozen.
    #[error(
        "the lot is frozen by order of the governors, or closed; nothing can be done with it unless a freeze ends: `plimsoll ledger log` \
         has the order"
    )]
    Frozen,
    /// The nullifier is on the ledger.
    #[error("the note is spent; sync the wallet")]
    Spent,
    /// The ledger refuses a transition.
    #[error("the ledger refuses: {0}")]
    Rejected(#[from] Rejection),
    /// The clock does not fit to the log: nothing was decided.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// The ledger took no notice of what was submitted, and never will.
    #[error("nothing was submitted: {0}")]
    NotSubmitted(String),
    /// The ledger cannot be reached or read. Of what was submitted nothing is known.
    #[error("the ledger does not answer: {0}")]
    Unavailable(String),
}

/// A ledger, here or on another machine. All answers are from its newest height unless they say otherwise.
pub trait LedgerAccess: Send + Sync {
    /// What never changes.
    fn terms(&self) -> Terms;

    /// The newest height with its roots.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`].
    fn snapshot(&self) -> Result<Snapshot, LedgerError>;

    /// The newest flush, which everything on the log has entered: the ledger is flushed for it if need be.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Clock`].
    fn flushed(&self) -> Result<Snapshot, LedgerError>;

    /// The ledger as it was at a height; `None` if it has not come so far.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`].
    fn snapshot_at(&self, height: u64) -> Result<Option<Snapshot>, LedgerError>;

    /// Paths and absences, all under the roots of one height; where an absence of nullifiers is asked for, under those of the newest
    /// [flush](Self::flushed). The ledger is flushed for it if need be.
    ///
    /// # Errors
    /// If one of the things asked for is not so, or the ledger does not answer.
    fn evidence(&self, ask: &Ask) -> Result<Evidence, LedgerError>;

    /// The log after a height, at most so many entries, in order.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`].
    fn entries(&self, after: u64, limit: usize) -> Result<Vec<Entry>, LedgerError>;

    /// The entry of a height; `None` if the ledger has not come so far.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`].
    fn entry_at(&self, height: u64) -> Result<Option<Entry>, LedgerError> {
        let Some(before) = height.checked_sub(1) else { return Ok(None) };
        Ok(self.entries(before, 1)?.pop())
    }

    /// The entry that posted a fingerprint or pad in a slot of this class, the newest if several did; `None` if the ledger does not have it.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`].
    fn entry_with(&self, class: Class, value: F) -> Result<Option<Entry>, LedgerError>;

    /// The heights of the entries that posted a value in a SOFT slot, the lowest first.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`].
    fn soft_heights(&self, value: F) -> Result<Vec<u64>, LedgerError>;

    /// The generation as which a DOC fingerprint is registered now: 0 unless governors permit a registration of it once more.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`].
    fn next_generation(&self, doc: F) -> Result<u64, LedgerError>;

    /// The organisation under which a party is a member, or was one last; `None` if it never was. As of a height, if one is given: where
    /// it is not the newest, the log is read up to there.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`].
    fn organisation(&self, address: Address, as_of: Option<u64>) -> Result<Option<Org>, LedgerError>;

    /// Whether a transition could be entered now as far as the clock is concerned: asked before a proof is made for nothing.
    ///
    /// # Errors
    /// [`LedgerError::Clock`], [`LedgerError::Unavailable`].
    fn ready(&self) -> Result<(), LedgerError> {
        Ok(())
    }

    /// Submits a transition.
    ///
    /// # Errors
    /// [`LedgerError::Rejected`] with the ledger's code, [`LedgerError::NotSubmitted`]; [`LedgerError::Unavailable`] if it is not
    /// known whether it was accepted.
    fn submit(&self, transition: &Transition) -> Result<Receipt, LedgerError>;

    /// The receipt of an accepted transition; `None` if it is not on the ledger, and nothing that was submitted before can still
    /// put it there.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`] if that is not known.
    fn receipt(&self, id: EntryId) -> Result<Option<Receipt>, LedgerError>;

    /// Checks an answer to a challenge, and gives the height that it speaks of.
    ///
    /// # Errors
    /// The first rule broken.
    fn check_attest(&self, attestation: &Attestation, demand: &Demand<'_>) -> Result<Snapshot, AttestError>;
}
