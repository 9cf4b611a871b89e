//! The parties of an invoice, with their identifiers.

use super::{
    Invoice,
    terms::{Term, party as term},
};
use crate::{
    draft::{Object, Said},
    tree::At,
};

/// The numbers of what is said of a party in one part of an invoice.
struct Role {
    key: &'static str,
    root: Term,
    name: &'static str,
    /// Street, post code, city, region, country.
    address: [&'static str; 5],
    ids: &'static str,
    registered: &'static str,
    vat: &'static str,
}

const SELLER: Role = Role {
    key: "seller",
    root: term::SELLER,
    name: "BT-27",
    address: ["BT-35", "BT-38", "BT-37", "BT-39", "BT-40"],
    ids: "BT-29",
    registered: "BT-30",
    vat: "BT-31",
};
const BUYER: Role = Role {
    key: "buyer",
    root: term::BUYER,
    name: "BT-44",
    address: ["BT-50", "BT-53", "BT-52", "BT-54", "BT-55"],
    ids: "BT-46",
    registered: "BT-47",
    vat: "BT-48",
};
const PAYEE: Role = Role {
    key: "PAYEE",
    root: term::PAYEE,
    name: "BT-59",
    address: [""; 5],
    ids: "BT-60",
    registered: "BT-61",
    vat: "",
};
const REPRESENTATIVE: Role = Role {
    key: "TAX_REPRESENTATIVE",
    root: term::REPRESENTATIVE,
    name: "BT-62",
    address: ["BT-64", "BT-67", "BT-66", "BT-68", "BT-69"],
    ids: "",
    registered: "",
    vat: "BT-63",
};
const SHIP_TO: Role = Role {
    key: "SHIP_TO",
    root: term::SHIP_TO,
    name: "BT-70",
    address: ["BT-75", "BT-78", "BT-77", "BT-79", "BT-80"],
    ids: "BT-71",
    registered: "",
    vat: "",
};

/// Seller and buyer.
pub(super) fn main(invoice: &Invoice<'_>, object: &mut Object<'_>) {
    for role in [&SELLER, &BUYER] {
        let place = invoice.would_be(invoice.top, role.root);
        let Some(at) = invoice.group(invoice.top, role.root) else {
            object.would_be(role.key, place);
            continue;
        };
        object.object(role.key, place, |object| party(invoice, object, at, role));
    }
}

/// Payee, tax representative and where it goes, each if it has a name.
pub(super) fn others(invoice: &Invoice<'_>, object: &mut Object<'_>) {
    let named = |role: &'static Role| {
        let at = invoice.group(invoice.top, role.root)?;
        invoice.one(at, term::NAME).map(|_| (role, at))
    };
    let found = [&PAYEE, &REPRESENTATIVE, &SHIP_TO].into_iter().filter_map(named);
    object.list(
        "otherParties",
        found,
        |(_, at)| at.place(),
        |object, (role, at)| {
            object.set("partyFunction", role.key);
            object.object("party", at.place(), |object| party(invoice, object, at, role));
        },
    );
}

fn party<'t>(invoice: &Invoice<'t>, object: &mut Object<'_>, at: At<'t>, role: &Role) {
    invoice.put(object, "partyName", at, term::NAME.numbered(role.name));
    if let Some(address) = invoice.group(at, term::ADDRESS) {
        object.object("address", address.place(), |object| {
            for ((key, part), number) in term::ADDRESS_PARTS.into_iter().zip(role.address) {
                invoice.put(object, key, address, part.numbered(number));
            }
        });
    } else {
        object.would_be("address", invoice.would_be(at, term::ADDRESS));
    }
    identifiers(invoice, object, at, role);
    vat(invoice, object, at, role);
}

/// An identifier under a list of which is known whose it is.
struct Identifier<'t> {
    at: At<'t>,
    number: &'static str,
    provider: String,
    list: Option<&'static str>,
    code: String,
}

fn identifiers<'t>(invoice: &Invoice<'t>, object: &mut Object<'_>, at: At<'t>, role: &Role) {
    let mut found: Vec<Identifier<'_>> = Vec::new();
    let given = invoice.all(at, term::IDS).into_iter().map(|id| (id, role.ids));
    let registered = invoice.all(at, term::REGISTERED).into_iter().map(|id| (id, role.registered));
    for (id, number) in given.chain(registered).filter(|(id, _)| !id.text().is_empty()) {
        let scheme = id.attribute("schemeID").unwrap_or_default();
        let Some((provider, list)) = list(scheme) else {
            let why = match scheme {
                "" => "its scheme is not said, so that nobody knows whose number it is",
                _ => "its scheme is none of ISO 6523",
            };
            object.report().leave(id, why, Some(object.path("identifyingCodes")));
            continue;
        };
        let code = id.text();
        if found.iter().any(|other| other.provider == provider && other.code == code) {
            object.report().leave(id, "it is given twice", None);
            continue;
        }
        found.push(Identifier { at: id, number, provider, list, code });
    }
    if found.is_empty() {
        object.would_be("identifyingCodes", invoice.would_be(at, term::REGISTERED));
    }
    object.list(
        "identifyingCodes",
        found,
        |id| id.at.place(),
        |object, id| {
            object.set("codeListProvider", &id.provider);
            object.put("partyCode", Some(id.number), &Said { at: id.at, value: id.code });
            if let Some(list) = id.list {
                object.set("codeListName", list);
            }
        },
    );
}

/// Who keeps the list of a scheme of ISO 6523, and its name, as documents name them.
fn list(scheme: &str) -> Option<(String, Option<&'static str>)> {
    match scheme {
        "0199" => Some(("GLEIF".to_owned(), Some("LEI"))),
        "0060" => Some(("DNB".to_owned(), Some("DUNS"))),
        "0088" => Some(("ISO6523-0088".to_owned(), Some("GLN"))),
        icd if icd.len() == 4 && icd.bytes().all(|b| b.is_ascii_digit()) => {
            Some((format!("ISO6523-{icd}"), None))
        }
        _ => None,
    }
}

fn vat<'t>(invoice: &Invoice<'t>, object: &mut Object<'_>, at: At<'t>, role: &Role) {
    let mut found = Vec::new();
    for number in invoice.all(at, term::VAT).into_iter().filter(|at| !at.text().is_empty()) {
        match country(&number.text()) {
            Some(country) => found.push((number, country)),
            None => object.report().leave(
                number,
                "it does not begin with the letters of a country, as a VAT number does",
                Some(object.path("taxLegalReferences")),
            ),
        }
    }
    if found.is_empty() {
        object.would_be("taxLegalReferences", invoice.would_be(at, term::VAT));
    }
    let number = (!role.vat.is_empty()).then_some(role.vat);
    object.list(
        "taxLegalReferences",
        found,
        |(at, _)| at.place(),
        |object, (at, country)| {
            object.set("type", "VAT");
            object.put("countryCode", number, &Said { at, value: country });
            object.put("value", number, &Said::of(at));
        },
    );
}

/// The country of a VAT number: Greece writes `EL` and Northern Ireland `XI`.
fn country(number: &str) -> Option<String> {
    let letters = number.get(..2).filter(|letters| letters.bytes().all(|b| b.is_ascii_uppercase()))?;
    Some(match letters {
        "EL" => "GR".to_owned(),
        "XI" => "GB".to_owned(),
        other => other.to_owned(),
    })
}
