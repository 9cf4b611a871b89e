//! Reading trade documents from files, with all their faults.

use crate::cli::{error::Failure, files};
use plimsoll_circuits::document::{
    Bundle, CarrierTable, CodeList, Faults, Insurance, Invoice, Json, PackingList, Received, Vessel,
};
use plimsoll_client::carrier_signature::{Pin, TrustedKeys};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// One fault, with the file that it is in.
#[derive(Clone, Debug, Serialize)]
pub(in crate::cli) struct FileFault {
    pub(in crate::cli) file: String,
    pub(in crate::cli) path: String,
    pub(in crate::cli) rule: &'static str,
    pub(in crate::cli) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::cli) seen: Option<String>,
}

/// What was read, as far as it could be.
pub(in crate::cli) struct Reading {
    pub(in crate::cli) received: Option<Received>,
    pub(in crate::cli) bundle: Option<Bundle>,
    pub(in crate::cli) faults: Vec<FileFault>,
}

/// The kinds of annexes by their `documentType`.
const ANNEXES: &str = "commercialInvoice, packingList, insuranceCertificate or vesselParticulars";

/// Reads a bill and its annexes, each recognised by its `documentType`, and checks them against each other.
pub(in crate::cli) fn read(bill: &Path, annexes: &[PathBuf]) -> Result<Reading, Failure> {
    let mut faults = Vec::new();
    let received = keep(Received::parse(&files::read(bill)?, &CarrierTable::standard()), bill, &mut faults);
    let mut invoices = Vec::new();
    let (mut packing_list, mut insurance, mut vessel) = (None, None, None);
    for file in annexes {
        let bytes = files::read(file)?;
        let Some(json) = keep(Json::parse(&bytes), file, &mut faults) else { continue };
        match json.get("documentType").and_then(Json::as_text) {
            Some("commercialInvoice") => invoices.extend(keep(Invoice::parse(&bytes), file, &mut faults)),
            Some("packingList") => {
                once(&mut packing_list, keep(PackingList::parse(&bytes), file, &mut faults), file)?;
            }
            Some("insuranceCertificate") => {
                once(&mut insurance, keep(Insurance::parse(&bytes), file, &mut faults), file)?;
            }
            Some("vesselParticulars") => {
                once(&mut vessel, keep(Vessel::parse(&bytes), file, &mut faults), file)?
            }
            _ => {
                return Err(Failure::usage(format!("{} is no annex that Plimsoll knows", file.display()))
                    .help(format!("its documentType must be {ANNEXES}")));
            }
        }
    }
    let bundle = received.as_ref().map(|received| Bundle {
        bill: received.document.clone(),
        invoices,
        packing_list,
        insurance,
        vessel,
    });
    if let Some(bundle) = &bundle {
        keep(bundle.check(), bill, &mut faults);
    }
    Ok(Reading { received, bundle, faults })
}

/// The public keys by which a bill's signatures are checked, each set pinned to its owner.
pub(super) fn trusted(
    jwks: &Path,
    carrier: &str,
    platforms: &[(String, PathBuf)],
) -> Result<TrustedKeys, Failure> {
    let table = CarrierTable::standard();
    let code = carrier.to_ascii_uppercase();
    let found = table.find(CodeList::Nmfta, &code).or_else(|| table.find(CodeList::Smdg, &code));
    let id = found.map(|carrier| carrier.id).ok_or_else(|| {
        Failure::usage(format!("the carrier table knows no {carrier}"))
            .help("give the carrier's SCAC or SMDG liner code, such as MAEU or MSK")
    })?;
    let mut keys = TrustedKeys::new();
    add(&mut keys, jwks, Pin { carrier: Some(id), platform: None })?;
    for (platform, file) in platforms {
        add(&mut keys, file, Pin { carrier: None, platform: Some(platform.clone()) })?;
    }
    Ok(keys)
}

fn add(keys: &mut TrustedKeys, file: &Path, pin: Pin) -> Result<(), Failure> {
    let bytes = files::read(file)?;
    keys.add_jwks(&bytes, &pin).map_err(|e| {
        Failure::usage(format!("{}: {e}", file.display()))
            .help("fetch the key set (JWKS) from its owner over a channel that you trust")
    })
}

fn keep<T>(read: Result<T, Faults>, file: &Path, faults: &mut Vec<FileFault>) -> Option<T> {
    match read {
        Ok(value) => Some(value),
        Err(Faults(found)) => {
            let file = file.display().to_string();
            faults.extend(found.into_iter().map(|f| FileFault {
                file: file.clone(),
                path: f.path,
                rule: f.rule,
                message: f.message,
                seen: f.seen,
            }));
            None
        }
    }
}

fn once<T>(place: &mut Option<T>, value: Option<T>, file: &Path) -> Result<(), Failure> {
    if place.is_some() {
        return Err(Failure::usage(format!("{} is a second annex of its kind", file.display()))
            .help("only invoices may be given several times"));
    }
    *place = value;
    Ok(())
}
