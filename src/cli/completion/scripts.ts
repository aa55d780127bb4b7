// What `tracescope completion` prints. The scripts know nothing but how their shell asks and wants
// to be answered; what there is to offer they ask the command, in the version that is installed.

import { FILES, LATER, type Shell } from './reply.ts';

const BASH = `# tracescope: completion for bash. In ~/.bashrc: source <(tracescope completion bash)
_tracescope() {
  local line="\${COMP_LINE:0:COMP_POINT}" reply
  COMPREPLY=()
  while IFS= read -r reply; do
    COMPREPLY+=("$reply")
  done < <("$1" __complete bash -- "$line" "$2" 2>/dev/null)
  case "\${COMPREPLY[0]-}" in
    ${FILES})
      COMPREPLY=()
      compopt -o filenames 2>/dev/null
      while IFS= read -r reply; do
        COMPREPLY+=("$reply")
      done < <(compgen -f -- "$2")
      ;;
    ${LATER})
      COMPREPLY=()
      ("$1" __complete refresh -- "$line" >/dev/null 2>&1 &)
      ;;
  esac
}
complete -F _tracescope tracescope
`;

const ZSH = `#compdef tracescope
# tracescope: completion for zsh. In ~/.zshrc, after compinit: source <(tracescope completion zsh)
_tracescope() {
  local program="\${(Q)words[1]}" line="\${(j: :)words[1,CURRENT-1]} \${QIPREFIX}\${PREFIX}" reply
  local -a replies values shown
  replies=("\${(@f)$("$program" __complete zsh -- "$line" 2>/dev/null)}")
  case "\${replies[1]}" in
    ${FILES})
      _files
      return
      ;;
    ${LATER})
      ("$program" __complete refresh -- "$line" >/dev/null 2>&1 &)
      return 1
      ;;
    '')
      return 1
      ;;
  esac
  for reply in "\${replies[@]}"; do
    values+=("\${reply%%$'\\t'*}")
    shown+=("\${reply/$'\\t'/  -- }")
  done
  if [[ "\${replies[1]}" == *$'\\t'* ]]; then
    compadd -l -d shown -a values
  else
    compadd -a values
  fi
}
if [[ "\${funcstack[1]}" == _tracescope ]]; then
  _tracescope "$@"
else
  compdef _tracescope tracescope
fi
`;

const FISH = `# tracescope: completion for fish. In config.fish: tracescope completion fish | source
function __tracescope_complete
    set -l line (commandline -pc)
    set -l program (commandline -poc)[1]
    set -l replies ($program __complete fish -- "$line" 2>/dev/null)
    switch "$replies[1]"
        case ${FILES}
            __fish_complete_path (commandline -ct)
        case ${LATER}
            command $program __complete refresh -- "$line" >/dev/null 2>&1 &
            disown
        case '*'
            test -n "$replies[1]"; and printf '%s\\n' $replies
    end
end
complete -c tracescope -e
complete -c tracescope -f -a '(__tracescope_complete)'
`;

export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
