//! A plan as a statement: posted values, witness, memos and what they name, signed by the owner, before any proof.

use super::{Make, MovePlan, OpError, PlanError};
use crate::{
    memo::{self, Detail},
    party::{EncryptionPublicKey, EncryptionSecretKey, Party, PartyKeys, PublicParty},
    services::{Ask, Evidence, Services},
    wallet::Pledge,
};
use plimsoll_circuits::{
    audit::{AuditScalar, Made},
    credential::Bill,
    field::{F, Point},
    member::{NullifierKey, Roles},
    merkle::{AbsencePath, Path},
    note::{Lot, Note},
    signature::Signature,
    statement::{
        AuditPublic, Refusal, Statement,
        movement::{InputWitness, Move, MovePublic, MoveWitness, OutputWitness, OwnerWitness},
        register::MemberWitness,
        sighash,
    },
};
use plimsoll_contracts::{Conditions, Transition};
use rand::{CryptoRng, RngCore};

/// A Move that lacks its proof only.
pub(super) struct Draft {
    pub(super) public: MovePublic<F>,
    pub(super) witness: MoveWitness,
    pub(super) memos: Vec<Vec<u8>>,
    /// The notes that it makes, without dummies.
    pub(super) makes: Vec<Note>,
    /// What its memos name, to be put into the blob store before it is submitted.
    pub(super) blobs: Vec<Vec<u8>>,
}

pub(crate) fn random<R: RngCore + CryptoRng>(rng: &mut R) -> F {
    use ark_ff::UniformRand;
    F::rand(rng)
}

