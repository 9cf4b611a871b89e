//! Each kind of predicate at its edges, over the copper sample.

use super::*;

#[test]
fn numbers_at_their_edges() {
    for (body, holds) in [
        // The certificate is of USD 412,500.00, the invoice of USD 375,000.00: 110 % exactly.
        (
            "field = \"insurance.insuredAmount\"\nat-least = { percent = 110, of = \"sum(invoices.totalInvoiceAmount)\" }",
            true,
        ),
        (
            "field = \"insurance.insuredAmount\"\nat-least = { percent = 110.01, of = \"sum(invoices.totalInvoiceAmount)\" }",
            false,
        ),
        (
            "field = \"insurance.insuredAmount\"\nmore-than = { percent = 110, of = \"sum(invoices.totalInvoiceAmount)\" }",
            false,
        ),
        (
            "field = \"insurance.insuredAmount\"\nat-most = { percent = 110, of = \"sum(invoices.totalInvoiceAmount)\" }",
            true,
        ),
        ("field = \"insurance.insuredAmount\"\nat-least = \"USD 412500.00\"", true),
        ("field = \"insurance.insuredAmount\"\nat-least = \"USD 412500.01\"", false),
        ("field = \"insurance.insuredAmount\"\nat-least = \"EUR 1.00\"", false),
        ("field = \"insurance.insuredAmount\"\nless-than = \"USD 412500.00\"", false),
        ("field = \"insurance.insuredAmount\"\nequals = \"USD 412500\"", true),
        ("field = \"insurance.insuredAmount\"\nnot-equals = \"USD 412500\"", false),
        ("field = \"insurance.insuredAmount\"\nnot-equals = \"EUR 412500\"", false),
        ("field = \"bill.grossWeight\"\nbetween = [\"40.3 t\", \"40.3 t\"]", true),
        ("field = \"bill.grossWeight\"\nbetween = [\"40300.001 kg\", \"50 t\"]", false),
        ("field = \"bill.grossWeight\"\nbetween = [\"1 kg\", \"40299999 g\"]", false),
        ("field = \"bill.grossWeight\"\nequals = { field = \"packingList.totalGrossWeight\" }", true),
        ("field = \"bill.grossWeight\"\nwithin = { percent = 5, of = \"packingList.totalNetWeight\" }", true),
        (
            "field = \"bill.grossWeight\"\nwithin = { percent = 0.75, of = \"packingList.totalNetWeight\" }",
            true,
        ),
        (
            "field = \"bill.grossWeight\"\nwithin = { percent = 0.74, of = \"packingList.totalNetWeight\" }",
            false,
        ),
        (
            "field = \"packingList.totalNetWeight\"\nwithin = { plus = \"0 %\", minus = \"300 kg\", of = \"bill.grossWeight\" }",
            true,
        ),
        (
            "field = \"packingList.totalNetWeight\"\nwithin = { plus = \"0 %\", minus = \"299999 g\", of = \"bill.grossWeight\" }",
            false,
        ),
        (
            "field = \"bill.grossWeight\"\nwithin = { plus = \"300 kg\", minus = \"0 %\", of = \"packingList.totalNetWeight\" }",
            true,
        ),
        (
            "field = \"bill.grossWeight\"\nat-most = { plus = \"300 kg\", of = \"packingList.totalNetWeight\" }",
            true,
        ),
        (
            "field = \"packingList.totalNetWeight\"\nat-least = { minus = \"299 kg\", of = \"bill.grossWeight\" }",
            false,
        ),
        ("field = \"bill.packages\"\nequals = 40", true),
        ("field = \"bill.dangerousGoods\"\nequals = 0", true),
        ("field = \"sum(containers.grossWeight)\"\nequals = { field = \"bill.grossWeight\" }", true),
        ("field = \"sum(packingList.containers.packages)\"\nequals = 40", true),
        ("field = \"count(containers)\"\nbetween = [2, 2]", true),
        ("field = \"count(invoices)\"\nmore-than = 1", false),
        ("field = \"valuation.value\"\nat-most = { field = \"sum(invoices.totalInvoiceAmount)\" }", true),
        ("field = \"valuation.value\"\nless-than = { field = \"sum(invoices.totalInvoiceAmount)\" }", false),
        (
            "field = \"sum(invoices.lines.lineAmount)\"\nwithin = { percent = 2, of = \"invoices.totalInvoiceAmount\" }",
            true,
        ),
        ("field = \"invoices.lines.unitPrice\"\nbetween = [\"USD 9250\", \"USD 9250.0000\"]", true),
        (
            "field = \"sum(invoices.chargeTotalAmount)\"\nat-most = { percent = 2, of = \"sum(invoices.totalInvoiceAmount)\" }",
            true,
        ),
    ] {
        assert_eq!(passes(body), holds, "{body}: {:?}", reasons(body));
    }
}

