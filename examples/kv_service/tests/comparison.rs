//! The whole comparison, small; and what is said of mistakes.

use std::process::Command;

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_kv_service"))
}

#[test]
fn all_stores_are_compared_and_the_answers_are_right() {
    let folder = std::env::temp_dir().join(format!("kv_service-{}", std::process::id()));
    let output = program().args(["--quick", "--entries", "1000", "--report"]).arg(&folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let table = std::fs::read_to_string(folder.join("table.md")).unwrap();
    for word in ["hamtrie", "imbl", "rwlock", "dashmap", "scans of one version", "| 0 of "] {
        assert!(table.contains(word), "{word} is not in\n{table}");
    }
    assert!(std::fs::read_to_string(folder.join("chart.svg")).unwrap().contains("dashmap"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn mistakes_are_explained() {
    let output = program().args(["--stores", "redis"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let nobody = program().args(["load", "127.0.0.1:1"]).output().unwrap();
    assert_eq!(nobody.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&nobody.stderr).contains("is there a server?"));

    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let busy = program().args(["serve", "--address", &address]).output().unwrap();
    assert_eq!(busy.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&busy.stderr).contains("try another --address"));
}
