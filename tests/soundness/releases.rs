//! What dishonest holders and banks try with a Move beyond single lies: releases spent again, by others or in others' place, notes
//! passed off as other notes, nullifiers posted to burn what is somebody else's, amounts that wrap around 64 bits.

use crate::{
    stage::{Case, Stage},
    twin::Twin,
};
use plimsoll_circuits::{
    field::F,
    member::{NullifierKey, Roles},
    merkle::indexed::from_sorted,
    note::{Content, Kind, Note},
    statement::movement::{InputWitness, Move, MoveWitness, checks},
};
use plimsoll_tests::{Actor, HeldNote, MoveSpec, NoteSpec, twin::numbers};
use std::collections::HashSet;

impl Stage {
    /// A Move of `actor` that spends these very notes.
    fn spend(
        &mut self,
        actor: &Actor,
        inputs: [Option<&HeldNote>; 2],
        outputs: [Option<(Content, &Actor)>; 2],
    ) -> (MoveSpec, Case) {
        let spec = MoveSpec {
            actor: actor.clone(),
            inputs: inputs.map(|held| held.cloned()),
            outputs: outputs.map(|o| o.map(|(content, owner)| NoteSpec { content, owner: owner.clone() })),
            bill: Some(self.bill),
        };
        let case = self.world.movement(&spec);
        (spec, case)
    }

    /// The notes that a Move makes enter the tree.
    fn enter(&mut self, (_, witness): &Case) -> [HeldNote; 2] {
        witness.output_notes(self.world.audit_key).map(|note| {
            let position = self.world.notes.append(note.commitment()).expect("the note tree has room");
            HeldNote { note, position }
        })
    }

    /// A pledge by the holder, entered: the title and the bank's lien.
    fn pledged(&mut self, encumbrance: u64, amount: u64) -> [HeldNote; 2] {
        let (_, case) = self.pledge(encumbrance, amount);
        self.enter(&case)
    }

    /// The case with other nullifiers posted. What follows from them follows from those.
    fn posting(&self, (spec, (public, witness)): &(MoveSpec, Case), nf: [F; 2]) -> Case {
        let (mut public, mut witness) = (public.clone(), witness.clone());
        public.nf = nf;
        public.cm = self.world.commitments_under(&witness, nf);
        self.sign(spec, &public, &mut witness);
        (public, witness)
    }
}

/// The note, as if it held something else.
fn relabelled(held: &HeldNote, content: Content) -> HeldNote {
    HeldNote { note: Note { content, ..held.note }, ..held.clone() }
}

#[test]
fn a_release_has_one_nullifier_whoever_holds_the_title() {
    let mut stage = Stage::new(51);
    let s = &mut stage;
    let [holder, buyer, bank] = [&s.world.holder, &s.world.buyer, &s.world.bank].map(Clone::clone);
    let [title, lien] = s.pledged(0, 600_000);
    let rest = Content { amount: 350_000, ..lien.note.content };
    let repaid = s.release_content(250_000);
    let (_, repay) = s.spend(&bank, [Some(&lien), None], [Some((rest, &bank)), Some((repaid, &bank))]);
    let twin = Twin::<Move>::new(&repay);
    let [_, release] = s.enter(&repay);

    let after = s.title_content(350_000);
    let (_, merged) = s.spend(&holder, [Some(&title), Some(&release)], [Some((after, &holder)), None]);
    twin.accepts("merged by the pledgor", &merged);
    let (_, sold) = s.spend(&holder, [Some(&title), None], [Some((title.note.content, &buyer)), None]);
    let [of_buyer, _] = s.enter(&sold);
    let (_, again) = s.spend(&buyer, [Some(&of_buyer), Some(&release)], [Some((after, &buyer)), None]);
    twin.accepts("merged by the buyer", &again);
    // After the first merge e is still high enough to bear it a second time.
    let [lower, _] = s.enter(&merged);
    let lowest = s.title_content(100_000);
    let (_, twice) = s.spend(&holder, [Some(&lower), Some(&release)], [Some((lowest, &holder)), None]);
    twin.accepts("merged twice, which the set of nullifiers refuses", &twice);
    let nf = release.note.nullifier(&bank.nk);
    assert!([&merged, &again, &twice].iter().all(|(public, _)| public.nf[1] == nf));
    let titles: HashSet<F> = [&merged, &again, &twice].iter().map(|(public, _)| public.nf[0]).collect();
    assert_eq!(titles.len(), 3);
}

