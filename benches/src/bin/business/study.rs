//! What is run: every mix with and without quick turns, every assumption halved and doubled, two of them swept.

use crate::{
    assume::{self, Assumptions},
    draw::Draw,
    fraud::{self, Kind},
    judge::{self, Count, Keys, Marks},
    paper::{Bill, Paper},
    setting::{MISSED, REFERRED, REFUSED, Setting},
    world::{self, Mix},
};
use serde::Serialize;

/// The mixes of trades.
pub const MIXES: [(&str, Mix); 3] = [
    ("60/30/10 deep sea, regional, short sea", [60, 30, 10]),
    ("20/50/30", [20, 50, 30]),
    ("short sea alone", [0, 0, 100]),
];

/// Shares of all bills that are on the ledger.
pub const COVERAGES: [f64; 3] = [1.0, 0.3, 0.05];

/// How much is run.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Plan {
    /// Of everything that is drawn.
    pub seed: u64,
    /// Containers of a world.
    pub containers: u32,
    /// Second papers of a world.
    pub frauds: usize,
}

/// What one setting makes of a world.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// Honest bills of whole loads, for each of [`COVERAGES`].
    pub honest: Vec<Count>,
    /// Honest bills of parts, all on the ledger.
    pub parts: Count,
    /// Second papers, in the order of [`fraud::KINDS`].
    pub frauds: Vec<Count>,
}

/// A world, and what each setting makes of it.
#[derive(Clone, Debug, Serialize)]
pub struct Case {
    /// The mix's name.
    pub mix: &'static str,
    /// With turns of one, two and three days.
    pub quick: bool,
    /// In the order of the settings.
    pub outcomes: Vec<Outcome>,
}

/// The greatest shares of several worlds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Worst {
    /// Of honest bills.
    pub refused: f64,
    /// Of honest bills.
    pub referred: f64,
    /// Of frauds.
    pub missed: f64,
}

/// One assumption, halved and doubled.
#[derive(Clone, Debug, Serialize)]
pub struct Sensitivity {
    /// What it is called.
    pub assumption: &'static str,
    /// Its value in the other tables.
    pub base: f64,
    /// With half of it.
    pub halved: Worst,
    /// With twice as much.
    pub doubled: Worst,
}

impl Outcome {
    /// All second papers.
    pub fn fraud(&self) -> Count {
        self.frauds.iter().fold(Count::default(), |mut sum, count| {
            sum += *count;
            sum
        })
    }
}

impl Worst {
    /// That of one setting.
    pub fn of<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>) -> Self {
        outcomes.into_iter().fold(Self::default(), |worst, outcome| Self {
            refused: outcome.honest.iter().map(Count::refused).fold(worst.refused, f64::max),
            referred: outcome.honest.iter().map(Count::referred).fold(worst.referred, f64::max),
            missed: worst.missed.max(outcome.fraud().missed()),
        })
    }

    /// How many times the bound that is broken worst; below 1 all hold.
    pub fn excess(&self) -> f64 {
        (self.refused / REFUSED).max(self.referred / REFERRED).max(self.missed / MISSED)
    }
}

/// Every mix with and without quick turns.
pub fn cases(plan: &Plan, settings: &[Setting]) -> Vec<Case> {
    let base = Assumptions::BASE;
    let worlds = [(true, base.clone()), (false, base.without_quick_turns())];
    let case = |quick: bool, a: &Assumptions, (name, mix): (&'static str, Mix)| Case {
        mix: name,
        quick,
        outcomes: outcomes(plan, mix, a, settings, &COVERAGES),
    };
    MIXES.iter().flat_map(|mix| worlds.iter().map(move |(quick, a)| case(*quick, a, *mix))).collect()
}

/// Of the settings that fit, which refuses most frauds and keeps all bounds in every case; else which comes closest.
/// Its index, and the worst that it does.
pub fn choose(cases: &[Case], settings: &[Setting]) -> (usize, Worst) {
    let of = |i: usize| cases.iter().map(move |case| &case.outcomes[i]);
    let worst = |i: &usize| Worst::of(of(*i));
    let refused = |i: usize| of(i).map(|outcome| outcome.fraud().refused()).fold(1.0, f64::min);
    let all = (0..settings.len()).filter(|i| settings[*i].fits());
    let best =
        all.clone().filter(|i| worst(i).excess() < 1.0).max_by(|a, b| refused(*a).total_cmp(&refused(*b)));
    let closest = || all.clone().min_by(|a, b| worst(a).excess().total_cmp(&worst(b).excess()));
    let chosen = best.or_else(closest).unwrap_or(0);
    (chosen, worst(&chosen))
}

/// The widest windows with the port area, and nothing else that refuses, that refuse few enough honest bills in these cases.
pub fn widest_port_windows<'a>(cases: &[&Case], settings: &'a [Setting]) -> Option<&'a Setting> {
    let windows = settings.iter().enumerate().filter(|(_, setting)| setting.port_windows().is_some());
    let refused = |i: usize| Worst::of(cases.iter().map(|case| &case.outcomes[i])).refused;
    let held = windows.filter(|(i, _)| refused(*i) < REFUSED).map(|(_, setting)| setting);
    held.max_by_key(|setting| setting.port_windows())
}