#[test]
fn several_quantities_and_ratios() {
    // Insured for USD 412,500.00, invoiced for USD 375,000.00: lines of 370,000.00, charges of 6,400.00, allowances of 1,400.00; 40,300 kg in 40 packages; containers of 2,230 kg.
    for (body, holds) in [
        (
            "field = \"insurance.insuredAmount\"\nat-least = { percent = 110, of = \"sum(invoices.totalInvoiceAmount) + sum(invoices.allowanceTotalAmount)\" }",
            false,
        ),
        (
            "field = \"insurance.insuredAmount\"\nat-least = { percent = 110, of = \"sum(invoices.totalInvoiceAmount) + sum(invoices.chargeTotalAmount)\" }",
            false,
        ),
        (
            "field = \"sum(invoices.totalInvoiceAmount) - sum(invoices.chargeTotalAmount) + sum(invoices.allowanceTotalAmount)\"\nequals = { field = \"total(invoices.lines.lineAmount)\" }",
            true,
        ),
        (
            "field = \"sum(invoices.totalInvoiceAmount) - sum(invoices.chargeTotalAmount) + sum(invoices.allowanceTotalAmount)\"\nequals = \"USD 370000.00\"",
            true,
        ),
        (
            "field = \"sum(invoices.totalInvoiceAmount) - sum(invoices.chargeTotalAmount) + sum(invoices.allowanceTotalAmount)\"\nless-than = \"USD 370000.00\"",
            false,
        ),
        ("field = \"containers.grossWeight + containers.tareWeight\"\nat-most = \"22380.5 kg\"", true),
        ("field = \"containers.grossWeight + containers.tareWeight\"\nless-than = \"22380.5 kg\"", false),
        ("field = \"total(invoices.lines.weight)\"\nat-most = { field = \"bill.grossWeight\" }", true),
        (
            "field = \"bill.grossWeight / bill.packages\"\nbetween = [\"1000 kg / package\", \"1010 kg / package\"]",
            true,
        ),
        ("field = \"bill.grossWeight / bill.packages\"\nless-than = \"1000 kg / package\"", false),
        (
            "field = \"sum(invoices.totalInvoiceAmount) / bill.grossWeight\"\nbetween = [\"USD 9.30 / kg\", \"USD 9.31 / kg\"]",
            true,
        ),
        (
            "field = \"sum(invoices.totalInvoiceAmount) / bill.grossWeight\"\nat-least = \"USD 9310.00 / t\"",
            false,
        ),
        (
            "field = \"sum(invoices.totalInvoiceAmount) / bill.grossWeight\"\nat-most = \"EUR 9310.00 / t\"",
            false,
        ),
        // What is divided by is not there: neither more nor less.
        (
            "field = \"sum(invoices.totalInvoiceAmount) / sum(items.grossVolume)\"\nat-most = \"USD 999999 / m3\"",
            false,
        ),
        (
            "none = [{ field = \"sum(invoices.totalInvoiceAmount) / sum(items.grossVolume)\", at-least = \"USD 1 / m3\" }]",
            false,
        ),
        ("field = \"invoices.lines.lineAmount\"\nequals = { field = \"invoices.lines.pricedAmount\" }", true),
    ] {
        assert_eq!(passes(body), holds, "{body}: {:?}", reasons(body));
    }
}

