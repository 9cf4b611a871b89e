//! The figures of docs/assurance.md, from the kept results.

use crate::{
    claims::{self, deleted::Deleted},
    deletions, ledger, native,
    result::{Kept, versions},
    unique,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{fmt::Write, io, path::PathBuf};

/// Before the figures.
const BEGIN: &str = "<!-- figures: made by `assurance page` -->\n";
/// Behind them.
const END: &str = "<!-- end of figures -->\n";

/// docs/assurance.md.
#[must_use]
pub fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/assurance.md")
}

/// The page with the figures of the kept results.
///
/// # Errors
/// If a result or the page cannot be read, or the page has no place for figures.
pub fn page() -> io::Result<String> {
    let page = std::fs::read_to_string(path())?;
    let parts = page.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) =
        parts.ok_or_else(|| io::Error::other("docs/assurance.md has no place for figures"))?;
    Ok(format!("{before}{BEGIN}\n{}\n{END}{after}", figures()?))
}

/// All tables.
///
/// # Errors
/// If a result cannot be read.
pub fn figures() -> io::Result<String> {
    let tables = [
        uniqueness(&Kept::read("unique")?),
        deleted(&Kept::read("deletions")?),
        natively(&Kept::read("native")?),
        of_claims(&Kept::read("claims")?),
        rules(&Kept::read("ledger")?),
    ];
    Ok(tables.join("\n"))
}

/// A heading with the day, the circuits, those that changed since, and the command.
fn head<T: Serialize + DeserializeOwned>(title: &str, kept: &Kept<T>, command: &str) -> String {
    let of: Vec<String> = kept.circuits.iter().map(|(name, version)| format!("{name} {version}")).collect();
    let now = versions();
    let changed: Vec<&str> = now
        .iter()
        .filter(|(name, version)| kept.circuits.get(*name) != Some(version))
        .map(|(name, _)| name.as_str())
        .collect();
    let changed =
        if changed.is_empty() { String::new() } else { format!(" (changed since: {})", changed.join(", ")) };
    format!(
        "### {title}\n\nOn {}, with the circuits {}{changed}: `cargo run --release -p plimsoll-assurance -- {command} --write`.\n\n",
        kept.date,
        of.join(", ")
    )
}

fn uniqueness(kept: &Kept<Vec<unique::Figures>>) -> String {
    let mut out = head("Hints that have one value", kept, "unique");
    out += "| statement | hints | one value | free: eighths | free: prefixes | follow from what is free | open |\n\
            |---|---|---|---|---|---|---|\n";
    for f in &kept.figures {
        let free = |name: &str| f.free.get(name).copied().unwrap_or_default();
        let (eighths, prefixes, open) = (free("Eighth"), free("Prefix"), f.conditional + f.open);
        let cells = [f.hints, f.proven, eighths, prefixes, f.following, open].map(grouped);
        line(&mut out, &f.circuit, &cells);
    }
    out
}

fn deleted(kept: &Kept<Vec<deletions::Figures>>) -> String {
    let sample =
        kept.figures.iter().find(|f| f.deleted < f.rows).map(|f| format!("deletions --rows {}", f.deleted));
    let mut out = head("Rows that are missing", kept, sample.as_deref().unwrap_or("deletions"));
    out += "| statement | rows | left out, one at a time | some hint is open | a lie passes | one dimension more | not noticed |\n\
            |---|---|---|---|---|---|---|\n";
    for f in &kept.figures {
        let cells = [f.rows, f.deleted, f.open, f.lied, f.independent, f.survivors.len()].map(grouped);
        line(&mut out, &f.circuit, &cells);
    }
    let survivors: Vec<String> = kept
        .figures
        .iter()
        .flat_map(|f| f.survivors.iter().map(|survivor| format!("{} {survivor}", f.circuit)))
        .collect();
    if !survivors.is_empty() {
        let _ = writeln!(out, "\nNot noticed: {}.", survivors.join("; "));
    }
    out
}

