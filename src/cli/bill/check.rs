//! `plimsoll bill check`.

use super::{
    attest::ground_option,
    documents::{self, FileFault, Reading, listed},
    provenance::{Holding, Signature, provenance},
};
use crate::cli::{
    carriers::Carriers, context::Context, error::Failure, output::Done, shown::counted, table::Fields, values,
};
use plimsoll_circuits::{
    document::{Bundle, MainDocument, bill::Issuer},
    fingerprint::keys,
};
use serde::Serialize;
use std::{fmt, path::PathBuf};

const EXAMPLES: &str = "\
Examples:
  plimsoll bill check samples/ebl-to-order.json
  plimsoll bill check samples/ebl-to-order.json --annex samples/invoice.json \\
      --annex samples/packing-list.json
  plimsoll bill check samples/ebl-to-order.signed.json \\
      --jwks samples/carrier.jwks.json --carrier ZZEL
  plimsoll bill check envelope.json --jwks line.jwks --carrier ZZEL \\
      --platform CAR2=line.jwks --platform EBL2=ebl2.jwks
  plimsoll bill check samples/bulk-bill.json --annex samples/invoice-bulk.json
  plimsoll bill check samples/warehouse-receipt.json
  plimsoll bill check samples/invoice-alone.json
  plimsoll --json bill check samples/sea-waybill.json

Signatures are held against the file as it is, also where it has faults. Of a
PINT envelope the transfer chain is followed: who possesses the bill, to whom it
was endorsed, and whether it was surrendered. A carrier that is its own platform
has its key set pinned twice, as in the last but one example.

Carriers are those of the ledger's directory (--ledger); where there is no
ledger, those that the program knows by itself.

A fault keeps the documents from being used. Advice is what to look at in
them, and changes no exit status. Exit status is 1 if the bill cannot be
registered: for faults, for a signature that does not hold, for a chain that
ends in a surrender or cannot be followed, or because the ledger does not take
such a document.";

/// What `bill check` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A DCSA transport document, issuance request or PINT envelope, a bulk bill, a warehouse receipt, or an invoice alone (JSON; an invoice also UBL, CII or Factur-X, a bill also TradeTrust or eFBL)
    #[arg(value_name = "FILE")]
    bill: PathBuf,

    /// An annex: invoice, packing list, insurance certificate or vessel's particulars; repeat for more
    #[arg(long = "annex", value_name = "FILE")]
    annexes: Vec<PathBuf>,

    /// A full container that holds other bills' cargo, too; repeat for more
    #[arg(long = "part-load", value_name = "CONTAINER", value_parser = documents::container)]
    part_loads: Vec<String>,

    /// Check the carrier's signature with this key set (JWKS)
    #[arg(long, value_name = "FILE", requires = "carrier")]
    jwks: Option<PathBuf>,

    /// The carrier whose key set it is, by SCAC or another code, such as MAEU or SMDG:MSK
    #[arg(long, value_name = "CODE", requires = "jwks")]
    carrier: Option<String>,

    /// The key set of a platform that handed the bill on; repeat for more, with the carrier's own if it is one
    #[arg(long = "platform", value_name = "CODE=FILE", requires = "jwks", value_parser = values::named_file)]
    platforms: Vec<(String, PathBuf)>,
}

#[derive(Serialize)]
struct Report {
    form: Option<&'static str>,
    registrable: bool,
    not_registrable: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<Signature>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chain: Option<Holding>,
    /// On which of these grounds an issuer must attest it; empty if a carrier signs it.
    attested_by: Vec<&'static str>,
    #[serde(skip)]
    options: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bill: Option<Bill>,
    identity: Vec<Key>,
    slots: Option<usize>,
    faults: Vec<FileFault>,
    advice: Vec<FileFault>,
}

#[derive(Serialize)]
struct Bill {
    kind: &'static str,
    status: String,
    /// Who issued it, as its keys have it.
    issuer: String,
    issuer_name: String,
    reference: String,
    normalised_reference: String,
    port_of_loading: Option<String>,
    port_of_discharge: Option<String>,
    shipped_on_board: Option<String>,
    issue_date: Option<String>,
    containers: Vec<String>,
    items: usize,
    invoices: usize,
    checksum: String,
}

/// One thing that the same cargo always gives, whatever else changes about its papers.
#[derive(Serialize)]
struct Key {
    class: &'static str,
    slot: usize,
    of: String,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    let Carriers { table, origin } = context.carriers()?;
    let reading = documents::read(&args.bill, &args.annexes, &args.part_loads, &table)?;
    let grounds = reading.received.as_ref().map_or(&[][..], |received| received.document.grounds());
    let (signature, chain) = match (&args.jwks, &args.carrier) {
        // No carrier signs such a document.
        _ if !grounds.is_empty() => (None, None),
        (Some(jwks), Some(carrier)) => {
            let trusted = documents::trusted(jwks, carrier, &args.platforms, &table)?;
            provenance(&args.bill, &table, &trusted)?
        }
        _ => (None, None),
    };
    let (not_registrable, identity) = verdict(&reading, signature.as_ref(), chain.as_ref());
    let (identity, slots) = identity.unzip();
    let report = Report {
        form: reading.received.as_ref().map(|r| r.kind.name()),
        registrable: not_registrable.is_empty(),
        not_registrable,
        signature,
        chain,
        attested_by: grounds.iter().map(|ground| ground.code()).collect(),
        options: grounds.iter().map(|ground| ground_option(*ground)).collect(),
        bill: reading.bundle.as_ref().map(Bill::of),
        identity: identity.unwrap_or_default(),
        slots,
        faults: reading.faults,
        advice: reading.advice,
    };
    Ok(Done::verdict(&report, report.registrable).and("carriers", &origin))
}

