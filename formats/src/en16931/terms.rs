//! The terms of EN 16931 that are read, with their places in both syntaxes (CEN/TS 16931-3-2 for UBL, 16931-3-3 for CII), and some that only
//! the syntaxes have.

/// The syntax of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Syntax {
    Ubl,
    Cii,
}

/// Something that an invoice says, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    /// Its number in EN 16931; none of what that has not.
    pub(super) id: Option<&'static str>,
    ubl: &'static str,
    cii: &'static str,
}

impl Term {
    const fn new(id: &'static str, ubl: &'static str, cii: &'static str) -> Self {
        Self { id: Some(id), ubl, cii }
    }

    const fn beyond(ubl: &'static str, cii: &'static str) -> Self {
        Self { id: None, ubl, cii }
    }

    pub(super) const fn path(&self, syntax: Syntax) -> &'static str {
        match syntax {
            Syntax::Ubl => self.ubl,
            Syntax::Cii => self.cii,
        }
    }

    /// The same under another number.
    pub(super) const fn numbered(self, id: &'static str) -> Self {
        Self { id: Some(id), ..self }
    }
}

macro_rules! exchanged {
    ($path:literal) => {
        concat!("rsm:ExchangedDocument/", $path)
    };
}
macro_rules! trade {
    ($path:literal) => {
        concat!("rsm:SupplyChainTradeTransaction/", $path)
    };
}
macro_rules! agreement {
    ($path:literal) => {
        concat!("rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement/", $path)
    };
}
macro_rules! delivery {
    ($path:literal) => {
        concat!("rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeDelivery/", $path)
    };
}
macro_rules! settlement {
    ($path:literal) => {
        concat!("rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement/", $path)
    };
}

/// What the whole invoice says.
pub(super) mod header {
    use super::Term;

    pub(in super::super) const NUMBER: Term = Term::new("BT-1", "cbc:ID", exchanged!("ram:ID"));
    pub(in super::super) const DATE: Term =
        Term::new("BT-2", "cbc:IssueDate", exchanged!("ram:IssueDateTime/udt:DateTimeString"));
    pub(in super::super) const TYPE: Term =
        Term::new("BT-3", "cbc:InvoiceTypeCode", exchanged!("ram:TypeCode"));
    pub(in super::super) const CURRENCY: Term =
        Term::new("BT-5", "cbc:DocumentCurrencyCode", settlement!("ram:InvoiceCurrencyCode"));
    pub(in super::super) const DUE: Term = Term::new(
        "BT-9",
        "cbc:DueDate",
        settlement!("ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString"),
    );
    pub(in super::super) const ORDER: Term = Term::new(
        "BT-13",
        "cac:OrderReference/cbc:ID",
        agreement!("ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"),
    );
    pub(in super::super) const TOTAL: Term = Term::new(
        "BT-109",
        "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount",
        settlement!("ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:TaxBasisTotalAmount"),
    );
    pub(in super::super) const ALLOWANCES: Term = Term::new(
        "BT-107",
        "cac:LegalMonetaryTotal/cbc:AllowanceTotalAmount",
        settlement!("ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:AllowanceTotalAmount"),
    );
    pub(in super::super) const CHARGES: Term = Term::new(
        "BT-108",
        "cac:LegalMonetaryTotal/cbc:ChargeTotalAmount",
        settlement!("ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:ChargeTotalAmount"),
    );
    pub(in super::super) const PREPAID: Term = Term::new(
        "BT-113",
        "cac:LegalMonetaryTotal/cbc:PrepaidAmount",
        settlement!("ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:TotalPrepaidAmount"),
    );
    /// The amounts of single allowances.
    pub(in super::super) const ALLOWANCE: Term = Term::new(
        "BT-92",
        "cac:AllowanceCharge[cbc:ChargeIndicator=false]/cbc:Amount",
        settlement!(
            "ram:SpecifiedTradeAllowanceCharge[ram:ChargeIndicator/udt:Indicator=false]/ram:ActualAmount"
        ),
    );
    /// The amounts of single charges.
    pub(in super::super) const CHARGE: Term = Term::new(
        "BT-99",
        "cac:AllowanceCharge[cbc:ChargeIndicator=true]/cbc:Amount",
        settlement!(
            "ram:SpecifiedTradeAllowanceCharge[ram:ChargeIndicator/udt:Indicator=true]/ram:ActualAmount"
        ),
    );
    pub(in super::super) const INCOTERM: Term = Term::beyond(
        "cac:DeliveryTerms/cbc:ID",
        agreement!("ram:ApplicableTradeDeliveryTerms/ram:DeliveryTypeCode"),
    );
    pub(in super::super) const INCOTERM_PLACE: Term = Term::beyond(
        "cac:DeliveryTerms/cac:DeliveryLocation/cbc:Name",
        agreement!("ram:ApplicableTradeDeliveryTerms/ram:RelevantTradeLocation/ram:Name"),
    );
    /// Documents that it refers to, of which some are transport documents.
    pub(in super::super) const DOCUMENTS: Term = Term::new(
        "BG-24",
        "cac:AdditionalDocumentReference|cac:DespatchDocumentReference",
        concat!(
            agreement!("ram:AdditionalReferencedDocument"),
            "|",
            delivery!("ram:AdditionalReferencedDocument"),
            "|",
            delivery!("ram:DespatchAdviceReferencedDocument")
        ),
    );
    /// Of such a document: what it is (UNTDID 1001).
    pub(in super::super) const DOCUMENT_CODE: Term = Term::beyond("cbc:DocumentTypeCode", "ram:TypeCode");
    /// Of such a document: its number.
    pub(in super::super) const DOCUMENT_NUMBER: Term = Term::new("BT-122", "cbc:ID", "ram:IssuerAssignedID");
    pub(in super::super) const LINES: Term =
        Term::new("BG-25", "cac:InvoiceLine", trade!("ram:IncludedSupplyChainTradeLineItem"));
}

