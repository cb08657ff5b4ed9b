#!/usr/bin/env bash
# Gathers the fuzz target's seeds from the examples and the corpus of sheets, so that none need be kept in the
# repository; then, for ten minutes,
#   RUSTC_BOOTSTRAP=1 cargo fuzz run -s none scenario -- \
#       -max_total_time=600 -timeout=5 -report_slow_units=2 -dict=fuzz/scenario.dict
# `-s none` leaves out the address sanitizer: napkin has no unsafe code, and the target runs faster without it.
set -euo pipefail
cd "$(dirname "$0")/.."
corpus=fuzz/corpus/scenario
mkdir -p "$corpus"
find examples modules tests/sheets -name '*.nap' | while read -r file; do
    cp "$file" "$corpus/${file//\//-}"
done
echo "$(find "$corpus" -type f | wc -l) inputs in $corpus"
