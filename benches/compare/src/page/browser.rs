//! The page in a browser without a window, where there is one: what it measures there, and what it complains of.

use std::path::PathBuf;
use std::process::Command;

use super::html;
use super::tests::{all_parts, machine};

/// Writes what the page has become into its title: how wide it is, how wide the window is, and how many charts can be seen.
const PROBE: &str = "<script>addEventListener('load', () => {
    const charts = [...document.querySelectorAll('svg.plot')];
    const seen = charts.filter(chart => chart.getBoundingClientRect().height > 100).length;
    document.title = ['probe', document.documentElement.scrollWidth, innerWidth, charts.length, seen].join(' ');
})</script></body>";

/// A browser on the path.
fn browser() -> Option<PathBuf> {
    let folders: Vec<_> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|path| path.is_file())
}

#[test]
fn a_browser_shows_every_chart_in_a_narrow_window_and_has_no_complaint() {
    let Some(browser) = browser() else {
        eprintln!("skipped: there is no Chromium");
        return;
    };
    let folder = std::env::temp_dir().join(format!("hamtrie-page-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let page = html(&all_parts(), &machine()).unwrap();
    let charts = page.matches("<svg class=\"plot\"").count();
    // The page itself allows no script; its copy allows this one.
    let copy = page.replace("default-src 'none'", "default-src 'none'; script-src 'unsafe-inline'");
    let file = folder.join("index.html");
    std::fs::write(&file, copy.replace("</body>", PROBE)).unwrap();
    let ran = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--window-size=400,900"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .args(["--virtual-time-budget=5000", "--dump-dom"])
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap();
    std::fs::remove_dir_all(&folder).ok();
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    let complaints: Vec<_> = err.lines().filter(|line| line.contains("CONSOLE")).collect();
    assert!(complaints.is_empty(), "{complaints:?}");
    let probe = out.split("<title>probe ").nth(1).and_then(|rest| rest.split('<').next());
    let probe = probe.unwrap_or_else(|| panic!("{err}"));
    let [width, window, found, seen] = probe.split(' ').map(|n| n.parse::<usize>().unwrap()).collect::<Vec<_>>()[..]
    else {
        panic!("{probe}");
    };
    assert!(width <= window, "the page is {width} wide, in a window of {window}");
    assert_eq!([found, seen], [charts, charts]);
}
