//! How proofs come along on a proving service, as a person sees it.

use crate::cli::progress::{Progress, Step};
use plimsoll_client::services::remote;
use std::sync::{Mutex, PoisonError};

/// Shows how proofs come along on a proving service.
pub(super) fn service_progress(progress: Progress) -> impl Fn(&remote::Progress) + Send + Sync + 'static {
    let shown: Mutex<Option<(String, Step)>> = Mutex::new(None);
    move |event| {
        let text = match event {
            remote::Progress::Sending => "sending the sealed witness to the proving service".to_owned(),
            remote::Progress::Queued => "queued on the proving service".to_owned(),
            remote::Progress::Proving => "proving on the proving service".to_owned(),
            remote::Progress::Waiting(why) => {
                let why = why.split("; ").next().unwrap_or_default();
                format!("{why}; trying again")
            }
            remote::Progress::Ended => String::new(),
        };
        let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.as_ref().is_none_or(|(before, _)| *before != text) {
            // The step before ends first, so that its bar is gone.
            shown.take();
            *shown = (!text.is_empty()).then(|| (text.clone(), progress.step(text)));
        }
    }
}
