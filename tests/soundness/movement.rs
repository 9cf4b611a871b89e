use crate::{
    stage::{Case, Stage, VALUE},
    twin::Twin,
};
use plimsoll_circuits::{
    audit::AuditScalar,
    field::F,
    member::{NullifierKey, Roles},
    merkle::indexed::from_sorted,
    note::{Content, Kind},
    poseidon2::hash,
    statement::movement::{Move, MoveWitness, checks},
    tag::Tag,
};
use plimsoll_tests::{MoveSpec, NoteSpec};

fn all_uses(stage: &mut Stage) -> Vec<(&'static str, Case)> {
    let [holder, buyer, bank, other] = [
        stage.world.holder.clone(),
        stage.world.buyer.clone(),
        stage.world.bank.clone(),
        stage.world.other_bank.clone(),
    ];
    let (issuer, leaving) = (stage.world.issuer.clone(), stage.world.leaving.clone());
    let mut out = Vec::new();
    let s = stage;
    let t = |s: &Stage, e| Some(s.title_content(e));
    let mut put = |name, case: (MoveSpec, Case)| out.push((name, case.1));
    let lien = s.lien_content(600_000, 0, 600_000);
    let (part, rest) = (s.lien_content(250_000, 0, 600_000), s.lien_content(350_000, 0, 600_000));
    let (gone, repaid) = (s.release_content(600_000), s.release_content(250_000));
    let [encumbered, free] = [s.title_content(600_000), s.title_content(0)];
    let retired = Content { kind: Kind::Retired, ..free };

    put("TD-TL pledge", s.pledge(0, 600_000));
    put("TD-TL second pledge, to the very value", s.pledge(600_000, 400_000));
    put(
        "TD-TD endorse, encumbered",
        s.case(&holder, [t(s, 600_000), None], [Some((encumbered, &buyer)), None]),
    );
    put(
        "TD-TD possessory pledge",
        s.case(&holder, [t(s, 600_000), None], [Some((encumbered, &other)), None]),
    );
    put("TD-XD surrender", s.case(&holder, [t(s, 0), None], [Some((retired, &issuer)), None]));
    put(
        "TR-TD merge release",
        s.case(&holder, [t(s, 600_000), Some(repaid)], [Some((s.title_content(350_000), &holder)), None]),
    );
    put(
        "TR-XD surrender with the last release",
        s.case(&holder, [t(s, 600_000), Some(gone)], [Some((retired, &issuer)), None]),
    );
    put("LD-LD assign", s.case(&bank, [Some(lien), None], [Some((lien, &other)), None]));
    put("LD-RD discharge", s.case(&bank, [Some(lien), None], [Some((gone, &bank)), None]));
    put("LD-LL syndicate", s.case(&bank, [Some(lien), None], [Some((rest, &bank)), Some((part, &other))]));
    put(
        "LD-LR partial repayment",
        s.case(&bank, [Some(lien), None], [Some((rest, &bank)), Some((repaid, &bank))]),
    );
    put("LL-LD merge liens", s.case(&other, [Some(rest), Some(part)], [Some((lien, &other)), None]));
    put("LL-RD discharge both", s.case(&bank, [Some(rest), Some(part)], [Some((gone, &bank)), None]));
    put(
        "LL-LL share anew",
        s.case(&bank, [Some(part), Some(rest)], [Some((rest, &other)), Some((part, &bank))]),
    );
    put(
        "LL-LR merge and repay",
        s.case(&bank, [Some(rest), Some(part)], [Some((rest, &other)), Some((repaid, &bank))]),
    );
    put("DD-DD nothing at all", s.case(&holder, [None, None], [None, None]));
    put("over-encumbered by a fallen value, endorsed", {
        let content = s.title_content(VALUE + 5);
        s.case(&holder, [Some(content), None], [Some((content, &buyer)), None])
    });
    // Who leaves keeps what it has, and gets change.
    put(
        "leaving, with a lien",
        s.case(&leaving, [Some(lien), None], [Some((rest, &leaving)), Some((repaid, &leaving))]),
    );
    put(
        "leaving, with a title",
        s.case(&leaving, [t(s, 600_000), Some(gone)], [Some((free, &leaving)), None]),
    );
    put(
        "leaving, pledges once more",
        s.case(&leaving, [t(s, 0), None], [Some((encumbered, &leaving)), Some((lien, &bank))]),
    );
    put(
        "leaving, splits",
        s.case(&leaving, [Some(lien), None], [Some((rest, &other)), Some((part, &leaving))]),
    );
    out
}

