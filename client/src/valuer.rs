//! The valuer: says what a lot is worth, never more than its invoices do.

use crate::{
    issuer::{IssuedBillError, SignedDocuments},
    money::Money,
    party::Party,
};
use plimsoll_circuits::{
    credential::{Currency, Day, Signed, Valuation},
    document::CarrierTable,
};
use plimsoll_contracts::Domain;

/// What a valuer is asked to say.
#[derive(Clone, Copy, Debug)]
pub struct Appraisal {
    /// The value; if none is given, the sum of the invoices.
    pub value: Option<Money>,
    /// The day of the valuation.
    pub valued_at: Day,
    /// The last day on which it may be used.
    pub expires: Day,
}

/// Why there is no valuation.
#[derive(Debug, thiserror::Error)]
pub enum AppraiseError {
    /// The bill is not what it says.
    #[error(transparent)]
    Bill(#[from] IssuedBillError),
    /// There is nothing to compare with.
    #[error(
        "the bill has no invoices, or they are in several currencies; have it issued with invoices in one currency"
    )]
    NoInvoices,
    /// Above the invoices.
    #[error("{value} is more than the invoices' sum of {invoiced}; a lot is worth at most what was invoiced")]
    AboveInvoices {
        /// What was asked for.
        value: Money,
        /// What the invoices say.
        invoiced: Money,
    },
    /// Another currency than the invoices'.
    #[error("the invoices are in {invoiced}, not in {asked}; value the lot in their currency")]
    OtherCurrency {
        /// What was asked for.
        asked: Currency,
        /// What the invoices say.
        invoiced: Currency,
    },
    /// Worth nothing.
    #[error("a value of zero secures nothing; name one above it")]
    Zero,
    /// It ends before it begins.
    #[error("the valuation would expire before it is made; name a day that is not over")]
    Dates,
}

/// Signs a valuation of an issued or amended bill, after a three-way match: the documents are those that the issuer signed, the
/// invoices' sum is in one currency, and the value is not above it. There is no override.
///
/// # Errors
/// [`AppraiseError`].
pub fn appraise(
    valuer: &Party,
    documents: &dyn SignedDocuments,
    appraisal: &Appraisal,
    domain: Domain,
    carriers: &CarrierTable,
) -> Result<Signed<Valuation>, AppraiseError> {
    let bundle = documents.verify(domain, carriers)?;
    let (sum, currency) = bundle.declared_value().ok_or(AppraiseError::NoInvoices)?;
    let invoiced = Money::new(sum, currency);
    let value = appraisal.value.unwrap_or(invoiced);
    if value.currency != currency {
        return Err(AppraiseError::OtherCurrency { asked: value.currency, invoiced: currency });
    }
    if value.minor > invoiced.minor {
        return Err(AppraiseError::AboveInvoices { value, invoiced });
    }
    if value.minor == 0 {
        return Err(AppraiseError::Zero);
    }
    if appraisal.expires < appraisal.valued_at {
        return Err(AppraiseError::Dates);
    }
    let [doc_root, annex_root] = documents.roots();
    let content = Valuation {
        domain: domain.0,
        lot: documents.lot(),
        doc_root,
        annex_root,
        value: value.minor,
        currency,
        valued_at: appraisal.valued_at,
        expires: appraisal.expires,
    };
    Ok(Signed::new(content, &valuer.keys().signing, valuer.public().nkc))
}
