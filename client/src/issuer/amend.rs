//! The issuer's part of an amendment: a proposal of other documents for a lot, and the signature once the banks that hold liens on it
//! agree.

use super::{
    AmendedBill, AuditFolder, AuditRecord, Covered, Gateway, IssueError, IssuedBillError, LienConsent, Sheet,
    audit::Papers,
    consent::{ConsentError, ConsentTerms, suffice},
    gateway::random,
    sheet::{NOTHING, Placed},
    signed::committed,
};
use crate::{
    ops::{AttestError, AttestOpening, Verified},
    party::Party,
    referral::overtaken,
    services::LedgerAccess,
};
use plimsoll_circuits::{
    credential::{Amendment, Bill, Day, Signed},
    document::{Bundle, CarrierTable, bundle::BundleSource},
    field::{F, serde_hex},
    fingerprint::{Class, Tier, keys},
    member::Org,
    note::Lot,
};
use plimsoll_contracts::Domain;
use rand::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Days for which an amendment may be used at most: liens that are made meanwhile were not asked.
pub const AMENDMENT_DAYS: u32 = 7;

/// Keys that one amendment has slots for: INV, BOX, SOFT.
const ROOM: [usize; 3] =
    [Tier::Small.invoices(), 2 * Tier::Small.containers(), Tier::Small.slots() - Tier::Small.first_soft()];

/// Other documents for a lot, as they are shown to the banks that hold liens on it. Confidential: it holds the documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// The lot.
    pub lot: Lot,
    /// The bill that its title has now.
    #[serde(with = "serde_hex")]
    pub old_bill: F,
    /// The new bill and annexes.
    pub documents: BundleSource,
    /// The salt under which they are committed.
    #[serde(with = "serde_hex")]
    pub salt: F,
    /// Root of the new bill.
    #[serde(with = "serde_hex")]
    pub doc_root: F,
    /// Root of the new annexes.
    #[serde(with = "serde_hex")]
    pub annex_root: F,
    /// The issuer's word that the carrier signed these documents and that it proposes them: over what banks are asked to agree to, for no
    /// lien.
    pub signed: Signed<ConsentTerms>,
}

/// Why nothing is amended. Nothing was signed then.
#[derive(Debug, thiserror::Error)]
pub enum AmendError {
    /// The new documents.
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// The proposal's documents are not those that it says.
    #[error("the proposal: {0}")]
    Proposal(#[from] IssuedBillError),
    /// The owner's answer does not hold.
    #[error(transparent)]
    Attest(#[from] AttestError),
    /// The owner's answer shows no bill and lot.
    #[error("the owner's answer does not show bill and lot; ask for one made with --open")]
    NotOpened,
    /// The owner's answer is about another lot or bill.
    #[error("the owner's answer is about another lot or another bill than the proposal; propose anew by it")]
    OtherBill,
    /// Another organisation issued the bill.
    #[error("the bill was issued by another organisation, which alone can amend it")]
    OtherIssuer,
    /// Somebody else made the proposal, or changed it.
    #[error("the proposal is not as this issuer signed it; propose anew with the carrier's document")]
    NotProposed,
    /// There is no record of the lot.
    #[error(
        "there is no record of this lot here, so nothing says what its earlier documents gave; amend it where it was issued"
    )]
    NoRecord,
    /// An amendment of this bill may still be used.
    #[error("an amendment of this bill was signed and may be used until {0}; wait until it is used or over")]
    Open(Day),
    /// It would be good for too long.
    #[error(
        "an amendment is good for {AMENDMENT_DAYS} days at most, and {0} is later or over; name an earlier day from today on"
    )]
    Days(Day),
    /// More is added than one amendment has slots for.
    #[error(
        "the new documents add {} invoices, {} keys of containers and {} soft keys, and one amendment has room for {}, {} and {}; amend in \
         several steps", .0[0], .0[1], .0[2], ROOM[0], ROOM[1], ROOM[2]
    )]
    TooMuch([usize; 3]),
    /// The banks do not agree.
    #[error(transparent)]
    Consent(#[from] ConsentError),
}

