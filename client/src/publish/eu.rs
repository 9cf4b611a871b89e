//! The consolidated list of the European Union's financial sanctions, version 1.1: XML (`export` with `sanctionEntity`), or CSV.

use super::{
    Gathered, ImportError,
    gathered::{Number, Record},
    xml::{Node, records},
};
use plimsoll_circuits::credential::Day;
use std::{collections::BTreeMap, io::BufRead};

/// Reads the XML.
pub(super) fn xml<R: BufRead>(input: R) -> Result<Gathered, ImportError> {
    let mut found = Gathered::default();
    records(input, &["sanctionEntity"], &mut |node| {
        match node.name() {
            "export" => found.dated = node.attribute("generationDate").get(..10).and_then(Day::parse),
            "sanctionEntity" => found.add(&entity(&node)),
            other => return Err(ImportError::Format { wanted: "export", seen: other.to_owned() }),
        }
        Ok(())
    })?;
    Ok(found)
}

fn entity(node: &Node) -> Record {
    let names = node.all("nameAlias").map(|alias| {
        let parts = ["firstName", "middleName", "lastName"].map(|part| alias.attribute(part));
        name(alias.attribute("wholeName"), parts)
    });
    let numbers = node.all("identification").map(|id| {
        let code = id.attribute("identificationTypeCode");
        number(code, id.attribute("number"), id.attribute("latinNumber"), id.attribute("countryIso2Code"))
    });
    Record {
        number: node.attribute("euReferenceNumber").to_owned(),
        names: names.collect(),
        craft: None,
        numbers: numbers.collect(),
    }
}

fn name(whole: &str, parts: [&str; 3]) -> String {
    if whole.is_empty() { parts.join(" ") } else { whole.to_owned() }
}

/// Country `00` stands for one that is not known.
fn number(kind: &str, number: &str, latin: &str, country: &str) -> Number {
    let number = if number.is_empty() { latin } else { number };
    Number { kind: kind.to_owned(), number: number.to_owned(), country: country.to_owned() }
}

/// The columns that are read: record, reference, names, numbers.
const COLUMNS: [&str; 11] = [
    "Entity_LogicalId",
    "Entity_EU_ReferenceNumber",
    "NameAlias_WholeName",
    "NameAlias_FirstName",
    "NameAlias_MiddleName",
    "NameAlias_LastName",
    "Identification_TypeCode",
    "Identification_Number",
    "Identification_LatinNumber",
    "Identification_CountryIso2Code",
    "fileGenerationDate",
];

/// Reads the CSV: `;` between cells, a heading, and a row for each name and each number of a record.
pub(super) fn csv<R: BufRead>(input: R) -> Result<Gathered, ImportError> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b';').flexible(true).trim(csv::Trim::All).from_reader(input);
    let headings = reader.headers()?.clone();
    let mut places = [None; COLUMNS.len()];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        *place = headings.iter().position(|heading| heading.trim_start_matches('\u{FEFF}') == column);
    }
    if places[0].is_none() || places[2].is_none() {
        let seen = headings.iter().next().unwrap_or_default().to_owned();
        return Err(ImportError::Format { wanted: "Entity_LogicalId;..;NameAlias_WholeName", seen });
    }
    let mut found = Gathered::default();
    let mut all: BTreeMap<String, Record> = BTreeMap::new();
    for row in reader.records() {
        let row = row?;
        let [id, reference, whole, first, middle, last, kind, own, latin, country, date] =
            places.map(|place| place.and_then(|place| row.get(place)).unwrap_or_default());
        if id.is_empty() {
            continue;
        }
        found.dated = found.dated.or_else(|| european(date));
        let record = all.entry(id.to_owned()).or_default();
        reference.clone_into(&mut record.number);
        let name = name(whole, [first, middle, last]);
        if !name.trim().is_empty() && !record.names.contains(&name) {
            record.names.push(name);
        }
        if !(own.is_empty() && latin.is_empty()) {
            record.numbers.push(number(kind, own, latin, country));
        }
    }
    all.values().for_each(|record| found.add(record));
    Ok(found)
}

/// `DD/MM/YYYY`, or as everywhere else.
fn european(text: &str) -> Option<Day> {
    let parts: Vec<&str> = text.split('/').collect();
    match parts.as_slice() {
        [day, month, year] => Day::parse(&format!("{year}-{month}-{day}")),
        _ => text.get(..10).and_then(Day::parse),
    }
}
