//! Dishonest business: the same load under a second paper.

use crate::{assume::Assumptions, draw::Draw, paper::Paper};
use std::fmt;

/// An area that no honest paper of the model names.
const ELSEWHERE: u16 = u16::MAX;

/// How a second paper comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The first with day, port, seal and weight altered, or not, each by itself.
    Copy,
    /// The same for a part of the load.
    Split,
    /// The same for the second leg.
    Via,
    /// The first with its day corrected.
    Reissued,
}

/// All kinds.
pub const KINDS: [Kind; 4] = [Kind::Copy, Kind::Split, Kind::Via, Kind::Reissued];

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Copy => "altered copy",
            Self::Split => "part of the load",
            Self::Via => "second leg",
            Self::Reissued => "corrected bill again",
        })
    }
}

/// A second paper for what `first` covers, under another number.
pub fn second(first: &Paper, a: &Assumptions, draw: &mut Draw) -> (Kind, Paper) {
    let copies = (1.0 - a.split - a.via - a.reissued).max(0.0);
    let kind = KINDS[draw.one_of(&[copies, a.split, a.via, a.reissued])];
    let mut paper = *first;
    if kind == Kind::Reissued {
        paper.day += 1 + draw.below(2) as i32;
        return (kind, paper);
    }
    alter(&mut paper, a, draw);
    if kind == Kind::Split {
        paper.part = true;
        paper.weight = (f64::from(first.weight) * draw.between(0.2, 0.8)) as u32;
    } else if kind == Kind::Via {
        paper.port = ELSEWHERE;
        paper.day = first.day + 3 + draw.below(18) as i32;
    }
    if draw.chance(a.received) {
        paper.day -= draw.below(6) as i32;
    }
    (kind, paper)
}

/// Another day, port, seal, weight: each by itself.
fn alter(paper: &mut Paper, a: &Assumptions, draw: &mut Draw) {
    if draw.chance(a.other_day) {
        paper.day += if draw.chance(0.5) { 1 + draw.below(3) as i32 } else { 4 + draw.below(22) as i32 };
    }
    if draw.chance(a.other_port) {
        paper.port = ELSEWHERE;
    }
    if draw.chance(a.other_seal) {
        paper.seal = Some(draw.number());
    }
    if draw.chance(a.other_weight) {
        paper.weight += 100 * (1 + draw.below(30) as u32);
    } else if draw.chance(a.rounded) {
        paper.weight = (paper.weight + 50) / 100 * 100;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Paper =
        Paper { container: 1, port: 2, day: 100, seal: Some(3), weight: 20_050, part: false };

    #[test]
    fn the_container_is_kept_and_the_rest_is_altered_as_often_as_assumed() {
        let (a, mut draw) =
            (Assumptions { split: 0.0, via: 0.0, reissued: 0.0, ..Assumptions::BASE }, Draw::seeded(1));
        let papers: Vec<Paper> = (0..20_000).map(|_| second(&FIRST, &a, &mut draw).1).collect();
        let share = |is: &dyn Fn(&Paper) -> bool| papers.iter().filter(|p| is(p)).count() as f64 / 20_000.0;
        let near = |share: f64, assumed: f64| (share - assumed).abs() < 0.02;
        assert!(papers.iter().all(|p| p.container == 1 && !p.part && (95..=125).contains(&p.day)));
        assert!(near(share(&|p| p.port != 2), a.other_port));
        assert!(near(share(&|p| p.seal != Some(3)), a.other_seal));
        assert!(near(share(&|p| p.weight >= 20_150), a.other_weight));
        assert!(near(share(&|p| p.day > 100), a.other_day * (1.0 - a.received / 2.0)));
    }

    #[test]
    fn each_kind_is_what_it_says() {
        let mut draw = Draw::seeded(2);
        for (i, kind) in KINDS.into_iter().enumerate().skip(1) {
            let share = |n| if n == i { 1.0 } else { 0.0 };
            let a = Assumptions { split: share(1), via: share(2), reissued: share(3), ..Assumptions::BASE };
            for _ in 0..1_000 {
                let (drawn, paper) = second(&FIRST, &a, &mut draw);
                assert_eq!(drawn, kind);
                assert_eq!(paper.part, kind == Kind::Split);
                assert!(kind != Kind::Split || (4_000..16_100).contains(&paper.weight));
                assert!(kind != Kind::Via || paper.port == ELSEWHERE);
                let reissued = Paper { day: paper.day, ..FIRST };
                assert!(kind != Kind::Reissued || (paper == reissued && (101..=102).contains(&paper.day)));
            }
        }
    }
}
