//! The samples' lists in the edition of a day.

use plimsoll_circuits::{
    day::Day,
    policy::{FromTable, List, ListHead, ListKind},
};

/// Every list of the samples.
pub(super) const NAMES: [&str; 9] = [
    "controlled-goods",
    "harmless-clauses",
    "index-prices",
    "sanctioned-countries",
    "sanctioned-goods",
    "sanctioned-names",
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
        "harmless-clauses" => (ListKind::Text, table!("harmless-clauses")),
        "index-prices" => (ListKind::Hs, table!("index-prices")),
        "sanctioned-countries" => (ListKind::Country, table!("sanctioned-countries")),
        "sanctioned-goods" => (ListKind::Hs, table!("sanctioned-goods")),
        "sanctioned-names" => (ListKind::Name, table!("sanctioned-names")),
        "sanctioned-parties" => (ListKind::Party, table!("sanctioned-parties")),
        "sanctioned-ports" => (ListKind::Port, table!("sanctioned-ports")),
        "sanctioned-vessels" => (ListKind::Imo, table!("sanctioned-vessels")),
        _ => return None,
    };
    // Prices of a kilogram are in dollars.
    let prices_in = (name == "index-prices").then(|| "USD".parse().ok()).flatten();
    let source = "the samples: fictional".to_owned();
    let head = ListHead { name: name.to_owned(), kind, prices_in, edition: 1, dated, source };
    let from = FromTable {
        head,
        column: None,
        aliases: (kind == ListKind::Name).then_some("aliases"),
        label: (!matches!(kind, ListKind::Name | ListKind::Text)).then_some("name"),
        price: prices_in.map(|_| "price"),
        skip_empty: false,
    };
    from.read(table).ok().map(|(list, _)| list)
}
