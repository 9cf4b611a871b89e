//! Bills of containers in DCSA's form.

use crate::office::{Codes, Office, date, lei, party};
use serde_json::{Value, json};

/// Goods by description and HS code.
pub const GOODS: [(&str, &str); 6] = [
    ("Copper cathodes, grade A", "740311"),
    ("Green coffee in bags", "090111"),
    ("Frozen prawns", "030617"),
    ("Ceramic tiles", "690721"),
    ("Office chairs", "940131"),
    ("Polyethylene granules", "390120"),
];

/// A container as a bill has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuffed {
    /// Its reference.
    pub reference: String,
    /// Numbers of its seals with who put them on, by DCSA's codes.
    pub seals: Vec<(String, &'static str)>,
    /// Gross weight of what this bill has in it, in kg.
    pub kg: u64,
}

/// What a bill says.
pub struct Shipment {
    /// Who carries.
    pub carrier: Codes,
    /// The carrier's booking.
    pub booking: String,
    /// The day on board, or of receipt.
    pub day: u32,
    /// It names the day of receipt alone.
    pub received: bool,
    /// Cargo of several shippers or consignees is in each container.
    pub groupage: bool,
    /// Who ships.
    pub shipper: Value,
    /// What, of [`GOODS`].
    pub goods: usize,
    /// In what.
    pub boxes: Vec<Stuffed>,
}

impl Shipment {
    /// The bill under a number.
    pub fn bill(&self, number: &str, office: &mut Office) -> Value {
        let (loading, discharge) = (office.port(), office.port());
        let movement = if self.groupage { "LCL" } else { "FCL" };
        let service = if self.groupage { "CFS" } else { "CY" };
        let (description, hs) = GOODS[self.goods % GOODS.len()];
        let mut bill = json!({
            "transportDocumentReference": number,
            "transportDocumentStatus": "ISSUED",
            "transportDocumentTypeCode": "BOL",
            "isShippedOnBoardType": !self.received,
            "freightPaymentTermCode": "PRE",
            "isElectronic": true,
            "isToOrder": true,
            "numberOfOriginalsWithoutCharges": 1,
            "issueDate": date(self.day + 1),
            "termsAndConditions": "Fictional terms. No carriage takes place under them.",
            "receiptTypeAtOrigin": service,
            "deliveryTypeAtDestination": service,
            "cargoMovementTypeAtOrigin": movement,
            "cargoMovementTypeAtDestination": movement,
            "carrierCode": self.carrier.scac,
            "carrierCodeListProvider": "NMFTA",
            "transports": {
                "plannedDepartureDate": date(self.day),
                "plannedArrivalDate": date(self.day + 30),
                "portOfLoading": { "UNLocationCode": loading },
                "portOfDischarge": { "UNLocationCode": discharge },
                "vesselVoyages": [{ "vesselName": "MV FICTION", "carrierExportVoyageNumber": "610N" }],
            },
            "invoicePayableAt": { "UNLocationCode": loading },
            "partyContactDetails": [{ "name": "Sample desk", "email": "samples@line.example" }],
            "documentParties": {
                "shipper": self.shipper,
                "issuingParty": party("Example Agency", Some(&lei("AGNT", 1)), None),
                "notifyParties": [party("Pretend Foods AG", Some(&lei("BUYR", 0)), None)],
            },
            "consignmentItems": [{
                "carrierBookingReference": self.booking,
                "descriptionOfGoods": [description],
                "HSCodes": [hs],
                "cargoItems": self.boxes.iter().map(item).collect::<Vec<_>>(),
            }],
            "utilizedTransportEquipments": self.boxes.iter().map(equipment).collect::<Vec<_>>(),
        });
        let day = if self.received { "receivedForShipmentDate" } else { "shippedOnBoardDate" };
        bill[day] = date(self.day).into();
        bill
    }
}

fn item(stuffed: &Stuffed) -> Value {
    json!({
        "equipmentReference": stuffed.reference,
        "cargoGrossWeight": { "value": stuffed.kg, "unit": "KGM" },
        "outerPackaging": { "packageCode": "BE", "numberOfPackages": 20, "description": "Bundles" },
    })
}

fn equipment(stuffed: &Stuffed) -> Value {
    let seals = stuffed.seals.iter().map(|(number, source)| json!({ "number": number, "source": source }));
    json!({
        "equipment": { "equipmentReference": stuffed.reference, "ISOEquipmentCode": "22G1" },
        "isShipperOwned": false,
        "seals": seals.collect::<Vec<_>>(),
    })
}
