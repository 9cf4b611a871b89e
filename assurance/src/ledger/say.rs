//! What parties would prove: honest statements and false ones, of notes that live and of notes that were spent.

use super::{
    kind::Kind,
    lots::{LotAt, NUMBERS, number},
    notes::NoteId,
    parties::Party,
    state::{At, Tables},
    truth::Held,
    world::World,
};
use plimsoll_circuits::note::Kind as Is;
use plimsoll_contracts::rules::State;

/// The value of a bill when it is registered, and the largest amount.
pub const VALUE: u64 = 3;

/// A note to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Make {
    /// What it is.
    pub kind: Is,
    /// Its amount.
    pub amount: u64,
    /// Whose it will be; nobody's if it is a RELEASE.
    pub owner: Option<Party>,
}

/// A Move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MoveSay {
    /// What it is meant for.
    pub kind: Kind,
    /// Who signs.
    pub actor: Party,
    /// What is spent.
    pub inputs: [Option<NoteId>; 2],
    /// What is made.
    pub outputs: [Option<Make>; 2],
    /// What a new LIEN says of the encumbrance before it, if not the truth.
    pub prior: Option<u64>,
}

/// What somebody would prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the statements' own words")]
pub enum Say {
    Register { lot: LotAt, boxed: bool, holder: Party },
    Move(MoveSay),
    Amend { title: NoteId, number: Option<u8>, boxed: bool, value: u64 },
    Revalue { title: NoteId, value: u64 },
    Attest { title: NoteId, spent: bool },
}

impl Say {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Register { .. } => Kind::Register,
            Self::Move(said) => said.kind,
            Self::Amend { .. } => Kind::Amend,
            Self::Revalue { .. } => Kind::Revalue,
            Self::Attest { .. } => Kind::Attest,
        }
    }

    /// In words.
    #[must_use]
    pub fn words(&self, world: &World) -> String {
        let of = |id: NoteId| {
            let note = world.note(id);
            let owner = note.owner.map(|owner| format!(" of {owner}")).unwrap_or_default();
            let lot = world.lot(note.note.content.lot);
            format!("{} {}{owner} on {lot}", name(note.kind()), note.amount())
        };
        let with = |boxed: bool| if boxed { " with the container" } else { "" };
        match self {
            Self::Register { lot, boxed, holder } => format!("{holder} registers {lot}{}", with(*boxed)),
            Self::Move(said) => {
                let inputs: Vec<_> = said.inputs.iter().flatten().map(|id| of(*id)).collect();
                let made = |make: &Make| {
                    let owner = make.owner.map(|owner| format!(" for {owner}")).unwrap_or_default();
                    format!("{} {}{owner}", name(make.kind), make.amount)
                };
                let outputs: Vec<_> = said.outputs.iter().flatten().map(made).collect();
                let prior = said.prior.map(|prior| format!(", prior {prior}")).unwrap_or_default();
                let (actor, kind) = (said.actor, said.kind);
                format!("{actor}: {kind}, {} -> {}{prior}", inputs.join(" + "), outputs.join(" + "))
            }
            Self::Amend { title, number, boxed, value } => {
                let number = number.map(|n| format!(", number of lot {}", ["X", "Y"][usize::from(n)]));
                let number = number.unwrap_or_default();
                format!("{} is amended to value {value}{number}{}", of(*title), with(*boxed))
            }
            Self::Revalue { title, value } => format!("{} is revalued to {value}", of(*title)),
            Self::Attest { title, .. } => format!("{} is attested", of(*title)),
        }
    }

    /// The lot whose notes it speaks of.
    #[must_use]
    pub fn lot(&self, world: &World) -> Option<LotAt> {
        let note = match self {
            Self::Register { .. } => None,
            Self::Move(said) => said.inputs[0],
            Self::Amend { title, .. } | Self::Revalue { title, .. } | Self::Attest { title, .. } => {
                Some(*title)
            }
        };
        note.map(|id| world.lot(world.note(id).note.content.lot))
    }

    /// Of whose memberships it speaks.
    #[must_use]
    pub fn involves(&self, world: &World, party: Party) -> bool {
        let receives = match self {
            Self::Move(said) => said.outputs.iter().flatten().any(|make| make.owner == Some(party)),
            Self::Attest { .. } => false,
            Self::Register { .. } | Self::Amend { .. } | Self::Revalue { .. } => party == Party::ISSUER,
        };
        receives || self.actor(world) == party
    }

    /// Whether it names the day.
    #[must_use]
    pub const fn is_dated(&self) -> bool {
        matches!(self, Self::Register { .. } | Self::Amend { .. } | Self::Revalue { .. })
    }

    /// Who signs it.
    #[must_use]
    pub fn actor(&self, world: &World) -> Party {
        match self {
            Self::Register { holder, .. } => *holder,
            Self::Move(said) => said.actor,
            Self::Amend { title, .. } | Self::Revalue { title, .. } | Self::Attest { title, .. } => {
                world.note(*title).owner.unwrap_or(Party::ISSUER)
            }
        }
    }
}

