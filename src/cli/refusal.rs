//! From the library's errors to a [`Failure`]: which exit status, which code, and what to do.

use super::error::Failure;
use plimsoll_client::{
    blob::BlobError,
    claims::{ClaimError, ServiceError},
    directory::DirectoryError,
    ops::{AttestError, OpError, PendingError, PlanError},
    party::{PartyError, PublicPartyError},
    services::{LedgerError, ProveError},
    wallet::WalletError,
};
use plimsoll_contracts::{
    AttestError as RuleError, Code, KeysError, OrderError, Rejection, StoreError, time::ClockError,
};
use plimsoll_params::{CommittedKeyError, KeyError, OpenError};
use plimsoll_prover::ReadyError;
use std::fmt::Display;

/// What a user can do who is refused development keys.
pub(super) const DEVELOPMENT_HELP: &str = "the only keys so far are development keys, made from a public seed: anybody can forge proofs under them. For a \
     trial say --insecure-dev-keys; for money wait for keys from a ceremony";

/// The library says what to do behind a semicolon.
fn advised(failure: fn(String) -> Failure, error: impl Display) -> Failure {
    let text = error.to_string();
    match text.split_once("; ") {
        Some((message, help)) => failure(message.to_owned()).help(help),
        None => failure(text),
    }
}

/// Understood and refused.
pub(super) fn refused(error: impl Display) -> Failure {
    advised(Failure::refused, error)
}

/// Nothing was decided.
pub(super) fn unusable(error: impl Display) -> Failure {
    advised(Failure::usage, error)
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        let failure = Failure::refused(format!("the ledger refuses: {rejection}")).code(rejection.code);
        match rejection.code {
            Code::ConflictDoc => failure.help("this bill is registered already; `plimsoll bill check` shows its identity"),
            Code::ConflictBox | Code::ConflictInvoice => {
                failure.help("the same cargo is registered under another bill; ask the carrier and the issuer which is right")
            }
            Code::DuplicateNullifier => {
                failure.help("the note was spent in the meantime; run `plimsoll wallet sync` and look again")
            }
            code if code.may_retry() => failure.help("nothing is lost; run the command again"),
            _ => failure,
        }
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Rejected(rejection) => rejection.into(),
            LedgerError::Clock(error) => error.into(),
            LedgerError::NotSubmitted(_) => unusable(error).code("NotSubmitted"),
            LedgerError::Unavailable(_) => unusable(error),
            _ => refused(error),
        }
    }
}

impl From<ProveError> for Failure {
    fn from(error: ProveError) -> Self {
        match error {
            ProveError::Refused(refusal) => refused(&refusal).code(refusal.check),
            ProveError::RefusedByService { check, detail } => {
                let failure = refused(detail);
                match check {
                    Some(check) => failure.code(check),
                    None => failure,
                }
            }
            ProveError::DevelopmentRefused(error) => KeyError::DevelopmentRefused(error).into(),
            ProveError::Failed(_) => unusable(error),
        }
    }
}

impl From<WalletError> for Failure {
    fn from(error: WalletError) -> Self {
        match error {
            WalletError::Ledger(error) => error.into(),
            WalletError::Damaged(_) => Failure::usage(error).help(
                "run `plimsoll wallet sync --rebuild`: everything is found again on the ledger, and the old file is kept",
            ),
            WalletError::OtherLedger(difference) => {
                Failure::refused(format!("this is not the ledger that you saw: {difference}"))
                    .code("OtherLedger")
                    .help(
                        "keep this ledger and your folder as they are: they are evidence. Ask the operator and other members what \
                         they have; `plimsoll ledger verify` compares the ledger with what you saw. Only if the operator repaired \
                         it and you agree: `plimsoll wallet sync --accept-ledger`, which keeps your old files",
                    )
            }
            error => unusable(error),
        }
    }
}

impl From<PendingError> for Failure {
    fn from(error: PendingError) -> Self {
        unusable(error)
    }
}

