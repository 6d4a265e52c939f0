import { expect, test } from 'vitest'
import { NO_COUNTERS } from '#lib/protocol/messages.ts'
import { describeApp } from '#lib/transports/seed-description.ts'
import { type LastRun, SeedPlaces, siteOf } from '#lib/transports/seed-places.ts'

const RIGHT = { teamId: 'team', tokenId: 'token' }
const SITE = siteOf('KEY.in.example.com', '10.0.0.1', 'Dart/3.5 (dart:io)')
const run = (session: string): LastRun => ({
  session,
  deviceId: 'd',
  startedAtMs: 0,
  runs: 1,
  head: 0,
  counters: NO_COUNTERS,
})

test('[S13.1.9] apps of one site get places of their own, and who comes next takes the lowest that is free', () => {
  const places = new SeedPlaces()
  const [a, b] = [places.take(SITE, RIGHT, 'a'), places.take(SITE, RIGHT, 'b')]
  expect(a.installationId).not.toBe(b.installationId)
  places.leave(a, run('one'), 0)
  expect(places.take(SITE, RIGHT, 'c').installationId).toBe(a.installationId)
  expect(places.leftAt(SITE, 0)).toBeNull()
  places.leave(b, null, 0)
  expect(places.leftAt(SITE, 0)).toBeNull()
})

test('a device is the same after a restart of the server, and not the same for another team, address or program', () => {
  const id = (site: string, right = RIGHT) => new SeedPlaces().take(site, right, 'a').installationId
  expect(id(SITE)).toBe(id(siteOf('key.in.example.com', '10.0.0.1', 'Dart/3.5 (dart:io)')))
  const others = [
    id(siteOf('key.in.example.com', '10.0.0.2', 'Dart/3.5 (dart:io)')),
    id(siteOf('key.in.example.com', '10.0.0.1', 'Dart/3.6 (dart:io)')),
    id(SITE, { teamId: 'other', tokenId: 'token' }),
  ]
  expect(new Set([id(SITE), ...others]).size).toBe(4)
  expect(id(SITE)).toMatch(/^[0-9A-Za-z_-]{8,64}$/)
  expect(id(SITE)).not.toContain('10.0.0.1')
})

test('[limit seedRestartMs] the one that was left last comes first, and nobody is remembered for longer than two minutes', () => {
  const places = new SeedPlaces()
  const [a, b] = [places.take(SITE, RIGHT, 'a'), places.take(SITE, RIGHT, 'b')]
  places.leave(b, run('b'), 1_000)
  places.leave(a, run('a'), 2_000)
  expect(places.leftAt(SITE, 3_000)?.lastRun?.session).toBe('a')
  places.occupy(a, 'c')
  expect(places.leftAt(SITE, 121_000)?.lastRun?.session).toBe('b')
  expect(places.leftAt(SITE, 121_001)).toBeNull()
  expect(places.occupiedAt(SITE)).toEqual([a])
})

test('what an app does not say is not made up', () => {
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
