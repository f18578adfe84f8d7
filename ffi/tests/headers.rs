//! The headers are written by hand, so this compares them with the Rust side: every function, variable, structure and enum,
//! with all types, in both directions. Both are turned into the same notation, Rust's.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What is declared, by its name, in Rust's notation.
type Declarations = BTreeMap<String, String>;

fn read_all(directory: &str, extension: &str) -> String {
    let mut texts = String::new();
    let mut directories = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(directory)];
    while let Some(directory) = directories.pop() {
        let mut paths: Vec<PathBuf> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|other| other == extension) {
                texts += &fs::read_to_string(path).unwrap();
            }
        }
    }
    texts
}

/// Removes what is between two marks, marks included.
fn without(text: &str, start: &str, end: &str) -> String {
    let mut rest = text;
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once(start) {
        kept += before;
        rest = after.split_once(end).map_or("", |(_, after)| after);
    }
    kept + rest
}

/// Splits at a separator that is outside of all brackets.
fn split(text: &str, separator: char) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for char in text.replace("->", "→").chars() {
        depth += i32::from("([{<".contains(char)) - i32::from(")]}>".contains(char));
        match parts.last_mut() {
            Some(part) if char != separator || depth != 0 => part.push(char),
            _ => parts.push(String::new()),
        }
    }
    let words = |part: String| part.replace('→', "->").split_whitespace().collect::<Vec<_>>().join(" ");
    parts.into_iter().map(words).filter(|part| !part.is_empty()).collect()
}

/// `hamt_table_cache` as `HamtTableCache`.
fn camel(name: &str) -> String {
    name.split('_').map(|word| word[..1].to_uppercase() + &word[1..].to_lowercase()).collect()
}

struct C {
    /// Names of types of functions.
    callbacks: BTreeMap<String, String>,
}

impl C {
    fn named_type(&self, name: &str) -> String {
        let plain = match name {
            "void" => "c_void",
            "char" => "c_char",
            "int" => "c_int",
            "bool" => "bool",
            "size_t" => "usize",
            "ptrdiff_t" => "isize",
            "uint8_t" => "u8",
            "int32_t" => "i32",
            "uint32_t" => "u32",
            "uint64_t" => "u64",
            _ => return self.callbacks.get(name).cloned().unwrap_or_else(|| camel(name)),
        };
        plain.to_owned()
    }

    /// The name and the type of `const struct hamt *trie`, `int (*eq)(...)`, `size_t sizes[32]`.
    fn declarator(&self, text: &str) -> (String, String) {
        if let Some((result, rest)) = text.split_once("(*") {
            let (name, parameters) = rest.split_once(')').unwrap();
            let signature = self.signature(parameters.trim(), &self.declarator(&format!("{result} unnamed")).1);
            return (name.to_owned(), format!("Option<unsafe extern \"C\" fn{signature}>"));
        }
        if let Some((element, count)) = text.split_once('[') {
            let (name, element) = self.declarator(element);
            return (name, format!("[{element}; {}]", count.trim_end_matches(']')));
        }
        let spaced = text.replace('*', " * ");
        let (mut kind, mut name, mut constant) = (String::new(), String::new(), false);
        for word in spaced.split_whitespace() {
            match word {
                "struct" | "enum" | "extern" => {}
                "const" => constant = true,
                "*" => {
                    kind = format!("*{} {kind}", if constant { "const" } else { "mut" });
                    constant = false;
                }
                word if kind.is_empty() => kind = self.named_type(word),
                word => name = word.to_owned(),
            }
        }
        (name, kind)
    }

    /// Parameters in parentheses, and a result.
    fn signature(&self, parameters: &str, result: &str) -> String {
        let inner = parameters.trim_start_matches('(').trim_end_matches(')');
        let types = split(inner, ',').into_iter().filter(|one| one != "void").map(|one| self.declarator(&one).1);
        // A number that C passes as an enum need not be one of its names, so Rust takes it as a number.
        let types = types.map(|one| if one == "HamtrieStatus" { "c_int".to_owned() } else { one });
        signature(types, result)
    }
}

fn signature(types: impl Iterator<Item = String>, result: &str) -> String {
    let result = if result == "c_void" || result.is_empty() { String::new() } else { format!(" -> {result}") };
    format!("({}){result}", types.collect::<Vec<_>>().join(", "))
}

