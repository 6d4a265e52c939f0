/** The wire of log.io: lines over TCP from the device; Socket.IO 0.9 events over a WebSocket to viewers. */
import net from 'node:net'
import type { Account } from './account.ts'
import type { Peek } from './framings.ts'
import { once } from './once.ts'
import type { Payloads } from './payloads.ts'
import type { Producer } from './producer.ts'
import { clientFrame, openRawWebSocket } from './raw-socket-io.ts'

const STREAM = 's'
const NODE = 'n'
const RECORD_EVENT = '5:::{"name":"new_log"'
const TEXT = 1
/** Beyond this, the kernel and log.io itself buffer what arrives. */
const BUFFERED_BYTES_MAX = 64 * 1024

/** With `payloads` null, only the number is checked, not the text. */
export async function openLogIoViewer(
  port: number,
  account: Account,
  arrived: () => void,
  payloads: Payloads | null,
): Promise<() => void> {
  const handshake = await (await fetch(`http://127.0.0.1:${port}/socket.io/1/`)).text()
  const sid = handshake.split(':', 1).join()
  let isOpen: () => void = () => {}
  const opened = new Promise<void>((resolve) => {
    isOpen = resolve
  })
  const peek: Peek = (start, _isText, heard) => {
    const text = start.toString('latin1', 0, RECORD_EVENT.length)
    if (text !== RECORD_EVENT) return heard.control(start, true)
    const said = start.toString()
    const [, seq] = /"message":"(\d+) /.exec(said) ?? []
    if (payloads) {
      const { message } = JSON.parse(said.slice(4)).args[0] as { message: string }
      if (message !== `${seq} ${payloads.at(Number(seq)).bodies[0]}`) account.damaged++
    }
    account.take(0, Number(seq), 1)
    arrived()
  }
  const heard = {
    records: () => {},
    control: (message: Buffer) => {
      const kind = message.toString('latin1', 0, 3)
      if (kind === '1::') isOpen()
      else if (kind === '2::') sink.socket.write(clientFrame(Buffer.from('2::'), TEXT))
    },
  }
  const whole = payloads ? () => Number.MAX_SAFE_INTEGER : undefined
  const sink = await openRawWebSocket(port, `/socket.io/1/websocket/${sid}`, peek, heard, whole)
  await opened
  const watch = JSON.stringify({ name: 'watch', args: [`${STREAM}:${NODE}`] })
  sink.socket.write(clientFrame(Buffer.from(`5:::${watch}`), TEXT))
  return () => sink.close()
}

export async function openLogIoProducer(port: number, payloads: Payloads): Promise<Producer> {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  socket.write(`+node|${NODE}|${STREAM}\r\n`)
  return {
    isFree: () => socket.writableLength < BUFFERED_BYTES_MAX,
    send: (first) => void socket.write(`+log|${STREAM}|${NODE}|info|${first} ${payloads.at(first).bodies[0]}\r\n`),
    close: () => socket.destroy(),
  }
}
