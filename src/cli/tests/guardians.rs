//! Each guardian has passphrases of its own, and an issuer's open no audit.

use crate::program::{Program, answer, of_guardian};
use serde_json::json;

fn init(program: &Program, change: impl FnOnce(&mut std::process::Command)) -> (i32, serde_json::Value) {
    let words = ["--json", "ledger", "init", "--name", "Trial", "--guardians", "3", "--threshold", "2"];
    let mut command = program.command(&words);
    change(&mut command);
    answer(&mut command)
}

#[test]
fn every_guardian_chooses_its_own_passphrases() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::in_folder(folder.path()).trusting_development_keys();
    for (number, place) in [(1, 0), (2, 1), (3, 0), (3, 1)] {
        let (variable, _) = &of_guardian(number)[place];
        let (status, said) = init(&program, |command| {
            command.env_remove(variable);
        });
        assert_eq!((status, &said["error"]["kind"]), (2, &json!("unusable")));
        let named = said["error"]["message"].as_str().unwrap();
        assert!(named.contains(&format!("guardian {number}")), "{named}");
        assert!(said["error"]["help"].as_str().unwrap().contains(variable.as_str()), "{said}");

        let (status, said) = init(&program, |command| {
            command.env(variable, "correct horse");
        });
        assert_eq!((status, &said["error"]["code"]), (1, &json!("WeakPassphrase")));
        assert!(said["error"]["message"].as_str().unwrap().contains(&format!("guardian {number}")));
    }
    // One that two share, whoever they are.
    let shared = of_guardian(1);
    for (of, passphrase) in [
        (&of_guardian(2)[1].0, &shared[1].1),
        (&of_guardian(3)[0].0, &shared[0].1),
        (&shared[0].0, &shared[1].1),
        (&of_guardian(2)[1].0, &program.passphrase.clone().unwrap()),
    ] {
        let (status, said) = init(&program, |command| {
            command.env(of, passphrase);
        });
        assert_eq!((status, &said["error"]["code"]), (1, &json!("SamePassphrase")), "{of}");
        assert!(!said.to_string().contains(passphrase.as_str()), "the passphrase is not shown");
    }
    assert!(!folder.path().join("ledger").exists(), "nothing is left behind");
}

/// Of three guardians, any two open; `open` are the words before the guardians' numbers.
pub fn each_opens_for_itself(program: &Program, open: &[&str]) {
    let opened = |who: &str, change: &dyn Fn(&mut std::process::Command)| {
        let mut command = program.command(&[&["--json"], open, &[who]].concat());
        change(&mut command);
        answer(&mut command)
    };
    let [own_1, own_2, own_3] = [1, 2, 3].map(|number| of_guardian(number)[1].clone());

    // Whoever does not answer is passed over, and whoever is not needed is not asked.
    let (status, done) = opened("1,2,3", &|command| {
        command.env_remove(&own_1.0);
    });
    assert_eq!((status, &done["guardians"]), (0, &json!([2, 3])), "{done}");
    let (status, done) = opened("1,2,3", &|command| {
        command.env(&own_2.0, &own_1.1);
    });
    assert_eq!((status, &done["guardians"]), (0, &json!([1, 3])), "{done}");
    let (status, done) = opened("1,2,3", &|command| {
        command.env_remove(&own_3.0);
    });
    assert_eq!((status, &done["guardians"]), (0, &json!([1, 2])), "{done}");

    // One is too few, whether the others are silent or lie.
    let (status, said) = opened("1,2,3", &|command| {
        command.env_remove(&own_1.0).env_remove(&own_3.0);
    });
    assert_eq!(status, 2, "{said}");
    let message = said["error"]["message"].as_str().unwrap();
    assert!(message.contains("1 of the 2 guardians"), "{message}");
    assert!(message.contains("guardian 1: ") && message.contains("guardian 3: "), "{message}");
    let (status, said) = opened("1,2,3", &|command| {
        command.env(&own_1.0, &own_2.1).env(&own_3.0, &own_2.1);
    });
    assert_eq!(
        (status, &said["error"]["kind"]),
        (1, &json!("refused")),
        "one passphrase opens one guardian's"
    );

    // The issuer's passphrases, tried as the guardians', open nothing.
    let (status, said) = opened("1,2,3", &|command| {
        (1..=3).for_each(|n| {
            command.env(&of_guardian(n)[1].0, &of_guardian(n)[0].1);
        });
    });
    assert_eq!((status, &said["error"]["kind"]), (1, &json!("refused")), "{said}");
}
