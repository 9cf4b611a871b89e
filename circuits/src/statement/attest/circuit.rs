//! The circuit of Attest. The checks stand in the order of the native relation and bear its names.
//!
//! # Two branches, one signature
//!
//! One private bit says that the Attest is simulated. Each of the checks 1 to 10 binds if that bit is 0, in one of three
//! ways: an equality is multiplied by `real = 1 - simulated`, a number whose range is proven is multiplied by it, and a
//! path takes it as its condition. The signature is checked once, always, and under the key that the bit selects. So
//! with the bit at 0 the circuit is what it is without a second branch, and with the bit at 1 all that is left is a
//! signature of the verifier, over public inputs that name it.

use super::{AttestPublic, AttestWitness, MAX_RATE_BPS, RATE_BITS, checks};
use crate::{
    credential::{Day, gadget::BillVar},
    field::F,
    gadget::{
        Bit, Cs, FVar, R1csResult, enforce_bits, enforce_equal_if, enforce_equal_where, named, not,
        private_bit, private_value, select,
    },
    member::gadget::OwnerVar,
    merkle::gadget::{AbsencePathVar, PathVar},
    note::{
        AMOUNT_BITS,
        gadget::{ContentVar, nullifier},
    },
    poseidon2::gadget::hash,
    signature::gadget::{PublicKeyVar, SignatureVar, verify},
    statement::{CircuitId, digest_gadget::posted},
    tag::Tag,
};
use ark_relations::gr1cs::SynthesisError;

pub(super) fn synthesize(cs: &Cs, public: &AttestPublic<F>, witness: &AttestWitness) -> R1csResult<()> {
    let posted = posted(cs, CircuitId::Attest, public)?;
    let public = AttestPublic::from_vec(posted.values).ok_or(SynthesisError::Unsatisfiable)?;

    let simulated = named(cs, checks::BRANCH, || private_bit(cs, witness.simulated))?;
    let owner = OwnerVar::new_witness(cs, &witness.owner)?;
    enforce_title(cs, &not(&simulated)?, &public, &owner, witness)?;
    named(cs, checks::SIGNATURE, || {
        let own = &owner.signer.key;
        let [x, y] = &public.verifier;
        let key = PublicKeyVar { x: select(&simulated, x, &own.x)?, y: select(&simulated, y, &own.y)? };
        let signature = SignatureVar::new_witness(cs, &witness.signature)?;
        verify(&key, &posted.sighash, &signature)
    })
}

/// What a real Attest says of its owner's title; nothing if `real` is 0.
fn enforce_title(
    cs: &Cs,
    real: &Bit,
    public: &AttestPublic<FVar>,
    owner: &OwnerVar,
    witness: &AttestWitness,
) -> R1csResult<()> {
    let lot = private_value(cs, witness.title.content.lot.0)?;
    let (title, nf) = named(cs, checks::TITLE, || {
        let title = ContentVar::title(cs, &witness.title.content, &lot)?;
        let (rho, r) = (private_value(cs, witness.title.rho)?, private_value(cs, witness.title.r)?);
        let cm = title.commitment(owner.address(), &rho, &r)?;
        let root = PathVar::new_witness(cs, &witness.title.path)?.root_if(&cm, real)?;
        enforce_equal_if(real, &root, &public.notes_root)?;
        Ok((title, nullifier(&owner.nk, &rho, &cm)?))
    })?;
    named(cs, checks::LIVE, || {
        let root = AbsencePathVar::new_witness(cs, &witness.live)?.root_if(&nf, real)?;
        enforce_equal_if(real, &root, &public.nullifiers_root)
    })?;
    named(cs, checks::OWNER, || {
        let root = owner.signer.member.root_if(owner.address(), real)?;
        enforce_equal_if(real, &root, &public.members_root)
    })?;
    named(cs, checks::FROZEN, || {
        let root = AbsencePathVar::new_witness(cs, &witness.frozen)?.root_if(&lot, real)?;
        enforce_equal_if(real, &root, &public.frozen_root)
    })?;
    let bill = named(cs, checks::BILL, || {
        let bill = BillVar::new_witness(cs, &witness.bill)?;
        enforce_equal_if(real, &bill.commitment()?, &title.bill)?;
        enforce_equal_if(real, &bill.currency, &public.currency)?;
        Ok(bill)
    })?;
    named(cs, checks::LINK, || {
        let blinding = private_value(cs, witness.blinding)?;
        let link = hash(Tag::Link, &[title.bill.clone(), lot.clone(), blinding])?;
        enforce_equal_if(real, &link, &public.link)
    })?;
    let in_real = |number: FVar| FVar::from(real.clone()) * number;
    named(cs, checks::ENCUMBRANCE, || {
        enforce_bits(&in_real(&public.max_encumbrance - &title.amount), AMOUNT_BITS)
    })?;
    named(cs, checks::RATE, || {
        let wanted = (&title.amount + &public.requested) * F::from(MAX_RATE_BPS);
        enforce_bits(&in_real(&public.rate_bps * &bill.value - wanted), RATE_BITS)
    })?;
    named(cs, checks::VALUED, || enforce_bits(&in_real(&bill.valued_at - &public.valued_since), Day::BITS))?;
    named(cs, checks::APPLICANT, || {
        let named = in_real(public.applicant.clone());
        enforce_equal_where(&named, &public.applicant, &owner.signer.member.org)
    })
}
