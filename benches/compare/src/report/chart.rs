//! One picture of a run, as an SVG file: how many times hamtrie's figure those of the other libraries are.
//!
//! A panel per kind of entries, of the largest map that was measured; a row per operation, a dot per library. Text stays
//! text in the file: whoever shows it has a font.

use std::error::Error;
use std::path::Path;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::libs::Role;
use crate::results::{Measured, Part, Results, tables};

/// The rows from the top, with their titles.
const ROWS: [(&str, &str); 8] = [
    ("hit", "look up"),
    ("build", "build"),
    ("iterate", "iterate"),
    ("remove-all", "remove all"),
    ("insert", "new version, dropped"),
    ("chain", "new version, kept"),
    ("bytes", "bytes per entry"),
    ("bytes-version", "bytes per kept version"),
];

/// The libraries: a name, its colour, and the words for `--libs` of both pointers. The colours are from the palette of Okabe
/// and Ito (2008), which the colour-blind can tell apart.
const MARKS: [(&str, RGBColor, &[&str]); 5] = [
    ("hashbrown (keeps no versions)", RGBColor(120, 120, 120), &["hashbrown"]),
    ("im", RGBColor(204, 121, 167), &["im"]),
    ("rpds", RGBColor(0, 158, 115), &["rpds", "rpds-rc"]),
    ("imbl", RGBColor(213, 94, 0), &["imbl", "imbl-rc"]),
    ("hamtrie", OURS, &["hamtrie"]),
];
const OURS: RGBColor = RGBColor(0, 114, 178);
const LINE: RGBColor = RGBColor(215, 215, 215);

// Pixels.
const WIDTH: u32 = 720;
const HEAD: u32 = 60;
const LEFT: i32 = 170;
const RIGHT: i32 = WIDTH as i32 - 24;
const ROW: i32 = 24;
const TITLE: i32 = 36;
const AXIS: i32 = 30;

/// The picture, or a part of it.
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// What can go wrong: the file cannot be written.
type Outcome = Result<(), Box<dyn Error>>;

/// Writes the picture of a run to `file`.
///
/// # Errors
///
/// If no single map of hamtrie was measured, or the file cannot be written.
pub fn write(measured: &[Measured], file: &Path) -> Outcome {
    let tables = tables(measured);
    let panels: Vec<Panel> = tables.iter().filter_map(Panel::new).collect();
    let axis = Axis::of(panels.iter().flat_map(Panel::times));
    if panels.is_empty() {
        return Err("a chart needs single maps, with hamtrie among the libraries".into());
    }
    let height: i32 = panels.iter().map(Panel::height).sum();
    let area = SVGBackend::new(file, (WIDTH, HEAD + height as u32)).into_drawing_area();
    area.fill(&WHITE)?;
    legend(&area)?;
    let mut top = HEAD as i32;
    for panel in panels {
        panel.draw(&axis, &area, top)?;
        top += panel.height();
    }
    area.present()?;
    Ok(())
}

/// What the dots mean.
fn legend(area: &Area<'_>) -> Outcome {
    let widths = [240, 60, 70, 70, 90];
    let mut x = LEFT;
    for ((name, colour, _), width) in MARKS.iter().zip(widths).rev() {
        area.draw(&Circle::new((x, 18), 5, colour.filled()))?;
        words(area, name, (x + 10, 18), HPos::Left, 13)?;
        x += width;
    }
    area.draw(&Circle::new((LEFT, 42), 4, BLACK.stroke_width(1)))?;
    words(area, "hollow: for one thread only (Rc)", (LEFT + 10, 42), HPos::Left, 13)
}

/// The figures for one kind of entries.
struct Panel {
    title: String,
    rows: Vec<(&'static str, Vec<Dot>)>,
}

/// A figure of another library, or of hamtrie.
#[derive(Debug, PartialEq)]
struct Dot {
    times: f64,
    colour: RGBColor,
    hollow: bool,
}

impl Panel {
    /// Nothing, if there is no figure of hamtrie to compare with.
    fn new(results: &Results<'_>) -> Option<Self> {
        let (ours, case) = (results.ours()?, results.cases().pop()?);
        let row = |&(operation, title): &(&str, &'static str)| {
            let unit = results.median(&case, operation, ours).filter(|figure| *figure > 0.0)?;
            let dot = |(id, colour): (&&str, RGBColor)| {
                let label = results.labels().into_iter().find(|label| label.id == *id)?;
                let times = results.median(&case, operation, label)? / unit;
                (times > 0.0).then_some(Dot { times, colour, hollow: label.role == Role::SingleThreaded })
            };
            let all = MARKS.iter().flat_map(|&(_, colour, ids)| ids.iter().map(move |id| (id, colour)));
            Some((title, all.filter_map(dot).collect::<Vec<_>>()))
        };
        let rows: Vec<_> = ROWS.iter().filter_map(row).collect();
        if results.first().part != Part::Maps || rows.is_empty() {
            return None;
        }
        let title = format!("{} as keys, {case} entries: times hamtrie's figure", results.first().keys);
        Some(Panel { title, rows })
    }

