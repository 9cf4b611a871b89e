//! Honest business: the bills that are issued for what containers carry.

use crate::{
    assume::Assumptions,
    draw::Draw,
    paper::{Bill, Paper},
    trade::{Load, Trade},
};
use std::collections::BTreeMap;

/// Boxes that a bill has at most.
const BOXES: usize = 6;

/// Containers of each trade, of 100: deep sea, regional, short sea.
pub type Mix = [u32; 3];

/// All bills of a world in the order of their days: each load on one bill, or on one for each of its parts.
pub fn bills(mix: Mix, containers: u32, a: &Assumptions, draw: &mut Draw) -> Vec<Bill> {
    let trades = Trade::all(a);
    let mut voyages: BTreeMap<(i32, u16), Vec<Load>> = BTreeMap::new();
    for container in 0..containers {
        for load in trades[draw.one_of(&mix)].loads(container, a, draw) {
            voyages.entry((load.paper.day, load.paper.port)).or_default().push(load);
        }
    }
    let mut bills: Vec<Bill> = voyages.into_values().flat_map(|voyage| written(voyage, a, draw)).collect();
    bills.sort_by_key(Bill::day);
    bills
}

/// The bills of one voyage.
fn written(voyage: Vec<Load>, a: &Assumptions, draw: &mut Draw) -> Vec<Bill> {
    let (shared, mut whole): (Vec<Load>, Vec<Load>) = voyage.into_iter().partition(|load| load.shared);
    draw.shuffle(&mut whole);
    let mut bills = Vec::new();
    while !whole.is_empty() {
        let consignment = if draw.chance(a.large) {
            7 + draw.below(24)
        } else {
            (1 + draw.exponential(a.boxes) as usize).min(BOXES)
        };
        let consignment = whole.split_off(whole.len().saturating_sub(consignment));
        bills.extend(consignment.chunks(BOXES).map(|loads| {
            let since = loads.iter().map(|load| load.since).min().unwrap_or(0);
            dated(loads.iter().map(|load| load.paper).collect(), since, a, draw)
        }));
    }
    for load in shared {
        let parts = 2 + draw.below(3) as u32;
        for _ in 0..parts {
            let part = Paper { weight: load.paper.weight / parts, part: true, ..load.paper };
            bills.push(dated(vec![part], load.since, a, draw));
        }
    }
    bills
}

/// A bill as its issuer dates it; `since` are days since the latest load before of any of its boxes, which are not received
/// again in the first two thirds of them.
fn dated(mut boxes: Vec<Paper>, since: i32, a: &Assumptions, draw: &mut Draw) -> Bill {
    if draw.chance(a.received) {
        let early = (draw.below(6) as i32).min(since / 3);
        boxes.iter_mut().for_each(|paper| paper.day -= early);
    }
    let corrected = draw.chance(a.corrected).then(|| {
        let by = 1 + draw.below(2) as i32;
        boxes[0].day + if draw.chance(0.5) { by } else { -by }
    });
    Bill { boxes, corrected }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    /// A world whose seals tell the loads apart.
    fn sealed(mix: Mix, a: Assumptions) -> Vec<Bill> {
        let a = Assumptions { unsealed: 0.0, stale_seal: 0.0, ..a };
        bills(mix, 500, &a, &mut Draw::seeded(5))
    }

    #[test]
    fn no_load_stands_on_two_honest_bills_but_in_parts() {
        for mix in [[60, 30, 10], [0, 0, 100]] {
            let bills = sealed(mix, Assumptions { parts: 0.05, second_leg: 0.2, ..Assumptions::BASE });
            let mut loads: HashMap<Option<u64>, Vec<Paper>> = HashMap::new();
            for paper in bills.iter().flat_map(|bill| &bill.boxes) {
                loads.entry(paper.seal).or_default().push(*paper);
            }
            assert!(loads.values().any(|papers| papers.len() > 1));
            for papers in loads.values() {
                let total: u32 = papers.iter().map(|paper| paper.weight).sum();
                assert!(
                    papers.iter().all(|p| p.container == papers[0].container && p.part == papers[0].part)
                );
                assert!(papers[0].part && (2..=4).contains(&papers.len()) || papers.len() == 1);
                assert!(total < 29_000, "parts weigh no more than the load");
            }
        }
    }

    #[test]
    fn bills_have_one_to_six_boxes_of_one_voyage_and_come_in_order() {
        let bills = sealed([20, 50, 30], Assumptions { large: 0.2, ..Assumptions::BASE });
        for bill in &bills {
            let papers = &bill.boxes;
            assert!((1..=BOXES).contains(&papers.len()) && (!bill.is_part() || papers.len() == 1));
            assert!(
                papers
                    .iter()
                    .all(|p| (p.port, p.day, p.part) == (papers[0].port, papers[0].day, papers[0].part))
            );
            assert!(bill.corrected.is_none_or(|day| (1..=2).contains(&(day - bill.day()).abs())));
        }
        assert!(bills.is_sorted_by_key(Bill::day));
        assert!([1, 2, BOXES].iter().all(|n| bills.iter().any(|bill| bill.boxes.len() == *n)));
    }

    #[test]
    fn a_world_follows_from_its_seed() {
        let world = |seed| bills([60, 30, 10], 200, &Assumptions::BASE, &mut Draw::seeded(seed));
        assert_eq!(world(6), world(6));
        assert_ne!(world(6), world(7));
    }

    #[test]
    fn without_quick_turns_and_errors_no_box_is_in_two_places() {
        let a =
            Assumptions { corrected: 0.0, parts: 0.0, second_leg: 0.3, received: 0.5, ..Assumptions::BASE };
        let mut days: HashMap<u32, Vec<i32>> = HashMap::new();
        for bill in sealed([40, 40, 20], a.without_quick_turns()) {
            bill.boxes.iter().for_each(|paper| days.entry(paper.container).or_default().push(bill.day()));
        }
        for days in days.values_mut() {
            days.sort_unstable();
            assert!(days.windows(2).all(|pair| pair[1] > pair[0]));
        }
    }
}
