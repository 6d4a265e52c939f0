/** A kept log as a file, for the viewer of files. */
import { type FileInput, piecesOf } from '#lib/viewer/import/file-input.ts'
import type { KeptLog, KeptStore } from './kept-store.ts'

export function keptInput(store: Pick<KeptStore, 'pieces'>, log: KeptLog): FileInput {
  return {
    name: log.name,
    totalBytes: log.bytes,
    modifiedAtMs: log.updatedAtMs,
    mayRepeat: true,
    async *pieces(onRead) {
      for await (const bytes of store.pieces(log.id)) {
        yield* piecesOf(new Blob([bytes]), () => {})
        onRead(bytes.byteLength)
      }
    },
  }
}
