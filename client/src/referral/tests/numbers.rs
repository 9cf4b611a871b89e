//! Which numbers issuers choose, and what searches find.

use super::{
    super::search::{free, search},
    *,
};
use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use std::{collections::HashMap, convert::Infallible};

/// What happens to a soft key.
#[derive(Clone, Copy, Debug)]
enum Act {
    /// An honest issuer chooses a number.
    Sign,
    /// One of the bills that were signed is posted.
    Post(usize),
    /// Somebody posts a value that is there already.
    Repeat(usize),
    /// Somebody leaves numbers out, fewer than end a search.
    Skip(u64),
}

fn act() -> impl Strategy<Value = (u64, Act)> {
    let act = prop_oneof![
        4 => Just(Act::Sign),
        4 => any::<usize>().prop_map(Act::Post),
        1 => any::<usize>().prop_map(Act::Repeat),
        1 => (0..SEARCH_GAP).prop_map(Act::Skip),
    ];
    (0u64..3, act)
}

proptest! {
    /// What an issuer signs is posted later, in another order, or never. Honest postings repeat no value, whatever others do; and a search
    /// for a key finds its entries, all of them and no other.
    #[test]
    fn every_entry_of_a_key_is_found_and_no_honest_value_comes_twice(
        acts in proptest::collection::vec(act(), 0..60),
        seed in any::<u64>(),
    ) {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let (mut ledger, mut entries) = (HashMap::<F, Vec<u64>>::new(), BTreeMap::<u64, BTreeSet<u64>>::new());
        let (mut signed, mut given) = (Vec::new(), HashSet::new());
        for (height, (key, act)) in (0u64..).zip(acts) {
            let look_up = |value: F| Ok::<_, Infallible>(ledger.get(&value).cloned().unwrap_or_default());
            let f = F::from(key + 100);
            let (key, value) = match act {
                Act::Sign => {
                    let Ok(j) = free(look_up, f, &HashSet::new(), &given, &mut rng);
                    given.insert(soft_value(f, j));
                    signed.push((key, soft_value(f, j)));
                    continue;
                }
                Act::Post(which) => {
                    if signed.is_empty() { continue }
                    let (key, value) = signed.swap_remove(which % signed.len());
                    prop_assert!(!ledger.contains_key(&value) || given.remove(&value));
                    (key, value)
                }
                Act::Repeat(which) => {
                    let there: Vec<_> = (0..200).map(|j| soft_value(f, j)).filter(|value| ledger.contains_key(value)).collect();
                    if there.is_empty() { continue }
                    (key, there[which % there.len()])
                }
                Act::Skip(more) => {
                    let last = (0..200).rev().find(|j| ledger.contains_key(&soft_value(f, *j)));
                    let value = soft_value(f, last.map_or(0, |j| j + 1) + more);
                    // Whoever does so knows of no bill that is signed.
                    if given.contains(&value) { continue }
                    (key, value)
                }
            };
            ledger.entry(value).or_default().push(height);
            entries.entry(key).or_default().insert(height);
            let look_up = |value: F| Ok::<_, Infallible>(ledger.get(&value).cloned().unwrap_or_default());
            for key in 0..3 {
                let Ok(found) = search(look_up, F::from(key + 100), None);
                prop_assert_eq!(&found, &entries.get(&key).cloned().unwrap_or_default());
            }
        }
    }
}

/// A ledger with entries of one key: number and height.
fn at(f: F, heights: &[(u64, u64)]) -> impl Fn(F) -> Result<Vec<u64>, Infallible> {
    move |value| {
        let of = heights.iter().filter(|(j, _)| soft_value(f, *j) == value);
        Ok(of.map(|(_, height)| *height).collect())
    }
}

#[test]
fn a_search_stops_at_a_height_and_behind_what_is_missing() {
    let (f, gap) = (F::from(7u64), SEARCH_GAP);
    let entries = [(0, 5), (0, 9), (gap, 6), (2 * gap + 1, 7)];
    assert_eq!(search(at(f, &entries), f, None), Ok(BTreeSet::from([5, 6, 9])));
    assert_eq!(search(at(f, &entries), f, Some(6)), Ok(BTreeSet::from([5, 6])));
    assert_eq!(search(at(f, &entries), f, Some(4)), Ok(BTreeSet::new()));
}

/// Any number to which a search comes, and none else: nobody foresees which, and what is not posted keeps nobody from finding the others.
#[test]
fn a_number_is_any_of_those_in_reach() {
    let (f, gap) = (F::from(7u64), SEARCH_GAP);
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let mut choose = |entries: &[(u64, u64)], posting: &HashSet<F>, given: &HashSet<F>| {
        let free = |_| free(at(f, entries), f, posting, given, &mut rng).unwrap();
        (0..3_000).map(free).collect::<BTreeSet<_>>()
    };
    let none = HashSet::new();
    let values = |numbers: &[u64]| numbers.iter().map(|j| soft_value(f, *j)).collect::<HashSet<_>>();
    assert_eq!(choose(&[], &none, &none), (0..gap).collect());
    assert_eq!(choose(&[(0, 5), (4, 6)], &none, &none), (1..5 + gap).filter(|j| *j != 4).collect());
    // A slot before counts as posted; what was given before does not, and is left to the other bill.
    assert_eq!(choose(&[], &values(&[2]), &none), (0..3 + gap).filter(|j| *j != 2).collect());
    assert_eq!(choose(&[], &none, &values(&[2, gap - 1])), (0..gap - 1).filter(|j| *j != 2).collect());
    // So many in flight that none is left: two bills may then have one, and each is found.
    let all: Vec<_> = (0..gap).collect();
    assert_eq!(choose(&[], &none, &values(&all)), all.into_iter().collect());
}

/// Split bills of one booking, all issued before the first is posted, and posted in another order: none is in another's way.
#[test]
fn bills_issued_one_after_another_overtake_none_of_each_other() {
    let mut world = World::new();
    let trader = world.trader.public().clone();
    let days = ["2026-04-05", "2026-04-15", "2026-04-25", "2026-05-05", "2026-05-15"];
    let issued: Vec<_> = (0..)
        .zip(days)
        .map(|(i, day)| world.issue_alike(&format!("ZZEL260300090{i}"), day, &trader))
        .collect();
    let numbers: HashSet<_> = issued.iter().map(|bill| booking(bill).2).collect();
    assert_eq!(numbers.len(), issued.len());
    let ledger = world.ledger();
    let mut desk = desk(&world.trader, world.services(&ledger));
    // The first is never posted.
    let heights: BTreeSet<_> =
        issued[1..].iter().rev().map(|bill| register(&mut desk, &world, bill).unwrap()).collect();
    assert_eq!(super::heights(&ledger, booking(&issued[0]).1, None).unwrap(), heights);
}

/// What was signed counts until its last day, and no longer.
#[test]
fn a_number_that_was_given_comes_back_when_its_bill_is_over() {
    let mut world = World::new();
    let one = first(&mut world);
    let folder = crate::issuer::AuditFolder::of(&world.issuer).unwrap();
    let (slot, until) = (booking(&one).0, one.credential.content.valid_until);
    let value = one.sheet.content.slots[slot].value();
    let day = |later: u32| plimsoll_circuits::credential::Day(until.0 + later);
    let given = |today| folder.given(today).unwrap().contains(&value);
    assert_eq!([day(0), day(1), day(2)].map(given), [true, true, false]);
}
