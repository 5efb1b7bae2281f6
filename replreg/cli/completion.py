"""``replreg completion``."""

from __future__ import annotations

import sys

import click

from replreg.cli.command_table import declare
from replreg.cli.suggest import Choice
from replreg.cli.terminal import write_utf8

__all__ = ["command"]

# The scripts speak the protocol of click.shell_completion. Those of click itself do not complete what follows an '=' or
# a ':' within a word, such as --format=json, floating-tag=error or sarif:FILE.

_BASH = r"""
_replreg_completion() {
    local IFS=$'\n' rest=$COMP_LINE word response type value prefix current=${COMP_WORDS[COMP_CWORD]}
    local -a words=()
    # Bash splits words at '=' and ':', too. What has no space before it belongs to the word before.
    for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
        if [[ ${#words[@]} -gt 0 && -n $rest && $rest != [[:space:]]* ]]; then
            words[${#words[@]}-1]+=$word
        else
            words+=("$word")
        fi
        rest="${rest#"${rest%%[![:space:]]*}"}"
        rest=${rest#"$word"}
    done
    word=${words[${#words[@]}-1]}
    [[ $word == --*=* ]] && word=${word#*=}
    [[ $current == [=:] ]] && current=
    prefix=${word%"$current"}

    response=$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((${#words[@]}-1)) _REPLREG_COMPLETE=bash_complete "$1")

    COMPREPLY=()
    for word in $response; do
        IFS=',' read -r type value <<< "$word"
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain)
                COMPREPLY+=("${value#"$prefix"}")
                [[ $value == *[=:/] ]] && compopt -o nospace
                ;;
        esac
    done
    return 0
}

complete -o nosort -F _replreg_completion replreg
"""

_ZSH = r"""
#compdef replreg

_replreg_completion() {
    local -a completions described open response
    local type key descr
    (( ! $+commands[replreg] )) && return 1

    response=("${(@f)$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) _REPLREG_COMPLETE=zsh_complete replreg)}")

    # Only what follows the '=' of an option is replaced.
    if [[ $PREFIX == --*=* ]]; then
        IPREFIX+=${PREFIX%%=*}=
        PREFIX=${PREFIX#*=}
    fi
    for type key descr in ${response}; do
        if [[ $type == plain ]]; then
            if [[ $key == *[=:/] ]]; then
                open+=("$key")
            elif [[ $descr == _ ]]; then
                completions+=("$key")
            else
                described+=("$key:$descr")
            fi
        elif [[ $type == dir ]]; then
            _path_files -/
        elif [[ $type == file ]]; then
            _path_files -f
        fi
    done

    (( $#described )) && _describe -V unsorted described
    (( $#completions )) && compadd -V unsorted -a completions
    (( $#open )) && compadd -S '' -V unsorted -a open
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    # It is loaded from fpath: complete at once.
    _replreg_completion "$@"
else
    compdef _replreg_completion replreg
fi
"""

_FISH = r"""
function _replreg_completion
    set -l option (string match --regex -- '^--[^=]+=' (commandline -t))
    set -lx COMP_WORDS (commandline -cp)
    set -lx COMP_CWORD (commandline -t)
    set -l response (env _REPLREG_COMPLETE=fish_complete replreg)

    for completion in $response
        # The help may have commas of its own.
        set -l metadata (string split --max 1 "," $completion)
        switch $metadata[1]
            case dir
                __fish_complete_directories $metadata[2]
            case file
                __fish_complete_path $metadata[2]
            case plain
                echo "$option$metadata[2]"
        end
    end
end

complete --no-files --command replreg --arguments "(_replreg_completion)"
"""

_SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


@declare("completion")
@click.argument("shell", type=Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """SHELL is bash, zsh or fish. The shell completes commands, options, formats and rules once it has read the script.

    \b
    Examples:
      replreg completion bash > ~/.replreg-completion.bash
      replreg completion fish > ~/.config/fish/completions/replreg.fish
    """
    write_utf8(sys.stdout)
    sys.stdout.write(_SCRIPTS[shell].lstrip())
    return 0
