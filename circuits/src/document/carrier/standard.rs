//! The carriers that the program knows by itself, and that a new ledger starts with.

use super::{Carrier, CarrierCode, CarrierId, CarrierTable, CodeList};

use CodeList::{Nmfta, Smdg};

type Row = (CarrierId, &'static str, &'static [(CodeList, &'static str)]);

/// Public codes of container carriers. The last two carriers are fictional and serve the samples.
const STANDARD: &[Row] = &[
    (1, "Maersk", &[(Smdg, "MSK"), (Nmfta, "MAEU")]),
    (2, "MSC", &[(Smdg, "MSC"), (Nmfta, "MSCU")]),
    (3, "CMA CGM", &[(Smdg, "CMA"), (Nmfta, "CMDU")]),
    (4, "Hapag-Lloyd", &[(Smdg, "HLC"), (Nmfta, "HLCU")]),
    (5, "Ocean Network Express", &[(Smdg, "ONE"), (Nmfta, "ONEY")]),
    (6, "COSCO Shipping Lines", &[(Smdg, "COS"), (Nmfta, "COSU")]),
    (7, "Evergreen", &[(Smdg, "EMC"), (Nmfta, "EGLV")]),
    (8, "Yang Ming", &[(Smdg, "YML"), (Nmfta, "YMLU")]),
    (9, "OOCL", &[(Smdg, "OOL"), (Nmfta, "OOLU")]),
    (10, "ZIM", &[(Smdg, "ZIM"), (Nmfta, "ZIMU")]),
    (11, "HMM", &[(Smdg, "HMM"), (Nmfta, "HDMU")]),
    (12, "Wan Hai Lines", &[(Smdg, "WHL"), (Nmfta, "WHLC")]),
    (13, "Pacific International Lines", &[(Smdg, "PIL"), (Nmfta, "PABV"), (Nmfta, "PCIU")]),
    (14, "APL", &[(Smdg, "APL"), (Nmfta, "APLU")]),
    (15, "ANL", &[(Smdg, "ANL"), (Nmfta, "ANNU")]),
    (16, "Hamburg Süd", &[(Smdg, "SUD"), (Nmfta, "SUDU")]),
    (17, "SM Line", &[(Smdg, "SML"), (Nmfta, "SMLM")]),
    (60_001, "Example Line (fictional)", &[(Smdg, "ZZE"), (Nmfta, "ZZEL")]),
    (60_002, "Example Forwarding (fictional)", &[(Smdg, "ZZF"), (Nmfta, "ZZFW")]),
];

impl CarrierTable {
    /// The table that comes with this crate. A ledger's own is in its directory, and began as the one of the program that
    /// made the ledger.
    #[must_use]
    pub fn standard() -> Self {
        let mut table = Self::default();
        for (id, name, codes) in STANDARD {
            let codes = codes.iter().filter_map(|(list, code)| CarrierCode::new(*list, *code).ok());
            let added = table.add(Carrier::new(*id, *name, codes.collect()));
            debug_assert_eq!(added, Ok(()));
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_on_the_way_into_the_table() {
        let table = CarrierTable::standard();
        assert_eq!(table.carriers().len(), STANDARD.len());
        for (id, name, codes) in STANDARD {
            let carrier = table.by_id(*id).unwrap();
            assert_eq!((carrier.name.as_str(), carrier.codes.len()), (*name, codes.len()));
            assert!(codes.iter().all(|(list, code)| table.find(*list, code) == Some(carrier)));
        }
    }
}
