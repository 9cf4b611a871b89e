//! The leaves of a bill.

use super::{CargoItem, Container, MainDocument, Movement};
use crate::{
    document::{
        Attestation, Day,
        fields::{ContainerField, GoodsField, HeaderField, ItemField},
        party::Party,
        text,
        tree::{Layout, Records},
    },
    field::{F, from_short_bytes},
};

impl MainDocument {
    /// The document's values in the layout in which they are committed, with who attested it, if anybody did.
    #[must_use]
    pub fn layout(&self, attestation: Option<&Attestation>) -> Layout {
        let header = HeaderField::ALL.iter().map(|field| self.header_value(*field, attestation)).collect();
        Layout::of_header(header)
            .with(Records::Containers, self.containers.iter().map(|c| self.container_record(c)).collect())
            .with(Records::Items, self.items.iter().map(item_record).collect())
            .with(Records::Goods, self.goods().iter().map(|items| goods_record(items)).collect())
    }

    /// The cargo items by the goods that they are of.
    fn goods(&self) -> Vec<Vec<&CargoItem>> {
        let mut goods: Vec<Vec<&CargoItem>> = Vec::new();
        for item in &self.items {
            if goods.len() <= item.goods {
                goods.resize(item.goods + 1, Vec::new());
            }
            goods[item.goods].push(item);
        }
        goods
    }

    /// Gross weight of all cargo in grams.
    #[must_use]
    pub fn gross_weight(&self) -> u64 {
        self.items.iter().map(|item| item.gross_weight).sum()
    }

    /// Packages of all cargo.
    #[must_use]
    pub fn packages(&self) -> u64 {
        self.items.iter().map(|item| item.packages).sum()
    }

    /// The value of one header field; 0 where it is absent.
    #[must_use]
    pub fn header_value(&self, field: HeaderField, attestation: Option<&Attestation>) -> F {
        use HeaderField as H;
        let country = |place: &Option<String>| optional(place.as_deref().and_then(|place| place.get(..2)));
        let zero = F::from(0u64);
        let voyage = |i: usize| self.voyages.get(i);
        let checksum = self.checksum();
        match field {
            H::Carrier => F::from(self.carrier().unwrap_or(0)),
            H::Reference => text::value(&self.normalised_reference),
            H::SubReference => optional(self.sub_reference.as_deref()),
            H::Type => text::value(self.kind.code()),
            H::Status => text::value(&self.status),
            H::IsElectronic => F::from(self.is_electronic),
            H::Originals => F::from(self.originals),
            H::IsToOrder => F::from(self.is_to_order),
            H::IsShippedOnBoard => F::from(self.is_shipped_on_board),
            H::FreightPayment => optional(self.freight_payment.as_deref()),
            H::ShippedOnBoardDate => day(self.shipped_on_board),
            H::ReceivedDate => day(self.received),
            H::IssueDate => day(self.issue_date),
            H::PlaceOfIssue => optional(self.place_of_issue.as_deref()),
            H::PortOfLoading => optional(self.port_of_loading.as_deref()),
            H::PortOfLoadingCountry => country(&self.port_of_loading),
            H::PortOfDischarge => optional(self.port_of_discharge.as_deref()),
            H::PortOfDischargeCountry => country(&self.port_of_discharge),
            H::PlaceOfReceipt => optional(self.place_of_receipt.as_deref()),
            H::PlaceOfDelivery => optional(self.place_of_delivery.as_deref()),
            H::PlannedDeparture => day(self.planned_departure),
            H::PlannedArrival => day(self.planned_arrival),
            H::VesselName => optional(voyage(0).map(|v| v.vessel.as_str())),
            H::Voyage => optional(voyage(0).map(|v| v.number.as_str())),
            H::UniversalVoyage => optional(voyage(0).and_then(|v| v.universal.as_deref())),
            H::ReceiptType => optional(self.receipt_type.as_deref()),
            H::DeliveryType => optional(self.delivery_type.as_deref()),
            H::MovementAtOrigin => movement(self.movement_at_origin),
            H::MovementAtDestination => movement(self.movement_at_destination),
            H::ShipperId => self.shipper.id_value(),
            H::ShipperName => text::value(&self.shipper.name),
            H::ShipperCountry => optional(self.shipper.country.as_deref()),
            H::ConsigneeId => party(self.consignee.as_ref(), Party::id_value),
            H::ConsigneeName => party(self.consignee.as_ref(), |p| text::value(&p.name)),
            H::ConsigneeCountry => party(self.consignee.as_ref(), |p| optional(p.country.as_deref())),
            H::EndorseeId => party(self.endorsee.as_ref(), Party::id_value),
            H::EndorseeName => party(self.endorsee.as_ref(), |p| text::value(&p.name)),
            H::EndorseeCountry => party(self.endorsee.as_ref(), |p| optional(p.country.as_deref())),
            H::IssuingPartyId => self.issuing_party.id_value(),
            H::IssuingPartyName => text::value(&self.issuing_party.name),
            H::GrossWeight => F::from(self.gross_weight()),
            H::Packages => F::from(self.packages()),
            H::DeclaredValue => self.declared_value.map_or(zero, |(value, _)| F::from(value)),
            H::DeclaredValueCurrency => self.declared_value.map_or(zero, |(_, currency)| currency.value()),
            H::DangerousGoods => F::from(self.items.iter().map(|item| item.dangerous_goods).sum::<u64>()),
            H::ChecksumHigh => from_short_bytes(&checksum[..16]),
            H::ChecksumLow => from_short_bytes(&checksum[16..]),
            H::CharterParty => optional(self.charter_party.as_deref()),
            H::AttestationGround => attestation.map_or(zero, |a| text::value(a.ground.code())),
            H::AttesterId => attestation.map_or(zero, |a| a.attester_id.value()),
            H::AttestationDate => day(attestation.map(|a| a.attested_on)),
            H::AttestationChecksumHigh => attestation.map_or(zero, |a| from_short_bytes(&a.checksum()[..16])),
            H::AttestationChecksumLow => attestation.map_or(zero, |a| from_short_bytes(&a.checksum()[16..])),
        }
    }

