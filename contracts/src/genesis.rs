//! What a ledger starts from, and what everybody pins of it.

use crate::{
    UnixTime,
    bytes::{Hash32, Writer},
    control::ControlAddress,
    order::{Guardians, MAX_KEYS},
};
use plimsoll_circuits::{
    field::{F, serde_hex, to_bytes},
    signature::PublicKey,
    statement::{CircuitId, external_hash},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Which ledger: every statement names it, so that nothing proven for one is good on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Domain(#[serde(with = "serde_hex")] pub F);

impl Domain {
    /// The domain of a registry on a chain with these keys: 248 bits of Keccak-256 over a fixed name, both names and each
    /// key's coordinates, lengths first. The keys keep two ledgers apart that were given the same names, and tie a
    /// credential's fingerprints to the guardians that made them.
    #[must_use]
    pub fn new(chain: &str, registry: &str, keys: &[PublicKey]) -> Self {
        let coordinates: Vec<_> =
            keys.iter().flat_map(|key| [key.point().x, key.point().y]).map(|x| to_bytes(&x)).collect();
        let mut parts: Vec<&[u8]> = vec![b"plimsoll.domain.2", chain.as_bytes(), registry.as_bytes()];
        parts.extend(coordinates.iter().map(|c| &c[..]));
        Self(external_hash(&parts))
    }
}

/// A circuit version that the ledger accepts, with the pin of its verifying key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActiveCircuit {
    /// The circuit.
    pub circuit: CircuitId,
    /// Its version.
    pub version: u32,
    /// SHA-256 of the verifying key's canonical bytes.
    pub key_hash: Hash32,
}

/// What a ledger starts from. Its [hash](Genesis::hash) stands before the first log entry.
///
/// All keys are points of Baby Jubjub's prime-order subgroup and not the identity: no other can be written or read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Genesis {
    /// Name of the chain or operator.
    pub chain: String,
    /// Name of the registry on it. Both names and the guardians' two keys make the [domain](Genesis::domain).
    pub registry: String,
    /// When it was made: no entry is dated before it.
    pub created: UnixTime,
    /// The circuits whose proofs are accepted.
    pub circuits: Vec<ActiveCircuit>,
    /// Under which issuers check fingerprints.
    pub fingerprint_key: PublicKey,
    /// The guardians' audit key `A`, to which every transition is sealed.
    pub audit_key: PublicKey,
    /// The control keys of the guardians who share the audit key, and how many of them act together.
    pub guardians: Guardians,
    /// The control keys of those who govern.
    pub governors: Vec<ControlAddress>,
    /// How many of them an order needs: more than half.
    pub threshold: u32,
    /// The control keys of those who admit holders and banks, each alone.
    pub administrators: Vec<ControlAddress>,
    /// Who signs the directory of members.
    pub member_admin: PublicKey,
    /// For how many seconds after its replacement a member root is still accepted, if no membership was revoked since. 0 is no
    /// grace.
    pub member_grace_seconds: u64,
    /// For how many days a member is LEAVING before it may be removed, unless its organisation disowns it.
    pub leaving_grace_days: u32,
}

/// Why no ledger can start from this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GenesisError {
    /// A name that is empty or longer than 64 bytes.
    #[error("the names of chain and registry have 1 to 64 bytes")]
    Name,
    /// No circuit at all.
    #[error("no circuit is active: name the circuits and their key hashes")]
    NoCircuits,
    /// A circuit that is named twice.
    #[error("{0} is named twice")]
    RepeatedCircuit(CircuitId),
    /// A version that this program does not know.
    #[error("{circuit} has no version {version} in this program")]
    UnknownVersion {
        /// The circuit.
        circuit: CircuitId,
        /// The version asked for.
        version: u32,
    },
    /// One key would be an oracle for the other.
    #[error("the fingerprint key and the audit key are the same: run two key generations")]
    SharedGuardianKey,
    /// Half of the governors could act against the other half, or one counts twice.
    #[error(
        "more than half of the governors must be needed, no more than there are, at most 64, and none named twice"
    )]
    Governors,
    /// An administrator counts twice, or they are too many.
    #[error("no administrator may be named twice, and there are at most 64")]
    Administrators,
    /// The guardians cannot reach their threshold, or one counts twice.
    #[error("the guardians' threshold must be 1 to their number, at most 64, and none named twice")]
    Guardians,
}

