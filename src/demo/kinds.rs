//! Documents of other kinds: paper, bulk cargo, goods in a warehouse, an invoice alone.

use super::{
    Error,
    attempts::post_registration,
    papers::{Paper, apart, renumbered},
    stage::{Issued, Stage},
    tale::{ACCEPTED, Outcome, Tale},
};
use crate::samples::{edited, sample};
use plimsoll_client::referral::{Referral, referrals};
use serde_json::json;

pub(super) fn finance(stage: &Stage<'_>, tale: &mut Tale<'_>) -> Result<(), Error> {
    tale.chapter("Documents of other kinds");
    let paper = document(sample!("paper-bill.json"), sample!("invoice-second-cargo.json"), "PAPER-1");
    tale.step("kinds: A12 a paper bill of which the issuer holds two originals of three", "refused", || {
        let holder = stage.trader.public();
        let issued = stage.brought(&paper, &holder.name).and_then(|(document, trusted, mut annexes)| {
            annexes.attested.iter_mut().for_each(|attested| attested.originals_held = Some(2));
            stage.issue_brought((&document, &trusted, &annexes), holder)
        });
        match issued {
            Ok(_) => Outcome::new("issued", "two originals were enough"),
            Err(e) => Outcome::new("refused", e.to_string()),
        }
    });
    register(stage, "kinds: a paper bill whose originals the issuer holds", &paper, ACCEPTED, tale);
    let again = Paper { invoice: renumbered(&paper.invoice, "PAPER-2"), ..paper.clone() };
    register(stage, "kinds: A12 the same originals at another bank", &again, "ConflictDoc", tale);
    let electronic = Paper {
        bill: edited(&paper.bill, |bill| {
            bill["isElectronic"] = json!(true);
            bill["numberOfOriginalsWithoutCharges"] = json!(1);
        })
        .map_err(Error::stage)?,
        ..again
    };
    register(stage, "kinds: A11 the same bill as an electronic one", &electronic, "ConflictDoc", tale);

    let bulk = document(sample!("bulk-bill.json"), sample!("invoice-bulk.json"), "BULK-1");
    register(stage, "kinds: a bulk bill under a charter party", &bulk, ACCEPTED, tale);
    let switched = numbered(&bulk, "transportDocumentReference", "SAN-0108", "BULK-2")?;
    referred(stage, "kinds: A7 the same bulk cargo under another bill", &switched, tale);

    let receipt = document(sample!("warehouse-receipt.json"), sample!("invoice-warehouse.json"), "STORE-1");
    register(stage, "kinds: a warehouse receipt", &receipt, ACCEPTED, tale);
    let second = numbered(&receipt, "receiptNumber", "WR-26-00420", "STORE-2")?;
    referred(stage, "kinds: the same lots under another receipt", &second, tale);

    let owed = document(sample!("invoice-alone.json"), sample!("invoice-alone.json"), "-0");
    register(stage, "kinds: an invoice alone, which its buyer confirmed", &owed, ACCEPTED, tale);
    let shipped = Paper {
        invoice: owed.bill.clone(),
        ..numbered(&bulk, "transportDocumentReference", "SAN-0109", "-")?
    };
    register(stage, "kinds: A14 the same invoice under a bill", &shipped, "ConflictInvoice", tale);
    Ok(())
}

/// Numbers under which no sample is known: the samples may be the user's own document, in the chapters before.
const NUMBERS: [(&str, &str); 5] = [
    ("ZZEL950037", "ZZEL2611000877"),
    ("ZZZU2500150", "ZZZU8600114"),
    ("ZZEL-SAN-0007", "ZZEL-SAN-0107"),
    ("WR-26-00119", "WR-26-00419"),
    ("IOM-2026-0088", "IOM-2026-0488"),
];

/// A sample of a document under a number of its own, as is its invoice, which names no document.
fn document(bill: &[u8], invoice: &[u8], number: &str) -> Paper {
    Paper { bill: apart(bill, &NUMBERS), invoice: renumbered(invoice, number) }
}

/// The same document under another number and with another invoice.
fn numbered(paper: &Paper, field: &str, number: &str, invoice: &str) -> Result<Paper, Error> {
    let bill = edited(&paper.bill, |bill| bill[field] = json!(number)).map_err(Error::stage)?;
    Ok(Paper { bill, invoice: renumbered(&paper.invoice, invoice) })
}

/// A document is issued and registered.
fn register(stage: &Stage<'_>, name: &str, paper: &Paper, expected: &'static str, tale: &mut Tale<'_>) {
    tale.long_step(name, expected, || match stage.issue(paper, None, stage.trader.public()) {
        Ok(issued) => post_registration(stage, &stage.trader, &issued),
        Err(e) => Outcome::new("error", e.to_string()),
    });
}

/// A document is issued, and the issuer is told what on the ledger is alike.
fn referred(stage: &Stage<'_>, name: &str, paper: &Paper, tale: &mut Tale<'_>) {
    let found = |issued: &Issued| -> Result<Vec<Referral>, Error> {
        referrals([&issued.bill.sheet.content], &stage.access()).map_err(Error::stage)
    };
    tale.long_step(name, "Referred", || match stage.issue(paper, None, stage.trader.public()) {
        Ok(issued) => match found(&issued) {
            Ok(alike) if alike.is_empty() => Outcome::new("new", "nothing was said to be alike"),
            Ok(alike) => Outcome::new("Referred", format!("{} entry on the ledger is alike", alike.len())),
            Err(e) => Outcome::new("error", e.to_string()),
        },
        Err(e) => Outcome::new("error", e.to_string()),
    });
}
