//! What ARCHITECTURE.md and CONTRIBUTING.md say of the sources, held against the sources.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The floors of the library, each with the floors that its files may use beside themselves: those below, but for those
/// that a floor between is there to hide.
const FLOORS: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("drop_first", &[]),
    ("sync", &[]),
    ("at_fork", &["sync"]),
    ("lock", &["sync", "at_fork"]),
    ("hash", &["lock"]),
    ("arch", &["hash"]),
    ("pool", &["arch", "sync", "at_fork"]),
    ("layout", &["pool"]),
    ("node", &["arch", "error", "hash", "layout", "lock", "pool", "sync"]),
    ("trie", &["arch", "error", "hash", "layout", "node"]),
    ("common", &["hash", "layout", "pool", "trie"]),
    ("table", &["common", "drop_first", "error", "hash", "layout", "pool", "trie"]),
    ("map", &["common", "drop_first", "error", "hash", "layout", "pool", "trie"]),
    ("set", &["common", "drop_first", "error", "hash", "layout", "pool", "trie"]),
    ("history", &["layout", "map"]),
    ("published", &[]),
    ("par", &["drop_first", "error", "layout", "map", "set", "trie"]),
];

/// The most lines of a file.
const MOST: usize = 500;

struct Source {
    /// Below `src`, as a path of modules: `["trie", "pair", "walk"]`.
    module: Vec<String>,
    /// Whether the file is one that speaks for its folder.
    is_folder: bool,
    path: PathBuf,
    text: String,
}

impl Source {
    /// The text without comments and tests.
    fn code(&self) -> String {
        let end = ["\n#[cfg(test)]\n", "\n#[cfg(all(test"].iter().filter_map(|start| self.text.find(start)).min();
        let text = &self.text[..end.unwrap_or(self.text.len())];
        text.lines().map(|line| line.split("//").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
    }

    /// All paths that begin with `crate` or `super`, as paths of modules and of what is in them.
    fn paths(&self) -> Vec<Vec<String>> {
        let code = self.code();
        let mut paths = Vec::new();
        for (start, _) in code.match_indices("crate::").chain(code.match_indices("super::")) {
            let before = code[..start].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '$') {
                continue; // in the middle of a path
            }
            let rest = &code[start..];
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(rest.len());
            let mut at = if self.is_folder { self.module.clone() } else { self.parent() };
            let mut names = rest[..end].split("::").filter(|name| !name.is_empty()).peekable();
            let mut supers = 0;
            while let Some(name) = names.next_if(|name| *name == "crate" || *name == "super") {
                if name == "crate" {
                    at.clear();
                } else {
                    if supers > 0 || self.is_folder {
                        at.pop();
                    }
                    supers += 1;
                }
            }
            at.extend(names.map(str::to_owned));
            // `use crate::{a, b::c};` and `use super::{a, b}` name several.
            match rest[end..].strip_prefix('{').and_then(|list| list.split_once('}')) {
                Some((list, _)) if rest[..end].ends_with("::") => paths.extend(list.split(',').map(|item| {
                    let names = item
                        .trim()
                        .split("::")
                        .map(|name| name.trim_matches(|c: char| !c.is_alphanumeric() && c != '_'));
                    at.iter().cloned().chain(names.map(str::to_owned)).collect()
                })),
                _ => paths.push(at),
            }
        }
        paths
    }

    fn parent(&self) -> Vec<String> {
        self.module[..self.module.len() - 1].to_vec()
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    fn visit(folder: &Path, found: &mut Vec<Source>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let below = path.strip_prefix(root().join("src")).unwrap().with_extension("");
                let mut module: Vec<_> = below.iter().map(|name| name.to_str().unwrap().to_owned()).collect();
                let is_folder = module.last().is_some_and(|name| name == "mod" || name == "lib");
                if is_folder {
                    module.pop();
                }
                let text = fs::read_to_string(&path).unwrap();
                found.push(Source { module, is_folder, path, text });
            }
        }
    }
    let mut found = Vec::new();
    visit(&root().join("src"), &mut found);
    assert!(found.len() > 50);
    found
}

