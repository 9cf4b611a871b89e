//! The keys of one netlist.

use crate::{ClaimEvent, ClaimProgress, KeyError, Parameters};
use halo2_proofs::plonk::{ProvingKey, VerifyingKey, keygen_pk, keygen_vk};
use halo2curves::bn256::G1Affine;
use plimsoll_circuits::claims::{halo2::ClaimCircuit, netlist::Netlist};
use std::{fmt, sync::Arc, time::Instant};

/// A hash of the pinned verifying key: what a proof under it says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

#[derive(Debug)]
enum Halves {
    Verifying(Box<VerifyingKey<G1Affine>>),
    Both(Box<ProvingKey<G1Affine>>),
}

/// The key that proofs for one netlist are made and verified with.
#[derive(Debug)]
pub struct ClaimKey {
    halves: Halves,
    parameters: Arc<Parameters>,
    netlist: [u8; 32],
    fingerprint: Fingerprint,
    public: usize,
}

impl ClaimKey {
    /// Both halves of the key, derived.
    ///
    /// # Errors
    /// If the parameters have another size than [`ClaimKey::k_of`], or halo2 refuses the circuit.
    pub fn new(
        net: &Netlist,
        parameters: Arc<Parameters>,
        progress: &dyn ClaimProgress,
    ) -> Result<Self, KeyError> {
        Self::derive(net, parameters, true, progress)
    }

    /// The verifier's half alone: less work, and far less memory.
    ///
    /// # Errors
    /// See [`ClaimKey::new`].
    pub fn verifying(
        net: &Netlist,
        parameters: Arc<Parameters>,
        progress: &dyn ClaimProgress,
    ) -> Result<Self, KeyError> {
        Self::derive(net, parameters, false, progress)
    }

    fn derive(
        net: &Netlist,
        parameters: Arc<Parameters>,
        proving: bool,
        progress: &dyn ClaimProgress,
    ) -> Result<Self, KeyError> {
        let start = Instant::now();
        let circuit = ClaimCircuit::blank(net);
        let (needed, found) = (circuit.k(), parameters.k());
        if needed != found {
            return Err(KeyError::WrongParameters { needed, found });
        }
        progress.note(&ClaimEvent::DerivingKey { k: found, rows: circuit.rows() });
        let verifying = keygen_vk(parameters.params(), &circuit).map_err(KeyError::Halo2)?;
        let fingerprint =
            Fingerprint(*blake3::hash(format!("{:?}", verifying.pinned()).as_bytes()).as_bytes());
        let halves = if proving {
            let both = keygen_pk(parameters.params(), verifying, &circuit).map_err(KeyError::Halo2)?;
            Halves::Both(Box::new(both))
        } else {
            Halves::Verifying(Box::new(verifying))
        };
        progress.note(&ClaimEvent::DerivedKey { took: start.elapsed() });
        Ok(Self { halves, parameters, netlist: net.digest(), fingerprint, public: net.public().len() })
    }

    /// The k whose parameters a netlist's key needs.
    #[must_use]
    pub fn k_of(net: &Netlist) -> u32 {
        ClaimCircuit::blank(net).k()
    }

    /// A hash of the pinned verifying key.
    #[must_use]
    pub const fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The digest of the netlist it was derived from.
    #[must_use]
    pub const fn netlist(&self) -> &[u8; 32] {
        &self.netlist
    }

    /// How many public inputs a proof has.
    #[must_use]
    pub const fn public_inputs(&self) -> usize {
        self.public
    }

    /// Whether it can prove.
    #[must_use]
    pub const fn can_prove(&self) -> bool {
        matches!(self.halves, Halves::Both(_))
    }

    pub(crate) fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    pub(crate) fn verifying_half(&self) -> &VerifyingKey<G1Affine> {
        match &self.halves {
            Halves::Verifying(key) => key,
            Halves::Both(key) => key.get_vk(),
        }
    }

    pub(crate) fn proving_half(&self) -> Option<&ProvingKey<G1Affine>> {
        match &self.halves {
            Halves::Verifying(_) => None,
            Halves::Both(key) => Some(key),
        }
    }
}
