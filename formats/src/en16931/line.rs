//! The lines of an invoice.

use super::{
    Invoice,
    number::{Number, plain},
    terms::{header, line as term},
};
use crate::{
    draft::{Object, Said},
    tree::At,
};

/// Places of a unit price in a JSON invoice.
const PRICE_PLACES: u32 = 4;

pub(super) fn all(invoice: &Invoice<'_>, object: &mut Object<'_>) {
    let (mut lines, report) = (invoice.all(invoice.top, header::LINES), object.report());
    // A line of another kind than DETAIL groups others or tells something, and its amount is in no sum.
    lines.retain(|at| match invoice.one(*at, term::KIND).filter(|kind| kind.text() != "DETAIL") {
        Some(kind) => {
            let what = format!("a line of the kind {}, whose amount counts in no sum", kind.text());
            report.leave(kind, what, None);
            false
        }
        None => true,
    });
    object.would_be("lines", invoice.would_be(invoice.top, header::LINES));
    if lines.is_empty() {
        let message = "It has no lines, as the profiles MINIMUM and BASIC WL of Factur-X have none; ask the seller for one of the profile BASIC or above.";
        report.advise(invoice.would_be(invoice.top, header::LINES), message, None);
    }
    object.list("lines", lines, |at| at.place(), |object, at| line(invoice, object, at));
}

fn line<'t>(invoice: &Invoice<'t>, object: &mut Object<'_>, at: At<'t>) {
    invoice.put(object, "descriptionOfGoods", at, term::DESCRIPTION);
    commodity(invoice, object, at);
    invoice.put_as(object, "quantity", at, term::QUANTITY, |text| plain(&text));
    unit(invoice, object, at);
    price(invoice, object, at);
    invoice.put_amount(object, "lineAmount", at, term::AMOUNT);
    invoice.put(object, "originCountryCode", at, term::ORIGIN);
}

/// The unit stands in an attribute of the quantity.
fn unit<'t>(invoice: &Invoice<'t>, object: &mut Object<'_>, at: At<'t>) {
    let quantity = invoice.one(at, term::QUANTITY);
    match quantity.and_then(|at| at.attribute("unitCode").map(|unit| (at, unit))) {
        Some((at, unit)) => {
            object.put("quantityUnitCode", Some("BT-130"), &Said { at, value: unit.to_owned() });
        }
        None => {
            let place = invoice.would_be(at, term::QUANTITY);
            object.would_be("quantityUnitCode", format!("{place}/@unitCode"));
        }
    }
}

/// The first class of the Harmonised System, or of a list of which the first six digits are of that.
fn commodity<'t>(invoice: &Invoice<'t>, object: &mut Object<'_>, at: At<'t>) {
    let mut taken = false;
    for class in invoice.all(at, term::CLASSES) {
        let list = class.attribute("listID").unwrap_or_default().to_uppercase();
        let code: String = class.text().chars().filter(|c| !matches!(c, '.' | ' ')).collect();
        let value = match list.as_str() {
            "HS" => Some(code.clone()),
            "CN" | "TARIC" => Some(code.chars().take(6).collect()),
            _ => None,
        };
        match value {
            Some(value) if !taken => {
                taken = true;
                object.put("commodityCode", term::CLASSES.id, &Said { at: class, value });
            }
            Some(_) => object.report().leave(class, "a line has one HS code, and the first is taken", None),
            None => {
                let why = "a code of another list than HS, CN or TARIC";
                object.report().leave(class, why, Some(object.path("commodityCode")));
            }
        }
    }
}

/// The price of one unit: the price through the quantity that it is of, if that is exact.
fn price<'t>(invoice: &Invoice<'t>, object: &mut Object<'_>, at: At<'t>) {
    let Some(found) = invoice.one(at, term::PRICE) else {
        object.would_be("unitPrice", invoice.would_be(at, term::PRICE));
        return;
    };
    let base = invoice.one(at, term::BASE);
    let why = match (invoice.other_currency(found), base) {
        (Some(why), _) => Some(why),
        (None, Some(base)) if other_unit(invoice, at, base) => {
            Some("it is of another unit than the quantity is in".to_owned())
        }
        _ => None,
    };
    let one = Number::parse("1");
    let through = base.map_or(one, |base| Number::parse(&base.text()));
    let price =
        Number::parse(&found.text()).zip(through).and_then(|(price, base)| price.over(base, PRICE_PLACES));
    match (why, price) {
        (None, Some(price)) => {
            object.put("unitPrice", term::PRICE.id, &Said { at: found, value: price.to_string() });
            if let Some(base) = base {
                object.report().leave(
                    base,
                    "the quantity that the price is of; unitPrice is of one unit",
                    None,
                );
            }
        }
        (why, _) => {
            let why = why.unwrap_or_else(|| format!("of one unit it is no number of {PRICE_PLACES} places"));
            object.report().leave(found, why, Some(object.path("unitPrice")));
        }
    }
}

fn other_unit<'t>(invoice: &Invoice<'t>, at: At<'t>, base: At<'t>) -> bool {
    let quantity = invoice.one(at, term::QUANTITY);
    let unit = quantity.and_then(|quantity| quantity.attribute("unitCode"));
    base.attribute("unitCode").is_some_and(|of_base| Some(of_base) != unit)
}
