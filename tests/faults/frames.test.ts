/** Input that our clients never send: F21 and F22 of the fault table, against a relay process. */

import { setTimeout as sleep } from 'node:timers/promises'
import { inflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { FLAG } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { Decoder, frameFault } from '#lib/server/transports/socket-io/guarded-parser.ts'
import { seededRandom } from '#tests/bench/records.ts'
import { expectWhole, inScene } from '#tests/support/fault-scene.ts'
import { closeFrame, converse, frame, packet } from '#tests/support/raw-web-socket.ts'
import { type RelayProcess, VIEWER_TOKEN } from '#tests/support/relay-process.ts'
import { batch, hello } from '#tests/support/sessions.ts'
import { until } from '#tests/support/verified-stream.ts'

const MiB = 1024 * 1024
const isLong = Boolean(process.env.LONG)
const SEED = Number(process.env.SEED ?? 21)
/** One address would be rejected after some hundred connections per second, which another test covers. */
const NO_ADDRESS_LIMITS = { addressConnectsPerSecond: 1e6, addressConnectionsMax: 1e6 }

const NO_COUNTERS = { records: 0, bytes: 0, levels: [0, 0, 0, 0, 0, 0, 0] }
const asDevice = (session: string, attempt = 1) =>
  packet({ type: 0, nsp: '/device', data: hello({ session, attempt }) })
const asViewer = packet({ type: 0, nsp: '/viewer', data: { version: PROTOCOL_VERSION, token: VIEWER_TOKEN } })
const event = (nsp: string, ...data: unknown[]) => packet({ type: 2, nsp, data })

interface Conversation {
  open: Buffer
  after: Buffer[]
}

function conversations(session: string, attempt: number): Conversation[] {
  return [
    {
      open: asDevice(session, attempt),
      after: [
        event('/device', 'batch', ...batch(1, 3, session)),
        event('/device', 'head', { tail: 1, head: 3, counters: NO_COUNTERS }),
        event('/device', 'fill', ...batch(1, 3, session)),
        event('/device', 'gone', [1, 2], 'evicted'),
      ],
    },
    {
      open: asViewer,
      after: [
        packet({ type: 2, nsp: '/viewer', data: ['join', { session }], id: 1 }),
        event('/viewer', 'need', session, [[1, 2]]),
        event('/viewer', 'leave', session),
        event('/viewer', 'unwatchTeam', 'team0000000001'),
      ],
    },
  ]
}

/** Changes one to eight bytes, or removes, duplicates or randomizes a piece. */
function mutant(bytes: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * bytes.length)
  const length = Math.floor(random() * (bytes.length - at))
  switch (Math.floor(random() * 5)) {
    case 0:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
    case 1:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)])
    case 2:
      return bytes.subarray(0, at)
    case 3:
      return Buffer.from(Array.from({ length: 1 + length }, () => random() * 256))
    default: {
      const copy = Buffer.from(bytes)
      for (let i = 0; i <= random() * 8; i++) copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256)
      return copy
    }
  }
}

test('[F21][TR10] a million fuzzed messages: each is rejected or decoded, nothing else is thrown, memory stays flat', () => {
  const random = seededRandom(SEED)
  const originals = conversations('fuzzed-session', 1).flatMap(({ open, after }) => [open, ...after])
  const used = () => {
    globalThis.gc?.()
    return process.memoryUsage().heapUsed
  }
  let before = 0
  let decoded = 0
  for (let i = 0; i < 1_000_000; i++) {
    if (i === 100_000) before = used()
    const bytes = mutant(originals[i % originals.length] as Buffer, random)
    if (frameFault(bytes) !== null) continue
    try {
      new Decoder().add(bytes)
      decoded++
    } catch (error) {
      // Well-formed but not one of our messages; Socket.IO closes the connection.
      if (!(error instanceof Error) || error instanceof RangeError)
        throw new Error(`seed ${SEED}, frame ${i}`, { cause: error })
    }
  }
  expect(decoded).toBeGreaterThan(1_000)
  expect(used() - before).toBeLessThan(64 * MiB)
})

