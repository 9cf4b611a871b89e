//! Bends of what several statements have: paths, memberships, bills, signatures, audit records.

use super::{
    draft::{Bend, Maker, When, bend},
    edge::{self, Rng, change, one_of, other},
    scene::Scene,
};
use ark_ec::CurveGroup;
use ark_ff::{Field, UniformRand};
use plimsoll_circuits::{
    audit::AuditScalar,
    credential::Bill,
    field::{F, Point, PointProjective, Scalar},
    member::Roles,
    merkle::{
        AbsencePath, FROZEN_DEPTH, IndexedTree, Path,
        indexed::{MemoryOrder, from_sorted},
    },
    note::Lot,
    signature::{PublicKey, Signature},
    statement::{AuditPublic, register::MemberWitness},
};
use rand::Rng as _;

/// A path to another root.
pub(super) fn path<const DEPTH: usize>(rng: &mut Rng, path: &mut Path<DEPTH>) {
    path.children[rng.gen_range(0..DEPTH)][rng.gen_range(0..4)] += change(rng);
}

/// Other roles, another organisation, or a path to another root.
pub(super) fn member(rng: &mut Rng, member: &mut MemberWitness) {
    match rng.gen_range(0..3) {
        0 => member.roles.0 ^= rng.gen_range(1..1 << Roles::BITS),
        1 => member.org.0 += change(rng),
        _ => path(rng, &mut member.path),
    }
}

/// Another gap, or a path to another root.
pub(super) fn absence<const DEPTH: usize>(rng: &mut Rng, absence: &mut AbsencePath<DEPTH>) {
    match rng.gen_range(0..3) {
        0 => absence.low.value += change(rng),
        1 => absence.low.next += change(rng),
        _ => path(rng, &mut absence.path),
    }
}

/// What somebody shows who would have `x` absent from a tree that has it: the gap below it, the one above it, or what he had.
pub(super) fn gap_beside<const DEPTH: usize>(
    rng: &mut Rng,
    tree: &IndexedTree<DEPTH, MemoryOrder>,
    x: F,
    had: &mut AbsencePath<DEPTH>,
) -> Option<()> {
    match rng.gen_range(0..3) {
        0 => *had = tree.absence(x + F::ONE).ok()?,
        1 => *had = tree.absence(x - F::ONE).ok()?,
        _ => {}
    }
    Some(())
}

/// The root of a tree in which this lot is frozen, and what somebody shows of it who would have it otherwise.
pub(super) fn freeze(rng: &mut Rng, lot: Lot, had: &mut AbsencePath<FROZEN_DEPTH>) -> Option<F> {
    let tree = from_sorted::<FROZEN_DEPTH>(&[lot.0, F::rand(rng)].into()).ok()?;
    gap_beside(rng, &tree, lot.0, had)?;
    Some(tree.root())
}

/// Another bill in one of its seven parts; `keep` names one that stays.
pub(super) fn bill(scene: &mut Scene, bill: &mut Bill, keep: Option<Part>) -> Option<()> {
    let parts: Vec<Part> = Part::ALL.into_iter().filter(|part| Some(*part) != keep).collect();
    let part = one_of(scene.rng(), &parts)?;
    let rng = scene.rng();
    match part {
        Part::Documents => bill.doc_root += change(rng),
        Part::Annexes => bill.annex_root += change(rng),
        Part::Value => bill.value = other(rng, bill.value, 0..=u64::MAX)?,
        Part::Issuer => bill.issuer.0 += change(rng),
        Part::Valuer => bill.valuer.0 += change(rng),
        Part::Day => bill.valued_at.0 ^= rng.gen_range(1..=u32::MAX),
        Part::Currency => {
            let had = bill.currency;
            bill.currency = Some(scene.currency()?).filter(|currency| *currency != had)?;
        }
    }
    Some(())
}

/// One of a bill's parts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Documents,
    Annexes,
    Value,
    Currency,
    Issuer,
    Valuer,
    Day,
}

impl Part {
    const ALL: [Part; 7] =
        [Part::Documents, Part::Annexes, Part::Value, Part::Currency, Part::Issuer, Part::Valuer, Part::Day];
}

