use crate::twin::Twin;
use plimsoll_circuits::{
    audit::AuditScalar,
    credential::Bill,
    field::F,
    member::Roles,
    merkle::indexed::from_sorted,
    note::{Content, Kind, Lot, Note, rho_move},
    statement::movement::{Move, MovePublic, MoveWitness, checks},
};
use plimsoll_tests::{Actor, HeldNote, MoveSpec, NoteSpec, World};

type Case = (MovePublic<F>, MoveWitness);

/// A world with one lot: its bill, and notes of it as each test wants them.
struct Stage {
    world: World,
    lot: Lot,
    bill: Bill,
}

const VALUE: u64 = 1_000_000;

impl Stage {
    fn new(seed: u64) -> Self {
        let mut world = World::new(seed);
        let (lot, bill) = (world.lot(), world.bill(VALUE));
        Self { world, lot, bill }
    }

    fn title_content(&self, amount: u64) -> Content {
        Content { kind: Kind::Title, amount, lot: self.lot, bill: self.bill.commitment(), ..Content::DUMMY }
    }

    fn lien_content(&self, amount: u64, prior: u64, pool: u64) -> Content {
        Content { kind: Kind::Lien, amount, prior, pool, lot: self.lot, bill: self.bill.commitment() }
    }

    fn release_content(&self, amount: u64) -> Content {
        Content { kind: Kind::Release, amount, lot: self.lot, ..Content::DUMMY }
    }

    fn hold(&mut self, owner: &Actor, content: Content) -> HeldNote {
        self.world.hold(owner, content)
    }

    /// A Move of `actor` that spends fresh notes of these contents.
    fn case(
        &mut self,
        actor: &Actor,
        inputs: [Option<Content>; 2],
        outputs: [Option<(Content, &Actor)>; 2],
    ) -> (MoveSpec, Case) {
        let inputs = inputs.map(|content| content.map(|c| self.hold(actor, c)));
        let outputs = outputs.map(|o| o.map(|(content, owner)| NoteSpec { content, owner: owner.clone() }));
        let spec = MoveSpec { actor: actor.clone(), inputs, outputs, bill: Some(self.bill) };
        let case = self.world.movement(&spec);
        (spec, case)
    }

    /// The case with its witness bent, everything that follows from it made anew.
    fn bent(
        &self,
        (spec, (original, witness)): &(MoveSpec, Case),
        bend: impl FnOnce(&mut MoveWitness),
    ) -> Case {
        let mut witness = witness.clone();
        bend(&mut witness);
        let mut public = self.world.seal_move(&spec.actor, &mut witness);
        // The tree may have grown since: the old root is still one that it has had.
        public.notes_root = original.notes_root;
        self.sign(spec, &public, &mut witness);
        (public, witness)
    }

    fn pledge(&mut self, encumbrance: u64, amount: u64) -> (MoveSpec, Case) {
        let (holder, bank) = (self.world.holder.clone(), self.world.bank.clone());
        let before = self.title_content(encumbrance);
        let after = self.title_content(encumbrance + amount);
        let lien = self.lien_content(amount, encumbrance, amount);
        self.case(&holder, [Some(before), None], [Some((after, &holder)), Some((lien, &bank))])
    }
}

