
# Names, cases, functions and scenarios are known to napkin itself; commands and options stand above.
_napkin_words() {
    local found last
    if [[ "$2" != [\'\"]* ]]; then
        found=$(NAPKIN_COMPLETE=words napkin "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    fi
    case "$found" in
        '')
            _napkin "$@"
            # The first word may be a scenario as well.
            if [[ "$COMP_CWORD" == 1 && "$2" != -* ]]; then
                local IFS=$'\n'
                COMPREPLY+=($(compgen -d -S / -- "$2") $(compgen -f -X '!*.nap' -- "$2"))
            fi
            ;;
        @files)
            compopt -o filenames 2>/dev/null
            local IFS=$'\n'
            COMPREPLY=($(compgen -d -- "$2") $(compgen -f -X '!*.nap' -- "$2"))
            ;;
        *)
            COMPREPLY=()
            while IFS= read -r last; do COMPREPLY+=("$(printf '%q' "$last")"); done <<<"$found"
            [[ "$found" == *[=\(] ]] && compopt -o nospace 2>/dev/null
            ;;
    esac
}
complete -F _napkin_words -o bashdefault -o default napkin
