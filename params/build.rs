//! Lists the committed verifying keys, so that the crate holds whatever stands in `keys/`.

use std::{env, fs, io, path::Path};

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let keys = Path::new(&root).join("keys");
    println!("cargo::rerun-if-changed={}", keys.display());

    let mut files = fs::read_dir(&keys)?
        .map(|entry| entry.map(|e| e.path()))
        .filter(|path| path.as_ref().map_or(true, |p| p.extension().is_some_and(|e| e == "vk")))
        .collect::<io::Result<Vec<_>>>()?;
    files.sort();

    let mut table = String::from("&[\n");
    for path in files {
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        table.push_str(&format!("    ({name:?}, include_bytes!({:?})),\n", path.to_string_lossy()));
    }
    table.push_str("]\n");
    fs::write(Path::new(&out).join("verifying_keys.rs"), table)
}
