//! The native relation of Move.

use super::{MovePublic, MoveWitness, checks, witness::OutputWitness};
use crate::{
    field::{F, Point},
    member::{Address, Roles},
    note::{Content, Kind, Lot, NOBODY},
    statement::{AuditPublic, CircuitId, Refusal, sighash},
};
use Kind::{Dummy, Lien, Release, Retired, Title};

/// The kinds that each place may hold: input 0, input 1, output 0, output 1.
pub(crate) const PLACES: [&[Kind]; 4] =
    [&[Dummy, Title, Lien], &[Dummy, Lien, Release], &Kind::ALL, &[Dummy, Lien, Release]];

/// The shapes: inputs, and what may come of them.
const SHAPES: [([Kind; 2], &[[Kind; 2]]); 5] = [
    ([Dummy, Dummy], &[[Dummy, Dummy]]),
    ([Title, Dummy], &[[Title, Dummy], [Title, Lien], [Retired, Dummy]]),
    ([Title, Release], &[[Title, Dummy], [Retired, Dummy]]),
    ([Lien, Dummy], OF_LIENS),
    ([Lien, Lien], OF_LIENS),
];

const OF_LIENS: &[[Kind; 2]] = &[[Lien, Dummy], [Release, Dummy], [Lien, Lien], [Lien, Release]];

/// The roles of which an owner needs one for a note of this kind; none for a dummy, nor for a release, which nobody owns.
#[must_use]
pub(crate) fn required_roles(kind: Kind) -> Option<Roles> {
    match kind {
        Dummy | Release => None,
        Title => Some(Roles::HOLDER.union(Roles::BANK)),
        Lien => Some(Roles::BANK),
        Retired => Some(Roles::ISSUER),
    }
}

fn well_formed(c: &Content) -> bool {
    let zero = F::from(0u64);
    let plain = c.prior == 0 && c.pool == 0 && c.made == zero;
    match c.kind {
        Dummy => plain && c.amount == 0 && c.bill == zero,
        Title => plain,
        Lien => c.amount >= 1,
        Retired => plain && c.amount == 0,
        Release => plain && c.bill == zero && c.amount >= 1,
    }
}

/// Whether the note may be this owner's.
fn may_own(o: &OutputWitness, actor: Address, new: bool, root: F) -> bool {
    let Some(roles) = required_roles(o.content.kind) else {
        return o.content.kind == Dummy || o.owner == NOBODY;
    };
    let change = o.owner == actor && !new && o.content.kind != Retired;
    o.member.root(o.owner) == Some(root) && (change || o.member.roles.intersects(roles))
}

pub(super) fn check(public: &MovePublic<F>, witness: &MoveWitness) -> Result<(), Refusal> {
    let is = Refusal::unless;
    let owner = witness.owner.address();
    let inputs = witness.inputs.each_ref().map(|i| i.note(owner));
    let [in0, in1] = witness.inputs.each_ref().map(|i| i.content);
    let [out0, out1] = witness.outputs.each_ref().map(|o| o.content);
    let all = [in0, in1, out0, out1];
    let audit_key = Point::new_unchecked(public.audit.key[0], public.audit.key[1]);

    is(
        all.iter().zip(PLACES).all(|(c, kinds)| kinds.contains(&c.kind) && well_formed(c)),
        checks::FORM,
        "a note does not have the form of its kind, or stands in a place where its kind may not",
    )?;
    let shape = SHAPES.iter().find(|(from, _)| *from == [in0.kind, in1.kind]);
    is(
        shape.is_some_and(|(_, to)| to.contains(&[out0.kind, out1.kind])),
        checks::SHAPE,
        "no Move takes these kinds of notes and makes those",
    )?;
    is(
        inputs.each_ref().map(|n| n.nullifier(&witness.owner.nk)) == public.nf,
        checks::NULLIFIER,
        "a nullifier is not that of the input note under the owner's key",
    )?;
    is(public.nf[0] != public.nf[1], checks::DISTINCT, "the two inputs are the same note")?;
    is(
        inputs.iter().zip(&witness.inputs).all(|(note, input)| {
            note.content.kind == Dummy || input.path.root(note.commitment()) == Some(public.notes_root)
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
        witness.output_notes(audit_key).map(|n| n.commitment()) == public.cm,
        checks::COMMITMENT,
        "a commitment is not that of the output note",
    )?;
    let pledge = in0.kind == Title && out1.kind == Lien;
    is(
        [false, pledge]
            .into_iter()
            .zip(&witness.outputs)
            .all(|(new, o)| may_own(o, owner, new, public.members_root))
            && (out0.kind != Retired || witness.outputs[0].member.org == witness.bill.issuer),
        checks::RECIPIENT,
        "a new note's owner is no current member that may own it: a lien goes to a bank, a title to a holder or bank, and a \
         surrendered one to an issuer of the organisation in its bill",
    )?;
    let lot = witness.lot();
    let idle = in0.kind == Dummy;
    is(
        all.iter().all(|c| c.lot == if c.kind == Dummy { Lot::NONE } else { lot }),
        checks::LOT,
        "the notes are of different lots",
    )?;
    is(
        idle || witness.frozen.root(lot.0) == Some(public.frozen_root),
        checks::FROZEN,
        "the lot is frozen, or the frozen root is not the newest",
    )?;
    let held = |zeroth: &Content, first: &Content| {
        let sign = if in0.kind == Title { -1 } else { 1 };
        sign * i128::from(zeroth.amount) + i128::from(first.amount)
    };
    is(
        held(&in0, &in1) == held(&out0, &out1),
        checks::BALANCE,
        "amounts do not add up: the title's encumbrance must change by what is pledged or given back",
    )?;
    // What a lien must have: what input 0 has, or what a new one is given.
    let tranche = |c: &Content| (c.made, c.prior, c.pool);
    let due = if pledge { (public.nf[0], in0.amount, out1.amount) } else { tranche(&in0) };
    let liens = [(in1, tranche(&in0)), (out0, tranche(&in0)), (out1, due)];
    is(
        liens.iter().all(|(c, due)| c.kind != Lien || tranche(c) == *due)
            && [in1, out0, out1].iter().all(|c| matches!(c.kind, Dummy | Release) || c.bill == in0.bill),
        checks::TRANCHE,
        "liens of different making cannot be mixed, a new lien's making, prior, pool and bill are given, and a title keeps its bill",
    )?;
    is(
        !(pledge || out0.kind == Retired) || witness.bill.commitment() == in0.bill,
        checks::BILL,
        "the opening is not that of the title's bill",
    )?;
    is(
        !pledge || out0.amount <= witness.bill.value,
        checks::VALUE_CAP,
        "the encumbrance would exceed the value of the cargo",
    )?;
    is(
        witness.owner.key.verify(sighash(CircuitId::Move, public), &witness.signature),
        checks::SIGNATURE,
        "the owner did not sign these posted values",
    )?;
    is(
        AuditPublic::new(audit_key, &witness.sealing(audit_key).seal(&witness.audit_messages()))
            == public.audit,
        checks::AUDIT,
        "the audit record does not say what it must",
    )
}