#[test]
fn every_use_is_accepted() {
    let mut stage = Stage::new(1);
    let uses = all_uses(&mut stage);
    let twin = Twin::<Move>::new(&uses[0].1);
    for (name, case) in &uses {
        twin.accepts(name, case);
    }
}

#[test]
fn no_hint_is_free() {
    let mut stage = Stage::new(2);
    for (name, case) in all_uses(&mut stage) {
        // One of each shape.
        if name.as_bytes()[2] == b'-' {
            Twin::<Move>::is_determined(name, &case);
        }
    }
}

#[test]
fn the_shape_does_not_depend_on_the_witness_and_every_input_is_bound() {
    let mut stage = Stage::new(3);
    let (_, case) = stage.pledge(0, 5);
    let twin = Twin::<Move>::new(&case);
    twin.has_one_shape();
    twin.binds_every_public_input(&case);
}

/// What is wrong with a note, at which place, and how.
type MisformedNote = (&'static str, usize, fn(&mut Content));

#[test]
fn native_and_circuit_refuse_every_lie_on_the_same_check() {
    let mut stage = Stage::new(4);
    let s = &mut stage;
    let [holder, buyer, bank, other] =
        [s.world.holder.clone(), s.world.buyer.clone(), s.world.bank.clone(), s.world.other_bank.clone()];
    let (issuer, valuer) = (s.world.issuer.clone(), s.world.valuer.clone());
    let pledge = s.pledge(100, 500_000);
    let mut twin = Twin::<Move>::new(&pledge.1);
    let one = F::from(1u64);

    // MOVE-1: forms.
    let forms: [MisformedNote; 4] = [
        ("a title with a prior", 2, |c| c.prior = 1),
        ("a title with a pool", 2, |c| c.pool = 1),
        ("a lien of nothing", 3, |c| c.amount = 0),
        ("a retired title with an encumbrance", 2, |c| c.kind = Kind::Retired),
    ];
    for (what, place, bend) in forms {
        let case = s.bent(&pledge, |w| bend(&mut w.outputs[place - 2].content));
        twin.refuses(what, checks::FORM, &case);
    }
    let idle = s.case(&holder, [None, None], [None, None]);
    for (what, bend) in [
        ("a dummy in with an amount", (|w| w.inputs[0].content.amount = 1) as fn(&mut MoveWitness)),
        ("a second dummy in with an amount", |w| w.inputs[1].content.amount = 1),
        ("a dummy in with a bill", |w| w.inputs[0].content.bill = F::from(1u64)),
        ("a second dummy in with a bill", |w| w.inputs[1].content.bill = F::from(1u64)),
        ("a dummy in with a prior", |w| w.inputs[0].content.prior = 1),
        ("a second dummy in with a pool", |w| w.inputs[1].content.pool = 1),
        ("a dummy out with an amount", |w| w.outputs[0].content.amount = 1),
        ("a second dummy out with an amount", |w| w.outputs[1].content.amount = 1),
        ("a dummy out with a bill", |w| w.outputs[0].content.bill = F::from(1u64)),
        ("a second dummy out with a bill", |w| w.outputs[1].content.bill = F::from(1u64)),
        ("a second dummy out with a pool", |w| w.outputs[1].content.pool = 1),
    ] {
        twin.refuses(what, checks::FORM, &s.bent(&idle, bend));
    }
    let release = s.release_content(500);
    let merge = s.case(
        &holder,
        [Some(s.title_content(500)), Some(release)],
        [Some((s.title_content(0), &holder)), None],
    );
    let lien = s.lien_content(500, 0, 500);
    let part = s.lien_content(300, 0, 500);
    let repay =
        s.case(&bank, [Some(lien), None], [Some((part, &bank)), Some((s.release_content(200), &bank))]);
    for (what, case) in [
        ("a release that carries a bill", s.bent(&repay, |w| w.outputs[1].content.bill = F::from(3u64))),
        ("a release of a making", s.bent(&repay, |w| w.outputs[1].content.made = F::from(3u64))),
        ("a release in of a making", s.bent(&merge, |w| w.inputs[1].content.made = F::from(3u64))),
        ("a title of a making", s.bent(&pledge, |w| w.outputs[0].content.made = F::from(3u64))),
        ("a dummy of a making", s.bent(&idle, |w| w.outputs[1].content.made = F::from(3u64))),
        ("a release of nothing", s.bent(&repay, |w| w.outputs[1].content.amount = 0)),
    ] {
        twin.refuses(what, checks::FORM, &case);
    }
    let case = s.case(&bank, [Some(lien), None], [Some((lien, &other)), None]);
    let nothing = s.bent(&case, |w| w.inputs[0].content.amount = 0);
    twin.refuses("a lien of nothing in", checks::FORM, &nothing);
    let nothing = s.bent(&case, |w| w.outputs[0].content.amount = 0);
    twin.refuses("a lien of nothing out in the first place", checks::FORM, &nothing);
    let both = s.case(&bank, [Some(part), Some(part)], [Some((lien, &bank)), None]);
    twin.refuses(
        "a second lien of nothing in",
        checks::FORM,
        &s.bent(&both, |w| w.inputs[1].content.amount = 0),
    );
    let title = s.title_content(7);
    let two = s.case(&holder, [Some(title), None], [Some((title, &buyer)), Some((title, &holder))]);
    twin.refuses("two titles out of one", checks::FORM, &two.1);
    let retired = Content { kind: Kind::Retired, ..s.title_content(0) };
    let free = s.title_content(0);
    let revived = s.case(&issuer, [Some(retired), None], [Some((free, &holder)), None]);
    twin.refuses("a retired title spent", checks::FORM, &revived.1);
    let alone = s.case(&other, [Some(release), None], [Some((lien, &other)), None]);
    twin.refuses("a release spent in the first place", checks::FORM, &alone.1);

    // MOVE-2: every combination of kinds that the places allow, but for those that there are.
    all_shapes(s, &mut twin);

    // MOVE-3 to MOVE-7: what binds notes to the ledger.
    for i in 0..2 {
        let (mut public, mut witness) = repay.1.clone();
        public.nf[i] += one;
        // What follows from the nullifiers follows from the wrong one.
        public.cm = s.world.commitments_under(&witness, public.nf);
        s.sign(&repay.0, &public, &mut witness);
        twin.refuses("a wrong nullifier", checks::NULLIFIER, &(public, witness));
    }
    // A release under the key of who spends it, as if it were his.
    let (mut public, mut witness) = merge.1.clone();
    let (rho, cm) = (witness.inputs[1].rho, witness.inputs[1].note(holder.address()).commitment());
    public.nf[1] = hash(Tag::Nullifier, &[holder.nk.expose(), rho, cm]);
    public.cm = s.world.commitments_under(&witness, public.nf);
    s.sign(&merge.0, &public, &mut witness);
    twin.refuses("a release with its spender's nullifier", checks::NULLIFIER, &(public, witness));
    let held = s.hold(&bank, part);
    let twice = MoveSpec {
        actor: bank.clone(),
        inputs: [Some(held.clone()), Some(held)],
        outputs: [Some(NoteSpec { content: s.lien_content(600, 0, 500), owner: bank.clone() }), None],
        bill: None,
    };
    let case = s.world.movement(&twice);
    twin.refuses("one note spent twice in one Move", checks::DISTINCT, &case);
    let case = s.bent(&repay, |w| w.inputs[0].rho += F::from(1u64));
    twin.refuses("a note that is not in the tree", checks::MEMBERSHIP, &case);
    let case = s.bent(&merge, |w| w.inputs[1].r += F::from(1u64));
    twin.refuses("a second note that is not in the tree", checks::MEMBERSHIP, &case);
    let case = s.bent(&pledge, |w| w.inputs[0].path.children[3][2] += F::from(1u64));
    twin.refuses("a path to another root", checks::MEMBERSHIP, &case);
    let case = s.bent(&merge, |w| w.inputs[1].path.children[3][2] += F::from(1u64));
    twin.refuses("a second path to another root", checks::MEMBERSHIP, &case);
    let case = s.bent(&repay, |w| w.owner.member.roles = Roles::HOLDER);
    twin.refuses("an owner with made-up roles", checks::OWNER, &case);
    let case = s.bent(&repay, |w| w.owner.member.org.0 += F::from(1u64));
    twin.refuses("an owner of another organisation", checks::OWNER, &case);
    for i in 0..2 {
        let (mut public, mut witness) = pledge.1.clone();
        public.cm[i] += one;
        s.sign(&pledge.0, &public, &mut witness);
        twin.refuses("a wrong commitment", checks::COMMITMENT, &(public, witness));
    }
    // A blinding of one's own choice, which no guardian could tell a stuck owner.
    for i in 0..2 {
        let (mut public, mut witness) = pledge.1.clone();
        let mut notes = witness.output_notes(s.world.audit_key);
        notes[i].r += one;
        public.cm[i] = notes[i].commitment();
        s.sign(&pledge.0, &public, &mut witness);
        twin.refuses("a blinding of one's own", checks::COMMITMENT, &(public, witness));
    }

    // MOVE-8: recipients.
    let case = s.bent(&pledge, |w| w.outputs[1].member.roles = Roles::BANK.union(Roles::HOLDER));
    twin.refuses("a recipient with made-up roles", checks::RECIPIENT, &case);
    let case = s.bent(&pledge, |w| w.outputs[0].member.roles = Roles::BANK);
    twin.refuses("a first recipient with made-up roles", checks::RECIPIENT, &case);
    let before = s.title_content(100);
    let after = s.title_content(600);
    let new = s.lien_content(500, 100, 500);
    let case = s.case(&holder, [Some(before), None], [Some((after, &holder)), Some((new, &buyer))]);
    twin.refuses("a lien made to a holder", checks::RECIPIENT, &case.1);
    let case = s.case(&holder, [Some(before), None], [Some((after, &holder)), Some((new, &holder))]);
    twin.refuses("a new lien of its maker, who is no bank", checks::RECIPIENT, &case.1);
    let leaving = s.world.leaving.clone();
    for (what, actor, input, out) in [
        ("a lien assigned to a holder", &bank, lien, (lien, &holder)),
        ("a title endorsed to a valuer", &holder, before, (before, &valuer)),
        ("a title endorsed to who leaves", &holder, before, (before, &leaving)),
        ("a lien assigned to who leaves", &bank, lien, (lien, &leaving)),
        ("a title surrendered to a holder", &buyer, free, (retired, &holder)),
        ("a title surrendered to oneself", &holder, free, (retired, &holder)),
    ] {
        let case = s.case(actor, [Some(input), None], [Some(out), None]);
        twin.refuses(what, checks::RECIPIENT, &case.1);
    }
    let surrender = s.case(&holder, [Some(free), None], [Some((retired, &issuer)), None]);
    let other_issuer = s.world.other_issuer.clone();
    let case = s.case(&holder, [Some(free), None], [Some((retired, &other_issuer)), None]);
    twin.refuses("a title surrendered to another issuer", checks::RECIPIENT, &case.1);
    let case = s.bent(&surrender, |w| w.outputs[0].member.org.0 += F::from(1u64));
    twin.refuses("an issuer that is called another's", checks::RECIPIENT, &case);
    for (i, case) in [(1, &repay), (0, &s.case(&bank, [Some(lien), None], [Some((release, &bank)), None]))] {
        let case = s.bent(case, |w| w.outputs[i].owner = bank.address());
        twin.refuses("a release that somebody owns", checks::RECIPIENT, &case);
    }

    // MOVE-9, MOVE-10: one lot, not frozen.
    let other_lot = s.world.lot();
    for place in 0..2 {
        let case = s.bent(&repay, |w| w.outputs[place].content.lot = other_lot);
        twin.refuses("an output of another lot", checks::LOT, &case);
    }
    let cheap = Content { lot: other_lot, ..release };
    let case = s.case(&other, [Some(s.title_content(500)), Some(cheap)], [Some((free, &other)), None]);
    twin.refuses("a cheap lot's release discharges a dear lot", checks::LOT, &case.1);
    for place in 0..4 {
        let case = s.bent(&idle, |w| match place {
            0 | 1 => w.inputs[place].content.lot = other_lot,
            _ => w.outputs[place - 2].content.lot = other_lot,
        });
        twin.refuses("a dummy of a lot", checks::LOT, &case);
    }
    let case = s.bent(&pledge, |w| w.frozen.path.children[1][0] += F::from(1u64));
    twin.refuses("a path in another frozen tree", checks::FROZEN, &case);
    let case = s.bent(&pledge, |w| w.frozen.low.value += F::from(1u64));
    twin.refuses("a made-up gap", checks::FROZEN, &case);
    let mut frozen: std::collections::BTreeSet<F> = [s.lot.0].into();
    frozen.insert(other_lot.0);
    let before_freeze = std::mem::replace(&mut s.world.frozen, from_sorted(&frozen).expect("lots are new"));
    for (what, case) in [("title", &pledge), ("lien", &repay), ("release", &merge)] {
        let case = s.bent(case, |_| ());
        twin.refuses(&format!("a frozen lot's {what} under the newest root"), checks::FROZEN, &case);
    }
    s.world.frozen = before_freeze;

    // MOVE-11: balance.
    for (what, case) in [
        ("a pledge that the title does not count", s.bent(&pledge, |w| w.outputs[0].content.amount -= 1)),
        ("an encumbrance that does not fall", s.bent(&merge, |w| w.outputs[0].content.amount = 1)),
        ("a lien that grows", s.bent(&repay, |w| w.outputs[0].content.amount += 1)),
        (
            "a release that is larger than what is given back",
            s.bent(&repay, |w| w.outputs[1].content.amount += 1),
        ),
        ("part of a lien lost", s.bent(&repay, |w| w.outputs[1].content.amount -= 1)),
        ("an encumbrance that falls by itself", {
            let case = s.case(&holder, [Some(before), None], [Some((free, &holder)), None]);
            case.1
        }),
        ("an encumbered title surrendered", {
            let case = s.case(&holder, [Some(before), None], [Some((retired, &issuer)), None]);
            case.1
        }),
        ("a title surrendered with too small a release", {
            let title = s.title_content(501);
            s.case(&holder, [Some(title), Some(release)], [Some((retired, &issuer)), None]).1
        }),
    ] {
        twin.refuses(what, checks::BALANCE, &case);
    }

    // MOVE-12: tranches.
    for (what, bend) in [
        ("a new lien with a better prior", (|c| c.prior = 0) as fn(&mut Content)),
        ("a new lien with a larger pool", |c| c.pool += 1),
        ("a new lien of another bill", |c| c.bill += F::from(1u64)),
        ("a new lien of another making", |c| c.made += F::from(1u64)),
        ("a new lien of none", |c| c.made = F::from(0u64)),
    ] {
        let case = s.bent(&pledge, |w| bend(&mut w.outputs[1].content));
        twin.refuses(what, checks::TRANCHE, &case);
    }
    for place in 0..2 {
        let split = s.case(
            &bank,
            [Some(lien), None],
            [Some((part, &bank)), Some((s.lien_content(200, 0, 500), &other))],
        );
        for (what, bend) in [
            ("a lien that improves its prior", (|c| c.prior = 1) as fn(&mut Content)),
            ("a lien with another pool", |c| c.pool = 499),
            ("a lien that changes its bill", |c| c.bill += F::from(1u64)),
            ("a lien that changes its making", |c| c.made += F::from(1u64)),
        ] {
            let case = s.bent(&split, |w| bend(&mut w.outputs[place].content));
            twin.refuses(what, checks::TRANCHE, &case);
        }
    }
    for (what, other_lien) in [
        ("liens of two priors merged", Content { prior: 500, ..part }),
        ("liens of two pools merged", Content { pool: 600, ..part }),
        ("liens of two bills merged", Content { bill: F::from(77u64), ..part }),
        // All else agrees: made anew under the same title and bill, for the same amount, after the first was given back.
        ("liens of two makings merged", Content { made: F::from(78u64), ..part }),
    ] {
        let sum = s.lien_content(600, 0, 500);
        let mixed = s.case(&bank, [Some(part), Some(other_lien)], [Some((sum, &bank)), None]);
        twin.refuses(what, checks::TRANCHE, &mixed.1);
    }
    let case = s.bent(&pledge, |w| w.outputs[0].content.bill += F::from(1u64));
    twin.refuses("a title with another bill", checks::TRANCHE, &case);
    let case = s.bent(&surrender, |w| w.outputs[0].content.bill += F::from(1u64));
    twin.refuses("a retired title with another bill", checks::TRANCHE, &case);

    // MOVE-13, MOVE-14: value.
    let case = s.bent(&pledge, |w| w.bill.value += 1);
    twin.refuses("a bill with a better value", checks::BILL, &case);
    let case = s.bent(&surrender, |w| {
        w.bill.issuer = other_issuer.org;
        w.outputs[0].owner = other_issuer.address();
        w.outputs[0].member = s.world.member(&other_issuer);
    });
    twin.refuses("a bill with another issuer", checks::BILL, &case);
    let over = s.pledge(600_000, 400_001);
    twin.refuses("one cent beyond the value", checks::VALUE_CAP, &over.1);
    let over = s.pledge(VALUE + 5, 1);
    twin.refuses("a pledge of what has lost its value", checks::VALUE_CAP, &over.1);

    // MOVE-15, MOVE-16: signature and audit.
    let (public, mut witness) = pledge.1.clone();
    witness.signature = other.signing.sign(F::from(9u64));
    twin.refuses("somebody else's signature", checks::SIGNATURE, &(public, witness));
    let (mut public, witness) = pledge.1.clone();
    public.ext += one;
    twin.refuses("a memo swapped in transit", checks::SIGNATURE, &(public, witness));
    for i in 0..8 {
        let (mut public, mut witness) = pledge.1.clone();
        public.audit.masked[i] += one;
        s.sign(&pledge.0, &public, &mut witness);
        twin.refuses("an audit record that says something else", checks::AUDIT, &(public, witness));
    }
    let (public, mut witness) = pledge.1.clone();
    witness.audit = AuditScalar::blank();
    twin.refuses("another audit scalar", checks::COMMITMENT, &(public, witness));
    let (mut public, mut witness) = pledge.1.clone();
    public.audit.ephemeral[0] = -public.audit.ephemeral[0];
    s.sign(&pledge.0, &public, &mut witness);
    twin.refuses("the negative of the ephemeral point", checks::AUDIT, &(public, witness));

    // The tree of members has another root from here on.
    let nk = NullifierKey::random(&mut s.world.rng);
    let odd = Roles(Roles::BANK.0 | 1 << Roles::BITS);
    let odd = s.world.admit(nk, odd, bank.org);
    let case = s.case(&odd, [Some(lien), None], [Some((lien, &odd)), None]);
    twin.refuses("an owner with a role that there is not", checks::OWNER, &case.1);

    twin.needs_each_of(&checks::ALL);
}

/// Every combination of kinds that stands in no shape is refused as such, whatever the amounts.
fn all_shapes(s: &mut Stage, twin: &mut Twin<Move>) {
    let actor = s.world.everything.clone();
    let of = |s: &Stage, kind| match kind {
        Kind::Dummy => None,
        Kind::Title => Some(s.title_content(500)),
        Kind::Lien => Some(s.lien_content(500, 0, 500)),
        Kind::Retired => Some(Content { kind: Kind::Retired, ..s.title_content(0) }),
        Kind::Release => Some(s.release_content(500)),
    };
    let letters = |kinds: [Kind; 2]| {
        kinds.map(|kind| ['D', 'T', 'L', 'X', 'R'][kind as usize]).iter().collect::<String>()
    };
    let allowed = |from: &str, to: &str| match from {
        "DD" => to == "DD",
        "TD" => ["TD", "TL", "XD"].contains(&to),
        "TR" => ["TD", "XD"].contains(&to),
        "LD" | "LL" => ["LD", "RD", "LL", "LR"].contains(&to),
        _ => false,
    };
    let mut refused = 0;
    for in0 in [Kind::Dummy, Kind::Title, Kind::Lien] {
        for in1 in [Kind::Dummy, Kind::Lien, Kind::Release] {
            for out0 in Kind::ALL {
                for out1 in [Kind::Dummy, Kind::Lien, Kind::Release] {
                    let (from, to) = (letters([in0, in1]), letters([out0, out1]));
                    if allowed(&from, &to) {
                        continue;
                    }
                    let inputs = [of(s, in0), of(s, in1)];
                    let outputs = [of(s, out0), of(s, out1)].map(|c| c.map(|c| (c, &actor)));
                    let case = s.case(&actor, inputs, outputs);
                    twin.refuses(&format!("{from} to {to}"), checks::SHAPE, &case.1);
                    refused += 1;
                }
            }
        }
    }
    assert_eq!(refused, 3 * 3 * 5 * 3 - 14);
}
