//! Documents end to end: the samples, every kind of fault, leaves and openings, the published schemas.

mod advice;
mod faults;
mod kinds;
mod leaves;
mod published;
mod samples;
mod schemas;

use super::*;

/// A sample's text.
macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../samples/", $name))
    };
}
pub(crate) use sample;

pub(crate) fn received(text: &str) -> Result<Received, Faults> {
    Received::parse(text.as_bytes(), &CarrierTable::standard())
}

pub(crate) fn bill(text: &str) -> MainDocument {
    received(text).unwrap_or_else(|faults| panic!("{faults}")).document
}

/// The clean sample with its annexes.
pub(crate) fn bundle() -> Bundle {
    Bundle {
        invoices: vec![Invoice::parse(sample!("invoice.json").as_bytes()).unwrap()],
        packing_list: Some(PackingList::parse(sample!("packing-list.json").as_bytes()).unwrap()),
        insurance: Some(Insurance::parse(sample!("insurance.json").as_bytes()).unwrap()),
        vessels: vec![Vessel::parse(sample!("vessel.json").as_bytes()).unwrap()],
        ..Bundle::new(bill(sample!("ebl-to-order.json")))
    }
}
