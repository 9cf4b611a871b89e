//! The policy as a whole.

use super::{ROOM_KEYS, Reader, condition::Within};
use crate::policy::{
    Policy, Quota, SCHEMA, Stated,
    plan::{MAX_CODES, Plan, Predicate, SizeClass, Sizes},
    source::{Found, Node, Value},
};

/// The keys of a policy.
pub(in crate::policy) const KEYS: [&str; 7] =
    ["schema", "name", "version", "title", "room", "lists", "predicate"];

/// Reads the tree of a policy's text.
pub(in crate::policy) fn policy(root: &Node, found: &Found) -> Option<Policy> {
    let mut reader = Reader::new(found);
    reader.table(root, "a policy", &KEYS)?;
    reader.schema(root);
    let name = reader.need(root, "a policy", "name").and_then(|n| reader.name(n, "name"));
    let version = reader.need(root, "a policy", "version").and_then(|n| reader.line(n, "version", 32));
    let title = reader.need(root, "a policy", "title").and_then(|n| reader.line(n, "title", 200));
    let sizes = reader.room(root.get("room"));
    reader.lists(root.get("lists"));
    let predicates = reader.predicates(root);
    let (lists, uses) = reader.list_uses();
    let (stated, predicates) = predicates?.into_iter().unzip();
    let operands = reader.operands.take();
    let plan = Plan { sizes: sizes?, operands, lists: uses, predicates };
    if plan.tests() > Quota::TESTS {
        let message = format!("the policy makes {} tests for all records it has room for", plan.tests());
        let help =
            format!("at most {} will do: give its [room] smaller sizes, or nest fewer tables", Quota::TESTS);
        return reader.wrong(root.at, message, help);
    }
    Some(Policy {
        name: name?,
        version: version?,
        title: title?,
        plan,
        lists,
        stated,
        source: String::from_utf8(root.json().canonical()).ok()?,
    })
}

impl Reader<'_> {
    fn schema(&self, root: &Node) {
        let Some(schema) = self.need(root, "a policy", "schema") else { return };
        if !matches!(&schema.value, Value::Text(text) if text == SCHEMA) {
            self.wrong::<()>(
                schema.at,
                format!("schema is {}", schema.show()),
                format!("this program reads \"{SCHEMA}\""),
            );
        }
    }

    fn room(&self, node: Option<&Node>) -> Option<Sizes> {
        let Some(node) = node else { return Some(Sizes::default()) };
        self.table(node, "room", &ROOM_KEYS)?;
        let class = |key: &str| {
            let Some(value) = node.get(key) else { return Some(SizeClass::default()) };
            let fits = |class: &SizeClass| matches!(&value.value, Value::Number(n) if *n == class.records().to_string());
            SizeClass::ALL.into_iter().find(fits).or_else(|| {
                self.wrong(value.at, format!("room for {} is {}", key, value.show()), "write 8, 32 or 128")
            })
        };
        let sizes = [class("containers"), class("items"), class("packed-containers"), class("invoice-lines")];
        let [containers, items, packed, lines] = sizes;
        let codes = node.get("hs-codes").map_or(Some(MAX_CODES), |value| {
            let number = if let Value::Number(n) = &value.value { n.parse().ok() } else { None };
            number.filter(|n| (1..=MAX_CODES).contains(n)).or_else(|| {
                let message = format!("room for hs-codes is {}", value.show());
                self.wrong(value.at, message, format!("write 1 to {MAX_CODES}: as many as a cargo item has"))
            })
        });
        Some(Sizes { containers: containers?, items: items?, packed: packed?, lines: lines?, codes: codes? })
    }

    fn predicates(&self, root: &Node) -> Option<Vec<(Stated, Predicate)>> {
        let node = self.need(root, "a policy", "predicate")?;
        let items = match &node.value {
            Value::List(items) if !items.is_empty() => items,
            Value::List(_) => {
                return self.wrong(
                    node.at,
                    "a policy without predicates lets everything pass",
                    "add a predicate",
                );
            }
            _ => {
                let help = "write [[predicate]] in TOML, \"predicate\": [..] in JSON";
                return self.wrong(node.at, "predicate must be a list of tables", help);
            }
        };
        if items.len() > Quota::PREDICATES {
            let message = format!("the policy has {} predicates", items.len());
            return self.wrong(
                node.at,
                message,
                format!("a policy has at most {}: make two of it", Quota::PREDICATES),
            );
        }
        let mut names: Vec<String> = Vec::new();
        let mut read = Vec::new();
        for item in items {
            let condition = self.condition(item, Within::first(), &["name", "says"]);
            let Value::Table(_) = item.value else { continue };
            let name =
                self.need(item, "a predicate", "name").and_then(|n| self.name(n, "a predicate's name"));
            if let (Some(name), Some(node)) = (&name, item.get("name")) {
                if names.contains(name) {
                    self.wrong::<()>(
                        node.at,
                        format!("there are two predicates {name}"),
                        "give each a name of its own",
                    );
                }
                names.push(name.clone());
            }
            let says = item.get("says").map(|n| self.line(n, "says", 200));
            let says = says.map_or(Some(None), |says| says.map(Some));
            if let (Some(condition), Some(name), Some(says)) = (condition, name, says) {
                read.push((Stated { says, line: item.at.line }, Predicate { name, condition }));
            }
        }
        Some(read)
    }
}
