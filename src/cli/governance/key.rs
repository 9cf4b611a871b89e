//! `plimsoll governance key`: a governor's control key.

use crate::cli::{context::Context, error::Failure, files, output::Done, secret::Secret, table::Fields};
use plimsoll_client::party::create_control_key;
use rand::rngs::OsRng;
use serde::Serialize;
use std::{fmt, path::Path};

#[derive(Serialize)]
struct Made {
    control_key: String,
    file: String,
}

impl fmt::Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("control key", &self.control_key).add("file", &self.file);
        fields.add("next", "give the key, by a way that nobody can change, to whoever proposes the council");
        write!(f, "{fields}")
    }
}

pub(super) fn run(out: &Path, context: &Context) -> Result<Done, Failure> {
    files::vacant(out)?;
    let passphrase = context.new_passphrase(&Secret::KeyFile(out.to_owned()), &[])?;
    let key = create_control_key(out, &passphrase, &mut OsRng)?;
    Ok(Done::new(&Made { control_key: key.address().to_string(), file: out.display().to_string() }))
}
