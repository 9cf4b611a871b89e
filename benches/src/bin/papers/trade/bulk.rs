//! Bulk carriers that come again, and the bills over what is in their holds.

use super::{DAYS, Entry, Market, cycle};
use crate::{
    kind::Kind,
    office::{Codes, FIRST_DAY, Office, date, imo, lei, party},
    paper::{Paper, kilograms},
};
use serde_json::{Value, json};

/// Goods by description and HS code, of headings of their own.
pub const GOODS: [(&str, &str); 5] = [
    ("Soya beans in bulk", "120190"),
    ("Soya bean meal in bulk", "230400"),
    ("Yellow maize in bulk", "100590"),
    ("Iron ore fines", "260111"),
    ("Limestone", "252100"),
];

const FIRST_NAMES: [&str; 8] =
    ["FICTION", "REVERIE", "MIRAGE", "FABLE", "LEGEND", "FANCY", "MYTH", "CHIMERA"];
const LAST_NAMES: [&str; 8] =
    ["STAR", "TRADER", "PIONEER", "SPIRIT", "VENTURE", "HARMONY", "COURAGE", "DREAM"];

/// A ship.
struct Vessel {
    name: String,
    imo: String,
    owner: Codes,
    /// It trades near a coast with full cargoes, and is back within days.
    coaster: bool,
    /// Of a full cargo, in kg.
    capacity: f64,
    /// What coasters carry most.
    goods: usize,
}

/// The bills of so many ships.
pub fn entries(ships: u32, market: &mut Market) -> Vec<Entry> {
    let mut out = Vec::new();
    for n in 0..ships {
        let vessel = vessel(n, &mut market.office);
        let turns = if vessel.coaster { (10.0, 0.3, 5.0) } else { (45.0, 0.3, 20.0) };
        let mut day = market.office.draw.between(0.0, 60.0);
        let mut voyage = 0;
        while day < DAYS {
            voyage += 1;
            out.extend(bills(&vessel, voyage, FIRST_DAY + day as u32, market));
            day += cycle(turns, &mut market.office.draw);
        }
    }
    out
}

fn vessel(n: u32, office: &mut Office) -> Vessel {
    let coaster = office.draw.chance(0.1);
    let size = if coaster { (2e6, 6e6) } else { (25e6, 80e6) };
    let place = n as usize;
    let fleet = if place < 64 { String::new() } else { format!(" {}", place / 64 + 1) };
    Vessel {
        name: format!("MV {} {}{fleet}", FIRST_NAMES[place % 8], LAST_NAMES[place / 8 % 8]),
        imo: imo(n),
        owner: office.owner(),
        coaster,
        capacity: office.draw.between(size.0, size.1),
        goods: office.draw.below(GOODS.len()),
    }
}

/// The bills of one voyage: of a coaster one over its full cargo, else of several shippers, or of one who has it in equal parcels.
fn bills(vessel: &Vessel, voyage: u32, day: u32, market: &mut Market) -> Vec<Entry> {
    let draw = &mut market.office.draw;
    let full = vessel.capacity * draw.between(0.97, 1.0);
    let any = draw.below(GOODS.len());
    let (kind, parcels) = if vessel.coaster {
        let goods = if draw.chance(0.6) { vessel.goods } else { any };
        (Kind::Coaster, vec![vec![(goods, full as u64)]])
    } else if draw.chance(0.15) {
        let n = 2 + draw.below(5) as u64;
        let equal = (full / n as f64 / 1e6) as u64 * 1_000_000;
        (Kind::EqualParcels, (0..n).map(|_| vec![(any, equal)]).collect())
    } else {
        let weights: Vec<f64> = (0..1 + draw.below(4)).map(|_| draw.between(0.3, 1.0)).collect();
        let all: f64 = weights.iter().sum();
        let mut bill = |weight: f64| {
            let first = draw.below(GOODS.len());
            let n = if draw.chance(0.3) { 2 } else { 1 };
            (0..n)
                .map(|i| (first + i, (full * weight / all / n as f64 * draw.between(0.8, 1.0)) as u64))
                .collect()
        };
        (Kind::Bulk, weights.into_iter().map(&mut bill).collect::<Vec<Vec<(usize, u64)>>>())
    };
    let mut out = Vec::new();
    let one_seller = market.any_seller();
    for (n, parcels) in (1..).zip(parcels) {
        let seller = if kind == Kind::EqualParcels { one_seller } else { market.any_seller() };
        let number = format!("{} {voyage}-{n}", &vessel.imo[3..]);
        let document =
            bill(vessel, &number, day, market.sellers[seller].party(), &parcels, &mut market.office);
        let mut paper = Paper::new(document);
        paper.invoices = vec![market.invoice(seller, day, Some(&number))];
        out.push(Entry { kind, day, paper });
    }
    out
}

fn bill(
    vessel: &Vessel,
    number: &str,
    day: u32,
    shipper: Value,
    parcels: &[(usize, u64)],
    office: &mut Office,
) -> Value {
    let parcel = |(goods, kg): &(usize, u64)| {
        let (description, hs) = GOODS[goods % GOODS.len()];
        json!({ "descriptionOfGoods": description, "HSCodes": [hs], "grossWeight": kilograms(*kg) })
    };
    let mut bill = json!({
        "documentType": "bulkBillOfLading",
        "transportDocumentReference": number,
        "carrierCode": vessel.owner.scac,
        "carrierCodeListProvider": "NMFTA",
        "isElectronic": false,
        "numberOfOriginals": 3,
        "isToOrder": true,
        "shippedOnBoardDate": date(day),
        "issueDate": date(day),
        "portOfLoading": { "UNLocationCode": office.port() },
        "portOfDischarge": { "UNLocationCode": office.port() },
        "vessel": { "vesselName": vessel.name },
        "charterParty": { "form": "GENCON 2022", "date": date(day - 20) },
        "documentParties": {
            "shipper": shipper,
            "issuingParty": party("Make-Believe Agency", Some(&lei("AGNT", 2)), None),
            "notifyParties": [party("Pretend Foods AG", Some(&lei("BUYR", 0)), None)],
        },
        "parcels": parcels.iter().map(parcel).collect::<Vec<_>>(),
    });
    // One bill in ten leaves the IMO number out.
    if !office.draw.chance(0.1) {
        bill["vessel"]["vesselIMONumber"] = vessel.imo.as_str().into();
    }
    bill
}
