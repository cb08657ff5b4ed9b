#!/usr/bin/env bash
# Plots what a figure of a scenario comes to while an assumption grows: the CSV of `napkin sweep`, drawn by gnuplot if
# it is there, else by python3, which needs no library, as SVG; where neither is, as bars on the terminal by awk.
#
#   sweep_plot.sh FILE NAME=A..B FIGURE [OUT.svg]
#   sweep_plot.sh examples/pastebin.nap 'writes=1M..1bn pastes/month' storage storage.svg
#
# STEPS sets how many steps there are (13), PLOTTER which program draws (gnuplot, python3 or awk). Both axes are
# logarithmic, so a straight line of slope 1 is proportional growth.
set -euo pipefail

if [ $# -lt 3 ] || [ $# -gt 4 ]; then
    echo "usage: sweep_plot.sh FILE NAME=A..B FIGURE [OUT.svg]" >&2
    exit 2
fi
file=$1 range=$2 figure=$3 out=${4:-sweep.svg}

plotter=${PLOTTER:-}
for program in gnuplot python3 awk; do
    [ -n "$plotter" ] || ! command -v "$program" >/dev/null || plotter=$program
done

csv=$(mktemp)
trap 'rm -f "$csv"' EXIT
# Without the carriage returns of RFC 4180, which awk would take for a part of the last figure.
napkin sweep "$file" "$range" --steps "${STEPS:-13}" --log --of "$figure" --format csv | tr -d '\r' >"$csv"

case $plotter in
    gnuplot)
        gnuplot -e "set datafile separator ','; set terminal svg size 720,440 font 'sans-serif'; set output '${out//\'/\'\'}'" \
            -e "set logscale xy; set grid; set key autotitle columnhead left top" \
            -e "set xlabel '$(head -n 1 "$csv" | cut -d, -f1 | tr -d "\"'")'" \
            -e "plot '$csv' using 1:2 with linespoints title '${figure//\'/\'\'}' noenhanced"
        echo "$out"
        ;;
    python3)
        python3 - "$csv" "$out" <<'PYTHON'
import csv
import math
import sys
from html import escape

source, out = sys.argv[1:]
with open(source, newline="", encoding="utf-8") as file:
    (x_name, y_name, *_), *rows = csv.reader(file)
points = [(float(x), float(y)) for x, y, *_ in rows if y and float(x) > 0 and float(y) > 0]
if not points:
    sys.exit("sweep_plot.sh: nothing to plot on logarithmic axes")
left, top, width, height = 90, 30, 600, 340


def scale(values, start, length):
    low, high = math.log10(min(values)), math.log10(max(values))
    low, high = (low, high) if high > low else (low - 0.5, high + 0.5)
    ticks = [10.0**power for power in range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)]
    return (lambda value: start + length * (math.log10(value) - low) / (high - low)), ticks or [min(values), max(values)]


x_of, x_ticks = scale([x for x, _ in points], left, width)
y_of, y_ticks = scale([y for _, y in points], top + height, -height)
svg = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 440" font-family="sans-serif" font-size="12">']
svg.append('<rect width="720" height="440" fill="white"/>')
for x in x_ticks:
    svg.append(f'<path d="M{x_of(x):.1f} {top}v{height}" stroke="#ddd"/>')
    svg.append(f'<text x="{x_of(x):.1f}" y="{top + height + 18}" text-anchor="middle">{x:g}</text>')
for y in y_ticks:
    svg.append(f'<path d="M{left} {y_of(y):.1f}h{width}" stroke="#ddd"/>')
    svg.append(f'<text x="{left - 8}" y="{y_of(y) + 4:.1f}" text-anchor="end">{y:g}</text>')
line = " ".join(f"{x_of(x):.1f},{y_of(y):.1f}" for x, y in points)
svg.append(f'<polyline points="{line}" fill="none" stroke="#06c" stroke-width="2"/>')
svg.append(f'<text x="{left + width / 2}" y="{top + height + 42}" text-anchor="middle">{escape(x_name)}</text>')
svg.append(f'<text x="{left}" y="{top - 10}">{escape(y_name)}</text></svg>')
with open(out, "w", encoding="utf-8") as file:
    file.write("\n".join(svg) + "\n")
PYTHON
        echo "$out"
        ;;
    awk)
        # The header may be quoted and have commas, the rows are numbers. The name of the figure is the one asked for.
        # A bar is the logarithm over the smallest value, 40 letters for the largest.
        NAME="${range%%=*}  $figure" awk -F, 'NR == 1 { print ENVIRON["NAME"]; next }
            $2 + 0 > 0 {
                x[++n] = $1 + 0; y[n] = $2 + 0
                if (n == 1 || y[n] < low) low = y[n]
                if (n == 1 || y[n] > high) high = y[n]
            }
            END {
                for (i = 1; i <= n; i++) {
                    share = high > low ? log(y[i] / low) / log(high / low) : 1
                    bar = sprintf("%*s", 1 + 39 * share, ""); gsub(/ /, "#", bar)
                    printf "%12.4g  %-40s  %.4g\n", x[i], bar, y[i]
                }
            }' "$csv"
        ;;
    *)
        echo "sweep_plot.sh: no plotter called $plotter" >&2
        exit 2
        ;;
esac
