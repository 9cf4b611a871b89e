//! Where papers are written: chance, numbers that never come twice, and carriers, all of them fictional.

use plimsoll_benches::draw::Draw;
use plimsoll_circuits::document::{Carrier, CarrierTable, CodeList, Day, carrier::CarrierCode, codes};
use serde_json::{Value, json};

/// The first day of every book: 2026-01-01.
pub const FIRST_DAY: u32 = 20_454;

/// Liner companies, forwarders that issue house bills, and owners of bulk carriers in the table.
const LINES: u16 = 6;
const FORWARDERS: u16 = 4;
const OWNERS: u16 = 5;

/// Chance and serial numbers.
pub struct Office {
    /// What is drawn.
    pub draw: Draw,
    serial: u64,
}

impl Office {
    /// An office whose every paper follows from the seed.
    pub fn seeded(seed: u64) -> Self {
        Self { draw: Draw::seeded(seed), serial: 0 }
    }

    /// A number that it never gave before.
    pub fn serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// A seal's number, under one of the prefixes of those who make them.
    pub fn seal(&mut self) -> String {
        let prefix = ["ZL", "SH", "CN", "AB"][self.draw.below(4)];
        format!("{prefix}{:07}", self.serial())
    }

    /// A bill's number as this carrier writes it: with its own code in front, or as forwarders do.
    pub fn bill_number(&mut self, scac: &str) -> String {
        let serial = self.serial();
        if scac.starts_with("ZZF") { format!("HB26-{serial:07}") } else { format!("{scac}26{serial:08}") }
    }

    /// Codes of a liner company.
    pub fn line(&mut self) -> Codes {
        Codes::of('L', self.draw.below(LINES.into()) as u16)
    }

    /// Codes of a forwarder.
    pub fn forwarder(&mut self) -> Codes {
        Codes::of('F', self.draw.below(FORWARDERS.into()) as u16)
    }

    /// Codes of an owner of ships.
    pub fn owner(&mut self) -> Codes {
        Codes::of('O', self.draw.below(OWNERS.into()) as u16)
    }

    /// A port.
    pub fn port(&mut self) -> &'static str {
        ["CLANF", "DEHAM", "BRSSZ", "NLRTM", "SGSIN", "BEANR", "ZADUR", "KRPUS"][self.draw.below(8)]
    }
}

/// The codes of one carrier in both lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codes {
    /// SMDG.
    pub smdg: String,
    /// NMFTA.
    pub scac: String,
}

impl Codes {
    fn of(group: char, n: u16) -> Self {
        let letter = char::from(b'A' + n as u8);
        Self { smdg: format!("{group}Z{letter}"), scac: format!("ZZ{group}{letter}") }
    }
}

/// The carriers of all books.
///
/// # Errors
/// If two would share a code.
pub fn carriers() -> Result<CarrierTable, String> {
    let mut table = CarrierTable::default();
    let groups = [('L', LINES, "Line"), ('F', FORWARDERS, "Forwarding"), ('O', OWNERS, "Shipowners")];
    let all = groups.into_iter().flat_map(|(group, n, name)| (0..n).map(move |i| (group, i, name)));
    for (id, (group, n, name)) in (60_001u16..).zip(all) {
        let Codes { smdg, scac } = Codes::of(group, n);
        let name = format!("Imaginary {name} {n} (fictional)");
        let codes = [(CodeList::Smdg, smdg), (CodeList::Nmfta, scac)];
        let codes = codes.into_iter().map(|(list, code)| CarrierCode::new(list, code));
        let codes = codes.collect::<Result<_, _>>().map_err(|e| e.to_string())?;
        table.add(Carrier::new(id, name, codes)).map_err(|e| e.to_string())?;
    }
    Ok(table)
}

/// A day as documents write it.
pub fn date(day: u32) -> String {
    Day(day).to_string()
}

/// The containers of a book, without those whose check digit is 0: ISO 6346 advises against some of them, which hide errors.
pub fn containers() -> impl Iterator<Item = String> {
    (0u32..26_000_000).filter_map(|n| {
        let letter = char::from(b'A' + (n / 1_000_000) as u8);
        let ten = format!("ZZ{letter}U{:06}", n % 1_000_000);
        (1..10).map(|digit| format!("{ten}{digit}")).find(|reference| codes::container(reference).is_ok())
    })
}

/// A legal entity identifier with its check digits, for the n-th of a group of four letters.
pub fn lei(group: &str, n: u64) -> String {
    let eighteen = format!("ZZZZ00{group}{n:08}");
    (2..99).map(|check| format!("{eighteen}{check:02}")).find(|lei| codes::is_lei(lei)).unwrap_or_default()
}

/// An IMO number with its check digit.
pub fn imo(n: u32) -> String {
    let six = 970_000 + n;
    (0..10).map(|check| format!("{six}{check}")).find(|imo| codes::is_imo(imo)).unwrap_or_default()
}

/// A party with an LEI, a tax number, or both.
pub fn party(name: &str, lei: Option<&str>, vat: Option<&str>) -> Value {
    let mut party = json!({ "partyName": name, "address": { "street": "Imaginary Street", "city": "Nowhere", "countryCode": "NL" } });
    party["identifyingCodes"] = lei
        .map(|lei| json!({ "codeListProvider": "GLEIF", "partyCode": lei, "codeListName": "LEI" }))
        .into_iter()
        .collect();
    party["taxLegalReferences"] =
        vat.map(|vat| json!({ "type": "VAT", "countryCode": "NL", "value": vat })).into_iter().collect();
    party
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn numbers_pass_their_checks_and_never_come_twice() {
        let containers: HashSet<String> = containers().take(2_000).collect();
        assert_eq!(containers.len(), 2_000);
        assert!(containers.iter().all(|n| codes::container(n).is_ok()));
        assert!((0..200).all(|n| codes::is_lei(&lei("SELL", n)) && codes::is_imo(&imo(n as u32))));
        let mut office = Office::seeded(1);
        let seals: HashSet<String> = (0..500).map(|_| office.seal()).collect();
        assert_eq!((seals.len(), date(FIRST_DAY).as_str()), (500, "2026-01-01"));
    }

    #[test]
    fn every_carrier_that_is_drawn_is_in_the_table_under_both_codes() {
        use plimsoll_circuits::document::CodeList::{Nmfta, Smdg};
        let (table, mut office) = (carriers().unwrap(), Office::seeded(2));
        for _ in 0..50 {
            for codes in [office.line(), office.forwarder(), office.owner()] {
                let one = table.find(Smdg, &codes.smdg).unwrap();
                assert_eq!(table.find(Nmfta, &codes.scac), Some(one));
            }
        }
    }
}
