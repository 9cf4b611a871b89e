//! `plimsoll governance show`.

use super::file::{self, Shown};
use crate::cli::{context::Context, error::Failure, output::Done};
use plimsoll_contracts::control::wallet_json;
use serde::Serialize;
use serde_json::Value;
use std::{fmt, path::Path};

/// What a wallet is given.
#[derive(Serialize)]
struct Typed {
    typed_data: Value,
}

impl fmt::Display for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Only texts have other characters than ASCII's, which a terminal may show otherwise than they are.
        let mut units = [0; 2];
        for c in format!("{:#}", self.typed_data).chars() {
            if c.is_ascii() && c != '\x7f' {
                write!(f, "{c}")?;
            } else {
                c.encode_utf16(&mut units).iter().try_for_each(|unit| write!(f, "\\u{unit:04x}"))?;
            }
        }
        Ok(())
    }
}

pub(super) fn run(path: &Path, typed_data: bool, context: &Context) -> Result<Done, Failure> {
    let order = file::read(path)?;
    let ledger = context.ledger_to_read()?;
    if typed_data {
        let typed_data = wallet_json(ledger.genesis().domain(), &order);
        return Ok(Done::verbatim(&Typed { typed_data }));
    }
    Ok(Done::new(&Shown::of(path, &order, &ledger, context)?))
}
