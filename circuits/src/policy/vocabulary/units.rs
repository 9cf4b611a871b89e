//! The unit of each field.

use crate::{
    document::{
        ContainerField, GoodsField, Ground, HeaderField, InsuranceField, InvoiceField, ItemField, LegField,
        LineField, PackedField, PackingListField, PartyField, PlaceField, PlaceRole, bill as codes,
    },
    policy::unit::Unit,
};

const SERVICES: Unit = Unit::Code(&codes::SERVICES);
const MOVEMENTS: Unit = Unit::Code(&codes::MOVEMENTS);
const STATUSES: Unit = Unit::Code(&codes::STATUSES);

pub(super) const fn bill(field: HeaderField) -> Unit {
    use HeaderField as H;
    match field {
        H::Carrier => Unit::Id,
        H::Reference => Unit::Reference,
        H::Type => Unit::Code(&["BOL", "SWB", "WHR", "INV"]),
        H::Status => STATUSES,
        H::IsElectronic | H::IsToOrder | H::IsShippedOnBoard => Unit::Flag,
        H::AttestationGround => Unit::Code(&Ground::CODES),
        H::FreightPayment => Unit::Code(&["PRE", "COL"]),
        H::ShippedOnBoardDate
        | H::ReceivedDate
        | H::IssueDate
        | H::PlannedDeparture
        | H::PlannedArrival
        | H::AttestationDate => Unit::Day,
        H::PlaceOfIssue | H::PortOfLoading | H::PortOfDischarge | H::PlaceOfReceipt | H::PlaceOfDelivery => {
            Unit::Port
        }
        H::UniversalVoyage => Unit::Code(&[]),
        H::ReceiptType | H::DeliveryType => SERVICES,
        H::MovementAtOrigin | H::MovementAtDestination => MOVEMENTS,
        H::ShipperId | H::ConsigneeId | H::EndorseeId | H::IssuingPartyId | H::AttesterId => Unit::Party,
        H::PortOfLoadingCountry
        | H::PortOfDischargeCountry
        | H::ShipperCountry
        | H::ConsigneeCountry
        | H::EndorseeCountry => Unit::Country,
        H::GrossWeight => Unit::Weight,
        H::Originals | H::Packages | H::DangerousGoods => Unit::Count,
        H::DeclaredValue => Unit::Thousandths,
        H::DeclaredValueCurrency => Unit::Currency,
        H::ChecksumHigh | H::ChecksumLow | H::AttestationChecksumHigh | H::AttestationChecksumLow => {
            Unit::Digest
        }
        H::SubReference
        | H::CharterParty
        | H::VesselName
        | H::Voyage
        | H::ShipperName
        | H::ConsigneeName
        | H::EndorseeName
        | H::IssuingPartyName => Unit::Text,
    }
}

pub(super) const fn packing_list(field: PackingListField) -> Unit {
    use PackingListField as P;
    match field {
        P::Number => Unit::Text,
        P::IssueDate => Unit::Day,
        P::BillReference | P::InvoiceNumber => Unit::Reference,
        P::GrossWeight | P::NetWeight => Unit::Weight,
        P::Packages => Unit::Count,
    }
}

pub(super) const fn insurance(field: InsuranceField) -> Unit {
    use InsuranceField as I;
    match field {
        I::Number | I::InsurerName | I::InsuredName => Unit::Text,
        I::IssueDate | I::From | I::Until => Unit::Day,
        I::InsurerId | I::InsuredId => Unit::Party,
        I::Currency => Unit::Currency,
        I::Sum => Unit::Money,
        I::Cover => Unit::Code(&["ICC_A", "ICC_B", "ICC_C"]),
        I::War | I::Strikes => Unit::Flag,
        I::BillReference => Unit::Reference,
    }
}

