//! What is assumed of the business, each number by itself, so that it can be halved and doubled.

use serde::Serialize;

/// Shares are of 1. Nobody publishes most of these; see `benches/README.md`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Assumptions {
    /// Days from one load of a container in short sea to the next, median; never fewer than 3 but in quick turns.
    pub cycle: f64,
    /// Loads in short sea that are followed by one in the same port area.
    pub returns: f64,
    /// Loads in short sea that are followed, 1 to 3 days later, by one in the same port area.
    pub quick: f64,
    /// Loads in short sea that are followed, 1 to 3 days later, by one in another port area.
    pub across: f64,
    /// Loads in the other trades that are followed, 1 to 3 days later, by one in the same port area: a depot hands the box out again.
    pub depot: f64,
    /// Quick turns of one day. Those of two days are twice as many; the rest takes three.
    pub one_day: f64,
    /// Loads that go to the shipper of the load before, among those in the same port area.
    pub same_shipper: f64,
    /// Shippers whose loads always weigh the same to the kilogram.
    pub exact: f64,
    /// Shippers whose loads weigh about the same, with a deviation of 200 kg. The others' are spread evenly.
    pub near: f64,
    /// Boxes of a bill beyond the first, mean; a bill has at most six.
    pub boxes: f64,
    /// Consignments of 7 to 30 boxes, written on several bills.
    pub large: f64,
    /// Loads that two to four bills share.
    pub parts: f64,
    /// Loads of deep sea and regional trades whose only bill is of the second leg: its port, its day on board.
    pub second_leg: f64,
    /// Bills that name the day of receipt alone, up to five days before.
    pub received: f64,
    /// Bills whose day on board is corrected afterwards by one or two days.
    pub corrected: f64,
    /// Loads of whose seal the bill says nothing that can be used.
    pub unsealed: f64,
    /// Bills that name the seal of the box's load before.
    pub stale_seal: f64,
    /// Second papers with another port of loading.
    pub other_port: f64,
    /// Second papers with another seal.
    pub other_seal: f64,
    /// Second papers with another weight, 100 kg to 3 t more.
    pub other_weight: f64,
    /// Second papers whose weight is rounded to 100 kg, of those that keep it.
    pub rounded: f64,
    /// Second papers with another day. Half of them are moved by 1 to 3 days, the others by 4 to 25.
    pub other_day: f64,
    /// Second papers that name a part of the load only.
    pub split: f64,
    /// Second papers of the second leg: its port, its day on board.
    pub via: f64,
    /// Second papers that are the first with its day corrected, under another number.
    pub reissued: f64,
}

impl Assumptions {
    /// Those of the tables.
    pub const BASE: Self = Self {
        cycle: 8.0,
        returns: 0.5,
        quick: 0.002,
        across: 0.002,
        depot: 0.0002,
        one_day: 1.0 / 6.0,
        same_shipper: 0.05,
        exact: 0.2,
        near: 0.4,
        boxes: 1.5,
        large: 0.02,
        parts: 0.002,
        second_leg: 0.02,
        received: 0.05,
        corrected: 0.02,
        unsealed: 0.03,
        stale_seal: 0.0001,
        other_port: 0.2,
        other_seal: 0.25,
        other_weight: 0.25,
        rounded: 0.05,
        other_day: 0.65,
        split: 0.1,
        via: 0.1,
        reissued: 0.1,
    };

    /// The same without turns of one, two and three days.
    #[must_use]
    pub fn without_quick_turns(&self) -> Self {
        Self { quick: 0.0, across: 0.0, depot: 0.0, ..self.clone() }
    }
}

/// One assumption: what it is called, and where it stands.
pub type Named = (&'static str, fn(&mut Assumptions) -> &mut f64);

/// Every assumption.
pub const ALL: [Named; 25] = [
    ("cycle in short sea, days", |a| &mut a.cycle),
    ("short sea: again in the same port area", |a| &mut a.returns),
    ("short sea: quick turns", |a| &mut a.quick),
    ("short sea: quick turns across", |a| &mut a.across),
    ("other trades: quick turns", |a| &mut a.depot),
    ("quick turns of one day", |a| &mut a.one_day),
    ("same shipper again", |a| &mut a.same_shipper),
    ("loads of the same weight", |a| &mut a.exact),
    ("loads of nearly the same weight", |a| &mut a.near),
    ("further boxes of a bill", |a| &mut a.boxes),
    ("consignments of several bills", |a| &mut a.large),
    ("part loads", |a| &mut a.parts),
    ("bills of the second leg", |a| &mut a.second_leg),
    ("day of receipt alone", |a| &mut a.received),
    ("day corrected", |a| &mut a.corrected),
    ("no usable seal", |a| &mut a.unsealed),
    ("seal of the load before", |a| &mut a.stale_seal),
    ("fraud: other port", |a| &mut a.other_port),
    ("fraud: other seal", |a| &mut a.other_seal),
    ("fraud: other weight", |a| &mut a.other_weight),
    ("fraud: weight rounded", |a| &mut a.rounded),
    ("fraud: other day", |a| &mut a.other_day),
    ("fraud: split", |a| &mut a.split),
    ("fraud: second leg", |a| &mut a.via),
    ("fraud: corrected bill again", |a| &mut a.reissued),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_assumption_is_listed_once() {
        let mut a = Assumptions::BASE;
        for (i, (name, at)) in ALL.iter().enumerate() {
            *at(&mut a) = -1.0 - i as f64;
            assert!(ALL[..i].iter().all(|(other, _)| other != name));
        }
        let values = serde_json::to_value(&a).unwrap();
        let values: Vec<f64> = values.as_object().unwrap().values().filter_map(|v| v.as_f64()).collect();
        assert_eq!(values.len(), ALL.len());
        assert!(values.iter().all(|value| *value < 0.0), "each is reached by a name of its own");
    }

    #[test]
    fn shares_are_shares() {
        let mut a = Assumptions::BASE;
        let values: Vec<f64> = ALL.iter().map(|(_, at)| *at(&mut a)).collect();
        assert!(values[1..].iter().all(|share| *share > 0.0 && (*share <= 1.0 || *share == a.boxes)));
        assert!(a.split + a.via + a.reissued < 1.0 && a.exact + a.near < 1.0);
    }
}
