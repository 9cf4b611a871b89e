//! The title that a Revalue or an Amend spends: it is its owner's, on the ledger, not frozen, and its bill opens.

use super::{Refusal, movement::InputWitness, movement::OwnerWitness};
use crate::{
    audit::{MESSAGES, Sealing},
    credential::Bill,
    field::F,
    member::Address,
    merkle::{AbsencePath, FROZEN_DEPTH},
    note::{Content, Kind, Note},
};
use zeroize::Zeroize;

/// A title to be spent, with what shows that it may be.
#[derive(Clone, Zeroize)]
pub struct SpentTitle {
    /// Who owns it, and acts.
    pub owner: OwnerWitness,
    /// The title.
    pub title: InputWitness,
    /// Shows that the lot is not frozen.
    pub frozen: AbsencePath<FROZEN_DEPTH>,
    /// The title's bill.
    pub bill: Bill,
}

/// The names that a statement gives these checks.
pub(crate) struct Names {
    pub(crate) title: &'static str,
    pub(crate) owner: &'static str,
    pub(crate) frozen: &'static str,
    pub(crate) bill: &'static str,
}

/// What of the posted values speaks of the title.
pub(crate) struct Roots<T> {
    pub(crate) notes: T,
    pub(crate) members: T,
    pub(crate) frozen: T,
    pub(crate) nf: T,
}

impl SpentTitle {
    /// The owner's address.
    #[must_use]
    pub fn owner_address(&self) -> Address {
        self.owner.address()
    }

    /// The title as a note.
    #[must_use]
    pub fn note(&self) -> Note {
        self.title.note(self.owner.address())
    }

    /// Its nullifier.
    #[must_use]
    pub fn nullifier(&self) -> F {
        self.note().nullifier(&self.owner.nk)
    }

    /// What the title holds that comes out: all as before, under another bill.
    #[must_use]
    pub fn under(&self, bill: &Bill) -> Content {
        Content { bill: bill.commitment(), ..self.title.content }
    }

    /// The title that comes out under another bill, with this rho; its blinding is the audit record's.
    pub(crate) fn becomes(&self, bill: &Bill, rho: F, sealing: &Sealing) -> Note {
        let [r, _] = sealing.blindings();
        Note { content: self.under(bill), owner: self.owner_address(), rho, r }
    }

    /// What the audit record says: lot, owner, issuer or 0, valuer, old bill, new bill, value, commitment of the title that goes in.
    pub(crate) fn audit_messages(&self, issuer: F, valuer: Address, bill: &Bill) -> [F; MESSAGES] {
        [
            self.title.content.lot.0,
            self.owner_address().0,
            issuer,
            valuer.0,
            self.bill.commitment(),
            bill.commitment(),
            F::from(bill.value),
            self.note().commitment(),
        ]
    }

    pub(crate) fn check(&self, names: &Names, roots: &Roots<F>) -> Result<(), Refusal> {
        let is = Refusal::unless;
        let owner = self.owner.address();
        let (note, content) = (self.note(), &self.title.content);
        is(
            content.kind == Kind::Title
                && (content.prior, content.pool, content.made) == (0, 0, F::from(0u64))
                && self.title.path.root(note.commitment()) == Some(roots.notes)
                && self.nullifier() == roots.nf,
            names.title,
            "the note is no title of this owner in the note tree, or its nullifier is another; sync the wallet",
        )?;
        is(
            self.owner.member.root(owner) == Some(roots.members),
            names.owner,
            "the owner is no current member",
        )?;
        is(
            self.frozen.root(content.lot.0) == Some(roots.frozen),
            names.frozen,
            "the lot is frozen, or the frozen root is not the newest",
        )?;
        is(self.bill.commitment() == content.bill, names.bill, "the opening is not that of the title's bill")
    }

    /// A witness of the right shape that satisfies nothing.
    #[must_use]
    pub fn blank() -> Self {
        let zero = F::from(0u64);
        Self {
            owner: OwnerWitness::blank(),
            title: InputWitness::dummy(zero, zero),
            frozen: AbsencePath::blank(),
            bill: Bill::blank(),
        }
    }
}

#[cfg(feature = "r1cs")]
pub(crate) mod gadget {
    //! The circuit twin.

    use super::{Names, Roots, SpentTitle};
    use crate::{
        credential::gadget::BillVar,
        gadget::{Cs, FVar, R1csResult, named, private_value},
        member::gadget::OwnerVar,
        merkle::gadget::{AbsencePathVar, PathVar},
        note::gadget::{ContentVar, nullifier},
    };
    use ark_r1cs_std::eq::EqGadget;

    /// The title in the circuit.
    pub(crate) struct SpentTitleVar {
        pub(crate) owner: OwnerVar,
        pub(crate) lot: FVar,
        pub(crate) title: ContentVar,
        pub(crate) cm: FVar,
        pub(crate) bill: BillVar,
    }

    impl SpentTitleVar {
        /// Allocates the title and enforces what [`SpentTitle::check`] checks.
        pub(crate) fn new(
            cs: &Cs,
            names: &Names,
            roots: &Roots<FVar>,
            witness: &SpentTitle,
        ) -> R1csResult<Self> {
            let owner = OwnerVar::new_witness(cs, &witness.owner)?;
            let lot = private_value(cs, witness.title.content.lot.0)?;
            let (title, cm) = named(cs, names.title, || {
                let title = ContentVar::title(cs, &witness.title.content, &lot)?;
                let (rho, r) = (private_value(cs, witness.title.rho)?, private_value(cs, witness.title.r)?);
                let cm = title.commitment(owner.address(), &rho, &r)?;
                PathVar::new_witness(cs, &witness.title.path)?.root(&cm)?.enforce_equal(&roots.notes)?;
                nullifier(&owner.nk, &rho, &cm)?.enforce_equal(&roots.nf)?;
                Ok((title, cm))
            })?;
            named(cs, names.owner, || {
                owner.signer.member.root(owner.address())?.enforce_equal(&roots.members)
            })?;
            named(cs, names.frozen, || {
                AbsencePathVar::new_witness(cs, &witness.frozen)?.root(&lot)?.enforce_equal(&roots.frozen)
            })?;
            let bill = named(cs, names.bill, || {
                let bill = BillVar::new_witness(cs, &witness.bill)?;
                bill.commitment()?.enforce_equal(&title.bill)?;
                Ok(bill)
            })?;
            Ok(Self { owner, lot, title, cm, bill })
        }
    }
}
