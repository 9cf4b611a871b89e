//! Orders on members: who may be one, and who may say so. A genesis and its keys.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use common::{LEAVING_DAYS, NOW, World, administrator, current, governor, later};
use plimsoll_circuits::{
    field::F,
    member::{Address, Org, Roles},
    merkle::{ARITY, MEMBER_DEPTH, empty},
};
use plimsoll_contracts::{
    ControlKey, Domain, EntryId, Genesis, GenesisError, Hash32, Keys, KeysError, Ledger, Order, OrderError,
    SignedOrder, Snapshot, StoreError, UnixTime,
    rules::{self, Control, OrderRefusal, RuleError, State, records::Table},
    store::{MemoryState, memory::MemoryError},
};
use plimsoll_verifier::LintError;

/// A ledger of as many members as its tree has room for.
struct Crowded(MemoryState);

impl State for Crowded {
    type Error = MemoryError;
    fn snapshot(&self) -> Result<Snapshot, MemoryError> {
        self.0.snapshot()
    }
    fn control(&self) -> Result<Control, MemoryError> {
        Ok(Control { members: (ARITY as u64).pow(MEMBER_DEPTH as u32), ..self.0.control()? })
    }
    fn had_notes_root(&self, root: F) -> Result<bool, MemoryError> {
        self.0.had_notes_root(root)
    }
    fn has_nullifier(&self, nf: F) -> Result<bool, MemoryError> {
        self.0.has_nullifier(nf)
    }
    fn has_commitment(&self, cm: F) -> Result<bool, MemoryError> {
        self.0.has_commitment(cm)
    }
    fn entry_of(&self, id: EntryId) -> Result<Option<Snapshot>, MemoryError> {
        self.0.entry_of(id)
    }
    fn record(&self, table: Table, key: &[u8; 32]) -> Result<Option<Vec<u8>>, MemoryError> {
        self.0.record(table, key)
    }
    fn tables_hash(&self) -> Result<Hash32, MemoryError> {
        self.0.tables_hash()
    }
}

#[test]
fn a_full_member_tree_admits_nobody() {
    let mut world = World::new(0);
    let state = Crowded(MemoryState::new(&world.genesis).unwrap());
    let (admit, _) = world.admission(Roles::HOLDER);
    let refused = rules::check_order(&world.genesis, &world.order(0, admit), &state, NOW).unwrap_err();
    assert_eq!(refused, RuleError::Refused(OrderRefusal::Full));
    assert_eq!(OrderRefusal::Full.code(), "MemberTreeFull");
}