fn in_headers() -> Declarations {
    let text = without(&read_all("include", "h"), "/*", "*/");
    let text = without(&text, "#if defined(WITH_TABLE_CACHE)", "#endif");
    let text =
        text.replace("#ifdef __cplusplus\nextern \"C\" {\n#endif", "").replace("#ifdef __cplusplus\n}\n#endif", "");
    let lines = text.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
    let mut c = C { callbacks: BTreeMap::new() };
    let mut found = Declarations::new();
    for statement in split(&lines, ';') {
        if let Some((head, body)) = statement.split_once('{') {
            let body = body.split_once('}').unwrap().0;
            let words: Vec<&str> = head.split_whitespace().filter(|&word| word != "typedef").collect();
            let fields = if words[0] == "enum" {
                let short =
                    |one: String| one.split_once(" = ").map(|(name, is)| format!("{}: {is}", camel(name))).unwrap();
                split(body, ',').into_iter().map(short).map(|one| one.replacen("Hamtrie", "", 1)).collect::<Vec<_>>()
            } else {
                let field = |one: String| c.declarator(&one);
                split(body, ';').into_iter().map(field).map(|(name, kind)| format!("{name}: {kind}")).collect()
            };
            found.insert(camel(words[1]), fields.join(", "));
        } else if let Some(callback) = statement.strip_prefix("typedef ").filter(|one| one.contains("(*")) {
            let (name, kind) = c.declarator(callback);
            c.callbacks.insert(name, kind);
        } else if statement.starts_with("typedef")
            || (statement.starts_with("struct") && !statement.contains(['*', '(']))
        {
            // a name for a structure that C does not look into
        } else if statement.starts_with("extern") {
            let (name, kind) = c.declarator(&statement);
            found.insert(name, kind);
        } else {
            let (head, parameters) = statement.split_once('(').unwrap();
            let (name, result) = c.declarator(head);
            found.insert(name, c.signature(parameters.strip_suffix(')').unwrap(), &result));
        }
    }
    found
}

/// A type without the names of parameters in it.
fn unnamed(kind: &str) -> String {
    // rustfmt breaks long types into lines.
    let kind = kind.replace("BUCKETS", "32").replace("< ", "<").replace(", >", ">");
    let Some((head, rest)) = kind.split_once("fn(") else { return kind };
    let (parameters, tail) = rest.split_once(')').unwrap();
    let types = split(parameters, ',').into_iter().map(|one| one.split_once(": ").unwrap().1.to_owned());
    format!("{head}fn({}){tail}", types.collect::<Vec<_>>().join(", "))
}

/// Types that are what their first field is: `Out<T>` is `*mut T`. By name, the parameter and the field.
type Transparent = BTreeMap<String, (String, String)>;

fn transparent(text: &str) -> Transparent {
    let of = |item: &str| {
        let (head, rest) = item.split_once("struct ").unwrap().1.split_once('(').unwrap();
        let (name, parameters) = head.split_once('<').unwrap_or((head, ">"));
        let parameter = split(parameters.trim_end_matches('>'), ',').pop().unwrap_or_default();
        (name.to_owned(), (parameter, split(rest.split_once(");").unwrap().0, ',').remove(0)))
    };
    text.split("#[repr(transparent)]").skip(1).map(of).collect()
}

/// A type as C sees it.
fn seen(kind: &str, types: &Transparent) -> String {
    let (name, arguments) = kind.split_once('<').unwrap_or((kind, ">"));
    let Some((parameter, field)) = types.get(name) else { return kind.to_owned() };
    match split(arguments.strip_suffix('>').unwrap(), ',').pop() {
        None => seen(field, types),
        Some(argument) => seen(&field.replace(parameter, &seen(&argument, types)), types),
    }
}

