//! Who holds a bill by what was signed: whoever it is issued to, or the last possessor of its transfer chain. Nobody else gets the credential.

use super::IssueError;
use crate::{
    carrier_signature::{
        Chain, PlatformParty, Provenance,
        chain::{Endorsement, LEI},
    },
    party::{PublicParty, name},
};
use plimsoll_circuits::document::Json;

/// Whether the bill was not surrendered, by its chain if it has one.
pub(super) fn require_living(provenance: Provenance) -> Result<Option<Chain>, IssueError> {
    let chain = provenance.chain.transpose()?;
    match chain.as_ref().and_then(|chain| chain.surrendered.clone()) {
        Some(surrender) => Err(IssueError::Surrendered(surrender)),
        None => Ok(chain),
    }
}

/// Whether the first holder is who holds the bill: of an issuance request whoever it is issued to; of an envelope who possesses it, and who was
/// endorsed. What differs in name alone, the operator confirms by the name in the bill.
pub(super) fn require_holder(
    request: &Json,
    chain: Option<&Chain>,
    first_holder: &PublicParty,
    confirmed: &[String],
) -> Result<(), IssueError> {
    let issued_to = request.get("issueTo").and_then(PlatformParty::read);
    let endorsee = match chain.and_then(|chain| chain.endorsed.as_ref()) {
        Some(Endorsement::To { party, .. }) => Some(party),
        _ => None,
    };
    let possessor = chain.map(|chain| &chain.possessor).or(issued_to.as_ref());
    // A request without it was refused when it was read; an envelope has a possessor.
    let possessor = possessor.ok_or(IssueError::NoHolder)?;
    let of = |party: &PlatformParty| require(party, first_holder, confirmed);
    of(possessor)?;
    endorsee.map_or(Ok(()), of)
}

/// An LEI on both sides decides; without it the name, but for its legal form's spelling, or the operator's word.
fn require(party: &PlatformParty, holder: &PublicParty, confirmed: &[String]) -> Result<(), IssueError> {
    let (to, named) = (party.to_string(), holder.name.clone());
    let mut leis = party.codes_of(LEI).peekable();
    if let Some(lei) = holder.lei.as_ref().map(ToString::to_string)
        && leis.peek().is_some()
    {
        return if leis.any(|code| code == lei) {
            Ok(())
        } else {
            Err(IssueError::OtherHolder { to, holder: format!("{named} (LEI:{lei})") })
        };
    }
    if name::agree(&party.name, &holder.name) || confirmed.iter().any(|name| name::same(name, &party.name)) {
        return Ok(());
    }
    Err(IssueError::UnconfirmedHolder { to, name: party.name.clone(), holder: named })
}
