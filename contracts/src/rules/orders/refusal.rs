use super::ADMINISTERED_A_DAY;
use crate::{Day, UnixTime, control::ControlAddress};
use plimsoll_circuits::{
    field::{F, to_hex},
    member::Address,
};

/// Why an order is refused: nothing changed on the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderRefusal {
    /// It has no encoding: a list or text is too long.
    #[error("a list or a text of the order is too long: order it in several")]
    Malformed,
    /// Signed under another council.
    #[error("the order was signed under council {got}, the ledger's is {now}: propose it again")]
    OldEpoch {
        /// Under which.
        got: u64,
        /// The one that governs.
        now: u64,
    },
    /// Its last day is over.
    #[error("the order's last day was {last_day}: propose it again")]
    Expired {
        /// Its last day.
        last_day: Day,
    },
    /// A signature is none, two are of one key, or they are in another order.
    #[error("a signature is none of this order for this ledger, or two are of one key: gather them again")]
    BadSignature,
    /// More signatures than anybody needs; none was looked at.
    #[error(
        "the order has more signatures than the ledger has governors, who are {most}: leave those of others out"
    )]
    TooManySignatures {
        /// The number of governors.
        most: usize,
    },
    /// Signed by somebody who is no governor.
    #[error("{0} is no governor of this ledger: leave its signature out")]
    NotGovernor(ControlAddress),
    /// Fewer governors than are needed.
    #[error("signed by {got} of the {needed} governors that are needed: gather the others' signatures")]
    TooFewSignatures {
        /// How many are needed.
        needed: usize,
        /// How many signed.
        got: usize,
    },
    /// An emergency that one governor orders alone.
    #[error("an emergency is ordered by one governor, and nobody else signs it")]
    OneGovernor,
    /// Signed by somebody who administrates nothing.
    #[error("it is signed neither by an administrator of this ledger alone nor by its governors")]
    NotAdministrator,
    /// An administrator gave as many orders alone as it may on a day.
    #[error(
        "an administrator alone gives at most {} orders a day: go on tomorrow, or have the governors sign",
        ADMINISTERED_A_DAY
    )]
    AdministrationSpent,
    /// Everybody may order it.
    #[error("everybody may order it, so no signature belongs to it: leave them out")]
    SignedInVain,
    /// What it is about was changed since.
    #[error("what it is about was changed since it was proposed: look at it, and propose the order again")]
    OldState,
    /// The order changes nothing.
    #[error("the order changes nothing")]
    Unchanged,
    /// Admitted already.
    #[error("this address is a member: set its roles instead")]
    AlreadyMember,
    /// Never admitted, or removed.
    #[error("no such member: look at the list of members")]
    NoSuchMember,
    /// No role at all, one that does not exist, or LEAVING beside another.
    #[error(
        "a member needs at least one of the roles issuer, valuer, holder, bank; who leaves has the role leaving alone"
    )]
    Roles,
    /// The organisation is 0, or has no record.
    #[error("a member belongs to an organisation: name it by its LEI or its number in a national register")]
    NoOrganisation,
    /// Its organisation disowned it.
    #[error(
        "this address was disowned by its organisation, whose keys for it may be stolen: admit another address"
    )]
    Disowned,
    /// The organisation has a control key, which did not sign for this address, these roles and the next number; or it has none yet.
    #[error(
        "an organisation's first address needs no consent, and every further one a signature of its control key for this address, \
         these roles and its next consent's number: ask it for one, and synchronise before"
    )]
    NoConsent,
    /// The organisation has another control key.
    #[error("the organisation has another control key on this ledger: ask which one is its own")]
    OtherControlKey,
    /// A control key that the organisation had before.
    #[error(
        "the organisation had this control key before, and what it signed then would count again: name another"
    )]
    FormerControlKey,
    /// The organisation changed its control key itself less than a day ago.
    #[error(
        "the organisation may change its control key itself from {next} on; until then the governors may"
    )]
    ControlKeyTooSoon {
        /// From when on.
        next: UnixTime,
    },
    /// Its last day is not over, or it has none.
    #[error("the membership is not over: its last day has not passed, or it has none")]
    NotExpired,
    /// It is not LEAVING.
    #[error(
        "a member leaves before it is removed: give it the role leaving, or bring its organisation's revocation or the governors' order"
    )]
    NotLeaving,
    /// It has not been LEAVING for long enough.
    #[error(
        "the member is still leaving and may be removed from {until} on; or bring its organisation's revocation or the governors' order"
    )]
    StillLeaving {
        /// When the grace ends.
        until: UnixTime,
    },
    /// The control key of the member's organisation did not sign the revocation.
    #[error("the revocation is not signed with the control key of the member's organisation for this ledger")]
    BadRevocation,
    /// The member tree has no place left.
    #[error("the member tree is full")]
    Full,
    /// No bill is registered under this number.
    #[error("no lot was registered under this DOC fingerprint: see the entry of its registration")]
    NoSuchLot,
    /// The number came by an amendment.
    #[error(
        "this DOC fingerprint came by an amendment, or is a pad of one: name the one under which the lot was registered"
    )]
    AmendedNumber,
    /// The lot has another generation.
    #[error("the newest generation under this DOC fingerprint is {newest}: propose the order for that one")]
    OtherGeneration {
        /// The newest.
        newest: u64,
    },
    /// The lot is closed.
    #[error("the lot is closed for good, and nothing revives it")]
    LotClosed,
    /// The lot is not frozen, or by an emergency only.
    #[error("the lot is not frozen by the governors: freeze it first")]
    NotFrozen,
    /// The ledger is not paused.
    #[error("the ledger is not paused")]
    NotPaused,
    /// No emergency, so it ends by an order of the governors only.
    #[error("this was no emergency of one governor: the governors alone end it")]
    NoEmergency,
    /// The emergency goes on.
    #[error("the emergency ends at {until}; before that the governors alone end it")]
    NotOver {
        /// When.
        until: UnixTime,
    },
    /// One governor's emergency came too soon after another.
    #[error("one governor may do so alone from {next} on; until then the governors together may")]
    EmergencySpent {
        /// From when on.
        next: UnixTime,
    },
    /// A number that is not the lot's.
    #[error(
        "{} is neither the lot's own DOC fingerprint nor one that came by an amendment and has no lot", to_hex(.0)
    )]
    OtherLotsNumber(F),
    /// A permission for this number is open.
    #[error(
        "a registration of this DOC fingerprint is permitted until {until}: wait for it, or for the day after"
    )]
    PermissionOpen {
        /// Its last day.
        until: Day,
    },
    /// The last day of what it permits is over.
    #[error("the last day of what it permits is over: name a later one")]
    LastDayOver,
    /// A value that needs no waiver.
    #[error("{} is not on the ledger as an invoice or container, so nothing conflicts with it", to_hex(.0))]
    NotOnLedger(F),
    /// The recovery would come too soon.
    #[error("the lot may be recovered from {next} on, or at once if its title is opened")]
    StillFrozen {
        /// From when on.
        next: UnixTime,
    },
    /// The opened title is not on the ledger, or does not bear what the liens add up to.
    #[error(
        "the opened title is not on the ledger as the lot's, has another bill, or bears another sum than the liens that are made again"
    )]
    OtherTitle,
    /// Liens that do not fit to their making.
    #[error(
        "a lien has no amount, no making on the ledger, another prior, pool or bill than the others of its making, or more than its pool \
         together with them"
    )]
    LiensDiffer,
    /// An owner that is no member, or has no role for what it gets.
    #[error("{} has not the role now that what it gets, or says, asks for", to_hex(&.0.0))]
    NoFittingRole(Address),
    /// The issuer's statement does not hold.
    #[error(
        "the statement that the title was not surrendered is not signed with the control key of the issuer's organisation for this \
         lot, bill and freeze: have it signed of the freeze that stands"
    )]
    BadStatement,
    /// No majority, too many, or one twice.
    #[error("more than half of the governors must be needed; no key is named twice; there are at most 64")]
    NoCouncil,
    /// Witnesses of whom too few, or too many, make an entry final.
    #[error("of n witnesses, f of them faulty, a quorum is more than (n + f) / 2 and at most n - f")]
    NoQuorum,
    /// No point of the curve, one whose multiple is the identity or the fingerprint key, or guardians who cannot act.
    #[error(
        "the audit key is no point of Baby Jubjub, or 8 times it is the identity or the fingerprint key, or its guardians cannot act: \
         generate a key of its own"
    )]
    NoAuditKey,
    /// Too few of those who share the audit key signed for the next one.
    #[error(
        "too few of the guardians who share the audit key now signed the next one's point, guardians and transcript"
    )]
    GuardiansDisagree,
    /// A version has one key for ever.
    #[error("this version has another key on the ledger: give the new key a new version")]
    OtherKeyHash,
}