    fn container_record(&self, container: &Container) -> Vec<F> {
        use ContainerField as C;
        let inside =
            || self.items.iter().filter(|item| item.container.as_ref() == Some(&container.reference));
        let mut seals = container.seals.clone();
        seals.sort();
        let value = |field: &C| match field {
            C::Reference => text::value(&container.reference),
            C::Type => optional(container.iso_type.as_deref()),
            C::ShipperOwned => F::from(container.shipper_owned),
            C::Tare => F::from(container.tare.unwrap_or(0)),
            C::GrossWeight => F::from(self.gross_weight_in(container)),
            C::Packages => F::from(inside().map(|item| item.packages).sum::<u64>()),
            C::SealCount => F::from(seals.len() as u64),
            C::Seals => text::value(&seals.join("\n")),
            C::DangerousGoods => F::from(inside().map(|item| item.dangerous_goods).sum::<u64>()),
        };
        C::ALL.iter().map(value).collect()
    }
}

fn item_record(item: &CargoItem) -> Vec<F> {
    use ItemField as I;
    let value = |field: &I| match field {
        I::Container => optional(item.container.as_deref()),
        I::Goods => F::from(item.goods as u64),
        I::GrossWeight => F::from(item.gross_weight),
        I::NetWeight => F::from(item.net_weight.unwrap_or(0)),
        I::Volume => F::from(item.volume.unwrap_or(0)),
        I::Packages => F::from(item.packages),
        I::PackageCode => optional(item.package_code.as_deref()),
        I::DangerousGoods => F::from(item.dangerous_goods),
    };
    I::ALL.iter().map(value).collect()
}

/// The record of goods by their cargo items, which all say the same of them.
fn goods_record(items: &[&CargoItem]) -> Vec<F> {
    use GoodsField as G;
    let first = items.first();
    let hs = |i: usize| F::from(first.and_then(|item| item.hs_codes.get(i)).copied().unwrap_or(0));
    let value = |field: &G| match field {
        G::Booking => optional(first.and_then(|item| item.booking.as_deref())),
        G::HsCode0
        | G::HsCode1
        | G::HsCode2
        | G::HsCode3
        | G::HsCode4
        | G::HsCode5
        | G::HsCode6
        | G::HsCode7 => hs(field.index() - G::HsCode0.index()),
        G::GrossWeight => F::from(items.iter().map(|item| item.gross_weight).sum::<u64>()),
        G::Packages => F::from(items.iter().map(|item| item.packages).sum::<u64>()),
        G::Description => optional(first.map(|item| item.description.as_str())),
    };
    G::ALL.iter().map(value).collect()
}

/// The value of a text that may be absent.
pub(crate) fn optional(value: Option<&str>) -> F {
    value.map_or_else(|| F::from(0u64), text::value)
}

/// The value of a day that may be absent.
pub(crate) fn day(day: Option<Day>) -> F {
    F::from(day.map_or(0, |day| day.0))
}

fn party(party: Option<&Party>, value: impl Fn(&Party) -> F) -> F {
    party.map_or_else(|| F::from(0u64), value)
}

fn movement(movement: Option<Movement>) -> F {
    optional(movement.map(|movement| match movement {
        Movement::Fcl => "FCL",
        Movement::Lcl => "LCL",
    }))
}
