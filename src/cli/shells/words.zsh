
# Names, cases, functions and scenarios are known to napkin itself; commands and options stand above.
_napkin() {
    local -a found open closed
    found=("${(@f)$(NAPKIN_COMPLETE=words napkin "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ "$found[1]" == '@files' ]]; then
        _files -g '*.nap'
    elif [[ -n "$found[1]" ]]; then
        open=(${(M)found:#*[=(]})
        closed=(${found:#*[=(]})
        (( $#open )) && compadd -S '' -- $open
        (( $#closed )) && compadd -- $closed
        return 0
    else
        _napkin_declared "$@"
    fi
}

if [ "$funcstack[1]" = "_napkin" ]; then
    _napkin "$@"
else
    compdef _napkin napkin
fi
