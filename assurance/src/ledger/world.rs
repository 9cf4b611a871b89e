//! What all states have in common: genesis, keys, trees, and what was found out once.

use super::{
    lots::{LotAt, NUMBERS},
    notes::{Known, Made, NoteId, Notes},
    offer::{Context, Offer},
    order_say::OrderSay,
    parties::{Keys, Members, PARTIES, Party, RolesOf},
    say::Say,
    trapdoor::Trapdoor,
};
use plimsoll_circuits::{
    credential::Bill,
    field::F,
    merkle::{
        AppendTree, FROZEN_DEPTH, IndexedTree, MemoryNodes, NOTE_DEPTH, Path,
        indexed::{MemoryOrder, from_sorted},
    },
    note::Lot,
    signature::SigningKey,
    statement::{CircuitId, Digest},
};
use plimsoll_contracts::{
    ActiveCircuit, Conditions, ControlAddress, ControlKey, Genesis, Hash32, MEMO_BYTES, SignedOrder,
    Transition, UnixTime,
    order::Guardians,
    rules::{Checked, stateless},
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use std::{cell::RefCell, collections::HashMap, rc::Rc};

/// Noon of the day on which the model starts.
pub const NOW: UnixTime = UnixTime(20_000 * UnixTime::DAY + UnixTime::DAY / 2);
/// What passes at once: every emergency, permission and waiver is over then, and a recovery due.
pub const WAIT: u64 = 31 * UnixTime::DAY;
/// Generations that lots are named for.
const GENERATIONS: u8 = 32;
/// A note tree that holds the inputs of a statement.
pub struct NoteTree {
    /// Its root.
    pub root: F,
    /// The inputs' paths.
    pub paths: Vec<Path<NOTE_DEPTH>>,
}

/// The tree of these frozen lots.
pub type FrozenTree = IndexedTree<FROZEN_DEPTH, MemoryOrder>;
/// A tree of nullifiers.
pub type SpentTree = IndexedTree<NOTE_DEPTH, MemoryOrder>;

/// What all states have in common.
pub struct World {
    /// What the ledger starts from.
    pub genesis: Genesis,
    /// The parties' keys.
    pub keys: [Keys; PARTIES],
    /// The governor who orders emergencies alone.
    pub governor: Signer,
    /// The issuer's control key after so many changes; that of everybody else's organisation is the first.
    pub controls: [Signer; 3],
    verifying: plimsoll_contracts::Keys,
    trapdoors: Vec<(CircuitId, Trapdoor)>,
    rng: RefCell<ChaCha20Rng>,
    notes: RefCell<Notes>,
    lots: HashMap<Lot, LotAt>,
    lots_by_name: HashMap<LotAt, Lot>,
    members: RefCell<HashMap<RolesOf, Rc<Members>>>,
    frozen: RefCell<HashMap<Option<LotAt>, Rc<FrozenTree>>>,
    spent: RefCell<HashMap<Option<F>, Rc<SpentTree>>>,
    trees: RefCell<HashMap<Vec<NoteId>, Rc<NoteTree>>>,
    roots: RefCell<HashMap<F, Vec<F>>>,
    bills: RefCell<HashMap<F, Bill>>,
    pub(super) offers: RefCell<HashMap<(Say, Context), Rc<Offer>>>,
    pub(super) emergencies: RefCell<HashMap<OrderSay, SignedOrder>>,
    pub(super) statements: RefCell<HashMap<(LotAt, F, u64, u8), plimsoll_contracts::ControlSignature>>,
}

/// A control key with its address.
pub struct Signer {
    /// The key.
    pub key: ControlKey,
    /// Its address.
    pub address: ControlAddress,
}

impl Signer {
    #[expect(clippy::expect_used, reason = "these bytes are a key")]
    fn new(byte: u8) -> Self {
        let key = ControlKey::from_bytes(&[byte; 32]).expect("a key");
        Self { address: key.address(), key }
    }
}

#[expect(clippy::expect_used, reason = "a model stops where it is surprised")]
impl World {
    /// A world.
    #[must_use]
    pub fn new() -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let trapdoors: Vec<_> = CircuitId::ALL.into_iter().map(|c| (c, Trapdoor::new(&mut rng))).collect();
        let governor = Signer::new(101);
        let [admin, audit, fingerprint] = [201, 202, 203].map(|n| SigningKey::from_bytes([n; 32]).public());
        let circuits = trapdoors.iter().map(|(circuit, trapdoor)| ActiveCircuit {
            circuit: *circuit,
            version: circuit.version(),
            key_hash: Hash32(trapdoor.key().hash()),
        });
        let genesis = Genesis {
            chain: "model".to_owned(),
            registry: "registry".to_owned(),
            created: NOW,
            circuits: circuits.collect(),
            fingerprint_key: fingerprint,
            audit_key: audit,
            guardians: Guardians { keys: vec![governor.address], threshold: 1 },
            governors: vec![governor.address],
            // Who signs is not the model's question: an order of governors needs no signature here, an emergency its one.
            threshold: 0,
            administrators: Vec::new(),
            member_admin: admin,
            member_grace_seconds: 600,
            leaving_grace_days: 5,
        };
        let verifying = plimsoll_contracts::Keys::new(&genesis, trapdoors.iter().map(|(c, t)| (*c, t.key())))
            .expect("keys are pinned");
        let lots = (0..NUMBERS)
            .flat_map(|number| (0..GENERATIONS).map(move |generation| LotAt { number, generation }));
        let lots: HashMap<_, _> = lots.map(|lot| (lot.name().lot(), lot)).collect();
        Self {
            genesis,
            keys: Party::ALL.map(Keys::of),
            verifying,
            trapdoors,
            rng: RefCell::new(rng),
            notes: RefCell::default(),
            governor,
            controls: [7, 8, 9].map(Signer::new),
            lots_by_name: lots.iter().map(|(lot, name)| (*name, *lot)).collect(),
            lots,
            members: RefCell::default(),
            frozen: RefCell::default(),
            spent: RefCell::default(),
            trees: RefCell::default(),
            roots: RefCell::default(),
            bills: RefCell::default(),
            offers: RefCell::default(),
            emergencies: RefCell::default(),
            statements: RefCell::default(),
        }
    }

    /// Who has an address.
    #[must_use]
    pub fn party(&self, address: plimsoll_circuits::member::Address) -> Option<Party> {
        Party::ALL.into_iter().find(|party| self.keys[party.at()].address == address)
    }

    /// A lot, which is hashed once.
    #[must_use]
    pub fn lot_of(&self, name: LotAt) -> Lot {
        *self.lots_by_name.get(&name).expect("a lot of the model")
    }

    /// The lot of a note.
    #[must_use]
    pub fn lot(&self, lot: Lot) -> LotAt {
        *self.lots.get(&lot).expect("a lot of the model")
    }

    /// A note.
    #[must_use]
    pub fn note(&self, id: NoteId) -> Rc<Known> {
        self.notes.borrow().get(id)
    }

    /// The name of a note.
    pub fn name(&self, made: Made, before: u64) -> NoteId {
        self.notes.borrow_mut().name(made, before, &self.keys)
    }

    /// The member tree of these roles.
    #[must_use]
    pub fn members(&self, roles: &RolesOf) -> Rc<Members> {
        let mut members = self.members.borrow_mut();
        Rc::clone(members.entry(*roles).or_insert_with(|| Rc::new(Members::new(&self.keys, roles))))
    }

    /// The tree of frozen lots, as far as it concerns one: with it, or without.
    #[must_use]
    pub fn frozen(&self, lot: Option<LotAt>) -> Rc<FrozenTree> {
        let mut frozen = self.frozen.borrow_mut();
        let values = lot.into_iter().map(|lot| self.lot_of(lot).0).collect();
        let made = || Rc::new(from_sorted(&values).expect("a lot is no sentinel"));
        Rc::clone(frozen.entry(lot).or_insert_with(made))
    }

    /// The tree of nullifiers, as far as it concerns one note: with its nullifier, or without.
    #[must_use]
    pub fn spent(&self, nf: Option<F>) -> Rc<SpentTree> {
        let mut spent = self.spent.borrow_mut();
        let made = || Rc::new(from_sorted(&nf.into_iter().collect()).expect("a nullifier is no sentinel"));
        Rc::clone(spent.entry(nf).or_insert_with(made))
    }

    /// The tree that holds these notes and no others.
    #[must_use]
    pub fn tree(&self, notes: &[NoteId]) -> Rc<NoteTree> {
        if let Some(known) = self.trees.borrow().get(notes) {
            return Rc::clone(known);
        }
        let leaves: Vec<F> = notes.iter().map(|id| self.note(*id).cm).collect();
        let mut tree = AppendTree::new(MemoryNodes::default());
        tree.extend(&leaves).expect("there is room");
        let paths = (0..tree.len()).map(|at| tree.path(at).expect("there is a leaf")).collect();
        let tree = Rc::new(NoteTree { root: tree.root(), paths });
        self.roots.borrow_mut().insert(tree.root, leaves);
        self.trees.borrow_mut().insert(notes.to_vec(), Rc::clone(&tree));
        tree
    }

    /// Whether all notes under a root are among these.
    #[must_use]
    pub fn is_root_of(&self, root: F, commitments: &[F]) -> bool {
        let roots = self.roots.borrow();
        roots.get(&root).is_some_and(|leaves| leaves.iter().all(|cm| commitments.contains(cm)))
    }

    /// Keeps a bill, so that it can be opened; gives its commitment.
    pub fn keep(&self, bill: &Bill) -> F {
        let commitment = bill.commitment();
        self.bills.borrow_mut().insert(commitment, *bill);
        commitment
    }

    /// The bill of a commitment.
    #[must_use]
    pub fn bill(&self, commitment: F) -> Bill {
        *self.bills.borrow().get(&commitment).expect("a bill of the model")
    }

    /// What is posted beside a proof.
    #[must_use]
    pub fn memos(&self, outputs: usize) -> Vec<Vec<u8>> {
        vec![vec![0; MEMO_BYTES]; outputs]
    }

    /// Posted values behind a proof by a trapdoor of the verifying key, which proves anything, shaped and verified as a ledger does it. They stay
    /// in memory until the program ends.
    pub fn proven(&self, circuit: CircuitId, posted: Vec<F>, outputs: usize) -> Option<Checked<'static>> {
        let (_, trapdoor) = self.trapdoors.iter().find(|(known, _)| *known == circuit)?;
        let inputs = Digest::new(circuit, circuit.version(), &posted).inputs();
        let proof = trapdoor.prove(&inputs, &mut *self.rng.borrow_mut());
        let memos = self.memos(outputs);
        let version = circuit.version();
        let conditions = Conditions::NONE;
        let transition = Transition { circuit, version, posted, proof, memos, conditions };
        let transition: &'static Transition = Box::leak(Box::new(transition));
        stateless::check(&self.genesis, &self.verifying, transition).ok()
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}
