//! The circuit of Move. The checks stand in the order of the native relation and bear its names.

use super::{MovePublic, MoveWitness, check::PLACES, checks, witness::OutputWitness};
use crate::{
    audit::{AuditOf, gadget::enforce_sealed},
    credential::gadget::BillVar,
    field::F,
    gadget::{
        Cs, FVar, R1csResult, enforce_bits, enforce_equal_if, enforce_equal_where, enforce_product_zero,
        enforce_zero_if, named, private_value,
    },
    member::{
        Roles,
        gadget::{MemberVar, OwnerVar},
    },
    merkle::gadget::{AbsencePathVar, PathVar},
    note::{
        Kind,
        gadget::{AMOUNT_BITS, ContentVar, nullifier, rho_move},
    },
    signature::gadget::{SignatureVar, verify},
    statement::{CircuitId, sighash_gadget as sig},
};
use ark_ff::Field;
use ark_r1cs_std::{GR1CSVar, alloc::AllocVar, eq::EqGadget, fields::FieldVar};
use ark_relations::gr1cs::SynthesisError;

struct OutputVar {
    content: ContentVar,
    owner: FVar,
    member: MemberVar,
    r: FVar,
}

pub(super) fn synthesize(cs: &Cs, public: &MovePublic<F>, witness: &MoveWitness) -> R1csResult<()> {
    let inputs = sig::inputs(cs, public)?;
    let public = MovePublic::from_vec(inputs.clone()).ok_or(SynthesisError::Unsatisfiable)?;

    let lot = private_value(cs, witness.lot().0)?;
    let owner = OwnerVar::new_witness(cs, &witness.owner)?;
    let [place0, place1, place2, place3] = PLACES;
    let note = |content: &_, allowed| ContentVar::new_witness(cs, content, allowed);
    let output = |witness: &OutputWitness, allowed| -> R1csResult<OutputVar> {
        Ok(OutputVar {
            content: note(&witness.content, allowed)?,
            owner: private_value(cs, witness.owner.0)?,
            member: MemberVar::new_witness(cs, &witness.member)?,
            r: private_value(cs, witness.r)?,
        })
    };

    let (in0, in1, out0, out1) = named(cs, checks::FORM, || {
        let notes = (
            note(&witness.inputs[0].content, place0)?,
            note(&witness.inputs[1].content, place1)?,
            output(&witness.outputs[0], place2)?,
            output(&witness.outputs[1], place3)?,
        );
        for content in [&notes.0, &notes.1, &notes.2.content, &notes.3.content] {
            content.enforce_form(cs)?;
        }
        Ok(notes)
    })?;

    let cm_in = named(cs, checks::NULLIFIER, || {
        let mut commitments = Vec::with_capacity(2);
        for ((content, input), nf) in [&in0, &in1].into_iter().zip(&witness.inputs).zip(&public.nf) {
            let (rho, r) = (private_value(cs, input.rho)?, private_value(cs, input.r)?);
            let cm = content.commitment(owner.address(), &rho, &r)?;
            nullifier(&owner.nk, &rho, &cm)?.enforce_equal(nf)?;
            commitments.push(cm);
        }
        Ok(commitments)
    })?;
    named(cs, checks::DISTINCT, || {
        let difference = &public.nf[0] - &public.nf[1];
        let inverse =
            FVar::new_witness(cs.clone(), || Ok(difference.value()?.inverse().unwrap_or_default()))?;
        difference.mul_equals(&inverse, &FVar::one())
    })?;
    named(cs, checks::MEMBERSHIP, || {
        for ((content, input), cm) in [&in0, &in1].into_iter().zip(&witness.inputs).zip(&cm_in) {
            let root = PathVar::new_witness(cs, &input.path)?.root_if(cm, content.counts())?;
            enforce_equal_if(content.counts(), &root, &public.notes_root)?;
        }
        Ok(())
    })?;
    named(cs, checks::OWNER, || {
        owner.signer.member.root(owner.address())?.enforce_equal(&public.members_root)
    })?;
    named(cs, checks::COMMITMENT, || {
        let rho = rho_move(&public.nf)?;
        for ((output, rho), cm) in [&out0, &out1].into_iter().zip(&rho).zip(&public.cm) {
            output.content.commitment(&output.owner, rho, &output.r)?.enforce_equal(cm)?;
        }
        Ok(())
    })?;
    named(cs, checks::RECIPIENT, || {
        for output in [&out0, &out1] {
            let (content, member) = (&output.content, &output.member);
            let root = member.root_if(&output.owner, content.counts())?;
            enforce_equal_if(content.counts(), &root, &public.members_root)?;
            let missing = |has: &FVar| FVar::one() - has;
            enforce_product_zero(
                &(content.is(Kind::Title) + content.is(Kind::Release)),
                &missing(&member.may_own_title()),
            )?;
            enforce_product_zero(content.is(Kind::Lien), &missing(member.has(Roles::BANK)))?;
            if !content.is(Kind::Retired).is_constant() {
                enforce_product_zero(content.is(Kind::Retired), &missing(member.has(Roles::ISSUER)))?;
            }
        }
        Ok(())
    })?;

    let idle = named(cs, checks::LOT, || {
        for content in [&in0, &in1, &out0.content, &out1.content] {
            content.enforce_lot(&lot)?;
        }
        let idle = !in0.counts() & !in1.counts();
        enforce_zero_if(&idle, &lot)?;
        for content in [&out0.content, &out1.content] {
            enforce_zero_if(&idle, &content.counts().clone().into())?;
        }
        Ok(idle)
    })?;
    named(cs, checks::FROZEN, || {
        let active = !&idle;
        let root = AbsencePathVar::new_witness(cs, &witness.frozen)?.root_if(&lot, &active)?;
        enforce_equal_if(&active, &root, &public.frozen_root)
    })?;

    let title = in0.is(Kind::Title);
    named(cs, checks::TITLE, || {
        let comes_out = out0.content.is(Kind::Title) + out0.content.is(Kind::Retired);
        title.enforce_equal(&comes_out)?;
        enforce_equal_where(title, &out0.content.bill, &in0.bill)?;
        enforce_product_zero(out0.content.is(Kind::Retired), &out1.content.counts().clone().into())
    })?;
    let (out_owners, out0_content, out1_content) = ([&out0.owner, &out1.owner], &out0.content, &out1.content);
    let pledge = title * in1.is(Kind::Dummy) * out1_content.is(Kind::Lien);
    named(cs, checks::BALANCE, || {
        let sign = FVar::one() - title.double()?;
        let change = &in0.amount - &out0_content.amount;
        sign.mul_equals(&change, &(&out1_content.amount - &in1.amount))
    })?;
    named(cs, checks::TRANCHE, || {
        // Whatever is no lien has tranche 0. The reference is the first lien's, or what a new lien must have.
        let (lien0, lien1) = (in0.is(Kind::Lien), in1.is(Kind::Lien));
        let both = lien0 * lien1;
        enforce_equal_where(&both, &in0.tranche(), &in1.tranche())?;
        enforce_equal_where(&both, &in0.bill, &in1.bill)?;
        let only_second = lien1 - &both;
        let new_tranche = &in0.amount + &out1_content.amount * F::from(2u64).pow([AMOUNT_BITS as u64]);
        let tranche = lien0 * in0.tranche() + &only_second * in1.tranche() + &pledge * new_tranche;
        let bill = (lien0 + &pledge) * &in0.bill + &only_second * &in1.bill;
        for out in [out0_content, out1_content] {
            enforce_equal_where(out.is(Kind::Lien), &out.tranche(), &tranche)?;
            enforce_equal_where(out.is(Kind::Lien), &out.bill, &bill)?;
        }
        Ok(())
    })?;
    named(cs, checks::POOL, || {
        for out in [out0_content, out1_content] {
            enforce_bits(&(out.is(Kind::Lien) * (&out.pool - &out.amount)), AMOUNT_BITS)?;
        }
        Ok(())
    })?;
    let bill = named(cs, checks::BILL, || {
        let bill = BillVar::new_witness(cs, &witness.bill)?;
        enforce_equal_where(&pledge, &bill.commitment()?, &in0.bill)?;
        Ok(bill)
    })?;
    named(cs, checks::VALUE_CAP, || {
        let within_value = &pledge * (&bill.value - &out0_content.amount);
        let shrinks = (title - &pledge) * (&in1.amount - &out1_content.amount);
        let lien = |c: &ContentVar| c.is(Kind::Lien) * &c.amount;
        let less_liens = lien(&in0) + lien(&in1) - lien(out0_content) - lien(out1_content);
        let without_title = (FVar::one() - title) * less_liens;
        // Two liens together may need one bit more than one.
        enforce_bits(&(within_value + shrinks + without_title), AMOUNT_BITS + 1)
    })?;

    named(cs, checks::SIGNATURE, || {
        let signature = SignatureVar::new_witness(cs, &witness.signature)?;
        verify(&owner.signer.key, &sig::sighash(CircuitId::Move, &inputs)?, &signature)
    })?;
    named(cs, checks::AUDIT, || {
        let messages = [
            lot.clone(),
            owner.address().clone(),
            out_owners[0].clone(),
            out0_content.packed(),
            out_owners[1].clone(),
            out1_content.packed(),
            cm_in[0].clone(),
            cm_in[1].clone(),
        ];
        enforce_sealed(cs, AuditOf::Move, &public.audit, &witness.audit, &messages)
    })
}
