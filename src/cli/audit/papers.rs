//! The documents behind an opened transition. What is sealed names a bill by its commitment and amounts without a currency;
//! whoever has the documents can say which bill and which currency that is.

use crate::cli::{error::Failure, files, sheet::Shown};
use plimsoll_circuits::{
    credential::{Currency, Signed, Valuation},
    document::CarrierTable,
    field::F,
    member::Org,
    note::Lot,
};
use plimsoll_client::{
    SystemClock,
    issuer::{IssuedBill, SignedDocuments as _},
    services::LocalLedger,
    wallet::Dossier,
};
use plimsoll_contracts::{Keys, Ledger};
use serde::Serialize;
use std::path::Path;

/// A bill with its valuation, both checked.
pub(super) struct Papers {
    lot: Lot,
    commitment: F,
    pub(super) currency: Currency,
    pub(super) bill: BillName,
    /// What the lot's registration posted.
    pub(super) sheet: Shown,
}

/// A bill as people name it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct BillName {
    carrier: String,
    reference: String,
}

impl Papers {
    /// Reads what the issuer and the valuer signed, and compares the issuer's sheet with the entry that registered the bill.
    pub(super) fn read(
        issued: &Path,
        valuation: &Path,
        carriers: &CarrierTable,
        ledger: &Ledger,
        keys: &Keys,
    ) -> Result<Self, Failure> {
        let domain = ledger.genesis().domain();
        let issued: IssuedBill = files::read_json(issued, "plimsoll bill issue")?;
        let valuation: Signed<Valuation> = files::read_json(valuation, "plimsoll bill value")?;
        let bundle = issued.verify(domain, carriers)?;
        let lot = issued.lot();
        let value = &valuation.content;
        let fits = valuation.verifies()
            && (value.domain, value.lot) == (domain.0, lot)
            && value.doc_root == issued.credential.content.doc_root
            && value.annex_root == issued.credential.content.annex_root;
        if !fits {
            return Err(Failure::refused(
                "the valuation is not of this bill, or its signature does not hold",
            )
            .code("OtherBill")
            .help("give the two files of one bill, as issuer and valuer wrote them"));
        }
        let bill =
            BillName { carrier: bundle.bill.issuer_name.clone(), reference: bundle.bill.reference.clone() };
        let view = ledger.view()?;
        let org = |address| Ok::<_, Failure>(view.member(address)?.map_or(Org::NONE, |member| member.org));
        let sheet = Shown::of(&issued, carriers, &LocalLedger::new(ledger, keys, &SystemClock))?;
        let (issuer, valuer) = (org(issued.credential.signer())?, org(valuation.signer())?);
        let commitment = Dossier::new(issued, valuation, issuer, valuer).bill.commitment();
        Ok(Self { lot, commitment, currency: value.currency, bill, sheet })
    }

    /// Whether they are those of what was opened: of its lot and, where its bill was sealed too, of that very bill.
    pub(super) fn check(&self, lot: Lot, bill: Option<F>) -> Result<(), Failure> {
        if self.lot == lot && bill.is_none_or(|bill| bill == self.commitment) {
            return Ok(());
        }
        Err(Failure::refused("the documents are of another bill or valuation than the one that was sealed")
            .code("OtherBill")
            .help("the transition was opened, and the guardians logged it; open it again with the right files, or without any"))
    }
}

impl std::fmt::Display for BillName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {}", self.reference, self.carrier)
    }
}
