//! The options by which an issuer attests a document that no carrier signs.

use super::given::Word;
use plimsoll_circuits::document::Ground;
use std::path::PathBuf;

/// The grounds, of which one is given.
#[derive(Clone, Debug, clap::Args)]
#[group(id = "ground", multiple = false)]
struct Given {
    /// You hold this paper's originals, all of them; give each scan as --evidence
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..=99))]
    originals_held: Option<u64>,

    /// You have exclusive control of the electronic original, on this platform
    #[arg(long, value_name = "PLATFORM")]
    controlled_on: Option<String>,

    /// The buyer of this invoice confirmed the debt to you; give what it wrote as --evidence
    #[arg(long)]
    debtor_confirmed: bool,

    /// Nobody but the seller of this invoice says that it is owed
    #[arg(long)]
    seller_stated: bool,
}

/// What an issuer says of a document that no carrier signs.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Attest {
    #[command(flatten)]
    given: Given,

    /// A scan, letter or message on which your word rests, of which the SHA-256 is kept; repeat for more
    #[arg(long = "evidence", value_name = "FILE", requires = "ground")]
    evidence: Vec<PathBuf>,
}

/// How a user says on which ground it attests a document.
pub(in crate::cli) const fn ground_option(ground: Ground) -> &'static str {
    match ground {
        Ground::OriginalsHeld => "--originals-held NUMBER --evidence SCAN",
        Ground::Control => "--controlled-on PLATFORM",
        Ground::DebtorConfirmed => "--debtor-confirmed --evidence LETTER",
        Ground::SellerStated => "--seller-stated",
    }
}

impl Attest {
    /// What is said; none if nothing is.
    pub(super) fn word(&self) -> Option<Word> {
        let Given { originals_held, controlled_on, debtor_confirmed, seller_stated } = &self.given;
        let grounds = [
            (originals_held.is_some(), Ground::OriginalsHeld),
            (controlled_on.is_some(), Ground::Control),
            (*debtor_confirmed, Ground::DebtorConfirmed),
            (*seller_stated, Ground::SellerStated),
        ];
        let (_, ground) = grounds.into_iter().find(|(given, _)| *given)?;
        Some(Word {
            ground,
            originals_held: *originals_held,
            platform: controlled_on.clone(),
            evidence: self.evidence.clone(),
        })
    }
}
