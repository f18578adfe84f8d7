//! Scripts with what they have to print, with all kinds of maps.

use script_vm::dict::{Flavour, cloned::Cloned, counted::Counted, persistent::Hamtrie, persistent::Imbl};
use script_vm::error::{Error, Place};
use script_vm::load;
use script_vm::machine::{Limits, run};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

fn output<F: Flavour>(script: &str, limits: Limits) -> Result<String, Error> {
    let mut out = Vec::new();
    run::<F>(&load(script)?, limits, &mut out)?;
    Ok(String::from_utf8(out).unwrap())
}

fn ours(script: &str) -> Result<String, Error> {
    output::<Hamtrie>(script, Limits::default())
}

/// One test, as it looks at the pool of the whole process at its end.
#[test]
fn all_scripts_print_what_they_should() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts");
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "vm") {
            let script = std::fs::read_to_string(&path).unwrap();
            let expected = std::fs::read_to_string(path.with_extension("out")).unwrap();
            let name = path.display();
            assert_eq!(output::<Hamtrie>(&script, Limits::default()).unwrap(), expected, "{name}, hamtrie");
            assert_eq!(output::<Imbl>(&script, Limits::default()).unwrap(), expected, "{name}, imbl");
            assert_eq!(output::<Counted>(&script, Limits::default()).unwrap(), expected, "{name}, counted");
            assert_eq!(output::<Cloned>(&script, Limits::default()).unwrap(), expected, "{name}, cloned");
            count += 1;
        }
    }
    assert!(count >= 6);
    errors_have_a_place();
    limits_end_in_an_error();
    assert_eq!(hamtrie::pool::stats().live_bytes, 0);
}

fn fails(script: &str, line: usize, column: usize, what: &str) {
    let error = ours(script).unwrap_err();
    assert_eq!((error.at, error.what.as_str()), (Place { line, column }, what), "{script}");
}

fn errors_have_a_place() {
    fails("let d = {};\nprint(d[\"x\"]);", 2, 8, "there is no key x");
    fails("let d = {\"a\": {}};\n  d[\"a\"][1][2] = 3;", 2, 3, "there is no key 1");
    fails("let l = [1];\nl[1] = 2;", 2, 1, "index 1 is outside of a list of 1");
    fails("print(1 + \"x\");", 1, 9, "an int and a text do not go together here");
    fails("print(10 / (5 - 5));", 1, 10, "a division by zero");
    fails("print(9223372036854775807 + 1);", 1, 27, "the result is more than an integer can be");
    fails("print(99999999999999999999);", 1, 7, "99999999999999999999 is more than an integer can be");
    fails("let x = 1;\nx[0] = 2;", 2, 1, "an int has no indices");
    fails("for x in {1: 2} { }", 1, 1, "a dict is no list: keys(..) makes one of a dict");
    fails("let d = {}; del d[1];", 1, 13, "there is no key 1");
    fails("print(y);", 1, 7, "there is no variable y here");
    fails("f(1);", 1, 1, "there is no function f");
    fails("fn f(a) { }\nf();", 2, 1, "f takes 1 arguments, and here are 0");
    fails("break;", 1, 1, "break stands in no loop");
    fails("fn f() { fn g() { } }", 1, 10, "g has to stand outside of functions");
    fails("fn len(x) { }", 1, 1, "there is a function len already");
    let error = ours("let = 3;").unwrap_err();
    assert_eq!(error.at, Place { line: 1, column: 5 });
    assert!(error.to_string().starts_with("line 1, column 5: expected name"), "{error}");
}

fn limits_end_in_an_error() {
    fails("fn f(n) { return f(n + 1); }\nf(0);", 1, 18, "more than 1000 calls in each other");
    let nest = "let d = {};\nwhile true { d = {\"d\": d}; }";
    fails(nest, 2, 18, "more than 500 containers in each other");
    fails("let l = [];\nwhile true { l = [l]; }", 2, 18, "more than 500 containers in each other");
    let inside = "let d = {};\nlet i = 0;\nwhile true {\n let e = {};\n e[1] = d;\n d = e;\n}";
    fails(inside, 5, 2, "more than 500 containers in each other");
    fails("let s = \"x\";\nwhile true { s = s + s; }", 2, 20, "the text would be too long");
    fails("range(9000000000);", 1, 1, "a list of 9000000000 items is too long");
    fails(&"(".repeat(5000), 1, 201, "more than 200 brackets in each other");

    let limits = Limits { memory: 64 << 20, ..Limits::default() };
    let greedy = "let d = {};\nlet i = 0;\nwhile true { d[i] = {\"i\": i}; i = i + 1; }";
    let error = output::<Hamtrie>(greedy, limits).unwrap_err();
    assert_eq!(error.what, "more than 64 MiB of memory");

    let limits = Limits { end: Some(Instant::now() + Duration::from_millis(50)), ..Limits::default() };
    assert_eq!(output::<Hamtrie>("while true { }", limits).unwrap_err().what, "out of time");
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_script_vm"))
}

#[test]
fn the_program_runs_a_script_and_says_where_it_fails() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("a.vm");
    std::fs::write(&script, "print(\"so far\");\nprint([1][1]);\n").unwrap();
    let output = program().arg(&script).output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stdout).as_ref()), (Some(1), "so far\n"));
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.ends_with("a.vm, line 2, column 10: index 1 is outside of a list of 1\n"), "{error}");
    let missing = program().arg(folder.path().join("b.vm")).output().unwrap();
    assert_eq!(missing.status.code(), Some(1));
    for wrong in [&["--calls", "many"][..], &["--nothing"], &["a.vm", "b.vm"]] {
        assert_eq!(program().args(wrong).output().unwrap().status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn the_comparison_runs() {
    let folder = tempfile::tempdir().unwrap();
    let output = program().arg("--quick").arg("--report").arg(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let table = std::fs::read_to_string(folder.path().join("table.md")).unwrap();
    assert!(table.contains("| writes") && table.contains("| mixed") && table.contains("hamtrie"), "{table}");
    assert!(std::fs::read_to_string(folder.path().join("chart.svg")).unwrap().contains("cloned on write"));
}
