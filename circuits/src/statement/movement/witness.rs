use crate::{
    audit::{AuditScalar, MESSAGES},
    credential::Bill,
    field::{F, Point},
    member::{Address, NullifierKey},
    merkle::{AbsencePath, FROZEN_DEPTH, NOTE_DEPTH, Path},
    note::{Content, Lot, Note, rho_move},
    signature::{PublicKey, Signature},
    statement::register::MemberWitness,
};
use ark_ec::AffineRepr;
use zeroize::Zeroize;

/// Who acts: the keys behind an address, and its membership. The spending key is not here: it signs elsewhere.
#[derive(Clone, Zeroize)]
pub struct OwnerWitness {
    /// The signing key's public half.
    pub key: PublicKey,
    /// The nullifier key.
    pub nk: NullifierKey,
    /// The membership.
    pub member: MemberWitness,
}

impl OwnerWitness {
    /// The owner's address.
    #[must_use]
    pub fn address(&self) -> Address {
        Address::new(&self.key, self.nk.commitment())
    }

    /// Fills the place of an owner that is not there yet.
    #[must_use]
    pub fn blank() -> Self {
        #[allow(clippy::expect_used, reason = "the generator is in the subgroup and not the identity")]
        let key = PublicKey::new(Point::generator()).expect("the generator is a key");
        Self { key, nk: NullifierKey::new(F::from(0u64)), member: MemberWitness::blank() }
    }
}

/// A note that is spent. It is the acting owner's, whatever `owner` a caller would put there.
#[derive(Clone, Debug, Zeroize)]
pub struct InputWitness {
    /// What it holds.
    pub content: Content,
    /// Its rho; a dummy's is fresh and uniform.
    pub rho: F,
    /// Its blinding.
    pub r: F,
    /// Where it stands in the note tree; ignored for a dummy.
    pub path: Path<NOTE_DEPTH>,
}

impl InputWitness {
    /// A dummy with these fresh secrets.
    #[must_use]
    pub fn dummy(rho: F, r: F) -> Self {
        Self { content: Content::DUMMY, rho, r, path: Path::blank() }
    }

    /// The note as `owner`'s.
    #[must_use]
    pub const fn note(&self, owner: Address) -> Note {
        Note { content: self.content, owner, rho: self.rho, r: self.r }
    }
}

/// A note that is made.
#[derive(Clone, Debug, Zeroize)]
pub struct OutputWitness {
    /// What it holds.
    pub content: Content,
    /// Whose it will be.
    pub owner: Address,
    /// The new owner's membership; ignored for a dummy.
    pub member: MemberWitness,
    /// Its blinding.
    pub r: F,
}

impl OutputWitness {
    /// A dummy with fresh blinding.
    #[must_use]
    pub fn dummy(owner: Address, r: F) -> Self {
        Self { content: Content::DUMMY, owner, member: MemberWitness::blank(), r }
    }
}

/// What the prover of a Move knows.
#[derive(Clone, Zeroize)]
pub struct MoveWitness {
    /// Who acts.
    pub owner: OwnerWitness,
    /// The notes that are spent.
    pub inputs: [InputWitness; 2],
    /// The notes that are made.
    pub outputs: [OutputWitness; 2],
    /// Shows that the lot is not frozen; ignored if all notes are dummies.
    pub frozen: AbsencePath<FROZEN_DEPTH>,
    /// The title's bill, opened where a lien is made; else ignored.
    pub bill: Bill,
    /// The audit scalar.
    pub audit: AuditScalar,
    /// The owner's signature over the sighash.
    pub signature: Signature,
}

impl MoveWitness {
    /// The lot that the notes share; none if all are dummies.
    #[must_use]
    pub fn lot(&self) -> Lot {
        let contents = self.inputs.iter().map(|i| &i.content).chain(self.outputs.iter().map(|o| &o.content));
        contents.map(|c| c.lot).find(|lot| *lot != Lot::NONE).unwrap_or(Lot::NONE)
    }

    /// The nullifiers of the inputs.
    #[must_use]
    pub fn nullifiers(&self) -> [F; 2] {
        let owner = self.owner.address();
        self.inputs.each_ref().map(|i| i.note(owner).nullifier(&self.owner.nk))
    }

    /// The notes that the outputs become: their rho follows from the nullifiers.
    #[must_use]
    pub fn output_notes(&self) -> [Note; 2] {
        let rho = rho_move(self.nullifiers());
        std::array::from_fn(|j| Note {
            content: self.outputs[j].content,
            owner: self.outputs[j].owner,
            rho: rho[j],
            r: self.outputs[j].r,
        })
    }

    /// What the audit record says: lot, acting owner, owner and packed content of both outputs, commitments of both
    /// inputs (so that a lot can be walked backwards).
    #[must_use]
    pub fn audit_messages(&self) -> [F; MESSAGES] {
        let owner = self.owner.address();
        let [in0, in1] = self.inputs.each_ref().map(|i| i.note(owner).commitment());
        let [out0, out1] = &self.outputs;
        [
            self.lot().0,
            owner.0,
            out0.owner.0,
            out0.content.packed(),
            out1.owner.0,
            out1.content.packed(),
            in0,
            in1,
        ]
    }

    /// A witness of the right shape that satisfies nothing.
    #[must_use]
    pub fn blank() -> Self {
        let zero = F::from(0u64);
        let input = InputWitness::dummy(zero, zero);
        let output = OutputWitness::dummy(Address(zero), zero);
        Self {
            owner: OwnerWitness::blank(),
            inputs: [input.clone(), input],
            outputs: [output.clone(), output],
            frozen: AbsencePath::blank(),
            bill: Bill::blank(),
            audit: AuditScalar::blank(),
            signature: Signature::blank(),
        }
    }
}
