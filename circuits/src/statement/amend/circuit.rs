//! The circuit of Amend. The checks stand in the order of the native relation and bear its names.

use super::{AmendPublic, AmendWitness, checks};
use crate::{
    audit::{AuditOf, gadget::SealingVar},
    credential::{Day, gadget::BillVar},
    field::F,
    gadget::{Cs, FVar, R1csResult, enforce_bits, named, private_value},
    member::{Roles, gadget::SignerVar},
    note::AMOUNT_BITS,
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

pub(super) fn synthesize(cs: &Cs, public: &AmendPublic<F>, witness: &AmendWitness) -> R1csResult<()> {
    let posted = posted(cs, CircuitId::Amend, public)?;
    let fp_root = posted.fp_root.ok_or(SynthesisError::Unsatisfiable)?;
    let public = AmendPublic::from_vec(posted.values).ok_or(SynthesisError::Unsatisfiable)?;
    let roots = Roots {
        notes: public.notes_root.clone(),
        members: public.members_root.clone(),
        frozen: public.frozen_root.clone(),
        nf: public.nf.clone(),
    };
    let spent = SpentTitleVar::new(cs, &checks::SPENT, &roots, &witness.spent)?;
    let SpentTitleVar { owner, lot, title, cm, bill: old } = &spent;

    let (said, signed) = (&witness.amendment, &witness.valuation);
    let issuer = SignerVar::new_witness(cs, &said.key, said.nkc, &witness.issuer)?;
    let valuer = SignerVar::new_witness(cs, &signed.key, signed.nkc, &witness.valuer)?;
    // Issuer and currency are those of before, by being the same variables.
    let new = BillVar {
        doc_root: private_value(cs, said.content.doc_root)?,
        annex_root: private_value(cs, said.content.annex_root)?,
        value: private_value(cs, F::from(signed.content.value))?,
        currency: old.currency.clone(),
        issuer: old.issuer.clone(),
        valuer: valuer.member.org.clone(),
        valued_at: private_value(cs, F::from(signed.content.valued_at.0))?,
    };
    let valid_until = private_value(cs, F::from(said.content.valid_until.0))?;
    named(cs, checks::AMENDMENT, || {
        let message = hash(
            Tag::Amendment,
            &[
                public.domain.clone(),
                lot.clone(),
                title.bill.clone(),
                new.doc_root.clone(),
                new.annex_root.clone(),
                fp_root,
                valid_until.clone(),
            ],
        )?;
        verify(&issuer.key, &message, &SignatureVar::new_witness(cs, &said.signature)?)
    })?;
    named(cs, checks::ISSUER, || {
        issuer.member.root(&issuer.address)?.enforce_equal(&public.members_root)?;
        issuer.member.has(Roles::ISSUER).enforce_equal(&FVar::one())?;
        issuer.member.org.enforce_equal(&old.issuer)
    })?;
    named(cs, checks::AMENDMENT_DATE, || enforce_bits(&(&valid_until - &public.today), Day::BITS))?;
    let of = Of {
        domain: public.domain.clone(),
        lot: lot.clone(),
        members_root: public.members_root.clone(),
        today: public.today.clone(),
    };
    enforce(cs, &checks::VALUED, &of, &new, signed, &valuer)?;
    named(cs, checks::NOT_EARLIER, || enforce_bits(&(&new.valued_at - &old.valued_at), Day::BITS))?;
    named(cs, checks::VALUE_CAP, || enforce_bits(&(&new.value - &title.amount), AMOUNT_BITS))?;

    let sealing =
        named(cs, checks::AUDIT, || SealingVar::new(cs, AuditOf::Amend, &public.audit.key, &witness.audit))?;
    let new_bill = named(cs, checks::COMMITMENT, || {
        let bill = new.commitment()?;
        let rho = hash(Tag::RhoAmend, std::slice::from_ref(&public.nf))?;
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
            issuer.address.clone(),
            valuer.address.clone(),
            title.bill.clone(),
            new_bill,
            new.value.clone(),
            cm.clone(),
        ];
        sealing.enforce(&public.audit, &messages)
    })
}
