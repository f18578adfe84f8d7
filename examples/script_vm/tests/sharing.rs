//! What is copied and what is not, as the pool of a process of its own sees it.

use hamtrie::pool;
use script_vm::dict::persistent::Hamtrie;
use script_vm::load;
use script_vm::machine::{Limits, run};
use std::io::{self, Write};

/// Notes how many bytes of nodes there are whenever a line is printed.
#[derive(Default)]
struct Notes {
    bytes: Vec<usize>,
}

impl Write for Notes {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        if text.ends_with(b"\n") {
            self.bytes.push(pool::stats().live_bytes);
        }
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a script adds to the nodes between its lines of output.
fn added(script: &str) -> Vec<isize> {
    let mut notes = Notes::default();
    run::<Hamtrie>(&load(script).unwrap(), Limits::default(), &mut notes).unwrap();
    assert_eq!(pool::stats().live_bytes, 0, "{script}");
    notes.bytes.windows(2).map(|pair| pair[1] as isize - pair[0] as isize).collect()
}

/// One test, as others would change what the pool of the process has.
#[test]
fn what_is_copied_and_what_is_left() {
    only_the_first_write_to_what_is_shared_copies_and_a_path_only();
    a_script_that_fails_leaves_nothing();
}

fn only_the_first_write_to_what_is_shared_copies_and_a_path_only() {
    let script = "
        fn sum(d) {
            let i = 0;
            let sum = 0;
            while i < 1000 { sum = sum + d[i][\"n\"]; i = i + 1; }
            return sum;
        }
        let d = {};
        for k in range(1000) { d[k] = {\"n\": k}; }
        let i = 0;
        print(\"built\");
        while i < 1000 { sum(d); i = i + 100; }
        print(\"read and passed\");
        while i > 0 { i = i - 1; d[i][\"n\"] = i + 1; d[i] = d[i]; }
        print(\"written\");
        let e = d;
        let f = [e, d, {\"e\": e}];
        print(\"assigned\");
        e[500][\"n\"] = 0;
        print(\"written where it is shared\");
        e[501][\"n\"] = 0;
        e[500][\"n\"] = 1;
        print(\"written again\");
        print(d[500][\"n\"] + e[500][\"n\"]);
    ";
    let [read, written, assigned, shared, again, last] = added(script)[..] else { panic!("seven lines") };
    assert_eq!((read, written, last), (0, 0, 0));
    // The dictionary in the list, of one entry.
    assert!(assigned > 0 && assigned < 300, "{assigned}");
    assert!(shared > 0 && shared < 4_000, "{shared}");
    assert!(again < shared + 2_000, "{again} after {shared}");
}

fn a_script_that_fails_leaves_nothing() {
    for script in ["let d = {1: {2: 3}};\nlet e = [d, d];\nd[1][9][9] = 1;", "fn f(d) { d[len(d)] = d; f(d); }\nf({});"]
    {
        run::<Hamtrie>(&load(script).unwrap(), Limits::default(), &mut io::sink()).unwrap_err();
        assert_eq!(pool::stats().live_bytes, 0, "{script}");
    }
}
