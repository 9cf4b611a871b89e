//! Containers that come round from load to load, as in the program `business`, and the bills that are written for them.

use super::{
    DAYS, Entry, Market,
    bill::{GOODS, Shipment, Stuffed},
    cycle,
    seller::allot,
};
use crate::{
    kind::Kind,
    office::{Codes, FIRST_DAY, Office, containers},
    paper::Paper,
};
use std::collections::BTreeMap;

/// Containers that an honest bill has at most: as many as the small tier has room for.
const BOXES: usize = 6;

/// A trade: days from one load of a container to the next (median, spread, least), and the share of loads that are followed by one
/// within three days.
const TRADES: [(Kind, (f64, f64, f64), f64); 3] = [
    (Kind::DeepSea, (42.0, 0.35, 15.0), 0.0002),
    (Kind::Regional, (19.0, 0.4, 6.0), 0.0002),
    (Kind::ShortSea, (8.0, 0.45, 3.0), 0.004),
];

/// Containers of each trade, of 100.
const MIX: [u32; 3] = [40, 40, 20];

/// Payloads that boxes are filled to, in kg, each shipper with a packing of its own on top.
const TYPICAL: [u64; 10] = [6_000, 9_000, 12_000, 15_000, 18_000, 20_000, 22_000, 24_000, 25_000, 26_500];

/// One stuffing of a container, and days since the one before.
struct Load {
    stuffed: Stuffed,
    since: u32,
}

/// The bills for so many containers.
pub fn entries(boxes: u32, market: &mut Market) -> Vec<Entry> {
    let mut days: BTreeMap<(Kind, u32), Vec<Load>> = BTreeMap::new();
    for reference in containers().take(boxes as usize) {
        let trade = market.office.draw.one_of(&MIX);
        loads(&reference, trade, &mut days, &mut market.office);
    }
    days.into_iter().flat_map(|((kind, day), loads)| written(kind, day, loads, market)).collect()
}

/// What one container carries.
fn loads(reference: &str, trade: usize, days: &mut BTreeMap<(Kind, u32), Vec<Load>>, office: &mut Office) {
    let (kind, turns, quick) = TRADES[trade];
    let mut day = office.draw.between(0.0, 60.0);
    let (mut since, mut seals, mut kg) = (turns.2, seals(office), payload(office));
    while day < DAYS {
        let stuffed = Stuffed { reference: reference.to_owned(), seals: seals.clone(), kg };
        days.entry((kind, FIRST_DAY + day as u32)).or_default().push(Load { stuffed, since: since as u32 });
        since = if office.draw.chance(quick) {
            1.0 + office.draw.one_of(&[1u8, 2, 3]) as f64
        } else {
            cycle(turns, &mut office.draw)
        };
        day += since;
        // A paper that is written over an older one names the seal of before; a shipper's loads may weigh the same each time.
        if !office.draw.chance(0.0001) {
            seals = self::seals(office);
        }
        if !office.draw.chance(0.005) {
            kg = payload(office);
        }
    }
}

fn seals(office: &mut Office) -> Vec<(String, &'static str)> {
    match office.draw.one_of(&[0.03, 0.77, 0.2]) {
        0 => vec![("NIL".to_owned(), "CAR")],
        1 => vec![(office.seal(), "CAR")],
        _ => vec![(office.seal(), "CAR"), (office.seal(), "SHI")],
    }
}

fn payload(office: &mut Office) -> u64 {
    let typical = TYPICAL[office.draw.below(TYPICAL.len())] + office.draw.below(1_200) as u64;
    match office.draw.one_of(&[0.2, 0.4, 0.4]) {
        0 => typical,
        1 => (typical as f64 + 200.0 * office.draw.normal()) as u64,
        _ => office.draw.between(4_000.0, 28_000.0) as u64,
    }
}

/// The bills of one day of a trade.
fn written(kind: Kind, day: u32, loads: Vec<Load>, market: &mut Market) -> Vec<Entry> {
    let mut out = Vec::new();
    let mut whole = Vec::new();
    for load in loads {
        match market.office.draw.one_of(&[0.958, 0.04, 0.002]) {
            0 => whole.push(load),
            1 => out.extend(groupage(day, &load.stuffed, market)),
            _ => out.extend(parts(day, &load.stuffed, market)),
        }
    }
    while !whole.is_empty() {
        let wanted = 1 + market.office.draw.exponential(1.5) as usize;
        let large = market.office.draw.chance(0.02);
        let n = if large { 7 + market.office.draw.below(24) } else { wanted.min(BOXES) };
        let loads = whole.split_off(whole.len().saturating_sub(n));
        let since = loads.iter().map(|load| load.since).min().unwrap_or(0);
        let boxes: Vec<Stuffed> = loads.into_iter().map(|load| load.stuffed).collect();
        if boxes.len() > 1 && (large || market.office.draw.chance(0.03)) {
            // A consignment under several bills: they share the booking, or have one each and share the invoice.
            let size = boxes.len().div_ceil(2).min(BOXES);
            let kind = if market.office.draw.chance(0.7) { Kind::OneBooking } else { Kind::SharedInvoice };
            out.extend(several(kind, day, boxes.chunks(size).map(<[Stuffed]>::to_vec).collect(), market));
        } else {
            out.push(ordinary(kind, day, since, boxes, market));
        }
    }
    out
}

