//! `plimsoll governance propose`: orders that nobody signed yet, as files.

mod examples;
mod kinds;
mod members;
mod reopen;
mod versions;
mod waive;

pub use kinds::Kind;

use super::{
    draft::fresh,
    file::Shown,
    lot::{frozen, newest, paused},
};
use crate::cli::{context::Context, error::Failure, files, output::Done};
use plimsoll_contracts::{
    ControlAddress, Hash32, Ledger, Order, OrderError, order::Operator, rules::OrderRefusal,
};
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use std::{collections::BTreeSet, path::Path};

pub(super) fn run(kind: &Kind, context: &Context) -> Result<Done, Failure> {
    let draft = kind.draft();
    files::vacant(&draft.out)?;
    let ledger = context.ledger_to_read()?;
    let order = fresh(kind.order(&ledger, context)?, draft.days, &ledger)?;
    files::create_json(&draft.out, &order)?;
    Ok(Done::new(&Shown::of(&draft.out, &order, &ledger, context)?))
}

impl Kind {
    /// The order, with what it names of the ledger filled in.
    fn order(&self, ledger: &Ledger, context: &Context) -> Result<Order, Failure> {
        let view = ledger.view()?;
        let known = members::Known { ledger, context };
        Ok(match self {
            Self::Admit { party, roles, valid_until, consent, .. } => {
                known.admit(party, *roles, *valid_until, consent.as_deref())?
            }
            Self::SetRoles { party, roles, valid_until, .. } => {
                known.set_roles(party, *roles, *valid_until)?
            }
            Self::Remove { party, .. } => known.remove(party)?,
            Self::ControlKey { party, key, .. } => known.control_key(party, *key)?,
            Self::Pause { emergency, .. } => Order::Pause { emergency: *emergency },
            Self::Resume { .. } => Order::Resume { paused: paused(&view)? },
            Self::Freeze { lot, emergency, .. } => {
                Order::Freeze { lot: lot.find(&view)?, emergency: *emergency }
            }
            Self::Lift { lot, .. } => {
                let lot = lot.find(&view)?;
                Order::Lift { lot, frozen: frozen(&view, &lot)? }
            }
            Self::Close { lot, .. } => Order::Close { lot: lot.find(&view)? },
            Self::Reopen { reopening, .. } => Order::Reopen(reopening.content(&view)?),
            Self::Recover { file, .. } => Order::Recover(content(file)?),
            Self::Waive { waiver, .. } => Order::Waive(waiver.content()?),
            Self::ActivateVersion { version, key, .. } => {
                version.activated(key.as_deref(), &view, context)?
            }
            Self::RetireVersion { version, .. } => version.retired(&view)?,
            Self::Governors { keys, threshold, .. } => {
                is_majority(keys, *threshold)?;
                Order::Governors { keys: keys.clone(), threshold: *threshold }
            }
            Self::Administrators { keys, .. } => {
                let change = view.council()?.administrations;
                Order::Administrators { keys: keys.clone(), change }
            }
            Self::AuditKey { file, .. } => Order::AuditKey(content(file)?),
            Self::Witnesses { file, .. } => Order::Witnesses(content(file)?),
            Self::Operator { log_key, size, root, .. } => {
                Order::Operator(Operator { log_key: *log_key, size: *size, root: *root })
            }
            Self::Note { text, file, .. } => {
                let hash = Hash32(Sha256::digest(files::read(file)?).into());
                Order::Note { hash, reference: text.clone() }
            }
        })
    }
}

/// Refuses a council that is none before anybody signs for it: no majority is needed, or a key is named twice.
fn is_majority(keys: &[ControlAddress], threshold: u32) -> Result<(), Failure> {
    let (all, needed) = (keys.len() as u64, u64::from(threshold));
    let distinct = keys.iter().collect::<BTreeSet<_>>().len() == keys.len();
    match distinct && needed <= all && 2 * needed > all {
        true => Ok(()),
        false => Err(OrderError::Refused(OrderRefusal::NoCouncil).into()),
    }
}

/// The content of a larger order, as JSON.
fn content<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    serde_json::from_slice(&files::read(path)?).map_err(|e| {
        Failure::usage(format!("{} is not the content of such an order: {e}", path.display()))
            .help("docs/cli.md shows the content of each kind")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_contracts::order::{AuditKeyChange, Recovery, Reopening, Waiver, Witnesses};

    fn is_read<T: DeserializeOwned>(kind: &str) {
        let manual = include_str!("../../../../docs/cli.md");
        let at = format!("<!-- content: {kind} -->\n\n```json\n");
        let (_, block) = manual.split_once(&at).unwrap_or_else(|| panic!("docs/cli.md lacks {kind}"));
        let json =
            block.split("```").next().unwrap().replace("0xSIGNATURE", &format!("0x{}", "17".repeat(65)));
        serde_json::from_str::<T>(&json).map(drop).unwrap_or_else(|e| panic!("{kind}: {e}"));
    }

    #[test]
    fn the_manual_shows_contents_that_are_read() {
        is_read::<Reopening>("reopen");
        is_read::<Waiver>("waive");
        is_read::<Recovery>("recover");
        is_read::<AuditKeyChange>("audit-key");
        is_read::<Witnesses>("witnesses");
    }
}
