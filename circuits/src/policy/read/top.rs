//! The policy as a whole.

use super::{ROOM_KEYS, Reader, condition::Within};
use crate::policy::{
    Policy, Quota, SCHEMA, Stated,
    plan::{Plan, Predicate, Sizes, Table},
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
        let mut sizes = Sizes::default();
        let mut failed = false;
        for (key, table) in ROOM_KEYS.into_iter().zip(Table::ALL) {
            let Some(value) = node.get(key) else { continue };
            match self.size(key, table, value) {
                Some(room) => sizes = sizes.with(table, room),
                None => failed = true,
            }
        }
        (!failed).then_some(sizes)
    }

    fn size(&self, key: &str, table: Table, value: &Node) -> Option<usize> {
        let rooms = Sizes::ROOMS.map(|room| room.to_string());
        let few = matches!(table, Table::Invoices | Table::Codes | Table::Ids);
        let number = if let Value::Number(n) = &value.value { n.parse().ok() } else { None };
        let fits = |room: &usize| match few {
            true => (1..=table.most()).contains(room),
            false => Sizes::ROOMS.contains(room),
        };
        number.filter(fits).or_else(|| {
            let help = match few {
                true => format!("write 1 to {}", table.most()),
                false => format!("write one of {}", rooms.join(", ")),
            };
            self.wrong(value.at, format!("room for {key} is {}", value.show()), help)
        })
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
