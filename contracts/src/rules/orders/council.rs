//! The rules of orders on the ledger itself: pause, council, audit key and circuits.

use super::{BEFORE_AUDIT_KEY, EMERGENCY_PAUSE, Given, OrderRefusal, Refusal, refuse, require};
use crate::{
    bytes::Hash32,
    control::ControlAddress,
    genesis::{are_distinct, is_council},
    order::{AuditKeyChange, GuardianTranscript, Operator, Witnesses, signers},
    rules::{
        Effects, RuleError, State,
        effects::Paused,
        records::{AuditKeys, COUNCIL, Council, Row, Table, VersionRecord, version_key},
    },
};
use ark_ec::AffineRepr;
use plimsoll_circuits::{
    field::{F, Point},
    statement::CircuitId,
};
use std::collections::BTreeSet;

impl<S: State> Given<'_, S> {
    pub(super) fn pause(&self, emergency: bool) -> Result<Effects, Refusal<S>> {
        let mut effects = self.effects();
        let until = if emergency {
            require(self.control.paused.is_none(), OrderRefusal::Unchanged)?;
            self.is_no_emergency_since(self.council.paused_alone)?;
            let council = Council { paused_alone: Some(self.time), ..self.council.clone() };
            effects.rows.push(Row::put(Table::Council, COUNCIL, &council));
            Some(self.time.after(EMERGENCY_PAUSE))
        } else {
            let known = self.control.paused;
            require(known.is_none_or(|known| known.until.is_some()), OrderRefusal::Unchanged)?;
            None
        };
        effects.control.paused = Some(Paused { height: self.height, until });
        Ok(effects)
    }

    pub(super) fn resume(&self, paused: u64) -> Result<Effects, Refusal<S>> {
        self.paused(paused)?;
        Ok(self.resumed())
    }

    pub(super) fn lapse_pause(&self, paused: u64) -> Result<Effects, Refusal<S>> {
        self.is_over(self.paused(paused)?.until)?;
        Ok(self.resumed())
    }

    /// The pause, if the entry of this height began it.
    fn paused(&self, height: u64) -> Result<Paused, Refusal<S>> {
        let Some(paused) = self.control.paused else { return refuse(OrderRefusal::NotPaused) };
        require(paused.height == height, OrderRefusal::OldState)?;
        Ok(paused)
    }

    fn resumed(&self) -> Effects {
        let mut effects = self.effects();
        effects.control.paused = None;
        effects
    }

    pub(super) fn governors(&self, keys: &[ControlAddress], threshold: u32) -> Result<Effects, Refusal<S>> {
        require(is_council(keys, threshold), OrderRefusal::NoCouncil)?;
        let epoch = self.council.epoch + 1;
        self.council_of(Council { epoch, governors: keys.to_vec(), threshold, ..self.council.clone() })
    }

    pub(super) fn administrators(&self, keys: &[ControlAddress], change: u64) -> Result<Effects, Refusal<S>> {
        require(are_distinct(keys), OrderRefusal::NoCouncil)?;
        require(change == self.council.administrations, OrderRefusal::OldState)?;
        require(keys != self.council.administrators, OrderRefusal::Unchanged)?;
        let (administrators, administrations) = (keys.to_vec(), change + 1);
        self.council_of(Council { administrators, administrations, ..self.council.clone() })
    }

    pub(super) fn witnesses(&self, witnesses: &Witnesses) -> Result<Effects, Refusal<S>> {
        let Witnesses { keys, faulty, quorum } = witnesses;
        let (n, f, q) = (keys.len() as u64, u64::from(*faulty), u64::from(*quorum));
        let distinct = keys.iter().collect::<BTreeSet<_>>().len() == keys.len();
        // Any two quorums have an honest witness in common, and the honest ones are a quorum.
        require(distinct && 2 * q > n + f && q + f <= n, OrderRefusal::NoQuorum)?;
        self.council_of(Council { witnesses: Some(witnesses.clone()), ..self.council.clone() })
    }

    pub(super) fn operator(&self, operator: Operator) -> Result<Effects, Refusal<S>> {
        self.council_of(Council { operator: Some(operator), ..self.council.clone() })
    }

    pub(super) fn audit_key(&self, change: &AuditKeyChange) -> Result<Effects, Refusal<S>> {
        let Some(key) = eightfold(change.point) else { return refuse(OrderRefusal::NoAuditKey) };
        let fingerprint = self.genesis.fingerprint_key.point();
        let apart = key != [fingerprint.x, fingerprint.y];
        require(apart && change.guardians.can_act(), OrderRefusal::NoAuditKey)?;
        let audit = &self.council.audit;
        require(change.change == audit.changes, OrderRefusal::OldState)?;
        let known = audit.guardians_at(self.time);
        require(change.guardians_signed.len() <= known.keys.len(), OrderRefusal::GuardiansDisagree)?;
        let signed = signers(&change.guardians_signed, self.genesis.domain(), &GuardianTranscript(change));
        let agreed = signed.is_some_and(|signed| {
            signed.iter().all(|key| known.keys.contains(key))
                && signed.len() as u64 >= u64::from(known.threshold)
        });
        require(agreed, OrderRefusal::GuardiansDisagree)?;
        let next = Some((key, change.guardians.clone(), self.time.after(BEFORE_AUDIT_KEY)));
        let changes = audit.changes + 1;
        let audit = AuditKeys { key: audit.at(self.time), guardians: known.clone(), next, changes };
        self.council_of(Council { audit, ..self.council.clone() })
    }

    fn council_of(&self, council: Council) -> Result<Effects, Refusal<S>> {
        let mut effects = self.effects();
        effects.rows.push(Row::put(Table::Council, COUNCIL, &council));
        Ok(effects)
    }

    pub(super) fn activate(
        &self,
        circuit: CircuitId,
        version: u32,
        key_hash: Hash32,
        change: u64,
    ) -> Result<Effects, Refusal<S>> {
        if let Some(known) = self.changed_version(circuit, version, change)? {
            require(known.key_hash == key_hash, OrderRefusal::OtherKeyHash)?;
            require(!known.active, OrderRefusal::Unchanged)?;
        }
        self.version_of(circuit, version, &VersionRecord { key_hash, active: true, changes: change + 1 })
    }

    pub(super) fn retire(
        &self,
        circuit: CircuitId,
        version: u32,
        change: u64,
    ) -> Result<Effects, Refusal<S>> {
        let known = self.changed_version(circuit, version, change)?;
        let Some(known) = known.filter(|known| known.active) else {
            return refuse(OrderRefusal::Unchanged);
        };
        self.version_of(circuit, version, &VersionRecord { active: false, changes: change + 1, ..known })
    }

    /// A version, if so many orders changed it before.
    fn changed_version(
        &self,
        circuit: CircuitId,
        version: u32,
        change: u64,
    ) -> Result<Option<VersionRecord>, Refusal<S>> {
        let known = self.state.version(circuit.number(), version).map_err(RuleError::state)?;
        require(change == known.map_or(0, |known| known.changes), OrderRefusal::OldState)?;
        Ok(known)
    }

    fn version_of(
        &self,
        circuit: CircuitId,
        version: u32,
        record: &VersionRecord,
    ) -> Result<Effects, Refusal<S>> {
        let mut effects = self.effects();
        effects.rows.push(Row::put(Table::Versions, version_key(circuit.number(), version), record));
        Ok(effects)
    }
}

/// Eight times a point of the curve: in the prime-order subgroup whatever the point is; `None` if it is none, or that is the identity.
fn eightfold([x, y]: [F; 2]) -> Option<[F; 2]> {
    let point = Point::new_unchecked(x, y);
    let key = point.is_on_curve().then(|| point.mul_by_cofactor())?;
    (!key.is_zero()).then_some([key.x, key.y])
}
