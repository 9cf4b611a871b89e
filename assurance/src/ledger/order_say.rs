//! Orders by what they are about, before they are written as a ledger stands.

use super::{kind::Kind, lots::LotAt, parties::Party};
use plimsoll_circuits::member::Roles;

/// What would be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the orders' own words")]
pub enum OrderSay {
    Freeze { lot: LotAt, emergency: bool },
    Lift(LotAt),
    LapseFreeze(LotAt),
    Close(LotAt),
    Reopen { lot: LotAt, coming: u8, listing: Listing },
    Recover { lot: LotAt, opened: bool, liens: bool },
    Waive(u8),
    Pause { emergency: bool },
    Resume,
    LapsePause,
    Admit(Party),
    SetRoles { bank: Party, roles: Roles, ends: bool },
    Remove(Party),
    Expire(Party),
    ControlKey,
}

/// Which numbers a reopening lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Listing {
    /// The lot's own.
    Own,
    /// .. and what its amendments posted.
    Added,
    /// The other number, which is another lot's.
    Other,
}

impl OrderSay {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Freeze { .. } => Kind::Freeze,
            Self::Lift(_) => Kind::Lift,
            Self::LapseFreeze(_) => Kind::LapseFreeze,
            Self::Close(_) => Kind::Close,
            Self::Reopen { .. } => Kind::Reopen,
            Self::Recover { .. } => Kind::Recover,
            Self::Waive(_) => Kind::Waive,
            Self::Pause { .. } => Kind::Pause,
            Self::Resume => Kind::Resume,
            Self::LapsePause => Kind::LapsePause,
            Self::Admit(_) => Kind::Admit,
            Self::SetRoles { .. } => Kind::SetRoles,
            Self::Remove(_) => Kind::Remove,
            Self::Expire(_) => Kind::Expire,
            Self::ControlKey => Kind::ControlKey,
        }
    }

    /// In words.
    #[must_use]
    pub fn words(&self) -> String {
        let letter = |n: u8| ["X", "Y"][usize::from(n)];
        match self {
            Self::Freeze { lot, emergency } => {
                format!("freeze {lot}{}", if *emergency { ", one governor alone" } else { "" })
            }
            Self::Lift(lot) => format!("lift the freeze of {lot}"),
            Self::LapseFreeze(lot) => format!("the emergency freeze of {lot} lapses"),
            Self::Close(lot) => format!("close {lot}"),
            Self::Reopen { lot, coming, listing } => {
                let listing = ["its own", "its own and what it added", "its own and the other number"]
                    [*listing as usize];
                format!("reopen {lot} for number {}, listing {listing}", letter(*coming))
            }
            Self::Recover { lot, opened, liens } => {
                let opened = if *opened { ", its title opened" } else { "" };
                format!("recover {lot}{opened}{}", if *liens { "" } else { ", without its liens" })
            }
            Self::Waive(n) => format!("waive the container for number {}", letter(*n)),
            Self::Pause { emergency } => {
                format!("pause{}", if *emergency { ", one governor alone" } else { "" })
            }
            Self::Resume => "resume".to_owned(),
            Self::LapsePause => "the emergency pause lapses".to_owned(),
            Self::Admit(party) => format!("admit {party} again"),
            Self::SetRoles { bank, roles, ends } => {
                format!("{bank} is {roles}{}", if *ends { " until today" } else { "" })
            }
            Self::Remove(party) => format!("remove {party}"),
            Self::Expire(party) => format!("the membership of {party} ends"),
            Self::ControlKey => "another control key of the issuer".to_owned(),
        }
    }
}
