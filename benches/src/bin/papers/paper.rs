//! A set of papers as it is brought to an issuer, and what keys make of it.

use plimsoll_circuits::{
    document::{Bundle, CarrierTable, Invoice, Received},
    fingerprint::keys::{self, KeyInput},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A document with its invoices, as JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Paper {
    /// The bill, receipt, or invoice alone.
    pub document: Value,
    /// Its commercial invoices; none beside an invoice alone, which is its own.
    pub invoices: Vec<Value>,
    /// Containers that the issuer says are part loads.
    pub part_loads: BTreeSet<String>,
}

impl Paper {
    /// A document without annexes.
    pub fn new(document: Value) -> Self {
        Self { document, invoices: Vec::new(), part_loads: BTreeSet::new() }
    }

    /// The same document without its invoices.
    pub fn bare(&self) -> Self {
        Self { invoices: Vec::new(), ..self.clone() }
    }

    /// Its fingerprint inputs, by the way that an issuer takes: the documents are read, put together, and checked against each other.
    ///
    /// # Errors
    /// Why an issuer could not use it.
    pub fn inputs(&self, carriers: &CarrierTable) -> Result<Vec<KeyInput>, String> {
        let received =
            Received::parse(self.document.to_string().as_bytes(), carriers).map_err(|e| e.to_string())?;
        let mut bundle = Bundle::new(received.document);
        for invoice in &self.invoices {
            bundle.invoices.push(Invoice::parse(invoice.to_string().as_bytes()).map_err(|e| e.to_string())?);
        }
        bundle.part_loads.clone_from(&self.part_loads);
        bundle.check().map_err(|e| e.to_string())?;
        if let Some(why) = bundle.bill.not_registrable().first() {
            return Err(format!("the document cannot be registered: {why:?}"));
        }
        keys::inputs(&bundle).map_err(|e| e.to_string())
    }

    /// A text of the document; empty if there is none.
    pub fn text(&self, pointer: &str) -> &str {
        self.document.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// Puts something else in the place of what is there.
    pub fn set(&mut self, pointer: &str, value: impl Into<Value>) {
        if let Some(field) = self.document.pointer_mut(pointer) {
            *field = value.into();
        }
    }

    /// A list of the document; none if it has none of that name.
    pub fn list(&mut self, pointer: &str) -> &mut [Value] {
        self.document
            .pointer_mut(pointer)
            .and_then(Value::as_array_mut)
            .map(Vec::as_mut_slice)
            .unwrap_or_default()
    }

    /// The list itself, to take from and to add to.
    pub fn change(&mut self, pointer: &str, change: impl FnOnce(&mut Vec<Value>)) {
        if let Some(list) = self.document.pointer_mut(pointer).and_then(Value::as_array_mut) {
            change(list);
        }
    }

    /// Gives the bill another number, which its invoices name then.
    pub fn number(&mut self, number: &str) {
        self.document["transportDocumentReference"] = number.into();
        for invoice in &mut self.invoices {
            if invoice.get("transportDocumentReference").is_some() {
                invoice["transportDocumentReference"] = number.into();
            }
        }
    }

    /// Another total of an invoice, by its only line.
    pub fn total(invoice: &mut Value, cents: u64) {
        let amount = money(cents);
        invoice["lines"] = json!([{
            "descriptionOfGoods": "Goods as agreed", "quantity": "1", "quantityUnitCode": "C62", "lineAmount": amount,
        }]);
        invoice["totalInvoiceAmount"] = amount.into();
    }
}

/// Cents as documents write amounts.
pub fn money(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// Kilograms as formats of our own write weights.
pub fn kilograms(kg: u64) -> String {
    format!("{kg}.000")
}
