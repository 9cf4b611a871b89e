//! The circuit of Move. The checks stand in the order of the native relation and bear its names.

use super::{MovePublic, MoveWitness, check::PLACES, checks, witness::OutputWitness};
use crate::{
    audit::{AuditOf, gadget::SealingVar},
    credential::gadget::BillVar,
    field::F,
    gadget::{
        Bit, Cs, FVar, R1csResult, enforce_bits, enforce_equal_if, enforce_equal_where, enforce_product_zero,
        enforce_zero_if, is_equal, named, not, private_value,
    },
    member::{
        Roles,
        gadget::{MemberVar, OwnerVar},
    },
    merkle::gadget::{AbsencePathVar, PathVar},
    note::{
        AMOUNT_BITS, Kind,
        gadget::{ContentVar, nullifier, rho_move},
    },
    signature::gadget::{SignatureVar, verify},
    statement::{CircuitId, digest_gadget::posted},
};
use ark_ff::Field;
use ark_r1cs_std::{GR1CSVar, alloc::AllocVar, eq::EqGadget, fields::FieldVar};
use ark_relations::gr1cs::SynthesisError;

struct OutputVar {
    content: ContentVar,
    owner: FVar,
    member: MemberVar,
}

pub(super) fn synthesize(cs: &Cs, public: &MovePublic<F>, witness: &MoveWitness) -> R1csResult<()> {
    let posted = posted(cs, CircuitId::Move, public)?;
    let public = MovePublic::from_vec(posted.values).ok_or(SynthesisError::Unsatisfiable)?;

    let lot = private_value(cs, witness.lot().0)?;
    let owner = OwnerVar::new_witness(cs, &witness.owner)?;
    let [place0, place1, place2, place3] = PLACES;
    let note = |content: &_, allowed| ContentVar::new_witness(cs, content, allowed);
    let output = |witness: &OutputWitness, allowed| -> R1csResult<OutputVar> {
        Ok(OutputVar {
            content: note(&witness.content, allowed)?,
            owner: private_value(cs, witness.owner.0)?,
            member: MemberVar::new_witness(cs, &witness.member)?,
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
    let title = in0.is(Kind::Title);
    let pledge = named(cs, checks::SHAPE, || enforce_shape(&in0, &in1, &out0.content, &out1.content))?;
    let retired = out0.content.is(Kind::Retired);

    let cm_in = named(cs, checks::NULLIFIER, || {
        // Input 1 may be a release, which has no owner, and whose own r stands in nk's place.
        let release = in1.is(Kind::Release);
        let secrets = |i: usize| -> R1csResult<(FVar, FVar)> {
            let input = &witness.inputs[i];
            Ok((private_value(cs, input.rho)?, private_value(cs, input.r)?))
        };
        let ((rho0, r0), (rho1, r1)) = (secrets(0)?, secrets(1)?);
        let owner1 = owner.address() - release * owner.address();
        let x1 = &owner.nk + release * (&r1 - &owner.nk);
        let cm0 = in0.commitment(owner.address(), &rho0, &r0)?;
        let cm1 = in1.commitment(&owner1, &rho1, &r1)?;
        nullifier(&owner.nk, &rho0, &cm0)?.enforce_equal(&public.nf[0])?;
        nullifier(&x1, &rho1, &cm1)?.enforce_equal(&public.nf[1])?;
        Ok([cm0, cm1])
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
    let sealing =
        named(cs, checks::AUDIT, || SealingVar::new(cs, AuditOf::Move, &public.audit.key, &witness.audit))?;
    named(cs, checks::COMMITMENT, || {
        let rho = rho_move(&public.nf)?;
        let made = [&out0, &out1].into_iter().zip(&rho).zip(sealing.blindings()).zip(&public.cm);
        for (((output, rho), r), cm) in made {
            output.content.commitment(&output.owner, rho, r)?.enforce_equal(cm)?;
        }
        Ok(())
    })?;
    let bill = BillVar::new_witness(cs, &witness.bill)?;
    named(cs, checks::RECIPIENT, || {
        for (output, new) in [(&out0, &FVar::zero()), (&out1, &pledge)] {
            enforce_recipient(output, &owner, new, &public.members_root)?;
        }
        enforce_product_zero(retired, &(FVar::one() - out0.member.has(Roles::ISSUER)))?;
        enforce_equal_where(retired, &out0.member.org, &bill.issuer)
    })?;

    let active = in0.counts();
    named(cs, checks::LOT, || {
        for content in [&in0, &in1, &out0.content, &out1.content] {
            content.enforce_lot(&lot)?;
        }
        enforce_zero_if(&not(active)?, &lot)
    })?;
    named(cs, checks::FROZEN, || {
        let root = AbsencePathVar::new_witness(cs, &witness.frozen)?.root_if(&lot, active)?;
        enforce_equal_if(active, &root, &public.frozen_root)
    })?;
    let (out_owners, out0, out1) = ([&out0.owner, &out1.owner], &out0.content, &out1.content);
    named(cs, checks::BALANCE, || {
        let sign = FVar::one() - title.double()?;
        sign.mul_equals(&(&in0.amount - &out0.amount), &(&out1.amount - &in1.amount))
    })?;
    named(cs, checks::TRANCHE, || {
        // A title has tranche and making 0, so what a new lien is given is added to its title's.
        let given = &in0.amount + &out1.amount * F::from(2u64).pow([AMOUNT_BITS as u64]);
        let (tranche, made) = (in0.tranche(), &in0.made);
        let (new_tranche, new_made) = (&tranche + &pledge * given, made + &pledge * &public.nf[0]);
        for (lien, tranche, made) in
            [(&in1, &tranche, made), (out0, &tranche, made), (out1, &new_tranche, &new_made)]
        {
            enforce_equal_where(lien.is(Kind::Lien), &lien.tranche(), tranche)?;
            enforce_equal_where(lien.is(Kind::Lien), &lien.made, made)?;
        }
        enforce_equal_where(in1.is(Kind::Lien), &in1.bill, &in0.bill)?;
        let with_bill = out0.is(Kind::Lien) + out0.is(Kind::Title) + retired;
        enforce_equal_where(&with_bill, &out0.bill, &in0.bill)?;
        enforce_equal_where(out1.is(Kind::Lien), &out1.bill, &in0.bill)
    })?;
    named(cs, checks::BILL, || enforce_equal_where(&(&pledge + retired), &bill.commitment()?, &in0.bill))?;
    named(cs, checks::VALUE_CAP, || enforce_bits(&(&pledge * (&bill.value - &out0.amount)), AMOUNT_BITS))?;

    named(cs, checks::SIGNATURE, || {
        let signature = SignatureVar::new_witness(cs, &witness.signature)?;
        verify(&owner.signer.key, &posted.sighash, &signature)
    })?;
    named(cs, checks::AUDIT, || {
        let [cm0, cm1] = cm_in;
        let messages = [
            lot.clone(),
            owner.address().clone(),
            out_owners[0].clone(),
            out0.packed(),
            out_owners[1].clone(),
            out1.packed(),
            cm0,
            cm1,
        ];
        sealing.enforce(&public.audit, &messages)
    })
}

/// Enforces that the kinds stand in one of the shapes of [the statement](super), and gives 1 if a lien is made, else 0. That each
/// note is of one of its place's kinds is known.
fn enforce_shape(
    in0: &ContentVar,
    in1: &ContentVar,
    out0: &ContentVar,
    out1: &ContentVar,
) -> R1csResult<FVar> {
    let [title, lien_in, release_in] = [in0.is(Kind::Title), in1.is(Kind::Lien), in1.is(Kind::Release)];
    let [lien_out, release_out] = [out1.is(Kind::Lien), out1.is(Kind::Release)];
    let without = |x: &FVar| FVar::one() - x;
    // Input 0 says of which family it is, and output 0 is of it: D gives D, T gives T or X, so L gives L or R.
    in0.is(Kind::Dummy).enforce_equal(out0.is(Kind::Dummy))?;
    title.enforce_equal(&(out0.is(Kind::Title) + out0.is(Kind::Retired)))?;
    // Beside a title a release may go in, beside a lien another.
    enforce_product_zero(release_in, &without(title))?;
    enforce_product_zero(lien_in, &without(in0.is(Kind::Lien)))?;
    // Beside a lien, a lien or a release may come out; beside a title a lien, unless a release went in.
    enforce_product_zero(release_out, &without(out0.is(Kind::Lien)))?;
    enforce_product_zero(lien_out, &(without(out0.is(Kind::Lien)) - out0.is(Kind::Title)))?;
    enforce_product_zero(lien_out, release_in)?;
    Ok(title * lien_out)
}

/// Enforces that a title or lien goes to a member with a role of its kind, unless it is change that goes back to who acts; and that
/// a release goes to nobody. A retired title's owner is a member; its role is for the caller.
fn enforce_recipient(
    output: &OutputVar,
    actor: &OwnerVar,
    new: &FVar,
    members_root: &FVar,
) -> R1csResult<()> {
    let OutputVar { content, owner, member } = output;
    let missing = |has: &FVar| FVar::one() - has;
    let release = content.is(Kind::Release);
    enforce_product_zero(release, owner)?;
    let owned: FVar = FVar::from(content.counts().clone()) - release;
    let owned_bit: Bit = is_equal(&owned, &FVar::one())?;
    let root = member.root_if(owner, &owned_bit)?;
    enforce_equal_if(&owned_bit, &root, members_root)?;
    let back = FVar::from(is_equal(owner, actor.address())?);
    let change = (FVar::one() - new) * back;
    let title = content.is(Kind::Title);
    if !title.is_constant() {
        enforce_product_zero(&(title * missing(&change)), &missing(&member.may_own_title()))?;
    }
    enforce_product_zero(&(content.is(Kind::Lien) * missing(&change)), &missing(member.has(Roles::BANK)))
}
