//! Papers of cargoes that were shipped lately: the sample's, with other numbers, and dates that go by the demo's clock.
//!
//! A policy asks how old a presentation is, and the demo runs on whatever day it is run.

use super::{Error, papers::Paper};
use crate::samples::{self, sample};
use plimsoll_circuits::{
    credential::Day,
    document::{CarrierTable, MainDocument, Received},
};
use serde_json::{Value, json};

/// How many days ago the cargoes were shipped.
const SHIPPED_AGO: u32 = 5;

/// What tells one cargo from another.
#[derive(Clone, Copy)]
pub(super) struct Series {
    number: &'static str,
    containers: [&'static str; 2],
}

/// The cargo that meets the bank's policy.
pub(super) const SOUND: Series = Series { number: "0501", containers: ["ZZZU5000013", "ZZZU5000029"] };
/// The same load under other numbers.
pub(super) const AGAIN: Series = Series { number: "0551", containers: SOUND.containers };
/// The one with sanctioned goods.
pub(super) const SANCTIONED: Series = Series { number: "0601", containers: ["ZZZU6000018", "ZZZU6000023"] };
/// The one that was invoiced too high.
pub(super) const INFLATED: Series = Series { number: "0701", containers: ["ZZZU7000012", "ZZZU7000028"] };

/// The one that somebody registers to whom it does not belong.
pub(super) const SQUATTED: Series = Series { number: "0801", containers: ["ZZZU5100007", "ZZZU5200006"] };

/// A bill with all its annexes.
pub(super) struct Dossier {
    pub(super) paper: Paper,
    pub(super) annexes: [Vec<u8>; 3],
}

impl Dossier {
    /// The papers of a cargo of this series.
    pub(super) fn new(series: Series, today: Day) -> Result<Self, Error> {
        let make = |text: &[u8]| fresh(text, series, today);
        Ok(Self {
            paper: Paper {
                bill: make(sample!("ebl-to-order.json"))?,
                invoice: make(sample!("invoice.json"))?,
            },
            annexes: [
                make(sample!("packing-list.json"))?,
                make(sample!("insurance.json"))?,
                make(sample!("vessel.json"))?,
            ],
        })
    }

    /// Crude oil in the field that readers of the standard's older edition do not know, copper in the one that they do.
    pub(super) fn with_hidden_goods(mut self) -> Result<Self, Error> {
        self.paper.bill = edited(&self.paper.bill, |bill| {
            if let Some(item) = bill.pointer_mut("/document/consignmentItems/0") {
                item["extendedHSCodes"] = json!(["270900"]);
            }
        })?;
        Ok(self)
    }

    /// The same copper at USD 12,950 a tonne instead of USD 9,250, and the totals to match.
    pub(super) fn with_inflated_price(mut self) -> Result<Self, Error> {
        self.paper.invoice = edited(&self.paper.invoice, |invoice| {
            invoice["lines"][0]["unitPrice"] = json!("12950.0000");
            invoice["lines"][0]["lineAmount"] = json!("518000.00");
            invoice["totalInvoiceAmount"] = json!("523000.00");
        })?;
        Ok(self)
    }
}

/// The sea waybill of the samples, as it is.
pub(super) fn waybill() -> Paper {
    Paper { bill: sample!("sea-waybill.json").to_vec(), invoice: sample!("invoice.json").to_vec() }
}

/// The same bill under another number, with an invoice of its own.
pub(super) fn renumbered(paper: &Paper) -> Result<Paper, Error> {
    Ok(Paper {
        bill: edited(&paper.bill, |bill| {
            let document = if bill.get("document").is_some() { &mut bill["document"] } else { bill };
            document["transportDocumentReference"] = json!("ANOTHER-0001");
        })?,
        invoice: edited(&paper.invoice, |invoice| invoice["invoiceNumber"] = json!("ANOTHER/0001"))?,
    })
}

/// A bill's document, unsigned.
pub(super) fn document(bill: &[u8]) -> Result<MainDocument, Error> {
    let received = Received::parse(bill, &CarrierTable::standard());
    Ok(received.map_err(Error::stage)?.document)
}

fn edited(text: &[u8], edit: impl FnOnce(&mut Value)) -> Result<Vec<u8>, Error> {
    samples::edited(text, edit).map_err(Error::stage)
}

/// A sample under the numbers of this series, every date moved by as many days.
fn fresh(text: &[u8], series: Series, today: Day) -> Result<Vec<u8>, Error> {
    let text = String::from_utf8_lossy(text)
        .replace("ZZEL2603000417", &format!("ZZEL261100{}", series.number))
        .replace("FCT-2026/0417", &format!("FCT-2026/{}", series.number))
        .replace("ZZZU1000015", series.containers[0])
        .replace("ZZZU1000020", series.containers[1]);
    let shipped = Day::parse("2026-03-05").ok_or_else(|| Error::Stage("the sample has no day".to_owned()))?;
    edited(text.as_bytes(), |json| samples::moved(json, |day| Day(day.0 + today.0 - SHIPPED_AGO - shipped.0)))
}
