//! Whether an organisation agrees to a further address.

use crate::cli::{error::Failure, files, roles::names};
use plimsoll_circuits::member::Roles;
use plimsoll_client::{PublicParty, party::ConsentFile};
use plimsoll_contracts::{ControlSignature, Ledger};
use std::path::Path;

/// The consent of a party's organisation, if it needs one.
///
/// # Errors
/// If it needs one and none is given, the other way round, or the one that is given is not for this.
pub(in crate::cli) fn consented(
    party: &PublicParty,
    roles: Roles,
    given: Option<&Path>,
    file: &Path,
    ledger: &Ledger,
) -> Result<Option<ControlSignature>, Failure> {
    let name = &party.name;
    let Some(org) = ledger.view()?.org(party.org())? else {
        return match given {
            None => Ok(None),
            Some(_) => Err(Failure::usage(format!("{name} is the first address of its organisation"))
                .help("leave --consent out: its control key comes to the ledger with this address")),
        };
    };
    if org.control != party.control_key {
        return Err(Failure::refused(format!(
            "{name} says that its organisation's control key is {}, and the ledger has {}",
            party.control_key, org.control
        ))
        .code("OtherControlKey")
        .help("ask the organisation, by another way than this file came: somebody may act under its name"));
    }
    let help = format!(
        "ask whoever has that key for `plimsoll member consent {} --role {} --out consent.json`, and name that file with --consent; or have governors admit it (--governor, --governor-key-file)",
        file.display(),
        names(roles).join(",")
    );
    let refused = |why: String| Err(Failure::refused(why).code("NoConsent").help(help));
    let Some(given) = given else {
        return refused(format!(
            "{name} is no first address of its organisation, so that it needs the consent of the control key {}",
            org.control
        ));
    };
    let consent: ConsentFile = files::read_json(given, "plimsoll member consent")?;
    let wrong = if consent.domain != ledger.genesis().domain() {
        "is for another ledger"
    } else if consent.member != party.address || consent.org != party.org() {
        "is for another address"
    } else if consent.roles != roles {
        "is for other roles"
    } else if consent.nonce != org.consents {
        "is used, or void since another one was used after it was signed"
    } else if consent.is_signed_by(org.control) {
        return Ok(Some(consent.signature));
    } else {
        "is not signed with the organisation's control key"
    };
    refused(format!("the consent {} {wrong}", given.display()))
}
