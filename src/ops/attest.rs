//! Attests: answering a bank's challenge, and checking an answer.

use super::{AttestError, Desk, OpError, PlanError, draft::random};
use crate::{
    clock::{Clock, UnixTime},
    money::Money,
    services::{Ask, Job, LedgerAccess, LedgerError},
};
use plimsoll_circuits::{
    credential::{Bill, Currency},
    field::{F, serde_hex, to_hex},
    member::Address,
    note::Lot,
    signature::Signature,
    statement::{
        Statement,
        attest::{Attest, AttestPublic, AttestWitness, Challenge, link},
        movement::{InputWitness, OwnerWitness},
        sighash,
    },
};
use plimsoll_contracts::{Attestation, MaxAge};
use rand::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};

/// How old an attest's roots may be where nothing else is agreed: 64 entries, ten minutes.
pub const DEFAULT_MAX_AGE: MaxAge = MaxAge { entries: 64, seconds: 600 };

/// What an attest says in public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttestTerms {
    /// The encumbrance is at most this.
    pub max_encumbrance: Money,
    /// The lot can bear this on top ..
    pub requested: Money,
    /// .. within this rate of its value, in basis points; 10,000 is all of it.
    pub rate_bps: u64,
}

/// The opening of an attest's link: for the funding bank only, since it shows bill and lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttestOpening {
    /// The title's bill.
    pub bill: Bill,
    /// The lot.
    pub lot: Lot,
    /// The link's blinding.
    #[serde(with = "serde_hex")]
    pub blinding: F,
}

/// An attest as it is handed to a verifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttestBundle {
    /// The challenge that it answers.
    pub challenge: Challenge,
    /// What it says.
    pub terms: AttestTerms,
    /// Public inputs and proof.
    pub attestation: Attestation,
    /// The opening of the link, if the applicant shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<AttestOpening>,
}

/// An attest that was verified, as of its height.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// What it says.
    pub terms: AttestTerms,
    /// The height of its roots.
    pub height: u64,
    /// The link, to which claims about the documents refer.
    pub link: F,
    /// The link's opening, if it was shown; it has been checked.
    pub opening: Option<AttestOpening>,
    /// The challenge that it answers.
    pub challenge: Challenge,
}

/// A fresh challenge of `verifier`, good for so many seconds.
pub fn new_challenge<R: RngCore + CryptoRng>(
    verifier: &str,
    purpose: &str,
    seconds: u64,
    clock: &dyn Clock,
    rng: &mut R,
) -> Challenge {
    let mut nonce = [0; 16];
    rng.fill_bytes(&mut nonce);
    let UnixTime(expires) = clock.now().after(seconds);
    Challenge { verifier: verifier.to_owned(), purpose: purpose.to_owned(), nonce, expires }
}

/// How a [`release_purpose`] begins.
const RELEASE_PURPOSE: &str = "give a lien back to ";

/// The purpose that a bank writes into its challenge before it gives a lien back. An attest itself does not show its owner's
/// address; the owner's signature over this purpose does.
#[must_use]
pub fn release_purpose(to: Address) -> String {
    format!("{RELEASE_PURPOSE}{}", to_hex(&to.0))
}

