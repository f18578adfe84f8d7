//! Where figures come from: this machine, this compiler, and the versions of the libraries.

use serde::Serialize;
use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

/// The machine and the compiler.
#[derive(Debug, Clone, Serialize)]
pub struct Machine {
    /// What the processor calls itself.
    pub cpu: String,
    /// How many there are for this program.
    pub processors: usize,
    /// Bytes of memory.
    pub memory: u64,
    /// The system and its version.
    pub os: String,
    /// The architecture that the program was built for.
    pub arch: &'static str,
    /// The compiler.
    pub rustc: &'static str,
    /// Whether this is an optimised build.
    pub optimised: bool,
}

impl Machine {
    /// This one.
    pub fn here() -> Self {
        let wanted = RefreshKind::nothing()
            .with_cpu(CpuRefreshKind::nothing())
            .with_memory(MemoryRefreshKind::nothing().with_ram());
        let system = System::new_with_specifics(wanted);
        Self {
            cpu: system.cpus().first().map_or_else(String::new, |cpu| cpu.brand().trim().to_owned()),
            processors: std::thread::available_parallelism().map_or(1, usize::from),
            memory: system.total_memory(),
            os: System::long_os_version().unwrap_or_else(|| std::env::consts::OS.to_owned()),
            arch: std::env::consts::ARCH,
            rustc: env!("RUSTC_VERSION"),
            optimised: !cfg!(debug_assertions),
        }
    }
}

/// The version of a library by its word for `--libs`; of hamtrie the version of this program, which is built from the same
/// tree, and none of what is loaded at run time.
pub fn version(id: &str) -> Option<&'static str> {
    match id {
        "std" => Some(env!("RUSTC_VERSION")),
        _ if id == "hamtrie" || id.starts_with("hamtrie-") => Some(env!("CARGO_PKG_VERSION")),
        // `imbl-rc` is imbl.
        _ => pinned(id).or_else(|| pinned(id.strip_suffix("-rc")?)),
    }
}

/// The version that the manifest asks for: of a rival, the only one that will do.
fn pinned(name: &str) -> Option<&'static str> {
    const MANIFEST: &str = include_str!("../Cargo.toml");
    let version = |line: &'static str| line.strip_prefix(name)?.strip_prefix(" = \"=")?.strip_suffix('"');
    MANIFEST.lines().find_map(version)
}

#[cfg(test)]
mod tests {
    use super::version;
    use crate::between::contestants;
    use crate::plan::labels;

    #[test]
    fn every_library_has_a_version() {
        let all = labels().into_iter().chain(contestants().map(|(label, _)| label));
        for label in all {
            assert!(version(label.id).is_some_and(|version| version.contains('.')), "{}", label.id);
        }
        assert_eq!(version("imbl"), version("imbl-rc"));
        assert_ne!(version("im"), version("imbl"));
        assert_eq!(version("libhamt-cache"), None);
    }
}
