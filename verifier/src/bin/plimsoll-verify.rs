//! `plimsoll-verify`: see `plimsoll_verifier::cli`.

fn main() -> std::process::ExitCode {
    plimsoll_verifier::cli::main()
}
