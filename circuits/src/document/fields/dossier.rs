//! The fields of what a bill and its annexes name together: parties, places, legs of the voyage, clauses.

use super::{FieldKind, fields};

fields! {
    /// Fields of a party's record: one for each part that it plays, and a further one for every four ids beyond the first four.
    PartyField {
        /// What it is: `SHIPPER`, `NOTIFY_PARTY`, `SELLER`, or a party function as the document gives it.
        0 Role "role" Code,
        /// Name.
        1 Name "name" Text,
        /// Key of its name.
        2 NameKey "nameKey" Text,
        /// Country of its address.
        3 Country "country" Code,
        /// First id.
        4 Id0 "id0" Party,
        /// Second id or 0.
        5 Id1 "id1" Party,
        /// Third id or 0.
        6 Id2 "id2" Party,
        /// Fourth id or 0.
        7 Id3 "id3" Party,
        /// Scheme of the first id: `LEI`, `USCC`, `TAX`, `DID` or `CODE`.
        8 Scheme0 "scheme0" Code,
        /// Scheme of the second id or 0.
        9 Scheme1 "scheme1" Code,
        /// Scheme of the third id or 0.
        10 Scheme2 "scheme2" Code,
        /// Scheme of the fourth id or 0.
        11 Scheme3 "scheme3" Code,
    }
}

fields! {
    /// Fields of a place's record.
    PlaceField {
        /// What it is: `PORT_OF_LOADING`, `PLACE_OF_DELIVERY`, `ORIGIN` of goods and so on.
        0 Role "role" Code,
        /// UN/LOCODE; 0 of a place that is named without one.
        1 UnLocode "UNLocationCode" Code,
        /// Country; 0 if the document gives neither it nor a UN/LOCODE.
        2 Country "country" Code,
        /// Name.
        3 Name "name" Text,
        /// Key of its name.
        4 NameKey "nameKey" Text,
    }
}

fields! {
    /// Fields of the record of a leg.
    LegField {
        /// `MAIN` of a ship's voyage, `PRE` of what carries the goods to it, `ON` of what carries them on.
        0 Stage "stage" Code,
        /// What the bill says that the leg is, such as `MOTHER`; of `PRE` and `ON` by which mode, such as `TRUCK`.
        1 Role "role" Text,
        /// Vessel.
        2 VesselName "vesselName" Text,
        /// Key of its name.
        3 NameKey "nameKey" Text,
        /// Carrier's voyage number.
        4 Voyage "carrierExportVoyageNumber" Text,
        /// Universal voyage reference.
        5 UniversalVoyage "universalExportVoyageReference" Code,
        /// IMO number, of the bill or of the vessel's particulars.
        6 Imo "vesselIMONumber" Number,
        /// Flag state, of the vessel's particulars as what follows.
        7 Flag "flagCountryCode" Code,
        /// Year built.
        8 Built "yearBuilt" Number,
        /// Gross tonnage.
        9 Tonnage "grossTonnage" Number,
        /// Classification society.
        10 Class "classificationSociety" Code,
    }
}

fields! {
    /// Fields of a clause's record.
    ClauseField {
        /// The clause, as in the document.
        0 Text "text" Text,
        /// Key of its wording.
        1 Key "key" Text,
    }
}
