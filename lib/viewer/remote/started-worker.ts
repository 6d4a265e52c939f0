/** The page's end of a worker that hosts a live source. */
import type { ToPage } from './messages.ts'
import type { Host } from './remote-live-source.ts'

/** `failed` is called when the worker's script does not load or does not run. */
export function startedWorker(worker: Worker, failed: () => void): Host {
  let isReady = false
  worker.addEventListener('error', () => {
    if (!isReady) failed()
  })
  return {
    isWorker: true,
    port: {
      post: (message, transfer = []) => worker.postMessage(message, transfer),
      listen: (listener) =>
        worker.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
          isReady = true
          listener(data)
        }),
    },
    stop: () => worker.terminate(),
  }
}
