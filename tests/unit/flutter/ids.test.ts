/** Ids of the Flutter protocol. */
import { expect, test } from 'vitest'
import { newFlutterClientId, newFlutterDeviceId, newFlutterSessionId } from '#lib/flutter/ids.ts'
import { isId } from '#lib/protocol/ids.ts'
import { codeOfDeviceId, readPairingCode } from '#lib/protocol/pairing-code.ts'

test('[FP4] ids are a word and a token, at most 40 characters, with 96 bits or more where they are secrets', () => {
  for (const make of [newFlutterDeviceId, newFlutterSessionId, newFlutterClientId]) {
    const id = make()
    expect(isId(id) && id.length <= 40, id).toBe(true)
    expect(make()).not.toBe(id)
  }
  expect(newFlutterSessionId()).toMatch(/^session_[0-9A-Za-z]{22}$/)
})

test('a device id ends with the code that claims the device', () => {
  const id = newFlutterDeviceId()
  expect(codeOfDeviceId(id)).toBe(id.slice('device_'.length))
  expect(readPairingCode(id)).toBe(codeOfDeviceId(id))
})
