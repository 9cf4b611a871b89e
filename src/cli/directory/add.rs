//! `plimsoll directory carriers add`.

use super::list::codes_of;
use crate::cli::{context::Context, error::Failure, office::Office, output::Done};
use plimsoll_circuits::document::{
    Carrier, CarrierCode, CarrierTable,
    carrier::{CarrierId, GIVEN_IDS},
};
use plimsoll_client::party::name::looks;
use serde::Serialize;
use std::fmt;

#[derive(Serialize)]
struct Added {
    /// `added` of a new carrier, `extended` of one that was there.
    change: &'static str,
    carrier: Carrier,
    edition: u64,
}

impl fmt::Display for Added {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { change, carrier, edition } = self;
        writeln!(f, "{change} {} as carrier {} ({})", carrier.name, carrier.id, codes_of(carrier))?;
        writeln!(f, "directory edition {edition}")
    }
}

pub(super) fn run(
    name: Option<String>,
    to: Option<CarrierId>,
    codes: Vec<CarrierCode>,
    context: &Context,
) -> Result<Done, Failure> {
    let office = Office::open(context)?;
    office.names_every_member_but(None)?;
    let mut carriers = office.directory.carriers().clone();
    let (change, carrier) = match to {
        Some(id) => ("extended", carriers.extend(id, codes)?.clone()),
        None => ("added", enter(&mut carriers, name.unwrap_or_default(), codes)?),
    };
    let edition = office.publish(&office.next_carriers(carriers)?, context)?;
    Ok(Done::new(&Added { change, carrier, edition }))
}

/// Enters a new carrier under the next id that is free.
fn enter(carriers: &mut CarrierTable, name: String, codes: Vec<CarrierCode>) -> Result<Carrier, Failure> {
    let shape = looks(&name);
    if let Some(like) = carriers.carriers().iter().find(|carrier| !looks(&carrier.name).is_disjoint(&shape)) {
        return Err(Failure::refused(format!("`{name}` looks like carrier {}, `{}`", like.id, like.name))
            .code("LooksAlike")
            .help(format!(
                "if it is the same, add its codes with --to {}; else let it take a name that nobody mistakes",
                like.id
            )));
    }
    let id = carriers.free_id().ok_or_else(|| {
        Failure::refused(format!("all ids from {} to {} are given", GIVEN_IDS.start, GIVEN_IDS.end - 1))
            .code("NoIdLeft")
    })?;
    let carrier = Carrier::new(id, name, codes);
    carriers.add(carrier.clone())?;
    Ok(carrier)
}
