//! Notes that lack their papers get them from the files of issuer and valuer.

use super::{Book, Dossier, DossierError, Held, RecoverError};
use crate::{
    issuer::IssuedBill,
    services::{Ask, LedgerError, Services},
};
use plimsoll_circuits::{
    credential::{Signed, Valuation},
    note::Kind,
};
use rand::{CryptoRng, RngCore};

/// The documents of an issued bill and its valuation, whose signers are members.
pub(super) fn dossier(
    issued: &IssuedBill,
    valuation: &Signed<Valuation>,
    services: &Services<'_>,
) -> Result<Dossier, RecoverError> {
    let members = vec![issued.credential.signer(), valuation.signer()];
    let evidence = services.ledger.evidence(&Ask { members, ..Ask::default() })?;
    let [issuer, valuer] = &evidence.members[..] else {
        return Err(LedgerError::Unavailable("it answers something else".to_owned()).into());
    };
    Ok(Dossier::new(issued.clone(), *valuation, issuer.org, valuer.org))
}

/// Gives a bill's documents to the living notes of its lot that lack them, and says where these stand. A lien gets the opening of its
/// bill, if it was made under this one. A title gets the documents, in its own book if that was read; else in one without pledges.
pub(super) fn mend<R: RngCore + CryptoRng>(
    notes: &mut [Held],
    dossier: &Dossier,
    services: &Services<'_>,
    warnings: &mut Vec<String>,
    rng: &mut R,
) -> Result<Vec<usize>, DossierError> {
    let (lineage, bill) = (dossier.issued.lineage(), dossier.bill);
    let mut mended = Vec::new();
    for (i, held) in notes.iter_mut().enumerate() {
        let (id, content) = (held.id(), held.note.content);
        if !lineage.is_some_and(|lineage| lineage.has(content.lot)) || held.spent_at.is_some() {
            continue;
        }
        match content.kind {
            Kind::Lien if held.bill.is_none() && bill.commitment() == content.bill => {}
            Kind::Title if lacks_documents(held, services) => {
                dossier.verify(&content, services)?;
                let (sealed, reference) = dossier.seal(rng)?;
                services.blobs.put(&sealed)?;
                let pledges = std::mem::take(&mut held.pledges);
                let pledges = held.read.take().map_or(pledges, |book| book.pledges);
                let book = Book { dossier: reference, pledges };
                if book.bears() != u128::from(content.amount) {
                    warnings.push(format!(
                        "the title {id} bears {} in minor units, of which its book lists {}: the keys to what is given back of the rest \
                         cannot be recovered; ask whoever gives back for the entry, have it opened, recover the release from that, and \
                         merge it",
                        content.amount,
                        book.bears()
                    ));
                }
                held.read = Some(book);
            }
            _ => continue,
        }
        (held.bill, held.currency) = (Some(bill), Some(bill.currency));
        mended.push(i);
    }
    Ok(mended)
}

/// Whether a title's book was not read, or its documents are not there.
fn lacks_documents(title: &Held, services: &Services<'_>) -> bool {
    let book = title.read.as_ref();
    book.is_none_or(|book| Dossier::fetch(&book.dossier, &title.note.content, services).is_err())
}
