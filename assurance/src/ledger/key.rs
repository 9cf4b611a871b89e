//! What makes two states one: all that can matter later, whatever holders, banks and lots are called. Heights are not in it, nor days, but what is
//! over by now; nor notes that were spent, which the ledger's nullifiers keep from whoever tries them again.

use super::{
    lots::{LotAt, NUMBERS, container, number},
    names::Names,
    notes::NoteId,
    offer::time,
    parties::{PARTIES, Party},
    state::{At, Tables},
    truth::LotTruth,
    world::World,
};
use plimsoll_circuits::{field::F, fingerprint::Class};
use plimsoll_contracts::{
    UnixTime,
    rules::{
        BEFORE_RECOVERY, BETWEEN_EMERGENCIES, State,
        records::{Closed, Entered, Frozen},
    },
};
use std::{
    collections::hash_map::DefaultHasher,
    hash::{Hash, Hasher},
};

/// The hash of a state's key.
pub type Key = u128;

/// A state as it is read once, to be written under each choice of names.
struct Read {
    flags: [u8; 5],
    members: [[u8; 4]; PARTIES],
    numbers: Vec<NumberRead>,
    contained: bool,
    /// Whose posting the container came with: of which lot, and under which number if that is none of an amendment's pads.
    poster: Option<(LotAt, Option<u8>)>,
    lots: Vec<LotRead>,
    notes: Vec<NoteRead>,
}

struct NumberRead {
    number: u8,
    entered: u8,
    poster: Option<LotAt>,
    permission: Option<(LotAt, u8, u8)>,
    waiver: bool,
    permitted: Option<LotAt>,
    waived: bool,
}

struct LotRead {
    lot: LotAt,
    family: LotAt,
    numbers: u8,
    states: [u8; 4],
    coming: Option<u8>,
}

struct NoteRead {
    lot: LotAt,
    kind: u8,
    amounts: [u8; 3],
    owner: Option<Party>,
    value: u8,
    made: F,
}

/// The key of a state.
///
/// # Panics
/// If its records cannot be read.
#[must_use]
pub fn of(world: &World, at: &At) -> Key {
    let read = Read::new(world, at);
    let least = Names::all().map(|names| read.under(names)).min().unwrap_or_default();
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, &least).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

/// Whether something is so long ago that another may come.
fn is_recent(since: Option<UnixTime>, now: UnixTime, within: u64) -> u8 {
    since.is_some_and(|since| now < since.after(within)).into()
}

/// Until when: for good, for a while, or longer than that.
fn lasts(until: Option<UnixTime>, now: UnixTime) -> u8 {
    until.map_or(1, |until| 2 + u8::from(now >= until))
}

fn small(n: u64) -> u8 {
    u8::try_from(n).unwrap_or(u8::MAX)
}

#[expect(clippy::expect_used, reason = "a model stops where it is surprised")]
impl Read {
    fn new(world: &World, at: &At) -> Self {
        let tables = Tables { world, ledger: &at.ledger };
        let (truth, now) = (&at.truth, time(at.truth.waits));
        let council = tables.council().expect("it is read");
        let alone = tables.emergency(world.governor.address).expect("it is read").map(|alone| alone.0);
        let paused = at.ledger.control.paused.map_or(0, |paused| lasts(paused.until, now));
        let start = world.members(&Party::roles_of_all()).root;
        let old = tables.members_root(start).expect("it is read");
        let passes = old.is_some_and(|old| {
            let revoked = at.ledger.control.revoked_at.is_some_and(|revoked| revoked > old.height);
            !revoked
                && old.replaced.is_none_or(|at| now.seconds_since(at) <= world.genesis.member_grace_seconds)
        });
        let flags = [
            paused | u8::from(truth.paused) << 4,
            is_recent(council.paused_alone, now, BETWEEN_EMERGENCIES),
            is_recent(alone, now, BETWEEN_EMERGENCIES),
            truth.controls,
            passes.into(),
        ];
        let members = Party::ALL.map(|party| {
            let Some(member) = at.ledger.member(party) else { return [0; 4] };
            let ends = u8::from(member.until.0 != 0) + u8::from(member.is_over(now));
            [member.roles.0, ends, truth.roles[party.at()].0, u8::from(member.disowned)]
        });
        let numbers = (0..NUMBERS).map(|n| Self::number(&tables, at, n, now)).collect();
        let tag = tables.tag(Class::Box, container()).expect("it is read");
        let poster = tag.as_ref().and_then(|tag| truth.poster(tag.doc));
        Self {
            flags,
            members,
            numbers,
            poster,
            contained: tag.is_some(),
            lots: truth.lots.iter().map(|lot| Self::lot(&tables, lot, now)).collect(),
            notes: truth
                .notes
                .iter()
                .filter(|held| !held.spent)
                .map(|held| Self::note(world, held.id))
                .collect(),
        }
    }

