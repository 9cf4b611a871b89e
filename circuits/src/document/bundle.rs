//! A bill, or what is financed in its place, with its annexes: what an issuer signs for, a wallet keeps, and policies are about.

use super::{
    Attestation, Currency, DocumentType, Faults, Insurance, Invoice, MainDocument, PackingList, Received,
    Vessel,
    annex::PackedContainer,
    carrier::CarrierTable,
    dossier::Dossier,
    fault::{Collector, Rule},
    json::Json,
    tree::{DocumentTree, Part},
};
use crate::{field::F, poseidon2::sponge, tag::Tag};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};

/// Invoices that a bill may have.
pub const MAX_INVOICES: usize = 12;

/// Vessels whose particulars a bill may have.
pub const MAX_VESSELS: usize = 8;

/// How many values [`annex_root`] is the hash of.
pub const ANNEX_INPUTS: usize = 1 + MAX_INVOICES + 5;

/// A bill with its annexes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// The bill, or the warehouse receipt or invoice in its place.
    pub bill: MainDocument,
    /// Of a document that no carrier signed, an issuer's word for it.
    pub attestation: Option<Attestation>,
    /// Up to twelve commercial invoices.
    pub invoices: Vec<Invoice>,
    /// Packing list.
    pub packing_list: Option<PackingList>,
    /// Insurance certificate.
    pub insurance: Option<Insurance>,
    /// Particulars of the vessels.
    pub vessels: Vec<Vessel>,
    /// Containers, by reference, that hold other bills' cargo beside this one's: DCSA has no field for it, so the issuer says it.
    pub part_loads: BTreeSet<String>,
}

/// A bundle as documents, the way a wallet stores it: reading it back gives the same checksums, values and roots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BundleSource {
    /// Canonical JSON of the document.
    pub bill: String,
    /// Canonical JSON of the attestation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attestation: Option<String>,
    /// Canonical JSON of the invoices.
    pub invoices: Vec<String>,
    /// Canonical JSON of the packing list.
    pub packing_list: Option<String>,
    /// Canonical JSON of the insurance certificate.
    pub insurance: Option<String>,
    /// Canonical JSON of the vessels' particulars.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vessels: Vec<String>,
    /// Containers that hold other bills' cargo, too.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub part_loads: BTreeSet<String>,
}

/// Why a stored bundle could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{document}: {faults}")]
pub struct BundleError {
    /// Which document it is.
    pub document: String,
    /// What is wrong with it.
    pub faults: Faults,
}

/// A committed bundle.
#[derive(Clone, Debug)]
pub struct Committed {
    /// The bill's root.
    pub doc_root: F,
    /// The root over all annexes.
    pub annex_root: F,
    /// The bill.
    pub bill: DocumentTree,
    /// The invoices.
    pub invoices: Vec<DocumentTree>,
    /// The packing list.
    pub packing_list: Option<DocumentTree>,
    /// The insurance certificate.
    pub insurance: Option<DocumentTree>,
    /// Parties, places, legs and clauses of all of them.
    pub dossier: DocumentTree,
}

impl Bundle {
    /// A bill without annexes; an invoice alone is its own.
    #[must_use]
    pub fn new(bill: MainDocument) -> Self {
        Self {
            invoices: bill.own_invoice().into_iter().collect(),
            bill,
            attestation: None,
            packing_list: None,
            insurance: None,
            vessels: Vec::new(),
            part_loads: BTreeSet::new(),
        }
    }

