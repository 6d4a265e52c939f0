/** What is compared: which server, on which wire, and how many records per slice. Slices of all arms take about as long. */
import type { Program } from './servers/programs.ts'

export type NodeServer = 'relay' | 'net' | 'ws' | 'socketio'
/** The wire that devices and viewers speak. */
export type Wire = NodeServer | Program | 'log.io'
/** `relay-pair`: two relay nodes that share a Redis. */
export type ServerKind = Wire | 'relay-pair'

export interface Arm {
  name: string
  server: ServerKind
  /** Records per message; 1 is how people use the peers. */
  batch: number
  isDeflated?: boolean
  /** Root of another checkout of this project, whose server is measured instead of this one's. */
  checkout?: string
  /** Has its own server even if another arm has the same kind. */
  isControl?: boolean
  /** Viewers connect to a different port from the device. */
  isRemote?: boolean
  /** Number of deliveries in a slice. */
  deliveries: number
}

export const RELAY: Arm = { name: 'relay, batches of 100', server: 'relay', batch: 100, deliveries: 2_500_000 }
export const WS: Arm = { name: 'ws broadcast, same batches', server: 'ws', batch: 100, deliveries: 2_500_000 }
export const WS_AGAIN: Arm = { ...WS, name: 'ws broadcast again (A/A control)', isControl: true }
export const WS_RECORD: Arm = { name: 'ws, one message per record', server: 'ws', batch: 1, deliveries: 150_000 }
export const SOCKETIO_RECORD: Arm = {
  name: 'Socket.IO, one emit per record',
  server: 'socketio',
  batch: 1,
  deliveries: 150_000,
}
export const NET: Arm = { name: 'raw socket floor, same batches', server: 'net', batch: 100, deliveries: 2_500_000 }
export const RELAY_DEFLATED: Arm = { ...RELAY, name: 'relay, batches the device compressed', isDeflated: true }
export const NATS_RECORD: Arm = {
  name: 'nats-server, one message per record',
  server: 'nats',
  batch: 1,
  deliveries: 1_500_000,
}
export const NATS: Arm = { name: 'nats-server, same batches', server: 'nats', batch: 100, deliveries: 2_500_000 }
export const REDIS_RECORD: Arm = {
  name: 'redis-server, one message per record',
  server: 'redis',
  batch: 1,
  deliveries: 600_000,
}
export const REDIS: Arm = { name: 'redis-server, same batches', server: 'redis', batch: 100, deliveries: 2_500_000 }
export const MOSQUITTO: Arm = {
  name: 'mosquitto QoS 0, one message per record',
  server: 'mosquitto',
  batch: 1,
  deliveries: 500_000,
}

/** Only on request, because it has to be installed first. */
export const LOG_IO: Arm = {
  name: 'log.io, one line per record',
  server: 'log.io',
  batch: 1,
  deliveries: 60_000,
  isRemote: true,
}
export const RELAY_RECORD: Arm = { ...RELAY, name: 'relay, batches of 1', batch: 1, deliveries: 100_000 }
export const RELAY_TEN: Arm = { ...RELAY, name: 'relay, batches of 10', batch: 10, deliveries: 600_000 }
export const WS_TEN: Arm = { ...WS, name: 'ws broadcast, batches of 10', batch: 10, deliveries: 600_000 }

/** This checkout's relay beside another checkout's, which runs twice as the control. */
export function checkoutArms(checkout: string): { now: Arm; before: Arm; control: Arm }[] {
  return [RELAY, RELAY_DEFLATED, RELAY_TEN, RELAY_RECORD].map((now) => {
    const before = { ...now, name: `before: ${now.name}`, checkout }
    return { now, before, control: { ...before, name: `before, again: ${now.name}`, isControl: true } }
  })
}

export const PAIR_LOCAL: Arm = { ...RELAY, name: 'two nodes, viewers where the device is', server: 'relay-pair' }
export const PAIR_REMOTE: Arm = { ...PAIR_LOCAL, name: 'two nodes, all viewers on the other', isRemote: true }

/** Order of a round: closely compared arms run close together, and the control is as far apart as they are. */
export const COST_ARMS: Arm[] = [
  WS,
  RELAY,
  WS_AGAIN,
  NET,
  RELAY_DEFLATED,
  NATS,
  REDIS,
  NATS_RECORD,
  REDIS_RECORD,
  MOSQUITTO,
  WS_RECORD,
  SOCKETIO_RECORD,
]
