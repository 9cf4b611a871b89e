//! True Moves, of every shape.

mod bends;

use crate::native::{
    draft::{Bend, Draft, Maker},
    edge::{self, change, element, number, once_in, one_of, within},
    parts::Sealed,
    scene::Scene,
};
use plimsoll_circuits::{
    audit::AuditScalar,
    field::F,
    member::{Address, Org, Roles},
    note::{Content, Kind, Lot},
    signature::Signature,
    statement::{
        AuditPublic,
        movement::{Move, MovePublic, MoveWitness, checks},
    },
};
use plimsoll_tests::{MoveSpec, NoteSpec};

/// The letters of the kinds, at their numbers.
const LETTERS: [char; 5] = ['D', 'T', 'L', 'X', 'R'];

/// The shapes that there are: what goes in, what comes out.
const SHAPES: [&str; 14] = [
    "DDDD", "TDTD", "TDTL", "TDXD", "TRTD", "TRXD", "LDLD", "LDRD", "LDLL", "LDLR", "LLLD", "LLRD", "LLLL",
    "LLLR",
];

/// The kinds that each place may hold: two inputs, two outputs.
const PLACES: [&str; 4] = ["DTL", "DLR", "DTLXR", "DLR"];

/// Shapes that there are not, though their notes may balance: for each thing that the statement says of shapes one that is false in it alone.
const STRANGE: [&str; 8] = ["TDLD", "LDTD", "LRLD", "TLTD", "TLXD", "TDTR", "LDRL", "TRTL"];

/// Amounts of four notes, whatever their kinds, that balance as those of a shape do; `None` if none were found.
fn balanced(scene: &mut Scene, shape: &str) -> Option<[u64; 4]> {
    let kinds: Vec<char> = shape.chars().collect();
    let scale = within(scene.rng(), 1..=1_000_000);
    for _ in 0..100 {
        let mut amounts = [0; 4];
        for (amount, kind) in amounts.iter_mut().zip(&kinds) {
            *amount = match kind {
                'D' | 'X' => 0,
                'T' => scale * within(scene.rng(), 0..=4),
                _ => scale * within(scene.rng(), 1..=4),
            };
        }
        let [in0, in1, out0, out1] = amounts;
        let balances = if kinds[0] == 'T' { out0 + in1 == in0 + out1 } else { in0 + in1 == out0 + out1 };
        if balances {
            return Some(amounts);
        }
    }
    None
}

/// Whether a bend of this check applies to this shape.
fn fits(aim: Option<&str>, shape: &str) -> bool {
    match aim {
        Some(checks::DISTINCT) => shape.starts_with("DD") || shape.starts_with("LL"),
        Some(checks::MEMBERSHIP | checks::RECIPIENT | checks::FROZEN | checks::BALANCE) => shape != "DDDD",
        Some(checks::TRANCHE) => !matches!(shape, "DDDD" | "LDRD"),
        Some(checks::BILL) => shape == "TDTL" || shape.contains('X'),
        Some(checks::VALUE_CAP) => shape == "TDTL",
        _ => true,
    }
}

/// The shape of a witness.
fn shape(witness: &MoveWitness) -> String {
    let inputs = witness.inputs.iter().map(|input| input.content.kind);
    inputs.chain(witness.outputs.iter().map(|o| o.content.kind)).map(|kind| LETTERS[kind as usize]).collect()
}

/// The roles of which an owner needs one, of a note that somebody owns.
fn roles(kind: Kind) -> Option<Roles> {
    match kind {
        Kind::Dummy | Kind::Release => None,
        Kind::Title => Some(Roles::HOLDER.union(Roles::BANK)),
        Kind::Lien => Some(Roles::BANK),
        Kind::Retired => Some(Roles::ISSUER),
    }
}

/// Two numbers, each at least 1 and of 64 bits, with this sum.
fn shares(scene: &mut Scene, sum: u128) -> Option<[u64; 2]> {
    let most = u128::from(u64::MAX);
    let low = u64::try_from(sum.saturating_sub(most).max(1)).ok()?;
    let high = u64::try_from(sum.checked_sub(1)?.min(most)).ok()?;
    let first = within(scene.rng(), if low <= high { low..=high } else { return None });
    Some([first, u64::try_from(sum - u128::from(first)).ok()?])
}

