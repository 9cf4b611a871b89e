//! `plimsoll governance submit` and `lapse`: orders come to the ledger.

use super::{draft::fresh, file, lot, words::Words};
use crate::cli::{context::Context, error::Failure, output::Done, shown::moment, table::Fields};
use plimsoll_client::{Clock as _, SystemClock};
use plimsoll_contracts::{Ledger, Order, Receipt, SignedOrder};
use serde::Serialize;
use std::{fmt, path::Path};

#[derive(Serialize)]
struct Report {
    order: &'static str,
    /// What is so now.
    says: String,
    height: u64,
    time: String,
    id: String,
    entry_hash: String,
    #[serde(skip)]
    next: Option<&'static str>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("accepted", format!("{} at height {}, {}", self.order, self.height, self.time));
        fields.add("now", &self.says).add("id", &self.id).add("entry hash", &self.entry_hash);
        fields.maybe("next", self.next);
        write!(f, "{fields}")
    }
}

pub(super) fn run(path: &Path, context: &Context) -> Result<Done, Failure> {
    let order = file::read(path)?;
    submitted(&order, &context.ledger_to_write()?, context)
}

/// Ends an emergency whose time is over.
pub(super) fn lapse(of: &lot::Emergency, context: &Context) -> Result<Done, Failure> {
    let ledger = context.ledger_to_write()?;
    let order = of.lapse(&ledger)?;
    submitted(&fresh(order, 1, &ledger)?, &ledger, context)
}

fn submitted(order: &SignedOrder, ledger: &Ledger, context: &Context) -> Result<Done, Failure> {
    let Receipt { id, height, time, entry_hash, .. } = ledger.submit_order(order, SystemClock.now())?;
    let directory = context.directory(ledger.genesis()).ok();
    Ok(Done::new(&Report {
        order: order.order.name(),
        says: Words { directory: directory.as_ref() }.of(&order.order),
        height,
        time: moment(time),
        id: id.to_string(),
        entry_hash: entry_hash.to_string(),
        next: match order.order {
            Order::Admit { .. } | Order::SetRoles { .. } => {
                Some("the member administration publishes it: plimsoll member add PARTYFILE --role ROLES")
            }
            Order::Remove { .. } => {
                Some("the member administration publishes it: plimsoll member remove NAME")
            }
            _ => None,
        },
    }))
}
