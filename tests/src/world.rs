use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::UniformRand;
use plimsoll_circuits::{
    audit::AuditScalar,
    credential::{Bill, Day, Signed, TitleCredential, Valuation},
    field::{F, Point, Scalar, to_u64},
    fingerprint,
    member::{Address, Member, NullifierKey, Org, Roles},
    merkle::{
        AppendTree, FROZEN_DEPTH, IndexedTree, MEMBER_DEPTH, MemoryNodes, NOTE_DEPTH,
        indexed::{MemoryOrder, from_sorted},
    },
    note::{Content, Kind, Lot, NOBODY, Note},
    signature::SigningKey,
    statement::{
        AuditPublic, Statement,
        attest::{Attest, AttestPublic, AttestWitness, designation},
        movement::{InputWitness, OwnerWitness},
        register::{
            MemberWitness, Register, RegisterLargePublic, RegisterPublic, RegisterSmallPublic,
            RegisterWitness,
        },
        sighash,
    },
};
use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::collections::BTreeSet;

/// Somebody with keys and a place in the member tree.
#[derive(Clone)]
pub struct Actor {
    /// The spending key.
    pub signing: SigningKey,
    /// The nullifier key.
    pub nk: NullifierKey,
    /// The roles in the member tree.
    pub roles: Roles,
    /// The organisation.
    pub org: Org,
    /// The position in the member tree.
    pub position: u64,
}

impl Actor {
    /// The actor's address.
    #[must_use]
    pub fn address(&self) -> Address {
        Address::new(&self.signing.public(), self.nk.commitment())
    }
}

/// A note in the note tree, with what its owner needs to spend it.
#[derive(Clone, Debug)]
pub struct HeldNote {
    /// The note.
    pub note: Note,
    /// Its position in the note tree.
    pub position: u64,
}

/// Trees, members and a clock.
pub struct World {
    /// The ledger.
    pub domain: F,
    /// The ledger's date.
    pub today: Day,
    /// The guardians' audit key.
    pub audit_key: Point,
    /// Signs titles.
    pub issuer: Actor,
    /// Signs values.
    pub valuer: Actor,
    /// Owns titles.
    pub holder: Actor,
    /// Owns titles, too.
    pub buyer: Actor,
    /// Owns liens.
    pub bank: Actor,
    /// Owns liens, too.
    pub other_bank: Actor,
    /// Signs titles for another organisation.
    pub other_issuer: Actor,
    /// May only spend what it has.
    pub leaving: Actor,
    /// May own anything.
    pub everything: Actor,
    /// The member tree.
    pub members: AppendTree<MEMBER_DEPTH, MemoryNodes>,
    /// The note tree.
    pub notes: AppendTree<NOTE_DEPTH, MemoryNodes>,
    /// The nullifier tree.
    pub nullifiers: IndexedTree<NOTE_DEPTH, MemoryOrder>,
    /// The frozen tree.
    pub frozen: IndexedTree<FROZEN_DEPTH, MemoryOrder>,
    /// Randomness, from the seed.
    pub rng: ChaCha20Rng,
}

impl World {
    /// The world of a seed, with a few members, notes, nullifiers and frozen lots of other people in it.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let mut members = AppendTree::new(MemoryNodes::default());
        let mut actor = |roles: Roles, rng: &mut ChaCha20Rng| {
            let (signing, nk) = (SigningKey::random(rng), NullifierKey::random(rng));
            let org = Org(F::rand(rng));
            let mut actor = Actor { signing, nk, roles, org, position: 0 };
            let leaf = Member { address: actor.address(), roles, org }.leaf();
            actor.position = members.append(leaf).expect("the member tree has room");
            actor
        };
        let issuer = actor(Roles::ISSUER, &mut rng);
        let valuer = actor(Roles::VALUER, &mut rng);
        let holder = actor(Roles::HOLDER, &mut rng);
        let buyer = actor(Roles::HOLDER, &mut rng);
        let bank = actor(Roles::BANK, &mut rng);
        let other_bank = actor(Roles::BANK.union(Roles::HOLDER), &mut rng);
        let other_issuer = actor(Roles::ISSUER, &mut rng);
        let leaving = actor(Roles::LEAVING, &mut rng);
        let everything = actor(Roles(0b1111), &mut rng);

