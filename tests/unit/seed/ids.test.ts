/** Ids of the original's clients. */
import { expect, test } from 'vitest'
import { isId } from '#lib/protocol/ids.ts'
import { codeOfDeviceId, readPairingCode } from '#lib/protocol/pairing-code.ts'
import { newSeedClientId, newSeedDeviceId, newSeedSessionId } from '#lib/seed/ids.ts'

test('[S13.1.3] ids are a word and a token, at most 40 characters, 96 bits or more where they are a secret', () => {
  for (const make of [newSeedDeviceId, newSeedSessionId, newSeedClientId]) {
    const id = make()
    expect(isId(id) && id.length <= 40, id).toBe(true)
    expect(make()).not.toBe(id)
  }
  expect(newSeedSessionId()).toMatch(/^session_[0-9A-Za-z]{22}$/)
})

test('a device id ends with the code that claims the device', () => {
  const id = newSeedDeviceId()
  expect(codeOfDeviceId(id)).toBe(id.slice('device_'.length))
  expect(readPairingCode(id)).toBe(codeOfDeviceId(id))
})
