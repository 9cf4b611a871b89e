//! Lots as orders name them, filled in from the ledger.

use crate::cli::{error::Failure, values};
use plimsoll_circuits::{field::F, fingerprint::Class};
use plimsoll_contracts::{
    Action, Ledger, Order, OrderError, Posting, View,
    order::LotName,
    rules::{OrderRefusal, records::Entered},
};

/// Which lot.
#[derive(Clone, Debug, clap::Args)]
#[group(id = "lot", required = true, multiple = false)]
pub struct Named {
    /// The DOC fingerprint under which the lot was registered
    #[arg(long, value_name = "0x..", value_parser = values::element)]
    doc: Option<F>,

    /// The height of the lot's registration on the log
    #[arg(long, value_name = "HEIGHT")]
    entry: Option<u64>,
}

/// Which emergency is over.
#[derive(Clone, Debug, clap::Args)]
#[group(id = "emergency", required = true, multiple = false)]
pub struct Emergency {
    /// The DOC fingerprint under which the frozen lot was registered
    #[arg(long, value_name = "0x..", value_parser = values::element)]
    doc: Option<F>,

    /// The height of the frozen lot's registration on the log
    #[arg(long, value_name = "HEIGHT")]
    entry: Option<u64>,

    /// The ledger's pause
    #[arg(long)]
    pause: bool,
}

impl Emergency {
    /// The order that ends it.
    pub(super) fn lapse(&self, ledger: &Ledger) -> Result<Order, Failure> {
        let view = ledger.view()?;
        if self.pause {
            return Ok(Order::LapsePause { paused: paused(&view)? });
        }
        let lot = newest(&view, self.doc, self.entry)?;
        Ok(Order::LapseFreeze { lot, frozen: frozen(&view, &lot)? })
    }
}

impl Named {
    /// The lot in its newest generation.
    pub(super) fn find(&self, view: &View) -> Result<LotName, Failure> {
        newest(view, self.doc, self.entry)
    }
}

/// The newest lot of a DOC fingerprint, or of the one that an entry registered.
pub(super) fn newest(view: &View, doc: Option<F>, entry: Option<u64>) -> Result<LotName, Failure> {
    let doc = match (doc, entry) {
        (Some(doc), _) => doc,
        (None, Some(height)) => registered(view, height)?,
        (None, None) => {
            return Err(Failure::usage("no lot is named").help("say --doc 0x.. or --entry HEIGHT"));
        }
    };
    match view.doc(doc)?.map(|doc| doc.entered) {
        Some(Entered::Registered(generation)) => Ok(LotName { doc, generation }),
        Some(Entered::Amended) => Err(refused(OrderRefusal::AmendedNumber)),
        None => Err(refused(OrderRefusal::NoSuchLot)),
    }
}

/// The DOC fingerprint that an entry registered.
fn registered(view: &View, height: u64) -> Result<F, Failure> {
    let posting = match view.entry(height)?.map(|entry| entry.action) {
        Some(Action::Transition(transition)) => transition.posting(),
        _ => None,
    };
    let doc = posting.filter(|posting| matches!(posting, Posting::Register(_))).and_then(|posting| {
        let mut slots = posting.fingerprints();
        slots.find_map(|(class, f)| (class == Class::Doc).then_some(f))
    });
    doc.ok_or_else(|| {
        Failure::refused(format!("the entry at height {height} registers no lot"))
            .code(OrderRefusal::NoSuchLot.code())
            .help("`plimsoll ledger log` lists the entries; a registration is a register-small or register-large")
    })
}

/// The height of the freeze that a lot is under.
pub(super) fn frozen(view: &View, lot: &LotName) -> Result<u64, Failure> {
    let record = view.lot(lot.lot())?;
    if record.closed.is_some() {
        return Err(refused(OrderRefusal::LotClosed));
    }
    record.frozen.map(|frozen| frozen.height).ok_or_else(|| refused(OrderRefusal::NotFrozen))
}

/// The height of the ledger's pause.
pub(super) fn paused(view: &View) -> Result<u64, Failure> {
    let paused = view.control()?.paused;
    paused.map(|paused| paused.height).ok_or_else(|| refused(OrderRefusal::NotPaused))
}

fn refused(why: OrderRefusal) -> Failure {
    OrderError::Refused(why).into()
}
