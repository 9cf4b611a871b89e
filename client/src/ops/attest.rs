//! Attests: answering a bank's challenge.

use super::{Desk, OpError, PlanError, draft::random};
use crate::{
    clock::{Clock, UnixTime},
    issuer::Sheet,
    money::Money,
    services::{Ask, Job, LedgerError},
};
use plimsoll_circuits::{
    credential::{Bill, Day, Signed},
    field::{F, serde_hex},
    member::Org,
    note::Lot,
    signature::{PublicKey, Signature},
    statement::{
        Statement,
        attest::{Attest, AttestPublic, AttestWitness, Challenge, designation},
        movement::{InputWitness, OwnerWitness},
        sighash,
    },
};
use plimsoll_contracts::{Attestation, MaxAge};
use rand::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};

/// How old an attest's roots may be where nothing else is agreed: 128 entries, flushes included, ten minutes, on a ledger whose newest
/// entry is at most a day old.
pub const DEFAULT_MAX_AGE: MaxAge = MaxAge { entries: 128, seconds: 600, ledger: UnixTime::DAY };

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
    /// The bill is valued no earlier than on this day; whenever if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valued_since: Option<Day>,
    /// The organisation that asks for the loan: it must own the title. Whoever answers if none; then somebody else's cargo may
    /// answer for the applicant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<Org>,
}

impl AttestTerms {
    /// Of a lot valued whenever, of whoever answers.
    #[must_use]
    pub const fn new(max_encumbrance: Money, requested: Money, rate_bps: u64) -> Self {
        Self { max_encumbrance, requested, rate_bps, valued_since: None, applicant: None }
    }

    /// How day and applicant stand among the posted values.
    pub(super) fn day_and_applicant(&self) -> [F; 2] {
        [F::from(self.valued_since.map_or(0, |day| day.0)), self.applicant.unwrap_or(Org::NONE).0]
    }
}

/// The opening of an attest's link: for the funding bank only, since it shows bill and lot, and by the sheets also the lot's entries.
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
    /// What the issuer says of the slots that the lot's registration and its amendments posted, in order.
    pub sheets: Vec<Signed<Sheet>>,
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

/// To whom an attest speaks, and how much it shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Disclosure {
    /// Whether bill and lot are shown beside it: for the bank that is to fund.
    pub open: bool,
    /// The signing key of the only verifier that it is to convince: that verifier could make the same attest without any
    /// title, so it is worth nothing to whomever he shows it to. For everybody if none.
    pub only_for: Option<PublicKey>,
}

impl Disclosure {
    /// Bill and lot are shown; for everybody.
    pub const OPENED: Self = Self { open: true, only_for: None };
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

impl Desk<'_> {
    /// Answers a challenge about a title that this party holds, at the ledger's newest flush.
    ///
    /// # Errors
    /// [`PlanError`] if the challenge has expired, the title is not held or the terms are in another currency;
    /// [`OpError::Refused`] if they do not hold; [`OpError::Dossier`] if lot and bill are to be shown and the documents are not there.
    pub fn attest<R: RngCore + CryptoRng>(
        &self,
        lot: Lot,
        challenge: &Challenge,
        terms: &AttestTerms,
        disclosure: Disclosure,
        rng: &mut R,
    ) -> Result<AttestBundle, OpError> {
        let statement = self.attest_statement(lot, challenge, terms, disclosure.only_for, random(rng))?;
        let mut bundle = self.attested(challenge, terms, &statement)?;
        if disclosure.open {
            let AttestWitness { bill, blinding, .. } = statement.1;
            let sheets = self.documents(lot)?.0.sheets();
            bundle.opening = Some(AttestOpening { bill, lot, blinding, sheets });
        }
        Ok(bundle)
    }

    /// What [`attest`](Self::attest) proves, signed and true at the ledger's newest flush, with a link of this blinding.
    pub(crate) fn attest_statement(
        &self,
        lot: Lot,
        challenge: &Challenge,
        terms: &AttestTerms,
        only_for: Option<PublicKey>,
        blinding: F,
    ) -> Result<(AttestPublic<F>, AttestWitness), OpError> {
        if self.services.clock.now().0 > challenge.expires {
            return Err(PlanError::ChallengeExpired(UnixTime(challenge.expires)).into());
        }
        let held = self.wallet.title(lot).ok_or(PlanError::NoTitle)?;
        let bill = held.bill.ok_or(PlanError::NoDocuments)?;
        // Else somebody else could let this owner answer for him.
        if terms.applicant.is_some_and(|asked| asked != self.party.public().org()) {
            return Err(PlanError::OtherApplicant.into());
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
        let mut witness = AttestWitness {
            simulated: false,
            owner,
            title,
            live,
            frozen,
            bill,
            blinding,
            signature: Signature::blank(),
        };
        let [valued_since, applicant] = terms.day_and_applicant();
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
            valued_since,
            applicant,
            verifier: designation(only_for.as_ref()),
        };
        witness.signature = keys.signing.sign(sighash(Attest::CIRCUIT, &public));
        Attest::check(&public, &witness)?;
        Ok((public, witness))
    }

    /// An attest that this party makes for itself, about nothing: nobody can tell it from one that an owner made for this
    /// party alone, which is why such an attest convinces nobody else. `link` is whatever it shall seem to be about.
    ///
    /// # Errors
    /// If the ledger or the prover does not answer.
    pub fn simulate_attest(
        &self,
        challenge: &Challenge,
        terms: &AttestTerms,
        link: F,
    ) -> Result<AttestBundle, OpError> {
        let ledger = self.services.ledger;
        let roots = ledger.flushed()?.roots;
        let signing = &self.party.keys().signing;
        let [valued_since, applicant] = terms.day_and_applicant();
        let public = AttestPublic {
            domain: ledger.terms().domain.0,
            notes_root: roots.notes,
            nullifiers_root: roots.nullifiers,
            members_root: roots.members,
            frozen_root: roots.frozen,
            challenge: challenge.value(),
            link,
            currency: terms.requested.currency.value(),
            max_encumbrance: F::from(terms.max_encumbrance.minor),
            requested: F::from(terms.requested.minor),
            rate_bps: F::from(terms.rate_bps),
            valued_since,
            applicant,
            verifier: designation(Some(&signing.public())),
        };
        let witness = AttestWitness::simulated(signing.sign(sighash(Attest::CIRCUIT, &public)));
        self.attested(challenge, terms, &(public, witness))
    }

    /// Proves a statement.
    pub(crate) fn attested(
        &self,
        challenge: &Challenge,
        terms: &AttestTerms,
        (public, witness): &(AttestPublic<F>, AttestWitness),
    ) -> Result<AttestBundle, OpError> {
        let proof = self.services.prover.prove(Job::Attest(public, witness))?;
        let attestation = Attestation { version: Attest::CIRCUIT.version(), public: public.clone(), proof };
        Ok(AttestBundle { challenge: challenge.clone(), terms: *terms, attestation, opening: None })
    }
}