impl Genesis {
    /// The ledger's domain: it outlives circuit versions, governors, administrators and the audit key.
    #[must_use]
    pub fn domain(&self) -> Domain {
        Domain::new(&self.chain, &self.registry, &[self.fingerprint_key, self.audit_key])
    }

    /// The pin of everything here.
    #[must_use]
    pub fn hash(&self) -> Hash32 {
        let mut w = Writer::default();
        w.block(self.chain.as_bytes()).block(self.registry.as_bytes()).u64(self.created.0);
        w.count(self.circuits.len());
        for active in &self.circuits {
            w.u32(active.circuit.number()).u32(active.version).raw(&active.key_hash.0);
        }
        w.key(&self.fingerprint_key).key(&self.audit_key);
        w.addresses(&self.guardians.keys).u32(self.guardians.threshold);
        w.addresses(&self.governors).u32(self.threshold).addresses(&self.administrators);
        w.key(&self.member_admin).u64(self.member_grace_seconds).u32(self.leaving_grace_days);
        Hash32::of("plimsoll.genesis", &w.0)
    }

    /// The pin of a circuit's key, if this version of it is accepted.
    #[must_use]
    pub fn active(&self, circuit: CircuitId, version: u32) -> Option<Hash32> {
        self.circuits.iter().find(|a| a.circuit == circuit && a.version == version).map(|a| a.key_hash)
    }

    /// Whether a ledger can start from this.
    ///
    /// # Errors
    /// The first rule broken, see [`GenesisError`].
    pub fn check(&self) -> Result<(), GenesisError> {
        if [&self.chain, &self.registry].iter().any(|name| !(1..=64).contains(&name.len())) {
            return Err(GenesisError::Name);
        }
        if self.circuits.is_empty() {
            return Err(GenesisError::NoCircuits);
        }
        let mut seen = BTreeSet::new();
        for active in &self.circuits {
            if !seen.insert(active.circuit) {
                return Err(GenesisError::RepeatedCircuit(active.circuit));
            }
            if active.version != active.circuit.version() {
                return Err(GenesisError::UnknownVersion {
                    circuit: active.circuit,
                    version: active.version,
                });
            }
        }
        if self.fingerprint_key == self.audit_key {
            return Err(GenesisError::SharedGuardianKey);
        }
        if !is_council(&self.governors, self.threshold) {
            return Err(GenesisError::Governors);
        }
        if !are_distinct(&self.administrators) {
            return Err(GenesisError::Administrators);
        }
        if !self.guardians.can_act() {
            return Err(GenesisError::Guardians);
        }
        Ok(())
    }
}

/// Whether these can be governors of whom so many must agree: any two majorities have one of them in common.
pub(crate) fn is_council(keys: &[ControlAddress], threshold: u32) -> bool {
    let (n, m) = (keys.len() as u64, u64::from(threshold));
    are_distinct(keys) && m <= n && 2 * m > n
}

/// Whether none is named twice, and they are not too many.
pub(crate) fn are_distinct(keys: &[ControlAddress]) -> bool {
    keys.len() <= MAX_KEYS && keys.iter().collect::<BTreeSet<_>>().len() == keys.len()
}

impl Guardians {
    /// Whether none is named twice, and as many as must act together are there.
    pub(crate) fn can_act(&self) -> bool {
        let threshold = usize::try_from(self.threshold).unwrap_or(usize::MAX);
        are_distinct(&self.keys) && (1..=self.keys.len()).contains(&threshold)
    }
}
