//! What is alike to what an issuer is about to sign.

use crate::cli::error::Failure;
use plimsoll_client::{
    issuer::Sheet,
    referral::{Referral, referrals},
    services::LedgerAccess,
};

/// The code of what is not signed since something is alike.
pub(super) const REFERRED: &str = "Referred";

/// Tells the issuer before it signs; an issuer that does not want that signs nothing then.
pub(super) fn before_signing<'s>(
    sheets: impl IntoIterator<Item = &'s Sheet>,
    ledger: &dyn LedgerAccess,
    no_referrals: bool,
    warn: impl Fn(String),
) -> Result<Vec<Referral>, Failure> {
    let found = referrals(sheets, ledger)?;
    if no_referrals && !found.is_empty() {
        let found: Vec<_> = found.iter().map(|referral| format!("an entry {referral}")).collect();
        return Err(referred(format!("nothing was signed: the ledger has {}", found.join(", "))));
    }
    for referral in &found {
        warn(format!("what is to be signed is alike to an entry {referral}"));
    }
    Ok(found)
}

/// Why nothing is signed to which something is alike.
pub(super) fn referred(message: String) -> Failure {
    Failure::refused(message)
        .code(REFERRED)
        .help("look at the papers of both, and leave --no-referrals out if they are two cargoes")
}
