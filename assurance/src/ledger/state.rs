//! A state of the model: what the ledger has, as its rules see it, and what was accepted, kept beside it.

use super::{
    lots::LotAt,
    parties::{PARTIES, Party, RolesOf},
    truth::Truth,
    world::World,
};
use plimsoll_circuits::{
    field::F,
    member::{Address, Roles},
};
use plimsoll_contracts::{
    DecodeError, EntryId, Hash32, Snapshot, UnixTime,
    rules::{
        Control, Effects, FrozenChange, MemberRecord, MemberRoot, State,
        records::{Key, Table},
    },
    store::MemoryState,
};
use std::{collections::BTreeMap, rc::Rc};

/// A state.
#[derive(Clone)]
pub struct At {
    /// What the ledger has.
    pub ledger: Records,
    /// What was accepted.
    pub truth: Truth,
}

type Rows = BTreeMap<(Table, Key), Rc<[u8]>>;

/// The ledger's tables. Its trees are kept as sets: of a note root the rules ask whether the tree had it, which here is whether all notes under it
/// are on the ledger; the frozen root is that of a tree as far as it concerns a statement.
#[derive(Clone)]
pub struct Records {
    rows: Rc<Rows>,
    members: [Option<Rc<MemberRecord>>; PARTIES],
    roots: Rc<Vec<(F, MemberRoot)>>,
    /// Lots in the frozen tree, in order.
    pub frozen: Rc<Vec<LotAt>>,
    spent: Rc<Vec<F>>,
    commitments: Rc<Vec<F>>,
    /// Pause and counters.
    pub control: Control,
    snapshot: Snapshot,
}

impl Records {
    /// An empty ledger.
    ///
    /// # Panics
    /// If no ledger starts from the genesis.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a model stops where it is surprised")]
    pub fn new(world: &World) -> Self {
        let memory = MemoryState::new(&world.genesis).expect("a ledger starts");
        let keys = world.genesis.circuits.iter().map(|active| {
            let key =
                plimsoll_contracts::rules::records::version_key(active.circuit.number(), active.version);
            (Table::Versions, key)
        });
        let rows = keys.chain([(Table::Council, [0; 32])]).map(|(table, key)| {
            let row = memory.record(table, &key).expect("it is read").expect("it is there");
            ((table, key), row.into())
        });
        let snapshot = memory.newest();
        let start = MemberRoot { height: 0, replaced: None };
        Self {
            rows: Rc::new(rows.collect()),
            members: Default::default(),
            roots: Rc::new(vec![(snapshot.roots.members, start)]),
            frozen: Rc::default(),
            spent: Rc::default(),
            commitments: Rc::default(),
            control: memory.control().expect("it is read"),
            snapshot,
        }
    }

    /// What everybody may do.
    #[must_use]
    pub fn roles(&self) -> RolesOf {
        self.members.each_ref().map(|member| member.as_ref().map_or(Roles(0), |member| member.roles))
    }

    /// A member's record.
    #[must_use]
    pub fn member(&self, party: Party) -> Option<&MemberRecord> {
        self.members[party.at()].as_deref()
    }

    /// Enters what was accepted, its notes under the model's names.
    ///
    /// # Panics
    /// If the frozen tree is told to change as it cannot.
    pub fn apply(&mut self, world: &World, effects: &Effects, named: &[F], time: UnixTime) {
        self.snapshot.height += 1;
        if !effects.rows.is_empty() {
            let rows = Rc::make_mut(&mut self.rows);
            for row in &effects.rows {
                match &row.value {
                    Some(value) => rows.insert((row.table, row.key), value.as_slice().into()),
                    None => rows.remove(&(row.table, row.key)),
                };
            }
        }
        if !effects.nullifiers.is_empty() {
            Rc::make_mut(&mut self.spent).extend(&effects.nullifiers);
        }
        if !named.is_empty() {
            Rc::make_mut(&mut self.commitments).extend(named);
        }
        match effects.frozen {
            None => {}
            Some(FrozenChange::Enters(lot)) => {
                let (frozen, lot) = (Rc::make_mut(&mut self.frozen), world.lot(lot));
                let place = frozen.binary_search(&lot);
                assert!(place.is_err(), "{lot} is frozen already");
                frozen.insert(place.unwrap_or_else(|at| at), lot);
            }
            Some(FrozenChange::Leaves(lot)) => {
                let (frozen, lot) = (Rc::make_mut(&mut self.frozen), world.lot(lot));
                let before = frozen.len();
                frozen.retain(|other| *other != lot);
                assert!(frozen.len() < before, "{lot} is not frozen");
            }
        }
        self.control = effects.control;
        if let Some(member) = effects.member {
            self.set_member(world, member, time);
        }
    }

    fn set_member(&mut self, world: &World, member: MemberRecord, time: UnixTime) {
        let Some(party) = world.party(member.address()) else { return };
        self.members[party.at()] = Some(Rc::new(member));
        let (before, root) = (self.snapshot.roots.members, world.members(&self.roles()).root);
        if root == before {
            return;
        }
        self.snapshot.roots.members = root;
        let roots = Rc::make_mut(&mut self.roots);
        for (known, record) in roots.iter_mut() {
            if *known == before {
                record.replaced = Some(time);
            }
        }
        roots.retain(|(known, _)| *known != root);
        roots.push((root, MemberRoot { height: self.snapshot.height, replaced: None }));
    }
}

/// The tables as the rules read them.
#[derive(Clone, Copy)]
pub struct Tables<'a> {
    /// The world.
    pub world: &'a World,
    /// The tables.
    pub ledger: &'a Records,
}

impl State for Tables<'_> {
    type Error = DecodeError;

    fn snapshot(&self) -> Result<Snapshot, DecodeError> {
        Ok(self.ledger.snapshot)
    }
    fn control(&self) -> Result<Control, DecodeError> {
        Ok(self.ledger.control)
    }
    fn had_notes_root(&self, root: F) -> Result<bool, DecodeError> {
        Ok(self.world.is_root_of(root, &self.ledger.commitments))
    }
    fn has_nullifier(&self, nf: F) -> Result<bool, DecodeError> {
        Ok(self.ledger.spent.contains(&nf))
    }
    fn has_commitment(&self, cm: F) -> Result<bool, DecodeError> {
        Ok(self.ledger.commitments.contains(&cm))
    }
    fn entry_of(&self, _: EntryId) -> Result<Option<Snapshot>, DecodeError> {
        Ok(None)
    }
    fn record(&self, table: Table, key: &Key) -> Result<Option<Vec<u8>>, DecodeError> {
        Ok(self.ledger.rows.get(&(table, *key)).map(|row| row.to_vec()))
    }
    fn tables_hash(&self) -> Result<Hash32, DecodeError> {
        Ok(Hash32::default())
    }
    fn members_root(&self, root: F) -> Result<Option<MemberRoot>, DecodeError> {
        Ok(self.ledger.roots.iter().find(|(known, _)| *known == root).map(|(_, record)| *record))
    }
    fn member(&self, address: Address) -> Result<Option<MemberRecord>, DecodeError> {
        Ok(self.world.party(address).and_then(|party| self.ledger.member(party).copied()))
    }
}
