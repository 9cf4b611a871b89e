//! Settings in a file, for what no option and no environment variable says: `plimsoll.toml`.

use super::{args::Args, error::Failure, values};
use clap::{Command, CommandFactory, FromArgMatches};
use plimsoll_guardian::GuardianId;
use serde::{Deserialize, Deserializer, de::Error};
use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

/// The file's name where none is given.
const NAME: &str = "plimsoll.toml";

/// Files with secrets that the configuration names.
#[derive(Clone, Debug, Default)]
pub(super) struct Configured {
    pub(super) passphrase_file: Option<PathBuf>,
    pub(super) guardian_passphrase_files: Vec<(GuardianId, PathBuf)>,
    pub(super) fingerprint_passphrase_files: Vec<(GuardianId, PathBuf)>,
    pub(super) governor_passphrase_files: Vec<(u16, PathBuf)>,
    #[cfg_attr(
        not(feature = "service"),
        expect(dead_code, reason = "the proving service is used by what is built with it")
    )]
    pub(super) prover_token_file: Option<PathBuf>,
}

/// What a file may say. No secret is among it: where there are any, the file names another.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Settings {
    home: Option<PathBuf>,
    ledger: Option<PathBuf>,
    passphrase_file: Option<PathBuf>,
    #[serde(deserialize_with = "by_guardian")]
    guardian_passphrase_files: Numbered<GuardianId>,
    #[serde(deserialize_with = "by_guardian")]
    fingerprint_passphrase_files: Numbered<GuardianId>,
    #[serde(deserialize_with = "by_governor")]
    governor_passphrase_files: Numbered<u16>,
    insecure_dev_keys: Option<bool>,
    prover: Option<String>,
    prover_token_file: Option<PathBuf>,
    prover_ca: Option<PathBuf>,
    prover_identity: Option<PathBuf>,
    #[serde(deserialize_with = "duration")]
    prover_timeout: Option<String>,
}

fn duration<'de, D: Deserializer<'de>>(d: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(d)?;
    values::duration(&text).map_err(D::Error::custom)?;
    Ok(Some(text))
}

/// Files by the number of whom they are of.
type Numbered<N> = Vec<(N, PathBuf)>;

fn by_guardian<'de, D: Deserializer<'de>>(d: D) -> Result<Numbered<GuardianId>, D::Error> {
    numbered(d, "guardian", |number| number.parse().ok().and_then(GuardianId::new))
}

fn by_governor<'de, D: Deserializer<'de>>(d: D) -> Result<Numbered<u16>, D::Error> {
    numbered(d, "governor", |number| values::governor(number).ok())
}

fn numbered<'de, N, D: Deserializer<'de>>(
    d: D,
    whose: &str,
    number: impl Fn(&str) -> Option<N>,
) -> Result<Numbered<N>, D::Error> {
    let files = BTreeMap::<String, PathBuf>::deserialize(d)?;
    let of = |(text, path): (String, PathBuf)| {
        let wrong = || D::Error::custom(format!("{text:?} is no {whose}'s number"));
        number(&text).map(|number| (number, path)).ok_or_else(wrong)
    };
    files.into_iter().map(of).collect()
}

/// The arguments, with what the configuration says where neither an option nor the environment says anything.
pub(super) fn settled(args: Args, words: &[OsString]) -> Result<Args, Failure> {
    let Some(path) = find(args.globals.config_file.as_deref())? else { return Ok(args) };
    let settings = read(&path)?.beside(&path);
    if let (Some(prover), true) = (&settings.prover, path == Path::new(NAME) && !args.globals.quiet) {
        // A folder that somebody else made must not decide in silence where witnesses go.
        eprintln!(
            "note: {NAME} in this folder names the proving service {}",
            plimsoll_client::text::plain(prover)
        );
    }
    let command = settings.as_defaults(Args::command());
    let matches = command.try_get_matches_from(words).map_err(|e| unusable(&path, e))?;
    let mut args = Args::from_arg_matches(&matches).map_err(|e| unusable(&path, e))?;
    args.globals.configured = Configured {
        passphrase_file: settings.passphrase_file,
        guardian_passphrase_files: settings.guardian_passphrase_files,
        fingerprint_passphrase_files: settings.fingerprint_passphrase_files,
        governor_passphrase_files: settings.governor_passphrase_files,
        prover_token_file: settings.prover_token_file,
    };
    Ok(args)
}

fn unusable(path: &Path, why: impl std::fmt::Display) -> Failure {
    let why = why.to_string();
    let why = why.lines().next().unwrap_or_default().trim_start_matches("error: ");
    Failure::usage(format!("{}: {why}", path.display())).help("correct the file")
}