    fn number(tables: &Tables<'_>, at: &At, n: u8, now: UnixTime) -> NumberRead {
        let doc = tables.doc(number(n)).expect("it is read");
        let permission = tables.permission(number(n)).expect("it is read");
        let permission = permission.filter(|permission| permission.is_open(now)).map(|permission| {
            let lot = tables.world.lot(permission.lot.lot());
            let own = (0..NUMBERS)
                .filter(|n| permission.numbers.contains(&number(*n)))
                .fold(0, |set, n| set | 1 << n);
            let added = permission.numbers.len().saturating_sub(1);
            (lot, own, small(added as u64))
        });
        let waiver = tables.waiver(number(n)).expect("it is read");
        NumberRead {
            number: n,
            entered: match doc.map(|doc| doc.entered) {
                None => 0,
                Some(Entered::Amended) => 1,
                Some(Entered::Registered(generation)) => 2 + small(generation),
            },
            poster: at.truth.lots.iter().find(|lot| lot.added.contains(&number(n))).map(|lot| lot.lot),
            permission,
            waiver: waiver.is_some_and(|waiver| now.day() <= waiver.until),
            permitted: at.truth.permitted[usize::from(n)],
            waived: at.truth.waived[usize::from(n)],
        }
    }

    fn lot(tables: &Tables<'_>, lot: &LotTruth, now: UnixTime) -> LotRead {
        let record = tables.lot(tables.world.lot_of(lot.lot)).expect("it is read");
        let frozen = |frozen: Frozen| {
            lasts(frozen.until, now) | u8::from(now >= frozen.since.after(BEFORE_RECOVERY)) << 2
        };
        let (closed, coming) = match record.closed {
            None => (0, None),
            Some(Closed::ForGood) => (1, None),
            Some(Closed::Permitting(coming)) => (2, (0..NUMBERS).find(|n| number(*n) == coming)),
        };
        let stands = u8::from(lot.boxed)
            | u8::from(lot.excused) << 1
            | u8::from(lot.frozen) << 2
            | u8::from(lot.closed) << 3
            | u8::from(lot.surrendered) << 4
            | u8::from(tables.ledger.frozen.binary_search(&lot.lot).is_ok()) << 5;
        let emergency = is_recent(record.emergency, now, BETWEEN_EMERGENCIES);
        let states =
            [record.frozen.map_or(0, frozen), closed | emergency << 4, stands, small(lot.added.len() as u64)];
        LotRead { lot: lot.lot, family: lot.family, numbers: lot.numbers, states, coming }
    }

    fn note(world: &World, id: NoteId) -> NoteRead {
        let note = world.note(id);
        let content = note.note.content;
        let is_title = note.kind() == plimsoll_circuits::note::Kind::Title;
        NoteRead {
            lot: world.lot(content.lot),
            kind: content.kind as u8,
            amounts: [content.amount, content.prior, content.pool].map(small),
            owner: note.owner,
            value: if is_title { small(world.bill(content.bill).value) } else { 0 },
            made: content.made,
        }
    }

    fn under(&self, names: Names) -> Vec<u8> {
        let mut key = self.flags.to_vec();
        let mut members = [[0; 4]; PARTIES];
        for party in Party::ALL {
            members[usize::from(names.party(party))] = self.members[party.at()];
        }
        key.extend(members.as_flattened());
        for n in 0..NUMBERS {
            let Some(read) = self.numbers.iter().find(|read| names.number(read.number) == n) else {
                continue;
            };
            key.extend([
                read.entered,
                names.lot_or_none(read.poster),
                read.waiver.into(),
                read.waived.into(),
            ]);
            key.push(names.lot_or_none(read.permitted));
            if let Some((lot, own, added)) = read.permission {
                key.extend([u8::MAX, names.lot(lot), names.numbers(own), added]);
            }
        }
        let poster = self.poster;
        key.extend([self.contained.into(), names.lot_or_none(poster.map(|(lot, _)| lot))]);
        key.push(poster.and_then(|(_, n)| n).map_or(u8::MAX, |n| names.number(n)));
        let mut lots: Vec<_> = self
            .lots
            .iter()
            .map(|lot| {
                let coming = lot.coming.map_or(u8::MAX, |n| names.number(n));
                (names.lot(lot.lot), names.lot(lot.family), names.numbers(lot.numbers), lot.states, coming)
            })
            .collect();
        lots.sort_unstable();
        for (lot, family, numbers, states, coming) in lots {
            key.extend([lot, family, numbers, coming]);
            key.extend(states);
        }
        let mut notes: Vec<_> = self
            .notes
            .iter()
            .map(|note| {
                let owner = note.owner.map_or(u8::MAX, |owner| names.party(owner));
                (names.lot(note.lot), note.kind, note.amounts, owner, note.value, note.made)
            })
            .collect();
        notes.sort_unstable_by_key(|note| (note.0, note.1, note.2, note.3, note.4));
        let mut makings = Vec::new();
        for (lot, kind, amounts, owner, value, made) in notes {
            let making = makings.iter().position(|known| *known == made).unwrap_or_else(|| {
                makings.push(made);
                makings.len() - 1
            });
            key.extend([u8::MAX - 1, lot, kind, owner, value, small(making as u64)]);
            key.extend(amounts);
        }
        key
    }
}