const fn name(kind: Is) -> &'static str {
    match kind {
        Is::Dummy => "DUMMY",
        Is::Title => "TITLE",
        Is::Lien => "LIEN",
        Is::Retired => "RETIRED",
        Is::Release => "RELEASE",
    }
}

/// Everything that is tried of proofs in a state.
#[must_use]
pub fn all(world: &World, at: &At) -> Vec<Say> {
    let mut says = Says { world, at, all: Vec::new() };
    says.registrations();
    for held in &at.truth.notes {
        let note = world.note(held.id);
        let moves = !held.spent && at.truth.stands_open(world.lot(note.note.content.lot));
        match note.kind() {
            Is::Title => says.of_title(*held, moves),
            Is::Lien => says.of_lien(*held, moves),
            _ => {}
        }
    }
    says.moved(Kind::Idle, Party::HOLDERS[0], [None, None], [None, None]);
    says.all
}

struct Says<'a> {
    world: &'a World,
    at: &'a At,
    all: Vec<Say>,
}

impl Says<'_> {
    fn moved(&mut self, kind: Kind, actor: Party, inputs: [Option<NoteId>; 2], outputs: [Option<Make>; 2]) {
        self.all.push(Say::Move(MoveSay { kind, actor, inputs, outputs, prior: None }));
    }

    /// The generation that the next registration of a number has.
    fn next_generation(&self, n: u8) -> u8 {
        let known = Tables { world: self.world, ledger: &self.at.ledger }.doc(number(n));
        let known = known.ok().flatten().map_or(0, |doc| doc.next_generation());
        u8::try_from(known).unwrap_or(u8::MAX)
    }

    /// Each number in the generation that the ledger may take, and in its first.
    fn registrations(&mut self) {
        for number in 0..NUMBERS {
            let next = self.next_generation(number);
            for generation in if next == 0 { vec![0] } else { vec![0, next] } {
                for boxed in [false, true] {
                    for holder in Party::HOLDERS {
                        self.all.push(Say::Register { lot: LotAt { number, generation }, boxed, holder });
                    }
                }
            }
        }
    }

    /// What may be done with a title: all of it while it `moves`, else a sample that must be refused.
    fn of_title(&mut self, held: Held, moves: bool) {
        let note = self.world.note(held.id);
        let (Some(owner), e) = (note.owner, note.amount()) else { return };
        let (id, lot) = (held.id, note.note.content.lot);
        let input = [Some(id), None];
        let title = |amount, owner| Some(Make { kind: Is::Title, amount, owner: Some(owner) });
        let retired = [Some(Make { kind: Is::Retired, amount: 0, owner: Some(Party::ISSUER) }), None];
        let others: Vec<_> = Party::OWNERS.into_iter().filter(|other| *other != owner).collect();
        self.all.push(Say::Attest { title: id, spent: held.spent });
        for other in &others[..if moves { others.len() } else { 1 }] {
            self.moved(Kind::Endorse, owner, input, [title(e, *other), None]);
        }
        let value = self.world.bill(note.note.content.bill).value;
        let largest = if moves { VALUE.min((value + 1).saturating_sub(e)) } else { 1 };
        for amount in (1..=largest).rev() {
            for bank in Party::BANKS {
                let lien = Some(Make { kind: Is::Lien, amount, owner: Some(bank) });
                self.moved(Kind::Pledge, owner, input, [title(e + amount, owner), lien]);
                if owner != bank {
                    self.moved(Kind::Pledge, owner, input, [title(e + amount, bank), lien]);
                }
            }
        }
        for release in self.at.truth.notes.iter().filter(|other| moves || !other.spent) {
            let other = self.world.note(release.id);
            if other.kind() == Is::Release && other.note.content.lot == lot && other.amount() <= e {
                let left = e - other.amount();
                self.moved(Kind::Merge, owner, [Some(id), Some(release.id)], [title(left, owner), None]);
                if left == 0 {
                    self.moved(Kind::Surrender, owner, [Some(id), Some(release.id)], retired);
                }
            }
        }
        self.moved(Kind::Surrender, owner, input, retired);
        let other_number = (self.world.lot(lot).number + 1) % NUMBERS;
        for (number, boxed) in [(None, true), (Some(other_number), false), (Some(other_number), true)] {
            for value in if moves { vec![1, VALUE] } else { vec![VALUE] } {
                self.all.push(Say::Amend { title: id, number, boxed, value });
            }
        }
        for value in if moves { 1..=VALUE } else { VALUE..=VALUE } {
            self.all.push(Say::Revalue { title: id, value });
        }
        if moves {
            self.lies_of_title(id, owner, others[0], (e, value));
        }
    }

    /// A thief; a pledge that the title does not bear; one of a false rank.
    fn lies_of_title(&mut self, id: NoteId, owner: Party, thief: Party, (e, value): (u64, u64)) {
        let title = |amount, owner| Some(Make { kind: Is::Title, amount, owner: Some(owner) });
        let lien = Some(Make { kind: Is::Lien, amount: 1, owner: Some(Party::BANKS[0]) });
        let inputs = [Some(id), None];
        self.moved(Kind::Endorse, thief, inputs, [title(e, thief), None]);
        self.moved(Kind::Pledge, owner, inputs, [title(e, owner), lien]);
        if e > 0 && e < value {
            let outputs = [title(e + 1, owner), lien];
            let said = MoveSay { kind: Kind::Pledge, actor: owner, inputs, outputs, prior: Some(0) };
            self.all.push(Say::Move(said));
        }
    }

    fn of_lien(&mut self, held: Held, moves: bool) {
        let note = self.world.note(held.id);
        let (Some(owner), amount, id) = (note.owner, note.amount(), held.id) else { return };
        let other = if owner == Party::BANKS[0] { Party::BANKS[1] } else { Party::BANKS[0] };
        let input = [Some(id), None];
        let lien = |amount, owner| Some(Make { kind: Is::Lien, amount, owner: Some(owner) });
        let release = |amount| Some(Make { kind: Is::Release, amount, owner: None });
        self.moved(Kind::Assign, owner, input, [lien(amount, other), None]);
        self.moved(Kind::Discharge, owner, input, [release(amount), None]);
        if !moves {
            return;
        }
        for part in 1..amount {
            self.moved(Kind::Repay, owner, input, [lien(amount - part, owner), release(part)]);
            self.moved(Kind::Split, owner, input, [lien(amount - part, owner), lien(part, owner)]);
            self.moved(Kind::Split, owner, input, [lien(amount - part, owner), lien(part, other)]);
        }
        for second in self.at.truth.notes.iter().filter(|second| !second.spent && second.id > id) {
            let second_note = self.world.note(second.id);
            let beside = second_note.kind() == Is::Lien
                && second_note.owner == Some(owner)
                && second_note.note.content.lot == note.note.content.lot;
            if beside {
                let whole = amount + second_note.amount();
                self.moved(Kind::Join, owner, [Some(id), Some(second.id)], [lien(whole, owner), None]);
            }
        }
        self.moved(Kind::Assign, other, input, [lien(amount, other), None]);
    }
}