fn all_uses(stage: &mut Stage) -> Vec<(&'static str, Case)> {
    let [holder, buyer, bank, other] = [
        stage.world.holder.clone(),
        stage.world.buyer.clone(),
        stage.world.bank.clone(),
        stage.world.other_bank.clone(),
    ];
    let issuer = stage.world.issuer.clone();
    let t = |s: &Stage, e| s.title_content(e);
    let mut out = Vec::new();
    let s = stage;
    let mut put = |name, case: (MoveSpec, Case)| out.push((name, case.1));

    put("pledge", s.pledge(0, 600_000));
    put("second pledge, to the very value", s.pledge(600_000, 400_000));
    let c = [Some(t(s, 600_000)), None];
    put("endorse, encumbered", s.case(&holder, c, [Some((t(s, 600_000), &buyer)), None]));
    put("possessory pledge", s.case(&holder, c, [Some((t(s, 600_000), &other)), None]));
    let lien = s.lien_content(600_000, 0, 600_000);
    put("assign", s.case(&bank, [Some(lien), None], [Some((lien, &other)), None]));
    put("assign from the second place", s.case(&bank, [None, Some(lien)], [None, Some((lien, &other))]));
    let (part, rest) = (s.lien_content(250_000, 0, 600_000), s.lien_content(350_000, 0, 600_000));
    put("syndicate", s.case(&bank, [Some(lien), None], [Some((rest, &bank)), Some((part, &other))]));
    put("merge liens", s.case(&other, [Some(rest), Some(part)], [Some((lien, &other)), None]));
    let gone = s.release_content(600_000);
    put("discharge", s.case(&bank, [Some(lien), None], [Some((gone, &holder)), None]));
    let repaid = s.release_content(250_000);
    put(
        "partial repayment",
        s.case(&bank, [Some(lien), None], [Some((rest, &bank)), Some((repaid, &holder))]),
    );
    put(
        "both of a tranche",
        s.case(&bank, [Some(rest), Some(repaid)], [Some((rest, &bank)), Some((repaid, &holder))]),
    );
    put(
        "merge release",
        s.case(&holder, [Some(t(s, 600_000)), Some(repaid)], [Some((t(s, 350_000), &holder)), None]),
    );
    let less = s.release_content(100_000);
    put(
        "merge part of a release",
        s.case(
            &holder,
            [Some(t(s, 600_000)), Some(repaid)],
            [Some((t(s, 450_000), &holder)), Some((less, &buyer))],
        ),
    );
    put(
        "a bank in possession discharges itself",
        s.case(
            &other,
            [Some(t(s, 600_000)), Some(lien)],
            [Some((t(s, 350_000), &other)), Some((rest_of(s), &other))],
        ),
    );
    put(
        "a lien beside the title becomes a release",
        s.case(
            &other,
            [Some(t(s, 600_000)), Some(lien)],
            [Some((t(s, 600_000), &holder)), Some((gone, &holder))],
        ),
    );
    let retired = Content { kind: Kind::Retired, ..t(s, 0) };
    put("surrender", s.case(&holder, [Some(t(s, 0)), None], [Some((retired, &issuer)), None]));
    put("nothing at all", s.case(&holder, [None, None], [None, None]));
    put("over-encumbered by a fallen value, endorsed", {
        let content = t(s, VALUE + 5);
        s.case(&holder, [Some(content), None], [Some((content, &buyer)), None])
    });
    out
}

