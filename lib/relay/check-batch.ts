/** Whether a batch that came may be handed on: its header and size are right, and it is of the session that its connection owns. */
import { AppError } from '../errors.ts'
import { type BatchHeader, batchFault } from '../protocol/batch.ts'
import { LIMITS } from '../protocol/limits.ts'

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
    : new AppError('batch-malformed', 'batch header: not the session of this connection')
}