/// Amounts of the four notes that a shape may have, and what the cargo is worth.
fn amounts(scene: &mut Scene, shape: &str) -> Option<([u64; 4], u64)> {
    let mut value = number(scene.rng(), 1_000_000);
    let any = number(scene.rng(), value);
    let some = any.max(1);
    let amounts = match shape {
        "TDTD" => [any, 0, any, 0],
        "TDTL" => {
            value = value.max(1);
            let pledged = within(scene.rng(), 1..=value);
            let before = within(scene.rng(), 0..=value - pledged);
            [before, 0, before + pledged, pledged]
        }
        "TRTD" => {
            let back = within(scene.rng(), 1..=some);
            [some, back, some - back, 0]
        }
        "TRXD" => [some, some, 0, 0],
        "LDLD" | "LDRD" => [some, 0, some, 0],
        "LDLL" | "LDLR" => {
            let whole = some.max(2);
            let [a, b] = shares(scene, whole.into())?;
            [whole, 0, a, b]
        }
        "LLLD" | "LLRD" => {
            let whole = some.max(2);
            let [a, b] = shares(scene, whole.into())?;
            [a, b, whole, 0]
        }
        "LLLL" | "LLLR" => {
            let second = number(scene.rng(), some).max(1);
            let [a, b] = shares(scene, u128::from(some) + u128::from(second))?;
            [some, second, a, b]
        }
        _ => [0; 4],
    };
    Some((amounts, value))
}

/// What the notes of one lot hold.
struct Contents {
    lot: Lot,
    bill: F,
    /// Making, prior and pool of its liens.
    tranche: (F, u64, u64),
}

impl Contents {
    fn any(scene: &mut Scene, bill: F) -> Self {
        let rng = scene.rng();
        let tranche = (element(rng), number(rng, 1_000_000), number(rng, 1_000_000));
        Self { lot: scene.world.lot(), bill, tranche }
    }

    /// A note of this kind.
    fn of(&self, kind: Kind, amount: u64) -> Content {
        let plain = Content { kind, amount, lot: self.lot, bill: self.bill, ..Content::DUMMY };
        match kind {
            Kind::Dummy => Content::DUMMY,
            Kind::Title => plain,
            Kind::Retired => Content { amount: 0, ..plain },
            Kind::Release => Content { bill: F::from(0u64), ..plain },
            Kind::Lien => {
                let (made, prior, pool) = self.tranche;
                Content { made, prior, pool, ..plain }
            }
        }
    }
}

impl Maker for Move {
    const CHECKS: &'static [&'static str] = &checks::ALL;
    const TYPED: Option<&'static str> = None;

    fn make(scene: &mut Scene, aim: Option<&'static str>) -> Option<Draft<Self>> {
        let fitting: Vec<&str> = SHAPES.into_iter().filter(|shape| fits(aim, shape)).collect();
        let shape = match aim {
            Some(checks::SHAPE) => one_of(scene.rng(), &STRANGE)?,
            // Of dummies alone, since a note that counts is bound by more than its form.
            Some(checks::FORM) if once_in(scene.rng(), 2) => "DDDD",
            _ => one_of(scene.rng(), &fitting)?,
        };
        let (amounts, value) = match SHAPES.contains(&shape) {
            true => amounts(scene, shape)?,
            false => (balanced(scene, shape)?, 10_000_000),
        };
        let issuer = scene.with(Roles::ISSUER)?;
        let bill = scene.bill(issuer.org, value)?;
        let mut lot = Contents::any(scene, bill.commitment());
        if STRANGE.contains(&shape) && shape.starts_with('T') {
            // Beside a title liens are of its tranche, which is none.
            lot.tranche = (F::from(0u64), 0, 0);
        }
        let kinds: Vec<Kind> = shape
            .chars()
            .filter_map(|letter| LETTERS.iter().position(|l| *l == letter))
            .map(|i| Kind::ALL[i])
            .collect();
        let note = |place: usize| {
            let kind = *kinds.get(place)?;
            (kind != Kind::Dummy).then(|| lot.of(kind, amounts[place]))
        };

        let actor = scene.anybody()?;
        let inputs = [note(0), note(1)].map(|note| note.map(|content| scene.world.hold(&actor, content)));
        let mut outputs = [None, None];
        for (j, output) in outputs.iter_mut().enumerate() {
            let Some(mut content) = note(2 + j) else { continue };
            let new = shape.starts_with('T') && j == 1 && content.kind == Kind::Lien;
            if let (true, Some(title)) = (new, &inputs[0]) {
                (content.made, content.prior, content.pool) =
                    (title.note.nullifier(&actor.nk), amounts[0], content.amount);
            }
            let back = !new && content.kind != Kind::Retired && once_in(scene.rng(), 2);
            let owner = match roles(content.kind) {
                Some(_) if back => actor.clone(),
                Some(roles) if content.kind == Kind::Retired => {
                    scene.who(|one| one.roles.intersects(roles) && one.org == issuer.org)?
                }
                Some(roles) => scene.with(roles)?,
                None => actor.clone(),
            };
            *output = Some(NoteSpec { content, owner });
        }
        let spec = MoveSpec { actor: actor.clone(), inputs, outputs, bill: Some(bill) };
        let mut witness = scene.world.move_witness(&spec);
        witness.audit = scene.audit_scalar()?;
        if once_in(scene.rng(), 2) {
            fill(scene, shape, &mut witness)?;
        }
        let public = scene.world.posted_move(&witness);
        let valuer = scene.world.valuer.clone();
        Some(Draft { public, witness, actor, issuer, valuer })
    }

    fn posted(scene: &Scene, draft: &Draft<Self>) -> MovePublic<F> {
        scene.world.posted_move(&draft.witness)
    }

    fn signature(witness: &mut MoveWitness) -> &mut Signature {
        &mut witness.signature
    }

    fn bends() -> Vec<Bend<Self>> {
        bends::all()
    }

    fn unread() -> Vec<Bend<Self>> {
        bends::unread()
    }
}

