//! Papers through the code that reads them and makes their keys: honest business, and the mistakes and tricks that papers have.

mod book;
mod cases;
mod kind;
mod office;
mod paper;
mod table;
mod trade;
mod verdict;

use book::Honest;
use clap::{Parser, value_parser};
use std::process::ExitCode;
use table::Report;

const EXAMPLES: &str = "\
Examples:
  papers                                # all tables, a minute or so
  papers --seed 8 --containers 2000
  papers --containers 300 --tries 20 --json

Letters are those of docs/documents.md. The exit status is 1 if a claim is
missed once, or if more honest papers are held up than the bounds allow.";

/// Documents under fingerprint keys: honest ones refused and referred, second papers of one cargo found or not.
#[derive(Parser)]
#[command(name = "papers", after_help = EXAMPLES)]
struct Arguments {
    /// Seed of everything that is drawn
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Containers of the honest book; the other kinds grow with them
    #[arg(long, default_value_t = 600, value_parser = value_parser!(u32).range(100..=100_000))]
    containers: u32,
    /// Second papers of each case
    #[arg(long, default_value_t = 200, value_parser = value_parser!(u32).range(1..))]
    tries: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let Arguments { seed, containers, tries, json } = Arguments::parse();
    let report = match report(seed, containers, tries as usize) {
        Ok(report) => report,
        Err(why) => {
            eprintln!("error: {why}");
            return ExitCode::FAILURE;
        }
    };
    if json {
        println!("{:#}", report.json());
    } else {
        println!("{}", report.markdown());
    }
    let failures = report.failures();
    failures.iter().for_each(|failure| eprintln!("missed: {failure}"));
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Writes and enters a book, and tries every case on it.
///
/// # Errors
/// If papers of the book's own cannot be used, or it has none for a case.
fn report(seed: u64, containers: u32, tries: usize) -> Result<Report, String> {
    let carriers = office::carriers()?;
    // The office goes on where it ends, so that no later paper has a serial number of the book's.
    let (book, mut office) = trade::book(seed, containers);
    let honest = Honest::entered(&book, &carriers)?;
    let mut tried = Vec::new();
    for group in cases::all() {
        for case in &group.cases {
            tried.push(case.tried(group.title, tries, &book, &carriers, &mut office)?);
        }
    }
    Ok(Report { seed, containers, tries, honest, tried })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every claim, and each as the page has it.
    #[test]
    fn every_claim_is_kept_and_few_honest_papers_are_held_up() {
        let report = report(7, 150, 24).unwrap();
        assert_eq!(report.failures(), Vec::<String>::new(), "{}", report.markdown());
        assert!(report.honest.all.all > 3_000 && report.tried.len() > 80);
        let page = include_str!("../../../../docs/documents.md");
        for tried in &report.tried {
            let rows: Vec<&str> =
                page.lines().filter(|line| line.starts_with(&format!("| {} | ", tried.name))).collect();
            let ends = [tried.claim.least, tried.claim.most].map(|verdict| verdict.to_string());
            assert!(
                !rows.is_empty() && rows.iter().all(|row| ends.iter().all(|end| row.contains(end))),
                "{}",
                tried.name
            );
        }
    }

    #[test]
    fn a_claim_that_is_missed_once_and_honest_papers_that_are_held_up_are_told() {
        let mut report = report(8, 100, 4).unwrap();
        let first = &mut report.tried[0];
        first.count.refused -= 1;
        first.count.referred += 1;
        first.kept = first.count.keeps(first.claim);
        report.honest.all.refused = report.honest.all.all / 500;
        let (failures, text) = (report.failures(), report.markdown());
        assert!(failures[0].starts_with("more honest papers"));
        assert!(
            failures[1].ends_with("claimed is refused, found was 75.0 % refused, 25.0 % referred"),
            "{}",
            failures[1]
        );
        assert!(text.contains("| **missed**: 75.0 % refused, 25.0 % referred |"));
        assert_eq!(report.json()["failures"].as_array().map(Vec::len), Some(failures.len()));
    }
}
