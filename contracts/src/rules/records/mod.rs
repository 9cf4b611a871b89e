//! What the ledger keeps in tables of records: each under a key of 32 bytes, in one encoding, whichever store has it.

mod council;
mod lot;
mod member;

pub use council::{Administered, AuditKeys, Council, Emergency};
pub use lot::{Closed, DocRecord, Entered, Frozen, LotRecord, Permission, Tag};
pub(crate) use member::former_key;
pub use member::{Former, MemberRecord, MemberRoot, OrgRecord};

use crate::{
    UnixTime,
    bytes::{DecodeError, Hash32, Reader, Writer},
    control::ControlAddress,
    genesis::{ActiveCircuit, Genesis},
    order::Waiver,
};
use plimsoll_circuits::{
    field::{F, to_bytes},
    fingerprint::Class,
};
use serde::{Deserialize, Serialize};

/// A key in a table.
pub type Key = [u8; 32];

/// The tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Table {
    /// [`DocRecord`]s by DOC fingerprint.
    Docs,
    /// [`Tag`]s of invoices by fingerprint.
    Invoices,
    /// [`Tag`]s of containers by fingerprint.
    Boxes,
    /// [`LotRecord`]s by lot, of lots that an order named.
    Lots,
    /// [`Permission`]s by the DOC fingerprint that may be registered.
    Permissions,
    /// [`Waiver`]s by slot-0 value.
    Waivers,
    /// [`VersionRecord`]s by circuit and version.
    Versions,
    /// [`MemberRecord`]s by address.
    Members,
    /// [`OrgRecord`]s by organisation.
    Organisations,
    /// [`Former`] control keys by organisation and key.
    FormerControlKeys,
    /// [`MemberRoot`]s by root.
    MemberRoots,
    /// [`Emergency`]s by governor.
    Emergencies,
    /// What was [`Administered`], by administrator.
    Administrations,
    /// The [`Council`], under 0.
    Council,
}

impl Table {
    /// All of them, in the order of the [dump](mod@crate::dump).
    pub const ALL: [Table; 14] = [
        Table::Docs,
        Table::Invoices,
        Table::Boxes,
        Table::Lots,
        Table::Permissions,
        Table::Waivers,
        Table::Versions,
        Table::Members,
        Table::Organisations,
        Table::FormerControlKeys,
        Table::MemberRoots,
        Table::Emergencies,
        Table::Administrations,
        Table::Council,
    ];

    /// The table's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Table::Docs => "docs",
            Table::Invoices => "invoices",
            Table::Boxes => "boxes",
            Table::Lots => "lots",
            Table::Permissions => "permissions",
            Table::Waivers => "waivers",
            Table::Versions => "versions",
            Table::Members => "members",
            Table::Organisations => "organisations",
            Table::FormerControlKeys => "former-control-keys",
            Table::MemberRoots => "member-roots",
            Table::Emergencies => "emergencies",
            Table::Administrations => "administrations",
            Table::Council => "council",
        }
    }

    /// The table of a strict class's tags; none of DOC, which has records of its own.
    pub(crate) const fn of(class: Class) -> Self {
        match class {
            Class::Doc => Table::Docs,
            Class::Inv => Table::Invoices,
            Class::Box => Table::Boxes,
        }
    }
}

/// What stands in one of the tables.
pub(crate) trait Record: Sized {
    /// Its encoding.
    fn to_bytes(&self) -> Vec<u8>;

    /// Reads what [`to_bytes`](Self::to_bytes) writes, and nothing else.
    fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut r = Reader::new(bytes);
        let this = Self::read(&mut r)?;
        r.finish()?;
        Ok(this)
    }

    /// Reads it from the front of an encoding.
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError>;
}

/// A record that is set, or a key that is taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// In which table.
    pub table: Table,
    /// Under which key.
    pub key: Key,
    /// What stands there from now on; nothing if none.
    pub value: Option<Vec<u8>>,
}

impl Row {
    pub(crate) fn put(table: Table, key: Key, record: &impl Record) -> Self {
        Self { table, key, value: Some(record.to_bytes()) }
    }

    pub(crate) const fn remove(table: Table, key: Key) -> Self {
        Self { table, key, value: None }
    }
}

/// The key of the one [`Council`].
pub(crate) const COUNCIL: Key = [0; 32];

impl ControlAddress {
    /// Its key in a table.
    pub(crate) fn key(self) -> Key {
        let mut key = [0; 32];
        key[12..].copy_from_slice(&self.0);
        key
    }
}

/// The key of a field element.
#[must_use]
pub fn key(x: F) -> Key {
    to_bytes(&x)
}

/// The key of a circuit's version.
#[must_use]
pub fn version_key(circuit: u32, version: u32) -> Key {
    let mut key = [0; 32];
    key[24..28].copy_from_slice(&circuit.to_be_bytes());
    key[28..].copy_from_slice(&version.to_be_bytes());
    key
}

/// The circuit's number and the version of such a key.
pub(crate) fn circuit_of(key: &Key) -> (u32, u32) {
    let number = |at: usize| key[at..at + 4].iter().fold(0, |n, byte| n << 8 | u32::from(*byte));
    (number(24), number(28))
}

/// The records that a ledger starts with.
pub(crate) fn at_genesis(genesis: &Genesis, members_root: F) -> Vec<Row> {
    let version = |circuit: &ActiveCircuit| {
        let record = VersionRecord { key_hash: circuit.key_hash, active: true, changes: 0 };
        Row::put(Table::Versions, version_key(circuit.circuit.number(), circuit.version), &record)
    };
    let root = Row::put(Table::MemberRoots, key(members_root), &MemberRoot::NEWEST_AT_GENESIS);
    let council = Row::put(Table::Council, COUNCIL, &Council::new(genesis));
    genesis.circuits.iter().map(version).chain([root, council]).collect()
}

/// A circuit's version that is or was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRecord {
    /// The hash of its verifying key.
    pub key_hash: Hash32,
    /// Whether proofs of it are accepted now.
    pub active: bool,
    /// How many orders changed it.
    pub changes: u64,
}

impl Record for VersionRecord {
    fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.raw(&self.key_hash.0).u8(self.active.into()).u64(self.changes);
        w.0
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let key_hash = Hash32(r.array("the key's hash")?);
        let active = r.flag("whether it is active")?;
        Ok(Self { key_hash, active, changes: r.u64("the number of its changes")? })
    }
}

impl Record for Waiver {
    fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        self.write(&mut w);
        w.0
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Self::read(r)
    }
}

fn optional_time(w: &mut Writer, time: Option<UnixTime>) {
    match time {
        None => w.u8(0),
        Some(time) => w.u8(1).u64(time.0),
    };
}

fn read_optional_time(r: &mut Reader<'_>, what: &'static str) -> Result<Option<UnixTime>, DecodeError> {
    Ok(if r.flag(what)? { Some(UnixTime(r.u64(what)?)) } else { None })
}
