//! Days, as documents, credentials and the ledger count them.

#[cfg(feature = "documents")]
mod calendar;

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// A day, counted from 1970-01-01 (UTC). Documents hold days up to the year 2199.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Zeroize,
)]
#[serde(transparent)]
pub struct Day(pub u32);
