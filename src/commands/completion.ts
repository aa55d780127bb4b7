// tracescope completion: a script that teaches a shell to complete the command's words.

import type { Command } from 'commander';
import type { Invocation } from '../cli/command.ts';
import { SHELLS } from '../cli/completion/reply.ts';
import { SCRIPTS } from '../cli/completion/scripts.ts';
import { EXIT, type ExitCode, UsageError } from '../errors.ts';
import { nearestNames } from '../lib/nearest-name.ts';

export function define(command: Command): void {
  command.argument('[shell]', SHELLS.join(', ')).addHelpText(
    'after',
    `
Services and operations are offered as the server knows them, and kept for a minute in the user's
cache folder. Offering them never takes longer than 300 ms: what is not there by then is fetched in
the background, for the next time.

Examples:
  bash  echo 'source <(tracescope completion bash)' >> ~/.bashrc
  zsh   echo 'source <(tracescope completion zsh)' >> ~/.zshrc     (after compinit)
  fish  tracescope completion fish > ~/.config/fish/completions/tracescope.fish`,
  );
}

export async function run({ args, io }: Invocation): Promise<ExitCode> {
  const [name] = args;
  const shell = SHELLS.find((each) => each === name);
  if (shell === undefined) {
    const near = nearestNames(name ?? '', SHELLS, 1)[0];
    throw new UsageError(
      name === undefined ? 'which shell?' : `there is no completion for ${name}`,
      near ? `Did you mean ${near}?` : `Shells: ${SHELLS.join(', ')}`,
    );
  }
  await io.out(SCRIPTS[shell]);
  return EXIT.ok;
}
