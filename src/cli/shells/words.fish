
# Names, cases, functions and scenarios are known to napkin itself; commands and options stand above.
function __napkin_words
    set -l given (commandline -opc)
    NAPKIN_COMPLETE=words napkin $given[2..] (commandline -ct) 2>/dev/null
end
function __napkin_wants_files
    test "$(__napkin_words)" = @files
end
function __napkin_wants_words
    set -l found (__napkin_words)
    test -n "$found" -a "$found" != @files
end
complete -c napkin -f -n __napkin_wants_files -k -a '(__fish_complete_suffix .nap)'
complete -c napkin -f -n __napkin_wants_words -a '(__napkin_words)'
