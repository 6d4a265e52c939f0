/** The worker of a live page: its connection, its records and its searches, away from the thread that draws. */
import { serveFrom, type WorkerScope } from '#lib/viewer/remote/worker-host.ts'

serveFrom(self as object as WorkerScope)
