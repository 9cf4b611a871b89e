//! The fields of documents and records, with the stable positions at which they are committed.

mod annex;
mod dossier;

pub use annex::{InsuranceField, InvoiceField, LineField, PackedField, PackingListField};
pub use dossier::{ClauseField, LegField, PartyField, PlaceField};

/// How the value of a field is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// A whole number below 2^64 in the unit that the table names; 0 where absent.
    Number,
    /// Days since 1970-01-01; 0 where absent.
    Day,
    /// 1 for true, 0 for false.
    Flag,
    /// A code of at most 31 ASCII characters as one big-endian integer; 0 where absent.
    Code,
    /// Half of a SHA-256 checksum as one big-endian integer.
    Digest,
    /// Any text: see [`text::value`](super::text::value); 0 where absent.
    Text,
    /// A canonical party id, as a text; 0 where absent.
    Party,
}

macro_rules! fields {
    ($(#[$meta:meta])* $enum:ident { $($(#[$doc:meta])* $index:literal $field:ident $name:literal $kind:ident,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $enum { $($(#[$doc])* $field = $index,)* }

        impl $enum {
            /// All fields, in order of position.
            pub const ALL: &'static [$enum] = &[$($enum::$field,)*];

            /// The position of the field.
            #[must_use]
            pub const fn index(self) -> usize {
                self as usize
            }

            /// The name by which policies and tools speak of it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $($enum::$field => $name,)* }
            }

            /// How its value is to be read.
            #[must_use]
            pub const fn kind(self) -> FieldKind {
                match self { $($enum::$field => FieldKind::$kind,)* }
            }

            /// The field of that name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|field| field.name() == name)
            }
        }

        impl From<$enum> for usize {
            fn from(field: $enum) -> usize {
                field.index()
            }
        }
    };
}

use fields;

fields! {
    /// Header fields of a bill. Positions are never reused.
    HeaderField {
        /// Canonical carrier id.
        0 Carrier "carrier" Number,
        /// Normalised transport document reference.
        1 Reference "transportDocumentReference" Code,
        /// Sub reference (version).
        2 SubReference "transportDocumentSubReference" Text,
        /// `BOL` or `SWB`; `WHR` of a warehouse receipt, `INV` of an invoice alone.
        3 Type "transportDocumentTypeCode" Code,
        /// `ISSUED` and so on.
        4 Status "transportDocumentStatus" Text,
        /// Whether it is electronic.
        5 IsElectronic "isElectronic" Flag,
        /// Originals that exist.
        6 Originals "numberOfOriginals" Number,
        /// Whether it is to order.
        7 IsToOrder "isToOrder" Flag,
        /// Whether it says shipped on board.
        8 IsShippedOnBoard "isShippedOnBoardType" Flag,
        /// `PRE` or `COL`.
        9 FreightPayment "freightPaymentTermCode" Code,
        /// Shipped on board.
        10 ShippedOnBoardDate "shippedOnBoardDate" Day,
        /// Received for shipment.
        11 ReceivedDate "receivedForShipmentDate" Day,
        /// Issued.
        12 IssueDate "issueDate" Day,
        /// Place of issue.
        13 PlaceOfIssue "placeOfIssue" Code,
        /// Port of loading, UN/LOCODE.
        14 PortOfLoading "portOfLoading" Code,
        /// Its country.
        15 PortOfLoadingCountry "portOfLoadingCountry" Code,
        /// Port of discharge, UN/LOCODE.
        16 PortOfDischarge "portOfDischarge" Code,
        /// Its country.
        17 PortOfDischargeCountry "portOfDischargeCountry" Code,
        /// Place of receipt, UN/LOCODE.
        18 PlaceOfReceipt "placeOfReceipt" Code,
        /// Place of delivery, UN/LOCODE.
        19 PlaceOfDelivery "placeOfDelivery" Code,
        /// Planned departure.
        20 PlannedDeparture "plannedDepartureDate" Day,
        /// Planned arrival.
        21 PlannedArrival "plannedArrivalDate" Day,
        /// First vessel.
        22 VesselName "vesselName" Text,
        /// Its voyage.
        23 Voyage "carrierExportVoyageNumber" Text,
        /// Its universal voyage reference.
        24 UniversalVoyage "universalExportVoyageReference" Code,
        /// `CY`, `SD` or `CFS`.
        25 ReceiptType "receiptTypeAtOrigin" Code,
        /// `CY`, `SD` or `CFS`.
        26 DeliveryType "deliveryTypeAtDestination" Code,
        /// `FCL` or `LCL`.
        27 MovementAtOrigin "cargoMovementTypeAtOrigin" Code,
        /// `FCL` or `LCL`.
        28 MovementAtDestination "cargoMovementTypeAtDestination" Code,
        /// Shipper.
        29 ShipperId "shipperId" Party,
        /// Shipper's name.
        30 ShipperName "shipperName" Text,
        /// Shipper's country.
        31 ShipperCountry "shipperCountry" Code,
        /// Consignee.
        32 ConsigneeId "consigneeId" Party,
        /// Consignee's name.
        33 ConsigneeName "consigneeName" Text,
        /// Consignee's country.
        34 ConsigneeCountry "consigneeCountry" Code,
        /// First endorsee.
        35 EndorseeId "endorseeId" Party,
        /// First endorsee's name.
        36 EndorseeName "endorseeName" Text,
        /// First endorsee's country.
        37 EndorseeCountry "endorseeCountry" Code,
        /// Issuing party.
        38 IssuingPartyId "issuingPartyId" Party,
        /// Issuing party's name.
        39 IssuingPartyName "issuingPartyName" Text,
        /// Gross weight of all cargo, grams.
        40 GrossWeight "grossWeight" Number,
        /// Packages of all cargo.
        41 Packages "packages" Number,
        /// Declared value, thousandths.
        42 DeclaredValue "declaredValue" Number,
        /// Its currency.
        43 DeclaredValueCurrency "declaredValueCurrency" Code,
        /// Dangerous goods entries in all cargo.
        44 DangerousGoods "dangerousGoods" Number,
        /// First 16 bytes of the SHA-256 of the canonical JSON.
        45 ChecksumHigh "documentChecksumHigh" Digest,
        /// Last 16 bytes of it.
        46 ChecksumLow "documentChecksumLow" Digest,
        /// Charter party of a bulk bill, as it names it.
        47 CharterParty "charterParty" Text,
        /// On which ground the document was attested; 0 where its carrier's signature was checked.
        48 AttestationGround "attestationGround" Code,
        /// Who attested it.
        49 AttesterId "attesterId" Party,
        /// When.
        50 AttestationDate "attestedOn" Day,
        /// First 16 bytes of the SHA-256 of the attestation's canonical JSON.
        51 AttestationChecksumHigh "attestationChecksumHigh" Digest,
        /// Last 16 bytes of it.
        52 AttestationChecksumLow "attestationChecksumLow" Digest,
    }
}