/// An amount in another currency can be neither more nor less, and no `none`, `where` or `not-equals` passes it.
#[test]
fn another_currency_passes_nothing() {
    let amount = "field = \"invoices.totalInvoiceAmount\"";
    for (body, holds) in [
        (format!("none = [{{ some = \"invoices\", {amount}, at-least = \"USD 9000000\" }}]"), true),
        (format!("none = [{{ some = \"invoices\", {amount}, at-least = \"EUR 9000000\" }}]"), false),
        (
            format!(
                "none = [{{ any = [{{ some = \"invoices\", {amount}, at-least = \"EUR 9000000\" }}, {{ field = \"bill.isToOrder\", equals = false }}] }}]"
            ),
            false,
        ),
        (format!("none = [{{ none = [{{ some = \"invoices\", {amount}, at-least = \"EUR 1\" }}] }}]"), false),
        (
            format!(
                "every = \"invoices\"\nwhere = {{ {amount}, at-least = \"USD 9000000\" }}\nfield = \"invoices.sellerCountry\"\nequals = \"XX\""
            ),
            true,
        ),
        (
            format!(
                "every = \"invoices\"\nwhere = {{ {amount}, at-least = \"EUR 9000000\" }}\nfield = \"invoices.sellerCountry\"\nequals = \"XX\""
            ),
            false,
        ),
        (
            format!(
                "some = \"invoices\"\nwhere = {{ {amount}, at-least = \"USD 1\" }}\nfield = \"invoices.sellerCountry\"\nequals = \"CL\""
            ),
            true,
        ),
        (
            format!(
                "some = \"invoices\"\nwhere = {{ {amount}, at-least = \"EUR 1\" }}\nfield = \"invoices.sellerCountry\"\nequals = \"CL\""
            ),
            false,
        ),
        (format!("{amount}\nnot-equals = \"USD 1\""), true),
        (format!("{amount}\nnot-equals = \"EUR 1\""), false),
        // Nothing is declared, so nothing is in another currency.
        ("none = [{ field = \"bill.declaredValue\", at-least = \"EUR 1.000\" }]".to_owned(), true),
    ] {
        assert_eq!(passes(&body), holds, "{body}: {:?}", reasons(&body));
    }
}

#[test]
fn days_at_their_edges() {
    let bundle = copper();
    let shipped = bundle.bill.shipped_on_board.unwrap();
    let within = one("field = \"today\"\nat-most = { days = 21, after = \"bill.shippedOnBoardDate\" }");
    let early = one("field = \"bill.shippedOnBoardDate\"\nat-most = { days = 3, before = \"today\" }");
    for (after, holds) in [(0, true), (21, true), (22, false)] {
        let today = Day(shipped.0 + after).to_string();
        assert_eq!(verdict_of(&within, &bundle, &today).holds, holds, "{today}");
    }
    for (after, holds) in [(2, false), (3, true)] {
        let today = Day(shipped.0 + after).to_string();
        assert_eq!(verdict_of(&early, &bundle, &today).holds, holds, "{today}");
    }
    for (body, holds) in [
        (format!("field = \"bill.shippedOnBoardDate\"\nequals = {shipped}"), true),
        (format!("field = \"bill.shippedOnBoardDate\"\nafter = \"{shipped}\""), false),
        (format!("field = \"bill.shippedOnBoardDate\"\nat-least = \"{shipped}\""), true),
        (format!("field = \"bill.shippedOnBoardDate\"\nbefore = \"{}\"", Day(shipped.0 + 1)), true),
        ("field = \"valuation.valuedAt\"\nwithin = { days = 2, of = \"today\" }".to_owned(), true),
        ("field = \"valuation.valuedAt\"\nwithin = { days = 1, of = \"today\" }".to_owned(), false),
    ] {
        assert_eq!(passes(&body), holds, "{body}");
    }
}

