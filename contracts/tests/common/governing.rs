//! A ledger under its council: orders as they are given, and lots to give them on.

use super::{NOW, World, current, governor};
use plimsoll_circuits::{field::F, fingerprint::SMALL_SLOTS, member::Roles, note::Lot};
use plimsoll_contracts::{
    Code, ControlKey, Day, FlushHabit, Hash32, Ledger, Order, OrderError, Receipt, SignedOrder, SubmitError,
    Transition, UnixTime,
    order::{LotName, Reopening, Validity, Waiver},
    rules::OrderRefusal,
};

pub struct Governed {
    pub world: World,
    pub ledger: Ledger,
    pub now: UnixTime,
    orders: u64,
    _folder: tempfile::TempDir,
}

/// A bill that was registered or is to be: what it posts.
#[derive(Clone, Copy)]
pub struct Bill(pub [F; SMALL_SLOTS]);

impl Bill {
    pub const fn doc(&self) -> F {
        self.0[0]
    }

    pub const fn lot(&self, generation: u64) -> LotName {
        LotName { doc: self.0[0], generation }
    }
}

impl Governed {
    pub fn new() -> Self {
        let world = World::new(0);
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::create(folder.path().join("ledger"), &world.genesis).unwrap();
        let ledger = ledger.with_flush_habit(FlushHabit::Every(u64::MAX));
        Self { world, ledger, now: NOW, orders: 0, _folder: folder }
    }

    /// Time goes on by days, and the ledger with it.
    pub fn wait(&mut self, days: u64) {
        for _ in 0..days {
            self.now = self.now.after(UnixTime::DAY);
            self.ledger.flush(self.now).unwrap();
        }
    }

    fn nonce(&mut self) -> Hash32 {
        self.orders += 1;
        Hash32::of("order", &self.orders.to_be_bytes())
    }

    /// An order as the ledger stands, signed by these keys.
    pub fn signed(&mut self, order: Order, by: &[ControlKey]) -> SignedOrder {
        let epoch = self.ledger.view().unwrap().council().unwrap().epoch;
        let validity = Validity { nonce: self.nonce(), epoch, last_day: self.now.day() };
        self.world.signed(current(&self.ledger, order), validity, by)
    }

    pub fn give(&self, signed: &SignedOrder) -> Result<Receipt, OrderRefusal> {
        match self.ledger.submit_order(signed, self.now) {
            Ok(receipt) => Ok(receipt),
            Err(OrderError::Refused(why)) => Err(why),
            Err(e) => panic!("{e}"),
        }
    }

    pub fn try_by(&mut self, order: Order, by: &[ControlKey]) -> Result<u64, OrderRefusal> {
        let signed = self.signed(order, by);
        self.give(&signed).map(|receipt| receipt.height)
    }

    /// Ordered by two governors, or by nobody if everybody may.
    pub fn try_order(&mut self, order: Order) -> Result<u64, OrderRefusal> {
        let by = if order.is_open() { Vec::new() } else { vec![governor(1), governor(3)] };
        self.try_by(order, &by)
    }

    /// .. and accepted: the height.
    #[track_caller]
    pub fn order(&mut self, order: Order) -> u64 {
        self.try_order(order).unwrap()
    }

    /// .. and refused with this code, after which nothing has changed.
    #[track_caller]
    pub fn refuse(&mut self, order: Order, code: &str) {
        let before = self.ledger.view().unwrap().latest().unwrap();
        assert_eq!(self.try_order(order).unwrap_err().code(), code);
        assert_eq!(self.ledger.view().unwrap().latest().unwrap(), before);
    }

    pub fn bill(&mut self) -> Bill {
        Bill(self.world.fresh_list())
    }

    fn register(&mut self, bill: &Bill, generation: u64) -> Transition {
        let roots = self.ledger.view().unwrap().latest().unwrap().roots;
        let today = F::from(self.now.day().0);
        self.world.register_with(&roots, |p| {
            (p.today, p.fingerprints, p.generation) = (today, bill.0, F::from(generation));
        })
    }

    pub fn submit(&self, t: &Transition) -> Result<u64, Code> {
        match self.ledger.submit(&self.world.keys, t, self.now) {
            Ok(receipt) => Ok(receipt.height),
            Err(SubmitError::Rejected(r)) => Err(r.code),
            Err(e) => panic!("{e}"),
        }
    }

    /// A bill is registered as its lot's generation.
    pub fn try_register(&mut self, bill: &Bill, generation: u64) -> Result<u64, Code> {
        let t = self.register(bill, generation);
        self.submit(&t)
    }

    /// A new bill with a lot.
    pub fn registered(&mut self) -> Bill {
        let bill = self.bill();
        self.try_register(&bill, 0).unwrap();
        bill
    }

    /// An amendment that adds these values, in slot 0 first.
    pub fn amend(&mut self, added: &Bill) -> Result<u64, Code> {
        let roots = self.ledger.view().unwrap().latest().unwrap().roots;
        let today = F::from(self.now.day().0);
        let t = self.world.amend_with(&roots, |p| (p.today, p.fingerprints) = (today, added.0));
        self.submit(&t)
    }

    pub fn is_frozen(&self, lot: LotName) -> bool {
        let view = self.ledger.view().unwrap();
        let roots = view.latest().unwrap().roots;
        let Lot(value) = lot.lot();
        match view.frozen_absence(lot.lot()) {
            Ok(path) => {
                assert_eq!(path.root(value), Some(roots.frozen));
                false
            }
            Err(plimsoll_contracts::StoreError::Present(_)) => true,
            Err(e) => panic!("{e}"),
        }
    }

    pub fn reopening(&self, lot: LotName, coming: F, numbers: &[F]) -> Order {
        let until = self.now.day();
        Order::Reopen(Reopening { lot, coming, numbers: numbers.to_vec(), until })
    }

    pub fn waiver(&self, doc: F, invoices: &[F], boxes: &[F]) -> Order {
        let until = self.now.day();
        Order::Waive(Waiver { doc, invoices: invoices.to_vec(), boxes: boxes.to_vec(), until })
    }

    pub fn admit(&mut self, roles: Roles) -> plimsoll_circuits::member::Address {
        let (admission, address) = self.world.admission(roles);
        self.order(admission);
        address
    }

    /// Replayed, the log leads to the same tables.
    pub fn replays(&self) {
        self.ledger.replay(&self.world.keys, |_| {}).unwrap();
    }
}

pub fn day(now: UnixTime, more: u32) -> Day {
    Day(now.day().0 + more)
}
