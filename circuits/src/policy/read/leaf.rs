//! What is tested of one quantity.

use super::{Reader, against::Against, condition::KEYS, quantity::Named};
use crate::policy::{
    plan::{Condition, Field, Lookup, Quantity, Relation, Side, Table, Term, Value as Known},
    source::{Node, Value},
    unit::Unit,
};

/// The tests, in the order in which they are lowered.
pub(in crate::policy) const TESTS: [&str; 17] = [
    "present",
    "absent",
    "equals",
    "not-equals",
    "one-of",
    "not-one-of",
    "at-least",
    "at-most",
    "more-than",
    "less-than",
    "between",
    "within",
    "after",
    "before",
    "starts-with",
    "in-list",
    "not-in-list",
];

/// How a subject relates to a term.
#[derive(Clone, Copy)]
pub(super) enum Relates {
    AtMost,
    Below,
    AtLeast,
    Above,
    Same,
}

/// What a test becomes.
struct Test {
    condition: Condition,
    /// Whether an absent subject passes it, so that presence is to be asked for beside it.
    absent_passes: bool,
}

/// A leaf with the tables whose records it needs at hand.
pub(super) struct Leaf {
    pub condition: Condition,
    pub tables: Vec<Table>,
}

/// Tables that a leaf's quantities need, gathered while it is read.
pub(super) struct Subject {
    pub named: Named,
    tables: Vec<Table>,
}

impl Subject {
    pub fn note(&mut self, named: &Named) {
        self.tables.extend(named.at_hand());
    }
}

pub(super) fn all(mut conditions: Vec<Condition>) -> Condition {
    if conditions.len() == 1 { conditions.remove(0) } else { Condition::All(conditions) }
}

fn not(condition: Condition) -> Condition {
    Condition::None(vec![condition])
}

