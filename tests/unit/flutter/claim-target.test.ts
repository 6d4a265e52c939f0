/** What people enter to claim a device. */
import { expect, test } from 'vitest'
import { readClaimTarget } from '#lib/flutter/claim-target.ts'
import { flutterShareText } from '#tests/support/flutter-share-text.ts'

const URL = 'ws://10.0.0.5:8080/ws?type=web&session=session_abc123'

test.each([
  ['k7qm4t9x', { code: 'k7qm4t9x' }],
  [' K7QM-4T9X ', { code: 'k7qm4t9x' }],
  ['device_k7qm4t9x', { code: 'k7qm4t9x' }],
  ['session_abc123', { sessionId: 'session_abc123' }],
  [URL, { sessionId: 'session_abc123' }],
  [flutterShareText(URL), { sessionId: 'session_abc123' }],
  ['https://logs.example.com/dashboard/sessions/session_abc123', { sessionId: 'session_abc123' }],
  ['ws://localhost:8080/ws', 'not-connected'],
  ['ws://192.168.1.20:41234/ws', 'no-session'],
  ['https://logs.example.com/s/abc#secret', 'no-session'],
  ['ws://10.0.0.5:8080/ws?type=web', 'no-session'],
  ['some other text', 'no-session'],
  ['', 'no-session'],
])('%j', (text, target) => {
  expect(readClaimTarget(text)).toEqual(target)
})
