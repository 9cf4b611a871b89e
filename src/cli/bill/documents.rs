//! Reading trade documents from files, with all their faults.

use super::{
    attest::Attest,
    given::{Given, KeySets},
    paper::Paper,
};
use crate::cli::{carriers, error::Failure, files, values};
use plimsoll_circuits::document::{
    Bundle, CarrierTable, Fault, Faults, Insurance, Invoice, Json, PackingList, Received, Rule, Vessel,
};
use plimsoll_client::{
    carrier_signature::{Owner, TrustedKeys},
    issuer::{AmendedBill, IssuedBill, SignedDocuments},
};
use plimsoll_formats::Refused;
use serde::Serialize;
use std::{
    fmt,
    path::{Path, PathBuf},
};

/// What a user may give for a document.
const VOUCHED: &str = "of an electronic DCSA bill give its carrier's key set with --jwks and --carrier; of another document say what \
                       you know: --originals-held, --controlled-on, --debtor-confirmed or --seller-stated";

/// The options of commands that take a carrier's bill with its annexes.
#[derive(Clone, Debug, clap::Args)]
pub struct Papers {
    /// The carrier's signed issuance request, or the PINT envelope around the bill; or a document that you attest (JSON)
    #[arg(value_name = "FILE")]
    bill: PathBuf,

    /// The carrier's key set (JWKS), fetched from the carrier
    #[arg(long, value_name = "FILE", requires = "carrier")]
    jwks: Option<PathBuf>,

    /// The carrier whose key set it is, by SCAC or another code, such as MAEU or SMDG:MSK
    #[arg(long, value_name = "CODE", requires = "jwks")]
    carrier: Option<String>,

    /// The key set of a platform that handed the bill on; repeat for more, with the carrier's own if it is one
    #[arg(long = "platform", value_name = "CODE=FILE", requires = "jwks", value_parser = values::named_file)]
    platforms: Vec<(String, PathBuf)>,

    /// What you say of a document that no carrier signs.
    #[command(flatten)]
    attest: Attest,

    /// A commercial invoice; at most twelve
    #[arg(long = "invoice", value_name = "FILE")]
    invoices: Vec<PathBuf>,

    /// The packing list
    #[arg(long, value_name = "FILE")]
    packing_list: Option<PathBuf>,

    /// The insurance certificate
    #[arg(long, value_name = "FILE")]
    insurance: Option<PathBuf>,

    /// Particulars of a vessel of the bill; repeat for more
    #[arg(long = "vessel", value_name = "FILE")]
    vessels: Vec<PathBuf>,

    /// A full container that holds other bills' cargo, too, if you know it; repeat for more
    #[arg(long = "part-load", value_name = "CONTAINER", value_parser = container)]
    part_loads: Vec<String>,
}

/// A container's reference, as bills write it.
pub(super) fn container(text: &str) -> Result<String, String> {
    let reference = text.to_ascii_uppercase();
    if reference.len() == 11 {
        Ok(reference)
    } else {
        Err("a container has a reference such as ZZZU1000015".to_owned())
    }
}

impl Papers {
    /// What they say of the document.
    pub(super) fn given(&self) -> Result<Given, Failure> {
        let platforms = self.platforms.clone();
        let signed = self.jwks.clone().zip(self.carrier.clone());
        let signed = signed.map(|(jwks, carrier)| KeySets { carrier, jwks, platforms });
        let attested = self.attest.word();
        if signed.is_none() && attested.is_none() {
            return Err(Failure::usage("nothing shows that the document is genuine").help(VOUCHED));
        }
        Ok(Given {
            document: self.bill.clone(),
            signed,
            attested,
            invoices: self.invoices.clone(),
            packing_list: self.packing_list.clone(),
            insurance: self.insurance.clone(),
            vessels: self.vessels.clone(),
            part_loads: self.part_loads.iter().cloned().collect(),
        })
    }
}

/// One fault or advice, with the file that it is about.
#[derive(Clone, Debug, Serialize)]
pub(in crate::cli) struct FileFault {
    pub(in crate::cli) file: String,
    pub(in crate::cli) path: String,
    pub(in crate::cli) rule: &'static str,
    pub(in crate::cli) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::cli) seen: Option<String>,
}

impl FileFault {
    /// The one fault of a file that is in none of the formats, or in one that cannot be read.
    fn refused(file: &Path, refused: &Refused) -> Self {
        Self {
            file: file.display().to_string(),
            path: "$".to_owned(),
            rule: Rule::Kind.id(),
            message: refused.to_string(),
            seen: None,
        }
    }

    pub(super) fn of(file: &Path, found: impl IntoIterator<Item = Fault>) -> impl Iterator<Item = Self> {
        let file = file.display().to_string();
        found.into_iter().map(move |Fault { path, rule, message, seen }| Self {
            file: file.clone(),
            path,
            rule,
            message,
            seen,
        })
    }
}

/// What was read, as far as it could be.
pub(in crate::cli) struct Reading {
    pub(in crate::cli) received: Option<Received>,
    pub(in crate::cli) bundle: Option<Bundle>,
    pub(in crate::cli) faults: Vec<FileFault>,
    pub(in crate::cli) advice: Vec<FileFault>,
}

/// The kinds of annexes by their `documentType`.
const ANNEXES: &str = "commercialInvoice, packingList, insuranceCertificate or vesselParticulars";

