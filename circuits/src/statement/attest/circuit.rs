//! The circuit of Attest. The checks stand in the order of the native relation and bear its names.

use super::{AttestPublic, AttestWitness, MAX_RATE_BPS, checks};
use crate::{
    credential::gadget::BillVar,
    field::F,
    gadget::{Cs, R1csResult, enforce_bits, named, private_value},
    member::gadget::OwnerVar,
    merkle::gadget::{AbsencePathVar, PathVar},
    note::gadget::{AMOUNT_BITS, ContentVar, nullifier},
    poseidon2::gadget::hash,
    signature::gadget::{SignatureVar, verify},
    statement::{CircuitId, sighash_gadget as sig},
    tag::Tag,
};
use ark_r1cs_std::eq::EqGadget;
use ark_relations::gr1cs::SynthesisError;

/// Bits of `rate x value` for a rate of at most 10,000 and a value of 64 bits.
const RATE_BITS: usize = AMOUNT_BITS + 14;

pub(super) fn synthesize(cs: &Cs, public: &AttestPublic<F>, witness: &AttestWitness) -> R1csResult<()> {
    let inputs = sig::inputs(cs, public)?;
    let public = AttestPublic::from_vec(inputs.clone()).ok_or(SynthesisError::Unsatisfiable)?;

    let lot = private_value(cs, witness.title.content.lot.0)?;
    let owner = OwnerVar::new_witness(cs, &witness.owner)?;
    let (title, nf) = named(cs, checks::TITLE, || {
        let title = ContentVar::title(cs, &witness.title.content, &lot)?;
        let (rho, r) = (private_value(cs, witness.title.rho)?, private_value(cs, witness.title.r)?);
        let cm = title.commitment(owner.address(), &rho, &r)?;
        PathVar::new_witness(cs, &witness.title.path)?.root(&cm)?.enforce_equal(&public.notes_root)?;
        Ok((title, nullifier(&owner.nk, &rho, &cm)?))
    })?;
    named(cs, checks::LIVE, || {
        AbsencePathVar::new_witness(cs, &witness.live)?.root(&nf)?.enforce_equal(&public.nullifiers_root)
    })?;
    named(cs, checks::OWNER, || {
        owner.signer.member.root(owner.address())?.enforce_equal(&public.members_root)
    })?;
    named(cs, checks::FROZEN, || {
        AbsencePathVar::new_witness(cs, &witness.frozen)?.root(&lot)?.enforce_equal(&public.frozen_root)
    })?;
    let bill = named(cs, checks::BILL, || {
        let bill = BillVar::new_witness(cs, &witness.bill)?;
        bill.commitment()?.enforce_equal(&title.bill)?;
        bill.currency.enforce_equal(&public.currency)?;
        Ok(bill)
    })?;
    named(cs, checks::LINK, || {
        let blinding = private_value(cs, witness.blinding)?;
        hash(Tag::Link, &[title.bill.clone(), lot.clone(), blinding])?.enforce_equal(&public.link)
    })?;
    named(cs, checks::ENCUMBRANCE, || enforce_bits(&(&public.max_encumbrance - &title.amount), AMOUNT_BITS))?;
    named(cs, checks::RATE, || {
        let wanted = (&title.amount + &public.requested) * F::from(MAX_RATE_BPS);
        enforce_bits(&(&public.rate_bps * &bill.value - wanted), RATE_BITS)
    })?;
    named(cs, checks::SIGNATURE, || {
        let signature = SignatureVar::new_witness(cs, &witness.signature)?;
        verify(&owner.signer.key, &sig::sighash(CircuitId::Attest, &inputs)?, &signature)
    })
}
