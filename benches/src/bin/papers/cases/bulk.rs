//! Bulk bills.

use super::{Case, NEW, REFERRED, REFUSED, SOMETIMES, case, days, later, respelled, under_number_of};
use crate::{
    kind::Kind,
    office::Office,
    paper::{Paper, kilograms},
    trade::Entry,
};
use serde_json::Value;

const NUMBER: &str = "/transportDocumentReference";
const NAME: &str = "/vessel/vesselName";
const PARCELS: &str = "/parcels";

fn bulk(entry: &Entry) -> bool {
    matches!(entry.kind, Kind::Bulk | Kind::Coaster)
}

fn with_imo(entry: &Entry) -> bool {
    bulk(entry) && !entry.paper.text("/vessel/vesselIMONumber").is_empty()
}

/// The same under a new number, without invoices.
fn anew(first: &Paper, office: &mut Office) -> Paper {
    let mut paper = first.bare();
    paper.number(&format!("NEW {}", office.serial()));
    paper
}

fn weight(parcel: &Value) -> u64 {
    let kg = parcel["grossWeight"].as_str().and_then(|text| text.split('.').next()?.parse().ok());
    kg.unwrap_or_default()
}

/// Each parcel's weight replaced by what this makes of it.
fn reweighed(paper: &mut Paper, change: impl Fn(u64) -> u64) {
    for parcel in paper.list(PARCELS) {
        parcel["grossWeight"] = kilograms(change(weight(parcel))).into();
    }
}

/// The step to which keys round a weight: the third digit's.
fn step(kg: u64) -> u64 {
    10u64.pow(kg.max(1).ilog10().saturating_sub(2))
}

/// A weight rounded half up to its first three digits, as somebody writes it who knows no more.
fn rounded(kg: u64) -> u64 {
    (kg + step(kg) / 2) / step(kg) * step(kg)
}

fn without_imo(paper: &mut Paper) {
    if let Some(vessel) = paper.document["vessel"].as_object_mut() {
        vessel.remove("vesselIMONumber");
    }
}

fn after(first: &Paper, low: u32, high: u32, office: &mut Office) -> Vec<Paper> {
    let mut paper = anew(first, office);
    let by = days(low, high, office);
    later(&mut paper, by);
    vec![paper]
}

/// Two bills, the first over this share in percent of each parcel and the second over the rest.
fn split(first: &Paper, percent: u64, office: &mut Office) -> Vec<Paper> {
    let (mut one, mut other) = (anew(first, office), anew(first, office));
    reweighed(&mut one, |kg| kg * percent / 100);
    reweighed(&mut other, |kg| kg - kg * percent / 100);
    vec![one, other]
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("number in another spelling, over another cargo", bulk, REFUSED, |first, other, office| {
            vec![under_number_of(first, other, &respelled(first.text(NUMBER), office))]
        }),
        case("electronic beside the paper bill", bulk, REFUSED, |first, _, _| {
            let mut paper = first.bare();
            paper.set("/isElectronic", true);
            paper.set("/numberOfOriginals", 1);
            vec![paper]
        }),
        case("new number", bulk, REFERRED, |first, _, office| vec![anew(first, office)]),
        case("new number, with the invoice", bulk, REFUSED, |first, _, office| {
            let mut paper = anew(first, office);
            paper.invoices.clone_from(&first.invoices);
            let number = paper.text(NUMBER).to_owned();
            paper.number(&number);
            vec![paper]
        }),
        case("new number, another carrier and other ports", bulk, REFERRED, |first, _, office| {
            let mut paper = anew(first, office);
            paper.set("/carrierCode", office.line().scac);
            paper.set("/portOfLoading/UNLocationCode", "ARROS");
            vec![paper]
        }),
        case(
            "new number, vessel's name as `m/v`, in small letters, or without `MV`",
            bulk,
            REFERRED,
            |first, _, office| {
                let mut paper = anew(first, office);
                let name = paper.text(NAME).to_owned();
                let rest = name.strip_prefix("MV ").unwrap_or(&name);
                let spelled = match office.draw.below(3) {
                    0 => format!("m/v {}", rest.to_lowercase()),
                    1 => format!("M.V. {}", rest.replace(' ', "-")),
                    _ => rest.to_owned(),
                };
                paper.set(NAME, spelled);
                without_imo(&mut paper);
                vec![paper]
            },
        ),
        case(
            "new number, vessel's name mistyped, with its IMO number",
            with_imo,
            REFERRED,
            |first, _, office| {
                let mut paper = anew(first, office);
                paper.set(NAME, paper.text(NAME).replacen(' ', " X", 1));
                vec![paper]
            },
        ),
        case("new number, vessel's name mistyped, IMO number left out", bulk, NEW, |first, _, office| {
            let mut paper = anew(first, office);
            paper.set(NAME, paper.text(NAME).replacen(' ', " X", 1));
            without_imo(&mut paper);
            vec![paper]
        }),
        case("new number, quantities rounded to three digits", bulk, REFERRED, |first, _, office| {
            let mut paper = anew(first, office);
            reweighed(&mut paper, rounded);
            vec![paper]
        }),
        case(
            "new number, quantities a quarter of a step of the third digit more",
            bulk,
            SOMETIMES,
            |first, _, office| {
                let mut paper = anew(first, office);
                reweighed(&mut paper, |kg| kg + step(kg) / 4);
                vec![paper]
            },
        ),
        case("new number, quantities 2 % more", bulk, NEW, |first, _, office| {
            let mut paper = anew(first, office);
            reweighed(&mut paper, |kg| kg + kg / 50);
            vec![paper]
        }),
        case("new number, each parcel as two", bulk, REFERRED, |first, _, office| {
            let mut paper = anew(first, office);
            paper.change(PARCELS, |parcels| {
                let mut halves = parcels.clone();
                for (parcel, half) in parcels.iter_mut().zip(&mut halves) {
                    let kg = weight(parcel);
                    parcel["grossWeight"] = kilograms(kg / 3).into();
                    half["grossWeight"] = kilograms(kg - kg / 3).into();
                }
                parcels.extend(halves);
            });
            vec![paper]
        }),
        case("two bills over 40 and 60 % of each parcel", bulk, NEW, |first, _, office| {
            split(first, 40, office)
        }),
        case("new number, other code of the same heading", bulk, REFERRED, |first, _, office| {
            let mut paper = anew(first, office);
            for parcel in paper.list(PARCELS) {
                let heading =
                    parcel["HSCodes"][0].as_str().map(|code| code[..4].to_owned()).unwrap_or_default();
                parcel["HSCodes"][0] = format!("{heading}99").into();
            }
            vec![paper]
        }),
        case("new number, other headings", bulk, NEW, |first, _, office| {
            let mut paper = anew(first, office);
            for (n, parcel) in paper.list(PARCELS).iter_mut().enumerate() {
                parcel["HSCodes"][0] = format!("31{:02}00", n + 1).into();
            }
            vec![paper]
        }),
        case("new number, 1 to 7 days later", bulk, REFERRED, |first, _, office| after(first, 1, 7, office)),
        case("new number, 8 to 13 days later", bulk, SOMETIMES, |first, _, office| {
            after(first, 8, 13, office)
        }),
        case("new number, 14 to 60 days later", bulk, NEW, |first, _, office| after(first, 14, 60, office)),
    ]
}
