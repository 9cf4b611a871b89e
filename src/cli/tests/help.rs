//! Every command has help with examples, and every example parses.

use clap::Parser;
use plimsoll::cli::{Args, command};

/// The command and all below it, with the words that lead there.
fn all(command: &clap::Command, path: &str, found: &mut Vec<(String, clap::Command)>) {
    found.push((path.to_owned(), command.clone()));
    for sub in command.get_subcommands().filter(|c| c.get_name() != "help") {
        all(sub, &format!("{path} {}", sub.get_name()), found);
    }
}

fn commands() -> Vec<(String, clap::Command)> {
    let mut found = Vec::new();
    all(&command(), "plimsoll", &mut found);
    found
}

/// Splits a line as a shell does, double quotes only.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut open) = (Vec::new(), String::new(), false, false);
    for c in line.chars() {
        match c {
            '"' => (quoted, open) = (!quoted, true),
            ' ' if !quoted => {
                if open {
                    words.push(std::mem::take(&mut word));
                }
                open = false;
            }
            c => {
                word.push(c);
                open = true;
            }
        }
    }
    if open {
        words.push(word);
    }
    words
}

fn examples(command: &clap::Command) -> Vec<String> {
    let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let text = text.replace("\\\n", " ");
    text.lines()
        .filter_map(|line| line.strip_prefix("  plimsoll "))
        .map(|l| format!("plimsoll {l}"))
        .collect()
}

/// The command that a line calls, as its words.
fn called(line: &str) -> String {
    let mut matches = &command().try_get_matches_from(words(line)).unwrap();
    let mut path = "plimsoll".to_owned();
    while let Some((name, below)) = matches.subcommand() {
        path = format!("{path} {name}");
        matches = below;
    }
    path
}

#[test]
fn the_definition_is_sound() {
    command().debug_assert();
}

#[test]
fn every_example_parses_and_every_command_has_one() {
    let mut count = 0;
    for (path, command) in commands() {
        // The verifier's own two formats have their examples one level up.
        if path.starts_with("plimsoll verify proof ") {
            continue;
        }
        let examples = examples(&command);
        assert!(!examples.is_empty(), "`{path}` has no example");
        for example in &examples {
            Args::try_parse_from(words(example)).unwrap_or_else(|e| panic!("{example}\n{e}"));
            count += 1;
        }
        let own = examples.iter().any(|e| format!("{} ", called(e)).starts_with(&format!("{path} ")));
        assert!(own, "no example of `{path}` is one of it");
    }
    assert!(count > 50);
}

#[test]
fn what_stands_behind_a_page_stands_whole_on_a_terminal_of_80_and_of_100_columns() {
    for columns in [80, 100] {
        for (path, command) in commands() {
            let stated = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let page = command.term_width(columns).render_long_help().to_string();
            // Neither example nor advice is broken anew: a command that is can no longer be copied.
            assert!(page.ends_with(&format!("{stated}\n")), "`{path}` at {columns} columns:\n{page}");
            // The line of usage is the only one that is never broken.
            for line in page.lines().filter(|line| !line.starts_with("Usage: ")) {
                assert!(line.chars().count() <= columns, "`{path}` at {columns} columns: {line}");
            }
        }
    }
}

#[test]
fn every_command_and_option_says_what_it_is() {
    for (path, command) in commands() {
        assert!(command.get_about().is_some(), "`{path}` says nothing of itself");
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "`{path}`: {} has no help", argument.get_id());
        }
    }
}

#[test]
fn misuse_is_status_2_and_json_if_asked() {
    let folder = tempfile::tempdir().unwrap();
    let program = crate::program::Program::in_folder(folder.path());
    let plain = program.output(&["bill", "chek"]);
    assert_eq!(plain.status.code(), Some(2));
    assert!(plain.stdout.is_empty());
    let (status, value) = program.json(&["bill", "chek"]);
    assert_eq!(status, 2);
    assert_eq!(value["error"]["kind"], "unusable");
    assert_eq!(program.output(&["--help"]).status.code(), Some(0));
    assert_eq!(program.output(&["--version"]).status.code(), Some(0));
}

#[test]
fn the_manual_names_every_command_and_every_common_option() {
    let manual = std::fs::read_to_string(crate::program::root().join("docs/cli.md")).unwrap();
    for (path, command) in commands() {
        let is_leaf = command.get_subcommands().next().is_none();
        let of_the_verifier = path.starts_with("plimsoll verify proof ");
        assert!(
            !is_leaf || of_the_verifier || manual.contains(&format!("`{path}")),
            "`{path}` is not in docs/cli.md"
        );
        for argument in command.get_arguments().filter(|a| a.is_global_set()) {
            let option = argument.get_long().unwrap();
            assert!(manual.contains(&format!("`--{option}")), "--{option} is not in docs/cli.md");
        }
    }
}
