//! `plimsoll governance sign`.

use super::{
    draft::signed,
    file::{self, Shown},
    standing::Standing,
};
use crate::cli::{
    context::Context, error::Failure, governors, output::Done, place::AdminKeys, secret::Secret, values,
};
use plimsoll_contracts::{ControlKey, ControlSignature, Ledger, OrderError, rules::OrderRefusal};
use std::path::{Path, PathBuf};

/// Whose signature is added.
#[derive(Clone, Debug, clap::Args)]
pub struct By {
    #[command(flatten)]
    governors: governors::Choice,

    /// Let the organisation sign whose control key is in this file: its own new control key
    #[arg(long, value_name = "FILE")]
    control_key_file: Option<PathBuf>,

    /// Let the member administration sign, whose key lies in the ledger's folder
    #[arg(long)]
    administrator: bool,

    /// Add a signature that was made elsewhere, as by a hardware wallet: r, s and v in hexadecimal; repeat for more
    #[arg(long = "signature", value_name = "0x..", value_parser = values::signature)]
    signatures: Vec<ControlSignature>,
}

pub(super) fn run(path: &Path, by: &By, context: &Context) -> Result<Done, Failure> {
    let mut order = file::read(path)?;
    let ledger = context.ledger_to_read()?;
    let domain = ledger.genesis().domain();
    let standing = Standing::of(&order, &ledger)?;
    standing.still_counts(&order)?;
    let wrong = || Failure::from(OrderError::Refused(OrderRefusal::BadSignature));
    let before = order.signatures.clone();
    order = signed(order, &by.keys(&ledger, context)?, &ledger)?;
    for signature in &by.signatures {
        order = order.with(*signature, domain).ok_or_else(wrong)?;
    }
    Standing::of(&order, &ledger)?.is_in_order()?;
    if order.signatures != before {
        file::rewrite(path, &order)?;
    }
    Ok(Done::new(&Shown::of(path, &order, &ledger, context)?))
}

impl By {
    /// The keys that sign here.
    fn keys(&self, ledger: &Ledger, context: &Context) -> Result<Vec<ControlKey>, Failure> {
        let mut keys = self.governors.open(&ledger.view()?.council()?, context)?;
        if let Some(path) = &self.control_key_file {
            keys.push(governors::key_in(path, context)?);
        }
        if self.administrator {
            let place = context.place();
            let passphrase = context.passphrase(&Secret::Administration, &place.admin())?;
            keys.push(AdminKeys::open(&place, &passphrase)?.control);
        }
        if keys.is_empty() && self.signatures.is_empty() {
            return Err(Failure::usage("nobody is named who signs").help(
                "say --governor N, --governor-key-file FILE, --control-key-file FILE, --administrator, or --signature 0x..",
            ));
        }
        Ok(keys)
    }
}
