//! From the library's errors to a [`Failure`]: which exit status, which code, and what to do.

use super::{bill::ground_option, checks, error::Failure};
use plimsoll_circuits::document::carrier::CarrierTableError;
use plimsoll_client::{
    blob::BlobError,
    claims::{ClaimError, ServiceError, ShelfError},
    directory::DirectoryError,
    issuer::{AmendError, ConsentError, IssueError, IssuedBillError, SheetError},
    ops::{AttestError, OpError, PendingError, PlanError},
    party::{PartyError, PublicPartyError},
    services::{LedgerError, ProveError},
    valuer::AppraiseError,
    wallet::{DossierError, WalletError},
};
use plimsoll_contracts::{
    AttestError as RuleError, Code, KeysError, OrderError, Rejection, StoreError, rules::OrderRefusal,
    time::ClockError,
};
use plimsoll_guardian::{
    FingerprintError,
    fingerprint::{EvaluationError, EvaluationRefused},
    opening::OpeningError,
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

/// An error with all that it comes from: some say only that somebody refuses, and leave the reason to their source.
pub(super) fn whole(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

/// What to do when the ledger refuses a transition.
const fn after(code: Code) -> &'static str {
    match code {
        Code::Malformed | Code::NotCanonical => {
            "nothing changed on the ledger; update the program and run the command again, and report it if it is refused again"
        }
        Code::UnknownCircuit => "update the program: this ledger takes other versions of the circuits",
        Code::BadProof => {
            "nothing changed on the ledger; run the command again, and report it if it is refused again. `plimsoll ledger status` shows the keys that the ledger takes"
        }
        Code::StaleRoot => "nothing is lost: others were accepted meanwhile; run the command again",
        Code::RevokedMember => {
            "nothing is lost: a membership was revoked meanwhile; run the command again if `plimsoll member list` still shows you"
        }
        Code::WrongSender => {
            "nothing changed on the ledger; submit it through whoever it names as its sender"
        }
        Code::TooLate => "nothing is lost: it was made for a time that is over; run the command again",
        Code::DuplicateNullifier => {
            "the note was spent in the meantime; run `plimsoll wallet sync` and look again"
        }
        Code::ConflictDoc => {
            "this bill is registered already; `plimsoll bill check` shows its identity. If it is not by you, ask the carrier and the issuer"
        }
        Code::ConflictBox | Code::ConflictInvoice => {
            "the same cargo is registered under another bill; ask the carrier and the issuer which is right"
        }
        Code::WrongDomain => "give the ledger for which it was made with --ledger",
        Code::WrongGeneration => {
            "a bill that was registered once is registered anew by governance only; ask the governors"
        }
        Code::StaleDate => {
            "set this machine's clock right, or wait until the ledger's is, and run the command again"
        }
        Code::Paused => {
            "nothing is lost; run the command again when the ledger is resumed: `plimsoll ledger status` shows it"
        }
        Code::WrongAuditKey => {
            "nothing is lost; another audit key counts since, as `plimsoll ledger status` shows, and this program seals to the genesis' \
             alone: use one that follows the ledger's"
        }
    }
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        let message = format!("the ledger refuses: {rejection}");
        Failure::refused(message).code(rejection.code).help(after(rejection.code))
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Rejected(rejection) => rejection.into(),
            LedgerError::Clock(error) => error.into(),
            LedgerError::NotSubmitted(_) => unusable(error).code("NotSubmitted").or_help("mend that, then run the command again"),
            LedgerError::Unavailable(_) => unusable(error).or_help(
                "nothing was decided; see that the ledger's folder (--ledger) can be read and written, and run the command again",
            ),
            LedgerError::NotMember(_) => refused(error).code("NotMember"),
            LedgerError::UnknownNote => refused(error).code("UnknownNote"),
            LedgerError::Frozen => refused(error).code("Frozen"),
            LedgerError::Spent => refused(error).code("Spent").help(after(Code::DuplicateNullifier)),
        }
    }
}

/// A check of a statement that does not hold: nothing was proven.
fn violated(error: impl Display, check: &str) -> Failure {
    let failure = refused(error).code(check);
    match checks::help(check) {
        Some(help) => failure.or_help(help),
        // A service may know checks that this program does not.
        None => failure.or_help("update the program if it does not know this check, and repeat the command"),
    }
}

impl From<ProveError> for Failure {
    fn from(error: ProveError) -> Self {
        match error {
            ProveError::Refused(refusal) => violated(&refusal, refusal.check),
            ProveError::RefusedByService { check: Some(check), detail } => violated(detail, &check),
            ProveError::RefusedByService { check: None, detail } => {
                refused(detail).or_help("ask whoever runs the proving service, or prove here: leave --prover out")
            }
            ProveError::DevelopmentRefused(error) => KeyError::DevelopmentRefused(error).into(),
            ProveError::Failed(_) => unusable(error).or_help(
                "nothing was submitted; run the command again. `plimsoll keys prepare` makes the proving keys anew if they are damaged",
            ),
        }
    }
}