#[test]
fn notes_that_agree_in_all_that_a_prover_chooses_are_still_two() {
    let mut stage = Stage::new(52);
    let s = &mut stage;
    let (holder, bank) = (s.world.holder.clone(), s.world.bank.clone());
    let (lien, half) = (s.lien_content(400, 0, 400), s.lien_content(200, 0, 400));
    let lien = s.hold(&bank, lien);
    let (_, split) = s.spend(&bank, [Some(&lien), None], [Some((half, &bank)), Some((half, &bank))]);
    let twin = Twin::<Move>::new(&split);
    let halves = s.enter(&split);
    assert_ne!(split.0.cm[0], split.0.cm[1]);
    assert_ne!(halves[0].note.nullifier(&bank.nk), halves[1].note.nullifier(&bank.nk));

    // The bank gives both back under one audit scalar, so that the releases have one blinding.
    let gone = s.release_content(200);
    let mut releases = Vec::new();
    for half in &halves {
        let made = s.spend(&bank, [Some(half), None], [Some((gone, &bank)), None]);
        let audit = split.1.audit;
        let case = s.bent(&made, |w| w.audit = audit);
        twin.accepts("given back under the scalar of before", &case);
        let [release, _] = s.enter(&case);
        releases.push(release);
    }
    assert_eq!(releases[0].note.r, releases[1].note.r);
    // Both lower what the title bears: neither stands in the other's way.
    let mut bears = 400;
    let mut spent = HashSet::new();
    for release in &releases {
        let (before, after) = (s.title_content(bears), s.title_content(bears - 200));
        let title = s.hold(&holder, before);
        let (_, case) = s.spend(&holder, [Some(&title), Some(release)], [Some((after, &holder)), None]);
        twin.accepts("merged", &case);
        assert!(case.0.nf.iter().all(|nf| spent.insert(*nf)));
        bears -= 200;
    }
}

