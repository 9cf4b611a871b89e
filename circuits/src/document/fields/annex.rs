//! The fields of annexes.

use super::{FieldKind, fields};

fields! {
    /// Header fields of a commercial invoice.
    InvoiceField {
        /// Normalised invoice number.
        0 Number "invoiceNumber" Code,
        /// Issued.
        1 IssueDate "issueDate" Day,
        /// Seller.
        2 SellerId "sellerId" Party,
        /// Seller's name.
        3 SellerName "sellerName" Text,
        /// Seller's country.
        4 SellerCountry "sellerCountry" Code,
        /// Buyer.
        5 BuyerId "buyerId" Party,
        /// Buyer's name.
        6 BuyerName "buyerName" Text,
        /// Buyer's country.
        7 BuyerCountry "buyerCountry" Code,
        /// Currency.
        8 Currency "currencyCode" Code,
        /// Total, minor units.
        9 Total "totalInvoiceAmount" Number,
        /// Charges, minor units.
        10 Charges "chargeTotalAmount" Number,
        /// Allowances, minor units.
        11 Allowances "allowanceTotalAmount" Number,
        /// Incoterms code.
        12 Incoterm "deliveryTermsCode" Code,
        /// Place that belongs to it.
        13 IncotermPlace "deliveryTermsLocation" Text,
        /// Payment due.
        14 DueDate "paymentDueDate" Day,
        /// Normalised reference of the bill that it names.
        15 BillReference "transportDocumentReference" Code,
        /// Purchase order.
        16 PurchaseOrder "purchaseOrderReference" Text,
    }
}

fields! {
    /// Fields of an invoice line record.
    LineField {
        /// HS code, padded to 12 digits.
        0 HsCode "commodityCode" Number,
        /// Quantity, thousandths of the unit.
        1 Quantity "quantity" Number,
        /// UN Recommendation 20 unit.
        2 Unit "quantityUnitCode" Code,
        /// Price of one unit, 10^-4 of the currency unit.
        3 UnitPrice "unitPrice" Number,
        /// Amount, minor units.
        4 Amount "lineAmount" Number,
        /// Quantity times unit price, minor units, rounded half up; 0 without a unit price.
        5 Priced "pricedAmount" Number,
        /// Quantity in grams, if its unit is one of mass.
        6 Weight "weight" Number,
        /// Country of origin.
        7 Origin "originCountryCode" Code,
        /// Description.
        8 Description "descriptionOfGoods" Text,
    }
}

fields! {
    /// Header fields of a packing list.
    PackingListField {
        /// Its number.
        0 Number "packingListNumber" Text,
        /// Issued.
        1 IssueDate "issueDate" Day,
        /// Normalised reference of the bill.
        2 BillReference "transportDocumentReference" Code,
        /// Normalised invoice number.
        3 InvoiceNumber "invoiceNumber" Code,
        /// Total gross weight, grams.
        4 GrossWeight "totalGrossWeight" Number,
        /// Total net weight, grams.
        5 NetWeight "totalNetWeight" Number,
        /// Total packages.
        6 Packages "totalPackages" Number,
    }
}

fields! {
    /// Fields of a packing list's record of one container.
    PackedField {
        /// ISO 6346 reference.
        0 Reference "equipmentReference" Code,
        /// Gross weight, grams.
        1 GrossWeight "grossWeight" Number,
        /// Net weight, grams.
        2 NetWeight "netWeight" Number,
        /// Packages.
        3 Packages "packages" Number,
        /// UN Recommendation 21 code.
        4 PackageCode "packageCode" Code,
    }
}

fields! {
    /// Fields of an insurance certificate.
    InsuranceField {
        /// Its number.
        0 Number "certificateNumber" Text,
        /// Issued.
        1 IssueDate "issueDate" Day,
        /// Insurer.
        2 InsurerId "insurerId" Party,
        /// Insurer's name.
        3 InsurerName "insurerName" Text,
        /// Insured.
        4 InsuredId "insuredId" Party,
        /// Insured's name.
        5 InsuredName "insuredName" Text,
        /// Currency.
        6 Currency "currencyCode" Code,
        /// Insured sum, minor units.
        7 Sum "insuredAmount" Number,
        /// Cover: `ICC_A`, `ICC_B` or `ICC_C`.
        8 Cover "coverCode" Code,
        /// Whether war risks are covered.
        9 War "coversWar" Flag,
        /// Whether strikes are covered.
        10 Strikes "coversStrikes" Flag,
        /// First day of cover.
        11 From "coverStartDate" Day,
        /// Last day of cover.
        12 Until "coverEndDate" Day,
        /// Normalised reference of the bill.
        13 BillReference "transportDocumentReference" Code,
    }
}
