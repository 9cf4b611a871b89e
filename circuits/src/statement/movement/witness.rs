use crate::{
    audit::{AuditOf, AuditScalar, MESSAGES, Sealing},
    credential::Bill,
    field::{F, Point},
    member::{Address, NullifierKey},
    merkle::{AbsencePath, FROZEN_DEPTH, NOTE_DEPTH, Path},
    note::{Content, Kind, Lot, NOBODY, Note, rho_move},
    poseidon2::hash,
    signature::{PublicKey, Signature},
    statement::register::MemberWitness,
    tag::Tag,
};
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
        Self { key: PublicKey::blank(), nk: NullifierKey::new(F::from(0u64)), member: MemberWitness::blank() }
    }
}

/// A note that is spent. It is the acting owner's, or nobody's if it is a RELEASE.
#[derive(Clone, Debug, Zeroize)]
pub struct InputWitness {
    /// What it holds.
    pub content: Content,
    /// Its rho.
    pub rho: F,
    /// Its blinding.
    pub r: F,
    /// Where it stands in the note tree; ignored for a dummy.
    pub path: Path<NOTE_DEPTH>,
}

impl InputWitness {
    /// A dummy with these secrets: fresh and uniform ones where both inputs are dummies.
    #[must_use]
    pub fn dummy(rho: F, r: F) -> Self {
        Self { content: Content::DUMMY, rho, r, path: Path::blank() }
    }

    /// The dummy that stands beside a note of commitment `cm`: the same at every attempt. Were it another one each time, whoever
    /// refuses an attempt and sees it come again would learn which of the two nullifiers is the note's.
    #[must_use]
    pub fn steady_dummy(nk: &NullifierKey, cm: F) -> Self {
        Self::dummy(hash(Tag::RhoDummy, &[nk.expose(), cm]), F::from(0u64))
    }

    /// The note as `owner`'s.
    #[must_use]
    pub fn note(&self, owner: Address) -> Note {
        let owner = if self.content.kind == Kind::Release { NOBODY } else { owner };
        Note { content: self.content, owner, rho: self.rho, r: self.r }
    }
}

/// A note that is made. Its blinding follows from the audit scalar.
#[derive(Clone, Debug, Zeroize)]
pub struct OutputWitness {
    /// What it holds.
    pub content: Content,
    /// Whose it will be; nobody's if it is a RELEASE.
    pub owner: Address,
    /// The new owner's membership; ignored for a dummy and a RELEASE.
    pub member: MemberWitness,
}

impl OutputWitness {
    /// A dummy.
    #[must_use]
    pub fn dummy(owner: Address) -> Self {
        Self { content: Content::DUMMY, owner, member: MemberWitness::blank() }
    }

    /// A RELEASE.
    #[must_use]
    pub fn release(content: Content) -> Self {
        Self { content, owner: NOBODY, member: MemberWitness::blank() }
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
    /// The title's bill, opened where a lien is made or the title is surrendered; else ignored.
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

    /// What the audit scalar makes under the guardians' key.
    #[must_use]
    pub fn sealing(&self, audit_key: Point) -> Sealing {
        self.audit.under(AuditOf::Move, audit_key)
    }

    /// The notes that the outputs become: their rho follows from the nullifiers, their blinding from the audit scalar under the
    /// guardians' key.
    #[must_use]
    pub fn output_notes(&self, audit_key: Point) -> [Note; 2] {
        let (rho, r) = (rho_move(self.nullifiers()), self.sealing(audit_key).blindings());
        std::array::from_fn(|j| Note {
            content: self.outputs[j].content,
            owner: self.outputs[j].owner,
            rho: rho[j],
            r: r[j],
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
        let output = OutputWitness::dummy(Address(zero));
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
