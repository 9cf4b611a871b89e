//! The one binary encoding of an order's kind and content.

use super::{
    AuditKeyChange, Guardians, LotName, MAX_KEYS, MAX_LIENS, MAX_NUMBERS, MAX_REFERENCE, MAX_WAIVED, NewLien,
    NewTitle, OpenedTitle, Operator, Order, Recovery, Reopening, Statement, Waiver, Witnesses,
};
use crate::{
    Day,
    bytes::{DecodeError, Hash32, Reader, Writer},
    control::{ControlAddress, ControlSignature},
};
use plimsoll_circuits::{
    member::{Address, Org, Roles},
    statement::CircuitId,
};

/// Numbers of the kinds of orders; never reused.
mod kind {
    pub(super) const ADMIT: u8 = 1;
    pub(super) const SET_ROLES: u8 = 2;
    pub(super) const REMOVE: u8 = 3;
    pub(super) const PAUSE: u8 = 4;
    pub(super) const RESUME: u8 = 5;
    pub(super) const EXPIRE: u8 = 6;
    pub(super) const CONTROL_KEY: u8 = 7;
    pub(super) const LAPSE_PAUSE: u8 = 8;
    pub(super) const FREEZE: u8 = 9;
    pub(super) const LIFT: u8 = 10;
    pub(super) const LAPSE_FREEZE: u8 = 11;
    pub(super) const CLOSE: u8 = 12;
    pub(super) const REOPEN: u8 = 13;
    pub(super) const RECOVER: u8 = 14;
    pub(super) const WAIVE: u8 = 15;
    pub(super) const ACTIVATE_VERSION: u8 = 16;
    pub(super) const RETIRE_VERSION: u8 = 17;
    pub(super) const GOVERNORS: u8 = 18;
    pub(super) const ADMINISTRATORS: u8 = 19;
    pub(super) const AUDIT_KEY: u8 = 20;
    pub(super) const WITNESSES: u8 = 21;
    pub(super) const OPERATOR: u8 = 22;
    pub(super) const NOTE: u8 = 23;
}

