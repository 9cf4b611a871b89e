//! `plimsoll governance release-keys`: to which keys a lot's coming owner has releases of its liens sealed.

use super::lot::Named;
use crate::cli::{context::Context, error::Failure, output::Done, table::Fields};
use plimsoll_circuits::note::Lot;
use plimsoll_contracts::{Hash32, order::LotName};
use serde::Serialize;
use std::fmt;

#[derive(Serialize)]
struct Keys {
    /// The owner's address, which the recovery names.
    owner: String,
    /// The generation that the recovery makes.
    generation: u64,
    /// The keys of the liens, in the order in which the recovery lists them.
    release_keys: Vec<Hash32>,
}

impl fmt::Display for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("owner", &self.owner).add("generation", self.generation);
        for (number, key) in (1..).zip(&self.release_keys) {
            fields.add(&format!("lien {number}"), key);
        }
        write!(f, "{fields}")
    }
}

pub(super) fn run(lot: &Named, liens: u16, context: &Context) -> Result<Done, Failure> {
    let LotName { doc, generation } = lot.find(&context.ledger_to_read()?.view()?)?;
    let party = context.party()?;
    let coming = Lot::new(doc, generation + 1);
    let key = |lien| Hash32(*party.keys().release_key(coming, lien).public().bytes());
    Ok(Done::new(&Keys {
        owner: plimsoll_circuits::field::to_hex(&party.address().0),
        generation: generation + 1,
        release_keys: (1..=u64::from(liens)).map(key).collect(),
    }))
}
