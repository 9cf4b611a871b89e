//! What an authority's file gives, before lists are made of it.

use super::ImportError;
use plimsoll_circuits::{
    credential::Day,
    document::{codes, name_key, text::normalise},
    policy::{List, ListHead, ListKind, list::Entry},
};
use std::collections::BTreeMap;

/// Most records that are told one by one.
const TOLD: usize = 20;

/// A record of an authority: a party, a ship or an aircraft.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    /// How the authority numbers it.
    pub number: String,
    /// Names of a person or an organisation, the first one being the main one; a ship's are none.
    pub names: Vec<String>,
    /// A ship's or an aircraft's name, for people.
    pub craft: Option<String>,
    /// Numbers that it has.
    pub numbers: Vec<Number>,
}

/// A number of a record.
#[derive(Clone, Debug, Default)]
pub(super) struct Number {
    /// What it is, as the authority writes it.
    pub kind: String,
    /// The number.
    pub number: String,
    /// The country of whoever gave it, ISO 3166-1 alpha-2; empty if it is not said so.
    pub country: String,
}

/// What records give.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// The day that the file says it is of.
    pub dated: Option<Day>,
    /// How many records there were.
    pub records: usize,
    /// Those of which nothing can be looked up, by what they are called; the first of them.
    pub unusable: Vec<String>,
    /// How many these are.
    pub unusable_count: usize,
    /// Numbers that have no form in which documents write them: of passports, of registers without a country.
    pub other_numbers: usize,
    names: BTreeMap<String, String>,
    parties: BTreeMap<String, String>,
    vessels: BTreeMap<String, String>,
}

impl Gathered {
    /// Takes a record.
    pub(super) fn add(&mut self, record: &Record) {
        self.records += 1;
        let called =
            record.names.iter().chain(&record.craft).map(|name| name.trim()).find(|name| !name.is_empty());
        let called = called.unwrap_or(&record.number).to_owned();
        let mut usable = false;
        for name in &record.names {
            if let Some(key) = name_key(name) {
                self.names.entry(key).or_insert_with(|| name.trim().to_owned());
                usable = true;
            }
        }
        for number in &record.numbers {
            match number.canonical() {
                Some(Canonical::Vessel(imo)) => self.vessels.entry(imo).or_insert_with(|| called.clone()),
                Some(Canonical::Party(id)) => self.parties.entry(id).or_insert_with(|| called.clone()),
                None => {
                    self.other_numbers += 1;
                    continue;
                }
            };
            usable = true;
        }
        if !usable {
            self.unusable_count += 1;
            if self.unusable.len() < TOLD {
                self.unusable.push(called);
            }
        }
    }

    /// The lists: names, ids of parties, IMO numbers of ships, each if there are any.
    ///
    /// # Errors
    /// If there are none at all, or a list cannot be made.
    pub fn lists(
        &self,
        prefix: &str,
        edition: u64,
        dated: Day,
        source: &str,
    ) -> Result<Vec<List>, ImportError> {
        let all = [
            (ListKind::Name, "names", &self.names),
            (ListKind::Party, "parties", &self.parties),
            (ListKind::Imo, "vessels", &self.vessels),
        ];
        let list = |(kind, what, found): (ListKind, &str, &BTreeMap<String, String>)| {
            let (name, source) = (format!("{prefix}-{what}"), source.to_owned());
            let head = ListHead { name, kind, prices_in: None, edition, dated, source };
            let entry = |(value, label): (&String, &String)| Entry {
                value: value.clone(),
                label: Some(label.clone()),
                ..Entry::default()
            };
            List::new(head, found.iter().map(entry).collect())
        };
        let lists: Vec<List> =
            all.into_iter().filter(|(_, _, found)| !found.is_empty()).map(list).collect::<Result<_, _>>()?;
        if lists.is_empty() { Err(ImportError::Nothing { records: self.records }) } else { Ok(lists) }
    }
}

/// A number in the form in which lists have it.
enum Canonical {
    Vessel(String),
    Party(String),
}

impl Number {
    /// IMO numbers, LEIs and unified social credit codes are known by their check digits; other numbers of taxes and registers are `TAX:country:type:number`,
    /// the type being what the authority calls it.
    fn canonical(&self) -> Option<Canonical> {
        let kind = self.kind.to_ascii_lowercase();
        let bare: String = self.number.chars().filter(|c| !c.is_whitespace()).collect();
        if kind.contains("imo") || kind.contains("vessel") {
            let digits = self.number.split(|c: char| !c.is_ascii_digit());
            return digits
                .into_iter()
                .find(|d| codes::is_imo(d))
                .map(|imo| Canonical::Vessel(imo.to_owned()));
        }
        if codes::is_lei(&bare) {
            return Some(Canonical::Party(format!("LEI:{bare}")));
        }
        if codes::is_uscc(&bare) {
            return Some(Canonical::Party(format!("USCC:{bare}")));
        }
        let of_office =
            ["tax", "fiscal", "regist", "vat", "regnumber"].iter().any(|word| kind.contains(word));
        let (kind, number) = (normalise(&self.kind)?, normalise(&self.number)?);
        (of_office && codes::is_country(&self.country))
            .then(|| Canonical::Party(format!("TAX:{}:{kind}:{number}", self.country)))
    }
}