impl Order {
    pub(super) fn write(&self, w: &mut Writer) {
        match self {
            Self::Admit { ak, nkc, roles, org, control, until, change, consent } => {
                w.u8(kind::ADMIT).key(ak).field(nkc).u8(roles.0).field(&org.0).raw(&control.0);
                w.u32(until.0).u64(*change).control_signature(*consent)
            }
            Self::SetRoles { address, roles, until, change } => {
                w.u8(kind::SET_ROLES).field(&address.0).u8(roles.0).u32(until.0).u64(*change)
            }
            Self::Remove { address, change, revocation } => {
                w.u8(kind::REMOVE).field(&address.0).u64(*change).control_signature(*revocation)
            }
            Self::Expire { address, change } => w.u8(kind::EXPIRE).field(&address.0).u64(*change),
            Self::ControlKey { org, from, to } => {
                w.u8(kind::CONTROL_KEY).field(&org.0).raw(&from.0).raw(&to.0)
            }
            Self::Pause { emergency } => w.u8(kind::PAUSE).u8((*emergency).into()),
            Self::Resume { paused } => w.u8(kind::RESUME).u64(*paused),
            Self::LapsePause { paused } => w.u8(kind::LAPSE_PAUSE).u64(*paused),
            Self::Freeze { lot, emergency } => write_lot(w.u8(kind::FREEZE), lot).u8((*emergency).into()),
            Self::Lift { lot, frozen } => write_lot(w.u8(kind::LIFT), lot).u64(*frozen),
            Self::LapseFreeze { lot, frozen } => write_lot(w.u8(kind::LAPSE_FREEZE), lot).u64(*frozen),
            Self::Close { lot } => write_lot(w.u8(kind::CLOSE), lot),
            Self::Reopen(Reopening { lot, coming, numbers, until }) => {
                write_lot(w.u8(kind::REOPEN), lot).field(coming).fields(numbers).u32(until.0)
            }
            Self::Recover(recovery) => write_recovery(w.u8(kind::RECOVER), recovery),
            Self::Waive(waiver) => waiver.write(w.u8(kind::WAIVE)),
            Self::ActivateVersion { circuit, version, key_hash, change } => {
                w.u8(kind::ACTIVATE_VERSION).u32(circuit.number()).u32(*version).raw(&key_hash.0).u64(*change)
            }
            Self::RetireVersion { circuit, version, change } => {
                w.u8(kind::RETIRE_VERSION).u32(circuit.number()).u32(*version).u64(*change)
            }
            Self::Governors { keys, threshold } => w.u8(kind::GOVERNORS).addresses(keys).u32(*threshold),
            Self::Administrators { keys, change } => w.u8(kind::ADMINISTRATORS).addresses(keys).u64(*change),
            Self::AuditKey(AuditKeyChange { point, guardians, transcript, change, guardians_signed }) => {
                w.u8(kind::AUDIT_KEY).field(&point[0]).field(&point[1]).addresses(&guardians.keys);
                w.u32(guardians.threshold).raw(&transcript.0).u64(*change).count(guardians_signed.len());
                guardians_signed.iter().fold(w, |w, signature| w.raw(&signature.0))
            }
            Self::Witnesses(Witnesses { keys, faulty, quorum }) => {
                w.u8(kind::WITNESSES).hashes(keys).u32(*faulty).u32(*quorum)
            }
            Self::Operator(Operator { log_key, size, root }) => {
                w.u8(kind::OPERATOR).raw(&log_key.0).u64(*size).raw(&root.0)
            }
            Self::Note { hash, reference } => w.u8(kind::NOTE).raw(&hash.0).block(reference.as_bytes()),
        };
    }

    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match r.u8("the kind of order")? {
            kind::ADMIT => Self::Admit {
                ak: r.key("the member's key")?,
                nkc: r.field("nkc")?,
                roles: Roles(r.u8("the roles")?),
                org: Org(r.field("the organisation")?),
                control: ControlAddress(r.array("the control key")?),
                until: Day(r.u32("the last day")?),
                change: r.u64("the number of the change")?,
                consent: r.control_signature("the consent")?,
            },
            kind::SET_ROLES => Self::SetRoles {
                address: Address(r.field("the address")?),
                roles: Roles(r.u8("the roles")?),
                until: Day(r.u32("the last day")?),
                change: r.u64("the number of the change")?,
            },
            kind::REMOVE => Self::Remove {
                address: Address(r.field("the address")?),
                change: r.u64("the number of the change")?,
                revocation: r.control_signature("the revocation")?,
            },
            kind::EXPIRE => Self::Expire {
                address: Address(r.field("the address")?),
                change: r.u64("the number of the change")?,
            },
            kind::CONTROL_KEY => Self::ControlKey {
                org: Org(r.field("the organisation")?),
                from: ControlAddress(r.array("the control key")?),
                to: ControlAddress(r.array("the new control key")?),
            },
            kind::PAUSE => Self::Pause { emergency: r.flag("whether it is an emergency")? },
            kind::RESUME => Self::Resume { paused: r.u64("the height of the pause")? },
            kind::LAPSE_PAUSE => Self::LapsePause { paused: r.u64("the height of the pause")? },
            kind::FREEZE => {
                Self::Freeze { lot: read_lot(r)?, emergency: r.flag("whether it is an emergency")? }
            }
            kind::LIFT => Self::Lift { lot: read_lot(r)?, frozen: r.u64("the height of the freeze")? },
            kind::LAPSE_FREEZE => {
                Self::LapseFreeze { lot: read_lot(r)?, frozen: r.u64("the height of the freeze")? }
            }
            kind::CLOSE => Self::Close { lot: read_lot(r)? },
            kind::REOPEN => Self::Reopen(Reopening {
                lot: read_lot(r)?,
                coming: r.field("the coming DOC")?,
                numbers: r.fields(MAX_NUMBERS, "the numbers of the lot")?,
                until: Day(r.u32("the last day of the registration")?),
            }),
            kind::RECOVER => Self::Recover(read_recovery(r)?),
            kind::WAIVE => Self::Waive(Waiver::read(r)?),
            kind::ACTIVATE_VERSION => Self::ActivateVersion {
                circuit: read_circuit(r)?,
                version: r.u32("the version")?,
                key_hash: Hash32(r.array("the key's hash")?),
                change: r.u64("the number of the change")?,
            },
            kind::RETIRE_VERSION => Self::RetireVersion {
                circuit: read_circuit(r)?,
                version: r.u32("the version")?,
                change: r.u64("the number of the change")?,
            },
            kind::GOVERNORS => Self::Governors {
                keys: r.addresses(MAX_KEYS, "the governors")?,
                threshold: r.u32("the governors' threshold")?,
            },
            kind::ADMINISTRATORS => Self::Administrators {
                keys: r.addresses(MAX_KEYS, "the administrators")?,
                change: r.u64("the number of the change")?,
            },
            kind::AUDIT_KEY => Self::AuditKey(AuditKeyChange {
                point: [r.field("the point")?, r.field("the point")?],
                guardians: Guardians {
                    keys: r.addresses(MAX_KEYS, "the guardians")?,
                    threshold: r.u32("the guardians' threshold")?,
                },
                transcript: Hash32(r.array("the transcript")?),
                change: r.u64("the number of the change")?,
                guardians_signed: r.many(MAX_KEYS, "the guardians' signatures", |r| {
                    Ok(ControlSignature(r.array("a guardian's signature")?))
                })?,
            }),
            kind::WITNESSES => Self::Witnesses(Witnesses {
                keys: r.hashes(MAX_KEYS, "the witnesses")?,
                faulty: r.u32("the faulty witnesses")?,
                quorum: r.u32("the quorum")?,
            }),
            kind::OPERATOR => Self::Operator(Operator {
                log_key: Hash32(r.array("the log's key")?),
                size: r.u64("the checkpoint's size")?,
                root: Hash32(r.array("the checkpoint's root")?),
            }),
            kind::NOTE => Self::Note {
                hash: Hash32(r.array("the hash")?),
                reference: String::from_utf8(r.block(MAX_REFERENCE, "the reference")?.to_vec())
                    .map_err(|_| DecodeError::Invalid("the reference"))?,
            },
            _ => return Err(DecodeError::Invalid("the kind of order")),
        })
    }
}

