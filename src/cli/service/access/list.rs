//! `plimsoll access list`.

use super::{Shown, store::Where};
use crate::cli::{error::Failure, output::Done, table::Table};
use plimsoll_server::Millis;
use serde::Serialize;
use std::fmt;

#[derive(Serialize)]
struct Report {
    credentials: Vec<Shown>,
}

pub(super) fn run(place: &Where) -> Result<Done, Failure> {
    let found = place.with(async |store| Ok(store.credentials().await?))?;
    let now = Millis::now();
    Ok(Done::new(&Report { credentials: found.iter().map(|one| Shown::of(one, now)).collect() }))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.credentials.is_empty() {
            return f.write_str("no credentials; `plimsoll access grant` makes one");
        }
        let mut table = Table::new(&["number", "kind", "tenant", "name", "may", "created", "stands"]);
        for one in &self.credentials {
            let stands = match (&one.revoked, &one.expires) {
                (Some(time), _) => format!("revoked {time}"),
                (None, Some(time)) if one.valid => format!("valid until {time}"),
                (None, Some(time)) => format!("expired {time}"),
                (None, None) => "valid".to_owned(),
            };
            table.row([
                one.number.to_string(),
                one.kind.to_owned(),
                one.tenant.clone(),
                one.name.clone(),
                one.may.join(","),
                one.created.clone(),
                stands,
            ]);
        }
        write!(f, "{table}")
    }
}
