/** A checked device or viewer in its own process, so that its work is not attributed to the relay or to others. */
import os from 'node:os'
import { AskedProcess, answerWith, isAskedProcess } from './asked-process.ts'
import { CheckedDevice, CheckedViewer } from './verified-stream.ts'

export interface ViewerReport {
  next: number
  shown: number
  lost: number
  reasons: string[]
  violations: string[]
  liveness: string[]
}

export interface DeviceReport {
  logged: number
  acked: number
  /** Whether the device is live and everything was acknowledged. */
  isDrained: boolean
  /** Details for the message of a failed test. */
  is: string
}

export class StreamProcess extends AskedProcess {
  /** Runs at low priority: it generates load and is not what is measured. */
  static async start(): Promise<StreamProcess> {
    const started = new StreamProcess(import.meta.filename)
    await started.ask('yield')
    return started
  }

  /** Resolves with the session once the relay has accepted it. */
  device(server: string, recordBytes: number): Promise<string> {
    return this.ask('device', { server, recordBytes })
  }

  /** Resolves when the seconds are over. */
  run(recordsPerSecond: number, seconds: number): Promise<DeviceReport> {
    return this.ask('run', { recordsPerSecond, seconds })
  }

  deviceReport(): Promise<DeviceReport> {
    return this.ask('deviceReport')
  }

  viewer(server: string, session: string): Promise<void> {
    return this.ask('viewer', { server, session })
  }

  viewerReport(): Promise<ViewerReport> {
    return this.ask('viewerReport')
  }
}

if (isAskedProcess(import.meta.filename)) serve()

function serve(): void {
  let device: CheckedDevice | null = null
  let viewer: CheckedViewer | null = null
  const deviceReport = (): DeviceReport => {
    if (!device) throw new Error('no device yet')
    const { state, acked, head, error, viewers } = device.logger.status
    const isDrained = state === 'live' && acked === head
    return { logged: device.logged, acked, isDrained, is: `${state} ${error?.code ?? ''} ${viewers} viewers` }
  }
  answerWith({
    yield: () => os.setPriority(os.constants.priority.PRIORITY_LOW),
    device: async ({ server, recordBytes }: { server: string; recordBytes: number }) => {
      device = new CheckedDevice(server, { recordBytes, installationId: `installation-${process.pid}` })
      await device.whenLive()
      return device.logger.session
    },
    run: async ({ recordsPerSecond, seconds }: { recordsPerSecond: number; seconds: number }) => {
      await device?.run(recordsPerSecond, seconds)
      return deviceReport()
    },
    deviceReport,
    viewer: ({ server, session }: { server: string; session: string }) => {
      viewer = new CheckedViewer(server, session)
    },
    viewerReport: (): ViewerReport => {
      if (!viewer) throw new Error('no viewer yet')
      // Nothing here reads them, and a flood has many.
      viewer.takeLatencies()
      const { next, shown, lostCount, lost, violations, liveness } = viewer
      return {
        next,
        shown,
        lost: lostCount,
        reasons: [...new Set(lost.map(({ reason }) => reason))],
        violations,
        liveness: [...liveness],
      }
    },
  })
}
