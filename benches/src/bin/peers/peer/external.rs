//! Peers in other languages: our own small programs around them, which speak [`crate::protocol`].

use std::{env, path::PathBuf, process::Command};

use crate::{Result, case::Folder};

/// A peer whose program or library an environment variable points to.
#[derive(Clone, Copy)]
pub enum External {
    Gnark,
    Snarkjs,
    Rapidsnark,
}

/// The program around snarkjs is a script, so it travels in this one.
const SNARKJS: &str = include_str!("../../../../peers/snarkjs/main.mjs");

impl External {
    /// The command that starts its process.
    pub fn command(self, folder: &Folder) -> Result<Command> {
        let path = self.path()?;
        let mut command = match self {
            // gnark takes no foreign key, so circuit and witness are enough.
            Self::Gnark => Command::new(path),
            Self::Rapidsnark => {
                folder.export_key()?;
                Command::new(path)
            }
            Self::Snarkjs => {
                folder.export_key()?;
                let mut node = Command::new("node");
                node.args(["--input-type=module", "--eval", SNARKJS]).arg(path);
                node
            }
        };
        command.arg(folder.path());
        Ok(command)
    }

    /// Where it is, or what to do about it.
    fn path(self) -> Result<PathBuf> {
        let (variable, what) = match self {
            Self::Gnark => ("PLIMSOLL_GNARK", "the program built from benches/peers/gnark with gnark"),
            Self::Snarkjs => (
                "PLIMSOLL_SNARKJS",
                "a directory in which `npm install snarkjs` was run, and install Node.js",
            ),
            Self::Rapidsnark => {
                ("PLIMSOLL_RAPIDSNARK", "the program built from benches/peers/rapidsnark with librapidsnark")
            }
        };
        let path = env::var_os(variable)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
            .ok_or_else(|| format!("set {variable} to {what}; benches/README.md says more"))?;
        if !path.exists() {
            return Err(format!("{variable} names {}, which does not exist", path.display()).into());
        }
        Ok(path)
    }
}