impl Waiver {
    pub(crate) fn write<'w>(&self, w: &'w mut Writer) -> &'w mut Writer {
        w.field(&self.doc).fields(&self.invoices).fields(&self.boxes).u32(self.until.0)
    }

    pub(crate) fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            doc: r.field("the value in slot 0")?,
            invoices: r.fields(MAX_WAIVED, "the waived invoices")?,
            boxes: r.fields(MAX_WAIVED, "the waived containers")?,
            until: Day(r.u32("the last day of the posting")?),
        })
    }
}

fn write_lot<'w>(w: &'w mut Writer, lot: &LotName) -> &'w mut Writer {
    w.field(&lot.doc).u64(lot.generation)
}

fn read_lot(r: &mut Reader<'_>) -> Result<LotName, DecodeError> {
    Ok(LotName { doc: r.field("the lot's DOC")?, generation: r.u64("the lot's generation")? })
}

fn read_circuit(r: &mut Reader<'_>) -> Result<CircuitId, DecodeError> {
    let number = r.u32("the circuit")?;
    CircuitId::from_number(number).ok_or_else(|| DecodeError::UnknownCircuit(number.to_string()))
}

fn write_recovery<'w>(w: &'w mut Writer, recovery: &Recovery) -> &'w mut Writer {
    let Recovery { lot, title, liens, opened, statement } = recovery;
    write_lot(w, lot).field(&title.owner.0).field(&title.bill).count(liens.len());
    for lien in liens {
        w.field(&lien.owner.0).u64(lien.amount).u64(lien.prior).u64(lien.pool);
        w.field(&lien.bill).field(&lien.made).raw(&lien.release_key.0);
    }
    match opened {
        None => w.u8(0),
        Some(OpenedTitle { owner, amount, bill, rho, r }) => {
            w.u8(1).field(&owner.0).u64(*amount).field(bill).field(rho).field(r)
        }
    };
    w.field(&statement.issuer.0).raw(&statement.signature.0)
}

fn read_recovery(r: &mut Reader<'_>) -> Result<Recovery, DecodeError> {
    let lot = read_lot(r)?;
    let title = NewTitle { owner: Address(r.field("the title's owner")?), bill: r.field("the bill")? };
    let liens = r.many(MAX_LIENS, "the liens", |r| {
        Ok(NewLien {
            owner: Address(r.field("a lien's owner")?),
            amount: r.u64("a lien's amount")?,
            prior: r.u64("a lien's prior")?,
            pool: r.u64("a lien's pool")?,
            bill: r.field("a lien's bill")?,
            made: r.field("a lien's making")?,
            release_key: Hash32(r.array("a lien's release key")?),
        })
    })?;
    let opened = if r.flag("whether the title is opened")? {
        Some(OpenedTitle {
            owner: Address(r.field("the opened title's owner")?),
            amount: r.u64("the opened title's amount")?,
            bill: r.field("the opened title's bill")?,
            rho: r.field("the opened title's rho")?,
            r: r.field("the opened title's r")?,
        })
    } else {
        None
    };
    let statement = Statement {
        issuer: Address(r.field("the issuer")?),
        signature: ControlSignature(r.array("the issuer's statement")?),
    };
    Ok(Recovery { lot, title, liens, opened, statement })
}
