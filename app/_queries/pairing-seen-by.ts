/** Devices that wait to be claimed: those on the reader's own network, and those that the reader may continue. */
import type { Waiting, WaitingItem } from '#app/_openapi/answers.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { ownAddressOf } from '#lib/server/auth/client-address.ts'
import { type ContinueChoice, claimsAtSources } from '#lib/server/continue-choices.ts'
import { mayClaimByClick, mayContinueByClick } from '#lib/server/pairing/claim-evidence.ts'
import { livePairing } from '#lib/server/pairing/live-pairing.ts'
import type { WaitingDevice } from '#lib/server/pairing/pairing-queue.ts'

/** `headers` of the reader's request tell its network. Call it only for people who may claim for the team. */
export async function pairingSeenBy(headers: Headers, teamId: string, userId: string): Promise<Waiting> {
  const pairing = livePairing.peek()
  const address = ownAddressOf(headers)
  const near = address === null ? [] : (pairing?.near(address) ?? [])
  const seen = new Map([...near, ...(pairing?.returned(teamId, userId) ?? [])].map((device) => [device.id, device]))
  const devices = [...seen.values()].sort((a, b) => b.sinceMs - a.sinceMs).slice(0, LIMITS.waitingDevicesMax)
  const claims = await claimsAtSources(devices, teamId, userId)
  return {
    isOn: pairing !== undefined,
    isNetworkKnown: address !== null,
    devices: devices.map((device, i) => itemOf(device, address, claims[i]?.choices ?? [])),
  }
}

/** [PA3] Where the code is needed, the answer holds nothing that claims the device. */
function itemOf(device: WaitingDevice, readerAddress: string | null, choices: ContinueChoice[]): WaitingItem {
  const { id, sessionId, deviceId, code, userAgent, sinceMs } = device
  const needsCode = !mayClaimByClick(device, readerAddress)
  return {
    id,
    ...(needsCode
      ? { sessionId: null, deviceId: null, code: code.slice(0, CODE_START_CHARS) }
      : { sessionId, deviceId, code }),
    userAgent,
    sinceMs,
    needsCode,
    continues: choices.map(({ deviceId, deviceName, session }) => ({
      ...{ deviceId, deviceName, session, needsCode: !mayContinueByClick(device) },
    })),
  }
}

/** Enough to tell rows apart. The six characters that are left have 30 bits. */
const CODE_START_CHARS = 2