fn natively(kept: &Kept<native::figures::Figures>) -> String {
    let mut out = head("Native relation against circuit", kept, "native");
    out += "| statement | witnesses | true | false | of them with several changes | least hits of a named check | answers that differ |\n\
            |---|---|---|---|---|---|---|\n";
    for f in &kept.figures.statements {
        let least = f.checks.iter().chain(&f.typed).map(|hits| hits.hits).min().unwrap_or_default();
        let cells =
            [f.witnesses, f.accepted, f.refused, f.several, least, f.mismatches].map(|n| grouped(n as usize));
        line(&mut out, &f.circuit, &cells);
    }
    out
}

fn of_claims(kept: &Kept<claims::Figures>) -> String {
    let f = &kept.figures;
    let mut out = head("Claims", kept, "claims");
    out += "| netlist | wires | gates | hints, with the bits of ranges | one value | open |\n|---|---|---|---|---|---|\n";
    for n in &f.netlists {
        line(&mut out, &n.name, &[n.wires, n.gates, n.hints, n.proven, n.open].map(grouped));
    }
    out += "\n| halo2 layout | cells | open | copies | wires not tied, or tied to others |\n|---|---|---|---|---|\n";
    for l in &f.layouts {
        line(&mut out, &l.name, &[l.cells, l.open + l.unassigned, l.copies, l.misplaced].map(grouped));
    }
    out += "\n| taken out, one at a time | parts | tried | a value is free | a lie passes | refused only with others | idle in the sample | not noticed |\n\
            |---|---|---|---|---|---|---|---|\n";
    let gates = f.gates.iter().map(|deleted| ("gates", deleted));
    for (what, d) in gates.chain(f.copies.iter().map(|deleted| ("copies", deleted))) {
        let cells = [d.parts, d.tried, d.free, d.lies, d.together, d.idle, d.survivors.len()].map(grouped);
        line(&mut out, &format!("{what} of {}", d.name), &cells);
    }
    let survivors: Vec<&str> =
        f.gates.iter().chain(&f.copies).flat_map(|d: &Deleted| &d.survivors).map(String::as_str).collect();
    let _ = writeln!(out, "\nNot noticed: {}.", survivors.join("; "));
    out
}

fn rules(kept: &Kept<ledger::Figures>) -> String {
    let f = &kept.figures;
    let mut out = head("The ledger's rules", kept, "ledger");
    out += "| explored | steps deep | states | steps tried | taken | broken |\n|---|---|---|---|---|---|\n";
    for (from, found) in
        [("from the empty ledger", &f.empty), ("from states in which much has happened", &f.later)]
    {
        let broken = if found.broken.is_some() { "yes" } else { "nothing" };
        let cells = [found.depth, found.states, found.tried as usize, found.taken as usize].map(grouped);
        line(&mut out, from, &[cells.as_slice(), &[broken.to_owned()]].concat());
    }
    let (pairs, never, missed) = (grouped(f.pairs), grouped(f.never), grouped(f.missed.len()));
    let _ = writeln!(
        out,
        "\n{pairs} ordered pairs of operations reached, {never} that can never be, {missed} missed; {} relations checked, each of another \
         witness. Wrong rules that were planted, all found:\n",
        grouped(f.relations)
    );
    out += "| planted | what broke | steps |\n|---|---|---|\n";
    for caught in &f.planted {
        let broken: Vec<String> = caught.invariants.iter().map(name).collect();
        line(&mut out, &name(&caught.planted), &[broken.join(", "), caught.trace.len().to_string()]);
    }
    out
}

/// The name under which a value is kept.
fn name(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn line(out: &mut String, first: &str, cells: &[String]) {
    let _ = writeln!(out, "| {first} | {} |", cells.join(" | "));
}

/// 1234567 as 1,234,567.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let starts = (0..digits.len()).filter(|i| *i == 0 || (digits.len() - i).is_multiple_of(3));
    let groups: Vec<&str> = starts
        .map(|i| {
            let end =
                (i + 1..digits.len()).find(|j| (digits.len() - j).is_multiple_of(3)).unwrap_or(digits.len());
            &digits[i..end]
        })
        .collect();
    groups.join(",")
}