#[test]
fn no_note_is_spent_as_another_or_by_somebody_else() {
    let mut stage = Stage::new(53);
    let s = &mut stage;
    let [holder, buyer, bank, other, issuer] =
        [&s.world.holder, &s.world.buyer, &s.world.bank, &s.world.other_bank, &s.world.issuer]
            .map(Clone::clone);
    let [title, lien] = s.pledged(0, 500);
    let [free, gone] = [s.title_content(0), s.release_content(500)];
    let merge = |s: &mut Stage, by: &Actor, title: &HeldNote, with: &HeldNote| {
        s.spend(by, [Some(title), Some(with)], [Some((free, by)), None]).1
    };
    let (_, discharged) = s.spend(&bank, [Some(&lien), None], [Some((gone, &bank)), None]);
    let mut twin = Twin::<Move>::new(&discharged);
    let [release, nothing] = s.enter(&discharged);
    twin.accepts("what is given back is merged", &merge(s, &holder, &title, &release));

    // The pledgor made the lien, so it knows all of it but its owner's keys.
    let as_release = relabelled(&lien, gone);
    let case = merge(s, &holder, &title, &as_release);
    twin.refuses_alone("a lien merged by its pledgor as if it were given back", checks::MEMBERSHIP, &case);
    let (_, case) = s.spend(&holder, [Some(&lien), None], [Some((gone, &holder)), None]);
    twin.refuses_alone("a lien given back by its pledgor", checks::MEMBERSHIP, &case);
    let (_, case) = s.spend(&holder, [Some(&lien), None], [Some((lien.note.content, &other)), None]);
    twin.refuses_alone("a lien assigned by its pledgor", checks::MEMBERSHIP, &case);
    let (_, case) = s.spend(&buyer, [Some(&title), None], [Some((title.note.content, &buyer)), None]);
    twin.refuses_alone("a title endorsed by who knows its opening", checks::MEMBERSHIP, &case);
    let case = merge(s, &buyer, &title, &release);
    twin.refuses_alone("a release merged in somebody else's title", checks::MEMBERSHIP, &case);
    // What was given back is a lien no more.
    let as_lien = relabelled(&release, lien.note.content);
    let (_, case) = s.spend(&bank, [Some(&as_lien), None], [Some((lien.note.content, &other)), None]);
    twin.refuses_alone("a release assigned by who gave it back", checks::MEMBERSHIP, &case);
    // The dummy that was made beside it belongs to the bank.
    for (what, content) in
        [("a dummy spent as a title", free), ("a dummy spent as a lien", lien.note.content)]
    {
        let (_, case) =
            s.spend(&bank, [Some(&relabelled(&nothing, content)), None], [Some((content, &bank)), None]);
        twin.refuses_alone(what, checks::MEMBERSHIP, &case);
    }
    let case = merge(s, &holder, &title, &relabelled(&nothing, gone));
    twin.refuses_alone("a dummy merged as a release", checks::MEMBERSHIP, &case);
    let retired = Content { kind: Kind::Retired, ..free };
    let surrendered = s.hold(&issuer, retired);
    let (_, case) =
        s.spend(&issuer, [Some(&relabelled(&surrendered, free)), None], [Some((free, &holder)), None]);
    twin.refuses_alone("a surrendered title spent as a living one", checks::MEMBERSHIP, &case);
    let larger = relabelled(&release, s.release_content(501));
    let more = s.title_content(501);
    let more = s.hold(&holder, more);
    let case = merge(s, &holder, &more, &larger);
    twin.refuses_alone("a release of more than was given back", checks::MEMBERSHIP, &case);
}

#[test]
fn nobody_posts_the_nullifier_of_what_is_not_his() {
    let mut stage = Stage::new(54);
    let s = &mut stage;
    let (holder, bank) = (s.world.holder.clone(), s.world.bank.clone());
    let [title, lien] = s.pledged(0, 500);
    let gone = s.release_content(500);
    let (_, discharged) = s.spend(&bank, [Some(&lien), None], [Some((gone, &bank)), None]);
    let mut twin = Twin::<Move>::new(&discharged);
    let [release, _] = s.enter(&discharged);
    let target = release.note.nullifier(&bank.nk);

    // A bank would keep the lot encumbered: it burns what it gave back. It may even be a member whose key is the release's secret.
    let burner = s.world.admit(NullifierKey::new(release.note.r), Roles::BANK, bank.org);
    for (at, actor) in [(0, &bank), (1, &bank), (0, &burner), (1, &burner)] {
        let mut idle = s.spend(actor, [None, None], [None, None]);
        let Note { rho, r, .. } = release.note;
        idle.1 = s.bent(&idle, |w| w.inputs[at] = InputWitness::dummy(rho, r));
        twin.accepts("a dummy of the release's secrets", &idle.1);
        assert_ne!(idle.1.0.nf[at], target);
        let mut nf = idle.1.0.nf;
        nf[at] = target;
        twin.refuses_alone("a release burnt by a dummy", checks::NULLIFIER, &s.posting(&idle, nf));
        nf[at] = title.note.nullifier(&holder.nk);
        twin.refuses_alone("a title burnt by a dummy", checks::NULLIFIER, &s.posting(&idle, nf));
    }
    let swapped = s.spend(&bank, [Some(&lien), None], [Some((gone, &bank)), None]);
    let [nf0, nf1] = swapped.1.0.nf;
    twin.refuses_alone("the two nullifiers swapped", checks::NULLIFIER, &s.posting(&swapped, [nf1, nf0]));
    // The same note as another one that has no place in the set yet.
    let case = s.posting(&swapped, [nf0 + F::from(1u64), nf1]);
    twin.refuses_alone("a lien under a fresh nullifier", checks::NULLIFIER, &case);

    // A release of one's own choice: the one that is there, without blinding, or under a rho that is no nullifiers'.
    for (at, half) in [(0, false), (1, true)] {
        let part = s.lien_content(200, 0, 500);
        let rest = s.lien_content(300, 0, 500);
        let outputs = if half {
            [Some((rest, &bank)), Some((s.release_content(200), &bank))]
        } else {
            [Some((s.release_content(200), &bank)), None]
        };
        let held = s.hold(&bank, if half { s.lien_content(500, 0, 500) } else { part });
        let made = s.spend(&bank, [Some(&held), None], outputs);
        let note = made.1.1.output_notes(s.world.audit_key)[at];
        for (what, cm) in [
            ("a release that is there already", release.note.commitment()),
            ("a release without blinding", Note { r: F::from(0u64), ..note }.commitment()),
            ("a release with the blinding of another", Note { r: release.note.r, ..note }.commitment()),
            ("a release under the rho of another", Note { rho: release.note.rho, ..note }.commitment()),
        ] {
            let (mut public, mut witness) = made.1.clone();
            public.cm[at] = cm;
            s.sign(&made.0, &public, &mut witness);
            twin.refuses_alone(what, checks::COMMITMENT, &(public, witness));
        }
    }
}

