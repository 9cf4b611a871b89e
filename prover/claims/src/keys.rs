//! Keys in memory, by netlist.

use crate::{ClaimKey, ClaimProgress, KeyError, Parameters};
use plimsoll_circuits::claims::netlist::Netlist;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

/// Keys that were derived lately. A key for proving takes around a hundred megabytes, so the oldest goes first.
#[derive(Debug)]
pub struct Keys {
    keys: Mutex<VecDeque<Arc<ClaimKey>>>,
    capacity: usize,
}

impl Default for Keys {
    fn default() -> Self {
        Self::new(8)
    }
}

impl Keys {
    /// Room for so many keys, but for one at least.
    #[must_use]
    pub const fn new(capacity: usize) -> Self {
        Self { keys: Mutex::new(VecDeque::new()), capacity }
    }

    /// The key to prove with, derived if it is not at hand.
    ///
    /// # Errors
    /// If parameters are missing, or halo2 refuses the circuit.
    pub fn proving(&self, net: &Netlist, progress: &dyn ClaimProgress) -> Result<Arc<ClaimKey>, KeyError> {
        self.get(net, true, progress)
    }

    /// The key to verify with, derived if it is not at hand.
    ///
    /// # Errors
    /// If parameters are missing, or halo2 refuses the circuit.
    pub fn verifying(&self, net: &Netlist, progress: &dyn ClaimProgress) -> Result<Arc<ClaimKey>, KeyError> {
        self.get(net, false, progress)
    }

    fn get(
        &self,
        net: &Netlist,
        proving: bool,
        progress: &dyn ClaimProgress,
    ) -> Result<Arc<ClaimKey>, KeyError> {
        let digest = net.digest();
        // Held while a key is derived: whoever wants the same key would otherwise derive it too, at half the speed.
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let found = keys.iter().find(|key| *key.netlist() == digest && (key.can_prove() || !proving));
        if let Some(key) = found {
            return Ok(key.clone());
        }
        let parameters = Parameters::load(ClaimKey::k_of(net), progress)?;
        let key = Arc::new(if proving {
            ClaimKey::new(net, parameters, progress)?
        } else {
            ClaimKey::verifying(net, parameters, progress)?
        });
        keys.retain(|key| *key.netlist() != digest);
        keys.push_back(key.clone());
        while keys.len() > self.capacity.max(1) {
            keys.pop_front();
        }
        Ok(key)
    }
}
