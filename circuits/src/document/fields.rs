//! The fields of documents and records, with the stable positions at which they are committed.

mod annex;

pub use annex::{InsuranceField, InvoiceField, LineField, PackedField, PackingListField, VesselField};

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
        /// Whether it is to order.
        6 IsToOrder "isToOrder" Flag,
        /// Whether it says shipped on board.
        7 IsShippedOnBoard "isShippedOnBoardType" Flag,
        /// `PRE` or `COL`.
        8 FreightPayment "freightPaymentTermCode" Code,
        /// Shipped on board.
        9 ShippedOnBoardDate "shippedOnBoardDate" Day,
        /// Received for shipment.
        10 ReceivedDate "receivedForShipmentDate" Day,
        /// Issued.
        11 IssueDate "issueDate" Day,
        /// Place of issue.
        12 PlaceOfIssue "placeOfIssue" Code,
        /// Port of loading, UN/LOCODE.
        13 PortOfLoading "portOfLoading" Code,
        /// Its country.
        14 PortOfLoadingCountry "portOfLoadingCountry" Code,
        /// Port of discharge, UN/LOCODE.
        15 PortOfDischarge "portOfDischarge" Code,
        /// Its country.
        16 PortOfDischargeCountry "portOfDischargeCountry" Code,
        /// Place of receipt, UN/LOCODE.
        17 PlaceOfReceipt "placeOfReceipt" Code,
        /// Place of delivery, UN/LOCODE.
        18 PlaceOfDelivery "placeOfDelivery" Code,
        /// Planned departure.
        19 PlannedDeparture "plannedDepartureDate" Day,
        /// Planned arrival.
        20 PlannedArrival "plannedArrivalDate" Day,
        /// First vessel.
        21 VesselName "vesselName" Text,
        /// Its voyage.
        22 Voyage "carrierExportVoyageNumber" Text,
        /// Its universal voyage reference.
        23 UniversalVoyage "universalExportVoyageReference" Code,
        /// Second vessel.
        24 SecondVesselName "secondVesselName" Text,
        /// Its voyage.
        25 SecondVoyage "secondExportVoyageNumber" Text,
        /// `CY`, `SD` or `CFS`.
        26 ReceiptType "receiptTypeAtOrigin" Code,
        /// `CY`, `SD` or `CFS`.
        27 DeliveryType "deliveryTypeAtDestination" Code,
        /// `FCL` or `LCL`.
        28 MovementAtOrigin "cargoMovementTypeAtOrigin" Code,
        /// `FCL` or `LCL`.
        29 MovementAtDestination "cargoMovementTypeAtDestination" Code,
        /// Shipper.
        30 ShipperId "shipperId" Party,
        /// Shipper's name.
        31 ShipperName "shipperName" Text,
        /// Shipper's country.
        32 ShipperCountry "shipperCountry" Code,
        /// Consignee.
        33 ConsigneeId "consigneeId" Party,
        /// Consignee's name.
        34 ConsigneeName "consigneeName" Text,
        /// Consignee's country.
        35 ConsigneeCountry "consigneeCountry" Code,
        /// First endorsee.
        36 EndorseeId "endorseeId" Party,
        /// First endorsee's name.
        37 EndorseeName "endorseeName" Text,
        /// First endorsee's country.
        38 EndorseeCountry "endorseeCountry" Code,
        /// Issuing party.
        39 IssuingPartyId "issuingPartyId" Party,
        /// Issuing party's name.
        40 IssuingPartyName "issuingPartyName" Text,
        /// First notify party.
        41 NotifyPartyId "notifyPartyId" Party,
        /// First notify party's name.
        42 NotifyPartyName "notifyPartyName" Text,
        /// Gross weight of all cargo, grams.
        43 GrossWeight "grossWeight" Number,
        /// Packages of all cargo.
        44 Packages "packages" Number,
        /// Declared value, thousandths.
        45 DeclaredValue "declaredValue" Number,
        /// Its currency.
        46 DeclaredValueCurrency "declaredValueCurrency" Code,
        /// Dangerous goods entries in all cargo.
        47 DangerousGoods "dangerousGoods" Number,
        /// First 16 bytes of the SHA-256 of the canonical JSON.
        48 ChecksumHigh "documentChecksumHigh" Digest,
        /// Last 16 bytes of it.
        49 ChecksumLow "documentChecksumLow" Digest,
        /// Charter party of a bulk bill, as it names it.
        50 CharterParty "charterParty" Text,
        /// IMO number of a bulk bill's vessel.
        51 VesselImo "vesselIMONumber" Number,
        /// On which ground the document was attested; 0 where its carrier's signature was checked.
        52 AttestationGround "attestationGround" Code,
        /// Who attested it.
        53 AttesterId "attesterId" Party,
        /// When.
        54 AttestationDate "attestedOn" Day,
        /// First 16 bytes of the SHA-256 of the attestation's canonical JSON.
        55 AttestationChecksumHigh "attestationChecksumHigh" Digest,
        /// Last 16 bytes of it.
        56 AttestationChecksumLow "attestationChecksumLow" Digest,
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
        /// Position of its consignment item, from 0.
        1 ConsignmentItem "consignmentItem" Number,
        /// Carrier's booking reference.
        2 Booking "carrierBookingReference" Text,
        /// HS codes of its consignment item.
        3 HsCount "hsCodeCount" Number,
        /// First HS code, padded to 12 digits.
        4 HsCode0 "hsCode0" Number,
        /// Second HS code or 0.
        5 HsCode1 "hsCode1" Number,
        /// Third HS code or 0.
        6 HsCode2 "hsCode2" Number,
        /// Fourth HS code or 0.
        7 HsCode3 "hsCode3" Number,
        /// Fifth HS code or 0.
        8 HsCode4 "hsCode4" Number,
        /// Sixth HS code or 0.
        9 HsCode5 "hsCode5" Number,
        /// Seventh HS code or 0.
        10 HsCode6 "hsCode6" Number,
        /// Eighth HS code or 0.
        11 HsCode7 "hsCode7" Number,
        /// Gross weight, grams.
        12 GrossWeight "grossWeight" Number,
        /// Net weight, grams.
        13 NetWeight "netWeight" Number,
        /// Gross volume, cubic centimetres.
        14 Volume "grossVolume" Number,
        /// Packages.
        15 Packages "packages" Number,
        /// UN Recommendation 21 code.
        16 PackageCode "packageCode" Code,
        /// Dangerous goods entries.
        17 DangerousGoods "dangerousGoods" Number,
        /// Description of the goods, lines joined by a line feed.
        18 Description "descriptionOfGoods" Text,
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
        check!(HeaderField 64, InvoiceField 64, PackingListField 64, InsuranceField 64, VesselField 64);
        check!(ContainerField 12, LineField 12, PackedField 12, ItemField 27);
    }
}
