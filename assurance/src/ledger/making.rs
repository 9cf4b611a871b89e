//! Registers and Moves, each with its witness.

use super::{
    lots::{LotAt, number, slots},
    notes::NoteId,
    offer::Offer,
    parties::{Keys, Members, Party},
    say::{MoveSay, VALUE},
    world::{FrozenTree, World},
};
use plimsoll_circuits::{
    audit::AuditScalar,
    credential::{Bill, Signed, TitleCredential, Valuation},
    day::Day,
    field::{F, Point},
    fingerprint,
    member::Org,
    merkle::{AbsencePath, FROZEN_DEPTH},
    note::{Content, Kind as Is, Lot},
    signature::Signature,
    statement::{
        AuditPublic, CircuitId,
        movement::{InputWitness, Move, MovePublic, MoveWitness, OutputWitness},
        register::{RegisterPublic, RegisterSmall, RegisterWitness},
        sighash,
    },
};
use plimsoll_contracts::{Conditions, Transition};
use std::rc::Rc;

/// The day of a registration's valuation; each one behind it is of the next day.
const VALUED: Day = Day(19_000);
/// The last day of everything that is signed.
pub(super) const FOR_EVER: Day = Day(u32::MAX);

/// What makes statements in a context.
pub(super) struct Making<'w> {
    pub(super) world: &'w World,
    pub(super) members: Rc<Members>,
    pub(super) frozen: Rc<FrozenTree>,
    pub(super) today: Day,
}

