//! What is wrong with a policy is said with its place and what to do.

use super::*;

/// The problems of a policy of one predicate with this body, one line each; the body begins in line 8.
fn problems(lists: &str, body: &str) -> String {
    let lists = if lists.is_empty() { "[room]" } else { lists };
    let text = format!("[[predicate]]\nname = \"p\"\n{body}");
    with(&format!("{lists}\n"), &text).map_or_else(|e| e.to_string(), |p| panic!("{body}: {:?}", p.plan))
}

const LISTS: &str = "lists = { some-ports = { of = \"port\", capacity = 10, max-age = \"7 days\" }, goods = { of = \"hs\", capacity = 10, max-age = \"7 days\" } }";
const USES: &str = "[[predicate]]\nname = \"u\"\nall = [{ field = \"bill.portOfLoading\", in-list = \"some-ports\" }, { field = \"goods.hsCodes\", in-list = \"goods\" }]";

#[test]
fn names_and_units() {
    for (body, told) in [
        (
            "field = \"bill.portOfLoadin\"\npresent = true",
            "line 9, column 9: unknown field bill.portOfLoadin; did you mean bill.portOfLoading?",
        ),
        (
            "field = \"cargo\"\npresent = true",
            "line 9, column 9: unknown field cargo; docs/documents.md lists all fields",
        ),
        (
            "field = \"bill.grossWeight\"\natleast = 5",
            "line 10, column 1: unknown key atleast; did you mean at-least?",
        ),
        (
            "field = \"bill.grossWeight\"",
            "line 7, column 1: nothing is asked of bill.grossWeight; add one of present, absent, equals",
        ),
        (
            "field = \"bill.grossWeight\"\nat-least = \"USD 5.00\"",
            "line 10, column 12: \"USD 5.00\" does not fit bill.grossWeight; bill.grossWeight is a weight: write a weight such as \"25 t\"",
        ),
        ("field = \"bill.grossWeight\"\nat-least = 5", "5 does not fit bill.grossWeight"),
        (
            "field = \"bill.grossWeight\"\nat-least = \"99999999999999 t\"",
            "\"99999999999999 t\" is out of range; values are below 2^64 of the smallest unit",
        ),
        (
            "field = \"insurance.insuredAmount\"\nat-least = \"USD 1.005\"",
            "\"USD 1.005\" does not fit insurance.insuredAmount",
        ),
        (
            "field = \"insurance.insuredAmount\"\nat-least = \"5.00\"",
            "write an amount with its currency such as \"USD 1000000.00\"",
        ),
        (
            "field = \"insurance.insuredAmount\"\nat-least = \"XXX 5.00\"",
            "does not fit insurance.insuredAmount",
        ),
        (
            "field = \"insurance.insuredAmount\"\nat-least = { field = \"bill.declaredValue\" }",
            "line 10, column 22: bill.declaredValue is an amount in thousandths, but insurance.insuredAmount is an amount in minor units; amounts of different scale do not compare",
        ),
        (
            "field = \"insurance.insuredAmount\"\nat-least = { field = \"bill.grossWeight\" }",
            "bill.grossWeight is a weight, but insurance.insuredAmount is an amount in minor units; compare values of one kind",
        ),
        (
            "field = \"bill.issueDate\"\nat-least = \"2026-02-30\"",
            "write a day of the calendar such as \"2026-11-20\"",
        ),
        (
            "field = \"bill.issueDate\"\nat-least = { percent = 5, of = \"today\" }",
            "bill.issueDate is a day; write { days = .., after = .. }",
        ),
        (
            "field = \"bill.grossWeight\"\nat-least = { days = 5, after = \"bill.issueDate\" }",
            "bill.grossWeight is a weight; days go with days only",
        ),
        (
            "field = \"bill.portOfLoading\"\nat-least = \"NLRTM\"",
            "bill.portOfLoading is a UN/LOCODE, which is neither more nor less",
        ),
        ("field = \"bill.portOfLoading\"\nequals = \"Rotterdam\"", "write a UN/LOCODE such as \"NLRTM\""),
        (
            "field = \"bill.portOfLoading\"\nequals = { field = \"bill.vesselName\" }",
            "bill.vesselName is a text, but bill.portOfLoading is a UN/LOCODE",
        ),
        ("field = \"bill.transportDocumentTypeCode\"\nequals = \"BILL\"", "write one of BOL, SWB"),
        (
            "field = \"bill.shipperId\"\nequals = \"ZZZZ00METALS00000006\"",
            "\"ZZZZ00METALS00000006\" has no scheme; write \"LEI:ZZZZ00METALS00000006\"",
        ),
        (
            "field = \"bill.issueDate\"\nafter = \"bill.shippedOnBoardDate\"",
            "\"bill.shippedOnBoardDate\" is a name, not a value; write { field = \"bill.shippedOnBoardDate\" }",
        ),
        (
            "field = \"bill.packages\"\nafter = 5",
            "bill.packages is a number, no day; use more-than or less-than",
        ),
        ("field = \"bill.isToOrder\"\nequals = 1", "write true or false"),
        ("field = \"goods.hsCodes\"\nequals = 740311", "an HS code of 6 to 12 digits in quotes"),
        ("field = \"bill.vesselName\"\nstarts-with = \"MV\"", "bill.vesselName is a text, no HS code"),
        ("field = \"goods.hsCodes\"\nstarts-with = \"74x\"", "\"74x\" is no beginning of an HS code"),
        (
            "field = \"sum(bill.grossWeight)\"\nat-least = \"1 t\"",
            "bill.grossWeight is one value, there is nothing to add up; write bill.grossWeight by itself",
        ),
        (
            "field = \"sum(invoices.lines.unitPrice)\"\nat-least = \"USD 1\"",
            "invoices.lines.unitPrice is a unit price, which does not add up",
        ),
        ("field = \"count(contaners)\"\nat-least = 1", "unknown table contaners; did you mean containers?"),
        (
            "field = \"sum(invoices.totalInvoiceAmount)\"\npresent = true",
            "sum(invoices.totalInvoiceAmount) is no field",
        ),
        ("field = \"bill.packages\"\nat-least = -5", "-5 does not fit bill.packages"),
        ("field = \"bill.packages\"\nat-least = 0x10", "is no number that JSON holds exactly"),
        (
            "field = \"bill.packages\"\nat-least = 9007199254740993",
            "9007199254740993 is no number that JSON holds exactly; write a plain decimal number, and one beyond 2^53 in quotes",
        ),
        ("field = \"bill.packages\"\nat-least = \"18446744073709551616\"", "is out of range"),
        (
            "field = \"bill.packages\"\nat-least = { percent = 99999999999, of = \"packingList.totalPackages\" }",
            "99999999999 is no percentage",
        ),
        (
            "field = \"bill.packages\"\nat-least = { percent = 0, of = \"packingList.totalPackages\" }",
            "0 is no percentage",
        ),
        ("field = \"bill.packages\"\nbetween = [5]", "between needs both ends"),
        (
            "field = \"bill.packages\"\nwithin = { percent = 101, of = \"packingList.totalPackages\" }",
            "nothing is more than 100 % less",
        ),
        (
            "field = \"bill.packages\"\nwithin = { plus = 1, of = \"packingList.totalPackages\" }",
            "this is no tolerance",
        ),
        ("field = \"bill.packages\"\none-of = []", "this must be a list of at least one value"),
    ] {
        let found = problems("", body);
        assert!(found.contains(told), "{body}:\n{found}");
        assert!(found.starts_with("1 problem in the policy:"), "{body}:\n{found}");
    }
}