fn shipment(day: u32, seller: usize, carrier: Codes, boxes: Vec<Stuffed>, market: &mut Market) -> Shipment {
    Shipment {
        booking: format!("BK{}", market.office.serial()),
        carrier,
        day,
        received: false,
        groupage: false,
        shipper: market.sellers[seller].party(),
        goods: market.office.draw.below(GOODS.len()),
        boxes,
    }
}

/// One bill of its own, of a liner company or, with nothing of the master bill, of a forwarder; nine in ten with their invoice.
fn ordinary(kind: Kind, day: u32, since: u32, boxes: Vec<Stuffed>, market: &mut Market) -> Entry {
    let seller = market.any_seller();
    let is_house = market.office.draw.chance(0.1);
    let carrier = if is_house { market.office.forwarder() } else { market.office.line() };
    let mut shipment = shipment(day, seller, carrier, boxes, market);
    if market.office.draw.chance(0.05) {
        shipment.received = true;
        shipment.day -= (market.office.draw.below(6) as u32).min(since / 3);
    }
    let number = market.office.bill_number(&shipment.carrier.scac);
    let mut paper = Paper::new(shipment.bill(&number, &mut market.office));
    for _ in 0..market.office.draw.one_of(&[0.1, 0.8, 0.1]) {
        paper.invoices.push(market.invoice(seller, day, Some(&number)));
    }
    Entry { kind, day: shipment.day, paper }
}

/// Bills of one shipper on one day.
fn several(kind: Kind, day: u32, boxes: Vec<Vec<Stuffed>>, market: &mut Market) -> Vec<Entry> {
    let (seller, carrier) = (market.any_seller(), market.office.line());
    let (shares, booking) = (kind == Kind::SharedInvoice, format!("BK{}", market.office.serial()));
    let numbers: Vec<String> = boxes.iter().map(|_| market.office.bill_number(&carrier.scac)).collect();
    let mut whole = market.invoice(seller, day, None);
    allot(&mut whole, &numbers);
    let bill = |(number, boxes): (&String, Vec<Stuffed>)| {
        let mut shipment = shipment(day, seller, carrier.clone(), boxes, market);
        if !shares {
            shipment.booking.clone_from(&booking);
        }
        let mut paper = Paper::new(shipment.bill(number, &mut market.office));
        paper.invoices = vec![if shares { whole.clone() } else { market.invoice(seller, day, Some(number)) }];
        Entry { kind, day, paper }
    };
    numbers.iter().zip(boxes).map(bill).collect()
}

/// Two to four bills of parts of one container, of which the issuer says so.
fn parts(day: u32, whole: &Stuffed, market: &mut Market) -> Vec<Entry> {
    let n = 2 + market.office.draw.below(3) as u64;
    let boxes = (0..n).map(|_| vec![Stuffed { kg: whole.kg / n, ..whole.clone() }]).collect();
    let mut parts = several(Kind::PartLoad, day, boxes, market);
    for part in &mut parts {
        part.paper.part_loads.insert(whole.reference.clone());
    }
    parts
}

/// House bills of a forwarder, of three to eight shippers, over one container, each with the forwarder's number of it.
fn groupage(day: u32, whole: &Stuffed, market: &mut Market) -> Vec<Entry> {
    let forwarder = market.office.forwarder();
    let n = 3 + market.office.draw.below(6) as u64;
    let house = |_| {
        let seller = market.any_seller();
        let kg = (whole.kg as f64 / n as f64 * market.office.draw.between(0.4, 1.6)) as u64;
        let boxes = vec![Stuffed { kg, ..whole.clone() }];
        let shipment = Shipment { groupage: true, ..shipment(day, seller, forwarder.clone(), boxes, market) };
        let number = market.office.bill_number(&forwarder.scac);
        let mut paper = Paper::new(shipment.bill(&number, &mut market.office));
        paper.invoices = vec![market.invoice(seller, day, Some(&number))];
        Entry { kind: Kind::Groupage, day, paper }
    };
    (0..n).map(house).collect()
}
