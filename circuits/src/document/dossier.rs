//! What a bill and its annexes name together, as records: parties, places, legs of the voyage, clauses (protocol, section 5).
//!
//! Whoever screens a cargo goes through these, whichever document and field a name stands in. What stands there twice, with the same role, has
//! one record.

use super::{
    Attestation, Invoice, MainDocument, Vessel,
    bill::{Voyage, optional},
    bundle::Bundle,
    fault::{Collector, Rule},
    fields::{ClauseField, LegField, PartyField, PlaceField},
    name_key,
    party::{Party, PartyId},
    place::{Place, PlaceRole},
    text,
    tree::{Layout, MAX_RECORDS, Records},
};
use crate::field::F;

/// Ids that a party's record holds.
pub const IDS: usize = 4;

/// The records of a bundle, each with all its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dossier {
    parties: Vec<Vec<F>>,
    places: Vec<Vec<F>>,
    legs: Vec<Vec<F>>,
    clauses: Vec<Vec<F>>,
}

impl Dossier {
    /// Everything that a bundle names.
    #[must_use]
    pub fn of(bundle: &Bundle) -> Self {
        let mut dossier = Self::default();
        dossier.bill(&bundle.bill);
        if let Some(Attestation { attester, .. }) = &bundle.attestation {
            dossier.party("ATTESTER", attester);
        }
        bundle.invoices.iter().for_each(|invoice| dossier.invoice(invoice));
        if let Some(insurance) = &bundle.insurance {
            dossier.party("INSURER", &insurance.insurer);
            dossier.party("INSURED", &insurance.insured);
            dossier.parties(&insurance.other_parties);
        }
        for vessel in &bundle.vessels {
            dossier.parties(&vessel.other_parties);
        }
        dossier.voyage(bundle);
        dossier
    }

    /// The records in the layout in which they are committed.
    #[must_use]
    pub fn layout(self) -> Layout {
        Layout::default()
            .with(Records::Parties, self.parties)
            .with(Records::Places, self.places)
            .with(Records::Legs, self.legs)
            .with(Records::Clauses, self.clauses)
    }

    /// That there is no more than a document can hold of each kind.
    pub(super) fn check(&self, faults: &Collector) {
        let lists = [&self.parties, &self.places, &self.legs, &self.clauses];
        for (list, name) in lists.into_iter().zip(["parties", "places", "legs", "clauses"]) {
            if list.len() > MAX_RECORDS {
                let detail = format!("The documents name {} {name} together.", list.len());
                faults.add_with("$", Rule::RecordLimit, &detail, None);
            }
        }
    }

    fn bill(&mut self, bill: &MainDocument) {
        let none = |id: &PartyId| Party {
            name: String::new(),
            ids: vec![id.clone()],
            country: None,
            address: None,
            is_notify: false,
        };
        if let Some(id) = &bill.carrier_code {
            self.party("CARRIER", &none(id));
        }
        self.party("SHIPPER", &bill.shipper);
        for (role, party) in [("CONSIGNEE", &bill.consignee), ("ENDORSEE", &bill.endorsee)] {
            if let Some(party) = party {
                self.party(role, party);
            }
        }
        self.party("ISSUING_PARTY", &bill.issuing_party);
        bill.notify_parties.iter().for_each(|party| self.party("NOTIFY_PARTY", party));
        self.parties(&bill.other_parties);
        for (role, place) in &bill.places {
            self.place(*role, place);
        }
        for clause in &bill.clauses {
            add(&mut self.clauses, clause_record(clause));
        }
    }

    fn invoice(&mut self, invoice: &Invoice) {
        self.party("SELLER", &invoice.seller);
        self.party("BUYER", &invoice.buyer);
        self.parties(&invoice.other_parties);
        for origin in invoice.lines.iter().filter_map(|line| line.origin.as_deref()) {
            self.place(PlaceRole::Origin, &Place::in_country(origin));
        }
        if let Some(place) = &invoice.incoterm_place {
            self.place(PlaceRole::DeliveryTerms, &Place::named(place));
        }
    }

    fn voyage(&mut self, bundle: &Bundle) {
        let bill = &bundle.bill;
        let carriage =
            |stage, by: &Option<String>| by.as_deref().map(|by| leg_record(stage, Some(by), None, None));
        let main = bill.voyages.iter().map(|voyage| {
            let vessel = bundle.vessels.iter().find(|vessel| voyage.is_of(vessel));
            leg_record("MAIN", voyage.role.as_deref(), Some(voyage), vessel)
        });
        let before = carriage("PRE", &bill.pre_carriage).into_iter();
        for leg in before.chain(main).chain(carriage("ON", &bill.on_carriage)) {
            add(&mut self.legs, leg);
        }
    }

