/** The audit log has a sentence for every act and a word for every group, in both languages. */
import { describe, expect, test } from 'vitest'
import { actorOf, auditWords, detailsOf, fillIn, sentenceOf } from '#app/_audit/audit-words.ts'
import { LOCALES } from '#app/_i18n/locales.ts'
import { AUDIT_ACTIONS } from '#lib/server/audit/audit-actions.ts'
import { AUDIT_GROUPS } from '#lib/server/audit/audit-groups.ts'
import type { AuditRow } from '#lib/server/db/audit-events.ts'

const event = (fields: Partial<AuditRow>): AuditRow => ({
  id: 'id',
  atMs: 0,
  action: 'token.created',
  outcome: 'done',
  teamId: null,
  actor: { kind: 'user', id: 'u', name: 'ada@example.com' },
  target: { kind: 'token', id: 't', name: 'Phone' },
  address: '',
  userAgent: '',
  detail: {},
  ...fields,
})

describe.each(LOCALES)('%s', (locale) => {
  const words = auditWords(locale)

  test('has exactly the acts and groups that exist', () => {
    expect(Object.keys(words.actions)).toEqual(AUDIT_ACTIONS)
    expect(Object.keys(words.groups)).toEqual(AUDIT_GROUPS)
  })

  test('leaves nothing to fill in', () => {
    for (const action of AUDIT_ACTIONS) {
      const sentence = sentenceOf(event({ action }), words)
      expect(sentence, action).not.toMatch(/[{}]/)
      expect(sentence.includes('Phone'), action).toBe(words.actions[action].includes('{target}'))
    }
  })
})

test('both languages name the target in the same sentences, or mention it otherwise', () => {
  const [en, ru] = [auditWords('en'), auditWords('ru')]
  for (const action of AUDIT_ACTIONS)
    expect(ru.actions[action].includes('{target}'), action).toBe(en.actions[action].includes('{target}'))
})

describe('an event', () => {
  const words = auditWords('en')

  test('names its actor, or what acted without a person', () => {
    expect(actorOf(event({}), words)).toBe('ada@example.com')
    expect(actorOf(event({ actor: { kind: 'operator', id: null, name: 'command line' } }), words)).toBe('Command line')
    expect(actorOf(event({ actor: { kind: 'api-token', id: 't', name: 'CI' } }), words)).toBe('API token CI')
  })

  test('of another version is shown as it is', () => {
    expect(sentenceOf(event({ action: 'robot.danced' }), words)).toBe('robot.danced Phone')
    expect(sentenceOf(event({ action: 'constructor' }), words)).toBe('constructor Phone')
    expect(detailsOf(event({ detail: { steps: 3, toString: 'x' } }), words, 'en')).toEqual(['steps: 3', 'toString: x'])
  })

  test('shows its details in words', () => {
    const detail = { before: 'owner', role: 'viewer', tokens: 2, expiresAtMs: null }
    expect(detailsOf(event({ detail }), words, 'en')).toEqual([
      'before: owner',
      'role: viewer',
      'tokens revoked: 2',
      'expires: never',
    ])
    const expiring = detailsOf(event({ detail: { expiresAtMs: Date.UTC(2026, 0, 2) } }), words, 'en')
    expect(expiring[0]).toMatch(/^expires: Jan 2, 2026.*UTC$/)
  })
})

test('a name that looks like a placeholder is not filled in again', () => {
  expect(fillIn('{target} left', { target: '{name}' })).toBe('{name} left')
})
