//! A consortium in a box: genesis, keys that can prove anything, and makers of honest transitions.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

pub mod case;
pub mod governing;
pub mod orders;
mod trapdoor;

use ark_ff::UniformRand;
use plimsoll_circuits::{
    audit::{AuditCiphertext, AuditOf, AuditScalar},
    field::F,
    member::{Address, NullifierKey, Org, Roles},
    note::Content,
    signature::SigningKey,
    statement::{
        AuditPublic, CircuitId, Digest, Public as _,
        amend::AmendPublic,
        attest::{AttestPublic, Challenge, designation},
        movement::MovePublic,
        register::{RegisterLargePublic, RegisterPublic, RegisterSmallPublic},
        revalue::RevaluePublic,
    },
};
use plimsoll_contracts::{
    ActiveCircuit, Attestation, Conditions, ControlKey, ControlSignature, Day, Genesis, Hash32, Keys, Ledger,
    MEMO_BYTES, Order, Roots, SignedOrder, Transition, UnixTime,
    control::{Consent, Revocation},
    order::{Guardians, Validity},
};
use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;
use trapdoor::Trapdoor;

/// Grace of replaced member roots.
pub const GRACE: u64 = 600;
/// Days for which a member is leaving before it is removed.
pub const LEAVING_DAYS: u32 = 5;
/// The control key of every organisation here.
pub fn control() -> ControlKey {
    ControlKey::from_bytes(&[7; 32]).unwrap()
}
/// A key of the council or of a guardian, by its number from 1.
pub fn governor(n: u8) -> ControlKey {
    ControlKey::from_bytes(&[100 + n; 32]).unwrap()
}
/// The administrator's.
pub fn administrator() -> ControlKey {
    ControlKey::from_bytes(&[100; 32]).unwrap()
}
/// Guardian n's, from 1.
pub fn guardian(n: u8) -> ControlKey {
    ControlKey::from_bytes(&[120 + n; 32]).unwrap()
}
/// Noon of a day in 2025.
pub const NOW: UnixTime = UnixTime(20_000 * 86_400 + 43_200);

pub struct World {
    pub genesis: Genesis,
    pub keys: Keys,
    pub rng: ChaCha20Rng,
    trapdoors: Vec<(CircuitId, Trapdoor)>,
}

/// The next value that nobody had.
pub fn fresh(rng: &mut ChaCha20Rng) -> F {
    F::rand(rng)
}

