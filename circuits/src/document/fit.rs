//! Whether an invoice fits the bill beside which it is given. Nothing is refused for it: a trader's invoices are often of others than the
//! shipper, and goods are classified in more than one way.

use super::{
    Bundle, DocumentType, Fault, Invoice, MainDocument,
    fault::{Collector, Rule},
};
use std::collections::BTreeSet;

/// What 12-digit HS codes are divided by to give their headings.
const HEADING: u64 = 100_000_000;

impl Bundle {
    /// What in the documents does not stop their use, and should be looked at: in the bill, with paths from the top of the file that was
    /// read, and of every invoice that does not [`fit`](Self::fit).
    #[must_use]
    pub fn advice(&self) -> Vec<Fault> {
        [self.bill.advice.clone(), self.fit()].concat()
    }

    /// Every invoice that does not fit the bill, and why not.
    #[must_use]
    pub fn fit(&self) -> Vec<Fault> {
        let found = Collector::default();
        for (i, invoice) in self.invoices.iter().enumerate() {
            let why = misfit(&self.bill, invoice);
            if !why.is_empty() {
                let path = format!("$.invoices[{i}]");
                found.add_with(&path, Rule::InvoiceFit, &why.join(" "), Some(invoice.number.clone()));
            }
        }
        found.finish(Some(())).map(|((), advice)| advice).unwrap_or_default()
    }
}

/// Why an invoice does not fit a bill: it neither names it nor is its shipper's, or it is of other goods.
fn misfit(bill: &MainDocument, invoice: &Invoice) -> Vec<String> {
    if bill.kind == DocumentType::Receivable {
        return Vec::new();
    }
    let names_bill = invoice.allotment(bill).is_some()
        || invoice.bill_reference.as_ref().is_some_and(|reference| bill.is_named(reference));
    let is_shippers = invoice.seller.may_be(&bill.shipper);
    let headings =
        |codes: &mut dyn Iterator<Item = u64>| codes.map(|code| code / HEADING).collect::<BTreeSet<_>>();
    let invoiced = headings(&mut invoice.lines.iter().filter_map(|line| line.hs_code));
    let carried = headings(&mut bill.items.iter().flat_map(|item| item.hs_codes.iter().copied()));
    let other_goods = !invoiced.is_empty() && invoiced.is_disjoint(&carried);
    if (names_bill || is_shippers) && !other_goods {
        return Vec::new();
    }
    let shown = |headings: &BTreeSet<u64>| {
        headings.iter().map(|heading| format!("{heading:04}")).collect::<Vec<_>>().join(", ")
    };
    let mut why = Vec::new();
    if !names_bill {
        let other = if invoice.bill_reference.is_some() { "another" } else { "no" };
        why.push(format!("This one names {other} transport document."));
    }
    if !is_shippers {
        why.push(format!("Its seller is {}, the shipper {}.", invoice.seller.name, bill.shipper.name));
    }
    if other_goods {
        why.push(format!(
            "Its goods are of the HS headings {}, the bill's of {}.",
            shown(&invoiced),
            shown(&carried)
        ));
    }
    why
}