#[test]
fn codes_texts_and_flags() {
    for (body, holds) in [
        ("field = \"bill.transportDocumentTypeCode\"\nequals = \"BOL\"", true),
        ("field = \"bill.isToOrder\"\nequals = true", true),
        ("field = \"bill.isToOrder\"\nequals = false", false),
        ("field = \"bill.portOfLoading\"\none-of = [\"CLANF\", \"CLVAP\"]", true),
        ("field = \"bill.portOfLoading\"\nnot-one-of = [\"CLVAP\"]", true),
        ("field = \"legs.vesselName\"\nequals = { field = \"bill.vesselName\" }", true),
        ("field = \"legs.vesselName\"\nnot-equals = { field = \"bill.vesselName\" }", false),
        ("field = \"legs.vesselName\"\nnot-equals = \"MV OTHER\"", true),
        ("field = \"legs.vesselIMONumber\"\nequals = 9999008", true),
        ("field = \"invoices.invoiceNumber\"\nequals = \"fct-2026/0417\"", true),
        ("field = \"bill.shipperId\"\nequals = { field = \"invoices.sellerId\" }", true),
        ("field = \"goods.hsCodes\"\nstarts-with = \"7403\"", true),
        ("field = \"goods.hsCodes\"\nstarts-with = \"740312\"", false),
        ("field = \"goods.hsCodes\"\nequals = \"740311\"", true),
        ("field = \"invoices.lines.commodityCode\"\nstarts-with = \"74\"", true),
    ] {
        assert_eq!(passes(body), holds, "{body}: {:?}", reasons(body));
    }
}

#[test]
fn absent_values() {
    // A to-order bill names no consignee.
    for (body, holds) in [
        ("field = \"bill.consigneeId\"\nabsent = true", true),
        ("field = \"bill.consigneeId\"\npresent = true", false),
        ("field = \"bill.consigneeId\"\npresent = false", true),
        ("field = \"bill.consigneeCountry\"\nequals = \"DE\"", false),
        ("field = \"bill.consigneeCountry\"\nnot-equals = \"DE\"", false),
        ("field = \"bill.consigneeCountry\"\nnot-equals = \"DE\"\nif-present = true", true),
        ("field = \"bill.consigneeCountry\"\nequals = \"DE\"\nif-present = true", true),
        ("field = \"bill.consigneeCountry\"\nnot-one-of = [\"DE\"]", false),
        ("field = \"bill.isToOrder\"\npresent = true", true),
        ("field = \"bill.dangerousGoods\"\npresent = true", true),
        ("field = \"bill.shipperCountry\"\nnot-equals = { field = \"bill.consigneeCountry\" }", false),
        ("field = \"bill.receivedForShipmentDate\"\nat-most = \"2026-12-31\"", false),
        ("field = \"bill.receivedForShipmentDate\"\nat-most = \"2026-12-31\"\nif-present = true", true),
    ] {
        assert_eq!(passes(body), holds, "{body}: {:?}", reasons(body));
    }
    let bare = Bundle::new(copper().bill);
    for (body, holds) in [
        ("field = \"sum(invoices.totalInvoiceAmount)\"\nat-most = \"USD 5.00\"", false),
        ("field = \"invoices.totalInvoiceAmount\"\nat-least = \"USD 5.00\"", true),
        ("field = \"count(invoices)\"\nat-most = 0", true),
        ("field = \"insurance.coversWar\"\nequals = false", false),
        ("field = \"legs.vesselIMONumber\"\npresent = true", false),
    ] {
        assert_eq!(verdict_of(&one(body), &bare, TODAY).holds, holds, "{body}");
    }
}