fn in_rust() -> Declarations {
    let text = read_all("src", "rs") + &read_all("helpers", "rs");
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut text = lines.collect::<Vec<_>>().join("\n").replace("pub(super) ", "");
    let transparent = transparent(&text);
    let unnamed = |kind: &str| unnamed(&seen(kind, &transparent));
    // Names of types of functions, as those of C.
    for callback in text.clone().split("pub type ").skip(1) {
        let (name, kind) = callback.split_once(';').unwrap().0.split_once(" =").unwrap();
        if kind.contains("fn(") {
            text = text.replace(&format!("<{name}>"), &format!("<{}>", kind.trim()));
        }
    }
    let mut found = Declarations::new();
    for item in text.split("#[unsafe(no_mangle)]").skip(1) {
        let start = item.find("pub ").unwrap();
        if let Some(variable) = item[start..].strip_prefix("pub static mut ") {
            let (name, rest) = variable.split_once(": ").unwrap();
            found.insert(name.to_owned(), unnamed(rest.split_once(" =").unwrap().0));
            continue;
        }
        let (_, function) = item.split_once("extern \"C\" fn ").unwrap();
        let (name, rest) = function.split_once('(').unwrap();
        let (head, _) = rest.split_once(" {\n").unwrap();
        let (parameters, result) = head.rsplit_once(')').unwrap();
        let types = split(parameters, ',').into_iter().map(|one| unnamed(one.split_once(": ").unwrap().1));
        found.insert(name.to_owned(), signature(types, result.trim_start_matches(" -> ")));
    }
    for item in text.split("#[repr(C)]").skip(1) {
        let (head, body) = item.split_once('{').unwrap();
        let (kind, name) = head.trim().rsplit_once(' ').unwrap();
        let fields = split(body.split_once("\n}").unwrap().0, ',').into_iter();
        let fields: Vec<_> = if kind.ends_with("enum") {
            fields.map(|one| one.replace(" =", ":")).collect()
        } else {
            fields
                .map(|one| one.split_once(": ").map(|(name, kind)| format!("{name}: {}", unnamed(kind))).unwrap())
                .collect()
        };
        found.insert(name.to_owned(), fields.join(", "));
    }
    found
}

#[test]
fn headers_and_library_declare_the_same() {
    let (c, rust) = (in_headers(), in_rust());
    assert!(c.len() > 55, "{c:#?}");
    for (name, kind) in &c {
        assert_eq!(Some(kind), rust.get(name), "{name}, in the header and in Rust");
    }
    let missing: Vec<_> = rust.keys().filter(|name| !c.contains_key(*name)).collect();
    assert!(missing.is_empty(), "not in a header: {missing:?}");
}

#[test]
fn the_parser_sees_differences() {
    let c = C { callbacks: BTreeMap::new() };
    assert_eq!(c.declarator("const struct hamt *trie"), ("trie".into(), "*const Hamt".into()));
    assert_eq!(c.declarator("hamtrie **map").1, "*mut *mut Hamtrie");
    assert_eq!(c.declarator("const size_t gen").1, "usize");
    assert_eq!(c.declarator("ptrdiff_t sizes[32]"), ("sizes".into(), "[isize; 32]".into()));
    let callback = c.declarator("bool (*eq)(void *ctx, const void *a)");
    assert_eq!(callback, ("eq".into(), "Option<unsafe extern \"C\" fn(*mut c_void, *const c_void) -> bool>".into()));
    assert_eq!(c.signature("(void)", "c_void"), "()");
    let headers = in_headers();
    assert_eq!(headers["hamt_size"], "(*const Hamt) -> usize");
    assert_eq!(headers["HamtrieEntry"], "key: *const c_void, value: *mut c_void");
    assert!(headers["HamtrieStatus"].starts_with("Ok: 0, ErrorArgument: 1"), "{}", headers["HamtrieStatus"]);
}

#[test]
fn types_of_arguments_are_seen_through() {
    let types = transparent(
        "#[repr(transparent)]\npub struct Key(*const c_void);\n#[repr(transparent)]\npub struct Out<T>(*mut T);
         #[repr(transparent)]\npub struct Ref<'c, T>(*const T, Life<&'c T>);\n#[repr(transparent)]\npub struct Last<T>(Out<T>);",
    );
    assert_eq!(seen("Ref<'_, Hamt>", &types), "*const Hamt");
    assert_eq!(seen("Out<*mut Hamt>", &types), "*mut *mut Hamt");
    assert_eq!(seen("Out<Key>", &types), "*mut *const c_void");
    assert_eq!(seen("Last<Hamt>", &types), "*mut Hamt");
    assert_eq!(seen("*mut Hamt", &types), "*mut Hamt");
}

#[test]
fn the_header_has_the_version_of_the_package() {
    let header = read_all("include", "h");
    let version = env!("CARGO_PKG_VERSION");
    assert!(header.contains(&format!("#define HAMTRIE_VERSION \"{version}\"")));
    for (name, number) in ["MAJOR", "MINOR", "PATCH"].iter().zip(version.split('.')) {
        assert!(header.contains(&format!("#define HAMTRIE_VERSION_{name} {number}\n")), "{name}");
    }
    assert!(read_all("cmake", "cmake").contains(&format!("set(PACKAGE_VERSION \"{version}\")")));
}
