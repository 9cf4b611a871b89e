//! Witnesses as the service takes them.

use crate::services::Job;
use plimsoll_api::Witness;

/// The witness of a job in the API's form.
pub(super) fn witness_of(job: &Job<'_>) -> Witness {
    match job {
        Job::RegisterSmall(_, witness) | Job::RegisterLarge(_, witness) => Witness::register(witness),
        Job::Move(_, witness) => Witness::movement(witness),
        Job::Attest(_, witness) => Witness::attest(witness),
        Job::Amend(_, witness) => Witness::amend(witness),
        Job::Revalue(_, witness) => Witness::revalue(witness),
    }
}