#[test]
fn records_and_groups() {
    for (body, holds) in [
        ("every = \"containers\"\nfield = \"containers.grossWeight\"\nat-most = \"20150500 g\"", true),
        ("every = \"containers\"\nfield = \"containers.grossWeight\"\nless-than = \"20150500 g\"", false),
        ("some = \"containers\"\nfield = \"containers.grossWeight\"\nless-than = \"20150500 g\"", true),
        (
            "some = \"containers\"\nwhere = { field = \"containers.grossWeight\", at-least = \"20150500 g\" }\nfield = \"containers.packages\"\nequals = 20",
            true,
        ),
        (
            "every = \"containers\"\nwhere = { field = \"containers.grossWeight\", at-least = \"90 t\" }\nfield = \"containers.packages\"\nequals = 7",
            true,
        ),
        ("every = \"goods\"\nfield = \"goods.hsCodes\"\nstarts-with = \"74\"", true),
        (
            "every = \"goods\"\nsome = \"goods.hsCodes\"\nfield = \"goods.hsCodes\"\nstarts-with = \"74\"",
            false,
        ),
        (
            "any = [{ field = \"bill.isToOrder\", equals = false }, { field = \"bill.isElectronic\", equals = true }]",
            true,
        ),
        (
            "all = [{ field = \"bill.isToOrder\", equals = false }, { field = \"bill.isElectronic\", equals = true }]",
            false,
        ),
        (
            "none = [{ field = \"bill.isToOrder\", equals = false }, { field = \"bill.isElectronic\", equals = false }]",
            true,
        ),
        (
            "every = \"containers\"\nall = [{ some = \"packingList.containers\", all = [{ field = \"packingList.containers.equipmentReference\", equals = { field = \"containers.equipmentReference\" } }, { field = \"packingList.containers.grossWeight\", within = { percent = 1, of = \"containers.grossWeight\" } }] }]",
            true,
        ),
    ] {
        let Ok(policy) = with("", &format!("[[predicate]]\nname = \"p\"\n{body}")) else {
            assert!(!holds, "{body}");
            continue;
        };
        assert_eq!(verdict_of(&policy, &copper(), TODAY).holds, holds, "{body}");
        assert!(policy.plan.predicates.iter().all(|p| p.condition.is_closed(&[])), "{body}");
    }
}

#[test]
fn reasons_name_values_and_records() {
    for (body, reason) in [
        (
            "field = \"insurance.insuredAmount\"\nat-least = { percent = 120, of = \"sum(invoices.totalInvoiceAmount)\" }",
            "insurance.insuredAmount USD 412,500.00 is less than 120 % of sum(invoices.totalInvoiceAmount) USD 375,000.00 = USD 450,000.00",
        ),
        (
            "field = \"today\"\nat-most = { days = 1, after = \"bill.shippedOnBoardDate\" }",
            "today 2026-03-10 is later than bill.shippedOnBoardDate 2026-03-05 plus 1 day = 2026-03-06",
        ),
        (
            "field = \"bill.portOfLoading\"\nequals = \"NLRTM\"",
            "bill.portOfLoading is \"CLANF\", not \"NLRTM\"",
        ),
        ("field = \"bill.consigneeCountry\"\nequals = \"NL\"", "bill.consigneeCountry is absent"),
        (
            "every = \"containers\"\nfield = \"containers.grossWeight\"\nat-most = \"20150 kg\"",
            "container ZZZU1000015: containers.grossWeight 20,150.5 kg is more than 20,150 kg",
        ),
        (
            "field = \"goods.hsCodes\"\nstarts-with = \"93\"",
            "goods 1: goods.hsCodes 740311 is less than 93..",
        ),
        (
            "field = \"insurance.insuredAmount\"\nat-least = \"EUR 5.00\"",
            "insurance.currencyCode is \"USD\", not EUR",
        ),
    ] {
        assert!(reasons(body).iter().any(|r| r == reason), "{body}: {:?}", reasons(body));
    }
}

#[test]
fn explained_in_words() {
    for (body, words) in [
        (
            "field = \"insurance.insuredAmount\"\nat-least = { percent = 110, of = \"sum(invoices.totalInvoiceAmount)\" }",
            "insurance.insuredAmount is at least 110 % of sum(invoices.totalInvoiceAmount) and \
                (for every record of invoices: invoices.currencyCode is insurance.currencyCode)",
        ),
        (
            "field = \"today\"\nat-most = { days = 21, after = \"bill.shippedOnBoardDate\" }",
            "today is at most bill.shippedOnBoardDate plus 21 days",
        ),
        (
            "field = \"bill.portOfLoading\"\none-of = [\"NLRTM\", \"BEANR\"]",
            "bill.portOfLoading is \"NLRTM\" or bill.portOfLoading is \"BEANR\"",
        ),
        ("field = \"bill.consigneeId\"\nabsent = true", "bill.consigneeId is absent"),
    ] {
        assert_eq!(one(body).explain().predicates[0].asks, words, "{body}");
    }
}

