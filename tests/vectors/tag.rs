use crate::file::{X, read};
use plimsoll_circuits::tag::Tag;
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    name: String,
    value: X,
}

#[test]
fn the_table_of_tags() {
    let rows: Vec<Row> = read("tags.json");
    let ours: Vec<_> = Tag::ALL.iter().map(|tag| (tag.name().to_owned(), X(tag.value()))).collect();
    assert_eq!(rows.into_iter().map(|row| (row.name, row.value)).collect::<Vec<_>>(), ours);
}
