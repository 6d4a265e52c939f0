/** Pushes of Loki's clients, built by hand as Alloy and promtail write them: `logproto.PushRequest`, compressed by snappyjs. */
import { PbfWriter } from 'pbf'
import { compress } from 'snappyjs'

export interface Entry {
  /** Epoch milliseconds. */
  ms: number
  line: string
  metadata?: Record<string, string>
}

export function lokiProto(streams: { labels: string; entries: Entry[] }[]): Buffer {
  const pbf = new PbfWriter()
  for (const { labels, entries } of streams)
    pbf.writeMessage(
      1,
      (_: null, stream) => {
        stream.writeStringField(1, labels)
        for (const { ms, line, metadata = {} } of entries)
          stream.writeMessage(
            2,
            (__: null, entry) => {
              entry.writeMessage(
                1,
                (___: null, time) => {
                  time.writeVarintField(1, Math.floor(ms / 1000))
                  time.writeVarintField(2, (ms % 1000) * 1e6)
                },
                null,
              )
              entry.writeBytesField(2, Buffer.from(line))
              for (const [name, value] of Object.entries(metadata))
                entry.writeMessage(
                  3,
                  (___: null, pair) => {
                    pair.writeStringField(1, name)
                    pair.writeStringField(2, value)
                  },
                  null,
                )
            },
            null,
          )
        stream.writeVarintField(3, 12345)
      },
      null,
    )
  return Buffer.from(pbf.finish())
}

export const snappy = (bytes: Buffer): Buffer => Buffer.from(compress(bytes))

export function lokiJson(labels: Record<string, string>, entries: Entry[]) {
  return {
    streams: [
      {
        stream: labels,
        values: entries.map(({ ms, line, metadata }) => [`${ms}000000`, line, ...(metadata ? [metadata] : [])]),
      },
    ],
  }
}