pub(super) const fn invoice(field: InvoiceField) -> Unit {
    use InvoiceField as I;
    match field {
        I::Number | I::BillReference => Unit::Reference,
        I::IssueDate | I::DueDate => Unit::Day,
        I::SellerId | I::BuyerId => Unit::Party,
        I::SellerName | I::BuyerName | I::IncotermPlace | I::PurchaseOrder => Unit::Text,
        I::SellerCountry | I::BuyerCountry => Unit::Country,
        I::Currency => Unit::Currency,
        I::Total | I::Charges | I::Allowances => Unit::Money,
        I::Incoterm => Unit::Code(&[]),
    }
}

pub(super) const fn line(field: LineField) -> Unit {
    use LineField as L;
    match field {
        L::HsCode => Unit::Hs,
        L::Quantity => Unit::Measure,
        L::Unit => Unit::Code(&[]),
        L::UnitPrice => Unit::Price,
        L::Amount | L::Priced => Unit::Money,
        L::Weight => Unit::Weight,
        L::Origin => Unit::Country,
        L::Description => Unit::Text,
    }
}

pub(super) const fn container(field: ContainerField) -> Unit {
    use ContainerField as C;
    match field {
        C::Reference => Unit::Container,
        C::Type => Unit::Code(&[]),
        C::ShipperOwned => Unit::Flag,
        C::Tare | C::GrossWeight => Unit::Weight,
        C::Packages | C::SealCount | C::DangerousGoods => Unit::Count,
        C::Seals => Unit::Text,
    }
}

pub(super) const fn item(field: ItemField) -> Unit {
    use ItemField as I;
    match field {
        I::Container => Unit::Container,
        I::Goods | I::Packages | I::DangerousGoods => Unit::Count,
        I::GrossWeight | I::NetWeight => Unit::Weight,
        I::Volume => Unit::Volume,
        I::PackageCode => Unit::Code(&[]),
    }
}

pub(super) const fn goods(field: GoodsField) -> Unit {
    use GoodsField as G;
    match field {
        G::Booking | G::Description => Unit::Text,
        G::HsCode0
        | G::HsCode1
        | G::HsCode2
        | G::HsCode3
        | G::HsCode4
        | G::HsCode5
        | G::HsCode6
        | G::HsCode7 => Unit::Hs,
        G::GrossWeight => Unit::Weight,
        G::Packages => Unit::Count,
    }
}

pub(super) const fn packed(field: PackedField) -> Unit {
    use PackedField as P;
    match field {
        P::Reference => Unit::Container,
        P::GrossWeight | P::NetWeight => Unit::Weight,
        P::Packages => Unit::Count,
        P::PackageCode => Unit::Code(&[]),
    }
}

pub(super) const fn party(field: PartyField) -> Unit {
    use PartyField as P;
    match field {
        P::Role => Unit::Code(&[]),
        P::Name => Unit::Text,
        P::NameKey => Unit::NameKey,
        P::Country => Unit::Country,
        P::Id0 | P::Id1 | P::Id2 | P::Id3 => Unit::Party,
        P::Scheme0 | P::Scheme1 | P::Scheme2 | P::Scheme3 => Unit::Code(&[]),
    }
}

pub(super) const fn place(field: PlaceField) -> Unit {
    use PlaceField as P;
    match field {
        P::Role => Unit::Code(&PlaceRole::CODES),
        P::UnLocode => Unit::Port,
        P::Country => Unit::Country,
        P::Name => Unit::Text,
        P::NameKey => Unit::NameKey,
    }
}

pub(super) const fn leg(field: LegField) -> Unit {
    use LegField as L;
    match field {
        L::Stage => Unit::Code(&["PRE", "MAIN", "ON"]),
        L::Role | L::VesselName | L::Voyage => Unit::Text,
        L::NameKey => Unit::NameKey,
        L::UniversalVoyage | L::Class => Unit::Code(&[]),
        L::Imo => Unit::Imo,
        L::Flag => Unit::Country,
        L::Built => Unit::Year,
        L::Tonnage => Unit::Count,
    }
}
