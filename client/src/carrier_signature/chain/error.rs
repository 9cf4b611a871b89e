//! Why nothing can be said of who holds a bill.

/// Why the entries of a chain do not follow from each other. Entries are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// A field is missing or malformed.
    #[error(
        "transfer chain entry {entry}: {field} is missing or malformed; ask the platform for the complete chain"
    )]
    Missing {
        /// The entry.
        entry: usize,
        /// The field.
        field: &'static str,
    },
    /// What a transaction does is not known here.
    #[error(
        "transfer chain entry {entry} has the action {code:?}, which is not known here, so nothing says who holds the bill; ask the platform \
         for a chain by PINT 3.0.0"
    )]
    Unknown {
        /// The entry.
        entry: usize,
        /// The code.
        code: String,
    },
    /// The first transaction is no issuance.
    #[error("the transfer chain does not begin with the issuance; ask the platform for the whole chain")]
    NotIssued,
    /// A bill is issued once.
    #[error("transfer chain entry {0} issues the bill again; refuse it")]
    IssuedAgain(usize),
    /// The actor is on another platform than the one that signed.
    #[error("transfer chain entry {entry} is signed by {signed}, but {actor} acts in it; refuse it")]
    OtherPlatform {
        /// The entry.
        entry: usize,
        /// The platform that signed it.
        signed: String,
        /// Who acts, and where.
        actor: String,
    },
    /// The actor does not possess the bill.
    #[error("in transfer chain entry {entry} acts {actor}, but {possessor} possesses the bill; refuse it")]
    NotPossessor {
        /// The entry.
        entry: usize,
        /// Who acts.
        actor: String,
        /// Who possesses it.
        possessor: String,
    },
    /// The actor may not endorse.
    #[error("in transfer chain entry {entry} endorses {actor}, to whose order the bill is not; refuse it")]
    NotEndorsee {
        /// The entry.
        entry: usize,
        /// Who endorses.
        actor: String,
    },
    /// The bill is straight.
    #[error("transfer chain entry {0} endorses a bill that is not to order; refuse it")]
    NotToOrder(usize),
    /// The carrier has not answered to the surrender.
    #[error(
        "transfer chain entry {0} goes on though the carrier has not answered to the surrender; refuse it"
    )]
    Pending(usize),
    /// Nothing comes after an accepted surrender.
    #[error("transfer chain entry {0} goes on though the carrier accepted the surrender; refuse it")]
    Over(usize),
    /// Nothing was surrendered.
    #[error("transfer chain entry {0} answers to a surrender that is not there; refuse it")]
    NoSurrender(usize),
    /// Somebody else than the carrier answers.
    #[error("in transfer chain entry {entry} answers {actor} to a surrender to {carrier}; refuse it")]
    NotCarrier {
        /// The entry.
        entry: usize,
        /// Who answers.
        actor: String,
        /// To whom it was surrendered.
        carrier: String,
    },
}
