//! Policies that are measured.

/// A policy of so many predicates over every one of the containers that there is room for.
#[must_use]
pub fn over_containers(room: usize, predicates: usize) -> String {
    let predicate = |i: usize| {
        format!(
            "[[predicate]]\nname = \"weight-{i}\"\nfield = \"containers.grossWeight\"\nat-most = \"{} kg\"\n",
            30_000 + i
        )
    };
    let body: String = (0..predicates).map(predicate).collect();
    format!("{}[room]\ncontainers = {room}\n{body}", head())
}

/// A policy that looks the goods' codes and a party up in lists of this capacity.
#[must_use]
pub fn with_lists(capacity: usize) -> String {
    let list = |name: &str, of: &str| {
        format!("[lists.{name}]\nof = \"{of}\"\ncapacity = {capacity}\nmax-age = \"7 days\"\n")
    };
    format!(
        "{}[room]\ngoods = 32\nhs-codes = 1\n{}{}[[predicate]]\nname = \"goods\"\nevery = \"goods\"\nfield = \"goods.hsCodes\"\n\
         not-in-list = \"goods\"\n[[predicate]]\nname = \"party\"\nfield = \"bill.shipperId\"\nnot-in-list = \"parties\"\n",
        head(),
        list("goods", "hs"),
        list("parties", "party"),
    )
}

fn head() -> &'static str {
    "schema = \"plimsoll.policy/1\"\nname = \"measured\"\nversion = \"1\"\ntitle = \"What is measured\"\n"
}
