import { expect, test } from 'vitest'
import { NO_COUNTERS } from '#lib/protocol/messages.ts'
import { sourceOf } from '#lib/server/pairing/app-source.ts'
import { describeApp } from '#lib/server/transports/flutter/flutter-description.ts'
import { type LastRun, RememberedRuns } from '#lib/server/transports/flutter/remembered-runs.ts'

const RIGHT = { teamId: 'team', tokenId: 'token' }
const SOURCE = sourceOf('KEY.in.example.com', '10.0.0.1', 'Dart/3.5 (dart:io)')
const run = (session: string): LastRun => ({
  session,
  deviceId: 'd',
  startedAtMs: 0,
  connections: 1,
  head: 0,
  counters: NO_COUNTERS,
})

test('[FB8] apps of one source get runs of their own, and the next app takes the lowest free number', () => {
  const runs = new RememberedRuns()
  const [a, b] = [runs.start(SOURCE, RIGHT, 'a'), runs.start(SOURCE, RIGHT, 'b')]
  expect(a.installationId).not.toBe(b.installationId)
  runs.leave(a, run('one'), 0)
  expect(runs.start(SOURCE, RIGHT, 'c').installationId).toBe(a.installationId)
  expect(runs.lastLeft(SOURCE, 'token', 0)).toBeNull()
  runs.leave(b, null, 0)
  expect(runs.lastLeft(SOURCE, 'token', 0)).toBeNull()
})

test('[FB8] a device stays the same over a restart of the server, and differs for another team, address or program', () => {
  const id = (source: string, right = RIGHT) => new RememberedRuns().start(source, right, 'a').installationId
  expect(id(SOURCE)).toBe(id(sourceOf('key.in.example.com', '10.0.0.1', 'Dart/3.5 (dart:io)')))
  const others = [
    id(sourceOf('key.in.example.com', '10.0.0.2', 'Dart/3.5 (dart:io)')),
    id(sourceOf('key.in.example.com', '10.0.0.1', 'Dart/3.6 (dart:io)')),
    id(SOURCE, { teamId: 'other', tokenId: 'token' }),
  ]
  expect(new Set([id(SOURCE), ...others]).size).toBe(4)
  expect(id(SOURCE)).toMatch(/^[0-9A-Za-z_-]{8,64}$/)
  expect(id(SOURCE)).not.toContain('10.0.0.1')
})

test('[FB7][limit flutterRestartMs] the run that left last comes first, and none is remembered for longer than two minutes', () => {
  const runs = new RememberedRuns()
  const [a, b] = [runs.start(SOURCE, RIGHT, 'a'), runs.start(SOURCE, RIGHT, 'b')]
  runs.leave(b, run('b'), 1_000)
  runs.leave(a, run('a'), 2_000)
  expect(runs.lastLeft(SOURCE, 'token', 3_000)?.lastRun?.session).toBe('a')
  expect(runs.lastLeft(SOURCE, 'another', 3_000)).toBeNull()
  runs.resume(a, 'c')
  expect(runs.lastLeft(SOURCE, 'token', 121_000)?.lastRun?.session).toBe('b')
  expect(runs.lastLeft(SOURCE, 'token', 121_001)).toBeNull()
  expect(runs.connected(SOURCE)).toEqual([a])
})

const claimOf = (userId: string) => ({ teamId: 'team', tokenId: null, claimedById: userId })

test('[FB7] a claimed run is nobody’s by its source alone, and is remembered while somebody may continue it', () => {
  const runs = new RememberedRuns()
  const run1 = runs.start(SOURCE, claimOf('ada'), 'a')
  runs.leave(run1, run('one'), 0)
  expect(runs.lastLeft(SOURCE, 'token', 0)).toBeNull()
  expect([run1.isClaimOf('team', 'ada'), run1.isClaimOf('team', 'bob'), run1.isClaimOf('other', 'ada')]).toEqual([
    true,
    false,
    false,
  ])
  run1.awaitedBy.add('waits')
  runs.forgetAllOld(200_000)
  expect(runs.at(SOURCE, 200_000)).toEqual([run1])
  runs.stopWaiting(SOURCE, 'waits')
  expect(runs.at(SOURCE, 200_000)).toEqual([])
})

test('[FB8] a claim gets the number that its claimer chose, and never one that is another person’s', () => {
  const runs = new RememberedRuns()
  const adas = runs.start(SOURCE, claimOf('ada'), 'a')
  runs.leave(adas, run('one'), 0)
  expect(runs.start(SOURCE, claimOf('bob'), 'b').number).toBe(1)
  const wanted = { number: 0, session: null }
  expect(runs.start(SOURCE, claimOf('bob'), 'c', { wanted }).number).toBe(2)
  expect(runs.start(SOURCE, claimOf('ada'), 'd', { wanted }).number).toBe(0)
  expect(new RememberedRuns().start(SOURCE, claimOf('bob'), 'e', { others: [0, 1] }).number).toBe(2)
})

test('a description contains only what the app says', () => {
  expect(describeApp('Dart/3.5 (dart:io)', 'i')).toMatchObject({
    name: 'Flutter app',
    platform: 'flutter',
    model: 'Dart 3.5',
  })
  expect(describeApp('Mozilla/5.0 … Chrome/140.0 Safari/537', 'i')).toMatchObject({
    name: 'Flutter web app',
    model: 'Chrome',
  })
  expect(describeApp('', 'i', "Ada's phone")).toMatchObject({ name: "Ada's phone", model: '', os: '', appName: '' })
})
