//! Orders: what is changed by signatures instead of proofs (protocol, section 13). One governor alone, an administrator, an organisation or
//! everybody may give some; the others ask for as many governors as the genesis, or the newest council, says.
//!
//! An order is signed by secp256k1 keys as structured data of EIP-712, so that a hardware wallet shows it and a contract checks it. It
//! names a random nonce, the council's epoch, a last day, and the state that it changes; it is used once.

mod encoding;
mod parts;
mod signed;
mod typed;

pub use parts::{
    AuditKeyChange, Guardians, LotName, NewLien, NewTitle, OpenedTitle, Operator, Recovery, Reopening,
    Statement, Waiver, Witnesses,
};
pub(crate) use signed::signers;
pub use signed::{SignedOrder, Validity};
pub use typed::GuardianTranscript;

use crate::{
    Day,
    bytes::Hash32,
    control::{ControlAddress, ControlSignature},
};
use plimsoll_circuits::{
    field::{F, serde_hex},
    member::{Address, Org, Roles},
    signature::PublicKey,
    statement::CircuitId,
};
use serde::{Deserialize, Serialize};

/// The most keys that a list of an order has: of governors, administrators, guardians or witnesses.
pub const MAX_KEYS: usize = 64;
/// The most values that a waiver lets pass: all invoices and containers of a large bill.
pub const MAX_WAIVED: usize = 136;
/// The most numbers of a lot that a reopening lists.
pub const MAX_NUMBERS: usize = 32;
/// The most liens that a recovery makes again.
pub const MAX_LIENS: usize = 64;
/// The most bytes of a note's reference.
pub const MAX_REFERENCE: usize = 256;

/// What is ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Order {
    /// Admits a member, or one again that was removed. The first of an organisation brings its control key; every further one its
    /// consent, or the governors' word.
    Admit {
        /// The member's signing key.
        ak: PublicKey,
        /// The commitment to the member's nullifier key.
        #[serde(with = "serde_hex")]
        nkc: F,
        /// What the member may do.
        roles: Roles,
        /// The organisation whose address it is.
        org: Org,
        /// The organisation's control key.
        control: ControlAddress,
        /// The last day of the membership; day 0 is none.
        until: Day,
        /// How many orders on this address came before.
        change: u64,
        /// The control key's signature over a [`Consent`](crate::control::Consent).
        consent: Option<ControlSignature>,
    },
    /// Sets what a member may do, and until when. Taking a role away is a revocation. Who leaves has the role LEAVING and no other.
    SetRoles {
        /// The member.
        address: Address,
        /// The roles from now on.
        roles: Roles,
        /// The last day of the membership; day 0 is none.
        until: Day,
        /// How many orders on this address came before.
        change: u64,
    },
    /// Removes a member: a revocation. It has been LEAVING for the genesis' grace, or governors say so, or its organisation disowns it.
    Remove {
        /// The member.
        address: Address,
        /// How many orders on this address came before.
        change: u64,
        /// The control key's signature over a [`Revocation`](crate::control::Revocation): then everybody may bring it.
        revocation: Option<ControlSignature>,
    },
    /// Lets a member leave whose last day is over: everybody may order it, and it is no revocation.
    Expire {
        /// The member.
        address: Address,
        /// How many orders on this address came before.
        change: u64,
    },
    /// An organisation's new control key: ordered with the old one, or by governors.
    ControlKey {
        /// The organisation.
        org: Org,
        /// The key that counts now.
        from: ControlAddress,
        /// The key from now on.
        to: ControlAddress,
    },
    /// No transitions are accepted until the ledger is resumed.
    Pause {
        /// Whether one governor orders it alone, for a day.
        emergency: bool,
    },
    /// Transitions are accepted again.
    Resume {
        /// The height of the pause.
        paused: u64,
    },
    /// An emergency pause ends whose time is over: everybody may order it.
    LapsePause {
        /// The height of the pause.
        paused: u64,
    },
    /// Nothing moves a lot, and nothing is shown of it, until that is lifted.
    Freeze {
        /// The lot.
        lot: LotName,
        /// Whether one governor orders it alone, for three days.
        emergency: bool,
    },
    /// A lot is frozen no more.
    Lift {
        /// The lot.
        lot: LotName,
        /// The height of the freeze.
        frozen: u64,
    },
    /// An emergency freeze ends whose time is over: everybody may order it.
    LapseFreeze {
        /// The lot.
        lot: LotName,
        /// The height of the freeze.
        frozen: u64,
    },
    /// A lot is closed for good.
    Close {
        /// The lot.
        lot: LotName,
    },
    /// A lot is closed, and one registration of a number may follow.
    Reopen(Reopening),
    /// A lot is closed, and its title and liens are made again under its next generation.
    Recover(Recovery),
    /// One posting may have invoices or containers that are on the ledger.
    Waive(Waiver),
    /// Proofs of a circuit's version are accepted from now on.
    ActivateVersion {
        /// The circuit.
        circuit: CircuitId,
        /// The version.
        version: u32,
        /// The hash of its verifying key.
        key_hash: Hash32,
        /// How many orders on this version came before.
        change: u64,
    },
    /// They are accepted no more.
    RetireVersion {
        /// The circuit.
        circuit: CircuitId,
        /// The version.
        version: u32,
        /// How many orders on this version came before.
        change: u64,
    },
    /// Another council: what was signed under the old one and not used counts no more.
    Governors {
        /// Its members' keys.
        keys: Vec<ControlAddress>,
        /// How many of them an order needs: more than half.
        threshold: u32,
    },
    /// Other administrators, each of whom alone admits holders and banks.
    Administrators {
        /// Their keys.
        keys: Vec<ControlAddress>,
        /// How many such orders came before.
        change: u64,
    },
    /// Another key to which transitions are sealed, or other guardians of the same; it counts after seven days.
    AuditKey(AuditKeyChange),
    /// Who watches the log, and how many of them make an entry final.
    Witnesses(Witnesses),
    /// Who writes the log from a checkpoint on.
    Operator(Operator),
    /// A remark that stands on the log, as of a court's order.
    Note {
        /// A hash of what it refers to.
        hash: Hash32,
        /// A reference, of at most [`MAX_REFERENCE`] bytes.
        reference: String,
    },
}

impl Order {
    /// The name of its kind, as in JSON.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Admit { .. } => "admit",
            Self::SetRoles { .. } => "set-roles",
            Self::Remove { .. } => "remove",
            Self::Expire { .. } => "expire",
            Self::ControlKey { .. } => "control-key",
            Self::Pause { .. } => "pause",
            Self::Resume { .. } => "resume",
            Self::LapsePause { .. } => "lapse-pause",
            Self::Freeze { .. } => "freeze",
            Self::Lift { .. } => "lift",
            Self::LapseFreeze { .. } => "lapse-freeze",
            Self::Close { .. } => "close",
            Self::Reopen(_) => "reopen",
            Self::Recover(_) => "recover",
            Self::Waive(_) => "waive",
            Self::ActivateVersion { .. } => "activate-version",
            Self::RetireVersion { .. } => "retire-version",
            Self::Governors { .. } => "governors",
            Self::Administrators { .. } => "administrators",
            Self::AuditKey(_) => "audit-key",
            Self::Witnesses(_) => "witnesses",
            Self::Operator(_) => "operator",
            Self::Note { .. } => "note",
        }
    }

    /// Whether everybody may order it, without a signature of its own.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(
            self,
            Self::Expire { .. }
                | Self::LapsePause { .. }
                | Self::LapseFreeze { .. }
                | Self::Remove { revocation: Some(_), .. }
        )
    }
}
