//! How a relying party checks an Attest. It is no transition: it is shown to whoever asked for it and changes nothing.

use crate::{
    UnixTime,
    entry::{MaxAge, Roots, Snapshot},
    genesis::Genesis,
    keys::Keys,
    store::{StoreError, View},
    transition::{AttestationText, PROOF_BYTES},
    verdict::{Code, Rejection},
};
use plimsoll_circuits::{
    field::F,
    signature::{NOBODY, PublicKey},
    statement::{
        CircuitId, Public as _,
        attest::{AttestPublic, Challenge},
    },
};
use serde::{Deserialize, Serialize};

/// An answer to a challenge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "AttestationText", into = "AttestationText")]
pub struct Attestation {
    /// The version of the Attest circuit.
    pub version: u32,
    /// The public inputs.
    pub public: AttestPublic<F>,
    /// The Groth16 proof.
    pub proof: [u8; PROOF_BYTES],
}

/// What a relying party asks of an Attest.
#[derive(Clone, Copy, Debug)]
pub struct Demand<'a> {
    /// The challenge that it answers.
    pub challenge: &'a Challenge,
    /// The relying party's own signing key, if it takes an Attest that is made for it alone. It must be sure that nobody
    /// but itself signs with this key: whoever does could have made the Attest.
    pub own: Option<PublicKey>,
    /// How old its roots may be.
    pub max_age: MaxAge,
}

impl<'a> Demand<'a> {
    /// An Attest for everybody.
    #[must_use]
    pub const fn new(challenge: &'a Challenge, max_age: MaxAge) -> Self {
        Self { challenge, own: None, max_age }
    }

    /// .. or for the holder of this key alone.
    #[must_use]
    pub const fn or_only_for(self, own: PublicKey) -> Self {
        Self { own: Some(own), ..self }
    }
}

/// Why an Attest is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AttestError {
    /// One of the ledger's reasons: `UnknownCircuit`, `WrongDomain`, `Malformed`, `NotCanonical`, `BadProof`, `StaleRoot`,
    /// `RevokedMember`.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// It answers another challenge: made for somebody else, another purpose, or shown again.
    #[error("WrongChallenge: it answers another challenge than yours; ask for a new one")]
    WrongChallenge,
    /// It is made for one verifier alone, and that is somebody else, who could have made it up.
    #[error(
        "OtherVerifier: it is made for another verifier alone, who could have made it up; ask for one of your own"
    )]
    OtherVerifier,
    /// The challenge's time is over.
    #[error("the challenge expired at {0} (seconds since 1970): make a new one")]
    Expired(u64),
    /// The ledger cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Checks an Attest against a view of the ledger and gives the snapshot that it speaks of. In this order: circuit, domain,
/// amounts in range, the verifier's key (nobody's or the relying party's own), challenge, its expiry, proof, roots: all four the ledger's at one height no older than `max_age`, the
/// frozen root the newest, and no revocation since.
///
/// # Errors
/// The first rule broken.
pub fn check(
    genesis: &Genesis,
    keys: &Keys,
    view: &View,
    attestation: &Attestation,
    demand: &Demand<'_>,
    now: UnixTime,
) -> Result<Snapshot, AttestError> {
    let Demand { challenge, own, max_age } = *demand;
    let Attestation { version, public, proof } = attestation;
    Rejection::unless(
        keys.genesis() == genesis.hash(),
        Code::UnknownCircuit,
        "the keys are not those that this ledger's genesis pins",
    )?;
    Rejection::unless(
        genesis.active(CircuitId::Attest, *version).is_some(),
        Code::UnknownCircuit,
        "this version of Attest is not active on this ledger: update the program",
    )?;
    Rejection::unless(
        public.domain == genesis.domain().0,
        Code::WrongDomain,
        "the Attest is of another ledger",
    )?;
    Rejection::unless(
        public.in_range(),
        Code::Malformed,
        "an amount has more than 64 bits, or the rate is above 100 %",
    )?;
    let Some(verifier) = public.verifier_key() else {
        let detail = "the verifier's key is no point of the prime-order subgroup, or the identity";
        return Err(Rejection::new(Code::Malformed, detail).into());
    };
    if verifier != NOBODY && Some(verifier) != own {
        return Err(AttestError::OtherVerifier);
    }
    if public.challenge != challenge.value() {
        return Err(AttestError::WrongChallenge);
    }
    if now.0 > challenge.expires {
        return Err(AttestError::Expired(challenge.expires));
    }
    keys.verify(CircuitId::Attest, *version, &public.to_fields(), proof)?;
    snapshot(view, public, max_age, now)
}

/// The recent height whose roots the Attest names.
fn snapshot(
    view: &View,
    public: &AttestPublic<F>,
    max_age: MaxAge,
    now: UnixTime,
) -> Result<Snapshot, AttestError> {
    let roots = Roots {
        notes: public.notes_root,
        nullifiers: public.nullifiers_root,
        members: public.members_root,
        frozen: public.frozen_root,
    };
    let Some(found) = view.recent(&roots, max_age, now)? else {
        let detail = "its roots are not the ledger's at one recent height: ask for a new Attest";
        return Err(Rejection::new(Code::StaleRoot, detail).into());
    };
    Rejection::unless(
        roots.frozen == view.latest()?.roots.frozen,
        Code::StaleRoot,
        "the set of frozen lots is another now: ask for a new Attest",
    )?;
    Rejection::unless(
        view.control()?.revoked_at.is_none_or(|revoked| revoked <= found.height),
        Code::RevokedMember,
        "a membership was revoked since: ask for a new Attest",
    )?;
    Ok(found)
}