/// Every reason why the bill cannot be registered; if there is none, the identity that it would have on the ledger, and in how many slots.
fn verdict(
    reading: &Reading,
    signature: Option<&Signature>,
    chain: Option<&Holding>,
) -> (Vec<String>, Option<(Vec<Key>, usize)>) {
    let document = reading.received.as_ref().map(|received| &received.document);
    let reasons = document.map(MainDocument::not_registrable).unwrap_or_default();
    let mut reasons: Vec<_> = reasons.iter().map(ToString::to_string).collect();
    if !reading.faults.is_empty() {
        reasons.push(format!("the documents have {}", counted(reading.faults.len() as u64, "fault")));
    }
    if signature.is_some_and(|signature| !signature.valid) {
        reasons.push("the carrier's signature does not hold".to_owned());
    }
    reasons.extend(chain.and_then(|chain| chain.reason.clone()));
    match reading.bundle.as_ref().filter(|_| reasons.is_empty()).map(identity) {
        Some(Ok(found)) => (reasons, Some(found)),
        Some(Err(uncovered)) => (vec![uncovered.to_string()], None),
        None => (reasons, None),
    }
}

fn identity(bundle: &Bundle) -> Result<(Vec<Key>, usize), keys::KeyError> {
    let tier = keys::tier(bundle)?;
    let inputs = keys::inputs(bundle)?;
    let key = |i: keys::KeyInput| Key {
        class: i.slot.class_name(),
        slot: i.slot.position(tier),
        of: i.description,
    };
    Ok((inputs.into_iter().map(key).collect(), tier.slots()))
}

impl Bill {
    fn of(bundle: &Bundle) -> Self {
        let bill: &MainDocument = &bundle.bill;
        Self {
            kind: bill.kind.name(),
            status: bill.status.clone(),
            issuer: match &bill.issuer {
                Issuer::Carrier(id) => format!("carrier {id}"),
                Issuer::Party(id) => id.to_string(),
            },
            issuer_name: bill.issuer_name.clone(),
            reference: bill.reference.clone(),
            normalised_reference: bill.normalised_reference.clone(),
            port_of_loading: bill.port_of_loading.clone(),
            port_of_discharge: bill.port_of_discharge.clone(),
            shipped_on_board: bill.shipped_on_board.map(|day| day.to_string()),
            issue_date: bill.issue_date.map(|day| day.to_string()),
            containers: bill.containers.iter().map(|c| c.reference.clone()).collect(),
            items: bill.items.len(),
            invoices: bundle.invoices.len(),
            checksum: hex::encode(bill.checksum()),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        if let Some(bill) = &self.bill {
            fields.add("document", format!("{} ({})", bill.kind, bill.status));
            fields.add("issuer", format!("{} ({})", bill.issuer_name, bill.issuer));
            fields.add("reference", format!("{} -> {}", bill.reference, bill.normalised_reference));
            if let (Some(loading), Some(discharge)) = (&bill.port_of_loading, &bill.port_of_discharge) {
                fields.add("ports", format!("{loading} -> {discharge}"));
            }
            fields.maybe("on board", bill.shipped_on_board.as_ref());
            if !bill.containers.is_empty() {
                fields.add("containers", bill.containers.join(" "));
            }
            fields.add("checksum", &bill.checksum);
        }
        match &self.signature {
            Some(signature) => fields.add("signature", signature),
            None if !self.attested_by.is_empty() => {
                fields.add("signature", "no carrier signs such a document")
            }
            None => fields.add("signature", "not checked (give --jwks and --carrier)"),
        };
        if let Some(chain) = &self.chain {
            chain.add_to(&mut fields);
        }
        writeln!(f, "{fields}")?;
        match (self.registrable, &self.signature) {
            (false, _) => writeln!(f, "it cannot be registered:")?,
            (true, None) if !self.options.is_empty() => writeln!(
                f,
                "it can be registered, if the ledger has none of its strict keys and an issuer attests it:\n  plimsoll bill issue .. {}",
                self.options.join("\n  plimsoll bill issue .. ")
            )?,
            (true, None) => writeln!(
                f,
                "it can be registered, if the carrier's signature holds and the ledger has none of its strict keys"
            )?,
            (true, Some(_)) => {
                writeln!(f, "it can be registered, if the ledger has none of its strict keys")?
            }
        }
        self.not_registrable.iter().try_for_each(|reason| writeln!(f, "  {reason}"))?;
        if !self.identity.is_empty() {
            let slots = self.slots.unwrap_or_default();
            writeln!(
                f,
                "\nidentity on the ledger, in {slots} slots, padded so that the counts stay private:"
            )?;
            self.identity
                .iter()
                .try_for_each(|key| writeln!(f, "  {:>3}  {:<4}  {}", key.slot, key.class, key.of))?;
        }
        listed(f, &format!("\n{}", counted(self.faults.len() as u64, "fault")), &self.faults)?;
        listed(f, "\nto be looked at", &self.advice)
    }
}
