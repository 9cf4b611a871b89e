//! The circuit of Revalue. The checks stand in the order of the native relation and bear its names.

use super::{RevaluePublic, RevalueWitness, checks};
use crate::{
    audit::{
        AuditOf,
        gadget::{SealingVar, unused},
    },
    credential::{Day, gadget::BillVar},
    field::F,
    gadget::{Cs, FVar, R1csResult, enforce_bits, named, private_value},
    member::gadget::SignerVar,
    poseidon2::gadget::hash,
    signature::gadget::{SignatureVar, verify},
    statement::{
        CircuitId,
        digest_gadget::posted,
        spent_title::{Roots, gadget::SpentTitleVar},
        valued::{Of, gadget::enforce},
    },
    tag::Tag,
};
use ark_r1cs_std::{eq::EqGadget, fields::FieldVar};
use ark_relations::gr1cs::SynthesisError;

pub(super) fn synthesize(cs: &Cs, public: &RevaluePublic<F>, witness: &RevalueWitness) -> R1csResult<()> {
    let posted = posted(cs, CircuitId::Revalue, public)?;
    let public = RevaluePublic::from_vec(posted.values).ok_or(SynthesisError::Unsatisfiable)?;
    let roots = Roots {
        notes: public.notes_root.clone(),
        members: public.members_root.clone(),
        frozen: public.frozen_root.clone(),
        nf: public.nf.clone(),
    };
    let spent = SpentTitleVar::new(cs, &checks::SPENT, &roots, &witness.spent)?;
    let SpentTitleVar { owner, lot, title, cm, bill: old } = &spent;

    let signed = &witness.valuation;
    let valuer = SignerVar::new_witness(cs, &signed.key, signed.nkc, &witness.valuer)?;
    // Documents, issuer and currency are those of before, by being the same variables.
    let new = BillVar {
        doc_root: old.doc_root.clone(),
        annex_root: old.annex_root.clone(),
        value: private_value(cs, F::from(signed.content.value))?,
        currency: old.currency.clone(),
        issuer: old.issuer.clone(),
        valuer: valuer.member.org.clone(),
        valued_at: private_value(cs, F::from(signed.content.valued_at.0))?,
    };
    let of = Of {
        domain: public.domain.clone(),
        lot: lot.clone(),
        members_root: public.members_root.clone(),
        today: public.today.clone(),
    };
    enforce(cs, &checks::VALUED, &of, &new, signed, &valuer)?;
    named(cs, checks::LATER, || enforce_bits(&(&new.valued_at - &old.valued_at - FVar::one()), Day::BITS))?;

    let sealing = named(cs, checks::AUDIT, || {
        SealingVar::new(cs, AuditOf::Revalue, &public.audit.key, &witness.audit)
    })?;
    let new_bill = named(cs, checks::COMMITMENT, || {
        let bill = new.commitment()?;
        let rho = hash(Tag::RhoRevalue, std::slice::from_ref(&public.nf))?;
        let [r, _] = sealing.blindings();
        title.under(&bill).commitment(owner.address(), &rho, r)?.enforce_equal(&public.cm)?;
        Ok(bill)
    })?;
    named(cs, checks::SIGNATURE, || {
        let signature = SignatureVar::new_witness(cs, &witness.signature)?;
        verify(&owner.signer.key, &posted.sighash, &signature)
    })?;
    named(cs, checks::AUDIT, || {
        let messages = [
            lot.clone(),
            owner.address().clone(),
            unused(),
            valuer.address.clone(),
            title.bill.clone(),
            new_bill,
            new.value.clone(),
            cm.clone(),
        ];
        sealing.enforce(&public.audit, &messages)
    })
}
