//! The commercial invoice.

use super::{code, parse, reference};
use crate::{
    document::{
        Currency, Day, Faults, Json, MainDocument,
        bill::{day, optional},
        codes, decimal,
        fault::Rule,
        fields::{InvoiceField, LineField},
        hs,
        party::{self, OtherParty, Party, PartyId},
        reader::At,
        text,
        tree::{Layout, MAX_RECORDS, Records},
    },
    field::F,
};
use std::collections::HashSet;

/// One line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceLine {
    /// Description.
    pub description: String,
    /// HS code padded to 12 digits.
    pub hs_code: Option<u64>,
    /// Quantity in thousandths of the unit.
    pub quantity: u64,
    /// UN Recommendation 20 unit.
    pub unit: String,
    /// Price of one unit in 10^-4 of the currency unit.
    pub unit_price: Option<u64>,
    /// Amount in minor units.
    pub amount: u64,
    /// Country of origin.
    pub origin: Option<String>,
}

impl InvoiceLine {
    /// Quantity times unit price in minor units of the currency, rounded half up; `None` without a unit price, or beyond 64 bits.
    #[must_use]
    pub fn priced(&self, currency: Currency) -> Option<u64> {
        // Thousandths of a unit times 10^-4 of the currency unit.
        let scale = 10u128.checked_pow(7u32.checked_sub(currency.places())?)?;
        let product = u128::from(self.quantity).checked_mul(u128::from(self.unit_price?))?;
        u64::try_from(product.checked_add(scale / 2)? / scale).ok()
    }

    /// The quantity in grams, rounded half up, if its unit is one of mass (UN Recommendation 20); `None` beyond 64 bits.
    #[must_use]
    pub fn weight(&self) -> Option<u64> {
        // Billionths of a gram in a unit.
        let unit: u128 = match self.unit.as_str() {
            "MGM" => 1_000_000,
            "GRM" => 1_000_000_000,
            "KGM" => 1_000_000_000_000,
            "DTN" => 100_000_000_000_000,
            "TNE" => 1_000_000_000_000_000,
            "KTN" => 1_000_000_000_000_000_000,
            "ONZ" => 28_349_523_125,
            "APZ" => 31_103_476_800,
            "LBR" => 453_592_370_000,
            "STN" => 907_184_740_000_000,
            "LTN" => 1_016_046_908_800_000,
            _ => return None,
        };
        // The quantity is in thousandths.
        let scale = 1_000_000_000_000;
        let grams = u128::from(self.quantity).checked_mul(unit)?.checked_add(scale / 2)? / scale;
        u64::try_from(grams).ok()
    }
}

/// What of an invoice over several transport documents one of them bears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allotment {
    /// Normalised reference of the transport document.
    pub bill_reference: String,
    /// Amount in minor units, above zero.
    pub amount: u64,
}

/// A commercial invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// Invoice number as in the file.
    pub number: String,
    /// Normalised invoice number, which is committed.
    pub normalised_number: String,
    /// The number by which invoices are told apart: its parts stay apart ([`text::normalise_parts`]).
    pub key_number: String,
    /// Issued.
    pub issue_date: Day,
    /// Seller.
    pub seller: Party,
    /// Buyer.
    pub buyer: Party,
    /// Further parties that it names.
    pub other_parties: Vec<OtherParty>,
    /// Currency.
    pub currency: Currency,
    /// Total in minor units.
    pub total: u64,
    /// Charges in minor units.
    pub charges: u64,
    /// Allowances in minor units.
    pub allowances: u64,
    /// Incoterms code.
    pub incoterm: Option<String>,
    /// Place that belongs to it.
    pub incoterm_place: Option<String>,
    /// Payment due.
    pub due_date: Option<Day>,
    /// Normalised reference of the bill that it names.
    pub bill_reference: Option<String>,
    /// The transport documents that it is over, if it says that there are several; they bear its total or less.
    pub allotments: Vec<Allotment>,
    /// Purchase order.
    pub purchase_order: Option<String>,
    /// Lines.
    pub lines: Vec<InvoiceLine>,
    /// Canonical id of the seller, which keys need.
    pub seller_id: PartyId,
    source: Json,
}

impl Invoice {
    /// Reads an invoice.
    ///
    /// # Errors
    /// All faults that it has.
    pub fn parse(bytes: &[u8]) -> Result<Self, Faults> {
        parse(bytes, "commercialInvoice", read)
    }

    /// The JSON that was received.
    #[must_use]
    pub const fn source(&self) -> &Json {
        &self.source
    }