impl Reader<'_> {
    /// A table with `field` and tests, all of which must hold. Under a negation its guards are left to whoever negates.
    pub(super) fn leaf(&self, node: &Node, field: &Node, negated: bool) -> Option<Leaf> {
        let mark = self.mark();
        let named = self.quantity(field)?;
        let mut subject = Subject { tables: named.at_hand().collect(), named };
        let tests: Vec<_> = TESTS.iter().filter_map(|test| Some((*test, node.get(test)?))).collect();
        let known = |key: &str| KEYS.contains(&key) || ["name", "says"].contains(&key);
        // A key that is not known was most likely meant to be the test.
        if tests.is_empty()
            && matches!(&node.value, Value::Table(keys) if keys.iter().any(|e| !known(&e.key)))
        {
            return None;
        }
        if tests.is_empty() {
            let help = format!("add one of {}", TESTS.join(", "));
            return self.wrong(node.at, format!("nothing is asked of {}", subject.named.name), help);
        }
        let mut conditions = Vec::new();
        let mut failed = false;
        let mut absent_passes = Vec::new();
        for (test, value) in tests {
            match self.test(test, value, &mut subject) {
                Some(test) => {
                    absent_passes.push(test.absent_passes);
                    conditions.push(test.condition);
                }
                None => failed = true,
            }
        }
        let if_present = match node.get("if-present") {
            Some(flag) => self.flag(flag, "if-present")?,
            None => false,
        };
        if failed {
            return None;
        }
        if let Some((over, _)) = subject.named.over {
            self.guard(Condition::Compare(Side::new(), Relation::Below, vec![Term::of(over)]));
        }
        if !negated {
            conditions.extend(self.guards_since(mark));
        }
        let condition = match (if_present, absent_passes.contains(&true)) {
            (false, false) => all(conditions),
            (false, true) => {
                conditions.insert(0, Condition::Present(self.of_field(field, &subject.named)?));
                all(conditions)
            }
            (true, _) if absent_passes.iter().all(|passes| *passes) => all(conditions),
            (true, _) => {
                let present = Condition::Present(self.of_field(field, &subject.named)?);
                Condition::Any(vec![not(present), all(conditions)])
            }
        };
        Some(Leaf { condition, tables: subject.tables })
    }

    fn test(&self, test: &str, value: &Node, subject: &mut Subject) -> Option<Test> {
        let named = subject.named.clone();
        let plain = |condition| Some(Test { condition, absent_passes: false });
        match test {
            "present" | "absent" => {
                let field = self.of_field(value, &named)?;
                let wanted = self.flag(value, test)? == (test == "present");
                plain(if wanted { Condition::Present(field) } else { not(Condition::Present(field)) })
            }
            "equals" => plain(self.equal(value, subject)?.0),
            "not-equals" => {
                let (equal, of) = self.equal(value, subject)?;
                // Without records a sum is nothing that one could differ from.
                if let Some(sum) = of.as_ref().filter(|of| of.is_sum()) {
                    return self.wrong(
                        value.at,
                        format!("{} is no field", sum.name),
                        "use less-than or more-than",
                    );
                }
                match (named.field(), of.as_ref().and_then(Named::field)) {
                    (Some(_), None) => Some(Test { condition: not(equal), absent_passes: true }),
                    (Some(field), Some(other)) => plain(Condition::All(vec![
                        Condition::Present(field),
                        Condition::Present(other),
                        not(equal),
                    ])),
                    (None, _) => self.wrong(
                        value.at,
                        format!("{} is no field", named.name),
                        "use less-than or more-than",
                    ),
                }
            }
            "one-of" | "not-one-of" => {
                let (equals, ofs) = self.each_of(value, subject)?;
                if test == "one-of" {
                    plain(if equals.len() == 1 { all(equals) } else { Condition::Any(equals) })
                } else if let Some(of) = ofs.first() {
                    // Were the other one absent, nothing would be like it.
                    self.wrong(
                        value.at,
                        format!("{} is no value", of.name),
                        "write values here, and not-equals for a field",
                    )
                } else {
                    self.of_field(value, &named)?;
                    Some(Test { condition: Condition::None(equals), absent_passes: true })
                }
            }
            "at-least" => plain(self.related(value, subject, Relates::AtLeast)?),
            "at-most" => plain(self.related(value, subject, Relates::AtMost)?),
            "more-than" => plain(self.related(value, subject, Relates::Above)?),
            "less-than" => plain(self.related(value, subject, Relates::Below)?),
            "after" | "before" if named.unit != Unit::Day => {
                let help = "use more-than or less-than";
                self.wrong(value.at, format!("{} is {}, no day", named.name, named.unit.words()), help)
            }
            "after" => plain(self.related(value, subject, Relates::Above)?),
            "before" => plain(self.related(value, subject, Relates::Below)?),
            "between" => match &value.value {
                Value::List(ends) if ends.len() == 2 => {
                    let low = self.related(&ends[0], subject, Relates::AtLeast);
                    let high = self.related(&ends[1], subject, Relates::AtMost);
                    plain(Condition::All(vec![low?, high?]))
                }
                _ => self.wrong(
                    value.at,
                    "between needs both ends",
                    "write [least, most]; both ends belong to it",
                ),
            },
            "within" => plain(self.within(value, subject)?),
            "starts-with" => plain(self.starts_with(value, &named)?),
            _ => {
                let (field, list) = self.looked_up(value, &named)?;
                if test == "in-list" {
                    plain(Condition::InList { field, list, lookup: Lookup::Covered })
                } else {
                    let listed = Condition::InList { field, list, lookup: Lookup::Met };
                    Some(Test { condition: not(listed), absent_passes: true })
                }
            }
        }
    }

    fn flag(&self, node: &Node, key: &str) -> Option<bool> {
        match node.value {
            Value::Bool(flag) => Some(flag),
            _ => self.wrong(node.at, format!("{key} is {}", node.show()), "write true or false"),
        }
    }

    /// The field that the quantity is; sums, counts and today are none.
    pub(super) fn of_field(&self, node: &Node, named: &Named) -> Option<Field> {
        named.field().or_else(|| {
            self.wrong(
                node.at,
                format!("{} is no field: it is always there, or made of many", named.name),
                "name a field",
            )
        })
    }

    /// Equality, and the other quantity if it is with one.
    fn equal(&self, value: &Node, subject: &mut Subject) -> Option<(Condition, Option<Named>)> {
        let named = subject.named.clone();
        let term = self.term(value, &named)?;
        if let Some(of) = &term.of {
            subject.note(of);
        }
        let digits = value.get("digits");
        let equal = match (named.quantity(), term.bare()) {
            (Some(Quantity::Field(field)), Some(Quantity::Field(other))) => match digits {
                Some(digits) => {
                    Condition::SameHeading(field, other, self.whole(digits, "digits", 2, 10)? as u8)
                }
                None => Condition::Equal(field, Known::Field(other)),
            },
            (Some(Quantity::Field(field)), Some(Quantity::Operand(operand))) => {
                Condition::Equal(field, Known::Operand(operand))
            }
            _ if !named.unit.is_ordered() => {
                return self.wrong(
                    value.at,
                    format!("{} is {}", named.name, named.unit.words()),
                    "compare it with a value or a field",
                );
            }
            _ => compare(&named, &term, Relates::Same),
        };
        Some((self.in_one_currency(value, equal, &named, &term)?, term.of))
    }

    /// Equality with each of a list, and the quantities among them.
    fn each_of(&self, value: &Node, subject: &mut Subject) -> Option<(Vec<Condition>, Vec<Named>)> {
        match &value.value {
            Value::List(items) if !items.is_empty() => {
                let equals: Vec<_> = items.iter().map(|item| self.equal(item, subject)).collect();
                let (equals, ofs): (Vec<_>, Vec<_>) =
                    equals.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip();
                Some((equals, ofs.into_iter().flatten().collect()))
            }
            _ => self.wrong(value.at, "this must be a list of at least one value", "write [\"CY\", \"SD\"]"),
        }
    }

    fn related(&self, value: &Node, subject: &mut Subject, relates: Relates) -> Option<Condition> {
        let named = subject.named.clone();
        self.ordered(value, &named)?;
        let term = self.term(value, &named)?;
        if let Some(of) = &term.of {
            subject.note(of);
        }
        self.in_one_currency(value, compare(&named, &term, relates), &named, &term)
    }

    pub(super) fn ordered(&self, value: &Node, named: &Named) -> Option<()> {
        if named.unit.is_ordered() {
            return Some(());
        }
        let help = "ask whether it equals something, is one of some values, or is in a list";
        self.wrong(
            value.at,
            format!("{} is {}, which is neither more nor less", named.name, named.unit.words()),
            help,
        )
    }
}

/// The subject related to what it is compared with, as the plan knows it. What is taken away on one side is added to the other.
pub(super) fn compare(subject: &Named, against: &Against, relates: Relates) -> Condition {
    let scale = against.left_scale.unwrap_or(1);
    let (mut left, mut right) = (Side::new(), Side::new());
    for (quantity, taken) in &subject.parts {
        let term = Term::of(*quantity).scaled(scale);
        if *taken { right.push(term) } else { left.push(term) }
    }
    for (quantity, taken) in &against.parts {
        let term = Term { times: against.times, ..Term::of(*quantity) };
        if *taken { left.push(term) } else { right.push(term) }
    }
    left.extend(against.left_plus.map(|plus| Term::of(Quantity::Operand(plus))));
    match relates {
        Relates::AtMost => Condition::Compare(left, Relation::AtMost, right),
        Relates::Below => Condition::Compare(left, Relation::Below, right),
        Relates::AtLeast => Condition::Compare(right, Relation::AtMost, left),
        Relates::Above => Condition::Compare(right, Relation::Below, left),
        Relates::Same => Condition::Compare(left, Relation::Same, right),
    }
}
