/** The load's process: opens devices and viewers as it is told, runs a slice when the server's CPU time has been read. */
import { answer, collectGarbage } from '../answers.ts'
import { type StreamOrder, StreamRun } from './stream-run.ts'

let run: StreamRun | null = null

answer({
  open: async (order: StreamOrder) => {
    run = new StreamRun(order)
    await run.open()
  },
  run: () => run?.run(),
  close: () => {
    run?.close()
    run = null
  },
  collectGarbage,
})
