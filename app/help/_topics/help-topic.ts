/** The shape of a page of help. Both languages have the same topics and sections, so that an address works in either. */

/** In the order of the list. */
export const HELP_TOPICS = ['connect', 'share', 'access', 'direct', 'troubleshooting', 'terms'] as const
export type HelpTopicId = (typeof HELP_TOPICS)[number]

/** Text may hold `code` in backticks and [links](/path) to pages of this server. */
export type HelpBlock = string | { steps: readonly string[] } | { list: readonly string[] } | { code: string }

export interface HelpSection {
  title: string
  body: readonly HelpBlock[]
}

export interface HelpTopic {
  title: string
  /** One sentence for the list of topics. */
  summary: string
  /** By the fragment that leads to it. */
  sections: Readonly<Record<string, HelpSection>>
}

export type Help = Readonly<Record<HelpTopicId, HelpTopic>>

export function isHelpTopic(id: string): id is HelpTopicId {
  return (HELP_TOPICS as readonly string[]).includes(id)
}