#[test]
fn only_orders_of_the_administration_change_members() {
    let mut world = World::new(0);
    let dir = tempfile::tempdir().unwrap();
    let ledger = Ledger::create(dir.path().join("ledger"), &world.genesis).unwrap();
    let (admit, address) = world.admission(Roles::HOLDER);
    let (other, _) = world.admission(Roles::ISSUER.union(Roles::VALUER));
    let refuse = |order: &SignedOrder, why: OrderRefusal| match ledger.submit_order(order, NOW) {
        Err(OrderError::Refused(r)) => assert_eq!(r, why),
        got => panic!("expected {why:?}, got {got:?}"),
    };
    let by = |n, order: &Order, keys: &[ControlKey]| world.order_by(n, order.clone(), keys);
    let stranger = ControlKey::from_bytes(&[8; 32]).unwrap();
    refuse(&by(0, &admit, std::slice::from_ref(&stranger)), OrderRefusal::NotAdministrator);
    refuse(&by(0, &admit, &[]), OrderRefusal::NotAdministrator);
    refuse(&by(0, &admit, &[governor(1)]), OrderRefusal::TooFewSignatures { needed: 2, got: 1 });
    // Who says what a cargo is, governors admit.
    refuse(&by(0, &other, &[administrator()]), OrderRefusal::NotGovernor(administrator().address()));
    // A signature for another ledger, another order or another nonce is somebody's whom nobody knows.
    let mut elsewhere = by(0, &admit, &[]);
    elsewhere.signatures =
        vec![administrator().sign(Domain::new("test-chain", "other", &[]), &elsewhere).unwrap()];
    refuse(&elsewhere, OrderRefusal::NotAdministrator);
    let mut swapped = by(0, &admit, &[administrator()]);
    swapped.validity.nonce = Hash32([3; 32]);
    refuse(&swapped, OrderRefusal::NotAdministrator);

    let signed = by(0, &admit, &[administrator()]);
    let receipt = ledger.submit_order(&signed, NOW).unwrap();
    assert_eq!(ledger.submit_order(&signed, NOW).unwrap(), receipt, "again: the old receipt");
    refuse(&world.order(1, admit.clone()), OrderRefusal::AlreadyMember);
    let set = |roles| current(&ledger, World::set_roles(address, roles));
    refuse(&world.order(1, World::set_roles(address, Roles::BANK)), OrderRefusal::OldState);
    refuse(&world.order(1, set(Roles::HOLDER)), OrderRefusal::Unchanged);
    refuse(&world.order(1, set(Roles(0))), OrderRefusal::Roles);
    // Whoever leaves has no other role.
    for roles in [Roles(17), Roles(32)] {
        refuse(&world.order(1, set(roles)), OrderRefusal::Roles);
    }
    refuse(
        &by(1, &set(Roles::ISSUER), &[administrator()]),
        OrderRefusal::NotGovernor(administrator().address()),
    );
    let nobody = Address(F::from(99u64));
    refuse(&world.order(1, world.disown(nobody)), OrderRefusal::NoSuchMember);
    let mut nameless = other.clone();
    let Order::Admit { org, .. } = &mut nameless else { panic!("an admission") };
    *org = Org::NONE;
    refuse(&world.order(1, nameless), OrderRefusal::NoOrganisation);

    ledger.submit_order(&world.order(1, other.clone()), NOW).unwrap();
    let view = ledger.view().unwrap();
    let members = view.members().unwrap();
    assert_eq!(members.iter().map(|m| m.position).collect::<Vec<_>>(), [0, 1]);
    let (member, path) = view.member_path(address).unwrap();
    assert_eq!(path.root(member.leaf()), Some(view.latest().unwrap().roots.members));

    // Removed: its place is empty, and it is no member; back again: the same place.
    let leave = by(2, &set(Roles::LEAVING), &[administrator()]);
    ledger.submit_order(&leave, NOW).unwrap();
    let gone = later(u64::from(LEAVING_DAYS) * UnixTime::DAY);
    let remove = current(&ledger, Order::Remove { address, change: 0, revocation: None });
    ledger.submit_order(&by(3, &remove, &[administrator()]), gone).unwrap();
    let again = ledger.submit_order(&by(4, &remove, &[administrator()]), gone);
    assert!(matches!(again, Err(OrderError::Refused(OrderRefusal::NoSuchMember))));
    let view = ledger.view().unwrap();
    assert!(matches!(view.member_path(address), Err(StoreError::Absent(_))));
    assert!(!view.member(address).unwrap().unwrap().is_current());
    assert_eq!(view.members().unwrap().len(), 1);
    let admit = current(&ledger, world.consented(&admit, 0));
    ledger.submit_order(&by(4, &admit, &[administrator()]), gone).unwrap();
    assert_eq!(ledger.view().unwrap().member_path(address).unwrap().1.index, 0);
    assert_eq!(ledger.view().unwrap().control().unwrap().members, 2);
}

#[test]
fn a_member_tree_without_members_is_empty() {
    let mut world = World::new(0);
    let dir = tempfile::tempdir().unwrap();
    let ledger = Ledger::create(dir.path().join("ledger"), &world.genesis).unwrap();
    let (admit, address) = world.admission(Roles::HOLDER);
    ledger.submit_order(&world.order(0, admit), NOW).unwrap();
    ledger.submit_order(&world.order(1, current(&ledger, world.disown(address))), NOW).unwrap();
    // The root of the start, installed again: it is the newest, and accepted as such.
    let roots = ledger.view().unwrap().latest().unwrap().roots;
    assert_eq!(roots.members, empty(8));
    let register = world.register(&roots);
    ledger.submit(&world.keys, &register, NOW).unwrap();
}