impl Making<'_> {
    pub(super) fn domain(&self) -> F {
        self.world.genesis.domain().0
    }

    pub(super) fn audit_key(&self) -> Point {
        self.world.genesis.audit_key.point()
    }

    pub(super) fn ext(&self, outputs: usize) -> F {
        Transition::ext(&self.world.memos(outputs), &Conditions::NONE)
    }

    pub(super) fn absence(&self, lot: Lot) -> AbsencePath<FROZEN_DEPTH> {
        self.frozen.absence(lot.0).unwrap_or_else(|_| AbsencePath::blank())
    }

    pub(super) fn org(&self, party: Party) -> Org {
        self.world.keys[party.at()].org
    }

    pub(super) fn valuation(&self, lot: Lot, bill: &Bill) -> Signed<Valuation> {
        let keys = &self.world.keys[Party::ISSUER.at()];
        let content = Valuation {
            domain: self.domain(),
            lot,
            doc_root: bill.doc_root,
            annex_root: bill.annex_root,
            value: bill.value,
            currency: bill.currency,
            valued_at: bill.valued_at,
            expires: FOR_EVER,
        };
        Signed::new(content, &keys.signing, keys.nk.commitment())
    }

    pub(super) fn input(&self, id: NoteId, beside: &[NoteId]) -> InputWitness {
        let note = self.world.note(id).note;
        let tree = self.world.tree(beside);
        let at = beside.iter().position(|other| *other == id).unwrap_or_default();
        InputWitness { content: note.content, rho: note.rho, r: note.r, path: tree.paths[at].clone() }
    }

    pub(super) fn register(&self, lot: LotAt, boxed: bool, holder: Party) -> Offer {
        let (issuer, keys) = (&self.world.keys[Party::ISSUER.at()], &self.world.keys[holder.at()]);
        let pads = ((u64::from(lot.number) * 64 + u64::from(lot.generation)) * 2 + u64::from(boxed)) * 2;
        let fingerprints = slots(pads + u64::from(holder.0), Some(lot.number), boxed);
        let bill = Bill {
            doc_root: number(lot.number),
            value: VALUE,
            issuer: self.org(Party::ISSUER),
            valuer: self.org(Party::ISSUER),
            valued_at: VALUED,
            ..Bill::blank()
        };
        let credential = TitleCredential {
            domain: self.domain(),
            doc_root: bill.doc_root,
            annex_root: bill.annex_root,
            fp_root: fingerprint::root(&fingerprints),
            first_holder: keys.address,
            generation: lot.generation.into(),
            valid_until: FOR_EVER,
        };
        let mut witness = RegisterWitness {
            credential: Signed::new(credential, &issuer.signing, issuer.nk.commitment()),
            issuer: self.members.witness(Party::ISSUER),
            valuation: self.valuation(lot.name().lot(), &bill),
            valuer: self.members.witness(Party::ISSUER),
            holder_key: keys.public,
            holder_nkc: keys.nk.commitment(),
            holder: self.members.witness(holder),
            audit: AuditScalar::blank(),
            signature: Signature::blank(),
        };
        self.world.keep(&bill);
        let key = self.audit_key();
        let sealed = witness.sealing(key).seal(&witness.audit_messages(lot.name().lot()));
        let public = RegisterPublic {
            domain: self.domain(),
            today: F::from(self.today.0),
            members_root: self.members.root,
            fingerprints,
            generation: F::from(lot.generation),
            cm: witness.title(fingerprints[0], key).commitment(),
            audit: AuditPublic::new(key, &sealed),
            ext: self.ext(1),
        };
        witness.signature = keys.signing.sign(sighash(CircuitId::RegisterSmall, &public));
        let made = (witness.content(fingerprints[0]), Some(holder));
        Offer::new::<RegisterSmall>((&public, &witness), Vec::new(), vec![made], 1)
    }

    pub(super) fn movement(&self, said: &MoveSay) -> Offer {
        let keys = &self.world.keys[said.actor.at()];
        let spent: Vec<NoteId> = said.inputs.iter().flatten().copied().collect();
        let tree = self.world.tree(&spent);
        let first = spent.first().map(|id| self.world.note(*id));
        let inputs = said.inputs.map(|input| match (input, &first) {
            (Some(id), _) => self.input(id, &spent),
            (None, Some(real)) => InputWitness::steady_dummy(&keys.nk, real.cm),
            (None, None) => InputWitness::dummy(F::from(1u64), F::from(0u64)),
        });
        let mut inputs = inputs;
        if first.is_none() {
            inputs[1].rho = F::from(2u64);
        }
        let bill = first.as_ref().filter(|note| note.kind() == Is::Title);
        let bill = bill.map_or_else(Bill::blank, |note| self.world.bill(note.note.content.bill));
        let made = said.outputs.each_ref().map(|output| {
            output.map(|make| (self.content(said, &inputs, make.kind, make.amount, keys), make.owner))
        });
        let outputs = made.map(|made| match made {
            None => OutputWitness::dummy(keys.address),
            Some((content, None)) => OutputWitness::release(content),
            Some((content, Some(owner))) => OutputWitness {
                content,
                owner: self.world.keys[owner.at()].address,
                member: self.members.witness(owner),
            },
        });
        let mut witness = MoveWitness {
            owner: self.members.owner(keys, said.actor),
            inputs,
            outputs,
            frozen: AbsencePath::blank(),
            bill,
            audit: AuditScalar::blank(),
            signature: Signature::blank(),
        };
        witness.frozen = self.absence(witness.lot());
        let key = self.audit_key();
        let public = MovePublic {
            domain: self.domain(),
            notes_root: tree.root,
            members_root: self.members.root,
            frozen_root: self.frozen.root(),
            nf: witness.nullifiers(),
            cm: witness.output_notes(key).map(|note| note.commitment()),
            audit: AuditPublic::new(key, &witness.sealing(key).seal(&witness.audit_messages())),
            ext: self.ext(2),
        };
        witness.signature = keys.signing.sign(sighash(CircuitId::Move, &public));
        Offer::new::<Move>((&public, &witness), spent, made.into_iter().flatten().collect(), 2)
    }

    /// What a note holds that comes of these inputs.
    pub(super) fn content(
        &self,
        said: &MoveSay,
        inputs: &[InputWitness; 2],
        kind: Is,
        amount: u64,
        actor: &Keys,
    ) -> Content {
        let from = inputs[0].content;
        let plain = Content { kind, amount, lot: from.lot, ..Content::DUMMY };
        match kind {
            Is::Title | Is::Retired => Content { bill: from.bill, ..plain },
            Is::Lien if from.kind == Is::Title => Content {
                prior: said.prior.unwrap_or(from.amount),
                pool: amount,
                bill: from.bill,
                made: inputs[0].note(actor.address).nullifier(&actor.nk),
                ..plain
            },
            Is::Lien => Content { amount, ..from },
            Is::Release | Is::Dummy => plain,
        }
    }
}
