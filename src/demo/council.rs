//! Who governs the demo's ledgers: three governors, any two of whom give orders, and one administrator.

use super::Error;
use plimsoll_circuits::{
    signature::{PublicKey, SigningKey},
    statement::CircuitId,
};
use plimsoll_client::{Clock as _, SystemClock, party::random_control_key};
use plimsoll_contracts::{
    ActiveCircuit, ControlKey, Genesis, Hash32, Ledger, Order, OrderError, SignedOrder, UnixTime,
    order::{Guardians, Validity},
    rules::OrderRefusal,
};
use plimsoll_guardian::Council;
use plimsoll_verifier::VerifyingKey;
use rand::{Rng as _, rngs::OsRng};

/// The control keys of those who govern.
pub(super) struct Governance {
    governors: [ControlKey; 3],
    administrator: ControlKey,
    guardians: Guardians,
}

impl Governance {
    /// With so many guardians, any `threshold` of whom act together.
    pub(super) fn new(guardians: usize, threshold: u32) -> Self {
        let keys = (0..guardians).map(|_| random_control_key(&mut OsRng).address()).collect();
        Self {
            governors: std::array::from_fn(|_| random_control_key(&mut OsRng)),
            administrator: random_control_key(&mut OsRng),
            guardians: Guardians { keys, threshold },
        }
    }

    /// What a register starts from that they govern.
    pub(super) fn genesis(
        &self,
        registry: &str,
        council: &Council,
        keys: &[(CircuitId, VerifyingKey)],
        admin: &SigningKey,
    ) -> Result<Genesis, Error> {
        let public =
            |point| PublicKey::new(point).ok_or_else(|| Error::Stage("a key is the identity".to_owned()));
        let pin = |(circuit, key): &(CircuitId, VerifyingKey)| ActiveCircuit {
            circuit: *circuit,
            version: circuit.version(),
            key_hash: Hash32(key.hash()),
        };
        Ok(Genesis {
            chain: "plimsoll demo".to_owned(),
            registry: registry.to_owned(),
            created: SystemClock.now(),
            circuits: keys.iter().map(pin).collect(),
            fingerprint_key: public(council.keys().fingerprint.key())?,
            audit_key: public(council.keys().audit.key())?,
            guardians: self.guardians.clone(),
            governors: self.governors.iter().map(ControlKey::address).collect(),
            threshold: 2,
            administrators: vec![self.administrator.address()],
            member_admin: admin.public(),
            member_grace_seconds: 600,
            leaving_grace_days: 30,
        })
    }

    /// An order that these governors signed under their newest council, to be given at a time.
    ///
    /// # Errors
    /// If the ledger cannot be read, or a key cannot sign, with a chance of 1 in 2^127.
    pub(super) fn signed(
        &self,
        order: Order,
        governors: &[usize],
        ledger: &Ledger,
        at: UnixTime,
    ) -> Result<SignedOrder, OrderError> {
        let (genesis, epoch) = (ledger.genesis(), ledger.view()?.council()?.epoch);
        let validity = Validity { nonce: Hash32(OsRng.r#gen()), epoch, last_day: at.day() };
        let mut keys = governors.iter().filter_map(|n| self.governors.get(*n));
        keys.try_fold(SignedOrder::new(order, validity), |order, key| order.signed(key, genesis.domain()))
            .ok_or(OrderError::Refused(OrderRefusal::BadSignature))
    }
}

/// The governors who sign an order: as many as are needed, or nobody if it is open to all.
pub(super) fn enough(order: &Order) -> &'static [usize] {
    if order.is_open() { &[] } else { &[0, 1] }
}
