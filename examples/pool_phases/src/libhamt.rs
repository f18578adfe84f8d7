//! libhamt and the drop-in for it, loaded from their shared objects and called as a C program calls them.

use crate::rows::Row;
use hamtrie_compare::abi::keys::Keys;
use hamtrie_compare::abi::library::Library;
use hamtrie_compare::abi::rounds::{self, Samples};
use indicatif::ProgressBar;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What libraries took with maps of one size.
#[derive(Debug)]
pub struct Measured {
    /// Entries per map.
    pub size: usize,
    /// Of each library, in the order of [`Libraries::names`].
    samples: Vec<Samples>,
}

impl Measured {
    /// Nanoseconds per operation for each library; none if there is no such operation in one.
    pub fn times(&self, row: Row) -> Vec<Option<f64>> {
        let theirs = match row {
            Row::Insert => rounds::Row::Insert,
            Row::Query => rounds::Row::Hit,
            Row::Version => rounds::Row::PersistentSet,
            Row::Drop => rounds::Row::Delete,
        };
        self.samples.iter().map(|samples| samples.median(theirs)).collect()
    }
}

/// Loaded libraries; the first one is the drop-in.
#[derive(Debug)]
pub struct Libraries(Vec<Library>);

impl Libraries {
    /// Builds the drop-in, and loads it and the libraries at `paths`.
    ///
    /// # Errors
    ///
    /// If it cannot be built, or a file is no such library.
    pub fn open(paths: &[PathBuf]) -> Result<Libraries, String> {
        let mut libraries = vec![Library::open("hamtrie", &build()?)?];
        for path in paths {
            let name = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy();
            let opened = Library::open(&name, path);
            libraries.push(opened.map_err(|error| {
                format!("{error}\n--libhamt wants the shared object of libhamt, as its own Makefile builds it")
            })?);
        }
        Ok(Libraries(libraries))
    }

    /// What they are called.
    pub fn names(&self) -> Vec<&str> {
        self.0.iter().map(|library| library.name.as_str()).collect()
    }

    /// Measures all of them in turn. `bar` goes up by one per round of one.
    ///
    /// # Errors
    ///
    /// If they disagree.
    pub fn measure(&self, size: usize, count: usize, bar: &ProgressBar) -> Result<Measured, String> {
        let keys = Keys::integers(size);
        let mut samples: Vec<Samples> = self.0.iter().map(|_| Samples::default()).collect();
        for round in 0..count {
            for turn in 0..self.0.len() {
                let who = (round + turn) % self.0.len();
                bar.set_message(self.0[who].name.clone());
                rounds::sample(&self.0[who], &keys, &mut samples[who])?;
                bar.inc(1);
            }
        }
        if samples.iter().any(|one| one.checksum != samples[0].checksum) {
            return Err(format!("with {size} entries the libraries do not give the same answers"));
        }
        Ok(Measured { size, samples })
    }
}

/// The drop-in, built from this tree into the directory that this program was built in.
fn build() -> Result<PathBuf, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let target = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    let target =
        target.ok_or("this program is not where cargo built it, so there is no place to build the library in")?;
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.toml");
    let built = Command::new("cargo")
        .args(["build", "--quiet", "--release", "-p", "hamtrie-ffi", "--manifest-path"])
        .arg(manifest)
        .arg("--target-dir")
        .arg(target)
        .status()
        .map_err(|error| format!("cargo, which builds the drop-in, does not start: {error}"))?;
    let library = target.join("release/libhamtrie.so");
    if built.success() && library.is_file() {
        return Ok(library);
    }
    Err(format!("cargo did not build {}", library.display()))
}
