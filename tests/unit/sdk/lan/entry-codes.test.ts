/** Codes at the door of a direct server: one address each, a new one for the next, and an end to guessing. */
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { EntryCodes, type EntryCodesParts } from '#lib/sdk/lan/entry-codes.ts'

function door(parts: Partial<EntryCodesParts> = {}) {
  const hits: string[] = []
  let renewed = 0
  const codes = new EntryCodes({
    random: randomBytes,
    renewed: () => renewed++,
    hit: (limit) => hits.push(limit),
    ...parts,
  })
  /** Everything happens at the same time unless a test says otherwise. */
  const enter = (code: string, address: string, nowMs = 0) => codes.enter(code, address, nowMs)
  return { codes, enter, hits, renewals: () => renewed }
}
const [ANNA, BERT] = ['192.168.1.20', '192.168.1.21']

test('a code has eight characters that nobody mistakes, and differs each time', () => {
  const seen = new Set(Array.from({ length: 50 }, () => door().codes.current))
  for (const code of seen) expect(code).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/)
  expect(seen.size).toBe(50)
})

test('a code is good once: the next viewer finds a new one, the old one is wrong for them', () => {
  const { codes, renewals, enter } = door()
  const first = codes.current
  expect(enter(first, ANNA)).toBe('entered')
  expect(codes.current).not.toBe(first)
  expect(renewals()).toBe(1)
  expect(enter(first, BERT)).toBe('wrong')
  expect(enter(codes.current, BERT)).toBe('entered')
})

test('who has used a code comes back with it: a viewer that reconnects has nothing else', () => {
  const { codes, renewals, enter } = door()
  const first = codes.current
  for (let i = 0; i < 5; i++) expect(enter(first, ANNA)).toBe('entered')
  expect(renewals()).toBe(1)
})

test('people type codes as they like', () => {
  const { codes, enter } = door()
  expect(enter(` ${codes.current.toLowerCase().replace('-', ' - ')} `, ANNA)).toBe('entered')
})

test('limit lanCodeFailuresPerAddress: an address that guesses is locked out, others are not', () => {
  const { codes, hits, enter } = door()
  for (let i = 0; i < LIMITS.lanCodeFailuresPerAddress; i++) expect(enter('WRONG234', ANNA)).toBe('wrong')
  expect(enter(codes.current, ANNA)).toBe('locked')
  expect(hits).toEqual(['lanCodeFailuresPerAddress'])
  expect(enter(codes.current, BERT)).toBe('entered')
})

test('a right code forgives the mistakes before it', () => {
  const { codes, enter } = door()
  for (let round = 0; round < 3; round++) {
    for (let i = 1; i < LIMITS.lanCodeFailuresPerAddress; i++) enter('WRONG234', ANNA)
    expect(enter(codes.current, ANNA)).toBe('entered')
  }
})

test('an address is unlocked 15 minutes after its last wrong code', () => {
  const { codes, enter } = door()
  for (let i = 0; i < LIMITS.lanCodeFailuresPerAddress; i++) enter('WRONG234', ANNA, i)
  const lastMs = LIMITS.lanCodeFailuresPerAddress - 1
  expect(enter(codes.current, ANNA, lastMs + LIMITS.lanCodeLockMs - 1)).toBe('locked')
  expect(enter(codes.current, ANNA, lastMs + LIMITS.lanCodeLockMs)).toBe('entered')
})

test('one who guesses from many addresses locks only these: the right code from a fresh address is accepted', () => {
  const { codes, enter } = door()
  const token = codes.issueToken()
  for (let i = 0; i < 20 * LIMITS.lanCodeFailuresPerAddress; i++) enter('WRONG234', `10.0.0.${i % 20}`)
  expect(enter(codes.current, BERT)).toBe('entered')
  expect(enter(codes.current, '10.0.0.1')).toBe('locked')
  expect(codes.isToken(token)).toBe(true)
})

test('limit lanCodeFailuresMax: beyond it one wrong code locks an address, and a right one still enters', () => {
  const { codes, enter, hits } = door()
  for (let i = 0; i < LIMITS.lanCodeFailuresMax; i++) expect(enter('WRONG234', `10.0.1.${i}`)).toBe('wrong')
  expect(hits).toEqual([])
  expect(enter('WRONG234', '10.0.2.1')).toBe('wrong')
  expect(hits).toEqual(['lanCodeFailuresMax'])
  expect(enter(codes.current, '10.0.2.1')).toBe('locked')
  expect(enter(codes.current, BERT)).toBe('entered')
  // The many have had their time, so an address may err again.
  expect(enter('WRONG234', '10.0.2.2', LIMITS.lanCodeLockMs)).toBe('wrong')
  expect(enter(codes.current, '10.0.2.2', LIMITS.lanCodeLockMs)).toBe('entered')
})

test('limit lanCodeAddressesMax: the oldest address is forgotten, but a code of the owner’s own is not guessed that way', () => {
  const crowd = Array.from({ length: LIMITS.lanCodeAddressesMax }, (_, i) => `10.0.${i >> 8}.${i & 255}`)
  const random = door()
  for (let i = 0; i < LIMITS.lanCodeFailuresPerAddress; i++) random.enter('WRONG234', ANNA)
  for (const address of crowd) random.enter('WRONG234', address)
  expect(random.hits).toContain('lanCodeAddressesMax')
  expect(random.enter(random.codes.current, ANNA)).toBe('entered')

  const fixed = door({ fixed: 'our-room-7788' })
  for (const address of crowd) fixed.enter('WRONG234', address)
  expect(fixed.enter('our-room-7788', ANNA)).toBe('locked')
  expect(fixed.hits.at(-1)).toBe('lanCodeAddressesMax')
  expect(fixed.enter('our-room-7788', ANNA, LIMITS.lanCodeLockMs)).toBe('entered')
})

test('limit lanEntriesMax: the oldest tokens and used codes are forgotten', () => {
  const { codes, hits, enter } = door()
  const [first, token] = [codes.current, codes.issueToken()]
  expect(enter(first, ANNA)).toBe('entered')
  for (let i = 0; i < LIMITS.lanEntriesMax; i++) {
    codes.issueToken()
    enter(codes.current, BERT)
  }
  expect(codes.isToken(token)).toBe(false)
  expect(enter(first, ANNA)).toBe('wrong')
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
  const { renewals, enter } = door({ fixed: 'our-room-7788' })
  expect(enter('OUR ROOM 7788', ANNA)).toBe('entered')
  expect(enter('our-room-7788', BERT)).toBe('entered')
  expect(renewals()).toBe(0)
  expect(() => door({ fixed: '12-34-56-7' })).toThrow(/8 letters and digits/)
})
