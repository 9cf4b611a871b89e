//! Orders on the versions of circuits.

use crate::cli::{context::Context, error::Failure, files, values};
use plimsoll_circuits::statement::CircuitId;
use plimsoll_contracts::{Hash32, Order, StoreError, View};
use plimsoll_params::verifying_key;
use plimsoll_verifier::VerifyingKey;
use std::path::Path;

/// Which version of which circuit.
#[derive(Clone, Debug, clap::Args)]
pub struct Version {
    /// The circuit: register-small, register-large, move, attest, amend, revalue
    #[arg(value_name = "CIRCUIT", value_parser = values::circuit)]
    circuit: CircuitId,

    /// Its version
    #[arg(value_name = "VERSION")]
    version: u32,
}

impl Version {
    /// The order under which its proofs count: under the key in a file, or this program's.
    pub(super) fn activated(
        &self,
        key: Option<&Path>,
        view: &View,
        context: &Context,
    ) -> Result<Order, Failure> {
        let &Self { circuit, version } = self;
        let key = match key {
            Some(path) => VerifyingKey::from_bytes(&files::read(path)?).map_err(|e| {
                Failure::usage(format!("{} is no verifying key: {e}", path.display()))
                    .help("give a file of keys/ of a ledger, or of `plimsoll export`")
            })?,
            None if version == circuit.version() => verifying_key(circuit, context.policy())?,
            None => {
                let own = circuit.version();
                return Err(Failure::usage(format!("this program has version {own} of {circuit}"))
                    .help("name the file of the other version's verifying key with --key"));
            }
        };
        let change = self.changes(view)?;
        Ok(Order::ActivateVersion { circuit, version, key_hash: Hash32(key.hash()), change })
    }

    pub(super) fn retired(&self, view: &View) -> Result<Order, StoreError> {
        let &Self { circuit, version } = self;
        Ok(Order::RetireVersion { circuit, version, change: self.changes(view)? })
    }

    /// How many orders on it came before.
    fn changes(&self, view: &View) -> Result<u64, StoreError> {
        let known = view.version(self.circuit.number(), self.version)?;
        Ok(known.map_or(0, |known| known.changes))
    }
}
