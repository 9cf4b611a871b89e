//! The packing list.

use super::{code, parse, reference};
use crate::{
    document::{
        Day, Faults, Json,
        bill::{container_reference, day, optional},
        fault::Rule,
        fields::{PackedField, PackingListField},
        reader::At,
        text,
        tree::{Layout, MAX_RECORDS, Records},
    },
    field::F,
};
use std::collections::HashSet;

/// What is packed in one container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedContainer {
    /// ISO 6346 reference.
    pub reference: String,
    /// Gross weight in grams.
    pub gross_weight: u64,
    /// Net weight in grams.
    pub net_weight: u64,
    /// Packages.
    pub packages: u64,
    /// UN Recommendation 21 code.
    pub package_code: Option<String>,
}

/// A packing list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackingList {
    /// Its number.
    pub number: String,
    /// Issued.
    pub issue_date: Day,
    /// Normalised reference of the bill.
    pub bill_reference: Option<String>,
    /// Normalised number of the invoice.
    pub invoice_number: Option<String>,
    /// Total gross weight in grams.
    pub gross_weight: u64,
    /// Total net weight in grams.
    pub net_weight: u64,
    /// Total packages.
    pub packages: u64,
    /// Containers.
    pub containers: Vec<PackedContainer>,
    source: Json,
}

impl PackingList {
    /// Reads a packing list.
    ///
    /// # Errors
    /// All faults that it has.
    pub fn parse(bytes: &[u8]) -> Result<Self, Faults> {
        parse(bytes, "packingList", read)
    }

    /// The JSON that was received.
    #[must_use]
    pub const fn source(&self) -> &Json {
        &self.source
    }

    /// The packing list's values in the layout in which they are committed.
    #[must_use]
    pub fn layout(&self) -> Layout {
        let header = PackingListField::ALL.iter().map(|field| self.header_value(*field)).collect();
        Layout::of_header(header).with(Records::Packed, self.containers.iter().map(packed_record).collect())
    }

    /// The value of one header field; 0 where it is absent.
    #[must_use]
    pub fn header_value(&self, field: PackingListField) -> F {
        use PackingListField as P;
        match field {
            P::Number => text::value(&self.number),
            P::IssueDate => day(Some(self.issue_date)),
            P::BillReference => optional(self.bill_reference.as_deref()),
            P::InvoiceNumber => optional(self.invoice_number.as_deref()),
            P::GrossWeight => F::from(self.gross_weight),
            P::NetWeight => F::from(self.net_weight),
            P::Packages => F::from(self.packages),
        }
    }
}

fn packed_record(container: &PackedContainer) -> Vec<F> {
    use PackedField as P;
    let value = |field: &P| match field {
        P::Reference => text::value(&container.reference),
        P::GrossWeight => F::from(container.gross_weight),
        P::NetWeight => F::from(container.net_weight),
        P::Packages => F::from(container.packages),
        P::PackageCode => optional(container.package_code.as_deref()),
    };
    P::ALL.iter().map(value).collect()
}

fn read(at: &At<'_>) -> Option<PackingList> {
    let number = at.need("packingListNumber").and_then(|f| f.text(70));
    let issue_date = at.need("issueDate").and_then(|f| f.day());
    let bill_reference = at.opt("transportDocumentReference").and_then(|f| reference(&f));
    let invoice_number = at.opt("invoiceNumber").and_then(|f| reference(&f));
    let gross_weight = at.need("totalGrossWeight").and_then(|f| f.decimal_text(3));
    let net_weight = at.need("totalNetWeight").and_then(|f| f.decimal_text(3));
    let packages = at.need("totalPackages").and_then(|f| f.integer(1, 1 << 40));
    let containers = at.need("containers").and_then(|f| f.list(1, MAX_RECORDS));
    twice(containers.as_deref().unwrap_or_default());
    let containers: Vec<_> = containers?.into_iter().map(packed).collect();
    let containers = containers.into_iter().collect::<Option<Vec<_>>>();
    if let Some(containers) = &containers {
        let sum = |value: fn(&PackedContainer) -> u64| {
            containers.iter().map(|c| u128::from(value(c))).sum::<u128>()
        };
        let differs = |total: Option<u64>, sum: u128| total.is_some_and(|total| u128::from(total) != sum);
        for (key, rule, wrong) in [
            ("totalGrossWeight", Rule::WeightTotal, differs(gross_weight, sum(|c| c.gross_weight))),
            ("totalNetWeight", Rule::WeightTotal, differs(net_weight, sum(|c| c.net_weight))),
            ("totalPackages", Rule::PackagesTotal, differs(packages, sum(|c| c.packages))),
        ] {
            if wrong {
                at.fault_at(key, rule, "");
            }
        }
    }
    Some(PackingList {
        number: number?.to_owned(),
        issue_date: issue_date?,
        bill_reference,
        invoice_number,
        gross_weight: gross_weight?,
        net_weight: net_weight?,
        packages: packages?,
        containers: containers?,
        source: at.json.clone(),
    })
}

/// Reports containers that are listed twice.
fn twice(containers: &[At<'_>]) {
    let mut seen = HashSet::new();
    for container in containers {
        if let Some(reference) = container.json.get("equipmentReference").and_then(Json::as_text)
            && !seen.insert(reference)
        {
            container.fault_at("equipmentReference", Rule::EquipmentTwice, "");
        }
    }
}

fn packed(at: At<'_>) -> Option<PackedContainer> {
    let at = at.object()?;
    let container = at.need("equipmentReference").and_then(|f| container_reference(&f));
    let gross_weight = at.need("grossWeight").and_then(|f| f.decimal_text(3));
    let net_weight = at.need("netWeight").and_then(|f| f.decimal_text(3));
    let packages = at.need("numberOfPackages").and_then(|f| f.integer(1, 99_999_999));
    let package_code = at.opt("packageCode").and_then(|f| code(&f, 2..=2));
    if let (Some(gross), Some(net)) = (gross_weight, net_weight)
        && net > gross
    {
        at.fault_at("netWeight", Rule::WeightTotal, "");
    }
    Some(PackedContainer {
        reference: container?.to_owned(),
        gross_weight: gross_weight?,
        net_weight: net_weight?,
        packages: packages?,
        package_code,
    })
}
