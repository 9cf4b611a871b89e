use crate::{
    credential::Bill,
    field::F,
    merkle::{AbsencePath, FROZEN_DEPTH, NOTE_DEPTH},
    note::Lot,
    poseidon2::hash,
    signature::Signature,
    statement::movement::{InputWitness, OwnerWitness},
    tag::Tag,
};
use zeroize::Zeroize;

/// `H(link; bill, lot, blinding)`: ties an Attest to claims about the documents behind it.
#[must_use]
pub fn link(bill: F, lot: Lot, blinding: F) -> F {
    hash(Tag::Link, &[bill, lot.0, blinding])
}

/// What the prover of an Attest knows.
#[derive(Clone, Zeroize)]
pub struct AttestWitness {
    /// Whether the verifier made the Attest itself: then its signature is all that counts.
    pub simulated: bool,
    /// Who owns the title.
    pub owner: OwnerWitness,
    /// The title.
    pub title: InputWitness,
    /// Shows that the title is not spent.
    pub live: AbsencePath<NOTE_DEPTH>,
    /// Shows that the lot is not frozen.
    pub frozen: AbsencePath<FROZEN_DEPTH>,
    /// The title's bill.
    pub bill: Bill,
    /// The link's blinding, fresh and uniform.
    pub blinding: F,
    /// Over the sighash: the owner's signature, or the verifier's if the Attest is simulated.
    pub signature: Signature,
}

impl AttestWitness {
    /// The link that this witness opens.
    #[must_use]
    pub fn link(&self) -> F {
        link(self.bill.commitment(), self.title.content.lot, self.blinding)
    }

    /// What a verifier needs to make an Attest for itself, about anything: its own signature over the sighash. Because it
    /// can, an Attest that is made for it convinces nobody else.
    #[must_use]
    pub fn simulated(signature: Signature) -> Self {
        Self { simulated: true, signature, ..Self::blank() }
    }

    /// A witness of the right shape that satisfies nothing.
    #[must_use]
    pub fn blank() -> Self {
        let zero = F::from(0u64);
        Self {
            simulated: false,
            owner: OwnerWitness::blank(),
            title: InputWitness::dummy(zero, zero),
            live: AbsencePath::blank(),
            frozen: AbsencePath::blank(),
            bill: Bill::blank(),
            blinding: zero,
            signature: Signature::blank(),
        }
    }
}
