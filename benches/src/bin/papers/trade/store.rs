//! Goods in store: lots that come and go, and their receipts.

use super::{DAYS, Entry, Market, cycle};
use crate::{
    kind::Kind,
    office::{FIRST_DAY, Office, date, lei, party},
    paper::{Paper, kilograms},
};
use serde_json::{Value, json};

/// Days between two receipts of one keeper.
const TURNS: (f64, f64, f64) = (4.0, 0.5, 1.0);

/// A keeper with its sites.
struct Keeper {
    n: u64,
    sites: Vec<String>,
}

/// The receipts of so many keepers.
pub fn entries(keepers: u32, market: &mut Market) -> Vec<Entry> {
    let mut out = Vec::new();
    for n in 0..u64::from(keepers) {
        let sites = 1 + market.office.draw.below(4);
        let sites = (1..=sites).map(|site| format!("Shed {site}, Nowhere Road")).collect();
        let keeper = Keeper { n, sites };
        let mut day = market.office.draw.between(0.0, 10.0);
        while day < DAYS {
            let first = receipt(&keeper, FIRST_DAY + day as u32, market);
            if market.office.draw.chance(0.03) {
                out.push(stored_on(&first, &mut market.office));
            }
            out.push(first);
            day += cycle(TURNS, &mut market.office.draw);
        }
    }
    out
}

/// A number that no receipt of any keeper had.
pub fn number(office: &mut Office) -> String {
    format!("WR-26-{:06}", office.serial())
}

/// Goods of one depositor. Most number all their lots; some number those of a delivery, and the next ones alike.
fn receipt(keeper: &Keeper, day: u32, market: &mut Market) -> Entry {
    let seller = market.any_seller();
    let office = &mut market.office;
    let site = &keeper.sites[office.draw.below(keeper.sites.len())];
    let anew = seller.is_multiple_of(50);
    let lots: Vec<Value> = (1..=1 + office.draw.below(6))
        .map(|lot| {
            let marks = if anew {
                format!("FT{seller} LOT {lot}")
            } else {
                format!("FT{seller}/{:05}", office.serial())
            };
            json!({
                "marks": marks,
                "descriptionOfGoods": "Copper cathodes, grade A",
                "HSCodes": ["740311"],
                "grossWeight": kilograms(24_000 + office.draw.below(2_000) as u64),
                "numberOfPackages": 10,
            })
        })
        .collect();
    let document = json!({
        "documentType": "warehouseReceipt",
        "receiptNumber": number(office),
        "isElectronic": false,
        "numberOfOriginals": 1,
        "isToOrder": true,
        "issueDate": date(day),
        "storedSince": date(day),
        "warehouseKeeper": party(
            &format!("Example Warehousing {} Pte Ltd", keeper.n),
            Some(&lei("KEEP", keeper.n)),
            Some(&format!("NL{:09}B02", keeper.n)),
        ),
        "site": { "siteName": site, "UNLocationCode": "SGSIN" },
        "depositor": market.sellers[seller].party(),
        "lots": lots,
    });
    let mut paper = Paper::new(document);
    paper.invoices = vec![market.invoice(seller, day, None)];
    Entry { kind: Kind::Receipt, day, paper }
}

/// The same lots under a new receipt, for whoever bought them, after the first was given back. Its invoice is another.
fn stored_on(first: &Entry, office: &mut Office) -> Entry {
    let day = first.day + 20 + office.draw.below(80) as u32;
    let mut paper = first.paper.bare();
    paper.set("/receiptNumber", number(office));
    paper.set("/issueDate", date(day));
    Entry { kind: Kind::ReceiptAnew, day, paper }
}
