//! Tells the linker what the shared library is called, so that programs remember that name and not the path of a build.
//!
//! The policy: one name for all versions that programs may be given in each other's place. Before 1.0 that is a minor
//! version, `libhamtrie.so.0.1`; from then on a major one, `libhamtrie.so.1`. `ffi/install` and cargo-c (by
//! `version_suffix_components`) do the same.

use std::env;

/// In objects of their own (see `helpers`) that nothing refers to, so that a linker has to be asked for them.
const HELPERS: [&str; 2] = ["murmur3_32", "sedgewick_universal_hash"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = Target::new();
    // cargo-c gives a name itself.
    let name = if env::var_os("CARGO_FEATURE_CAPI").is_some() { Vec::new() } else { target.name() };
    let helpers = HELPERS.iter().filter_map(|helper| target.keep(helper));
    for argument in name.into_iter().chain(helpers) {
        println!("cargo::rustc-link-arg-cdylib={argument}");
    }
}

/// `0.1` or `1`.
fn interface() -> String {
    match (env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR")) {
        ("0", minor) => format!("0.{minor}"),
        (major, _) => major.to_owned(),
    }
}

struct Target {
    os: String,
    vendor: String,
    env: String,
    family: String,
}

impl Target {
    fn new() -> Target {
        let get = |name| env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
        Target { os: get("OS"), vendor: get("VENDOR"), env: get("ENV"), family: get("FAMILY") }
    }

    fn is_apple(&self) -> bool {
        self.vendor == "apple"
    }

    /// Whether shared libraries are ELF files.
    fn is_elf(&self) -> bool {
        let family = self.family.split(',').any(|family| family == "unix");
        (family || self.os == "hurd") && !self.is_apple() && !["aix", "cygwin", "emscripten"].contains(&&*self.os)
    }

    /// What gives the library its name, where libraries have one.
    fn name(&self) -> Vec<String> {
        let (interface, version) = (interface(), env!("CARGO_PKG_VERSION"));
        match &*self.os {
            _ if self.is_apple() => vec![
                format!("-Wl,-install_name,@rpath/libhamtrie.{interface}.dylib"),
                format!("-Wl,-current_version,{version},-compatibility_version,{interface}"),
            ],
            _ if !self.is_elf() => Vec::new(),
            // Their packages hold libraries without a version only.
            "android" => vec!["-Wl,-soname,libhamtrie.so".to_owned()],
            _ if self.env == "ohos" => vec!["-Wl,-soname,libhamtrie.so".to_owned()],
            "solaris" | "illumos" => vec![format!("-Wl,-h,libhamtrie.so.{interface}")],
            _ => vec![format!("-Wl,-soname,libhamtrie.so.{interface}")],
        }
    }

    /// What makes the linker take a symbol from an archive.
    fn keep(&self, symbol: &str) -> Option<String> {
        match &*self.env {
            _ if self.is_apple() => Some(format!("-Wl,-u,_{symbol}")),
            _ if self.is_elf() => Some(format!("-Wl,-u,{symbol}")),
            "msvc" => Some(format!("/INCLUDE:{symbol}")),
            _ => None,
        }
    }
}
