/** Every way to connect a device with a token, in the order of their groups. */
import { languageSnippets } from './language-snippets.ts'
import { loggerSnippets } from './logger-snippets.ts'
import { machineSnippets } from './machine-snippets.ts'
import { mobileSnippets } from './mobile-snippets.ts'
import type { Snippet, SnippetTarget } from './snippet.ts'
import { terminalSnippets } from './terminal-snippets.ts'
import { webSnippets } from './web-snippets.ts'

export function deviceSnippets(target: SnippetTarget): Snippet[] {
  return [webSnippets, terminalSnippets, languageSnippets, mobileSnippets, machineSnippets, loggerSnippets].flatMap(
    (snippets) => snippets(target),
  )
}
