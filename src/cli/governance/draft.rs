//! Orders before they are on the log.

use crate::cli::error::Failure;
use plimsoll_client::{Clock as _, SystemClock};
use plimsoll_contracts::{
    ControlKey, Day, Hash32, Ledger, Order, OrderError, SignedOrder, order::Validity, rules::OrderRefusal,
};
use rand::{Rng as _, rngs::OsRng};

/// An order that nobody signed yet: under the ledger's council, good for so many days from today.
///
/// # Errors
/// If a list or a text of it is too long: `MalformedOrder`.
pub(in crate::cli) fn fresh(order: Order, days: u32, ledger: &Ledger) -> Result<SignedOrder, Failure> {
    let last_day = Day(SystemClock.now().day().0.saturating_add(days));
    let validity =
        Validity { nonce: Hash32(OsRng.r#gen()), epoch: ledger.view()?.council()?.epoch, last_day };
    let order = SignedOrder::new(order, validity);
    match SignedOrder::from_bytes(&order.to_bytes()) {
        Ok(read) if read == order => Ok(order),
        _ => Err(OrderError::Refused(OrderRefusal::Malformed).into()),
    }
}

/// An order with the signatures of these keys.
///
/// # Errors
/// If a key cannot sign it, with a chance of 1 in 2^127: `BadSignature`.
pub(in crate::cli) fn signed(
    order: SignedOrder,
    keys: &[ControlKey],
    ledger: &Ledger,
) -> Result<SignedOrder, Failure> {
    keys.iter().try_fold(order, |order, key| {
        let signed = order.signed(key, ledger.genesis().domain());
        signed.ok_or_else(|| OrderError::Refused(OrderRefusal::BadSignature).into())
    })
}
