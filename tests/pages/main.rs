//! What the pages say, held against the repository: links lead somewhere, the attack catalogue names tests that exist, the
//! protocol's tables hold the names that the code uses.

use plimsoll_circuits::{
    statement::{CircuitId, attest, movement, register},
    tag::Tag,
};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Every page of the repository outside hidden folders, build outputs and what was copied from others.
fn pages(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        if path.is_dir() && !name.starts_with('.') && !["target", "node_modules"].contains(&name) {
            pages(&path, out);
        } else if name.ends_with(".md") {
            out.push(path);
        }
    }
}

/// The links of a page: text and target, with what stands between this link and the next or the end of the table cell.
fn links(page: &str) -> impl Iterator<Item = (&str, &str)> {
    page.split("](").skip(1).filter_map(|rest| {
        let (target, behind) = rest.split_once(')')?;
        Some((target, behind.split(['|', '<', '[', '\n']).next().unwrap_or_default()))
    })
}

#[test]
fn links_lead_to_files() {
    let mut all = Vec::new();
    pages(&root(), &mut all);
    assert!(all.len() > 5);
    for page in all {
        let text = read(&page);
        for (target, _) in links(&text) {
            let file = target.split('#').next().unwrap_or_default();
            // Items of rustdoc and pages elsewhere are not files here.
            if file.is_empty() || file.contains("::") || file.contains("//") || file.starts_with("mod@") {
                continue;
            }
            let at = page.parent().expect("a folder").join(file);
            assert!(at.exists(), "{}: {target}", page.display());
        }
    }
}

/// The name that a heading gets as a place in its page.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = text.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn links_into_pages_lead_to_headings() {
    let mut all = Vec::new();
    pages(&root(), &mut all);
    let mut followed = 0;
    for page in all {
        let text = read(&page);
        for (target, _) in links(&text) {
            let Some((file, place)) = target.split_once('#').filter(|_| !target.contains("//")) else {
                continue;
            };
            let at = match file {
                "" => page.clone(),
                file => page.parent().expect("a folder").join(file),
            };
            if at.extension().is_none_or(|e| e != "md") {
                continue;
            }
            let found = read(&at).lines().any(|line| line.starts_with('#') && anchor(line) == place);
            assert!(found, "{}: {target}", page.display());
            followed += 1;
        }
    }
    assert!(followed > 10, "{followed}");
}

/// Every source file of the repository.
fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        if path.is_dir() && !name.starts_with('.') && !["target", "node_modules"].contains(&name) {
            sources(&path, out);
        } else if name.ends_with(".rs") {
            out.push(path);
        }
    }
}

/// A link in rustdoc's pages leads from where rustdoc puts the page, so none to a file of the repository holds there.
#[test]
fn no_page_of_rustdoc_links_to_a_file_or_by_path_to_another_crate() {
    let mut all = Vec::new();
    sources(&root(), &mut all);
    let mut readmes = 0;
    for source in all {
        let text = read(&source);
        let mut pages: Vec<String> = text
            .lines()
            .filter_map(|line| {
                let line = line.trim_start();
                line.strip_prefix("//!").or_else(|| line.strip_prefix("///")).map(str::to_owned)
            })
            .collect();
        for rest in text.split("#![doc = include_str!(\"").skip(1) {
            let name = rest.split('"').next().unwrap_or_default();
            pages.push(read(&source.parent().expect("a folder").join(name)));
            readmes += 1;
        }
        for page in &pages {
            // Whether another crate's pages are there when this one's are made depends on the order.
            assert!(
                !page.contains("](plimsoll_") && !page.contains("[`plimsoll_"),
                "{}: {page}",
                source.display()
            );
        }
        for (target, _) in pages.iter().flat_map(|page| links(page)) {
            let is_file = target.contains('/') || target.ends_with(".md") || target.ends_with(".rs");
            assert!(target.contains("//") || !is_file, "{}: {target}", source.display());
        }
    }
    assert!(readmes > 5, "{readmes}");
}

#[test]
fn a_table_of_pages_names_each_once() {
    let page = read(&root().join("README.md"));
    let rows = page.lines().filter(|line| line.starts_with("| ["));
    let targets: Vec<&str> = rows.filter_map(|row| links(row).next()).map(|(target, _)| target).collect();
    assert!(targets.len() > 8);
    assert_eq!(targets.iter().collect::<BTreeSet<_>>().len(), targets.len(), "{targets:?}");
}

#[test]
fn what_shows_an_attack_or_a_fault_exists() {
    for (page, least) in [("docs/attacks.md", 50), ("docs/assurance.md", 25)] {
        let mut named = 0;
        for (target, behind) in links(&read(&root().join(page))) {
            let Some(names) = behind.strip_prefix(": ") else { continue };
            let file = read(&root().join("docs").join(target));
            for name in names.split("; ").map(str::trim) {
                assert!(file.contains(name), "{page}: {target} has no {name}");
                named += 1;
            }
        }
        assert!(named > least, "{page}: {named}");
    }
}

#[test]
fn the_protocol_names_every_check_circuit_and_tag() {
    let page = read(&root().join("docs/protocol.md"));
    let quoted: BTreeSet<&str> = page.split('`').skip(1).step_by(2).collect();
    let checks = [&register::checks::ALL[..], &movement::checks::ALL, &attest::checks::ALL].concat();
    for check in checks {
        assert!(quoted.contains(check), "{check}");
    }
    for circuit in CircuitId::ALL {
        assert!(quoted.contains(circuit.name()), "{circuit}");
    }
    for tag in Tag::ALL {
        let name = tag.name().trim_start_matches("plimsoll.");
        assert!(quoted.contains(name), "{name}");
    }
}
