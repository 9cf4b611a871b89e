use super::{NOW, World, current};
use plimsoll_contracts::{Code, Ledger, Order, Receipt, Roots, SubmitError, Transition, UnixTime};

/// A world with its ledger in a file.
pub struct Case {
    pub world: World,
    pub ledger: Ledger,
    _dir: tempfile::TempDir,
}

impl Case {
    pub fn new() -> Self {
        let world = World::new(0);
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::create(dir.path().join("ledger"), &world.genesis).unwrap();
        Self { world, ledger, _dir: dir }
    }

    pub fn roots(&self) -> Roots {
        self.ledger.view().unwrap().latest().unwrap().roots
    }

    pub fn submit_at(&self, t: &Transition, now: UnixTime) -> Result<Receipt, SubmitError> {
        self.ledger.submit(&self.world.keys, t, now)
    }

    pub fn accept(&self, t: &Transition) -> Receipt {
        self.submit_at(t, NOW).unwrap()
    }

    /// Refused with this code, and nothing has changed.
    #[track_caller]
    pub fn refuse_at(&self, t: &Transition, now: UnixTime, code: Code) {
        let before = self.ledger.view().unwrap().latest().unwrap();
        match self.submit_at(t, now) {
            Err(SubmitError::Rejected(r)) => assert_eq!(r.code, code, "{r}"),
            other => panic!("expected {code}, got {other:?}"),
        }
        assert_eq!(self.ledger.view().unwrap().latest().unwrap(), before);
    }

    #[track_caller]
    pub fn refuse(&self, t: &Transition, code: Code) {
        self.refuse_at(t, NOW, code);
    }

    pub fn order(&self, sequence: u64, order: Order, now: UnixTime) -> Receipt {
        let order = current(&self.ledger, order);
        self.ledger.submit_order(&self.world.order(sequence, order), now).unwrap()
    }
}