impl From<OpError> for Failure {
    fn from(error: OpError) -> Self {
        match error {
            OpError::Plan(error) => plan(&error),
            OpError::Refused(refusal) => refused(&refusal).code(refusal.check),
            OpError::Ledger(error) => error.into(),
            OpError::Prove(error) => error.into(),
            OpError::Wallet(error) => error.into(),
            OpError::Dossier(error) => refused(error),
            OpError::Completed { .. } => refused(error).code("Completed"),
            OpError::Undecided { .. } => unusable(error).code("Undecided"),
            error => unusable(error),
        }
    }
}

/// A plan that cannot be carried out, with the name of the reason as its code.
fn plan(error: &PlanError) -> Failure {
    let failure = refused(error).code(error.code());
    match error {
        PlanError::Headroom { .. } => failure
            .help("name at most the headroom; it grows when banks discharge liens and you merge what they give back"),
        PlanError::TooMuch { .. } => failure.help("name at most what the note has"),
        PlanError::Role { .. } => failure.help("`plimsoll member list` shows who may own what"),
        _ => failure,
    }
}

impl From<AttestError> for Failure {
    fn from(error: AttestError) -> Self {
        match error {
            AttestError::Rule(RuleError::Rejected(rejection)) => {
                Failure::refused(&rejection).code(rejection.code).help("ask the owner for a new answer")
            }
            AttestError::Rule(RuleError::Store(error)) => error.into(),
            AttestError::Rule(RuleError::WrongChallenge) | AttestError::Challenge => {
                refused("the attest answers another challenge than yours; ask the owner to answer yours")
                    .code("WrongChallenge")
            }
            AttestError::Rule(RuleError::OtherVerifier) => refused(
                "the attest is made for another verifier alone, who could have made it up; ask for your own",
            )
            .code("OtherVerifier"),
            AttestError::Rule(RuleError::Expired(_)) => Failure::refused("the challenge's time is over")
                .code("Expired")
                .help("make a new one with `plimsoll challenge new`, and ask the owner to answer it"),
            AttestError::Terms => refused(error).code("Terms"),
            AttestError::Opening => refused(error).code("Opening"),
        }
    }
}

impl From<ClaimError> for Failure {
    fn from(error: ClaimError) -> Self {
        let code = error.code();
        match error {
            ClaimError::Operation(error) => error.into(),
            ClaimError::Directory(error) => error.into(),
            ClaimError::PolicyFails(verdict) => {
                let failure = Failure::refused(ClaimError::PolicyFails(verdict)).code(code);
                failure.help("`plimsoll policy test` applies a policy to documents of your own")
            }
            ClaimError::Malformed { .. }
            | ClaimError::Schema { .. }
            | ClaimError::NoPurpose
            | ClaimError::Currencies
            | ClaimError::Rate
            | ClaimError::Shelf(_)
            | ClaimError::Service(ServiceError::Failed { .. }) => unusable(error).code(code),
            error => refused(error).code(code),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::NotFound(_) => Failure::usage(error).help(
                "give the ledger's folder with --ledger, or create a ledger with `plimsoll ledger init`",
            ),
            StoreError::Clock(error) => (*error).into(),
            StoreError::Damaged { .. } => unusable(error).help(
                "`plimsoll ledger repair` rebuilds it from its log and keeps the damaged file; what the log does not have, only a \
                 copy has",
            ),
            _ => unusable(error),
        }
    }
}

impl From<ClockError> for Failure {
    fn from(error: ClockError) -> Self {
        let failure = unusable(error).code("Clock");
        match error {
            ClockError::Behind { .. } => failure.help(
                "set the clock right if it is slow. If it is right, `plimsoll ledger verify` names the entry of the future, and the \
                 operator takes it off with `plimsoll ledger repair`",
            ),
            ClockError::Leap { .. } => failure.help(
                "if the ledger was quiet for so long and the clock is right, say today's date: --confirm-date YYYY-MM-DD. Look it \
                 up elsewhere than on this machine: an entry from a fast clock keeps everybody out until its time",
            ),
            ClockError::OtherDate { .. } => failure,
        }
    }
}

