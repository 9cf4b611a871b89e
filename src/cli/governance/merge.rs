//! `plimsoll governance merge`: copies of one order were signed in several places, and their signatures come together.

use super::{
    file::{self, Shown},
    standing::Standing,
};
use crate::cli::{context::Context, error::Failure, files, output::Done};
use plimsoll_contracts::{OrderError, SignedOrder, rules::OrderRefusal};
use std::path::{Path, PathBuf};

pub(super) fn run(first: &Path, others: &[PathBuf], out: &Path, context: &Context) -> Result<Done, Failure> {
    files::vacant(out)?;
    let ledger = context.ledger_to_read()?;
    let domain = ledger.genesis().domain();
    let mut order = file::read(first)?;
    for path in others {
        let other = file::read(path)?;
        if unsigned(&other) != unsigned(&order) {
            let (first, path) = (first.display(), path.display());
            return Err(Failure::refused(format!("{path} is not a copy of the order in {first}"))
                .code("OtherOrder")
                .help(
                    "`plimsoll governance show` tells what each is; signatures of one count for no other",
                ));
        }
        for signature in other.signatures {
            let merged = order.with(signature, domain);
            order = merged.ok_or(OrderError::Refused(OrderRefusal::BadSignature))?;
        }
    }
    Standing::of(&order, &ledger)?.is_in_order()?;
    files::create_json(out, &order)?;
    Ok(Done::new(&Shown::of(out, &order, &ledger, context)?))
}

/// The order without its signatures.
fn unsigned(order: &SignedOrder) -> SignedOrder {
    SignedOrder::new(order.order.clone(), order.validity)
}
