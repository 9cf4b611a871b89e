//! The circuit of Register. The checks stand in the order of the native relation and bear its names.

use super::{Register, RegisterPublic, RegisterWitness, checks};
use crate::{
    audit::{
        AuditOf,
        gadget::{SealingVar, unused},
    },
    credential::{Day, gadget::BillVar},
    field::F,
    gadget::{Cs, FVar, R1csResult, enforce_bits, named, private_value},
    member::{Roles, gadget::SignerVar},
    note::gadget::ContentVar,
    poseidon2::gadget::hash,
    signature::gadget::{SignatureVar, verify},
    statement::{
        Statement,
        digest_gadget::posted,
        valued::{Of, gadget::enforce},
    },
    tag::Tag,
};
use ark_r1cs_std::{eq::EqGadget, fields::FieldVar};
use ark_relations::gr1cs::SynthesisError;

pub(super) fn synthesize<const SLOTS: usize>(
    cs: &Cs,
    public: &RegisterPublic<F, SLOTS>,
    witness: &RegisterWitness,
) -> R1csResult<()> {
    let posted = posted(cs, Register::<SLOTS>::CIRCUIT, public)?;
    let fp_root = posted.fp_root.ok_or(SynthesisError::Unsatisfiable)?;
    let public =
        RegisterPublic::<FVar, SLOTS>::from_vec(posted.values).ok_or(SynthesisError::Unsatisfiable)?;
    let f_doc = &public.fingerprints[0];
    let credential = &witness.credential;
    let valuation = &witness.valuation;

    let issuer = SignerVar::new_witness(cs, &credential.key, credential.nkc, &witness.issuer)?;
    let valuer = SignerVar::new_witness(cs, &valuation.key, valuation.nkc, &witness.valuer)?;
    let holder = SignerVar::new_witness(cs, &witness.holder_key, witness.holder_nkc, &witness.holder)?;
    let bill = BillVar {
        doc_root: private_value(cs, credential.content.doc_root)?,
        annex_root: private_value(cs, credential.content.annex_root)?,
        value: private_value(cs, F::from(valuation.content.value))?,
        currency: private_value(cs, valuation.content.currency.value())?,
        issuer: issuer.member.org.clone(),
        valuer: valuer.member.org.clone(),
        valued_at: private_value(cs, F::from(valuation.content.valued_at.0))?,
    };
    let lot = hash(Tag::Lot, &[f_doc.clone(), public.generation.clone()])?;

    let valid_until = private_value(cs, F::from(credential.content.valid_until.0))?;
    named(cs, checks::CREDENTIAL, || {
        let message = hash(
            Tag::Credential,
            &[
                public.domain.clone(),
                bill.doc_root.clone(),
                bill.annex_root.clone(),
                fp_root.clone(),
                holder.address.clone(),
                public.generation.clone(),
                valid_until.clone(),
            ],
        )?;
        verify(&issuer.key, &message, &SignatureVar::new_witness(cs, &credential.signature)?)
    })?;
    named(cs, checks::ISSUER, || {
        issuer.member.root(&issuer.address)?.enforce_equal(&public.members_root)?;
        issuer.member.has(Roles::ISSUER).enforce_equal(&FVar::one())
    })?;
    named(cs, checks::CREDENTIAL_DATE, || enforce_bits(&(&valid_until - &public.today), Day::BITS))?;

    let of = Of {
        domain: public.domain.clone(),
        lot: lot.clone(),
        members_root: public.members_root.clone(),
        today: public.today.clone(),
    };
    enforce(cs, &checks::VALUED, &of, &bill, valuation, &valuer)?;

    named(cs, checks::HOLDER, || {
        holder.member.root(&holder.address)?.enforce_equal(&public.members_root)?;
        holder.member.may_own_title().enforce_equal(&FVar::one())
    })?;
    let sealing = named(cs, checks::AUDIT, || {
        SealingVar::new(cs, AuditOf::Register, &public.audit.key, &witness.audit)
    })?;
    let bill_commitment = named(cs, checks::COMMITMENT, || {
        let commitment = bill.commitment()?;
        let title = ContentVar::unencumbered_title(&lot, &commitment);
        let rho = hash(Tag::RhoRegister, &[f_doc.clone(), public.generation.clone()])?;
        let [r, _] = sealing.blindings();
        title.commitment(&holder.address, &rho, r)?.enforce_equal(&public.cm)?;
        Ok(commitment)
    })?;
    named(cs, checks::SIGNATURE, || {
        let signature = SignatureVar::new_witness(cs, &witness.signature)?;
        verify(&holder.key, &posted.sighash, &signature)
    })?;
    named(cs, checks::AUDIT, || {
        let messages = [
            issuer.address.clone(),
            valuer.address.clone(),
            holder.address.clone(),
            lot.clone(),
            bill_commitment,
            bill.value.clone(),
            unused(),
            unused(),
        ];
        sealing.enforce(&public.audit, &messages)
    })
}