    /// What it allots to a bill, if it is over several transport documents and this is one of them.
    #[must_use]
    pub fn allotment(&self, bill: &MainDocument) -> Option<&Allotment> {
        self.allotments.iter().find(|allotment| bill.is_named(&allotment.bill_reference))
    }

    /// What it asks for the cargo of a bill, in minor units: its total, or of an invoice over several transport documents what it allots to
    /// this one.
    #[must_use]
    pub fn amount_for(&self, bill: &MainDocument) -> u64 {
        if self.allotments.is_empty() {
            self.total
        } else {
            self.allotment(bill).map_or(0, |allotment| allotment.amount)
        }
    }

    /// The invoice's values in the layout in which they are committed with a bill.
    #[must_use]
    pub fn layout(&self, bill: &MainDocument) -> Layout {
        let header = InvoiceField::ALL.iter().map(|field| self.header_value(*field, bill)).collect();
        let lines = self.lines.iter().map(|line| self.line_record(line)).collect();
        Layout::of_header(header).with(Records::Lines, lines)
    }

    /// The value of one header field, committed with a bill; 0 where it is absent.
    #[must_use]
    pub fn header_value(&self, field: InvoiceField, bill: &MainDocument) -> F {
        use InvoiceField as I;
        match field {
            I::Number => text::value(&self.normalised_number),
            I::IssueDate => day(Some(self.issue_date)),
            I::SellerId => self.seller_id.value(),
            I::SellerName => text::value(&self.seller.name),
            I::SellerCountry => optional(self.seller.country.as_deref()),
            I::BuyerId => self.buyer.id_value(),
            I::BuyerName => text::value(&self.buyer.name),
            I::BuyerCountry => optional(self.buyer.country.as_deref()),
            I::Currency => self.currency.value(),
            I::Total => F::from(self.amount_for(bill)),
            I::Charges => F::from(self.charges),
            I::Allowances => F::from(self.allowances),
            I::Incoterm => optional(self.incoterm.as_deref()),
            I::IncotermPlace => optional(self.incoterm_place.as_deref()),
            I::DueDate => day(self.due_date),
            I::BillReference => {
                let allotted = self.allotment(bill).map(|allotment| &allotment.bill_reference);
                optional(self.bill_reference.as_ref().or(allotted).map(String::as_str))
            }
            I::PurchaseOrder => optional(self.purchase_order.as_deref()),
        }
    }

    fn line_record(&self, line: &InvoiceLine) -> Vec<F> {
        use LineField as L;
        let value = |field: &L| match field {
            L::HsCode => F::from(line.hs_code.unwrap_or(0)),
            L::Quantity => F::from(line.quantity),
            L::Unit => text::value(&line.unit),
            L::UnitPrice => F::from(line.unit_price.unwrap_or(0)),
            L::Amount => F::from(line.amount),
            L::Priced => F::from(line.priced(self.currency).unwrap_or(0)),
            L::Weight => F::from(line.weight().unwrap_or(0)),
            L::Origin => optional(line.origin.as_deref()),
            L::Description => text::value(&line.description),
        };
        L::ALL.iter().map(value).collect()
    }
}

