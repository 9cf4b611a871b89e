//! Fingerprints: a value of a strict class is on the ledger once, unless governors permit otherwise.

use super::Refusal;
use crate::{
    UnixTime,
    order::Waiver,
    rules::{
        RuleError, State,
        records::{Closed, DocRecord, Entered, LotRecord, Permission, Row, Table, Tag, key},
    },
    transition::Posting,
    verdict::{Code, Rejection},
};
use plimsoll_circuits::{
    field::{F, to_u64},
    fingerprint::Class,
};
use std::collections::HashSet;

/// What a posting enters into the tables of fingerprints, slot by slot.
pub(super) fn rows<S: State>(
    state: &S,
    posting: &Posting,
    height: u64,
    time: UnixTime,
) -> Result<Vec<Row>, Refusal<S>> {
    let slots: Vec<_> = posting.fingerprints().collect();
    let Some((&(_, doc), rest)) = slots.split_first() else { return Ok(Vec::new()) };
    let (permission, mut rows) = number(state, posting, doc, height, time)?;
    let waiver = state.waiver(doc).map_err(RuleError::state)?;
    if waiver.is_some() {
        rows.push(Row::remove(Table::Waivers, key(doc)));
    }
    let pass = Pass { doc, permission, waiver: waiver.filter(|waiver| time.day() <= waiver.until) };
    let mut entered = HashSet::new();
    for &(class, f) in rest {
        // Slots are entered in order, so a value that stands twice in one posting meets itself.
        let again = !entered.insert((class, f));
        if again && pass.permission.is_none() {
            return Err(twice(class).into());
        }
        let known = state.tag(class, f).map_err(RuleError::state)?;
        match known {
            None => rows.push(Row::put(Table::of(class), key(f), &Tag { height, doc })),
            Some(known) if pass.is_own(&known) => {
                rows.push(Row::put(Table::of(class), key(f), &Tag { doc, ..known }));
            }
            Some(_) if pass.is_waived(class, f) => {}
            Some(known) => return Err(conflict(class, known.height).into()),
        }
    }
    Ok(rows)
}

/// What lets a posting have values that are on the ledger.
struct Pass {
    doc: F,
    permission: Option<Permission>,
    waiver: Option<Waiver>,
}

impl Pass {
    /// Whether the value belongs to a number of the lot in whose place this registration comes.
    fn is_own(&self, known: &Tag) -> bool {
        self.permission.as_ref().is_some_and(|p| known.doc == self.doc || p.numbers.contains(&known.doc))
    }

    fn is_waived(&self, class: Class, f: F) -> bool {
        self.waiver.as_ref().is_some_and(|waiver| waiver.values().any(|waived| waived == (class, f)))
    }
}

/// The value in slot 0: of a registration a bill's number, new to the ledger or permitted once more; of an amendment a number or a pad, and
/// new.
fn number<S: State>(
    state: &S,
    posting: &Posting,
    doc: F,
    height: u64,
    time: UnixTime,
) -> Result<(Option<Permission>, Vec<Row>), Refusal<S>> {
    let known = state.doc(doc).map_err(RuleError::state)?;
    let put = |entered| Row::put(Table::Docs, key(doc), &DocRecord { height, entered });
    let Posting::Register(register) = posting else {
        return match known {
            None => Ok((None, vec![put(Entered::Amended)])),
            Some(known) => Err(conflict(Class::Doc, known.height).into()),
        };
    };
    let permitted = state.permitted(doc, time).map_err(RuleError::state)?;
    let expected = permitted.as_ref().map_or(0, |(_, generation)| *generation);
    if to_u64(&register.generation) != Some(expected) {
        let why = format!(
            "the ledger takes generation {expected} of this bill now, and another only by order of the governors"
        );
        return Err(Rejection::new(Code::WrongGeneration, why).into());
    }
    match (known, permitted) {
        (None, _) => Ok((None, vec![put(Entered::Registered(0))])),
        (Some(known), None) => Err(conflict(Class::Doc, known.height).into()),
        (Some(_), Some((permission, generation))) => {
            let permission = still_its_own(state, permission)?;
            let old = permission.lot.lot();
            let known = state.lot(old).map_err(RuleError::state)?;
            let rows = vec![
                put(Entered::Registered(generation)),
                Row::remove(Table::Permissions, key(doc)),
                Row::put(Table::Lots, key(old.0), &LotRecord { closed: Some(Closed::ForGood), ..known }),
            ];
            Ok((Some(permission), rows))
        }
    }
}

/// The permission without the numbers that got a lot since they were listed: what they came with is that lot's.
fn still_its_own<S: State>(state: &S, permission: Permission) -> Result<Permission, Refusal<S>> {
    let mut numbers = Vec::new();
    for &number in &permission.numbers {
        if number == permission.lot.doc || state.is_amended(number).map_err(RuleError::state)? {
            numbers.push(number);
        }
    }
    Ok(Permission { numbers, ..permission })
}

/// The rejection of a posting that has a value of a class in two of its slots.
fn twice(class: Class) -> Rejection {
    let detail = "a fingerprint stands twice in the posting: the issuer signs each key in one slot, and fresh pads in the others";
    Rejection::new(code(class), detail)
}

fn conflict(class: Class, height: u64) -> Rejection {
    let what = match class {
        Class::Doc => "this bill is",
        Class::Inv => "an invoice of this bill is",
        Class::Box => "a container of this bill, under its seal in these days or without one on its day, is",
    };
    let detail = format!(
        "{what} registered since height {height}: do not finance it; if that is a mistake, the issuer asks the governors"
    );
    Rejection::new(code(class), detail)
}

const fn code(class: Class) -> Code {
    match class {
        Class::Doc => Code::ConflictDoc,
        Class::Inv => Code::ConflictInvoice,
        Class::Box => Code::ConflictBox,
    }
}