test(
  '[F21][TR5][TR6][TR10] fuzzed frames, cut and merged anyhow, on real connections: the relay lives, closes each with a proper code, stays flat, and serves its neighbours',
  inScene(async (scene) => {
    // The fault table's million in the long mode; here as many as time allows.
    const frames = isLong ? 1_000_000 : 20_000
    const FRAMES_EACH = 4
    const relay = await scene.relay({ limits: NO_ADDRESS_LIMITS })
    const device = scene.device(relay.url)
    await device.whenLive()
    const viewer = scene.viewer(relay.url, device)
    const logging = device.run(100)
    const codes = new Map<number | null, number>()
    let attempt = 0
    let sent = 0
    const work = async (worker: number, upTo: number) => {
      const random = seededRandom(SEED * 1_000 + worker)
      while (sent < upTo) {
        const { open, after } = conversations(`fuzzed-session-${worker}`, ++attempt)[
          Math.floor(random() * 2)
        ] as Conversation
        // What follows a handshake before its answer is rejected, so most wait for it.
        const opening = random() < 0.9 ? [frame(open), { until: 'welcome' }] : [frame(mutant(open, random))]
        const parts: Buffer[] = []
        for (let i = 0; i < FRAMES_EACH; i++) {
          const payload = after[Math.floor(random() * after.length)] as Buffer
          // Most are valid frames with invalid messages; some are invalid frames.
          parts.push(random() < 0.8 ? frame(mutant(payload, random)) : mutant(frame(payload), random))
          sent++
        }
        const stream = Buffer.concat([...parts, closeFrame()])
        const cut = Math.floor(random() * stream.length)
        const { code } = await converse(relay.port, [...opening, stream.subarray(0, cut), stream.subarray(cut)])
        codes.set(code, (codes.get(code) ?? 0) + 1)
      }
    }
    const run = (upTo: number) => Promise.all(Array.from({ length: 8 }, (_, worker) => work(worker, upTo)))
    await run(frames / 4)
    const before = await relay.stats()
    await run(frames)
    await until(async () => (await relay.stats()).devices === 1, 60_000)
    const after = await relay.stats()
    device.stop()
    await logging
    await viewer.has(device.logged)
    console.log(
      `seed ${SEED}: ${sent} frames, codes ${JSON.stringify([...codes])}, rss +${(after.rssBytes - before.rssBytes) / MiB} MiB, used +${(after.usedBytes - before.usedBytes) / MiB} MiB`,
    )
    expect(relay.isAlive).toBe(true)
    expectWhole(viewer, device)
    expect(
      [...codes.keys()].filter((code) => ![1000, 1002, 1003, 1005, 1006, 1007, 1009, null].includes(code)),
    ).toEqual([])
    expect(after.usedBytes - before.usedBytes).toBeLessThan(8 * MiB)
    expect(after.rssBytes - before.rssBytes).toBeLessThan(32 * MiB)
  }),
)

