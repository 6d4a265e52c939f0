/** The words of the audit log in one language, and its sentences about events. Pure. */
import { audit as en } from '#app/_i18n/en/audit.ts'
import type { Locale } from '#app/_i18n/locales.ts'
import { audit as ru } from '#app/_i18n/ru/audit.ts'
import type { SameShape } from '#app/_i18n/same-shape.ts'
import { formatExactTime } from '#app/_ui/format-time.ts'
import type { AuditRow } from '#lib/server/db/audit-events.ts'

export type AuditWords = SameShape<typeof en>

export function auditWords(locale: Locale): AuditWords {
  return locale === 'ru' ? ru : en
}

/** Fills in `{name}` and the like; these texts need no more than that. */
export function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}

/** What was done, such as "Created token Phone". An action of another version stands as it is. */
export function sentenceOf({ action, target }: AuditRow, words: AuditWords): string {
  const sentence: string | undefined = Object.hasOwn(words.actions, action)
    ? words.actions[action as keyof AuditWords['actions']]
    : undefined
  const name = target?.name || target?.id || ''
  return sentence === undefined ? `${action} ${name}`.trim() : fillIn(sentence, { target: name }).trim()
}

/** The person or thing that did it. */
export function actorOf({ actor: { kind, name } }: AuditRow, words: AuditWords): string {
  if (!Object.hasOwn(words.actors, kind)) return name
  return fillIn(words.actors[kind as keyof AuditWords['actors']], { name })
}

/** The details as short texts, such as "role: member". Times are in UTC: the server does not know the reader's zone. */
export function detailsOf({ detail, target, action }: AuditRow, words: AuditWords, locale: Locale): string[] {
  const texts = Object.entries(detail).map(([name, value]) => {
    const label = Object.hasOwn(words.details, name) ? words.details[name as keyof AuditWords['details']] : name
    return `${label}: ${wordOf(name, value, words, locale)}`
  })
  // The sentences about invitations do not name the address.
  return action.startsWith('invite.') && target?.name ? [target.name, ...texts] : texts
}

function wordOf(name: string, value: unknown, words: AuditWords, locale: Locale): string {
  if (name.endsWith('AtMs') && typeof value === 'number') return formatExactTime(value, locale, 'UTC')
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
  return Object.hasOwn(words.values, text) ? words.values[text as keyof AuditWords['values']] : text
}