impl Desk<'_> {
    /// Answers a challenge about a title that this party holds, at the ledger's newest height. With `open` the answer shows
    /// bill and lot too: for the bank that is to fund, or that is to give a lien back.
    ///
    /// # Errors
    /// [`PlanError`] if the title is not held or the terms are in another currency; [`OpError::Refused`] if they do not hold.
    pub fn attest<R: RngCore + CryptoRng>(
        &self,
        lot: Lot,
        challenge: &Challenge,
        terms: &AttestTerms,
        open: bool,
        rng: &mut R,
    ) -> Result<AttestBundle, OpError> {
        let held = self.wallet.title(lot).ok_or(PlanError::NoTitle)?;
        let bill = held.bill.ok_or(PlanError::NoDocuments)?;
        // Else somebody else could let this owner vouch for him, and the bank would give back to the wrong one.
        let own = release_purpose(self.party.address());
        if challenge.purpose.starts_with(RELEASE_PURPOSE) && challenge.purpose != own {
            return Err(PlanError::ReleaseToOther.into());
        }
        for asked in [terms.max_encumbrance.currency, terms.requested.currency] {
            if asked != bill.currency {
                return Err(PlanError::Currency { lot: bill.currency, asked }.into());
            }
        }
        let keys = self.party.keys();
        let ledger = self.services.ledger;
        let evidence = ledger.evidence(&Ask {
            notes: vec![held.note.commitment()],
            members: vec![self.party.address()],
            lot: Some(lot),
            unspent: Some(held.nullifier),
        })?;
        let roots = evidence.snapshot.roots;
        let (Some(path), Some(member), Some(frozen), Some(live)) = (
            evidence.notes.into_iter().next(),
            evidence.members.into_iter().next(),
            evidence.frozen,
            evidence.unspent,
        ) else {
            return Err(LedgerError::Unavailable("it answers something else".to_owned()).into());
        };
        let owner = OwnerWitness { key: keys.signing.public(), nk: keys.nullifier.clone(), member };
        let title = InputWitness { content: held.note.content, rho: held.note.rho, r: held.note.r, path };
        let blinding = random(rng);
        let mut witness =
            AttestWitness { owner, title, live, frozen, bill, blinding, signature: Signature::blank() };
        let public = AttestPublic {
            domain: ledger.terms().domain.0,
            notes_root: roots.notes,
            nullifiers_root: roots.nullifiers,
            members_root: roots.members,
            frozen_root: roots.frozen,
            // Recomputed from its parts, so that no challenge of somebody else is answered.
            challenge: challenge.value(),
            link: witness.link(),
            currency: bill.currency.value(),
            max_encumbrance: F::from(terms.max_encumbrance.minor),
            requested: F::from(terms.requested.minor),
            rate_bps: F::from(terms.rate_bps),
        };
        witness.signature = keys.signing.sign(sighash(Attest::CIRCUIT, &public));
        Attest::check(&public, &witness)?;
        let proof = self.services.prover.prove(Job::Attest(&public, &witness))?;
        Ok(AttestBundle {
            challenge: challenge.clone(),
            terms: *terms,
            attestation: Attestation { version: Attest::CIRCUIT.version(), public, proof },
            opening: open.then_some(AttestOpening { bill, lot, blinding }),
        })
    }
}

/// Checks an attest: that it answers this challenge with these terms, that its proof holds, that its roots are the ledger's
/// at one recent height, and that the opening, if there is one, is that of its link.
///
/// It is a snapshot: a bank funds on its own accepted lien, never on an attest.
///
/// # Errors
/// The first thing that does not hold.
pub fn verify_attest(
    ledger: &dyn LedgerAccess,
    bundle: &AttestBundle,
    challenge: &Challenge,
    terms: &AttestTerms,
    max_age: MaxAge,
) -> Result<Verified, AttestError> {
    if bundle.challenge != *challenge {
        return Err(AttestError::Challenge);
    }
    let public = &bundle.attestation.public;
    if !says(public, terms) || bundle.terms != *terms {
        return Err(AttestError::Terms);
    }
    let snapshot = ledger.check_attest(&bundle.attestation, challenge, max_age)?;
    if let Some(AttestOpening { bill, lot, blinding }) = &bundle.opening {
        let opens = link(bill.commitment(), *lot, *blinding) == public.link;
        if !opens || bill.currency.value() != public.currency {
            return Err(AttestError::Opening);
        }
    }
    Ok(Verified {
        terms: *terms,
        height: snapshot.height,
        link: public.link,
        opening: bundle.opening.clone(),
        challenge: challenge.clone(),
    })
}

/// Whether public inputs are these terms.
fn says(public: &AttestPublic<F>, terms: &AttestTerms) -> bool {
    let currency: Currency = terms.requested.currency;
    terms.max_encumbrance.currency == currency
        && public.currency == currency.value()
        && public.max_encumbrance == F::from(terms.max_encumbrance.minor)
        && public.requested == F::from(terms.requested.minor)
        && public.rate_bps == F::from(terms.rate_bps)
}
