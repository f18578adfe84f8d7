//! The page in a browser without a window, where there is one: what it measures there, and what it complains of.

use std::path::PathBuf;
use std::process::Command;

use super::html;
use super::tests::{all_parts, machine};

/// Tells what the page has become: how wide it is, how wide its window is, how many charts there are, how many of them can be
/// seen, and whether a library goes where its box is no longer ticked.
const PROBE: &str = "<script>addEventListener('load', () => {
    const charts = [...document.querySelectorAll('svg.plot')];
    const seen = charts.filter(chart => chart.getBoundingClientRect().height > 100).length;
    const box = document.querySelector('.legend input');
    const point = document.querySelector('.libraries .point.' + box.name);
    const shown = () => getComputedStyle(point).display != 'none';
    const before = shown();
    box.click();
    const goes = before && !shown();
    parent.postMessage([document.documentElement.scrollWidth, innerWidth, charts.length, seen, +goes].join(' '), '*');
})</script></body>";

/// A window of 400 pixels, whatever the least width of the browser's own is, and a title that says what the page has told.
const WINDOW: &str = "<!DOCTYPE html><title></title><script>
    addEventListener('message', message => { document.title = 'probe ' + message.data; });
</script><iframe src='page.html' style='width:400px;height:900px;border:0'></iframe>";

/// A browser on the path.
fn browser() -> Option<PathBuf> {
    let folders: Vec<_> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|path| path.is_file())
}

#[test]
fn a_browser_shows_every_chart_in_a_narrow_window_and_does_not_complain() {
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
    std::fs::write(folder.join("page.html"), copy.replace("</body>", PROBE)).unwrap();
    let file = folder.join("window.html");
    std::fs::write(&file, WINDOW).unwrap();
    let ran = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr"])
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
    let [width, window, found, seen, goes] =
        probe.split(' ').map(|n| n.parse::<usize>().unwrap()).collect::<Vec<_>>()[..]
    else {
        panic!("{probe}");
    };
    assert_eq!(window, 400);
    assert!(width <= window, "the page is {width} wide, in a window of {window}");
    assert_eq!([found, seen, goes], [charts, charts, 1]);
}
