//! The document that is financed, in one form whatever its kind: a DCSA Bill of Lading v3 transport document (EBL 3.0.x), a bulk bill, a
//! warehouse receipt, or an invoice alone.

mod bulk;
mod cargo;
mod kind;
mod layout;
mod named;
mod own;
mod read;
mod receivable;
mod registrable;
mod rules;
mod warehouse;

pub use kind::DocumentType;
pub use registrable::NotRegistrable;

pub(super) use {
    bulk::read as read_bulk_bill, receivable::read as read_receivable,
    warehouse::read as read_warehouse_receipt,
};

pub(crate) use read::{MOVEMENTS, SERVICES, STATUSES, read};

pub(crate) use cargo::container_reference;
pub(crate) use layout::{day, optional};

use super::{
    Currency, Day, Fault, Vessel,
    carrier::CarrierId,
    json::Json,
    party::{OtherParty, Party, PartyId},
    place::{Place, PlaceRole},
    text::normalise,
};

/// Whether a container is filled by one shipper, or emptied by one consignee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Movement {
    /// Full container load.
    Fcl,
    /// Less than container load.
    Lcl,
}

/// Who issued a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Issuer {
    /// A carrier, by its id in the table that members share.
    Carrier(CarrierId),
    /// A warehouse keeper or seller, by the strongest id that the document gives.
    Party(PartyId),
}

/// One vessel and voyage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voyage {
    /// Vessel's name.
    pub vessel: String,
    /// Carrier's voyage number; empty if a bulk bill gives none.
    pub number: String,
    /// Universal voyage reference.
    pub universal: Option<String>,
    /// What the carrier says that it is, such as `MOTHER`.
    pub role: Option<String>,
    /// The vessel's IMO number; DCSA has no place for it.
    pub imo: Option<u64>,
}