impl From<WalletError> for Failure {
    fn from(error: WalletError) -> Self {
        match error {
            WalletError::Ledger(error) => error.into(),
            WalletError::Damaged(_) => Failure::usage(error).help(
                "run `plimsoll wallet sync --rebuild`: everything is found again on the ledger but what `plimsoll note recover` found, for which you run that again; the old file is kept",
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
            error => unusable(error).or_help("see that you may read and write your party's folder (--home)"),
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
            OpError::Refused(refusal) => violated(&refusal, refusal.check),
            OpError::Ledger(error) => error.into(),
            OpError::Prove(error) => error.into(),
            OpError::Wallet(error) => error.into(),
            OpError::Dossier(DossierError::Issued(error @ IssuedBillError::Sheet(_))) => error.into(),
            OpError::Dossier(error) => {
                refused(error).or_help("ask whoever gave you the title for its documents again")
            }
            OpError::Completed { .. } => refused(error).code("Completed"),
            OpError::Undecided { .. } => unusable(error).code("Undecided"),
            OpError::Memo(_) => unusable(error).or_help(
                "nothing was submitted; ask the member administration for the recipient's entry again",
            ),
            error => unusable(error).or_help("see that you may read and write your party's folder (--home)"),
        }
    }
}

/// A plan that cannot be carried out, with the name of the reason as its code. What the library says to do, with the commands
/// that do it.
fn plan(error: &PlanError) -> Failure {
    let failure = refused(error).code(error.code());
    match error {
        PlanError::NoTitle => failure.help("`plimsoll lot list` shows the lots whose title is yours"),
        PlanError::Role { .. } => failure.help("`plimsoll member list` shows who may own what"),
        PlanError::Overtaken { amends, .. } => {
            let again = if *amends { "amend" } else { "issue" };
            failure.help(format!(
                "nothing was submitted; ask the issuer for `plimsoll bill {again}` once more, and the valuer for `plimsoll bill value` of that"
            ))
        }
        PlanError::OtherIssuer(_) => {
            failure.help("`plimsoll member list` shows who is an issuer, and of which organisation")
        }
        _ => failure,
    }
}

impl From<AttestError> for Failure {
    fn from(error: AttestError) -> Self {
        let code = error.code();
        match error {
            AttestError::Rule(RuleError::Store(error)) => error.into(),
            AttestError::Sheet(error) => error.into(),
            AttestError::Rule(RuleError::OldLedger { .. }) => {
                refused(format!("{error} with --max-ledger-age")).code(code)
            }
            error => {
                refused(error.why()).code(code).or_help("do not rely on it; ask the owner for a new answer")
            }
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
            ClaimError::Policy(_) => {
                Failure::refused(error).code(code).help("`plimsoll policy check` tells each problem with its place")
            }
            ClaimError::ListTerms(_) => refused(error)
                .code(code)
                .or_help("`plimsoll list show` says what a list is; fetch the one that the policy describes"),
            ClaimError::Shelf(ShelfError::Outdated { .. } | ShelfError::Forked { .. }) => refused(error).code(code),
            ClaimError::Shelf(_) => unusable(error)
                .code(code)
                .or_help("fetch the list again from whoever publishes it; `plimsoll list show` checks it"),
            ClaimError::Unfit(_) | ClaimError::Service(ServiceError::Refused(_)) => refused(error)
                .code(code)
                .or_help("ask the bank for a policy that fits; `plimsoll policy test` applies one to documents of your own"),
            ClaimError::Service(ServiceError::Failed { .. }) => unusable(error).code(code).or_help(
                "nothing was decided; see that there are 2 GiB of free memory and that the cache folder can be written, and run it again",
            ),
            ClaimError::Malformed { .. }
            | ClaimError::Schema { .. }
            | ClaimError::NoPurpose
            | ClaimError::Referrals
            | ClaimError::Currencies
            | ClaimError::Rate => unusable(error).code(code),
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
            _ => unusable(error).or_help(
                "see that the ledger's folder (--ledger) can be read and written; `plimsoll ledger verify` replays what it holds",
            ),
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
            OrderError::Refused(why) => refused(why).code(why.code()).or_help(after_order(&why)),
            OrderError::Store(error) => error.into(),
        }
    }
}

/// What to do when the ledger refuses an order.
const fn after_order(why: &OrderRefusal) -> &'static str {
    match why {
        OrderRefusal::BadSignature
        | OrderRefusal::TooManySignatures { .. }
        | OrderRefusal::NotGovernor(_)
        | OrderRefusal::TooFewSignatures { .. }
        | OrderRefusal::OneGovernor
        | OrderRefusal::NotAdministrator
        | OrderRefusal::AdministrationSpent
        | OrderRefusal::SignedInVain => {
            "nothing changed on the ledger; `plimsoll governance show` says who must sign an order and who signed"
        }
        OrderRefusal::OldEpoch { .. }
        | OrderRefusal::Expired { .. }
        | OrderRefusal::OldState
        | OrderRefusal::OtherGeneration { .. } => {
            "nothing changed on the ledger; `plimsoll governance propose` fills in what the ledger has now"
        }
        OrderRefusal::AlreadyMember
        | OrderRefusal::NoSuchMember
        | OrderRefusal::Roles
        | OrderRefusal::NoOrganisation
        | OrderRefusal::Disowned
        | OrderRefusal::NoConsent
        | OrderRefusal::OtherControlKey
        | OrderRefusal::NotExpired
        | OrderRefusal::NotLeaving
        | OrderRefusal::StillLeaving { .. }
        | OrderRefusal::BadRevocation
        | OrderRefusal::NoFittingRole(_)
        | OrderRefusal::Full => {
            "nothing changed on the ledger; `plimsoll member list` shows who is a member and as what"
        }
        _ => {
            "nothing changed on the ledger; `plimsoll ledger log` tells every order, `plimsoll ledger status` what counts now"
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
            PartyError::WrongPassphrase(_) => refused(error),
            _ => unusable(error).or_help("see what the message names, and run the command again"),
        }
    }
}

