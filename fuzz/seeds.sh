#!/usr/bin/env bash
# Gathers the fuzz target's seeds from the examples and the corpus of sheets, so that none need be kept in the
# repository; then run
#   RUSTC_BOOTSTRAP=1 cargo fuzz run scenario -- -max_total_time=600 -timeout=5 -dict=fuzz/scenario.dict
set -euo pipefail
cd "$(dirname "$0")/.."
corpus=fuzz/corpus/scenario
mkdir -p "$corpus"
find examples modules tests/sheets -name '*.nap' | while read -r file; do
    cp "$file" "$corpus/${file//\//-}"
done
echo "$(find "$corpus" -type f | wc -l) inputs in $corpus"