#[test]
fn shapes() {
    for (body, told) in [
        (
            "field = \"insurance.insuredAmount\"\nnot-equals = { field = \"sum(invoices.totalInvoiceAmount)\" }",
            "sum(invoices.totalInvoiceAmount) is no field; use less-than or more-than",
        ),
        (
            "field = \"bill.shipperId\"\nnot-one-of = [{ field = \"bill.consigneeId\" }]",
            "bill.consigneeId is no value; write values here, and not-equals for a field",
        ),
        ("all = []", "line 9, column 7: all is empty; give it at least one condition"),
        ("any = []", "any is empty"),
        ("none = 5", "none must be a list of conditions, not a number"),
        ("all = [5]", "a condition must be a table, not a number"),
        ("", "a condition says nothing"),
        (
            "field = \"today\"\nafter = \"2026-01-01\"\nall = [{ field = \"bill.isToOrder\", equals = true }]",
            "more than one of field, all, any and none",
        ),
        ("equals = 5\nall = [{ field = \"bill.isToOrder\", equals = true }]", "equals stands beside all"),
        (
            "every = \"containers\"\nsome = \"items\"\nfield = \"bill.isToOrder\"\nequals = true",
            "every and some stand side by side",
        ),
        (
            "every = \"boxes\"\nfield = \"bill.isToOrder\"\nequals = true",
            "unknown table boxes; the tables are invoices, invoices.lines, containers",
        ),
        (
            "some = \"goods.hsCodes\"\nfield = \"goods.hsCodes\"\nstarts-with = \"74\"",
            "goods.hsCodes stand inside goods; say of which goods",
        ),
        (
            "every = \"items\"\nall = [{ every = \"items\", field = \"items.packages\", at-least = 1 }]",
            "items are gone through already",
        ),
        (
            "where = { field = \"bill.isToOrder\", equals = true }\nfield = \"bill.isToOrder\"\nequals = true",
            "where stands without every or some",
        ),
        (
            "field = \"containers.grossWeight\"\nequals = { field = \"packingList.containers.grossWeight\" }",
            "this compares records of containers and of packingList.containers; say which belong together: put every = \"containers\" or some = \"packingList.containers\" around it",
        ),
        ("field = \"bill.grossWeight\"\npresent = \"yes\"", "present is \"yes\"; write true or false"),
        ("field = \"goods.hsCodes\"\npresent = true\ndigits = 6", "unknown key digits"),
        (
            "field = \"bill.grossWeight\"\nat-least = { of = \"bill.grossWeight\" }",
            "this is nothing to compare with",
        ),
        (
            "all = [{ all = [{ all = [{ all = [{ field = \"bill.isToOrder\", equals = true }] }] }] }]",
            "conditions are nested more than 4 levels deep",
        ),
        (
            "field = \"bill.isToOrder\"\nequals = true\nsays = \"\"",
            "says is \"\"; write one line of 1 to 200 characters",
        ),
    ] {
        let found = problems("", body);
        assert!(found.contains(told), "{body}:\n{found}");
    }
}

