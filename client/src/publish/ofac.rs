//! The list of specially designated nationals of the US Treasury (OFAC): `sdn.xml`, or `sdn.csv` with `alt.csv`.

use super::{
    Gathered, ImportError,
    gathered::{Number, Record},
    xml::{Node, records},
};
use plimsoll_circuits::credential::Day;
use std::{collections::HashMap, io::BufRead};

/// What stands in the tables for nothing.
const NOTHING: &str = "-0-";

/// Reads `sdn.xml`: `sdnList` with `publshInformation` and `sdnEntry`.
pub(super) fn xml<R: BufRead>(input: R) -> Result<Gathered, ImportError> {
    let mut found = Gathered::default();
    records(input, &["publshInformation", "sdnEntry"], &mut |node| {
        match node.name() {
            "sdnList" => {}
            "publshInformation" => found.dated = american(node.text("Publish_Date")),
            "sdnEntry" => found.add(&entry(&node)),
            other => return Err(ImportError::Format { wanted: "sdnList", seen: other.to_owned() }),
        }
        Ok(())
    })?;
    Ok(found)
}

fn entry(node: &Node) -> Record {
    let name =
        |node: &Node| format!("{} {}", node.text("firstName"), node.text("lastName")).trim().to_owned();
    let akas = node.all("akaList").flat_map(|list| list.all("aka"));
    let ids = node.all("idList").flat_map(|list| list.all("id"));
    let numbers = ids.map(|id| Number {
        kind: id.text("idType").to_owned(),
        number: id.text("idNumber").to_owned(),
        country: String::new(),
    });
    let names = std::iter::once(name(node)).chain(akas.map(name)).collect();
    record(node.text("uid"), node.text("sdnType"), names, numbers.collect())
}

/// A ship's and an aircraft's names are no parties'.
fn record(number: &str, kind: &str, names: Vec<String>, numbers: Vec<Number>) -> Record {
    let is_craft = ["vessel", "aircraft"].contains(&kind.to_ascii_lowercase().as_str());
    let craft = names.first().filter(|_| is_craft).cloned();
    Record { number: number.to_owned(), names: if is_craft { Vec::new() } else { names }, craft, numbers }
}

/// `MM/DD/YYYY`.
fn american(text: &str) -> Option<Day> {
    let mut parts = text.split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    Day::parse(&format!("{year}-{month}-{day}"))
}

/// Reads `sdn.csv`, and `alt.csv` with other names. Neither has a heading. Numbers stand in the remarks.
pub(super) fn csv<R: BufRead, A: BufRead>(input: R, other_names: Option<A>) -> Result<Gathered, ImportError> {
    let mut others: HashMap<String, Vec<String>> = HashMap::new();
    if let Some(input) = other_names {
        rows::<_, 4>(input, "alt.csv", &mut |[number, _, _, name]| {
            others.entry(number).or_default().push(name)
        })?;
    }
    let mut found = Gathered::default();
    rows::<_, 12>(input, "sdn.csv", &mut |cells| {
        let [number, name, kind, .., remarks] = cells;
        let names = std::iter::once(name).chain(others.remove(&number).unwrap_or_default());
        let numbers = remarks.split(';').filter_map(remark);
        found.add(&record(&number, &kind, names.collect(), numbers.collect()));
    })?;
    Ok(found)
}

/// A number in a remark: its last word that has a digit, behind what it is.
fn remark(remark: &str) -> Option<Number> {
    let remark = remark.trim().trim_end_matches('.').split(" (").next()?;
    let (kind, number) = remark.rsplit_once(' ')?;
    let is_number =
        number.bytes().any(|b| b.is_ascii_digit()) && !kind.starts_with("DOB") && !kind.starts_with("POB");
    is_number.then(|| Number { kind: kind.to_owned(), number: number.to_owned(), country: String::new() })
}

/// The first so many cells of each row; what stands for nothing is empty.
fn rows<R: BufRead, const N: usize>(
    input: R,
    what: &'static str,
    each: &mut dyn FnMut([String; N]),
) -> Result<(), ImportError> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(input);
    let mut row = csv::ByteRecord::new();
    while reader.read_byte_record(&mut row)? {
        // The files end with the sign that old systems end files with.
        if row.len() == 1 {
            continue;
        }
        if row.len() < N {
            let seen = format!("a row of {} columns", row.len());
            return Err(ImportError::Format { wanted: what, seen });
        }
        // Bytes that are no UTF-8 stand for letters of old code pages.
        let cell = |at: usize| String::from_utf8_lossy(row.get(at).unwrap_or_default()).trim().to_owned();
        each(std::array::from_fn(|at| Some(cell(at)).filter(|text| text != NOTHING).unwrap_or_default()));
    }
    Ok(())
}
