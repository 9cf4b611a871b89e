//! Settings: which keys refuse, which refer, and what is asked of them.

use crate::keys::{Days, Key};
use std::fmt;

/// Honest bills refused: fewer than this share.
pub const REFUSED: f64 = 1.0 / 1_000.0;
/// Honest bills referred: fewer than this share.
pub const REFERRED: f64 = 1.0 / 50.0;
/// Frauds neither refused nor referred: fewer than this share.
pub const MISSED: f64 = 0.06;
/// Values of a box that have room: a posting of 40 has six boxes, three invoices of two values each, bill and booking.
pub const ROOM: usize = 5;
/// Days after which a container's next load is never refused, whatever its paper repeats of the one before.
pub const APART: i32 = 4;

/// Keys that refuse and keys that refer. Of a part of a load none refuses: all of them refer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Keys that no two entries may share.
    pub strict: Vec<Key>,
    /// Keys whose match is shown to whoever lends.
    pub soft: Vec<Key>,
}

impl Setting {
    fn new(strict: impl Into<Vec<Key>>, soft: impl Into<Vec<Key>>) -> Self {
        Self { strict: strict.into(), soft: soft.into() }
    }

    /// Values that a whole load takes in a posting.
    pub fn slots(&self) -> usize {
        self.keys().map(|key| key.slots()).sum()
    }

    /// Whether it has room, and refuses no load that is [`APART`] from the one before.
    pub fn fits(&self) -> bool {
        self.slots() <= ROOM && self.strict.iter().all(|key| key.widest().is_some_and(|days| days <= APART))
    }

    /// All of them.
    pub fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        self.strict.iter().chain(&self.soft).copied()
    }

    /// The width of its windows, in days, if it refuses on port and windows and on nothing else.
    pub fn port_windows(&self) -> Option<i32> {
        match self.strict[..] {
            [Key { port: true, seal: false, weight: None, days: Days::Two(width, _), .. }] => Some(width),
            _ => None,
        }
    }
}

/// `refuse on seal; refer on 2 days, 10 kg + 56/28 days`.
impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refuse on {}; refer on {}", listed(&self.strict), listed(&self.soft))
    }
}

/// Names of keys, with commas between them.
pub fn listed(keys: &[Key]) -> String {
    if keys.is_empty() {
        return "nothing".to_owned();
    }
    keys.iter().map(Key::to_string).collect::<Vec<_>>().join(", ")
}

/// Those that are compared. The windows with the port area come first, from the widest.
pub fn all() -> Vec<Setting> {
    use Days::{One, Two};
    let (seal, kg) = (Key::seal(), Key::weight);
    let mut all = vec![Setting::new([Key::port(14, 7)], [])];
    for (width, offset) in [(7, 3), (5, 2), (4, 2), (3, 1), (2, 1)] {
        all.push(Setting::new([Key::port(width, offset)], [seal, kg(100, One(56))]));
    }
    all.extend([
        Setting::new([Key::port(2, 1)], [seal, kg(10, Two(56, 28))]),
        Setting::new([Key::days(Two(2, 1))], [seal, kg(10, One(56))]),
        Setting::new([seal], [Key::port(4, 2), kg(100, One(56))]),
        Setting::new([seal], [Key::days(Two(2, 1)), kg(10, One(56))]),
        Setting::new([seal], [Key::days(One(2)), kg(10, Two(56, 28))]),
        Setting::new([seal], [Key::days(One(3)), kg(10, Two(56, 28))]),
        Setting::new([Key::sealed(100)], [seal, Key::days(One(2)), kg(10, Two(56, 28))]),
        Setting::new([Key::days(One(1))], [seal, kg(10, Two(56, 28))]),
        Setting::new([seal, Key::days(One(1))], [kg(10, One(56))]),
        Setting::new([seal, Key::days(One(1))], [kg(10, Two(56, 28))]),
        Setting::new([seal, Key::days(One(1))], [kg(100, Two(56, 28))]),
        Setting::new([seal, Key::days(One(1))], [Key::days(One(2)), kg(10, Two(56, 28))]),
        Setting::new([seal, Key::days(One(2))], [kg(10, Two(56, 28))]),
        Setting::new([Key::seal_or_day(4, 2)], [seal, Key::days(One(2)), kg(10, One(56))]),
        Setting::new([Key::seal_or_day(4, 2)], [seal, Key::days(One(2)), kg(1, One(224))]),
        Setting::new([Key::seal_or_day(4, 2)], [seal, Key::days(One(3)), kg(1, One(112))]),
        Setting::new([Key::seal_or_day(4, 2)], [seal, Key::days(One(3)), kg(10, One(224))]),
        Setting::new([Key::seal_or_day(4, 2)], [seal, Key::days(One(3)), kg(1, One(224))]),
        Setting::new([Key::seal_or_day(8, 4)], [seal, Key::days(One(3)), kg(1, One(224))]),
    ]);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_setting_has_keys_of_its_own_and_fits_a_mask() {
        let all = all();
        for setting in &all {
            let keys: Vec<Key> = setting.keys().collect();
            assert!(keys.iter().enumerate().all(|(i, key)| !keys[..i].contains(key)), "{setting}");
            assert!(!setting.strict.is_empty() && setting.slots() <= ROOM, "{setting}");
        }
        assert!(all.iter().enumerate().all(|(i, setting)| !all[..i].contains(setting)));
        let keys: HashSet<Key> = all.iter().flat_map(Setting::keys).collect();
        assert!(keys.len() <= 32, "a mask has 32 bits");
    }

    #[test]
    fn what_refuses_forgets() {
        let strict = |key| Setting::new([key], []).fits();
        assert!(strict(Key::port(4, 2)) && strict(Key::days(Days::One(1))) && strict(Key::seal_or_day(4, 2)));
        assert!(!strict(Key::seal()) && !strict(Key::seal_or_day(8, 4)) && !strict(Key::port(14, 7)));
    }

    #[test]
    fn port_windows_are_told_from_the_rest() {
        let widths: Vec<i32> = all().iter().filter_map(Setting::port_windows).collect();
        assert_eq!(widths, [14, 7, 5, 4, 3, 2, 2]);
    }
}
