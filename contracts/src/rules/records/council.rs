//! Who governs.

use super::{Record, optional_time, read_optional_time};
use crate::{
    Day, UnixTime,
    bytes::{DecodeError, Hash32, Reader, Writer},
    control::ControlAddress,
    genesis::Genesis,
    order::{Guardians, MAX_KEYS, Operator, Witnesses},
};
use plimsoll_circuits::field::F;

/// The key to which transitions are sealed, and the one that follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditKeys {
    /// x and y of the key that counts, until the next one does.
    pub key: [F; 2],
    /// Who opens what is sealed to it.
    pub guardians: Guardians,
    /// The next key, with its guardians and the time from which it counts.
    pub next: Option<([F; 2], Guardians, UnixTime)>,
    /// How many orders changed it.
    pub changes: u64,
}

impl AuditKeys {
    /// x and y of the key that counts at a time.
    #[must_use]
    pub fn at(&self, time: UnixTime) -> [F; 2] {
        match &self.next {
            Some((key, _, from)) if time >= *from => *key,
            _ => self.key,
        }
    }

    /// Those known at a time, before whoever comes next.
    #[must_use]
    pub fn guardians_at(&self, time: UnixTime) -> &Guardians {
        match &self.next {
            Some((_, guardians, from)) if time >= *from => guardians,
            _ => &self.guardians,
        }
    }
}

/// Who governs, by the newest orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Council {
    /// How many councils came before.
    pub epoch: u64,
    /// The governors' keys.
    pub governors: Vec<ControlAddress>,
    /// How many of them an order needs.
    pub threshold: u32,
    /// The administrators' keys.
    pub administrators: Vec<ControlAddress>,
    /// How many orders named administrators.
    pub administrations: u64,
    /// The audit key.
    pub audit: AuditKeys,
    /// When one governor alone paused the ledger last.
    pub paused_alone: Option<UnixTime>,
    /// Who watches the log; it has no effect yet.
    pub witnesses: Option<Witnesses>,
    /// Who writes the log; it has no effect yet.
    pub operator: Option<Operator>,
}

impl Council {
    /// The council that a ledger starts with.
    #[must_use]
    pub fn new(genesis: &Genesis) -> Self {
        let key = genesis.audit_key.point();
        Self {
            epoch: 0,
            governors: genesis.governors.clone(),
            threshold: genesis.threshold,
            administrators: genesis.administrators.clone(),
            administrations: 0,
            audit: AuditKeys {
                key: [key.x, key.y],
                guardians: genesis.guardians.clone(),
                next: None,
                changes: 0,
            },
            paused_alone: None,
            witnesses: None,
            operator: None,
        }
    }
}

fn write_audit(w: &mut Writer, key: &[F; 2], guardians: &Guardians) {
    w.field(&key[0]).field(&key[1]).addresses(&guardians.keys).u32(guardians.threshold);
}

fn read_audit(r: &mut Reader<'_>) -> Result<([F; 2], Guardians), DecodeError> {
    let key = [r.field("the audit key")?, r.field("the audit key")?];
    let keys = r.addresses(MAX_KEYS, "the guardians")?;
    Ok((key, Guardians { keys, threshold: r.u32("the guardians' threshold")? }))
}

impl Record for Council {
    fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.u64(self.epoch).addresses(&self.governors).u32(self.threshold).addresses(&self.administrators);
        w.u64(self.administrations);
        write_audit(&mut w, &self.audit.key, &self.audit.guardians);
        match &self.audit.next {
            None => w.u8(0),
            Some((key, guardians, from)) => {
                write_audit(w.u8(1), key, guardians);
                w.u64(from.0)
            }
        };
        w.u64(self.audit.changes);
        optional_time(&mut w, self.paused_alone);
        match &self.witnesses {
            None => w.u8(0),
            Some(Witnesses { keys, faulty, quorum }) => w.u8(1).hashes(keys).u32(*faulty).u32(*quorum),
        };
        match &self.operator {
            None => w.u8(0),
            Some(Operator { log_key, size, root }) => w.u8(1).raw(&log_key.0).u64(*size).raw(&root.0),
        };
        w.0
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let epoch = r.u64("the epoch")?;
        let governors = r.addresses(MAX_KEYS, "the governors")?;
        let threshold = r.u32("the threshold")?;
        let administrators = r.addresses(MAX_KEYS, "the administrators")?;
        let administrations = r.u64("the number of orders that named them")?;
        let (key, guardians) = read_audit(r)?;
        let next = if r.flag("whether another audit key follows")? {
            let (key, guardians) = read_audit(r)?;
            Some((key, guardians, UnixTime(r.u64("from when it counts")?)))
        } else {
            None
        };
        let changes = r.u64("the number of audit keys")?;
        let paused_alone = read_optional_time(r, "the last emergency pause")?;
        let witnesses = if r.flag("whether there are witnesses")? {
            let keys = r.hashes(MAX_KEYS, "the witnesses")?;
            Some(Witnesses { keys, faulty: r.u32("the faulty witnesses")?, quorum: r.u32("the quorum")? })
        } else {
            None
        };
        let operator = if r.flag("whether there is an operator")? {
            let log_key = Hash32(r.array("the log's key")?);
            Some(Operator { log_key, size: r.u64("the size")?, root: Hash32(r.array("the root")?) })
        } else {
            None
        };
        let audit = AuditKeys { key, guardians, next, changes };
        Ok(Self {
            epoch,
            governors,
            threshold,
            administrators,
            administrations,
            audit,
            paused_alone,
            witnesses,
            operator,
        })
    }
}

/// When a governor alone froze a lot last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Emergency(pub UnixTime);

impl Record for Emergency {
    fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.u64(self.0.0);
        w.0
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self(UnixTime(r.u64("the last emergency")?)))
    }
}

/// How many orders an administrator gave alone on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Administered {
    /// The last day on which it gave one.
    pub day: Day,
    /// How many it gave then.
    pub orders: u32,
}

impl Record for Administered {
    fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.u32(self.day.0).u32(self.orders);
        w.0
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self { day: Day(r.u32("the day")?), orders: r.u32("the number of orders")? })
    }
}
