//! Orders as structured data: one type each, with what they are all signed over behind their own fields.

use super::{AuditKeyChange, Guardians, Order, Validity};
use crate::control::{ControlAddress, TypedData, Value, address, element, list, number};
use plimsoll_circuits::field::F;

/// A type of an order: its fields, and the types that it uses.
macro_rules! order_type {
    ($head:literal) => {
        order_type!($head, "")
    };
    ($head:literal, $used:literal) => {
        concat!($head, ",bytes32 nonce,uint64 epoch,uint32 lastDay)", $used)
    };
}

const LIEN: &str =
    "Lien(uint256 owner,uint64 amount,uint64 prior,uint64 pool,uint256 bill,uint256 made,bytes32 releaseKey)";
const OPENED: &str = "Opened(uint256 owner,uint64 amount,uint256 bill,uint256 rho,uint256 r)";

pub(super) const fn type_of(order: &Order) -> &'static str {
    match order {
        Order::Admit { .. } => order_type!(
            "Admit(uint256 akX,uint256 akY,uint256 nkc,uint8 roles,uint256 org,address control,uint32 until,uint64 change"
        ),
        Order::SetRoles { .. } => {
            order_type!("SetRoles(uint256 member,uint8 roles,uint32 until,uint64 change")
        }
        Order::Remove { .. } => order_type!("Remove(uint256 member,uint64 change"),
        Order::Expire { .. } => order_type!("Expire(uint256 member,uint64 change"),
        Order::ControlKey { .. } => order_type!("ControlKey(uint256 org,address from,address to"),
        Order::Pause { .. } => order_type!("Pause(bool emergency"),
        Order::Resume { .. } => order_type!("Resume(uint64 paused"),
        Order::LapsePause { .. } => order_type!("LapsePause(uint64 paused"),
        Order::Freeze { .. } => order_type!("Freeze(uint256 doc,uint64 generation,bool emergency"),
        Order::Lift { .. } => order_type!("Lift(uint256 doc,uint64 generation,uint64 frozen"),
        Order::LapseFreeze { .. } => order_type!("LapseFreeze(uint256 doc,uint64 generation,uint64 frozen"),
        Order::Close { .. } => order_type!("Close(uint256 doc,uint64 generation"),
        Order::Reopen(_) => {
            order_type!("Reopen(uint256 doc,uint64 generation,uint256 coming,uint256[] numbers,uint32 until")
        }
        Order::Recover(_) => order_type!(
            "Recover(uint256 doc,uint64 generation,uint256 owner,uint256 bill,Lien[] liens,Opened[] opened,uint256 issuer",
            "Lien(uint256 owner,uint64 amount,uint64 prior,uint64 pool,uint256 bill,uint256 made,bytes32 releaseKey)Opened(uint256 owner,uint64 amount,uint256 bill,uint256 rho,uint256 r)"
        ),
        Order::Waive(_) => order_type!("Waive(uint256 doc,uint256[] invoices,uint256[] boxes,uint32 until"),
        Order::ActivateVersion { .. } => {
            order_type!("ActivateVersion(uint32 circuit,uint32 version,bytes32 keyHash,uint64 change")
        }
        Order::RetireVersion { .. } => {
            order_type!("RetireVersion(uint32 circuit,uint32 version,uint64 change")
        }
        Order::Governors { .. } => order_type!("Governors(address[] keys,uint32 threshold"),
        Order::Administrators { .. } => order_type!("Administrators(address[] keys,uint64 change"),
        Order::AuditKey(_) => {
            order_type!(
                "AuditKey(uint256 x,uint256 y,address[] guardians,uint32 threshold,bytes32 transcript,uint64 change"
            )
        }
        Order::Witnesses(_) => order_type!("Witnesses(bytes32[] keys,uint32 faulty,uint32 quorum"),
        Order::Operator(_) => order_type!("Operator(bytes32 logKey,uint64 size,bytes32 root"),
        Order::Note { .. } => order_type!("Note(bytes32 hash,string reference"),
    }
}

pub(super) fn fields_of(order: &Order, validity: &Validity) -> Vec<Value> {
    let mut fields = content(order);
    let Validity { nonce, epoch, last_day } = validity;
    fields.extend([Value::Word(nonce.0), number(*epoch), number(last_day.0)]);
    fields
}

