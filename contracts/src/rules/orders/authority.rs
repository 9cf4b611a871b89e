//! Who gives an order: whether those signed who must.

use super::{Need, OrderRefusal};
use crate::{control::ControlAddress, rules::records::Council};

impl Need {
    /// Refuses unless those signed who must, and nobody else; `signers` are all different.
    ///
    /// # Errors
    /// Who signed in vain, or [`TooFewSignatures`](OrderRefusal::TooFewSignatures) if governors alone did, and more of them must.
    pub fn met_by(self, signers: &[ControlAddress], council: &Council) -> Result<(), OrderRefusal> {
        let governors = governors(signers, council);
        match self {
            Self::Nobody if signers.is_empty() => Ok(()),
            Self::Nobody => Err(OrderRefusal::SignedInVain),
            Self::OneGovernor => match signers {
                [one] if council.governors.contains(one) => Ok(()),
                _ => Err(OrderRefusal::OneGovernor),
            },
            Self::ControlKey(key) if signers == [key] => Ok(()),
            Self::Governors | Self::ControlKey(_) => governors,
            Self::Administration if administrator(signers, council).is_some() => Ok(()),
            Self::GovernorsYet(why) if administrator(signers, council).is_some() => Err(why),
            Self::Administration | Self::GovernorsYet(_) => match governors {
                Err(OrderRefusal::TooFewSignatures { got: 0, .. } | OrderRefusal::NotGovernor(_)) => {
                    Err(OrderRefusal::NotAdministrator)
                }
                governors => governors,
            },
        }
    }
}

/// Governors, as many as are needed, and nobody else.
fn governors(signers: &[ControlAddress], council: &Council) -> Result<(), OrderRefusal> {
    if let Some(stranger) = signers.iter().find(|key| !council.governors.contains(key)) {
        return Err(OrderRefusal::NotGovernor(*stranger));
    }
    let (needed, got) = (usize::try_from(council.threshold).unwrap_or(usize::MAX), signers.len());
    if got < needed { Err(OrderRefusal::TooFewSignatures { needed, got }) } else { Ok(()) }
}

/// The administrator who signed alone, unless it is all the governors that are needed, too.
pub(super) fn administrator(signers: &[ControlAddress], council: &Council) -> Option<ControlAddress> {
    let [one] = signers else { return None };
    (council.administrators.contains(one) && governors(signers, council).is_err()).then_some(*one)
}