impl Proposal {
    /// Other documents for the lot of an owner's answer, which shows bill and lot, proposed by the organisation that issued it. Whoever calls
    /// this has seen that the carrier signed them ([`read_documents`](super::read_documents)).
    ///
    /// # Errors
    /// [`AmendError`].
    pub fn new<R: RngCore + CryptoRng>(
        bundle: &Bundle,
        answer: &Verified,
        issuer: &Party,
        domain: Domain,
        rng: &mut R,
    ) -> Result<Self, AmendError> {
        let AttestOpening { bill, lot, .. } = opened(answer, issuer.public().org())?;
        keys::inputs(bundle).map_err(IssueError::from)?;
        let salt = random(rng);
        let committed = bundle.commit(salt);
        let mut proposal = Self {
            lot: *lot,
            old_bill: bill.commitment(),
            documents: bundle.source(),
            salt,
            doc_root: committed.doc_root,
            annex_root: committed.annex_root,
            signed: Signed::blank(ConsentTerms::blank()),
        };
        let asked = proposal.asked(domain);
        proposal.signed = Signed::new(asked, &issuer.keys().signing, issuer.public().nkc);
        Ok(proposal)
    }

    /// Whether it was signed as it is, for this ledger; by whom, its signature says.
    #[must_use]
    pub fn is_signed(&self, domain: Domain) -> bool {
        self.signed.content == self.asked(domain) && self.signed.verifies()
    }

    /// The documents, if they have the roots that the proposal says.
    ///
    /// # Errors
    /// If they cannot be read or are others.
    pub fn read(&self, carriers: &CarrierTable) -> Result<Bundle, IssuedBillError> {
        committed(&self.documents, self.salt, [self.doc_root, self.annex_root], carriers)
    }

    /// What banks are asked to agree to; `lien`, `made` and the last day are each bank's own.
    #[must_use]
    pub(super) fn asked(&self, domain: Domain) -> ConsentTerms {
        let Self { old_bill, doc_root, annex_root, .. } = *self;
        ConsentTerms { domain: domain.0, old_bill, doc_root, annex_root, ..ConsentTerms::blank() }
    }
}

impl Gateway<'_> {
    /// Signs a proposal that the banks behind all that the lot bears agree to: so much as the owner's answer says at most. What the new
    /// documents give that no earlier ones gave is fingerprinted, and the record kept.
    ///
    /// # Errors
    /// [`AmendError`]; nothing is signed then.
    pub fn amend<R: RngCore + CryptoRng>(
        &mut self,
        proposal: &Proposal,
        answer: &Verified,
        consents: &[LienConsent],
        valid_until: Day,
        ledger: &dyn LedgerAccess,
        rng: &mut R,
    ) -> Result<AmendedBill, AmendError> {
        let covered = self.cover_amendment(proposal, answer, consents, valid_until, ledger, rng)?;
        Ok(self.sign_amendment(covered)?)
    }

    /// Makes all of an amendment but the signatures, as [`amend`](Self::amend) would: what is alike can be looked at before it is
    /// [signed](Self::sign_amendment).
    ///
    /// # Errors
    /// [`AmendError`].
    pub fn cover_amendment<R: RngCore + CryptoRng>(
        &mut self,
        proposal: &Proposal,
        answer: &Verified,
        consents: &[LienConsent],
        valid_until: Day,
        ledger: &dyn LedgerAccess,
        rng: &mut R,
    ) -> Result<Covered<Amendment>, AmendError> {
        let AttestOpening { bill, lot, sheets, .. } = opened(answer, self.issuer.public().org())?;
        if (*lot, bill.commitment()) != (proposal.lot, proposal.old_bill) {
            return Err(AmendError::OtherBill);
        }
        let today = self.clock.now().day();
        // The ledger takes yesterday's date, too, which is the last of the days.
        if !(today.0..today.0 + AMENDMENT_DAYS).contains(&valid_until.0) {
            return Err(AmendError::Days(valid_until));
        }
        let own = proposal.signed.signer() == self.issuer.address();
        if !own || !proposal.is_signed(self.terms.domain) {
            return Err(AmendError::NotProposed);
        }
        let bundle = proposal.read(self.carriers)?;
        suffice(
            consents,
            &proposal.asked(self.terms.domain),
            *lot,
            answer.terms.max_encumbrance.minor,
            today,
            ledger,
        )?;
        let folder = AuditFolder::of(self.issuer).map_err(IssueError::from)?;
        // What was issued and amended before a recovery was so for the lot of before.
        let lineage = sheets.first().and_then(|signed| signed.content.lineage());
        let lots = lineage.filter(|lineage| lineage.has(*lot)).ok_or(AmendError::NoRecord)?.lots();
        let records = folder.records_of(lots).map_err(IssueError::from)?;
        none_open(&records, proposal, today, ledger)?;
        let placed = added(&bundle, &records, bill)?;
        let evaluated = match &placed[..] {
            [] => None,
            placed => Some(self.evaluate(placed, Tier::Small, rng)?),
        };
        let sheet = Sheet {
            domain: self.terms.domain.0,
            lot: *lot,
            roots: [proposal.doc_root, proposal.annex_root],
            before: [bill.doc_root, bill.annex_root],
            slots: Sheet::slots(Tier::Small, &placed, evaluated.as_ref(), ledger, (&folder, today), rng)?,
        };
        let content = Amendment {
            domain: self.terms.domain.0,
            lot: *lot,
            old_bill: proposal.old_bill,
            doc_root: proposal.doc_root,
            annex_root: proposal.annex_root,
            added_fp_root: sheet.root(),
            valid_until,
        };
        Ok(Covered { content, sheet, documents: proposal.documents.clone(), salt: proposal.salt, evaluated })
    }
}