/// The file that is named, else one in the working directory, else the user's.
fn find(named: Option<&Path>) -> Result<Option<PathBuf>, Failure> {
    if let Some(path) = named {
        return Ok(Some(path.to_owned()));
    }
    let of_the_user = directories::ProjectDirs::from("", "", "plimsoll").map(|d| d.config_dir().join(NAME));
    let found = [Some(PathBuf::from(NAME)), of_the_user].into_iter().flatten().find(|path| path.exists());
    match found {
        Some(path) if foreign(&path) => {
            Err(Failure::usage(format!("{} is somebody else's, or others may change it", path.display())).help(
                "it decides whose keys are used and where proofs are made; see that it is yours and close it with `chmod go-w`, \
                 or name it with --config-file",
            ))
        }
        found => Ok(found),
    }
}

/// Whether somebody else than this user and root could have written a file that nobody named.
fn foreign(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let own = rustix::process::geteuid().as_raw();
        fs::metadata(path).is_ok_and(|file| file.mode() & 0o002 != 0 || ![0, own].contains(&file.uid()))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

fn read(path: &Path) -> Result<Settings, Failure> {
    let text = fs::read_to_string(path)
        .map_err(|e| Failure::usage(format!("cannot read {}: {e}", path.display())))?;
    parse(&text).map_err(|(line, why)| {
        let failure = Failure::usage(format!("{}, line {line}: {why}", path.display()));
        if why.contains("unknown field") && (why.contains("passphrase`") || why.contains("token`")) {
            failure.help("no secret belongs in it: name a file that only you can read, as passphrase_file or prover_token_file")
        } else {
            failure.help("docs/cli.md lists what the file may say")
        }
    })
}

/// The settings, or the line that is wrong and why.
fn parse(text: &str) -> Result<Settings, (usize, String)> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
        (line, error.message().to_owned())
    })
}

impl Settings {
    /// The same with paths that start at the file's folder.
    fn beside(mut self, file: &Path) -> Self {
        let folder = file.parent().unwrap_or(Path::new(""));
        let paths = [
            &mut self.home,
            &mut self.ledger,
            &mut self.passphrase_file,
            &mut self.prover_token_file,
            &mut self.prover_ca,
            &mut self.prover_identity,
        ];
        paths.into_iter().flatten().for_each(|path| *path = folder.join(&*path));
        let of_guardians = [&mut self.guardian_passphrase_files, &mut self.fingerprint_passphrase_files]
            .into_iter()
            .flatten();
        let numbered = of_guardians.map(|(_, path)| path);
        let numbered = numbered.chain(self.governor_passphrase_files.iter_mut().map(|(_, path)| path));
        numbered.for_each(|path| *path = folder.join(&*path));
        self
    }

    /// The command line with these settings as its defaults.
    fn as_defaults(&self, command: Command) -> Command {
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.clone().into_os_string());
        let text = |text: &Option<String>| text.as_ref().map(OsString::from);
        let defaults = [
            ("home", path(&self.home)),
            ("ledger", path(&self.ledger)),
            ("prover", text(&self.prover)),
            ("prover_ca", path(&self.prover_ca)),
            ("prover_identity", path(&self.prover_identity)),
            ("prover_timeout", text(&self.prover_timeout)),
            ("insecure_dev_keys", self.insecure_dev_keys.map(|yes| yes.to_string().into())),
        ];
        defaults.into_iter().fold(command, |command, (name, value)| match value {
            Some(value) => command.mut_arg(name, |argument| argument.default_value(value)),
            None => command,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (text, line, why) in [
            ("home = \"a\"\nledgr = \"b\"\n", 2, "unknown field `ledgr`"),
            ("\n\npassphrase = \"x\"\n", 3, "unknown field `passphrase`"),
            ("prover_timeout = \"soon\"\n", 1, "write a number"),
            ("insecure_dev_keys = \"yes\"\n", 1, "invalid type"),
            ("home = \"a\"\n[guardian_passphrase_files]\n0 = \"x\"\n", 2, "no guardian's number"),
            ("[governor_passphrase_files]\n65 = \"x\"\n", 1, "no governor's number"),
            ("home = \"a\"\nhome = \"b\"\n", 2, "duplicate key"),
        ] {
            let Err((at, said)) = parse(text) else { panic!("{text}") };
            assert_eq!(at, line, "{text}{said}");
            assert!(said.contains(why), "{said}");
        }
    }

    #[test]
    fn paths_start_at_the_file() {
        let text = "home = \"bank\"\nledger = \"/srv/l\"\n[fingerprint_passphrase_files]\n2 = \"two\"\n";
        let settings = parse(text).map_err(|e| e.1).unwrap().beside(Path::new("/etc/x/plimsoll.toml"));
        assert_eq!(settings.home.unwrap(), Path::new("/etc/x/bank"));
        assert_eq!(settings.ledger.unwrap(), Path::new("/srv/l"));
        assert_eq!(settings.fingerprint_passphrase_files[0].1, Path::new("/etc/x/two"));
    }
}