impl World {
    /// The same world for the same seed, but for the randomness of what it makes, which follows `stream`.
    pub fn new(stream: u64) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let trapdoors: Vec<_> = CircuitId::ALL.into_iter().map(|c| (c, Trapdoor::new(&mut rng))).collect();
        let mut key = || SigningKey::random(&mut rng);
        let [admin, audit, fingerprint] = [key(), key(), key()];
        let addresses = |key: fn(u8) -> ControlKey| (1..=3).map(|n| key(n).address()).collect();
        let genesis = Genesis {
            chain: "test-chain".to_owned(),
            registry: "registry".to_owned(),
            created: NOW,
            circuits: trapdoors
                .iter()
                .map(|(c, t)| ActiveCircuit {
                    circuit: *c,
                    version: c.version(),
                    key_hash: Hash32(t.key().hash()),
                })
                .collect(),
            fingerprint_key: fingerprint.public(),
            audit_key: audit.public(),
            guardians: Guardians { keys: addresses(guardian), threshold: 2 },
            governors: addresses(governor),
            threshold: 2,
            administrators: vec![administrator().address()],
            member_admin: admin.public(),
            member_grace_seconds: GRACE,
            leaving_grace_days: LEAVING_DAYS,
        };
        let keys = Keys::new(&genesis, trapdoors.iter().map(|(c, t)| (*c, t.key()))).unwrap();
        let mut rng = ChaCha20Rng::seed_from_u64(2);
        rng.set_stream(stream);
        Self { genesis, keys, rng, trapdoors }
    }

    pub fn verifying_key(&self, circuit: CircuitId) -> plimsoll_verifier::VerifyingKey {
        self.trapdoor(circuit).key()
    }

    fn trapdoor(&self, circuit: CircuitId) -> &Trapdoor {
        &self.trapdoors.iter().find(|(c, _)| *c == circuit).unwrap().1
    }

    pub fn fresh(&mut self) -> F {
        fresh(&mut self.rng)
    }

    pub fn fresh_list<const N: usize>(&mut self) -> [F; N] {
        std::array::from_fn(|_| self.fresh())
    }

    pub fn audit(&mut self) -> AuditPublic<F> {
        let nk = NullifierKey::new(self.fresh());
        let zero = F::from(0u64);
        let e = AuditScalar::derive(&nk, self.fresh(), &[(Content::DUMMY, Address(zero))], &self.rng.r#gen())
            .unwrap();
        let key = self.genesis.audit_key.point();
        let sealed: AuditCiphertext = e.under(AuditOf::Move, key).seal(&self.fresh_list());
        AuditPublic::new(key, &sealed)
    }

    pub fn memos(&mut self, n: usize) -> Vec<Vec<u8>> {
        (0..n)
            .map(|_| {
                let mut memo = vec![0; MEMO_BYTES];
                self.rng.fill_bytes(&mut memo);
                memo
            })
            .collect()
    }

    /// Gives any posted values a valid proof.
    pub fn prove(&mut self, circuit: CircuitId, posted: Vec<F>, memos: Vec<Vec<u8>>) -> Transition {
        let trapdoor = &self.trapdoors.iter().find(|(c, _)| *c == circuit).unwrap().1;
        let inputs = Digest::new(circuit, circuit.version(), &posted).inputs();
        let proof = trapdoor.prove(&inputs, &mut self.rng);
        let conditions = Conditions::NONE;
        Transition { circuit, version: circuit.version(), posted, proof, memos, conditions }
    }

    pub fn register_public(&mut self, roots: &Roots, today: Day) -> (RegisterSmallPublic, Vec<Vec<u8>>) {
        let memos = self.memos(1);
        let public = RegisterPublic {
            domain: self.genesis.domain().0,
            today: F::from(today.0),
            members_root: roots.members,
            fingerprints: self.fresh_list(),
            generation: F::from(0u64),
            cm: self.fresh(),
            audit: self.audit(),
            ext: Transition::ext(&memos, &Conditions::NONE),
        };
        (public, memos)
    }

    /// A new bill, after `change` to its public inputs.
    pub fn register_with(
        &mut self,
        roots: &Roots,
        change: impl FnOnce(&mut RegisterSmallPublic),
    ) -> Transition {
        let (mut public, memos) = self.register_public(roots, NOW.day());
        change(&mut public);
        self.prove(CircuitId::RegisterSmall, public.to_fields(), memos)
    }

    pub fn register(&mut self, roots: &Roots) -> Transition {
        self.register_with(roots, |_| {})
    }

    /// A new big bill.
    pub fn register_large(&mut self, roots: &Roots) -> Transition {
        let memos = self.memos(1);
        let public = RegisterLargePublic {
            domain: self.genesis.domain().0,
            today: F::from(NOW.day().0),
            members_root: roots.members,
            fingerprints: self.fresh_list(),
            generation: F::from(0u64),
            cm: self.fresh(),
            audit: self.audit(),
            ext: Transition::ext(&memos, &Conditions::NONE),
        };
        self.prove(CircuitId::RegisterLarge, public.to_fields(), memos)
    }

    pub fn move_public(&mut self, roots: &Roots) -> (MovePublic<F>, Vec<Vec<u8>>) {
        let memos = self.memos(2);
        let public = MovePublic {
            domain: self.genesis.domain().0,
            notes_root: roots.notes,
            members_root: roots.members,
            frozen_root: roots.frozen,
            nf: self.fresh_list(),
            cm: self.fresh_list(),
            audit: self.audit(),
            ext: Transition::ext(&memos, &Conditions::NONE),
        };
        (public, memos)
    }

    /// A Move, after `change` to its public inputs.
    pub fn move_with(&mut self, roots: &Roots, change: impl FnOnce(&mut MovePublic<F>)) -> Transition {
        let (mut public, memos) = self.move_public(roots);
        change(&mut public);
        self.prove(CircuitId::Move, public.to_fields(), memos)
    }

    /// A Move that enters under these conditions only.
    pub fn move_under(&mut self, roots: &Roots, conditions: Conditions) -> Transition {
        let (mut public, memos) = self.move_public(roots);
        public.ext = Transition::ext(&memos, &conditions);
        Transition { conditions, ..self.prove(CircuitId::Move, public.to_fields(), memos) }
    }

    pub fn movement(&mut self, roots: &Roots) -> Transition {
        self.move_with(roots, |_| {})
    }

    /// A title under other documents, after `change` to what is posted.
    pub fn amend_with(&mut self, roots: &Roots, change: impl FnOnce(&mut AmendPublic<F>)) -> Transition {
        let memos = self.memos(1);
        let mut public = AmendPublic {
            domain: self.genesis.domain().0,
            today: F::from(NOW.day().0),
            notes_root: roots.notes,
            members_root: roots.members,
            frozen_root: roots.frozen,
            fingerprints: self.fresh_list(),
            nf: self.fresh(),
            cm: self.fresh(),
            audit: self.audit(),
            ext: Transition::ext(&memos, &Conditions::NONE),
        };
        change(&mut public);
        self.prove(CircuitId::Amend, public.to_fields(), memos)
    }

    /// A title of another value, after `change` to what is posted.
    pub fn revalue_with(&mut self, roots: &Roots, change: impl FnOnce(&mut RevaluePublic<F>)) -> Transition {
        let memos = self.memos(1);
        let mut public = RevaluePublic {
            domain: self.genesis.domain().0,
            today: F::from(NOW.day().0),
            notes_root: roots.notes,
            members_root: roots.members,
            frozen_root: roots.frozen,
            nf: self.fresh(),
            cm: self.fresh(),
            audit: self.audit(),
            ext: Transition::ext(&memos, &Conditions::NONE),
        };
        change(&mut public);
        self.prove(CircuitId::Revalue, public.to_fields(), memos)
    }

    /// An Attest for a challenge, after `change` to its public inputs.
    pub fn attest_with(
        &mut self,
        roots: &Roots,
        challenge: &Challenge,
        change: impl FnOnce(&mut AttestPublic<F>),
    ) -> Attestation {
        let mut public = AttestPublic {
            domain: self.genesis.domain().0,
            notes_root: roots.notes,
            nullifiers_root: roots.nullifiers,
            members_root: roots.members,
            frozen_root: roots.frozen,
            challenge: challenge.value(),
            link: self.fresh(),
            currency: F::from(840u64),
            max_encumbrance: F::from(1000u64),
            requested: F::from(500u64),
            rate_bps: F::from(8000u64),
            valued_since: F::from(0u64),
            applicant: F::from(0u64),
            verifier: designation(None),
        };
        change(&mut public);
        let t = self.prove(CircuitId::Attest, public.to_fields(), Vec::new());
        Attestation { version: t.version, public, proof: t.proof }
    }

    /// An order of two governors, or of nobody if it is open to everybody; `n` makes its nonce.
    pub fn order(&self, n: u64, order: Order) -> SignedOrder {
        let by = if order.is_open() { Vec::new() } else { vec![governor(1), governor(2)] };
        self.order_by(n, order, &by)
    }

    /// An order that these keys sign.
    pub fn order_by(&self, n: u64, order: Order, by: &[ControlKey]) -> SignedOrder {
        let nonce = Hash32::of("nonce", &n.to_be_bytes());
        self.signed(order, Validity { nonce, epoch: 0, last_day: Day(u32::MAX) }, by)
    }

    pub fn signed(&self, order: Order, validity: Validity, by: &[ControlKey]) -> SignedOrder {
        let domain = self.genesis.domain();
        by.iter().fold(SignedOrder::new(order, validity), |order, key| order.signed(key, domain).unwrap())
    }

    /// An order that admits somebody new.
    pub fn admission(&mut self, roles: Roles) -> (Order, Address) {
        let ak = SigningKey::random(&mut self.rng).public();
        let nkc = self.fresh();
        let (org, control) = (Org(self.fresh()), control().address());
        let admit = Order::Admit { ak, nkc, roles, org, control, until: Day(0), change: 0, consent: None };
        (admit, Address::new(&ak, nkc))
    }

    /// The same admission with the organisation's consent of a number.
    pub fn consented(&self, admission: &Order, nonce: u64) -> Order {
        let &Order::Admit { ak, nkc, roles, org, control: address, until, change, .. } = admission else {
            panic!("an admission")
        };
        let asked = Consent { member: Address::new(&ak, nkc), roles, org, nonce };
        let consent = control().sign(self.genesis.domain(), &asked);
        Order::Admit { ak, nkc, roles, org, control: address, until, change, consent }
    }

    /// What disowns an address.
    pub fn revocation(&self, member: Address) -> Option<ControlSignature> {
        control().sign(self.genesis.domain(), &Revocation { member })
    }

    /// Removes an address that its organisation disowns.
    pub fn disown(&self, address: Address) -> Order {
        Order::Remove { address, change: 0, revocation: self.revocation(address) }
    }

    /// An order that gives roles without a last day.
    pub const fn set_roles(address: Address, roles: Roles) -> Order {
        Order::SetRoles { address, roles, until: Day(0), change: 0 }
    }
}

/// The same order on a member, a version or administrators, naming how many came before as the ledger says it.
pub fn current(ledger: &Ledger, mut order: Order) -> Order {
    let view = ledger.view().unwrap();
    match &mut order {
        Order::ActivateVersion { circuit, version, change, .. }
        | Order::RetireVersion { circuit, version, change } => {
            let known = view.version(circuit.number(), *version).unwrap();
            *change = known.map_or(0, |known| known.changes);
        }
        Order::Administrators { change, .. } => *change = view.council().unwrap().administrations,
        _ => {}
    }
    counted(order, |address| view.member(address).unwrap().map_or(0, |member| member.changes))
}

/// The same order on a member, naming how many came before.
pub fn counted(mut order: Order, before: impl FnOnce(Address) -> u64) -> Order {
    match &mut order {
        Order::Admit { ak, nkc, change, .. } => *change = before(Address::new(ak, *nkc)),
        Order::SetRoles { address, change, .. }
        | Order::Remove { address, change, .. }
        | Order::Expire { address, change } => *change = before(*address),
        _ => {}
    }
    order
}

pub fn later(seconds: u64) -> UnixTime {
    UnixTime(NOW.0 + seconds)
}
