//! `plimsoll directory carriers list`.

use crate::cli::{
    carriers::{Carriers, Origin, of_code},
    context::Context,
    error::Failure,
    output::Done,
    table::Table,
};
use plimsoll_circuits::document::Carrier;
use serde::Serialize;
use std::fmt;

#[derive(Serialize)]
struct List {
    #[serde(flatten)]
    origin: Origin,
    carriers: Vec<Carrier>,
}

pub(super) fn run(code: Option<&str>, name: Option<&str>, context: &Context) -> Result<Done, Failure> {
    let Carriers { table, origin } = context.carriers()?;
    let of_code = code.map(|code| of_code(&table, code)).transpose()?;
    let asked = name.unwrap_or_default().to_lowercase();
    let carriers = table.carriers().iter().filter(|carrier| {
        of_code.is_none_or(|found| found.id == carrier.id) && carrier.name.to_lowercase().contains(&asked)
    });
    let mut carriers: Vec<_> = carriers.cloned().collect();
    carriers.sort_unstable_by_key(|carrier| carrier.id);
    Ok(Done::new(&List { origin, carriers }))
}

/// All codes of a carrier, those that came later last.
pub(super) fn codes_of(carrier: &Carrier) -> String {
    carrier.all_codes().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&["id", "name", "codes"]);
        for carrier in &self.carriers {
            table.row([carrier.id.to_string(), carrier.name.clone(), codes_of(carrier)]);
        }
        write!(f, "{table}\n{}", self.origin)
    }
}
