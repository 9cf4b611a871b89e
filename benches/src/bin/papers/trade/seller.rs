//! Sellers: how they number their invoices, and what these look like.

use crate::{
    office::{Office, date, lei, party},
    paper::{Paper, money},
};
use serde_json::{Value, json};
use std::{collections::HashMap, fmt};

/// How a seller numbers its invoices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Numbering {
    /// `IMA-2026/0417`, anew each year.
    Yearly,
    /// `INV-004170`, for ever.
    Running,
    /// `417`, anew each year, which the number does not name.
    Short,
    /// `ROT/417/2026`, each branch by itself; some are letters, some digits.
    Branches,
    /// `17/04/2026`, anew each month.
    Monthly,
    /// `20260417-3`, anew each day.
    Daily,
}

/// All of them.
pub const NUMBERINGS: [Numbering; 6] = [
    Numbering::Yearly,
    Numbering::Running,
    Numbering::Short,
    Numbering::Branches,
    Numbering::Monthly,
    Numbering::Daily,
];

impl fmt::Display for Numbering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Yearly => "`IMA-2026/0417`",
            Self::Running => "`INV-004170`",
            Self::Short => "`417`, anew each year",
            Self::Branches => "`ROT/417/2026`",
            Self::Monthly => "`17/04/2026`",
            Self::Daily => "`20260417-3`",
        })
    }
}

/// One seller.
pub struct Seller {
    /// Its name.
    pub name: String,
    /// Its legal entity identifier, if its papers give it.
    pub lei: Option<String>,
    /// Its tax number, if its papers give it.
    pub vat: Option<String>,
    /// How it numbers.
    pub numbering: Numbering,
    /// Invoices that it has written, by the period or branch in which numbers run.
    written: HashMap<String, u64>,
    /// In cents: what each of its deliveries comes to, if it sells by a contract.
    contract: Option<u64>,
}

impl Seller {
    /// The n-th.
    pub fn some(n: u64, office: &mut Office) -> Self {
        let draw = &mut office.draw;
        // Most papers give the LEI, some both ids, some the tax number alone.
        let ids = draw.one_of(&[0.7, 0.2, 0.1]);
        let start = draw.below(90_000) as u64;
        Self {
            name: format!("Fictional Trading {n} Ltd"),
            lei: (ids < 2).then(|| lei("SELL", n)),
            vat: (ids > 0).then(|| format!("NL{n:09}B01")),
            numbering: NUMBERINGS[draw.below(NUMBERINGS.len())],
            written: HashMap::from([(String::new(), start)]),
            contract: draw.chance(0.2).then(|| 100 * (5_000 + draw.below(100_000) as u64)),
        }
    }

    /// As its papers name it.
    pub fn party(&self) -> Value {
        party(&self.name, self.lei.as_deref(), self.vat.as_deref())
    }

    /// Its next number.
    pub fn number(&mut self, day: u32, office: &mut Office) -> String {
        let day = date(day);
        let (year, month) = (&day[..4], &day[5..7]);
        let branch = ["ROT", "ANR", "1", "11"][office.draw.below(4)];
        let mut next = |period: &str| {
            let written = self.written.entry(period.to_owned()).or_default();
            *written += 1;
            *written
        };
        match self.numbering {
            Numbering::Yearly => format!("IMA-{year}/{:04}", next(year)),
            Numbering::Running => format!("INV-{:06}", next("")),
            Numbering::Short => next(year).to_string(),
            Numbering::Branches => format!("{branch}/{}/{year}", next(&format!("{branch}/{year}"))),
            Numbering::Monthly => format!("{}/{month}/{year}", next(&day[..7])),
            Numbering::Daily => format!("{}-{}", day.replace('-', ""), next(&day)),
        }
    }

    /// What a delivery comes to, in cents.
    pub fn price(&self, office: &mut Office) -> u64 {
        let draw = &mut office.draw;
        let euros = draw.log_normal(40_000.0, 0.8) as u64 + 100;
        let cents = if draw.chance(0.3) { 0 } else { draw.below(100) as u64 };
        // Four deliveries in five under a contract are of the same size.
        self.contract.filter(|_| draw.chance(0.8)).unwrap_or(100 * euros + cents)
    }

    /// An invoice with the next number.
    pub fn invoice(&mut self, day: u32, bill: Option<&str>, office: &mut Office) -> Value {
        let (number, cents) = (self.number(day, office), self.price(office));
        let buyer = office.draw.below(500) as u64;
        let mut invoice = json!({
            "documentType": "commercialInvoice",
            "invoiceNumber": number,
            "issueDate": date(day),
            "seller": self.party(),
            "buyer": party(&format!("Pretend Foods {buyer} AG"), Some(&lei("BUYR", buyer)), None),
            "currencyCode": "EUR",
            "paymentDueDate": date(day + 60),
        });
        Paper::total(&mut invoice, cents);
        if let Some(bill) = bill {
            invoice["transportDocumentReference"] = bill.into();
        }
        invoice
    }
}

/// What an invoice comes to, in cents.
pub fn cents(invoice: &Value) -> u64 {
    let amount = invoice["totalInvoiceAmount"].as_str().unwrap_or_default();
    amount.replace('.', "").parse().unwrap_or_default()
}

/// Makes an invoice one over several bills: to each an equal part, in cents, of the total.
pub fn allot(invoice: &mut Value, bills: &[String]) {
    let part = cents(invoice) / bills.len().max(1) as u64;
    let allotted =
        |bill: &String| json!({ "transportDocumentReference": bill, "allottedAmount": money(part) });
    if let Some(fields) = invoice.as_object_mut() {
        fields.remove("transportDocumentReference");
    }
    invoice["transportDocuments"] = bills.iter().map(allotted).collect();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::FIRST_DAY;
    use std::collections::HashSet;

    #[test]
    fn no_seller_gives_a_number_twice_in_a_year() {
        let mut office = Office::seeded(3);
        for numbering in NUMBERINGS {
            let mut seller = Seller { numbering, ..Seller::some(1, &mut office) };
            let mut numbers = HashSet::new();
            for n in 0..600 {
                let day = FIRST_DAY + n * 2 / 3;
                assert!(
                    numbers.insert((date(day)[..4].to_owned(), seller.number(day, &mut office))),
                    "{numbering}"
                );
            }
        }
    }

    #[test]
    fn what_an_invoice_allots_is_its_total() {
        let mut office = Office::seeded(4);
        let mut invoice = Seller::some(2, &mut office).invoice(FIRST_DAY, None, &mut office);
        Paper::total(&mut invoice, 100_001);
        assert_eq!(cents(&invoice), 100_001);
        allot(&mut invoice, &["A1".to_owned(), "A2".to_owned()]);
        assert_eq!(invoice["transportDocuments"][1]["allottedAmount"], "500.00");
    }
}