impl Voyage {
    /// Whether a vessel's particulars are of this voyage, as far as it says which vessel and voyage it is.
    #[must_use]
    pub fn is_of(&self, vessel: &Vessel) -> bool {
        self.vessel == vessel.name
            && (self.number.is_empty() || self.number == vessel.voyage)
            && self.imo.is_none_or(|imo| imo == vessel.imo)
    }
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

/// One cargo item, with what its consignment item says about it; of a bulk bill a parcel, of a warehouse receipt a lot, of an invoice alone a
/// line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CargoItem {
    /// Container that it is in.
    pub container: Option<String>,
    /// Position of its goods: of its consignment item, parcel, lot or line.
    pub goods: usize,
    /// Carrier's booking reference.
    pub booking: Option<String>,
    /// Marks of a lot in a warehouse, normalised, by which its key goes; in leaves they lead the description.
    pub marks: Option<String>,
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

/// A document that can be used: what is committed of it, and what the ledger goes by, can be read in one way only. What its kind does not
/// have is absent, and 0 in leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MainDocument {
    /// Who issued it, as keys have it.
    pub issuer: Issuer,
    /// Name of the carrier, warehouse keeper or seller, for people only.
    pub issuer_name: String,
    /// Its number, as in the file.
    pub reference: String,
    /// Its normalised number.
    pub normalised_reference: String,
    /// Sub reference (version).
    pub sub_reference: Option<String>,
    /// What it is.
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
    pub port_of_loading: Option<String>,
    /// Port of discharge, UN/LOCODE.
    pub port_of_discharge: Option<String>,
    /// Place of receipt, UN/LOCODE.
    pub place_of_receipt: Option<String>,
    /// Place of delivery, UN/LOCODE.
    pub place_of_delivery: Option<String>,
    /// Planned departure.
    pub planned_departure: Option<Day>,
    /// Planned arrival.
    pub planned_arrival: Option<Day>,
    /// Everything that it names as a place or country, parties' addresses aside, the ports and places above among them.
    pub places: Vec<(PlaceRole, Place)>,
    /// Vessels and voyages; a transport document has at least one.
    pub voyages: Vec<Voyage>,
    /// What carries the goods to the first vessel: `TRUCK`, `RAIL` and so on, as the carrier says it.
    pub pre_carriage: Option<String>,
    /// What carries them on from the last.
    pub on_carriage: Option<String>,
    /// `CY`, `SD` or `CFS`.
    pub receipt_type: Option<String>,
    /// `CY`, `SD` or `CFS`.
    pub delivery_type: Option<String>,
    /// At origin.
    pub movement_at_origin: Option<Movement>,
    /// At destination.
    pub movement_at_destination: Option<Movement>,
    /// Charter party under which a bulk bill was issued, as it names it.
    pub charter_party: Option<String>,
    /// Shipper; the depositor of goods in a warehouse, the seller of an invoice.
    pub shipper: Party,
    /// Consignee of a straight bill or waybill; whoever goods in a warehouse are for if they are not to order, the buyer of an invoice.
    pub consignee: Option<Party>,
    /// First endorsee of a document to order; none if it is blank.
    pub endorsee: Option<Party>,
    /// Issuing party: the carrier or its agent, the warehouse keeper, the seller.
    pub issuing_party: Party,
    /// Notify parties.
    pub notify_parties: Vec<Party>,
    /// Every other party that it names, each with its role.
    pub other_parties: Vec<OtherParty>,
    /// The code by which it names its carrier.
    pub carrier_code: Option<PartyId>,
    /// Clauses that carrier or warehouse keeper put on it, as in the file.
    pub clauses: Vec<String>,
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

impl MainDocument {
    /// A document with what each kind has, and nothing else: issuer and its name, number and normalised number, shipper and issuing party.
    fn bare(
        kind: DocumentType,
        (issuer, issuer_name): (Issuer, &str),
        (reference, normalised_reference): (&str, String),
        [shipper, issuing_party]: [Party; 2],
        source: &Json,
    ) -> Self {
        Self {
            issuer,
            issuer_name: issuer_name.to_owned(),
            reference: reference.to_owned(),
            normalised_reference,
            sub_reference: None,
            kind,
            status: "ISSUED".to_owned(),
            is_electronic: false,
            is_to_order: false,
            is_shipped_on_board: false,
            originals: 0,
            freight_payment: None,
            shipped_on_board: None,
            received: None,
            issue_date: None,
            place_of_issue: None,
            port_of_loading: None,
            port_of_discharge: None,
            place_of_receipt: None,
            place_of_delivery: None,
            planned_departure: None,
            planned_arrival: None,
            places: Vec::new(),
            voyages: Vec::new(),
            pre_carriage: None,
            on_carriage: None,
            receipt_type: None,
            delivery_type: None,
            movement_at_origin: None,
            movement_at_destination: None,
            charter_party: None,
            shipper,
            consignee: None,
            endorsee: None,
            issuing_party,
            notify_parties: Vec::new(),
            other_parties: Vec::new(),
            carrier_code: None,
            clauses: Vec::new(),
            declared_value: None,
            containers: Vec::new(),
            items: Vec::new(),
            normalised_booking: None,
            advice: Vec::new(),
            source: source.clone(),
        }
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

    /// The canonical id of its carrier; none of what no carrier issues.
    #[must_use]
    pub const fn carrier(&self) -> Option<CarrierId> {
        match self.issuer {
            Issuer::Carrier(id) => Some(id),
            Issuer::Party(_) => None,
        }
    }

    /// Whether a normalised reference is this document's, with or without the carrier's SCAC in front.
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
        let inside = self.items.iter().filter(|item| item.container.as_ref() == Some(&container.reference));
        inside.map(|item| item.gross_weight).sum()
    }

    /// Whether each container is one shipper's and one consignee's.
    #[must_use]
    pub fn is_fcl(&self) -> bool {
        self.movement_at_origin == Some(Movement::Fcl) && self.movement_at_destination == Some(Movement::Fcl)
    }
}