    /// Checks that the annexes speak of this bill: reference, containers, vessel and voyage; that there are no more
    /// invoices than there may be, and none twice; that part loads are of containers of this bill that could have been whole loads; that an attestation is of
    /// it, on a ground that its kind allows. An invoice alone has no other annexes than itself and an insurance.
    ///
    /// # Errors
    /// All faults, with paths such as `$.invoices[1].invoiceNumber`.
    pub fn check(&self) -> Result<(), Faults> {
        let faults = Collector::default();
        if let Some(attestation) = &self.attestation {
            attestation.check(&self.bill, &faults);
        }
        Dossier::of(self).check(&faults);
        if self.bill.kind == DocumentType::Receivable {
            self.check_receivable(&faults);
            return faults.finish(Some(())).map(|((), _)| ());
        }
        let named = |path: &str, reference: &Option<String>, bill: &MainDocument| {
            if reference.as_ref().is_some_and(|reference| !bill.is_named(reference)) {
                faults.add(
                    &format!("$.{path}.transportDocumentReference"),
                    Rule::AnnexMismatch,
                    reference.clone(),
                );
            }
        };
        if self.invoices.len() > MAX_INVOICES {
            faults.add("$.invoices", Rule::InvoiceLimit, Some(self.invoices.len().to_string()));
        }
        let mut seen = HashSet::new();
        for (i, invoice) in self.invoices.iter().enumerate() {
            named(&format!("invoices[{i}]"), &invoice.bill_reference, &self.bill);
            if !invoice.allotments.is_empty() && invoice.allotment(&self.bill).is_none() {
                let path = format!("$.invoices[{i}].transportDocuments");
                faults.add(&path, Rule::AnnexMismatch, Some(self.bill.reference.clone()));
            }
            if !seen.insert((&invoice.seller_id, &invoice.key_number, invoice.issue_date.year())) {
                faults.add(
                    &format!("$.invoices[{i}].invoiceNumber"),
                    Rule::InvoiceTwice,
                    Some(invoice.number.clone()),
                );
            }
        }
        if let Some(list) = &self.packing_list {
            named("packingList", &list.bill_reference, &self.bill);
            let known =
                |c: &PackedContainer| self.bill.containers.iter().any(|own| own.reference == c.reference);
            for (i, container) in list.containers.iter().enumerate().filter(|(_, c)| !known(c)) {
                let path = format!("$.packingList.containers[{i}].equipmentReference");
                faults.add(&path, Rule::EquipmentUnknown, Some(container.reference.clone()));
            }
        }
        if let Some(insurance) = &self.insurance {
            named("insurance", &insurance.bill_reference, &self.bill);
        }
        for (i, vessel) in self.vessels.iter().enumerate() {
            let seen = || Some(format!("{} {}", vessel.name, vessel.voyage));
            if !self.bill.voyages.iter().any(|voyage| voyage.is_of(vessel)) {
                faults.add(&format!("$.vessels[{i}].vesselName"), Rule::AnnexMismatch, seen());
            }
            if self.vessels[..i]
                .iter()
                .any(|other| (&other.name, &other.voyage) == (&vessel.name, &vessel.voyage))
            {
                faults.add(&format!("$.vessels[{i}].vesselName"), Rule::VesselTwice, seen());
            }
        }
        if self.vessels.len() > MAX_VESSELS {
            faults.add("$.vessels", Rule::VesselLimit, Some(self.vessels.len().to_string()));
        }
        for reference in &self.part_loads {
            let is_own = self.bill.containers.iter().any(|container| container.reference == *reference);
            if !is_own || !self.bill.is_fcl() {
                faults.add("$.partLoads", Rule::SharedContainer, Some(reference.clone()));
            }
        }
        faults.finish(Some(())).map(|((), _)| ())
    }

    /// Whether something shows that the document is genuine, as far as that is in the bundle: an attestation, or a carrier that signs it.
    #[must_use]
    pub fn is_vouched_for(&self) -> bool {
        self.bill.grounds().is_empty() || self.attestation.is_some()
    }

    fn check_receivable(&self, faults: &Collector) {
        match &self.invoices[..] {
            [own] if own.source().checksum() == self.bill.checksum() => {
                if !own.allotments.is_empty() {
                    faults.add("$.transportDocuments", Rule::Receivable, None);
                }
            }
            others => faults.add("$.invoices", Rule::Receivable, Some(others.len().to_string())),
        }
        for (path, is_there) in [
            ("$.packingList", self.packing_list.is_some()),
            ("$.vessels", !self.vessels.is_empty()),
            ("$.partLoads", !self.part_loads.is_empty()),
        ] {
            if is_there {
                faults.add(path, Rule::Receivable, None);
            }
        }
    }

    /// Lays all documents out under one secret salt. Invoices beyond the twelfth are not committed to: [`check`](Self::check)
    /// and the fingerprint inputs refuse them.
    #[must_use]
    pub fn commit(&self, document_salt: F) -> Committed {
        let tree = |part, layout| DocumentTree::new(part, layout, document_salt);
        let bill = tree(Part::Bill, self.bill.layout(self.attestation.as_ref()));
        let invoice = |(i, invoice): (u8, &Invoice)| tree(Part::Invoice(i), invoice.layout(&self.bill));
        let invoices: Vec<_> = (0..MAX_INVOICES as u8).zip(&self.invoices).map(invoice).collect();
        let packing_list = self.packing_list.as_ref().map(|list| tree(Part::PackingList, list.layout()));
        let insurance = self.insurance.as_ref().map(|insurance| tree(Part::Insurance, insurance.layout()));
        let dossier = tree(Part::Dossier, Dossier::of(self).layout());
        let mut committed = Committed {
            doc_root: bill.root(),
            annex_root: F::from(0u64),
            bill,
            invoices,
            packing_list,
            insurance,
            dossier,
        };
        committed.annex_root = annex_root(&committed.annex_inputs());
        committed
    }

