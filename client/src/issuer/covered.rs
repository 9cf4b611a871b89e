//! What an issuer is about to sign: all of it is made but the signatures, so that the issuer can look first at what is alike.

use super::{AmendedBill, AuditFolder, Gateway, IssueError, IssuedBill, Papers, Sheet};
use plimsoll_circuits::{
    credential::{Amendment, TitleCredential},
    document::bundle::BundleSource,
    field::F,
};
use plimsoll_guardian::fingerprint::Evaluated;

/// A credential or an amendment that is not signed yet, with the sheet of what the guardians evaluated for it. The guardians' quota is used,
/// whether or not it is signed.
#[derive(Clone, Debug)]
pub struct Covered<T> {
    pub(super) content: T,
    pub(super) sheet: Sheet,
    pub(super) documents: BundleSource,
    pub(super) salt: F,
    pub(super) evaluated: Option<Evaluated>,
}

impl<T> Covered<T> {
    /// What each slot of the posting would be; by it [`referrals`](crate::referral::referrals) finds what is alike.
    #[must_use]
    pub const fn sheet(&self) -> &Sheet {
        &self.sheet
    }
}

impl Gateway<'_> {
    /// Signs a bill for its first holder, and keeps the record.
    ///
    /// # Errors
    /// [`IssueError::Audit`] if it cannot be kept; then nothing may be handed out.
    pub fn sign(&self, covered: Covered<TitleCredential>) -> Result<IssuedBill, IssueError> {
        let Covered { content, sheet, documents, salt, evaluated } = covered;
        let (credential, sheet) = (self.signed(content), self.signed(sheet));
        let issued = IssuedBill { documents, salt, credential, sheet };
        self.keep(Papers::Issued(Box::new(issued.clone())), evaluated)?;
        Ok(issued)
    }

    /// Signs an amendment for whoever holds the title, and keeps the record.
    ///
    /// # Errors
    /// As [`sign`](Self::sign).
    pub fn sign_amendment(&self, covered: Covered<Amendment>) -> Result<AmendedBill, IssueError> {
        let Covered { content, sheet, documents, salt, evaluated } = covered;
        let (amendment, sheet) = (self.signed(content), self.signed(sheet));
        let amended = AmendedBill { documents, salt, amendment, sheet };
        self.keep(Papers::Amended(Box::new(amended.clone())), evaluated)?;
        Ok(amended)
    }

    fn keep(&self, papers: Papers, evaluated: Option<Evaluated>) -> Result<(), IssueError> {
        let today = self.clock.now().day();
        Ok(AuditFolder::of(self.issuer)?.keep(papers, evaluated, today)?)
    }
}