        let mut notes = AppendTree::new(MemoryNodes::default());
        let mut nullifiers = IndexedTree::open(MemoryOrder::default()).expect("sentinels fit");
        for _ in 0..7 {
            notes.append(F::rand(&mut rng)).expect("the note tree has room");
            nullifiers.insert(F::rand(&mut rng)).expect("random values are new");
        }
        let frozen_lots: BTreeSet<F> = (0..3).map(|_| F::rand(&mut rng)).collect();
        let audit_key = (Point::generator() * Scalar::rand(&mut rng)).into_affine();
        Self {
            domain: F::rand(&mut rng),
            today: Day(20_600),
            audit_key,
            issuer,
            valuer,
            holder,
            buyer,
            bank,
            other_bank,
            other_issuer,
            leaving,
            everything,
            members,
            notes,
            nullifiers,
            frozen: from_sorted(&frozen_lots).expect("random lots are new"),
            rng,
        }
    }

    /// A uniform field element.
    pub fn random(&mut self) -> F {
        F::rand(&mut self.rng)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.rng.gen_range(0..bound)
    }

    /// A new member with a nullifier key of its own choice.
    pub fn admit(&mut self, nk: NullifierKey, roles: Roles, org: Org) -> Actor {
        let signing = SigningKey::random(&mut self.rng);
        let mut actor = Actor { signing, nk, roles, org, position: 0 };
        let leaf = Member { address: actor.address(), roles, org }.leaf();
        actor.position = self.members.append(leaf).expect("the member tree has room");
        actor
    }

    /// The membership of an actor.
    #[must_use]
    pub fn member(&self, actor: &Actor) -> MemberWitness {
        let path = self.members.path(actor.position).expect("actors are members");
        MemberWitness { roles: actor.roles, org: actor.org, path }
    }

    /// The keys and membership of an actor, as a prover has them.
    #[must_use]
    pub fn owner(&self, actor: &Actor) -> OwnerWitness {
        OwnerWitness { key: actor.signing.public(), nk: actor.nk.clone(), member: self.member(actor) }
    }

    /// A bill of this value with random documents.
    pub fn bill(&mut self, value: u64) -> Bill {
        Bill {
            doc_root: self.random(),
            annex_root: self.random(),
            value,
            currency: "USD".parse().expect("USD is a code"),
            issuer: self.issuer.org,
            valuer: self.valuer.org,
            valued_at: self.today,
        }
    }

    /// A lot that nobody else has.
    pub fn lot(&mut self) -> Lot {
        Lot::new(self.random(), 0)
    }

    /// Puts a note with fresh secrets into the note tree. A release is nobody's.
    pub fn hold(&mut self, owner: &Actor, content: Content) -> HeldNote {
        let owner = if content.kind == Kind::Release { NOBODY } else { owner.address() };
        let note = Note { content, owner, rho: self.random(), r: self.random() };
        let position = self.notes.append(note.commitment()).expect("the note tree has room");
        HeldNote { note, position }
    }

    /// A title with this encumbrance.
    pub fn title(&mut self, owner: &Actor, lot: Lot, bill: &Bill, encumbrance: u64) -> HeldNote {
        let content = Content {
            kind: Kind::Title,
            amount: encumbrance,
            lot,
            bill: bill.commitment(),
            ..Content::DUMMY
        };
        self.hold(owner, content)
    }

    /// A fresh audit scalar.
    pub fn audit_scalar(&mut self) -> AuditScalar {
        let mut bytes = [0u8; 31];
        self.rng.fill_bytes(&mut bytes);
        AuditScalar::new(Scalar::from(u128::from_be_bytes(bytes[..16].try_into().expect("16 bytes")) | 1))
            .expect("128 bits, not 0")
    }

    /// What a held note is as an input.
    #[must_use]
    pub fn input(&self, held: &HeldNote) -> InputWitness {
        InputWitness {
            content: held.note.content,
            rho: held.note.rho,
            r: held.note.r,
            path: self.notes.path(held.position).expect("held notes are in the tree"),
        }
    }

    /// A true Register of a small random bill of this value by the holder.
    pub fn register_small(&mut self, value: u64) -> (RegisterSmallPublic, RegisterWitness) {
        self.register(value)
    }

    /// A true Register of a big random bill of this value by the holder.
    pub fn register_large(&mut self, value: u64) -> (RegisterLargePublic, RegisterWitness) {
        self.register(value)
    }

    fn register<const SLOTS: usize>(&mut self, value: u64) -> (RegisterPublic<F, SLOTS>, RegisterWitness) {
        let fingerprints: [F; SLOTS] = std::array::from_fn(|_| F::rand(&mut self.rng));
        let (doc_root, annex_root) = (self.random(), self.random());
        let credential = TitleCredential {
            domain: self.domain,
            doc_root,
            annex_root,
            fp_root: fingerprint::root(&fingerprints),
            first_holder: self.holder.address(),
            generation: 0,
            valid_until: Day(self.today.0 + 30),
        };
        let valuation = Valuation {
            domain: self.domain,
            lot: Lot::new(fingerprints[0], 0),
            doc_root,
            annex_root,
            value,
            currency: "USD".parse().expect("USD is a code"),
            valued_at: Day(self.today.0 - 2),
            expires: Day(self.today.0 + 60),
        };
        let mut witness = RegisterWitness {
            credential: Signed::new(credential, &self.issuer.signing, self.issuer.nk.commitment()),
            issuer: self.member(&self.issuer),
            valuation: Signed::new(valuation, &self.valuer.signing, self.valuer.nk.commitment()),
            valuer: self.member(&self.valuer),
            holder_key: self.holder.signing.public(),
            holder_nkc: self.holder.nk.commitment(),
            holder: self.member(&self.holder),
            audit: self.audit_scalar(),
            signature: plimsoll_circuits::signature::Signature::blank(),
        };
        let public = self.seal_register(fingerprints, &mut witness);
        (public, witness)
    }

    /// The posted values that follow from a Register's witness, with the holder's signature put into it.
    pub fn seal_register<const SLOTS: usize>(
        &self,
        fingerprints: [F; SLOTS],
        witness: &mut RegisterWitness,
    ) -> RegisterPublic<F, SLOTS> {
        let public = self.posted_register(fingerprints, witness);
        witness.signature = self.holder.signing.sign(sighash(Register::<SLOTS>::CIRCUIT, &public));
        public
    }

    /// The posted values that follow from a Register's witness.
    #[must_use]
    pub fn posted_register<const SLOTS: usize>(
        &self,
        fingerprints: [F; SLOTS],
        witness: &RegisterWitness,
    ) -> RegisterPublic<F, SLOTS> {
        let generation = witness.credential.content.generation;
        let messages = witness.audit_messages(Lot::new(fingerprints[0], generation));
        let sealed = witness.sealing(self.audit_key).seal(&messages);
        RegisterPublic {
            domain: self.domain,
            today: F::from(self.today.0),
            members_root: self.members.root(),
            fingerprints,
            generation: F::from(generation),
            cm: witness.title(fingerprints[0], self.audit_key).commitment(),
            audit: AuditPublic::new(self.audit_key, &sealed),
            ext: F::from(0xe87_u64),
        }
    }

    /// A true Attest of the holder about a cargo worth 1,000,000 that bears 300,000.
    pub fn attest_of_a_title(&mut self) -> (AttestPublic<F>, AttestWitness) {
        let (lot, bill, holder) = (self.lot(), self.bill(1_000_000), self.holder.clone());
        let title = self.title(&holder, lot, &bill, 300_000);
        self.attest(&holder, &title, &bill, [300_000, 500_000, 8_000])
    }

    /// A true Attest of a title: at most `max_encumbrance`, able to bear `requested` at `rate_bps`.
    pub fn attest(
        &mut self,
        actor: &Actor,
        title: &HeldNote,
        bill: &Bill,
        [max_encumbrance, requested, rate_bps]: [u64; 3],
    ) -> (AttestPublic<F>, AttestWitness) {
        let nf = title.note.nullifier(&actor.nk);
        let mut witness = AttestWitness {
            simulated: false,
            owner: self.owner(actor),
            title: self.input(title),
            live: self.nullifiers.absence(nf).expect("held notes are not spent"),
            frozen: self.frozen.absence(title.note.content.lot.0).expect("the lot is not frozen"),
            bill: *bill,
            blinding: self.random(),
            signature: plimsoll_circuits::signature::Signature::blank(),
        };
        let amounts = [max_encumbrance, requested, rate_bps].map(F::from);
        assert!(amounts.iter().all(|x| to_u64(x).is_some()));
        let public = AttestPublic {
            domain: self.domain,
            notes_root: self.notes.root(),
            nullifiers_root: self.nullifiers.root(),
            members_root: self.members.root(),
            frozen_root: self.frozen.root(),
            challenge: self.random(),
            link: witness.link(),
            currency: bill.currency.value(),
            max_encumbrance: amounts[0],
            requested: amounts[1],
            rate_bps: amounts[2],
            valued_since: F::from(bill.valued_at.0),
            applicant: actor.org.0,
            verifier: designation(None),
        };
        witness.signature = actor.signing.sign(sighash(Attest::CIRCUIT, &public));
        (public, witness)
    }
}