/// Which bill and lot an owner's answer is about, if this organisation issued it.
fn opened(answer: &Verified, issuer: Org) -> Result<&AttestOpening, AmendError> {
    let opening = answer.opening.as_ref().ok_or(AmendError::NotOpened)?;
    if opening.bill.issuer == issuer { Ok(opening) } else { Err(AmendError::OtherIssuer) }
}

/// Whether no amendment of the bill may still be used. One that another entry overtook is in nobody's way if the documents are the same: what
/// the banks agreed to is what is signed once more.
fn none_open(
    records: &[AuditRecord],
    proposal: &Proposal,
    today: Day,
    ledger: &dyn LedgerAccess,
) -> Result<(), AmendError> {
    for record in records {
        let Papers::Amended(amended) = &record.papers else { continue };
        let said = &amended.amendment.content;
        // The ledger takes yesterday's date, too.
        if said.old_bill != proposal.old_bill || said.valid_until.0 + 1 < today.0 {
            continue;
        }
        let same = [said.doc_root, said.annex_root] == [proposal.doc_root, proposal.annex_root];
        let overtaken = overtaken(&amended.sheet.content, ledger).map_err(IssueError::from)?.is_some();
        if !(same && overtaken) {
            return Err(AmendError::Open(said.valid_until));
        }
    }
    Ok(())
}

/// What the new documents give that the title's documents never gave, as far back as they were issued, each in a slot of the amendment.
fn added(bundle: &Bundle, records: &[AuditRecord], bill: &Bill) -> Result<Vec<Placed>, AmendError> {
    // Only what the title's own documents gave is on the ledger: what was signed and never used is not.
    let mut known = HashSet::new();
    let mut roots = [bill.doc_root, bill.annex_root];
    let mut steps = records.len();
    while roots != NOTHING {
        let of_these = |record: &&AuditRecord| record.papers.signed().roots() == roots;
        let record = records.iter().find(of_these).filter(|_| steps > 0).ok_or(AmendError::NoRecord)?;
        known.extend(record.evaluated.iter().flat_map(|e| &e.inputs).map(|input| input.x));
        (roots, steps) = (record.papers.signed().parts().sheet.content.before, steps - 1);
    }
    let new: Vec<_> = keys::inputs(bundle).map_err(IssueError::from)?;
    let new = new.into_iter().filter(|input| !known.contains(&input.x));
    let (mut counts, mut placed) = ([0; 3], Vec::new());
    for input in new {
        // Any key of a class may stand in any of its slots.
        let (kind, first) = match input.slot.class() {
            Some(Class::Doc) => {
                placed.push(Placed { at: 0, input });
                continue;
            }
            Some(Class::Inv) => (0, 1),
            Some(Class::Box) => (1, Tier::Small.first_box()),
            None => (2, Tier::Small.first_soft()),
        };
        placed.push(Placed { at: first + counts[kind], input });
        counts[kind] += 1;
    }
    let fits = counts.iter().zip(ROOM).all(|(count, room)| *count <= room);
    if fits { Ok(placed) } else { Err(AmendError::TooMuch(counts)) }
}
