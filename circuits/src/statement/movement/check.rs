//! The native relation of Move.

use super::{MovePublic, MoveWitness, checks};
use crate::{
    audit::AuditOf,
    field::{F, Point},
    member::Roles,
    note::{Content, Kind, Lot},
    statement::{AuditPublic, CircuitId, Refusal, sighash},
};

/// The kinds that each place may hold: input 0, input 1, output 0, output 1.
pub(crate) const PLACES: [&[Kind]; 4] = [
    &[Kind::Dummy, Kind::Title, Kind::Lien, Kind::Release],
    &[Kind::Dummy, Kind::Lien, Kind::Release],
    &Kind::ALL,
    &[Kind::Dummy, Kind::Lien, Kind::Release],
];

/// The roles of which an owner needs one for a note of this kind; none for a dummy.
#[must_use]
pub(crate) fn required_roles(kind: Kind) -> Option<Roles> {
    match kind {
        Kind::Dummy => None,
        Kind::Title | Kind::Release => Some(Roles::HOLDER.union(Roles::BANK)),
        Kind::Lien => Some(Roles::BANK),
        Kind::Retired => Some(Roles::ISSUER),
    }
}

fn well_formed(c: &Content) -> bool {
    let zero = F::from(0u64);
    let plain = c.prior == 0 && c.pool == 0;
    match c.kind {
        Kind::Dummy => plain && c.amount == 0 && c.bill == zero,
        Kind::Title => plain,
        Kind::Lien => c.amount >= 1,
        Kind::Retired => plain && c.amount == 0,
        Kind::Release => plain && c.bill == zero && c.amount >= 1,
    }
}

/// The amount of a lien, 0 of anything else.
fn lien(c: &Content) -> u128 {
    if c.kind == Kind::Lien { u128::from(c.amount) } else { 0 }
}

pub(super) fn check(public: &MovePublic<F>, witness: &MoveWitness) -> Result<(), Refusal> {
    let is = Refusal::unless;
    let owner = witness.owner.address();
    let inputs = witness.inputs.each_ref().map(|i| i.note(owner));
    let [in0, in1] = witness.inputs.each_ref().map(|i| i.content);
    let [out0, out1] = witness.outputs.each_ref().map(|o| o.content);
    let all = [in0, in1, out0, out1];

    is(
        all.iter().zip(PLACES).all(|(c, kinds)| kinds.contains(&c.kind) && well_formed(c)),
        checks::FORM,
        "a note does not have the form of its kind, or stands in a place where its kind may not",
    )?;
    is(
        inputs.each_ref().map(|n| n.nullifier(&witness.owner.nk)) == public.nf,
        checks::NULLIFIER,
        "a nullifier is not that of the input note under the owner's key",
    )?;
    is(public.nf[0] != public.nf[1], checks::DISTINCT, "the two inputs are the same note")?;
    is(
        inputs.iter().zip(&witness.inputs).all(|(note, input)| {
            note.content.kind == Kind::Dummy || input.path.root(note.commitment()) == Some(public.notes_root)
        }),
        checks::MEMBERSHIP,
        "an input note is not in the note tree; sync the wallet",
    )?;
    is(
        witness.owner.member.root(owner) == Some(public.members_root),
        checks::OWNER,
        "the acting owner is no current member",
    )?;
    is(
        witness.output_notes().map(|n| n.commitment()) == public.cm,
        checks::COMMITMENT,
        "a commitment is not that of the output note",
    )?;
    is(
        witness.outputs.iter().all(|o| {
            required_roles(o.content.kind).is_none_or(|roles| {
                o.member.root(o.owner) == Some(public.members_root) && o.member.roles.intersects(roles)
            })
        }),
        checks::RECIPIENT,
        "a new note's owner is no current member with the role that its kind asks for (a lien belongs to a bank)",
    )?;
    let lot = witness.lot();
    let idle = in0.kind == Kind::Dummy && in1.kind == Kind::Dummy;
    let counts = |c: &Content| c.kind != Kind::Dummy;
    is(
        all.iter().all(|c| c.lot == if counts(c) { lot } else { Lot::NONE })
            && (!idle || lot == Lot::NONE && !all[2..].iter().any(counts)),
        checks::LOT,
        "the notes are of different lots, or something is made of nothing",
    )?;
    is(
        idle || witness.frozen.root(lot.0) == Some(public.frozen_root),
        checks::FROZEN,
        "the lot is frozen, or the frozen root is not the newest",
    )?;
    let title = in0.kind == Kind::Title;
    let title_out = matches!(out0.kind, Kind::Title | Kind::Retired);
    is(
        title == title_out
            && (!title || out0.bill == in0.bill)
            && (out0.kind != Kind::Retired || out1.kind == Kind::Dummy),
        checks::TITLE,
        "a title in gives exactly one title of the same bill, or one retired title and nothing else; without one neither comes out",
    )?;
    let pledge = title && in1.kind == Kind::Dummy && out1.kind == Kind::Lien;
    let held = |zeroth: &Content, first: &Content| {
        let sign = if title { -1 } else { 1 };
        sign * i128::from(zeroth.amount) + i128::from(first.amount)
    };
    is(
        held(&in0, &in1) == held(&out0, &out1),
        checks::BALANCE,
        "amounts do not add up: the title's encumbrance must change by what is pledged or given back",
    )?;
    // What every lien must have in common: the first lien's prior, pool and bill, or those of a new one.
    let tranche = |c: &Content| (c.prior, c.pool, c.bill);
    let liens = all.iter().filter(|c| c.kind == Kind::Lien);
    let common = [in0, in1].iter().find(|c| c.kind == Kind::Lien).map(tranche);
    let common = common.or(pledge.then_some((in0.amount, out1.amount, in0.bill)));
    is(
        liens.into_iter().all(|c| Some(tranche(c)) == common),
        checks::TRANCHE,
        "liens of different making cannot be mixed, a new lien's prior, pool and bill are given, and none comes out of nothing",
    )?;
    is(
        [out0, out1].iter().all(|c| c.kind != Kind::Lien || c.amount <= c.pool),
        checks::POOL,
        "a lien cannot be larger than the one it comes from",
    )?;
    is(
        !pledge || witness.bill.commitment() == in0.bill,
        checks::BILL,
        "the opening is not that of the title's bill",
    )?;
    is(
        if pledge {
            out0.amount <= witness.bill.value
        } else if title {
            out1.amount <= in1.amount
        } else {
            lien(&in0) + lien(&in1) >= lien(&out0) + lien(&out1)
        },
        checks::VALUE_CAP,
        "the encumbrance would exceed the value of the cargo, or something would grow out of nothing",
    )?;
    is(
        witness.owner.key.verify(sighash(CircuitId::Move, public), &witness.signature),
        checks::SIGNATURE,
        "the owner did not sign these public inputs",
    )?;
    let key = Point::new_unchecked(public.audit.key[0], public.audit.key[1]);
    let sealed = witness.audit.seal(AuditOf::Move, key, &witness.audit_messages());
    is(
        AuditPublic::new(key, &sealed) == public.audit,
        checks::AUDIT,
        "the audit record does not say what it must",
    )
}