describe('one relay', () => {
  const withRelay = (run: (relay: RelayProcess) => Promise<void>) =>
    inScene(async (scene) => run(await scene.relay({ limits: NO_ADDRESS_LIMITS })))

  test(
    '[F21] a conversation cut at any byte, or sent in one piece, is the same conversation',
    withRelay(async (relay) => {
      const conversation = (n: number) => {
        const { open, after } = conversations(`session-cut-at-${String(n).padStart(4, '0')}`, 1)[0] as Conversation
        return { open: frame(open), after: Buffer.concat([...after.map((bytes) => frame(bytes)), closeFrame(1000)]) }
      }
      const lengths = { open: conversation(0).open.length, after: conversation(0).after.length }
      const longest = Math.max(lengths.open, lengths.after)
      for (let from = 0; from < longest; from += 16) {
        const cuts = Array.from({ length: Math.min(16, longest - from) }, (_, i) => from + i)
        const endings = cuts.map(async (cut) => {
          const { open, after } = conversation(cut)
          const { code, said } = await converse(relay.port, [
            ...[open.subarray(0, cut), open.subarray(cut), { until: 'welcome' }],
            ...[after.subarray(0, cut), after.subarray(cut)],
          ])
          return { cut, code, isWelcome: said.includes('welcome'), fault: said.includes('fault') }
        })
        expect(await Promise.all(endings)).toEqual(
          cuts.map((cut) => ({ cut, code: 1000, isWelcome: true, fault: false })),
        )
      }
      const { sessions } = await relay.stats()
      expect(new Set(sessions.filter(({ id }) => id.startsWith('session-cut')).map(({ head }) => head))).toEqual(
        new Set([3]),
      )
    }),
  )

  test(
    '[F21][TR5][TR6][TR10] each kind of invalid frame is closed with its code',
    withRelay(async (relay) => {
      const open = frame(asViewer)
      const garbage = Buffer.from('not a packet')
      const table: [what: string, bytes: Buffer[], code: number][] = [
        ['without a mask', [frame(garbage, { isMasked: false })], 1002],
        ['an opcode that does not exist', [frame(garbage, { opcode: 3 })], 1002],
        ['reserved bits', [frame(garbage, { reserved: 4 })], 1002],
        ['a ping in pieces', [frame(garbage, { opcode: 9, isFinal: false })], 1002],
        ['a continuation of nothing', [frame(garbage, { opcode: 0 })], 1002],
        ['text that is not UTF-8', [frame(Buffer.from([0xff, 0xfe]), { opcode: 1 })], 1007],
        ['a message over the limit', [frame(Buffer.alloc(LIMITS.frameBytesMax + 1))], 1009],
        [
          'a message over the limit in pieces',
          [frame(Buffer.alloc(LIMITS.frameBytesMax), { isFinal: false }), frame(garbage, { opcode: 0 })],
          1009,
        ],
        ['200 MB, claimed', [frame(garbage, { claimedLength: 200e6 })], 1009],
        ['4 exabytes, claimed', [frame(garbage, { claimedLength: 2 ** 62 })], 1009],
        ['no packet', [frame(garbage)], 1005],
        ['an event that does not exist', [frame(event('/viewer', 'nonsense'))], 1005],
      ]
      for (const [what, bytes, code] of table) {
        for (const first of [[], [open, { until: 'welcome' }]]) {
          // An event before the handshake belongs to no namespace; it ends when the handshake times out.
          if (first.length === 0 && what.startsWith('an event')) continue
          expect({ what, code: (await converse(relay.port, [...first, ...bytes])).code }).toEqual({ what, code })
        }
      }
    }),
  )

  test(
    '[F22] 100 frames that claim 200 MB each are rejected without allocating a byte',
    withRelay(async (relay) => {
      const before = await relay.stats()
      const claim = frame(Buffer.alloc(1_000), { claimedLength: 200e6 })
      const endings = await Promise.all(Array.from({ length: 100 }, () => converse(relay.port, [claim])))
      expect(endings.map(({ code }) => code)).toEqual(endings.map(() => 1009))
      expect((await relay.stats()).rssBytes - before.rssBytes).toBeLessThan(20 * MiB)
    }),
  )
})

test(
  '[F22][BT5] a record of 10 MiB arrives truncated, and says so',
  inScene(async (scene) => {
    const relay = await scene.relay()
    const device = scene.device(relay.url)
    await device.whenLive()
    const viewer = scene.viewer(relay.url, device)
    await viewer.has(0)
    const truncated: boolean[] = []
    const flags: number[] = []
    viewer.connection.listen({
      batch: (header, bytes) => {
        flags.push(header[1] & FLAG.truncated)
        const text = header[1] & FLAG.deflate ? inflateRawSync(bytes) : Buffer.from(bytes)
        truncated.push(text.includes('"x":1'))
      },
    })
    await until(() => device.logger.status.viewers === 1, 10_000)
    device.logger.info('x'.repeat(10 * MiB))
    await until(() => flags.length > 0, 10_000)
    expect({ truncated, flags }).toEqual({ truncated: [true], flags: [FLAG.truncated] })
    await sleep(0)
    expect(device.logger.status).toMatchObject({ state: 'live', head: 1 })
  }),
)
