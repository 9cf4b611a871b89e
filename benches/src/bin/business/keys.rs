//! Keys of a container: what two papers must share to have one in common.

use crate::paper::Paper;
use std::fmt;

/// Which window a day falls into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Days {
    /// The day does not matter.
    Any,
    /// `floor(day / n)`.
    One(i32),
    /// `floor(day / n)` and `floor((day + offset) / n)`: up to the lesser of `offset` and `n - offset` days apart always
    /// share one, `n` days apart and more never.
    Two(i32, i32),
}

/// A key: the container, and what else stands in it. Of `Two` windows it is two values, else one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The area of the port of loading.
    pub port: bool,
    /// The seal's number.
    pub seal: bool,
    /// Of a paper without a seal, its day stands instead of seal and window.
    pub or_day: bool,
    /// Gross weight, rounded down to so many kg.
    pub weight: Option<u32>,
    /// The window.
    pub days: Days,
}

/// A key's value: equal values are what a ledger sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Value {
    container: u32,
    port: u16,
    seal: u64,
    weight: u32,
    window: (u8, i32),
}

impl Key {
    /// Container and windows.
    pub const fn days(days: Days) -> Self {
        Self { port: false, seal: false, or_day: false, weight: None, days }
    }

    /// Container, area of the port of loading, two windows.
    pub const fn port(width: i32, offset: i32) -> Self {
        Self { port: true, ..Self::days(Days::Two(width, offset)) }
    }

    /// Container and seal.
    pub const fn seal() -> Self {
        Self { seal: true, ..Self::days(Days::Any) }
    }

    /// Container, seal, two windows; of a paper without a seal, container and day.
    pub const fn seal_or_day(width: i32, offset: i32) -> Self {
        Self { or_day: true, days: Days::Two(width, offset), ..Self::seal() }
    }

    /// Container, seal, weight.
    pub const fn sealed(kg: u32) -> Self {
        Self { weight: Some(kg), ..Self::seal() }
    }

    /// Container, weight, windows.
    pub const fn weight(kg: u32, days: Days) -> Self {
        Self { weight: Some(kg), ..Self::days(days) }
    }

    /// Days by which two papers of one value are less than apart; `None` if they may be any.
    pub const fn widest(self) -> Option<i32> {
        match self.days {
            Days::Any => None,
            Days::One(n) | Days::Two(n, _) => Some(n),
        }
    }

    /// How many values it takes.
    pub const fn slots(self) -> usize {
        if matches!(self.days, Days::Two(..)) { 2 } else { 1 }
    }

    /// Its values for what a paper says. None if it names no seal and the key has nothing else; and of a part no key with a weight,
    /// since what the paper weighs is not the load.
    pub fn values(self, paper: &Paper) -> impl Iterator<Item = Value> + use<> {
        let day = paper.day;
        let windows = match self.days {
            _ if self.or_day && paper.seal.is_none() => [Some(day), None],
            Days::Any => [Some(0), None],
            Days::One(n) => [Some(day.div_euclid(n)), None],
            Days::Two(n, offset) => [Some(day.div_euclid(n)), Some((day + offset).div_euclid(n))],
        };
        let fits = !(self.weight.is_some() && paper.part);
        let seal = if self.seal { paper.seal.or(self.or_day.then_some(0)) } else { Some(0) };
        let value = seal.filter(|_| fits).map(|seal| Value {
            container: paper.container,
            port: if self.port { paper.port } else { 0 },
            seal,
            weight: self.weight.map_or(0, |kg| paper.weight / kg),
            window: (0, 0),
        });
        let windows = (0..).zip(windows).filter_map(|(letter, window)| Some((letter, window?)));
        windows.filter_map(move |window| Some(Value { window, ..value? }))
    }
}

/// `port + 4/2 days`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if self.port {
            parts.push("port".to_owned());
        }
        if self.seal {
            parts.push(if self.or_day { "seal or day" } else { "seal" }.to_owned());
        }
        if let Some(kg) = self.weight {
            parts.push(format!("{kg} kg"));
        }
        match self.days {
            Days::Any => {}
            Days::One(1) => parts.push("1 day".to_owned()),
            Days::One(n) => parts.push(format!("{n} days")),
            Days::Two(n, offset) => parts.push(format!("{n}/{offset} days")),
        }
        f.write_str(&parts.join(" + "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAPER: Paper = Paper { container: 1, port: 2, day: 0, seal: Some(3), weight: 20_005, part: false };

    fn share(key: Key, a: &Paper, b: &Paper) -> bool {
        key.values(a).any(|value| key.values(b).any(|other| other == value))
    }

    #[test]
    fn two_windows_share_near_days_always_and_far_ones_never() {
        for (width, offset) in [(56, 28), (14, 7), (7, 3), (5, 2), (4, 2), (3, 1), (2, 1)] {
            let key = Key::port(width, offset);
            for day in -60..60 {
                for apart in 0..2 * width {
                    let (a, b) = (Paper { day, ..PAPER }, Paper { day: day + apart, ..PAPER });
                    let shared = share(key, &a, &b);
                    assert!(shared || apart > offset.min(width - offset), "{key}: {day} and {apart} later");
                    assert!(!shared || apart < width, "{key}: {day} and {apart} later");
                }
            }
        }
    }

    #[test]
    fn one_window_shares_its_own_days_only() {
        let days = |day| Paper { day, ..PAPER };
        let key = Key::days(Days::One(2));
        assert!(share(key, &days(-2), &days(-1)) && !share(key, &days(-1), &days(0)));
        assert!(share(key, &days(0), &days(1)) && !share(key, &days(1), &days(2)));
        assert!(!share(Key::days(Days::Two(2, 1)), &days(0), &Paper { container: 2, ..days(0) }));
    }

    #[test]
    fn a_key_has_what_it_names_and_nothing_else() {
        let (port, seal) = (Paper { port: 9, ..PAPER }, Paper { seal: Some(9), ..PAPER });
        let (near, far) = (Paper { weight: 20_009, ..PAPER }, Paper { weight: 20_010, ..PAPER });
        let ten = Key::weight(10, Days::One(56));
        assert!(!share(Key::port(4, 2), &PAPER, &port) && share(Key::port(4, 2), &PAPER, &seal));
        assert!(share(Key::seal(), &PAPER, &port) && !share(Key::seal(), &PAPER, &seal));
        assert!(share(ten, &PAPER, &near) && !share(ten, &PAPER, &far));
        assert!(share(Key::sealed(100), &PAPER, &far) && !share(Key::sealed(100), &PAPER, &seal));
    }

    #[test]
    fn without_a_seal_or_of_a_part_there_are_keys_that_have_no_value() {
        let (bare, part) = (Paper { seal: None, ..PAPER }, Paper { part: true, ..PAPER });
        assert_eq!(Key::seal().values(&bare).count() + Key::sealed(10).values(&bare).count(), 0);
        assert_eq!(Key::weight(10, Days::Two(56, 28)).values(&part).count(), 0);
        let (key, day) = (Key::seal_or_day(4, 2), |day| Paper { day, ..bare });
        assert_eq!(key.values(&bare).count(), 1);
        assert!(share(key, &bare, &bare) && !share(key, &bare, &day(1)) && !share(key, &bare, &PAPER));
        assert!(share(key, &PAPER, &Paper { day: 2, ..PAPER }));
        for key in [Key::port(4, 2), key, Key::seal(), Key::weight(10, Days::Two(56, 28))] {
            assert_eq!(key.values(&PAPER).count(), key.slots(), "{key}");
        }
    }
}