/// Reads an invoice, whatever its `documentType`.
pub(in crate::document) fn read(at: &At<'_>) -> Option<Invoice> {
    let number = at.need("invoiceNumber").and_then(|f| f.reference(70));
    let issue_date = at.need("issueDate").and_then(|f| f.day());
    let seller = at.need("seller").and_then(party::read);
    let buyer = at.need("buyer").and_then(party::read);
    let other_parties = party::others(at, "otherParties");
    for (key, party) in [("seller", &seller), ("buyer", &buyer)] {
        if party.as_ref().is_some_and(|p| p.id().is_none()) {
            at.fault_at(key, Rule::PartyId, "");
        }
    }
    let currency = at.need("currencyCode").and_then(|code| code.currency());
    let places = currency.map_or(2, |currency| currency.places());
    let amount = |key: &str| at.opt(key).map_or(Some(0), |f| f.decimal_text(places));
    let total = at.need("totalInvoiceAmount").and_then(|f| f.decimal_text(places));
    let (charges, allowances) = (amount("chargeTotalAmount"), amount("allowanceTotalAmount"));
    let incoterm = at.opt("deliveryTermsCode").and_then(|f| code(&f, 3..=3));
    let incoterm_place = at.opt("deliveryTermsLocation").and_then(|f| f.text(100)).map(str::to_owned);
    let due_date = at.opt("paymentDueDate").and_then(|f| f.day());
    let bill_reference = at.opt("transportDocumentReference").and_then(|f| reference(&f));
    let allotments = allotments(at, total, places);
    let purchase_order = at.opt("purchaseOrderReference").and_then(|f| f.text(70)).map(str::to_owned);
    let lines: Option<Vec<_>> = at
        .need("lines")
        .and_then(|f| f.list(1, MAX_RECORDS))
        .map(|lines| lines.into_iter().map(|l| line(l, places)).collect());
    let lines: Option<Vec<InvoiceLine>> = lines?.into_iter().collect();
    if let (Some(total), Some(charges), Some(allowances), Some(lines)) = (total, charges, allowances, &lines)
    {
        let sum: u128 = lines.iter().map(|line| u128::from(line.amount)).sum();
        if sum + u128::from(charges) != u128::from(total) + u128::from(allowances) {
            let detail = format!(
                "The lines' sum is {}.",
                decimal::show(u64::try_from(sum).unwrap_or(u64::MAX), places)
            );
            at.fault_at("totalInvoiceAmount", Rule::InvoiceTotal, &detail);
        }
    }
    if total == Some(0) {
        at.fault_at("totalInvoiceAmount", Rule::Positive, "");
    }
    if let (Some(issued), Some(due)) = (issue_date, due_date)
        && due < issued
    {
        at.fault_at("paymentDueDate", Rule::DateOrder, "");
    }
    let (seller, (number, normalised_number)) = (seller?, number?);
    Some(Invoice {
        number: number.to_owned(),
        normalised_number,
        key_number: text::normalise_parts(number)?,
        issue_date: issue_date?,
        seller_id: seller.id().cloned()?,
        seller,
        buyer: buyer?,
        other_parties: other_parties?,
        currency: currency?,
        total: total?,
        charges: charges?,
        allowances: allowances?,
        incoterm,
        incoterm_place,
        due_date,
        bill_reference,
        allotments: allotments?,
        purchase_order,
        lines: lines?,
        source: at.json.clone(),
    })
}

/// The transport documents that it is over; none of an invoice over one.
fn allotments(at: &At<'_>, total: Option<u64>, places: u32) -> Option<Vec<Allotment>> {
    let Some(list) = at.opt("transportDocuments") else { return Some(Vec::new()) };
    if at.opt("transportDocumentReference").is_some() {
        at.fault_at("transportDocumentReference", Rule::Allotment, "It stands beside transportDocuments.");
    }
    let read = |entry: At<'_>| {
        let entry = entry.object()?;
        let bill_reference = entry.need("transportDocumentReference").and_then(|f| reference(&f));
        let amount = entry.need("allottedAmount").and_then(|f| f.decimal_text(places));
        if amount == Some(0) {
            entry.fault_at("allottedAmount", Rule::Positive, "");
        }
        Some(Allotment { bill_reference: bill_reference?, amount: amount? })
    };
    let read: Vec<_> = list.list(2, MAX_RECORDS)?.into_iter().map(read).collect();
    let allotments: Vec<Allotment> = read.into_iter().collect::<Option<_>>()?;
    let mut named = HashSet::new();
    if !allotments.iter().all(|allotment| named.insert(&allotment.bill_reference)) {
        list.fault_with(Rule::Allotment, "One is listed twice.");
    }
    let sum: u128 = allotments.iter().map(|allotment| u128::from(allotment.amount)).sum();
    if total.is_some_and(|total| sum > u128::from(total)) {
        list.fault_with(Rule::Allotment, "Together they bear more than the total.");
    }
    Some(allotments)
}

fn line(at: At<'_>, places: u32) -> Option<InvoiceLine> {
    let at = at.object()?;
    let description = at.need("descriptionOfGoods").and_then(|f| f.text(250));
    let hs_code = at.opt("commodityCode").and_then(|f| hs::read(&f, 6..=12));
    let quantity = at.need("quantity").and_then(|f| f.decimal_text(3));
    let unit = at.need("quantityUnitCode").and_then(|f| code(&f, 2..=3));
    let unit_price = at.opt("unitPrice").and_then(|f| f.decimal_text(4));
    let amount = at.need("lineAmount").and_then(|f| f.decimal_text(places));
    let origin =
        at.opt("originCountryCode").and_then(|f| f.code(Rule::Country, codes::is_country)).map(str::to_owned);
    Some(InvoiceLine {
        description: description?.to_owned(),
        hs_code,
        quantity: quantity?,
        unit: unit?,
        unit_price,
        amount: amount?,
        origin,
    })
}