/// The audit scalar of one attempt: fresh, whatever it is an attempt at.
pub(super) fn audit_scalar<R: RngCore + CryptoRng>(
    nk: &NullifierKey,
    source: F,
    outputs: &[Made],
    rng: &mut R,
) -> AuditScalar {
    loop {
        let mut fresh = [0; 32];
        rng.fill_bytes(&mut fresh);
        if let Some(scalar) = AuditScalar::derive(nk, source, outputs, &fresh) {
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
        let recipients = plan.outputs.iter().flatten().filter_map(Make::to);
        recipients.clone().try_for_each(PublicParty::check).map_err(PlanError::BadRecipient)?;
        let evidence = services.ledger.evidence(&ask(plan, party))?;
        let mut witness = witness(plan, party, &evidence, rng);
        let nf = witness.nullifiers();
        let Papers { details, blobs } = papers(plan, party, services, &mut witness, rng)?;

        let outputs = witness.outputs.each_ref().map(|output| (output.content, output.owner));
        witness.audit = audit_scalar(&party.keys().nullifier, nf[0], &outputs, rng);
        let audit_key = evidence.audit_key;
        let notes = witness.output_notes(audit_key);
        let mut memos = Vec::with_capacity(2);
        for (detail, note) in details.into_iter().zip(&notes) {
            memos.push(match detail {
                Some((detail, to)) => memo::seal(terms.domain, note, &detail, &to, rng)?,
                None => memo::seal_dummy(terms.domain, note.commitment(), rng)?,
            });
        }
        let sealed = witness.sealing(audit_key).seal(&witness.audit_messages());
        let roots = &evidence.snapshot.roots;
        let public = MovePublic {
            domain: terms.domain.0,
            notes_root: roots.notes,
            members_root: roots.members,
            frozen_root: roots.frozen,
            nf,
            cm: notes.map(|note| note.commitment()),
            audit: AuditPublic::new(audit_key, &sealed),
            ext: Transition::ext(&memos, &Conditions::NONE),
        };
        sign(party.keys(), &public, &mut witness, &memos, audit_key)?;
        let makes =
            notes.into_iter().zip(&plan.outputs).filter_map(|(note, make)| make.as_ref().map(|_| note));
        let makes = makes.collect();
        Ok(Self { public, witness, memos, makes, blobs })
    }

    /// Whether the recipients may have what they shall get, and whether the statement holds.
    pub(super) fn check(&self, plan: &MovePlan) -> Result<(), OpError> {
        check_roles(plan, &self.witness)?;
        Ok(Move::check(&self.public, &self.witness)?)
    }
}

/// What goes to the new owners beside the notes: what each memo says and to which key, and blobs that the memos name.
struct Papers {
    details: [Option<(Detail, EncryptionPublicKey)>; 2],
    blobs: Vec<Vec<u8>>,
}

/// Makes the papers of a plan. A new lien gets its making, the key for its releases, and its place in the title's book.
fn papers<R: RngCore + CryptoRng>(
    plan: &MovePlan,
    party: &Party,
    services: &Services<'_>,
    witness: &mut MoveWitness,
    rng: &mut R,
) -> Result<Papers, OpError> {
    let mut pledge = None;
    if let Some(Make::Lien { to, release_key: None, .. }) = &plan.outputs[1] {
        let [made, _] = witness.nullifiers();
        let lien = &mut witness.outputs[1].content;
        lien.made = made;
        let since = services.ledger.snapshot()?.height;
        let secret = EncryptionSecretKey::random(rng);
        pledge = Some(Pledge { lien: *lien, bank: to.address, since, merged: 0, secret });
    }
    let mut papers = Papers { details: [None, None], blobs: Vec::new() };
    for (place, make) in papers.details.iter_mut().zip(&plan.outputs) {
        *place = match make {
            None => None,
            Some(Make::Title { content, to, book, bill }) => {
                let mut book = book.as_ref().clone();
                book.pledges.extend(pledge.clone());
                if to.address != party.address() {
                    let (sealed, handed_over) = book.handed_over(content, services, rng)?;
                    papers.blobs.push(sealed);
                    book = handed_over;
                }
                let (sealed, reference) = book.seal(rng)?;
                papers.blobs.push(sealed);
                Some((Detail::Title(reference, bill.clone()), to.encryption_key))
            }
            Some(Make::Lien { to, release_key, bill, .. }) => {
                let fresh = pledge.as_ref().map(Pledge::release_key);
                let key = release_key.or(fresh).ok_or(PlanError::NoDocuments)?;
                Some((Detail::Lien(key, bill.clone()), to.encryption_key))
            }
            Some(Make::Retired { to, .. }) => Some((Detail::Nothing, to.encryption_key)),
            Some(Make::Release { to, .. }) => {
                let key = to.filter(|key| key.can_be_sealed_to(rng));
                Some((Detail::Nothing, key.unwrap_or_else(|| EncryptionPublicKey::nobody(rng))))
            }
        };
    }
    Ok(papers)
}

/// Signs, after recomputing all that the signature stands for. The key goes no further than this.
fn sign(
    keys: &PartyKeys,
    public: &MovePublic<F>,
    witness: &mut MoveWitness,
    memos: &[Vec<u8>],
    audit_key: Point,
) -> Result<(), Refusal> {
    let recomputed = witness.nullifiers() == public.nf
        && witness.output_notes(audit_key).map(|n| n.commitment()) == public.cm
        && Transition::ext(memos, &Conditions::NONE) == public.ext
        && witness.owner.address() == keys.address();
    let check = plimsoll_circuits::statement::movement::checks::SIGNATURE;
    Refusal::unless(recomputed, check, "this is not what was planned; nothing is signed")?;
    witness.signature = keys.signing.sign(sighash(Move::CIRCUIT, public));
    Ok(())
}

/// The lot of a plan; none if it moves dummies only.
fn lot(plan: &MovePlan) -> Option<Lot> {
    let inputs = plan.inputs.iter().flatten().map(|n| n.content.lot);
    inputs.chain(plan.outputs.iter().flatten().map(|m| m.content().lot)).next()
}

fn ask(plan: &MovePlan, party: &Party) -> Ask {
    let recipients = plan.outputs.iter().flatten().filter_map(Make::to).map(|to| to.address);
    Ask {
        notes: plan.inputs.iter().flatten().map(Note::commitment).collect(),
        members: std::iter::once(party.address()).chain(recipients).collect(),
        lot: lot(plan),
        unspent: None,
    }
}

/// Says who may not have what, in better words than the statement's.
fn check_roles(plan: &MovePlan, witness: &MoveWitness) -> Result<(), PlanError> {
    let actor = witness.owner.address();
    for (make, output) in plan.outputs.iter().zip(&witness.outputs) {
        let Some((make, to)) = make.as_ref().and_then(|make| Some((make, make.to()?))) else { continue };
        let new = matches!(make, Make::Lien { release_key: None, .. });
        let (roles, kind, role) = match make {
            Make::Title { .. } => (Roles::HOLDER.union(Roles::BANK), "title", "holder or bank"),
            Make::Lien { .. } => (Roles::BANK, "lien", "bank"),
            Make::Retired { .. } => (Roles::ISSUER, "retired title", "issuer"),
            Make::Release { .. } => continue,
        };
        let change = to.address == actor && !new && !matches!(make, Make::Retired { .. });
        if !change && !output.member.roles.intersects(roles) {
            return Err(PlanError::Role { name: to.name.clone(), kind, role });
        }
        if matches!(make, Make::Retired { .. }) && output.member.org != witness.bill.issuer {
            return Err(PlanError::OtherIssuer(to.name.clone()));
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
    let real = plan.inputs.iter().flatten().next();
    let mut input = |note: &Option<Note>| match (note, real) {
        (Some(Note { content, rho, r, .. }), _) => {
            let path = paths.next().unwrap_or_else(Path::blank);
            InputWitness { content: *content, rho: *rho, r: *r, path }
        }
        (None, Some(real)) => InputWitness::steady_dummy(&keys.nullifier, real.commitment()),
        (None, None) => InputWitness::dummy(random(rng), random(rng)),
    };
    let inputs = plan.inputs.each_ref().map(&mut input);
    let outputs = plan.outputs.each_ref().map(|make| match make {
        Some(make) => match make.to() {
            Some(to) => OutputWitness { content: *make.content(), owner: to.address, member: member() },
            None => OutputWitness::release(*make.content()),
        },
        None => OutputWitness::dummy(party.address()),
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