impl OrderRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "MalformedOrder",
            Self::OldEpoch { .. } => "OldEpoch",
            Self::Expired { .. } => "OrderExpired",
            Self::BadSignature => "BadSignature",
            Self::TooManySignatures { .. } => "TooManySignatures",
            Self::NotGovernor(_) => "NotGovernor",
            Self::TooFewSignatures { .. } => "TooFewSignatures",
            Self::OneGovernor => "OneGovernor",
            Self::NotAdministrator => "NotAdministrator",
            Self::AdministrationSpent => "AdministrationSpent",
            Self::SignedInVain => "SignedInVain",
            Self::OldState => "OldState",
            Self::Unchanged => "Unchanged",
            Self::AlreadyMember => "AlreadyMember",
            Self::NoSuchMember => "NoSuchMember",
            Self::Roles => "WrongRoles",
            Self::NoOrganisation => "NoOrganisation",
            Self::Disowned => "DisownedMember",
            Self::NoConsent => "NoConsent",
            Self::OtherControlKey => "OtherControlKey",
            Self::FormerControlKey => "FormerControlKey",
            Self::ControlKeyTooSoon { .. } => "ControlKeyTooSoon",
            Self::NotExpired => "NotExpired",
            Self::NotLeaving => "NotLeaving",
            Self::StillLeaving { .. } => "StillLeaving",
            Self::BadRevocation => "BadRevocation",
            Self::Full => "MemberTreeFull",
            Self::NoSuchLot => "NoSuchLot",
            Self::AmendedNumber => "AmendedNumber",
            Self::OtherGeneration { .. } => "OtherGeneration",
            Self::LotClosed => "LotClosed",
            Self::NotFrozen => "NotFrozen",
            Self::NotPaused => "NotPaused",
            Self::NoEmergency => "NoEmergency",
            Self::NotOver { .. } => "NotOver",
            Self::EmergencySpent { .. } => "EmergencySpent",
            Self::OtherLotsNumber(_) => "OtherLotsNumber",
            Self::PermissionOpen { .. } => "PermissionOpen",
            Self::LastDayOver => "LastDayOver",
            Self::NotOnLedger(_) => "NotOnLedger",
            Self::StillFrozen { .. } => "StillFrozen",
            Self::OtherTitle => "OtherTitle",
            Self::LiensDiffer => "LiensDiffer",
            Self::NoFittingRole(_) => "NoFittingRole",
            Self::BadStatement => "BadStatement",
            Self::NoCouncil => "NoCouncil",
            Self::NoQuorum => "NoQuorum",
            Self::NoAuditKey => "NoAuditKey",
            Self::GuardiansDisagree => "GuardiansDisagree",
            Self::OtherKeyHash => "OtherKeyHash",
        }
    }
}
