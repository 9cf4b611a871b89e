//! What to do about a statement's check that fails, by its name.

use plimsoll_circuits::statement::{
    amend::checks as amend, attest::checks as attest, movement::checks as movement,
    register::checks as register, revalue::checks as revalue,
};

/// The wallet's notes, the ledger and the keys do not fit together, or this program made a mistake.
const UNFIT: &str = "nothing was submitted. The wallet, the keys and the ledger do not fit together: run `plimsoll wallet sync --rebuild` \
     and repeat the command; if it is refused again, report it with this message";

const SYNC: &str = "run `plimsoll wallet sync`: somebody may have been faster; then look at `plimsoll wallet show` and repeat the command";
const MEMBERSHIP: &str =
    "`plimsoll member list` shows who is a member; ask the member administration about the one that is not";
const FROZEN: &str =
    "ask the governors of the ledger why; nothing can be done with a frozen lot until they lift that";
const NOTES: &str =
    "`plimsoll wallet show` lists your notes: name notes of one lot and of the kind that the command takes";
const BILL_AGAIN: &str =
    "ask the issuer for the bill again, and register it with the keys of the first holder that it names";

/// What to do about the check of this name; `None` for a name that no statement has.
pub(super) fn help(check: &str) -> Option<&'static str> {
    Some(match check {
        register::CREDENTIAL => BILL_AGAIN,
        register::ISSUER => {
            "`plimsoll member list` shows who is an issuer; a bill that another signed cannot be registered here"
        }
        register::CREDENTIAL_DATE => {
            "ask the issuer to issue the bill again: `plimsoll bill issue`, with a later --valid-until"
        }
        register::VALUATION => {
            "ask for a valuation of this very bill: `plimsoll bill value` takes the issued file"
        }
        register::VALUER | amend::VALUER | revalue::VALUER => {
            "`plimsoll member list` shows who is a valuer; have one of them value the bill with `plimsoll bill value`"
        }
        register::VALUATION_DATE | amend::VALUATION_DATE | revalue::VALUATION_DATE => {
            "ask the valuer for a new valuation: `plimsoll bill value`, with a later --expires"
        }
        register::VALUE_RANGE | amend::VALUE_RANGE | revalue::VALUE_RANGE => {
            "ask the valuer for a valuation whose value fits into 64 bits of minor units"
        }
        register::HOLDER => {
            "the first holder needs the role holder or bank: ask the member administration, `plimsoll member add --role holder`"
        }
        movement::MEMBERSHIP | attest::TITLE | attest::LIVE | amend::TITLE | revalue::TITLE => SYNC,
        movement::OWNER | attest::OWNER | amend::OWNER | revalue::OWNER => {
            "you are no current member: ask the member administration to admit your party.json again"
        }
        movement::RECIPIENT => MEMBERSHIP,
        movement::FROZEN | attest::FROZEN | amend::FROZEN | revalue::FROZEN => FROZEN,
        movement::DISTINCT | movement::SHAPE | movement::LOT | movement::TRANCHE => NOTES,
        movement::BALANCE => "name at most what the note has, as `plimsoll wallet show` prints it",
        movement::VALUE_CAP => {
            "name at most the headroom, as `plimsoll wallet show` prints it; it grows when banks discharge liens and you merge what they give back"
        }
        attest::BILL => {
            "state amounts in the currency in which the lot is valued, as `plimsoll wallet show` prints it"
        }
        attest::ENCUMBRANCE => {
            "`plimsoll wallet show` prints what the lot bears: state at least that as --max-encumbrance if the verifier agrees, or have banks discharge liens and merge what they give back"
        }
        attest::RATE => {
            "ask for less, or agree on a higher rate: what the lot bears and what is requested together may be at most that rate of its value, as `plimsoll wallet show` prints both"
        }
        attest::VALUED => {
            "the bill was last valued before the day that is asked for: agree with the verifier on an earlier --valued-since"
        }
        attest::APPLICANT => {
            "the title belongs to another organisation than the one that is named: let the one that applies answer"
        }
        amend::AMENDMENT | amend::ISSUER | amend::AMENDMENT_DATE => {
            "ask an issuer of the organisation that the bill names to sign the amendment again, of the title as it is now"
        }
        amend::VALUATION | revalue::VALUATION => {
            "ask for a valuation of this very lot and its documents, in the currency in which it is valued"
        }
        amend::NOT_EARLIER => {
            "ask the valuer for a newer valuation: one of an earlier day than the title's is not taken"
        }
        revalue::LATER => "ask the valuer for a newer valuation, on a later day than that of the title's",
        amend::VALUE_CAP => {
            "have banks discharge liens and merge what they give back until the lot bears no more than its new value"
        }
        register::COMMITMENT
        | register::SIGNATURE
        | register::AUDIT
        | movement::FORM
        | movement::NULLIFIER
        | movement::COMMITMENT
        | movement::BILL
        | movement::SIGNATURE
        | movement::AUDIT
        | attest::LINK
        | attest::SIGNATURE
        | attest::BRANCH
        | amend::BILL
        | amend::COMMITMENT
        | amend::SIGNATURE
        | amend::AUDIT
        | revalue::BILL
        | revalue::COMMITMENT
        | revalue::SIGNATURE
        | revalue::AUDIT => UNFIT,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_of_every_statement_has_help() {
        let statements =
            [&register::ALL[..], &movement::ALL, &attest::ALL, &amend::ALL, &revalue::ALL, &[attest::BRANCH]];
        for check in statements.concat() {
            assert!(help(check).is_some_and(|help| !help.is_empty()), "{check}");
        }
        assert_eq!(help("MOVE-99 nothing"), None);
    }
}