impl From<OrderError> for Failure {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Refused(why) => refused(why),
            OrderError::Store(error) => error.into(),
        }
    }
}

impl From<KeysError> for Failure {
    fn from(error: KeysError) -> Self {
        Failure::usage(error).help("restore the folder `keys` of the ledger from a copy")
    }
}

impl From<PartyError> for Failure {
    fn from(error: PartyError) -> Self {
        match &error {
            PartyError::Missing(_) => Failure::usage(error)
                .help("give the party's folder with --home, or create a party with `plimsoll keys new`"),
            PartyError::WrongPassphrase(_) => Failure::refused(error),
            _ => unusable(error),
        }
    }
}

impl From<DirectoryError> for Failure {
    fn from(error: DirectoryError) -> Self {
        match error {
            DirectoryError::Unknown(_) => {
                Failure::refused(error).help("`plimsoll member list` shows every member")
            }
            DirectoryError::Io(_) | DirectoryError::Malformed(_) => unusable(error),
            DirectoryError::Party(error) => error.into(),
            DirectoryError::Alike { .. } | DirectoryError::LooksLike { .. } => {
                refused(error).code("LooksAlike")
            }
            DirectoryError::Outdated { .. } => refused(error).code("DirectoryOutdated"),
            DirectoryError::Forked { .. } => refused(error).code("DirectoryForked"),
            error => refused(error),
        }
    }
}

impl From<PublicPartyError> for Failure {
    fn from(error: PublicPartyError) -> Self {
        let code = match error {
            PublicPartyError::Name(_) => "Name",
            PublicPartyError::Address(_) => "OtherKeys",
            PublicPartyError::Signature(_) => "NotSigned",
        };
        refused(error).code(code)
    }
}

impl From<BlobError> for Failure {
    fn from(error: BlobError) -> Self {
        unusable(error)
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        unusable(error)
    }
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::DevelopmentRefused(refused) => {
                Failure::usage(format!("only development proving keys exist for {}", refused.circuit))
                    .help(DEVELOPMENT_HELP)
            }
            error => unusable(error),
        }
    }
}

impl From<ReadyError> for Failure {
    fn from(error: ReadyError) -> Self {
        match error {
            ReadyError::Key(error) => error.into(),
            error => unusable(error),
        }
    }
}

impl From<CommittedKeyError> for Failure {
    fn from(error: CommittedKeyError) -> Self {
        match error {
            CommittedKeyError::DevelopmentRefused(refused) => KeyError::DevelopmentRefused(refused).into(),
            error => unusable(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_circuits::field::F;
    use plimsoll_client::ops::Intent;
    use plimsoll_contracts::{EntryId, Hash32, Receipt, Roots, UnixTime};

    #[test]
    fn what_was_interrupted_and_is_done_is_no_success_of_what_was_typed() {
        let zero = F::from(0u64);
        let receipt = Box::new(Receipt {
            id: EntryId(zero),
            height: 7,
            time: UnixTime(0),
            roots: Roots { notes: zero, nullifiers: zero, members: zero, frozen: zero },
            entry_hash: Hash32([0; 32]),
        });
        let failure = Failure::from(OpError::Completed { intent: Intent::Pledge, receipt });
        assert_eq!((failure.kind.status(), failure.code.as_deref()), (1, Some("Completed")));
        assert!(failure.message.ends_with("(pledge, height 7)"), "{}", failure.message);
    }

    #[test]
    fn who_does_not_know_the_verdict_is_told_how_to_ask() {
        let undecided =
            OpError::Undecided { intent: Intent::Pledge, why: "it is away".to_owned(), kept: "pending".into() };
        let failure = Failure::from(undecided);
        assert_eq!((failure.kind.status(), failure.code.as_deref()), (2, Some("Undecided")));
        assert!(failure.help.unwrap().contains("plimsoll pending show"));
    }
}
