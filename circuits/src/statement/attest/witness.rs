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

/// `H(link; bill, lot, blinding)`: ties an Attest to claims about the documents behind it.
#[must_use]
pub fn link(bill: F, lot: Lot, blinding: F) -> F {
    hash(Tag::Link, &[bill, lot.0, blinding])
}

/// What the prover of an Attest knows.
#[derive(Clone)]
pub struct AttestWitness {
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
    /// The owner's signature over the sighash.
    pub signature: Signature,
}

impl AttestWitness {
    /// The link that this witness opens.
    #[must_use]
    pub fn link(&self) -> F {
        link(self.bill.commitment(), self.title.content.lot, self.blinding)
    }

    /// A witness of the right shape that satisfies nothing.
    #[must_use]
    pub fn blank() -> Self {
        let zero = F::from(0u64);
        Self {
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
