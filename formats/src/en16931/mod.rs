//! Invoices of EN 16931: UBL as in Peppol BIS Billing 3, and CII as in XRechnung, Factur-X and ZUGFeRD 2.

mod header;
mod kind;
mod line;
mod number;
mod party;
mod terms;
#[cfg(test)]
mod tests;
mod transport;
mod unused;

use crate::{
    Format, Read, Refused,
    draft::{Object, Report, Said},
    tree::At,
    xml,
};
use terms::{Syntax, Term};

/// Reads an invoice in XML; `file` is the whole file, which may be more than that.
pub(crate) fn read(format: Option<Format>, text: &[u8], file: &[u8]) -> Result<Read, Refused> {
    let tree = xml::parse(text)?;
    let invoice = Invoice { top: tree.top(), syntax: kind::syntax(tree.top())? };
    let report = Report::of(&tree);
    kind::check(&invoice, &report)?;
    let mut object = Object::new(&report);
    header::fill(&invoice, &mut object);
    let entries = object.into_entries();
    let of_text = match invoice.syntax {
        Syntax::Ubl => Format::Ubl,
        Syntax::Cii => Format::Cii,
    };
    Ok(report.finish(format.unwrap_or(of_text), file, entries, &tree, unused::why))
}

/// An invoice that is read.
struct Invoice<'t> {
    top: At<'t>,
    syntax: Syntax,
}

impl<'t> Invoice<'t> {
    /// The place of a term below another.
    fn one(&self, at: At<'t>, term: Term) -> Option<At<'t>> {
        at.one(term.path(self.syntax))
    }

    /// The place of a group, whatever stands in it.
    fn group(&self, at: At<'t>, term: Term) -> Option<At<'t>> {
        at.group(term.path(self.syntax))
    }

    fn all(&self, at: At<'t>, term: Term) -> Vec<At<'t>> {
        at.all(term.path(self.syntax))
    }

    /// Where a term would stand.
    fn would_be(&self, at: At<'t>, term: Term) -> String {
        at.would_be(term.path(self.syntax).split('|').next().unwrap_or_default())
    }

    /// Puts what a term says into a field.
    fn put(&self, object: &mut Object<'_>, key: &str, at: At<'t>, term: Term) {
        self.put_as(object, key, at, term, |text| text);
    }

    /// Puts what is made of what a term says into a field. What is said several times, and not alike, could be read in more than one way.
    fn put_as(
        &self,
        object: &mut Object<'_>,
        key: &str,
        at: At<'t>,
        term: Term,
        make: impl Fn(String) -> String,
    ) {
        let all = at.alike(term.path(self.syntax));
        let Some(found) = all.first().copied() else {
            object.would_be(key, self.would_be(at, term));
            return;
        };
        if all.iter().any(|other| other.text() != found.text()) {
            let leave = |at: At<'t>| {
                object.report().leave(
                    at,
                    "it stands there several times, and differs",
                    Some(object.path(key)),
                )
            };
            all.into_iter().for_each(leave);
            return;
        }
        object.put(key, term.id, &Said { at: found, value: make(found.text()) });
        all[1..].iter().for_each(|again| object.report().leave(*again, "it stands there twice", None));
    }

    /// Puts an amount, which must be in the invoice's currency, into a field.
    fn put_amount(&self, object: &mut Object<'_>, key: &str, at: At<'t>, term: Term) {
        match self.one(at, term).map(|found| (found, self.other_currency(found))) {
            Some((found, Some(why))) => object.report().leave(found, why, Some(object.path(key))),
            _ => self.put_as(object, key, at, term, |text| number::plain(&text)),
        }
    }

    /// Why an amount is not taken: it says that it is in another currency than the invoice.
    fn other_currency(&self, amount: At<'t>) -> Option<String> {
        let own = amount.attribute("currencyID")?;
        let of_invoice = self.one(self.top, terms::header::CURRENCY)?.text();
        (own != of_invoice).then(|| format!("it is in {own}, and the invoice in {of_invoice}"))
    }
}