impl From<DirectoryError> for Failure {
    fn from(error: DirectoryError) -> Self {
        match error {
            DirectoryError::Unknown(_) => {
                refused(error).code("UnknownMember").help("`plimsoll member list` shows every member")
            }
            DirectoryError::Party(error) => error.into(),
            DirectoryError::Several { .. } => refused(error).code("SeveralMembers").help("`plimsoll member list` shows their names"),
            DirectoryError::Inconsistent(_) => refused(error).code("Inconsistent").help(
                "an address is one member's, and an organisation has one control key: find out, by another way, whose file is false",
            ),
            DirectoryError::Alike { .. } | DirectoryError::LooksLike { .. } => {
                refused(error).code("LooksAlike")
            }
            DirectoryError::Outdated { .. } => refused(error).code("DirectoryOutdated"),
            DirectoryError::Forked { .. } => refused(error).code("DirectoryForked"),
            DirectoryError::Renumbered { .. } | DirectoryError::Carriers(_) => {
                refused(error).code("DirectoryRenumbers")
            }
            DirectoryError::Expired { .. } => refused(error).code("MemberExpired").help(
                "`plimsoll member list` shows its days; the member administration renews it with `plimsoll member add`",
            ),
            DirectoryError::Io(_) | DirectoryError::Malformed(_) => unusable(error).or_help(DIRECTORY),
            error => refused(error).or_help(DIRECTORY),
        }
    }
}

impl From<CarrierTableError> for Failure {
    fn from(error: CarrierTableError) -> Self {
        let code = match error {
            CarrierTableError::IdTaken(_) | CarrierTableError::CodeTaken(..) => "CarrierTaken",
            CarrierTableError::NoCode(_) => "NoCode",
            CarrierTableError::UnknownId(_) => "NoSuchCarrier",
        };
        refused(error)
            .code(code)
            .help("`plimsoll directory carriers list` shows every carrier with its id and codes")
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
const DIRECTORY: &str =
    "put the newest `directory.json` of the member administration into the ledger's folder (--ledger)";

impl From<BlobError> for Failure {
    fn from(error: BlobError) -> Self {
        unusable(error).or_help("see that the ledger's folder `blobs` can be read and written")
    }
}

/// What to do about proving keys that cannot be used.
const CACHE: &str = "see that the folder that PLIMSOLL_CACHE names, else the user's cache folder, can be written; `plimsoll keys prepare` makes the keys anew";

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        unusable(error).or_help(CACHE)
    }
}

/// A proof is to be verified under a development key, and nobody asked for that.
pub(super) fn development_key(circuit: &str) -> Failure {
    Failure::usage(format!("the key is the development key of {circuit}")).help(DEVELOPMENT_HELP)
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::DevelopmentRefused(refused) => {
                Failure::usage(format!("only development proving keys exist for {}", refused.circuit))
                    .help(DEVELOPMENT_HELP)
            }
            error => unusable(error).or_help(CACHE),
        }
    }
}

impl From<ReadyError> for Failure {
    fn from(error: ReadyError) -> Self {
        match error {
            ReadyError::Key(error) => error.into(),
            error => unusable(error).or_help(CACHE),
        }
    }
}

