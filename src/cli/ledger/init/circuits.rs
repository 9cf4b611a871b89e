//! The verifying keys of a new ledger.

use crate::cli::{context::Context, error::Failure, progress::KeyProgress, site::CIRCUITS};
use plimsoll_circuits::statement::{CircuitId, Statement};
use plimsoll_params::{KeyError, KeyStore, StatementVisitor, verifying_key, with_statement};
use plimsoll_verifier::VerifyingKey;

/// The verifying key of every circuit: the committed one, or that of the development key made here.
pub(super) fn circuit_keys(context: &Context) -> Result<Vec<(CircuitId, VerifyingKey)>, Failure> {
    let store = context.key_store()?;
    let progress = KeyProgress::new(context.progress);
    let step = context.progress.count(CIRCUITS.len() as u64, "verifying keys");
    let mut keys = Vec::new();
    for circuit in CIRCUITS {
        step.now(format!("verifying key of {circuit}"));
        let key = match verifying_key(circuit, context.policy()) {
            Ok(key) => key,
            Err(plimsoll_params::CommittedKeyError::NotPinned { .. }) => {
                let made = with_statement(circuit, Made { store: &store, progress: &progress });
                made.ok_or_else(|| Failure::usage(format!("this program has no circuit {circuit}")))??
            }
            Err(e) => return Err(e.into()),
        };
        keys.push((circuit, key));
        step.advance();
    }
    Ok(keys)
}

struct Made<'a> {
    store: &'a KeyStore,
    progress: &'a KeyProgress,
}

impl StatementVisitor for Made<'_> {
    type Output = Result<VerifyingKey, KeyError>;

    fn visit<S: Statement>(self) -> Self::Output {
        Ok(self.store.key::<S>(self.progress)?.verifying_key().key().clone())
    }
}
