//! What an issuer says of the slots that a lot's entries posted: in JSON with stable names, and in words.

use super::{
    error::Failure,
    shown::{lot_name, short},
    table::Fields,
};
use plimsoll_circuits::{
    document::CarrierTable,
    field::to_hex,
    fingerprint::{Class, keys},
    note::Lot,
};
use plimsoll_client::{
    issuer::{Parts, Sheet, SheetError, SignedDocuments, Slot},
    services::LedgerAccess,
};
use serde::Serialize;
use std::fmt;

/// How many slots of a posting hold what.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Counts {
    slots: usize,
    doc: usize,
    inv: usize,
    #[serde(rename = "box")]
    boxes: usize,
    /// Containers of which the issuer says that they hold other bills' cargo, too.
    #[serde(skip_serializing_if = "is_none")]
    part_loads: usize,
    soft: usize,
    pads: usize,
}

impl Counts {
    pub(super) fn of(sheet: &Sheet) -> Self {
        let [doc, inv, boxes] = Class::ALL.map(|class| sheet.count(Some(class)));
        let (slots, soft) = (sheet.slots.len(), sheet.count(None));
        let part_loads = sheet.part_loads();
        Self { slots, doc, inv, boxes, part_loads, soft, pads: slots - doc - inv - boxes - soft }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
const fn is_none(n: &usize) -> bool {
    *n == 0
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { slots, doc, inv, boxes, part_loads, soft, pads } = self;
        write!(f, "{slots} slots: {doc} DOC, {inv} INV, {boxes} BOX, {soft} SOFT, {pads} pads")?;
        match part_loads {
            0 => Ok(()),
            1 => write!(f, "; one container is a part load by the issuer's word"),
            n => write!(f, "; {n} containers are part loads by the issuer's word"),
        }
    }
}

/// A key of the documents, in its slot.
#[derive(Clone, Debug, Serialize)]
struct Key {
    slot: usize,
    class: &'static str,
    /// What the documents give it of.
    of: String,
    /// What is posted.
    fingerprint: String,
    /// Of a soft key, which posting of it this is, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u64>,
}

/// A sheet that was checked against its documents, with what they give each key of.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Shown {
    /// The address that signed it.
    issuer: String,
    /// The height of the entry that posted it; `None` if none has.
    height: Option<u64>,
    #[serde(flatten)]
    counts: Counts,
    keys: Vec<Key>,
}

impl Shown {
    /// The sheet of what an issuer signed.
    ///
    /// # Errors
    /// If it is not of its documents and this ledger, or the ledger has an entry in its place that posted something else.
    pub(super) fn of(
        signed: &dyn SignedDocuments,
        carriers: &CarrierTable,
        ledger: &dyn LedgerAccess,
    ) -> Result<Self, Failure> {
        let bundle = signed.verify(ledger.terms().domain, carriers)?;
        let inputs = keys::inputs(&bundle).map_err(SheetError::from)?;
        let Parts { sheet, signer, .. } = signed.parts();
        let key = |(slot, content): (usize, &Slot)| {
            let input = inputs.iter().find(|input| Some(input.slot) == content.key())?;
            let (class, of) = (input.slot.class_name(), input.description.clone());
            let number = match content {
                Slot::Soft { j, .. } => Some(*j),
                Slot::Key { .. } | Slot::Pad(_) => None,
            };
            Some(Key { slot, class, of, fingerprint: to_hex(&content.value()), number })
        };
        let height = match sheet.content.posted(ledger) {
            Err(SheetError::NotPosted) => None,
            posted => Some(posted?),
        };
        Ok(Self {
            issuer: to_hex(&signer.0),
            height,
            counts: Counts::of(&sheet.content),
            keys: sheet.content.slots.iter().enumerate().filter_map(key).collect(),
        })
    }

    /// Whether the entry of this height posted it.
    pub(super) fn is_at(&self, height: u64) -> bool {
        self.height == Some(height)
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        let height = self.height.map(|height| format!("at height {height}"));
        fields.add("posted", height.unwrap_or_else(|| "not yet".to_owned()));
        fields.add("issuer", short(&self.issuer)).add("sheet", &self.counts);
        write!(f, "{fields}")?;
        self.keys.iter().try_for_each(|key| writeln!(f, "  {:>3}  {:<4}  {}", key.slot, key.class, key.of))
    }
}

/// The sheets of a lot's entries, in order.
#[derive(Serialize)]
pub(super) struct Report {
    lot: String,
    sheets: Vec<Shown>,
}

impl Report {
    pub(super) fn new(lot: Lot, sheets: Vec<Shown>) -> Self {
        Self { lot: lot_name(lot), sheets }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "lot {}", short(&self.lot))?;
        self.sheets.iter().try_for_each(|sheet| write!(f, "\n{sheet}"))
    }
}