fields! {
    /// Fields of a container record.
    ContainerField {
        /// ISO 6346 reference.
        0 Reference "equipmentReference" Code,
        /// ISO size and type.
        1 Type "ISOEquipmentCode" Code,
        /// Whether the shipper owns it.
        2 ShipperOwned "isShipperOwned" Flag,
        /// Tare, grams.
        3 Tare "tareWeight" Number,
        /// Gross weight of the cargo in it, grams.
        4 GrossWeight "grossWeight" Number,
        /// Packages in it.
        5 Packages "packages" Number,
        /// Seals.
        6 SealCount "sealCount" Number,
        /// The seals' numbers, sorted, joined by a line feed.
        7 Seals "seals" Text,
        /// Dangerous goods entries in it.
        8 DangerousGoods "dangerousGoods" Number,
    }
}

fields! {
    /// Fields of a cargo item record.
    ItemField {
        /// The container that it is in.
        0 Container "equipmentReference" Code,
        /// Position of its goods, from 0.
        1 Goods "goods" Number,
        /// Gross weight, grams.
        2 GrossWeight "grossWeight" Number,
        /// Net weight, grams.
        3 NetWeight "netWeight" Number,
        /// Gross volume, cubic centimetres.
        4 Volume "grossVolume" Number,
        /// Packages.
        5 Packages "packages" Number,
        /// UN Recommendation 21 code.
        6 PackageCode "packageCode" Code,
        /// Dangerous goods entries.
        7 DangerousGoods "dangerousGoods" Number,
    }
}

fields! {
    /// Fields of a record of goods: a consignment item of a bill, a parcel in bulk, a lot in a warehouse.
    GoodsField {
        /// Carrier's booking reference.
        0 Booking "carrierBookingReference" Text,
        /// First HS code, padded to 12 digits.
        1 HsCode0 "hsCode0" Number,
        /// Second HS code or 0.
        2 HsCode1 "hsCode1" Number,
        /// Third HS code or 0.
        3 HsCode2 "hsCode2" Number,
        /// Fourth HS code or 0.
        4 HsCode3 "hsCode3" Number,
        /// Fifth HS code or 0.
        5 HsCode4 "hsCode4" Number,
        /// Sixth HS code or 0.
        6 HsCode5 "hsCode5" Number,
        /// Seventh HS code or 0.
        7 HsCode6 "hsCode6" Number,
        /// Eighth HS code or 0.
        8 HsCode7 "hsCode7" Number,
        /// Gross weight of its cargo items, grams.
        9 GrossWeight "grossWeight" Number,
        /// Packages of its cargo items.
        10 Packages "packages" Number,
        /// Description of the goods, lines joined by a line feed.
        11 Description "descriptionOfGoods" Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names and positions must be distinct; positions must fit the trees and records.
    macro_rules! check {
        ($($enum:ident $most:literal),*) => {$(
            for (position, field) in $enum::ALL.iter().enumerate() {
                assert_eq!(field.index(), position, "{}", field.name());
                assert_eq!($enum::from_name(field.name()), Some(*field));
            }
            assert!($enum::ALL.len() <= $most);
        )*};
    }

    #[test]
    fn positions_and_names() {
        check!(HeaderField 64, InvoiceField 64, PackingListField 64, InsuranceField 64);
        check!(ContainerField 12, ItemField 12, GoodsField 12, LineField 12, PackedField 12);
        check!(PartyField 12, PlaceField 12, LegField 12, ClauseField 12);
    }
}
