/** Codes at the door of a direct server: one address each, a new one for the next, and an end to guessing. */
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { EntryCodes, type EntryCodesParts } from '#lib/lan/entry-codes.ts'
import { LIMITS } from '#lib/protocol/limits.ts'

function door(parts: Partial<EntryCodesParts> = {}) {
  const hits: string[] = []
  let renewed = 0
  const codes = new EntryCodes({
    random: randomBytes,
    renewed: () => renewed++,
    hit: (limit) => hits.push(limit),
    ...parts,
  })
  return { codes, hits, renewals: () => renewed }
}
const [ANNA, BERT] = ['192.168.1.20', '192.168.1.21']

test('a code has eight characters that nobody mistakes, and differs each time', () => {
  const seen = new Set(Array.from({ length: 50 }, () => door().codes.current))
  for (const code of seen) expect(code).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/)
  expect(seen.size).toBe(50)
})

test('a code is good once: the next viewer finds a new one, the old one is wrong for them', () => {
  const { codes, renewals } = door()
  const first = codes.current
  expect(codes.enter(first, ANNA)).toBe('entered')
  expect(codes.current).not.toBe(first)
  expect(renewals()).toBe(1)
  expect(codes.enter(first, BERT)).toBe('wrong')
  expect(codes.enter(codes.current, BERT)).toBe('entered')
})

test('who has used a code comes back with it: a viewer that reconnects has nothing else', () => {
  const { codes, renewals } = door()
  const first = codes.current
  for (let i = 0; i < 5; i++) expect(codes.enter(first, ANNA)).toBe('entered')
  expect(renewals()).toBe(1)
})

test('people type codes as they like', () => {
  const { codes } = door()
  expect(codes.enter(` ${codes.current.toLowerCase().replace('-', ' - ')} `, ANNA)).toBe('entered')
})

test('limit lanCodeFailuresPerAddress: an address that guesses is not heard any more, others are', () => {
  const { codes, hits } = door()
  for (let i = 0; i < LIMITS.lanCodeFailuresPerAddress; i++) expect(codes.enter('WRONG234', ANNA)).toBe('wrong')
  expect(codes.enter(codes.current, ANNA)).toBe('locked')
  expect(hits).toEqual(['lanCodeFailuresPerAddress'])
  expect(codes.enter(codes.current, BERT)).toBe('entered')
})

test('a right code forgives the mistakes before it', () => {
  const { codes } = door()
  for (let round = 0; round < 3; round++) {
    for (let i = 1; i < LIMITS.lanCodeFailuresPerAddress; i++) codes.enter('WRONG234', ANNA)
    expect(codes.enter(codes.current, ANNA)).toBe('entered')
  }
})

test('limit lanCodeFailuresMax: guessing from many addresses ends for all; who is in stays in', () => {
  const { codes, hits } = door()
  const token = codes.issueToken()
  for (let i = 0; i < LIMITS.lanCodeFailuresMax; i++) expect(codes.enter('WRONG234', `10.0.0.${i}`)).toBe('wrong')
  expect(codes.enter(codes.current, BERT)).toBe('locked')
  expect(hits).toEqual(['lanCodeFailuresMax'])
  expect(codes.isToken(token)).toBe(true)
})

test('limit lanEntriesMax: the oldest tokens and used codes are forgotten', () => {
  const { codes, hits } = door()
  const [first, token] = [codes.current, codes.issueToken()]
  expect(codes.enter(first, ANNA)).toBe('entered')
  for (let i = 0; i < LIMITS.lanEntriesMax; i++) {
    codes.issueToken()
    codes.enter(codes.current, BERT)
  }
  expect(codes.isToken(token)).toBe(false)
  expect(codes.enter(first, ANNA)).toBe('wrong')
  expect(new Set(hits)).toEqual(new Set(['lanEntriesMax']))
})

test('no token but an issued one is one', () => {
  const { codes } = door()
  const token = codes.issueToken()
  expect(token).toMatch(/^[\w-]{43}$/)
  for (const wrong of ['', token.slice(1), `${token}x`, codes.current]) expect(codes.isToken(wrong)).toBe(false)
  expect(door().codes.isToken(token)).toBe(false)
})

test('a code of the owner’s stays and lets in every address', () => {
  const { codes, renewals } = door({ fixed: 'our-room-7788' })
  expect(codes.enter('OUR ROOM 7788', ANNA)).toBe('entered')
  expect(codes.enter('our-room-7788', BERT)).toBe('entered')
  expect(renewals()).toBe(0)
  expect(() => door({ fixed: '12-34-56-7' })).toThrow(/8 letters and digits/)
})
