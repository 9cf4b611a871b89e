//! The fictional papers that come with the program, dated so that they can be tried today.
//!
//! The files themselves lie in the folder `samples/` of the repository, dated once and for all; [`files`] moves their dates,
//! signs the bills with keys that are no secret, and makes the lists in today's edition.

mod carrier;
mod dates;
mod lists;

#[cfg(test)]
mod tests;

pub use carrier::Signer;
pub(crate) use dates::{edited, moved};
pub(crate) use lists::list;

use plimsoll_circuits::{day::Day, document::Json};

/// A sample as the repository has it.
macro_rules! sample {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/", $name))
    };
}
pub(crate) use sample;

/// How many days before today the cargoes were shipped: short enough for every ready policy, long enough for the bill that was
/// issued again a week later.
pub const SHIPPED_AGO: u32 = 10;

/// Papers of one cargo, which were shipped on one day.
struct Cargo {
    /// The day on which the repository's files say that it was shipped, stored or invoiced.
    shipped: &'static str,
    bills: &'static [(&'static str, &'static [u8])],
    /// What no carrier signs: annexes, and documents of other kinds.
    unsigned: &'static [(&'static str, &'static [u8])],
}

const CARGOES: [Cargo; 8] = [
    Cargo {
        shipped: "2026-03-05",
        bills: &[
            ("ebl-to-order", sample!("ebl-to-order.json")),
            ("ebl-altered", sample!("ebl-altered.json")),
            ("ebl-house-bill", sample!("ebl-house-bill.json")),
            ("ebl-reissued", sample!("ebl-reissued.json")),
            ("sea-waybill", sample!("sea-waybill.json")),
        ],
        unsigned: &[
            ("invoice", sample!("invoice.json")),
            ("packing-list", sample!("packing-list.json")),
            ("insurance", sample!("insurance.json")),
            ("vessel", sample!("vessel.json")),
        ],
    },
    Cargo {
        shipped: "2026-03-19",
        bills: &[("ebl-other", sample!("ebl-other.json"))],
        unsigned: &[("invoice-other", sample!("invoice-other.json"))],
    },
    Cargo {
        shipped: "2026-04-14",
        bills: &[("ebl-second-cargo", sample!("ebl-second-cargo.json"))],
        unsigned: &[("invoice-second-cargo", sample!("invoice-second-cargo.json"))],
    },
    Cargo {
        shipped: "2026-05-11",
        bills: &[("ebl-twelve-containers", sample!("ebl-twelve-containers.json"))],
        unsigned: &[
            ("invoice-twelve-containers", sample!("invoice-twelve-containers.json")),
            ("packing-list-twelve-containers", sample!("packing-list-twelve-containers.json")),
            ("insurance-twelve-containers", sample!("insurance-twelve-containers.json")),
            ("vessel-twelve-containers", sample!("vessel-twelve-containers.json")),
        ],
    },
    Cargo { shipped: "2026-03-05", bills: &[], unsigned: &[("paper-bill", sample!("paper-bill.json"))] },
    Cargo {
        shipped: "2026-04-18",
        bills: &[],
        unsigned: &[("bulk-bill", sample!("bulk-bill.json")), ("invoice-bulk", sample!("invoice-bulk.json"))],
    },
    Cargo {
        shipped: "2026-03-30",
        bills: &[],
        unsigned: &[
            ("warehouse-receipt", sample!("warehouse-receipt.json")),
            ("invoice-warehouse", sample!("invoice-warehouse.json")),
        ],
    },
    Cargo {
        shipped: "2026-05-04",
        bills: &[],
        unsigned: &[("invoice-alone", sample!("invoice-alone.json"))],
    },
];

macro_rules! policies {
    ($($name:literal),*) => {
        [$(($name, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/policies/", $name, ".toml")))),*]
    };
}

const POLICIES: [(&str, &[u8]); 9] = policies![
    "dual-use-goods",
    "ltv-inputs",
    "price-band",
    "sanctions-and-presentation",
    "sanctions-screening",
    "shipped-on-board-window",
    "three-way-match",
    "title-type",
    "ucp600-presentation"
];

/// A file of the set: its path within the folder, and what is in it.
pub struct File {
    /// Relative, such as `lists/sanctioned-ports.json`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why there is no set: a sample of this program is damaged.
#[derive(Debug, thiserror::Error)]
#[error("the sample {name} cannot be used: {why}")]
pub struct Damaged {
    name: String,
    why: String,
}

impl Damaged {
    fn new(name: &str, why: impl ToString) -> Self {
        Self { name: name.to_owned(), why: why.to_string() }
    }
}

/// The whole set as of a day: bills, signed each by the carrier that it names, annexes, the carriers' keys, lists of that day,
/// policies.
///
/// # Errors
/// [`Damaged`].
pub fn files(today: Day) -> Result<Vec<File>, Damaged> {
    let mut files = Vec::new();
    let mut add = |path: String, bytes: Vec<u8>| files.push(File { path, bytes });
    for cargo in &CARGOES {
        let shipped = Day::parse(cargo.shipped).ok_or_else(|| Damaged::new(cargo.shipped, "it is no day"))?;
        let dated = |name: &str, bytes: &[u8]| {
            edited(bytes, |json| {
                moved(json, |day| Day((day.0 + today.0).saturating_sub(SHIPPED_AGO + shipped.0)));
            })
            .map_err(|e| Damaged::new(name, e))
        };
        for (name, bytes) in cargo.bills {
            let request = carrier::request(&dated(name, bytes)?).map_err(|e| Damaged::new(name, e))?;
            let signer = Signer::of(&request).map_err(|e| Damaged::new(name, e))?;
            let signed = signer.sign(&request).map_err(|e| Damaged::new(name, e))?;
            add(format!("{name}.json"), pretty(name, &request)?);
            add(format!("{name}.signed.json"), pretty(name, &signed)?);
        }
        for (name, bytes) in cargo.unsigned {
            let json = Json::parse(&dated(name, bytes)?).map_err(|e| Damaged::new(name, e))?;
            add(format!("{name}.json"), pretty(name, &json)?);
        }
    }
    for signer in Signer::ALL {
        let key_set = signer.key_set().map_err(|e| Damaged::new(signer.file(), e))?;
        add(format!("{}.jwks.json", signer.file()), pretty(signer.file(), &key_set)?);
        add(format!("{}.private.jwk", signer.file()), pretty(signer.file(), &signer.private_jwk())?);
    }
    for name in lists::NAMES {
        let list = list(name, today).ok_or_else(|| Damaged::new(name, "it is no list"))?;
        add(format!("lists/{name}.json"), list.to_json().into_bytes());
    }
    for (name, text) in POLICIES {
        add(format!("policies/{name}.toml"), text.to_vec());
    }
    Ok(files)
}

/// As people read it. What was signed is the canonical form, which spaces do not change.
fn pretty(name: &str, json: &Json) -> Result<Vec<u8>, Damaged> {
    let value: serde_json::Value =
        serde_json::from_slice(&json.canonical()).map_err(|e| Damaged::new(name, e))?;
    let mut text = serde_json::to_vec_pretty(&value).map_err(|e| Damaged::new(name, e))?;
    text.push(b'\n');
    Ok(text)
}
