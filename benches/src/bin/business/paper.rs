//! Papers: what a bill says of a container, and bills.

use std::iter::once;

/// What a bill says of one container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Its number.
    pub container: u32,
    /// Area of the port of loading.
    pub port: u16,
    /// The day on board, else of receipt.
    pub day: i32,
    /// The seal's number, if the bill names one that can be used.
    pub seal: Option<u64>,
    /// Gross weight, in kg.
    pub weight: u32,
    /// Other bills share the load, and this one says so.
    pub part: bool,
}

/// An honest bill, of one box at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// What it says of its containers; all have one day.
    pub boxes: Vec<Paper>,
    /// The day that an amendment corrects theirs to.
    pub corrected: Option<i32>,
}

impl Bill {
    /// The day that it was issued with.
    pub fn day(&self) -> i32 {
        self.boxes[0].day
    }

    /// Whether it covers a part of a load: such a bill has one box.
    pub fn is_part(&self) -> bool {
        self.boxes[0].part
    }

    /// All that it ever says: as it was issued, and as it was corrected.
    pub fn papers(&self) -> impl Iterator<Item = Paper> + '_ {
        let days = once(self.day()).chain(self.corrected);
        days.flat_map(|day| self.boxes.iter().map(move |paper| Paper { day, ..*paper }))
    }
}