    /// The sum of what the invoices ask for this bill's cargo, in minor units; `None` if there are none, or they are in several currencies.
    #[must_use]
    pub fn declared_value(&self) -> Option<(u64, Currency)> {
        let currency = self.invoices.first()?.currency;
        let add = |sum: u64, invoice: &Invoice| {
            (invoice.currency == currency).then(|| sum.checked_add(invoice.amount_for(&self.bill)))?
        };
        Some((self.invoices.iter().try_fold(0, add)?, currency))
    }

    /// The bundle as documents.
    #[must_use]
    pub fn source(&self) -> BundleSource {
        // Canonical JSON is UTF-8.
        let text = |json: &Json| String::from_utf8(json.canonical()).unwrap_or_default();
        BundleSource {
            bill: text(self.bill.source()),
            attestation: self.attestation.as_ref().map(|attestation| text(attestation.source())),
            invoices: self.invoices.iter().map(|invoice| text(invoice.source())).collect(),
            packing_list: self.packing_list.as_ref().map(|list| text(list.source())),
            insurance: self.insurance.as_ref().map(|insurance| text(insurance.source())),
            vessels: self.vessels.iter().map(|vessel| text(vessel.source())).collect(),
            part_loads: self.part_loads.clone(),
        }
    }
}

impl BundleSource {
    /// Reads the documents back.
    ///
    /// # Errors
    /// The first document that has faults, with all of them.
    pub fn read(&self, carriers: &CarrierTable) -> Result<Bundle, BundleError> {
        let at = |document: &str| {
            let document = document.to_owned();
            move |faults| BundleError { document, faults }
        };
        let (invoices, vessels) = (self.invoices.iter().enumerate(), self.vessels.iter().enumerate());
        Ok(Bundle {
            bill: Received::parse(self.bill.as_bytes(), carriers).map_err(at("bill"))?.document,
            attestation: parse(&self.attestation, Attestation::parse).map_err(at("attestation"))?,
            invoices: invoices
                .map(|(i, text)| Invoice::parse(text.as_bytes()).map_err(at(&format!("invoices[{i}]"))))
                .collect::<Result<_, _>>()?,
            packing_list: parse(&self.packing_list, PackingList::parse).map_err(at("packingList"))?,
            insurance: parse(&self.insurance, Insurance::parse).map_err(at("insurance"))?,
            vessels: vessels
                .map(|(i, text)| Vessel::parse(text.as_bytes()).map_err(at(&format!("vessels[{i}]"))))
                .collect::<Result<_, _>>()?,
            part_loads: self.part_loads.clone(),
        })
    }
}

fn parse<T>(text: &Option<String>, parse: fn(&[u8]) -> Result<T, Faults>) -> Result<Option<T>, Faults> {
    text.as_ref().map(|text| parse(text.as_bytes())).transpose()
}

impl Committed {
    /// What [`annex_root`] is the hash of: how many invoices there are and their roots; of packing list and insurance whether there is one and
    /// its root; the dossier's root. What is not there has the root 0.
    #[must_use]
    pub fn annex_inputs(&self) -> [F; ANNEX_INPUTS] {
        let mut inputs = [F::from(0u64); ANNEX_INPUTS];
        inputs[0] = F::from(self.invoices.len() as u64);
        let (invoices, rest) = inputs[1..].split_at_mut(MAX_INVOICES);
        for (place, invoice) in invoices.iter_mut().zip(&self.invoices) {
            *place = invoice.root();
        }
        for (place, tree) in rest.chunks_mut(2).zip([&self.packing_list, &self.insurance]) {
            if let Some(tree) = tree {
                place.copy_from_slice(&[F::from(1u64), tree.root()]);
            }
        }
        inputs[ANNEX_INPUTS - 1] = self.dossier.root();
        inputs
    }

    /// The tree of a part, if the bundle has it.
    #[must_use]
    pub fn tree(&self, part: Part) -> Option<&DocumentTree> {
        match part {
            Part::Bill => Some(&self.bill),
            Part::Invoice(i) => self.invoices.get(usize::from(i)),
            Part::PackingList => self.packing_list.as_ref(),
            Part::Insurance => self.insurance.as_ref(),
            Part::Dossier => Some(&self.dossier),
        }
    }
}

/// `sponge(annexes; n_invoices, twelve roots of invoices, has packing list, its root, has insurance, its root, dossier's root)`.
#[must_use]
pub fn annex_root(inputs: &[F; ANNEX_INPUTS]) -> F {
    sponge(Tag::Annexes, inputs)
}
