#!/usr/bin/env bash
# Fails a pull request whose scenarios have errors, break their checks, or are not in the canonical layout.
#
#   ci_gate.sh [FILE...]
#
# Without files it takes the scenarios that differ from the base branch: GITHUB_BASE_REF in GitHub Actions (fetch it,
# as with `fetch-depth: 0`), else main. There every finding becomes an annotation at its line, and the summary goes to
# the page of the run. Needs napkin and python3 on the PATH.
#
# Exit status: 0 nothing found, 1 something found, 2 it could not be run.
set -euo pipefail

for program in napkin python3; do
    command -v "$program" >/dev/null || { echo "ci_gate.sh: $program is not on the PATH" >&2; exit 2; }
done

files=("$@")
if [ "${#files[@]}" -eq 0 ]; then
    base=main
    [ -z "${GITHUB_BASE_REF:-}" ] || base="origin/$GITHUB_BASE_REF"
    git rev-parse --verify --quiet "$base" >/dev/null || { echo "ci_gate.sh: there is no $base here" >&2; exit 2; }
    # Those of the whole repository, by names that hold from here too. What is deleted has no checks to break.
    cd "$(git rev-parse --show-toplevel)"
    mapfile -d '' -t files < <(git diff --name-only --diff-filter=d -z "$base...HEAD" -- '*.nap')
fi
if [ "${#files[@]}" -eq 0 ]; then
    echo 'no scenario has changed'
    exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Reads the JSON of one scenario and what `fmt --check` says of it; prints the findings, and adds a row to the summary.
cat >"$work/findings.py" <<'PYTHON'
import json
import os
import sys

file, layout, rows = sys.argv[1:]
reports = json.load(sys.stdin)["reports"]
on_github = os.environ.get("GITHUB_ACTIONS") == "true"
count = {"error": 0, "warning": 0, "note": 0}


def finding(severity, line, message, title, where=file):
    count[severity] += 1
    if on_github:
        def escaped(text, more=""):
            for letter in "%\r\n" + more:
                text = text.replace(letter, f"%{ord(letter):02X}")
            return text

        place = f"file={escaped(where, ':,')},line={line},title={escaped(title, ':,')}"
        print(f"::{'notice' if severity == 'note' else severity} {place}::{escaped(message)}")
    else:
        print(f"{where}:{line}: {severity}: {title}: {message}")


held = checked = 0
for report in reports:
    case = f" (case {report['case']})" if report["case"] else ""
    for problem in report["diagnostics"]:
        message = problem["message"] + case
        if problem["help"]:
            message += f"\nhelp: {problem['help']}"
        finding(problem["severity"], problem["line"] or 1, message, problem["id"], problem["file"] or file)
    for check in report["checks"]:
        checked += 1
        held += check["ok"]
        if not check["ok"]:
            message = f"{check['expr']}: left is {check['left']['display']}, right is {check['right']['display']}{case}"
            if check["note"]:
                message += f"\n{check['note']}"
            finding("error", check["line"], message, "check")

with open(layout, encoding="utf-8") as lines:
    for line in lines:
        # `FILE:LINE: not in the canonical layout`; the lines behind it show what would change.
        if line.startswith(f"{file}:"):
            number, words = line[len(file) + 1 :].split(": ", 1)
            finding("error", number, f"{words.strip()}: run `napkin fmt {file}`", "layout")
            break

with open(rows, "a", encoding="utf-8") as rows:
    name = file.replace("|", "\\|")
    rows.write(f"| {name} | {held} of {checked} | {count['error']} | {count['warning']} |\n")
sys.exit(1 if count["error"] else 0)
PYTHON

failed=0
for file in "${files[@]}"; do
    # Their exit statuses say what is in the JSON and in the lines as well; what is not there is no scenario's fault.
    napkin fmt --check "$file" 2>"$work/layout" || true
    napkin check --format json "$file" >"$work/checks.json" 2>"$work/said" || true
    if ! [ -s "$work/checks.json" ]; then
        cat "$work/said" >&2
        exit 2
    fi
    python3 "$work/findings.py" "$file" "$work/layout" "$work/rows" <"$work/checks.json" || failed=$((failed + 1))
done

summary() {
    echo '| scenario | checks that hold | errors | warnings |'
    echo '| :-- | --: | --: | --: |'
    cat "$work/rows"
    echo
    if [ "$failed" -eq 0 ]; then
        echo 'Every scenario passes.'
    else
        echo "$failed of ${#files[@]} scenarios do not pass."
    fi
}
summary
[ -z "${GITHUB_STEP_SUMMARY:-}" ] || summary >>"$GITHUB_STEP_SUMMARY"
[ "$failed" -eq 0 ]
