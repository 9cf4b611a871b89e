//! Trades: how a container comes round from load to load, and what it carries.

use crate::{assume::Assumptions, draw::Draw, paper::Paper};

/// Days that a world lasts.
const DAYS: i32 = 400;

/// Payloads that boxes are filled to, in kg.
const TYPICAL: [u32; 10] = [6_000, 9_000, 12_000, 15_000, 18_000, 20_000, 22_000, 24_000, 25_000, 26_500];

/// A trade, with port areas of its own.
pub struct Trade {
    /// How many port areas.
    ports: u16,
    /// The number of the first.
    first: u16,
    /// Days from one load of a container to the next: median, deviation of the logarithm, least.
    cycle: (f64, f64, f64),
    /// The share of loads that are followed by one in the same port area.
    returns: f64,
    /// The share that is followed by one in the same port area, or in another, after one, two or three days.
    quick: (f64, f64),
    /// The share of bills of the second leg.
    second_leg: f64,
}

/// One stuffing of a container.
pub struct Load {
    /// What a bill of the whole of it says.
    pub paper: Paper,
    /// Several bills share it.
    pub shared: bool,
    /// Days since the load before.
    pub since: i32,
}

/// What a shipper's loads weigh, in kg.
#[derive(Clone, Copy)]
enum Payload {
    Exact(u32),
    Near(u32),
    Any,
}

impl Trade {
    /// Deep sea, regional, short sea.
    pub fn all(a: &Assumptions) -> [Self; 3] {
        let (depot, second_leg) = ((a.depot, 0.0), a.second_leg);
        let short = (a.cycle, 0.45, 3.0);
        [
            Self { ports: 20, first: 0, cycle: (42.0, 0.35, 15.0), returns: 0.05, quick: depot, second_leg },
            Self { ports: 15, first: 20, cycle: (19.0, 0.4, 6.0), returns: 0.15, quick: depot, second_leg },
            Self {
                ports: 8,
                first: 35,
                cycle: short,
                returns: a.returns,
                quick: (a.quick, a.across),
                second_leg: 0.0,
            },
        ]
    }

    /// What one container carries, in order.
    pub fn loads(&self, container: u32, a: &Assumptions, draw: &mut Draw) -> Vec<Load> {
        let mut out = Vec::new();
        let (mut day, mut port) = (draw.between(0.0, 60.0), self.any(draw));
        let (mut payload, mut seal) = (Payload::some(a, draw), draw.number());
        let mut since = self.cycle.2;
        while day < f64::from(DAYS) {
            let (turn, next) = self.next(port, a, draw);
            let mut paper = Paper {
                container,
                port,
                day: day as i32,
                seal: (!draw.chance(a.unsealed)).then_some(seal),
                weight: payload.weight(draw),
                part: false,
            };
            if turn >= self.cycle.2 && draw.chance(self.second_leg) {
                paper.day += (turn * draw.between(0.1, 0.4)) as i32;
                paper.port = self.other(port, draw);
            }
            out.push(Load { paper, shared: draw.chance(a.parts), since: since as i32 });
            if !(next == port && draw.chance(a.same_shipper)) {
                payload = Payload::some(a, draw);
            }
            if !draw.chance(a.stale_seal) {
                seal = draw.number();
            }
            (day, port, since) = (day + turn, next, turn);
        }
        out
    }

    /// Days to the next load, and its port area.
    fn next(&self, port: u16, a: &Assumptions, draw: &mut Draw) -> (f64, u16) {
        let (same, across) = self.quick;
        if draw.chance(same + across) {
            let one = a.one_day.min(1.0 / 3.0);
            let days = 1 + draw.one_of(&[one, 2.0 * one, 1.0 - 3.0 * one]);
            let next = if draw.one_of(&[same, across]) == 0 { port } else { self.other(port, draw) };
            return (days as f64, next);
        }
        let (median, spread, least) = self.cycle;
        let days = draw.log_normal(median, spread).max(least);
        (days, if draw.chance(self.returns) { port } else { self.any(draw) })
    }