#[test]
fn files_import_from_floors_below_alone() {
    let floors: BTreeMap<_, _> = FLOORS.iter().copied().collect();
    let mut wrong = BTreeSet::new();
    for source in sources() {
        let Some(own) = source.module.first().filter(|own| *own != "testing") else { continue };
        let allowed = floors.get(own.as_str()).unwrap_or_else(|| panic!("no floor for {}", source.path.display()));
        for path in source.paths() {
            let Some(name) = path.first().filter(|name| floors.contains_key(name.as_str()) || *name == "testing")
            else {
                continue;
            };
            if name != own && !allowed.contains(&name.as_str()) {
                wrong.insert(format!("{} uses {}", source.path.display(), path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_file_imports_from_one_that_imports_from_it() {
    let sources = sources();
    let modules: BTreeMap<Vec<String>, usize> =
        sources.iter().enumerate().map(|(i, s)| (s.module.clone(), i)).collect();
    // What a file of a folder takes from the folder's own `mod.rs` is no circle: the one is a part of the other.
    let uses = |source: &Source| -> BTreeSet<usize> {
        let files = source.paths().into_iter().filter_map(|path| {
            let file = (1..=path.len()).rev().find_map(|len| modules.get(&path[..len]).copied())?;
            (!source.module.starts_with(&sources[file].module) && !sources[file].module.starts_with(&source.module))
                .then_some(file)
        });
        files.collect()
    };
    let graph: Vec<_> = sources.iter().map(uses).collect();
    let reaches = |from: usize| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(file) = next.pop() {
            next.extend(graph[file].iter().copied().filter(|file| seen.insert(*file)));
        }
        seen
    };
    let circles: Vec<_> =
        (0..sources.len()).filter(|&file| reaches(file).contains(&file)).map(|file| &sources[file].path).collect();
    assert!(circles.is_empty(), "on a circle of imports: {circles:#?}");
}

#[test]
fn files_are_short_and_say_first_what_they_are() {
    for source in sources() {
        let lines = source.text.lines().count();
        assert!(lines <= MOST, "{} has {lines} lines", source.path.display());
        assert!(source.text.starts_with("//! "), "{} does not begin with `//!`", source.path.display());
    }
}

#[test]
fn documents_name_files_that_are_there() {
    for document in ["ARCHITECTURE.md", "DESIGN.md", "CONTRIBUTING.md", "README.md", "RELIABILITY.md", "SECURITY.md"] {
        let Ok(text) = fs::read_to_string(root().join(document)) else { continue }; // a package has not all of them
        for name in text.split('`').skip(1).step_by(2).filter(|name| name.starts_with("src/")) {
            let name = name.split(|c: char| c.is_whitespace() || c == ':').next().unwrap();
            assert!(root().join(name).exists(), "{document} names {name}");
        }
    }
}

/// The targets of a text's links to files, without what is behind `#`.
fn linked(text: &str) -> impl Iterator<Item = &str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
    targets.filter(|target| !target.is_empty() && !target.contains(':'))
}

#[test]
fn links_lead_to_files_that_are_there() {
    if !root().join("imbl").exists() {
        return; // a package has not all of them
    }
    let guides = fs::read_dir(root().join("docs/guides")).unwrap().map(|entry| entry.unwrap().path());
    let others = [
        "README.md",
        "COMPARE.md",
        "CONTRIBUTING.md",
        "RELIABILITY.md",
        "SECURITY.md",
        "ffi/README.md",
        "imbl/README.md",
    ];
    let mut links = 0;
    for document in guides.chain(others.map(|name| root().join(name))) {
        for link in linked(&fs::read_to_string(&document).unwrap()) {
            links += 1;
            assert!(document.parent().unwrap().join(link).exists(), "{} links to {link}", document.display());
        }
    }
    assert!(links > 30);
}

#[test]
fn the_life_of_an_insert_is_as_it_is_told() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows = text.split("## The life of an insert").nth(1).unwrap().lines().filter(|line| line.starts_with("| "));
    let mut stations = 0;
    for row in rows {
        let cells: Vec<_> = row.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let [_, number, file, function, ..] = cells[..] else { panic!("{row}") };
        let Ok(number) = number.parse::<usize>() else { continue };
        stations += 1;
        assert_eq!(number, stations);
        let source = fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(source.contains(&format!("fn {function}")), "there is no {function} in {file}");
    }
    assert!(stations >= 10);
}

#[test]
fn a_name_of_an_internal_type_means_one_thing() {
    // The faces of the library mirror each other on purpose, and `sync` has each thing twice, for the machine and for models.
    let faces = ["common", "map", "set", "table", "par", "sync", "testing", "lib"];
    let mut defined = BTreeMap::<String, Vec<PathBuf>>::new();
    for source in sources() {
        if source.module.first().is_none_or(|floor| faces.contains(&floor.as_str())) {
            continue;
        }
        for line in source.code().lines() {
            let mut words = line
                .split_whitespace()
                .skip_while(|word| word.starts_with("pub") || word.starts_with("in") || *word == "unsafe");
            if let (Some("struct" | "enum" | "trait" | "union"), Some(name)) = (words.next(), words.next()) {
                let name = name.split(|c: char| !c.is_alphanumeric()).next().unwrap();
                defined.entry(name.to_owned()).or_default().push(source.path.clone());
            }
        }
    }
    defined.retain(|_, places| places.len() > 1);
    assert!(defined.is_empty(), "defined more than once: {defined:#?}");
}

#[test]
fn every_public_function_has_an_example() {
    let mut without = Vec::new();
    for source in sources().iter().filter(|source| source.module.first().is_none_or(|floor| floor != "testing")) {
        // What stands above the line that is looked at: documentation and attributes.
        let mut above = String::new();
        for (number, line) in (1..).zip(source.text.lines().map(str::trim)) {
            let words = ["pub fn ", "pub const fn ", "pub unsafe fn "];
            let is_function = words.iter().any(|start| line.starts_with(start));
            if is_function && !above.contains("```") && !above.contains("doc(hidden)") {
                without.push(format!("{}:{number}: {line}", source.path.display()));
            }
            if line.is_empty() || line.ends_with(['{', '}', ';']) {
                above.clear();
            } else {
                above += line;
            }
        }
    }
    assert!(without.is_empty(), "no example:\n{}", without.join("\n"));
}
