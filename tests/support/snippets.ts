/** The dashboard's snippets, filled in for a server of a test. */
import { deviceSnippets } from '#app/_snippets/device-snippets.ts'
import type { SnippetTarget } from '#app/_snippets/snippet.ts'

export type TestTarget = Pick<SnippetTarget, 'origin' | 'token'> & Partial<SnippetTarget>

/** The code of its steps. */
export function snippetOf(id: string, target: TestTarget): string[] {
  const filled = { sdk: null, syslogPort: null, syslogTlsPort: null, ...target }
  const snippet = deviceSnippets(filled).find((each) => each.id === id)
  if (!snippet) throw new Error(`there is no snippet ${id}`)
  return snippet.steps.map(({ code }) => code)
}
