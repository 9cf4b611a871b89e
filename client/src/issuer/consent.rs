//! What the banks say that hold liens on a lot whose documents are to change.

use crate::services::{Ask, LedgerAccess, LedgerError};
use plimsoll_circuits::{
    credential::{Day, Message, Signed},
    field::{F, serde_hex},
    member::Address,
    note::{Content, Kind, Note},
    poseidon2::hash,
    tag::Tag,
};
use plimsoll_contracts::Domain;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// What a bank agrees to: that the bill behind its lien is replaced by these documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentTerms {
    /// The ledger.
    #[serde(with = "serde_hex")]
    pub domain: F,
    /// The commitment of its lien.
    #[serde(with = "serde_hex")]
    pub lien: F,
    /// Of what making the lien is.
    #[serde(with = "serde_hex")]
    pub made: F,
    /// The bill that the title has now.
    #[serde(with = "serde_hex")]
    pub old_bill: F,
    /// Root of the new bill.
    #[serde(with = "serde_hex")]
    pub doc_root: F,
    /// Root of the new annexes.
    #[serde(with = "serde_hex")]
    pub annex_root: F,
    /// The last day on which an amendment may be signed by it.
    pub valid_until: Day,
}

/// Days for which a consent may be used beside the one on which it is given: what a bank agreed to says nothing of liens that others take later.
pub const CONSENT_DAYS: u32 = 1;

impl ConsentTerms {
    /// Agrees to nothing.
    #[must_use]
    pub fn blank() -> Self {
        let zero = F::from(0u64);
        let (domain, lien, made) = (zero, zero, zero);
        Self { domain, lien, made, old_bill: zero, doc_root: zero, annex_root: zero, valid_until: Day(0) }
    }
}

impl Message for ConsentTerms {
    fn message(&self) -> F {
        let Self { domain, lien, made, old_bill, doc_root, annex_root, valid_until } = *self;
        let until = F::from(valid_until.0);
        hash(Tag::LienConsent, &[domain, lien, made, old_bill, doc_root, annex_root, until])
    }
}

/// A bank's consent, with the opening of its lien: so the issuer sees that there was such a lien, and of how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LienConsent {
    /// What it agrees to, signed by the lien's owner.
    pub signed: Signed<ConsentTerms>,
    /// Content of the lien.
    pub content: Content,
    /// Its owner.
    pub owner: Address,
    /// Its rho.
    #[serde(with = "serde_hex")]
    pub rho: F,
    /// Its blinding.
    #[serde(with = "serde_hex")]
    pub r: F,
}

/// Why consents are not enough.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConsentError {
    /// It is not signed by the owner of the lien that it opens.
    #[error("consent {0} is not signed by the owner of the lien that it names; ask the bank for a new one")]
    Signature(usize),
    /// It agrees to something else.
    #[error(
        "consent {0} is for another bill, other documents or another ledger; ask the bank to look at this proposal"
    )]
    Other(usize),
    /// It is over.
    #[error("consent {0} was good until {1}; ask the bank for a new one")]
    Expired(usize, Day),
    /// It would be good for too long.
    #[error(
        "consent {0} is good until {1}, which is later than tomorrow: by then others may hold what it stands for; ask the bank for one of today"
    )]
    TooLong(usize, Day),
    /// Parts of one lien that add up to more than it was made for.
    #[error(
        "consent {0} and others before it are of one lien, and add up to more than it was made for; name what is held now"
    )]
    MoreThanMade(usize),
    /// The ledger never had such a lien.
    #[error("consent {0} opens no lien of this lot that the ledger has")]
    NoLien(usize),
    /// One lien that is counted twice.
    #[error("consents {0} and {1} are of one lien; each counts once")]
    Twice(usize, usize),
    /// They do not cover what the lot may bear.
    #[error(
        "the consents are of liens of {given} in minor units, and the lot may bear {needed}; ask every bank that holds a lien on it, or the owner \
         for an answer that says how little it bears"
    )]
    TooLittle {
        /// The sum of the liens.
        given: u128,
        /// What the lot bears at most.
        needed: u64,
    },
    /// The ledger does not say.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// Whether the banks behind so much of what a lot bears agree to `asked` (of which `lien` and `made` are each consent's own), on `today`.
///
/// A consent counts for a day, parts of one lien for no more than it was made for, and a bank's while it is a member. That a lien is not given back since,
/// the bank alone knows: its consent is its word.
///
/// # Errors
/// The first consent that does not count, or that they are too few.
pub(super) fn suffice(
    consents: &[LienConsent],
    asked: &ConsentTerms,
    lot: plimsoll_circuits::note::Lot,
    needed: u64,
    today: Day,
    ledger: &dyn LedgerAccess,
) -> Result<(), ConsentError> {
    let mut seen = HashSet::new();
    let (mut given, mut parts) = (0u128, HashMap::new());
    for (i, consent) in consents.iter().enumerate() {
        let (number, terms) = (i + 1, &consent.signed.content);
        let LienConsent { content, owner, rho, r, .. } = *consent;
        let lien = Note { content, owner, rho, r }.commitment();
        if !consent.signed.verifies() || consent.signed.signer() != owner || terms.lien != lien {
            return Err(ConsentError::Signature(number));
        }
        if *terms != (ConsentTerms { lien, made: content.made, valid_until: terms.valid_until, ..*asked }) {
            return Err(ConsentError::Other(number));
        }
        if terms.valid_until < today {
            return Err(ConsentError::Expired(number, terms.valid_until));
        }
        if terms.valid_until.0 > today.0 + CONSENT_DAYS {
            return Err(ConsentError::TooLong(number, terms.valid_until));
        }
        if content.kind != Kind::Lien || content.lot != lot {
            return Err(ConsentError::NoLien(number));
        }
        match ledger.evidence(&Ask { notes: vec![lien], members: vec![owner], ..Ask::default() }) {
            Err(LedgerError::UnknownNote) => return Err(ConsentError::NoLien(number)),
            found => drop(found?),
        }
        if !seen.insert(lien) {
            let first = consents.iter().position(|c| c.signed.content.lien == lien).unwrap_or_default();
            return Err(ConsentError::Twice(first + 1, number));
        }
        let of_one = parts.entry(content.made).or_insert(0u128);
        *of_one += u128::from(content.amount);
        if *of_one > u128::from(content.pool) {
            return Err(ConsentError::MoreThanMade(number));
        }
        given += u128::from(content.amount);
    }
    if given < u128::from(needed) { Err(ConsentError::TooLittle { given, needed }) } else { Ok(()) }
}

impl LienConsent {
    /// What a bank signs.
    #[must_use]
    pub fn terms(domain: Domain, lien: &Note, proposal: &super::Proposal, valid_until: Day) -> ConsentTerms {
        ConsentTerms {
            lien: lien.commitment(),
            made: lien.content.made,
            valid_until,
            ..proposal.asked(domain)
        }
    }
}
