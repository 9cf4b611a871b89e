//! The consolidated list of the United Nations Security Council: `CONSOLIDATED_LIST` with `INDIVIDUAL` and `ENTITY`.

use super::{
    Gathered, ImportError,
    gathered::{Number, Record},
    xml::{Node, records},
};
use plimsoll_circuits::credential::Day;
use std::io::BufRead;

/// A person's names, in their order.
const NAMES: [&str; 4] = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"];

/// Reads the list; aliases of low quality are names, too.
pub(super) fn xml<R: BufRead>(input: R) -> Result<Gathered, ImportError> {
    let mut found = Gathered::default();
    records(input, &["INDIVIDUAL", "ENTITY"], &mut |node| {
        match node.name() {
            "CONSOLIDATED_LIST" => {
                found.dated = node.attribute("dateGenerated").get(..10).and_then(Day::parse)
            }
            "INDIVIDUAL" => found.add(&entry(&node, "INDIVIDUAL_ALIAS", "INDIVIDUAL_DOCUMENT")),
            "ENTITY" => found.add(&entry(&node, "ENTITY_ALIAS", "ENTITY_DOCUMENT")),
            other => return Err(ImportError::Format { wanted: "CONSOLIDATED_LIST", seen: other.to_owned() }),
        }
        Ok(())
    })?;
    Ok(found)
}

fn entry(node: &Node, aliases: &str, documents: &str) -> Record {
    let name = NAMES.map(|part| node.text(part)).join(" ");
    let original = node.text("NAME_ORIGINAL_SCRIPT").to_owned();
    let aliases = node.all(aliases).map(|alias| alias.text("ALIAS_NAME").to_owned());
    let numbers = node.all(documents).filter(|document| !document.text("NUMBER").is_empty());
    Record {
        number: node.text("REFERENCE_NUMBER").to_owned(),
        names: [name, original].into_iter().chain(aliases).collect(),
        craft: None,
        numbers: numbers
            .map(|document| Number {
                kind: document.text("TYPE_OF_DOCUMENT").to_owned(),
                number: document.text("NUMBER").to_owned(),
                country: String::new(),
            })
            .collect(),
    }
}
