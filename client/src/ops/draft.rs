//! A plan as a statement: public inputs, witness and memos, signed by the owner, before any proof.

use super::{Make, MovePlan, OpError, PlanError};
use crate::{
    memo,
    party::{Party, PartyKeys},
    services::{Ask, Evidence, Services},
};
use plimsoll_circuits::{
    audit::{AuditOf, AuditScalar},
    credential::Bill,
    field::F,
    member::{NullifierKey, Roles},
    merkle::{AbsencePath, Path},
    note::{Kind, Lot, Note},
    signature::Signature,
    statement::{
        AuditPublic, Refusal, Statement,
        movement::{InputWitness, Move, MovePublic, MoveWitness, OutputWitness, OwnerWitness},
        register::MemberWitness,
        sighash,
    },
};
use plimsoll_contracts::Transition;
use rand::{CryptoRng, RngCore};

/// A Move that lacks its proof only.
pub(super) struct Draft {
    pub(super) public: MovePublic<F>,
    pub(super) witness: MoveWitness,
    pub(super) memos: Vec<Vec<u8>>,
    /// The notes that it makes, without dummies.
    pub(super) makes: Vec<Note>,
}

pub(crate) fn random<R: RngCore + CryptoRng>(rng: &mut R) -> F {
    use ark_ff::UniformRand;
    F::rand(rng)
}

/// A fresh audit scalar for these values.
pub(super) fn audit_scalar<R: RngCore + CryptoRng>(
    nk: &NullifierKey,
    source: F,
    cm: [F; 2],
    rng: &mut R,
) -> AuditScalar {
    loop {
        if let Some(scalar) = AuditScalar::derive(nk, source, cm, random(rng)) {
            return scalar;
        }
    }
}

impl Draft {
    pub(super) fn new<R: RngCore + CryptoRng>(
        plan: &MovePlan,
        party: &Party,
        services: &Services<'_>,
        rng: &mut R,
    ) -> Result<Self, OpError> {
        let terms = services.ledger.terms();
        plan.outputs
            .iter()
            .flatten()
            .try_for_each(|make| make.to.check())
            .map_err(PlanError::BadRecipient)?;
        let evidence = services.ledger.evidence(&ask(plan, party))?;
        let mut witness = witness(plan, party, &evidence, rng);

        let nf = witness.nullifiers();
        let notes = witness.output_notes();
        let cm = notes.map(|note| note.commitment());
        let mut memos = Vec::with_capacity(2);
        for (make, note) in plan.outputs.iter().zip(&notes) {
            memos.push(match make {
                Some(make) => memo::seal(terms.domain, note, &make.detail, &make.to.encryption_key, rng)?,
                None => memo::seal_dummy(terms.domain, note.commitment(), rng)?,
            });
        }
        witness.audit = audit_scalar(&party.keys().nullifier, nf[0], cm, rng);
        let sealed = witness.audit.seal(AuditOf::Move, terms.audit_key, &witness.audit_messages());
        let roots = &evidence.snapshot.roots;
        let public = MovePublic {
            domain: terms.domain.0,
            notes_root: roots.notes,
            members_root: roots.members,
            frozen_root: roots.frozen,
            nf,
            cm,
            audit: AuditPublic::new(terms.audit_key, &sealed),
            ext: Transition::ext(&memos),
        };
        sign(party.keys(), &public, &mut witness, &memos)?;
        let makes =
            notes.into_iter().zip(&plan.outputs).filter_map(|(note, make)| make.as_ref().map(|_| note));
        let makes = makes.collect();
        Ok(Self { public, witness, memos, makes })
    }

    /// Whether the recipients may have what they shall get, and whether the statement holds.
    pub(super) fn check(&self, plan: &MovePlan) -> Result<(), OpError> {
        check_roles(plan, &self.witness.outputs)?;
        Ok(Move::check(&self.public, &self.witness)?)
    }
}

/// Signs, after recomputing all that the signature stands for. The key goes no further than this.
fn sign(
    keys: &PartyKeys,
    public: &MovePublic<F>,
    witness: &mut MoveWitness,
    memos: &[Vec<u8>],
) -> Result<(), Refusal> {
    let recomputed = witness.nullifiers() == public.nf
        && witness.output_notes().map(|n| n.commitment()) == public.cm
        && Transition::ext(memos) == public.ext
        && witness.owner.address() == keys.address();
    let check = plimsoll_circuits::statement::movement::checks::SIGNATURE;
    Refusal::unless(recomputed, check, "this is not what was planned; nothing is signed")?;
    witness.signature = keys.signing.sign(sighash(Move::CIRCUIT, public));
    Ok(())
}

/// The lot of a plan; none if it moves dummies only.
fn lot(plan: &MovePlan) -> Option<Lot> {
    let inputs = plan.inputs.iter().flatten().map(|n| n.content.lot);
    inputs.chain(plan.outputs.iter().flatten().map(|m| m.content.lot)).next()
}

fn ask(plan: &MovePlan, party: &Party) -> Ask {
    let recipients = plan.outputs.iter().flatten().map(|make| make.to.address);
    Ask {
        notes: plan.inputs.iter().flatten().map(Note::commitment).collect(),
        members: std::iter::once(party.address()).chain(recipients).collect(),
        lot: lot(plan),
        unspent: None,
    }
}

/// Says who may not have what, in better words than the statement's.
fn check_roles(plan: &MovePlan, outputs: &[OutputWitness; 2]) -> Result<(), PlanError> {
    for (make, output) in plan.outputs.iter().zip(outputs) {
        let Some(make) = make else { continue };
        let (roles, kind, role) = match make.content.kind {
            Kind::Dummy => continue,
            Kind::Title => (Roles::HOLDER.union(Roles::BANK), "title", "holder or bank"),
            Kind::Release => (Roles::HOLDER.union(Roles::BANK), "release", "holder or bank"),
            Kind::Lien => (Roles::BANK, "lien", "bank"),
            Kind::Retired => (Roles::ISSUER, "retired title", "issuer"),
        };
        if !output.member.roles.intersects(roles) {
            return Err(PlanError::Role { name: make.to.name.clone(), kind, role });
        }
    }
    Ok(())
}

fn witness<R: RngCore + CryptoRng>(
    plan: &MovePlan,
    party: &Party,
    evidence: &Evidence,
    rng: &mut R,
) -> MoveWitness {
    let keys = party.keys();
    let mut paths = evidence.notes.iter().cloned();
    let mut members = evidence.members.iter().cloned();
    let mut member = || members.next().unwrap_or_else(MemberWitness::blank);
    let owner = OwnerWitness { key: keys.signing.public(), nk: keys.nullifier.clone(), member: member() };
    let mut input = |note: &Option<Note>| match note {
        Some(Note { content, rho, r, .. }) => {
            let path = paths.next().unwrap_or_else(Path::blank);
            InputWitness { content: *content, rho: *rho, r: *r, path }
        }
        None => InputWitness::dummy(random(rng), random(rng)),
    };
    let inputs = plan.inputs.each_ref().map(&mut input);
    let outputs = plan.outputs.each_ref().map(|make| match make {
        Some(Make { content, to, .. }) => {
            OutputWitness { content: *content, owner: to.address, member: member(), r: random(rng) }
        }
        None => OutputWitness::dummy(party.address(), random(rng)),
    });
    MoveWitness {
        owner,
        inputs,
        outputs,
        frozen: evidence.frozen.clone().unwrap_or_else(AbsencePath::blank),
        bill: plan.bill.unwrap_or_else(Bill::blank),
        audit: AuditScalar::blank(),
        signature: Signature::blank(),
    }
}
