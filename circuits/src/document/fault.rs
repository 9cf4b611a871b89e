//! What is wrong with a file: where, against which rule, and what stood there. All findings of a file are collected: faults, for which it
//! cannot be used, and advice, which whoever judges it should look at.

use serde::Serialize;
use std::{cell::RefCell, fmt};

macro_rules! rules {
    (
        faults { $($name:ident $id:literal $sentence:literal;)* }
        advice { $($advice:ident $advice_id:literal $advice_sentence:literal;)* }
    ) => {
        /// A rule that a document must or should keep. Its id never changes; the sentence says what the rule asks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Rule { $(#[doc = $sentence] $name,)* $(#[doc = $advice_sentence] $advice,)* }

        impl Rule {
            /// All rules, for the published table.
            pub const ALL: &'static [Rule] = &[$(Rule::$name,)* $(Rule::$advice,)*];

            /// The stable id.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Rule::$name => $id,)* $(Rule::$advice => $advice_id,)* }
            }

            /// What the rule asks.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Rule::$name => $sentence,)* $(Rule::$advice => $advice_sentence,)* }
            }

            /// Whether a document that breaks it can still be used: nothing that the ledger goes by or that is committed rests on it.
            #[must_use]
            pub const fn is_advice(self) -> bool {
                match self { $(Rule::$name => false,)* $(Rule::$advice => true,)* }
            }
        }
    };
}

rules! {
    faults {
        Json "JSON" "The file must be one JSON document in UTF-8.";
        JsonTooBig "JSON-SIZE" "The file must have at most 16 MiB and at most 64 levels.";
        DuplicateKey "JSON-DUPLICATE-KEY" "An object must not name a key twice.";
        NumberRange "JSON-NUMBER-RANGE" "A number must lie within the range of IEEE 754 doubles.";
        Kind "DOCUMENT-KIND" "The file must be a DCSA transport document, PINT envelope or issuance request, a bulk bill, a warehouse receipt, or an invoice.";
        Required "REQUIRED" "The field must be given.";
        Type "TYPE" "The value must be of the type that the schema asks for.";
        Length "LENGTH" "The text must not be empty nor longer than the schema allows.";
        Pattern "PATTERN" "The text must have the form that the schema asks for.";
        ControlCharacter "CONTROL-CHARACTER" "Texts that are committed must hold no control characters.";
        Choice "CHOICE" "The value must be one of those that the schema lists.";
        Items "ITEMS" "The list must have as many entries as allowed.";
        Date "DATE" "A date must be a real day of the calendar, written YYYY-MM-DD, 1970 to 2199.";
        Decimal "DECIMAL" "A quantity must be a plain decimal number with no more places than its unit has.";
        Positive "POSITIVE" "The quantity must be above zero.";
        Iso6346Form "ISO6346-FORM" "A container reference has three letters, then U, J or Z, then seven digits.";
        Iso6346CheckDigit "ISO6346-CHECK-DIGIT" "The last digit of a container reference must be its ISO 6346 check digit.";
        EquipmentTwice "EQUIPMENT-TWICE" "A container must be listed once only.";
        EquipmentUnknown "EQUIPMENT-UNKNOWN" "A container that is referred to must be listed in the bill.";
        UnLocode "UNLOCODE" "A place needs a UN/LOCODE: two letters for the country, three letters or digits 2 to 9.";
        CarrierUnknown "CARRIER-UNKNOWN" "The carrier's code must be in the carrier table.";
        CarrierCodeList "CARRIER-CODE-LIST" "The carrier's code must be of the list that carrierCodeListProvider names.";
        Reference "REFERENCE" "A reference must consist of letters A to Z and digits once spaces and punctuation are dropped.";
        ToOrderConsignee "TO-ORDER-NO-CONSIGNEE" "A to-order bill names no consignee.";
        StraightConsignee "STRAIGHT-CONSIGNEE" "A document that is not to order must name its consignee.";
        StraightEndorsee "STRAIGHT-NO-ENDORSEE" "A document that is not to order has no endorsee.";
        WaybillToOrder "WAYBILL-NOT-TO-ORDER" "A sea waybill is never to order.";
        Originals "ORIGINALS" "An electronic bill has at most one original, a sea waybill none.";
        OnBoardDate "ON-BOARD-OR-RECEIVED" "Of shippedOnBoardDate and receivedForShipmentDate the one must be given that isShippedOnBoardType says.";
        Currency "CURRENCY" "A currency must be an active ISO 4217 code.";
        Country "COUNTRY" "A country must be two letters A to Z.";
        Lei "LEI-CHECK" "A legal entity identifier must have 20 characters and pass the ISO 17442 check.";
        Uscc "USCC-CHECK" "A unified social credit code must have 18 characters and pass the GB 32100 check.";
        PartyId "PARTY-ID" "The party needs an LEI, a tax reference, a DID or another code.";
        HsCode "HS-CODE" "An HS code has 6 to 12 digits (6 to 10 in HSCodes), of which the first two are 01 to 99.";
        HsCodeLimit "HS-CODE-LIMIT" "Goods can have at most eight HS codes, those that others say more precisely aside.";
        Imo "IMO-CHECK-DIGIT" "An IMO number has seven digits, the last one its check digit.";
        InvoiceTotal "INVOICE-TOTAL" "An invoice's total must be the sum of its lines plus charges less allowances.";
        WeightTotal "WEIGHT-TOTAL" "A total weight must be the sum of the weights it is of, and a net weight no more than its gross weight.";
        PackagesTotal "PACKAGES-TOTAL" "A total of packages must be the sum of the packages it is of.";
        DateOrder "DATE-ORDER" "A period must not end before it begins.";
        AnnexMismatch "ANNEX-MISMATCH" "An annex must speak of the same bill, containers and voyage as the bill.";
        Allotment "INVOICE-ALLOTMENT" "An invoice over several transport documents lists each of them once in transportDocuments, with what it allots to it, and no more than its total together.";
        SharedContainer "SHARED-CONTAINER" "A container that is given as a part load must be one that the bill lists, and the bill's containers full at both ends.";
        Attestation "ATTESTATION" "An attestation must be of the very document, on a ground that its kind allows, with what that ground asks for.";
        Receivable "RECEIVABLE" "An invoice that is financed alone has no annexes but itself and what insures it, and is over no transport documents of which it allots parts.";
        InvoiceTwice "INVOICE-TWICE" "A bundle must not name an invoice twice.";
        InvoiceLimit "INVOICE-LIMIT" "A bill has at most twelve invoices.";
        VesselTwice "VESSEL-TWICE" "A bundle must not have two particulars of one vessel and voyage.";
        VesselLimit "VESSEL-LIMIT" "A bill has at most eight vessels' particulars.";
        RecordLimit "RECORD-LIMIT" "A document holds at most 256 containers, 256 cargo items or 256 lines.";
    }
    advice {
        NotifyParty "NOTIFY-PARTY" "A to-order bill should name a notify party.";
        BothDates "BOTH-DATES" "Only one of shippedOnBoardDate and receivedForShipmentDate should be given; with both, keys go by the former.";
        IssueDate "ISSUE-DATE" "A document that is not a draft or approval should have its issueDate.";
        PreCarriage "PRE-CARRIAGE" "With preCarriageBy a placeOfReceipt should be given.";
        OnCarriage "ON-CARRIAGE" "With onCarriageBy a placeOfDelivery should be given.";
        DeclaredValue "DECLARED-VALUE" "declaredValue and declaredValueCurrency should be given together; one alone counts as none.";
        Contact "CONTACT" "A contact should have a phone number or an e-mail address.";
        NetWeight "NET-WEIGHT" "A cargo item's net weight should be no more than its gross weight.";
        PlannedDates "PLANNED-DATES" "A planned arrival should not be before the planned departure.";
        Claused "CLAUSED" "Clauses of the carrier or warehouse keeper should be read: they may say that goods or packaging are defective, which no rule here sees.";
        PartLoad "PART-LOAD" "A container is strictly covered, and so refused under another bill, only if its cargo is FCL at origin and destination.";
        InvoiceFit "INVOICE-FIT" "An invoice should name the bill or be its shipper's, and be of its goods.";
    }
}