/// A point of the prime-order subgroup, not the identity.
pub(super) fn point(rng: &mut Rng) -> Option<Point> {
    PublicKey::new(PointProjective::rand(rng).into_affine()).map(|key| key.point())
}

/// A signature that nobody made of this.
pub(super) fn signature(scene: &mut Scene, signature: &mut Signature) -> Option<()> {
    let stranger = scene.anybody()?;
    let rng = scene.rng();
    match rng.gen_range(0..7) {
        0 => signature.s += Scalar::rand(rng) + Scalar::ONE,
        1 => signature.s += Scalar::ONE,
        2 => signature.r = -signature.r,
        3 => signature.r = point(rng)?,
        4 => signature.r.x += change(rng),
        5 => *signature = Signature::blank(),
        _ => *signature = stranger.signing.sign(F::rand(rng)),
    }
    Some(())
}

/// A statement that makes notes and is sealed to the guardians.
pub(super) trait Sealed: Maker {
    /// The names of what is asked of commitments, of the acting party's signature and of the audit record.
    const SEALS: [&'static str; 3];
    /// What is posted of them: commitments, audit record, and the hash of what is posted beside.
    fn seals(public: &mut Self::Public) -> (&mut [F], &mut AuditPublic<F>, &mut F);
    /// The audit scalar.
    fn scalar(witness: &mut Self::Witness) -> &mut AuditScalar;
}

/// The bends of commitments, signature and audit record.
pub(super) fn of_seals<S: Sealed>() -> Vec<Bend<S>> {
    let [commitment, signed, audit] = S::SEALS;
    vec![
        bend(commitment, When::Posted, "another commitment", |scene, draft| {
            let (cm, ..) = S::seals(&mut draft.public);
            let i = scene.rng().gen_range(0..cm.len());
            cm[i] = scene.other(cm[i]);
            Some(())
        }),
        bend(commitment, When::Posted, "another audit scalar than the blindings are of", |scene, draft| {
            *S::scalar(&mut draft.witness) = scene.world.audit_scalar();
            Some(())
        }),
        bend(commitment, When::Posted, "another audit key than the blindings are of", |scene, draft| {
            let key = point(scene.rng())?;
            S::seals(&mut draft.public).1.key = [key.x, key.y];
            Some(())
        }),
        bend(signed, When::Signed, "a signature that is none", |scene, draft| {
            signature(scene, S::signature(&mut draft.witness))
        }),
        bend(signed, When::Signed, "what is posted beside, swapped in transit", |scene, draft| {
            let (.., ext) = S::seals(&mut draft.public);
            *ext = scene.other(*ext);
            Some(())
        }),
        bend(signed, When::Signed, "somebody else's signature", |scene, draft| {
            let own = draft.actor.address();
            let another = scene.who(|actor| actor.address() != own)?;
            let message = plimsoll_circuits::statement::sighash(S::CIRCUIT, &draft.public);
            *S::signature(&mut draft.witness) = another.signing.sign(message);
            Some(())
        }),
        bend(audit, When::Posted, "an audit record that says something else", |scene, draft| {
            let (_, record, _) = S::seals(&mut draft.public);
            let i = scene.rng().gen_range(0..record.masked.len());
            record.masked[i] = scene.other(record.masked[i]);
            Some(())
        }),
        bend(audit, When::Posted, "an audit record with two parts swapped", |scene, draft| {
            let (_, record, _) = S::seals(&mut draft.public);
            let [i, j] = [0; 2].map(|_| scene.rng().gen_range(0..record.masked.len()));
            record.masked.swap(i, j);
            (i != j).then_some(())
        }),
        bend(audit, When::Posted, "another ephemeral point", |scene, draft| {
            let (_, record, _) = S::seals(&mut draft.public);
            let i = scene.rng().gen_range(0..2);
            record.ephemeral[i] = if edge::once_in(scene.rng(), 2) {
                -record.ephemeral[i]
            } else {
                scene.other(record.ephemeral[i])
            };
            Some(())
        }),
        bend(audit, When::Posted, "another attempt's audit record", |scene, draft| {
            let mut again = draft.clone();
            *S::scalar(&mut again.witness) = scene.world.audit_scalar();
            let mut public = S::posted(scene, &again);
            *S::seals(&mut draft.public).1 = S::seals(&mut public).1.clone();
            Some(())
        }),
    ]
}
