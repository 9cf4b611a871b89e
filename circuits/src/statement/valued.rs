//! A valuation that a statement takes: signed by a member with that role, for this ledger, lot and documents, and in force today.

use super::{Refusal, register::MemberWitness};
use crate::{
    credential::{Day, Signed, Valuation},
    field::{F, at_most},
    member::Roles,
    note::Lot,
};

/// The names that a statement gives these checks.
pub(crate) struct Names {
    pub(crate) valuation: &'static str,
    pub(crate) valuer: &'static str,
    pub(crate) dates: &'static str,
    #[cfg_attr(
        not(feature = "r1cs"),
        expect(dead_code, reason = "outside a circuit a value has 64 bits by its type")
    )]
    pub(crate) range: &'static str,
}

/// What the valuation must be of.
pub(crate) struct Of<T, L> {
    pub(crate) domain: T,
    pub(crate) lot: L,
    pub(crate) members_root: T,
    pub(crate) today: T,
}

/// Whether the valuation is of this lot and of documents with these two roots. Its value has 64 bits by its type.
pub(crate) fn check(
    names: &Names,
    of: &Of<F, Lot>,
    [doc_root, annex_root]: [F; 2],
    signed: &Signed<Valuation>,
    valuer: &MemberWitness,
) -> Result<(), Refusal> {
    let is = Refusal::unless;
    let valuation = &signed.content;
    is(
        valuation.domain == of.domain
            && valuation.lot == of.lot
            && (valuation.doc_root, valuation.annex_root) == (doc_root, annex_root)
            && signed.verifies(),
        names.valuation,
        "the valuer did not sign a valuation of this lot and these documents for this ledger",
    )?;
    is(
        valuer.root(signed.signer()) == Some(of.members_root) && valuer.roles.contains(Roles::VALUER),
        names.valuer,
        "the valuer is no current member with the role of a valuer",
    )?;
    let [valued_at, expires] = [valuation.valued_at, valuation.expires].map(|day| F::from(day.0));
    is(
        at_most(&valued_at, &of.today, Day::BITS) && at_most(&of.today, &expires, Day::BITS),
        names.dates,
        "the valuation is not yet made or has expired; ask the valuer for a new one",
    )
}

#[cfg(feature = "r1cs")]
pub(crate) mod gadget {
    //! The circuit twin.

    use super::{Names, Of, Roles};
    use crate::{
        credential::{Day, Signed, Valuation, gadget::BillVar},
        field::F,
        gadget::{Cs, FVar, R1csResult, enforce_bits, named, private_value},
        member::gadget::SignerVar,
        note::AMOUNT_BITS,
        poseidon2::gadget::hash,
        signature::gadget::{SignatureVar, verify},
        tag::Tag,
    };
    use ark_r1cs_std::{eq::EqGadget, fields::FieldVar};

    /// Enforces what the native check checks, of the value, currency and day of `bill`.
    pub(crate) fn enforce(
        cs: &Cs,
        names: &Names,
        of: &Of<FVar, FVar>,
        bill: &BillVar,
        signed: &Signed<Valuation>,
        valuer: &SignerVar,
    ) -> R1csResult<()> {
        let expires = private_value(cs, F::from(signed.content.expires.0))?;
        named(cs, names.valuation, || {
            let message = hash(
                Tag::Valuation,
                &[
                    of.domain.clone(),
                    of.lot.clone(),
                    bill.doc_root.clone(),
                    bill.annex_root.clone(),
                    bill.value.clone(),
                    bill.currency.clone(),
                    bill.valued_at.clone(),
                    expires.clone(),
                ],
            )?;
            verify(&valuer.key, &message, &SignatureVar::new_witness(cs, &signed.signature)?)
        })?;
        named(cs, names.valuer, || {
            valuer.member.root(&valuer.address)?.enforce_equal(&of.members_root)?;
            valuer.member.has(Roles::VALUER).enforce_equal(&FVar::one())
        })?;
        named(cs, names.dates, || {
            enforce_bits(&bill.valued_at, Day::BITS)?;
            enforce_bits(&(&of.today - &bill.valued_at), Day::BITS)?;
            enforce_bits(&(&expires - &of.today), Day::BITS)
        })?;
        named(cs, names.range, || enforce_bits(&bill.value, AMOUNT_BITS))
    }
}