#[test]
fn a_genesis_is_checked() {
    let world = World::new(0);
    let refused = |change: &dyn Fn(&mut Genesis)| {
        let mut genesis = world.genesis.clone();
        change(&mut genesis);
        assert_ne!(genesis.hash(), world.genesis.hash());
        genesis.check().unwrap_err()
    };
    assert_eq!(world.genesis.check(), Ok(()));
    assert_eq!(refused(&|g| g.chain.clear()), GenesisError::Name);
    assert_eq!(refused(&|g| g.registry = "x".repeat(65)), GenesisError::Name);
    assert_eq!(refused(&|g| g.circuits.clear()), GenesisError::NoCircuits);
    assert!(matches!(refused(&|g| g.circuits.push(g.circuits[0])), GenesisError::RepeatedCircuit(_)));
    assert!(matches!(refused(&|g| g.circuits[0].version += 1), GenesisError::UnknownVersion { .. }));
    assert_eq!(refused(&|g| g.fingerprint_key = g.audit_key), GenesisError::SharedGuardianKey);
    assert_eq!(refused(&|g| g.threshold = 0), GenesisError::Governors);
    assert_eq!(refused(&|g| g.threshold = 1), GenesisError::Governors);
    assert_eq!(refused(&|g| g.threshold = 4), GenesisError::Governors);
    assert_eq!(refused(&|g| g.administrators.push(g.administrators[0])), GenesisError::Administrators);
    assert_eq!(refused(&|g| g.guardians.threshold = 4), GenesisError::Guardians);
    assert_eq!(refused(&|g| g.governors.push(g.governors[0])), GenesisError::Governors);
    // The identity, and a point off the subgroup, are no keys: they are not even read.
    let json = serde_json::to_string(&world.genesis).unwrap();
    let [x, y] = [world.genesis.audit_key.point().x, world.genesis.audit_key.point().y]
        .map(|c| plimsoll_circuits::field::to_hex(&c));
    let number = |n: u8| format!("0x{n:064x}");
    let identity = json.replace(&x, &number(0)).replace(&y, &number(1));
    assert!(serde_json::from_str::<Genesis>(&identity).is_err());
}

#[test]
fn keys_are_those_that_the_genesis_pins() {
    use plimsoll_circuits::statement::CircuitId;
    let world = World::new(0);
    let keys = |circuits: &[(CircuitId, CircuitId)]| {
        let given = circuits.iter().map(|(c, of)| (*c, world.verifying_key(*of)));
        Keys::new(&world.genesis, given.collect::<Vec<_>>())
    };
    let own: Vec<_> = CircuitId::ALL.iter().map(|c| (*c, *c)).collect();
    assert!(keys(&own).is_ok());
    assert!(matches!(keys(&own[1..]), Err(KeysError::Missing(CircuitId::RegisterSmall))));
    let swapped = keys(&[(CircuitId::Move, CircuitId::Attest)]);
    assert!(matches!(swapped, Err(KeysError::WrongHash { circuit: CircuitId::Move, .. })));

    // A key that the genesis does not pin may be one that governors activated since.
    let mut other = world.genesis.clone();
    other.circuits.retain(|a| a.circuit != CircuitId::Attest);
    let given = own.iter().map(|(c, _)| (*c, world.verifying_key(*c)));
    assert!(Keys::new(&other, given).is_ok());
    // Another circuit's key does not help who pins it: under it no proof of this one holds, since the key is made of the circuit.
    // A key for another number of public inputs is refused at once.
    let mut key = world.verifying_key(CircuitId::Move);
    key.ic.push(key.ic[1]);
    let mut other = world.genesis.clone();
    other.circuits[0].key_hash = Hash32(key.hash());
    let four = LintError::InputCount { expected: 3, got: 4 };
    let refused = Keys::new(&other, [(CircuitId::RegisterSmall, key)]);
    assert!(matches!(refused, Err(KeysError::Unsafe { why, .. }) if why == four));

    // Keys of another genesis open no ledger of this one.
    let mut other = world.genesis.clone();
    other.member_grace_seconds += 1;
    let dir = tempfile::tempdir().unwrap();
    let ledger = Ledger::create(dir.path().join("ledger"), &other).unwrap();
    let roots = ledger.view().unwrap().latest().unwrap().roots;
    let mut world = World::new(3);
    let movement = world.movement(&roots);
    let refused = ledger.submit(&world.keys, &movement, NOW);
    assert!(matches!(refused, Err(plimsoll_contracts::SubmitError::Store(StoreError::OtherKeys))));
}
