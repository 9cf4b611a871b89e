//! The title document: a DCSA Bill of Lading v3 transport document (EBL 3.0.x).

mod cargo;
mod layout;
mod read;
mod registrable;
mod rules;

pub use registrable::NotRegistrable;

pub(crate) use read::{MOVEMENTS, SERVICES, STATUSES, read};

pub(crate) use cargo::container_reference;
pub(crate) use layout::{day, optional};

use super::{
    Currency, Day, Fault, Faults,
    carrier::{CarrierId, CarrierTable},
    fault::Collector,
    json::Json,
    party::Party,
    reader::At,
    text::normalise,
};

/// What the transport document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DocumentType {
    /// Bill of lading.
    BillOfLading,
    /// Sea waybill.
    SeaWaybill,
}

/// Whether a container is filled by one shipper, or emptied by one consignee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Movement {
    /// Full container load.
    Fcl,
    /// Less than container load.
    Lcl,
}

/// One vessel and voyage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voyage {
    /// Vessel's name.
    pub vessel: String,
    /// Carrier's voyage number.
    pub number: String,
    /// Universal voyage reference.
    pub universal: Option<String>,
}

/// One container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// ISO 6346 reference.
    pub reference: String,
    /// ISO size and type.
    pub iso_type: Option<String>,
    /// Whether the shipper owns it.
    pub shipper_owned: bool,
    /// Tare in grams.
    pub tare: Option<u64>,
    /// Numbers of its seals, as in the file.
    pub seals: Vec<String>,
    /// The seal that keys go by, normalised: the first in order of those that are not said to be of customs or a veterinary authority; of
    /// those, if there is no other. None if no number has a digit above 0.
    pub key_seal: Option<String>,
}

/// One cargo item, with what its consignment item says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CargoItem {
    /// Container that it is in.
    pub container: String,
    /// Position of its consignment item.
    pub consignment_item: usize,
    /// Carrier's booking reference.
    pub booking: String,
    /// HS codes padded to 12 digits: `extendedHSCodes` if given, else `HSCodes`.
    pub hs_codes: Vec<u64>,
    /// Description, lines joined by a line feed.
    pub description: String,
    /// Gross weight in grams.
    pub gross_weight: u64,
    /// Net weight in grams.
    pub net_weight: Option<u64>,
    /// Gross volume in cubic centimetres.
    pub volume: Option<u64>,
    /// Packages.
    pub packages: u64,
    /// UN Recommendation 21 code.
    pub package_code: Option<String>,
    /// Dangerous goods entries.
    pub dangerous_goods: u64,
}

/// A transport document that can be used: what is committed of it, and what the ledger goes by, can be read in one way only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransportDocument {
    /// Canonical carrier id.
    pub carrier: CarrierId,
    /// Carrier's name, for people only.
    pub carrier_name: String,
    /// Transport document reference as in the file.
    pub reference: String,
    /// Normalised transport document reference.
    pub normalised_reference: String,
    /// Sub reference (version).
    pub sub_reference: Option<String>,
    /// Bill of lading or sea waybill.
    pub kind: DocumentType,
    /// `ISSUED` and so on.
    pub status: String,
    /// Whether it is electronic.
    pub is_electronic: bool,
    /// Whether it is to order.
    pub is_to_order: bool,
    /// Whether it says shipped on board, rather than received for shipment.
    pub is_shipped_on_board: bool,
    /// Originals that exist.
    pub originals: u64,
    /// `PRE` or `COL`.
    pub freight_payment: Option<String>,
    /// Shipped on board.
    pub shipped_on_board: Option<Day>,
    /// Received for shipment.
    pub received: Option<Day>,
    /// Issued.
    pub issue_date: Option<Day>,
    /// Place of issue, UN/LOCODE.
    pub place_of_issue: Option<String>,
    /// Port of loading, UN/LOCODE.
    pub port_of_loading: String,
    /// Port of discharge, UN/LOCODE.
    pub port_of_discharge: String,
    /// Place of receipt, UN/LOCODE.
    pub place_of_receipt: Option<String>,
    /// Place of delivery, UN/LOCODE.
    pub place_of_delivery: Option<String>,
    /// Planned departure.
    pub planned_departure: Day,
    /// Planned arrival.
    pub planned_arrival: Day,
    /// Vessels and voyages, at least one.
    pub voyages: Vec<Voyage>,
    /// `CY`, `SD` or `CFS`.
    pub receipt_type: String,
    /// `CY`, `SD` or `CFS`.
    pub delivery_type: String,
    /// At origin.
    pub movement_at_origin: Movement,
    /// At destination.
    pub movement_at_destination: Movement,
    /// Shipper.
    pub shipper: Party,
    /// Consignee of a straight bill or waybill.
    pub consignee: Option<Party>,
    /// First endorsee of a to-order bill; none if it is blank.
    pub endorsee: Option<Party>,
    /// Issuing party.
    pub issuing_party: Party,
    /// Notify parties.
    pub notify_parties: Vec<Party>,
    /// Declared value in thousandths of the currency unit, which is rare.
    pub declared_value: Option<(u64, Currency)>,
    /// Containers.
    pub containers: Vec<Container>,
    /// Cargo items.
    pub items: Vec<CargoItem>,
    /// Normalised booking reference, the first in order if there are several, without the carrier's own SCAC in front; none if no booking
    /// can be brought into that form.
    pub normalised_booking: Option<String>,
    /// What in it should be looked at; paths are from the top of the file that was read.
    pub advice: Vec<Fault>,
    source: Json,
}

impl TransportDocument {
    /// Reads a transport document.
    ///
    /// # Errors
    /// All faults that it has.
    pub fn parse(json: &Json, carriers: &CarrierTable) -> Result<Self, Faults> {
        let found = Collector::default();
        let document = At::root(json, &found).object().and_then(|at| read(&at, carriers));
        let (document, advice) = found.finish(document)?;
        Ok(Self { advice, ..document })
    }

    /// The JSON that was received.
    #[must_use]
    pub const fn source(&self) -> &Json {
        &self.source
    }

    /// SHA-256 of the received JSON's canonical form: DCSA's document checksum.
    #[must_use]
    pub fn checksum(&self) -> [u8; 32] {
        self.source.checksum()
    }

    /// Whether a normalised reference is this bill's, with or without the carrier's SCAC in front.
    #[must_use]
    pub fn is_named(&self, normalised: &str) -> bool {
        normalised == self.normalised_reference || normalise(&self.reference).as_deref() == Some(normalised)
    }

    /// The day that box keys go by: shipped on board, else received for shipment.
    #[must_use]
    pub fn key_date(&self) -> Option<Day> {
        self.shipped_on_board.or(self.received)
    }

    /// Gross weight of the cargo in one of its containers, in grams.
    #[must_use]
    pub fn gross_weight_in(&self, container: &Container) -> u64 {
        let inside = self.items.iter().filter(|item| item.container == container.reference);
        inside.map(|item| item.gross_weight).sum()
    }

    /// Whether each container is one shipper's and one consignee's.
    #[must_use]
    pub fn is_fcl(&self) -> bool {
        self.movement_at_origin == Movement::Fcl && self.movement_at_destination == Movement::Fcl
    }
}