fn content(order: &Order) -> Vec<Value> {
    match order {
        Order::Admit { ak, nkc, roles, org, control, until, change, consent: _ } => {
            let ak = ak.point();
            vec![
                element(ak.x),
                element(ak.y),
                element(*nkc),
                number(roles.0),
                element(org.0),
                address(control.0),
                number(until.0),
                number(*change),
            ]
        }
        Order::SetRoles { address, roles, until, change } => {
            vec![element(address.0), number(roles.0), number(until.0), number(*change)]
        }
        Order::Remove { address, change, revocation: _ } | Order::Expire { address, change } => {
            vec![element(address.0), number(*change)]
        }
        Order::ControlKey { org, from, to } => vec![element(org.0), address(from.0), address(to.0)],
        Order::Pause { emergency } => vec![number(*emergency)],
        Order::Resume { paused } | Order::LapsePause { paused } => vec![number(*paused)],
        Order::Freeze { lot, emergency } => {
            vec![element(lot.doc), number(lot.generation), number(*emergency)]
        }
        Order::Lift { lot, frozen } | Order::LapseFreeze { lot, frozen } => {
            vec![element(lot.doc), number(lot.generation), number(*frozen)]
        }
        Order::Close { lot } => vec![element(lot.doc), number(lot.generation)],
        Order::Reopen(r) => vec![
            element(r.lot.doc),
            number(r.lot.generation),
            element(r.coming),
            elements(&r.numbers),
            number(r.until.0),
        ],
        Order::Recover(r) => vec![
            element(r.lot.doc),
            number(r.lot.generation),
            element(r.title.owner.0),
            element(r.title.bill),
            list(&r.liens, |lien| {
                Value::Struct(
                    LIEN,
                    vec![
                        element(lien.owner.0),
                        number(lien.amount),
                        number(lien.prior),
                        number(lien.pool),
                        element(lien.bill),
                        element(lien.made),
                        Value::Word(lien.release_key.0),
                    ],
                )
            }),
            list(&r.opened, |title| {
                let amount = number(title.amount);
                let fields = vec![
                    element(title.owner.0),
                    amount,
                    element(title.bill),
                    element(title.rho),
                    element(title.r),
                ];
                Value::Struct(OPENED, fields)
            }),
            element(r.statement.issuer.0),
        ],
        Order::Waive(w) => {
            vec![element(w.doc), elements(&w.invoices), elements(&w.boxes), number(w.until.0)]
        }
        Order::ActivateVersion { circuit, version, key_hash, change } => {
            vec![number(circuit.number()), number(*version), Value::Word(key_hash.0), number(*change)]
        }
        Order::RetireVersion { circuit, version, change } => {
            vec![number(circuit.number()), number(*version), number(*change)]
        }
        Order::Governors { keys, threshold } => vec![addresses(keys), number(*threshold)],
        Order::Administrators { keys, change } => vec![addresses(keys), number(*change)],
        Order::AuditKey(change) => transcript(change),
        Order::Witnesses(w) => {
            vec![list(&w.keys, |key| Value::Word(key.0)), number(w.faulty), number(w.quorum)]
        }
        Order::Operator(o) => vec![Value::Word(o.log_key.0), number(o.size), Value::Word(o.root.0)],
        Order::Note { hash, reference } => vec![Value::Word(hash.0), Value::Text(reference.clone())],
    }
}

fn elements(xs: &[F]) -> Value {
    list(xs, |x| element(*x))
}

fn addresses(keys: &[ControlAddress]) -> Value {
    list(keys, |key| address(key.0))
}

fn transcript(change: &AuditKeyChange) -> Vec<Value> {
    let Guardians { keys, threshold } = &change.guardians;
    let mut fields: Vec<_> = change.point.iter().map(|x| element(*x)).collect();
    let of_change = [Value::Word(change.transcript.0), number(change.change)];
    fields.extend([addresses(keys), number(*threshold)].into_iter().chain(of_change));
    fields
}

/// What those who shared the audit key before sign of the one that follows: point, guardians, the record of its generation, and how
/// many changes came before, so that it is good once.
#[derive(Clone, Copy, Debug)]
pub struct GuardianTranscript<'a>(pub &'a AuditKeyChange);

impl TypedData for GuardianTranscript<'_> {
    fn type_(&self) -> &'static str {
        "GuardianTranscript(uint256 x,uint256 y,address[] guardians,uint32 threshold,bytes32 transcript,uint64 change)"
    }

    fn fields(&self) -> Vec<Value> {
        transcript(self.0)
    }
}
