/** One way to connect a source: what to paste where, complete with address and token. Pure, so that tests run what it says. */
import type { snippets } from '#app/_i18n/en/snippets.ts'
import type { SourceKind } from '#lib/protocol/source-kinds.ts'

/** Addresses of the running server's SDK with a hash, and the hashes to check; null in development and before a build. */
export interface SdkAddresses {
  script: { file: string; integrity: string }
  tarball: { file: string; integrity: string }
}

/** What every snippet is filled in with. */
export interface SnippetTarget {
  /** Such as `https://logs.example.com`. */
  origin: string
  token: string
  sdk: SdkAddresses | null
  /** Ports of the syslog listeners; null: the server does not listen. */
  syslogPort: number | null
  syslogTlsPort: number | null
}

export const SNIPPET_GROUPS = ['web', 'terminal', 'languages', 'mobile', 'machines', 'loggers'] as const
export type SnippetGroup = (typeof SNIPPET_GROUPS)[number]

/** One thing to paste. `file`: where it goes, or null for a shell. */
export interface SnippetStep {
  file: string | null
  code: string
}

/** Each has a sentence in the words of the interface. */
export type SnippetId = keyof typeof snippets.text

export interface Snippet {
  id: SnippetId
  group: SnippetGroup
  /** Name of the program or language, the same in every language. */
  title: string
  /** Other words by which people look for it. */
  keywords: string
  source: SourceKind
  /**
   * Whether our tests run it in the real program. The others are checked with requests as the program documents them, because
   * the program cannot be had where the tests run.
   */
  isRun: boolean
  steps: SnippetStep[]
}

/** The name that a snippet gives its device; people replace it. */
export const EXAMPLE_NAME = 'my-app'

export const shell = (code: string): SnippetStep => ({ file: null, code })
export const file = (name: string, code: string): SnippetStep => ({ file: name, code })