#[test]
fn lists() {
    for (body, told) in [
        (
            "field = \"bill.portOfLoading\"\nin-list = \"some-port\"",
            "unknown list some-port; did you mean some-ports?",
        ),
        (
            "field = \"bill.portOfLoading\"\nin-list = \"goods\"",
            "bill.portOfLoading is a UN/LOCODE, but goods is a list of HS codes; some-ports is a list that fits",
        ),
        (
            "field = \"bill.grossWeight\"\nin-list = \"some-ports\"",
            "bill.grossWeight is a weight, but some-ports is a list of UN/LOCODEs",
        ),
        ("field = \"count(items)\"\nin-list = \"some-ports\"", "count(items) is no field"),
    ] {
        let found = problems(LISTS, &format!("{body}\n{USES}"));
        assert!(found.contains(told), "{body}:\n{found}");
    }
    let fine = "field = \"bill.isToOrder\"\nequals = true";
    for (lists, told) in [
        (
            LISTS,
            "line 5, column 11: no predicate looks anything up in some-ports; remove the list, or use it",
        ),
        (
            "lists = { p = { of = \"ports\", capacity = 1, max-age = \"7 days\" } }",
            "unknown kind of list ports; did you mean port?",
        ),
        (
            "lists = { p = { of = \"port\", max-age = \"7 days\" } }",
            "a list has no capacity; add capacity = ...",
        ),
        (
            "lists = { p = { of = \"port\", capacity = 9999999, max-age = \"7 days\" } }",
            "capacity is 9999999; write a whole number from 1 to 1048572",
        ),
        (
            "lists = { p = { of = \"port\", capacity = 1, max-age = \"a week\" } }",
            "max-age is \"a week\"; write a number of days such as \"7 days\"",
        ),
        (
            "lists = { p = { of = \"port\", capacity = 1, max-age = \"7 days\", publisher = \"Nobody\" } }",
            "publisher is \"Nobody\"; write the publisher's address, 0x and 64 digits",
        ),
        (
            "lists = { P = { of = \"port\", capacity = 1, max-age = \"7 days\" } }",
            "a list's name is \"P\"; a name has 1 to 64 small letters",
        ),
        ("room = { containers = 48 }", "room for containers is 48; write one of 8, 16, 32, 64, 128"),
        ("room = { party-ids = 5 }", "room for party-ids is 5; write 1 to 4"),
        ("room = { hs-codes = 9 }", "room for hs-codes is 9; write 1 to 8"),
        ("room = { boxes = 8 }", "unknown key boxes; the keys of room are invoices"),
    ] {
        let found = problems(lists, fine);
        assert!(found.contains(told), "{lists}:\n{found}");
    }
}

