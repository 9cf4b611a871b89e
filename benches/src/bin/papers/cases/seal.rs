//! Containers under a new number: their days, and their seals.

use super::{Case, NEW, REFERRED, REFUSED, SOMETIMES, case, days, full, later, renumbered, seals};
use crate::{
    office::Office,
    paper::Paper,
    trade::Entry,
    verdict::{Claim, Verdict},
};
use serde_json::{Value, json};

const BOOKING: &str = "/consignmentItems/0/carrierBookingReference";

/// Refused or referred.
const FOUND: Claim = Claim { least: Verdict::Referred, most: Verdict::Refused };

/// Every container has two seals.
fn twice_sealed(entry: &Entry) -> bool {
    full(entry) && seals(entry).all(|seals| seals.len() == 2)
}

/// No container has a seal that can be used.
fn unsealed(entry: &Entry) -> bool {
    entry.kind.is_full() && seals(entry).all(|seals| seals[0]["number"] == "NIL")
}

/// The bill under a new number, with each container's seals changed.
fn resealed(
    first: &Paper,
    office: &mut Office,
    mut change: impl FnMut(&mut Vec<Value>, &mut Office),
) -> Paper {
    let mut paper = renumbered(first, office);
    for one in paper.list("/utilizedTransportEquipments") {
        if let Some(seals) = one["seals"].as_array_mut() {
            change(seals, office);
        }
    }
    paper
}

/// The same with seals and booking that nobody had, so many days later.
fn anew(first: &Paper, after: u32, office: &mut Office) -> Paper {
    let mut paper =
        resealed(first, office, |seals, office| *seals = vec![json!({ "number": office.seal() })]);
    paper.set(BOOKING, format!("BK{}", office.serial()));
    later(&mut paper, after);
    paper
}

/// The same with other weights.
fn anew_heavier(first: &Paper, after: u32, office: &mut Office) -> Paper {
    let mut paper = anew(first, after, office);
    for item in paper.list("/consignmentItems/0/cargoItems") {
        let kg = item["cargoGrossWeight"]["value"].as_u64().unwrap_or_default();
        item["cargoGrossWeight"]["value"] = (kg + 1 + office.draw.below(3_000) as u64).into();
    }
    paper
}

fn renumbered_after(first: &Paper, after: u32, office: &mut Office) -> Vec<Paper> {
    let mut paper = renumbered(first, office);
    later(&mut paper, after);
    vec![paper]
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("new number, 1 or 2 days later", full, REFUSED, |first, _, office| {
            let after = days(1, 2, office);
            renumbered_after(first, after, office)
        }),
        case("new number, 3 days later", full, FOUND, |first, _, office| renumbered_after(first, 3, office)),
        case("new number, 4 to 200 days later", full, REFERRED, |first, _, office| {
            let after = days(4, 200, office);
            renumbered_after(first, after, office)
        }),
        case("no seal on either, new number, same day", unsealed, REFUSED, |first, _, office| {
            renumbered_after(first, 0, office)
        }),
        case("no seal on either, new number, 1 to 60 days later", unsealed, REFERRED, |first, _, office| {
            let after = days(1, 60, office);
            renumbered_after(first, after, office)
        }),
        case("seals in another order or spelling", twice_sealed, REFUSED, |first, _, office| {
            vec![resealed(first, office, |seals, _| {
                seals.reverse();
                for seal in seals {
                    seal["number"] =
                        seal["number"].as_str().map(|n| n.to_lowercase().replace("00", "0-0")).into();
                }
            })]
        }),
        case("seal of customs added, and called so", full, REFUSED, |first, _, office| {
            vec![resealed(first, office, |seals, office| {
                seals.insert(0, json!({ "number": format!("AA{:07}", office.serial()), "source": "CUS" }));
            })]
        }),
        case("seal of customs added, and not called so", full, FOUND, |first, _, office| {
            let prefix = if office.draw.chance(0.5) { "AA" } else { "ZZ" };
            vec![resealed(first, office, |seals, office| {
                seals.push(json!({ "number": format!("{prefix}{:07}", office.serial()) }));
            })]
        }),
        case("last seal in order left out", twice_sealed, REFUSED, |first, _, office| {
            vec![resealed(first, office, |seals, _| {
                seals.sort_by_key(|seal| seal["number"].as_str().map(str::to_owned));
                seals.truncate(1);
            })]
        }),
        case("first seal in order left out", twice_sealed, REFERRED, |first, _, office| {
            vec![resealed(first, office, |seals, _| {
                seals.sort_by_key(|seal| seal["number"].as_str().map(str::to_owned));
                seals.remove(0);
            })]
        }),
        case("all seals left out", full, REFERRED, |first, _, office| {
            vec![resealed(first, office, |seals, _| *seals = vec![json!({ "number": "N/A" })])]
        }),
        case("`SEAL` before the seal's number", full, REFERRED, |first, _, office| {
            vec![resealed(first, office, |seals, _| {
                for seal in seals {
                    seal["number"] = seal["number"].as_str().map(|number| format!("SEAL {number}")).into();
                }
            })]
        }),
        case("new number, seal and booking, same day", full, REFERRED, |first, _, office| {
            vec![anew(first, 0, office)]
        }),
        case("new number, seal and booking, 3 to 120 days later", full, SOMETIMES, |first, _, office| {
            let after = days(3, 120, office);
            vec![anew(first, after, office)]
        }),
        case(
            "new number, seal, booking and weight, 1 or 2 days later",
            full,
            SOMETIMES,
            |first, _, office| {
                let after = days(1, 2, office);
                vec![anew_heavier(first, after, office)]
            },
        ),
        case("new number, seal, booking and weight, 3 to 60 days later", full, NEW, |first, _, office| {
            let after = days(3, 60, office);
            vec![anew_heavier(first, after, office)]
        }),
    ]
}