impl From<CommittedKeyError> for Failure {
    fn from(error: CommittedKeyError) -> Self {
        match error {
            CommittedKeyError::DevelopmentRefused(refused) => KeyError::DevelopmentRefused(refused).into(),
            error => unusable(error).or_help(CACHE),
        }
    }
}

impl From<IssuedBillError> for Failure {
    fn from(error: IssuedBillError) -> Self {
        match error {
            IssuedBillError::Sheet(error) => error.into(),
            error => refused(error).or_help("ask the issuer for the bill again"),
        }
    }
}

impl From<SheetError> for Failure {
    fn from(error: SheetError) -> Self {
        let code = error.code();
        match error {
            SheetError::Ledger(error) => error.into(),
            error => refused(error).code(code).or_help("ask the issuer for a bill that can be covered"),
        }
    }
}

impl From<AppraiseError> for Failure {
    fn from(error: AppraiseError) -> Self {
        match error {
            AppraiseError::Bill(error) => error.into(),
            error => refused(error),
        }
    }
}

impl From<IssueError> for Failure {
    fn from(error: IssueError) -> Self {
        let message = whole(&error);
        match error {
            IssueError::Ledger(error) => error.into(),
            IssueError::Audit(_) => {
                Failure::usage(message).help("see that you may write in your party's folder (--home)")
            }
            IssueError::Document(_) | IssueError::Annex { .. } => {
                Failure::refused(message).help("`plimsoll bill check` shows every fault with its rule")
            }
            IssueError::NotRegistrable(_) => {
                Failure::refused(message).help("ask whoever issued it for a negotiable one")
            }
            IssueError::Unattested(grounds) => {
                let help: Vec<_> = grounds.iter().map(|ground| ground_option(*ground)).collect();
                Failure::refused("no carrier signs such a document, and you do not say what shows that it is genuine")
                    .code("Unattested")
                    .help(format!("say what is so: {}", help.join(", or ")))
            }
            IssueError::Surrendered(_) => refused(message).code("Surrendered").or_help("nothing was signed"),
            IssueError::Chain(_) => refused(message).code("Chain").or_help("nothing was signed"),
            IssueError::OtherHolder { to, holder } => {
                Failure::refused(format!("{to} holds the bill, not {holder}"))
                    .code("OtherHolder")
                    .help("name that party as the first holder, or have the bill transferred")
            }
            IssueError::UnconfirmedHolder { to, name, holder } => {
                let help = format!(
                    "see that they are one party, then add --confirm-holder {name:?}, or name the one that holds it with --holder"
                );
                let message = format!("{to} holds the bill, and nothing says that this is {holder}");
                Failure::refused(message).code("UnconfirmedHolder").help(help)
            }
            IssueError::Guardians(FingerprintError::Evaluation(EvaluationError::Refused {
                source: EvaluationRefused::QuotaExceeded { .. },
                ..
            })) => Failure::refused(message).code("Quota").help(
                "nothing was signed; run the command again when the next day (UTC) has begun, or with guardians that evaluated less today (--with)",
            ),
            IssueError::Guardians(_) => Failure::refused(message).help(
                "nothing was signed; run the command again, with other guardians (--with) if one of them is at fault",
            ),
            _ => refused(message).or_help("nothing was signed; ask the carrier for a bill that can be covered"),
        }
    }
}

impl From<AmendError> for Failure {
    fn from(error: AmendError) -> Self {
        let help = match error {
            AmendError::Issue(error) => return error.into(),
            AmendError::Attest(error) => return error.into(),
            AmendError::Consent(ConsentError::Ledger(error)) => return error.into(),
            AmendError::Proposal(_) | AmendError::OtherBill | AmendError::NotProposed => {
                "run `plimsoll bill propose` again"
            }
            AmendError::NoRecord => "give the home in which the bill was issued with --home",
            AmendError::OtherIssuer => "ask the issuer whose organisation is named in the bill",
            AmendError::NotOpened
            | AmendError::Open(_)
            | AmendError::Days(_)
            | AmendError::TooMuch(_)
            | AmendError::Consent(_) => "nothing was signed",
        };
        refused(whole(&error)).or_help(help)
    }
}

impl From<OpeningError> for Failure {
    fn from(error: OpeningError) -> Self {
        let message = whole(&error);
        match error {
            OpeningError::Set(_) => {
                Failure::usage(message).help("name at least as many guardians as must act together")
            }
            OpeningError::UnknownTransition => {
                refused(message).help("`plimsoll ledger log` lists what the ledger accepted")
            }
            OpeningError::TooFew { .. } | OpeningError::WrongShare { .. } => {
                refused(message).or_help("see that guardian's log `openings`, or name another with --with")
            }
            _ => refused(message)
                .or_help("`plimsoll ledger verify` replays the ledger: tell its operator what it finds"),
        }
    }
}

#[cfg(test)]
mod tests;
