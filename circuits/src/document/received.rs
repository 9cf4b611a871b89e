//! What a received file is: a bare transport document, a PINT envelope around one, or a carrier's issuance request.

use super::{
    bill::TransportDocument,
    carrier::CarrierTable,
    fault::{Collector, Fault, Faults, Rule},
    json::Json,
    party::{self, Party},
    reader::At,
};

/// The form in which a transport document was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReceivedKind {
    /// EBL: the transport document itself.
    TransportDocument,
    /// PINT: `EblEnvelope`.
    Envelope,
    /// EBL issuance: `IssuanceRequest`.
    IssuanceRequest,
}

/// A received file with its transport document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The form.
    pub kind: ReceivedKind,
    /// The transport document.
    pub document: TransportDocument,
    /// To whom the carrier issues it: an issuance request says so.
    pub issue_to: Option<Party>,
    /// The whole file.
    pub json: Json,
}

impl ReceivedKind {
    /// Which form a file has, by the fields that only one of them has; `None` if it is none of them.
    #[must_use]
    pub fn detect(json: &Json) -> Option<Self> {
        if json.get("transportDocument").is_some() {
            Some(Self::Envelope)
        } else if json.get("document").is_some() {
            Some(Self::IssuanceRequest)
        } else if json.get("transportDocumentTypeCode").is_some()
            || json.get("transportDocumentReference").is_some()
        {
            Some(Self::TransportDocument)
        } else {
            None
        }
    }

    /// The key under which the transport document stands.
    #[must_use]
    pub const fn key(self) -> Option<&'static str> {
        match self {
            Self::TransportDocument => None,
            Self::Envelope => Some("transportDocument"),
            Self::IssuanceRequest => Some("document"),
        }
    }

    /// The transport document in a file of this form.
    #[must_use]
    pub fn document(self, json: &Json) -> Option<&Json> {
        self.key().map_or(Some(json), |key| json.get(key))
    }
}

impl Received {
    /// Reads a file in any of the three forms. Signatures are not looked at here.
    ///
    /// # Errors
    /// All faults that it has, with paths from the file's top.
    pub fn parse(bytes: &[u8], carriers: &CarrierTable) -> Result<Self, Faults> {
        let json = Json::parse(bytes)?;
        let Some(kind) = ReceivedKind::detect(&json) else {
            let faults = Collector::default();
            faults.add("$", Rule::Kind, Some(json.kind().to_owned()));
            return faults.finish(None);
        };
        // `detect` found the key, so the document is there.
        let inner = kind.document(&json).unwrap_or(&json);
        let document = TransportDocument::parse(inner, carriers).map_err(|faults| below(kind.key(), faults));
        let issue_to =
            if kind == ReceivedKind::IssuanceRequest { issue_to(&json).map(Some) } else { Ok(None) };
        match (document, issue_to) {
            (Ok(document), Ok(issue_to)) => Ok(Self { kind, document, issue_to, json }),
            (document, issue_to) => {
                let faults =
                    [document.err(), issue_to.err()].into_iter().flatten().flat_map(|faults| faults.0);
                Err(Faults(faults.collect()))
            }
        }
    }
}

/// The party to which an issuance request issues the bill, and its platform.
fn issue_to(request: &Json) -> Result<Party, Faults> {
    let faults = Collector::default();
    let party = At::root(request, &faults).need("issueTo").and_then(|at| {
        at.need("sendToPlatform").and_then(|f| f.text(4));
        at.need("identifyingCodes").and_then(|f| f.list(1, 100));
        party::read(at)
    });
    faults.finish(party)
}

/// The faults with the key in front of which they were found put into their paths.
fn below(key: Option<&str>, faults: Faults) -> Faults {
    let Some(key) = key else { return faults };
    let move_down = |fault: Fault| Fault { path: format!("$.{key}{}", &fault.path[1..]), ..fault };
    Faults(faults.0.into_iter().map(move_down).collect())
}