    fn parties(&mut self, others: &[(String, Party)]) {
        others.iter().for_each(|(role, party)| self.party(role, party));
    }

    fn party(&mut self, role: &str, party: &Party) {
        // A party without ids has a record, too.
        for first in (0..party.ids.len().max(1)).step_by(IDS) {
            add(&mut self.parties, party_record(role, party, party.ids.get(first..).unwrap_or_default()));
        }
        if let Some(address) = &party.address {
            self.place(PlaceRole::Address, address);
        }
        for country in party.ids.iter().filter_map(PartyId::country) {
            self.place(PlaceRole::TaxRegistration, &Place::in_country(country));
        }
    }

    /// A place whose country is another than that of its UN/LOCODE has a record for each.
    fn place(&mut self, role: PlaceRole, place: &Place) {
        let of_code = place.country_of_code();
        add(&mut self.places, place_record(role, place, of_code.or(place.country.as_deref())));
        if let (Some(country), Some(of_code)) = (place.country.as_deref(), of_code)
            && country != of_code
        {
            add(&mut self.places, place_record(role, place, Some(country)));
        }
    }
}

fn add(list: &mut Vec<Vec<F>>, record: Vec<F>) {
    if !list.contains(&record) {
        list.push(record);
    }
}

/// The key of a name that may be absent or empty.
fn key(name: Option<&str>) -> F {
    optional(name.and_then(name_key).as_deref())
}

fn party_record(role: &str, party: &Party, ids: &[PartyId]) -> Vec<F> {
    use PartyField as P;
    let id = |i: usize| ids.get(i).map_or_else(|| F::from(0u64), PartyId::value);
    let scheme = |i: usize| optional(ids.get(i).map(PartyId::scheme));
    let value = |field: &P| match field {
        P::Role => text::value(role),
        P::Name => text::value(&party.name),
        P::NameKey => key(Some(&party.name)),
        P::Country => optional(party.country.as_deref()),
        P::Id0 | P::Id1 | P::Id2 | P::Id3 => id(field.index() - P::Id0.index()),
        P::Scheme0 | P::Scheme1 | P::Scheme2 | P::Scheme3 => scheme(field.index() - P::Scheme0.index()),
    };
    P::ALL.iter().map(value).collect()
}

fn place_record(role: PlaceRole, place: &Place, country: Option<&str>) -> Vec<F> {
    use PlaceField as P;
    let value = |field: &P| match field {
        P::Role => text::value(role.code()),
        P::UnLocode => optional(place.unlocode.as_deref()),
        P::Country => optional(country),
        P::Name => optional(place.name.as_deref()),
        P::NameKey => key(place.name.as_deref()),
    };
    P::ALL.iter().map(value).collect()
}

fn leg_record(stage: &str, role: Option<&str>, voyage: Option<&Voyage>, vessel: Option<&Vessel>) -> Vec<F> {
    use LegField as L;
    let number = |value: Option<u64>| F::from(value.unwrap_or(0));
    let value = |field: &L| match field {
        L::Stage => text::value(stage),
        L::Role => optional(role),
        L::VesselName => optional(voyage.map(|v| v.vessel.as_str())),
        L::NameKey => key(voyage.map(|v| v.vessel.as_str())),
        L::Voyage => optional(voyage.map(|v| v.number.as_str())),
        L::UniversalVoyage => optional(voyage.and_then(|v| v.universal.as_deref())),
        L::Imo => number(vessel.map(|v| v.imo).or(voyage.and_then(|v| v.imo))),
        L::Flag => optional(vessel.and_then(|v| v.flag.as_deref())),
        L::Built => number(vessel.and_then(|v| v.built)),
        L::Tonnage => number(vessel.and_then(|v| v.tonnage)),
        L::Class => optional(vessel.and_then(|v| v.class.as_deref())),
    };
    L::ALL.iter().map(value).collect()
}

fn clause_record(clause: &str) -> Vec<F> {
    use ClauseField as C;
    let value = |field: &C| match field {
        C::Text => text::value(clause),
        C::Key => text::value(&text::wording(clause)),
    };
    C::ALL.iter().map(value).collect()
}