#[test]
fn the_whole() {
    let head = "schema = \"plimsoll.policy/1\"\nname = \"a\"\nversion = \"1\"\ntitle = \"t\"\n";
    let fine = "[[predicate]]\nname = \"p\"\nfield = \"bill.isToOrder\"\nequals = true\n";
    let many: String = (0..65).map(|i| fine.replace("\"p\"", &format!("\"p{i}\""))).collect();
    let items = vec!["{ field = \"bill.isToOrder\", equals = true }"; 256].join(", ");
    for (text, told) in [
        (
            format!("{head}{fine}{fine}"),
            "line 10, column 8: there are two predicates p; give each a name of its own",
        ),
        (head.to_owned(), "a policy has no predicate; add predicate = ..."),
        (format!("{head}predicate = []"), "a policy without predicates lets everything pass"),
        (format!("{head}predicate = {{}}"), "write [[predicate]] in TOML"),
        (format!("{head}{many}"), "the policy has 65 predicates; a policy has at most 64"),
        (
            format!("{head}[[predicate]]\nname = \"p\"\nall = [{items}]"),
            "the policy has more than 256 conditions",
        ),
        (format!("{head}colour = 1\n{fine}"), "unknown key colour; the keys of a policy are schema"),
        (
            head.replace("policy/1", "policy/7") + fine,
            "line 1, column 10: schema is \"plimsoll.policy/7\"; this program reads \"plimsoll.policy/1\"",
        ),
        (head.replace("\"a\"", "\"A b\"") + fine, "name is \"A b\"; a name has 1 to 64 small letters"),
        (head.replace("\"1\"", "1") + fine, "version must be a text, not a number; put it in quotes"),
        (format!("{head}{fine}field = 5"), "this is no TOML: duplicate key"),
        (format!("{head}x = \n{fine}"), "line 5, column 5: this is no TOML"),
        ("{\"name\": \"a\", }".to_owned(), "line 1, column 13: this is no JSON"),
        ("{\"name\": \"a\",\n \"name\": \"b\"}".to_owned(), "line 2, column 2: the key name is there twice"),
        ("{\"name\": null}".to_owned(), "line 1, column 10: null stands for nothing in a policy"),
        (format!("{{\"a\": {}", "[".repeat(100_000)), "brackets are nested too deeply"),
        ("x".repeat(300 << 10), "a policy has at most 256 KiB"),
        (String::new(), "a policy has no schema"),
    ] {
        let found = Policy::parse(&text).map_or_else(|e| e.to_string(), |_| panic!("{text}"));
        assert!(found.contains(told), "{}:\n{found}", &text[..text.len().min(200)]);
    }
}

#[test]
fn all_problems_at_once_in_the_order_of_the_text() {
    let text = "schema = \"plimsoll.policy/1\"\nname = \"a\"\nversion = \"1\"\ntitle = \"t\"\n\
        [[predicate]]\nname = \"p\"\nfield = \"bill.grosWeight\"\nat-most = \"5 t\"\n\
        [[predicate]]\nname = \"p\"\nfield = \"bill.grossWeight\"\nat-most = \"5 USD\"\nat-leest = 7\n";
    assert_eq!(
        Policy::parse(text).unwrap_err().to_string(),
        "4 problems in the policy:\n  \
         line 7, column 9: unknown field bill.grosWeight; did you mean bill.grossWeight?\n  \
         line 10, column 8: there are two predicates p; give each a name of its own\n  \
         line 12, column 11: \"5 USD\" does not fit bill.grossWeight; bill.grossWeight is a weight: write a weight such as \
         \"25 t\", \"1200.5 kg\" or \"500 g\"\n  \
         line 13, column 1: unknown key at-leest; did you mean at-least?"
    );
}
