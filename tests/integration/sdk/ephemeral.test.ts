/** Devices that exist for one run only say so, in a way that servers which do not know it ignore. */
import { afterEach, expect, test } from 'vitest'
import { isEphemeral } from '#lib/sdk/host/is-ephemeral.ts'
import { startAgentLogger } from '#lib/sdk/index.ts'
import type { SessionStart } from '#lib/server/relay/session-rows.ts'
import { DEVICE } from '#tests/support/sessions.ts'
import { startRelay } from '#tests/support/start-relay.ts'
import { runMain } from '#tests/unit/cli/fake-streams.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

test('[DV11] the SDK and a pipe without a name are ephemeral where they should be', async () => {
  const starts: SessionStart[] = []
  const relay = await startRelay({
    rows: {
      recordSessionStart: async (start) => {
        starts.push(start)
        return { deviceId: DEVICE, deviceName: start.device.name, startedAtMs: start.startedAtMs }
      },
    },
  })
  closing.push(relay.close)
  for (const ephemeral of [true, false]) {
    const logger = startAgentLogger({ server: relay.url, token: 'agl_d_x', ephemeral, warn: () => {} })
    logger.info('a record')
    expect(await logger.flush()).toBe(true)
    await logger.close()
  }
  const pipe = ['pipe', '--server', relay.url, '--token', 'agl_d_x']
  expect(await runMain(pipe, 'a line\n')).toMatchObject({ exitCode: 0 })
  expect(starts.map((start) => start.isEphemeral)).toEqual([true, false, true])
})

test('[DV11] without a word from the host, a device is ephemeral in CI only', () => {
  const host = (CI?: string) => ({ process: { env: { CI } } })
  const of = (...hosts: unknown[]) => hosts.map((each) => isEphemeral(undefined, each))
  expect(of(host('true'), host('1'), host('woodpecker'))).toEqual([true, true, true])
  expect(of(host(), host(''), host('false'), host('0'), {}, { process: null })).toEqual(Array(6).fill(false))
  expect([isEphemeral(false, host('true')), isEphemeral(true, host())]).toEqual([false, true])
})
