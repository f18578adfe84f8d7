//! Charts as SVG files.
//!
//! No fonts are needed to write one: the text is text, and whoever shows the file has a font.

use plotters::coord::Shift;
use plotters::prelude::*;
use std::error::Error;
use std::path::Path;

/// The palette of Okabe and Ito (2008), which the colour-blind can tell apart.
const COLOURS: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(100, 100, 100),
];
const SIZE: (u32, u32) = (720, 420);
const FONT: &str = "sans-serif";

/// What stands around a chart.
#[derive(Clone, Copy, Debug)]
pub struct Labels<'a> {
    /// Above it.
    pub title: &'a str,
    /// Below it, with the unit.
    pub x: &'a str,
    /// To the left of it, with the unit.
    pub y: &'a str,
}

/// A line that a chart shows: its name and its points from left to right.
pub type Series<'a> = (&'a str, Vec<(f64, f64)>);

/// Writes lines over two logarithmic axes to `file`.
///
/// # Errors
///
/// If there is no point, one is not positive, or the file cannot be written.
pub fn lines(file: &Path, labels: Labels<'_>, series: &[Series<'_>]) -> Result<(), Box<dyn Error>> {
    let points = || series.iter().flat_map(|(_, points)| points);
    if points().any(|&(x, y)| !(x > 0.0 && y > 0.0)) {
        return Err("a logarithmic axis has room for positive figures only".into());
    }
    let (x, y) = (around(points().map(|p| p.0))?, around(points().map(|p| p.1))?);
    let area = canvas(file)?;
    let mut chart = ChartBuilder::on(&area)
        .caption(labels.title, (FONT, 20))
        .margin(12)
        .x_label_area_size(44)
        .y_label_area_size(76)
        .build_cartesian_2d((x.0..x.1).log_scale(), (y.0..y.1).log_scale())?;
    chart.configure_mesh().x_desc(labels.x).y_desc(labels.y).light_line_style(WHITE).draw()?;
    for (i, (name, points)) in series.iter().enumerate() {
        let colour = COLOURS[i % COLOURS.len()];
        chart
            .draw_series(LineSeries::new(points.iter().copied(), colour.stroke_width(2)).point_size(3))?
            .label(*name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(2)));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE.mix(0.8))
        .border_style(BLACK.mix(0.3))
        .draw()?;
    area.present()?;
    Ok(())
}

/// Writes one horizontal bar per name to `file`, over a logarithmic axis if `logarithmic`; `labels.y` is not shown.
///
/// # Errors
///
/// If there is no bar, one is negative (or 0 on a logarithmic axis), or the file cannot be written.
pub fn bars(file: &Path, labels: Labels<'_>, bars: &[(&str, f64)], logarithmic: bool) -> Result<(), Box<dyn Error>> {
    let (low, high) = around(bars.iter().map(|bar| bar.1))?;
    if low < 0.0 || logarithmic && low <= 0.0 {
        return Err("a bar needs a positive figure".into());
    }
    let from = if logarithmic { low / 2.0 } else { 0.0 };
    let area = canvas(file)?;
    let mut builder = ChartBuilder::on(&area);
    builder.caption(labels.title, (FONT, 20)).margin(12).x_label_area_size(44).y_label_area_size(150);
    let rows = 0.0..bars.len() as f64;
    // The two axes have types of their own, so the bars are drawn in two places.
    macro_rules! draw {
        ($axis:expr) => {{
            let mut chart = builder.build_cartesian_2d($axis, rows)?;
            chart
                .configure_mesh()
                .x_desc(labels.x)
                .disable_y_mesh()
                .y_labels(2 * bars.len() + 1)
                .y_label_formatter(&|y| name_at(bars, *y))
                .light_line_style(WHITE)
                .draw()?;
            chart.draw_series(bars.iter().enumerate().map(|(i, &(_, value))| {
                let row = (bars.len() - 1 - i) as f64;
                Rectangle::new([(from, row + 0.2), (value, row + 0.8)], COLOURS[i % COLOURS.len()].filled())
            }))?;
        }};
    }
    if logarithmic {
        draw!((from..high * 1.2).log_scale());
    } else {
        draw!(from..high * 1.05);
    }
    area.present()?;
    Ok(())
}

/// The label in the middle of a row; the first bar is the upmost.
fn name_at(bars: &[(&str, f64)], y: f64) -> String {
    let row = y.floor();
    if (y - row - 0.5).abs() > 0.01 {
        return String::new();
    }
    bars.len().checked_sub(row as usize + 1).map_or(String::new(), |i| bars[i].0.to_owned())
}

fn canvas(file: &Path) -> Result<DrawingArea<SVGBackend<'_>, Shift>, Box<dyn Error>> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let area = SVGBackend::new(file, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    Ok(area)
}

/// The smallest and the largest figure, a little apart even if there is one only.
fn around(figures: impl Iterator<Item = f64>) -> Result<(f64, f64), Box<dyn Error>> {
    let (low, high) = figures.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), f| (low.min(f), high.max(f)));
    if low > high {
        return Err("nothing to draw".into());
    }
    Ok(if low == high { (low * 0.9, high * 1.1) } else { (low, high) })
}

#[cfg(test)]
mod tests {
    use super::{Labels, bars, lines};

    const LABELS: Labels<'static> = Labels { title: "Writes", x: "entries", y: "ns" };

    fn written(name: &str, draw: impl FnOnce(&std::path::Path) -> Result<(), Box<dyn std::error::Error>>) -> String {
        let file = std::env::temp_dir().join(format!("kit-{}-{name}.svg", std::process::id()));
        draw(&file).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        text
    }

    #[test]
    fn a_chart_names_what_it_shows() {
        let series = [("hamtrie", vec![(1e3, 20.0), (1e6, 90.0)]), ("std", vec![(1e3, 1e4), (1e6, 1e8)])];
        let text = written("lines", |file| lines(file, LABELS, &series));
        for word in ["Writes", "entries", "hamtrie", "std"] {
            assert!(text.contains(word), "{word}: {text}");
        }
    }

    #[test]
    fn each_bar_has_its_name() {
        for logarithmic in [false, true] {
            let text = written("bars", |file| bars(file, LABELS, &[("ours", 3.0), ("theirs", 90.0)], logarithmic));
            assert!(text.contains("ours") && text.contains("theirs"), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_drawn_is_an_error() {
        let file = std::env::temp_dir().join("kit-never-written.svg");
        assert!(lines(&file, LABELS, &[("none", vec![])]).is_err());
        assert!(lines(&file, LABELS, &[("zero", vec![(0.0, 1.0)])]).is_err());
        assert!(bars(&file, LABELS, &[("zero", 0.0)], true).is_err());
        assert!(!file.exists());
    }
}