/// Every assumption halved and doubled, by itself, with quick turns; the worst of all mixes.
pub fn sensitivities(plan: &Plan, setting: &Setting) -> Vec<Sensitivity> {
    assume::ALL
        .iter()
        .map(|(name, at)| {
            let worst = |times: f64| {
                let mut a = Assumptions::BASE;
                *at(&mut a) *= times;
                let of =
                    |(_, mix): &(&str, Mix)| outcomes(plan, *mix, &a, std::slice::from_ref(setting), &[1.0]);
                Worst::of(&MIXES.iter().flat_map(of).collect::<Vec<_>>())
            };
            let base = *at(&mut Assumptions::BASE.clone());
            Sensitivity { assumption: name, base, halved: worst(0.5), doubled: worst(2.0) }
        })
        .collect()
}

/// The share of honest bills in short sea alone that each setting refuses, under these assumptions.
pub fn refused(plan: &Plan, a: &Assumptions, settings: &[Setting]) -> Vec<f64> {
    let (_, mix) = MIXES[2];
    outcomes(plan, mix, a, settings, &[1.0]).iter().map(|outcome| outcome.honest[0].refused()).collect()
}

fn outcomes(plan: &Plan, mix: Mix, a: &Assumptions, settings: &[Setting], coverages: &[f64]) -> Vec<Outcome> {
    let mut draw = Draw::seeded(plan.seed);
    let keys = Keys::of(settings);
    let bills = world::bills(mix, plan.containers, a, &mut draw);
    let covered: Vec<(Vec<&Bill>, Vec<Marks>)> = coverages
        .iter()
        .map(|share| {
            let bills: Vec<&Bill> = bills.iter().filter(|_| draw.chance(*share)).collect();
            let marks = keys.honest(&bills);
            (bills, marks)
        })
        .collect();
    let whole: Vec<&Paper> =
        bills.iter().filter(|bill| !bill.is_part()).flat_map(|bill| &bill.boxes).collect();
    let frauds: Vec<(Kind, Marks)> = (0..plan.frauds)
        .map(|_| {
            let first = whole[draw.below(whole.len())];
            let (kind, second) = fraud::second(first, a, &mut draw);
            (kind, keys.second(first, &second))
        })
        .collect();
    let outcome = |setting| {
        let mask = keys.mask(setting);
        let counts: Vec<(Count, Count)> =
            covered.iter().map(|(bills, marks)| judge::honest(bills, marks, mask)).collect();
        let parts = counts.first().map_or_else(Count::default, |(_, parts)| *parts);
        let honest = counts.into_iter().map(|(wholes, _)| wholes).collect();
        Outcome { honest, parts, frauds: judge::frauds(&frauds, mask) }
    };
    settings.iter().map(outcome).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setting;

    fn case(refused: usize, missed: usize, caught: usize) -> Outcome {
        let honest = vec![Count { all: 10_000, refused, referred: 100 }];
        let frauds = vec![Count { all: 100, refused: caught, referred: 100 - caught - missed }];
        Outcome { honest, parts: Count::default(), frauds }
    }

    fn chosen(worlds: &[[Outcome; 3]]) -> (usize, Worst) {
        let cases: Vec<Case> =
            worlds.iter().map(|o| Case { mix: "any", quick: true, outcomes: o.to_vec() }).collect();
        choose(&cases, &setting::all()[..3])
    }

    #[test]
    fn what_keeps_every_bound_and_refuses_most_is_chosen() {
        let worlds = [
            [case(50, 1, 90), case(9, 5, 40), case(3, 5, 60)],
            [case(1, 1, 90), case(9, 5, 70), case(3, 5, 50)],
        ];
        let (index, worst) = chosen(&worlds);
        assert_eq!((index, worst), (2, Worst { refused: 0.0003, referred: 0.01, missed: 0.05 }));
        assert!(worst.excess() < 1.0);
    }

    #[test]
    fn else_what_comes_closest() {
        let (index, worst) = chosen(&[[case(50, 1, 90), case(9, 7, 40), case(3, 12, 60)]]);
        assert_eq!(index, 1);
        assert!((worst.excess() - 7.0 / 6.0).abs() < 1e-9);
    }

    #[test]
    fn a_run_follows_from_its_seed_and_wide_windows_refuse_more() {
        let plan = Plan { seed: 1, containers: 300, frauds: 500 };
        let settings = setting::all();
        let rates = || refused(&plan, &Assumptions::BASE, &settings);
        assert_eq!(rates(), rates());
        assert!(rates()[..6].is_sorted_by(|a, b| a >= b), "windows narrow from the first to the sixth");
        let cases = cases(&plan, &settings);
        assert_eq!(cases.len(), 6);
        assert!(cases.iter().flat_map(|case| &case.outcomes).all(|outcome| outcome.parts.refused == 0));
        let v1 = &settings[0];
        assert!(widest_port_windows(&cases.iter().collect::<Vec<_>>(), &settings) != Some(v1));
    }
}
