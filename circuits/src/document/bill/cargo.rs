//! Reading a bill's containers and cargo items.

use super::{CargoItem, Container, read::MANY};
use crate::document::{
    codes::{self, ContainerFault},
    decimal,
    fault::Rule,
    hs,
    json::Json,
    reader::At,
    text::normalise,
    tree::MAX_RECORDS,
};

/// Who seals a container besides carrier and shipper, by DCSA's codes: customs, a veterinary authority.
const AUTHORITIES: [&str; 2] = ["CUS", "VET"];

const UNITS_OF_WEIGHT: [&str; 2] = ["KGM", "LBR"];
const UNITS_OF_VOLUME: [&str; 2] = ["MTQ", "FTQ"];

/// A container reference with its check digit.
pub(crate) fn container_reference<'a>(at: &At<'a>) -> Option<&'a str> {
    let reference = at.text(11)?;
    match codes::container(reference) {
        Ok(()) => return Some(reference),
        Err(ContainerFault::Form) => at.fault(Rule::Iso6346Form),
        Err(ContainerFault::CheckDigit(digit)) => {
            at.fault_with(Rule::Iso6346CheckDigit, &format!("For these letters and digits it is {digit}."));
        }
    }
    None
}

pub(super) fn containers(at: &At<'_>) -> Option<Vec<Container>> {
    let list = at.need("utilizedTransportEquipments")?.list(1, MAX_RECORDS)?;
    let containers: Vec<_> = list.into_iter().map(container).collect();
    containers.into_iter().collect()
}

fn container(at: At<'_>) -> Option<Container> {
    let at = at.object()?;
    let equipment = at.need("equipment").and_then(At::object);
    let reference =
        equipment.as_ref().and_then(|e| e.need("equipmentReference")).and_then(|f| container_reference(&f));
    let iso_type = equipment.as_ref().and_then(|e| e.opt("ISOEquipmentCode")).and_then(|f| f.text(4));
    let tare = equipment.as_ref().and_then(|e| e.opt("tareWeight")).and_then(weight);
    let shipper_owned = at.need("isShipperOwned").and_then(|f| f.flag());
    let seals = at
        .need("seals")
        .and_then(|f| f.list(1, MANY))
        .map(|seals| seals.into_iter().map(seal).collect::<Vec<_>>());
    let seals: Vec<(String, bool)> = seals?.into_iter().collect::<Option<_>>()?;
    let key_seal = key_seal(&seals);
    Some(Container {
        reference: reference?.to_owned(),
        iso_type: iso_type.map(str::to_owned),
        shipper_owned: shipper_owned?,
        tare,
        seals: seals.into_iter().map(|(number, _)| number).collect(),
        key_seal,
    })
}

/// A seal's number, and whether an authority put it on.
fn seal(at: At<'_>) -> Option<(String, bool)> {
    let at = at.object()?;
    let number = at.need("number").and_then(|f| f.line(15));
    let source = at.json.get("source").and_then(Json::as_text);
    Some((number?.to_owned(), source.is_some_and(|source| AUTHORITIES.contains(&source))))
}

/// The seal that keys go by. Papers of one shipment list the same seals of carrier and shipper in any order; what authorities add on the way
/// stands on some of them only.
fn key_seal(seals: &[(String, bool)]) -> Option<String> {
    let numbers = |of_authorities: bool| {
        let of = seals.iter().filter(move |(_, authority)| *authority == of_authorities);
        of.filter_map(|(number, _)| normalise(number))
            .filter(|number| number.bytes().any(|b| (b'1'..=b'9').contains(&b)))
            .min()
    };
    numbers(false).or_else(|| numbers(true))
}

pub(super) fn items(at: &At<'_>) -> Option<Vec<CargoItem>> {
    let consignments = at.need("consignmentItems")?.list(1, MAX_RECORDS)?;
    let lists: Vec<_> = consignments
        .into_iter()
        .enumerate()
        .map(|(i, consignment)| consignment_item(i, consignment))
        .collect();
    let items: Vec<_> = lists.into_iter().collect::<Option<Vec<_>>>()?.into_iter().flatten().collect();
    if items.len() > MAX_RECORDS {
        at.fault_at(
            "consignmentItems",
            Rule::RecordLimit,
            &format!("There are {} cargo items.", items.len()),
        );
        return None;
    }
    summed(at, "consignmentItems", items)
}

/// Items whose weights have a sum that fits a leaf.
pub(super) fn summed(at: &At<'_>, key: &str, items: Vec<CargoItem>) -> Option<Vec<CargoItem>> {
    if items.iter().try_fold(0u64, |sum, item| sum.checked_add(item.gross_weight)).is_none() {
        at.fault_at(key, Rule::Decimal, "The sum of the weights does not fit 64 bits.");
        return None;
    }
    Some(items)
}

