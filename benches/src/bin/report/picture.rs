//! The picture of the instruction counts.

use super::PerKind;
use defer_benches::KINDS;
use defer_benches::cases::CASES;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::io;
use std::path::Path;

const WIDTH: u32 = 960;
const ROW: u32 = 58;
/// Left for the titles of the cases.
const TITLES: u32 = 300;
const HEADING: u32 = 80;
const AXIS: u32 = 30;
const BACKGROUND: RGBColor = RGBColor(255, 255, 255);
const INK: RGBColor = RGBColor(40, 40, 40);
/// One per kind but the one by hand, which is the line at 1.
const COLOURS: [RGBColor; 4] = [
    RGBColor(120, 128, 140),
    RGBColor(80, 115, 165),
    RGBColor(150, 125, 65),
    RGBColor(206, 82, 45),
];

/// Draws each kind of each case as a bar, as long as it takes instructions beside cleanup by hand.
pub fn draw(path: &Path, counts: &PerKind<u64>) -> io::Result<()> {
    try_draw(path, counts).map_err(|error| io::Error::other(error.to_string()))
}

fn try_draw(path: &Path, counts: &PerKind<u64>) -> Result<(), Box<dyn std::error::Error>> {
    let ratios = counts.map(|[by_hand, others @ ..]| others.map(|count| count as f64 / by_hand as f64));
    let longest = ratios
        .as_flattened()
        .iter()
        .fold(1.0, |longest: f64, ratio| longest.max(*ratio));
    let height = HEADING + ROW * CASES.len() as u32 + AXIS;

    let root = SVGBackend::new(path, (WIDTH, height)).into_drawing_area();
    root.fill(&BACKGROUND)?;
    let text = |size: i32| ("sans-serif", size).into_font().color(&INK);
    let in_bar = ("sans-serif", 13).into_font().color(&BACKGROUND);
    let in_bar = in_bar.pos(Pos::new(HPos::Left, VPos::Center));
    root.draw_text("Instructions per call, cleanup by hand = 1", &text(24), (20, 14))?;
    for (at, (kind, colour)) in KINDS[1..].iter().zip(COLOURS).enumerate() {
        let x = TITLES as i32 + 150 * at as i32;
        root.draw(&Rectangle::new([(x, 50), (x + 12, 62)], colour.filled()))?;
        root.draw_text(&kind.replace('`', ""), &text(17), (x + 18, 49))?;
    }

    let mut chart = ChartBuilder::on(&root)
        .margin_top(HEADING)
        .margin_right(60)
        .set_label_area_size(LabelAreaPosition::Left, TITLES)
        .set_label_area_size(LabelAreaPosition::Bottom, AXIS)
        .build_cartesian_2d(0.0..longest * 1.05, CASES.len() as f64..0.0)?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .x_label_style(text(15))
        .x_label_formatter(&|ratio| format!("{ratio:.1}"))
        .light_line_style(TRANSPARENT)
        .draw()?;
    for (row, (case, ratios)) in CASES.iter().zip(ratios).enumerate() {
        let top = row as f64;
        let (_, y) = chart.backend_coord(&(0.0, top + 0.5));
        root.draw_text(&case.title.replace('`', ""), &text(17), (20, y - 8))?;
        for (at, (ratio, colour)) in ratios.into_iter().zip(COLOURS).enumerate() {
            let bar = [0.12, 0.31].map(|edge| top + edge + 0.19 * at as f64);
            let corners = [(0.0, bar[0]), (ratio, bar[1])];
            chart.draw_series([Rectangle::new(corners, colour.filled())])?;
            let (x, y) = chart.backend_coord(&(0.0, bar[0].midpoint(bar[1])));
            root.draw_text(&format!("{ratio:.2}"), &in_bar, (x + 6, y))?;
        }
    }
    let by_hand = [(1.0, 0.0), (1.0, CASES.len() as f64)];
    chart.draw_series([PathElement::new(by_hand, INK.stroke_width(1))])?;
    root.present()?;
    Ok(())
}