impl Sealed for Move {
    const SEALS: [&'static str; 3] = [checks::COMMITMENT, checks::SIGNATURE, checks::AUDIT];

    fn seals(public: &mut MovePublic<F>) -> (&mut [F], &mut AuditPublic<F>, &mut F) {
        (&mut public.cm, &mut public.audit, &mut public.ext)
    }

    fn scalar(witness: &mut MoveWitness) -> &mut AuditScalar {
        &mut witness.audit
    }
}

/// Anything in the places that this shape ignores.
fn fill(scene: &mut Scene, shape: &str, witness: &mut MoveWitness) -> Option<()> {
    for i in 0..2 {
        if witness.inputs[i].content.kind == Kind::Dummy {
            let input = &mut witness.inputs[i];
            (input.rho, input.r) = (element(scene.rng()), edge::element(scene.rng()) + change(scene.rng()));
            input.path = scene.nowhere();
        }
    }
    for j in 0..2 {
        let kind = witness.outputs[j].content.kind;
        if kind == Kind::Dummy {
            witness.outputs[j].owner = Address(element(scene.rng()));
        }
        if roles(kind).is_none() {
            witness.outputs[j].member = scene.no_member();
        }
    }
    if shape == "DDDD" {
        witness.frozen.low.value = element(scene.rng());
        witness.frozen.path = scene.nowhere();
    }
    if !fits(Some(checks::BILL), shape) {
        let (issuer, value) = (Org(element(scene.rng())), number(scene.rng(), 0));
        witness.bill = scene.bill(issuer, value)?;
    }
    (witness.nullifiers()[0] != witness.nullifiers()[1]).then_some(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use plimsoll_circuits::statement::Statement as _;
    use plimsoll_tests::twin::{Rows, assignment, blank};
    use std::collections::{BTreeMap, BTreeSet};

    /// Each strange shape is stopped by one row that says something of shapes, and by nothing else; dropped, it would be taken.
    #[test]
    fn every_strange_shape_is_stopped_by_one_row_alone() {
        let laid = blank::<Move>();
        let rows = Rows::of(&laid);
        let bend = bends::all().into_iter().rfind(|bend| bend.check == checks::SHAPE).unwrap();
        let mut scene = Scene::new(11);
        let mut alone: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for _ in 0..200 {
            let draft = Move::make(&mut scene, Some(checks::SHAPE));
            let Some(draft) = draft.and_then(|draft| draft.bent(&mut scene, &[bend])) else { continue };
            assert_eq!(Move::check(&draft.public, &draft.witness).unwrap_err().check, checks::SHAPE);
            let violated: Vec<usize> =
                rows.violated(&assignment::<Move>(&draft.public, &draft.witness)).take(2).collect();
            if let [row] = violated[..] {
                alone.entry(shape(&draft.witness)).or_default().insert(row);
            }
        }
        assert_eq!(alone.keys().map(String::as_str).collect::<BTreeSet<_>>(), STRANGE.into());
        assert!(alone.values().all(|rows| rows.len() == 1), "{alone:?}");
        // Of the seven rows, that dummies give dummies follows from amounts.
        assert_eq!(alone.values().flatten().collect::<BTreeSet<_>>().len(), 6);
    }
}