#[test]
fn one_policy_in_two_languages() {
    let toml = with(
        "room = { containers = 8 }",
        "[[predicate]]\nname = \"p\"\nfield = \"bill.shippedOnBoardDate\"\nat-most = 2026-05-01\nat-least = \"2026-01-01\"\n\
         [[predicate]]\nname = \"q\"\nfield = \"insurance.insuredAmount\"\nat-least = { of = \"valuation.value\", percent = 110.0 }",
    )
    .unwrap();
    let json = Policy::parse(
        r#"{"title": "A trial", "predicate": [
            {"at-least": "2026-01-01", "at-most": "2026-05-01", "field": "bill.shippedOnBoardDate", "name": "p"},
            {"name": "q", "field": "insurance.insuredAmount", "at-least": {"percent": 110, "of": "valuation.value"}}],
          "version": "1", "name": "trial", "schema": "plimsoll.policy/1", "room": {"containers": 8}}"#,
    )
    .unwrap();
    assert_eq!(toml.source(), json.source());
    assert_eq!(toml.digest(), json.digest());
    // The plan follows from what the digest covers: neither the language nor the order of keys changes it.
    assert_eq!(toml.plan, json.plan);
    assert_eq!(Policy::parse(toml.source()).unwrap().plan, toml.plan);
    assert_ne!(toml.digest(), one("field = \"today\"\nafter = \"2026-01-01\"").digest());
}

#[test]
fn what_none_means_is_said() {
    let containers = r#"{ field = "containers.equipmentReference", equals = "ZZZU1000015" }"#;
    let wanted = "put some = \"containers\" or every = \"containers\" into it";
    for (body, wanted) in [
        (format!("none = [{containers}]"), wanted),
        (format!("none = [{{ all = [{containers}] }}]"), wanted),
        (
            format!("every = \"items\"\nwhere = {containers}\nfield = \"items.packages\"\nat-least = 1"),
            wanted,
        ),
        (
            r#"none = [{ every = "goods.hsCodes", field = "goods.hsCodes", starts-with = "74" }]"#.to_owned(),
            "put every = \"goods\" or some = \"goods\" around it",
        ),
    ] {
        let problems = with("", &format!("[[predicate]]\nname = \"p\"\n{body}")).unwrap_err().to_string();
        assert!(problems.contains(wanted), "{body}: {problems}");
    }
    let none = r#"none = [{ some = "containers", field = "containers.equipmentReference", equals = "ZZZU1000015" }]"#;
    assert!(!verdict_of(&one(none), &copper(), TODAY).holds);
}

#[test]
fn a_sum_over_invoices_is_in_one_currency() {
    let whole = one(r#"field = "invoices.totalInvoiceAmount"
at-most = { percent = 100, of = "sum(invoices.totalInvoiceAmount)" }"#);
    let mut bundle = copper();
    assert!(verdict_of(&whole, &bundle, TODAY).holds);
    let mut second = bundle.invoices[0].clone();
    second.currency = "JPY".parse().unwrap();
    bundle.invoices.push(second);
    assert!(!verdict_of(&whole, &bundle, TODAY).holds);
}

#[test]
fn a_circuit_has_its_limits() {
    let line = r#"{ every = "invoices.lines", field = "invoices.lines.lineAmount", at-least = "1 USD" }"#;
    let body = format!(
        "every = \"containers\"\nall = [{{ every = \"packingList.containers\", all = [{{ every = \"invoices\", all = [{line}] }}] }}]"
    );
    let room = "[room]\ncontainers = 128\npacked-containers = 128\ninvoice-lines = 128\n";
    let problems = with(room, &format!("[[predicate]]\nname = \"p\"\n{body}")).unwrap_err().to_string();
    assert!(problems.contains("tests for all records"), "{problems}");
}
