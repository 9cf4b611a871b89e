//! Governors whose control keys are on this machine: each unlocks its own.

use super::{context::Context, error::Failure, secret::Secret, shown::counted, values};
use plimsoll_client::{
    PublicParty,
    party::{PartyError, any_control_key, control_key_file, open_control_key},
};
use plimsoll_contracts::{
    ControlAddress, ControlKey, OrderError, View,
    rules::{Council, OrderRefusal, records::OrgRecord},
};
use std::path::{Path, PathBuf};

/// Which governors sign on this machine, as a command is told.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Choice {
    /// Let this governor sign, whose key lies in the ledger's folder; repeat for more
    #[arg(long = "governor", value_name = "N", value_parser = values::governor)]
    numbers: Vec<u16>,

    /// Let the governor sign whose control key is in this file; repeat for more
    #[arg(long = "governor-key-file", value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Choice {
    /// Whether no governor signs.
    pub(super) fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.files.is_empty()
    }

    /// The keys of those who sign; each is a governor's.
    pub(super) fn open(&self, council: &Council, context: &Context) -> Result<Vec<ControlKey>, Failure> {
        let numbered = self.numbers.iter().map(|number| by_number(*number, council, context));
        numbered.chain(self.files.iter().map(|file| by_file(file, council, context))).collect()
    }

    /// The keys of those who sign, as many as an order needs.
    pub(super) fn open_enough(
        &self,
        council: &Council,
        context: &Context,
    ) -> Result<Vec<ControlKey>, Failure> {
        let keys = self.open(council, context)?;
        let mut addresses: Vec<_> = keys.iter().map(ControlKey::address).collect();
        addresses.sort_unstable();
        addresses.dedup();
        let (needed, got) = (usize::try_from(council.threshold).unwrap_or(usize::MAX), addresses.len());
        if got < needed {
            return Err(OrderError::Refused(OrderRefusal::TooFewSignatures { needed, got }).into());
        }
        Ok(keys)
    }
}

fn by_number(number: u16, council: &Council, context: &Context) -> Result<ControlKey, Failure> {
    let Some(expected) = council.governors.get(usize::from(number) - 1) else {
        let all = council.governors.len() as u64;
        return Err(Failure::usage(format!(
            "this ledger has {}, and none has the number {number}",
            counted(all, "governor")
        ))
        .help("`plimsoll ledger status` shows the governors by their numbers"));
    };
    let path = context.place().governor(number);
    if !path.exists() {
        return Err(Failure::usage(format!("there is no {}", path.display())).help(format!(
            "name the file of governor {number}'s control key with --governor-key-file, or have it sign where that file is"
        )));
    }
    let passphrase = context.passphrase(&Secret::Governor(number), &path)?;
    match open_control_key(&path, &passphrase, *expected) {
        Err(PartyError::OtherControlKey { holds, .. }) => {
            Err(stranger(&path, holds).help(format!(
                "an order of the governors named another key as number {number}: name that one's file with --governor-key-file"
            )))
        }
        opened => Ok(opened?),
    }
}

/// Whichever governor's it is.
fn by_file(path: &Path, council: &Council, context: &Context) -> Result<ControlKey, Failure> {
    let key = key_in(path, context)?;
    match council.governors.contains(&key.address()) {
        true => Ok(key),
        false => {
            Err(stranger(path, key.address()).help("`plimsoll ledger status` shows the governors' keys"))
        }
    }
}

/// The control key in a file that an option names, whosever it is.
///
/// # Errors
/// If the file is not there, the passphrase is wrong, or the file is damaged.
pub(super) fn key_in(path: &Path, context: &Context) -> Result<ControlKey, Failure> {
    let passphrase = context.passphrase(&Secret::KeyFile(path.to_owned()), path)?;
    Ok(any_control_key(path, &passphrase)?)
}

/// The control key of the organisation of the party `of`: in a file that an option names, else in the party's folder.
///
/// # Errors
/// As [`key_in`], and if it is another than `expected`.
pub(super) fn key_of_organisation(
    file: Option<&Path>,
    of: &str,
    expected: ControlAddress,
    context: &Context,
) -> Result<ControlKey, Failure> {
    let path = file.map_or_else(|| control_key_file(&context.globals.home), Path::to_owned);
    let passphrase = context.passphrase(&Secret::Control(of.to_owned()), &path)?;
    Ok(open_control_key(&path, &passphrase, expected)?)
}

fn stranger(path: &Path, holds: ControlAddress) -> Failure {
    let code = OrderRefusal::NotGovernor(holds).code();
    Failure::refused(format!("{} holds the control key {holds}, which is no governor's", path.display()))
        .code(code)
}

/// What the ledger has of a party's organisation.
///
/// # Errors
/// `NotMember` if the party was never one.
pub(super) fn organisation(party: &PublicParty, view: &View) -> Result<OrgRecord, Failure> {
    let org = match view.member(party.address)? {
        Some(member) => view.org(member.org)?,
        None => None,
    };
    org.ok_or_else(|| {
        Failure::refused(format!("{} was never a member of this ledger", party.name)).code("NotMember")
    })
}

/// There is no digest that a control key cannot sign but with a chance of 1 in 2^127.
pub(super) fn unsigned() -> Failure {
    Failure::usage("the control key cannot sign this").help("run the command again")
}
