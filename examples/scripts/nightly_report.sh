#!/usr/bin/env bash
# Writes a capacity report over all scenarios of a folder, as one Markdown page: a table of them first, with how many
# of their checks hold, then each in full. A scenario with errors is told of, and does not keep the others out.
#
#   nightly_report.sh FOLDER [OUT.md]      without OUT.md it prints the page
#
# As a job of cron: 15 3 * * * cd /srv/capacity && nightly_report.sh scenarios report.md
#
# Exit status: 0 all well, 1 a check failed, 2 a scenario has errors, or it could not be run.
set -euo pipefail

if [ $# -lt 1 ] || [ $# -gt 2 ] || ! [ -d "$1" ]; then
    echo 'usage: nightly_report.sh FOLDER [OUT.md]' >&2
    exit 2
fi
command -v napkin >/dev/null || { echo 'nightly_report.sh: napkin is not on the PATH' >&2; exit 2; }
folder=${1%/}
out=${2:-}

# Whatever goes wrong on the way, the job could not be done; only a check that fails is 1.
set -o errtrace
trap 'exit 2' ERR
work='' part=''
trap 'rm -rf ${work:+"$work"} ${part:+"$part"}' EXIT
work=$(mktemp -d)

mapfile -d '' -t files < <(find "$folder" -type f -name '*.nap' -print0 | sort -z)
if [ "${#files[@]}" -eq 0 ]; then
    echo "nightly_report.sh: there is no scenario in $folder" >&2
    exit 2
fi

worst=0
: >"$work/rows"
: >"$work/reports"
for file in "${files[@]}"; do
    status=0
    napkin report --format markdown "$file" >"$work/report" 2>"$work/messages" || status=$?
    [ "$status" -le "$worst" ] || worst=$status
    case $status in
        0) verdict='all well' ;;
        1) verdict='**a check fails**' ;;
        *) verdict='**errors**' ;;
    esac
    checks=$(grep -m 1 -o -E '^[*]*[0-9]+ checks?: [^*]+' "$work/report" | tr -d '*' || true)
    printf '| %s | %s | %s |\n' "${file//|/\\|}" "$verdict" "${checks:-none}" >>"$work/rows"
    # Each report becomes a chapter: its headings go a level down, but not what looks like one inside a block of code.
    awk '/^```/ { code = !code } !code && /^#/ { $0 = "#" $0 } { print }' "$work/report" >>"$work/reports"
    if [ -s "$work/messages" ]; then
        { echo; sed 's/^/    /' "$work/messages"; } >>"$work/reports"
    fi
    echo >>"$work/reports"
done

page() {
    printf '# Capacity report of %s\n\n' "$(date -u '+%F')"
    echo '| scenario | state | checks |'
    echo '| :-- | :-- | :-- |'
    cat "$work/rows"
    echo
    cat "$work/reports"
}
if [ -d "$out" ]; then
    echo "nightly_report.sh: $out is a folder" >&2
    exit 2
elif [ -z "$out" ] || [ "$out" = /dev/stdout ]; then
    page
elif [ -L "$out" ] || { [ -e "$out" ] && ! [ -f "$out" ]; }; then
    # A device, a pipe or what a link leads to is written to, never replaced.
    page >"$out"
else
    # Whoever reads the page at that moment has the old one or the new one, never half of it.
    part=$out.part
    page >"$part"
    mv -f "$part" "$out"
    part=
fi
exit "$worst"