/// Where parties stand, and what is said of one.
pub(super) mod party {
    use super::Term;

    pub(in super::super) const SELLER: Term =
        Term::new("BG-4", "cac:AccountingSupplierParty/cac:Party", agreement!("ram:SellerTradeParty"));
    pub(in super::super) const BUYER: Term =
        Term::new("BG-7", "cac:AccountingCustomerParty/cac:Party", agreement!("ram:BuyerTradeParty"));
    pub(in super::super) const PAYEE: Term =
        Term::new("BG-10", "cac:PayeeParty", settlement!("ram:PayeeTradeParty"));
    pub(in super::super) const REPRESENTATIVE: Term =
        Term::new("BG-11", "cac:TaxRepresentativeParty", agreement!("ram:SellerTaxRepresentativeTradeParty"));
    pub(in super::super) const SHIP_TO: Term =
        Term::new("BG-13", "cac:Delivery", delivery!("ram:ShipToTradeParty"));

    pub(in super::super) const NAME: Term = Term::beyond(
        "cac:PartyLegalEntity/cbc:RegistrationName|cac:PartyName/cbc:Name|cac:DeliveryParty/cac:PartyName/cbc:Name",
        "ram:Name",
    );
    /// Identifiers that somebody gave it.
    pub(in super::super) const IDS: Term =
        Term::beyond("cac:PartyIdentification/cbc:ID|cac:DeliveryLocation/cbc:ID", "ram:GlobalID|ram:ID");
    /// Its number in a register of companies.
    pub(in super::super) const REGISTERED: Term =
        Term::beyond("cac:PartyLegalEntity/cbc:CompanyID", "ram:SpecifiedLegalOrganization/ram:ID");
    pub(in super::super) const VAT: Term = Term::beyond(
        "cac:PartyTaxScheme[cac:TaxScheme/cbc:ID=VAT]/cbc:CompanyID",
        "ram:SpecifiedTaxRegistration/ram:ID[@schemeID=VA]",
    );
    pub(in super::super) const ADDRESS: Term =
        Term::beyond("cac:PostalAddress|cac:DeliveryLocation/cac:Address", "ram:PostalTradeAddress");
    /// Of an address: its parts, each with DCSA's name for it.
    pub(in super::super) const ADDRESS_PARTS: [(&str, Term); 5] = [
        ("street", Term::beyond("cbc:StreetName", "ram:LineOne")),
        ("postCode", Term::beyond("cbc:PostalZone", "ram:PostcodeCode")),
        ("city", Term::beyond("cbc:CityName", "ram:CityName")),
        ("stateRegion", Term::beyond("cbc:CountrySubentity", "ram:CountrySubDivisionName")),
        ("countryCode", Term::beyond("cac:Country/cbc:IdentificationCode", "ram:CountryID")),
    ];
}

/// What a line says.
pub(super) mod line {
    use super::Term;

    pub(in super::super) const DESCRIPTION: Term = Term::new(
        "BT-153",
        "cac:Item/cbc:Name|cac:Item/cbc:Description",
        "ram:SpecifiedTradeProduct/ram:Name",
    );
    pub(in super::super) const CLASSES: Term = Term::new(
        "BT-158",
        "cac:Item/cac:CommodityClassification/cbc:ItemClassificationCode",
        "ram:SpecifiedTradeProduct/ram:DesignatedProductClassification/ram:ClassCode",
    );
    pub(in super::super) const QUANTITY: Term =
        Term::new("BT-129", "cbc:InvoicedQuantity", "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity");
    pub(in super::super) const PRICE: Term = Term::new(
        "BT-146",
        "cac:Price/cbc:PriceAmount",
        "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount",
    );
    pub(in super::super) const BASE: Term = Term::new(
        "BT-149",
        "cac:Price/cbc:BaseQuantity",
        "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:BasisQuantity",
    );
    pub(in super::super) const AMOUNT: Term = Term::new(
        "BT-131",
        "cbc:LineExtensionAmount",
        "ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount",
    );
    pub(in super::super) const ORIGIN: Term = Term::new(
        "BT-159",
        "cac:Item/cac:OriginCountry/cbc:IdentificationCode",
        "ram:SpecifiedTradeProduct/ram:OriginTradeCountry/ram:ID",
    );
    /// What kind of line it is, in the profile EXTENDED of Factur-X.
    pub(in super::super) const KIND: Term =
        Term::beyond("", "ram:AssociatedDocumentLineDocument/ram:LineStatusReasonCode");
}