/// What is wrong with the amounts of a Move, what goes in, and what comes out.
type Wrapped = (&'static str, [Option<Content>; 2], [Option<Content>; 2]);

#[test]
fn no_amount_wraps_around() {
    const MAX: u64 = u64::MAX;
    let mut stage = Stage::new(55);
    let s = &mut stage;
    let [holder, bank, other] = [&s.world.holder, &s.world.bank, &s.world.other_bank].map(Clone::clone);
    let good = s.pledge(0, 500);
    let mut twin = Twin::<Move>::new(&good.1);
    let (t, r) = (|s: &Stage, e| Some(s.title_content(e)), |s: &Stage, a| Some(s.release_content(a)));
    let l = |s: &Stage, amount| Some(s.lien_content(amount, 7, MAX));
    let new = |s: &Stage, amount, prior| Some(s.lien_content(amount, prior, amount));
    let cases: [Wrapped; 7] = [
        ("an encumbrance that a pledge wraps around", [t(s, MAX - 4), None], [t(s, 5), new(s, 10, MAX - 4)]),
        ("a release of more than the title bears", [t(s, 100), r(s, 101)], [t(s, MAX), None]),
        ("a release that wraps the encumbrance to a higher one", [t(s, 0), r(s, MAX)], [t(s, 1), None]),
        ("a lien split into more than it was", [l(s, 500), None], [l(s, 600), l(s, MAX - 99)]),
        ("a release that wraps the rest of its lien", [l(s, 500), None], [l(s, 501), r(s, MAX)]),
        ("two liens of more than all, as a small one", [l(s, MAX), l(s, 2)], [l(s, 1), None]),
        ("two liens of more than all, given back as little", [l(s, MAX), l(s, 2)], [r(s, 1), None]),
    ];
    for (what, inputs, outputs) in cases {
        let title = inputs[0].is_some_and(|c| c.kind == Kind::Title);
        let actor = if title { &holder } else { &bank };
        let owners = [actor, &other];
        let outputs = std::array::from_fn(|j| outputs[j].map(|c| (c, owners[j])));
        let (_, case) = s.case(actor, inputs, outputs);
        twin.refuses_alone(what, checks::BALANCE, &case);
    }
    let (_, beyond) = s.pledge(MAX - 5, 5);
    twin.refuses_alone("as far beyond the value as 64 bits go", checks::VALUE_CAP, &beyond);
    s.bill = s.world.bill(MAX);
    for (encumbrance, amount) in [(0, MAX), (MAX - 1, 1)] {
        let (_, case) = s.pledge(encumbrance, amount);
        twin.accepts("all that 64 bits hold", &case);
    }
    twin.needs_each_of(&[checks::BALANCE, checks::VALUE_CAP]);
}

#[test]
fn every_number_of_a_note_has_64_bits() {
    let (_, case) = Stage::new(56).pledge(0, 500);
    // Amount, prior and pool of four notes.
    assert_eq!(numbers(&Twin::<Move>::new(&case).shape, checks::FORM).len(), 12);
}

#[test]
fn ranks_makings_and_recipients_hold_against_who_colludes() {
    let mut stage = Stage::new(57);
    let s = &mut stage;
    let [holder, bank, other, issuer, leaving] =
        [&s.world.holder, &s.world.bank, &s.world.other_bank, &s.world.issuer, &s.world.leaving]
            .map(Clone::clone);
    let pledge = s.pledge(100, 500);
    let mut twin = Twin::<Move>::new(&pledge.1);

    let dummys = pledge.1.0.nf[1];
    let case = s.bent(&pledge, |w| w.outputs[1].content.made = dummys);
    twin.refuses_alone("a new lien that names the dummy as its making", checks::TRANCHE, &case);
    let earlier = s.made;
    let case = s.bent(&pledge, |w| w.outputs[1].content.made = earlier);
    twin.refuses_alone("a new lien that names an earlier making", checks::TRANCHE, &case);
    let lien = s.lien_content(500, 5, 700);
    for (what, bend) in [
        ("prior and pool swapped", (|c| (c.prior, c.pool) = (c.pool, c.prior)) as fn(&mut Content)),
        ("a making of none", |c| c.made = F::from(0u64)),
    ] {
        let assigned = s.case(&bank, [Some(lien), None], [Some((lien, &other)), None]);
        let case = s.bent(&assigned, |w| bend(&mut w.outputs[0].content));
        twin.refuses_alone(what, checks::TRANCHE, &case);
    }
    // Whatever comes of them, liens of two makings do not go in together.
    let later = Content { made: F::from(78u64), ..lien };
    let sum = s.release_content(1_000);
    let (_, case) = s.case(&bank, [Some(lien), Some(later)], [Some((sum, &bank)), None]);
    twin.refuses_alone("liens of two makings given back as one", checks::TRANCHE, &case);
    let outputs =
        [Some((Content { amount: 400, ..lien }, &bank)), Some((Content { amount: 600, ..lien }, &other))];
    let (_, case) = s.case(&bank, [Some(lien), Some(later)], outputs);
    twin.refuses_alone("liens of two makings shared anew as one", checks::TRANCHE, &case);

    let before = s.title_content(100);
    let (after, new) = (s.title_content(600), s.lien_content(500, 100, 500));
    let (_, case) = s.case(&leaving, [Some(before), None], [Some((after, &leaving)), Some((new, &leaving))]);
    twin.refuses_alone("who leaves takes a new lien", checks::RECIPIENT, &case);
    let (_, case) = s.case(&holder, [Some(before), None], [Some((after, &leaving)), Some((new, &bank))]);
    twin.refuses_alone("who leaves gets a title beside a pledge", checks::RECIPIENT, &case);
    let retired = Content { kind: Kind::Retired, ..s.title_content(0) };
    let nk = NullifierKey::new(s.world.random());
    let clerk = s.world.admit(nk, Roles::HOLDER.union(Roles::BANK), issuer.org);
    let free = s.title_content(0);
    for (what, actor) in
        [("a title surrendered to a clerk", &holder), ("a clerk surrenders to itself", &clerk)]
    {
        let (_, case) = s.case(actor, [Some(free), None], [Some((retired, &clerk)), None]);
        twin.refuses_alone(what, checks::RECIPIENT, &case);
    }
    // A freeze keeps nobody from a Move of no lot, which all look like.
    let (_, idle) = s.case(&holder, [None, None], [None, None]);
    s.world.frozen = from_sorted(&[s.lot.0].into()).expect("one lot is new");
    let still = s.bent(&(pledge.0.clone(), idle), |_: &mut MoveWitness| ());
    twin.accepts("nothing at all, while the lot is frozen", &still);
}