/// Reads a bill and its annexes, each recognised by its `documentType` or by the format that it is in, and checks them against each other.
pub(in crate::cli) fn read(
    bill: &Path,
    annexes: &[PathBuf],
    part_loads: &[String],
    carriers: &CarrierTable,
) -> Result<Reading, Failure> {
    let mut found = Found::default();
    let received = match found.open(bill)? {
        Some(paper) => {
            let received = paper.placed(Received::parse(&paper.bytes, carriers));
            found.keep(received, bill, |received| &received.document.advice)
        }
        None => None,
    };
    let (mut invoices, mut vessels) = (Vec::new(), Vec::new());
    let (mut packing_list, mut insurance) = (None, None);
    for file in annexes {
        let Some(paper) = found.open(file)? else { continue };
        let bytes = &paper.bytes;
        let Some(json) = found.keep(Json::parse(bytes), file, |_| &[]) else { continue };
        match json.get("documentType").and_then(Json::as_text) {
            Some("packingList") => {
                once(&mut packing_list, found.keep(PackingList::parse(bytes), file, |_| &[]), file)?;
            }
            Some("insuranceCertificate") => {
                once(&mut insurance, found.keep(Insurance::parse(bytes), file, |_| &[]), file)?;
            }
            Some("vesselParticulars") => vessels.extend(found.keep(Vessel::parse(bytes), file, |_| &[])),
            Some(other) if other != "commercialInvoice" => {
                return Err(Failure::usage(format!("{} is no annex that Plimsoll knows", file.display()))
                    .help(format!("its documentType must be {ANNEXES}")));
            }
            // Without a type, what it is instead is said by whoever reads an invoice.
            _ => invoices.extend(found.keep(paper.placed(Invoice::parse(bytes)), file, |_| &[])),
        }
    }
    let bundle = received.as_ref().map(|received| Bundle {
        invoices: received.document.own_invoice().into_iter().chain(invoices).collect(),
        bill: received.document.clone(),
        attestation: None,
        packing_list,
        insurance,
        vessels,
        part_loads: part_loads.iter().cloned().collect(),
    });
    if let Some(bundle) = &bundle {
        found.keep(bundle.check().map(|()| bundle.fit()), bill, |fit| fit);
    }
    let Found { faults, advice } = found;
    Ok(Reading { received, bundle, faults, advice })
}

/// What was found in files so far.
#[derive(Default)]
struct Found {
    faults: Vec<FileFault>,
    advice: Vec<FileFault>,
}

impl Found {
    /// A file as it is read here, if it can be; in another format that is not read it has one fault, which says so.
    fn open(&mut self, file: &Path) -> Result<Option<Paper>, Failure> {
        Ok(match Paper::open(file)? {
            Ok(paper) => {
                let advice = paper.read.as_ref().map(|read| read.advice.clone());
                self.advice.extend(FileFault::of(file, advice.into_iter().flatten()));
                Some(paper)
            }
            Err(refused) => {
                self.faults.push(FileFault::refused(file, &refused));
                None
            }
        })
    }

    /// What was read of a file, if it has no faults; what was found in it is noted.
    fn keep<T>(
        &mut self,
        read: Result<T, Faults>,
        file: &Path,
        advice: impl FnOnce(&T) -> &[Fault],
    ) -> Option<T> {
        match read {
            Ok(value) => {
                self.advice.extend(FileFault::of(file, advice(&value).iter().cloned()));
                Some(value)
            }
            Err(Faults { faults, advice }) => {
                self.faults.extend(FileFault::of(file, faults));
                self.advice.extend(FileFault::of(file, advice));
                None
            }
        }
    }
}

/// What an issuer signed: a bill, or an amendment of one.
pub(super) fn signed(file: &Path) -> Result<Box<dyn SignedDocuments>, Failure> {
    let amended: Result<AmendedBill, _> = files::read_json(file, "plimsoll bill amend");
    match amended {
        Ok(amended) => Ok(Box::new(amended)),
        Err(_) => Ok(Box::new(files::read_json::<IssuedBill>(file, "plimsoll bill issue")?)),
    }
}

/// The public keys by which a bill's signatures are checked, each set pinned to its owner.
pub(super) fn trusted(
    jwks: &Path,
    carrier: &str,
    platforms: &[(String, PathBuf)],
    carriers: &CarrierTable,
) -> Result<TrustedKeys, Failure> {
    let mut keys = TrustedKeys::new();
    add(&mut keys, jwks, &Owner::Carrier(carriers::of_code(carriers, carrier)?.id))?;
    for (platform, file) in platforms {
        add(&mut keys, file, &Owner::platform(platform))?;
    }
    Ok(keys)
}

fn add(keys: &mut TrustedKeys, file: &Path, owner: &Owner) -> Result<(), Failure> {
    let bytes = files::read(file)?;
    keys.add_jwks(&bytes, owner).map_err(|e| {
        Failure::usage(format!("{}: {e}", file.display()))
            .help("fetch the key set (JWKS) from its owner over a channel that you trust")
    })
}

fn once<T>(place: &mut Option<T>, value: Option<T>, file: &Path) -> Result<(), Failure> {
    if place.is_some() {
        return Err(Failure::usage(format!("{} is a second annex of its kind", file.display()))
            .help("only invoices may be given several times"));
    }
    *place = value;
    Ok(())
}

/// Findings under a heading, each with its place; nothing if there are none.
pub(super) fn listed(f: &mut fmt::Formatter<'_>, heading: &str, found: &[FileFault]) -> fmt::Result {
    if !found.is_empty() {
        writeln!(f, "{heading}:")?;
    }
    found.iter().try_for_each(|fault| {
        writeln!(f, "  {} {}\n    {}: {}", fault.file, fault.path, fault.rule, fault.message)?;
        fault.seen.as_ref().map_or(Ok(()), |seen| writeln!(f, "    found: {seen}"))
    })
}
