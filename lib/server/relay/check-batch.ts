/** Checks that a batch may be forwarded: its header and size are valid, and it belongs to the session that its connection owns. */
import { AppError } from '#lib/protocol/app-error.ts'
import { type BatchHeader, batchFault } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'

export function batchError(session: string, header: BatchHeader, bytes: Uint8Array): AppError | null {
  const fault = batchFault(header, bytes)
  if (fault && bytes?.byteLength > LIMITS.batchBytesMax)
    return new AppError('batch-too-large', fault, { limit: 'batchBytesMax' })
  if (fault)
    return new AppError(
      'batch-malformed',
      fault,
      header?.[3] > LIMITS.batchRecordsMax ? { limit: 'batchRecordsMax' } : {},
    )
  return header[0] === session
    ? null
    : new AppError('batch-malformed', 'batch header: the session does not belong to this connection')
}
