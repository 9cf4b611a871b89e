//! The rules of orders on lots: they freeze one for a while or close it for good, and let a posting pass that conflicts.
//!
//! A lot is living or closed, and a closed lot stays in the frozen tree whatever was or will be signed.

use super::{BETWEEN_EMERGENCIES, EMERGENCY_FREEZE, Given, OrderRefusal, Refusal, refuse, require};
use crate::{
    UnixTime,
    order::{LotName, Reopening, Waiver},
    rules::{
        Effects, RuleError, State,
        effects::FrozenChange,
        records::{Closed, Emergency, Entered, Frozen, LotRecord, Permission, Row, Table, key},
    },
};

impl<S: State> Given<'_, S> {
    pub(super) fn freeze(&self, lot: &LotName, emergency: bool) -> Result<Effects, Refusal<S>> {
        let mut record = self.living(lot)?;
        let (height, since) = (self.height, self.time);
        let mut rows = Vec::new();
        let until = if emergency {
            let [governor] = self.by[..] else { return refuse(OrderRefusal::OneGovernor) };
            require(record.frozen.is_none(), OrderRefusal::Unchanged)?;
            self.is_no_emergency_since(record.emergency)?;
            let last = self.state.emergency(governor).map_err(RuleError::state)?;
            self.is_no_emergency_since(last.map(|last| last.0))?;
            rows.push(Row::put(Table::Emergencies, governor.key(), &Emergency(since)));
            record.emergency = Some(since);
            Some(since.after(EMERGENCY_FREEZE))
        } else {
            require(record.frozen.is_none_or(|known| known.until.is_some()), OrderRefusal::Unchanged)?;
            None
        };
        let before = record;
        record.frozen = Some(Frozen { height, since, until });
        Ok(self.on_lot(lot, before, record, rows))
    }

    pub(super) fn lift(&self, lot: &LotName, frozen: u64) -> Result<Effects, Refusal<S>> {
        let (record, _) = self.frozen(lot, frozen)?;
        Ok(self.on_lot(lot, record, LotRecord { frozen: None, ..record }, Vec::new()))
    }

    pub(super) fn lapse_freeze(&self, lot: &LotName, frozen: u64) -> Result<Effects, Refusal<S>> {
        let (record, freeze) = self.frozen(lot, frozen)?;
        self.is_over(freeze.until)?;
        Ok(self.on_lot(lot, record, LotRecord { frozen: None, ..record }, Vec::new()))
    }

    pub(super) fn close(&self, lot: &LotName) -> Result<Effects, Refusal<S>> {
        let (record, void) = self.to_be_followed(lot)?;
        Ok(self.on_lot(lot, record, self.closed(record, Closed::ForGood), void))
    }

    pub(super) fn reopen(&self, reopening: &Reopening) -> Result<Effects, Refusal<S>> {
        let Reopening { lot, coming, numbers, until } = reopening;
        let (record, mut rows) = self.to_be_followed(lot)?;
        for number in numbers.iter().chain([coming]) {
            let amended = self.state.is_amended(*number).map_err(RuleError::state)?;
            require(*number == lot.doc || amended, OrderRefusal::OtherLotsNumber(*number))?;
        }
        let other = self.state.permission(*coming).map_err(RuleError::state)?;
        if let Some(other) = other.filter(|other| other.lot != *lot && other.is_open(self.time)) {
            return refuse(OrderRefusal::PermissionOpen { until: other.until });
        }
        require(*until >= self.time.day(), OrderRefusal::LastDayOver)?;
        let permission = Permission { lot: *lot, numbers: numbers.clone(), until: *until };
        rows.push(Row::put(Table::Permissions, key(*coming), &permission));
        Ok(self.on_lot(lot, record, self.closed(record, Closed::Permitting(*coming)), rows))
    }

    pub(super) fn waive(&self, waiver: &Waiver) -> Result<Effects, Refusal<S>> {
        require(waiver.values().next().is_some(), OrderRefusal::Unchanged)?;
        require(waiver.until >= self.time.day(), OrderRefusal::LastDayOver)?;
        for (class, f) in waiver.values() {
            let known = self.state.tag(class, f).map_err(RuleError::state)?;
            require(known.is_some(), OrderRefusal::NotOnLedger(f))?;
        }
        let mut effects = self.effects();
        effects.rows.push(Row::put(Table::Waivers, key(waiver.doc), waiver));
        Ok(effects)
    }

    /// A lot that is there under this name and generation.
    fn named(&self, lot: &LotName) -> Result<LotRecord, Refusal<S>> {
        let doc = self.state.doc(lot.doc).map_err(RuleError::state)?;
        match doc.map(|doc| doc.entered) {
            None => return refuse(OrderRefusal::NoSuchLot),
            Some(Entered::Amended) => return refuse(OrderRefusal::AmendedNumber),
            Some(Entered::Registered(newest)) => {
                require(newest == lot.generation, OrderRefusal::OtherGeneration { newest })?;
            }
        }
        self.state.lot(lot.lot()).map_err(RuleError::state)
    }

    /// .. and is not closed.
    fn living(&self, lot: &LotName) -> Result<LotRecord, Refusal<S>> {
        let record = self.named(lot)?;
        require(record.closed.is_none(), OrderRefusal::LotClosed)?;
        Ok(record)
    }

    /// .. and was frozen by the entry of this height.
    fn frozen(&self, lot: &LotName, height: u64) -> Result<(LotRecord, Frozen), Refusal<S>> {
        let record = self.living(lot)?;
        let Some(frozen) = record.frozen else { return refuse(OrderRefusal::NotFrozen) };
        require(frozen.height == height, OrderRefusal::OldState)?;
        Ok((record, frozen))
    }

    /// A lot that may be followed by another, or closed for good: one that is not closed, or whose closing permitted what did not come. That
    /// permission is void then.
    pub(super) fn to_be_followed(&self, lot: &LotName) -> Result<(LotRecord, Vec<Row>), Refusal<S>> {
        let record = self.named(lot)?;
        let coming = match record.closed {
            None => return Ok((record, Vec::new())),
            Some(Closed::ForGood) => return refuse(OrderRefusal::LotClosed),
            Some(Closed::Permitting(coming)) => coming,
        };
        let permission = self.state.permission(coming).map_err(RuleError::state)?;
        let own = permission.is_some_and(|permission| permission.lot == *lot);
        let void = own.then(|| Row::remove(Table::Permissions, key(coming)));
        Ok((record, void.into_iter().collect()))
    }

    /// The record of a lot once it is closed: frozen since then, if it was not before.
    pub(super) fn closed(&self, record: LotRecord, closed: Closed) -> LotRecord {
        let since = record.frozen.filter(|frozen| frozen.until.is_none());
        let frozen = since.unwrap_or(Frozen { height: self.height, since: self.time, until: None });
        LotRecord { frozen: Some(frozen), closed: Some(closed), ..record }
    }

    /// What a change of a lot's record changes: the frozen tree follows it.
    pub(super) fn on_lot(
        &self,
        lot: &LotName,
        before: LotRecord,
        after: LotRecord,
        mut rows: Vec<Row>,
    ) -> Effects {
        rows.push(Row::put(Table::Lots, key(lot.lot().0), &after));
        let frozen = match (before.is_in_tree(), after.is_in_tree()) {
            (false, true) => Some(FrozenChange::Enters(lot.lot())),
            (true, false) => Some(FrozenChange::Leaves(lot.lot())),
            _ => None,
        };
        Effects { rows, frozen, ..self.effects() }
    }

    pub(super) fn is_no_emergency_since(&self, last: Option<UnixTime>) -> Result<(), Refusal<S>> {
        let Some(next) = last.map(|last| last.after(BETWEEN_EMERGENCIES)) else { return Ok(()) };
        require(self.time >= next, OrderRefusal::EmergencySpent { next })
    }

    /// Whether an emergency's time is over.
    pub(super) fn is_over(&self, until: Option<UnixTime>) -> Result<(), Refusal<S>> {
        match until {
            None => refuse(OrderRefusal::NoEmergency),
            Some(until) => require(self.time >= until, OrderRefusal::NotOver { until }),
        }
    }
}
