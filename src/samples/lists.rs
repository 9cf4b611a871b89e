//! The samples' lists in the edition of a day.

use plimsoll_circuits::{
    day::Day,
    policy::{FromTable, List, ListKind},
};

/// Every list of the samples.
pub(super) const NAMES: [&str; 6] = [
    "controlled-goods",
    "sanctioned-countries",
    "sanctioned-goods",
    "sanctioned-parties",
    "sanctioned-ports",
    "sanctioned-vessels",
];

/// A list of the samples as of a day; none if there is no such list.
pub(crate) fn list(name: &str, dated: Day) -> Option<List> {
    macro_rules! table {
        ($name:literal) => {
            include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/lists/", $name, ".csv"))
        };
    }
    let (kind, table): (_, &[u8]) = match name {
        "controlled-goods" => (ListKind::Hs, table!("controlled-goods")),
        "sanctioned-countries" => (ListKind::Country, table!("sanctioned-countries")),
        "sanctioned-goods" => (ListKind::Hs, table!("sanctioned-goods")),
        "sanctioned-parties" => (ListKind::Party, table!("sanctioned-parties")),
        "sanctioned-ports" => (ListKind::Port, table!("sanctioned-ports")),
        "sanctioned-vessels" => (ListKind::Imo, table!("sanctioned-vessels")),
        _ => return None,
    };
    let from = FromTable {
        name,
        kind,
        dated,
        source: "the samples: fictional",
        column: None,
        label: Some("name"),
        skip_empty: false,
    };
    from.read(table).ok().map(|(list, _)| list)
}