fn rest_of(s: &Stage) -> Content {
    s.lien_content(350_000, 0, 600_000)
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
        if ["pledge", "syndicate", "merge part of a release", "surrender", "nothing at all"].contains(&name) {
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
        [Some((s.title_content(100), &holder)), Some((s.release_content(100), &holder))],
    );
    twin.refuses(
        "a release that carries a bill",
        checks::FORM,
        &s.bent(&merge, |w| w.outputs[1].content.bill = F::from(3u64)),
    );
    let lien = s.lien_content(500, 0, 500);
    for (place, inputs) in [[Some(lien), None], [None, Some(lien)]].into_iter().enumerate() {
        let case = s.case(&bank, inputs, [Some((lien, &other)), None]);
        let case = s.bent(&case, |w| w.inputs[place].content.amount = 0);
        twin.refuses("a lien of nothing in", checks::FORM, &case);
    }
    let case = s.case(&bank, [Some(lien), None], [Some((lien, &other)), None]);
    let case = s.bent(&case, |w| w.outputs[0].content.amount = 0);
    twin.refuses("a lien of nothing out in the first place", checks::FORM, &case);
    let title = s.title_content(7);
    let wrong_place = s.case(&holder, [None, Some(title)], [Some((title, &buyer)), None]);
    twin.refuses("a title in the second place", checks::FORM, &wrong_place.1);
    let two = s.case(&holder, [Some(title), None], [Some((title, &buyer)), Some((title, &holder))]);
    twin.refuses("two titles out of one", checks::FORM, &two.1);
    let retired = Content { kind: Kind::Retired, ..s.title_content(0) };
    let revived = s.case(&issuer, [Some(retired), None], [Some((s.title_content(0), &holder)), None]);
    twin.refuses("a retired title spent", checks::FORM, &revived.1);

    // MOVE-2 to MOVE-6: what binds notes to the ledger.
    for i in 0..2 {
        let (mut public, mut witness) = pledge.1.clone();
        public.nf[i] += one;
        // What follows from the nullifiers follows from the wrong one.
        let rho = rho_move(public.nf);
        let notes = witness.output_notes();
        public.cm = std::array::from_fn(|j| Note { rho: rho[j], ..notes[j] }.commitment());
        s.sign(&pledge.0, &public, &mut witness);
        twin.refuses("a wrong nullifier", checks::NULLIFIER, &(public, witness));
    }
    let held = s.hold(&bank, lien);
    let twice = MoveSpec {
        actor: bank.clone(),
        inputs: [Some(held.clone()), Some(held)],
        outputs: [
            Some(NoteSpec { content: lien, owner: bank.clone() }),
            Some(NoteSpec { content: lien, owner: bank.clone() }),
        ],
        bill: None,
    };
    let case = s.world.movement(&twice);
    twin.refuses("one note spent twice in one Move", checks::DISTINCT, &case);
    let case = s.bent(&pledge, |w| w.inputs[0].rho += F::from(1u64));
    twin.refuses("a note that is not in the tree", checks::MEMBERSHIP, &case);
    let case = s.bent(&merge, |w| w.inputs[1].r += F::from(1u64));
    twin.refuses("a second note that is not in the tree", checks::MEMBERSHIP, &case);
    let case = s.bent(&pledge, |w| w.inputs[0].path.children[3][2] += F::from(1u64));
    twin.refuses("a path to another root", checks::MEMBERSHIP, &case);
    let case = s.bent(&merge, |w| w.inputs[1].path.children[3][2] += F::from(1u64));
    twin.refuses("a second path to another root", checks::MEMBERSHIP, &case);
    let case = s.bent(&pledge, |w| w.owner.member.roles = Roles::BANK);
    twin.refuses("an owner with made-up roles", checks::OWNER, &case);
    for i in 0..2 {
        let (mut public, mut witness) = pledge.1.clone();
        public.cm[i] += one;
        s.sign(&pledge.0, &public, &mut witness);
        twin.refuses("a wrong commitment", checks::COMMITMENT, &(public, witness));
    }

    // MOVE-7: recipients.
    let case = s.bent(&pledge, |w| w.outputs[1].member.roles = Roles::BANK.union(Roles::HOLDER));
    twin.refuses("a recipient with made-up roles", checks::RECIPIENT, &case);
    let case = s.bent(&pledge, |w| w.outputs[0].member.roles = Roles::BANK);
    twin.refuses("a first recipient with made-up roles", checks::RECIPIENT, &case);
    let lien_of = |s: &Stage, amount| s.lien_content(amount, 100, amount);
    let before = s.title_content(100);
    let to_self = s.case(
        &holder,
        [Some(before), None],
        [Some((s.title_content(600), &holder)), Some((lien_of(s, 500), &buyer))],
    );
    twin.refuses("a lien made to a holder", checks::RECIPIENT, &to_self.1);
    let to_holder = s.case(&bank, [Some(lien), None], [Some((lien, &holder)), None]);
    twin.refuses("a lien assigned to a holder", checks::RECIPIENT, &to_holder.1);
    let to_valuer = s.case(&holder, [Some(before), None], [Some((before, &valuer)), None]);
    twin.refuses("a title endorsed to a valuer", checks::RECIPIENT, &to_valuer.1);
    let gone = s.release_content(500);
    let case = s.case(&bank, [None, Some(lien)], [None, Some((gone, &valuer))]);
    twin.refuses("a release given to a valuer", checks::RECIPIENT, &case.1);
    let free = s.title_content(0);
    let to_holder = s.case(&holder, [Some(free), None], [Some((retired, &holder)), None]);
    twin.refuses("a title surrendered to a holder", checks::RECIPIENT, &to_holder.1);

    // MOVE-8, MOVE-9: one lot, not frozen.
    let other_lot = s.world.lot();
    for place in 0..2 {
        let case = s.bent(&merge, |w| w.outputs[place].content.lot = other_lot);
        twin.refuses("an output of another lot", checks::LOT, &case);
    }
    let cheap = Content { lot: other_lot, ..s.lien_content(500, 0, 500) };
    let case =
        s.case(&other, [Some(s.title_content(500)), Some(cheap)], [Some((s.title_content(0), &other)), None]);
    twin.refuses("a cheap lot's lien discharges a dear lot", checks::LOT, &case.1);
    let case = s.case(&holder, [None, None], [Some((s.title_content(0), &holder)), None]);
    twin.refuses("a title minted out of dummies", checks::LOT, &case.1);
    let case = s.case(&bank, [None, None], [None, Some((lien, &bank))]);
    twin.refuses("a lien minted out of dummies", checks::LOT, &case.1);
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
    let case = s.bent(&pledge, |_| ());
    twin.refuses("a frozen lot under the newest root", checks::FROZEN, &case);
    s.world.frozen = before_freeze;

    // MOVE-10: one title.
    let case = s.case(&holder, [Some(free), None], [None, None]);
    twin.refuses("a title that vanishes", checks::TITLE, &case.1);
    let case = s.case(&bank, [Some(lien), None], [Some((s.title_content(500), &other)), None]);
    twin.refuses("a title out of a lien", checks::TITLE, &case.1);
    let case = s.case(&bank, [Some(lien), None], [Some((retired, &issuer)), None]);
    twin.refuses("a retired title out of a lien", checks::TITLE, &case.1);
    let case = s.bent(&pledge, |w| w.outputs[0].content.bill += F::from(1u64));
    twin.refuses("a title with another bill", checks::TITLE, &case);
    let case = s.case(
        &holder,
        [Some(free), None],
        [Some((retired, &issuer)), Some((s.lien_content(5, 0, 5), &bank))],
    );
    twin.refuses("a lien made while the title is surrendered", checks::TITLE, &case.1);

    // MOVE-11: balance.
    let case = s.case(
        &holder,
        [Some(before), None],
        [Some((s.title_content(600), &holder)), Some((s.release_content(500), &holder))],
    );
    twin.refuses("a release made of nothing", checks::VALUE_CAP, &case.1);
    let case = s.case(
        &other,
        [Some(s.title_content(500)), Some(s.release_content(500))],
        [Some((s.title_content(500), &other)), Some((lien, &other))],
    );
    twin.refuses("a release beside the title becomes a lien", checks::TRANCHE, &case.1);
    let case = s.bent(&pledge, |w| w.outputs[0].content.amount -= 1);
    twin.refuses("a pledge that the title does not count", checks::BALANCE, &case);
    let case = s.bent(&merge, |w| w.outputs[0].content.amount -= 1);
    twin.refuses("an encumbrance that falls by itself", checks::BALANCE, &case);
    let case = s.case(&bank, [Some(lien), None], [Some((s.lien_content(499, 0, 500), &bank)), None]);
    twin.refuses("part of a lien lost", checks::BALANCE, &case.1);

    // MOVE-12, MOVE-13: tranches and pools.
    for (what, bend) in [
        ("a new lien with a better prior", (|c| c.prior = 0) as fn(&mut Content)),
        ("a new lien with a larger pool", |c| c.pool += 1),
        ("a new lien of another bill", |c| c.bill += F::from(1u64)),
    ] {
        let case = s.bent(&pledge, |w| bend(&mut w.outputs[1].content));
        twin.refuses(what, checks::TRANCHE, &case);
    }
    let assign = s.case(&bank, [Some(lien), None], [Some((lien, &other)), None]);
    for (what, bend) in [
        ("a lien that improves its prior", (|c| c.prior = 1) as fn(&mut Content)),
        ("a lien that changes its bill", |c| c.bill += F::from(1u64)),
    ] {
        let case = s.bent(&assign, |w| bend(&mut w.outputs[0].content));
        twin.refuses(what, checks::TRANCHE, &case);
    }
    let later = s.lien_content(300, 500, 300);
    let mixed = s.case(&bank, [Some(lien), Some(later)], [Some((s.lien_content(800, 0, 800), &bank)), None]);
    twin.refuses("liens of two tranches merged", checks::TRANCHE, &mixed.1);
    let elsewhere = Content { bill: F::from(77u64), ..lien };
    let mixed = s.case(&bank, [Some(lien), Some(elsewhere)], [Some((lien, &bank)), Some((lien, &bank))]);
    twin.refuses("liens of two bills mixed", checks::TRANCHE, &mixed.1);
    let revived = s.case(&other, [Some(release), None], [Some((lien, &other)), None]);
    twin.refuses("a release lent again as a lien", checks::TRANCHE, &revived.1);
    let (half, same) = (s.lien_content(300, 0, 500), s.lien_content(300, 0, 500));
    let case = s.case(&bank, [Some(half), Some(same)], [Some((s.lien_content(600, 0, 500), &bank)), None]);
    twin.refuses("a lien larger than its pool", checks::POOL, &case.1);
    let case = s.case(&bank, [Some(half), Some(same)], [None, Some((s.lien_content(600, 0, 500), &bank))]);
    twin.refuses("a second lien larger than its pool", checks::POOL, &case.1);

    // MOVE-14, MOVE-15: value.
    let case = s.bent(&pledge, |w| w.bill.value += 1);
    twin.refuses("a bill with a better value", checks::BILL, &case);
    let over = s.pledge(600_000, 400_001);
    twin.refuses("one cent beyond the value", checks::VALUE_CAP, &over.1);
    let grow = s.case(
        &bank,
        [Some(s.lien_content(300, 0, 500)), Some(s.release_content(200))],
        [Some((lien, &bank)), None],
    );
    twin.refuses("a repaid share used as security again", checks::VALUE_CAP, &grow.1);
    let grow = s.case(
        &holder,
        [Some(s.title_content(500)), Some(s.release_content(100))],
        [Some((s.title_content(600), &holder)), Some((s.release_content(200), &holder))],
    );
    twin.refuses("a release that grows beside its title", checks::VALUE_CAP, &grow.1);

    // MOVE-16, MOVE-17: signature and audit.
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
    twin.refuses("another audit scalar", checks::AUDIT, &(public, witness));
    let (mut public, mut witness) = pledge.1.clone();
    public.audit.ephemeral[0] = -public.audit.ephemeral[0];
    s.sign(&pledge.0, &public, &mut witness);
    twin.refuses("the negative of the ephemeral point", checks::AUDIT, &(public, witness));

    twin.needs_each_of(&checks::ALL);
}

impl Stage {
    /// Signs public inputs that were changed after they were made.
    fn sign(&self, spec: &MoveSpec, public: &MovePublic<F>, witness: &mut MoveWitness) {
        use plimsoll_circuits::statement::{Statement, sighash};
        witness.signature = spec.actor.signing.sign(sighash(Move::CIRCUIT, public));
    }
}