fn consignment_item(position: usize, at: At<'_>) -> Option<Vec<CargoItem>> {
    let at = at.object()?;
    let booking = at.need("carrierBookingReference").and_then(|f| f.text(35));
    let description = at.need("descriptionOfGoods").and_then(|f| f.list(0, 150)).map(|lines| {
        let lines: Vec<_> = lines.iter().map(|line| line.text(35)).collect();
        lines.into_iter().collect::<Option<Vec<_>>>().map(|lines| lines.join("\n"))
    });
    let items = at.need("cargoItems").and_then(|f| f.list(1, MANY));
    let hs_codes = hs_codes(&at, items.as_deref().unwrap_or_default());
    let items = items?;
    let items: Vec<_> = items.into_iter().map(cargo_item).collect();
    let items = items.into_iter().collect::<Option<Vec<_>>>()?;
    let (booking, description, hs_codes) = (booking?.to_owned(), description??, hs_codes?);
    let complete = |item: CargoItem| CargoItem {
        goods: position,
        booking: Some(booking.clone()),
        description: description.clone(),
        hs_codes: hs_codes.clone(),
        ..item
    };
    Some(items.into_iter().map(complete).collect())
}

/// All HS codes that goods are given, padded to 12 digits, those that another one says more precisely left out: of `HSCodes` and
/// `extendedHSCodes`, one of which there must be, and of national commodity codes, here and in `inner` objects.
pub(super) fn hs_codes(at: &At<'_>, inner: &[At<'_>]) -> Option<Vec<u64>> {
    let lists = [("extendedHSCodes", 6..=12), ("HSCodes", 6..=10)];
    let given =
        |key: &str| at.opt(key).is_some_and(|f| !matches!(f.json, Json::List(codes) if codes.is_empty()));
    if !lists.iter().any(|(key, _)| given(key)) {
        at.need("HSCodes")?.list(1, MANY)?;
        return None;
    }
    let mut codes = Vec::new();
    for (key, digits) in lists.into_iter().filter(|(key, _)| given(key)) {
        codes.extend(at.need(key)?.list(1, MANY)?.iter().map(|f| hs::read(f, digits.clone())));
    }
    let mut codes: Vec<u64> = codes.into_iter().collect::<Option<_>>()?;
    codes.extend([at].into_iter().chain(inner).flat_map(hs::national));
    let codes = hs::most_precise(&codes);
    if codes.len() > hs::MOST {
        at.fault_at("HSCodes", Rule::HsCodeLimit, &format!("There are {}.", codes.len()));
        return None;
    }
    Some(codes)
}

fn cargo_item(at: At<'_>) -> Option<CargoItem> {
    let at = at.object()?;
    let container = at.need("equipmentReference").and_then(|f| container_reference(&f));
    let gross_weight = at.need("cargoGrossWeight").and_then(weight);
    let net_weight = at.opt("cargoNetWeight").and_then(weight);
    let volume = at
        .opt("cargoGrossVolume")
        .and_then(|volume| quantity(volume, 4, &UNITS_OF_VOLUME, decimal::cubic_centimetres));
    let packaging = at.need("outerPackaging").and_then(At::object)?;
    let packages = packaging.need("numberOfPackages").and_then(|f| f.integer(1, 99_999_999));
    packaging.aside().need("description").and_then(|f| f.free(100));
    let package_code = packaging.opt("packageCode").and_then(|f| {
        f.code(Rule::Pattern, |t| {
            t.len() == 2 && t.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        })
    });
    let dangerous_goods =
        packaging.opt("dangerousGoods").and_then(|f| f.list(0, MANY)).map_or(0, |list| list.len() as u64);
    Some(CargoItem {
        container: Some(container?.to_owned()),
        gross_weight: gross_weight?,
        net_weight,
        volume,
        packages: packages?,
        package_code: package_code.map(str::to_owned),
        dangerous_goods,
        ..CargoItem::default()
    })
}

/// A weight in grams.
fn weight(at: At<'_>) -> Option<u64> {
    quantity(at, 3, &UNITS_OF_WEIGHT, decimal::grams)
}

/// A quantity above zero with its unit, the second of which is the imperial one.
fn quantity(
    at: At<'_>,
    places: u32,
    units: &[&'static str; 2],
    convert: fn(u64, bool) -> Option<u64>,
) -> Option<u64> {
    let at = at.object()?;
    let unit = at.need("unit").and_then(|f| f.choice(units));
    let value_at = at.need("value")?;
    let value = value_at.number(places)?;
    if value == 0 {
        value_at.fault(Rule::Positive);
        return None;
    }
    let converted = convert(value, unit? == units[1]);
    if converted.is_none() {
        value_at.fault(Rule::Decimal);
    }
    converted
}