/// One finding: where it is, which rule it breaks, and what stood there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// JSON path, `$.consignmentItems[0].HSCodes[1]`.
    pub path: String,
    /// The stable id of the rule.
    pub rule: &'static str,
    /// What the rule asks, and what it asks here.
    pub message: String,
    /// The value found, shortened; `None` if there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.path, self.rule, self.message)?;
        self.seen.as_ref().map_or(Ok(()), |seen| write!(f, " Found: {seen}"))
    }
}

/// Why a file cannot be used, in the order of its fields, and what else is to be looked at in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, thiserror::Error)]
pub struct Faults {
    /// The faults. Never empty when returned as an error.
    pub faults: Vec<Fault>,
    /// What would not have stopped its use.
    pub advice: Vec<Fault>,
}

impl Faults {
    /// The ids of the rules whose breach is a fault here, in order, for tests and statistics.
    #[must_use]
    pub fn rules(&self) -> Vec<&'static str> {
        self.faults.iter().map(|fault| fault.rule).collect()
    }

    /// Whether the fault with this path and rule id is among them.
    #[must_use]
    pub fn has(&self, path: &str, rule: Rule) -> bool {
        has(&self.faults, path, rule)
    }
}

/// Whether a finding with this path and rule is among some.
#[must_use]
pub fn has(findings: &[Fault], path: &str, rule: Rule) -> bool {
    findings.iter().any(|fault| fault.path == path && fault.rule == rule.id())
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = self.faults.len();
        write!(f, "{n} fault{} in the document:", if n == 1 { "" } else { "s" })?;
        self.faults.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
    }
}

/// Where findings are gathered while a file is read.
#[derive(Debug, Default)]
pub(crate) struct Collector(RefCell<Faults>);

impl Collector {
    /// Records a finding with the rule's own sentence.
    pub fn add(&self, path: &str, rule: Rule, seen: Option<String>) {
        self.add_with(path, rule, "", seen);
    }

    /// Records a finding with a detail behind the rule's sentence.
    pub fn add_with(&self, path: &str, rule: Rule, detail: &str, seen: Option<String>) {
        self.record(path, rule, detail, seen, rule.is_advice());
    }

    /// Records as advice what breaks a rule in a field that is not used.
    pub fn advise(&self, path: &str, rule: Rule, detail: &str, seen: Option<String>) {
        self.record(path, rule, detail, seen, true);
    }

    fn record(&self, path: &str, rule: Rule, detail: &str, seen: Option<String>, advice: bool) {
        let mut message = rule.sentence().to_owned();
        if !detail.is_empty() {
            message.push(' ');
            message.push_str(detail);
        }
        let seen = seen.map(|s| shorten(&s));
        let mut found = self.0.borrow_mut();
        let list = if advice { &mut found.advice } else { &mut found.faults };
        list.push(Fault { path: path.to_owned(), rule: rule.id(), message, seen });
    }

    /// The value with the advice on it, if no fault was recorded.
    pub fn finish<T>(self, value: Option<T>) -> Result<(T, Vec<Fault>), Faults> {
        let found = self.0.into_inner();
        match value {
            Some(value) if found.faults.is_empty() => Ok((value, found.advice)),
            _ => Err(found),
        }
    }
}

/// The first 80 characters.
fn shorten(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
