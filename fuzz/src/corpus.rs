//! Inputs on disk: one file for each target, or a directory with a file for each input, as cargo-fuzz has it.
//!
//! A packed file is a sequence of inputs, each behind its length in two bytes, low one first.

use crate::target::Target;
use std::fs;
use std::io::{self, Error, ErrorKind};
use std::path::{Path, PathBuf};

/// An input.
pub type Input = Vec<u8>;

/// The file with the inputs of a target that are kept.
pub fn packed(target: Target) -> PathBuf {
    root().join("corpus").join(target.name()).with_extension("bin")
}

/// Where cargo-fuzz has the inputs of a target.
pub fn unpacked(target: Target) -> PathBuf {
    root().join("corpus").join(target.name())
}

/// Where inputs go that show a fault.
pub fn artifacts(target: Target) -> PathBuf {
    root().join("artifacts").join(target.name())
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The inputs of a packed file.
///
/// # Errors
/// If it cannot be read, or is none.
pub fn read_packed(path: &Path) -> io::Result<Vec<Input>> {
    let bytes = fs::read(path)?;
    let mut rest = bytes.as_slice();
    let mut inputs = Vec::new();
    while let Some((len, after)) = rest.split_first_chunk() {
        let len = usize::from(u16::from_le_bytes(*len));
        let input = after.get(..len).ok_or_else(|| broken(path))?;
        inputs.push(input.to_vec());
        rest = &after[len..];
    }
    if rest.is_empty() { Ok(inputs) } else { Err(broken(path)) }
}

fn broken(path: &Path) -> Error {
    Error::new(ErrorKind::InvalidData, format!("{} ends in the middle of an input", path.display()))
}

/// Writes a packed file, short inputs first, none twice.
///
/// # Errors
/// If it cannot be written, or an input is too long.
pub fn write_packed(path: &Path, mut inputs: Vec<Input>) -> io::Result<()> {
    inputs.sort_by(|one, other| (one.len(), one).cmp(&(other.len(), other)));
    inputs.dedup();
    let mut bytes = Vec::new();
    for input in inputs {
        let len =
            u16::try_from(input.len()).map_err(|_| Error::new(ErrorKind::InvalidInput, "an input is too long"))?;
        bytes.extend(len.to_le_bytes());
        bytes.extend(input);
    }
    fs::write(path, bytes)
}

/// The inputs of a packed file (`.bin`), of all files in a directory, or the one that a file is.
///
/// # Errors
/// If something cannot be read.
pub fn read(path: &Path) -> io::Result<Vec<Input>> {
    if path.is_dir() {
        let mut paths: Vec<PathBuf> = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        paths.sort();
        return paths.iter().filter(|path| path.is_file()).map(fs::read).collect();
    }
    if path.extension().is_some_and(|extension| extension == "bin") {
        read_packed(path)
    } else {
        Ok(vec![fs::read(path)?])
    }
}

/// Writes each input to a file of its own, named after what is in it.
///
/// # Errors
/// If one cannot be written.
pub fn write_files(directory: &Path, inputs: &[Input]) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    inputs.iter().try_for_each(|input| fs::write(directory.join(name(input)), input))
}

/// A name that only this input has.
pub fn name(input: &[u8]) -> String {
    let hash = |seed: u64| {
        input.iter().fold(seed, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3).rotate_left(23))
    };
    format!("{:016x}{:016x}", hash(0xCBF2_9CE4_8422_2325), hash(0x9E37_79B9_7F4A_7C15))
}
