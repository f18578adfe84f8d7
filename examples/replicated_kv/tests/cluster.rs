//! Clusters of processes.

use replicated_kv::check::{Action, Outcome};
use replicated_kv::cluster::{Client, Cluster};
use replicated_kv::torture;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

fn program() -> PathBuf {
    env!("CARGO_BIN_EXE_replicated_kv").into()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_while_nodes_are_killed_and_cut_off() {
    let found = torture::run(program(), Duration::from_secs(8), &indicatif::ProgressBar::hidden()).await.unwrap();
    assert!(found.writes > 100 && found.kills > 0 && found.cuts > 2, "{found:?}");
    assert!(found.patches + found.wholes > 0, "no follower that lagged got a snapshot: {found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_that_lags_gets_what_is_different() {
    let cluster = Cluster::start(program(), 3, &["--snapshot-after", "100", "--log-kept", "10"]).await.unwrap();
    let mut client = Client::new(cluster.addresses());
    for number in 0..300 {
        client.act(&format!("key-{number}"), Action::Put("first".into())).await;
    }
    cluster.maps().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let follower = (leader + 1) % 3;
    cluster.cut(follower, true).await.unwrap();
    for number in 0..300 {
        let event = client.act(&format!("key-{}", number % 7), Action::Put(format!("second {number}"))).await;
        assert!(matches!(event.outcome, Outcome::Written(_)), "{event:?}");
    }
    cluster.cut(follower, false).await.unwrap();
    let maps = cluster.maps().await.unwrap();
    assert!(maps.iter().all(|map| *map == maps[0] && map.len() == 300));
    let status = cluster.status(leader).await.unwrap();
    assert!(status.patches >= 1 && status.wholes == 0, "{status:?}");
    // 300 entries and more are over 10 KB.
    assert!(status.bytes / status.patches < 4_000, "{status:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_was_killed_as_a_whole_has_everything() {
    let mut cluster = Cluster::start(program(), 3, &["--snapshot-after", "50", "--log-kept", "5"]).await.unwrap();
    let mut client = Client::new(cluster.addresses());
    let mut last = 0;
    for number in 0..120 {
        let event = client.act(&format!("key-{}", number % 50), Action::Put(number.to_string())).await;
        let Outcome::Written(version) = event.outcome else { panic!("{event:?}") };
        assert!(version > last);
        last = version;
    }
    let before = cluster.maps().await.unwrap();
    for node in 0..3 {
        cluster.kill(node).await.unwrap();
    }
    for node in 0..3 {
        cluster.revive(node).await.unwrap();
    }
    let after = cluster.maps().await.unwrap();
    assert!(after.iter().all(|map| *map == before[0]));
    let event = client.act("key-7", Action::Read).await;
    assert_eq!(event.outcome, Outcome::Found(Some((108, "107".into()))));
    let event = client.act("key-7", Action::Swap(108, "new".into())).await;
    assert_eq!(event.outcome, Outcome::Written(121));
    let event = client.act("key-7", Action::Swap(108, "lost".into())).await;
    assert_eq!(event.outcome, Outcome::Conflict(Some(121)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_says_how_old_its_version_is() {
    let cluster = Cluster::start(program(), 3, &[]).await.unwrap();
    let mut client = Client::new(cluster.addresses());
    client.act("key", Action::Put("value".into())).await;
    cluster.maps().await.unwrap();
    let follower = (cluster.leader().await.unwrap() + 1) % 3;
    let http = replicated_kv::http::Http::default();
    let read = async || {
        let address = &cluster.addresses()[follower];
        let answer = http.plain(hyper::Method::GET, address, "/kv/key", "", Duration::from_secs(2)).await.unwrap();
        (answer.header::<u64>("x-staleness-ms").unwrap(), answer.body)
    };
    tokio::time::sleep(Duration::from_millis(500)).await;
    let (fresh, body) = read().await;
    assert_eq!(body, "value");
    cluster.cut(follower, true).await.unwrap();
    tokio::time::sleep(Duration::from_millis(2_000)).await;
    let (stale, body) = read().await;
    assert_eq!(body, "value");
    assert!(fresh < stale && stale >= 1_900, "{fresh} ms, then {stale} ms");
}

#[test]
fn mistakes_are_explained() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| Command::new(program()).current_dir(&folder).args(arguments).output().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    for (arguments, status, message) in [
        (&["serve", "--id", "1", "--folder", "f"][..], 2, "--member"),
        (&["serve", "--id", "1", "--folder", "f", "--member", "x"], 2, "ID=ADDRESS"),
        (&["serve", "--id", "1", "--folder", "f", "--member", "2=127.0.0.1:0"], 1, "none of the members"),
        (&["serve", "--id", "1", "--folder", "file", "--member", "1=127.0.0.1:0"], 1, "replicated_kv: "),
        (&["serve", "--id", "1", "--folder", "f", "--member", "1=nowhere"], 1, "nowhere"),
        (&["--seconds", "0"], 2, "--seconds"),
    ] {
        let output = run(arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {error}");
        assert!(error.contains(message), "{arguments:?}: {error}");
    }
}
