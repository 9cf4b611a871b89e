//! Invoices in both syntaxes: what is read of them, and what is refused or left out.

mod attacks;
mod left;
mod same;

use crate::{Read, Refused, invoice};
use plimsoll_circuits::document::{Faults, Invoice};

const UBL: &str = include_str!("../../../../samples/invoice.ubl.xml");
const CII: &str = include_str!("../../../../samples/invoice.cii.xml");

/// A sample with a text in it replaced, which must be there.
fn with(sample: &str, from: &str, to: &str) -> String {
    assert!(sample.contains(from), "{from}");
    sample.replacen(from, to, 1)
}

fn read(xml: &str) -> Read {
    invoice(xml.as_bytes()).unwrap_or_else(|e| panic!("{e}"))
}

fn refused(xml: &str) -> Refused {
    invoice(xml.as_bytes()).map(|read| read.json).expect_err("it must be refused")
}

/// What the reader of invoices says, with places in the file.
fn judged(read: &Read) -> Result<Invoice, Faults> {
    Invoice::parse(&read.bytes()).map_err(|found| read.in_the_file(found))
}

/// The faults of a sample with something replaced, by their rules and places.
fn faults(sample: &str, from: &str, to: &str) -> Vec<(&'static str, String)> {
    let found = judged(&read(&with(sample, from, to))).expect_err("it must have faults");
    found.faults.into_iter().map(|fault| (fault.rule, fault.path)).collect()
}
