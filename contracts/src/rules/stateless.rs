//! What is checked of a transition alone.

use crate::{
    bytes::Hash32,
    genesis::Genesis,
    keys::{Keys, unknown},
    transition::{Conditions, EntryId, MEMO_BYTES, Posting, Transition},
    verdict::{Code, Rejection},
};
use plimsoll_circuits::{field::F, merkle::SENTINELS};

/// A transition of the right shape, its proof not yet verified.
#[derive(Clone, Debug)]
pub struct Shaped<'a> {
    transition: &'a Transition,
    genesis: Hash32,
    posting: Posting,
    id: EntryId,
}

/// A transition that passed every check that needs no state, its proof included.
#[derive(Clone, Debug)]
pub struct Checked<'a> {
    transition: &'a Transition,
    facts: Facts,
}

/// What was found out about a transition.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    posting: Posting,
    id: EntryId,
    key_hash: Hash32,
}

impl Facts {
    /// Puts them beside the transition that they were found out about.
    pub(crate) const fn of(self, transition: &Transition) -> Checked<'_> {
        Checked { transition, facts: self }
    }
}

impl<'a> Checked<'a> {
    /// The transition.
    #[must_use]
    pub const fn transition(&self) -> &'a Transition {
        self.transition
    }

    /// The typed public inputs.
    #[must_use]
    pub const fn posting(&self) -> &Posting {
        &self.facts.posting
    }

    /// Under which conditions it may enter.
    #[must_use]
    pub const fn conditions(&self) -> &'a Conditions {
        &self.transition.conditions
    }

    /// The identity.
    #[must_use]
    pub const fn id(&self) -> EntryId {
        self.facts.id
    }

    /// The hash of the key that verified the proof.
    #[must_use]
    pub const fn key_hash(&self) -> Hash32 {
        self.facts.key_hash
    }
}

impl<'a> Shaped<'a> {
    /// The identity.
    #[must_use]
    pub const fn id(&self) -> EntryId {
        self.id
    }

    /// Verifies the proof.
    ///
    /// # Errors
    /// `Malformed`, `NotCanonical`, `BadProof`; `UnknownCircuit` if the keys are another ledger's.
    pub fn verify(self, keys: &Keys) -> Result<Checked<'a>, Rejection> {
        let t = self.transition;
        if keys.genesis() != self.genesis {
            return Err(unknown(t.circuit, t.version));
        }
        let key_hash = keys.verify(t.circuit, t.version, &t.posted, &t.proof)?;
        Ok(self.facts(key_hash).of(t))
    }

    /// Leaves the proof to a batch: whoever calls this refuses everything if the batch refuses the proof.
    pub(crate) fn facts(self, key_hash: Hash32) -> Facts {
        Facts { posting: self.posting, id: self.id, key_hash }
    }
}

/// Shape and proof.
///
/// # Errors
/// The first rule broken, in the order of [`shape`], then the proof's.
pub fn check<'a>(
    genesis: &Genesis,
    keys: &Keys,
    transition: &'a Transition,
) -> Result<Checked<'a>, Rejection> {
    shape(genesis, transition)?.verify(keys)
}

/// Every check that needs neither state nor key, in this order: circuit, number of posted values, memos, domain, values that can never be
/// (`Malformed`), equal nullifiers, `ext`, gate (`WrongSender`).
///
/// # Errors
/// The first rule broken.
pub fn shape<'a>(genesis: &Genesis, transition: &'a Transition) -> Result<Shaped<'a>, Rejection> {
    let t = transition;
    let posting = typed(t)?;
    memos(&posting, &t.memos)?;
    Rejection::unless(
        posting.domain() == genesis.domain().0,
        Code::WrongDomain,
        "the transition is for another ledger: prove it for this one's domain",
    )?;
    values(&posting)?;
    Rejection::unless(
        posting.ext() == Transition::ext(&t.memos, &t.conditions),
        Code::BadProof,
        "memos or conditions are not those that the proof binds: send them as they were when it was made",
    )?;
    Rejection::unless(
        !t.conditions.is_gated(),
        Code::WrongSender,
        "only a certain sender may submit it, and this ledger knows no senders: submit it where its gate is, or prove again without one",
    )?;
    Ok(Shaped { transition: t, genesis: genesis.hash(), posting, id: t.id() })
}

fn typed(t: &Transition) -> Result<Posting, Rejection> {
    t.posting().ok_or_else(|| match t.circuit.posted() {
        n if n != t.posted.len() => {
            let detail = format!("{} posts {n} values, not {}", t.circuit, t.posted.len());
            Rejection::new(Code::Malformed, detail)
        }
        _ => Rejection::new(
            Code::UnknownCircuit,
            format!("{} changes nothing: show it to whoever asked for it", t.circuit),
        ),
    })
}

fn memos(posting: &Posting, memos: &[Vec<u8>]) -> Result<(), Rejection> {
    let expected = posting.commitments().len();
    if memos.len() == expected && memos.iter().all(|m| m.len() == MEMO_BYTES) {
        return Ok(());
    }
    let detail = format!("expected {expected} memos of {MEMO_BYTES} bytes each, one for each output");
    Err(Rejection::new(Code::Malformed, detail))
}

/// Values that no honest prover can get: they are outputs of hashes.
fn values(posting: &Posting) -> Result<(), Rejection> {
    let zero = F::from(0u64);
    Rejection::unless(
        posting.fingerprints().all(|(_, f)| f != zero),
        Code::Malformed,
        "a fingerprint is zero: unused slots need fresh pads",
    )?;
    Rejection::unless(
        !posting.commitments().contains(&zero),
        Code::Malformed,
        "a commitment is zero, which is the empty leaf",
    )?;
    Rejection::unless(
        !posting.nullifiers().iter().any(|nf| SENTINELS.contains(nf)),
        Code::Malformed,
        "a nullifier is a sentinel of the nullifier tree",
    )?;
    let [first, rest @ ..] = posting.nullifiers() else { return Ok(()) };
    Rejection::unless(
        !rest.contains(first),
        Code::DuplicateNullifier,
        "the two inputs have one nullifier: use two different notes",
    )
}