    fn any(&self, draw: &mut Draw) -> u16 {
        self.first + draw.below(self.ports.into()) as u16
    }

    fn other(&self, port: u16, draw: &mut Draw) -> u16 {
        let on = 1 + draw.below(usize::from(self.ports) - 1) as u16;
        self.first + (port - self.first + on) % self.ports
    }
}

impl Payload {
    /// That of some shipper: a typical payload with its packing, or any.
    fn some(a: &Assumptions, draw: &mut Draw) -> Self {
        let typical = TYPICAL[draw.below(TYPICAL.len())] + draw.below(1_200) as u32;
        let any = (1.0 - a.exact - a.near).max(0.0);
        match draw.one_of(&[a.exact, a.near, any]) {
            0 => Self::Exact(typical),
            1 => Self::Near(typical),
            _ => Self::Any,
        }
    }

    fn weight(self, draw: &mut Draw) -> u32 {
        match self {
            Self::Exact(kg) => kg,
            Self::Near(kg) => (f64::from(kg) + 200.0 * draw.normal()) as u32,
            Self::Any => draw.between(4_000.0, 28_000.0) as u32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Days between loads of containers in short sea, and whether the port area is the same.
    fn turns(a: &Assumptions) -> Vec<(i32, bool)> {
        let [_, _, short] = Trade::all(a);
        let mut draw = Draw::seeded(3);
        let mut out = Vec::new();
        for container in 0..2_000 {
            let loads = short.loads(container, a, &mut draw);
            assert!(loads.iter().all(|load| load.paper.container == container));
            out.extend(loads.windows(2).map(|pair| {
                let [a, b] = [pair[0].paper, pair[1].paper];
                assert!((0..=1).contains(&(b.day - a.day - pair[1].since)), "whole days between two loads");
                (b.day - a.day, a.port == b.port)
            }));
        }
        out
    }

    #[test]
    fn without_quick_turns_a_box_is_away_for_its_least_cycle() {
        let turns = turns(&Assumptions::BASE.without_quick_turns());
        assert!(turns.iter().all(|(days, _)| *days >= 3));
        let mut days: Vec<i32> = turns.iter().map(|(days, _)| *days).collect();
        days.sort_unstable();
        assert!((7..=8).contains(&days[days.len() / 2]), "the median is that of the trade");
    }

    #[test]
    fn quick_turns_are_as_frequent_as_assumed_and_keep_their_port_area() {
        let a = Assumptions { quick: 0.06, across: 0.0, ..Assumptions::BASE };
        let turns = turns(&a);
        let share = |days| turns.iter().filter(|turn| turn.0 == days).count() as f64 / turns.len() as f64;
        assert!((share(1) - 0.01).abs() < 0.002 && (share(2) - 0.02).abs() < 0.003);
        assert!(turns.iter().all(|(days, same)| *days > 2 || *same));
        let across = Assumptions { quick: 0.0, across: 0.06, ..a };
        assert!(self::turns(&across).iter().all(|(days, same)| *days > 2 || !same));
    }

    #[test]
    fn shippers_repeat_weights_as_often_as_assumed() {
        let a = Assumptions { returns: 1.0, same_shipper: 1.0, exact: 1.0, near: 0.0, ..Assumptions::BASE };
        let [_, _, short] = Trade::all(&Assumptions { across: 0.0, ..a.clone() });
        let loads = short.loads(1, &a, &mut Draw::seeded(4));
        assert!(loads.iter().all(|load| load.paper.weight == loads[0].paper.weight));
        let a = Assumptions { same_shipper: 0.0, ..a };
        let loads = short.loads(1, &a, &mut Draw::seeded(4));
        assert!(loads.iter().any(|load| load.paper.weight != loads[0].paper.weight));
    }
}