    fn times(&self) -> impl Iterator<Item = f64> {
        self.rows.iter().flat_map(|(_, dots)| dots).map(|dot| dot.times)
    }

    fn height(&self) -> i32 {
        TITLE + self.rows.len() as i32 * ROW + AXIS
    }

    fn draw(&self, axis: &Axis, area: &Area<'_>, top: i32) -> Outcome {
        words(area, &self.title, (LEFT, top + TITLE / 2), HPos::Left, 15)?;
        let (top, bottom) = (top + TITLE, top + TITLE + self.rows.len() as i32 * ROW);
        for tick in [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0] {
            if axis.low <= tick && tick <= axis.high {
                let colour = if tick == 1.0 { OURS } else { LINE };
                area.draw(&PathElement::new([(axis.x(tick), top), (axis.x(tick), bottom)], colour))?;
                words(area, &tick.to_string(), (axis.x(tick), bottom + AXIS / 3), HPos::Center, 12)?;
            }
        }
        for ((title, dots), row) in self.rows.iter().zip(0..) {
            let y = top + row * ROW + ROW / 2;
            words(area, title, (LEFT - 12, y), HPos::Right, 13)?;
            for dot in dots {
                let at = (axis.x(dot.times), y);
                match dot.hollow {
                    true => area.draw(&Circle::new(at, 4, dot.colour.stroke_width(2)))?,
                    false => area.draw(&Circle::new(at, 5, dot.colour.filled()))?,
                }
            }
        }
        Ok(())
    }
}

fn words(area: &Area<'_>, words: &str, at: (i32, i32), side: HPos, size: u32) -> Outcome {
    let style = ("sans-serif", size).into_text_style(area).pos(Pos::new(side, VPos::Center));
    area.draw(&Text::new(words, at, style))?;
    Ok(())
}

/// A logarithmic axis, the same for all panels.
struct Axis {
    low: f64,
    high: f64,
}

impl Axis {
    /// One with room for all of these, and for 1.
    fn of(times: impl Iterator<Item = f64>) -> Self {
        let (low, high) = times.fold((1.0, 1.0), |(low, high), t| (f64::min(low, t), f64::max(high, t)));
        Axis { low: low / 1.3, high: high * 1.3 }
    }

    fn x(&self, times: f64) -> i32 {
        LEFT + ((times / self.low).ln() / (self.high / self.low).ln() * f64::from(RIGHT - LEFT)) as i32
    }
}

#[cfg(test)]
mod tests {
    use super::{Axis, Panel, write};
    use crate::libs::Role;
    use crate::results::{tables, tests::hits};

    #[test]
    fn dots_lie_where_their_figures_are() {
        let measured = hits(&[
            ("hamtrie", Role::Ours, 2.0),
            ("imbl", Role::ThreadSafe, 8.0),
            ("imbl-rc", Role::SingleThreaded, 1.0),
        ]);
        let panel = Panel::new(&tables(&measured)[0]).unwrap();
        let dots: Vec<_> = panel.rows[0].1.iter().map(|dot| (dot.times, dot.hollow)).collect();
        assert_eq!(dots, [(4.0, false), (0.5, true), (1.0, false)]);
        // Two steps of the same factor are as wide.
        let axis = Axis::of(panel.times());
        assert!((axis.x(4.0) - axis.x(1.0) - 2 * (axis.x(1.0) - axis.x(0.5))).abs() <= 2);
    }

    #[test]
    fn the_file_is_a_picture_with_every_library_that_has_a_figure() {
        let file = std::env::temp_dir().join(format!("hamtrie-chart-{}.svg", std::process::id()));
        write(&hits(&[("hamtrie", Role::Ours, 2.0), ("rpds", Role::ThreadSafe, 8.0)]), &file).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        assert!(text.contains("<svg") && text.contains("look up") && !text.contains("iterate"), "{text}");
        // In the legend, and in the row.
        assert_eq!(text.to_uppercase().matches("#009E73").count(), 2, "{text}");
    }

    #[test]
    fn without_hamtrie_there_is_nothing_to_compare_with() {
        let file = std::env::temp_dir().join(format!("hamtrie-no-chart-{}.svg", std::process::id()));
        let error = write(&hits(&[("rpds", Role::ThreadSafe, 8.0)]), &file).unwrap_err();
        assert!(error.to_string().contains("hamtrie") && !file.exists());
    }
}
