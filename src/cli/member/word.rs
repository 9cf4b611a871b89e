//! `plimsoll member consent` and `disown`: what an organisation says with its control key.

use crate::cli::{
    context::Context,
    error::Failure,
    files,
    governors::{key_of_organisation, organisation, unsigned},
    output::Done,
    roles::names,
    table::Fields,
};
use plimsoll_circuits::{field::to_hex, member::Roles};
use plimsoll_client::{
    PublicParty,
    party::{ConsentFile, RevocationFile},
};
use plimsoll_contracts::{ControlAddress, ControlKey, control::Consent};
use serde::Serialize;
use std::{
    fmt,
    path::{Path, PathBuf},
};

/// Which key says it, and where its word goes.
#[derive(Clone, Debug, clap::Args)]
pub struct Key {
    /// The file of the organisation's control key; control.age in the party's folder (--home) if not given
    #[arg(long, value_name = "FILE")]
    control_key_file: Option<PathBuf>,
    /// Where the signed file goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Key {
    fn open(&self, of: &str, expected: ControlAddress, context: &Context) -> Result<ControlKey, Failure> {
        key_of_organisation(self.control_key_file.as_deref(), of, expected, context)
    }
}

#[derive(Serialize)]
struct Said {
    /// `consent` or `revocation`.
    word: &'static str,
    name: String,
    address: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<Vec<&'static str>>,
    /// Which of the organisation's consents it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<u64>,
    control_key: String,
    file: String,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add(self.word, &self.file).add("of", &self.name).add("address", &self.address);
        fields.maybe("roles", self.roles.as_ref().map(|roles| roles.join(",")));
        fields.add("control key", &self.control_key);
        fields.add("next", "hand the file to the member administration");
        write!(f, "{fields}")
    }
}

pub(super) fn consent(file: &Path, roles: Roles, key: &Key, context: &Context) -> Result<Done, Failure> {
    let party: PublicParty = files::read_json(file, "plimsoll keys new")?;
    party.check()?;
    let ledger = context.ledger_to_read()?;
    let org = ledger.view()?.org(party.org())?.ok_or_else(|| {
        Failure::refused(format!("no address of {}'s organisation was ever on this ledger", party.name))
            .code("NoConsentNeeded")
            .help("its first needs no consent: the member administration adds it without one")
    })?;
    let control = key.open(&party.name, org.control, context)?;
    let asked = Consent { member: party.address, roles, org: party.org(), nonce: org.consents };
    let signed = ConsentFile::sign(&control, ledger.genesis().domain(), asked).ok_or_else(unsigned)?;
    files::create_json(&key.out, &signed)?;
    Ok(Done::new(&Said {
        word: "consent",
        name: party.name.clone(),
        address: to_hex(&party.address.0),
        roles: Some(names(roles)),
        nonce: Some(signed.nonce),
        control_key: org.control.to_string(),
        file: key.out.display().to_string(),
    }))
}

pub(super) fn disown(name: &str, key: &Key, context: &Context) -> Result<Done, Failure> {
    let ledger = context.ledger_to_read()?;
    let directory = context.directory(ledger.genesis())?;
    let party = &directory.named(name)?.party;
    let view = ledger.view()?;
    let org = organisation(party, &view)?;
    let control = key.open(&party.name, org.control, context)?;
    let signed =
        RevocationFile::sign(&control, ledger.genesis().domain(), party.address).ok_or_else(unsigned)?;
    files::create_json(&key.out, &signed)?;
    Ok(Done::new(&Said {
        word: "revocation",
        name: party.name.clone(),
        address: to_hex(&party.address.0),
        roles: None,
        nonce: None,
        control_key: org.control.to_string(),
        file: key.out.display().to_string(),
    }))
}
