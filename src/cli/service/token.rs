//! Bearer tokens of proving services.

use crate::cli::{context::Context, error::Failure, secret::Files};
use std::path::Path;
use zeroize::Zeroizing;

impl Context {
    /// The proving service's bearer token; none if none is given.
    pub(super) fn prover_token(&self) -> Result<Option<Zeroizing<String>>, Failure> {
        let named = self.globals.service.prover_token_file.as_deref();
        let configured = self.globals.configured.prover_token_file.as_deref();
        token(named, configured, "PLIMSOLL_PROVER_TOKEN")
    }
}

/// A token from the first line of a file, or from an environment variable, or from the file that the configuration names; none if
/// there is none of them.
pub(super) fn token(
    named: Option<&Path>,
    configured: Option<&Path>,
    variable: &str,
) -> Result<Option<Zeroizing<String>>, Failure> {
    let token = Files { named, configured, what: "token" }.or_variable(variable)?;
    Ok(token.map(|token| Zeroizing::new(token.trim().to_owned())))
}
