//! Why what an invoice says beyond the JSON invoice is left out.

use crate::tree::At;

/// Elements, and why whatever is in one is left out; of several the innermost counts.
const REASONS: &[(&str, &str)] = &[
    ("cbc:UBLVersionID", RULES),
    ("cbc:CustomizationID", RULES),
    ("cbc:ProfileID", RULES),
    ("ram:GuidelineSpecifiedDocumentContextParameter", RULES),
    ("ram:BusinessProcessSpecifiedDocumentContextParameter", RULES),
    ("cbc:Note", NOTE),
    ("ram:IncludedNote", NOTE),
    ("cac:TaxTotal", TAX),
    ("cac:WithholdingTaxTotal", TAX),
    ("cac:ClassifiedTaxCategory", TAX),
    ("cac:TaxCategory", TAX),
    ("cbc:TaxCurrencyCode", TAX),
    ("cbc:TaxPointDate", TAX),
    ("ram:ApplicableTradeTax", TAX),
    ("ram:CategoryTradeTax", TAX),
    ("ram:TaxCurrencyCode", TAX),
    ("ram:TaxTotalAmount", TAX),
    ("cac:PaymentMeans", PAYMENT),
    ("cac:PaymentTerms", PAYMENT),
    ("ram:SpecifiedTradePaymentTerms", PAYMENT),
    ("ram:SpecifiedTradeSettlementPaymentMeans", PAYMENT),
    ("ram:PaymentReference", PAYMENT),
    ("ram:CreditorReferenceID", PAYMENT),
    ("cac:PrepaidPayment", PAID),
    ("cbc:PrepaidAmount", PAID),
    ("ram:TotalPrepaidAmount", PAID),
    ("cac:LegalMonetaryTotal", SUM),
    ("ram:SpecifiedTradeSettlementHeaderMonetarySummation", SUM),
    ("cac:AllowanceCharge", ALLOWANCE),
    ("ram:SpecifiedTradeAllowanceCharge", ALLOWANCE),
    ("ram:SpecifiedLogisticsServiceCharge", ALLOWANCE),
    ("ram:AppliedTradeAllowanceCharge", ALLOWANCE),
    ("cac:Price", PRICE),
    ("ram:NetPriceProductTradePrice", PRICE),
    ("ram:GrossPriceProductTradePrice", PRICE),
    ("cac:BillingReference", DOCUMENT),
    ("cac:AdditionalDocumentReference", DOCUMENT),
    ("cac:DespatchDocumentReference", DOCUMENT),
    ("cac:ReceiptDocumentReference", DOCUMENT),
    ("cac:OriginatorDocumentReference", DOCUMENT),
    ("cac:ContractDocumentReference", DOCUMENT),
    ("cac:ProjectReference", DOCUMENT),
    ("cac:OrderReference", DOCUMENT),
    ("ram:AdditionalReferencedDocument", DOCUMENT),
    ("ram:DespatchAdviceReferencedDocument", DOCUMENT),
    ("ram:ReceivingAdviceReferencedDocument", DOCUMENT),
    ("ram:ContractReferencedDocument", DOCUMENT),
    ("ram:SellerOrderReferencedDocument", DOCUMENT),
    ("ram:BuyerOrderReferencedDocument", DOCUMENT),
    ("ram:InvoiceReferencedDocument", DOCUMENT),
    ("ram:SpecifiedProcuringProject", DOCUMENT),
    ("cbc:EndpointID", ENDPOINT),
    ("ram:URIUniversalCommunication", ENDPOINT),
    ("cac:Contact", CONTACT),
    ("ram:DefinedTradeContact", CONTACT),
    ("cac:SubInvoiceLine", "a line within a line, whose amount is within that of the line"),
];

const RULES: &str = "says by which rules the file is written";
const NOTE: &str = "a note for people";
const TAX: &str = "about tax, and totalInvoiceAmount is without tax";
const PAYMENT: &str = "how and on what terms it is paid, of which a JSON invoice has the day alone";
const PAID: &str = "what is paid already, which totalInvoiceAmount does not take off";
const SUM: &str = "another sum than the one without tax";
const ALLOWANCE: &str = "about an allowance or charge, which the sums have in them";
const PRICE: &str = "how the price was made";
const DOCUMENT: &str = "another document, which is not coded as a transport document";
const ENDPOINT: &str = "an address for messages, which says where a party is reached and not who it is";
const CONTACT: &str = "a person or department to be reached";
const FOREIGN: &str = "in a namespace that neither UBL nor CII has, such as a signature";
const NOTHING: &str = "a JSON invoice has no field for it";

/// Why it is left out.
pub(super) fn why(at: At<'_>) -> &'static str {
    if at.is_foreign() {
        return FOREIGN;
    }
    let reason = |at: &At<'_>| REASONS.iter().find(|(name, _)| *name == at.name()).map(|(_, why)| *why);
    std::iter::successors(Some(at), At::parent).find_map(|at| reason(&at)).unwrap_or(NOTHING)
}
