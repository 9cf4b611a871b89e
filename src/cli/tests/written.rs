//! Completions and manual pages, which follow from the command line itself.

use crate::program::Program;
use plimsoll::cli::command;

#[test]
fn every_shell_has_its_completions() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::in_folder(folder.path());
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = program.output(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0));
        let script = String::from_utf8(output.stdout).unwrap();
        for word in ["surrender", "guardian-passphrase-file", "session"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
        let reported = program.ok(&["completions", shell]);
        assert_eq!(reported["script"].as_str().map(str::trim_end), Some(script.trim_end()), "as it was made");
    }
    program.unusable(&["completions", "tcsh"]);
}

/// The names of the pages of a command and of all below it.
fn pages(command: &clap::Command, name: &str, found: &mut Vec<String>) {
    found.push(format!("{name}.1"));
    for below in command.get_subcommands() {
        pages(below, &format!("{name}-{}", below.get_name()), found);
    }
}

#[test]
fn every_command_has_its_page() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::in_folder(folder.path());
    let made = program.ok(&["man", "--out", "man1"]);
    let mut expected = Vec::new();
    pages(&command(), "plimsoll", &mut expected);
    for page in &expected {
        let text = std::fs::read_to_string(folder.path().join("man1").join(page)).unwrap();
        assert!(text.contains(".SH SYNOPSIS") && text.contains(".SH DESCRIPTION"), "{page}");
    }
    assert!(made["pages"].as_u64().unwrap() >= expected.len() as u64);
    let pledge = std::fs::read_to_string(folder.path().join("man1/plimsoll-lot-pledge.1")).unwrap();
    assert!(pledge.contains("Examples:"));
    program.unusable(&["man", "--out", "man1"]);
}
