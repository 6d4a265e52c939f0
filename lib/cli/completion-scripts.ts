/**
 * What a shell loads to complete `agent-logger`. Each script asks `agent-logger complete -- WORDS`, where the last word is the one
 * under the cursor, and gets lines of `value TAB description` and a last line: `:0` means that file names fit.
 */
const BASH = `# bash completion for agent-logger. Load it with: source <(agent-logger completion bash)
_agent_logger() {
  local line value quote='' cur=\${COMP_WORDS[COMP_CWORD]} word joined=0 typed before
  local -a words=()
  # Bash takes --option=value and a:b apart; put them together again.
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ $word == [=:] ]]; then
      ((\${#words[@]})) && words[\${#words[@]}-1]+=$word
      joined=1
    elif ((joined && \${#words[@]})); then
      words[\${#words[@]}-1]+=$word
      joined=0
    else
      words+=("$word")
    fi
  done
  [[ $cur == [=:] ]] && cur=''
  if [[ $cur == [\\"\\']* ]]; then
    quote=\${cur:0:1}
    cur=\${cur:1}
  else
    cur=\${cur//\\\\/}
  fi
  words=("\${words[@]//\\\\/}")
  words=("\${words[@]#[\\"\\']}")
  # Bash replaces only the piece after the last colon.
  typed=\${words[\${#words[@]}-1]}
  [[ $typed == --*=* ]] && typed=\${typed#*=}
  before=\${typed%"$cur"}
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :0 ]]; then
      compopt -o default 2>/dev/null
    elif [[ $line != :* ]]; then
      value=\${line%%$'\\t'*}
      if [[ $value == "$typed"* ]]; then
        value=\${value#"$before"}
        [[ $quote ]] || printf -v value %q "$value"
        COMPREPLY+=("$value")
      fi
    fi
  done < <(agent-logger complete -- "\${words[@]}" 2>/dev/null)
}
complete -F _agent_logger agent-logger
`

const ZSH = `#compdef agent-logger
# zsh completion for agent-logger. Load it with: source <(agent-logger completion zsh)
_agent_logger() {
  local line value
  local -a lines values
  lines=("\${(@f)$(agent-logger complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ $lines[-1] == :0 ]]; then
    compset -P '*='
    _files
    return
  fi
  [[ $PREFIX == --*=* ]] && compset -P '*='
  for line in "\${(@)lines[1,-2]}"; do
    value=\${line%%$'\\t'*}
    values+=("\${value//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe agent-logger values
}
if [[ $funcstack[1] == _agent_logger ]]; then
  _agent_logger "$@"
else
  compdef _agent_logger agent-logger
fi
`

const FISH = `# fish completion for agent-logger. Load it with: agent-logger completion fish | source
function __agent_logger_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -e words[1]
  set -l prefix (string match -r -- '^--[^=]+=' $current)
  set -l lines (agent-logger complete -- $words $current 2>/dev/null)
  test (count $lines) -gt 0; or return
  if test "$lines[-1]" = ':0'
    __fish_complete_path (string replace -r -- '^--[^=]+=' '' $current) | string replace -r -- '^' "$prefix"
    return
  end
  set -e lines[-1]
  for line in $lines
    echo "$prefix$line"
  end
end
complete -c agent-logger -f -a '(__agent_logger_complete)'
`

export const COMPLETION_SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH }
